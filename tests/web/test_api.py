"""The API: the same office under the same rights, asked by other programs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commands.tokens import _SCOPES
from engine.notices import Notices, Webhook
from engine.office import Office
from engine.terms import Scope
from engine.tokens import TokenRefused
from engine.workplace import FixedTime
from signing.guarded import Secret
from tests.browsing import browser, site
from tests.calling import ALL, Caller, client_of, problem, token_of
from tests.offices import APPLICANT, FACTS, HEAD, WINDOW, accept, application, submit, task_of
from web.api.described import CALLED
from web.api.refusing import MEDIA_TYPE
from web.pace import Pace

Calling = Callable[..., Caller]


@pytest.fixture
def as_(office: Office) -> Calling:
    """A program with a new token of an account."""
    client = client_of(site(office))

    def caller(account: str = "", scopes: tuple[str, ...] = ALL, **bounds: Any) -> Caller:
        return Caller(client, token_of(office, account, scopes, **bounds) if account else "")

    return caller


def an_application(**more: Any) -> dict[str, Any]:
    """An application for the small matter as a program sends it."""
    answers, uploads = application()
    files = [{"material": u.material, "name": u.name, "data": base64.b64encode(u.data).decode()} for u in uploads]
    return {"matter": "starter", "answers": answers, "materials": files, **more}


# ---- from the application to the paper -------------------------------------------------------------------------------


def test_a_case_is_carried_through_by_programs_from_the_application_to_the_paper(as_: Calling) -> None:
    applicant, window, head = as_(APPLICANT), as_(WINDOW), as_(HEAD)
    opened = applicant.post("/cases", an_application())
    assert opened.status_code == 201, opened.text
    case = opened.json()["case"]
    assert opened.headers["location"] == f"/api/v1/cases/{case}"
    assert opened.json()["receipt"]["kind"] == "receipt"

    (task,) = window.get("/tasks").json()
    assert (task["case"], task["step"]) == (case, "check_materials")
    done = window.post(f"/tasks/{task['task']}/complete", {"act": "accept"})
    assert done.json()["status"] == "accepted"
    (task,) = head.get("/tasks").json()
    head.post(f"/tasks/{task['task']}/complete", {"act": "grant", "answers": FACTS})

    shown = applicant.get(f"/cases/{case}").json()
    assert (shown["status"], shown["outcome"]) == ("delivered", "granted")
    (decision,) = [paper for paper in shown["documents"] if paper["style"] == "decision"]
    file = applicant.get(f"/documents/{decision['code']}")
    assert hashlib.sha256(file.content).hexdigest() == decision["sha256"]
    verdict = as_().post("/verification/files", file.content, content_type="application/octet-stream").json()
    assert verdict["verdict"] == "valid" and verdict["document"]["number"] == decision["number"]
    assert as_().get(f"/verification/codes/{decision['code']}").json()["sha256"] == decision["sha256"]
    assert as_().get(f"/verification/hashes/{decision['sha256']}").json()["number"] == decision["number"]


def test_the_shapes_are_those_of_the_office_and_hold_nothing_of_the_machine(office: Office, as_: Calling) -> None:
    case = submit(office)
    accept(office, case)
    ours = replace(office, hides=True).show_case(case, WINDOW)

    theirs = as_(WINDOW).get(f"/cases/{case}").json()

    assert theirs.keys() == ours.keys(), "give what is new its line in web/api/shapes.py"
    for name in ("tasks", "clocks", "answers", "materials", "history", "hindered", "may"):
        assert theirs[name] == ours[name], f"give what is new in {name} its line in web/api/shapes.py"
    assert theirs["documents"] == [{key: d[key] for key in d if key != "path"} for d in ours["documents"]]
    assert str(office.home) not in as_(WINDOW).get(f"/cases/{case}").text


def test_a_part_of_a_paper_can_be_downloaded(office: Office, as_: Calling) -> None:
    case = submit(office)
    (receipt,) = office.list_documents(case, APPLICANT)
    whole = as_(APPLICANT).get(f"/documents/{receipt['number']}")

    part = as_(APPLICANT).get(f"/documents/{receipt['number']}", range="bytes=10-19")

    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["etag"] == whole.headers["etag"]


def test_what_is_known_already_is_not_sent_again(office: Office, as_: Calling) -> None:
    case, caller = submit(office), as_(APPLICANT)
    first = caller.get(f"/cases/{case}")

    again = caller.get(f"/cases/{case}", if_none_match=first.headers["etag"])
    accept(office, case)
    later = caller.get(f"/cases/{case}", if_none_match=first.headers["etag"])

    assert (again.status_code, again.content) == (304, b"")
    assert later.status_code == 200


def test_lists_come_in_pages_that_lead_on(office: Office, as_: Calling) -> None:
    cases = [submit(office) for _ in range(5)]
    for path, caller in (("/cases", as_(APPLICANT)), ("/tasks", as_(WINDOW))):
        found, answer = [], caller.get(f"{path}?most=2")
        for _ in range(3):
            found += [row["case"] for row in answer.json()]
            if "link" in answer.headers:
                answer = caller.get(answer.headers["link"].split(">")[0].removeprefix("</api/v1"))

        assert sorted(found) == sorted(cases), path
        assert "link" not in answer.headers


def test_the_matters_and_their_forms_are_told_to_anybody(as_: Calling) -> None:
    assert {row["code"] for row in as_().get("/matters").json()} == {"law_firm_establish", "starter"}
    matter = as_().get("/matters/law_firm_establish").json()
    form = as_().get("/matters/law_firm_establish/forms/application").json()

    assert "application" in {form["name"] for form in matter["forms"]}
    assert matter["materials"][0]["title"]["zh"]
    assert form["type"] == "object" and form["properties"]
    assert problem(as_().get("/matters/nowhere"))["code"] == "MATTER-MISSING"
    assert problem(as_().get("/matters/starter/forms/nowhere"))["code"] == "FORM-UNKNOWN"


# ---- once, whatever happens on the way -------------------------------------------------------------------------------


def test_an_application_sent_twice_under_its_key_becomes_one_case(office: Office, as_: Calling) -> None:
    caller = as_(APPLICANT)
    first, second = (caller.post("/cases", an_application(), idempotency_key="k-1").json() for _ in range(2))

    assert first["case"] == second["case"]
    assert len(office.list_cases(APPLICANT)) == 1
    other = an_application()
    other["answers"] = {**other["answers"], next(iter(other["answers"])): "别的活动"}
    assert problem(caller.post("/cases", other, idempotency_key="k-1"))["code"] == "CASE-KEY-REUSED"


def test_a_task_completed_twice_under_its_key_is_completed_once(office: Office, as_: Calling) -> None:
    case, caller = submit(office), as_(WINDOW)
    path = f"/tasks/{task_of(office, case, 'check_materials')}/complete"

    first = caller.post(path, {"act": "accept"}, idempotency_key="k-1")
    again = caller.post(path, {"act": "accept"}, idempotency_key="k-1")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["status"] == "accepted"
    assert [entry["act"] for entry in office.show_case(case)["history"]].count("accept") == 1
    assert problem(caller.post(path, {"act": "accept"}))["code"] == "TASK-DONE"
    assert problem(caller.post(path, {"act": "turn_away"}, idempotency_key="k-1"))["code"] == "CASE-KEY-REUSED"


def test_the_record_tells_through_which_token_something_was_done(office: Office, as_: Calling) -> None:
    case, caller = submit(office), as_(WINDOW)
    caller.post(f"/tasks/{task_of(office, case, 'check_materials')}/complete", {"act": "accept"})

    entries = {entry["act"]: entry for entry in office.show_record(case)}

    (token,) = office.tokens.listed(WINDOW)
    assert entries["accept"]["through"] == token["id"]
    assert "through" not in entries["submit"]
    assert not any("through" in e for e in office.show_case(case, APPLICANT)["history"])
    assert office.verify_record().intact


# ---- tokens ----------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_kept_as_a_hash(office: Office) -> None:
    shown, token = office.tokens.create(WINDOW, "与协同办公系统对接", ["tasks.read"], days=30)

    with office.place.database.reading() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM tokens").mappings()
    assert token not in str(dict(row)) and token.startswith(row["begins"])
    assert row["digest"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str([shown, office.tokens.listed(), office.show_ledger()])
    assert (shown["state"], shown["organ"], shown["used_at"]) == ("valid", "city_approval", None)


def test_that_a_token_was_made_and_revoked_stands_in_the_ledger_of_the_office(office: Office) -> None:
    shown, _ = office.tokens.create(APPLICANT, "企业系统对接", ["cases.read"], by="operator")
    office.tokens.revoke(shown["id"])

    made, revoked = office.show_ledger()[-2:]

    assert (made["act"], made["token"], made["account"], made["purpose"]) == (
        "token", shown["id"], APPLICANT, "企业系统对接")  # fmt: skip
    assert (revoked["act"], revoked["token"]) == ("token_revoked", shown["id"])


@pytest.mark.parametrize(
    ("account", "bounds"),
    [
        (WINDOW, {"organ": "district_justice"}),
        (APPLICANT, {"organ": "nowhere"}),
        (APPLICANT, {"days": 0}),
        (APPLICANT, {"days": 367}),
        (APPLICANT, {"purpose": " "}),
        (APPLICANT, {"scopes": []}),
        (APPLICANT, {"scopes": ["everything"]}),
    ],
)
def test_a_token_without_bounds_is_not_made(office: Office, account: str, bounds: dict[str, Any]) -> None:
    asked = {"purpose": "对接", "scopes": ["cases.read"], **bounds}

    with pytest.raises(TokenRefused):
        office.tokens.create(account, **asked)


def test_a_token_ends_with_its_day_or_when_it_is_revoked(office: Office, as_: Calling, clock: FixedTime) -> None:
    short, long = as_(APPLICANT, days=1), as_(APPLICANT, days=30)
    assert short.get("/token").status_code == 200

    clock.set(clock() + timedelta(days=1))
    assert problem(short.get("/token"))["code"] == "TOKEN-NOT-VALID"
    assert short.get("/token").headers["www-authenticate"].startswith("Bearer")
    used = {row["id"]: row["used_at"] for row in office.tokens.listed()}
    assert sorted(map(bool, used.values())) == [False, True], "the last use is kept"

    assert long.get("/token").status_code == 200
    office.tokens.revoke(long.get("/token").json()["token"])
    assert problem(long.get("/token"))["code"] == "TOKEN-NOT-VALID"


def test_a_token_does_what_its_scopes_name_and_no_more(office: Office, as_: Calling) -> None:
    case = submit(office)
    reader = as_(WINDOW, ("cases.read",))

    assert reader.get(f"/cases/{case}").status_code == 200
    assert problem(reader.get("/tasks"))["code"] == "TOKEN-SCOPE"
    task = task_of(office, case, "check_materials")
    assert problem(reader.post(f"/tasks/{task}/claim"))["code"] == "TOKEN-SCOPE"
    assert problem(as_(APPLICANT, ("cases.read",)).post("/cases", an_application()))["code"] == "TOKEN-SCOPE"


def test_a_token_has_the_rights_its_account_has_now(office: Office, as_: Calling) -> None:
    case, caller, other = submit(office), as_(WINDOW), as_("lin.partner")
    assert caller.get(f"/cases/{case}").status_code == 200
    assert problem(other.get(f"/cases/{case}"))["code"] == "CASE-UNKNOWN"

    office.add_account(replace(office.place.account(WINDOW), roles=frozenset()))
    assert problem(caller.get(f"/cases/{case}"))["code"] == "CASE-UNKNOWN"
    office.add_account(replace(office.place.account(WINDOW), organ="district_justice"))
    assert problem(caller.get("/token"))["code"] == "TOKEN-NOT-VALID"


def test_a_token_bound_to_an_organ_reaches_no_case_of_others(office: Office, as_: Calling) -> None:
    case = submit(office)
    (receipt,) = office.list_documents(case, APPLICANT)
    here, elsewhere = as_(APPLICANT, organ="city_approval"), as_(APPLICANT, organ="city_justice")

    assert [row["case"] for row in here.get("/cases").json()] == [case]
    assert here.get(f"/documents/{receipt['code']}").status_code == 200
    assert elsewhere.get("/cases").json() == []
    assert problem(elsewhere.get(f"/cases/{case}"))["code"] == "CASE-UNKNOWN"
    assert problem(elsewhere.get(f"/documents/{receipt['code']}"))["code"] == "DOCUMENT-UNKNOWN"
    assert problem(elsewhere.post("/cases", an_application()))["code"] == "AUTHORITY-NOT-YOURS"


def test_a_token_opens_no_page_and_a_login_no_call(office: Office, as_: Calling) -> None:
    token = as_(WINDOW).token
    at_pages = browser(site(office))
    at_pages.client.cookies.set("__Host-session", token)

    assert at_pages.open("/desk").path.startswith("/login")
    assert at_pages.open("/desk", authorization=f"Bearer {token}").path.startswith("/login")
    assert problem(at_pages.client.get("/api/v1/tasks"))["code"] == "TOKEN-NOT-VALID"


def test_wrong_tokens_are_counted_by_address_and_calls_by_token(office: Office) -> None:
    client = client_of(site(office, pace=Pace({"token": "3/minute", "call": "2/minute"})))
    right = Caller(client, token_of(office, WINDOW))
    answer = right.get("/token")
    assert (answer.headers["ratelimit-limit"], answer.headers["ratelimit-remaining"]) == ("2", "1")
    right.get("/token")
    assert problem(right.get("/token"))["code"] == "WEB-TOO-FAST"
    assert int(right.get("/token").headers["retry-after"]) > 0

    codes = [problem(Caller(client, f"sealflow_{n}").get("/token"))["code"] for n in range(4)]

    assert codes == ["TOKEN-NOT-VALID"] * 3 + ["WEB-TOO-FAST"]


def test_the_command_line_offers_every_scope() -> None:
    assert tuple(scope.value for scope in Scope) == _SCOPES


# ---- what happens ----------------------------------------------------------------------------------------------------


def test_a_program_follows_what_happens_from_cursor_to_cursor(office: Office, as_: Calling) -> None:
    caller = as_(APPLICANT)
    case = submit(office)
    first = caller.get("/events?most=1").json()
    assert (len(first["events"]), first["more"]) == (1, True)

    rest = caller.get(f"/events?after={first['cursor']}").json()
    accept(office, case)
    new = caller.get(f"/events?after={rest['cursor']}").json()

    assert new["events"][0]["entry"]["act"] == "accept"
    assert new["events"][0]["case"] == case
    assert caller.get(f"/events?after={new['cursor']}").json() == {
        "events": [], "cursor": new["cursor"], "more": False}  # fmt: skip
    assert problem(as_(APPLICANT, ("cases.read",)).get("/events"))["code"] == "TOKEN-SCOPE"


def test_a_program_has_its_own_system_called_again(office: Office, as_: Calling) -> None:
    hook = Webhook("exchange", "https://exchange.shili.example/", Secret("只有两边知道"), account=APPLICANT)
    office.place.notices = Notices(webhooks={"exchange": hook})
    submit(office)

    assert [row["webhook"] for row in as_(APPLICANT).get("/webhooks").json()] == ["exchange"]
    assert as_(APPLICANT).post("/webhooks/exchange/replay").json()["calls"] == 1
    assert as_(WINDOW).get("/webhooks").json() == []
    assert problem(as_(WINDOW).post("/webhooks/exchange/replay"))["code"] == "WEBHOOK-UNKNOWN"


# ---- refusals --------------------------------------------------------------------------------------------------------


def test_a_refusal_names_each_answer_that_cannot_be_taken(as_: Calling) -> None:
    told = problem(as_(APPLICANT).post("/cases", an_application(answers={}), accept_language="en"))

    assert told["code"] == "FORM-INVALID"
    assert all(wrong["path"] and wrong["message"]["en"] for wrong in told["problems"])


def test_a_history_is_asked_for_from_beyond_its_end_as_from_its_end(office: Office, as_: Calling) -> None:
    case = submit(office)

    far = as_(APPLICANT).get(f"/cases/{case}/history?before=2147483647")

    assert far.json() == as_(APPLICANT).get(f"/cases/{case}/history").json()


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/nowhere", None, "API-NO-SUCH-ADDRESS"),
        ("DELETE", "/cases", None, "API-NOT-ALLOWED"),
        ("POST", "/cases", b"{", "API-NOT-UNDERSTOOD"),
        ("POST", "/cases", b"[1]", "API-NOT-UNDERSTOOD"),
        ("POST", "/cases", {"matter": "starter", "answers": {}, "more": 1}, "API-NOT-UNDERSTOOD"),
        ("GET", "/cases?most=0", None, "API-NOT-UNDERSTOOD"),
        ("GET", "/cases/%00", None, "API-NOT-UNDERSTOOD"),
        ("GET", "/cases/20260302-AAAAAAAA", None, "CASE-UNKNOWN"),
        ("GET", "/tasks/00000000-0000-7000-8000-000000000000", None, "TASK-UNKNOWN"),
        ("GET", "/documents/nothing", None, "DOCUMENT-UNKNOWN"),
        ("GET", "/statistics", None, "AUTHORITY-NOT-YOURS"),
        ("POST", "/cases", b"{" + b" " * 50_000_001, "WEB-TOO-LARGE"),
    ],
)
def test_every_refusal_is_a_problem_with_a_code_and_a_remedy(
    as_: Calling, method: str, path: str, body: Any, code: str
) -> None:
    assert problem(as_(APPLICANT).send(method, path, body))["code"] == code


def test_what_a_page_of_another_site_sends_is_refused_as_a_problem(as_: Calling) -> None:
    answer = as_(APPLICANT).post("/cases", an_application(), sec_fetch_site="cross-site")

    assert problem(answer)["code"] == "WEB-FROM-ELSEWHERE"


def test_a_character_that_cannot_be_printed_is_refused_while_somebody_can_mend_it(as_: Calling) -> None:
    sent = an_application()
    sent["answers"] = {**sent["answers"], next(iter(sent["answers"])): "活动\U00030edd"}

    assert problem(as_(APPLICANT).post("/cases", sent))["code"] == "ANSWER-MISSING-GLYPH"


# ---- the description -------------------------------------------------------------------------------------------------


def test_the_description_tells_every_operation_with_its_scope_its_shapes_and_its_refusals(as_: Calling) -> None:
    told = as_().get("/openapi.json").json()

    assert told["openapi"] == "3.1.0"
    operations = [one for methods in told["paths"].values() for one in methods.values()]
    assert {one["operationId"] for one in operations} == CALLED.keys()
    for one in operations:
        refusals = {status: a for status, a in one["responses"].items() if int(status) >= 400 and status != "416"}
        assert refusals and all(MEDIA_TYPE in answer["content"] for answer in refusals.values())
        codes = [code for a in refusals.values() for code in a["content"][MEDIA_TYPE]["examples"]]
        assert all(told["components"]["examples"][code]["value"]["remedy"] for code in codes)
        assert one["tags"] and ("security" in one) == (one["tags"][0] not in ("matters", "verification"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_the_api_leads_to_everything_it_names(office: Office, language: str) -> None:
    page = browser(site(office)).open(f"/api?language={language}")

    ids = set(page.tree.xpath("//@id"))
    assert page.status == 200
    assert {link[1:] for link in page.tree.xpath("//main//a/@href") if link.startswith("#")} <= ids
    assert CALLED.keys() <= ids
    assert page.tree.xpath("//main//script | //main//@style | //*[starts-with(@src, 'http')]") == []
