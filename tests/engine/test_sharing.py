"""Shared data first: filled in with its source, compared afterwards, and the applicant's word wins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.matter.text import load_yaml
from engine.office import Office, Upload
from engine.rehearsal.systems import ToldSystems
from engine.workplace import FixedTime
from tests.offices import matter_files

CODE = "lawyer_licence_fulltime"
FILES = matter_files(CODE)
KNOWN = {"population": {"outcome": "match", "facts": {"household": "示例市示例区", "status": "正常"}}}


def apply(office: Office, systems: dict[str, Any], **answers: Any) -> str:
    """The number of a case just submitted; these systems answer."""
    office.place.systems = ToldSystems(systems)
    office.publish(FILES)
    given = {**load_yaml(FILES["examples/shu_wang.json"].decode())[0], **answers}
    uploads = [
        Upload(material.id, name.rsplit("/", 1)[1], data)
        for material in office.place.current_matter(CODE).asked_of(given)
        for name, data in FILES.items()
        if name.startswith(f"examples/materials/{material.id}.")
    ]
    case = str(office.open_case(CODE, "shu.trainee", given, uploads)["case"])
    office.worker.once()
    return case


def test_what_a_register_knows_is_filled_in_with_its_source(office: Office) -> None:
    office.place.systems = ToldSystems(KNOWN)
    office.publish(FILES)

    (told,) = office.prefill(CODE, "shu.trainee")

    assert (told["system"], told["fields"]) == ("population", {"household": "示例市示例区"})
    assert told["at"] == "2026-03-02T09:30:00+08:00"


def test_a_register_that_does_not_answer_leaves_the_field_to_the_applicant(office: Office) -> None:
    office.place.systems = ToldSystems({"population": "away"})
    office.publish(FILES)

    (told,) = office.prefill(CODE, "shu.trainee")

    assert (told["fields"], told["error"]) == ({}, "CONNECTOR-AWAY")


@pytest.mark.parametrize(("said", "agrees"), [("示例市示例区", True), ("示例市新港区", False)])
def test_the_official_sees_both_and_the_applicants_word_stays(office: Office, said: str, agrees: bool) -> None:
    case = apply(office, KNOWN, household=said)

    shown = office.show_case(case, "chen.window")

    (field,) = shown["shared"]
    assert (field["register"], field["applicant"], field["agrees"]) == ("示例市示例区", said, agrees)
    answers = next(form for form in shown["answers"] if form["form"] == "application")["fields"]
    assert next(one["value"] for one in answers if one["name"] == "household") == said
    entry = next(one for one in office.case_history(case) if one["act"] == "compare")
    assert entry["system"] == "population"
    assert entry.get("agree" if agrees else "differ") == ["household"]


def test_what_could_not_be_compared_is_said_and_hinders_nothing(office: Office, clock: FixedTime) -> None:
    case = apply(office, {"population": "away", "criminal_records": {"outcome": "none"}})
    office.complete_task(f"{case}/check_materials", "chen.window", "accept")
    for _ in range(4):
        clock.set(clock() + timedelta(minutes=5))
        office.worker.once()

    shown = office.show_case(case, "chen.window")

    assert (shown["status"], shown["shared"]) == ("accepted", [])
    entry = next(one for one in office.case_history(case) if one["act"] == "compare")
    assert entry["unavailable"] == "CONNECTOR-AWAY"
    assert [job for job in office.list_jobs() if job["service"] == "compare_shared"] == []
