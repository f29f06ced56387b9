"""The values of FEEL: their kinds, equality, order, and what lies in a range.

A value is null, true or false, a Decimal, a text, a date, time, date and time, one of two kinds of duration, a list,
a context, a range or a function; each is exactly one Python type, so that a look at the type tells the kind. No value
is ever changed. Source: DMN 1.5 §10.3.2.2, §10.3.2.3, Tables 52–54.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Clamped, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from types import NoneType
from typing import Any

NUMBERS = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""IEEE 754-2008 Decimal128, as DMN asks for (§10.3.2.3.1)."""
NUMBERS.traps[Clamped] = False


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years-and-months duration. (A days-and-time duration is a `timedelta`.)"""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """Everything between two ends; an end that is null is open to that side: `> 5` has no upper end."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A function made by `function(…) …` or by a business knowledge model."""

    parameters: tuple[str, ...]
    call: Callable[..., Any]
    """Takes the run, then the arguments in order."""


KINDS: Mapping[type, str] = {
    NoneType: "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    Months: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Closure: "function",
}
"""Python type → kind of value, in the words of the standard."""

PLAINLY_ORDERED = frozenset((Decimal, str, date, timedelta, Months))
"""Types whose values Python orders as FEEL does."""


def kind(value: Any) -> str:
    """The kind of a value, as messages name it. The value itself is never told: it may be personal."""
    return KINDS.get(type(value)) or type(value).__name__


def is_whole(number: Decimal) -> bool:
    """Whether a number has no fraction. (`%` would refuse a large one.)"""
    return number == number.to_integral_value()


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1 as left comes before, with or after right; None when the two have no order."""
    kind_left = type(left)
    if kind_left is not type(right):
        return None
    if kind_left in PLAINLY_ORDERED:
        return int(left > right) - int(left < right)
    if kind_left is time or kind_left is datetime:
        return _order_of_moments(left, right)
    return None


def same(left: Any, right: Any, charge: Callable[[int], None]) -> bool | None:
    """Whether two values are equal; None when they are of different kinds, of which neither is null.

    charge counts the steps: lists may hold one another many times over.
    """
    kind_left = type(left)
    if kind_left is not type(right):
        return False if left is None or right is None else None
    if kind_left is list:
        charge(len(left))
        return len(left) == len(right) and all(same(a, b, charge) for a, b in zip(left, right, strict=True))
    if kind_left is dict:
        charge(len(left))
        return left.keys() == right.keys() and all(same(left[key], right[key], charge) for key in left)
    if kind_left is Range:
        ends = (left.low_included, left.high_included) == (right.low_included, right.high_included)
        return ends and bool(same(left.low, right.low, charge) and same(left.high, right.high, charge))
    if kind_left is time or kind_left is datetime:
        return _frame(left) == _frame(right) and _order_of_moments(left, right) == 0
    return bool(left == right)


def within(value: Any, span: Range) -> bool | None:
    """Whether a value lies in a range; None when it cannot be compared with an end."""
    if span.low is not None:
        above = order(value, span.low)
        if above is None:
            return None
        if above < 0 or (above == 0 and not span.low_included):
            return False
    if span.high is not None:
        below = order(value, span.high)
        if below is None:
            return None
        if below > 0 or (below == 0 and not span.high_included):
            return False
    return True


def _order_of_moments(left: Any, right: Any) -> int | None:
    one, other = _frame(left), _frame(right)
    if one is None or other is None:
        # Table 54: a moment without an offset is taken to have the other's.
        left, right = left.replace(tzinfo=None), right.replace(tzinfo=None)
    elif one != other:
        return None
    elif type(left) is datetime:
        left, right = _instant(left), _instant(right)
    return int(left > right) - int(left < right)


def _frame(moment: Any) -> object:
    """What a time of day or a date and time is measured in: nothing, offsets from UTC, or one named zone.

    A time of day in a named zone has no offset without its day, so it only compares within that zone.
    """
    if moment.tzinfo is None:
        return None
    return "offset" if moment.utcoffset() is not None else moment.tzinfo


def _instant(moment: datetime) -> datetime:
    # Python compares two moments of one zone by their wall clocks, which go back once a year.
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment
