"""Comparison, logic and tests of values, with a remark wherever null is the answer because kinds do not fit.

Source: DMN 1.5 §10.3.2.4 (logic), §10.3.2.7 (ranges), Tables 50, 52–55 (comparison, `in`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bpmn.feel.run import Run, Scope, Spot
from bpmn.feel.values import PLAINLY_ORDERED, Range, is_whole, kind, order, same, within

Evaluation = Callable[[Scope], Any]
"""Computes a value of FEEL from the names in a scope."""
Test = Callable[[Any, Scope], Any]
"""Whether a value passes: true, false, or null when it cannot be told."""

COMPARISONS: Mapping[str, Callable[[int], bool]] = {
    "<": lambda found: found < 0, "<=": lambda found: found <= 0,
    ">": lambda found: found > 0, ">=": lambda found: found >= 0,
}  # fmt: skip


def equal(left: Any, right: Any, run: Run, spot: Spot) -> bool | None:
    """Whether two values are equal; null when they are of different kinds."""
    found = same(left, right, run.charge)
    if found is None:
        run.remark(spot, f"a {kind(left)} is compared with a {kind(right)}")
    return found


def compared(left: Any, right: Any, sign: str, run: Run, spot: Spot) -> bool | None:
    """Whether `<`, `<=`, `>` or `>=` holds between two values; null when one is null or they have no order."""
    if left is None or right is None:
        return None
    found = order(left, right)
    if found is None:
        run.remark(spot, f"a {kind(left)} is compared with a {kind(right)}")
        return None
    return COMPARISONS[sign](found)


def logic(left: Evaluation, right: Evaluation, *, decisive: bool, spot: Spot) -> Evaluation:
    """`or` when true decides, `and` when false does; null when neither side decides and one is not true or false."""

    def told(scope: Scope) -> Any:
        one = left(scope)
        if one is decisive:
            return decisive
        other = right(scope)
        if other is decisive:
            return decisive
        for value in (one, other):
            if value is not None and type(value) is not bool:
                scope.run.remark(spot, f"a {kind(value)} is neither true nor false")
        return not decisive if type(one) is bool and type(other) is bool else None

    return told


def half_line(sign: str, end: Any) -> Range:
    """All values that lie so to an end: `> 5`."""
    return Range(None, end, False, sign == "<=") if sign[0] == "<" else Range(end, None, sign == ">=", False)


def entry_at(entries: list[Any], position: Any, run: Run, spot: Spot) -> Any:
    """The entry at a position, counted from 1, or from the end when negative; null outside the list."""
    size = len(entries)
    if type(position) is not Decimal or not 1 <= abs(position) <= size or not is_whole(position):
        run.remark(spot, "there is no entry at that position")
        return None
    return entries[int(position) - 1 if position > 0 else size + int(position)]


# Tests


def matches(value: Any, wanted: Any, run: Run, spot: Spot) -> bool | None:
    """Whether a value is the one wanted, lies in the range wanted, or is one of the list wanted."""
    if type(wanted) is Range:
        found = within(value, wanted)
        if found is None and value is not None:
            end = wanted.high if wanted.low is None else wanted.low
            run.remark(spot, f"a {kind(value)} is compared with a range of {kind(end)}")
        return found
    if type(wanted) is not list:
        return equal(value, wanted, run, spot)
    if type(value) is list and same(value, wanted, run.charge):
        return True
    run.charge(len(wanted))
    each = [within(value, one) if type(one) is Range else same(value, one, run.charge) for one in wanted]
    if each and value is not None and all(found is None for found in each):
        run.remark(spot, f"a {kind(value)} is compared with entries of other kinds")
        return None
    return any(each)


def constant_test(wanted: Any, spot: Spot) -> Test:
    """A test for a value, a range, or one of a list, that is known beforehand."""
    wanted_type = type(wanted)
    if wanted_type in (str, Decimal, bool):
        # Most cells of most tables; a look at the type is all that equality needs.
        def equals(value: Any, scope: Scope) -> Any:
            if type(value) is wanted_type:
                return value == wanted
            return matches(value, wanted, scope.run, spot)

        return equals
    if wanted_type is Range:
        return _range_test(wanted, spot)
    return lambda value, scope: matches(value, wanted, scope.run, spot)


def _range_test(span: Range, spot: Spot) -> Test:
    low, high, low_included, high_included = span.low, span.high, span.low_included, span.high_included
    wanted_type = type(high if low is None else low)

    def lies(value: Any, scope: Scope) -> Any:
        # As `within`, without a call for each end; dates with a time have their own order.
        if type(value) is not wanted_type or wanted_type not in PLAINLY_ORDERED:
            return matches(value, span, scope.run, spot)
        if low is not None and (value < low or (value == low and not low_included)):
            return False
        return high is None or value < high or (high_included and value == high)

    return lies


def statement_test(statement: Evaluation, spot: Spot) -> Test:
    """A test that holds when a statement about `?` does."""

    def holds(value: Any, scope: Scope) -> Any:
        found = statement(scope.around({"?": value}))
        return found if found is None or type(found) is bool else matches(value, found, scope.run, spot)

    return holds


def equality_test(sign: str, operand: Evaluation, spot: Spot) -> Test:
    """A test for being equal, or with `!=` for not being equal, to what is computed."""

    def holds(value: Any, scope: Scope) -> Any:
        found = equal(value, operand(scope), scope.run, spot)
        return found if found is None or sign == "=" else not found

    return holds


def one_of(tests: list[Test]) -> Test:
    """A test that holds when one of several does; without tests, for every value."""
    if not tests:
        return lambda value, scope: True
    if len(tests) == 1:
        return tests[0]

    def holds(value: Any, scope: Scope) -> Any:
        verdict: Any = False
        for test in tests:
            found = test(value, scope)
            if found is True:
                return True
            if found is None:
                verdict = None
        return verdict

    return holds


def none_of(test: Test) -> Test:
    """A test that holds when another does not; null stays null."""

    def holds(value: Any, scope: Scope) -> Any:
        found = test(value, scope)
        return None if found is None else not found

    return holds
