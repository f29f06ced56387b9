"""Completing a task: who may, which act, what it says, and what the process does next. The hot path of the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bpmn.runner import load
from engine.acts.change import Change, attempt
from engine.acts.opening import Upload, keep_materials
from engine.authority import Account, Claimed, NotYours, UnknownAccount, acts_for, distinct, enough_officers, may_act
from engine.case import Case, StalePage
from engine.errors import NotFound, Refusal
from engine.forms import Checked
from engine.lifecycle import ActNotOpen, open_acts
from engine.lifecycle import row as act_row
from engine.matter.model import Matter, Step
from engine.store import questions
from engine.store.tables import OPEN
from engine.terms import Status, Who
from engine.workplace import Workplace, account_from_row

MOST_NOTE = 2000


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


class NoteTooLong(Refusal):
    """A note is longer than a note should be."""

    code = "TASK-NOTE-TOO-LONG"
    remedy = f"Write at most {MOST_NOTE} characters of plain text; hand in the rest as a material or in the form."
    status = 422


class Suspended(ActNotOpen):
    """The case stands still for a special procedure."""

    code = "CASE-SUSPENDED"
    remedy = "End the special procedure first (act resume)."


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
) -> Change:
    """The task is done with this act or opinion ("" for a step without any); returns what was written.

    seen: the case's revision on the page the act was sent from; refused as stale when acts were done since.
    Raises TaskUnknown, TaskDone, StalePage, what authority, the table of acts, the forms and the process raise.
    """
    uploads = list(uploads)
    return attempt(lambda: _complete(place, task, account, outcome, answers or {}, note, uploads, seen), task)


def _complete(
    place: Workplace,
    task: str,
    name: str,
    outcome: str,
    answers: Mapping[str, Any],
    note: str,
    uploads: list[Upload],
    seen: int | None,
) -> Change:
    with place.database.reading() as connection:
        row = questions.task_with_case(connection, task, name)
    if row is None:
        raise TaskUnknown(task)
    if row["person"] is None:
        raise UnknownAccount(name)
    account = account_from_row(name, row["account_organ"], row["person"])
    case = Case.from_row(row)
    matter = place.matter(case.bundle)
    step = matter.steps[row["task_step"]]
    _may(account, case, step, row)
    if row["task_state"] != OPEN:
        raise TaskDone(step.id, "done" if row["task_state"] == 1 else "cancelled", row["task_done_by"] or "")
    if seen is not None and seen != case.revision:
        raise StalePage(seen, case.revision)
    if outcome not in (step.outcomes or ("",)):
        raise OutcomeNotOffered(step, outcome)
    if len(note) > MOST_NOTE or not all(c.isprintable() or c in "\n\t" for c in note):
        raise NoteTooLong(f"the note has {len(note)} characters or characters that cannot be printed")
    distinct(account, step.id, step.distinct_from, case.record.handlers)
    change = Change(place, case, matter, place.now())
    checked = check_answers(change, step.form, answers, outcome)
    if step.officers > 1:
        named = checked.answers.get("officers")
        listed = [n for n in named if isinstance(n, str)] if isinstance(named, list) else []
        enough_officers(account, step.id, step.officers, named, step.role, place.colleagues(listed))
    write(change, step, row["task_token"], account, outcome, checked, note, uploads)
    change.commit()
    return change


def write(
    change: Change,
    step: Step,
    token: str,
    actor: Account,
    outcome: str,
    checked: Checked | None,
    note: str = "",
    uploads: Iterable[Upload] = (),
    **more: Any,
) -> None:
    """Gather what completing a step writes: the act, the process's next steps, answers, files, the entry."""
    case, matter = change.case, change.matter
    if case.status is Status.SUSPENDED:
        acts = open_acts(case.status, case.record.days, kind=matter.kind)
        raise Suspended(outcome or step.id, case.status, acts, "行政许可法第四十五条")
    answers = checked.answers if checked else {}
    said: dict[str, Any] = {}
    if outcome and _is_legal(matter, step, outcome):
        said = change.perform(outcome, {**answers, "approver": actor.name})
    run = load(matter.definition, case.state)
    variables = {**(checked.routes if checked else {}), **step.variables(outcome)}
    progress = run.complete(token, variables, now=change.now)
    case.record.handlers[step.id] = actor.name
    if outcome:
        case.record.outcomes[step.id] = outcome
    change.progress(progress, run, actor, outcome, token)
    if answers:
        said["content"] = change.answer(step.form, step.id, actor, answers)
    said["files"] = change.keep(keep_materials(change.place, matter, uploads, required=False), actor)
    case.revision += 1
    change.entry(actor, outcome or "complete", step=step.id, note=note, **said, **more)


def check_answers(change: Change, form: str, answers: Mapping[str, Any], outcome: str) -> Checked:
    """The answers checked against a form of the matter; without a form, none are taken. Raises FormRefused."""
    if not form:
        if answers:
            raise AnswersNotAsked(sorted(answers))
        return Checked({}, {})
    return change.matter.forms[form].check(
        answers,
        today=change.today,
        parameters=change.matter.parameter_values(),
        context={"act": outcome},
    )


class AnswersNotAsked(Refusal):
    """Answers were sent to a step that asks nothing."""

    code = "FORM-NOT-ASKED"
    remedy = "Send the act without answers; remarks belong into the note."
    status = 422

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"nothing is asked here, but these were answered: {', '.join(names)}")


def _may(account: Account, case: Case, step: Step, row: questions.Row) -> None:
    try:
        may_act(account, step.role, applicant=case.applicant, agent=case.agent, what=f"do {step.id} in {case.number}")
    except NotYours:
        if row["task_assignee"] != account.name:
            raise
    assignee = row["task_assignee"]
    if assignee and assignee != account.name and not acts_for(account, case.applicant, case.agent):
        raise Claimed(assignee)


def _is_legal(matter: Matter, step: Step, outcome: str) -> bool:
    return outcome not in step.opinions and (outcome in step.acts or Who.SYSTEM in act_row(outcome, matter.kind).who)
