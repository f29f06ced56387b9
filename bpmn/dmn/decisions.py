"""Decisions, compiled: asked by id, answered with the value, the rules that matched, and the way there.

Pure: facts in, outcome out; what the time is, the caller says. Knows nothing of XML.
Source: DMN 1.5 §6.3.7 (decisions), §10.4 (execution semantics).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, get_args

from bpmn.dmn.errors import DecisionFailed, DecisionUnknown, FactMissing, ResultNotMapped, ValueNotAllowed
from bpmn.dmn.table import TableResult
from bpmn.errors import Finding
from bpmn.feel import ClockUnset, FeelFailed, NameUnset, Remark, Run, Scope, from_fact, plain
from bpmn.feel.conversion import text_of
from bpmn.feel.operators import Evaluation
from bpmn.feel.types import Type, converted
from bpmn.feel.values import kind
from bpmn.model import AskedDecision, ResultMapping


@dataclass(frozen=True, slots=True)
class Given:
    """A name whose value the host gives, under any of these names."""

    names: tuple[str, ...]
    type: Type
    certain: bool = True
    """It is no key of something filtered."""
    tested: tuple[Type, ...] = ()
    """The types of the columns that test it as it is."""
    landmarks: tuple[Any, ...] = ()
    """The values the cells of those columns compare with, as FEEL has them."""

    def refuses(self, fact: Any) -> str:
        """Why this fact can be given on no day; the empty text when it can."""
        run = Run()
        try:
            value = converted(from_fact(fact, run), self.type, run)
            for type in self.tested:
                converted(value, type, run)
        except ClockUnset:
            return ""
        except (ValueError, FeelFailed) as error:
            return str(error)
        return ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A name whose value another decision gives; `output` when only that one of several is meant."""

    decision: str
    output: str = ""
    by_output: bool = False
    """The name is that of an output of its table."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One compiled decision. Immutable."""

    id: str
    name: str
    evaluation: Evaluation
    type: Type
    sources: Mapping[str, Given | Decided]
    """Where the value of each name it may read comes from."""
    functions: Mapping[str, Any]
    """The knowledge models it may call."""
    requires: tuple[str, ...]
    """The decisions it reads."""
    is_table: bool
    outputs: tuple[str, ...]
    """The names of the outputs of its table; of another decision its own."""
    line: int


@dataclass(frozen=True, slots=True)
class Step:
    """One decision made on the way: its value, and what the tables in it came to."""

    decision: str
    name: str
    value: Any
    tables: tuple[TableResult, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision came to. Values are those of FEEL: numbers are Decimals, dates are dates."""

    decision: str
    value: Any
    rows: tuple[Mapping[str, Any], ...]
    """Output name → value, for each rule whose outputs count; of a decision without a table its name → its value."""
    trace: tuple[Step, ...]
    """All decisions made, those required first, this one last."""
    remarks: tuple[Remark, ...]
    """Where an expression gave null because its operands did not fit."""
    outputs: tuple[str, ...]
    """The names a row can have."""

    @property
    def tables(self) -> tuple[TableResult, ...]:
        """What every table asked on the way came to, in the order they were asked."""
        return tuple(table for step in self.trace for table in step.tables)

    @property
    def matched(self) -> Mapping[str, tuple[int, ...]]:
        """Id of each table asked → numbers of the rules that matched, counted from 1; of all times it was asked."""
        numbers: dict[str, set[int]] = {}
        for table in self.tables:
            numbers.setdefault(table.table, set()).update(rule.number for rule in table.matched)
        return {table: tuple(sorted(matched)) for table, matched in numbers.items()}

    def history(self) -> dict[str, Any]:
        """All of it as JSON has it, to be kept with a case: values, what tables tested, which rules matched and why.

        A value JSON has nothing for is told in the words of FEEL: `[1..5]`.
        """
        return {
            "decision": self.decision,
            "value": _told(self.value),
            "steps": [_step(step) for step in self.trace],
            "remarks": [{"element": r.element, "line": r.line, "reason": r.reason} for r in self.remarks],
        }

    def plain(self) -> Any:
        """The value as JSON has it: whole numbers as int, others as float, dates and durations as text.

        Raises DecisionFailed for a value JSON has nothing for, such as a range.
        """
        return self._plain(self.value)

    def assigned(self, asked: AskedDecision) -> dict[str, Any]:
        """The variables that a business rule task sets, as JSON has them. Raises ResultNotMapped, DecisionFailed."""
        if asked.mapping != "outputs":
            return {asked.result: self.mapped(asked.mapping)}
        if isinstance(self.value, list):
            return {asked.result: self.mapped("resultList")}
        row = self.rows[0] if self.rows else {}
        return {name: self._plain(row.get(name)) for name in self.outputs}

    def mapped(self, mapping: ResultMapping) -> Any:
        """The result in the form a business rule task asks for, as JSON has it (Camunda's `mapDecisionResult`).

        value: as `plain`; singleEntry: the one value of the one row; singleResult: the one row; collectEntries: the one
        value of each row; resultList: all rows. Without a row the single ones are null, the others empty.
        Raises ResultNotMapped.
        """
        if mapping not in get_args(ResultMapping):
            raise ResultNotMapped(self.decision, f"there is no mapping {mapping!r}")
        if mapping == "value":
            return self.plain()
        if mapping.startswith("single") and len(self.rows) > 1:
            raise ResultNotMapped(self.decision, f"{mapping} wants one result, and there are {len(self.rows)}")
        if mapping in ("singleEntry", "collectEntries") and any(len(row) != 1 for row in self.rows):
            outputs = ", ".join(self.rows[0])
            raise ResultNotMapped(self.decision, f"{mapping} wants one output, and there are {outputs}")
        rows = [self._plain(dict(row)) for row in self.rows]
        if mapping == "resultList":
            return rows
        if mapping == "singleResult":
            return rows[0] if rows else None
        entries = [next(iter(row.values())) for row in rows]
        return entries if mapping == "collectEntries" else entries[0] if entries else None

    def _plain(self, value: Any) -> Any:
        try:
            return plain(value, Run())
        except FeelFailed as error:
            raise DecisionFailed(self.decision, str(error)) from error


class Decisions:
    """The decisions of one file. Immutable, so they may be shared by any number of cases and threads."""

    def __init__(
        self, file: str, version: str, digest: str, decisions: Mapping[str, Decision], findings: tuple[Finding, ...]
    ) -> None:
        self.file = file
        self.digest = digest
        """SHA-256 of the file, in hex."""
        self.version = version
        """Of DMN, as the file says."""
        self.findings = findings
        """Notices and warnings. A file with an error is not made into decisions: it is refused."""
        self._decisions = decisions

    @property
    def names(self) -> Mapping[str, str]:
        """Id of each decision → its name."""
        return {decision.id: decision.name for decision in self._decisions.values()}

    def facts(self, decision: str) -> frozenset[str]:
        """The names of the facts that a decision, and those it requires, read. Raises DecisionUnknown."""
        return frozenset(given.names[0] for given in self.given(decision) if given.certain)

    def given(self, decision: str) -> tuple[Given, ...]:
        """The facts that a decision, and those it requires, read or may read. Raises DecisionUnknown."""
        sources = [source for one in self._in_order(self._decision(decision)) for source in one.sources.values()]
        return tuple(source for source in sources if isinstance(source, Given))

    def outputs(self, decision: str) -> tuple[str, ...]:
        """The names of a decision's outputs. Raises DecisionUnknown."""
        return self._decision(decision).outputs

    def required(self, decision: str) -> frozenset[str]:
        """The ids of the decision and of all it requires. Raises DecisionUnknown."""
        return frozenset(one.id for one in self._in_order(self._decision(decision)))

    def evaluate(self, decision: str, facts: Mapping[str, Any], *, now: datetime | None = None) -> Outcome:
        """What the decision with this id comes to for these facts. now is what `now()` and `today()` say.

        Raises DecisionUnknown, and DecisionFailed in one of its forms: FactMissing, RulesOverlap, OutputsDiffer,
        ValueNotAllowed.
        """
        asked = self._decision(decision)
        asked_tables: list[TableResult] = []
        run = Run(now, asked_tables.append)
        values: dict[str, Any] = {}
        trace: list[Step] = []
        for one in self._in_order(asked):
            begun = len(asked_tables)
            values[one.id] = self._value(one, values, facts, run)
            trace.append(Step(one.id, one.name, values[one.id], tuple(asked_tables[begun:])))
        value = values[asked.id]
        rows = asked_tables[-1].rows if asked.is_table else ({asked.name: value},)
        return Outcome(asked.id, value, rows, tuple(trace), tuple(run.remarks), asked.outputs)

    def _decision(self, id: str) -> Decision:
        if id not in self._decisions:
            raise DecisionUnknown(id, self._decisions)
        return self._decisions[id]

    def _in_order(self, asked: Decision) -> list[Decision]:
        """The decision asked, after all it requires, each after those it reads itself."""
        order: dict[str, Decision] = {}
        # Without recursion: a chain of requirements may be as long as the file. There are no circles in it.
        waiting = [asked]
        while waiting:
            one = waiting[-1]
            missing = [self._decisions[id] for id in one.requires if id not in order]
            if missing:
                waiting += reversed(missing)
            else:
                order.setdefault(one.id, waiting.pop())
        return list(order.values())

    def _value(self, decision: Decision, values: Mapping[str, Any], facts: Mapping[str, Any], run: Run) -> Any:
        try:
            names = dict(decision.functions)
            for name, source in decision.sources.items():
                if isinstance(source, Decided):
                    value = values[source.decision]
                    names[name] = _output_of(value, source.output) if source.output else value
                    continue
                given = next((one for one in source.names if one in facts), None)
                if given is not None:
                    names[name] = self._fact(facts[given], given, source.type, decision, run)
            return self._typed(decision.evaluation(Scope(names, run)), decision, run)
        except NameUnset as unset:
            raise FactMissing(decision.id, unset.name, element=unset.element, line=unset.line) from None
        except FeelFailed as error:
            raise DecisionFailed(decision.id, str(error), line=decision.line) from error
        except RecursionError as error:
            raise DecisionFailed(decision.id, "the values are nested too deeply", line=decision.line) from error

    def _fact(self, fact: Any, name: str, type: Type, decision: Decision, run: Run) -> Any:
        try:
            return converted(from_fact(fact, run), type, run)
        except ValueError as error:
            raise ValueNotAllowed(decision.id, f"fact {name!r}: {error}", line=decision.line) from None

    def _typed(self, value: Any, decision: Decision, run: Run) -> Any:
        try:
            return converted(value, decision.type, run)
        except ValueError as error:
            raise ValueNotAllowed(decision.id, f"its value: {error}", line=decision.line) from None


def _output_of(value: Any, output: str) -> Any:
    """One of the outputs of a table's value: of each row, when it is a list of them."""
    if isinstance(value, list):
        return [row[output] for row in value]
    return None if value is None else value[output]


def _step(step: Step) -> dict[str, Any]:
    tables = [
        {
            "table": table.table,
            "policy": table.policy,
            "tested": [{"input": label, "value": _told(value)} for label, value in table.tested],
            "matched": [asdict(rule) for rule in table.matched],
        }
        for table in step.tables
    ]
    return {"decision": step.decision, "name": step.name, "value": _told(step.value), "tables": tables}


def _told(value: Any) -> Any:
    try:
        return plain(value, Run())
    except FeelFailed:
        with suppress(FeelFailed, ValueError):
            return text_of(value, Run())
        return kind(value)  # a function has no text
