"""Trees into closures. Nothing of Python is ever executed from a text: a closure calls operators and listed functions.

Three-valued logic and null as in the standard: what does not fit gives null, and a remark where and why, so that
nothing is silent. Only a name that nothing is given for, and limits, stop an evaluation.
Source: DMN 1.5 §10.3.2 (semantics).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bpmn.feel import tree
from bpmn.feel.arithmetic import OPERATIONS, negative
from bpmn.feel.calls import listed_call, new_function, own_call, reason
from bpmn.feel.errors import FeelRefused, NameUnset
from bpmn.feel.functions import BUILTINS, arrangement
from bpmn.feel.operators import (
    COMPARISONS,
    Evaluation,
    Test,
    compared,
    constant_test,
    entry_at,
    equality_test,
    half_line,
    logic,
    matches,
    one_of,
    statement_test,
)
from bpmn.feel.patterns import pattern
from bpmn.feel.properties import part_of
from bpmn.feel.repetition import Repetition, returned, satisfied
from bpmn.feel.run import Scope, Spot
from bpmn.feel.tree import Tree
from bpmn.feel.types import fits
from bpmn.feel.values import Range, kind, order

_PATTERNS = frozenset(("pattern", "delimiter"))
"""Parameters that take a regular expression."""
_NULL = tree.Constant(None, 0)


class Compiler:
    """Makes the closures of one text; `element` and `line` say where the text stands."""

    def __init__(self, text: str, element: str, line: int) -> None:
        self._text = text
        self._element = element
        self._line = line

    def evaluation(self, of: Tree) -> Evaluation:
        """A closure that computes the tree. Raises FeelRefused for calls no function takes."""
        match of:
            case tree.Constant(value):
                return lambda scope: value
            case tree.Name():
                return self._name(of)
            case tree.Tested():
                return lambda scope: scope.names["?"]
            case tree.Path(base, key, at):
                inner, spot = self.evaluation(base), self._spot(at)
                return lambda scope: part_of(inner(scope), key, scope.run, spot)
            case tree.Filter():
                return self._filter(of)
            case tree.Call():
                return self._call(of)
            case tree.Negative(operand, at):
                return self._negative(self.evaluation(operand), self._spot(at))
            case tree.Binary():
                return self._binary(of)
            case tree.Between():
                return self._between(of)
            case tree.In(value, tests, _):
                tested, passes = self.evaluation(value), self.tests(tests)
                return lambda scope: passes(tested(scope), scope)
            case tree.InstanceOf(value, type):
                asked = self.evaluation(value)
                return lambda scope: fits(asked(scope), type, scope.run)
            case tree.If(condition, then, otherwise, at):
                return self._if(condition, then, otherwise, self._spot(at))
            case tree.For(iterations, result, partial):
                return returned(self._repetitions(iterations), self.evaluation(result), partial=partial)
            case tree.Quantified(quantifier, iterations, condition, at):
                rounds, held = self._repetitions(iterations), self.evaluation(condition)
                return satisfied(rounds, held, decisive=quantifier == "some", spot=self._spot(at))
            case tree.Items(items):
                several = [self.evaluation(item) for item in items]
                return lambda scope: scope.run.entries([item(scope) for item in several])
            case tree.Entries(entries, order):
                return _entries([key for key, _ in entries], [self.evaluation(entry) for _, entry in entries], order)
            case tree.Span() | tree.Comparison():
                return self._range(of)
            case tree.Function(parameters, body, at):
                return new_function(parameters, self.evaluation(body), self._spot(at))
            case tree.Condition(statement):
                return self.evaluation(statement)

    # Tests

    def tests(self, several: Sequence[Tree]) -> Test:
        """A closure that says whether a value passes one of the tests."""
        return one_of([self.test(one) for one in several])

    def test(self, of: Tree) -> Test:
        """A closure that says whether a value passes one test."""
        match of:
            case tree.Condition(statement):
                return statement_test(self.evaluation(statement), self._spot(0))
            case tree.Comparison("=" | "!=" as sign, operand, at):
                return equality_test(sign, self.evaluation(operand), self._spot(at))
        constant = self.constant(of)
        if constant is not None:
            return constant_test(constant.value, self._spot(constant.at))
        wanted, spot = self.evaluation(of), self._spot(0)
        return lambda value, scope: matches(value, wanted(scope), scope.run, spot)

    # Names, keys and calls

    def _name(self, of: tree.Name) -> Evaluation:
        name, spot = of.name, self._spot(of.at)

        def value(scope: Scope) -> Any:
            try:
                return scope.names[name]
            except KeyError:
                raise NameUnset(name, spot.element, spot.line) from None

        def perhaps(scope: Scope) -> Any:
            if name in scope.names:
                return scope.names[name]
            scope.run.remark(spot, f"there is no key {name!r}")
            return None

        return perhaps if of.open else value

    def _filter(self, of: tree.Filter) -> Evaluation:
        base, condition, spot = self.evaluation(of.base), self.evaluation(of.condition), self._spot(of.at)
        name = of.condition.name if isinstance(of.condition, tree.Name) else ""
        is_number = isinstance(of.condition, tree.Constant | tree.Negative) or (
            isinstance(of.condition, tree.Binary) and of.condition.operator in OPERATIONS
        )

        def filtered(scope: Scope) -> Any:
            found = base(scope)
            if found is None:
                return None
            entries = found if type(found) is list else [found]
            if is_number or (not entries and type(scope.names.get(name)) is Decimal):
                return entry_at(entries, condition(scope), scope.run, spot)
            kept = []
            for entry in entries:
                scope.run.charge()
                own = {"item": entry, **entry} if type(entry) is dict else {"item": entry}
                verdict = condition(scope.around(own))
                if type(verdict) is Decimal:
                    return entry_at(entries, verdict, scope.run, spot)
                if verdict is True:
                    kept.append(entry)
            return kept

        return filtered

    def _call(self, of: tree.Call) -> Evaluation:
        arguments = [self.evaluation(argument) for argument in of.arguments]
        spot = self._spot(of.at)
        if not isinstance(of.function, str):
            return own_call(self.evaluation(of.function), arguments, of.names, spot)
        builtin = BUILTINS[of.function]
        try:
            parameters, places = arrangement(builtin, len(arguments), of.names)
            for parameter, place in zip(parameters, places, strict=True):
                written = of.arguments[place]
                if parameter.name in _PATTERNS and isinstance(written, tree.Constant) and len(of.arguments) < 4:
                    pattern(str(written.value))
        except ValueError as error:
            raise FeelRefused(self._text, str(error), of.at) from None
        arranged = [arguments[place] if place >= 0 else self.evaluation(_NULL) for place in places]
        return listed_call(builtin, parameters, arranged, spot)

    # Operators

    def _negative(self, operand: Evaluation, spot: Spot) -> Evaluation:
        def negated(scope: Scope) -> Any:
            value = operand(scope)
            try:
                return None if value is None else negative(value)
            except (ValueError, ArithmeticError) as error:
                scope.run.remark(spot, reason(error))
                return None

        return negated

    def _binary(self, of: tree.Binary) -> Evaluation:
        left, right, spot = self.evaluation(of.left), self.evaluation(of.right), self._spot(of.at)
        sign = of.operator
        if sign in ("and", "or"):
            return logic(left, right, decisive=sign == "or", spot=spot)
        if sign in ("=", "!="):
            equality = equality_test(sign, right, spot)
            return lambda scope: equality(left(scope), scope)
        if sign in COMPARISONS:
            return lambda scope: compared(left(scope), right(scope), sign, scope.run, spot)
        operation = OPERATIONS[sign]

        def calculated(scope: Scope) -> Any:
            one, other = left(scope), right(scope)
            if one is None or other is None:
                return None
            try:
                return operation(one, other, scope.run)
            except (ValueError, ArithmeticError) as error:
                scope.run.remark(spot, reason(error))
                return None

        return calculated

    def _between(self, of: tree.Between) -> Evaluation:
        value, low, high = self.evaluation(of.value), self.evaluation(of.low), self.evaluation(of.high)
        spot = self._spot(of.at)

        def lies(scope: Scope) -> Any:
            found = value(scope)
            above = compared(found, low(scope), ">=", scope.run, spot)
            below = compared(found, high(scope), "<=", scope.run, spot)
            return False if above is False or below is False else None if above is None or below is None else True

        return lies

    def _if(self, condition: Tree, then: Tree, otherwise: Tree, spot: Spot) -> Evaluation:
        asked, one, other = self.evaluation(condition), self.evaluation(then), self.evaluation(otherwise)

        def chosen(scope: Scope) -> Any:
            verdict = asked(scope)
            if verdict is not None and type(verdict) is not bool:
                scope.run.remark(spot, f"the condition is a {kind(verdict)}, neither true nor false")
            return one(scope) if verdict is True else other(scope)

        return chosen

    # Lists, contexts and ranges

    def _repetitions(self, iterations: Sequence[tree.Iteration]) -> list[Repetition]:
        return [
            Repetition(
                one.name, self.evaluation(one.over), self.evaluation(one.last) if one.last else None, self._spot(one.at)
            )
            for one in iterations
        ]

    def _range(self, of: tree.Span | tree.Comparison) -> Evaluation:
        constant = self.constant(of)
        if constant is not None:
            return lambda scope: constant.value
        spot = self._spot(of.at)
        if isinstance(of, tree.Comparison):
            sign, operand = of.operator, self.evaluation(of.operand)
            if sign not in COMPARISONS:
                raise FeelRefused(self._text, f"{sign} is no value of its own", of.at)

            def open_ended(scope: Scope) -> Any:
                end = operand(scope)
                return None if end is None else half_line(sign, end)

            return open_ended
        low, high = self.evaluation(of.low), self.evaluation(of.high)

        def spanned(scope: Scope) -> Any:
            one, other = low(scope), high(scope)
            if one is None or other is None:
                return None
            if order(one, other) is None:
                scope.run.remark(spot, f"a range goes from a {kind(one)} to a {kind(other)}")
                return None
            return Range(one, other, of.low_included, of.high_included)

        return spanned

    def constant(self, of: Tree) -> tree.Constant | None:
        """The tree as a constant, when it is one; a range whose ends are constants is."""
        match of:
            case tree.Constant():
                return of
            case tree.Comparison(sign, tree.Constant(value), at) if sign in COMPARISONS and value is not None:
                return tree.Constant(half_line(sign, value), at)
            case tree.Span(tree.Constant(low), tree.Constant(high), low_included, high_included, at):
                found = order(low, high)
                if found is None:
                    raise FeelRefused(self._text, f"a range cannot go from a {kind(low)} to a {kind(high)}", at)
                if found > 0:
                    raise FeelRefused(self._text, "a range begins after it ends", at, "Write the smaller end first.")
                return tree.Constant(Range(low, high, low_included, high_included), at)
        return None

    def _spot(self, at: int) -> Spot:
        before = self._text[:at]
        return Spot(self._element, self._line + before.count("\n"), at - (before.rfind("\n") + 1) + 1)


def _entries(keys: Sequence[str], entries: Sequence[Evaluation], places: Sequence[int]) -> Evaluation:
    def made(scope: Scope) -> dict[str, Any]:
        scope.run.charge(len(keys))
        # One set of names for all entries: functions among them see those that come later, and themselves.
        names = dict(scope.names)
        inner = Scope(names, scope.run)
        for place in places:
            names[keys[place]] = entries[place](inner)
        return {key: names[key] for key in keys}

    return made
