"""Statutory clocks: when a limit starts, stops, goes on, is extended and ends.

A clock is made of the acts on a case and nothing else, so it can always be made again from the history. `clocks` does
that; `apply` does one act and touches only the clocks the act concerns. Pure: dates in, dates out; the caller says what
day it is. Knows neither the table of acts nor the database.
Source: 行政许可法第三十二条、第四十二至四十五条、第八十二条; 民法典第二百零一至二百零三条.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from typing import Any, Self

from engine.errors import Refusal
from engine.terms import CLOSING_ACTS, ActName, Language, SpecialProcedure, Titled, Unit
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
    pausable: bool = False
    """Special procedures stop it (行政许可法第四十五条)."""
    extend_days: int = 0
    """By how much it may be extended at the most, in its own unit; 0: not at all."""
    on_expiry: Expiry | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An act done on a case on a legal day.

    data, where the act has them: `effective` (ISO day from which the act counts when that is earlier), `reason`,
    `approver`, `days`, `limit` (the one to extend, when several could be).
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
        )


class ExtensionRefused(Refusal):
    """The limit cannot be extended, or not so."""

    code = "CASE-EXTENSION"
    remedy = "Extend a running limit that allows it, once, before it has passed, with a reason and its approver."
    source = "行政许可法第四十二条"
    status = 422

    def __init__(self, fault: str) -> None:
        super().__init__(f"the time cannot be extended: {fault}")


class PauseRefused(Refusal):
    """Time was to be stopped twice, or to go on without having been stopped."""

    code = "CASE-PAUSE"
    remedy = "Resume the case before another special procedure begins."
    source = "行政许可法第四十五条"
    status = 409

    def __init__(self, fault: str) -> None:
        super().__init__(f"the time cannot be stopped or go on: {fault}")


Limits = Mapping[str, Limit]
Clocks = tuple[Clock, ...]


def clocks(limits: Limits, events: Iterable[Event], calendar: WorkCalendar) -> Clocks:
    """All clocks of a case, made from its whole history in order. Raises what `apply` raises."""
    return reduce(lambda now, event: apply(now, limits, event, calendar), events, ())


def apply(now: Sequence[Clock], limits: Limits, event: Event, calendar: WorkCalendar) -> Clocks:
    """The clocks after one more act. Clocks the act does not concern are the same objects.

    An act may end one clock and start another, also of the same limit. Raises ExtensionRefused, PauseRefused,
    NotASpecialProcedure.
    """
    if event.act == ActName.EXTEND:
        return _extended(now, limits, event, calendar)
    if event.act == ActName.SUSPEND:
        return _paused(now, limits, event, calendar)
    if event.act == ActName.RESUME:
        return _resumed(now, event, calendar)
    closes = event.act in CLOSING_ACTS
    then = [
        _ended(c, limits[c.limit], event, calendar) if c.going and (closes or event.act in limits[c.limit].ends) else c
        for c in now
    ]
    if not closes:
        for limit in limits.values():
            if event.act in limit.starts and not any(c.going and c.limit == limit.name for c in then):
                then.append(_started(limit, sum(c.limit == limit.name for c in then) + 1, event, calendar))
    return tuple(then)


def latest(now: Iterable[Clock]) -> dict[str, Clock]:
    """The last clock of each limit, by the limit's name."""
    return {clock.limit: clock for clock in now}


def redated(now: Iterable[Clock], calendar: WorkCalendar) -> Clocks:
    """The clocks with provisional days worked out again, as after loading the notice of a further year."""
    return tuple(_dated(clock, calendar) if clock.provisional else clock for clock in now)


@dataclass(frozen=True, slots=True)
class Expired:
    """A clock whose limit has passed, with the act that silence stands for and the day it takes effect."""

    clock: Clock
    act: str
    effective: date | None
    """None: the day on which it is performed."""


def expired(now: Iterable[Clock], limits: Limits, today: date) -> tuple[Expired, ...]:
    """The acts that silence has brought about by today, for the system to perform.

    A provisional day brings nothing about: the notice of its year may still move it.
    """
    return tuple(
        Expired(clock, expiry.act, clock.started if expiry.backdate else None)
        for clock in now
        if clock.state is ClockState.RUNNING
        and (expiry := limits[clock.limit].on_expiry) is not None
        and not clock.provisional
        and today > clock.due
    )


def effective_day(now: Iterable[Clock], limits: Limits, act: str, on: date) -> date:
    """The day from which an act done on day `on` counts.

    A late acceptance counts from receipt, also when a clerk performs it before the system has noticed the silence.
    """
    return next((e.effective for e in expired(now, limits, on) if e.act == act and e.effective), on)


def _started(limit: Limit, run: int, event: Event, calendar: WorkCalendar) -> Clock:
    clock = Clock(limit.name, run, event.effective, event.act, limit.days, limit.unit, event.on, False)
    return _dated(clock, calendar)


def _ended(clock: Clock, limit: Limit, event: Event, calendar: WorkCalendar) -> Clock:
    if clock.state is ClockState.PAUSED:  # a case withdrawn during a special procedure
        clock = _gone_on(clock, event.on, calendar)
    silent = limit.on_expiry is not None and limit.on_expiry.act == event.act and event.on > clock.due
    state = ClockState.EXPIRED if silent else ClockState.ENDED
    return replace(clock, state=state, ended=event.on, ended_by=event.act)


def _paused(now: Sequence[Clock], limits: Limits, event: Event, calendar: WorkCalendar) -> Clocks:
    reason = SpecialProcedure.named(event.data.get("reason"))
    then = []
    for clock in now:
        if clock.going and limits[clock.limit].pausable:
            if clock.state is ClockState.PAUSED:
                raise PauseRefused(f"{clock.limit} stands still since {clock.pauses[-1].first}")
            pauses = (*clock.pauses, Pause(event.on, None, reason))
            clock = _dated(replace(clock, state=ClockState.PAUSED, pauses=pauses), calendar)
        then.append(clock)
    return tuple(then)


def _resumed(now: Sequence[Clock], event: Event, calendar: WorkCalendar) -> Clocks:
    return tuple(_gone_on(c, event.on, calendar) if c.state is ClockState.PAUSED else c for c in now)


def _gone_on(clock: Clock, last: date, calendar: WorkCalendar) -> Clock:
    """The clock after its pause, of which `last` is the last day."""
    pause = clock.pauses[-1]
    if last < pause.first:
        raise PauseRefused(f"the special procedure began on {pause.first} and cannot end on {last}")
    pauses = (*clock.pauses[:-1], replace(pause, last=last))
    return _dated(replace(clock, state=ClockState.RUNNING, pauses=pauses), calendar)


def _extended(now: Sequence[Clock], limits: Limits, event: Event, calendar: WorkCalendar) -> Clocks:
    named = event.data.get("limit")
    open_to_it = [
        c for c in now if c.going and limits[c.limit].extend_days and (named is None or c.limit == named)
    ]  # fmt: skip
    if len(open_to_it) != 1:
        fault = f"it is not clear which of {', '.join(c.limit for c in open_to_it)}" if open_to_it else "none allows it"
        raise ExtensionRefused(fault)
    clock = open_to_it[0]
    most = limits[clock.limit].extend_days
    days = event.data.get("days", most)
    reason, approver = str(event.data.get("reason") or ""), str(event.data.get("approver") or "")
    if clock.extension is not None:
        raise ExtensionRefused(f"{clock.limit} was extended on {clock.extension.on}")
    if clock.overdue(event.on):
        raise ExtensionRefused(f"{clock.limit} passed on {clock.due}")
    if type(days) is not int or not 1 <= days <= most:
        raise ExtensionRefused(f"{days!r} is not a number from 1 to {most}")
    if not reason or not approver:
        raise ExtensionRefused("it needs a reason and an approver")
    longer = _dated(replace(clock, extension=Extension(days, event.on, reason, approver)), calendar)
    return tuple(longer if c is clock else c for c in now)


def _dated(clock: Clock, calendar: WorkCalendar) -> Clock:
    """The clock with its last day worked out: the limit, its extension, and as many days again as each pause took.

    A pause that begins after the last day takes nothing. The extension runs on from the limit (art. 42), so both are
    counted as one period.
    """
    count = clock.days + (clock.extension.days if clock.extension else 0)
    working = clock.unit is Unit.WORKING_DAY
    first = clock.started + _ONE_DAY
    end = calendar.add(clock.started, count, clock.unit).day if working else plain_end(clock.started, count, clock.unit)
    for before, last in _standing_still(clock):
        if before < end:
            end = calendar.lengthen(end, _days(clock, before, last, calendar), clock.unit)
    due = calendar.due(first if working else end, end if working else calendar.roll_on(end))
    return replace(clock, due=due.day, provisional=due.provisional)


def _standing_still(clock: Clock) -> Iterator[tuple[date, date]]:
    """The pauses as (day before the first, last day), cut so that no day comes twice; one that goes on has one day."""
    counted = clock.started
    for pause in clock.pauses:
        before, last = max(pause.first - _ONE_DAY, counted), pause.last or pause.first
        if last > before:
            yield before, last
            counted = last


def _days(clock: Clock, before: date, last: date, calendar: WorkCalendar) -> int:
    """The days after `before` up to `last`, as this clock counts them."""
    return calendar.working_days_between(before, last) if clock.unit is Unit.WORKING_DAY else (last - before).days


# --- a clock in words ---


def explanation(clock: Clock, calendar: WorkCalendar, language: Language = "zh") -> str:
    """How the last day came about, in a sentence for a letter or a page."""
    return _in_chinese(clock, calendar) if language == "zh" else _in_english(clock, calendar)


def paused_days(clock: Clock, calendar: WorkCalendar) -> int:
    """How many days finished special procedures took off the count, in working days or natural days as the unit is."""
    over = replace(clock, pauses=tuple(p for p in clock.pauses if p.last))
    return sum(_days(clock, before, last, calendar) for before, last in _standing_still(over))


def _in_chinese(clock: Clock, calendar: WorkCalendar) -> str:
    parts = [f"自{_zh(clock.started)}{ActName(clock.started_by).titled.zh}之次日起计{clock.days}{clock.unit.titled.zh}"]
    if clock.extension:
        parts.append(f"经批准延长{clock.extension.days}{clock.unit.titled.zh}")
    if taken := paused_days(clock, calendar):
        parts.append(f"扣除特别程序{taken}{_pause_unit(clock).titled.zh}")
    if clock.state is ClockState.PAUSED:
        pause = clock.pauses[-1]
        parts.append(f"自{_zh(pause.first)}起因{pause.reason.titled.zh}暂停计算，结束后继续")
    else:
        parts.append(f"至{_zh(clock.due)}届满")
    doubt = "（所涉年度放假安排尚未公布，期满日为暂定）" if clock.provisional else ""
    return "，".join(parts) + doubt


def _in_english(clock: Clock, calendar: WorkCalendar) -> str:
    start = f"{clock.days} {clock.unit.titled.en} from the day after {clock.started} ({_act_en(clock.started_by)})"
    parts = [start]
    if clock.extension:
        parts.append(f"extended by {clock.extension.days} {clock.unit.titled.en}")
    if taken := paused_days(clock, calendar):
        parts.append(f"not counting {taken} {_pause_unit(clock).titled.en} of special procedures")
    if clock.state is ClockState.PAUSED:
        pause = clock.pauses[-1]
        parts.append(f"standing still since {pause.first} for {pause.reason.titled.en}")
    else:
        parts.append(f"ending on {clock.due}")
    doubt = " (provisional: the holidays of a year it reaches are not published)" if clock.provisional else ""
    return ", ".join(parts) + doubt


def _pause_unit(clock: Clock) -> Unit:
    return Unit.WORKING_DAY if clock.unit is Unit.WORKING_DAY else Unit.NATURAL_DAY


def _act_en(act: str) -> str:
    return ActName(act).titled.en


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
