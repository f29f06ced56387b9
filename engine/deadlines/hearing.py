"""The clocks of a hearing: asked for in time, held in time, told of in time.

Pure: the days come in. A hearing stops the time of the case; these days are its own.
Source: 行政许可法第四十七条 (asked for within five days of being told, held within twenty of being asked for),
第四十八条第一款第一项 (the parties are told seven days before).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.errors import Refusal
from engine.terms import Unit
from engine.workdays import WorkCalendar

ASK_DAYS, HOLD_DAYS, NOTICE_DAYS = 5, 20, 7
"""Working days to ask and to hold (art. 82); days of notice before."""


class HearingUntimely(Refusal):
    """A day of a hearing is not as the law wants it."""

    code = "CASE-HEARING-DAY"
    remedy = "Set the hearing on a day within the law's; what was asked for too late stops no time."
    source = "行政许可法第四十七条、第四十八条"
    status = 422

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Hearing:
    """When the parties were told of their right, asked for a hearing, are told of its day, and it is held."""

    told_on: date
    asked_on: date
    noticed_on: date
    held_on: date

    @classmethod
    def of(cls, days: Mapping[str, Any], today: date) -> Hearing:
        """From the answers of a form: `told_on`, `asked_on`, `held_on`; the notice goes out today."""
        day = date.fromisoformat
        return cls(day(days["told_on"]), day(days["asked_on"]), today, day(days["held_on"]))

    def check(self, calendar: WorkCalendar) -> None:
        """Raises HearingUntimely with every day that is not as the law wants it, and what it should be."""
        faults = []
        if not self.told_on <= self.asked_on:
            faults.append(f"it was asked for on {self.asked_on}, before the right was told on {self.told_on}")
        last = calendar.add(self.told_on, ASK_DAYS, Unit.WORKING_DAY).day
        if self.asked_on > last:
            faults.append(f"it was asked for on {self.asked_on}; five working days ended on {last}")
        last = calendar.add(self.asked_on, HOLD_DAYS, Unit.WORKING_DAY).day
        if self.held_on > last:
            faults.append(f"it is held on {self.held_on}; twenty working days from its request end on {last}")
        first = self.noticed_on + timedelta(days=NOTICE_DAYS)
        if self.held_on < first:
            faults.append(f"it is held on {self.held_on}; seven days' notice from {self.noticed_on} lead to {first}")
        if faults:
            raise HearingUntimely(faults)
