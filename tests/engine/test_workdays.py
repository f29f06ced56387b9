from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
import yaml

from engine.terms import Unit
from engine.workdays import CalendarMissing, CalendarRefused, WorkCalendar, calendar_year, read_calendar

FOLDER = Path(__file__).parents[2] / "workflows" / "_shared" / "calendar"
PUBLISHED = read_calendar(FOLDER)


def test_every_day_of_the_published_years_agrees_with_an_independent_calendar():
    day, disagree = date(2004, 1, 1), []
    while day <= date(2026, 12, 31):
        if PUBLISHED.is_working_day(day) != chinese_calendar.is_workday(day):
            disagree.append(day)
        day += timedelta(days=1)

    # chinesecalendar 1.11 leaves out what the notice for 2006 (国办发明电〔2005〕35号) says: 12月31日（星期六）上班.
    # The package `holidays` 0.109 has it; it is the one day on which the two differ.
    assert disagree == [date(2005, 12, 31)]
    assert PUBLISHED.is_working_day(date(2005, 12, 31))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_year_cites_its_notice(path):
    document = yaml.safe_load(path.read_text())

    notice = document["notice"]

    assert notice["title"] == f"国务院办公厅关于{document['year']}年部分节假日安排的通知"
    assert notice.get("evidence") == "K" or (notice["number"] and notice["date"].year == document["year"] - 1)


@pytest.mark.parametrize(
    ("start", "count", "due", "why"),
    [
        ("2026-02-13", 5, "2026-02-27", "14 Feb works; 15–23 Feb holiday"),
        ("2026-02-13", 20, "2026-03-19", "28 Feb works too"),
        ("2026-09-18", 20, "2026-10-22", "20 Sep and 10 Oct work; 25–27 Sep and 1–7 Oct off"),
        ("2026-09-18", 30, "2026-11-05", "20 and 10 run on"),
        ("2026-04-30", 10, "2026-05-18", "1–5 May off, 9 May works"),
        ("2025-12-31", 5, "2026-01-08", "4 Jan works"),
        ("2026-06-15", 20, "2026-07-14", "19 Jun off"),
        ("2026-03-02", 20, "2026-03-30", "no holiday"),
        ("2026-02-21", 1, "2026-02-24", "begun on a holiday"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, count, due, why):
    assert PUBLISHED.add(date.fromisoformat(start), count, Unit.WORKING_DAY) == (date.fromisoformat(due), False), why


@pytest.mark.parametrize(
    ("start", "count", "unit", "due", "why"),
    [
        ("2026-01-05", 60, Unit.NATURAL_DAY, "2026-03-06", "ends on a Friday"),
        ("2026-02-02", 15, Unit.NATURAL_DAY, "2026-02-24", "the last day lies in the Spring Festival"),
        ("2026-02-09", 5, Unit.NATURAL_DAY, "2026-02-14", "a Saturday that is worked"),
        ("2026-01-31", 1, Unit.MONTH, "2026-02-28", "no 31 February; the 28th is a Saturday that is worked"),
        ("2025-08-31", 6, Unit.MONTH, "2026-02-28", "the last day of the month stands in"),
        ("2025-11-01", 6, Unit.MONTH, "2026-05-06", "Labour Day rolls on"),
        ("2024-02-29", 1, Unit.YEAR, "2025-02-28", "no 29 February"),
        ("2025-06-20", 1, Unit.YEAR, "2026-06-22", "the Dragon Boat Festival rolls on"),
    ],
)
def test_other_units_roll_on_to_a_working_day(start, count, unit, due, why):
    assert PUBLISHED.add(date.fromisoformat(start), count, unit) == (date.fromisoformat(due), False), why


def test_a_day_in_an_unpublished_year_is_provisional():
    due = PUBLISHED.add(date(2026, 12, 15), 20, Unit.WORKING_DAY)

    assert due == (date(2027, 1, 13), True)


def test_the_assumption_for_an_unpublished_year_is_weekends_and_the_fixed_holidays():
    free = [
        date(2027, 1, 1) + timedelta(days=n)
        for n in range(365)
        if not PUBLISHED.is_working_day(date(2027, 1, 1) + timedelta(days=n))
    ]

    weekdays_off = [(d.month, d.day) for d in free if d.weekday() < 5]
    assert weekdays_off == [(1, 1), (10, 1)]
    assert len(free) == 104 + 2


@pytest.mark.parametrize(("day", "provisional"), [("2026-12-28", False), ("2026-12-29", True), ("2026-12-31", True)])
def test_the_last_days_of_december_wait_for_the_notice_of_the_new_year(day, provisional):
    start = date.fromisoformat(day) - timedelta(days=1)

    due = PUBLISHED.add(start, 1, Unit.NATURAL_DAY)

    assert due == (date.fromisoformat(day), provisional)


def test_a_strict_count_says_which_year_is_missing():
    with pytest.raises(CalendarMissing) as refused:
        PUBLISHED.add(date(2026, 12, 15), 20, Unit.WORKING_DAY, strict=True)

    assert refused.value.year == 2027


def test_without_any_calendar_every_day_is_provisional():
    assert WorkCalendar().add(date(2026, 3, 2), 5, Unit.WORKING_DAY) == (date(2026, 3, 9), True)


def test_working_days_between_two_days_leave_out_the_first():
    assert PUBLISHED.working_days_between(date(2026, 2, 13), date(2026, 2, 27)) == 5
    assert PUBLISHED.working_days_between(date(2026, 2, 27), date(2026, 2, 13)) == -5
    assert PUBLISHED.working_days_between(date(2025, 12, 31), date(2026, 1, 8)) == 5


def test_the_next_working_day_steps_over_a_holiday():
    assert PUBLISHED.next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)


def test_a_period_of_negative_length_is_refused():
    with pytest.raises(ValueError, match="negative"):
        PUBLISHED.add(date(2026, 3, 2), -1, Unit.WORKING_DAY)


GOOD = {
    "year": 2026,
    "notice": {"title": "国务院办公厅关于2026年部分节假日安排的通知"},
    "holidays": [{"name": "元旦", "days": [date(2026, 1, 1)]}],
    "working": [date(2026, 1, 4)],
}


@pytest.mark.parametrize(
    "change",
    [
        None,
        {"year": "2026"},
        {"year": True},
        {"notice": None},
        {"notice": {"number": "国办发明电〔2025〕7号"}},
        {"holidays": None},
        {"holidays": [{"name": "元旦"}]},
        {"holidays": [{"name": "元旦", "days": ["2026-01-01"]}]},
        {"holidays": [{"name": "元旦", "days": [date(2027, 1, 1)]}]},
        {"holidays": [{"name": "元旦", "days": [date(2026, 1, 1), date(2026, 1, 1)]}]},
        {"working": [date(2026, 1, 1)]},
        {"working": [date(2026, 1, 5)]},
        {"working": [date(2025, 11, 30)]},
    ],
)
def test_a_calendar_that_is_not_clear_is_refused(change):
    with pytest.raises(CalendarRefused):
        calendar_year(None if change is None else {**GOOD, **change})


def test_a_file_named_for_another_year_is_refused(tmp_path):
    (tmp_path / "2025.yaml").write_text(yaml.safe_dump(GOOD, allow_unicode=True))

    with pytest.raises(CalendarRefused, match=r"2026\.yaml"):
        read_calendar(tmp_path)


def test_a_file_that_is_no_yaml_is_refused(tmp_path):
    (tmp_path / "2026.yaml").write_text("year: [2026")

    with pytest.raises(CalendarRefused):
        read_calendar(tmp_path)
