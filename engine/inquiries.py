"""Asking another system within a step, and going on without it when it does not answer.

The law's clock does not stand still for a register that is down: after some attempts the process goes on with the
opinion `unavailable`, and an official does what the system could not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.acts.writing import Suspended, check_answers, write
from engine.authority import SYSTEM
from engine.case import Case
from engine.connectors import Answer, AnswerUnusable, SystemAway, SystemUnknown
from engine.errors import Failure
from engine.facts import gather
from engine.forms import FormRefused
from engine.jobs import Job
from engine.lifecycle import open_acts
from engine.matter.model import UNAVAILABLE, Matter, Step
from engine.store import questions
from engine.terms import Status
from engine.workplace import Workplace

IN_VAIN = (SystemAway, SystemUnknown, AnswerUnusable)
"""What an official can make good."""


class FactMissing(Failure):
    """A step asks another system with a fact that this case does not have."""

    code = "CONNECTOR-FACT-MISSING"
    remedy = "Let `ask` of the step name facts that every case has when it comes to the step."

    def __init__(self, step: str, fact: str) -> None:
        super().__init__(f"{step} asks with {fact}, which this case does not have")


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came of asking."""

    outcome: str
    facts: Mapping[str, Any]
    note: str
    said: Mapping[str, Any]


def ask(place: Workplace, job: Job) -> list[str]:
    """Ask the system of the job's step, then let the process go on with its answer.

    Raises what hinders asking while there are attempts left; a step without `unavailable` is tried for ever.
    """
    case, matter = read_case(place, job.case_id)
    step = matter.steps[job.arguments["step"]]
    if case.status is Status.SUSPENDED:
        acts = open_acts(case.status, case.record.days, kind=matter.kind)
        raise Suspended(step.id, case.status, acts, "行政许可法第四十五条")
    heard = _heard(place, case, matter, step, job)

    def work() -> list[str]:
        case, matter = read_case(place, job.case_id)
        change = Change(place, case, matter, place.now())
        form = step.form if heard.facts else ""
        checked = check_answers(change, form, heard.facts, heard.outcome)
        write(
            change, step, job.arguments["token"], SYSTEM, heard.outcome, checked, note=heard.note,
            system=step.service, **heard.said,
        )  # fmt: skip
        change.commit(job.finish)
        return change.jobs

    return attempt(work, case.number)


def _heard(place: Workplace, case: Case, matter: Matter, step: Step, job: Job) -> _Heard:
    question = _question(gather(place, case, matter), step)
    try:
        answer = place.systems.ask(step.service, question, _key(place, case, step, question), place.now())
        facts = _taken(place, case, matter, step, answer)
    except IN_VAIN as error:
        if UNAVAILABLE not in step.opinions or job.attempt < step.tries:
            raise
        return _Heard(UNAVAILABLE, {}, f"{error.code}: {error}", {"attempts": job.attempt})
    return _Heard(answer.outcome, facts, "", {"reference": answer.reference})


def _question(facts: Mapping[str, Any], step: Step) -> dict[str, Any]:
    question = {}
    for name, fact in step.ask.items():
        value: Any = facts
        for key in fact.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is None:
            raise FactMissing(step.id, fact)
        question[name] = value
    return question


def _key(place: Workplace, case: Case, step: Step, question: Mapping[str, Any]) -> str:
    """The same until the system has answered: an order repeated after a crash or a silence is done once."""
    with place.database.reading() as connection:
        entries = questions.entries_of(connection, case.organ, case.id)
    bodies = (orjson.loads(body) for _, body, _ in entries)
    answered = sum(body.get("step") == step.id and "system" in body and "attempts" not in body for body in bodies)
    asked = orjson.dumps([case.id, step.id, answered, question], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(asked).hexdigest()[:40]


def _taken(place: Workplace, case: Case, matter: Matter, step: Step, answer: Answer) -> dict[str, Any]:
    """Those facts of the answer that the step's form asks for: what is not needed is not kept.

    Raises AnswerUnusable for an outcome the step does not have, and for facts that the form refuses.
    """
    if answer.outcome not in step.outcomes or answer.outcome == UNAVAILABLE:
        raise AnswerUnusable(
            f"{step.service} answered {answer.outcome[:40]!r}; the step {step.id} has {', '.join(step.outcomes)}"
        )
    if not step.form:
        return {}
    wanted = matter.forms[step.form].field_names()
    facts = {name: value for name, value in answer.facts.items() if name in wanted}
    try:
        check_answers(Change(place, case, matter, place.now()), step.form, facts, answer.outcome)
    except FormRefused as error:
        raise AnswerUnusable(f"{step.service} answered facts that do not fit: {error}") from error
    return facts
