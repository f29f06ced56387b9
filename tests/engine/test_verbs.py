"""The verbs of people: each does what it says, keeps four eyes, leaves an entry, and says why when it cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from engine.acts.at_task import TaskHeld, TaskUnknown, VerbNotPossible
from engine.acts.handing import DelegationLoop
from engine.acts.steps import OutcomeNotOffered
from engine.acts.telling import CopiedAlready
from engine.acts.writing import AnswersNotAsked, NoteMissing
from engine.authority import Claimed, NotYours, SamePerson
from engine.case import CaseUnknown
from engine.deputies import DeputyRefused
from engine.lifecycle.table import ParticularMissing
from engine.office import Office
from engine.workplace import FixedTime
from tests.council import (
    ALL,
    APPLICANT,
    CASHIER,
    CHIEF,
    CHIEF2,
    CLERK,
    CLERK2,
    EXPERT,
    LAWYER,
    LAWYER2,
    MORE,
    NEIGHBOUR,
    OVERSEER,
    PANEL,
    council_case,
    council_files,
    do,
    furnish_council,
    open_steps,
)
from tests.offices import MONDAY, Premises, Unchanged, law_firm_case

TODAY = MONDAY.date()
BEFORE_DECISION = ("study", "law", "recheck", "money", "panel")


@pytest.fixture
def house(sqlite_premises: Premises) -> Office:
    """An office with the council's matter and people."""
    office = sqlite_premises.open()
    furnish_council(office)
    return office


@pytest.fixture
def sqlite_clock(sqlite_premises: Premises) -> FixedTime:
    """The clock of the house."""
    return sqlite_premises.clock


def acts(office: Office, case: str) -> list[str]:
    return [f"{entry['act']} {entry['actor']}" for entry in office.show_record(case)]


def verb(office: Office, task: str, account: str, name: str) -> dict[str, Any]:
    return next(v for v in office.task_verbs(task, account) if v["verb"] == name)


def tasks_of(office: Office, account: str) -> list[str]:
    return sorted(task["short"].split("/", 1)[1] for task in office.list_tasks(account))


# ---- transfer, delegate ----------------------------------------------------------------------------------------------


def test_a_task_transferred_is_the_colleagues_and_no_longer_in_the_pool(house: Office) -> None:
    case = council_case(house)

    house.transfer(f"{case}/study", CLERK, CLERK2, "休假前移交")

    assert tasks_of(house, CLERK2) == ["study"]
    assert tasks_of(house, CLERK) == []
    with pytest.raises(Claimed):
        house.complete_task(f"{case}/study", CLERK, "done")
    house.complete_task(f"{case}/study", CLERK2, "done")
    assert "transfer ai.clerk" in acts(house, case)


@pytest.mark.parametrize(("to", "refusal"), [(LAWYER, NotYours), (CLERK, VerbNotPossible), (EXPERT, NotYours)])
def test_a_task_goes_to_nobody_who_may_not_do_it(house: Office, to: str, refusal: type[Exception]) -> None:
    case = council_case(house)
    with pytest.raises(refusal):
        house.transfer(f"{case}/study", CLERK, to)


def test_four_eyes_hold_through_a_transfer(house: Office) -> None:
    case = council_case(house, "study", "law")

    with pytest.raises(SamePerson):
        house.transfer(f"{case}/recheck", LAWYER2, LAWYER)
    assert all(p["account"] != LAWYER for p in verb(house, f"{case}/recheck", LAWYER2, "transfer")["people"])


def test_a_task_delegated_comes_back_with_the_opinion(house: Office) -> None:
    case = council_case(house)
    house.delegate(f"{case}/study", CLERK, CLERK2, "请核实现场情况")

    with pytest.raises(TaskHeld):
        house.complete_task(f"{case}/study", CLERK2, "done")
    with pytest.raises(NoteMissing):
        house.give_back(f"{case}/study", CLERK2, " ")
    house.give_back(f"{case}/study", CLERK2, "现场情况属实。")

    assert tasks_of(house, CLERK) == ["study"]
    assert [e["note"] for e in house.show_record(case) if e["act"] == "give_back"] == ["现场情况属实。"]
    house.complete_task(f"{case}/study", CLERK, "done")


def test_who_delegated_can_have_the_task_again(house: Office) -> None:
    case = council_case(house)
    house.delegate(f"{case}/study", CLERK, CLERK2)
    with pytest.raises(VerbNotPossible):
        house.recall(f"{case}/study", CLERK2)

    house.recall(f"{case}/study", CLERK)

    assert tasks_of(house, CLERK2) == []
    house.complete_task(f"{case}/study", CLERK, "done")


def test_a_delegation_does_not_go_round_in_a_circle(house: Office) -> None:
    case = council_case(house)
    house.delegate(f"{case}/study", CLERK, CLERK2)
    house.delegate(f"{case}/study", CLERK2, ALL)

    for to in (CLERK, CLERK2):
        with pytest.raises(DelegationLoop):
            house.delegate(f"{case}/study", ALL, to)

    house.give_back(f"{case}/study", ALL, "可以。")
    house.give_back(f"{case}/study", CLERK2, "可以。")
    assert tasks_of(house, CLERK) == ["study"]


def test_who_gave_an_opinion_on_a_step_does_not_decide_on_it(house: Office) -> None:
    case = council_case(house)
    house.delegate(f"{case}/study", CLERK, ALL)
    house.give_back(f"{case}/study", ALL, "可行。")
    for step in BEFORE_DECISION:
        do(house, case, step)

    with pytest.raises(SamePerson):
        house.complete_task(f"{case}/decide", ALL, "grant")


def test_a_delegated_task_is_neither_put_back_nor_passed_on(house: Office) -> None:
    case = council_case(house)
    house.delegate(f"{case}/study", CLERK, CLERK2)
    for wrong in (house.release, lambda task, by: house.transfer(task, by, ALL)):
        with pytest.raises(TaskHeld):
            wrong(f"{case}/study", CLERK2)


# ---- what supervisors do ---------------------------------------------------------------------------------------------


def test_a_supervisor_reassigns_a_task_whoever_has_it_and_says_why(house: Office) -> None:
    case = council_case(house)
    house.claim(f"{case}/study", CLERK)

    house.reassign(f"{case}/study", OVERSEER, CLERK2, "承办人出差，期限将至")

    assert (tasks_of(house, CLERK), tasks_of(house, CLERK2)) == ([], ["study"])
    with pytest.raises(Claimed):
        house.complete_task(f"{case}/study", CLERK, "done")
    (entry,) = [e for e in house.show_record(case) if e["act"] == "reassign"]
    assert (entry["actor"], entry["to"], entry["note"]) == (OVERSEER, CLERK2, "承办人出差，期限将至")
    house.complete_task(f"{case}/study", CLERK2, "done")
    assert house.verify_record().intact


def test_what_was_given_away_for_an_opinion_is_reassigned_for_good(house: Office) -> None:
    case = council_case(house)
    house.delegate(f"{case}/study", CLERK, CLERK2)

    house.reassign(f"{case}/study", OVERSEER, ALL, "两人都不在")

    assert (tasks_of(house, CLERK), tasks_of(house, CLERK2), tasks_of(house, ALL)) == ([], [], ["study"])
    house.complete_task(f"{case}/study", ALL, "done")


def test_nobody_reassigns_who_does_not_supervise_nor_to_who_may_not(house: Office) -> None:
    case = council_case(house)
    house.claim(f"{case}/study", CLERK)
    strangers = [(by, CLERK2, NotYours) for by in (CLERK, CHIEF, APPLICANT, "wei.supervisor", "bai.auditor")]
    wrong = [(OVERSEER, LAWYER, NotYours), (OVERSEER, EXPERT, NotYours), (OVERSEER, CLERK, VerbNotPossible)]

    with Unchanged(house):
        for by, to, refusal in (*strangers, *wrong):
            with pytest.raises(refusal):
                house.reassign(f"{case}/study", by, to, "人手不足")
        with pytest.raises(NoteMissing):
            house.reassign(f"{case}/study", OVERSEER, CLERK2, " ")


def test_four_eyes_hold_when_a_supervisor_reassigns(house: Office) -> None:
    case = council_case(house, "study", "law")
    both = replace(house.place.account(LAWYER), roles=frozenset({"lawyer", "supervisor"}))

    assert [p["account"] for p in verb(house, f"{case}/recheck", OVERSEER, "reassign")["people"]] == [LAWYER2, ALL]
    with pytest.raises(SamePerson):
        house.reassign(f"{case}/recheck", OVERSEER, LAWYER, "人手不足")
    house.add_account(both)
    with pytest.raises(SamePerson, match="did law"):
        house.reassign(f"{case}/recheck", LAWYER, LAWYER2, "人手不足")


def test_what_is_signed_and_waits_for_others_is_not_reassigned(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "after")
    house.complete_task(f"{case}/decide", CHIEF, "grant")

    with pytest.raises(TaskHeld):
        house.reassign(f"{case}/decide", OVERSEER, CHIEF2, "人手不足")
    with pytest.raises(VerbNotPossible):
        house.reassign(signer(case, CHIEF2), OVERSEER, CHIEF, "人手不足")


def test_a_late_task_is_raised_to_who_signs_for_the_organ_and_who_may_then_reassign_it(
    house: Office, sqlite_clock: FixedTime
) -> None:
    case = council_case(house)
    house.claim(f"{case}/study", CLERK)
    with pytest.raises(VerbNotPossible, match="neither late"):
        house.escalate(f"{case}/study", OVERSEER, "期限已过")
    sqlite_clock.set(MONDAY + timedelta(days=60))
    assert verb(house, f"{case}/study", OVERSEER, "escalate")["heads"] == ["fu", "ge", "hao"]
    with pytest.raises(NotYours):
        house.reassign(f"{case}/study", CHIEF, CLERK2, "督办")
    with pytest.raises(NoteMissing):
        house.escalate(f"{case}/study", OVERSEER, "")

    house.escalate(f"{case}/study", OVERSEER, "期限已过，请督促")

    assert house.list_tasks(CLERK)[0]["raised_on"] == "2026-05-01"
    assert [c["case"] for c in house.list_copies(CHIEF)] == [case]
    with pytest.raises(VerbNotPossible, match="today"):
        house.escalate(f"{case}/study", OVERSEER, "期限已过")
    for nobody in (CLERK2, "wei.supervisor"):
        with pytest.raises(NotYours):
            house.escalate(f"{case}/study", nobody, "期限已过")
    house.reassign(f"{case}/study", CHIEF, CLERK2, "改由二号窗口办理")
    assert tasks_of(house, CLERK2) == ["study"]
    sqlite_clock.set(MONDAY + timedelta(days=61))
    house.escalate(f"{case}/study", OVERSEER, "仍未办理")
    assert [c["copied_at"][:10] for c in house.list_copies(CHIEF)] == ["2026-05-02"]
    assert house.verify_record().intact


def test_what_only_the_head_can_do_is_raised_to_nobody(house: Office, sqlite_clock: FixedTime) -> None:
    case = council_case(house, *BEFORE_DECISION)
    sqlite_clock.set(MONDAY + timedelta(days=60))

    told = verb(house, f"{case}/decide", OVERSEER, "escalate")

    assert (told["possible"], told["why"]) == (False, "已经在签发人手里，没有再上一级")


# ---- return ----------------------------------------------------------------------------------------------------------


def test_one_returns_to_a_step_done_since_the_last_act_of_the_law(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)

    assert [s["step"] for s in verb(house, f"{case}/decide", CHIEF, "return")["steps"]] == [
        "study", "law", "recheck", "money", "panel",
    ]  # fmt: skip
    with pytest.raises(VerbNotPossible, match="one may return to study"):
        house.return_to(f"{case}/decide", CHIEF, "accept", "受理有误")
    with pytest.raises(NoteMissing):
        house.return_to(f"{case}/decide", CHIEF, "study", "")


def test_a_return_gives_the_step_to_whoever_did_it(house: Office) -> None:
    case = council_case(house, "study", "law", "recheck")

    house.return_to(f"{case}/money", CASHIER, "study", "经费来源不清")

    assert open_steps(house, case) == ["study"]
    assert tasks_of(house, CLERK) == ["study"]
    assert tasks_of(house, CLERK2) == []
    for step in BEFORE_DECISION:
        do(house, case, step)
    assert open_steps(house, case) == ["decide"]


def test_a_return_into_one_branch_of_a_joined_part_asks_only_that_branch_again(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)

    house.return_to(f"{case}/decide", CHIEF, "recheck", "法律意见再核")
    assert open_steps(house, case) == ["recheck"]
    do(house, case, "recheck")

    assert open_steps(house, case) == ["panel"] * 3, "money waits done at the join"
    do(house, case, "panel")
    assert open_steps(house, case) == ["decide"]


def test_a_return_to_a_panel_asks_all_of_it_anew(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)

    house.return_to(f"{case}/decide", CHIEF, "panel", "请重新表决")
    do(house, case, "panel")

    assert open_steps(house, case) == ["decide"]


def test_one_member_of_a_panel_returns_for_all(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION[:4])
    task = next(t["task"] for t in house.show_case(case)["tasks"] if t["assignee"] == PANEL[0])

    house.return_to(task, PANEL[0], "money", "预算有误")

    assert open_steps(house, case) == ["money"]
    do(house, case, "money")
    assert open_steps(house, case) == ["panel"] * 3


def test_no_way_leads_back_past_an_act_of_the_law(house: Office) -> None:
    case = council_case(house)

    told = verb(house, f"{case}/study", CLERK, "return")

    assert not told["possible"] and "依法" not in told["why"]
    with pytest.raises(VerbNotPossible, match="they stand"):
        house.return_to(f"{case}/study", CLERK, "accept", "不应受理")


def test_a_matter_says_where_one_may_return_to(sqlite_premises: Premises) -> None:
    office = sqlite_premises.open()
    steps = council_files()["matter.yaml"].decode().split("steps:", 1)[1].split("case_acts")[0]
    steps = steps.replace("signers: [chief, lawyer]", "returns: [study]").replace(
        "  money: {", "  money: {returns: [], withholds: [transfer, add_signer], "
    )
    furnish_council(office, council_files(steps=steps))
    case = council_case(office, "study")

    assert not verb(office, f"{case}/money", CASHIER, "return")["possible"]
    for name in ("transfer", "add_signer"):
        assert verb(office, f"{case}/money", CASHIER, name)["why"] == "本事项在这个环节不允许"
    for step in BEFORE_DECISION[1:]:
        do(office, case, step)
    assert [s["step"] for s in verb(office, f"{case}/decide", CHIEF, "return")["steps"]] == ["study"]


@pytest.mark.parametrize("named", [True, False])
def test_a_case_is_returned_to_the_applicant_where_the_matter_says_so(sqlite_premises: Premises, named: bool) -> None:
    office = sqlite_premises.open()
    steps = council_files()["matter.yaml"].decode().split("steps:", 1)[1].split("case_acts")[0]
    if named:
        steps = steps.replace("  money: {", "  money: {returns: [study], ")
    furnish_council(office, council_files(steps=steps, study="firm"))
    case = council_case(office)
    office.complete_task(f"{case}/study", APPLICANT, "done", {"remark": "说明一"})

    if not named:
        with pytest.raises(VerbNotPossible):
            office.return_to(f"{case}/money", CASHIER, "study", "请说明资金来源")
        return
    office.return_to(f"{case}/money", CASHIER, "study", "请说明资金来源")

    assert tasks_of(office, APPLICANT) == ["study"]
    told = [e for e in office.show_case(case, APPLICANT)["history"] if e["act"] == "return"]
    assert len(told) == 1, "the applicant is told that something is wanted again"
    with pytest.raises(VerbNotPossible, match="your own"):
        office.remind(f"{case}/study", APPLICANT)
    office.remind(f"{case}/study", CASHIER)
    office.complete_task(f"{case}/study", APPLICANT, "done", {"remark": "自筹"})
    assert open_steps(office, case) == ["law", "money"]


# ---- taking one's own act back ---------------------------------------------------------------------------------------


def test_an_opinion_is_taken_back_while_nobody_has_gone_on(house: Office) -> None:
    case = council_case(house, "study")

    house.take_back(f"{case}/study", CLERK, "漏看一页")

    assert open_steps(house, case) == ["study"]
    assert tasks_of(house, CLERK) == ["study"]
    do(house, case, "study")
    assert open_steps(house, case) == ["law", "money"]


def test_an_opinion_whose_token_waits_at_a_join_is_taken_back(house: Office) -> None:
    case = council_case(house, "study", "money")

    house.take_back(f"{case}/money", CASHIER)

    assert open_steps(house, case) == ["law", "money"]
    for step in BEFORE_DECISION[1:]:
        do(house, case, step)
    assert open_steps(house, case) == ["decide"]


def test_the_last_opinion_before_a_join_is_taken_back_out_of_it(house: Office) -> None:
    case = council_case(house, "study", "law", "recheck", "money")
    assert open_steps(house, case) == ["panel"] * 3

    house.take_back(f"{case}/money", CASHIER)

    assert open_steps(house, case) == ["money"]
    do(house, case, "money")
    assert open_steps(house, case) == ["panel"] * 3


@pytest.mark.parametrize(
    ("then", "why"),
    [
        (lambda house, case: house.claim(f"{case}/law", LAWYER), "已经接手"),
        (lambda house, case: do(house, case, "law"), "已经办到recheck"),
        (lambda house, case: house.return_to(f"{case}/law", LAWYER, "study", "重来"), "此后"),
    ],
)
def test_what_others_have_gone_on_from_is_not_taken_back(house: Office, then: Any, why: str) -> None:
    case = council_case(house, "study")
    then(house, case)
    done = _done_task(house, case, "study")

    told = verb(house, done, CLERK, "take_back")

    assert not told["possible"]
    assert why in told["why"] or "环节已经重新办理" in told["why"]
    with pytest.raises(VerbNotPossible):
        house.take_back(done, CLERK)


def test_an_act_of_the_law_stands(house: Office) -> None:
    case = council_case(house)
    with pytest.raises(VerbNotPossible, match="told to the applicant"):
        house.take_back(f"{case}/accept", CLERK)


def test_nobody_takes_back_anothers_opinion_or_a_vote(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION[:4])
    with pytest.raises(VerbNotPossible):
        house.take_back(f"{case}/study", CLERK2)
    task = next(t["task"] for t in house.show_case(case)["tasks"] if t["assignee"] == PANEL[0])
    house.complete_task(task, PANEL[0], "no")
    with pytest.raises(VerbNotPossible, match="a vote is a signature"):
        house.take_back(task, PANEL[0])


# ---- signers ---------------------------------------------------------------------------------------------------------


def signer(case: str, who: str, step: str = "decide") -> str:
    return f"{case}/{step}@{who}"


def test_a_signer_before_signs_first(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "before", "请先审")

    with pytest.raises(TaskHeld, match="is to sign first"):
        house.complete_task(f"{case}/decide", CHIEF, "grant")
    house.complete_task(signer(case, CHIEF2), CHIEF2, "agree", note="同意。")
    house.complete_task(f"{case}/decide", CHIEF, "grant")

    assert house.show_case(case)["status"] == "granted"


@pytest.mark.parametrize("place", ["beside", "after"])
def test_the_last_signature_is_the_moment_of_the_act(house: Office, place: str) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, place)
    assert (signer("", CHIEF2)[1:] in open_steps(house, case)) == (place == "beside")

    house.complete_task(f"{case}/decide", CHIEF, "grant", note="拟准予。")
    assert house.show_case(case)["status"] == "accepted", "signed, but not done"
    house.complete_task(signer(case, CHIEF2), CHIEF2, "agree")

    assert house.show_case(case)["status"] == "granted"
    granted = next(e for e in house.show_record(case) if e["act"] == "grant")
    assert (granted["actor"], granted["note"]) == (CHIEF, "拟准予。")
    assert open_steps(house, case) == ["hand_over"]


def test_an_objection_gives_the_task_back_to_whoever_decides(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "after")
    house.complete_task(f"{case}/decide", CHIEF, "grant")

    with pytest.raises(NoteMissing):
        house.complete_task(signer(case, CHIEF2), CHIEF2, "object")
    house.complete_task(signer(case, CHIEF2), CHIEF2, "object", note="证据不足。")

    assert open_steps(house, case) == ["decide"]
    house.complete_task(f"{case}/decide", CHIEF, "more")
    assert open_steps(house, case) == ["decide", signer("", CHIEF2)[1:]], "who signs after signs anew"
    house.complete_task(signer(case, CHIEF2), CHIEF2, "agree")
    assert open_steps(house, case) == ["study"]


def test_what_was_signed_is_taken_back_until_the_last_has_signed(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "after")
    house.complete_task(f"{case}/decide", CHIEF, "grant")

    house.take_back(f"{case}/decide", CHIEF)

    assert open_steps(house, case) == ["decide"]
    house.complete_task(f"{case}/decide", CHIEF, "more")
    house.complete_task(signer(case, CHIEF2), CHIEF2, "agree")
    assert open_steps(house, case) == ["study"]


def test_whoever_signs_hears_what_is_amiss_and_not_whoever_signs_last(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "after")
    with pytest.raises(ParticularMissing):
        house.complete_task(f"{case}/decide", CHIEF, "refuse")


def test_with_the_last_signer_removed_what_was_signed_is_done(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "beside")
    house.complete_task(f"{case}/decide", CHIEF, "grant")

    house.remove_signer(f"{case}/decide", CHIEF, CHIEF2)

    assert house.show_case(case)["status"] == "granted"


def test_a_signer_is_removed_before_he_signs_by_whoever_added_him(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.claim(f"{case}/decide", CHIEF)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "before")
    house.complete_task(signer(case, CHIEF2), CHIEF2, "agree")

    with pytest.raises(VerbNotPossible):
        house.remove_signer(f"{case}/decide", CHIEF, CHIEF2)


@pytest.mark.parametrize(
    ("who", "refusal"), [(LAWYER, SamePerson), (CHIEF, SamePerson), (CASHIER, NotYours), (APPLICANT, NotYours)]
)
def test_nobody_signs_who_had_a_part_or_may_not(house: Office, who: str, refusal: type[Exception]) -> None:
    case = council_case(house, *BEFORE_DECISION)
    with pytest.raises(refusal):
        house.add_signer(f"{case}/decide", CHIEF, who)


def test_nobody_signs_twice(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2)
    with pytest.raises(VerbNotPossible):
        house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "after")


def test_who_signed_has_had_a_part_in_the_step(house: Office) -> None:
    case = council_case(house)
    house.add_signer(f"{case}/study", CLERK, ALL, "before")
    house.complete_task(signer(case, ALL, "study"), ALL, "agree")
    for step in BEFORE_DECISION:
        do(house, case, step)
    with pytest.raises(SamePerson):
        house.complete_task(f"{case}/decide", ALL, "grant")


def test_a_return_takes_the_signers_along(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "before")

    house.return_to(f"{case}/decide", CHIEF, "study", "重来")

    assert open_steps(house, case) == ["study"]
    assert tasks_of(house, CHIEF2) == []


def test_a_withdrawal_takes_everything_along(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "before")
    house.ask(f"{case}/decide", CHIEF, "other", "贵局有无意见？")

    house.act_on_case(case, APPLICANT, "withdraw")

    assert open_steps(house, case) == tasks_of(house, CHIEF2) == tasks_of(house, NEIGHBOUR) == []


# ---- of a step given to several --------------------------------------------------------------------------------------

SIGNING = {
    "all": ("", 3),
    "any": ("|<completionCondition>nrOfCompletedInstances &gt;= 1</completionCondition>", 1),
    "quota": (
        "|<completionCondition>nrOfCompletedInstances * 3 &gt;= nrOfInstances * 2</completionCondition>", 2,
    ),
    "sequence": ('isSequential="true"', 3),
}  # fmt: skip


@pytest.mark.parametrize("kind", SIGNING)
def test_so_many_sign_as_the_diagram_says(sqlite_premises: Premises, kind: str) -> None:
    office = sqlite_premises.open()
    signing, wanted = SIGNING[kind]
    furnish_council(office, council_files(panel=signing))
    case = council_case(office, *BEFORE_DECISION[:4])

    for number in range(wanted):
        assert "decide" not in open_steps(office, case)
        if kind == "sequence":
            assert tasks_of(office, PANEL[number]) == ["panel"]
            assert len(open_steps(office, case)) == 1
        task = next(t["task"] for t in office.list_tasks(PANEL[number]))
        office.complete_task(task, PANEL[number], "yes")
    assert open_steps(office, case) == ["decide"]
    assert all(tasks_of(office, member) == [] for member in PANEL), "whoever has not signed is not waited for"


def _panel(office: Office, member: str) -> str:
    return str(next(t["task"] for t in office.list_tasks(member) if t["step"] == "panel"))


@pytest.mark.parametrize(("kind", "more"), [("all", 4), ("quota", 3)])
def test_who_is_added_to_several_is_one_more_of_them(sqlite_premises: Premises, kind: str, more: int) -> None:
    office = sqlite_premises.open()
    furnish_council(office, council_files(panel=SIGNING[kind][0]))
    case = council_case(office, *BEFORE_DECISION[:4])

    office.add_signer(_panel(office, PANEL[0]), PANEL[0], MORE[0], "beside")

    for member in (MORE[0], *PANEL)[:more]:
        assert "decide" not in open_steps(office, case)
        office.complete_task(_panel(office, member), member, "yes")
    assert open_steps(office, case) == ["decide"]


def test_who_is_added_to_a_sequence_signs_next(sqlite_premises: Premises) -> None:
    office = sqlite_premises.open()
    furnish_council(office, council_files(panel=SIGNING["sequence"][0]))
    case = council_case(office, *BEFORE_DECISION[:4])
    with pytest.raises(VerbNotPossible, match="one after another"):
        office.add_signer(_panel(office, PANEL[0]), PANEL[0], MORE[0], "beside")

    office.add_signer(_panel(office, PANEL[0]), PANEL[0], MORE[0], "after")
    office.add_signer(_panel(office, PANEL[0]), PANEL[0], MORE[1], "after")
    office.remove_signer(_panel(office, PANEL[0]), PANEL[0], MORE[1])

    for member in (PANEL[0], MORE[0], PANEL[1], PANEL[2]):
        office.complete_task(_panel(office, member), member, "yes")
        if member == MORE[0]:
            with pytest.raises(VerbNotPossible, match="among the signers"):
                office.add_signer(_panel(office, PANEL[1]), PANEL[1], MORE[0], "after")
    assert open_steps(office, case) == ["decide"]


def test_only_who_added_a_member_removes_him_and_nobody_those_the_process_named(house: Office) -> None:
    council_case(house, *BEFORE_DECISION[:4])
    house.add_signer(_panel(house, PANEL[0]), PANEL[0], MORE[0], "beside")

    with pytest.raises(VerbNotPossible):
        house.remove_signer(_panel(house, PANEL[1]), PANEL[1], MORE[0])
    with pytest.raises(VerbNotPossible):
        house.remove_signer(_panel(house, PANEL[0]), PANEL[0], PANEL[1])
    house.remove_signer(_panel(house, PANEL[0]), PANEL[0], MORE[0])
    assert tasks_of(house, MORE[0]) == []


def test_a_vote_is_not_transferred_to_somebody_who_votes_anyway(house: Office) -> None:
    council_case(house, *BEFORE_DECISION[:4])
    with pytest.raises(SamePerson):
        house.transfer(_panel(house, PANEL[0]), PANEL[0], PANEL[1])

    house.transfer(_panel(house, PANEL[0]), PANEL[0], MORE[0])

    house.complete_task(_panel(house, MORE[0]), MORE[0], "yes")


# ---- questions -------------------------------------------------------------------------------------------------------


def test_another_organ_is_asked_and_the_task_waits_for_its_answer(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.ask(f"{case}/decide", CHIEF, "other", "贵局对场地有无意见？", TODAY + timedelta(days=4))

    with pytest.raises(TaskHeld, match="is to answer by 2026-03-06"):
        house.complete_task(f"{case}/decide", CHIEF, "grant")
    (asked,) = house.list_tasks(NEIGHBOUR)
    assert house.show_task(asked["task"], NEIGHBOUR)["question"] == "贵局对场地有无意见？"
    with pytest.raises(OutcomeNotOffered):
        house.complete_task(asked["task"], NEIGHBOUR, "agree")
    with pytest.raises(AnswersNotAsked):
        house.complete_task(asked["task"], NEIGHBOUR, "answer", {"remark": "没有意见"}, note="没有意见。")
    house.complete_task(asked["task"], NEIGHBOUR, "answer", note="没有意见。")

    house.complete_task(f"{case}/decide", CHIEF, "grant")


def test_an_expert_sees_the_question_and_not_the_case(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.ask(f"{case}/decide", CHIEF, EXPERT, "结构是否安全？")

    (asked,) = house.list_tasks(EXPERT)
    shown = house.show_task(asked["task"], EXPERT)
    assert (shown["question"], shown["acts"]) == ("结构是否安全？", ["answer"])
    with pytest.raises(CaseUnknown):
        house.show_case(case, EXPERT)
    house.complete_task(asked["task"], EXPERT, "answer", note="安全。")

    assert "answer tan.expert" in acts(house, case)
    house.complete_task(f"{case}/decide", CHIEF, "grant")


def test_a_matter_says_who_may_be_asked(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION[:1])
    with pytest.raises(VerbNotPossible, match="outside the organs"):
        house.ask(f"{case}/money", CASHIER, EXPERT, "多少钱？")
    with pytest.raises(NotYours):
        house.ask(f"{case}/money", CASHIER, APPLICANT, "多少钱？")


def test_after_its_day_an_answer_is_not_waited_for(house: Office, sqlite_clock: FixedTime) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.ask(f"{case}/decide", CHIEF, "other", "有无意见？", TODAY)
    sqlite_clock.set(MONDAY + timedelta(days=1))

    house.complete_task(f"{case}/decide", CHIEF, "grant")

    assert tasks_of(house, NEIGHBOUR) == []


def test_a_question_is_taken_back_by_whoever_asked(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.ask(f"{case}/decide", CHIEF, "other", "有无意见？")
    (asked,) = house.list_tasks(NEIGHBOUR)
    with pytest.raises(VerbNotPossible):
        house.call_off(asked["task"], CHIEF2)

    house.call_off(asked["task"], CHIEF)

    house.complete_task(f"{case}/decide", CHIEF, "grant")


# ---- telling ---------------------------------------------------------------------------------------------------------


def test_an_applicant_urges_once_a_day(house: Office, sqlite_clock: FixedTime) -> None:
    case = council_case(house)
    house.urge(f"{case}/study", APPLICANT, "请尽快办理")
    with pytest.raises(VerbNotPossible, match="today"):
        house.urge(f"{case}/study", APPLICANT)
    assert house.list_tasks(CLERK)[0]["told_on"] == "2026-03-02"

    sqlite_clock.set(MONDAY + timedelta(days=1))
    house.urge(f"{case}/study", APPLICANT)
    house.urge(f"{case}/study", OVERSEER)


def test_strangers_urge_nobody_and_nobody_urges_himself(house: Office) -> None:
    case = council_case(house)
    house.claim(f"{case}/study", CLERK)
    for account, refusal in ((EXPERT, TaskUnknown), (CLERK, VerbNotPossible)):
        with pytest.raises(refusal):
            house.urge(f"{case}/study", account)


def test_who_was_asked_is_reminded_by_whoever_asked(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.ask(f"{case}/decide", CHIEF, "other", "有无意见？")
    (asked,) = house.list_tasks(NEIGHBOUR)

    house.remind(asked["task"], CHIEF)

    assert "remind fu.chief" in acts(house, case)
    with pytest.raises(NotYours):
        house.remind(asked["task"], CLERK)


def test_a_copy_lets_an_official_of_the_organs_read_the_case(house: Office) -> None:
    case = council_case(house)
    reader = "ning.operator"
    with pytest.raises(CaseUnknown):
        house.show_case(case, reader)

    house.copy_to(case, CLERK, [reader, reader], "供参考")

    assert house.show_case(case, reader)["case"] == case
    assert [c["case"] for c in house.list_copies(reader)] == [case]
    with pytest.raises(CopiedAlready):
        house.copy_to(case, CLERK, [reader])
    for to in (EXPERT, "pan.officer"):
        with pytest.raises(NotYours):
            house.copy_to(case, CLERK, [to])


# ---- deputies, leavers -----------------------------------------------------------------------------------------------


def away(office: Office, absent: str, deputy: str, days: int = 5, by: str | None = None) -> list[str]:
    return office.appoint_deputy(absent, deputy, TODAY, TODAY + timedelta(days=days), by=by)


def test_a_deputy_does_what_the_absent_one_could_and_the_entry_names_both(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.claim(f"{case}/decide", CHIEF)
    away(house, CHIEF, CASHIER, by=CHIEF)

    assert "decide" in tasks_of(house, CASHIER)
    assert [t["step"] for t in house.show_case(case, CASHIER)["tasks"] if t["yours"]] == ["decide"]
    assert not [t for t in house.show_case(case, CLERK)["tasks"] if t["yours"]]
    house.complete_task(f"{case}/decide", CASHIER, "grant")

    granted = next(e for e in house.show_record(case) if e["act"] == "grant")
    assert (granted["actor"], granted["on_behalf"]) == (CASHIER, CHIEF)


def test_a_deputy_acts_on_the_case_as_the_absent_one_could(house: Office, sqlite_clock: FixedTime) -> None:
    case = law_firm_case(house, sqlite_clock, "sign")
    day = house.place.day(house.place.now())
    house.appoint_deputy("he.examiner", "chen.window", day, day)
    assert "suspend" in house.show_case(case, "chen.window")["may"]

    house.act_on_case(case, "chen.window", "suspend", {"reason": "hearing", "explanation": "要求听证", "days": 10})

    suspended = next(e for e in house.show_record(case) if e["act"] == "suspend")
    assert (suspended["actor"], suspended["on_behalf"]) == ("chen.window", "he.examiner")
    with pytest.raises(NotYours):
        house.act_on_case(case, "luo.window", "resume", {"result": "听证结束"})


def test_a_deputy_acts_in_his_days_only(house: Office, sqlite_clock: FixedTime) -> None:
    case = council_case(house, *BEFORE_DECISION)
    away(house, CHIEF, CASHIER, days=0)
    house.claim(f"{case}/decide", CASHIER)

    sqlite_clock.set(MONDAY + timedelta(days=1))

    with pytest.raises(NotYours):
        house.complete_task(f"{case}/decide", CASHIER, "grant")


def test_an_appointment_is_ended(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    (id,) = away(house, CHIEF, CASHIER)
    assert [d["id"] for d in house.list_deputies(CASHIER)] == [id]

    house.end_deputy(id, by=OVERSEER)

    assert house.list_deputies() == []
    with pytest.raises(NotYours):
        house.complete_task(f"{case}/decide", CASHIER, "grant")


@pytest.mark.parametrize("first", [LAWYER, LAWYER2])
def test_four_eyes_take_a_deputy_and_the_absent_one_for_one_person(house: Office, first: str) -> None:
    """Whichever of the two did the first step, neither does the second as or for the other."""
    case = council_case(house, "study")
    house.complete_task(f"{case}/law", first, "fine")
    other = LAWYER2 if first == LAWYER else LAWYER
    away(house, other, CLERK)

    house.complete_task(f"{case}/recheck", CLERK, "fine")

    away(house, CHIEF, CLERK)
    for step in ("money", "panel"):
        do(house, case, step)
    with pytest.raises(SamePerson):
        house.complete_task(f"{case}/decide", CLERK, "grant")


def test_the_same_person_is_not_on_both_sides_through_a_deputy(house: Office) -> None:
    case = council_case(house, "study")
    away(house, LAWYER, CASHIER)
    house.complete_task(f"{case}/law", CASHIER, "fine")

    with pytest.raises(SamePerson):
        house.complete_task(f"{case}/recheck", LAWYER, "fine")
    with pytest.raises(SamePerson):
        house.complete_task(f"{case}/recheck", CASHIER, "fine")


@pytest.mark.parametrize(("absent", "deputy"), [(CHIEF, CHIEF), (CHIEF, EXPERT), (CHIEF, NEIGHBOUR), (EXPERT, CHIEF)])
def test_not_everybody_can_be_a_deputy(house: Office, absent: str, deputy: str) -> None:
    with pytest.raises(DeputyRefused):
        away(house, absent, deputy)


def test_two_are_not_each_others_deputies_at_the_same_time(house: Office) -> None:
    house.appoint_deputy(CHIEF, CHIEF2, TODAY, TODAY + timedelta(days=5))
    with pytest.raises(DeputyRefused, match="nobody would be there"):
        house.appoint_deputy(CHIEF2, CHIEF, TODAY + timedelta(days=5), TODAY + timedelta(days=9))
    house.appoint_deputy(CHIEF2, CHIEF, TODAY + timedelta(days=6), TODAY + timedelta(days=9))

    with pytest.raises(NotYours):
        house.appoint_deputy(CHIEF, CLERK, TODAY, TODAY, by=CLERK)
    with pytest.raises(DeputyRefused):
        house.appoint_deputy(CLERK, CHIEF, date(2026, 1, 1), TODAY)


def test_a_deputy_does_not_pass_on_for_an_opinion(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    away(house, CHIEF, CASHIER)
    assert not verb(house, f"{case}/decide", CASHIER, "delegate")["possible"]


def test_a_successor_takes_over_what_he_may_and_the_rest_goes_to_the_pool(house: Office) -> None:
    first, second = council_case(house), council_case(house, "study", "law")
    house.claim(f"{first}/study", ALL)
    house.claim(f"{second}/recheck", ALL)
    third = council_case(house)
    house.delegate(f"{third}/study", ALL, CLERK2)

    moved = house.take_over(ALL, CLERK, by=OVERSEER, note="调离")

    assert {(m["case"], m["to"]) for m in moved} == {(first, CLERK), (second, None), (third, CLERK2)}
    assert next(m["why"] for m in moved if m["case"] == second)
    house.give_back(f"{third}/study", CLERK2, "可以。")
    assert tasks_of(house, CLERK) == ["study", "study"]
    assert "take_over wu.overseer" in acts(house, first)
    with pytest.raises(NotYours):
        house.take_over(CLERK, CLERK2, by=CLERK2)
    assert house.verify_record().intact


# ---- what a page is offered ------------------------------------------------------------------------------------------


def test_every_verb_is_told_with_its_reason_in_the_language_asked_for(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)

    for account in (CHIEF, LAWYER, APPLICANT, OVERSEER):
        for language in ("zh", "en"):
            for told in house.task_verbs(f"{case}/decide", account, language):  # type: ignore[arg-type]
                assert told["title"]
                assert told["possible"] or (told["why"] and told["code"])
                # Chinese throughout, English throughout, but for what the case itself calls by name.
                assert told["possible"] or told["why"].isascii() == (language == "en"), told["why"]


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE deputies SET deputy = 'ai.clerk'",
        "UPDATE deputies SET last = '2027-01-01'",
        "DELETE FROM deputies",
        "INSERT INTO copies SELECT organ, case_id, 'tan.expert', entry, at FROM copies",
    ],
)
def test_a_deputy_nobody_appointed_and_a_copy_nobody_gave_are_noticed(house: Office, forged: str) -> None:
    case = council_case(house)
    away(house, CHIEF, CASHIER)
    house.copy_to(case, CLERK, ["ning.operator"])
    assert house.verify_record().intact

    with house.place.database.writing() as connection:
        connection.exec_driver_sql(forged)

    assert not house.verify_record().intact


def test_the_record_and_the_office_verify_after_everything(house: Office) -> None:
    case = council_case(house, *BEFORE_DECISION)
    house.add_signer(f"{case}/decide", CHIEF, CHIEF2, "beside")
    house.ask(f"{case}/decide", CHIEF, "other", "有无意见？")
    house.copy_to(case, CLERK, ["ning.operator"])
    away(house, CHIEF, CASHIER)

    assert house.verify_record().intact
    assert house.checkpoint() > 0


def _done_task(office: Office, case: str, step: str) -> str:
    from engine.store import questions

    with office.place.database.reading() as connection:
        row = questions.case(connection, case)
        assert row is not None
        tasks = questions.all_tasks(connection, row["organ"], row["id"])
    return str(next(t["id"] for t in tasks if t["step"] == step and t["state"] == 1))
