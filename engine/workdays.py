"""Working days: which days organs work, and the last day of a period counted from a given day.

Knows the yearly holiday notices as data handed in, and what to assume where the notice of a year is not out yet; then
the answer is marked provisional. Pure: knows neither clocks nor today's date.
Source: 行政许可法第八十二条; 民法典第二百零一至二百零三条; 全国年节及纪念日放假办法.
"""

from __future__ import annotations

import calendar as gregorian
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from engine import fast_yaml
from engine.errors import Failure, Refusal
from engine.terms import Unit


class Due(NamedTuple):
    """The last day of a period. Provisional: it reaches days whose holiday notice is not loaded."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """The State Council notice that fixes a year's holidays. `number` is empty and `evidence` "K" where unconfirmed."""

    title: str
    number: str = ""
    date: date | None = None
    url: str = ""
    evidence: str = "found"


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday and all its days off, exchanged weekend days included."""

    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What one year's notices say. A notice may speak of the last days of the year before: the New Year's exchange."""

    year: int
    notices: tuple[Notice, ...]
    holidays: tuple[Holiday, ...]
    working: frozenset[date]
    """Weekend days on which organs work."""


class CalendarMissing(Failure):
    """The holidays of a year were asked for that no loaded notice fixes."""

    code = "CALENDAR-MISSING"
    remedy = (
        "Load the file of that year into workflows/_shared/calendar once the State Council has published its notice."
    )
    source = "全国年节及纪念日放假办法"

    def __init__(self, year: int, known: Iterable[int]) -> None:
        self.year = year
        years = sorted(known)
        span = f"{years[0]} to {years[-1]}" if years else "none"
        super().__init__(f"the working days of {year} are not known; loaded: {span}")


class CalendarRefused(Refusal):
    """A calendar file does not say clearly which days are free."""

    code = "CALENDAR-REFUSED"
    remedy = "Correct the file after the notice it cites; workflows/_shared/calendar shows the form."
    status = 422

    def __init__(self, file: str, fault: str) -> None:
        self.file, self.fault = file, fault
        super().__init__(f"{file}: {fault}")


FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""Month and day of the holidays that need no notice; the others follow the moon or are exchanged yearly."""

_ONE_DAY = timedelta(days=1)


class WorkCalendar:
    """Working days of all years: as published where a notice is loaded, by assumption elsewhere.

    The assumption for an unpublished year: weekends and FIXED_HOLIDAYS are free, every other day is worked. The last
    three days of December are certain only when the following year is loaded too, because the notice of a New Year may
    exchange them (2018-12-29 was worked and 2018-12-31 free by the notice for 2019).
    """

    def __init__(self, years: Iterable[CalendarYear] = ()) -> None:
        self.years: Mapping[int, CalendarYear] = {y.year: y for y in sorted(years, key=lambda y: y.year)}
        self._free = {d for y in self.years.values() for h in y.holidays for d in h.days}
        self._worked = {d for y in self.years.values() for d in y.working}
        self._ordinals: dict[int, list[int]] = {}

    def is_published(self, day: date) -> bool:
        """Whether notices fix that day for good."""
        if day.year not in self.years:
            return False
        return not (day.month == 12 and day.day >= 29) or day.year + 1 in self.years

    def is_working_day(self, day: date) -> bool:
        """Whether organs work on that day, by notice or by assumption."""
        if day in self._worked:
            return True
        if day in self._free or day.weekday() >= 5:
            return False
        return day.year in self.years or (day.month, day.day) not in FIXED_HOLIDAYS

    def add(self, start: date, count: int, unit: Unit, *, strict: bool = False) -> Due:
        """The last day of a period of `count` units that begins the day after `start`.

        count: 0 or more; 0 working days is `start` itself. Working days end on a working day; the other units roll on
        to the next working day where they end on a free one. Raises CalendarMissing when strict and the day is not
        certain, ValueError when count is negative, OverflowError beyond the year 9999.
        Source: 民法典第二百零一条（开始的当日不计入）、第二百零二条（没有对应日的为月末）、第二百零三条（休假日顺延）.
        """
        if count < 0:
            raise ValueError(f"a period has no negative length: {count}")
        first = start + _ONE_DAY if unit is Unit.WORKING_DAY else plain_end(start, count, unit)
        last = self._working_day_after(start, count) if unit is Unit.WORKING_DAY else self.roll_on(first)
        return self.due(first, last, strict=strict)

    def due(self, first: date, last: date, *, strict: bool = False) -> Due:
        """`last` as the end of a period, provisional unless notices fix every day looked at, from `first` to `last`.

        Raises CalendarMissing when strict and it would be provisional.
        """
        years = range(first.year, last.year + 1)
        if first > last or (self.is_published(last) and all(year in self.years for year in years)):
            return Due(last, False)
        if strict:
            raise CalendarMissing(next(y for y in range(first.year, last.year + 2) if y not in self.years), self.years)
        return Due(last, True)

    def lengthen(self, end: date, count: int, unit: Unit) -> date:
        """`end` moved on by `count` working days (or, for every other unit, natural days), not yet rolled on."""
        return self._working_day_after(end, count) if unit is Unit.WORKING_DAY else end + timedelta(days=count)

    def roll_on(self, day: date) -> date:
        """The day itself when it is a working day, otherwise the next one. Source: 民法典第二百零三条."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after that day."""
        return self.roll_on(day + _ONE_DAY)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.working_days_between(end, start)
        first, last = start.toordinal(), end.toordinal()
        total = 0
        for year in range(start.year, end.year + 1):
            days = self._working(year)
            total += bisect_right(days, last) - bisect_right(days, first)
        return total

    def _working_day_after(self, start: date, count: int) -> date:
        """The count-th working day after `start`."""
        if count == 0:
            return start
        year = start.year
        days = self._working(year)
        place = bisect_right(days, start.toordinal()) + count - 1
        while place >= len(days):
            place -= len(days)
            year += 1
            if year > date.max.year:
                raise OverflowError("the period ends beyond the year 9999")
            days = self._working(year)
        return date.fromordinal(days[place])

    def _working(self, year: int) -> list[int]:
        """The ordinals of the working days of a year, in order; worked out once."""
        days = self._ordinals.get(year)
        if days is None:
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            days = [n for n in range(first, last + 1) if self.is_working_day(date.fromordinal(n))]
            self._ordinals[year] = days
        return days


def plain_end(start: date, count: int, unit: Unit) -> date:
    """The last day of a period of natural days, months or years, before it is rolled on."""
    if unit is Unit.NATURAL_DAY:
        return start + timedelta(days=count)
    months = start.year * 12 + start.month - 1 + (count if unit is Unit.MONTH else 12 * count)
    year, month = months // 12, months % 12 + 1
    if year > date.max.year:
        raise OverflowError("the period ends beyond the year 9999")
    # art. 202: no corresponding day, then the last day of the month
    return date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))


def calendar_year(document: object, file: str = "calendar") -> CalendarYear:
    """One year's calendar from the parsed content of its file. Raises CalendarRefused.

    The form: `{year, notice: {title, number, date}, changed_by: […], holidays: [{name, days: […]}], working: […]}`;
    `changed_by` holds later notices for the same year, as in 2015, 2019 and 2020.
    """
    if not isinstance(document, Mapping):
        raise CalendarRefused(file, "is not a mapping with year, notice, holidays and working")
    year = document.get("year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise CalendarRefused(file, f"year is {year!r}, not a number such as 2026")
    try:
        notices = tuple(_notice(n, file) for n in (document.get("notice"), *document.get("changed_by", ())))
        holidays = tuple(
            Holiday(str(h["name"]), tuple(_day(d, year, file) for d in h["days"])) for h in document["holidays"]
        )
        working = frozenset(_day(d, year, file) for d in document.get("working") or ())
    except (KeyError, TypeError) as error:
        raise CalendarRefused(file, f"is not of the form {{year, notice, holidays, working}}: {error}") from error
    free = [d for h in holidays for d in h.days]
    for twice in {d for d in free if free.count(d) > 1}:
        raise CalendarRefused(file, f"{twice} belongs to two holidays")
    for both in working.intersection(free):
        raise CalendarRefused(file, f"{both} is both a holiday and a working day")
    for needless in (d for d in working if d.weekday() < 5):
        raise CalendarRefused(file, f"{needless} is no weekend day; working lists only weekend days that are worked")
    return CalendarYear(year, notices, holidays, working)


def read_calendar(folder: Path) -> WorkCalendar:
    """The calendar made of all `YYYY.yaml` files of a folder. Raises CalendarRefused."""
    years = []
    for path in sorted(folder.glob("*.yaml")):
        year = read_year(path.read_bytes(), path.name)
        if path.stem != str(year.year):
            raise CalendarRefused(path.name, f"holds the year {year.year}; name the file {year.year}.yaml")
        years.append(year)
    return WorkCalendar(years)


def read_year(data: bytes, file: str) -> CalendarYear:
    """One year's calendar from the bytes of its file. Raises CalendarRefused."""
    try:
        document = fast_yaml.load(data)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CalendarRefused(file, f"is not YAML: {error}") from error
    return calendar_year(document, file)


def _notice(document: object, file: str) -> Notice:
    if not isinstance(document, Mapping) or not document.get("title"):
        raise CalendarRefused(file, "cites no notice: give its title, number and date")
    day = document.get("date")
    return Notice(
        str(document["title"]),
        str(document.get("number") or ""),
        day if isinstance(day, date) else None,
        str(document.get("url") or ""),
        str(document.get("evidence") or "found"),
    )


def _day(value: Any, year: int, file: str) -> date:
    """A day of the file, which must lie in its year or in the December before."""
    if type(value) is not date:
        raise CalendarRefused(file, f"{value!r} is not a date such as {year}-01-01")
    if value.year != year and (value.year, value.month) != (year - 1, 12):
        raise CalendarRefused(file, f"{value} lies outside {year}")
    return value
