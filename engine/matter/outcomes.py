"""What each step of a matter can end with: its acts, its opinions, what silence stands for, the answers that route.

Given to `bpmn.soundness` to play every path with what is known, and asked back which legal act an ending is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from bpmn.runner import OpenStep
from bpmn.soundness import Answer
from engine.matter.model import Matter, Step

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d]\w*")
_MOST_ROUTES = 256
"""Combinations of a form's routing answers that are tried."""


def landmarks(matter: Matter) -> dict[str, frozenset[int | float]]:
    """By variable: the numbers that conditions, scripts and decision tables compare it with."""
    found: dict[str, set[int | float]] = {}
    diagram = matter.definition.diagram
    texts = [flow.condition for scope in diagram.scopes.values() for flow in scope.flows.values()]
    texts += [text for node in diagram.nodes() for _, text, _ in node.assignments]
    for text in texts:
        numbers = [_plain(number) for number in _NUMBER.findall(text)]
        for name in _WORD.findall(text) if numbers else ():
            found.setdefault(name, set()).update(numbers)
    for node, decisions in matter.definition.asked:
        assert node.asks is not None
        for given in decisions.given(node.asks.decision):
            numbers = [_plain(str(mark)) for mark in given.landmarks if isinstance(mark, Decimal)]
            for name in given.names:
                found.setdefault(name, set()).update(numbers)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _plain(number: str) -> int | float:
    return float(number) if set(number) & set(".eE") else int(number)


class StepOutcomes:
    """The outcomes of one matter's steps."""

    free = False

    def __init__(self, matter: Matter) -> None:
        self._matter = matter
        self._silences: dict[str, list[str]] = {}
        for limit in matter.limits.values():
            if limit.on_expiry is not None:
                self._silences.setdefault(limit.name, []).append(limit.on_expiry.act)
        self._answers: dict[str, list[Answer]] = {}
        self._landmarks = landmarks(matter)

    @cached_property
    def first(self) -> Sequence[Mapping[str, Any]]:
        """Each combination of the application's routing answers."""
        return list(self._routes("application"))

    def answers(self, step: OpenStep) -> Sequence[Answer]:
        """Each way in which an open step may be completed."""
        return self._answers_of(step.step)

    def always_set(self, step: str) -> Collection[str]:
        """The variables that completing the step sets, however it is completed."""
        sets = [answer.variables.keys() for answer in self._answers_of(step)]
        return frozenset(sets[0]).intersection(*sets[1:])

    def act(self, step: str, outcome: str) -> str | None:
        """The legal act that ending the step so is; None for an opinion or none at all."""
        known = self._matter.steps.get(step)
        return outcome if known and outcome in (*known.acts, *self._silent(known)) else None

    def _answers_of(self, name: str) -> list[Answer]:
        if name not in self._answers:
            step = self._matter.steps.get(name)
            self._answers[name] = [Answer("", {})] if step is None else list(self._endings(step))
        return self._answers[name]

    def _endings(self, step: Step) -> Iterator[Answer]:
        for outcome in (*(step.outcomes or ("",)), *self._silent(step)):
            for routes in self._routes(step.form):
                yield Answer(outcome, {**routes, **step.variables(outcome)})

    def _silent(self, step: Step) -> list[str]:
        """The acts that only the system performs here: silence ends the wait."""
        return [act for act in self._silences.get(step.limit, ()) if act not in step.outcomes]

    def _routes(self, form: str) -> Iterator[dict[str, Any]]:
        """Each combination of answers to the form's routing fields that conditions can tell apart."""
        choices: Mapping[str, Sequence[Any]] = (
            self._matter.forms[form].route_choices(self._landmarks) if form in self._matter.forms else {}
        )
        for values in itertools.islice(itertools.product(*choices.values()), _MOST_ROUTES):
            yield dict(zip(choices, values, strict=True))
