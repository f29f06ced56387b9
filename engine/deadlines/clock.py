"""A statutory clock as data: its limit, its pauses and extension, and how its last day is worked out.

Pure: dates in, dates out. Knows neither the table of acts nor today's date.
Source: 行政许可法第三十二条、第四十二至四十五条、第八十二条; 民法典第二百零一至二百零三条.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from engine.terms import SpecialProcedure, Titled, Unit
from engine.workdays import WorkCalendar, plain_end

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expiry:
    """What the law makes of silence: the act that counts as done when a limit has passed."""

    act: str
    backdate: bool = False
    """The act takes effect from the day the clock started, as art. 32(1)(4) says of acceptance."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time the law gives, as `matter.yaml` states it under `limits`."""

    name: str
    days: int
    unit: Unit
    starts: frozenset[str]
    """Acts that start a clock, unless one of this limit is already going: a case sent back keeps its time."""
    ends: frozenset[str]
    """Acts that end it; an act that closes the case ends every clock."""
    title: Titled
    source: str
    only_with: str = ""
    """A particular without which the act that starts it starts none, such as `deferred`; empty: every time."""
    pausable: bool = False
    """Special procedures stop it (行政许可法第四十五条)."""
    extend_days: int = 0
    """By how much it may be extended at the most, in its own unit; 0: not at all."""
    extend_role: str = ""
    """The lane whose role alone may extend it (行政许可法第四十二条); empty: whoever the matter lets do the act."""
    on_expiry: Expiry | None = None
    remind_days: int = 0
    """So many days before its last day the applicant, and whom the case names, are reminded; 0: they are not."""
    named_day: bool = False
    """The act that starts it names the last day itself (`day` of its data), as an appointment does."""
    promised_days: int = 0
    """What the organ promises of it, in its own unit (承诺办结时限); 0: it promises nothing shorter."""
    until_expiry: bool = False
    """Its last day is that of the paper to be renewed, whatever day of the week that is (行政许可法第五十条)."""
    told_days: bool = False
    """The act that starts it tells how many days (`days` of its data), as that which begins a special procedure must
    (行政许可法第四十五条). The organ is held to its word; the law sets no limit."""


@dataclass(frozen=True, slots=True)
class Event:
    """An act done on a case on a legal day.

    data, where the act has them: `effective` (ISO day from which the act counts when that is earlier), `reason`,
    `approver`, `days`, `limit` (the one to extend, when several could be), `expires` (ISO last day of a paper to be
    renewed), `day` (ISO, the last day that it names).
    """

    act: str
    on: date
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def effective(self) -> date:
        """The day from which the act counts."""
        day = self.data.get("effective")
        if day is None:
            return self.on
        return day if isinstance(day, date) else date.fromisoformat(day)


class ClockState(StrEnum):
    """What a clock is doing."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    EXPIRED = "expired"
    """The limit passed first, and the act that silence stands for ended it."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A special procedure, first and last day included; `last` None while it goes on."""

    first: date
    last: date | None
    reason: SpecialProcedure


@dataclass(frozen=True, slots=True)
class Extension:
    """The one extension a limit may get."""

    days: int
    on: date
    reason: str
    approver: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit at work in one case. `run` numbers the clocks of one limit: after a correction the check runs anew."""

    limit: str
    run: int
    started: date
    """The day that is not counted; day one is the next."""
    started_by: str
    days: int
    unit: Unit
    due: date
    """The last day. While paused: the earliest it can be, as if the procedure ended on the day it began."""
    provisional: bool
    """The due day reaches days whose holiday notice is not published; it moves when that is loaded."""
    state: ClockState = ClockState.RUNNING
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    ended: date | None = None
    ended_by: str = ""
    procedure: SpecialProcedure | None = None
    """The special procedure whose own time it is; None of any other clock."""

    @property
    def going(self) -> bool:
        """Started and not yet ended; perhaps paused."""
        return self.ended is None

    def overdue(self, today: date) -> bool:
        """Whether the last day has passed before the act the clock waits for (or before the time was stopped)."""
        if self.ended is not None:
            return self.ended > self.due
        if self.state is ClockState.PAUSED:
            return self.pauses[-1].first > self.due
        return today > self.due

    def remaining(self, today: date, calendar: WorkCalendar) -> int:
        """Working days left after today, negative when overdue. While paused, those left when the pause began."""
        day = self.ended or (self.pauses[-1].first if self.state is ClockState.PAUSED else today)
        return calendar.working_days_between(max(day, self.started), self.due)

    def to_dict(self) -> dict[str, Any]:
        """The clock as plain JSON values."""
        return {
            "limit": self.limit,
            "run": self.run,
            "started": self.started.isoformat(),
            "started_by": self.started_by,
            "days": self.days,
            "unit": self.unit.value,
            "due": self.due.isoformat(),
            "provisional": self.provisional,
            "state": self.state.value,
            "pauses": [[p.first.isoformat(), p.last and p.last.isoformat(), p.reason.value] for p in self.pauses],
            "extension": self.extension
            and [self.extension.days, self.extension.on.isoformat(), self.extension.reason, self.extension.approver],
            "ended": self.ended and self.ended.isoformat(),
            "ended_by": self.ended_by,
            **({"procedure": self.procedure.value} if self.procedure else {}),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The clock that `to_dict` made these values of."""
        day = date.fromisoformat
        extension = plain["extension"]
        return cls(
            limit=plain["limit"],
            run=plain["run"],
            started=day(plain["started"]),
            started_by=plain["started_by"],
            days=plain["days"],
            unit=Unit(plain["unit"]),
            due=day(plain["due"]),
            provisional=plain["provisional"],
            state=ClockState(plain["state"]),
            pauses=tuple(Pause(day(a), day(b) if b else None, SpecialProcedure(r)) for a, b, r in plain["pauses"]),
            extension=Extension(extension[0], day(extension[1]), *extension[2:]) if extension else None,
            ended=day(plain["ended"]) if plain["ended"] else None,
            ended_by=plain["ended_by"],
            procedure=SpecialProcedure(plain["procedure"]) if "procedure" in plain else None,
        )


def dated(clock: Clock, calendar: WorkCalendar) -> Clock:
    """The clock with its last day worked out: the limit, its extension, and as many days again as each pause took.

    A pause that begins after the last day takes nothing. The extension runs on from the limit (art. 42), so both are
    counted as one period.
    """
    count = clock.days + (clock.extension.days if clock.extension else 0)
    working = clock.unit is Unit.WORKING_DAY
    first = clock.started + _ONE_DAY
    end = calendar.add(clock.started, count, clock.unit).day if working else plain_end(clock.started, count, clock.unit)
    for before, last in standing_still(clock):
        if before < end:
            end = calendar.lengthen(end, days_between(clock, before, last, calendar), clock.unit)
    due = calendar.due(first if working else end, end if working else calendar.roll_on(end))
    return replace(clock, due=due.day, provisional=due.provisional)


def standing_still(clock: Clock) -> Iterator[tuple[date, date]]:
    """The pauses as (day before the first, last day), cut so that no day comes twice; one that goes on has one day."""
    counted = clock.started
    for pause in clock.pauses:
        before, last = max(pause.first - _ONE_DAY, counted), pause.last or pause.first
        if last > before:
            yield before, last
            counted = last


def days_between(clock: Clock, before: date, last: date, calendar: WorkCalendar) -> int:
    """The days after `before` up to `last`, as this clock counts them."""
    return calendar.working_days_between(before, last) if clock.unit is Unit.WORKING_DAY else (last - before).days
