"""What acts do to clocks: start, stop, go on, extend, end; and what silence brings about.

A clock is made of the acts on a case and nothing else, so it can always be made again from the history. `clocks` does
that; `apply` does one act and touches only the clocks the act concerns.
Source: 行政许可法第三十二条、第四十二条、第四十五条.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from engine.deadlines.clock import Clock, ClockState, Event, Extension, Limit, Pause, dated
from engine.errors import Refusal
from engine.terms import CLOSING_ACTS, ActName, SpecialProcedure, Unit
from engine.workdays import WorkCalendar


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
        now = _paused(now, limits, event, calendar)
    elif event.act == ActName.RESUME:
        now = _resumed(now, event, calendar)
    closes = event.act in CLOSING_ACTS
    then = [
        _ended(c, limits[c.limit], event, calendar) if c.going and (closes or event.act in limits[c.limit].ends) else c
        for c in now
    ]
    if not closes:
        for limit in limits.values():
            missing = limit.only_with and not event.data.get(limit.only_with)
            if event.act in limit.starts and not missing and not any(c.going and c.limit == limit.name for c in then):
                then.append(_started(limit, sum(c.limit == limit.name for c in then) + 1, event, calendar))
    return tuple(then)


def latest(now: Iterable[Clock]) -> dict[str, Clock]:
    """The last clock of each limit, by the limit's name."""
    return {clock.limit: clock for clock in now}


def redated(now: Iterable[Clock], calendar: WorkCalendar) -> Clocks:
    """The clocks with provisional days worked out again, as after loading the notice of a further year."""
    return tuple(dated(clock, calendar) if clock.provisional else clock for clock in now)


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
    if limit.told_days:
        clock = replace(clock, days=_told_days(event), procedure=_procedure(event))
    if limit.until_expiry and (expires := event.data.get("expires")):
        last = date.fromisoformat(str(expires))
        return replace(clock, days=(last - event.effective).days, unit=Unit.NATURAL_DAY, due=last)
    if limit.named_day and (named := event.data.get("day")):
        last = date.fromisoformat(str(named))
        return replace(clock, days=(last - event.effective).days, unit=Unit.NATURAL_DAY, due=last)
    return dated(clock, calendar)


def _told_days(event: Event) -> int:
    days = event.data.get("days")
    if type(days) is not int or days < 1:
        raise PauseRefused(f"{days!r} is no number of days that the special procedure takes")
    return days


def _procedure(event: Event) -> SpecialProcedure | None:
    return SpecialProcedure.named(event.data.get("reason")) if event.act == ActName.SUSPEND else None


def _ended(clock: Clock, limit: Limit, event: Event, calendar: WorkCalendar) -> Clock:
    if clock.state is ClockState.PAUSED:  # a case withdrawn during a special procedure
        clock = _gone_on(clock, event.on, calendar)
    silent = limit.on_expiry is not None and limit.on_expiry.act == event.act and event.on > clock.due
    state = ClockState.EXPIRED if silent else ClockState.ENDED
    # What was served counts from the day it was served, on whatever day that is written down.
    ended = event.effective if event.act == ActName.DELIVER else event.on
    return replace(clock, state=state, ended=ended, ended_by=event.act)


def _paused(now: Sequence[Clock], limits: Limits, event: Event, calendar: WorkCalendar) -> Clocks:
    reason = SpecialProcedure.named(event.data.get("reason"))
    then = []
    for clock in now:
        if clock.going and limits[clock.limit].pausable:
            if clock.state is ClockState.PAUSED:
                raise PauseRefused(f"{clock.limit} stands still since {clock.pauses[-1].first}")
            pauses = (*clock.pauses, Pause(event.on, None, reason))
            clock = dated(replace(clock, state=ClockState.PAUSED, pauses=pauses), calendar)
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
    return dated(replace(clock, state=ClockState.RUNNING, pauses=pauses), calendar)


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
    longer = dated(replace(clock, extension=Extension(days, event.on, reason, approver)), calendar)
    return tuple(longer if c is clock else c for c in now)
