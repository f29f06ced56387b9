"""The picture of one case: the diagram of its own version of the matter, with what has become of each step.

Asks nobody's leave: whoever shows the picture has asked whether the case may be seen.
"""

from __future__ import annotations

from collections import defaultdict

from bpmn.drawing import State, draw
from bpmn.runner import load
from bpmn.sayings import Language
from engine.case import Case, known
from engine.matter.folder import MatterMissing, unpack
from engine.matter.model import Matter
from engine.picture.trace import Visit, way_of
from engine.store import publications, questions
from engine.store.asking import Row
from engine.store.tables import DONE
from engine.workplace import Workplace


def draw_case(place: Workplace, reference: str, *, language: Language = "zh") -> str:
    """The case's diagram as SVG: steps done, open, returned or late, and the flows taken. Raises CaseUnknown."""
    with place.database.reading() as connection:
        row = known(questions.case(connection, reference), reference)
        tasks = questions.all_tasks(connection, row["organ"], row["id"])
        packed = publications.bundle(connection, row["bundle"])
    if packed is None:
        raise MatterMissing(f"the version of the matter that case {reference} was opened with is not kept here")
    case = Case.from_row(row)
    matter = place.matter_of(case.bundle, case.record.organs)
    diagram = matter.definition.diagram
    open_steps = {step.step for step in load(matter.definition, case.state).open} if not case.closed_at else set()
    tasks = [task for task in tasks if not task["main"]]  # the diagram does not draw what people added
    way = way_of(diagram, [_visit(task, matter) for task in tasks], open_steps)
    states: dict[str, set[State]] = defaultdict(set)
    for id in way.nodes:
        states[id].add(State.DONE)
    today = place.day(place.now()).isoformat()
    done = {task["step"] for task in tasks if task["state"] == DONE}
    for step in open_steps:
        states[step].add(State.OPEN)
        if step in done:
            states[step].add(State.RETURNED)
    for task in tasks:
        if task["step"] in open_steps and not task["done_at"] and task["due_on"] and task["due_on"] < today:
            states[task["step"]].add(State.LATE)
    data = unpack(packed)["process.bpmn"]
    return draw(data, f"{case.matter} {matter.version}", states=states, taken=way.flows, language=language)


def _visit(task: Row, matter: Matter) -> Visit:
    step, outcome = matter.steps.get(task["step"]), task["outcome"] or ""
    done = task["state"] == DONE
    return Visit(
        task["step"],
        task["opened_at"],
        task["done_at"] or "",
        done,
        step.variables(outcome) if step and done else {},
    )
