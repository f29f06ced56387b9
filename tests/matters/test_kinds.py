"""A case that no applicant opens: an organ begins by itself, hears the holder, decides and delivers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.authority import NotYours
from engine.founding import stage
from engine.lifecycle import KINDS
from engine.office import Office
from engine.rehearsal import Stage, examples, play
from engine.story import course, story
from tests.matters.slips import REVOKING

REASON = {"reason": "群众举报活动方案与实际不符"}


@pytest.fixture(scope="module")
def theatre() -> Iterator[Stage]:
    with stage() as theatre:
        yield theatre


@pytest.mark.parametrize("name", examples(REVOKING))
def test_an_example_of_an_ex_officio_action_comes_out_as_it_says(theatre: Stage, name: str) -> None:
    played = play(theatre, REVOKING, name)

    assert played.passed, played.why


def begin(office: Office, by: str = "ma.window", holder: str = "sun.partner") -> str:
    office.publish(REVOKING)
    return str(office.open_case("revoked_use", by, REASON, applicant=holder)["case"])


def test_a_case_opened_by_an_official_is_the_holders_and_says_who_opened_it(office: Office) -> None:
    case = begin(office)

    shown = office.show_case(case, "sun.partner")
    assert (shown["applicant"], shown["status"]) == ("sun.partner", "initiated")
    first = shown["history"][0]
    assert (first["act"], first["actor"], first["applicant"]) == ("initiate", "ma.window", "sun.partner")
    assert [row["case"] for row in office.list_cases("sun.partner")] == [case]
    assert office.list_tasks("sun.partner") == []


def test_what_the_holder_is_asked_lies_in_the_holders_list_and_not_in_the_officials(office: Office) -> None:
    case = begin(office)
    office.complete_task(f"{case}/tell", "ma.window", "notify", {"reason": "提交的活动方案内容不实"})

    assert [task["step"] for task in office.list_tasks("sun.partner")] == ["plead"]
    with pytest.raises(NotYours):
        office.complete_task(f"{case}/plead", "ma.window", "plead", {"says": "没有意见"})


@pytest.mark.parametrize("holder", ["yu.head", "ma.window"])
def test_no_official_opens_a_case_of_an_official(office: Office, holder: str) -> None:
    with pytest.raises(NotYours, match="outside the organs"):
        begin(office, holder=holder)


def test_the_way_of_a_case_that_an_official_opened_can_be_told(office: Office) -> None:
    case = begin(office)
    office.complete_task(f"{case}/tell", "ma.window", "notify", {"reason": "提交的活动方案内容不实"})

    assert {"begun", "tell"} <= set(course(story(office, case)).passed)


def test_every_kind_says_what_it_is_in_the_printed_page() -> None:
    assert all(table.titled.zh and table.titled.en and table.source for table in KINDS.values())
