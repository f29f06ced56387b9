"""How a value is come by: expressions, contexts, lists, invocations, functions and repetitions, from XML to closures.

Decision tables have a reader of their own (`bpmn.dmn.table_reader`), which a `LogicReader` is handed.
Source: DMN 1.5 §7.3, §10.2.1, §10.5 (boxed expressions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

from bpmn.dmn.elements import child, children, id_of, line_of, local_name, logic_of, name_of
from bpmn.dmn.errors import ValueNotAllowed
from bpmn.dmn.reading import Reading, around, type_of_variable
from bpmn.dmn.vocabulary import LOGIC
from bpmn.feel import Feel, Scope, Vocabulary
from bpmn.feel.calls import new_function
from bpmn.feel.operators import Evaluation
from bpmn.feel.repetition import Repetition, returned, satisfied
from bpmn.feel.run import Spot
from bpmn.feel.types import ANYTHING, Type, converted
from bpmn.feel.values import Closure, kind


@dataclass(frozen=True, slots=True)
class Logic:
    """Compiled logic, and the names it reads from outside: whether each is certainly one."""

    evaluation: Evaluation
    reads: Mapping[str, bool]


TableReader = Callable[[etree._Element, "LogicReader"], "Logic | None"]


class LogicReader:
    """Reads the logic of one decision or knowledge model. What cannot be read is None, and a finding."""

    def __init__(self, reading: Reading, known: Vocabulary, owner: str, read_table: TableReader) -> None:
        self.reading = reading
        self.known = known
        self.owner = owner
        """The id of the decision or knowledge model."""
        self._read_table = read_table

    def inside(self, names: Mapping[str, bool]) -> LogicReader:
        """A reader of what stands where these names are known, too; true for those that can be called."""
        return LogicReader(self.reading, around(self.known, names), self.owner, self._read_table)

    def logic(self, element: etree._Element | None, what: str) -> Logic | None:
        """The logic an element says."""
        name = "" if element is None else local_name(element)
        if element is None:
            self._missing(f"{what} says nothing")
            return None
        match name:
            case "decisionTable":
                return self._read_table(element, self)
            case "literalExpression":
                return self._literal(element, what)
            case "context":
                return self._context(element)
            case "list":
                return self._list(element)
            case "relation":
                return self._relation(element)
            case "invocation":
                return self._invocation(element)
            case "functionDefinition":
                return self.function(element, what)
            case "conditional":
                return self._conditional(element)
            case "filter":
                return self._filter(element)
            case "for" | "every" | "some":
                return self._repetition(element, name)
        raise AssertionError(f"{name} stands in LOGIC and is not read")

    def function(self, element: etree._Element, what: str) -> Logic | None:
        """The function that a `functionDefinition` or the logic of a knowledge model says."""
        language = element.get("kind") or "FEEL"
        if language != "FEEL":
            self._refuse(element, f"{what} is a function in {language}", "Write the function in FEEL.")
            return None
        parameters = [type_of_variable(one, self.reading, self.owner) for one in children(element, "formalParameter")]
        body = self.inside({name: True for name, _ in parameters}).logic(logic_of(element), what)
        if body is None:
            return None
        made = new_function(parameters, body.evaluation, self._spot(element))
        return Logic(made, _without(body.reads, (name for name, _ in parameters)))

    def _literal(self, element: etree._Element, what: str) -> Logic | None:
        if child(element, "importedValues") is not None:
            self._refuse(element, f"{what} imports values", "Write the values into the expression.")
            return None
        feel = self.reading.expression(element, self.known, self.owner, what)
        return None if feel is None else Logic(feel.evaluation, _reads(feel))

    def _context(self, element: etree._Element) -> Logic | None:
        """Entries in order, each in sight of those after it; an entry without a name is the result."""
        reader, steps, complete = self, list[tuple[str, Evaluation]](), True
        reads: dict[str, bool] = {}
        for entry in children(element, "contextEntry"):
            variable, said = child(entry, "variable"), logic_of(entry)
            name, type = type_of_variable(variable, self.reading, self.owner)
            logic = reader.logic(said, f"entry {name!r}" if name else "the result")
            if logic is None:
                complete = False
                continue
            reads |= _without(logic.reads, (step[0] for step in steps))
            what = f"entry {name!r}" if name else "the result"
            steps.append((name, self.typed(logic.evaluation, type, what, line_of(entry))))
            reader = reader.inside({name: said is not None and local_name(said) == "functionDefinition"})
        return Logic(_in_order(steps), reads) if complete else None

    def _list(self, element: etree._Element) -> Logic | None:
        items = [self.logic(item, "an item of a list") for item in children(element, *LOGIC)]
        whole = [item for item in items if item is not None]
        if len(whole) < len(items):
            return None
        evaluations = [item.evaluation for item in whole]
        return Logic(lambda scope: scope.run.entries([one(scope) for one in evaluations]), _together(whole))

    def _relation(self, element: etree._Element) -> Logic | None:
        """A list of contexts: a row each, with the names of the columns as keys."""
        columns = [name_of(column) for column in children(element, "column")]
        rows = []
        for row in children(element, "row"):
            cells = [self.logic(cell, "a cell of a relation") for cell in children(row, *LOGIC)]
            if len(cells) != len(columns):
                self._refuse(row, f"a row has {len(cells)} cells for {len(columns)} columns", "Fill in each cell.")
            rows.append(cells)
        whole = [cell for row in rows for cell in row if cell is not None]
        if len(whole) < len(columns) * len(rows):
            return None

        def related(scope: Scope) -> list[Any]:
            found = [
                {name: cell.evaluation(scope) for name, cell in zip(columns, row, strict=True) if cell} for row in rows
            ]
            return scope.run.entries(found)

        return Logic(related, _together(whole))

    def _invocation(self, element: etree._Element) -> Logic | None:
        function = self.logic(logic_of(element), "what is invoked")
        bindings = []
        for binding in children(element, "binding"):
            name = name_of(child(binding, "parameter"))
            bindings.append((name, self.logic(logic_of(binding), f"the argument {name!r}")))
        whole = [(name, logic) for name, logic in bindings if logic is not None]
        if function is None or len(whole) < len(bindings):
            return None
        run_function, spot = function.evaluation, self._spot(element)

        def invoked(scope: Scope) -> Any:
            found = run_function(scope)
            given = {name: logic.evaluation(scope) for name, logic in whole}
            if type(found) is not Closure or not given.keys() <= set(found.parameters):
                takes = f"takes ({', '.join(found.parameters)})" if type(found) is Closure else f"is a {kind(found)}"
                scope.run.remark(spot, f"what is invoked {takes}")
                return None
            return found.call(scope.run, *(given.get(name) for name in found.parameters))

        return Logic(invoked, _together([function, *(logic for _, logic in whole)]))

    def _conditional(self, element: etree._Element) -> Logic | None:
        parts = [self._part(element, name) for name in ("if", "then", "else")]
        whole = [part for part in parts if part is not None]
        if len(whole) < 3:
            return None
        condition, then, otherwise = (part.evaluation for part in whole)
        return Logic(lambda s: then(s) if condition(s) is True else otherwise(s), _together(whole))

    def _filter(self, element: etree._Element) -> Logic | None:
        over = self._part(element, "in")
        match = self.inside({"item": False})._part(element, "match")
        if over is None or match is None:
            return None
        whole, condition = over.evaluation, match.evaluation

        def filtered(scope: Scope) -> Any:
            found = whole(scope)
            if found is None:
                return None
            entries = found if type(found) is list else [found]
            scope.run.charge(len(entries))
            keys = [entry if type(entry) is dict else {} for entry in entries]
            return [
                entry
                for entry, own in zip(entries, keys, strict=True)
                if condition(scope.around({"item": entry, **own})) is True
            ]

        # Names of the condition may be keys of the entries, so none of them is certainly a fact.
        perhaps = dict.fromkeys(_without(match.reads, ["item"]), False)
        return Logic(filtered, {**perhaps, **over.reads})

    def _repetition(self, element: etree._Element, quantifier: Literal["for", "every", "some"]) -> Logic | None:
        name = " ".join((element.get("iteratorVariable") or "").split())
        over = self._part(element, "in")
        names = {name: False, "partial": False} if quantifier == "for" else {name: False}
        each = self.inside(names)._part(element, "return" if quantifier == "for" else "satisfies")
        if not name:
            self._refuse(element, f"{quantifier} has no iterator variable", "Name the variable.")
        if over is None or each is None or not name:
            return None
        spot = self._spot(element)
        rounds = [Repetition(name, over.evaluation, None, spot)]
        if quantifier == "for":
            made = returned(rounds, each.evaluation, partial="partial" in each.reads)
        else:
            made = satisfied(rounds, each.evaluation, decisive=quantifier == "some", spot=spot)
        return Logic(made, {**_without(each.reads, names), **over.reads})

    def typed(self, evaluation: Evaluation, type: Type, what: str, line: int) -> Evaluation:
        """The evaluation, its value converted to a declared type."""
        if type == ANYTHING:
            return evaluation
        owner = self.owner

        def fitting(scope: Scope) -> Any:
            try:
                return converted(evaluation(scope), type, scope.run)
            except ValueError as error:
                raise ValueNotAllowed(owner, f"{what}: {error}", line=line) from None

        return fitting

    def _part(self, element: etree._Element, name: str) -> Logic | None:
        part = child(element, name)
        return self.logic(None if part is None else logic_of(part), f"`{name}` of {local_name(element)}")

    def _spot(self, element: etree._Element) -> Spot:
        return Spot(id_of(element) or self.owner, line_of(element), 1)

    def _refuse(self, element: etree._Element, message: str, remedy: str) -> None:
        line = line_of(element)
        self.reading.report.add("DMN-UNSUPPORTED", f"{self.owner}: {message}", self.owner, line, remedy=remedy)

    def _missing(self, message: str) -> None:
        self.reading.report.add("DMN-LOGIC-MISSING", f"{self.owner}: {message}", self.owner)




def _in_order(steps: list[tuple[str, Evaluation]]) -> Evaluation:
    def made(scope: Scope) -> Any:
        found: dict[str, Any] = {}
        scope.run.charge(len(steps))
        for name, step in steps:
            if not name:
                return step(scope)
            found[name] = step(scope)
            scope = scope.around({name: found[name]})
        return found

    return made


def _reads(feel: Feel) -> dict[str, bool]:
    return {name: name in feel.asks for name in feel.reads}


def _without(reads: Mapping[str, bool], names: Iterable[str]) -> dict[str, bool]:
    gone = set(names)
    return {name: certain for name, certain in reads.items() if name not in gone}


def _together(several: Iterable[Logic]) -> dict[str, bool]:
    reads: dict[str, bool] = {}
    for one in several:
        for name, certain in one.reads.items():
            reads[name] = reads.get(name, False) or certain
    return reads
