"""Functions that make dates, times and durations, and that tell where in the year they lie.

Source: DMN 1.5 §10.3.4.1, §10.3.4.6, §10.3.4.8, §10.3.4.11.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bpmn.feel import moments
from bpmn.feel.errors import ClockUnset
from bpmn.feel.functions.kinds import a_day, a_number, a_text, a_whole
from bpmn.feel.run import Run
from bpmn.feel.values import Months, kind, same

_Moment = TypeVar("_Moment", date, time)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def make_date(run: Run, *parts: Any) -> date:
    """A date from its text, from a date and time, or from year, month and day."""
    if len(parts) == 3:
        year, month, day = (a_whole(part) for part in parts)
        return _there_is(lambda: date(year, month, day))
    if isinstance(parts[0], datetime):
        return parts[0].date()
    return parts[0] if isinstance(parts[0], date) else moments.read_date(a_text(parts[0]))


def make_time(run: Run, *parts: Any) -> time:
    """A time from its text, from a date and time, or from hour, minute, second and offset."""
    if len(parts) > 1:
        second, zone = a_number(parts[2]), None
        if len(parts) == 4 and parts[3] is not None:
            if type(parts[3]) is not timedelta:
                raise ValueError(f"asks for an offset as a days and time duration, not a {kind(parts[3])}")
            zone = moments.offset(parts[3])
        hour, minute, whole = a_whole(parts[0]), a_whole(parts[1]), int(second) if abs(second) < 60 else 60
        return _there_is(lambda: time(hour, minute, whole, int((second - whole) * 1_000_000), zone))
    if type(parts[0]) is time:
        return parts[0]
    if isinstance(parts[0], datetime):
        return parts[0].timetz()
    return time(tzinfo=UTC) if isinstance(parts[0], date) else moments.read_time(a_text(parts[0]))


def make_date_and_time(run: Run, *parts: Any) -> datetime:
    """A date and time from its text, or from a date and a time."""
    if len(parts) == 1:
        if isinstance(parts[0], datetime):
            return parts[0]
        if isinstance(parts[0], date):
            return moments.midnight(parts[0])
        return moments.read_date_and_time(a_text(parts[0]))
    if type(parts[1]) is not time:
        raise ValueError(f"asks for a time, not a {kind(parts[1])}")
    day = a_day(parts[0])
    return datetime.combine(day.date() if isinstance(day, datetime) else day, parts[1])


def make_duration(run: Run, text: Any) -> Months | timedelta:
    """A duration from its text."""
    return text if type(text) in (Months, timedelta) else moments.read_duration(a_text(text))


def years_and_months(run: Run, start: Any, end: Any) -> Months:
    """The whole months from one date to another."""
    days = [day.date() if isinstance(day, datetime) else day for day in (a_day(start), a_day(end))]
    return moments.months_between(days[0], days[1])


def is_same(run: Run, value1: Any, value2: Any) -> bool:
    """Whether two values are of one kind and equal, times also in the zone they are told in."""
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, time | datetime):
        return value1.replace(tzinfo=None) == value2.replace(tzinfo=None) and _zone(value1) == _zone(value2)
    return bool(same(value1, value2, run.charge))


def day_of_year(run: Run, day: Any) -> int:
    """The number of a day in its year, from 1."""
    return a_day(day).timetuple().tm_yday


def day_of_week(run: Run, day: Any) -> str:
    """The English name of the day of the week."""
    return _DAYS[a_day(day).weekday()]


def month_of_year(run: Run, day: Any) -> str:
    """The English name of the month."""
    return _MONTHS[a_day(day).month - 1]


def week_of_year(run: Run, day: Any) -> int:
    """The number of the week in its year (ISO 8601)."""
    return a_day(day).isocalendar()[1]


def now(run: Run) -> datetime:
    """The moment the decision is made, as the host's clock says."""
    return _asked("now", run)


def today(run: Run) -> date:
    """The day the decision is made, as the host's clock says."""
    return _asked("today", run).date()


def _there_is(make: Callable[[], _Moment]) -> _Moment:
    try:
        return make()
    except ValueError:
        raise ValueError("there is no such day or time") from None


def _asked(function: str, run: Run) -> datetime:
    if run.now is None:
        raise ClockUnset(function)
    return run.now


def _zone(moment: time | datetime) -> str | Decimal | None:
    if isinstance(moment.tzinfo, ZoneInfo):
        return moment.tzinfo.key
    length = moment.utcoffset()
    return None if length is None else Decimal(int(length.total_seconds()))
