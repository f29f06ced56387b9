"""The clock decides, not whoever asks first; and days that were provisional move when their year is published."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.acts.at_task import TaskDone
from engine.administrators import HomeUnwritable
from engine.lifecycle import ActNotOpen
from engine.office import Office
from engine.workdays import CalendarRefused, read_calendar
from engine.workplace import FixedTime
from tests.offices import APPLICANT, WINDOW, Premises, contents, submit, task_of

YEAR_2027 = """
year: 2027
notice: {title: 关于2027年部分节假日安排的通知（虚构，供测试）, number: 虚构〔2026〕1号, date: 2026-11-01}
holidays:
  - {name: 元旦, days: [2027-01-01, 2027-01-02, 2027-01-03, 2027-01-04, 2027-01-05]}
"""


def test_who_comes_after_the_silence_finds_the_application_accepted(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    task = task_of(office, case, "check_materials")
    clock.set(datetime(2026, 3, 20, 2, tzinfo=UTC))

    with pytest.raises(TaskDone):
        office.complete_task(task, WINDOW, "turn_away", {"reason": "迟了"})

    shown = office.show_case(case)
    assert shown["status"] == "accepted"
    accepted = next(entry for entry in shown["history"] if entry["act"] == "accept")
    assert (accepted["actor"], accepted["particulars"]["effective"]) == ("system", "2026-03-02")


def test_a_withdrawal_after_the_silence_withdraws_an_accepted_case(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    clock.set(datetime(2026, 3, 20, 2, tzinfo=UTC))

    try:
        office.act_on_case(case, APPLICANT, "withdraw", {})
    except ActNotOpen:
        pytest.fail("a case can be withdrawn until it is decided")

    assert [e["act"] for e in office.show_case(case)["history"] if e.get("legal")] == ["submit", "accept", "withdraw"]


@pytest.fixture
def folder(office: Office) -> Path:
    """The published years of the office: none yet."""
    folder = office.home / "calendar"
    folder.mkdir()
    return folder


def test_a_year_that_is_loaded_is_used_can_be_read_again_and_leaves_an_entry(office: Office, folder: Path) -> None:
    assert office.administrators.load_year(None, "2027.yaml", YEAR_2027.encode()) == 2027

    assert 2027 in office.place.calendar.years
    assert 2027 in read_calendar(folder).years
    entry = office.show_ledger()[-1]
    assert (entry["actor"], entry["act"]) == ("operator", "calendar")
    assert entry["holds"] == {"2027.yaml": hashlib.sha256(YEAR_2027.encode()).hexdigest()}
    assert office.verify_record().intact


@pytest.mark.parametrize("data", [b"\xff", b"year: [", b"year: 2027", b""])
def test_what_is_no_calendar_is_refused_and_changes_nothing(office: Office, folder: Path, data: bytes) -> None:
    before = contents(office.place.database)

    with pytest.raises(CalendarRefused):
        office.administrators.load_year(None, "2027.yaml", data)

    assert list(folder.iterdir()) == []
    assert contents(office.place.database) == before


def test_a_year_that_cannot_be_kept_leaves_no_entry(office: Office, folder: Path) -> None:
    before = contents(office.place.database)

    (folder / "2027.yaml").mkdir()

    with pytest.raises(HomeUnwritable):
        office.administrators.load_year(None, "2027.yaml", YEAR_2027.encode())

    assert contents(office.place.database) == before


def test_a_provisional_day_moves_when_a_running_worker_sees_the_year_published(
    premises: Premises, clock: FixedTime, tmp_path: Path
) -> None:
    clock.set(datetime(2026, 12, 29, 2, tzinfo=UTC))
    office = premises.open()
    folder = tmp_path / "calendar"
    folder.mkdir()
    shipped = Path(__file__).parents[2] / "workflows/_shared/calendar/2026.yaml"
    (folder / "2026.yaml").write_bytes(shipped.read_bytes())
    office.place.calendar, office.place.calendar_folder = read_calendar(folder), folder
    office.worker.once()
    case = submit(office)
    before = office.show_case(case)["clocks"][0]

    premises.open().administrators.load_year(None, "2027.yaml", YEAR_2027.encode())
    office.worker.once()

    after = office.show_case(case)["clocks"][0]
    assert (before["provisional"], after["provisional"]) == (True, False)
    assert after["due"] > before["due"]
    assert office.show_case(case)["tasks"][0]["due"] == after["due"]
