"""When a timer is due: ISO 8601 durations, instants and cycles, by the calendar of one time zone.

Pure: texts and instants in, instants out. Knows neither today's date nor working days; a function of the caller such as
`working_days(5)` gives a date, an instant, a `timedelta`, an ISO text, or a `Span` that counts from the instant a step
was entered. Source: ISO 8601-1:2019 §5.5; BPMN 2.0.2 §10.5.5.2 (timer events).
"""

from __future__ import annotations

import bisect
import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bpmn.errors import BpmnError
from bpmn.model import TimerKind

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
"""Where a date without offset is read, and by whose calendar days and months are counted."""

Span = Callable[[datetime], datetime]
"""Something that counts from an instant, e.g. five working days."""


class TimerUnreadable(BpmnError):
    """A timer's text, or the value its expression gave, says no date, duration or cycle."""

    code = "BPMN-TIMER-UNREADABLE"
    remedy = "Write the timer in ISO 8601: a date 2026-03-02T09:00:00, a duration P10D or PT2H, a cycle R3/P1D."
    source = "BPMN 2.0.2 §10.5.5.2; ISO 8601-1:2019 §5.5"


@dataclass(frozen=True, slots=True)
class Duration:
    """Months, then days, then exact time: the order in which a calendar adds them."""

    months: int = 0
    days: int = 0
    clock: timedelta = timedelta()

    def __bool__(self) -> bool:
        return bool(self.months or self.days or self.clock)

    def after(self, start: datetime, times: int = 1, zone: ZoneInfo = OFFICE_ZONE) -> datetime:
        """The instant `times` durations after `start`, in UTC.

        Months and days move the date in `zone` and keep the time of day; a day the month does not have becomes its
        last one, so 31 January plus a month is 28 or 29 February, and plus two months 31 March.
        """
        local = start.astimezone(zone)
        try:
            if self.months:
                year, month = divmod(local.year * 12 + local.month - 1 + self.months * times, 12)
                day = min(local.day, calendar.monthrange(year, month + 1)[1])
                local = local.replace(year=year, month=month + 1, day=day)
            local += timedelta(days=self.days * times)
            return local.astimezone(UTC) + self.clock * times
        except (ValueError, OverflowError) as error:
            raise TimerUnreadable(f"{times} times {self} after {start:%Y-%m-%d} is beyond the calendar") from error


@dataclass(frozen=True, slots=True)
class Cycle:
    """A duration repeated `count` times (None: for ever), counted from `start` or from the entry into the step."""

    count: int | None
    period: Duration
    start: datetime | None = None

    def due(self, occurrence: int, entered: datetime, zone: ZoneInfo = OFFICE_ZONE) -> datetime | None:
        """When the occurrence (0 is the first) is due, or None when the cycle has ended.

        Counted from the beginning, not from the occurrence before, so a monthly cycle begun on the 31st returns to
        the 31st. With a start of its own the first occurrence is that start (ISO 8601-1 §5.6).
        """
        if self.count is not None and occurrence >= self.count:
            return None
        if self.start is not None:
            return self.period.after(self.start, occurrence, zone)
        return self.period.after(entered, occurrence + 1, zone)

    def first(self, entered: datetime, zone: ZoneInfo = OFFICE_ZONE) -> int:
        """The first occurrence of a step entered at `entered`: what lies before it is past and not made up for.

        When all lie before, the last, which is then due at once, as a date in the past is.
        """
        if self.start is None:
            return 0
        start, high = self.start, 1
        while self.period.after(start, high, zone) < entered:
            high *= 2
        first = bisect.bisect_left(range(high), entered, key=lambda n: self.period.after(start, n, zone))
        return first if self.count is None else min(first, self.count - 1)


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that was set when its step was entered: what it waits for, and for a cycle, which occurrence that is."""

    due: datetime
    entered: datetime
    cycle: str = ""
    occurrence: int = 0
    stays: bool = False
    """Named by a date: it comes when it comes, also when the run stood still before."""

    def later(self, by: timedelta) -> Timer:
        """The same timer after its run stood still for so long: what was left of it is left still."""
        return self if self.stays else replace(self, due=self.due + by, entered=self.entered + by)

    def next(self, zone: ZoneInfo = OFFICE_ZONE) -> Timer | None:
        """The same timer waiting for its next occurrence, or None when there is none."""
        due = cycle(self.cycle, zone).due(self.occurrence + 1, self.entered, zone) if self.cycle else None
        return None if due is None else replace(self, due=due, occurrence=self.occurrence + 1)


_NUMBER = r"(\d{1,9}(?:[.,]\d{1,9})?)"
_DURATION = re.compile(
    rf"P(?=[\dT])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=\d)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_LITERAL = re.compile(r"[+-]?(P?T?\d|P-?\d|PT-?\d|R-?\d*/|\*)|P$|PT$|$")
_REPEAT = re.compile(r"R(\d{0,9})")


@lru_cache(maxsize=512)
def duration(text: str) -> Duration:
    """The ISO 8601 duration `text`, e.g. `P1Y2M10DT2H30M`, `P2W`, `PT0.5H`.

    A fraction may stand in the last part only and not in years or months. Raises TimerUnreadable.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise TimerUnreadable(f"{text!r} is not an ISO 8601 duration")
    given = [part for part in found.groups() if part]
    years, months, weeks, days, hours, minutes, seconds = (
        Fraction(part.replace(",", ".") if part else 0) for part in found.groups()
    )
    if any(not part.isdigit() for part in given[:-1]) or (years + months).denominator > 1:
        raise TimerUnreadable(f"{text!r} has a fraction where ISO 8601 allows none")
    part_of_a_day = (weeks % 1) * 7 + days % 1
    exact = ((part_of_a_day * 24 + hours) * 60 + minutes) * 60 + seconds
    return Duration(
        months=int(years * 12 + months),
        days=int(weeks) * 7 + int(days),
        clock=timedelta(microseconds=round(exact * 1_000_000)),
    )


def instant(text: str, zone: ZoneInfo = OFFICE_ZONE) -> datetime:
    """The instant `text` names, in UTC; without an offset it is read in `zone`, a date alone is its midnight there.

    Raises TimerUnreadable.
    """
    try:
        return _in_utc(datetime.fromisoformat(text.strip()), zone)
    except (ValueError, OverflowError) as error:
        raise TimerUnreadable(f"{text!r} is not an ISO 8601 date or date and time") from error


@lru_cache(maxsize=512)
def cycle(text: str, zone: ZoneInfo = OFFICE_ZONE) -> Cycle:
    """The ISO 8601 repetition `text`: `R3/PT1H`, `R/P1D` (for ever), `R5/2026-03-02T09:00/P1M`.

    Raises TimerUnreadable, also for cron expressions, no repetition (R0), and one without any time between.
    """
    parts = text.strip().split("/")
    repeat = _REPEAT.fullmatch(parts[0])
    if repeat is None or len(parts) not in (2, 3):
        raise TimerUnreadable(f"{text!r} is not an ISO 8601 repetition such as R3/P1D")
    period = duration(parts[-1])
    if not period:
        raise TimerUnreadable(f"{text!r} repeats without any time between")
    count = int(repeat[1]) if repeat[1] else None
    if count == 0:
        raise TimerUnreadable(f"{text!r} never occurs")
    return Cycle(count, period, instant(parts[1], zone) if len(parts) == 3 else None)


def is_meant_literally(text: str) -> bool:
    """Whether a text begins as a date, duration or cycle does, so that it is a slip when it is none."""
    return _LITERAL.match(text.strip()) is not None


def check(kind: TimerKind, text: str) -> None:
    """Nothing, when `text` is a literal a timer of this kind may have. Raises TimerUnreadable."""
    if kind == "date":
        instant(text)
    elif kind == "duration":
        duration(text)
    else:
        cycle(text)


def timer(kind: TimerKind, value: Any, entered: datetime, zone: ZoneInfo = OFFICE_ZONE) -> Timer:
    """The timer of a step entered at `entered`.

    `value` is ISO text, or what an expression gave: a date, an instant, a `timedelta` or a `Span`. A value that is
    an instant stands whatever the kind. Raises TimerUnreadable.
    """
    if isinstance(value, str) and kind == "cycle":
        repeated = cycle(value, zone)
        first = repeated.first(entered, zone)
        due = repeated.due(first, entered, zone) or entered
        return Timer(due, entered, value, first, stays=repeated.start is not None)
    stays = isinstance(value, date) or (kind == "date" and isinstance(value, str))
    return Timer(_due(kind, value, entered, zone), entered, stays=stays)


def _due(kind: TimerKind, value: Any, entered: datetime, zone: ZoneInfo) -> datetime:
    if isinstance(value, str):
        return instant(value, zone) if kind == "date" else duration(value).after(entered, 1, zone)
    if isinstance(value, datetime):
        return _in_utc(value, zone)
    if isinstance(value, date):
        return _in_utc(datetime.combine(value, time()), zone)
    if isinstance(value, timedelta):
        return entered.astimezone(UTC) + value
    if callable(value):
        return _due("date", value(entered), entered, zone)
    raise TimerUnreadable(f"a {type(value).__name__} says no {kind}")


def _in_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
