"""Completing a task: who may, which act, what it says, and what the process does next. The hot path of the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.acts import earlier
from engine.acts.at_task import (
    AtTask,
    must_be_free,
    must_be_mine,
    must_be_open,
    read_task,
)
from engine.acts.attempts import attempt
from engine.acts.change import Change, Trial
from engine.acts.competence import may_touch_time
from engine.acts.correcting import answers_put_right, ask, check_correction
from engine.acts.cosigning import complete_part, hold, waits_for_others
from engine.acts.deferring import accept_with, check_supplied
from engine.acts.merging import check_merge
from engine.acts.opening import APPLICATION, MaterialRefused, Upload
from engine.acts.writing import AnswersNotAsked, check_answers, check_note, write
from engine.authority import SamePerson, enough_officers
from engine.case import StalePage
from engine.errors import Refusal
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
    uploads = list(uploads)
    given = answers or {}
    try:
        return attempt(
            lambda: _complete(place, task, account, outcome, given, note, uploads, seen, irregular, trial), task
        )
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


def _complete(
    place: Workplace,
    task: str,
    name: str,
    outcome: str,
    answers: Mapping[str, Any],
    note: str,
    uploads: list[Upload],
    seen: int | None,
    irregular: bool,
    trial: Trial | None,
) -> Change:
    at = read_task(place, task, name)
    case, matter, step, account = at.case, at.matter, at.step, at.account
    if at.main:
        if outcome not in PART_OUTCOMES[PartKind(at.about["kind"])]:
            raise OutcomeNotOffered(step.id, tuple(PART_OUTCOMES[PartKind(at.about["kind"])]), outcome)
        if answers or uploads:
            raise AnswersNotAsked([*answers, *(upload.material for upload in uploads)])
        return complete_part(at, outcome, note, trial)
    must_be_mine(at, f"do {step.id} in {case.number}")
    must_be_open(at)
    if seen is not None and seen != case.revision:
        raise StalePage(seen, case.revision)
    if outcome not in (step.outcomes or ("",)):
        raise OutcomeNotOffered(step.id, step.outcomes, outcome)
    may_touch_time(account, outcome, case, matter, str(answers.get("limit") or ""))
    check_note(note)
    if uploads and not step.role.is_outside:
        raise MaterialRefused(uploads[0].name, f"at {step.id} no materials are handed in")
    for hand in at.hands:
        must_be_free(at, hand)
    voting = _not_twice(at) if step.collects else ""
    signing = bool(at.row["task_about"]) and waits_for_others(at)
    change = at.change()
    corrects = outcome == ActName.CORRECT and step.form == APPLICATION and bool(case.record.asked)
    if corrects:
        answers = answers_put_right(change, answers)
    if signing and outcome in (ActName.ASK_CORRECTION, ActName.ACCEPT):
        # What these name (what is to be corrected, what is deferred) holds from the moment it is named.
        raise at.refuse(TaskVerb.COMPLETE, "请等加签人先签", "let the signers sign first")
    checked = check_answers(change, step.form, answers, outcome)
    if step.form:
        change.codes.take(account, matter.forms[step.form], checked.answers)
    if corrects:
        check_correction(change, checked, uploads, note)
    elif outcome == ActName.ASK_CORRECTION:
        checked = ask(change, step, checked)
    elif outcome == ActName.MERGE:
        check_merge(change, str(checked.answers.get("into", "")))
    elif outcome == ActName.ACCEPT:
        checked = accept_with(change, step, checked)
    elif outcome == ActName.SUPPLY:
        check_supplied(change, uploads)
    about = {}
    if step.form == APPLICATION and matter.about is not None:
        about = earlier.named(place, matter, place.account(case.applicant), checked.answers, change.today)
        case.record.expires = about.get("valid_until", "")
    officers: list[str] = []
    if step.officers > 1:
        named = checked.answers.get("officers")
        officers = [n for n in named if isinstance(n, str)] if isinstance(named, list) else []
        enough_officers(account, step.id, step.officers, named, step.role, place.colleagues(officers))
        officers.remove(account.name)
    also = [*officers, at.behalf.name] if at.behalf else officers
    if signing:
        hold(at, change, outcome, checked, note, officers, voting, irregular, trial)
    else:
        behalf = at.behalf.name if at.behalf else ""
        write(
            change, step, at.token, account, outcome, checked, note, uploads, also, voting, irregular,
            about=about, on_behalf=behalf, instance=at.instance,
        )  # fmt: skip
        if trial is not None:
            trial(change)
    change.commit()
    return change


def _not_twice(at: AtTask) -> str:
    """The round of a step done once per person; raises SamePerson when one of the hands has voted in it already."""
    voted = at.case.record.rounds.get(at.step.id, {})
    for hand in at.hands:
        if voted.get("opened") == at.round and hand.name in voted["by"]:
            raise SamePerson(hand.name, at.step.id, at.step.id)
    return at.round
