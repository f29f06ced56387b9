"""The pages of the three administrators: who runs the office, who grants rights, who reads the log of both.

Which of them may do what is for the office to say (`engine.administrators`); here each sees only the pages that are
theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from engine.administrators import LOGS
from engine.authority import ADMINISTRATORS, AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN, Account
from engine.errors import SealflowError
from engine.logbook import LOGGED
from engine.matter.reader import MatterRefused
from engine.publishing import Publishing, Publishings
from web.answers import file_answer
from web.errors import NoSuchPage
from web.language import noted
from web.problems import saying
from web.sayings import SAYINGS, Saying
from web.site import Administrator, Posted, Visit

router = APIRouter()

A_PAGE = 30
Word = Annotated[str, Query(max_length=120)]

PAGES: Mapping[str, tuple[str, frozenset[str]]] = {
    "/admin/organs": (noted("机关"), frozenset({SYSTEM_ADMIN, SECURITY_ADMIN})),
    "/admin/calendars": (noted("工作日历"), frozenset({SYSTEM_ADMIN})),
    "/admin/matters": (noted("事项版本"), frozenset({SYSTEM_ADMIN})),
    "/admin/jobs": (noted("作业"), frozenset({SYSTEM_ADMIN})),
    "/admin/people": (noted("人员与岗位"), frozenset({SECURITY_ADMIN})),
    "/admin/deputies": (noted("代理"), frozenset({SECURITY_ADMIN})),
    "/admin/seals": (noted("印章"), frozenset({SECURITY_ADMIN})),
    "/admin/sessions": (noted("登录情况"), frozenset({SECURITY_ADMIN})),
    "/admin/log": (noted("日志"), frozenset({AUDIT_ADMIN})),
    "/admin/retention": (noted("保存期限"), frozenset(ADMINISTRATORS)),
}
"""Each page, and whose it is."""


@router.get("/admin")
def begin(visit: Administrator) -> Response:
    """On to the first page that is this administrator's."""
    order = ("/admin/people", *PAGES)  # who grants rights begins with people
    return visit.go(next(path for path in order if PAGES[path][1] & visit.who.roles))


# ---- the system administrator ----------------------------------------------------------------------------------------


@router.get("/admin/organs")
def organs(visit: Administrator) -> Response:
    """The organs, their numbers and seals."""
    return _organs(visit)


@router.get("/admin/organs.yaml")
def organs_file(visit: Administrator) -> Response:
    """The file of the organs, to be changed and loaded again."""
    data = visit.office.administrators.organs_file(visit.who.name)
    return visit.settle(file_answer(visit.request, data, "application/yaml", "organs.yaml", ""))


@router.post("/admin/organs")
def load_organs(visit: Administrator, form: Posted) -> Response:
    """Work with another file of organs."""
    try:
        changed = visit.office.administrators.load_organs(visit.who.name, _file(form)[1])
    except SealflowError as error:
        return _organs(visit, _told(error))
    return visit.go("/admin/organs", visit.say("已更新%(count)s个机关。", count=len(changed)))


@router.get("/admin/calendars")
def calendars(visit: Administrator) -> Response:
    """The years whose working days are known."""
    return _calendars(visit)


@router.post("/admin/calendars")
def load_year(visit: Administrator, form: Posted) -> Response:
    """Load a year, and work out the provisional days again."""
    name, data = _file(form)
    try:
        year = visit.office.administrators.load_year(visit.who.name, name, data)
    except SealflowError as error:
        return _calendars(visit, _told(error))
    moved = visit.office.work_out_days()
    told = visit.say("%(year)s年已导入；%(count)s件办件的期满日有变动。", year=year, count=len(moved))
    return visit.go("/admin/calendars", told)


@router.get("/admin/matters")
def matters(visit: Administrator) -> Response:
    """Every version of every matter."""
    return _matters(visit)


@router.post("/admin/matters/publish")
def publish(visit: Administrator, form: Posted) -> Response:
    """Check a matter that comes as an archive; the worker plays its examples and lets new cases use it."""
    try:
        matter = Publishings(visit.office).begin(_file(form)[1], visit.who.name)
    except MatterRefused as error:
        return _matters(visit, _told(error), [finding.in_language(visit.speech.language) for finding in error.findings])
    except SealflowError as error:
        return _matters(visit, _told(error))
    told = visit.say(
        "已收到：%(title)s，版本%(version)s。样例演练通过后即发布。",
        title=visit.speech.call(matter.title), version=matter.version,
    )  # fmt: skip
    return visit.go("/admin/matters", told)


@router.post("/admin/matters/{code}/retire")
def retire(code: str, visit: Administrator, form: Posted) -> Response:
    """Open no more cases of a matter."""
    try:
        visit.office.administrators.retire(visit.who.name, code, str(form.get("reason", "")))
    except SealflowError as error:
        return _matters(visit, _told(error))
    return visit.go("/admin/matters", visit.say("已停止受理新申请；在办的继续办理。"))


@router.get("/admin/jobs")
def jobs(visit: Administrator, dead: Word = "") -> Response:
    """What machines still have to do, and what was set aside."""
    rows = visit.office.administrators.jobs(visit.who.name)
    set_aside = [row for row in rows if row["state"] == "set aside"]
    return _show(
        visit, "admin_jobs.html", jobs=set_aside if dead == "yes" else rows, dead=dead == "yes",
        set_aside=len(set_aside), count=len(rows),
    )  # fmt: skip


@router.post("/admin/jobs/retry")
def retry(visit: Administrator, form: Posted) -> Response:
    """Let a job that was set aside run again."""
    visit.office.administrators.retry_job(visit.who.name, str(form.get("job", "")))
    return visit.go("/admin/jobs", visit.say("已安排重新执行。"))


# ---- the security administrator --------------------------------------------------------------------------------------


@router.get("/admin/people")
def people(visit: Administrator, q: Word = "", organ: Word = "", after: Word = "") -> Response:
    """Those who use the office."""
    return _people(visit, q.strip(), organ, after=after)


@router.post("/admin/people")
def employ(visit: Administrator, form: Posted) -> Response:
    """Give an official an account."""
    name, person, organ, reason = (str(form.get(n, "")).strip() for n in ("account", "person", "organ", "reason"))
    try:
        account = Account(name, person, "official", organ)
        visit.office.administrators.employ(visit.who.name, account, reason)
    except SealflowError as error:
        written = {"account": name, "person": person, "organ": organ, "reason": reason}
        return _people(visit, "", "", _told(error), written)
    return visit.go(f"/admin/people/{name}", visit.say("账号已建立；请授予岗位，并交付初始密码。"))


@router.get("/admin/people/{name}")
def person(name: str, visit: Administrator) -> Response:
    """Somebody, their roles, and how these came about."""
    return _person(visit, name)


@router.post("/admin/people/{name}/{what}")
def change(name: str, what: str, visit: Administrator, form: Posted) -> Response:
    """Change the rights of somebody, or how they come in."""
    if what not in CHANGES:
        raise NoSuchPage(visit.request.url.path)
    try:
        said = CHANGES[what](visit, name, form)
    except SealflowError as error:
        if error.status >= 500:
            raise
        return _person(visit, name, _told(error))
    if what == "password":
        return _person(visit, name, made=said)
    return visit.go("/admin/sessions" if form.get("back") == "sessions" else f"/admin/people/{name}", said)


def _grant(visit: Visit, name: str, form: FormData) -> str:
    visit.office.administrators.grant(
        visit.who.name, name, str(form.get("role", "")), str(form.get("reason", ""))
    )  # fmt: skip
    return visit.say("岗位已授予。")


def _revoke(visit: Visit, name: str, form: FormData) -> str:
    visit.office.administrators.revoke(
        visit.who.name, name, str(form.get("role", "")), str(form.get("reason", ""))
    )  # fmt: skip
    return visit.say("岗位已撤销。")


def _password(visit: Visit, name: str, form: FormData) -> str:
    return visit.office.administrators.new_password(visit.who.name, name)


def _factor(visit: Visit, name: str, form: FormData) -> str:
    visit.office.administrators.reset_second_factor(visit.who.name, name)
    return visit.say("第二重验证已重置；本人下次登录时重新启用。")


def _sessions(visit: Visit, name: str, form: FormData) -> str:
    visit.office.administrators.end_sessions(visit.who.name, name)
    return visit.say("%(name)s已在所有设备上退出登录。", name=name)


CHANGES: Mapping[str, Callable[[Visit, str, FormData], str]] = {
    "grant": _grant,
    "revoke": _revoke,
    "password": _password,
    "second-factor": _factor,
    "sessions": _sessions,
}
"""What can be changed of somebody, by the last word of the address; each says what was done."""


@router.get("/admin/deputies")
def deputies(visit: Administrator) -> Response:
    """Who acts for whom."""
    return _deputies(visit)


@router.post("/admin/deputies")
def appoint(visit: Administrator, form: Posted) -> Response:
    """Let a colleague act for an official who is away."""
    written = {name: str(form.get(name, "")).strip() for name in ("absent", "deputy", "first", "last")}
    first, last = _day(written["first"]), _day(written["last"])
    if first is None or last is None:
        return _deputies(visit, (_NO_DAY, ""), written)
    try:
        visit.office.appoint_deputy(written["absent"], written["deputy"], first, last, by=visit.who.name)
    except SealflowError as error:
        return _deputies(visit, _told(error), written)
    return visit.go("/admin/deputies", visit.say("代理已设定。"))


@router.post("/admin/deputies/{id}/end")
def end(id: str, visit: Administrator, form: Posted) -> Response:
    """Let a deputy act no more."""
    visit.office.end_deputy(id, visit.who.name)
    return visit.go("/admin/deputies", visit.say("代理已结束。"))


@router.get("/admin/seals")
def seals(visit: Administrator) -> Response:
    """The seals, what for, and how often they were used."""
    return _show(visit, "admin_seals.html", seals=visit.office.administrators.seals(visit.who.name))


@router.get("/admin/seals/{id}")
def seal(id: str, visit: Administrator) -> Response:
    """The ledger of a seal's use."""
    found = next((s for s in visit.office.administrators.seals(visit.who.name) if s.id == id), None)
    if found is None:
        raise NoSuchPage(visit.request.url.path)
    return _show(visit, "admin_seal.html", seal=found, sealed=visit.office.administrators.sealed(visit.who.name, id))


@router.get("/admin/sessions")
def sessions(visit: Administrator) -> Response:
    """Who is logged in."""
    return _show(visit, "admin_sessions.html", sessions=visit.office.administrators.sessions(visit.who.name))


# ---- the audit administrator -----------------------------------------------------------------------------------------


@router.get("/admin/log")
def log(visit: Administrator, which: Word = "office", actor: Word = "", act: Word = "", before: int = 0) -> Response:
    """The log, the newest first."""
    if which not in LOGS:
        raise NoSuchPage(visit.request.url.path)
    entries, more = visit.office.administrators.log(
        visit.who.name, which, actor=actor.strip(), act=act, before=before
    )  # fmt: skip
    return _show(visit, "admin_log.html", logs=LOGS, acts=LOGGED, which=which, actor=actor, act=act, entries=entries,
                 more=more, case="", found=None)  # fmt: skip


@router.get("/admin/log/case")
def case_log(visit: Administrator, case: Word = "") -> Response:
    """The log of a case."""
    entries = visit.office.administrators.case_log(visit.who.name, case.strip())
    return _show(visit, "admin_log.html", logs=LOGS, acts=LOGGED, which="case", actor="", act="",
                 entries=entries[::-1], more=0, case=case.strip(), found=None)  # fmt: skip


@router.post("/admin/log/verify")
def verify(visit: Administrator, form: Posted) -> Response:
    """Check every chain of the log."""
    found = visit.office.administrators.verify_log(visit.who.name)
    return _show(visit, "admin_log.html", logs=LOGS, acts=LOGGED, which="verified", actor="", act="", entries=[],
                 more=0, case="", found=found)  # fmt: skip


@router.post("/admin/log/export")
def export(visit: Administrator, form: Posted) -> Response:
    """A ledger as a file, each entry with its hash."""
    which = str(form.get("which", ""))
    if which not in LOGS:
        raise NoSuchPage(visit.request.url.path)
    data = visit.office.administrators.export_log(visit.who.name, which)
    return visit.settle(file_answer(visit.request, data, "application/x-ndjson", f"{which}.jsonl", ""))


@router.get("/admin/retention")
def retention(visit: Administrator) -> Response:
    """What is kept for how long."""
    return _show(visit, "admin_retention.html", kept=visit.office.administrators.kept(visit.who.name))


# ---- how pages are made ----------------------------------------------------------------------------------------------

_NO_DAY = Saying(noted("日期不正确"), noted("请按年-月-日填写，例如2026-05-01。"))
Told = tuple[Saying, str] | None
"""A refusal in the words of the page, and what the engine says of its cause."""


def _told(error: SealflowError) -> Told:
    if error.status >= 500 or error.status == 403:
        raise error
    return saying(error), str(error)


def _show(visit: Visit, template: str, told: Told = None, **facts: Any) -> Response:
    places = [(path, visit.say(name)) for path, (name, whose) in PAGES.items() if whose & visit.who.roles]
    status = 200 if told is None else 422
    return visit.show(template, status, places=places, told=told[0] if told else None, detail=told[1] if told else "",
                      **facts)  # fmt: skip


def _organs(visit: Visit, told: Told = None) -> Response:
    return _show(visit, "admin_organs.html", told, organs=visit.office.administrators.organs(visit.who.name),
                 may_load=SYSTEM_ADMIN in visit.who.roles)  # fmt: skip


def _calendars(visit: Visit, told: Told = None) -> Response:
    return _show(visit, "admin_calendars.html", told, years=visit.office.administrators.years(visit.who.name))


def _matters(visit: Visit, told: Told = None, findings: Sequence[Any] = ()) -> Response:
    matters = visit.office.administrators.matters(visit.who.name)
    coming = [(one, _why(one)) for one in Publishings(visit.office).latest(visit.who.name)]
    return _show(visit, "admin_matters.html", told, matters=matters, findings=findings, coming=coming)


def _why(one: Publishing) -> Saying:
    """Why a matter was not published, in the pages' words or, for what they have none for, in the engine's."""
    return SAYINGS.get(one.code) or Saying(one.said, one.remedy)


def _people(
    visit: Visit,
    wanted: str,
    organ: str,
    told: Told = None,
    written: Mapping[str, str] | None = None,
    after: str = "",
) -> Response:
    administrators, organs = visit.office.administrators, visit.office.place.organs
    found = administrators.people(visit.who.name, wanted, organ, after=after, most=A_PAGE + 1)
    return _show(
        visit, "admin_people.html", told, people=found[:A_PAGE], organs=organs, wanted=wanted, organ=organ,
        following=found[A_PAGE - 1].account.name if len(found) > A_PAGE else "",
        roles=administrators.roles(),
        written=written or {"account": "", "person": "", "organ": "", "reason": ""},
    )  # fmt: skip


def _person(visit: Visit, name: str, told: Told = None, made: str = "") -> Response:
    found, entries = visit.office.administrators.person(visit.who.name, name)
    return _show(
        visit, "admin_person.html", told, person=found, entries=entries,
        roles=visit.office.administrators.roles().get(found.account.organ, {}),
        organs=visit.office.place.organs, made=made, mine=name == visit.who.name,
    )  # fmt: skip


def _deputies(visit: Visit, told: Told = None, written: Mapping[str, str] | None = None) -> Response:
    people = visit.office.administrators.people(visit.who.name, most=2_000)
    officials = [p.account for p in people if p.account.kind == "official"]
    return _show(
        visit, "admin_deputies.html", told, deputies=visit.office.list_deputies(), officials=officials,
        called={a.name: a.person for a in officials}, organs=visit.office.place.organs,
        roles=visit.office.administrators.roles(),
        written=written or {"absent": "", "deputy": "", "first": "", "last": ""},
    )  # fmt: skip


def _file(form: FormData) -> tuple[str, bytes]:
    """The file that a form has sent: its name and what it holds."""
    upload = form.get("file")
    return (upload.filename or "", upload.file.read()) if isinstance(upload, UploadFile) else ("", b"")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
