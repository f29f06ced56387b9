"""When timers are due: the calendar's months, the office's midnight, cycles that do not drift."""

# fmt: off

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn import timers
from bpmn.errors import DiagramRefused, ExpressionFailed
from bpmn.expressions import FUNCTIONS
from bpmn.reader import read
from bpmn.runner import compile
from bpmn.timers import TimerUnreadable
from tests.bpmn.course import MONDAY, Course
from tests.bpmn.drawing import boundary, catch, drawn, end, made, start, timer, user

SHANGHAI = ZoneInfo("Asia/Shanghai")


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("begun", "text", "due"), [
    ("2024-01-31", "P1M", "2024-02-29"),
    ("2026-01-31", "P1M", "2026-02-28"),
    ("2026-01-31", "P2M", "2026-03-31"),
    ("2024-02-29", "P1Y", "2025-02-28"),
    ("2023-12-31", "P2M", "2024-02-29"),
    ("2024-12-15", "P1M", "2025-01-15"),
    ("2026-03-02", "P10D", "2026-03-12"),
    ("2026-03-02", "P2W", "2026-03-16"),
    ("2026-03-02", "P1Y2M10DT2H30M", "2027-05-12T02:30"),
    ("2026-03-02", "PT36H", "2026-03-03T12:00"),
    ("2026-03-02", "PT0.5H", "2026-03-02T00:30"),
    ("2026-03-02", "PT1,5S", "2026-03-02T00:00:01.5"),
    ("2026-03-02", "P1.5D", "2026-03-03T12:00"),
    ("2026-03-02", "P0D", "2026-03-02"),
    ("2026-03-02", "P1MT1M", "2026-04-02T00:01"),
])
def test_a_duration_is_counted_by_the_calendar(begun: str, text: str, due: str) -> None:
    assert timers.duration(text).after(shanghai(begun)) == shanghai(due)


def test_a_month_is_counted_by_the_office_calendar_not_by_utc() -> None:
    # 31 January 00:30 in Shanghai is still 30 January in London.
    assert timers.duration("P1M").after(datetime(2026, 1, 30, 16, 30, tzinfo=UTC)) == shanghai("2026-02-28T00:30")


def test_a_day_is_a_day_where_clocks_are_put_forward_and_24_hours_are_24_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    eve = datetime(2026, 3, 28, 12, tzinfo=berlin)

    assert timers.duration("P1D").after(eve, zone=berlin) == datetime(2026, 3, 29, 12, tzinfo=berlin)
    assert timers.duration("PT24H").after(eve, zone=berlin) == datetime(2026, 3, 29, 13, tzinfo=berlin)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1", "1D", "P1YT", "P1.5M", "P0.5Y", "P1.5DT1H", "-P1D", "P-1D",
                                  "p1d", "P1D2M", "R3/P1D", "five days", "P1D;", "P9999999999D"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(TimerUnreadable):
        timers.duration(text)


def test_a_duration_beyond_the_calendar_is_refused() -> None:
    for text in ("P999999999D", "P9999Y", "PT999999999H"):
        with pytest.raises(TimerUnreadable, match="calendar"):
            timers.duration(text).after(MONDAY)


@pytest.mark.parametrize(("text", "due"), [
    ("2030-01-01T09:00:00", "2030-01-01T01:00:00+00:00"),
    ("2030-01-01", "2029-12-31T16:00:00+00:00"),
    ("2030-01-01T09:00:00Z", "2030-01-01T09:00:00+00:00"),
    ("2030-01-01T09:00:00+01:00", "2030-01-01T08:00:00+00:00"),
])
def test_a_date_without_offset_is_read_where_the_office_is(text: str, due: str) -> None:
    assert timers.instant(text) == datetime.fromisoformat(due)


@pytest.mark.parametrize("text", ["", "tomorrow", "2030-13-01", "2030-02-30", "01/02/2030", "P1D", "2030年1月1日"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(TimerUnreadable):
        timers.instant(text)


def test_a_monthly_cycle_begun_on_the_31st_returns_to_the_31st() -> None:
    monthly = timers.cycle("R4/P1M")

    dues = [monthly.due(n, shanghai("2026-01-31T09:00")) for n in range(5)]

    assert dues == [*(shanghai(f"2026-{day}T09:00") for day in ("02-28", "03-31", "04-30", "05-31")), None]


def test_a_cycle_with_a_start_occurs_at_its_start_first() -> None:
    cycle = timers.cycle("R2/2026-05-01T09:00/P1D")

    dues = [cycle.due(n, MONDAY) for n in range(3)]

    assert dues == [shanghai("2026-05-01T09:00"), shanghai("2026-05-02T09:00"), None]


def test_occurrences_before_the_step_was_entered_are_past() -> None:
    for text, due in (("R/1970-01-01T01:00/PT10M", "2026-03-02T09:00"), ("R/2025-12-31T08:00/P1M", "2026-03-31T08:00"),
                      ("R100/2026-03-01T12:00/P1D", "2026-03-02T12:00"), ("R2/2026-02-01/P1D", "2026-02-02")):
        assert timers.timer("cycle", text, MONDAY).due == shanghai(due), text


def test_a_cycle_entered_in_its_midst_still_ends_with_its_last_occurrence() -> None:
    set_at_entry = timers.timer("cycle", "R3/2026-03-01T12:00/P1D", MONDAY)

    following = set_at_entry.next()

    assert following is not None
    assert (set_at_entry.due, following.due) == (shanghai("2026-03-02T12:00"), shanghai("2026-03-03T12:00"))
    assert following.next() is None


def test_a_cycle_without_a_number_goes_on_for_ever() -> None:
    assert timers.cycle("R/PT1H").due(10_000, MONDAY) == MONDAY + timedelta(hours=10_001)


@pytest.mark.parametrize("text", ["", "R0/P1D", "R3", "R3/", "R3/P0D", "P1D", "R-1/P1D", "0 0 9 * * ?",
                                  "R3/P1D/P1D/P1D", "R3/tomorrow/P1D"])
def test_what_is_no_cycle_is_refused(text: str) -> None:
    with pytest.raises(TimerUnreadable):
        timers.cycle(text)


@pytest.mark.parametrize(("value", "due"), [
    (date(2026, 4, 1), shanghai("2026-04-01")),
    (datetime(2026, 4, 1, 9), shanghai("2026-04-01T09:00")),
    (datetime(2026, 4, 1, 9, tzinfo=UTC), datetime(2026, 4, 1, 9, tzinfo=UTC)),
    (timedelta(days=3), MONDAY + timedelta(days=3)),
    (lambda begun: begun + timedelta(weeks=1), MONDAY + timedelta(weeks=1)),
])
def test_an_expression_may_give_an_instant_whatever_the_kind(value: Any, due: datetime) -> None:
    assert timers.timer("duration", value, MONDAY).due == due
    assert timers.timer("date", value, MONDAY).due == due


@pytest.mark.parametrize("value", [None, 5, 1.5, True, [], "", "soon"])
def test_a_value_that_says_no_time_is_refused(value: Any) -> None:
    for kind in ("date", "duration", "cycle"):
        with pytest.raises(TimerUnreadable):
            timers.timer(kind, value, MONDAY)  # type: ignore[arg-type]


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(SHANGHAI)),
    st.integers(0, 600),
    st.integers(0, 600),
)
def test_adding_months_never_skips_a_month_and_never_leaves_the_day_but_for_a_short_month(
    begun: datetime, months: int, more: int
) -> None:
    once = timers.duration(f"P{months}M").after(begun).astimezone(SHANGHAI)

    assert (once.year - begun.year) * 12 + once.month - begun.month == months
    assert once.day == begun.day or (once.day < begun.day and (once + timedelta(days=1)).day == 1)
    assert timers.duration(f"P{months + more}M").after(begun) >= once


@pytest.mark.parametrize(("text", "literal"), [
    ("P1X", True), ("PT", True), ("P", True), ("", True), ("R3/", True), ("R/P", True), ("2030-02-30", True),
    ("-P1D", True), ("0 0 9 * * ?", True), ("* * * * *", True), ("Period", False), ("Review_due", False),
    ("PTime", False), ("limit", False), ("working_days(5)", False), ("R", False),
])
def test_a_slip_in_a_time_is_told_from_a_variable(text: str, literal: bool) -> None:
    assert timers.is_meant_literally(text) is literal


# In a running process


def after_a(event: str, variables: dict[str, Any] | None = None) -> Course:
    return Course(made(start(), user("a"), boundary("t", "a", event), user("late"), end(),
                       flows="s>a; a>e; t>late; late>e"), variables)


def test_what_is_due_is_fixed_when_the_step_is_entered() -> None:
    case = after_a(timer("Duration", "P3D"))
    due = case.run.next_due

    case.wait(days=2)

    assert case.run.next_due == due == MONDAY + timedelta(days=3)


def test_working_days_come_from_the_caller_and_count_from_the_entry() -> None:
    def working_days(n: int) -> timers.Span:
        def due(day: datetime) -> datetime:
            for _ in range(n):
                day += timedelta(days=3 if day.weekday() == 4 else 1)
            return day

        return due

    functions = {**FUNCTIONS, "working_days": working_days}
    xml = drawn(start(), user("z"), user("a"), boundary("t", "a", timer("Duration", "${working_days(limit)}")),
                user("late"), end(), flows="s>z; z>a; a>e; t>late; late>e")
    definition = compile(read(xml, "x.bpmn"), functions=functions)
    case = Course(definition, {"limit": 7}, functions)
    case.wait(days=1)

    case.do("z")

    assert case.run.next_due == MONDAY + timedelta(days=1 + 9)
    assert "limit" in definition.variables


def test_a_variable_may_begin_as_a_duration_does() -> None:
    assert after_a(timer("Duration", "Period"), {"Period": "P3D"}).run.next_due == MONDAY + timedelta(days=3)


@pytest.mark.parametrize("text", ["P3D", '"P3D"', "'P3D'", " P3D ", "${'P3D'}", "${limit}"])
def test_a_standard_duration_needs_no_quotes_and_may_have_them(text: str) -> None:
    case = Course(made(start(), user("a"), boundary("t", "a", timer("Duration", text)), end(), flows="s>a; a>e; t>e"),
                  {"limit": "P3D"})

    assert case.run.next_due == MONDAY + timedelta(days=3)


@pytest.mark.parametrize(("kind", "text"), [("Duration", "P1X"), ("Date", "2030-02-30"), ("Cycle", "0 0 9 * * ?"),
                                            ("Duration", "Pfoo("), ("Cycle", "R0/P1D"),
                                            ("Date", "nobody_knows(1)")])
def test_a_timer_that_cannot_be_read_is_refused_before_anything_runs(kind: str, text: str) -> None:
    with pytest.raises(DiagramRefused):
        after_a(timer(kind, text))


def test_a_timer_whose_variable_says_no_time_is_an_error_when_reached() -> None:
    definition = made(start(), user("a"), boundary("t", "a", timer("Date", "${due}")), end(), flows="s>a; a>e; t>e")

    with pytest.raises(TimerUnreadable):
        Course(definition, {"due": "soon"})
    with pytest.raises(ExpressionFailed, match="due"):
        Course(definition)


def test_a_date_in_the_past_is_due_at_once() -> None:
    case = Course(made(start(), catch("c", timer("Date", "2020-01-01")), user("a"), end(), flows="s>c; c>a; a>e"))

    assert case.open == ["a"]


def test_timers_set_on_the_way_count_from_the_moment_the_process_moved() -> None:
    case = Course(made(start(), catch("c", timer("Duration", "PT1H")), catch("d", timer("Duration", "PT1H")), user("a"),
                       end(), flows="s>c; c>d; d>a; a>e"))

    case.wait(hours=5)
    assert case.open == []
    case.wait(hours=1)

    assert case.open == ["a"]
