"""What an example can say beyond who did what: services that fail, people of its own, and what it covers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from engine.coverage import ExamplesFail, FlowsUncovered, rehearse, rehearsed
from engine.founding import SHARED, STARTER, shipped_matters, stage, workflows_folder
from engine.matter.folder import read_folder
from engine.rehearsal import Played, Stage, play
from tests.asking import asking_matter

FILES = read_folder(workflows_folder() / STARTER)
GRANTED = "examples/granted.yaml"


@pytest.fixture(scope="module")
def theatre() -> Iterator[Stage]:
    """Where they are played."""
    with stage() as theatre:
        yield theatre


def played(theatre: Stage, files: dict[str, bytes] = FILES, /, **change: object) -> Played:
    """The example of the straight grant, played with these parts changed."""
    example = {**yaml.safe_load(files[GRANTED]), **change}
    then = {**yaml.safe_load(files[GRANTED])["then"], **dict(change.get("then") or {})}  # type: ignore[call-overload]
    written = yaml.safe_dump({**example, "then": then}, allow_unicode=True).encode()
    return play(theatre, {**files, GRANTED: written}, GRANTED)


def test_a_service_that_fails_twice_is_tried_again_until_it_succeeds(theatre: Stage) -> None:
    assert played(theatre, services={"make_documents": {"fails": 2}, "acceptance": {"fails": 1}}).why == ""


def test_a_service_that_never_answers_is_set_aside_and_nothing_is_delivered(theatre: Stage) -> None:
    services = {"make_documents": {"fails": 99, "error": "印章服务没有应答"}}
    then = {"status": "granted", "documents": ["receipt", "acceptance"], "jobs": {"make_documents": "set aside"},
            "clocks": {"deliver": {"state": "running"}}, "texts": {}}  # fmt: skip

    assert played(theatre, services=services, then=then).why == ""


def test_a_job_left_undone_is_told_with_its_error(theatre: Stage) -> None:
    why = played(theatre, services={"deliver": {"fails": 99, "error": "不在服务区"}}).why

    assert "the job deliver was not done" in why and "不在服务区" in why


def test_a_clock_that_jumps_over_the_retries_finds_them_done(theatre: Stage) -> None:
    when = [*yaml.safe_load(FILES[GRANTED])["when"], {"at": "2026-04-23T10:00:30", "nothing": "happens"}]

    assert played(theatre, services={"make_documents": {"fails": 3}}, when=when).why == ""


def test_an_example_may_bring_its_own_people(theatre: Stage) -> None:
    people = [{"account": "head_1", "name": "甲某", "organ": "city_approval", "roles": ["head_of_organ"]}]
    when = [dict(line) for line in yaml.safe_load(FILES[GRANTED])["when"]]
    when[1]["by"] = "head_1"

    assert played(theatre, people=people, when=when).why == ""
    assert "AUTHORITY-UNKNOWN-ACCOUNT" in played(theatre, when=when).why


@pytest.mark.parametrize("services", [["make_documents"], {"make_documents": 2}])
def test_services_written_otherwise_are_refused(theatre: Stage, services: object) -> None:
    assert "EXAMPLE-REFUSED" in played(theatre, services=services).why


@pytest.mark.parametrize(
    ("systems", "answered"),
    [
        ({"criminal_records": {"outcome": "none"}}, "none"),
        ({"criminal_records": ["away", {"outcome": "negligent", "facts": {"offence": "交通肇事罪"}}]}, "negligent"),
        ({"criminal_records": "away"}, "unavailable"),
        ({"criminal_records": {"outcome": "acquitted"}}, "unavailable"),
        ({}, "unavailable"),
    ],
    ids=["answers", "comes back", "away", "unknown word", "not told"],
)
def test_an_example_tells_what_other_systems_answer(theatre: Stage, systems: object, answered: str) -> None:
    files = asking_matter()
    files["result_grant.md"] += "\n\n查询结果：{{ steps.query_record.outcome }}\n".encode()

    play = played(theatre, files, systems=systems, then={"texts": {"decision_grant": f"查询结果：{answered}"}})

    assert play.why == ""


@pytest.mark.parametrize("systems", [["criminal_records"], {"criminal_records": 2}, {"criminal_records": [{}]}])
def test_systems_told_otherwise_are_refused(theatre: Stage, systems: object) -> None:
    assert "EXAMPLE-REFUSED" in played(theatre, systems=systems).why


def test_an_example_covers_what_its_case_passed(theatre: Stage) -> None:
    coverage = played(theatre).coverage

    assert coverage is not None
    assert [flow.id for flow in coverage.flows_missed()] == ["turn_away"]
    assert [node.id for node in coverage.nodes_missed()] == ["not_accepted"]


def test_an_application_that_cannot_be_submitted_covers_nothing(theatre: Stage) -> None:
    assert played(theatre, answers={}, refused="FORM-INVALID").coverage is None


def test_a_matter_with_a_flow_no_example_takes_may_not_be_published(theatre: Stage) -> None:
    few = {name: data for name, data in FILES.items() if name != "examples/turned_away.yaml"}

    with pytest.raises(FlowsUncovered) as refused:
        rehearse(theatre, few).check()

    (finding,) = refused.value.findings
    assert finding.element == "turn_away"
    assert "“是否受理”到“不予受理”" in finding.message_zh


def test_unless_it_says_why(theatre: Stage) -> None:
    reason = "uncovered: {turn_away: 本事项的受理条件由前置系统核对，不会不予受理}\n".encode()
    few = {name: data for name, data in FILES.items() if name != "examples/turned_away.yaml"}

    excused = rehearse(theatre, {**few, "matter.yaml": FILES["matter.yaml"] + reason})

    assert [flow.id for flow in excused.coverage.flows_missed()] == ["turn_away"]
    assert (excused.uncovered(), excused.failed) == ((), ())
    excused.check()


def test_a_matter_with_an_example_that_fails_may_not_be_published(theatre: Stage) -> None:
    wrong = FILES[GRANTED].replace(b"outcome: granted", b"outcome: refused")

    with pytest.raises(ExamplesFail) as refused:
        rehearsed(FILES, [play(theatre, {**FILES, GRANTED: wrong}, GRANTED)]).check()

    assert refused.value.problems[0].startswith(GRANTED)


def test_the_shared_folder_is_no_matter() -> None:
    assert SHARED not in {folder.name for folder in shipped_matters()}
