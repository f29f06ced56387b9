"""How a decision reaches whom it is for: each way with its proof and its lawful day of service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
import pytest

from engine.acts.serving import ServedWrongly
from engine.office import Office, Upload
from engine.workplace import FixedTime
from tests.offices import contents, matter_files

BAKER, WINDOW, HEAD = "wen.baker", "qiu.window", "lei.head"
FILES = matter_files("shop_fire_check")
ANSWERS: dict[str, Any] = orjson.loads(FILES["examples/noodles.json"])
PLAN = Upload("floor_plan", "floor_plan.pdf", FILES["examples/materials/floor_plan.pdf"])
TAKEN = {"way": "counter", "served_on": "2026-03-06", "receiver": "文𠅤"}


@pytest.fixture(autouse=True)
def published(office: Office) -> Iterator[None]:
    """The office publishes a matter that serves in every way."""
    office.publish(FILES)
    yield


def decided(office: Office, clock: FixedTime, delivery: str) -> str:
    """The number of a case granted on 4 March 2026; the applicant asked for that way of service."""
    number = str(office.open_case("shop_fire_check", BAKER, {**ANSWERS, "delivery": delivery}, [PLAN])["case"])
    office.complete_task(f"{number}/check_materials", WINDOW, "accept")
    clock.set(at("2026-03-04"))
    office.complete_task(f"{number}/decide", HEAD, "grant", {"facts": "现场与图纸一致。"})
    return number


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T15:30:00+08:00")


def served(office: Office, number: str) -> dict[str, Any]:
    return next(entry for entry in office.show_case(number)["history"] if entry["act"] == "deliver")


def test_online_it_is_served_the_moment_it_lies_in_the_account(office: Office, clock: FixedTime) -> None:
    entry = served(office, decided(office, clock, "online"))

    assert (entry["way"], entry["served_on"], entry["to"]) == ("电子送达", "2026-03-04", BAKER)
    assert entry["delivered_at"] == "2026年3月4日15时30分"


def test_at_the_counter_it_is_served_the_day_it_is_signed_for(office: Office, clock: FixedTime) -> None:
    number = decided(office, clock, "counter")
    clock.set(at("2026-03-09"))

    shown = office.complete_task(f"{number}/hand_over", WINDOW, "deliver", TAKEN)

    entry = served(office, number)
    assert (entry["on"], entry["served_on"], entry["receiver"]) == ("2026-03-09", "2026-03-06", "文𠅤")
    assert entry["particulars"]["effective"] == "2026-03-06"
    assert "proof_of_service" in [d["kind"] for d in shown["documents"]]
    assert "直接送达" in office.document_text(number, "proof_of_service")


def test_what_was_taken_in_time_is_not_late_because_it_is_written_down_late(office: Office, clock: FixedTime) -> None:
    number = decided(office, clock, "post")
    clock.set(at("2026-04-20"))
    by_post = {**TAKEN, "way": "post", "reference": "XA12345678901"}

    office.complete_task(f"{number}/hand_over", WINDOW, "deliver", by_post)

    (clock_of,) = (c for c in office.show_case(number)["clocks"] if c["name"] == "deliver")
    assert not clock_of["overdue"]
    assert office.irregular_cases() == []
    assert office.differing_cases() == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"served_on": "2026-03-03"}, "2026-03-03 is no day between"),
        ({"served_on": "2026-03-10"}, "2026-03-10 is no day between"),
    ],
)
def test_a_day_before_the_decision_or_still_to_come_is_refused(
    office: Office, clock: FixedTime, said: dict[str, str], why: str
) -> None:
    number = decided(office, clock, "counter")
    clock.set(at("2026-03-09"))
    before = contents(office.place.database)

    with pytest.raises(ServedWrongly, match=why):
        office.complete_task(f"{number}/hand_over", WINDOW, "deliver", {**TAKEN, **said})

    assert contents(office.place.database) == before


def test_a_public_notice_serves_when_it_has_stood_thirty_days(office: Office, clock: FixedTime) -> None:
    number = decided(office, clock, "post")
    clock.set(at("2026-03-16"))
    office.complete_task(f"{number}/hand_over", WINDOW, "unreachable", {"reason": "查无此人"})
    office.complete_task(f"{number}/announce", WINDOW, "announce", {"where": "示例市人民政府网站"})
    assert [task["step"] for task in office.show_case(number)["tasks"]] == ["await_notice"]
    clock.set(at("2026-04-15"))
    office.worker.once()
    assert office.show_case(number)["status"] == "granted"

    clock.set(at("2026-04-20"))
    office.worker.once()

    entry = served(office, number)
    assert office.show_case(number)["status"] == "delivered"
    assert (entry["way"], entry["served_on"], entry["actor"]) == ("公告送达", "2026-04-15", "system")
    assert office.irregular_cases() == []
    assert office.statistics()["total"]["in_time"] == {"promised": 1.0, "law": 1.0}


def test_who_comes_while_the_notice_stands_is_served_by_hand(office: Office, clock: FixedTime) -> None:
    number = decided(office, clock, "post")
    clock.set(at("2026-03-16"))
    office.complete_task(f"{number}/hand_over", WINDOW, "unreachable", {"reason": "查无此人"})
    office.complete_task(f"{number}/announce", WINDOW, "announce", {"where": "示例市人民政府网站"})
    clock.set(at("2026-03-20"))

    office.complete_task(f"{number}/await_notice", WINDOW, "deliver")

    assert (served(office, number)["way"], served(office, number)["served_on"]) == ("直接送达", "2026-03-20")
