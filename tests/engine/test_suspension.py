"""While a case is suspended, its process stands still with the time of the law; then both go on with what was left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.office import Office
from engine.store import questions
from engine.workplace import FixedTime
from tests.offices import Premises, law_firm_case, matter_files

HEARING = {"reason": "hearing", "explanation": "利害关系人要求听证", "days": 10}
RESULT = {"result": "听证会认为设立条件具备"}
REMINDER = """
    <bpmn:boundaryEvent id="reminder" name="提醒" attachedToRef="receive" cancelActivity="false">
      <bpmn:outgoing>to_reminded</bpmn:outgoing>
      <bpmn:timerEventDefinition id="reminder_timer">{timer}</bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="reminded" name="已提醒"><bpmn:incoming>to_reminded</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to_reminded" sourceRef="reminder" targetRef="reminded" />
"""
THREE_DAYS = "<bpmn:timeDuration>P3D</bpmn:timeDuration>"
TWICE = "<bpmn:timeCycle>R2/P3D</bpmn:timeCycle>"
DATE = "<bpmn:timeDate>{day}</bpmn:timeDate>"


def suspended_case(office: Office, clock: FixedTime, timer: str) -> str:
    """A case suspended at once when the city received it, with that timer on the first step there."""
    files = dict(matter_files("law_firm_establish"))
    diagram = files["process.bpmn"].decode()
    mark = '<bpmn:lane id="city_handler" name="市司法局承办人">'
    for node in ("reminder", "reminded"):
        diagram = diagram.replace(mark, f"{mark}<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>", 1)
    end = diagram.index("</bpmn:process>")
    files["process.bpmn"] = (diagram[:end] + REMINDER.format(timer=timer) + diagram[end:]).encode()
    clock.set(clock() + timedelta(minutes=1))  # after what `furnish` published
    office.publish(files)
    case = law_firm_case(office, clock, "receive")
    office.act_on_case(case, "xu.handler", "suspend", HEARING)
    return case


def timers_fired(office: Office, case: str) -> int:
    return [entry["act"] for entry in office.show_case(case)["history"]].count("timer")


def after(clock: FixedTime, office: Office, days: int) -> None:
    clock.set(clock() + timedelta(days=days))
    office.worker.once()


def row_of(office: Office, case: str) -> dict[str, Any]:
    with office.place.database.reading() as connection:
        found = questions.case(connection, case)
    assert found is not None
    return dict(found)


def test_no_timer_is_fired_while_a_case_is_suspended_and_no_worker_looks_at_it(
    office: Office, clock: FixedTime
) -> None:
    case = suspended_case(office, clock, THREE_DAYS)

    after(clock, office, 30)

    assert timers_fired(office, case) == 0
    assert row_of(office, case)["next_due"] is None, "nothing for a worker to find, again and again"


def test_a_duration_goes_on_with_what_was_left_of_it(office: Office, clock: FixedTime) -> None:
    case = suspended_case(office, clock, THREE_DAYS)
    after(clock, office, 10)
    office.act_on_case(case, "xu.handler", "resume", RESULT)

    after(clock, office, 2)
    early = timers_fired(office, case)
    after(clock, office, 1)

    assert (early, timers_fired(office, case)) == (0, 1)
    resumed = next(entry for entry in office.show_case(case)["history"] if entry["act"] == "resume")
    assert resumed["timers_moved_seconds"] == 10 * 86400, "the history says by how much"


def test_a_repeated_timer_goes_on_in_its_rhythm(office: Office, clock: FixedTime) -> None:
    case = suspended_case(office, clock, TWICE)
    after(clock, office, 10)
    office.act_on_case(case, "xu.handler", "resume", RESULT)

    counted = []
    for _ in range(6):
        after(clock, office, 1)
        counted.append(timers_fired(office, case))

    assert counted == [0, 0, 1, 1, 1, 2]


@pytest.mark.parametrize(("day", "at_once"), [(5, 1), (12, 0)])
def test_a_date_stays_and_what_passed_meanwhile_happens_when_the_case_goes_on(
    office: Office, clock: FixedTime, day: int, at_once: int
) -> None:
    due = datetime(2026, 3, 12, 9) + timedelta(days=day)
    case = suspended_case(office, clock, DATE.format(day=due.isoformat()))
    after(clock, office, 10)
    assert timers_fired(office, case) == 0

    office.act_on_case(case, "xu.handler", "resume", RESULT)
    office.worker.once()
    assert timers_fired(office, case) == at_once

    after(clock, office, 10)
    assert timers_fired(office, case) == 1


def test_a_case_withdrawn_while_suspended_fires_nothing_more(office: Office, clock: FixedTime) -> None:
    case = suspended_case(office, clock, THREE_DAYS)
    after(clock, office, 5)

    office.act_on_case(case, "lin.partner", "withdraw", {})
    after(clock, office, 5)

    shown = office.show_case(case)
    assert (shown["status"], timers_fired(office, case)) == ("withdrawn", 0)


def test_a_special_procedure_is_told_lit_and_recorded_with_its_own_time(sqlite_premises: Premises) -> None:
    office, clock = sqlite_premises.open(), sqlite_premises.clock
    case = law_firm_case(office, clock, "receive")
    told = {"reason": "expert_review", "explanation": "住所结构安全需要专家评审", "days": 2}
    office.act_on_case(case, "xu.handler", "suspend", told)
    special = next(c for c in office.show_case(case, "xu.handler")["clocks"] if c["name"] == "special")
    assert (special["title"], special["state"], special["light"]) == ("特别程序（专家评审）", "running", "green")

    after(clock, office, 7)

    shown = office.show_case(case, "xu.handler")
    special = next(c for c in shown["clocks"] if c["name"] == "special")
    assert (special["light"], special["overdue"], shown["light"]) == ("red", True, "red")
    assert next(c for c in office.show_case(case, "lin.partner")["clocks"] if c["name"] == "special")["light"] is None
    assert case in {row["case"] for row in office.late_cases()}

    resumed = office.act_on_case(case, "xu.handler", "resume", {"result": "专家评审认为住所符合使用要求。"})

    entry = next(e for e in resumed["history"] if e["act"] == "resume")
    assert [(p["procedure"], p["told_days"]) for p in entry["procedures"]] == [("expert_review", 2)]
    assert entry["procedures"][0]["late_days"] > 0
    assert row_of(office, case)["late"] == 1  # by promise, not by law
    assert "irregular" not in entry and not resumed["history"][-1].get("overrun")
