"""What + - * / and ** do. Raises ValueError or ArithmeticError for operands that do not fit, which means null.

Source: DMN 1.5 §10.3.2.15, Tables 56–60 (arithmetic on numbers, texts, dates and durations).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bpmn.feel.moments import midnight, months_later
from bpmn.feel.run import Run
from bpmn.feel.values import NUMBERS, Months, kind

Operation = Callable[[Any, Any, Run], Any]
_MOST_EXPONENT = 999_999_999


def negative(value: Any) -> Any:
    """The number or duration with the other sign."""
    if type(value) is Decimal:
        return NUMBERS.minus(value)
    if type(value) is timedelta:
        return -value
    if type(value) is Months:
        return Months(-value.months)
    raise ValueError(f"- asks for a number or a duration, not a {kind(value)}")


def _plus(left: Any, right: Any, run: Run) -> Any:
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.add(left, right)
        case str(), str():
            return run.text(left + right)
        case Months(), Months():
            return _months(left.months + right.months)
        case timedelta(), timedelta():
            return left + right
        case (date() | time(), Months() | timedelta()):
            return _moved(left, right)
        case (Months() | timedelta(), date() | time()):
            return _moved(right, left)
    raise _unfit("+", left, right)


def _minus(left: Any, right: Any, run: Run) -> Any:
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.subtract(left, right)
        case Months(), Months():
            return _months(left.months - right.months)
        case timedelta(), timedelta():
            return left - right
        case (date() | time(), Months() | timedelta()):
            return _moved(left, negative(right))
        case date(), date():
            return _distance(left, right)
        case time(), time():
            return _distance(datetime.combine(date(2000, 1, 1), left), datetime.combine(date(2000, 1, 1), right))
    raise _unfit("-", left, right)


def _times(left: Any, right: Any, run: Run) -> Any:
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.multiply(left, right)
        case (timedelta() | Months(), Decimal()):
            return _scaled(left, Fraction(_within_reason(right)))
        case (Decimal(), timedelta() | Months()):
            return _scaled(right, Fraction(_within_reason(left)))
    raise _unfit("*", left, right)


def _divided(left: Any, right: Any, run: Run) -> Any:
    if right in (Decimal(0), timedelta(), Months(0)):
        raise ValueError("it divides by zero")
    match left, right:
        case Decimal(), Decimal():
            return NUMBERS.divide(left, right)
        case (timedelta() | Months(), Decimal()):
            return _scaled(left, 1 / Fraction(_within_reason(right)))
        case timedelta(), timedelta():
            return NUMBERS.divide(_microseconds(left), _microseconds(right))
        case Months(), Months():
            return NUMBERS.divide(Decimal(left.months), Decimal(right.months))
    raise _unfit("/", left, right)


def _power(left: Any, right: Any, run: Run) -> Any:
    if type(left) is Decimal and type(right) is Decimal:
        if abs(right) > _MOST_EXPONENT:
            raise ValueError("** takes an exponent of at most 999,999,999")
        return NUMBERS.power(left, right)
    raise _unfit("**", left, right)


OPERATIONS: Mapping[str, Operation] = {"+": _plus, "-": _minus, "*": _times, "/": _divided, "**": _power}


def _moved(moment: Any, by: Months | timedelta) -> Any:
    """A date, time or moment, later by a duration. A date stays a date; a time of day goes round the clock."""
    if isinstance(by, Months):
        if not isinstance(moment, date):
            raise ValueError("a time cannot be moved by months")
        return months_later(moment, by.months)
    if isinstance(moment, datetime):
        # A day is 24 hours, also where the clocks change (XML Schema, Appendix E).
        return moment + by if moment.tzinfo is None else (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)
    if isinstance(moment, date):
        return (datetime.combine(moment, time()) + by).date()
    clock = datetime.combine(date(2000, 1, 1), moment) + timedelta(seconds=by.seconds, microseconds=by.microseconds)
    return clock.timetz()


def _distance(left: date, right: date) -> timedelta:
    one, other = (day if isinstance(day, datetime) else midnight(day) for day in (left, right))
    if (one.tzinfo is None) != (other.tzinfo is None):
        raise ValueError("- takes a moment with an offset and one without")
    return one - other if one.tzinfo is None else one.astimezone(UTC) - other.astimezone(UTC)


def _scaled(length: timedelta | Months, factor: Fraction) -> timedelta | Months:
    if isinstance(length, Months):
        return _months(int(length.months * factor))
    return timedelta(microseconds=round(int(_microseconds(length)) * factor))


def _months(months: int) -> Months:
    if abs(months) > 10**12:
        raise ValueError("a duration is too long")
    return Months(months)


def _microseconds(length: timedelta) -> Decimal:
    return Decimal(length // timedelta(microseconds=1))


def _within_reason(factor: Decimal) -> Decimal:
    # A Fraction of 1E+6000 would be a number of six thousand digits.
    if factor and not -30 <= factor.adjusted() <= 30:
        raise ValueError("a duration is too long or too short")
    return factor


def _unfit(operator: str, left: Any, right: Any) -> ValueError:
    return ValueError(f"{operator} takes a {kind(left)} and a {kind(right)}")
