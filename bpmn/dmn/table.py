"""A decision table at work: which rules match, and what the hit policy makes of them. Knows nothing of XML.

Source: DMN 1.5 §8.2.10 (hit policies), §8.3.3 (tables), §10.3.2.10 (their meaning).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from bpmn.dmn.errors import DecisionFailed, OutputsDiffer, RulesOverlap, ValueNotAllowed
from bpmn.feel import Run, Scope
from bpmn.feel.functions.lists import greatest, least, total
from bpmn.feel.operators import Evaluation, Test
from bpmn.feel.types import Type, converted
from bpmn.feel.values import same

HitPolicy = Literal["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = Literal["", "SUM", "MIN", "MAX", "COUNT"]


@dataclass(frozen=True, slots=True)
class Input:
    """A column that tests a value."""

    label: str
    evaluation: Evaluation
    type: Type
    line: int


@dataclass(frozen=True, slots=True)
class Output:
    """A column that gives a value. `order` ranks its values for PRIORITY and OUTPUT ORDER, the first counting most."""

    name: str
    order: tuple[Any, ...]
    default: Evaluation | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row. A cell that is None passes everything; outputs give values of their columns' types."""

    number: int
    id: str
    cells: tuple[Test | None, ...]
    outputs: tuple[Evaluation, ...]
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule that matched, as history keeps it. `number` counts from 1; `counted`: the hit policy took its outputs."""

    number: int
    rule: str
    note: str
    counted: bool


@dataclass(frozen=True, slots=True)
class TableResult:
    """What a table came to: the values it tested, the rules that matched, and the rows its hit policy took."""

    table: str
    decision: str
    policy: str
    tested: tuple[tuple[str, Any], ...]
    matched: tuple[MatchedRule, ...]
    rows: tuple[Mapping[str, Any], ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Table:
    """A compiled decision table. Immutable, shared by all who decide."""

    id: str
    decision: str
    policy: HitPolicy
    aggregation: Aggregation
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    line: int

    def decide(self, scope: Scope) -> Any:
        """The value for the names in sight; what matched is recorded in the run. Raises DecisionFailed."""
        tested = [self._tested(column, scope) for column in self.inputs]
        matched = self._matching(tested, scope)
        hits = [(rule, self._row(rule, scope)) for rule in matched]
        counted = _COUNTED[self.policy](self, hits, scope.run) if hits else []
        rows = [row for _, row in counted] if counted else self._default(scope)
        value = self._value(rows, bool(counted), scope.run)
        taken = {rule.number for rule, _ in counted}
        scope.run.record(
            TableResult(
                self.id,
                self.decision,
                f"{self.policy} {self.aggregation}".strip(),
                tuple((column.label, value) for column, value in zip(self.inputs, tested, strict=True)),
                tuple(MatchedRule(rule.number, rule.id, rule.note, rule.number in taken) for rule in matched),
                ({self.outputs[0].name: value},) if self.aggregation and counted else tuple(rows),
                value,
            )
        )
        return value

    def _tested(self, column: Input, scope: Scope) -> Any:
        try:
            return converted(column.evaluation(scope), column.type, scope.run)
        except ValueError as error:
            reason = f"input {column.label!r} of table {self.id}: {error}"
            raise ValueNotAllowed(self.decision, reason, element=self.id, line=column.line) from None

    def _matching(self, tested: Sequence[Any], scope: Scope) -> list[Rule]:
        scope.run.charge(len(self.rules))
        matched = []
        for rule in self.rules:
            for cell, value in zip(rule.cells, tested, strict=True):
                if cell is not None and cell(value, scope) is not True:
                    break
            else:
                matched.append(rule)
                if self.policy == "FIRST":
                    break
        return matched

    def _row(self, rule: Rule, scope: Scope) -> dict[str, Any]:
        return {output.name: given(scope) for output, given in zip(self.outputs, rule.outputs, strict=True)}

    def _default(self, scope: Scope) -> list[dict[str, Any]]:
        """The outputs when no rule matches: none, unless some output has a default (DMN 1.5 §8.2.11, §10.3.2.10)."""
        if all(output.default is None for output in self.outputs):
            return []
        return [{output.name: output.default(scope) if output.default else None for output in self.outputs}]

    def _value(self, rows: Sequence[Mapping[str, Any]], matched: bool, run: Run) -> Any:
        values = [dict(row) if len(self.outputs) > 1 else row[self.outputs[0].name] for row in rows]
        if not matched:
            return values[0] if values else None
        if self.aggregation:
            return self._aggregated(values, run)
        return values if self.policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") else values[0]

    def _aggregated(self, values: list[Any], run: Run) -> Any:
        if self.aggregation == "COUNT":
            return Decimal(len(values))
        try:
            return _AGGREGATIONS[self.aggregation](run, values)
        except (ValueError, ArithmeticError) as error:
            reason = f"{self.aggregation} of output {self.outputs[0].name!r} {error}"
            raise DecisionFailed(self.decision, reason, element=self.id, line=self.line) from None


_Hit = tuple[Rule, dict[str, Any]]


def _unique(table: Table, hits: list[_Hit], run: Run) -> list[_Hit]:
    if len(hits) > 1:
        reason = f"rules {_listed(hits)} of table {table.id} match the same facts, and only one may (UNIQUE)"
        raise RulesOverlap(table.decision, reason, element=table.id, line=hits[1][0].line)
    return hits


def _any(table: Table, hits: list[_Hit], run: Run) -> list[_Hit]:
    if not all(same(row, hits[0][1], run.charge) for _, row in hits):
        reason = f"rules {_listed(hits)} of table {table.id} match the same facts and give different outputs (ANY)"
        raise OutputsDiffer(table.decision, reason, element=table.id, line=hits[1][0].line)
    return hits[:1]


def _by_priority(table: Table, hits: list[_Hit], run: Run) -> list[_Hit]:
    ranked = [output for output in table.outputs if output.order]

    def rank(hit: _Hit) -> list[int]:
        return [_rank(hit[1][output.name], output.order, run) for output in ranked]

    return sorted(hits, key=rank)


def _rank(value: Any, order: Sequence[Any], run: Run) -> int:
    run.charge(len(order))
    return next((n for n, one in enumerate(order) if same(one, value, run.charge)), len(order))


_COUNTED: Mapping[HitPolicy, Callable[[Table, list[_Hit], Run], list[_Hit]]] = {
    "UNIQUE": _unique,
    "FIRST": lambda table, hits, run: hits[:1],
    "PRIORITY": lambda table, hits, run: _by_priority(table, hits, run)[:1],
    "ANY": _any,
    "COLLECT": lambda table, hits, run: hits,
    "RULE ORDER": lambda table, hits, run: hits,
    "OUTPUT ORDER": _by_priority,
}
"""Hit policy → the rules whose outputs count, in order."""

_AGGREGATIONS: Mapping[str, Callable[..., Any]] = {"SUM": total, "MIN": least, "MAX": greatest}


def _listed(hits: list[_Hit]) -> str:
    numbers = [str(rule.number) for rule, _ in hits]
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}"
