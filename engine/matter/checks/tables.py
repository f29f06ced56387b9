"""Decision tables met with the rest of the matter: what they read is provided and fits, what they say is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bpmn.dmn import Decisions
from bpmn.errors import Finding
from bpmn.model import Node
from engine.matter.checks.names import variables_set
from engine.matter.model import Matter
from engine.matter.outcomes import landmarks
from engine.matter.rules import RULES
from engine.matter.tables import in_file


def check_tables(matter: Matter) -> Iterator[Finding]:
    """Everything to be said about the matter's decisions, each file's own findings first."""
    for decisions in {id(each): each for each in matter.decisions.values()}.values():
        yield from in_file(decisions.file, decisions.findings)
    known, values, read = variables_set(matter), _values(matter), _read(matter)
    for node, decisions in matter.definition.asked:
        yield from _facts(node, decisions, known, values)
        yield from _results(node, decisions, read)
    yield from _idle(matter)


def _facts(
    node: Node, decisions: Decisions, known: Collection[str], values: Mapping[str, Collection[Any]]
) -> Iterator[Finding]:
    assert node.asks is not None
    decision, step = node.asks.decision, node.name or node.id
    told: set[str] = set()
    for given in decisions.given(decision):
        provided = next((name for name in given.names if name in known), None)
        if given.names[0] in told:
            continue
        told.add(given.names[0])
        if provided is None:
            if given.certain:
                yield RULES["MATTER-FACT-UNPROVIDED"].breach(
                    node.id, node.line, step=step, decision=decision, file=decisions.file, name=given.names[0]
                )
            continue
        refused = next(((value, why) for value in values.get(provided, ()) if (why := given.refuses(value))), None)
        if refused is not None:
            yield RULES["MATTER-FACT-TYPE"].breach(
                node.id, node.line, step=step, decision=decision, file=decisions.file, name=provided,
                value=str(refused[0]), why=refused[1],
            )  # fmt: skip


def _results(node: Node, decisions: Decisions, read: frozenset[str]) -> Iterator[Finding]:
    asks = node.asks
    assert asks is not None
    names = (*decisions.outputs(asks.decision), asks.result) if asks.mapping == "outputs" else (asks.result,)
    if read.isdisjoint(names):
        yield RULES["MATTER-DECISION-UNREAD"].breach(
            node.id, node.line, step=node.name or node.id, decision=asks.decision, variables=list(names)
        )


def _idle(matter: Matter) -> Iterator[Finding]:
    """The decisions that nothing asks, and none that is asked requires."""
    used = {
        (decisions.file, id)
        for node, decisions in matter.definition.asked
        if node.asks is not None
        for id in decisions.required(node.asks.decision)
    }
    for id, decisions in matter.decisions.items():
        if (decisions.file, id) not in used:
            yield RULES["MATTER-DECISION-IDLE"].breach(id, decision=id, file=decisions.file)


def _values(matter: Matter) -> dict[str, list[Any]]:
    """The values that variables can have, as far as steps and forms tell."""
    found: dict[str, list[Any]] = {step.id: list(step.outcomes) for step in matter.steps.values() if step.outcomes}
    marks = landmarks(matter)
    for form in matter.forms.values():
        for name, values in form.route_choices(marks).items():
            found.setdefault(name, []).extend(value for value in values if value is not None)
    return found


def _read(matter: Matter) -> frozenset[str]:
    """The variables that something reads: conditions and the like, tables, conditions of documents."""
    facts = matter.definition.facts().values()
    documents = (rule.when.names for rule in matter.documents.values() if rule.when)
    return matter.definition.variables.union(*facts, *documents)
