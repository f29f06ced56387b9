"""What a process tells its office beside steps: signals for other cases, failures, services that fail for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from engine.acts.steps import complete
from engine.errors import Failure
from engine.office import Office
from engine.services import do
from engine.story import course, story
from engine.workplace import FixedTime
from tests.events import OUT_OF_SCOPE, failing_at_the_end, heard, hearing, publish, repairing, turn_away
from tests.offices import APPLICANT, FACTS, HEAD, WINDOW, accept, contents, grant, submit, task_of

# ---- signals ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(office: Office, clock: FixedTime) -> str:
    """A case that waits for its decision, and hears."""
    publish(office, clock, hearing())
    case = submit(office)
    accept(office, case)
    return case


def rows(office: Office, table: str) -> list[dict[str, Any]]:
    return contents(office.place.database)[table]


def history(office: Office, case: str) -> list[str]:
    return [entry["act"] for entry in office.show_case(case)["history"]]


def test_a_signal_thrown_in_one_case_is_heard_once_by_every_case_that_waits(office: Office, waiting: str) -> None:
    other = submit(office)
    accept(office, other)

    sender = turn_away(office)

    assert heard(office, waiting) == heard(office, other) == [sender]
    assert heard(office, sender) == []
    assert rows(office, "jobs") == []


def test_a_case_that_hears_and_goes_on_waiting_hears_the_next_signal_too(office: Office, waiting: str) -> None:
    senders = [turn_away(office), turn_away(office)]

    assert heard(office, waiting) == senders
    assert [task["step"] for task in office.show_case(waiting)["tasks"]] == ["decide"]


def test_the_entry_of_the_act_names_the_signal_it_threw(office: Office, waiting: str) -> None:
    sender = turn_away(office)

    thrown = [entry for entry in office.show_case(sender)["history"] if entry.get("signals")]
    assert [(entry["act"], entry["signals"]) for entry in thrown] == [("turn_away", ["场地关闭"])]


def before_any_job(office: Office, case: str, step: str, by: str, act: str, answers: dict[str, Any]) -> None:
    """The act is done, and the worker has not come to its jobs yet."""
    complete(office.place, task_of(office, case, step), by, act, answers)


def test_a_signal_thrown_before_a_case_waited_is_not_heard_by_it(office: Office, clock: FixedTime) -> None:
    publish(office, clock, hearing())
    late, sender = submit(office), submit(office)
    before_any_job(office, sender, "check_materials", WINDOW, "turn_away", OUT_OF_SCOPE)
    clock.set(clock() + timedelta(minutes=1))
    accept(office, late)

    office.worker.once()

    assert "turn_away" in history(office, sender)
    assert heard(office, late) == []


def test_a_case_that_waits_no_more_when_the_signal_comes_is_left_alone(office: Office, waiting: str) -> None:
    before_any_job(office, submit(office), "check_materials", WINDOW, "turn_away", OUT_OF_SCOPE)
    before_any_job(office, waiting, "decide", HEAD, "grant", FACTS)

    office.worker.once()

    assert heard(office, waiting) == []
    assert rows(office, "awaited") == []
    assert [job for job in rows(office, "jobs") if "signal" in job["service"]] == []


def test_a_case_that_is_over_waits_for_nothing(office: Office, waiting: str) -> None:
    assert len(rows(office, "awaited")) == 1

    office.act_on_case(waiting, APPLICANT, "withdraw")

    assert rows(office, "awaited") == []
    turn_away(office)
    assert heard(office, waiting) == []


def test_the_course_of_a_case_that_heard_a_signal_is_found_again(office: Office, waiting: str) -> None:
    turn_away(office)

    taken = course(story(office, waiting))

    assert "closing_heard" in taken.passed and "noted" in taken.passed


# ---- a process that fails --------------------------------------------------------------------------------------------


def test_a_process_that_ends_in_an_error_nobody_catches_says_so(office: Office, clock: FixedTime) -> None:
    publish(office, clock, failing_at_the_end())

    case = turn_away(office)

    shown = office.show_case(case)
    assert shown["failure"] == "CLOSED"
    assert [entry["failure"] for entry in shown["history"] if entry.get("failure")] == ["CLOSED"]


def test_a_process_that_ends_well_has_no_failure(office: Office) -> None:
    case = submit(office)
    accept(office, case)
    grant(office, case)

    assert office.show_case(case)["failure"] == ""


# ---- a service that fails for good -----------------------------------------------------------------------------------


class SealBroken(Failure):
    """The seal does not answer, however often it is asked."""

    code = "SEAL-BROKEN"
    remedy = "Mend the seal."


@pytest.fixture
def without_seal(office: Office) -> Iterator[Office]:
    """An office that gives up after the first attempt, and makes no decision."""
    office.worker.most_attempts = 1

    def attempt(place: Any, press: Any, job: Any) -> list[str]:
        if job.service == "issue_documents":
            raise SealBroken("the seal does not answer")
        return do(place, press, job)

    office.worker.do = attempt
    yield office


def decided(office: Office) -> str:
    case = submit(office)
    accept(office, case)
    grant(office, case)
    return case


@pytest.mark.parametrize("code", ["", "SEAL-BROKEN"])
def test_a_service_that_fails_for_good_ends_its_step_in_the_error_the_diagram_catches(
    without_seal: Office, clock: FixedTime, code: str
) -> None:
    publish(without_seal, clock, repairing(code))

    case = decided(without_seal)

    shown = without_seal.show_case(case)
    assert [task["step"] for task in shown["tasks"]] == ["repair"]
    failed = [entry for entry in shown["history"] if entry["act"] == "service_failed"]
    assert [(entry["event"], entry["error"]) for entry in failed] == [("make_documents", "SEAL-BROKEN")]
    assert rows(without_seal, "jobs") == []
    without_seal.complete_task(f"{case}/repair", HEAD, "")
    assert without_seal.show_case(case)["status"] == "delivered"


@pytest.mark.parametrize("matter", ["plain", "another error"])
def test_what_the_diagram_does_not_catch_is_kept_for_an_operator(
    without_seal: Office, clock: FixedTime, matter: str
) -> None:
    if matter == "another error":
        publish(without_seal, clock, repairing("PRINTER-BROKEN"))

    case = decided(without_seal)

    (kept,) = without_seal.list_jobs()
    assert (kept["state"], kept["error"].split(":")[0]) == ("set aside", "SEAL-BROKEN")
    assert without_seal.show_case(case)["failure"] == ""
    assert "service_failed" not in history(without_seal, case)


def test_a_document_of_an_act_that_fails_for_good_is_kept_for_an_operator(office: Office) -> None:
    office.worker.most_attempts = 1

    def attempt(place: Any, press: Any, job: Any) -> list[str]:
        raise SealBroken("the seal does not answer")

    office.worker.do = attempt
    case = submit(office)

    assert [job["state"] for job in office.list_jobs()] == ["set aside"]
    assert task_of(office, case, "check_materials")


def test_the_course_of_a_case_whose_service_failed_is_found_again(without_seal: Office, clock: FixedTime) -> None:
    publish(without_seal, clock, repairing())

    taken = course(story(without_seal, decided(without_seal)))

    assert "not_made" in taken.passed and "to_repair" in taken.taken
