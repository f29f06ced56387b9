"""Who may see, claim and act: by role and organ, four eyes, two officers, agents of applicants."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from engine.acts.at_task import TaskUnknown
from engine.authority import (
    AUDITOR,
    SUPERVISOR,
    SYSTEM,
    Account,
    NotYours,
    Role,
    SamePerson,
    TwoOfficersNeeded,
    UnknownAccount,
    acts_for,
    distinct,
    enough_officers,
    may_act,
    may_open,
    may_see,
)
from engine.case import CaseUnknown
from engine.errors import Refusal
from engine.office import DocumentUnknown, Office
from engine.workplace import FixedTime
from tests.offices import APPLICANT, DEPUTY, HEAD, WINDOW, accept, application, law_firm_case, submit

LIN = Account("lin.partner", "林知行")
SUN = Account("sun.partner", "孙思远")
AGENT = Account("tian.agent", "田小满", agent_for=frozenset({"lin.partner"}))
EXAMINER = Account("he.examiner", "何雨晴", "official", "district_justice", frozenset({"examiner"}))
OTHER_EXAMINER = Account("gu.examiner", "顾长河", "official", "district_justice", frozenset({"examiner"}))
CITY_EXAMINER = Account("xu.examiner", "许知遥", "official", "city_justice", frozenset({"examiner"}))
HEAD_OF_DISTRICT = Account("jiang.head", "江澄", "official", "district_justice", frozenset({"head_of_organ"}))
WITHOUT_ROLE = Account("new.clerk", "新人", "official", "district_justice")
HEAD_ROLE = Role("dist_head", "official", "district_justice", "head_of_organ")
ROLE = Role("dist_review", "official", "district_justice", "examiner")
FIRM = Role("firm", "applicant")
PLATFORM = Role("platform", "system")


def allowed(account: Account, role: Role) -> bool:
    try:
        may_act(account, role, applicant="lin.partner", agent="tian.agent", what="act")
    except NotYours as refused:
        assert refused.code == "AUTHORITY-NOT-YOURS"
        assert role.described() in str(refused)
        return False
    return True


def refused(check: Callable[..., None], *arguments: Any) -> str:
    """The code by which a check refuses these arguments; empty when it lets them pass."""
    try:
        check(*arguments)
    except Refusal as error:
        return error.code
    return ""


# ---- acting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "role", "may"),
    [
        (EXAMINER, ROLE, True),
        (CITY_EXAMINER, ROLE, False),
        (HEAD_OF_DISTRICT, ROLE, False),
        (WITHOUT_ROLE, ROLE, False),
        (LIN, ROLE, False),
        (SYSTEM, ROLE, False),
        (LIN, FIRM, True),
        (AGENT, FIRM, True),
        (SUN, FIRM, False),
        (EXAMINER, FIRM, False),
        (SYSTEM, PLATFORM, True),
        (EXAMINER, PLATFORM, False),
        (LIN, PLATFORM, False),
    ],
)
def test_who_holds_the_role_in_that_organ_acts_and_nobody_else(account: Account, role: Role, may: bool) -> None:
    assert allowed(account, role) is may


def test_an_agent_named_nowhere_in_the_case_acts_for_nobody() -> None:
    assert not acts_for(AGENT, "lin.partner", None)
    assert acts_for(AGENT, "lin.partner", "tian.agent")


# ---- applying --------------------------------------------------------------------------------------------------------


def test_one_applies_for_oneself_and_for_whom_one_is_the_agent() -> None:
    assert refused(may_open, LIN, LIN) == ""
    assert refused(may_open, AGENT, LIN) == ""
    assert refused(may_open, LIN, AGENT) == "AUTHORITY-NOT-YOURS"


@pytest.mark.parametrize(("account", "applicant"), [(SUN, LIN), (AGENT, SUN), (LIN, AGENT)])
def test_nobody_applies_in_the_name_of_a_stranger(account: Account, applicant: Account) -> None:
    with pytest.raises(NotYours, match=applicant.name):
        may_open(account, applicant)


def test_no_official_applies_with_an_officials_account() -> None:
    with pytest.raises(NotYours, match="applicants"):
        may_open(EXAMINER, EXAMINER)


def test_an_official_opens_a_case_for_somebody_where_the_matter_names_the_role() -> None:
    assert refused(may_open, EXAMINER, LIN, [ROLE]) == ""
    assert refused(may_open, EXAMINER, LIN) == "AUTHORITY-NOT-YOURS"

    with pytest.raises(NotYours, match="examiner of district_justice"):
        may_open(HEAD_OF_DISTRICT, LIN, [ROLE])
    with pytest.raises(NotYours, match="outside the organs"):
        may_open(EXAMINER, HEAD_OF_DISTRICT, [ROLE])


def test_what_only_officials_open_nobody_applies_for() -> None:
    with pytest.raises(NotYours, match="examiner of district_justice"):
        may_open(LIN, LIN, [ROLE], by_applicant=False)


# ---- four eyes -------------------------------------------------------------------------------------------------------


def test_who_examined_does_not_decide() -> None:
    with pytest.raises(SamePerson, match=r"he\.examiner did examine") as refused:
        distinct(
            EXAMINER,
            "decide",
            ["check", "examine"],
            {"check": ["chen.window"], "examine": ["gu.examiner", "he.examiner"]},
        )

    assert refused.value.code == "AUTHORITY-SAME-PERSON"


@pytest.mark.parametrize(
    ("others", "handlers"),
    [
        ([], {"examine": ["he.examiner"]}),
        (["examine"], {}),
        (["examine"], {"examine": ["gu.examiner"]}),
        (["examine"], {"sign": ["he.examiner"]}),
    ],
)
def test_who_had_no_part_in_the_steps_named_decides(others: list[str], handlers: dict[str, list[str]]) -> None:
    assert refused(distinct, EXAMINER, "decide", others, handlers) == ""


# ---- two officers ----------------------------------------------------------------------------------------------------

COLLEAGUES = {a.name: a for a in (EXAMINER, OTHER_EXAMINER, CITY_EXAMINER, HEAD_OF_DISTRICT)}


def test_two_different_officers_of_the_role_are_enough() -> None:
    both = ["he.examiner", "gu.examiner"]

    assert refused(enough_officers, EXAMINER, "examine", 2, both, ROLE, COLLEAGUES) == ""
    assert refused(enough_officers, EXAMINER, "examine", 3, both, ROLE, COLLEAGUES) == "AUTHORITY-TWO-OFFICERS"
    assert refused(enough_officers, EXAMINER, "check", 1, None, ROLE, {}) == ""


@pytest.mark.parametrize(
    ("named", "why"),
    [
        (None, "0 named"),
        ("he.examiner, gu.examiner", "0 named"),
        ([], "0 named"),
        (["he.examiner"], "1 named"),
        (["he.examiner", "he.examiner"], "1 named"),
        (["he.examiner", 7], "1 named"),
        (["gu.examiner", "jiang.head"], r"he\.examiner, who records it, is not among them"),
        (["he.examiner", "jiang.head"], r"jiang\.head is not a examiner of district_justice"),
        (["he.examiner", "xu.examiner"], r"xu\.examiner is not a examiner of district_justice"),
        (["he.examiner", "nobody"], "nobody is not a examiner of district_justice"),
    ],
)
def test_fewer_or_other_officers_are_refused_with_the_reason(named: Any, why: str) -> None:
    with pytest.raises(TwoOfficersNeeded, match=why) as refused:
        enough_officers(EXAMINER, "examine", 2, named, ROLE, COLLEAGUES)

    assert refused.value.code == "AUTHORITY-TWO-OFFICERS"


# ---- seeing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "sees"),
    [
        (LIN, True),
        (AGENT, True),
        (SUN, False),
        (EXAMINER, True),
        (HEAD_OF_DISTRICT, True),
        (WITHOUT_ROLE, False),
        (CITY_EXAMINER, False),
        (Account("a", "白鹭", "official", "elsewhere", frozenset({AUDITOR})), True),
        (Account("s", "魏明", "official", "district_justice", frozenset({SUPERVISOR})), True),
        (Account("s", "魏明", "official", "elsewhere", frozenset({SUPERVISOR})), False),
        (SYSTEM, True),
    ],
)
def test_a_case_is_seen_by_its_people_its_organs_and_auditors(account: Account, sees: bool) -> None:
    of = {"applicant": "lin.partner", "agent": "tian.agent", "roles": [ROLE, HEAD_ROLE], "in_sight": [account.organ]}

    assert may_see(account, **of) is sees  # type: ignore[arg-type]


@pytest.mark.parametrize("stranger", ["lin.partner", "tian.agent", "chen.window"])
def test_a_case_one_may_not_see_is_as_if_it_were_not(office: Office, stranger: str) -> None:
    case = submit(office)

    with pytest.raises(CaseUnknown) as refused:
        office.show_case(case, stranger)

    assert refused.value.code == "CASE-UNKNOWN"
    with pytest.raises(CaseUnknown) as nothing:
        office.show_case("20260302-NOTHERE0", stranger)
    assert type(refused.value) is type(nothing.value)
    assert office.list_cases(stranger) == []
    assert office.list_tasks(stranger) == []


@pytest.mark.parametrize("stranger", ["lin.partner", "chen.window"])
def test_a_document_one_may_not_have_is_as_if_it_were_not(office: Office, stranger: str) -> None:
    case = submit(office)

    with pytest.raises(DocumentUnknown) as refused:
        office.download(f"{case}/receipt", stranger)

    assert refused.value.code == "DOCUMENT-UNKNOWN"
    assert [entry["act"] for entry in office.show_record(case)] == ["submit", "seal", "download_refused"]


def test_an_account_that_does_not_exist_is_named(office: Office) -> None:
    case = submit(office)

    for name in ("nobody", "system", "", "ma.window "):
        with pytest.raises(UnknownAccount) as refused:
            office.show_case(case, name)
        assert refused.value.code == "AUTHORITY-UNKNOWN-ACCOUNT"
        with pytest.raises(UnknownAccount):
            office.complete_task(f"{case}/check_materials", name, "accept")


# ---- worklists -------------------------------------------------------------------------------------------------------


def listed(office: Office, account: str) -> list[tuple[str, str]]:
    return [(task["case"], task["step"]) for task in office.list_tasks(account)]


def test_a_worklist_shows_what_one_may_do_and_nothing_else(office: Office) -> None:
    case = submit(office)

    assert listed(office, WINDOW) == [(case, "check_materials")]
    assert listed(office, DEPUTY) == [(case, "check_materials")]
    assert listed(office, HEAD) == listed(office, APPLICANT) == listed(office, "chen.window") == []


def test_a_claimed_task_is_on_ones_own_list_alone(office: Office) -> None:
    case = submit(office)
    office.claim(f"{case}/check_materials", WINDOW)

    assert listed(office, WINDOW) == [(case, "check_materials")]
    assert listed(office, DEPUTY) == []


def test_a_worklist_is_in_the_order_of_the_last_days(office: Office, clock: FixedTime) -> None:
    early = submit(office)
    clock.set(clock().replace(day=4))
    late = submit(office)
    clock.set(clock().replace(day=5))
    accept(office, early)
    urgent = submit(office)
    del urgent

    dues = [task["due"] for task in office.list_tasks(DEPUTY)]

    assert dues == sorted(dues)
    assert {case for case, _ in listed(office, DEPUTY)} >= {early, late}


def test_what_the_applicant_must_do_is_on_the_applicants_list(office: Office, clock: FixedTime) -> None:
    case = law_firm_case(office, clock, "correct", "corrected_then_granted")

    assert listed(office, "lin.partner") == [(case, "correct")]
    assert listed(office, "chen.window") == []


def test_an_agent_acts_for_the_applicant_who_sees_it(office: Office) -> None:
    answers, uploads = application()
    case = str(office.open_case("starter", "tian.agent", answers, uploads, applicant="lin.partner")["case"])

    for name in ("tian.agent", "lin.partner"):
        assert [listed["case"] for listed in office.list_cases(name)] == [case]
        assert office.download(f"{case}/receipt", name)[1].startswith(b"%PDF")
    assert office.act_on_case(case, "tian.agent", "withdraw")["status"] == "withdrawn"


def test_no_role_lets_one_do_another_roles_step(office: Office, clock: FixedTime) -> None:
    """Every official of the demonstration against every open step of a law firm's case."""
    case = law_firm_case(office, clock, "sign")
    officials = [a for a in office.list_accounts() if a.kind == "official"]
    (task,) = office.show_case(case)["tasks"]

    may = {a.name for a in officials if a.organ == task["organ"] and task["role"] in a.roles}
    for official, outcome in itertools.product(officials, ("forward",)):
        if official.name not in may:
            with pytest.raises((NotYours, TaskUnknown)):
                office.complete_task(f"{case}/sign", official.name, outcome, {"remark": "同意。"})
    assert may == {"jiang.head", "zhou.deputy"}
