"""A case that asks another system on its way: its answer steers the process, its silence does not stop the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.connectors import Answer, ConnectedSystems, SystemAway, Systems, read_connectors
from engine.demo_registers import Mood, RegisterServer, read_registers
from engine.founding import SHARED, workflows_folder
from engine.office import Office
from engine.story import Deed, story
from tests.asking import asking_matter
from tests.offices import APPLICANT, HEAD, WINDOW, Premises, accept, application

REGISTERS = read_registers((workflows_folder() / SHARED / "registers.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def server() -> Iterator[RegisterServer]:
    """The shipped registers, answering."""
    with RegisterServer(REGISTERS) as server:
        yield server


def office_with(premises: Premises, server: RegisterServer, offence: dict[str, Any] | None = None) -> Office:
    """An office that asks these registers and has the matter that does."""
    office = premises.open()
    office.place.systems = ConnectedSystems(read_connectors(server.connectors(), {}))
    office.publish(asking_matter(offence))
    return office


def accepted_case(office: Office) -> str:
    """The number of a case that the window has just accepted."""
    answers, uploads = application()
    case = str(office.open_case("asking", APPLICANT, answers, uploads)["case"])
    accept(office, case)
    return case


def wait_for_retries(premises: Premises, office: Office) -> None:
    """Let an hour go by, second by second where it matters."""
    for _ in range(6):
        premises.clock.set(premises.clock() + timedelta(minutes=10))
        office.worker.once()


def inquiry(office: Office, case: str) -> Deed:
    """What the record says of the inquiry."""
    return next(deed for deed in story(office, case).deeds if deed.step == "query_record")


def steps_open(office: Office, case: str) -> list[str]:
    """The steps that wait for somebody."""
    return [task["step"] for task in office.show_case(case)["tasks"]]


def test_what_a_register_answers_is_kept_and_the_case_goes_on(premises: Premises, server: RegisterServer) -> None:
    office = office_with(premises, server)

    case = accepted_case(office)

    assert steps_open(office, case) == ["decide"]
    assert inquiry(office, case).outcome == "negligent"
    assert inquiry(office, case).answers == {"offence": "交通肇事罪"}


def test_a_register_that_is_down_is_asked_again_then_done_without(premises: Premises, server: RegisterServer) -> None:
    server.set_mood("criminal_records", Mood.DOWN)
    office = office_with(premises, server)

    case = accepted_case(office)
    before = steps_open(office, case)
    (waiting,) = office.show_case(case, WINDOW)["hindered"]
    wait_for_retries(premises, office)

    assert before == []
    assert "自动再试" in waiting["told"] and office.show_case(case, APPLICANT)["hindered"] == []
    assert steps_open(office, case) == ["decide"]
    assert inquiry(office, case).outcome == "unavailable"
    assert "503" in inquiry(office, case).note
    assert server.asked["criminal_records"] == 3


def test_a_register_that_comes_back_in_time_is_heard(premises: Premises, server: RegisterServer) -> None:
    server.set_mood("criminal_records", Mood.WRONG)
    office = office_with(premises, server)

    case = accepted_case(office)
    server.set_mood("criminal_records", Mood.WELL)
    wait_for_retries(premises, office)

    assert inquiry(office, case).outcome == "negligent"


def test_an_answer_the_step_does_not_know_counts_as_none(premises: Premises, server: RegisterServer) -> None:
    office = office_with(premises, server)
    office.place.systems = ConnectedSystems(
        read_connectors(server.connectors().replace("/criminal_records", "/population"), {})
    )

    case = accepted_case(office)
    wait_for_retries(premises, office)

    assert inquiry(office, case).outcome == "unavailable"
    assert "CONNECTOR-ANSWER-UNUSABLE" in inquiry(office, case).note


def test_facts_that_do_not_fit_the_form_are_not_taken(premises: Premises, server: RegisterServer) -> None:
    office = office_with(premises, server, {"maxLength": 2})

    case = accepted_case(office)
    wait_for_retries(premises, office)

    assert inquiry(office, case).outcome == "unavailable"
    assert "do not fit" in inquiry(office, case).note


class LosingAnswers:
    """A wire that loses the first answer on its way back."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems
        self._lost = False

    def ask(self, system: str, question: Mapping[str, Any], key: str, now: datetime) -> Answer:
        answer = self._systems.ask(system, question, key, now)
        if not self._lost:
            self._lost = True
            raise SystemAway("the answer was lost")
        return answer


def test_an_order_whose_answer_was_lost_is_carried_out_once(premises: Premises, server: RegisterServer) -> None:
    office = office_with(premises, server)
    server.registers["criminal_records"] = replace(server.registers["criminal_records"], orders=True)
    office.place.systems = LosingAnswers(office.place.systems)

    case = accepted_case(office)
    wait_for_retries(premises, office)

    assert inquiry(office, case).outcome == "negligent"
    assert server.asked["criminal_records"] == 2
    assert len(server.orders["criminal_records"]) == 1


def test_a_suspended_case_asks_nothing(premises: Premises, server: RegisterServer) -> None:
    server.set_mood("criminal_records", Mood.DOWN)
    office = office_with(premises, server)
    case = accepted_case(office)
    asked = server.asked["criminal_records"]

    office.act_on_case(case, HEAD, "suspend", {"reason": "hearing", "days": 5})
    server.set_mood("criminal_records", Mood.WELL)
    wait_for_retries(premises, office)

    assert server.asked["criminal_records"] == asked
    assert not [deed for deed in story(office, case).deeds if deed.step == "query_record"]
