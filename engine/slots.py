"""Places at a time (号源): which are offered, how far ahead, and who is kept from taking one.

Pure: times in, times out. How many are left is known to `engine.store.bookings`, which counts them under lock.
Source: the rules of the service that is booked, as `matter.yaml` states them under `slots`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from engine.errors import NotFound, Refusal
from engine.workdays import WorkCalendar

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})")


class NothingBooked(NotFound):
    """The matter books no places."""

    code = "SLOT-NONE"
    remedy = "Name a matter with `slots` in its matter.yaml."

    def __init__(self, matter: str) -> None:
        super().__init__(f"{matter} books no places at a time")


class SlotNotOffered(Refusal):
    """Nothing can be booked at that time."""

    code = "SLOT-NOT-OFFERED"
    remedy = "Choose one of the times that are offered (`sealflow slot list`)."
    status = 422

    def __init__(self, at: str, why: str) -> None:
        super().__init__(f"{at} is not offered: {why}")


class SlotFull(Refusal):
    """Every place at that time has been taken."""

    code = "SLOT-FULL"
    remedy = "Choose another time; nothing was booked."
    status = 409

    def __init__(self, where: str, at: str) -> None:
        super().__init__(f"{where} at {at}: every place is taken")


class SlotHeld(Refusal):
    """Somebody named holds a place already."""

    code = "SLOT-HELD"
    remedy = "Keep the earlier appointment, move it, or call it off first."
    status = 409

    def __init__(self) -> None:
        super().__init__("one of those who would come holds an appointment already")


class SlotBarred(Refusal):
    """Somebody named did not come several times and may not book for a while."""

    code = "SLOT-BARRED"
    remedy = "Come without an appointment, or book again from the day named."
    status = 409

    def __init__(self, misses: int, until: date) -> None:
        super().__init__(f"one of those who would come missed {misses} appointments; booking is open again on {until}")


class SlotStillKept(Refusal):
    """The place is kept for those who are a little late."""

    code = "SLOT-STILL-KEPT"
    remedy = "Wait until the time named; whoever comes by then is served."
    status = 409

    def __init__(self, until: str) -> None:
        super().__init__(f"the place is kept until {until}")


@dataclass(frozen=True, slots=True)
class Slots:
    """What can be booked, as a matter states it."""

    at: str
    """The field that says when: 2026-05-20T09:00, in the office's own time."""
    where: str
    """The field that says at which place."""
    persons: tuple[str, ...]
    """The fields with the identity numbers of those who come; each holds one place at a time."""
    times: tuple[str, ...]
    """The times of a day at which one may come."""
    capacity: int
    """How many places there are at each time, unless the office says otherwise for one."""
    notice_days: int = 0
    """Working days that must lie between the booking and the day itself, or more."""
    most_days: int = 30
    """Natural days ahead that may be booked at the most."""
    kept_minutes: int = 0
    """How long a place is kept for those who are late."""
    misses: int = 0
    """So many missed appointments within `misses_months` keep somebody from booking for `barred_days`; 0: never."""
    misses_months: int = 12
    barred_days: int = 30

    def is_a_time(self, at: str) -> bool:
        """Whether one may come at this time of some day."""
        read = _MOMENT.fullmatch(at)
        return read is not None and _day(read[1]) is not None and read[2] in self.times

    def check(self, at: object, today: date, calendar: WorkCalendar) -> str:
        """The time as it is kept. Raises SlotNotOffered."""
        read = _MOMENT.fullmatch(at) if isinstance(at, str) else None
        if read is None:
            raise SlotNotOffered(repr(at)[:40], "write it as 2026-05-20T09:00")
        day, time = _day(read[1]), read[2]
        if day is None or time not in self.times:
            raise SlotNotOffered(read[0], f"one may come at {', '.join(self.times)}")
        if not calendar.is_working_day(day):
            raise SlotNotOffered(read[0], f"on {day} the office does not work")
        if day <= today or calendar.working_days_between(today, day) < self.notice_days:
            raise SlotNotOffered(read[0], f"it must be booked {self.notice_days} working days ahead")
        if (day - today).days > self.most_days:
            raise SlotNotOffered(read[0], f"it can be booked {self.most_days} days ahead at the most")
        return read[0]

    def offered(self, first: date, last: date, today: date, calendar: WorkCalendar) -> Iterator[str]:
        """Every time from the first day to the last that can be booked today."""
        day = first
        while day <= last:
            for time in self.times:
                try:
                    yield self.check(f"{day}T{time}", today, calendar)
                except SlotNotOffered:
                    continue
            day += timedelta(days=1)

    def kept_until(self, at: str) -> datetime:
        """The moment, in the office's own time, until which a place is kept."""
        return datetime.fromisoformat(at) + timedelta(minutes=self.kept_minutes)

    def people(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """Those who would come, each as a mark that tells nobody who it is."""
        numbers = (_leads_to(answers, path.split(".")) for path in self.persons)
        return tuple(hashlib.sha256(number.encode()).hexdigest() for number in numbers if isinstance(number, str))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _leads_to(value: Any, path: list[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
