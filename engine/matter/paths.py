"""Every path of a diagram, found by really playing it, as a graph that the table of legal acts is walked over.

A node of the graph is one situation of the process: the open steps and the routing variables. Each open step is
completed with each of its outcomes and each combination of the answers that conditions read. Bounded: a diagram with
more situations than `MOST` is told so instead of being half checked in silence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bpmn.errors import BpmnError, Finding
from bpmn.runner import Run, load, start
from engine.lifecycle import Move, problems
from engine.matter.model import Matter

MOST = 4_000
"""How many situations are looked at."""

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Paths:
    """What playing every path found."""

    graph: dict[str, list[Move]] = field(default_factory=dict)
    start: str = ""
    findings: list[Finding] = field(default_factory=list)
    steps: set[str] = field(default_factory=set)
    """Steps that some path opens."""


def walk(matter: Matter) -> Paths:
    """Play every path of the matter's diagram."""
    paths = Paths()
    try:
        run = start(matter.definition, _first_variables(matter), now=_NOW)
    except BpmnError as error:
        paths.findings.append(_stuck("the start", "", error))
        return paths
    paths.start = _name(run)
    waiting: list[tuple[str, bytes]] = [(paths.start, run.save())]
    paths.graph[paths.start] = []
    while waiting:
        name, state = waiting.pop()
        here = load(matter.definition, state)
        moves: dict[tuple[str | None, str | None, str], Move] = {}
        for index in range(len(here.open)):
            for act, step, then in _completions(matter, state, index, paths):
                target = None if then.finished else _name(then)
                moves.setdefault((act, target, step), Move(act, target, step))
                if target is not None and target not in paths.graph:
                    if len(paths.graph) >= MOST:
                        paths.findings.append(_too_many(matter))
                        return paths
                    paths.graph[target] = []
                    waiting.append((target, then.save()))
        paths.graph[name] = list(moves.values())
    return paths


def legal_findings(matter: Matter, paths: Paths) -> list[Finding]:
    """What the table of acts forbids on these paths, as findings about the diagram's steps."""
    found: dict[tuple[str, str, str], Finding] = {}
    for problem in problems(paths.graph, paths.start, kind=matter.kind) if paths.start else ():
        step = problem.step if problem.step in matter.steps else problem.step.split("|")[0]
        remedy = f"{problem.remedy} ({problem.source})" if problem.source else problem.remedy
        finding = Finding(problem.code, "error", problem.sentence, remedy, step, _line(matter, step))
        found.setdefault((problem.code, step, problem.act or ""), finding)
    return list(found.values())


def _first_variables(matter: Matter) -> dict[str, Any]:
    return next(iter(_routes(matter, "application")), {})


def _completions(matter: Matter, state: bytes, index: int, paths: Paths) -> Iterator[tuple[str | None, str, Run]]:
    """Every way to complete the open step at `index`: (the legal act, the step, the process after it)."""
    waiting = load(matter.definition, state).open[index]
    paths.steps.add(waiting.step)
    step = matter.steps.get(waiting.step)
    outcomes: Sequence[str | None] = step.outcomes if step and step.outcomes else (None,)
    # an act that only the system performs is open here too: silence ends the wait
    expiries = [
        limit.on_expiry.act
        for limit in matter.limits.values()
        if limit.on_expiry and step and limit.name == step.limit and limit.on_expiry.act not in outcomes
    ]
    for outcome in (*outcomes, *expiries):
        for routes in _routes(matter, step.form if step else ""):
            run = load(matter.definition, state)
            variables = {**routes, **(step.variables(outcome) if step and outcome else {})}
            try:
                run.complete(run.open[index].token, variables, now=_NOW)
            except BpmnError as error:
                paths.findings.append(
                    _stuck(f"completing {waiting.step} with {outcome or 'no outcome'}", waiting.step, error)
                )
                continue
            act = outcome if step and outcome in (*step.acts, *expiries) else None
            yield act, waiting.step, run


def _routes(matter: Matter, form: str) -> Iterator[dict[str, Any]]:
    """Each combination of answers to the form's routing fields that the conditions can tell apart."""
    choices: Mapping[str, Sequence[Any]] = matter.forms[form].route_choices() if form in matter.forms else {}
    names = list(choices)
    for values in itertools.islice(itertools.product(*(choices[n] for n in names)), 64):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _name(run: Run) -> str:
    steps = sorted(f"{o.step}" if o.index is None else f"{o.step}[{o.index}]" for o in run.open)
    variables = ",".join(f"{k}={v!r}" for k, v in sorted(run.variables.items()))
    return f"{'+'.join(steps)}|{variables}"


def _line(matter: Matter, step: str) -> int:
    try:
        return matter.definition.diagram.node(step).line
    except KeyError:
        return 0


def _stuck(where: str, step: str, error: BpmnError) -> Finding:
    return Finding("MATTER-PATH-STUCK", "error", f"{where}: {error}", error.remedy, step)


def _too_many(matter: Matter) -> Finding:
    return Finding(
        "MATTER-PATHS-MANY",
        "warning",
        f"{matter.code} has more than {MOST} situations; only these were checked against the law",
        "Split the diagram with a call activity, or let fewer variables steer it.",
    )
