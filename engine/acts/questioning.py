"""Others asked at a task: a lane of the matter, a colleague, an outside expert; the task waits for the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.acts.at_task import AtTask, TaskHeld, must_be_open, packed_about
from engine.acts.change import Change
from engine.acts.parts import at_task, main_of, must_be_arrangeable, one_less, open_part, parts_of
from engine.acts.writing import NoteMissing, check_note
from engine.authority import Account, NotYours, acts_for, holds_a_role
from engine.errors import Refusal
from engine.terms import OUTSIDE, PartKind, TaskVerb, Titled, Unit
from engine.workplace import Workplace

ANSWER_DAYS = 5
"""Working days for an answer when whoever asks names no last day."""


class AnswerDayPassed(Refusal):
    """An answer is asked for by a day that has passed."""

    code = "TASK-ANSWER-DAY"
    remedy = "Name a day from today on."
    status = 422

    def __init__(self, by: date, today: date) -> None:
        super().__init__(f"the answer is asked for by {by.isoformat()}, and today is {today.isoformat()}")


def ask(place: Workplace, task: str, account: str, to: str, question: str, by: date | None = None) -> Change:
    """Another organ (by a lane of the matter), a colleague or an outside expert is to answer by that day.

    Until then, or until the question is taken back, the task waits. Raises as `add_signer`; NoteMissing,
    AnswerDayPassed.
    """
    return at_task(place, task, account, lambda at: _ask(at, to, question, by))


def call_off(place: Workplace, task: str, account: str) -> Change:
    """A question is taken back by whoever asked: `task` is the question's. Raises VerbNotPossible, TaskDone."""
    return at_task(place, task, account, _call_off)


def may_ask(at: AtTask) -> list[str]:
    """The lanes that may be asked, and `outside`. Raises why nobody may."""
    must_be_arrangeable(at, TaskVerb.ASK)
    if at.step.asks == ():
        raise at.refuse(TaskVerb.ASK, "本事项在这个环节不征求意见", "the matter lets this step ask nobody")
    if at.about.get("held"):
        raise TaskHeld(TaskVerb.ASK, Titled("您已签署：请先收回签署", "you have signed: take it back first"))
    return list(asked_lanes(at))


def asked_lanes(at: AtTask) -> Iterable[str]:
    """The lanes a question of this step may go to: those named, else every lane of officials."""
    if at.step.asks is not None:
        return at.step.asks
    return [lane for lane, role in at.matter.roles.items() if role.who == "official"]


def may_call_off(at: AtTask) -> None:
    """Raises why the question cannot be taken back."""
    must_be_open(at)
    if at.about.get("kind") != PartKind.QUESTION or at.about.get("by") != at.account.name:
        raise at.refuse(TaskVerb.CALL_OFF, "不是您提出的征求意见", "it is no question of yours")


def _ask(at: AtTask, to: str, question: str, by: date | None) -> Change:
    lanes = may_ask(at)
    if not question.strip():
        raise NoteMissing(TaskVerb.ASK)
    check_note(question)
    change = at.change()
    due = by or at.place.calendar.add(change.today, ANSWER_DAYS, Unit.WORKING_DAY).day
    if due < change.today:
        raise AnswerDayPassed(due, change.today)
    role = at.matter.roles.get(to)
    if role is not None and to in lanes:
        whom = {"who": "", "organ": role.organ, "role": role.role}
    else:
        whom = _one_asked(at, at.place.account(to), lanes)
    if any((p["assignee"] or "", p["role"]) == (whom["who"], whom["role"]) for p in parts_of(at)):
        raise at.refuse(TaskVerb.ASK, f"正等{to}答复", f"{to} has been asked and has yet to answer")
    content = change.answer(TaskVerb.ASK, at.step.id, at.account, {}, question)
    at.case.revision += 1
    change.entry(at.account, TaskVerb.ASK, **at.told, to=to, due=due.isoformat(), content=content)
    about = at.about
    open_part(
        change, at, about, PartKind.QUESTION, {**whom, "by": at.account.name, "asked": at.case.entries}, None, due
    )
    change.alter(at.row, about=packed_about(about))
    return change


def _one_asked(at: AtTask, who: Account, lanes: Iterable[str]) -> dict[str, str]:
    if acts_for(who, at.case.applicant, at.case.agent) or who.name in {hand.name for hand in at.hands}:
        raise NotYours(who.name, f"be asked at {at.step.id} in {at.case.number}", "others than the parties")
    if who.kind == "official":
        roles = [at.matter.roles[lane] for lane in lanes if lane in at.matter.roles]
        held = next((role for role in roles if holds_a_role(who, [role])), None)
        if held is None:
            whose = ", ".join(role.described() for role in roles)
            raise NotYours(who.name, f"be asked at {at.step.id} in {at.case.number}", whose)
        return {"who": who.name, "organ": held.organ, "role": held.role}
    if OUTSIDE not in lanes:
        raise at.refuse(
            TaskVerb.ASK, "本事项不征求机关以外的意见", "the matter lets nobody outside the organs be asked"
        )
    return {"who": who.name, "organ": at.case.organ, "role": OUTSIDE}


def _call_off(at: AtTask) -> Change:
    may_call_off(at)
    change = at.change()
    at.case.revision += 1
    change.entry(at.account, TaskVerb.CALL_OFF, **at.told, to=at.assignee or at.row["task_role"])
    change.close_part(at.token, at.account, None)
    main = main_of(at)
    if main is not None:
        one_less(change, at, main, None)
    return change
