"""What holds for every history of acts and the clocks made of it."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines import Clock, ClockState, Event, Expiry, Limit, apply, clocks, expired, redated
from engine.errors import Refusal
from engine.terms import SpecialProcedure, Titled, Unit
from engine.workdays import WorkCalendar, read_calendar

PUBLISHED = read_calendar(Path(__file__).parents[2] / "workflows" / "_shared" / "calendar")
EARLIER = WorkCalendar(y for y in PUBLISHED.years.values() if y.year <= 2025)


def limit(name, days, starts, ends, unit=Unit.WORKING_DAY, **more):
    return Limit(name, days, unit, frozenset(starts), frozenset(ends), Titled(name, name), "行政许可法", **more)


ONE_BY_ONE = (
    limit(
        "check", 5, ["submit", "correct"], ["accept", "ask_correction", "turn_away"], on_expiry=Expiry("accept", True)
    ),
    limit("correct", 10, ["ask_correction"], ["correct"], Unit.NATURAL_DAY, on_expiry=Expiry("lapse")),
    limit("examine", 20, ["accept"], ["forward"], pausable=True),
    limit("decide", 10, ["forward"], ["grant", "refuse"], pausable=True, extend_days=10),
    limit("whole", 2, ["accept"], ["grant", "refuse"], Unit.MONTH, pausable=True),
    limit("deliver", 10, ["grant", "refuse"], ["deliver"]),
)
LIMITS = {one.name: one for one in ONE_BY_ONE}
ACTS = sorted(
    {act for one in ONE_BY_ONE for act in one.starts | one.ends} | {"suspend", "resume", "extend", "withdraw"}
)

events = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 15),
        st.fixed_dictionaries(
            {
                "reason": st.sampled_from([*(p.value for p in SpecialProcedure), "enquiry"]),
                "approver": st.sampled_from(["qin.head", ""]),
                "days": st.integers(0, 11),
            }
        ),
    ),
    max_size=25,
)


@st.composite
def histories(draw):
    """Acts in order of their days, without those the clocks refuse."""
    day, now, kept = draw(st.dates(date(2025, 1, 1), date(2026, 12, 1))), (), []
    for act, later, data in draw(events):
        day += timedelta(days=later)
        event = Event(act, day, data)
        try:
            now = apply(now, LIMITS, event, PUBLISHED)
        except Refusal:
            continue
        kept.append(event)
    return kept


def naive_due(clock, calendar):
    """The last day of a clock in working days, found by going through the days one at a time."""
    left = clock.days + (clock.extension.days if clock.extension else 0)
    day = clock.started
    while left:
        day += timedelta(days=1)
        stands = any(p.first <= day <= (p.last or p.first) for p in clock.pauses)
        left -= calendar.is_working_day(day) and not stands
    return day


@given(histories())
def test_clocks_kept_act_by_act_are_those_made_from_history(history):
    kept = ()
    for event in history:
        written = [clock.to_dict() for clock in kept]
        kept = apply(tuple(Clock.from_dict(w) for w in written), LIMITS, event, PUBLISHED)

    assert kept == clocks(LIMITS, history, PUBLISHED)


@given(histories())
def test_the_last_day_is_the_one_found_by_counting_day_by_day(history):
    for clock in clocks(LIMITS, history, PUBLISHED):
        if clock.unit is Unit.WORKING_DAY:
            assert clock.due == naive_due(clock, PUBLISHED)


@given(histories())
def test_a_pause_never_shortens_a_limit(history):
    for clock in clocks(LIMITS, history, PUBLISHED):
        count = clock.days + (clock.extension.days if clock.extension else 0)
        assert clock.due >= PUBLISHED.add(clock.started, count, clock.unit).day


@given(histories())
def test_every_limit_has_at_most_one_clock_going(history):
    now = clocks(LIMITS, history, PUBLISHED)

    going = [clock.limit for clock in now if clock.going]
    assert len(going) == len(set(going))
    assert all(c.run == 1 + sum(o.limit == c.limit for o in now[:place]) for place, c in enumerate(now))


@given(histories())
def test_after_the_case_is_closed_no_clock_goes(history):
    closing = [n for n, e in enumerate(history) if e.act in ("turn_away", "withdraw", "deliver")]
    if closing:
        assert not any(clock.going for clock in clocks(LIMITS, history[: closing[-1] + 1], PUBLISHED))


@given(histories())
def test_an_ended_clock_never_changes(history):
    now = ()
    for event in history:
        then = apply(now, LIMITS, event, PUBLISHED)
        assert all(after is before for before, after in zip(now, then, strict=False) if not before.going)
        now = then


@given(histories())
def test_loading_a_year_later_gives_the_days_of_having_had_it(history):
    try:
        early = clocks(LIMITS, history, EARLIER)
    except Refusal:  # an extension that was in time by the notice came too late by the assumption
        return

    ended = {(c.limit, c.run): c for c in early}
    for clock in clocks(LIMITS, history, PUBLISHED):
        before = ended[clock.limit, clock.run]
        (after,) = redated([before], PUBLISHED)
        assert (after.due, after.provisional) == (clock.due, clock.provisional)
        assert before.provisional or before.due == clock.due


@given(histories(), st.integers(0, 60))
def test_silence_speaks_only_after_the_last_day_of_a_running_clock(history, later):
    today = (history[-1].on if history else date(2026, 3, 2)) + timedelta(days=later)

    for silence in expired(clocks(LIMITS, history, PUBLISHED), LIMITS, today):
        assert silence.clock.state is ClockState.RUNNING
        assert silence.clock.overdue(today) and not silence.clock.provisional
