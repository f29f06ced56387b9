"""An answer of the application chooses the organ: its people act, its seals and letters are used, and nobody else's."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from engine.acts.opening import OrganNotHere
from engine.authority import NotYours
from engine.matter.folder import Files
from engine.matter.reader import MatterRefused, read_matter
from engine.office import Office, Upload
from tests.offices import Premises, Unchanged, matter_files

CODE = "law_firm_change_address"
FILES = matter_files(CODE)
ANSWERS: dict[str, Any] = orjson.loads(FILES["examples/new_office.json"])


@pytest.fixture
def office(sqlite_premises: Premises) -> Office:
    """An office that has the matter."""
    office = sqlite_premises.open()
    office.publish(FILES)
    return office


def apply(office: Office, district: str) -> dict[str, Any]:
    answers = {**ANSWERS, "district": district, "to_district": "示例区"}
    asked = {m.id for m in office.place.current_matter(CODE).asked_of(answers)}
    uploads = [
        Upload(material, name.rsplit("/", 1)[1], data)
        for material in sorted(asked)
        for name, data in FILES.items()
        if name.startswith(f"examples/materials/{material}.")
    ]
    return office.open_case(CODE, "tongde.firm", answers, uploads)


def test_the_organ_of_the_answer_has_the_case_and_numbers_its_papers(office: Office) -> None:
    here, there = apply(office, "示例区"), apply(office, "样本区")

    assert [case["tasks"][0]["organ"] for case in (here, there)] == ["district_justice", "yangben_justice"]
    assert here["receipt"]["number"].startswith("示区司收") and there["receipt"]["number"].startswith("样区司收")
    assert [row["case"] for row in office.list_tasks("shu.window")] == [there["case"]]
    assert there["case"] in {row["case"] for row in office.list_cases("shu.window")}
    assert office.show_case(there["case"], "shu.window")["case"] == there["case"]
    with pytest.raises(NotYours):
        office.complete_task(f"{there['case']}/check_materials", "chen.window", "turn_away")
    assert office.verify_record().intact


def test_an_answer_without_an_organ_is_refused_with_those_there_are_and_leaves_nothing(office: Office) -> None:
    with Unchanged(office), pytest.raises(OrganNotHere, match="样本区") as refused:
        apply(office, "演示区")

    assert refused.value.there == {"示例区": "示例市示例区司法局", "样本区": "示例市样本区司法局"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("answer: district\n", "answer: distict\n", "distict is not asked"),
        ("样本区: yangben_justice", "样木区: yangben_justice", "样木区 cannot be answered"),
    ],
)
def test_a_slip_in_what_chooses_the_organ_is_told(old: str, new: str, told: str) -> None:
    definition = FILES["matter.yaml"].decode()
    assert old in definition
    files: Files = {**FILES, "matter.yaml": definition.replace(old, new, 1).encode()}

    with pytest.raises(MatterRefused) as refused:
        read_matter(files)

    assert any(told in finding.message for finding in refused.value.findings)
