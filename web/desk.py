"""The desk of an official: everything there is to do in one list, the case as officials see it, the verbs of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, cast
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from engine.desk import Tally, Wanted
from engine.errors import SealflowError
from engine.office import Office
from engine.reveals import hidden
from engine.terms import ActName, TaskVerb
from web.answers import file_answer, picture_answer
from web.errors import NoSuchPage
from web.exchange import NOTHING, Exchange
from web.forms import Asking, Question
from web.language import noted
from web.marks import query
from web.problems import saying
from web.site import Official, Posted, Visit, own_path

router = APIRouter()

A_PAGE = 50
Cursor = Annotated[str, Query(max_length=80)]
Word = Annotated[str, Query(max_length=80)]
_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Za-z-]+")
"""What is looked for as a number: letters with a digit among them. Everything else is part of a name."""
_COLUMNS: Mapping[str, str] = {
    "due": noted("期限"),
    "case": noted("办件编号"),
    "matter": noted("事项和环节"),
    "applicant": noted("申请人"),
    "assignee": noted("办理人"),
    "status": noted("办件状态"),
    "submitted": noted("提交时间"),
    "opened": noted("到达环节时间"),
    "organ": noted("受理机关"),
}
"""What the columns of the list are called."""
_KINDS = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
_BESIDE = (TaskVerb.COMPLETE, TaskVerb.CLAIM, TaskVerb.RELEASE, TaskVerb.COPY)
"""The verbs that have a button of their own, and copies, which are of the case."""
_DIRECTING = (TaskVerb.REASSIGN, TaskVerb.ESCALATE)
"""The verbs of who watches over a task, which are not told to those whom they are not for."""


@router.get("/desk")
def inbox(
    visit: Official, matter: Word = "", step: Word = "", whose: Word = "", late: Word = "", after: Cursor = ""
) -> Response:
    """Everything there is to do, most urgent first."""
    wanted = _wanted(matter, step, whose, late)
    desk, name = visit.office.desk, visit.who.name
    kept = desk.kept(name)
    language = visit.speech.language
    found = desk.inbox(name, wanted, after=after, most=A_PAGE + 1, language=language, columns=kept.columns)
    tallies = desk.tallies(name)
    return visit.show(
        "desk.html", rows=found[:A_PAGE], wanted=wanted, filters=_filters(wanted),
        following=found[A_PAGE - 1]["cursor"] if len(found) > A_PAGE else "",
        tallies=tallies, totals=_totals(tallies, wanted), back=visit.here(), link=_link(wanted),
        openable=bool(desk.openable(name)), views=kept.views, columns=kept.columns, heads=_COLUMNS,
        unread=desk.unread_copies(name), organs=visit.office.place.organs,
    )  # fmt: skip


@router.get("/desk/columns")
def columns(visit: Official, back: Annotated[str, Query(max_length=400)] = "/desk") -> Response:
    """Which columns the list has."""
    return _columns(visit, visit.office.desk.kept(visit.who.name).columns, desk_path(back))


@router.post("/desk/columns")
def keep_columns(visit: Official, form: Posted) -> Response:
    """Let the list have the columns that are ticked, in the order of their numbers; or the usual ones."""
    back, chosen = desk_path(str(form.get("back", "/desk"))), [str(one) for one in form.getlist("column")]
    chosen.sort(key=lambda name: _place_of(str(form.get(f"place-{name}", ""))))
    try:
        visit.office.desk.keep_columns(visit.who.name, [] if form.get("op") == "usual" else chosen)
    except SealflowError as error:
        if error.status >= 500:
            raise
        return _columns(visit, chosen, back, error)
    return visit.go(back, visit.say("已保存列表的列。"))


def _columns(visit: Visit, chosen: Sequence[str], back: str, error: SealflowError | None = None) -> Response:
    known = [name for name in chosen if name in _COLUMNS]
    return visit.show(
        "desk_columns.html", error.status if error else 200, heads=_COLUMNS, chosen=known, back=back,
        order=[*known, *(name for name in _COLUMNS if name not in known)], told=saying(error) if error else None,
    )  # fmt: skip


def _place_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else len(_COLUMNS)


@router.get("/desk/next")
def next_task(
    visit: Official, matter: Word = "", step: Word = "", whose: Word = "", late: Word = "", passed: Word = ""
) -> Response:
    """On to the first task of the list, or to the one after the task `passed`."""
    wanted = _wanted(matter, step, whose, late)
    rows = visit.office.desk.rows(visit.who.name, wanted, most=200)
    ids = [row["id"] for row in rows]
    if passed in ids:
        rows = rows[ids.index(passed) + 1 :]
    back = f"/desk{query(_filters(wanted))}"
    if not rows:
        return visit.go(back, visit.say("这个列表里没有下一件了。"))
    return visit.go(f"/desk/cases/{quote(rows[0]['number'])}?back={quote(back, safe='')}")


@router.post("/desk/find")
def find(visit: Official, form: Posted) -> Response:
    """The case of a number, or those of whose applicant's name one knows a part. A name does not go into addresses."""
    text = str(form.get("for", "")).strip()[:80]
    if not text or _NUMBER.fullmatch(text):
        return visit.go(f"/desk/cases/{quote(text, safe='')}" if text else "/desk")
    visit.site.pace.keep("search", visit.who.name)
    try:
        found, more = visit.office.find_cases(visit.who.name, text, most=A_PAGE, language=visit.speech.language)
    except SealflowError as error:
        if error.status >= 500:
            raise
        return visit.show("desk_found.html", error.status, text=text, rows=(), more=False, told=saying(error))
    return visit.show("desk_found.html", text=text, rows=found, more=more, told=None)


@router.get("/desk/copies")
def copies(visit: Official) -> Response:
    """The cases that one got for information, or that were raised to one as the head."""
    rows = visit.office.list_copies(visit.who.name)
    senders = visit.office.place.colleagues(sorted({row["by"] for row in rows}))
    called = {one.name: one.person for one in senders.values()}
    return visit.show("desk_copies.html", rows=rows, called=called, raised=TaskVerb.ESCALATE)


@router.get("/desk/cases/{number}")
def case(number: str, visit: Official, back: Annotated[str, Query(max_length=400)] = "/desk") -> Response:
    """A case as officials see it."""
    return _case(visit, number, desk_path(back))


@router.post("/desk/cases/{number}/reveal")
def reveal(number: str, visit: Official, form: Posted) -> Response:
    """Show one personal number whole, to whoever says why. It is on this one answer, and kept nowhere."""
    of, path, back = (str(form.get(name, ""))[:200] for name in ("form", "path", "back"))
    try:
        value = visit.office.reveal(number, visit.who.name, of, path, str(form.get("reason", "")))
    except SealflowError as error:
        if error.status >= 500:
            raise
        return _case(visit, number, desk_path(back), error)
    return _case(visit, number, desk_path(back), revealed={(of, path): value})


@router.post("/desk/cases/{number}/questions")
def ask(number: str, visit: Official, form: Posted) -> Response:
    """Ask the applicant, or answer what the applicant asked (`of`: the number of its entry)."""
    back, exchange = desk_path(str(form.get("back", "/desk"))), Exchange.of_form(form)
    try:
        done = exchange.write(visit, number)
    except SealflowError as error:
        if error.status in (403, 404) or error.status >= 500:
            raise
        return _case(visit, number, back, error, exchange=exchange)
    return visit.go(f"/desk/cases/{quote(number)}?back={quote(back, safe='')}#questions", done)


@router.get("/desk/cases/{number}/process.svg")
def drawing(number: str, visit: Official) -> Response:
    """The process of a case with where it stands, as a drawing."""
    drawn = visit.office.desk.drawing(number, visit.who.name, visit.speech.language)
    headers = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return Response(drawn, 200, headers, "image/svg+xml")


@router.get("/desk/cases/{number}/materials/{sha256}")
def material(number: str, sha256: str, visit: Official) -> Response:
    """A file that was handed in. Never shown within the page: it comes from outside."""
    shown, data = visit.office.desk.material(number, visit.who.name, sha256)
    media_type = _KINDS.get(shown["kind"], "application/octet-stream")
    return visit.settle(file_answer(visit.request, data, media_type, shown["name"], sha256))


@router.get("/desk/documents/{code}.pdf")
def download(code: str, visit: Official) -> Response:
    """A document of a case, the same bytes every time."""
    document, data = visit.office.download(code, visit.who.name)
    name = f"{document['number']} {document['title']}.pdf"
    return visit.settle(file_answer(visit.request, data, "application/pdf", name, document["sha256"]))


@router.get("/desk/documents/{code}/{page}.webp")
def picture(code: str, page: int, visit: Official) -> Response:
    """What a page of a document looks like."""
    return visit.settle(picture_answer(visit.office.picture(code, visit.who.name, page - 1)))


@router.post("/desk/tasks/{task}/verbs/{verb}")
def do_verb(task: str, verb: str, visit: Official, form: Posted) -> Response:
    """Do with a task what is no act of the law: take it, give it away, ask, send back."""
    number, back = str(form.get("case", "")), desk_path(str(form.get("back", "/desk")))
    if verb not in DOING:
        raise NoSuchPage(visit.request.url.path)
    try:
        DOING[TaskVerb(verb)](visit.office, task, visit.who.name, form)
    except SealflowError as error:
        if error.status >= 500 or not number:
            raise
        return _case(visit, number, back, error)
    told = visit.say("已办理：%(verb)s。", verb=visit.speech.call(TaskVerb(verb).titled))
    if form.get("stay") == "list":
        return visit.go(back, told)
    return visit.go(f"/desk/cases/{quote(number)}?back={quote(back, safe='')}", told)


def _text(name: str) -> Callable[[FormData], str]:
    return lambda form: str(form.get(name, "")).strip()


_to, _note, _step, _place, _by = (_text(name) for name in ("to", "note", "step", "place", "by"))

DOING: Mapping[TaskVerb, Callable[[Office, str, str, FormData], Any]] = {
    TaskVerb.CLAIM: lambda office, task, me, form: office.claim(task, me),
    TaskVerb.RELEASE: lambda office, task, me, form: office.release(task, me),
    TaskVerb.TRANSFER: lambda office, task, me, form: office.transfer(task, me, _to(form), _note(form)),
    TaskVerb.DELEGATE: lambda office, task, me, form: office.delegate(task, me, _to(form), _note(form)),
    TaskVerb.GIVE_BACK: lambda office, task, me, form: office.give_back(task, me, _note(form)),
    TaskVerb.RECALL: lambda office, task, me, form: office.recall(task, me, _note(form)),
    TaskVerb.RETURN: lambda office, task, me, form: office.return_to(task, me, _step(form), _note(form)),
    TaskVerb.TAKE_BACK: lambda office, task, me, form: office.take_back(task, me, _note(form)),
    TaskVerb.ADD_SIGNER: lambda office, task, me, form: office.add_signer(
        task, me, _to(form), _place(form) or "beside", _note(form)
    ),
    TaskVerb.REMOVE_SIGNER: lambda office, task, me, form: office.remove_signer(task, me, _to(form)),
    TaskVerb.ASK: lambda office, task, me, form: office.ask(task, me, _to(form), _note(form), _day(_by(form))),
    TaskVerb.CALL_OFF: lambda office, task, me, form: office.call_off(task, me),
    TaskVerb.URGE: lambda office, task, me, form: office.urge(task, me, _note(form)),
    TaskVerb.REMIND: lambda office, task, me, form: office.remind(task, me, _note(form)),
    TaskVerb.REASSIGN: lambda office, task, me, form: office.reassign(task, me, _to(form), _note(form)),
    TaskVerb.ESCALATE: lambda office, task, me, form: office.escalate(task, me, _note(form)),
}
"""How each verb is done with what its form has sent."""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def desk_path(path: str) -> str:
    """The path, if it leads to a list of the desk or of the board; else the desk."""
    listed = path.split("?")[0] in ("/desk", "/desk/copies") or path.startswith("/board")
    return path if own_path(path) == path and listed else "/desk"


# ---- the list --------------------------------------------------------------------------------------------------------


def _wanted(matter: str, step: str, whose: str, late: str) -> Wanted:
    return Wanted(matter, step, cast("Any", whose if whose in ("mine", "pool") else ""), late == "yes")


def wanted_in(path: str) -> Wanted:
    """Which tasks the address of a list asks for."""
    words = dict(parse_qsl(path.partition("?")[2]))
    return _wanted(*(words.get(name, "")[:80] for name in ("matter", "step", "whose", "late")))


def _filters(wanted: Wanted) -> dict[str, str]:
    """The words of the address that ask for these tasks."""
    words = {"matter": wanted.matter, "step": wanted.step, "whose": wanted.whose, "late": "yes" if wanted.late else ""}
    return {name: value for name, value in words.items() if value}


def _link(wanted: Wanted) -> Callable[..., str]:
    """The address of the list with other filters; of one that is no longer wanted, the empty word."""

    def link(**changed: str) -> str:
        words = {**_filters(wanted), **changed}
        return f"/desk{query({name: value for name, value in words.items() if value})}"

    return link


def _totals(tallies: Sequence[Tally], wanted: Wanted) -> dict[str, int]:
    """How many tasks there are of the matter and the step that are looked at."""
    looked_at = [t for t in tallies if wanted.matter in ("", t.matter) and wanted.step in ("", t.step)]
    return {name: sum(getattr(tally, name) for tally in looked_at) for name in ("count", "mine", "pool", "late")}


# ---- the case --------------------------------------------------------------------------------------------------------


Revealed = Mapping[tuple[str, str], str]
"""The numbers that are shown whole, by form and path."""


def _case(
    visit: Visit, number: str, back: str, error: SealflowError | None = None,
    revealed: Revealed = MappingProxyType({}), exchange: Exchange = NOTHING,
) -> Response:  # fmt: skip
    name, language = visit.who.name, visit.speech.language
    shown = visit.office.show_case(number, name, language)
    verbs = {
        task["task"]: {verb["verb"]: verb for verb in visit.office.task_verbs(task["task"], name, language)}
        for task in shown["tasks"]
    }
    asked = visit.office.case_questions(number, name, language)
    people = {entry["actor"] for entry in shown["history"]} | {shown["applicant"]}
    people |= {words["by"] for one in asked["questions"] for words in (one, one["answer"] or one)}
    people |= {task["assignee"] for task in shown["tasks"] if task["assignee"]}
    called = {one.name: one.person for one in visit.office.place.colleagues(sorted(people)).values()}
    answers = _answers(visit, shown, revealed)
    reveals = _reveals(visit, number, answers, asked)
    told = saying(error) if error else None
    last = max((entry["number"] for entry in shown["history"]), default=0)
    look = visit.office.desk.seen(shown["id"], name, last)
    news = [entry for entry in shown["history"] if look and entry["number"] > look.entries and entry["actor"] != name]
    return visit.show(
        "desk_case.html", error.status if error else 200, case=shown, back=back, called=called, revealed=revealed,
        asked=asked, exchange=exchange,
        organs=visit.office.place.organs, answers=answers, reveals=reveals,
        lanes=_lanes(visit, shown), verbs=verbs, beside=_BESIDE, directing=_DIRECTING,
        acts=[(act, ActName(act).titled) for act in shown["may"]], told=told,
        detail=_detail(visit, error), look=look if news else None, news=news,
    )  # fmt: skip


def _reveals(visit: Visit, number: str, answers: Sequence[Mapping[str, Any]], asked: Mapping[str, Any]) -> str:
    """The case whose hidden numbers may be asked for; empty when there are none, or not for whoever looks on."""
    written = [words for one in asked["questions"] for words in (one, one["answer"]) if words and words["hidden"]]
    hides = any(question.hidden for one in answers for top in one["questions"] for question in top.all())
    if not (hides or written):
        return ""
    if visit.office.may_reveal(number, visit.who.name):
        return number
    for words in written:
        words["hidden"] = False
    return ""


def _lanes(visit: Visit, shown: Mapping[str, Any]) -> dict[str, str]:
    """What the lanes of the case's matter are called."""
    roles = visit.office.desk.roles(shown["case"])
    return {role.lane: visit.speech.call(role.title) for role in roles}


def _detail(visit: Visit, error: SealflowError | None) -> str:
    """What a verb says of why it is not possible, in the language of the page."""
    why = getattr(error, "told", None)
    return visit.speech.call(why) if why is not None else ""


def _answers(visit: Visit, shown: Mapping[str, Any], revealed: Revealed) -> list[dict[str, Any]]:
    """What was answered, form by form, with what each answer first was where it is another now."""
    first = {
        answered["form"]: answered
        for answered in visit.office.desk.first_answers(shown["case"], visit.who.name, visit.speech.language)
    }
    found = []
    for answered in shown["answers"]:
        questions = _questions(visit, shown["case"], answered)
        before = first.get(answered["form"])
        changed = {}
        if before is not None:
            earlier = dict(_said(_questions(visit, shown["case"], before)))
            changed = {path: earlier.get(path, "") for path, text in _said(questions) if earlier.get(path, "") != text}
        for question in (q for top in questions for q in top.all() if q.hidden):
            if changed.get(question.path):
                changed[question.path] = hidden(changed[question.path])
            if (answered["form"], question.path) in revealed:
                question.hidden = ""
        found.append({**answered, "questions": questions, "changed": changed})
    return found


def _questions(visit: Visit, number: str, answered: Mapping[str, Any]) -> list[Question]:
    given = {field["name"]: field["value"] for field in answered["fields"]}
    root = visit.office.form(number, answered["form"]).root
    return Asking(visit.speech, given, hides=True, read_back=True).questions(root)


def _said(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """Each single answer as it is read."""
    for question in (q for top in questions for q in top.all()):
        if question.face not in ("group", "rows"):
            chosen = next((choice.label for choice in question.choices if choice.chosen), "")
            yield question.path, chosen or question.value
