"""Decision tables from XML, every cell compiled and held against the type and the values of its column.

Source: DMN 1.5 §8.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args

from lxml import etree

from bpmn.dmn.elements import child, children, id_of, line_of, name_of, text_line, text_of
from bpmn.dmn.items import restricted
from bpmn.dmn.logic import Logic, LogicReader
from bpmn.dmn.overlaps import meet, overlapping
from bpmn.dmn.table import Aggregation, HitPolicy, Input, Output, Rule, Table
from bpmn.dmn.vocabulary import CAMUNDA
from bpmn.feel import ClockUnset, Feel, FeelFailed, FeelTests, Range, Run, Scope, Vocabulary
from bpmn.feel.operators import Evaluation, Test
from bpmn.feel.tree import Comparison, Constant, Name, Span, Tree
from bpmn.feel.types import ANYTHING, Restricted, Simple, Type, converted, fits, named
from bpmn.feel.values import kind
from bpmn.feel.vocabulary import normal

_Compiled = TypeVar("_Compiled", Feel, FeelTests)
_SHORT = {
    "U": "UNIQUE", "F": "FIRST", "P": "PRIORITY", "A": "ANY", "C": "COLLECT", "R": "RULE ORDER", "O": "OUTPUT ORDER",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Column:
    """An input column while the table is read."""

    input: Input
    known: Vocabulary
    """What its cells know."""
    name: str = ""
    """The name it tests, when it tests nothing more than one."""


@dataclass(frozen=True, slots=True)
class _Given:
    """An output column while the table is read, and the type its cells must give."""

    output: Output
    type: Type


def read_table(element: etree._Element, reader: LogicReader) -> Logic | None:
    """The logic of a decision table; None, and findings, when it cannot be used."""
    return _TableReader(element, reader).logic()


class _TableReader:
    """Reads one table. Findings name rules by their number, from 1, and columns by label or position."""

    def __init__(self, element: etree._Element, reader: LogicReader) -> None:
        self._element = element
        self._reader = reader
        self._id = id_of(element) or reader.owner
        self._reads: dict[str, bool] = {}
        self._named: dict[str, tuple[str, etree._Element]] = {}
        """Name read by a cell → the first such cell, in words and in the file."""
        self._complete = True

    def logic(self) -> Logic | None:
        """The compiled table, and the names it reads."""
        policy, aggregation = self._hit_policy()
        inputs = [self._input(one, n) for n, one in enumerate(children(self._element, "input"), 1)]
        outputs = self._outputs(policy)
        rows = list(children(self._element, "rule"))
        if not rows:
            self._add("DMN-TABLE-EMPTY", f"table {self._id} has no rule", self._element)
        asked = set(self._reads)
        cells = [self._cells(row, n, inputs) for n, row in enumerate(rows, 1)]
        rules = [
            Rule(n, id_of(row) or str(n), tuple(_passing(cell) for cell in tested), self._given(row, n, outputs),
                 _note(row), line_of(row))
            for n, (row, tested) in enumerate(zip(rows, cells, strict=True), 1)
        ]  # fmt: skip
        if not self._complete:
            return None
        self._report_names(asked)
        if policy == "UNIQUE":
            self._report_overlaps(rows, cells)
        columns = tuple(column.input for column in inputs if column is not None)
        table = Table(
            self._id, self._reader.owner, policy, aggregation, columns, tuple(one.output for one in outputs),
            tuple(rules), line_of(self._element),
        )  # fmt: skip
        return Logic(table.decide, self._reads)

    # The head of the table

    def _hit_policy(self) -> tuple[HitPolicy, Aggregation]:
        said = " ".join((self._element.get("hitPolicy") or "UNIQUE").split())
        policy = _SHORT.get(said, said)
        aggregation = (self._element.get("aggregation") or "").strip()
        several = sum(1 for _ in children(self._element, "output")) > 1
        trouble = ""
        if policy not in get_args(HitPolicy):
            trouble = f"has the hit policy {said!r}"
        elif aggregation not in get_args(Aggregation):
            trouble = f"has the aggregation {aggregation!r}"
        elif aggregation and policy != "COLLECT":
            trouble = f"aggregates with {aggregation}, and its hit policy is {policy}"
        elif aggregation and several:
            trouble = f"aggregates several outputs with {aggregation}"
        if trouble:
            self._refuse("DMN-HIT-POLICY", f"table {self._id} {trouble}", self._element)
            return "UNIQUE", ""
        if self._element.get("preferredOrientation") in ("Rule-as-Column", "CrossTable"):
            message = f"table {self._id} is drawn as {self._element.get('preferredOrientation')}; its rules were read"
            self._add("DMN-ORIENTATION", message, self._element)
        return policy, aggregation  # type: ignore[return-value]

    def _input(self, element: etree._Element, number: int) -> _Column | None:
        said = child(element, "inputExpression")
        label = normal(element.get("label") or text_of(said)) or str(number)
        what = f"input {label!r} of table {self._id}"
        if said is None or not text_of(said).strip():
            self._refuse("DMN-INPUT-EMPTY", f"{what} says nothing", element)
            return None
        feel = self._kept(self._expression(said, what))
        type = restricted(
            self._reader.reading.type(said, self._reader.owner),
            self._reader.reading.allowed(child(element, "inputValues"), self._id, f"the values of {what}"),
        )
        if feel is None:
            return None
        aliases = [normal(element.get(f"{{{namespace}}}inputVariable") or "") for namespace in CAMUNDA]
        aliases += ["cellInput"] if self._reader.reading.camunda else []
        tested = frozenset(name for name in aliases if name and name not in feel.reads)
        known = replace(self._reader.known, tested=tested)
        plain_name = feel.tree.name if isinstance(feel.tree, Name) else ""
        if plain_name:
            self._reader.reading.columns.setdefault(self._reader.owner, {}).setdefault(plain_name, []).append(type)
        return _Column(Input(label, feel.evaluation, type, line_of(element)), known, plain_name)

    def _outputs(self, policy: HitPolicy) -> list[_Given]:
        elements = list(children(self._element, "output"))
        names = [name_of(one) for one in elements]
        if not elements:
            self._refuse("DMN-TABLE-SHAPE", f"table {self._id} has no output", self._element)
        if len(elements) > 1 and (not all(names) or len(set(names)) < len(names)):
            message = f"table {self._id} has {len(elements)} outputs, whose names are missing or the same"
            self._refuse("DMN-TABLE-SHAPE", message, self._element)
        outputs = [self._output(one, n) for n, one in enumerate(elements, 1)]
        if policy in ("PRIORITY", "OUTPUT ORDER") and outputs and not any(one.output.order for one in outputs):
            self._refuse("DMN-PRIORITY", f"table {self._id} has no output values to rank by ({policy})", self._element)
        return outputs

    def _output(self, element: etree._Element, number: int) -> _Given:
        name = name_of(element) or self._reader.owner
        what = f"output {name_of(element) or number} of table {self._id}"
        reading = self._reader.reading
        type = reading.type(element, self._reader.owner)
        if type == ANYTHING and len(list(children(self._element, "output"))) == 1:
            type = reading.type(self._element, self._reader.owner)
        full = restricted(type, reading.allowed(child(element, "outputValues"), self._id, f"the values of {what}"))
        order = full.values if isinstance(full, Restricted) else ()
        given, default = child(element, "defaultOutputEntry"), None
        if given is not None and text_of(given).strip():
            default = self._gives(given, full, f"the default of {what}")
        return _Given(Output(name, () if any(isinstance(one, Range) for one in order) else order, default), full)

    # Rules

    def _cells(self, row: etree._Element, number: int, columns: list[_Column | None]) -> list[FeelTests | None]:
        cells = list(children(row, "inputEntry"))
        if len(cells) != len(columns):
            message = f"rule {number} of table {self._id} has {len(cells)} input cells for {len(columns)} inputs"
            self._refuse("DMN-TABLE-SHAPE", message, row)
            return []
        return [self._cell(cell, number, column) for cell, column in zip(cells, columns, strict=True)]

    def _cell(self, cell: etree._Element, number: int, column: _Column | None) -> FeelTests | None:
        if column is None or not text_of(cell).strip():
            return None  # an empty cell means anything, as editors write it
        what = f"rule {number}, input {column.input.label!r} of table {self._id}"
        tests = self._kept(self._reader.reading.tests(cell, column.known, self._id, what))
        if tests is not None:
            self._note_names(tests, what, cell)
            self._check_cell(tests, cell, column, what)
        return tests

    def _check_cell(self, tests: FeelTests, cell: etree._Element, column: _Column, what: str) -> None:
        """Report a cell that compares with constants which no value of the column can equal."""
        type = column.input.type
        if column.name:
            of_decision = self._reader.reading.landmarks.setdefault(self._reader.owner, {})
            of_decision.setdefault(column.name, []).extend(_constants(tests.tree.tests))
        for value in _constants(tests.tree.tests):
            if not _comparable(value, type):
                self._refuse("DMN-CELL-TYPE", f"{what} compares a {named(type)} with a {kind(value)}", cell)
                return
        compared = [value for value in tests.constants or () if value is not None]
        if not isinstance(type, Restricted):
            return
        try:
            allowed = all(_may_be(type, value) for value in compared)
        except ClockUnset:
            return  # what is allowed differs from day to day, and is asked when the decision is
        except FeelFailed as error:
            self._refuse("DMN-EXPRESSION", f"{what}: the values allowed cannot be told: {error}", cell)
            return
        if not allowed:
            message = f"{what} compares with what is none of the values allowed: {type.text}"
            self._add("DMN-CELL-NOT-ALLOWED", message, cell)

    def _given(self, row: etree._Element, number: int, outputs: list[_Given]) -> tuple[Evaluation, ...]:
        cells = list(children(row, "outputEntry"))
        if len(cells) != len(outputs):
            message = f"rule {number} of table {self._id} has {len(cells)} output cells for {len(outputs)} outputs"
            self._refuse("DMN-TABLE-SHAPE", message, row)
            return ()
        given: list[Evaluation] = []
        for cell, one in zip(cells, outputs, strict=True):
            what = f"rule {number}, output {one.output.name!r} of table {self._id}"
            if not text_of(cell).strip():
                self._add("DMN-OUTPUT-EMPTY", f"{what} is empty", cell)
                given.append(_null)
            else:
                given.append(self._gives(cell, one.type, what) or _null)
        return tuple(given)

    def _gives(self, cell: etree._Element, type: Type, what: str) -> Evaluation | None:
        feel = self._kept(self._expression(cell, what))
        if feel is None:
            return None
        self._note_names(feel, what, cell)
        if isinstance(feel.tree, Constant):
            try:
                value = converted(feel.tree.value, type, Run())
            except ClockUnset:
                return self._reader.typed(feel.evaluation, type, what, text_line(cell))
            except ValueError as error:
                self._refuse("DMN-CELL-TYPE", f"{what}: {error}", cell)
                return None
            except FeelFailed as error:
                self._refuse("DMN-EXPRESSION", f"{what}: the values allowed cannot be told: {error}", cell)
                return None
            return lambda scope: value
        return self._reader.typed(feel.evaluation, type, what, text_line(cell))

    def _report_names(self, asked: set[str]) -> None:
        """Report names that only cells read: most likely texts without quotation marks. `asked`: what inputs read."""
        for name, (what, holder) in self._named.items():
            if name not in asked and name not in self._reader.known.variables:
                self._add("DMN-CELL-NAME", f"{what} reads the name {name!r}, which nothing gives", holder)

    def _report_overlaps(self, rows: list[etree._Element], cells: list[list[FeelTests | None]]) -> None:
        for earlier, later in overlapping(cells):
            message = f"rules {earlier + 1} and {later + 1} of table {self._id} match the same facts (UNIQUE)"
            self._add("DMN-RULES-OVERLAP", message, rows[later])

    # Findings

    def _expression(self, holder: etree._Element, what: str) -> Feel | None:
        return self._reader.reading.expression(holder, self._reader.known, self._id, what)

    def _kept(self, compiled: _Compiled | None) -> _Compiled | None:
        """What was compiled, its names remembered; when nothing was, the table is not complete."""
        if compiled is None:
            self._complete = False
            return None
        for name in compiled.reads:
            self._reads[name] = self._reads.get(name, False) or name in compiled.asks
        return compiled

    def _note_names(self, compiled: Feel | FeelTests, what: str, holder: etree._Element) -> None:
        for name in sorted(compiled.asks):
            self._named.setdefault(name, (what, holder))

    def _refuse(self, code: str, message: str, element: etree._Element) -> None:
        self._complete = False
        self._add(code, message, element)

    def _add(self, code: str, message: str, element: etree._Element) -> None:
        self._reader.reading.report.add(code, message, id_of(element) or self._id, text_line(element))


def _null(scope: Scope) -> None:
    return None


def _passing(cell: FeelTests | None) -> Test | None:
    return None if cell is None or cell.anything else cell.test


def _note(row: etree._Element) -> str:
    """What the author wrote beside a rule: its description and its annotations."""
    notes = ["".join(map(str, one.itertext())).strip() for one in children(row, "description")]
    notes += [text_of(one).strip() for one in children(row, "annotationEntry")]
    return "; ".join(note for note in notes if note)


def _constants(tests: Iterable[Tree]) -> Iterator[Any]:
    """The values written into tests, the ends of ranges among them."""
    for test in tests:
        match test:
            case Constant(value):
                yield value
            case Comparison(_, Constant(value), _):
                yield value
            case Span(low, high):
                yield from _constants((low, high))


def _comparable(value: Any, type: Type) -> bool:
    """Whether a value of the type can be equal to, or before or after, this one."""
    if isinstance(type, Restricted):
        return _comparable(value, type.of)
    if value is None or not isinstance(type, Simple):
        return True
    return fits(value, Simple(type.kind, moments=type.moments), Run())


def _may_be(type: Restricted, value: Any) -> bool:
    """Whether a value of the type can be this one, or lie in this range, as far as constants tell."""
    if type.values:
        return any(meet(value, allowed) for allowed in type.values)
    return isinstance(value, Range | list) or type.allows(value, Run())
