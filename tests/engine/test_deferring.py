"""Acceptance with secondary materials still missing, by the rules of the region; late corrections likewise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.matter.text import load_yaml
from engine.office import Office, Upload
from engine.rehearsal.systems import ToldSystems
from engine.workplace import FixedTime
from tests.offices import law_firm_case, matter_files

CODE = "lawyer_licence_fulltime"
FILES = matter_files(CODE)
DEFERRED = {"defers": True, "deferred": [{"material": "photo", "requirement": "补交"}]}


@pytest.fixture
def in_region(office: Office, clock: FixedTime) -> Callable[[str, str], None]:
    """Publishes a matter as an organ of the region does."""
    office.place.systems = ToldSystems({"criminal_records": {"outcome": "none"}})

    def publish(code: str, region: str) -> None:
        clock.set(clock() + timedelta(minutes=1))
        organ = office.place.organs["district_justice"]
        office.place.organs = {**office.place.organs, organ.id: replace(organ, policy=region)}
        office.publish(matter_files(code))

    return publish


def accepted(office: Office) -> str:
    """The number of a case accepted without the photograph."""
    answers: dict[str, Any] = load_yaml(FILES["examples/shu_wang.json"].decode())[0]
    uploads = [
        Upload(material.id, name.rsplit("/", 1)[1], data)
        for material in office.place.current_matter(CODE).asked_of(answers)
        for name, data in FILES.items()
        if name.startswith(f"examples/materials/{material.id}.") and material.id != "photo"
    ]
    case = str(office.open_case(CODE, "shu.trainee", answers, uploads)["case"])
    office.complete_task(f"{case}/check_materials", "chen.window", "accept", DEFERRED)
    return case


@pytest.mark.parametrize(
    ("region", "days", "status", "paper"),
    [
        ("nation", 10, "turned_away", "acceptance_revoked"),
        ("zhejiang", 10, "turned_away", "acceptance_revoked"),
        ("anhui", 10, "lapsed", "lapse_notice"),
        ("guangdong", 20, "turned_away", "acceptance_revoked"),
    ],
)
def test_what_is_not_supplied_in_time_ends_the_case_as_the_region_says(
    office: Office,
    clock: FixedTime,
    in_region: Callable[[str, str], None],
    region: str,
    days: int,
    status: str,
    paper: str,
) -> None:
    in_region(CODE, region)
    case = accepted(office)
    (clock_of_it,) = [one for one in office.show_case(case)["clocks"] if one["name"] == "supply"]
    assert clock_of_it["due"] == {10: "2026-03-16", 20: "2026-03-30"}[days]

    clock.set(clock() + timedelta(days=13 if days == 10 else 27))
    office.worker.once()
    assert office.show_case(case)["status"] == "accepted"
    clock.set(clock() + timedelta(days=2))
    office.worker.once()

    shown = office.show_case(case)
    assert (shown["status"], shown["tasks"]) == (status, [])
    assert paper in [document["kind"] for document in shown["documents"]]
    assert "2026年3月" in office.document_text(case, paper)


def test_what_was_deferred_is_supplied_and_its_clock_ends(
    office: Office, in_region: Callable[[str, str], None]
) -> None:
    in_region(CODE, "nation")
    case = accepted(office)
    office.complete_task(f"{case}/supply", "shu.trainee", "supply", uploads=[Upload("photo", "p.jpg", _photo())])

    shown = office.show_case(case)

    assert [one["state"] for one in shown["clocks"] if one["name"] == "supply"] == ["ended"]
    assert "photo" in [material["material"] for material in shown["materials"]]
    accept = next(one for one in office.case_history(case) if one["act"] == "accept")
    assert accept["particulars"]["deferred"] == ["photo"]


@pytest.mark.parametrize(
    ("region", "status", "paper"),
    [("nation", "lapsed", "lapse_notice"), ("guangdong", "turned_away", "non_acceptance")],
)
def test_a_late_correction_is_withdrawn_or_turned_away_as_the_region_says(
    office: Office, clock: FixedTime, in_region: Callable[[str, str], None], region: str, status: str, paper: str
) -> None:
    in_region("law_firm_establish", region)
    case = law_firm_case(office, clock, "check_materials")
    items = {"items": [{"material": "章程", "problem": "缺页", "requirement": "补齐", "basis": "律师法第十七条"}]}
    office.complete_task(f"{case}/check_materials", "chen.window", "ask_correction", items)

    clock.set(clock() + timedelta(days=16))
    office.worker.once()

    shown = office.show_case(case)
    assert (shown["status"], shown["tasks"]) == (status, [])
    assert paper in [document["kind"] for document in shown["documents"]]


def _photo() -> bytes:
    return next(data for name, data in FILES.items() if name.startswith("examples/materials/photo."))
