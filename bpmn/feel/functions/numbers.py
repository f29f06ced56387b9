"""Functions on numbers, and `not`. Source: DMN 1.5 §10.3.4.2, §10.3.4.5."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    InvalidOperation,
)
from typing import Any

from bpmn.feel.arithmetic import negative
from bpmn.feel.functions.kinds import a_number, a_whole, given
from bpmn.feel.run import Run
from bpmn.feel.values import NUMBERS, Months


def opposite(run: Run, negand: Any) -> bool:
    """False for true, true for false."""
    if type(negand) is not bool:
        raise ValueError("asks for true or false")
    return not negand


def rounded_half_even(run: Run, n: Any, scale: Any) -> Decimal:
    """The number with so many decimal places; a half goes to the even neighbour."""
    return _rounded(n, scale, ROUND_HALF_EVEN)


def floor(run: Run, n: Any, scale: Any = None) -> Decimal:
    """The greatest number of so many decimal places that is not above n."""
    return _rounded(n, scale, ROUND_FLOOR)


def ceiling(run: Run, n: Any, scale: Any = None) -> Decimal:
    """The least number of so many decimal places that is not below n."""
    return _rounded(n, scale, ROUND_CEILING)


def round_up(run: Run, n: Any, scale: Any) -> Decimal:
    """The number with so many decimal places, rounded away from zero."""
    return _rounded(n, scale, ROUND_UP)


def round_down(run: Run, n: Any, scale: Any) -> Decimal:
    """The number with so many decimal places, rounded towards zero."""
    return _rounded(n, scale, ROUND_DOWN)


def round_half_up(run: Run, n: Any, scale: Any) -> Decimal:
    """The number with so many decimal places; a half goes away from zero (四舍五入)."""
    return _rounded(n, scale, ROUND_HALF_UP)


def round_half_down(run: Run, n: Any, scale: Any) -> Decimal:
    """The number with so many decimal places; a half goes towards zero."""
    return _rounded(n, scale, ROUND_HALF_DOWN)


def absolute(run: Run, n: Any) -> Decimal | timedelta | Months:
    """The number or duration without its sign."""
    if type(n) is timedelta:
        return abs(n)
    if type(n) is Months:
        return n if n.months >= 0 else Months(-n.months)
    return negative(a_number(n)) if a_number(n) < 0 else a_number(n)


def modulo(run: Run, dividend: Any, divisor: Any) -> Decimal:
    """What is left of a division; has the sign of the divisor."""
    number, by = a_number(dividend), a_number(divisor)
    if not by:
        raise ValueError("it divides by zero")
    rest = NUMBERS.remainder(number, by)
    return NUMBERS.add(rest, by) if rest and (rest < 0) != (by < 0) else rest


def square_root(run: Run, number: Any) -> Decimal:
    """The square root of a number that is not negative."""
    return NUMBERS.sqrt(a_number(number))


def logarithm(run: Run, number: Any) -> Decimal:
    """The natural logarithm of a positive number."""
    if a_number(number) <= 0:
        raise ValueError("asks for a positive number")
    return NUMBERS.ln(number)


def exponential(run: Run, number: Any) -> Decimal:
    """The number e to the power of a number."""
    return NUMBERS.exp(a_number(number))


def is_odd(run: Run, number: Any) -> bool:
    """Whether a whole number is odd."""
    return a_whole(number, 10**33) % 2 == 1


def is_even(run: Run, number: Any) -> bool:
    """Whether a whole number is even."""
    return a_whole(number, 10**33) % 2 == 0


def _rounded(n: Any, scale: Any, rounding: str) -> Decimal:
    number, places = a_number(n), a_whole(given(scale, Decimal(0)), 6176)
    try:
        return number.quantize(Decimal(1).scaleb(-places), rounding, NUMBERS)
    except InvalidOperation:
        # So many places do not fit into 34 digits; but perhaps there is nothing to round away.
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -places:
            return number
        raise
