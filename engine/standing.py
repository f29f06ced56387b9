"""How a case stands before a supervisor: who has it, by when it should be done, and once it has come out, how it went.

Pure: what the acts have made of a case comes in, and what lists, lights and figures are made of comes out. Kept in
columns of the case, so that none of them reads a history; worked out again from the entries it is the same.
Source: 行政许可法第四十二至四十五条、第七十四条; promised limits: 国务院令第722号《优化营商环境条例》第三十六条.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.deadlines import Clock, ClockState, Limits, dated, standing_still
from engine.terms import Light
from engine.workdays import WorkCalendar

IN_TIME, LATE_BY_PROMISE, LATE_BY_LAW = 0, 1, 2

Holders = Mapping[str, frozenset[str]]
"""The limits that are an organ's time and not the applicant's, each with the organs whose it is; none: whoever has
the case."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Columns of a case, by their names. Days and months are ISO text."""

    holder: str = ""
    """The organ that has the case, or had it when it came out."""
    due_on: str | None = None
    """The earliest last day, by law, of the organs' running clocks; a special procedure has none."""
    promised_on: str | None = None
    """The earliest last day by what the organs promised; where they promised nothing, by law."""
    received: str = ""
    """Month in which the application came."""
    ended: str | None = None
    """Month in which the case came out."""
    outcome: str | None = None
    days: int | None = None
    """Working days from acceptance (of what was never accepted: from receipt) until then, special procedures apart."""
    late: int = IN_TIME
    """Whether an organ's clock ended late, and by which measure."""
    irregular: int = 0
    """How many irregular acts there were."""


def promised_day(clock: Clock, limits: Limits, calendar: WorkCalendar) -> date:
    """The last day by what the organ promised, pauses and extension included; by law when it promised nothing."""
    promised = limits[clock.limit].promised_days
    return dated(replace(clock, days=promised), calendar).due if promised else clock.due


def standing(
    holder: str,
    clocks: Sequence[Clock],
    limits: Limits,
    holders: Holders,
    calendar: WorkCalendar,
    *,
    days: Mapping[str, str],
    outcome: tuple[str, str] | None,
    irregular: int,
) -> Standing:
    """How a case stands after an act. holder: who had it before; days: of each act; outcome: with its act."""
    ours = [clock for clock in clocks if clock.limit in holders]
    running = sorted((c for c in ours if c.state is ClockState.RUNNING), key=lambda c: (c.due, c.limit))
    going = sorted((c for c in ours if c.going), key=lambda c: (c.due, c.limit))
    whose = next((holders[clock.limit] for clock in going if holders[clock.limit]), frozenset[str]())
    ended = date.fromisoformat(days[outcome[1]]) if outcome else None
    received = next(iter(days.values()))
    return Standing(
        holder=holder if holder in whose or not whose else min(whose),
        due_on=min((clock.due.isoformat() for clock in running if not limits[clock.limit].told_days), default=None),
        promised_on=min((promised_day(clock, limits, calendar).isoformat() for clock in running), default=None),
        received=received[:7],
        ended=ended.isoformat()[:7] if ended else None,
        outcome=outcome[0] if outcome else None,
        days=_taken(date.fromisoformat(days.get("accept", received)), ended, clocks, calendar) if ended else None,
        late=max((_late(clock, limits, calendar) for clock in ours), default=IN_TIME),
        irregular=irregular,
    )


def light(last_day: str | None, today: date, calendar: WorkCalendar, warning_days: int) -> Light | None:
    """The light of what should be done by that day (ISO); None for what no clock runs for.

    warning_days: working days before the last day from which it is yellow.
    """
    if last_day is None:
        return None
    last = date.fromisoformat(last_day)
    if today > last:
        return Light.RED
    return Light.YELLOW if calendar.working_days_between(today, last) <= warning_days else Light.GREEN


def worst(lights: Iterable[Light | None]) -> Light | None:
    """The gravest of several lights."""
    order = list(Light)
    return max((one for one in lights if one is not None), key=order.index, default=None)


def _late(clock: Clock, limits: Limits, calendar: WorkCalendar) -> int:
    if clock.ended is None or clock.ended <= promised_day(clock, limits, calendar):
        return IN_TIME
    return LATE_BY_LAW if clock.ended > clock.due and not limits[clock.limit].told_days else LATE_BY_PROMISE


def _taken(start: date, end: date, clocks: Iterable[Clock], calendar: WorkCalendar) -> int:
    """Working days after `start` up to `end`, but for those on which a special procedure stopped a clock."""
    stood = {
        before + timedelta(days=n)
        for clock in clocks
        for before, last in standing_still(clock)
        for n in range(1, (min(last, end) - before).days + 1)
    }
    return calendar.working_days_between(start, end) - sum(map(calendar.is_working_day, stood))
