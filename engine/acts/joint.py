"""Joint handling: one application for several matters, a parent case with a child case for each.

The parent's process opens its children and awaits them by two services; each child is a case like any other, with its
own organ, clocks, papers and decision. A child tells its parent how it came out by a job, so that no transaction writes
two cases. What a parent's end leaves open of its children ends with it.
Source: 行政许可法第二十六条第二款、第四十二条第二款.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from bpmn.runner import load
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.on_case import read_in_time
from engine.acts.opening import APPLICATION, Parentage, Upload, open_child
from engine.acts.reading import read_case
from engine.acts.writing import write
from engine.authority import SYSTEM
from engine.case import Case
from engine.jobs import Job
from engine.lifecycle import open_acts
from engine.matter.model import ALL_GRANTED, AWAIT_CHILDREN, NOT_ALL_GRANTED, Child, Matter, Step
from engine.store import questions
from engine.terms import FAVOURABLE, ActName
from engine.workplace import Workplace


def open_children(place: Workplace, job: Job) -> list[str]:
    """Open the child cases of the job's step that this case needs, then let the process go on.

    Repeated after a crash, it finds those that are open. Raises what submitting them raises; TakenOver when the parent
    was withdrawn meanwhile.
    """
    parent, matter = read_case(place, job.case_id)
    step = matter.steps[job.arguments["step"]]
    variables = load(matter.definition, parent.state).variables
    followed: list[str] = []
    for child in matter.children_of(step):
        if matter.needs(child, variables) and not _opened(place, parent, child):
            followed += _open(place, parent, child, job)

    def work() -> list[str]:
        case, matter = read_case(place, job.case_id)
        change = Change(place, case, matter, place.now())
        with place.database.reading() as connection:
            rows = questions.children_of(connection, case.id)
        opened = {
            row["part"]: {"case": row["number"], "outcome": row["outcome"] or ""}
            for row in rows
            if row["part"] not in case.record.children
        }
        case.record.children |= opened
        write(change, step, job.arguments["token"], SYSTEM, "", None, opened=opened)
        change.commit(job.finish)
        return change.jobs

    return [*followed, *attempt(work, parent.number)]


def await_children(place: Workplace, job: Job) -> list[str]:
    """Let the process go on when every awaited child has come out; else leave that to the child that comes out last."""

    def work() -> list[str]:
        case, matter = read_case(place, job.case_id)
        step = matter.steps[job.arguments["step"]]
        outcome = _together(case, matter, step)
        change = Change(place, case, matter, place.now())
        if outcome:
            write(change, step, job.arguments["token"], SYSTEM, outcome, None)
        else:
            change.entry(SYSTEM, "awaits_children", at_step=step.id, of=_undecided(case, matter, step))
        change.commit(job.finish)
        return change.jobs

    return attempt(work, job.case_id)


def child_came_out(place: Workplace, job: Job) -> list[str]:
    """The parent knows how a child came out; its process goes on when it awaited no other. Raises Suspended."""
    told = job.arguments

    def work() -> list[str]:
        case, matter = read_in_time(place, job.case_id)
        change = Change(place, case, matter, place.now())
        case.record.children[told["child"]] = {"case": told["case"], "outcome": told["outcome"]}
        change.entry(SYSTEM, "child_came_out", child=told["child"], of=told["case"], outcome=told["outcome"])
        if not case.is_closed:
            for waiting in load(matter.definition, case.state).open:
                step = matter.steps.get(waiting.step)
                if step and step.service == AWAIT_CHILDREN and (outcome := _together(case, matter, step)):
                    write(change, step, waiting.token, SYSTEM, outcome, None)
        change.commit(job.finish)
        return change.jobs

    return attempt(work, job.case_id)


def end_children(place: Workplace, job: Job) -> list[str]:
    """The children of a case that has closed, and that are not decided, are withdrawn with it."""
    with place.database.reading() as connection:
        rows = questions.children_of(connection, job.case_id)
    followed: list[str] = []
    for row in rows:
        followed += attempt(lambda id=row["id"]: _end(place, id, job), row["number"])  # type: ignore[misc]
    with place.database.writing() as connection:
        job.finish(connection)
    return followed


def _end(place: Workplace, id: str, job: Job) -> list[str]:
    case, matter = read_in_time(place, id)
    if case.is_closed or ActName.WITHDRAW not in open_acts(case.status, case.record.days, kind=matter.kind):
        return []
    parent, _ = read_case(place, job.case_id)
    change = Change(place, case, matter, place.now())
    said = change.perform(ActName.WITHDRAW, {})
    run = load(matter.definition, case.state)
    change.progress(run.cancel(now=change.now), run, SYSTEM)
    case.revision += 1
    change.entry(SYSTEM, ActName.WITHDRAW.value, **said, parent=parent.number, ended_by=job.arguments["act"])
    change.commit(job.hold)
    return change.jobs


def _opened(place: Workplace, parent: Case, child: Child) -> bool:
    with place.database.reading() as connection:
        return any(row["part"] == child.name for row in questions.children_of(connection, parent.id))


def _open(place: Workplace, parent: Case, child: Child, job: Job) -> list[str]:
    matter = place.current_matter(child.matter)
    with place.database.reading() as connection:
        answered = questions.latest_answers(connection, parent.organ, parent.id)
        handed_in = questions.latest_materials(connection, parent.organ, parent.id)
    application = next(orjson.loads(row["data"]) for row in answered if row["form"] == APPLICATION)
    answers = child.answers_from(matter.forms[APPLICATION].field_names(), application)
    shared = child.materials_from(matter.materials)
    uploads = [
        Upload(name, row["name"], place.vault.get(row["sha256"]))
        for name, of in shared.items()
        for row in handed_in
        if row["material"] == of
    ]
    people = place.colleagues([parent.applicant, parent.agent or parent.applicant])
    opened = open_child(
        place, matter, people[parent.agent or parent.applicant], answers, uploads,
        applicant=people[parent.applicant], under=Parentage(parent.organ, parent.id, parent.number, child.name),
        hold=job.hold,
    )  # fmt: skip
    return list(opened.jobs)


def _together(case: Case, matter: Matter, step: Step) -> str:
    """How the awaited children came out together; empty while one has not."""
    awaited = [child for child in matter.children_of(step) if child.name in case.record.children]
    outcomes = {child.name: case.record.children[child.name]["outcome"] for child in awaited}
    if not all(outcomes.values()):
        return ""
    granted = all(outcomes[child.name] in FAVOURABLE for child in awaited if child.required)
    return ALL_GRANTED if granted else NOT_ALL_GRANTED


def _undecided(case: Case, matter: Matter, step: Step) -> list[str]:
    children: Mapping[str, Any] = case.record.children
    awaited = (child.name for child in matter.children_of(step))
    return [name for name in awaited if name in children and not children[name]["outcome"]]


SERVICES: Mapping[str, Callable[[Workplace, Job], list[str]]] = {
    "open_children": open_children,
    "await_children": await_children,
    "child_came_out": child_came_out,
    "end_children": end_children,
}
"""What joint handling adds to what jobs can do."""
