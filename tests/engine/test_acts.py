"""One act, one transaction; and what is refused leaves no trace.

Every act is failed at each of its statements in turn, on both databases, and everything the database holds is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest

from engine import jobs, services
from engine.acts import handing, on_case, opening, reading, revoking, steps, writing
from engine.acts.at_task import TaskDone, TaskUnknown
from engine.acts.time import let_time_pass
from engine.authority import Claimed, NotYours
from engine.case import ClockSetBack, StalePage
from engine.forms import FormRefused
from engine.lifecycle import ActNotOpen
from engine.office import Office
from engine.store import issued, questions
from engine.workplace import FixedTime
from tests.boundaries import BEFORE_COMMIT, Failing, Struck
from tests.mishaps import no_new_files_in
from tests.offices import (
    APPLICANT,
    DEPUTY,
    FACTS,
    HEAD,
    WINDOW,
    Premises,
    Unchanged,
    accept,
    application,
    contents,
    grant,
    law_firm_case,
    matter_files,
    submit,
    task_of,
)

Act = Callable[[], object]


def _submission(office: Office) -> Act:
    place = office.place
    answers, uploads = application()
    matter, actor = place.current_matter("starter"), place.account(APPLICANT)
    return lambda: opening.submit(place, matter, actor, answers, uploads, applicant=actor, key="k1")


def _acceptance(office: Office) -> Act:
    task = task_of(office, submit(office), "check_materials")
    return lambda: steps.complete(office.place, task, WINDOW, "accept")


def _decision(office: Office) -> Act:
    case = submit(office)
    accept(office, case)
    task = task_of(office, case, "decide")
    return lambda: steps.complete(office.place, task, HEAD, "grant", FACTS, note="同意")


def _withdrawal(office: Office) -> Act:
    case = submit(office)
    return lambda: on_case.perform(office.place, case, office.place.account(APPLICANT), "withdraw")


def _claim(office: Office) -> Act:
    task = task_of(office, submit(office), "check_materials")
    return lambda: handing.claim(office.place, task, WINDOW)


def _release(office: Office) -> Act:
    task = task_of(office, submit(office), "check_materials")
    handing.claim(office.place, task, WINDOW)
    return lambda: handing.release(office.place, task, WINDOW)


def _download(office: Office) -> Act:
    case = submit(office)
    return lambda: office.download(f"{case}/receipt", APPLICANT)


def _revocation(office: Office) -> Act:
    case = submit(office)
    with office.place.database.reading() as connection:
        [row] = issued.documents_by(connection, "number", office.list_documents(case)[0]["number"])
    head = office.place.account(HEAD)
    return lambda: revoking.change_status(office.place, row, head, "revoked", "误发")


def _silence(office: Office) -> Act:
    case = office.show_case(submit(office))
    clock = office.place.now
    assert isinstance(clock, FixedTime)
    clock.set(clock() + timedelta(days=9))
    return lambda: let_time_pass(office.place, case["id"])


def _suspension(office: Office) -> Act:
    clock = office.place.now
    assert isinstance(clock, FixedTime)
    case = law_firm_case(office, clock, "sign")
    examiner = office.place.account("he.examiner")
    answers = {"reason": "hearing", "explanation": "利害关系人要求听证", "days": 10}
    return lambda: on_case.perform(office.place, case, examiner, "suspend", answers)


ASKED = ("premises_proof.jpg", "partnership_agreement.pdf")
"""What the notice of the example asks for, beside the address."""


def _correction_with_files(office: Office) -> Act:
    clock = office.place.now
    assert isinstance(clock, FixedTime)
    case = law_firm_case(office, clock, "correct", "corrected_then_granted")
    task = task_of(office, case, "correct")
    applied = {**law_firm_application(office, case), "address": "示例市示例区求真路66号明理大厦九层901室"}
    asked = {name: matter_files("law_firm_establish")[f"examples/materials/{name}"] for name in ASKED}
    uploads = [opening.Upload(Path(name).stem, name, data) for name, data in asked.items()]
    return lambda: steps.complete(office.place, task, "lin.partner", "correct", applied, uploads=uploads)


def law_firm_application(office: Office, number: str) -> dict[str, Any]:
    """What was answered when the case was opened."""
    case, _ = reading.read_case(office.place, number)
    with office.place.database.reading() as connection:
        answers = questions.answers_of(connection, case.organ, case.id)
    return dict(orjson.loads(answers[0]["data"]))


ACTS = [
    _submission, _acceptance, _decision, _withdrawal, _claim, _release, _download, _revocation, _silence, _suspension,
    _correction_with_files,
]  # fmt: skip


@pytest.mark.parametrize("prepared", ACTS, ids=lambda act: act.__name__.strip("_"))
def test_an_act_that_fails_at_any_statement_has_changed_nothing(office: Office, prepared: Callable[..., Act]) -> None:
    act = prepared(office)
    database = office.place.database
    before = contents(database)
    failing = Failing(database)

    for number in count(1):
        failing.at(number)
        try:
            act()
        except Struck:
            failing.at(0)
            assert contents(database) == before, f"something was left by a failure at {failing.reached}"
        else:
            break

    assert BEFORE_COMMIT in failing.reached, "the commit itself was among the points of failure"
    assert number > 4
    failing.at(0)
    after = contents(database)
    written = sum(len(after[table]) - len(before[table]) for table in ("entries", "ledger_entries"))
    assert written == 1, "done once, with its entry, when nothing failed"
    assert office.verify_record().intact


def _receipt(office: Office) -> list[str]:
    return list(_submission(office)().jobs)  # type: ignore[attr-defined]


def _decision_papers(office: Office) -> list[str]:
    return list(_decision(office)().jobs)  # type: ignore[attr-defined]


def _delivery(office: Office) -> list[str]:
    followed = []
    for job in _decision_papers(office):
        claimed = jobs.claim(office.place.database, job, office.place.now(), 30)
        assert claimed is not None
        followed += services.do(office.place, office.worker.press, claimed)
    return followed


@pytest.mark.parametrize("prepared", [_receipt, _decision_papers, _delivery], ids=lambda job: job.__name__.strip("_"))
def test_a_job_that_fails_at_any_statement_has_done_nothing_but_take_its_number(
    office: Office, prepared: Callable[[Office], list[str]]
) -> None:
    wanted = prepared(office)
    database = office.place.database
    for earlier in wanted[:-1]:
        office.worker.after_act([earlier])
    job = jobs.claim(database, wanted[-1], office.place.now(), 30)
    assert job is not None
    before = contents(database)
    failing = Failing(database)

    for number in count(1):
        failing.at(number)
        try:
            services.do(office.place, office.worker.press, job)
        except Struck:
            failing.at(0)
            now = contents(database)
            fresh = [row for row in now["documents"] if row not in before["documents"]]
            assert {**now, "documents": 0, "series": 0} == {**before, "documents": 0, "series": 0}
            assert len(fresh) <= 1 and all(row["sha256"] is None for row in fresh), (
                "a number may be taken, nothing sealed"
            )
            assert sum(row["last"] for row in now["series"]) == len(now["documents"]), "number and counter go together"
        else:
            break

    failing.at(0)
    after = contents(database)
    assert number > 5
    assert len(after["jobs"]) == len(before["jobs"]) - 1 + (prepared is _decision_papers)
    assert all(row["sha256"] for row in after["documents"]), "sealed and registered when nothing failed"
    assert office.verify_record().intact


def test_a_matter_is_published_with_its_files_or_not_at_all(office: Office, clock: FixedTime) -> None:
    clock.set(clock() + timedelta(days=1))
    files = dict(matter_files("starter"))
    files["matter.yaml"] = files["matter.yaml"].replace(b'version: "2026.1"', b'version: "2026.2"')
    database = office.place.database
    before = contents(database)
    failing = Failing(database)

    for number in count(1):
        failing.at(number)
        try:
            office.publish(files)
        except Struck:
            failing.at(0)
            assert contents(database) == before
        else:
            break

    failing.at(0)
    assert number > 3
    assert {m["version"] for m in office.list_matters() if m["code"] == "starter"} == {"2026.2"}


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_an_act_that_is_not_open_is_refused_with_those_that_are(office: Office) -> None:
    case = submit(office)
    accept(office, case)
    grant(office, case)

    with Unchanged(office), pytest.raises(ActNotOpen) as refused:
        office.act_on_case(case, APPLICANT, "withdraw")

    assert refused.value.code == "CASE-ACT-NOT-OPEN"
    assert "delivered" in str(refused.value)


def test_an_act_the_step_does_not_offer_is_refused_with_those_it_does(office: Office) -> None:
    case = submit(office)

    with Unchanged(office), pytest.raises(steps.OutcomeNotOffered) as refused:
        office.complete_task(f"{case}/check_materials", WINDOW, "grant")

    assert refused.value.code == "TASK-OUTCOME-NOT-OFFERED"
    assert "accept, turn_away" in str(refused.value)


def test_a_case_act_the_matter_does_not_offer_is_refused(office: Office) -> None:
    case = submit(office)

    with Unchanged(office), pytest.raises(on_case.ActNotOffered) as refused:
        office.act_on_case(case, APPLICANT, "suspend")

    assert refused.value.code == "CASE-ACT-NOT-OFFERED"


def test_a_task_already_done_says_who_did_it(office: Office) -> None:
    case = submit(office)
    task = task_of(office, case, "check_materials")
    accept(office, case)

    with Unchanged(office), pytest.raises(TaskDone, match=f"done by {WINDOW}") as refused:
        office.complete_task(task, DEPUTY, "accept")

    assert refused.value.code == "TASK-DONE"


def test_a_task_of_a_withdrawn_case_is_cancelled(office: Office) -> None:
    case = submit(office)
    task = task_of(office, case, "check_materials")
    office.act_on_case(case, APPLICANT, "withdraw")

    with Unchanged(office), pytest.raises(TaskDone, match="cancelled"):
        office.complete_task(task, WINDOW, "accept")


def test_an_unknown_task_is_not_found(office: Office) -> None:
    submit(office)

    for task in ("0193a1b0-0000-7000-8000-000000000000", "20260302-NOSUCH00/decide", "nonsense", ""):
        with Unchanged(office), pytest.raises(TaskUnknown) as refused:
            office.complete_task(task, WINDOW, "accept")
        assert refused.value.code == "TASK-UNKNOWN"


@pytest.mark.parametrize("stranger", ["yu.head", "sun.partner", "bai.auditor"])
def test_somebody_elses_task_is_refused_with_whose_it_is(office: Office, stranger: str) -> None:
    case = submit(office)

    with Unchanged(office), pytest.raises(NotYours, match="window_clerk of city_approval") as refused:
        office.complete_task(f"{case}/check_materials", stranger, "accept")

    assert refused.value.code == "AUTHORITY-NOT-YOURS"


@pytest.mark.parametrize("stranger", ["chen.window", "lin.partner"])
def test_a_task_of_a_case_that_one_may_not_see_is_unknown(office: Office, stranger: str) -> None:
    case = submit(office)

    with Unchanged(office), pytest.raises(TaskUnknown):
        office.complete_task(f"{case}/check_materials", stranger, "accept")


def test_a_task_claimed_by_a_colleague_is_refused_with_the_name(office: Office) -> None:
    case = submit(office)
    office.claim(f"{case}/check_materials", WINDOW)

    with Unchanged(office), pytest.raises(Claimed, match=WINDOW) as refused:
        office.complete_task(f"{case}/check_materials", DEPUTY, "accept")

    assert refused.value.code == "AUTHORITY-CLAIMED"


def test_a_released_task_is_everybodys_again(office: Office) -> None:
    case = submit(office)
    office.claim(f"{case}/check_materials", WINDOW)
    office.release(f"{case}/check_materials", WINDOW)

    assert accept(office, case, by=DEPUTY)["status"] == "accepted"


def test_only_who_claimed_a_task_releases_it(office: Office) -> None:
    case = submit(office)
    office.claim(f"{case}/check_materials", WINDOW)

    with Unchanged(office), pytest.raises(Claimed):
        office.release(f"{case}/check_materials", DEPUTY)


def test_claiming_again_what_one_has_changes_nothing(office: Office) -> None:
    case = submit(office)
    office.claim(f"{case}/check_materials", WINDOW)

    with Unchanged(office):
        office.claim(f"{case}/check_materials", WINDOW)

    assert [task["assignee"] for task in office.show_case(case)["tasks"]] == [WINDOW]


def test_who_checked_does_not_decide(office: Office) -> None:
    case = submit(office)
    accept(office, case, by=DEPUTY)

    with Unchanged(office), pytest.raises(Exception, match="check_materials") as refused:
        grant(office, case, by=DEPUTY)

    assert getattr(refused.value, "code", "") == "AUTHORITY-SAME-PERSON"


def test_an_act_from_a_stale_page_is_refused(office: Office) -> None:
    case = submit(office)
    seen = office.show_case(case)["revision"]
    accept(office, case)

    with Unchanged(office), pytest.raises(StalePage) as refused:
        office.complete_task(f"{case}/decide", HEAD, "grant", FACTS, seen=seen)

    assert refused.value.code == "CASE-STALE"


def test_a_receipt_sealed_meanwhile_does_not_make_a_page_stale(office: Office) -> None:
    place = office.place
    answers, uploads = application()
    actor = place.account(APPLICANT)
    opened = opening.submit(place, place.current_matter("starter"), actor, answers, uploads, applicant=actor)
    seen = office.show_case(opened.number)["revision"]
    office.worker.after_act(opened.jobs)
    office.download(f"{opened.number}/receipt", APPLICANT)

    shown = office.complete_task(f"{opened.number}/check_materials", WINDOW, "accept", seen=seen)

    assert shown["status"] == "accepted"


def test_an_application_sent_twice_opens_one_case(office: Office) -> None:
    first = submit(office, key="k1")

    with Unchanged(office):
        again = submit(office, key="k1")

    assert again == first


def test_the_key_of_one_account_is_not_that_of_another(office: Office) -> None:
    answers, uploads = application()
    first = office.open_case("starter", APPLICANT, answers, uploads, key="k1")["case"]

    second = office.open_case("starter", "lin.partner", answers, uploads, key="k1")["case"]

    assert first != second


def test_a_key_used_for_another_application_is_refused(office: Office) -> None:
    submit(office, key="k1")
    answers, uploads = application()

    with Unchanged(office), pytest.raises(opening.KeyUsedOtherwise) as refused:
        office.open_case("starter", APPLICANT, {**answers, "days": 3}, uploads, key="k1")

    assert refused.value.code == "CASE-KEY-REUSED"


def test_a_machine_whose_clock_was_set_back_refuses_to_act(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    clock.set(clock() - timedelta(minutes=10))

    with Unchanged(office), pytest.raises(ClockSetBack, match="2026-03-02T01:30:00") as refused:
        accept(office, case)

    assert refused.value.code == "CASE-CLOCK-SET-BACK"


def test_clocks_of_two_machines_may_differ_by_seconds_and_the_record_still_runs_forward(
    office: Office, clock: FixedTime
) -> None:
    case = submit(office)
    clock.set(clock() - timedelta(seconds=3))

    shown = accept(office, case)

    moments = [entry["at"] for entry in shown["history"]]
    assert moments == sorted(moments)


def test_answers_to_a_step_that_asks_nothing_are_refused(office: Office, clock: FixedTime) -> None:
    case = law_firm_case(office, clock, "verify_registers")
    task = task_of(office, case, "verify_registers")
    step = reading.read_case(office.place, case)[1].steps["verify_registers"]
    assert step.form

    with Unchanged(office), pytest.raises(FormRefused):
        office.complete_task(task, "gu.examiner", "agrees", {"unheard_of": 1})


@pytest.mark.parametrize("note", ["长" * 2001, "bell\a", "nul\0"])
def test_a_note_too_long_or_unprintable_is_refused(office: Office, note: str) -> None:
    case = submit(office)

    with Unchanged(office), pytest.raises(writing.NoteTooLong):
        office.complete_task(f"{case}/check_materials", WINDOW, "accept", note=note)


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (opening.Upload("plan", "plan.pdf", b""), "empty"),
        (opening.Upload("plan", "plan.pdf", b"#!/bin/sh\n"), "none of"),
        (opening.Upload("plan", "plan.pdf", b"PK\x03\x04 not a zip"), "none of"),
        (opening.Upload("plan", "plan.pdf", b"%PDF-1.7\n" + bytes(10_000_001) + b"%%EOF"), "at most 10 MB"),
        (opening.Upload("passport", "a.pdf", b"%PDF-1.7 %%EOF"), "not a material"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(office: Office, upload: opening.Upload, why: str) -> None:
    answers, _ = application()

    with Unchanged(office), pytest.raises(opening.MaterialRefused, match=why) as refused:
        office.open_case("starter", APPLICANT, answers, [upload])

    assert refused.value.code == "MATERIAL-REFUSED"


def test_an_application_without_its_material_is_refused(office: Office) -> None:
    answers, _ = application()

    with Unchanged(office), pytest.raises(opening.MaterialMissing, match="活动方案") as refused:
        office.open_case("starter", APPLICANT, answers, [])

    assert refused.value.code == "MATERIAL-MISSING"


def test_a_material_is_owed_by_those_only_for_whom_its_condition_holds(office: Office, clock: FixedTime) -> None:
    clock.set(clock() + timedelta(days=1))
    files = dict(matter_files("starter"))
    files["matter.yaml"] = files["matter.yaml"].replace(b"required: true,", b"required: true, when: stalls,")
    office.publish(files)
    with_stalls, _ = application()
    without = {name: value for name, value in with_stalls.items() if name != "stall_count"} | {"stalls": False}

    with Unchanged(office), pytest.raises(opening.MaterialMissing, match="活动方案"):
        office.open_case("starter", APPLICANT, with_stalls, [])

    assert office.open_case("starter", APPLICANT, without, [])["status"] == "submitted"


def test_a_files_name_keeps_no_path_and_no_control_characters(office: Office) -> None:
    answers, (plan,) = application()
    office.open_case("starter", APPLICANT, answers, [replace(plan, name="../../etc\\pass\nwd\x00.pdf")])

    (row,) = contents(office.place.database)["materials"]

    assert row["name"] == "passwd.pdf"


def test_a_refused_application_keeps_no_row_and_its_files_change_nothing(office: Office) -> None:
    answers, uploads = application()

    with Unchanged(office), pytest.raises(FormRefused):
        office.open_case("starter", APPLICANT, {**answers, "days": "二"}, uploads)


def test_an_act_is_done_even_when_its_document_cannot_be_made(office: Office, premises: Premises) -> None:
    case = submit(office)

    with no_new_files_in(premises.folder / "files"):
        shown = accept(office, case)

    assert shown["status"] == "accepted"
    (job,) = office.list_jobs()
    assert job["error"].startswith("FILES-")
