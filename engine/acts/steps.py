"""Completing a task: who may, which act, what it says, and what the process does next. The hot path of the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.acts import earlier
from engine.acts.at_task import AtTask, must_be_free, must_be_mine, must_be_open, read_task
from engine.acts.attempts import attempt
from engine.acts.change import Change, Trial
from engine.acts.competence import may_touch_time
from engine.acts.correcting import answers_put_right, ask, check_correction
from engine.acts.deferring import accept_with, check_supplied
from engine.acts.merging import check_merge
from engine.acts.opening import APPLICATION, MaterialRefused, Upload
from engine.acts.parts import complete_part, hold, waits_for_others
from engine.acts.writing import AnswersNotAsked, check_answers, check_note, write
from engine.authority import SamePerson, enough_officers
from engine.case import StalePage
from engine.errors import Refusal
from engine.forms import Checked
from engine.ledger import showings
from engine.showing import ShowingRefused
from engine.store import questions
from engine.terms import PART_OUTCOMES, ActName, Noted, PartKind, TaskVerb
from engine.workplace import Workplace


class OutcomeNotOffered(Refusal):
    """The step does not offer this act or opinion."""

    code = "TASK-OUTCOME-NOT-OFFERED"
    remedy = "Choose one of the acts or opinions listed."
    status = 422

    def __init__(self, step: str, outcomes: Sequence[str], outcome: str) -> None:
        offered = ", ".join(outcomes) or "completing it without an act"
        super().__init__(f"{step} does not offer {outcome!r}; it offers: {offered}")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody wants to complete a task with."""

    outcome: str
    answers: Mapping[str, Any]
    note: str
    uploads: list[Upload]
    seen: int | None
    irregular: bool
    trial: Trial | None


def complete(
    place: Workplace,
    task: str,
    account: str,
    outcome: str,
    answers: Mapping[str, Any] | None = None,
    *,
    note: str = "",
    uploads: Iterable[Upload] = (),
    seen: int | None = None,
    irregular: bool = False,
    trial: Trial | None = None,
) -> Change:
    """The task is done with this act or opinion ("" for a step without any); returns what was written.

    irregular: the act may be done once and is done again; the note says why.
    seen: the case's revision on the page the act was sent from; refused as stale when acts were done since.
    trial: looks at what is to be written, and may refuse it.
    Raises TaskUnknown, TaskDone, StalePage, what authority, the table of acts, the forms and the process raise.
    """
    asked = _Asked(outcome, answers or {}, note, list(uploads), seen, irregular, trial)
    try:
        return attempt(lambda: _complete(place, task, account, asked), task)
    except ShowingRefused as refused:
        _note_refused(place, task, account, refused)
        raise


def _note_refused(place: Workplace, task: str, account: str, refused: ShowingRefused) -> None:
    """Write down that a code was refused: somebody came who could not show who he is."""
    with place.database.writing() as connection:
        row = questions.task_with_case(connection, task, account)
        if row is not None:
            ledger = showings(row["organ"], row["id"])
            said = {"step": row["task_step"], "why": refused.code}
            ledger.write(connection, place.now(), account, Noted.CHECK_REFUSED, **said)


def _complete(place: Workplace, task: str, name: str, asked: _Asked) -> Change:
    at = read_task(place, task, name)
    if at.main:
        return _answer(at, asked)
    _check(at, asked)
    step, account, behalf = at.step, at.account, at.behalf.name if at.behalf else ""
    voting = _not_twice(at) if step.collects else ""
    signing = bool(at.row["task_about"]) and waits_for_others(at)
    if signing and asked.outcome in (ActName.ASK_CORRECTION, ActName.ACCEPT):
        # What these name (what is to be corrected, what is deferred) holds from the moment it is named.
        raise at.refuse(TaskVerb.COMPLETE, "请等加签人先签", "let the signers sign first")
    change = at.change()
    checked = _checked(at, change, asked)
    about = _named_earlier(at, change, checked)
    officers = _officers(at, checked)
    if signing:
        hold(at, change, asked.outcome, checked, asked.note, officers, voting, asked.irregular, asked.trial)
    else:
        write(
            change, step, at.token, account, asked.outcome, checked, asked.note, asked.uploads,
            [*officers, behalf] if behalf else officers, voting, asked.irregular,
            about=about, on_behalf=behalf, instance=at.instance,
        )  # fmt: skip
        if asked.trial is not None:
            asked.trial(change)
    change.commit()
    return change


def _answer(at: AtTask, asked: _Asked) -> Change:
    """A part of a task is done: a signature, or an answer in words to what was asked."""
    offered = PART_OUTCOMES[PartKind(at.about["kind"])]
    if asked.outcome not in offered:
        raise OutcomeNotOffered(at.step.id, tuple(offered), asked.outcome)
    if asked.answers or asked.uploads:
        raise AnswersNotAsked([*asked.answers, *(upload.material for upload in asked.uploads)])
    return complete_part(at, asked.outcome, asked.note, asked.trial)


def _check(at: AtTask, asked: _Asked) -> None:
    """Whether this account may do this with the task now, before what it says is read."""
    case, step = at.case, at.step
    must_be_mine(at, f"do {step.id} in {case.number}")
    must_be_open(at)
    if asked.seen is not None and asked.seen != case.revision:
        raise StalePage(asked.seen, case.revision)
    if asked.outcome not in (step.outcomes or ("",)):
        raise OutcomeNotOffered(step.id, step.outcomes, asked.outcome)
    may_touch_time(at.account, asked.outcome, case, at.matter, str(asked.answers.get("limit") or ""))
    check_note(asked.note)
    if asked.uploads and not step.role.is_outside:
        raise MaterialRefused(asked.uploads[0].name, f"at {step.id} no materials are handed in")
    for hand in at.hands:
        must_be_free(at, hand)


def _checked(at: AtTask, change: Change, asked: _Asked) -> Checked:
    """The answers as the form and the act want them."""
    step, outcome, answers = at.step, asked.outcome, asked.answers
    corrects = outcome == ActName.CORRECT and step.form == APPLICATION and bool(at.case.record.asked)
    if corrects:
        answers = answers_put_right(change, answers)
    checked = check_answers(change, step.form, answers, outcome)
    if step.form:
        change.codes.take(at.account, at.matter.forms[step.form], checked.answers)
    if corrects:
        check_correction(change, checked, asked.uploads, asked.note)
    elif outcome == ActName.ASK_CORRECTION:
        return ask(change, step, checked)
    elif outcome == ActName.MERGE:
        check_merge(change, str(checked.answers.get("into", "")))
    elif outcome == ActName.ACCEPT:
        return accept_with(change, step, checked)
    elif outcome == ActName.SUPPLY:
        check_supplied(change, asked.uploads)
    return checked


def _named_earlier(at: AtTask, change: Change, checked: Checked) -> dict[str, str]:
    """The paper of an earlier case that an application put right names; none at other steps."""
    if at.step.form != APPLICATION or at.matter.about is None:
        return {}
    applicant = at.place.account(at.case.applicant)
    about = earlier.named(at.place, at.matter, applicant, checked.answers, change.today)
    at.case.record.expires = about.get("valid_until", "")
    return about


def _officers(at: AtTask, checked: Checked) -> list[str]:
    """Who did the step beside the account, where it takes several. Raises what `enough_officers` raises."""
    step = at.step
    if step.officers <= 1:
        return []
    named = checked.answers.get("officers")
    officers = [n for n in named if isinstance(n, str)] if isinstance(named, list) else []
    enough_officers(at.account, step.id, step.officers, named, step.role, at.place.colleagues(officers))
    officers.remove(at.account.name)
    return officers


def _not_twice(at: AtTask) -> str:
    """The round of a step done once per person; raises SamePerson when one of the hands has voted in it already."""
    voted = at.case.record.rounds.get(at.step.id, {})
    for hand in at.hands:
        if voted.get("opened") == at.round and hand.name in voted["by"]:
            raise SamePerson(hand.name, at.step.id, at.step.id)
    return at.round
