"""What holds for every period counted on the calendar."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from engine.terms import Unit
from engine.workdays import WorkCalendar, read_calendar

PUBLISHED = read_calendar(Path(__file__).parents[2] / "workflows" / "_shared" / "calendar")
days = st.dates(date(2003, 1, 1), date(2030, 12, 31))
counts = st.integers(0, 400)
units = st.sampled_from(sorted(Unit))


def counted(start, count):
    """The count-th working day after `start`, one day at a time."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= PUBLISHED.is_working_day(day)
    return day


@given(days, counts)
def test_adding_working_days_is_counting_them_one_by_one(start, count):
    assert PUBLISHED.add(start, count, Unit.WORKING_DAY).day == counted(start, count)


@given(days, st.integers(1, 400), st.sampled_from([Unit.WORKING_DAY, Unit.NATURAL_DAY]))
def test_no_period_ends_on_a_free_day(start, count, unit):
    assert PUBLISHED.is_working_day(PUBLISHED.add(start, count, unit).day)


@given(days, st.integers(1, 48), st.sampled_from([Unit.MONTH, Unit.YEAR]))
def test_months_and_years_end_on_a_working_day_of_the_month_or_roll_on_from_its_end(start, count, unit):
    due = PUBLISHED.add(start, count, unit).day

    months = start.year * 12 + start.month - 1 + count * (1 if unit is Unit.MONTH else 12)
    assert PUBLISHED.is_working_day(due)
    assert due.year * 12 + due.month - 1 in (months, months + 1)


@given(days, counts, counts, units)
def test_a_longer_period_never_ends_earlier(start, count, more, unit):
    assert PUBLISHED.add(start, count, unit).day <= PUBLISHED.add(start, count + more, unit).day


@given(days, st.integers(0, 400), counts, units)
def test_a_period_begun_later_never_ends_earlier(start, later, count, unit):
    assert PUBLISHED.add(start, count, unit).day <= PUBLISHED.add(start + timedelta(days=later), count, unit).day


@given(days, counts, counts)
def test_working_days_run_on(start, count, more):
    first = PUBLISHED.add(start, count, Unit.WORKING_DAY).day

    assert PUBLISHED.add(first, more, Unit.WORKING_DAY).day == PUBLISHED.add(start, count + more, Unit.WORKING_DAY).day


@given(days, counts)
def test_adding_and_counting_undo_each_other(start, count):
    assert PUBLISHED.working_days_between(start, PUBLISHED.add(start, count, Unit.WORKING_DAY).day) == count


@given(st.integers(2010, 2025), days, counts, units)
def test_what_is_certain_stays_when_further_years_are_published(last, start, count, unit):
    earlier = WorkCalendar(y for y in PUBLISHED.years.values() if y.year <= last)

    then = earlier.add(start, count, unit)

    assert then.provisional or then == PUBLISHED.add(start, count, unit)
