"""The board of supervisors: every figure is as many as the cases behind it, of the organs in sight and no others."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from engine.authority import Account, NotYours
from engine.board import LIGHTS, REACHED, Behind
from engine.case import CaseUnknown
from engine.office import Office
from engine.organs import OrgansRefused, organs_below, read_organs
from engine.workplace import FixedTime
from tests.offices import APPLICANT, HEAD, WINDOW, accept, grant, law_firm_case, organs, submit

CITY, AUDITOR = "wei.supervisor", "bai.auditor"


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T10:00:00+08:00")


def numbers(office: Office, wanted: Behind, account: str = AUDITOR) -> list[str]:
    """The cases behind a figure, which the count agrees with."""
    found = [row["case"] for row in office.board.cases(account, wanted)]
    assert office.board.count(account, wanted) == len(found)
    return found


@pytest.fixture
def at_work(office: Office, clock: FixedTime) -> dict[str, str]:
    """On Friday, 6 March 2026: one case waits at the window, one for the head, one was granted on Monday."""
    cases = {}
    cases["granted"] = submit(office)
    accept(office, cases["granted"])
    cases["deciding"] = submit(office)
    accept(office, cases["deciding"])
    grant(office, cases["granted"])
    cases["received"] = submit(office)
    clock.set(day("2026-03-06"))
    office.worker.once()
    return cases


def test_lights_count_each_open_case_once_and_lead_to_it(office: Office, at_work: dict[str, str]) -> None:
    (row,) = office.board.lights(AUDITOR)

    assert row == {"holder": "city_approval", "matter": "starter", "red": 0, "yellow": 1, "green": 1, "still": 0}
    behind = {light: numbers(office, Behind(light=light)) for light in LIGHTS}
    assert behind == {"red": [], "yellow": [at_work["received"]], "green": [at_work["deciding"]], "still": []}
    assert numbers(office, Behind()) == [at_work["received"], at_work["deciding"]]  # the most urgent first


def test_every_figure_of_the_statistics_leads_to_as_many_cases(office: Office, at_work: dict[str, str]) -> None:
    march = ("2026-03", "2026-03")
    total = office.statistics(AUDITOR, months=march)["total"]

    assert len(numbers(office, Behind("received", months=march))) == total["received"] == 3
    funnel = office.board.funnel(AUDITOR, march)
    assert funnel == [("received", 3), ("taken_up", 2), ("came_out", 1), ("favoured", 1)]
    behind = [sorted(numbers(office, Behind("received", months=march, reached=stage))) for stage in REACHED]
    granted = [at_work["granted"]]
    assert behind == [sorted((*granted, at_work["deciding"])), granted, granted]
    for account, months in ((CITY, march), (AUDITOR, ("2026-02", "2026-02"))):
        assert office.board.funnel(account, months)[0] == ("received", 0)
    assert numbers(office, Behind("ended", months=march, outcome="granted")) == [at_work["granted"]]
    assert numbers(office, Behind("ended", months=("2026-04", "2026-05"))) == []
    assert numbers(office, Behind("ended", late="promise")) == []
    assert numbers(office, Behind("ended", irregular=True)) == []
    assert numbers(office, Behind(status="accepted")) == [at_work["deciding"]]


def test_the_calendar_has_each_case_on_its_last_day(office: Office, at_work: dict[str, str]) -> None:
    days = office.board.due_days(AUDITOR, date(2026, 3, 1), date(2026, 3, 31))

    assert len(days) == 31
    assert {one.day.isoformat(): (one.count, one.light) for one in days if one.count} == {
        "2026-03-09": (1, "yellow"),
        "2026-03-30": (1, "green"),
    }
    assert numbers(office, Behind(day="2026-03-09")) == [at_work["received"]]
    assert [one.works for one in days[:2]] == [False, True]


def test_the_load_is_counted_in_cases_of_people_and_pools(office: Office, at_work: dict[str, str]) -> None:
    office.claim(f"{at_work['received']}/check_materials", WINDOW)

    loads = {(one.person, one.pool): one for one in office.board.loads(AUDITOR)}

    mine, pool = loads[WINDOW, ""], loads["", "head_of_organ"]
    assert (mine.open, mine.late, mine.done, mine.called) == (1, 0, 2, "马小川")
    assert (pool.open, pool.person, pool.oldest[:10]) == (1, "", "2026-03-02")
    assert numbers(office, Behind(person=WINDOW)) == [at_work["received"]]
    assert set(numbers(office, Behind("done", person=WINDOW))) == {at_work["deciding"], at_work["granted"]}
    assert numbers(office, Behind(pool="head_of_organ", organ="city_approval")) == [at_work["deciding"]]
    assert numbers(office, Behind(person=WINDOW, overdue=True)) == []


def test_lists_come_in_pages_that_leave_nothing_out(office: Office, at_work: dict[str, str]) -> None:
    for wanted in (Behind(), Behind("received")):
        whole, pages, after = numbers(office, wanted), [], ""
        while rows := office.board.cases(AUDITOR, wanted, after=after, most=1):
            pages += [row["case"] for row in rows]
            after = rows[-1]["cursor"]
        assert pages == whole


def test_a_supervisor_sees_the_own_organ_and_those_under_it(office: Office, clock: FixedTime) -> None:
    elsewhere = submit(office)
    case = law_firm_case(office, clock, "check_materials")
    for name, organ in (("district.supervisor", "district_justice"), ("other.supervisor", "yangben_justice")):
        office.add_account(Account(name, "监督员", "official", organ, frozenset({"supervisor"})))

    seen = {account: numbers(office, Behind(), account) for account in (CITY, "district.supervisor")}

    assert seen == {CITY: [case], "district.supervisor": [case]}
    assert numbers(office, Behind(), "other.supervisor") == []
    assert numbers(office, Behind(organ="district_justice"), "other.supervisor") == []
    assert office.show_case(case, CITY)["case"] == case
    assert {one.organ for one in office.board.loads("other.supervisor")} == set()
    for account, hidden in (("other.supervisor", case), (CITY, elsewhere)):
        with pytest.raises(CaseUnknown):
            office.show_case(hidden, account)


@pytest.mark.parametrize("account", [APPLICANT, WINDOW, HEAD])
def test_who_does_not_supervise_sees_no_board(office: Office, account: str) -> None:
    board = office.board
    asked: list[Any] = [
        lambda: board.lights(account), lambda: board.wanting(account), lambda: board.cases(account, Behind()),
        lambda: board.count(account, Behind()), lambda: board.loads(account), lambda: board.organs(account),
        lambda: board.due_days(account, date(2026, 3, 1), date(2026, 3, 2)),
    ]  # fmt: skip

    for ask in asked:
        with pytest.raises(NotYours, match="supervisor or auditor"):
            ask()


def test_organs_stand_under_each_other_to_any_depth() -> None:
    assert organs_below(organs(), "city_government") == {
        "city_government", "district_government", "heping_street", "wangjiang_street", "fanchang_community",
    }  # fmt: skip
    assert organs_below(organs(), "city_bar") == {"city_bar"}


@pytest.mark.parametrize("under", ["nobody", "a", "b"])
def test_an_organ_is_under_another_that_there_is_and_never_under_itself(under: str) -> None:
    text = f"a: {{name: 甲局, under: {under}}}\nb: {{name: 乙局, under: a}}\n"

    with pytest.raises(OrgansRefused, match=f"a is under {under}"):
        read_organs(text)
