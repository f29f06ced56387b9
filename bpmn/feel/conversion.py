"""Facts into values of FEEL, and values into what JSON can hold, or into text.

Source: DMN 1.5 §10.3.2.9 (type conversions), §10.3.4.1 (`string`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bpmn.feel.errors import FeelFailed
from bpmn.feel.moments import written
from bpmn.feel.run import Run
from bpmn.feel.values import KINDS, NUMBERS, Months, Range, is_whole, kind

MOST_DEPTH = 40
"""Lists and contexts inside one another in a fact or a result."""
_MOST_BITS = 20_500  # no larger whole number fits a Decimal128


def from_fact(fact: Any, run: Run, depth: int = 0) -> Any:
    """The value of FEEL for what a host holds: JSON's values, dates, durations, and values of FEEL themselves.

    Raises FeelFailed for anything else, for numbers that are not finite, and for what is too deep or too large.
    """
    if fact is None or isinstance(fact, bool | str):
        return fact
    if isinstance(fact, int | float | Decimal):
        return _number(fact)
    if depth >= MOST_DEPTH:
        raise FeelFailed(f"a fact is nested more than {MOST_DEPTH} deep")
    if isinstance(fact, list | tuple):
        run.charge(len(fact))
        return [from_fact(entry, run, depth + 1) for entry in fact]
    if isinstance(fact, Mapping):
        run.charge(len(fact))
        if not all(isinstance(key, str) for key in fact):
            raise FeelFailed("a fact is a mapping whose keys are not all texts")
        return {str(key): from_fact(entry, run, depth + 1) for key, entry in fact.items()}
    if type(fact) in KINDS:
        return fact
    raise FeelFailed(f"a fact is a {type(fact).__name__}, which FEEL has no value for")


def plain(value: Any, run: Run, depth: int = 0) -> Any:
    """The value as JSON has it: whole numbers as int, others as float; dates and durations as their texts.

    Raises FeelFailed for a range or a function, which JSON has nothing for, and for what is too deep or too large.
    """
    run.charge()
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _plain_number(value)
    if isinstance(value, date | time | timedelta | Months):
        return written(value)
    if depth >= MOST_DEPTH:
        raise FeelFailed(f"a result is nested more than {MOST_DEPTH} deep")
    if isinstance(value, list):
        return [plain(entry, run, depth + 1) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry, run, depth + 1) for key, entry in value.items()}
    raise FeelFailed(f"a result is a {kind(value)}, which cannot be kept as a variable")


def text_of(value: Any, run: Run, *, inside: bool = False) -> str:
    """What `string(value)` gives; a text inside a list or context stands in quotation marks."""
    run.charge()
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f") if value else "0"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if inside else value
        case datetime() | date() | time() | timedelta() | Months():
            return written(value)
        case list():
            return run.text("[" + ", ".join(text_of(entry, run, inside=True) for entry in value) + "]")
        case dict():
            entries = (f"{key}: {text_of(entry, run, inside=True)}" for key, entry in value.items())
            return run.text("{" + ", ".join(entries) + "}")
        case Range():
            return _range_text(value, run)
    raise ValueError(f"a {kind(value)} has no text")


def _number(fact: float | Decimal) -> Decimal:
    if isinstance(fact, int) and fact.bit_length() > _MOST_BITS:
        raise FeelFailed("a fact is a number of more than 6,000 digits")
    if not (math.isfinite(fact) if isinstance(fact, float) else Decimal(fact).is_finite()):
        raise FeelFailed("a fact is a number that is not finite")
    # repr gives the shortest number that is this float: 0.1, not 0.1000000000000000055.
    try:
        return NUMBERS.create_decimal(repr(fact) if isinstance(fact, float) else fact)
    except ArithmeticError as error:
        raise FeelFailed("a fact is a number too large") from error


def _plain_number(value: Decimal) -> int | float:
    if is_whole(value) and abs(value) <= 2**53:
        return int(value)
    nearest = float(value)
    if not math.isfinite(nearest):
        raise FeelFailed("a result is a number that JSON cannot hold")
    return nearest


def _range_text(span: Range, run: Run) -> str:
    if span.low is None or span.high is None:
        sign = (">=" if span.low_included else ">") if span.high is None else ("<=" if span.high_included else "<")
        end = span.low if span.high is None else span.high
        return f"({sign} {text_of(end, run, inside=True)})"
    low, high = text_of(span.low, run, inside=True), text_of(span.high, run, inside=True)
    return f"{'[' if span.low_included else '('}{low}..{high}{']' if span.high_included else ')'}"
