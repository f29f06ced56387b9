"""Every address of the pages and of the API, asked as every role: who is let in is what `tools.access` declares."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from engine import jobs
from engine.authority import SUPERVISOR, Account
from engine.founding import SHARED, workflows_folder
from engine.notices import Notices, Webhook
from engine.office import Office
from engine.store import queue
from engine.store.tables import DEAD
from signing.guarded import Secret
from signing.keyring import Keyring
from signing.notation import masked
from tests.browsing import ADDRESS, PASSWORD, browser, quick, site
from tests.calling import token_of
from tests.engine.test_promising import PROMISE
from tests.engine.test_promising import apply as promising
from tests.offices import APPLICANT, DEPUTY, HEAD, WINDOW, Premises, accept, application, grant, submit, task_of
from tools.access import EVERYBODY, ROLES, ROWS, routes
from web import proof
from web.site import Site

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = {
    "stranger": "lin.partner", "applicant": APPLICANT, "elsewhere": "chen.window", "clerk": WINDOW, "head": HEAD,
    "supervisor": "gao.supervisor", "auditor": "bai.auditor", "system": "cheng.system", "security": "fan.security",
    "audit": "lian.audit",
}  # fmt: skip
ENDING = ("POST /login", "POST /logout", "POST /account/password", "POST /account/sessions/end")
"""After these somebody is not logged in as before."""


@dataclass
class World:
    """An office with a case decided and a case open, before a browser and a program of everybody."""

    office: Office
    served: Site
    clients: dict[str, TestClient]
    tokens: dict[str, str]
    decided: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)
    """What stands for each parameter of an address; of a case that nobody has touched yet."""

    absent: dict[str, str] = field(default_factory=dict)
    """What stands in an address instead, where it is asked for what does not exist."""

    def enter(self, role: str) -> None:
        """Let there be a new browser of somebody, logged in."""
        opened = browser(self.served)
        if role in PEOPLE:
            opened.log_in(PEOPLE[role])
        else:
            opened.open("/login")
        opened.client.follow_redirects = False
        self.clients[role] = opened.client

    def mend(self, row: str, role: str) -> None:
        """Put right what somebody has changed who was let in."""
        if row in ENDING:
            self.enter(role)
        elif re.search(r"{(number|case|task|id)}", row):
            self.anew()

    def anew(self) -> None:
        """Let there be another case, task and draft, since those before were acted on."""
        office = self.office
        number = submit(office)
        answers, _ = application()
        draft = office.drafts.begin("starter", APPLICANT)
        office.drafts.change(draft, APPLICANT, lambda before: (answers, before.files))
        shown = office.show_case(number)
        self.values = {
            **self.decided, "case": number, "number": number, "task": task_of(office, number, "check_materials"),
            "id": draft, "sha256": shown["materials"][0]["sha256"], "receipt": shown["documents"][0]["code"],
        }  # fmt: skip

    def address(self, path: str) -> str:
        """The path with something that is there in the place of each parameter."""
        special = {
            "/matters/{code}": {"code": "law_firm_establish"},
            "/documents/{code}/authorise": {"code": self.decided["code"]},
            "/documents/{code}": {"code": self.values["receipt"]},
            "/desk/documents/{code}": {"code": self.values["receipt"]},
            "/decisions/{number}": {"number": self.decided["public"]},
            "/api/v1/documents/{number}": {"number": self.values["receipt"]},
            "/api/v1/verification/hashes": {"sha256": self.decided["paper"]},
            "/verify/hash": {"sha256": self.decided["paper"]},
            "/desk/batches": {"id": self.decided["batch"]},
            "/board/ratings": {"what": "contact"},
            "/admin/people": {"name": "tang.handler", "what": "sessions"},
            "/admin/seals": {"id": self.decided["seal"]},
            "/admin/deputies": {"id": self.decided["deputy"]},
            "/cases/{number}/promises": {"number": self.decided["promising"]},
            "/authorisations": {"id": self.decided["authorisation"]},
            "/admin/matters": {"code": "law_firm_establish"},
            "/static": {"name": "sealflow.css"},
        }
        values = {**self.values, **next((v for start, v in special.items() if path.startswith(start)), {})}
        values |= self.absent
        return re.sub(r"{(\w+)(?::\w+)?}", lambda found: values[found[1]], path)

    def ask(self, role: str, method: str, path: str) -> httpx2.Response:
        """What somebody is answered who sends an empty form, or nothing."""
        where = self.address(path)
        if path.startswith("/api/"):
            headers = {"authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else {}
            bodies = {} if method == "GET" else {"json": BODIES.get(path.rpartition("/")[2], {})}
            return self.clients["nobody"].request(method, where, headers=headers, **bodies)
        client = self.clients[role]
        if method == "GET":
            return client.get(where + self.address(QUERIES.get(path, "")))
        given = {name: self.address(value) for name, value in FORMS.get(path, {}).items()}
        form = {"form_token": proof.token(client.cookies["__Host-form"]), **given}
        return client.post(where, data=form, headers={"origin": ADDRESS})


_ANSWERS, _UPLOADS = application()
PERSONAL = [str(_ANSWERS[name]) for name in ("mobile",)]
"""Numbers of persons in the application."""
_FILES = [{"material": u.material, "name": u.name, "data": base64.b64encode(u.data).decode()} for u in _UPLOADS]
BODIES: dict[str, dict[str, Any]] = {
    "cases": {"matter": "starter", "answers": _ANSWERS, "materials": _FILES},
    "complete": {"act": "accept"},
    "transfer": {"to": DEPUTY}, "delegate": {"to": DEPUTY},
    "return": {"step": "apply"}, "add-signer": {"who": HEAD}, "remove-signer": {"who": HEAD},
    "ask": {"to": HEAD, "question": "是否属于重大活动？"},
}  # fmt: skip
"""What is sent to the API, by the end of the address."""


FORMS: dict[str, dict[str, str]] = {
    "/cases/{number}/questions": {"text": "要盖章吗？"},
    "/desk/cases/{number}/questions": {"text": "活动是否收费？"},
    "/cases/{number}/urge": {"task": "{task}"},
    "/desk/intake": {"matter": "starter", "applicant": APPLICANT},
    "/desk/cases/{number}/reveal": {"form": "application", "path": "mobile", "reason": "核对联系方式"},
    "/admin/jobs/retry": {"job": "a job"},
    "/admin/log/export": {"which": "office"},
}
"""What is sent to a page beside its token."""
QUERIES = {"/admin/log/case": "?case={number}"}


@pytest.fixture(scope="module")
def world(furnished_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, seals: Keyring) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("access")
    shutil.copy(furnished_sqlite, folder / "office.db")
    premises = Premises(f"sqlite:///{folder / 'office.db'}", folder, seals)
    office = premises.open()
    office.access = quick(office)
    office.add_account(Account("gao.supervisor", "高明", "official", "city_approval", frozenset({SUPERVISOR})))
    hook = Webhook("exchange", "https://exchange.shili.example/", Secret("只有两边知道"), account=APPLICANT)
    office.place.notices = Notices(webhooks={"exchange": hook})
    (folder / "organs.yaml").write_bytes((workflows_folder() / SHARED / "organs.yaml").read_bytes())
    tokens = {}
    for role, account in PEOPLE.items():
        office.access.set_password(account, PASSWORD)
        tokens[role] = token_of(office, account)
    found = World(office, site(office), {}, tokens, _decided(office))
    for role in ROLES:
        found.enter(role)
    found.anew()
    yield found
    premises.close()


def _decided(office: Office) -> dict[str, str]:
    """What does not change: a case decided, an appointment of a deputy, a seal, names."""
    number = submit(office)
    accept(office, number)
    grant(office, number)
    decision = next(paper for paper in office.list_documents(number) if paper["style"] == "decision")
    job = {**jobs.new("city_approval", number, "a job", "send_mail", {}, office.now()), "state": DEAD}
    with office.place.database.writing() as connection:
        queue.insert_jobs(connection, [job])
    waiting = task_of(office, submit(office), "check_materials")
    (deputy,) = office.appoint_deputy(HEAD, DEPUTY, date(2026, 3, 2), date(2026, 3, 31))
    return {
        "public": decision["number"], "code": decision["code"], "paper": decision["sha256"], "page": "1",
        "matter": "starter", "form": "application", "webhook": "exchange", "act": "withdraw", "verb": "claim",
        "deputy": deputy, "batch": office.batches.begin(WINDOW, "claim", [waiting]),
        "promising": promising(office, APPLICANT), "promise": PROMISE,
        "authorisation": office.authorise(decision["number"], APPLICANT, "city_justice", "办理许可", date(2026, 3, 31))[
            "authorisation"
        ],
        "seal": office.administrators.seals("fan.security")[0].id,
    }  # fmt: skip


@pytest.mark.parametrize("row", [*ROWS])
def test_an_address_lets_in_whom_the_table_names_and_nobody_else(world: World, row: str) -> None:
    method, path = row.split(" ")
    came_in = set()
    asking = {"nobody", "stranger", "clerk", "audit"} if ROWS[row] == EVERYBODY else EVERYBODY
    for role in [role for role in ROLES if role in asking][::-1]:
        answer = world.ask(role, method, path)
        assert answer.status_code < 500, answer.text
        assert answer.status_code != 403 or "WEB-FROM-ELSEWHERE" not in answer.text
        if is_let_in(answer):
            came_in.add(role)
            if method != "GET":
                world.mend(row, role)

    assert came_in == ROWS[row] & asking


SEES_NOTHING = ("nobody", "stranger", "elsewhere", "system", "security", "audit")
"""Who may not know that there is this case, task, draft or paper."""
CODES = frozenset(re.findall(r"\b[A-Z]{3,}(?:-[A-Z]+)+", (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")))
ABOUT = re.compile(r"{(number|case|task|id|code)}")
_NOT_THEIRS = ("/matters/{code}", "/v/{code}", "/c/{code}", "/decisions/", "/admin/", "/api/v1/verification/")
"""What everybody may know of, or the administrators are told of anyway."""


@pytest.mark.parametrize("row", [row for row in ROWS if ABOUT.search(row) and not any(at in row for at in _NOT_THEIRS)])
def test_what_is_not_ones_own_is_answered_as_what_does_not_exist(world: World, row: str) -> None:
    method, path = row.split(" ")
    nothing = {
        "number": "20260302-00000000", "case": "20260302-00000000", "code": "0000-0000-0000-0000",
        "task": "019cac2a-0000-7000-8000-000000000000", "id": "019cac2a-0000-7000-8000-000000000000",
    }  # fmt: skip
    for role in SEES_NOTHING:
        told = _told(world.ask(role, method, path))
        there, world.absent = world.absent, nothing
        told_of_nothing = _told(world.ask(role, method, path))
        world.absent = there

        assert told == told_of_nothing, f"{role} can tell that it exists"


def _told(answer: httpx2.Response) -> tuple[int, str, list[str]]:
    """What somebody learns of an answer: its status, where it leads without what was asked for, its codes."""
    where = answer.headers.get("location", "").partition("?")[0]
    return answer.status_code, where.rpartition("/")[0], sorted(code for code in CODES if code in answer.text)


@pytest.mark.parametrize("row", [row for row in ROWS if " /api/" in row])
def test_no_program_of_an_official_gets_a_number_of_a_person_whole(world: World, row: str) -> None:
    method, path = row.split(" ")
    for role in ("clerk", "head", "supervisor", "auditor"):
        answer = world.ask(role, method, path)

        assert not [number for number in PERSONAL if number in answer.text], role
        if method != "GET" and is_let_in(answer):
            world.mend(row, role)


def test_programs_of_the_applicant_get_their_own_numbers_whole_and_officials_the_hidden_ones(world: World) -> None:
    world.anew()
    mine, theirs = (world.ask(role, "GET", "/api/v1/cases/{case}").text for role in ("applicant", "clerk"))

    assert all(number in mine and masked(number) in theirs for number in PERSONAL)


def test_every_address_has_its_row(world: World) -> None:
    found = set(routes(world.clients["nobody"].app))

    assert found - ROWS.keys() == set(), "say in tools/access.py whom it lets in"
    assert ROWS.keys() - found == set(), "there is no such address any more"


def is_let_in(answer: httpx2.Response) -> bool:
    """Whether somebody was neither sent to log in nor told no."""
    to_login = answer.request.method == "GET" and answer.headers.get("location", "").split("?")[0] == "/login"
    if answer.status_code in (403, 404) or to_login:
        return False
    # A wrong password or code is answered 401, too, but to somebody who may try.
    return answer.status_code != 401 or not re.search("WEB-LOGIN-NEEDED|TOKEN-NOT-VALID", answer.text)
