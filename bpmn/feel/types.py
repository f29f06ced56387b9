"""Types of FEEL: what `instance of` asks, and what a declared type makes of a value.

A type of a name of its own (DMN's item definitions) is built from the same parts. Source: DMN 1.5 §10.3.2.9,
§10.3.1.2, Table 61.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bpmn.feel.moments import midnight, read_date, read_date_and_time, read_duration, read_time
from bpmn.feel.run import Run
from bpmn.feel.values import Closure, Range, is_whole, kind


@dataclass(frozen=True, slots=True)
class Simple:
    """A value of one kind. `whole` asks for a whole number; `moments` lets a date have a time, as Camunda's may."""

    kind: str
    whole: bool = False
    moments: bool = False


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value at all."""


@dataclass(frozen=True, slots=True)
class ListType:
    """A list, each entry of one type."""

    of: Type


@dataclass(frozen=True, slots=True)
class ContextType:
    """A context with these entries, and perhaps others."""

    entries: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class RangeType:
    """A range between values of one type."""

    of: Type


@dataclass(frozen=True, slots=True)
class FunctionType:
    """A function."""


@dataclass(frozen=True, slots=True)
class Restricted:
    """A type of which only some values are allowed."""

    of: Type
    allows: Callable[[Any, Run], bool]
    """Takes the value and the run, whose clock the allowed values may ask."""
    text: str
    """The allowed values, as written."""
    values: tuple[Any, ...] = field(default=(), compare=False)
    """The allowed values and ranges in their order, when they are nothing but constants."""


Type = Simple | Anything | ListType | ContextType | RangeType | FunctionType | Restricted

ANYTHING = Anything()
TYPES: Mapping[str, Type] = {
    "Any": ANYTHING,
    "Null": Simple("null"),
    "number": Simple("number"),
    "string": Simple("string"),
    "boolean": Simple("boolean"),
    "date": Simple("date"),
    "time": Simple("time"),
    "date and time": Simple("date and time"),
    "days and time duration": Simple("days and time duration"),
    "years and months duration": Simple("years and months duration"),
    "list": ListType(ANYTHING),
    "context": ContextType({}),
    "range": RangeType(ANYTHING),
    "function": FunctionType(),
}
"""The types that have a name in FEEL."""


def fits(value: Any, type: Type, run: Run) -> bool:
    """Whether a value is an instance of a type. Null is only an instance of Null. Raises FeelFailed."""
    match type:
        case Anything():
            return value is not None
        case Simple(wanted, whole, moments):
            found = kind(value)
            return (found == wanted and not (whole and not is_whole(value))) or (moments and found == "date and time")
        case ListType(of):
            return isinstance(value, list) and all(entry is None or fits(entry, of, run) for entry in value)
        case ContextType(entries):
            return isinstance(value, dict) and all(
                key in value and (value[key] is None or fits(value[key], of, run)) for key, of in entries.items()
            )
        case RangeType(of):
            return isinstance(value, Range) and all(
                end is None or fits(end, of, run) for end in (value.low, value.high)
            )
        case FunctionType():
            return isinstance(value, Closure)
        case Restricted(of):
            return fits(value, of, run) and type.allows(value, run)


def converted(value: Any, type: Type, run: Run) -> Any:
    """The value as a declared type has it: null stays null, the text of a date becomes the date, one value a list.

    Raises ValueError when the value cannot be of that type, with a reason that does not tell the value;
    FeelFailed when the allowed values cannot be told.
    """
    if value is None or isinstance(type, Anything):
        return value
    match type:
        case Simple():
            return _simple(value, type, run)
        case ListType(of):
            # DMN 1.5 §10.3.2.9.4: to a singleton list
            return [converted(entry, of, run) for entry in (value if isinstance(value, list) else [value])]
        case ContextType(entries):
            if not isinstance(value, dict):
                raise ValueError(f"a context is wanted, not a {kind(value)}")
            return {**value, **{key: converted(value.get(key), of, run) for key, of in entries.items()}}
        case Restricted(of):
            value = converted(value, of, run)
            if value is not None and not type.allows(value, run):
                raise ValueError(f"it is none of the values allowed: {type.text}")
            return value
    if not fits(value, type, run):
        raise ValueError(f"a {named(type)} is wanted, not a {kind(value)}")
    return value


def named(type: Type) -> str:
    """The type in words."""
    match type:
        case Simple(wanted, whole):
            return "whole number" if whole else wanted
        case Anything():
            return "any value"
        case ListType(of):
            return f"list of {named(of)}"
        case ContextType():
            return "context"
        case RangeType(of):
            return f"range of {named(of)}"
        case FunctionType():
            return "function"
        case Restricted(of):
            return f"{named(of)} ({type.text})"


def _simple(value: Any, type: Simple, run: Run) -> Any:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]  # DMN 1.5 §10.3.2.9.4: from a singleton list
    if isinstance(value, str) and type.kind in _READ:
        value = _READ["date and time" if type.moments and "T" in value else type.kind](value)
    if type.kind == "date and time" and isinstance(value, date) and not isinstance(value, datetime):
        value = midnight(value)
    if type.whole and isinstance(value, Decimal) and not is_whole(value):
        raise ValueError("a whole number is wanted")
    if value is not None and not fits(value, type, run):
        raise ValueError(f"a {named(type)} is wanted, not a {kind(value)}")
    return value


_READ: Mapping[str, Callable[[str], Any]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_and_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}
