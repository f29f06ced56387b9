"""Complaints about needless proofs: those alike find each other, are merged, and are counted as the report does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from engine.acts.merging import MergeRefused
from engine.authority import NotYours, SamePerson
from engine.desk import EVERYTHING
from engine.office import DocumentNotForYou, Office
from engine.rehearsal.systems import ToldSystems
from engine.workplace import FixedTime
from tests.offices import matter_files, submit
from tools.load_complaints import REPORTED, complaints, load, plan

MATTER = "proof_complaint"
KINSHIP: dict[str, Any] = orjson.loads(matter_files(MATTER)["examples/kinship.json"])


@pytest.fixture
def platform(office: Office) -> Office:
    """An office with the platform."""
    office.place.systems = ToldSystems({"population": {"outcome": "match"}})
    office.publish(matter_files(MATTER))
    return office


def complain(office: Office, by: str = "sun.partner", **change: object) -> str:
    return str(office.open_case(MATTER, by, {**KINSHIP, **change})["case"])


def alike(office: Office, case: str) -> list[tuple[str, str, bool]]:
    shown = office.show_case(case, "su.admin")["alike"]
    return [(row["case"], row["status"], row["same_applicant"]) for row in shown]


def test_complaints_that_say_the_same_find_each_other_however_they_are_typed(platform: Office) -> None:
    first = complain(platform)
    again = complain(platform, proof="我妈 是我妈的证明 ", unit="示例市公安局示例分局城东派出所")
    others = complain(platform, by="wang.partner")
    complain(platform, proof="居住证明")

    assert alike(platform, first) == [(others, "submitted", False), (again, "submitted", True)]
    assert {case for case, _, _ in alike(platform, others)} == {first, again}


def test_the_complainant_is_not_shown_the_complaints_of_others(platform: Office) -> None:
    first, _ = complain(platform), complain(platform, by="wang.partner")

    assert platform.show_case(first, "sun.partner")["alike"] == []


def test_the_unit_complained_of_handles_a_complaint_without_knowing_whose_it_is(platform: Office) -> None:
    case = complain(platform)
    platform.complete_task(f"{case}/triage", "su.admin", "accept")
    platform.complete_task(f"{case}/send_down", "hong.admin", "dispatch")
    platform.complete_task(f"{case}/sign_for", "yao.local", "dispatch", {"handler": "police"})

    unit = platform.show_case(case, "kong.unit")
    admin = platform.show_case(case, "su.admin")

    assert (admin["applicant"], unit["applicant"]) == ("sun.partner", "投诉人")
    assert "sun.partner" not in str(unit) and "孙思远" not in str(unit) and KINSHIP["mobile"] not in str(unit)
    assert KINSHIP["mobile"] in str(admin)
    assert platform.find_cases("kong.unit", "孙思远") == ([], False)
    assert [row["case"] for row in platform.find_cases("su.admin", "孙思远")[0]] == [case]
    # The orders between organs name nobody; what was told the complainant does.
    assert {paper["kind"] for paper in unit["documents"]} == {"order", "local_order"}
    with pytest.raises(DocumentNotForYou):
        platform.download(f"{case}/receipt", "kong.unit")
    (row,) = platform.desk.inbox("kong.unit", EVERYTHING)
    assert row["applicant"] == "投诉人"


def test_a_complaint_of_long_ago_is_no_duplicate(platform: Office, clock: FixedTime) -> None:
    complain(platform)
    clock.set(clock() + timedelta(days=366))

    assert alike(platform, complain(platform)) == []


def merge(office: Office, case: str, into: str) -> dict[str, Any]:
    return office.complete_task(f"{case}/triage", "su.admin", "merge", {"into": into})


def test_a_complaint_is_merged_into_one_that_is_handled_and_both_say_so(platform: Office) -> None:
    first, second = complain(platform), complain(platform, by="wang.partner")
    platform.complete_task(f"{first}/triage", "su.admin", "accept")

    shown = merge(platform, second, first)

    assert (shown["status"], shown["outcome"]) == ("merged", "merged")
    assert first in platform.document_text(second, "merged").replace("\\", "")
    taken_in = platform.show_case(first)["history"][-1]
    assert (taken_in["act"], taken_in["merged"]) == ("merged_here", second)
    assert platform.verify_record().intact


@pytest.mark.parametrize("into", ["itself", "another matter", "one that was merged", "nothing"])
def test_a_complaint_is_merged_into_nothing_that_would_not_be_answered(platform: Office, into: str) -> None:
    first, second, third = (complain(platform, by=by) for by in ("sun.partner", "wang.partner", "zhao.partner"))
    merge(platform, second, first)
    named = {"itself": third, "one that was merged": second, "nothing": "2026-000000-00"}

    with pytest.raises(MergeRefused):
        merge(platform, third, named.get(into) or submit(platform))

    assert platform.show_case(third)["status"] == "submitted"


def test_who_takes_a_complaint_up_does_not_review_its_answer(platform: Office) -> None:
    case = complain(platform)

    with pytest.raises(NotYours):
        platform.complete_task(f"{case}/triage", "kong.unit", "accept")
    platform.complete_task(f"{case}/triage", "su.admin", "accept")
    platform.complete_task(f"{case}/send_down", "su.admin", "dispatch")
    platform.complete_task(f"{case}/sign_for", "yao.local", "dispatch", {"handler": "police"})
    said = {"result": "不属实", "findings": "没有索要该证明。", "contact": "0000-55500110"}
    platform.complete_task(f"{case}/handle_police", "kong.unit", "reply", said)
    platform.complete_task(f"{case}/check_reply", "yao.local", "agree")
    with pytest.raises(SamePerson):
        platform.complete_task(f"{case}/review", "su.admin", "answer")


# ---- the figures of the report ---------------------------------------------------------------------------------------


def test_the_figures_of_the_report_add_up_and_the_rest_is_explained() -> None:
    planned = plan(1394)

    assert planned == REPORTED and sum(planned.values()) == 1394
    assert planned["settled"] + planned["answered"] == 1239
    assert sum(planned[fate] for fate in ("accepted", "dispatched", "replied", "reopened")) == 99
    assert sum(planned[fate] for fate in ("submitted", "turned_away", "merged", "withdrawn")) == 56


@pytest.mark.parametrize("count", [1, 7, 99, 500])
def test_fewer_complaints_come_out_in_the_same_proportions(count: int) -> None:
    planned = plan(count)

    assert sum(planned.values()) == count
    assert all(abs(planned[fate] - count * wanted / 1394) < 1 for fate, wanted in REPORTED.items())


def test_the_same_count_gives_the_same_complaints_of_people_who_do_not_exist() -> None:
    made = complaints(1394)

    assert made == complaints(1394)
    assert len({one.by.name for one in made}) == len({one.by.id_number for one in made}) == 1394
    assert all(one.by.id_number.startswith("119901") for one in made), "a division that is nobody's"
    assert [one.at for one in made] == sorted(one.at for one in made)


def test_what_was_loaded_is_counted_as_it_was_planned(
    office: Office, clock: FixedTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.load_complaints.plan", lambda count: dict.fromkeys(REPORTED, 1) | {"settled": 3})

    found = load(office, clock, 12, say=lambda line: None)

    assert found == {
        "matter": MATTER,
        "received": 12,
        "closed": 4,
        "being_handled": 4,
        "others": 4,
        "others_by_status": {"submitted": 1, "turned_away": 1, "withdrawn": 1, "merged": 1},
    }
    assert office.differing_cases() == []
    assert office.verify_record().intact
