"""What the operators of the language do to values, and how far values may go.

Every operator looks at the kinds of its operands first and computes afterwards, so that nothing grows without limit
and no object's own operators are ever reached. All raise ValueError for operands that do not fit, with a message
`compiled` completes by element and line. Knows neither the grammar nor variables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bpmn.expressions.syntax import MOST_NUMBER

MOST_SIZE = 10_000
"""Characters of a text, or entries of a list, that an expression may make or search."""

Operation = Callable[[Any, Any], Any]


def truth(value: Any) -> bool:
    """The value, when it is true or false; no other value counts as either."""
    if value is True or value is False:
        return bool(value)
    raise ValueError(f"{shown(value)} is neither true nor false")


def number(value: Any) -> Any:
    """The value, when it is a finite number of reasonable size. (NaN fails the comparison.)"""
    if type(value) not in _NUMBERS:
        raise ValueError(f"{shown(value)} is not a number")
    if not -MOST_NUMBER <= value <= MOST_NUMBER:
        raise ValueError(f"a number lies beyond ±{MOST_NUMBER}")
    return value


def within_size(value: Any) -> Any:
    """The value, unless it is a text, list or mapping too large to work on."""
    if isinstance(value, str | list | tuple | Mapping) and len(value) > MOST_SIZE:
        raise ValueError(f"it works on more than {MOST_SIZE} characters or entries")
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two values are of one kind and equal. (In Python alone True equals 1.)"""
    return bool(_kind(one) == _kind(other) and one == other)


def is_empty(value: Any) -> bool:
    """Whether a value is null, or a text, list or mapping with nothing in it."""
    return value is None or (isinstance(value, str | list | tuple | Mapping) and not value)


def shown(value: Any) -> str:
    """What kind of value it is. The value itself is not told: messages end in logs, which hold no personal data."""
    return "null" if value is None else _kind(value)


def within_limits(value: Any) -> Any:
    """What a function gave, when it is no number and no collection beyond the limits."""
    return number(value) if type(value) in _NUMBERS else within_size(value)


_NUMBERS = frozenset((int, float))


def _kind(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "the list"
    if isinstance(value, Mapping):
        return "the mapping"
    names = {str: "the text", int: "the number", float: "the number", bool: "the truth value"}
    return names.get(type(value), f"a {type(value).__name__}")


def _positive(value: Any) -> Any:
    if value < 0:
        raise ValueError("% works on positive numbers only: languages round negative ones differently")
    return value


def _equal(left: Any, right: Any) -> bool:
    # A list from a form may be a tuple, a mapping any kind of Mapping.
    if type(left) is type(right) or _kind(left) == _kind(right):
        return bool(left == right)
    if left is None or right is None:
        return False
    raise ValueError(f"it compares {shown(left)} with {shown(right)}")


def _compare(by: Callable[[Any, Any], bool]) -> Operation:
    def compared(left: Any, right: Any) -> bool:
        if type(left) is str and type(right) is str:
            return by(left, right)
        return by(number(left), number(right))

    return compared


def _is_in(left: Any, right: Any) -> bool:
    if not isinstance(right, list | tuple):
        raise ValueError(f"`in` looks into a list, not into {shown(right)}")
    within_size(right)
    return any(same(entry, left) for entry in right)


def _plus(left: Any, right: Any) -> Any:
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return number(number(left) + number(right))
    if type(left) is not type(right) or type(left) not in (str, list):
        raise ValueError(f"it adds {shown(left)} and {shown(right)}")
    # The sizes are looked at before anything is made.
    if len(left) + len(right) > MOST_SIZE:
        raise ValueError(f"it makes more than {MOST_SIZE} characters or entries")
    return left + right


def _calculation(by: Callable[[Any, Any], Any]) -> Operation:
    def calculated(left: Any, right: Any) -> Any:
        try:
            return number(by(number(left), number(right)))
        except ZeroDivisionError:
            raise ValueError("it divides by zero") from None

    return calculated


OPERATIONS: Mapping[str, Operation] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _compare(lambda left, right: left < right),
    "<=": _compare(lambda left, right: left <= right),
    ">": _compare(lambda left, right: left > right),
    ">=": _compare(lambda left, right: left >= right),
    "in": _is_in,
    "+": _plus,
    "-": _calculation(lambda left, right: left - right),
    "*": _calculation(lambda left, right: left * right),
    "/": _calculation(lambda left, right: left / right),
    "%": _calculation(lambda left, right: _positive(left) % _positive(right)),
}
