"""A case written down as an example plays as the case did, and nobody can be known by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from engine.founding import STARTER, stage, workflows_folder
from engine.matter.folder import read_folder
from engine.recording import RecordingLeaks, recorded
from engine.rehearsal import Scene, Stage, examples, play, read_script
from engine.story import course, story

LARGE = read_folder(workflows_folder() / "law_firm_establish")
SMALL = read_folder(workflows_folder() / STARTER)
AMONG_MANY = read_folder(workflows_folder() / "only_child_certificate")
"""With an example in which people use verbs."""
OPENED = [
    pytest.param(files, name, id=name.removeprefix("examples/").removesuffix(".yaml"))
    for files in (SMALL, LARGE, AMONG_MANY)
    for name in examples(files)
    if b"\nrefused:" not in files[name]
]
PERSONAL = ("林知行", "赵㛃𬴊", "王若川", "周子衿", "田小满", "孙思远", "陈晓", "何雨晴", "119901198505050018",
            "19900000005", "19900000004", "19901201210000101", "求真路66号", "明理", "同德", "lin.partner")  # fmt: skip


@pytest.fixture(scope="module")
def theatre() -> Iterator[Stage]:
    """Where they are played."""
    with stage() as theatre:
        yield theatre


def played(theatre: Stage, files: Mapping[str, bytes], name: str) -> Scene:
    """The example, played to its end."""
    scene = Scene(theatre, files, read_script(files[name], name))
    scene.run()
    return scene


@pytest.mark.parametrize(("files", "name"), OPENED)
def test_a_recorded_case_plays_as_the_case_did(theatre: Stage, files: dict[str, bytes], name: str) -> None:
    scene = played(theatre, files, name)

    written = recorded(scene.office, scene.case)

    again = play(theatre, {**files, "examples/recorded.yaml": written.encode()}, "examples/recorded.yaml")
    assert again.why == ""
    covered, was = again.coverage, scene.coverage()
    assert covered is not None and was is not None
    assert (covered.nodes, covered.flows) == (was.nodes, was.flows)


@pytest.mark.parametrize("name", ["examples/corrected_then_granted.yaml", "examples/an_agent_applies.yaml"])
def test_nobody_can_be_known_by_a_recorded_case(theatre: Stage, name: str) -> None:
    scene = played(theatre, LARGE, name)

    written = recorded(scene.office, scene.case)

    assert [value for value in PERSONAL if value in written] == []


def test_the_same_person_is_the_same_everywhere(theatre: Stage) -> None:
    scene = played(theatre, LARGE, "examples/straight_grant.yaml")

    example: Any = yaml.safe_load(recorded(scene.office, scene.case))

    applicant = next(person for person in example["people"] if person["account"] == example["applicant"])
    (first, *_) = example["answers"]["partners"]
    assert (first["name"], first["id_number"]) == (applicant["name"], applicant["id_number"])
    assert example["answers"]["head"]["name"] == first["name"]
    interview = next(line for line in example["when"] if line.get("step") == "examine")["answers"]
    assert interview["officers"] == ["examiner_1", "examiner_2"]
    assert interview["interviewed"].startswith(first["name"])


def test_choices_figures_and_days_stay(theatre: Stage) -> None:
    scene = played(theatre, LARGE, "examples/straight_grant.yaml")

    answers = yaml.safe_load(recorded(scene.office, scene.case))["answers"]

    assert (answers["district"], answers["assets"], answers["partners"][1]["share"]) == ("示例区", 600000, 30)


def test_what_people_wrote_in_their_own_words_is_left_out(theatre: Stage) -> None:
    scene = played(theatre, LARGE, "examples/withdrawn.yaml")

    written = recorded(scene.office, scene.case)

    assert "个人原因" not in written
    assert "录制时略去" in written


def test_a_case_is_not_written_when_something_personal_would_be_left(theatre: Stage) -> None:
    named = SMALL["matter.yaml"].replace("公共场地临时使用许可".encode(), "孙思远场地使用许可".encode(), 1)
    scene = played(theatre, {**SMALL, "matter.yaml": named}, "examples/granted.yaml")

    with pytest.raises(RecordingLeaks):
        recorded(scene.office, scene.case)


def test_the_course_of_a_case_is_read_back_from_its_record(theatre: Stage) -> None:
    scene = played(theatre, SMALL, "examples/granted.yaml")

    told = story(scene.office, scene.case)

    assert [(deed.by, deed.step, deed.act) for deed in told.deeds if deed.step][:2] == [
        ("ma.window", "check_materials", "accept"), ("song.deputy", "decide", "grant")]  # fmt: skip
    assert course(told).taken == (
        "application_to_check", "check_to_finding", "accept", "to_documents", "to_delivery", "to_end")  # fmt: skip
