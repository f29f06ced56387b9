"""What completing a step writes, whoever completes it: the act, the process's next steps, answers, files, the entry.

Used by people's steps, by limits that pass in silence and by services; who may is settled before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bpmn.runner import load
from engine.acts import serving
from engine.acts.change import Change
from engine.acts.opening import Upload, keep_materials
from engine.authority import Account
from engine.errors import Refusal
from engine.facts import offered
from engine.forms import Checked
from engine.lifecycle import ActNotOpen, NotIrregular, open_acts
from engine.lifecycle import row as act_row
from engine.matter.model import Clearing, Matter, Step
from engine.matter.proofs import entry_of
from engine.terms import ActName, Status, Who

MOST_NOTE = 2000


class NoteTooLong(Refusal):
    """A note is longer than a note should be."""

    code = "TASK-NOTE-TOO-LONG"
    remedy = f"Write at most {MOST_NOTE} characters of plain text; hand in the rest as a material or in the form."
    status = 422


class IrregularUnexplained(Refusal):
    """An irregular act without its reason."""

    code = "CASE-IRREGULAR-UNEXPLAINED"
    remedy = "Write why it has to be done all the same (`--note`); the supervisors read it."
    source = "行政许可法第七十二条"
    status = 422

    def __init__(self, act: str) -> None:
        super().__init__(f"to {act} again is irregular, and no reason is given")


class NoteMissing(Refusal):
    """Words are wanted, and there are none."""

    code = "TASK-NOTE-MISSING"
    remedy = "Write what there is to say (`--note`)."
    status = 422

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} wants a reason, an opinion or a question in words")


class Suspended(ActNotOpen):
    """The case stands still for a special procedure."""

    code = "CASE-SUSPENDED"
    remedy = "End the special procedure first (act resume)."


def check_note(note: str) -> None:
    """Raises NoteTooLong."""
    if len(note) > MOST_NOTE or not all(c.isprintable() or c in "\n\t" for c in note):
        raise NoteTooLong(f"the note has {len(note)} characters or characters that cannot be printed")


def write(
    change: Change,
    step: Step,
    token: str,
    actor: Account,
    outcome: str,
    checked: Checked | None,
    note: str = "",
    uploads: Iterable[Upload] = (),
    also: Iterable[str] = (),
    voting: str = "",
    irregular: bool = False,
    **more: Any,
) -> None:
    """Gather what completing a step writes. `also`: the accounts that took part beside the actor; `voting`: when the
    round of votes was opened that this is one of; `irregular`: an act that may be done once is done again.

    Raises Suspended, IrregularUnexplained, and what the table of acts, the clocks, the process and the materials raise.
    """
    case, matter = change.case, change.matter
    if case.status is Status.SUSPENDED:
        acts = open_acts(case.status, case.record.days, kind=matter.kind)
        raise Suspended(outcome or step.id, case.status, acts, "行政许可法第四十五条")
    answers = checked.answers if checked else {}
    if irregular and not note.strip():
        raise IrregularUnexplained(outcome or step.id)
    said: dict[str, Any] = {}
    if outcome and _is_legal(matter, step, outcome):
        counts_from: date | None = None
        if outcome == ActName.DELIVER:
            counts_from, served = _service(change, step, answers, more.get("passed"))
            more |= served
        data = {**answers, "approver": actor.name}
        said = change.perform(outcome, data, irregular=irregular, counts_from=counts_from)
    elif irregular:
        raise NotIrregular(outcome or step.id)
    _note_hands(change, step, actor, also, voting)
    _go_on(change, step, token, actor, outcome, checked)
    change.naming.name(step.form, step.id, actor, answers)
    if answers or note:
        said["content"] = change.answer(step.form, step.id, actor, answers, note)
    said["files"] = change.keep(keep_materials(change.place, matter, uploads), actor)
    if matter.clears is not None and outcome == matter.clears.act:
        said["cleared"] = _clear(change, matter.clears, answers, actor)
    if outcome == ActName.ASK_CORRECTION:
        said["asked"] = case.record.asked
    case.revision += 1
    change.entry(actor, outcome or "complete", step=step.id, took_part=list(also), voting=voting, **said, **more)


def _note_hands(change: Change, step: Step, actor: Account, also: Iterable[str], voting: str) -> None:
    """Keep in the record who took part in the step, and in its round of votes."""
    record = change.case.record
    handlers = record.handlers.setdefault(step.id, [])
    handlers += [name for name in dict.fromkeys((actor.name, *also)) if name not in handlers]
    if voting:
        voted = record.rounds.get(step.id)
        if voted is None or voted["opened"] != voting:
            voted = record.rounds[step.id] = {"opened": voting, "by": []}
        voted["by"].append(actor.name)


def _go_on(change: Change, step: Step, token: str, actor: Account, outcome: str, checked: Checked | None) -> None:
    """Complete the step in the process, and take over what the process does next."""
    matter = change.matter
    run = load(matter.definition, change.case.state)
    # A routing field that nobody was asked, because silence ended the step, is null instead of missing.
    unasked = dict.fromkeys(matter.forms[step.form].routed) if step.form else {}
    variables = {**unasked, **(checked.routes if checked else {}), **step.variables(outcome)}
    progress = run.complete(token, variables, now=change.now)
    if change.case.is_closed and not run.finished:
        # What other branches still wait for has lost its object: the case is over for all of them.
        change.progress(replace(progress, opened=()), run, actor, outcome, token)
        change.progress(run.cancel(now=change.now), run, actor)
    else:
        change.progress(progress, run, actor, outcome, token)


def _clear(change: Change, clears: Clearing, answers: Mapping[str, Any], actor: Account) -> dict[str, str]:
    """Enter the proof that the act found needless, if it names one; what the entry says of it."""
    if not answers.get(clears.proof):
        return {}
    proof, instead = str(answers[clears.proof]), str(answers.get(clears.instead, ""))
    entry = entry_of(proof, instead, change.today.isoformat(), change.case.number)
    change.clear_proof(entry, actor)
    return {"proof": entry.name, "instead": entry.instead.value}


def _service(
    change: Change, step: Step, answers: Mapping[str, Any], passed: str | None
) -> tuple[date | None, dict[str, Any]]:
    """From which day a delivered decision counts as served, where that is another, and what the entry says of it."""
    if passed:
        return serving.by_notice(change, date.fromisoformat(passed))
    return (None, serving.online(change)) if step.service else serving.by_hand(change, answers)


def check_answers(change: Change, form: str, answers: Mapping[str, Any], outcome: str) -> Checked:
    """The answers checked against a form of the matter; without a form, none are taken. Raises FormRefused."""
    if not form:
        if answers:
            raise AnswersNotAsked(sorted(answers))
        return Checked({}, {})
    asked = change.matter.forms[form]
    return asked.check(
        answers,
        today=change.today,
        parameters=change.matter.parameter_values(),
        context={
            "act": outcome,
            "done": list(change.case.record.days),
            "among": offered(change.place, change.case, change.matter, asked),
        },
    )


class AnswersNotAsked(Refusal):
    """Answers were sent to a step that asks nothing."""

    code = "FORM-NOT-ASKED"
    remedy = "Send the act without answers; remarks belong into the note."
    status = 422

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"nothing is asked here, but these were answered: {', '.join(names)}")


def _is_legal(matter: Matter, step: Step, outcome: str) -> bool:
    return outcome not in step.opinions and (outcome in step.acts or Who.SYSTEM in act_row(outcome, matter.kind).who)
