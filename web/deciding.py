"""Completing a task: its form, the outcomes as buttons, the notice ticked together, the papers before they are sealed.

Officials do so at their desk; applicants, and people whom a case names, at a step that leaves them a choice.

What was typed goes from page to page: nothing is kept until the task is done, and nothing typed is lost by a refusal.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from engine.batches import Alike
from engine.desk import AtHand, Sheet
from engine.errors import SealflowError
from engine.forms import FormRefused, Problem
from engine.terms import TaskVerb, Titled
from web.forms import Asking, Choice, Question, add_row, answers_from, remove_row
from web.problems import saying
from web.site import Applicant, Official, Posted, Visit, own_path

router = APIRouter()

ITEMS = "items"
"""The table of a form that a notice of correction lists its points in."""
OFFICERS = "officers"
"""The answer that names the officials who took part."""
_DONE = "TASK-DONE"
_IMPOSSIBLE = "CASE-PAPER-IMPOSSIBLE"


@dataclass(slots=True)
class Written:
    """What the page holds: the outcome chosen, the answers, the points ticked with what is said of each."""

    outcome: str | None
    answers: dict[str, Any] = field(default_factory=dict)
    ticked: dict[str, dict[str, str]] = field(default_factory=dict)
    note: str = ""
    seen: int | None = None
    also: Sequence[str] = ()
    """Further tasks of the same step that are to be completed alike."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something that may be ticked as to be corrected."""

    id: str
    title: str
    value: str
    ticked: bool
    said: Mapping[str, str]
    errors: Mapping[str, Sequence[str]]


@router.get("/desk/tasks/{task}")
def task_page(
    task: str, visit: Official, also: Annotated[str, Query(max_length=8_000)] = "",
    back: Annotated[str, Query(max_length=400)] = "/desk",
) -> Response:  # fmt: skip
    """The task before it is completed; also: further tasks, by id with commas, that are to be completed alike."""
    at = visit.office.desk.at_hand(task, visit.who.name, visit.speech.language)
    others = [other for other in also.split(",") if other]
    return _page(visit, at, Written(_only(at), _defaults(at), also=others), own_path(back))


@router.post("/desk/tasks/{task}")
def do(task: str, visit: Official, form: Posted) -> Response:
    """What the button says: another outcome, a row more, the papers before they are sealed, or the task done."""
    back, number = own_path(str(form.get("back", "/desk"))), quote(str(form.get("case", "")))
    try:
        at = visit.office.desk.at_hand(task, visit.who.name, visit.speech.language)
    except SealflowError as error:
        if error.code != _DONE or not number:
            raise
        # Sent twice, or a colleague was faster: the case tells which.
        told = visit.say("这件待办已经办过了，没有重复办理；结果见办理经过。")
        return visit.go(f"/desk/cases/{number}?back={quote(back, safe='')}", told)
    return _done(visit, at, form, back)


@router.get("/tasks/{task}")
def own_task_page(task: str, visit: Applicant, code: Annotated[str, Query(max_length=600)] = "") -> Response:
    """A task of somebody outside the organs; code: what was scanned, where the step takes one."""
    at = visit.office.desk.at_hand(task, visit.who.name, visit.speech.language)
    taking = [asked.name for asked in (at.form.root.fields.values() if at.form and code else ()) if asked.shown]
    written = Written(_only(at), {**_defaults(at), **dict.fromkeys(taking, code)})
    return _page(visit, at, replace(written, outcome=_taking(visit, at, written, taking)), "/cases")


@router.post("/tasks/{task}")
def do_own(task: str, visit: Applicant, form: Posted) -> Response:
    """What the button says, as at the desk."""
    try:
        at = visit.office.desk.at_hand(task, visit.who.name, visit.speech.language)
    except SealflowError as error:
        if error.code != _DONE:
            raise
        return visit.go("/cases", visit.say("这件待办已经办过了，没有重复办理。"))
    return _done(visit, at, form, "/cases")


@router.get("/desk/cases/{number}/acts/{act}")
def act_page(number: str, act: str, visit: Official, back: Annotated[str, Query(max_length=400)] = "/desk") -> Response:
    """An act on the case itself before it is done: suspend, resume, extend."""
    at = visit.office.desk.act_at_hand(number, visit.who.name, act)
    return _page(visit, at, Written(act, _defaults(at)), own_path(back))


@router.post("/desk/cases/{number}/acts/{act}")
def do_act(number: str, act: str, visit: Official, form: Posted) -> Response:
    """What the button says: the papers before they are sealed, or the act done."""
    back = own_path(str(form.get("back", "/desk")))
    return _done(visit, visit.office.desk.act_at_hand(number, visit.who.name, act), form, back)


def _done(visit: Visit, at: AtHand, form: FormData, back: str) -> Response:
    desk, name, op, written = visit.office.desk, visit.who.name, str(form.get("op", "")), _read(at, form)
    if op.startswith("outcome:"):
        return _page(visit, at, replace(written, outcome=op.removeprefix("outcome:")), back)
    if op.startswith(("add:", "remove:")) and at.form is not None:
        change = add_row if op.startswith("add:") else remove_row
        answers = change(at.form.root, written.answers, op.split(":", 1)[1])
        return _page(visit, at, replace(written, answers=answers), back)
    outcome, sent = written.outcome or "", _answers(visit, at, written)
    try:
        if op == "preview" and _at_desk(visit):
            sheets = desk.preview(at.task, name, outcome, sent, note=written.note, seen=written.seen, case=at.case)
            return _page(visit, at, written, back, sheets=sheets)
        if written.also:
            desk.preview(at.task, name, outcome, sent, note=written.note, seen=written.seen)  # told before all are done
            batch = visit.office.batches.begin(
                name, TaskVerb.COMPLETE, [at.task, *written.also], Alike(outcome, sent, written.note)
            )
            return visit.go(f"/desk/batches/{batch}?back={quote(back, safe='')}")
        if at.task:
            visit.office.complete_task(at.task, name, outcome, sent, note=written.note, seen=written.seen)
        else:
            visit.office.act_on_case(at.case, name, outcome, sent, note=written.note, seen=written.seen)
    except SealflowError as error:
        if error.status >= 500:
            raise
        return _page(visit, at, written, back, error)
    called = at.outcomes.get(written.outcome or "", Titled("办结", "done"))
    told = visit.say("已办理：%(verb)s。", verb=visit.speech.call(called))
    return visit.go(_case(visit, at, back), told)


def _taking(visit: Visit, at: AtHand, written: Written, names: Sequence[str]) -> str | None:
    """The outcome with which these answers are given; the only one there is, or none, where there are no answers."""
    if at.form is None or not names:
        return written.outcome
    for word in at.outcomes:
        asking = _asking(at, visit, replace(written, outcome=word), ())
        if {*names} <= {question.path for question in asking.questions(at.form.root)}:
            return word
    return written.outcome


def _at_desk(visit: Visit) -> bool:
    return visit.who.kind == "official"


def _case(visit: Visit, at: AtHand, back: str) -> str:
    """Where the visitor reads the case."""
    where = visit.case_path(at.case)
    return f"{where}?back={quote(back, safe='')}" if _at_desk(visit) else where


def _only(at: AtHand) -> str | None:
    """The outcome, where there is nothing to choose; None where there is."""
    return next(iter(at.outcomes), "") if len(at.outcomes) < 2 else None


def _defaults(at: AtHand) -> dict[str, Any]:
    fields = at.form.root.fields.values() if at.form else ()
    return {asked.name: asked.schema["default"] for asked in fields if "default" in asked.schema}


# ---- what was sent ---------------------------------------------------------------------------------------------------


def _read(at: AtHand, form: FormData) -> Written:
    sent: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            sent.setdefault(name, []).append(value)
    outcome = sent.get("outcome", [""])[-1]
    answers = answers_from(at.form.root, sent, _defaults(at)) if at.form else {}
    if at.colleagues:
        answers[OFFICERS] = sent.get(OFFICERS, [])
    ticked = {
        id: {column: sent.get(f"point:{id}:{column}", [""])[-1].strip() for column in _columns(at)}
        for id in dict.fromkeys(sent.get("point", ()))
    }
    seen = sent.get("revision", [""])[-1]
    chosen = outcome if outcome in at.outcomes else _only(at)
    note, revision = sent.get("note", [""])[-1].strip(), int(seen) if seen.isdecimal() else None
    return Written(chosen, answers, ticked, note, revision, sent.get("also", ()))


def _columns(at: AtHand) -> list[str]:
    """The columns of the notice beside the one that names the point."""
    table = at.form.root.fields.get(ITEMS) if at.form and at.item_column else None
    return [name for name in table.item.fields if name != at.item_column] if table and table.item else []


def _answers(visit: Visit, at: AtHand, written: Written) -> dict[str, Any]:
    """The answers that are sent with the outcome: of questions that it does not put, nothing."""
    if at.form is None:
        return {}
    answers = dict(written.answers)
    if at.item_column:
        answers[ITEMS] = [{at.item_column: id, **said} for id, said in written.ticked.items()]
    asked = {question.path for question in _asking(at, visit, written, ()).questions(at.form.root)}
    return {name: value for name, value in answers.items() if name in asked}


# ---- the page --------------------------------------------------------------------------------------------------------


def _page(
    visit: Visit,
    at: AtHand,
    written: Written,
    back: str,
    error: SealflowError | None = None,
    sheets: Sequence[Sheet] | None = None,
) -> Response:
    problems = _problems(error)
    questions, points, columns = [], [], []
    if at.form is not None and written.outcome is not None:
        questions = _asking(at, visit, written, problems).questions(at.form.root)
        table = next((q for q in questions if q.path == ITEMS and at.item_column), None)
        if table is not None:
            questions.remove(table)
            points = list(_points(visit, at, written, problems))
            fields = at.form.root.fields[ITEMS].item.fields  # type: ignore[union-attr]  # the table has the column
            columns = [(name, visit.speech.call(fields[name].titled)) for name in _columns(at)]
        for question in questions:
            if question.path == OFFICERS and at.colleagues:
                _among_colleagues(question, at, written)
    places = {question.path for top in questions for question in top.all()} | {ITEMS}
    return visit.show(
        "desk_task.html", error.status if error else 200, at=at, address=_address(visit, at), written=written,
        back=back, home=_case(visit, at, back), at_desk=_at_desk(visit), questions=questions,
        points=points, columns=columns, problems=problems, error=error,
        told=saying(error) if error and not problems else None, detail=_detail(visit, error),
        elsewhere=[p for p in problems if p.path not in places],
        sheets=[(sheet, [_data(page) for page in sheet.pages]) for sheet in sheets] if sheets is not None else None,
    )  # fmt: skip


def _address(visit: Visit, at: AtHand) -> str:
    if not _at_desk(visit):
        return f"/tasks/{at.task}"
    return f"/desk/tasks/{at.task}" if at.task else f"/desk/cases/{quote(at.case)}/acts/{next(iter(at.outcomes))}"


def _asking(at: AtHand, visit: Visit, written: Written, problems: Sequence[Problem]) -> Asking:
    context = {"act": written.outcome or "", "done": list(at.done)}
    return Asking(visit.speech, written.answers, problems, context=context, among=at.among)


def _problems(error: SealflowError | None) -> list[Problem]:
    """What is wrong, each at its question."""
    if isinstance(error, FormRefused):
        return list(error.problems)
    if error is not None and error.code == _IMPOSSIBLE:
        *first, place = str(getattr(error, "field", "")).split(".", 2)
        if first[:1] == ["steps"]:
            said = Titled(f"文书无法按这项内容制作：{error}", str(error))
            mend = Titled("请缩短或者更正后再试。", error.remedy)
            return [Problem(place, Titled(place, place), said, mend, error.code)]
    return []


def _detail(visit: Visit, error: SealflowError | None) -> str:
    """What the engine says beside the sentence for people: which one, how many."""
    if error is None:
        return ""
    why = getattr(error, "told", None)
    return visit.speech.call(why) if why is not None else str(error)


def _points(visit: Visit, at: AtHand, written: Written, problems: Sequence[Problem]) -> Iterator[Point]:
    """Everything that may be ticked: the materials, then every single answer of the application."""
    wrong: dict[str, dict[str, list[str]]] = {}
    for place, id in enumerate(written.ticked):
        for problem in problems:
            start = f"{ITEMS}[{place}]"
            if problem.path.startswith(start):
                column = problem.path.removeprefix(start).lstrip(".")
                wrong.setdefault(id, {}).setdefault(column, []).append(visit.speech.call(problem.message))

    def point(id: str, title: str, value: str) -> Point:
        return Point(id, title, value, id in written.ticked, written.ticked.get(id, {}), wrong.get(id, {}))

    for material in at.materials:
        yield point(material.id, visit.speech.call(material.title), visit.say("材料"))
    questions = Asking(visit.speech, at.application, hides=True).questions(at.application_form.root)
    yield from (point(*single) for single in _singles(visit, questions, ""))


def _singles(visit: Visit, questions: Sequence[Question], within: str) -> Iterator[tuple[str, str, str]]:
    """Path, title and value of each single answer; a table is one, too, and what stands in it."""
    for question in questions:
        title = f"{within} · {question.label}" if within else question.label
        if question.face == "rows":
            yield question.path, title, visit.say("整张表，共%(count)s行", count=len(question.parts))
            yield from _singles(visit, question.parts, "")
        elif question.face == "group":
            yield from _singles(visit, question.parts, title)
        elif question.face != "fixed":
            chosen = next((choice.label for choice in question.choices if choice.chosen), "")
            yield question.path, title, chosen or question.hidden or question.value


def _among_colleagues(question: Question, at: AtHand, written: Written) -> None:
    """Let the officials who took part be ticked instead of typed."""
    named = written.answers.get(OFFICERS) or []
    question.face, question.parts = "people", ()
    question.choices = [Choice(one.name, one.person, one.name in named) for one in at.colleagues]


def _data(page: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(page).decode()}"
