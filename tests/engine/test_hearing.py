"""The days of a hearing, computed by hand with the calendar of 2026."""

from datetime import date

import pytest

from engine.deadlines import Hearing, HearingUntimely
from tests.offices import calendar


def faults(days: tuple[str, str, str, str]) -> str:
    """What is untimely about a hearing; nothing when it is in time."""
    try:
        hearing(*days).check(calendar())
    except HearingUntimely as untimely:
        return str(untimely)
    return ""


def hearing(told: str, asked: str, noticed: str, held: str) -> Hearing:
    return Hearing(*map(date.fromisoformat, (told, asked, noticed, held)))


@pytest.mark.parametrize(
    "days",
    [
        ("2026-03-02", "2026-03-09", "2026-03-10", "2026-03-17"),
        ("2026-03-02", "2026-03-02", "2026-03-02", "2026-03-30"),  # the twentieth working day
        ("2026-09-18", "2026-09-24", "2026-10-08", "2026-10-29"),  # across the holidays, a Sunday and a Saturday worked
    ],
)
def test_a_hearing_in_time(days):
    assert faults(days) == ""


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (("2026-03-02", "2026-03-10", "2026-03-10", "2026-03-17"), "five working days ended on 2026-03-09"),
        (("2026-03-02", "2026-03-01", "2026-03-02", "2026-03-17"), "before the right was told"),
        (("2026-03-02", "2026-03-02", "2026-03-02", "2026-03-31"), "end on 2026-03-30"),
        (("2026-03-02", "2026-03-09", "2026-03-10", "2026-03-16"), "lead to 2026-03-17"),
    ],
)
def test_a_day_that_is_not_as_the_law_wants_it_is_told_with_the_day_it_should_be(days, told):
    assert told in faults(days)


def test_every_fault_is_told_at_once():
    told = faults(("2026-03-02", "2026-03-20", "2026-03-20", "2026-03-21"))

    assert told.count(";") == 3  # two faults, each with its own day after a semicolon
