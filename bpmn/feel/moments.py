"""Dates, times and durations: from text, to text, and moved by a duration.

The texts are those of XML Schema, as DMN asks for (DMN 1.5 §10.3.2.3.4–§10.3.2.3.9): `2026-03-02`, `09:30:00+08:00`,
`2026-03-02T09:30:00@Asia/Shanghai`, `P1Y6M`, `P3DT2H`. The years are 1 to 9999, a second has six decimal places.
Raises ValueError for everything else, with a reason that does not tell the text: it may be personal.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bpmn.feel.values import Months

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?([Zz]|[-+][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@.+)?")
_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){0,2}")
_DAYS = re.compile(r"(-)?P(?:([0-9]+)D)?(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?")
_MONTHS = re.compile(r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?")
_MOST_DIGITS = 9
_MOST_OFFSET = timedelta(hours=14)


def read_date(text: str) -> date:
    """The date a text names."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError("the text is no date; a date is written 2026-03-02")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueError("the text is no day of the calendar") from None


def read_time(text: str) -> time:
    """The time of day a text names, with its offset or zone if it has one."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("the text is no time; it is written 09:30:00, 09:30:00+08:00 or 09:30:00@Asia/Tokyo")
    try:
        microsecond = int((found[4] or ".")[1:7].ljust(6, "0"))
        return time(int(found[1]), int(found[2]), int(found[3]), microsecond, _read_zone(found[5] or ""))
    except ValueError as error:
        raise ValueError(f"the text is no time of the day: {error}") from None


def read_date_and_time(text: str) -> datetime:
    """The moment a text names; a date alone is its beginning."""
    day, _, clock = text.partition("T")
    try:
        return datetime.combine(read_date(day), read_time(clock) if "T" in text else time())
    except ValueError:
        raise ValueError("the text is no date and time; it is written 2026-03-02T09:30:00") from None


def read_duration(text: str) -> Months | timedelta:
    """The duration a text names: years and months, or days and time; the two do not mix."""
    found = _MONTHS.fullmatch(text)
    if found and (found[2] or found[3]):
        months = _whole(found[2]) * 12 + _whole(found[3])
        return Months(-months if found[1] else months)
    found = _DAYS.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        raise ValueError("the text is no duration; it is written P1Y6M, or P3DT2H (weeks as days: P14D)")
    seconds, _, fraction = (found[5] or "0").partition(".")
    length = timedelta(
        days=_whole(found[2]), hours=_whole(found[3]), minutes=_whole(found[4]), seconds=_whole(seconds),
        microseconds=int(fraction[:6].ljust(6, "0")),
    )  # fmt: skip
    return -length if found[1] else length


def written(moment: date | time | datetime | Months | timedelta) -> str:
    """The text of a date, time or duration, from which it can be read again."""
    if isinstance(moment, Months):
        return _written_months(moment.months)
    if isinstance(moment, timedelta):
        return _written_length(moment)
    if isinstance(moment, datetime):
        return f"{moment.date().isoformat()}T{_written_clock(moment)}"
    return _written_clock(moment) if isinstance(moment, time) else moment.isoformat()


def months_later(day: date, months: int) -> date:
    """The same day of another month; where that month is shorter, its last one. Keeps the time of day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError("a date lies beyond the years 1 to 9999")
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> Months:
    """The whole months from one date to another, as a years-and-months duration."""
    if end < start:
        return Months(-months_between(end, start).months)
    months = (end.year - start.year) * 12 + end.month - start.month
    return Months(months - (end.day < start.day))


def midnight(day: date) -> datetime:
    """A date as a moment: its first, in UTC (DMN 1.5 §10.3.2.9.4)."""
    return datetime.combine(day, time(), UTC)


def offset(length: timedelta) -> tzinfo:
    """A fixed distance from UTC."""
    if abs(length) > _MOST_OFFSET:
        raise ValueError("an offset is at most 14 hours")
    return timezone(length) if length else UTC


def _read_zone(text: str) -> tzinfo | None:
    if not text:
        return None
    if text in ("Z", "z"):
        return UTC
    if text.startswith("@"):
        # The form is looked at first: the name becomes part of a path into the zone database.
        if _ZONE.fullmatch(text[1:]):
            try:
                return ZoneInfo(text[1:])
            except (ZoneInfoNotFoundError, ValueError, OSError):
                pass
        raise ValueError("there is no such time zone")
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return offset(-length if text[0] == "-" else length)


def _written_clock(moment: time | datetime) -> str:
    clock = moment.strftime("%H:%M:%S")
    if moment.microsecond:
        clock += f".{moment.microsecond:06}".rstrip("0")
    if isinstance(moment.tzinfo, ZoneInfo):
        return f"{clock}@{moment.tzinfo.key}"
    length = moment.utcoffset()
    if length is None:
        return clock
    if not length:
        return clock + "Z"
    minutes, seconds = divmod(abs(int(length.total_seconds())), 60)
    sign = "-" if length < timedelta() else "+"
    return f"{clock}{sign}{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _written_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return ("-" if months < 0 else "") + "P" + (text or "0M")


def _written_length(length: timedelta) -> str:
    sign, size = ("-", -length) if length < timedelta() else ("", length)
    minutes, seconds = divmod(size.seconds, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    clock = (f"{minutes // 60}H" if minutes >= 60 else "") + (f"{minutes % 60}M" if minutes % 60 else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    days = f"{size.days}D" if size.days else ""
    return f"{sign}P{days}" + (f"T{clock or '0S'}" if clock or not days else "")


def _whole(digits: str | None) -> int:
    if digits and len(digits) > _MOST_DIGITS:
        raise ValueError("a duration is too long")
    return int(digits or 0)

