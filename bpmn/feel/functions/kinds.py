"""What functions ask of their arguments. Each gives the value back as wanted, or raises ValueError."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bpmn.feel.values import Closure, is_whole, kind


def alone(value: Any) -> Any:
    """The one entry of a list that has but one; any other value as it is (DMN 1.5 §10.3.2.9.4)."""
    return value[0] if type(value) is list and len(value) == 1 else value


def a_number(value: Any) -> Decimal:
    """The number."""
    value = alone(value)
    if type(value) is Decimal:
        return value
    raise ValueError(f"asks for a number, not a {kind(value)}")


def a_whole(value: Any, most: int = 10**9) -> int:
    """The whole number, at most `most` from zero."""
    number = a_number(value)
    if abs(number) > most or not is_whole(number):
        raise ValueError(f"asks for a whole number of at most {most:,}")
    return int(number)


def a_text(value: Any) -> str:
    """The text."""
    value = alone(value)
    if type(value) is str:
        return value
    raise ValueError(f"asks for a string, not a {kind(value)}")


def a_list(value: Any) -> list[Any]:
    """The list; a single value is a list of itself (DMN 1.5 §10.3.2.9.4)."""
    return value if type(value) is list else [value]


def a_context(value: Any) -> dict[str, Any]:
    """The context."""
    value = alone(value)
    if type(value) is dict:
        return value
    raise ValueError(f"asks for a context, not a {kind(value)}")


def a_day(value: Any) -> date:
    """The date, or date and time."""
    value = alone(value)
    if isinstance(value, date):
        return value
    raise ValueError(f"asks for a date, not a {kind(value)}")


def a_function(value: Any, parameters: int) -> Closure:
    """The function of so many parameters."""
    if type(value) is Closure and len(value.parameters) == parameters:
        return value
    raise ValueError(f"asks for a function of {parameters} parameter(s), not a {kind(value)}")


def given(value: Any, otherwise: Any) -> Any:
    """The value, unless it is null."""
    return otherwise if value is None else value
