"""What may be answered in a process nobody has said more about than its diagram.

A step whose id conditions read ends with one of the words they compare it with, or with another word where a default
flow waits for one. Conditions that read anything else (an answer to a form, a message's content) are free: each way
may be taken. Timers, lists and assignments that read such things get a made-up value, so that they can be played.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from bpmn.errors import ExpressionRefused
from bpmn.expressions import compile_expression
from bpmn.model import COUNTED, Diagram, Node, Scope
from bpmn.runner import OpenStep
from bpmn.soundness.choices import FREE
from bpmn.soundness.exploring import Answer

_OTHERWISE = "(otherwise)"
_MOST_ANSWERS = 16
_STEPS = ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask")
_TIMERS = {"date": "2030-01-01T09:00:00Z", "duration": "P1D", "cycle": "R3/P1D"}
_TEXT = re.compile(r""""([^"]*)"|'([^']*)'""")


@dataclass(frozen=True)
class Guessed:
    """The outcomes a diagram alone allows."""

    words: Mapping[str, Mapping[str, Sequence[str]]]
    """By step: the variables that completing it sets, each with the values that conditions tell apart."""
    first: Sequence[Mapping[str, Any]] = ({},)
    free: bool = True

    def answers(self, step: OpenStep) -> Sequence[Answer]:
        """Every combination of the words the conditions know."""
        words = self.words.get(step.step, {})
        combinations = islice(product(*words.values()), _MOST_ANSWERS)
        return [Answer(" ".join(values), dict(zip(words, values, strict=True))) for values in combinations]

    def always_set(self, step: str) -> Collection[str]:
        """The variables of the words."""
        return self.words.get(step, {}).keys()


def guessed(diagram: Diagram) -> tuple[Diagram, Guessed]:
    """The diagram with its undecided conditions free, and the outcomes of its steps."""
    words = _words(diagram)
    decided = _decided(diagram, {name for of_step in words.values() for name in of_step})
    scopes = {id: _freed(scope, decided) for id, scope in diagram.scopes.items()}
    return replace(diagram, scopes=scopes), Guessed(words)


def _words(diagram: Diagram) -> dict[str, dict[str, list[str]]]:
    """The variables each step sets, with their values."""
    conditions = list(_conditions(diagram))
    found: dict[str, dict[str, list[str]]] = {}
    for node in diagram.nodes():
        if node.kind not in _STEPS:
            continue
        names = {node.id: {node.id}}
        if node.loop is not None and node.loop.output_element.isidentifier():
            names[node.loop.output_element] = {node.loop.output_element, node.loop.output}
        values = {name: _values(conditions, read_as) for name, read_as in names.items()}
        found[node.id] = {name: known for name, known in values.items() if known}
        if node.loop is not None and node.loop.output_element.isidentifier():
            found[node.id].setdefault(node.loop.output_element, [_OTHERWISE])
    return found


def _values(conditions: Iterable[tuple[str, bool]], read_as: Collection[str]) -> list[str]:
    """The words that conditions compare a variable with; another one where something happens otherwise."""
    values: dict[str, None] = {}
    otherwise = False
    for text, has_default in conditions:
        if read := _names(text) & set(read_as):
            values.update(dict.fromkeys(_compared(text, read)))
            otherwise |= has_default
    return [*values, *([_OTHERWISE] if values and otherwise else [])]


def _compared(text: str, names: Collection[str]) -> list[str]:
    """The words of a text that stand beside one of the names; all, where none does."""
    words = [double or single for double, single in _TEXT.findall(text)]
    name = "|".join(re.escape(name) for name in sorted(names))
    return [word for word in words if _stands_beside(word, name, text)] or words


def _stands_beside(word: str, name: str, text: str) -> bool:
    quoted = f"[\"']{re.escape(word)}[\"']"
    return re.search(rf"\b(?:{name})\s*[!=]=?\s*{quoted}|{quoted}\s*[!=]=?\s*(?:{name})\b", text) is not None


def _conditions(diagram: Diagram) -> Iterable[tuple[str, bool]]:
    """Each condition, and whether there is another way when it does not hold."""
    for scope in diagram.scopes.values():
        for flow in scope.flows.values():
            if flow.condition:
                yield flow.condition, bool(scope.nodes[flow.source].default)
        for node in scope.nodes.values():
            if node.loop is not None and node.loop.completion:
                yield node.loop.completion, True
            if node.repetition is not None and node.repetition.condition:
                yield node.repetition.condition, True


def _decided(diagram: Diagram, answered: Collection[str]) -> set[str]:
    """The variables whose values follow from the diagram: answered ones, and what scripts make of them alone."""
    scripts = [(name, _names(text)) for node in diagram.nodes() for name, text, _ in node.assignments]
    loops = [node.loop for node in diagram.nodes() if node.loop]
    scripts += [(loop.element, _names(loop.collection)) for loop in loops if loop.element and loop.collection]
    decided = {*answered, *(loop.output for loop in loops if loop.output), *COUNTED}
    while begun := {name for name, read in scripts if name not in decided and read <= decided}:
        decided |= begun
    while undecided := {name for name, read in scripts if name in decided and not read <= decided}:
        decided -= undecided
    return decided


def _freed(scope: Scope, decided: Collection[str]) -> Scope:
    """The scope with what nobody can decide taken out of its expressions."""

    def known(text: str, otherwise: str) -> str:
        return text if not text or (_is_readable(text) and _names(text) <= set(decided)) else otherwise

    def known_values(values: Iterable[tuple[str, str, int]]) -> tuple[tuple[str, str, int], ...]:
        return tuple((name, known(text, "1"), line) for name, text, line in values)

    def freed(node: Node) -> Node:
        event, loop = node.event, node.loop
        if event is not None and event.timer is not None and event.text == "PT0S":
            # What a draft's timer says that does not say how long: a reminder comes before the end of the time.
            event = replace(event, text="P1D" if node.interrupting else "PT1H")
        elif event is not None and event.timer is not None and event.text[:1] not in "PR0123456789":
            event = replace(event, text=known(event.text, _TIMERS[event.timer]))
        elif event is not None and event.kind == "conditional":
            event = replace(event, text=known(event.text, FREE))
        if event is not None and event.kind == "conditional":
            event = replace(event, text=known(event.text, "false"))
        if node.repetition is not None:
            again = replace(node.repetition, condition=known(node.repetition.condition, "false"))
            node = replace(node, repetition=again)
        if node.ad_hoc is not None:
            node = replace(node, ad_hoc=replace(node.ad_hoc, completion=known(node.ad_hoc.completion, "")))
        if loop is not None:
            loop = replace(
                loop,
                collection=known(loop.collection, '["one", "two"]'),
                cardinality=known(loop.cardinality, "2"),
                completion=known(loop.completion, "false"),
                output_element=known(loop.output_element, '"said"'),
            )
        if node.activation:
            counts = {*decided, *node.incoming}
            known_here = _is_readable(node.activation) and _names(node.activation) <= counts
            node = replace(node, activation=node.activation if known_here else "activationCount > 0")
        if node.passing is not None:
            into, back = (known_values(values) for values in (node.passing.into, node.passing.back))
            node = replace(node, passing=replace(node.passing, into=into, back=back))
        return replace(node, event=event, loop=loop, assignments=known_values(node.assignments))

    flows = {id: replace(flow, condition=known(flow.condition, FREE)) for id, flow in scope.flows.items()}
    return replace(scope, nodes={id: freed(node) for id, node in scope.nodes.items()}, flows=flows)


def _is_readable(text: str) -> bool:
    try:
        compile_expression(text, element="", line=0)
    except ExpressionRefused:
        return False
    return True


def _names(text: str) -> frozenset[str]:
    with suppress(ExpressionRefused):
        return compile_expression(text, element="", line=0).names if text else frozenset()
    return frozenset()
