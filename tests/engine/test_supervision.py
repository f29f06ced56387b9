"""What supervisors see: lights, late cases, irregular acts, figures; each only what is theirs to see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from engine.authority import NotYours
from engine.deadlines import Event, clocks
from engine.matter.reader import MatterRefused, read_matter
from engine.office import Office
from engine.standing import IN_TIME, LATE_BY_LAW, LATE_BY_PROMISE, Standing, light, promised_day, standing
from engine.statistics import FiguresRefused, percentile
from engine.store.tables import cases
from engine.terms import Light
from engine.workplace import FixedTime
from tests.offices import (
    APPLICANT,
    HEAD,
    MONDAY,
    WINDOW,
    accept,
    calendar,
    grant,
    law_firm_case,
    matter_files,
    submit,
)

LATER = MONDAY + timedelta(minutes=1)
CITY, AUDITOR = "wei.supervisor", "bai.auditor"
PROMISING = matter_files("starter")["matter.yaml"].replace(b"    days: 20\n", b"    days: 20\n    promised_days: 5\n")


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T10:00:00+08:00")


def promise(office: Office, clock: FixedTime) -> None:
    """From now on the organ promises to decide in five working days."""
    clock.set(LATER)
    office.publish({**matter_files("starter"), "matter.yaml": PROMISING})


# ---- lights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "shown"),
    [("2026-03-05", "green"), ("2026-03-03", "yellow"), ("2026-03-02", "yellow"), ("2026-02-28", "red"), (None, None)],
)
def test_a_light_is_yellow_one_working_day_before_the_last_and_red_after_it(last: str | None, shown: str) -> None:
    assert light(last, date(2026, 3, 2), calendar(), 1) == shown


def test_a_light_looks_over_a_holiday_for_the_last_working_day() -> None:
    # 2026-02-14 is a Saturday that is worked, 15 to 23 February are free
    assert light("2026-02-24", date(2026, 2, 14), calendar(), 1) is Light.YELLOW


def test_a_case_shows_its_lights_by_promise_and_by_law(office: Office, clock: FixedTime) -> None:
    promise(office, clock)
    case = submit(office)
    accept(office, case)

    shown = []
    for on in ("2026-03-05", "2026-03-06", "2026-03-10"):
        clock.set(day(on))
        found = office.show_case(case, HEAD)
        (task,) = (t for t in found["tasks"] if t["step"] == "decide")
        shown.append((found["light"], task["light"], task["promised"], task["due"]))

    assert shown == [
        ("green", "green", "2026-03-09", "2026-03-30"),
        ("yellow", "yellow", "2026-03-09", "2026-03-30"),
        ("red", "red", "2026-03-09", "2026-03-30"),
    ]
    assert office.show_case(case, APPLICANT)["light"] is None


def test_a_promise_longer_than_the_law_is_refused(office: Office) -> None:
    longer = PROMISING.replace(b"promised_days: 5", b"promised_days: 21")

    with pytest.raises(MatterRefused, match="21 days are promised of 20"):
        office.publish({**matter_files("starter"), "matter.yaml": longer})


# ---- late cases ------------------------------------------------------------------------------------------------------


def test_a_supervisor_sees_the_late_cases_that_the_own_organ_has(office: Office, clock: FixedTime) -> None:
    in_the_city = law_firm_case(office, clock, "decide")
    clock.set(clock() + timedelta(days=60))
    elsewhere = submit(office)
    clock.set(clock() + timedelta(hours=1))
    accept(office, elsewhere)
    clock.set(clock() + timedelta(days=60))

    found = office.late_cases(CITY)

    assert [row["case"] for row in found] == [in_the_city]
    assert found[0]["light"] == "red"
    assert found[0]["organ"] == "city_justice"
    assert [step["step"] for step in found[0]["steps"]] == ["decide"]
    assert {row["case"] for row in office.late_cases(AUDITOR)} == {in_the_city, elsewhere}
    assert office.late_cases() == office.late_cases(AUDITOR)


def test_what_will_soon_be_late_is_listed_apart(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    clock.set(day("2026-03-06"))

    assert [row["case"] for row in office.late_cases(soon=True)] == [case]
    assert office.late_cases() == []


def test_late_cases_come_in_pages_the_latest_first(office: Office, clock: FixedTime) -> None:
    numbers = []
    for on in ("2026-03-02", "2026-03-03", "2026-03-04"):
        clock.set(day(on))
        numbers.append(submit(office))
        accept(office, numbers[-1])
    clock.set(day("2026-05-06"))

    first = office.late_cases(most=2)
    second = office.late_cases(most=2, after=first[-1]["cursor"])

    assert [row["case"] for row in (*first, *second)] == numbers


@pytest.mark.parametrize("account", [APPLICANT, WINDOW])
def test_who_does_not_supervise_sees_no_lists_and_no_figures(office: Office, account: str) -> None:
    for ask in (office.late_cases, office.irregular_cases, office.statistics):
        with pytest.raises(NotYours, match="supervisor or auditor"):
            ask(account)


# ---- irregular acts --------------------------------------------------------------------------------------------------


def test_silence_taken_for_acceptance_is_irregular_and_lights_red(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    clock.set(day("2026-03-10"))
    office.worker.once()

    (row,) = office.irregular_cases()

    assert row["case"] == case
    assert row["light"] == "red"
    assert [(a["code"], a["title"]) for a in row["acts"]] == [
        ("deemed_acceptance", "逾期未告知视为受理"),
        ("overrun", "超过法定期限"),
    ]


def test_a_decision_after_the_last_day_is_a_limit_overrun(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    accept(office, case)
    clock.set(day("2026-04-01"))
    grant(office, case)

    (row,) = office.irregular_cases(language="en")

    assert [(a["code"], a["act"], a["title"]) for a in row["acts"]] == [("overrun", "grant", "done after its limit")]
    entry = next(e for e in office.show_case(case)["history"] if e["act"] == "grant")
    assert entry["overrun"] == ["decide"]


def test_a_case_in_time_is_regular(office: Office) -> None:
    case = submit(office)
    accept(office, case)
    grant(office, case)

    assert office.irregular_cases() == []
    assert office.show_case(case)["light"] is None


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_figures_count_outcomes_durations_and_shares(office: Office, clock: FixedTime) -> None:
    promise(office, clock)
    for decided in ("2026-03-04", "2026-03-16", "2026-04-02"):
        clock.set(LATER)
        case = submit(office)
        accept(office, case)
        clock.set(day(decided))
        grant(office, case)
    submit(office)

    found = office.statistics(by=["matter", "month"])

    assert [(row["month"], row["received"], row["ended"]) for row in found["rows"]] == [
        ("2026-03", 3, 2),
        ("2026-04", 1, 1),
    ]
    total = found["total"]
    assert total["outcomes"] == {"granted": 3}
    assert total["days"] == {"p50": 10, "p90": 23, "most": 23}
    assert total["in_time"] == {"promised": 0.3333, "law": 0.6667}
    assert total["irregular"] == 1
    assert total["in_hand"] == {"submitted": 1}
    assert office.statistics(months=("2026-04", "2026-04"))["total"]["ended"] == 1
    assert office.differing_cases() == []


def test_a_supervisor_counts_the_own_organ_only(office: Office) -> None:
    grant(office, *[(accept(office, case), case)[1] for case in [submit(office)]])

    assert office.statistics(CITY)["total"]["ended"] == 0
    assert office.statistics(AUDITOR, by=["organ"])["rows"][0]["organ"] == "city_approval"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"by": ["colour"]}, "colour"),
        ({"months": ("2026-13", "2026-14")}, "2026-13"),
        ({"months": ("2026-05", "2026-04")}, "before the first"),
    ],
)
def test_figures_that_cannot_be_counted_are_refused(office: Office, asked: dict[str, object], why: str) -> None:
    with pytest.raises(FiguresRefused, match=why):
        office.statistics(**asked)  # type: ignore[arg-type]


def test_columns_that_were_tampered_with_are_found_and_counted_again(office: Office) -> None:
    case = submit(office)
    accept(office, case)
    with office.place.database.writing() as connection:
        connection.execute(sa.update(cases).values(holder="nobody", due_on=None, irregular=3))

    assert office.differing_cases() == [case]
    assert office.recount() == [case]
    assert office.differing_cases() == []
    assert office.recount() == []
    grant(office, case)


def test_the_percentile_is_the_nearest_rank() -> None:
    assert percentile(list(range(1, 11)), 50) == 5
    assert percentile(list(range(1, 11)), 90) == 9
    assert percentile([7], 90) == 7
    assert percentile([], 50) is None


# ---- how a case stands -----------------------------------------------------------------------------------------------


def stands(*events: tuple[str, str], irregular: int = 0) -> Standing:
    """How a case of the law firm's matter stands after these acts, with 12 of the city's 10 + 20 days promised."""
    matter = read_matter(matter_files("law_firm_establish"))
    limits = {**matter.limits, "examine": replace(matter.limits["examine"], promised_days=12)}
    told = {"suspend": {"reason": "hearing", "days": 10}}
    done = [Event(act, date.fromisoformat(on), told.get(act, {})) for act, on in events]
    days = {event.act: event.on.isoformat() for event in done}
    outcome = ("granted", "grant") if "grant" in days else None
    running = clocks(limits, done, calendar())
    assert all(promised_day(clock, limits, calendar()) <= clock.due for clock in running)
    return standing(
        "district_justice", running, limits, matter.holders(), calendar(),
        days=days, outcome=outcome, irregular=irregular,
    )  # fmt: skip


TAKEN_UP = (("submit", "2026-03-02"), ("accept", "2026-03-03"))


def test_a_case_that_was_forwarded_is_with_the_organ_whose_time_runs() -> None:
    assert stands(*TAKEN_UP).holder == "district_justice"
    assert stands(*TAKEN_UP, ("forward", "2026-03-10")).holder == "city_justice"


@pytest.mark.parametrize(
    ("forwarded", "late"), [("2026-03-19", IN_TIME), ("2026-03-20", LATE_BY_PROMISE), ("2026-04-01", LATE_BY_LAW)]
)
def test_a_limit_is_kept_by_promise_by_law_or_not(forwarded: str, late: int) -> None:
    assert stands(*TAKEN_UP, ("forward", forwarded)).late == late


def test_a_special_procedure_takes_no_time_and_is_lit_by_what_was_told() -> None:
    stopped = (*TAKEN_UP, ("suspend", "2026-03-09"))
    decided = (*stopped, ("resume", "2026-03-20"), ("forward", "2026-03-23"), ("grant", "2026-03-24"))

    assert (stands(*stopped).due_on, stands(*stopped).promised_on) == (None, "2026-03-23")
    # 3 to 24 March are 15 working days, of which the hearing took ten
    assert (stands(*decided).days, stands(*decided).late) == (5, IN_TIME)


def test_a_special_procedure_that_takes_longer_than_told_breaks_a_promise_and_no_limit_of_the_law() -> None:
    over = (*TAKEN_UP, ("suspend", "2026-03-09"), ("resume", "2026-03-24"))

    assert stands(*over).late == LATE_BY_PROMISE


def test_what_waits_for_the_applicant_is_nobody_elses_delay() -> None:
    waiting = stands(("submit", "2026-03-02"), ("ask_correction", "2026-03-04"))

    assert (waiting.due_on, waiting.promised_on, waiting.late) == (None, None, IN_TIME)
