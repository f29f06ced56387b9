"""Places at a time: taken in the transaction of the act, so that the last one goes to one only, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from engine.authority import Account
from engine.formats import check_sign_of_id
from engine.forms import FormRefused
from engine.lifecycle import ActOnlyOnce
from engine.office import Office
from engine.rehearsal.systems import ToldSystems
from engine.slots import NothingBooked, SlotBarred, SlotFull, SlotHeld, SlotNotOffered, SlotStillKept
from engine.workplace import FixedTime
from tests.offices import Unchanged, contents, matter_files

MATTER, WHERE, REGISTRAR = "marriage_appointment", "示例区婚姻登记处", "xi.registrar"
AT = "2026-05-20T09:00"


@pytest.fixture
def open_office(office: Office, clock: FixedTime) -> Office:
    """An office where marriages are registered, on 11 May."""
    clock.set(datetime(2026, 5, 11, 1, 0, tzinfo=UTC))
    office.place.systems = ToldSystems({"marriage": {"outcome": "none"}})
    office.publish(matter_files(MATTER))
    return office


def couple(number: int, at: str = AT) -> dict[str, Any]:
    """The answers of the couple of that number; no two share a person."""
    answers: dict[str, Any] = orjson.loads(matter_files(MATTER)["examples/on_520.json"])
    for who, sex in (("man", 1), ("woman", 2)):
        body = f"1199011980{1 + number % 12:02}01{number:02}{sex}"
        answers[who]["id_number"] = body + check_sign_of_id(body)
    return {**answers, "slot": at}


def registered(office: Office, number: int = 1) -> str:
    """The account of the man of that couple; both of them have one."""
    for who, person in couple(number).items():
        if who in ("man", "woman"):
            office.add_account(Account(f"{who}.{number}", person["name"], id_number=person["id_number"]))
    return f"man.{number}"


def book(office: Office, number: int = 1, at: str = AT) -> str:
    """The number of the couple's appointment, confirmed by her."""
    case = str(office.open_case(MATTER, registered(office, number), couple(number, at), [])["case"])
    office.complete_task(f"{case}/confirm", f"woman.{number}", "agree")
    return case


def left(office: Office, at: str = AT) -> int:
    day = date.fromisoformat(at[:10])
    return next(int(slot["left"]) for slot in office.list_slots(MATTER, WHERE, day, day) if slot["at"] == at)


def test_of_fifty_couples_who_want_the_last_place_one_gets_it(open_office: Office) -> None:
    open_office.set_slot(MATTER, WHERE, AT, 1)
    men = [registered(open_office, number) for number in range(50)]
    ready = threading.Barrier(50)
    came_out: list[str] = []

    def want(number: int) -> None:
        ready.wait()
        try:
            open_office.open_case(MATTER, men[number], couple(number), [])
        except SlotFull as full:
            came_out.append(full.code)
        else:
            came_out.append("booked")

    threads = [threading.Thread(target=want, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came_out) == ["SLOT-FULL"] * 49 + ["booked"]
    rows = contents(open_office.place.database)
    assert [row["status"] for row in rows["cases"] if row["matter"] == MATTER] == ["booked"]
    assert [(row["capacity"], row["taken"]) for row in rows["slots"]] == [(1, 1)]
    assert len(rows["bookings"]) == 2
    assert open_office.verify_record().intact


def test_who_holds_a_place_holds_no_second(open_office: Office) -> None:
    book(open_office)
    with_another = {**couple(2, "2026-05-21T09:00"), "man": couple(1)["man"]}
    registered(open_office, 2)

    with Unchanged(open_office), pytest.raises(SlotHeld):
        open_office.open_case(MATTER, "man.1", with_another, [])


def test_what_is_called_off_can_be_booked_by_others(open_office: Office) -> None:
    case = book(open_office)
    assert left(open_office) == 3

    open_office.act_on_case(case, "man.1", "call_off", {})

    assert left(open_office) == 4
    assert book(open_office)


def test_an_appointment_moves_once_and_takes_its_place_with_it(open_office: Office) -> None:
    case = book(open_office)

    shown = open_office.act_on_case(case, "man.1", "rebook", {"office": WHERE, "slot": "2026-05-21T10:00"})

    assert (left(open_office), left(open_office, "2026-05-21T10:00")) == (4, 3)
    assert next(clock["due"] for clock in shown["clocks"] if clock["state"] == "running") == "2026-05-21"
    with Unchanged(open_office), pytest.raises(ActOnlyOnce):
        open_office.act_on_case(case, "man.1", "rebook", {"office": WHERE, "slot": "2026-05-22T10:00"})


def test_who_finds_the_new_time_taken_keeps_the_old(open_office: Office) -> None:
    case = book(open_office)
    open_office.set_slot(MATTER, WHERE, "2026-05-21T10:00", 0)

    with Unchanged(open_office), pytest.raises(SlotFull):
        open_office.act_on_case(case, "man.1", "rebook", {"office": WHERE, "slot": "2026-05-21T10:00"})


def test_a_place_is_kept_for_a_quarter_of_an_hour(open_office: Office, clock: FixedTime) -> None:
    case = book(open_office)
    open_office.worker.once()

    clock.set(datetime(2026, 5, 20, 1, 14, tzinfo=UTC))
    with pytest.raises(SlotStillKept):
        open_office.complete_task(f"{case}/attend", REGISTRAR, "miss")
    clock.set(datetime(2026, 5, 20, 1, 15, tzinfo=UTC))

    assert open_office.complete_task(f"{case}/attend", REGISTRAR, "miss")["status"] == "missed"


def test_three_missed_within_a_year_bar_for_thirty_days(open_office: Office, clock: FixedTime) -> None:
    for day in (20, 25, 28):
        book(open_office, at=f"2026-05-{day}T09:00")
        clock.set(datetime(2026, 5, day + 1, 1, 0, tzinfo=UTC))
        open_office.worker.once()

    with Unchanged(open_office), pytest.raises(SlotBarred, match="2026-06-27"):
        open_office.open_case(MATTER, "man.1", couple(1, "2026-06-12T09:00"), [])

    clock.set(datetime(2026, 6, 27, 1, 0, tzinfo=UTC))
    assert book(open_office, at="2026-07-01T09:00")


@pytest.mark.parametrize(
    "at",
    ["2026-05-20", "2026-05-20T09:10", "2026-02-30T09:00", "2026-05-16T09:00", "2026-05-12T09:00", "2026-06-11T09:00"],
)
def test_only_what_is_offered_can_be_booked(open_office: Office, at: str) -> None:
    man = registered(open_office)

    with Unchanged(open_office), pytest.raises((SlotNotOffered, FormRefused)):
        open_office.open_case(MATTER, man, couple(1, at), [])


def test_a_time_that_is_closed_keeps_those_who_booked_it(open_office: Office) -> None:
    case = book(open_office)

    assert open_office.set_slot(MATTER, WHERE, AT, 0) == 1

    assert left(open_office) == 0
    assert open_office.show_case(case)["status"] == "booked"


@pytest.mark.parametrize(("where", "at"), [("示例区公园", AT), (WHERE, "2026-05-20T12:00")])
def test_no_places_are_set_where_or_when_nobody_may_come(open_office: Office, where: str, at: str) -> None:
    with Unchanged(open_office), pytest.raises(SlotNotOffered):
        open_office.set_slot(MATTER, where, at, 3)


@pytest.mark.parametrize(
    "ask",
    [
        lambda office: office.list_slots("starter", "", date(2026, 5, 20), date(2026, 5, 20)),
        lambda office: office.set_slot("starter", "", AT, 1),
    ],
)
def test_a_matter_without_slots_books_nothing(office: Office, ask: Callable[[Office], object]) -> None:
    with pytest.raises(NothingBooked):
        ask(office)


def test_the_times_listed_are_those_that_can_be_booked(open_office: Office) -> None:
    listed = open_office.list_slots(MATTER, WHERE, date(2026, 5, 1), date(2026, 6, 30))

    days = sorted({slot["at"][:10] for slot in listed})
    assert (days[0], days[-1]) == ("2026-05-13", "2026-06-10")
    assert not any(date.fromisoformat(day).weekday() > 4 for day in days)
