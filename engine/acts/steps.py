"""Completing a task: who may, which act, what it says, and what the process does next. The hot path of the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.acts import earlier
from engine.acts.change import Change, Conflict, Trial, attempt
from engine.acts.competence import may_touch_time
from engine.acts.correcting import answers_put_right, ask, check_correction
from engine.acts.deferring import accept_with, check_supplied
from engine.acts.opening import APPLICATION, MaterialRefused, Upload
from engine.acts.time import let_time_pass
from engine.acts.writing import check_answers, check_note, write
from engine.authority import (
    Account,
    Claimed,
    SamePerson,
    UnknownAccount,
    acts_for,
    distinct,
    enough_officers,
    may_act,
)
from engine.case import Case, StalePage, instant
from engine.errors import NotFound, Refusal
from engine.matter.model import Step
from engine.store import questions
from engine.store.tables import OPEN
from engine.terms import ActName
from engine.workplace import Workplace, account_from_row


class TaskUnknown(NotFound):
    """There is no such task, or the asker may not know of it."""

    code = "TASK-UNKNOWN"
    remedy = "Check the task; `sealflow task list --as YOU` shows those you may do."

    def __init__(self, task: str) -> None:
        super().__init__(f"there is no task {task} that you may see")


class TaskDone(Refusal):
    """The task is no longer open."""

    code = "TASK-DONE"
    remedy = "Look at the case as it is now (`sealflow case show`)."
    status = 409

    def __init__(self, step: str, state: str, by: str) -> None:
        super().__init__(f"the task {step} was {state}{f' by {by}' if by else ''}")


class OutcomeNotOffered(Refusal):
    """The step does not offer this act or opinion."""

    code = "TASK-OUTCOME-NOT-OFFERED"
    remedy = "Choose one of the acts or opinions listed."
    status = 422

    def __init__(self, step: Step, outcome: str) -> None:
        offered = ", ".join(step.outcomes) or "completing it without an act"
        super().__init__(f"{step.id} does not offer {outcome!r}; it offers: {offered}")


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
    return attempt(lambda: _complete(place, task, account, outcome, given, note, uploads, seen, irregular, trial), task)


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
    with place.database.reading() as connection:
        row = questions.task_with_case(connection, task, name)
    if row is None:
        raise TaskUnknown(task)
    if row["person"] is None:
        raise UnknownAccount(name)
    account = account_from_row(name, row["account_organ"], row["person"])
    case = Case.from_row(row)
    now = place.now()
    if case.next_due is not None and case.next_due <= instant(now) and let_time_pass(place, case.id) is not None:
        # What had to happen by now happens first: the law does not wait for whoever is slow.
        raise Conflict
    matter = place.matter(case.bundle)
    step = matter.steps[row["task_step"]]
    _may(account, case, step, row)
    if row["task_state"] != OPEN:
        raise TaskDone(step.id, "done" if row["task_state"] == 1 else "cancelled", row["task_done_by"] or "")
    if seen is not None and seen != case.revision:
        raise StalePage(seen, case.revision)
    if outcome not in (step.outcomes or ("",)):
        raise OutcomeNotOffered(step, outcome)
    may_touch_time(account, outcome, case, matter, str(answers.get("limit") or ""))
    check_note(note)
    if uploads and step.role.who != "applicant":
        raise MaterialRefused(uploads[0].name, f"at {step.id} no materials are handed in")
    distinct(account, step.id, step.distinct_from, case.record.handlers)
    voting = _not_twice(case, row, account) if step.collects else ""
    change = Change(place, case, matter, now)
    corrects = outcome == ActName.CORRECT and step.form == APPLICATION and bool(case.record.asked)
    if corrects:
        answers = answers_put_right(change, answers)
    checked = check_answers(change, step.form, answers, outcome)
    if corrects:
        check_correction(change, checked, uploads, note)
    elif outcome == ActName.ASK_CORRECTION:
        checked = ask(change, step, checked)
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
    write(
        change, step, row["task_token"], account, outcome, checked, note, uploads, officers, voting, irregular,
        about=about,
    )  # fmt: skip
    if trial is not None:
        trial(change)
    change.commit()
    return change


def _may(account: Account, case: Case, step: Step, row: questions.Row) -> None:
    assignee = row["task_assignee"]
    # A step done once per person of a list belongs to that person, whatever else the role may be called.
    named = row["task_element"] is not None and assignee == account.name and account.organ == step.role.organ
    if not named:
        may_act(account, step.role, applicant=case.applicant, agent=case.agent, what=f"do {step.id} in {case.number}")
    if assignee and assignee != account.name and not acts_for(account, case.applicant, case.agent):
        raise Claimed(assignee)


def _not_twice(case: Case, row: questions.Row, account: Account) -> str:
    """The round of a step done once per person; raises SamePerson when the account has voted in it already."""
    opened: str = row["task_opened_at"]
    voted = case.record.rounds.get(row["task_step"], {})
    if voted.get("opened") == opened and account.name in voted["by"]:
        raise SamePerson(account.name, row["task_step"], row["task_step"])
    return opened
