"""The parts that dates, times, durations and ranges have, as `value.part` asks for them.

Source: DMN 1.5 §10.3.2.15, Tables 64–67.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bpmn.feel.run import Run, Spot
from bpmn.feel.values import Months, Range, kind

_MICROSECONDS = Decimal(1_000_000)
_DAY = {
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "weekday": lambda day: Decimal(day.isoweekday()),
}
_CLOCK = {
    "hour": lambda moment: Decimal(moment.hour),
    "minute": lambda moment: Decimal(moment.minute),
    "second": lambda moment: moment.second + moment.microsecond / _MICROSECONDS,
    "time offset": lambda moment: moment.utcoffset(),
    "timezone": lambda moment: moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else None,
}
_PROPERTIES: Mapping[type, Mapping[str, Callable[[Any], Any]]] = {
    date: _DAY,
    time: _CLOCK,
    datetime: {**_DAY, **_CLOCK},
    timedelta: {
        "days": lambda length: _part(length, 86_400, None),
        "hours": lambda length: _part(length, 3_600, 24),
        "minutes": lambda length: _part(length, 60, 60),
        "seconds": lambda length: _part(length, 1, 60),
    },
    Months: {
        "years": lambda length: Decimal(int(length.months / 12)),
        "months": lambda length: Decimal(abs(length.months) % 12 * (-1 if length.months < 0 else 1)),
    },
    Range: {
        "start": lambda span: span.low,
        "end": lambda span: span.high,
        "start included": lambda span: span.low_included,
        "end included": lambda span: span.high_included,
    },
}  # fmt: skip


def part_of(value: Any, key: str, run: Run, spot: Spot) -> Any:
    """`value.key`: the entry of a context, a part of a date or the like, or the list of each entry's part.

    Only contexts and the parts above are looked into: no attribute of any object is ever reached.
    """
    if type(value) is dict:
        if key in value:
            return value[key]
        run.remark(spot, f"there is no key {key!r}")
        return None
    if value is None:
        return None
    if type(value) is list:
        return run.entries([part_of(entry, key, run, spot) for entry in value])
    part = _PROPERTIES.get(type(value), {}).get(key)
    if part is None:
        run.remark(spot, f"a {kind(value)} has no {key!r}")
        return None
    return part(value)


def _part(length: timedelta, seconds: int, limit: int | None) -> Decimal:
    size = abs(length)
    whole = (size.days * 86_400 + size.seconds) // seconds
    part = Decimal(whole % limit if limit else whole)
    if seconds == 1:
        part += size.microseconds / _MICROSECONDS
    return -part if length < timedelta() and part else part
