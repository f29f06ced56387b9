from datetime import date
from pathlib import Path

import pytest

from engine.deadlines import (
    Clock,
    ClockState,
    Event,
    Expiry,
    ExtensionRefused,
    Limit,
    PauseRefused,
    apply,
    clocks,
    days_late,
    effective_day,
    expired,
    explanation,
    latest,
    redated,
)
from engine.terms import NotASpecialProcedure, SpecialProcedure, Titled, Unit
from engine.workdays import WorkCalendar, read_calendar

PUBLISHED = read_calendar(Path(__file__).parents[2] / "workflows" / "_shared" / "calendar")


def limit(name, days, starts, ends, unit=Unit.WORKING_DAY, **more):
    return Limit(name, days, unit, frozenset(starts), frozenset(ends), Titled(name, name), "行政许可法", **more)


LIMITS = {
    one.name: one
    for one in (
        limit("check", 5, ["submit", "correct"], ["accept", "ask_correction", "turn_away"],
              on_expiry=Expiry("accept", backdate=True)),
        limit("correct", 10, ["ask_correction"], ["correct"], on_expiry=Expiry("lapse")),
        limit("examine", 20, ["accept"], ["forward"], pausable=True),
        limit("decide", 10, ["forward"], ["grant", "refuse"], pausable=True, extend_days=10),
        limit("deliver", 10, ["grant", "refuse"], ["deliver"]),
    )
}  # fmt: skip
WHOLE = {"examine": limit("examine", 20, ["accept"], ["grant", "refuse"], pausable=True, extend_days=10)}


def event(act, on, **data):
    return Event(act, date.fromisoformat(on), data)


def made(*events, limits=LIMITS, calendar=PUBLISHED):
    return latest(clocks(limits, events, calendar))


def day(text):
    return date.fromisoformat(text)


# --- the vectors of the fact sheet (FACTS 1.2) ---


@pytest.mark.parametrize(
    ("limits", "clock", "events", "due"),
    [
        (LIMITS, "check", [("submit", "2026-02-13")], "2026-02-27"),
        (WHOLE, "examine", [("accept", "2026-02-13")], "2026-03-19"),
        (WHOLE, "examine", [("accept", "2026-09-18")], "2026-10-22"),
        (
            WHOLE,
            "examine",
            [("accept", "2026-09-18"), ("extend", "2026-10-12", {"reason": "案情复杂", "approver": "qin.head"})],
            "2026-11-05",
        ),
        (LIMITS, "deliver", [("grant", "2026-04-30")], "2026-05-18"),
        (LIMITS, "check", [("submit", "2025-12-31")], "2026-01-08"),
        (WHOLE, "examine", [("accept", "2026-06-15")], "2026-07-14"),
        (
            WHOLE,
            "examine",
            [("accept", "2026-03-02"), ("suspend", "2026-03-09", {"reason": "hearing"}), ("resume", "2026-03-20")],
            "2026-04-14",
        ),
        (WHOLE, "examine", [("accept", "2026-03-10", {"effective": "2026-03-02"})], "2026-03-30"),
    ],
    ids=range(1, 10),
)
def test_a_vector_of_the_fact_sheet(limits, clock, events, due):
    history = [event(act, on, **(more[0] if more else {})) for act, on, *more in events]

    assert made(*history, limits=limits)[clock].due == day(due)


# --- start and end ---


def test_silence_makes_the_system_accept_from_the_day_of_receipt():
    now = clocks(LIMITS, [event("submit", "2026-03-02")], PUBLISHED)

    assert expired(now, LIMITS, day("2026-03-09")) == ()
    (silence,) = expired(now, LIMITS, day("2026-03-10"))

    assert (silence.act, silence.effective) == ("accept", day("2026-03-02"))


def test_a_clerk_who_accepts_too_late_accepts_from_the_day_of_receipt():
    now = clocks(LIMITS, [event("submit", "2026-03-02")], PUBLISHED)

    assert effective_day(now, LIMITS, "accept", day("2026-03-09")) == day("2026-03-09")
    assert effective_day(now, LIMITS, "accept", day("2026-03-11")) == day("2026-03-02")


def test_a_check_that_expired_is_told_from_one_that_was_made():
    received = event("submit", "2026-03-02")

    in_time = made(received, event("accept", "2026-03-09"))["check"]
    by_silence = made(received, event("accept", "2026-03-10", effective="2026-03-02"))["check"]

    assert (in_time.state, in_time.overdue(day("2026-04-01"))) == (ClockState.ENDED, False)
    assert (by_silence.state, by_silence.overdue(day("2026-04-01"))) == (ClockState.EXPIRED, True)


def test_an_uncorrected_application_lapses():
    now = clocks(LIMITS, [event("submit", "2026-03-02"), event("ask_correction", "2026-03-04")], PUBLISHED)

    (silence,) = expired(now, LIMITS, day("2026-03-19"))

    assert (silence.act, silence.effective) == ("lapse", None)


def test_a_correction_starts_the_check_anew():
    now = clocks(
        LIMITS,
        [event("submit", "2026-03-02"), event("ask_correction", "2026-03-04"), event("correct", "2026-03-10")],
        PUBLISHED,
    )

    assert [(c.limit, c.run, c.state.value) for c in now] == [
        ("check", 1, "ended"),
        ("correct", 1, "ended"),
        ("check", 2, "running"),
    ]
    assert now[2].due == day("2026-03-17")


def test_a_case_sent_back_and_forwarded_again_keeps_its_time():
    once = made(event("accept", "2026-03-02"), event("forward", "2026-03-10"))["decide"]
    again = made(event("accept", "2026-03-02"), event("forward", "2026-03-10"), event("forward", "2026-03-16"))[
        "decide"
    ]

    assert again == once


def test_withdrawal_ends_every_clock():
    now = clocks(
        LIMITS,
        [
            event("accept", "2026-03-02"),
            event("suspend", "2026-03-05", reason="testing"),
            event("withdraw", "2026-03-09"),
        ],
        PUBLISHED,
    )

    assert [(c.state, c.ended, c.ended_by) for c in now] == [(ClockState.ENDED, day("2026-03-09"), "withdraw")]
    assert now[0].pauses[0].last == day("2026-03-09")


def test_an_act_touches_only_the_clocks_it_concerns():
    before = clocks(LIMITS, [event("accept", "2026-03-02"), event("forward", "2026-03-10")], PUBLISHED)

    after = apply(before, LIMITS, event("extend", "2026-03-12", reason="案情复杂", approver="qin.head"), PUBLISHED)

    assert after[0] is before[0]
    assert after[1] is not before[1]


# --- pauses ---


def test_a_special_procedure_of_one_day_takes_one_day():
    accepted, stopped = event("accept", "2026-03-02"), event("suspend", "2026-03-09", reason="appraisal")

    assert made(accepted, stopped, event("resume", "2026-03-09"))["examine"].due == day("2026-03-31")


def test_two_special_procedures_that_meet_on_a_day_take_it_once():
    apart = made(
        event("accept", "2026-03-02"),
        event("suspend", "2026-03-09", reason="hearing"),
        event("resume", "2026-03-13"),
        event("suspend", "2026-03-13", reason="testing"),
        event("resume", "2026-03-20"),
    )["examine"]

    assert apart.due == day("2026-04-14")


def test_a_special_procedure_on_free_days_takes_no_working_day():
    clock = made(
        event("accept", "2026-03-02"), event("suspend", "2026-03-07", reason="hearing"), event("resume", "2026-03-08")
    )["examine"]

    assert clock.due == day("2026-03-30")


def test_a_special_procedure_after_the_last_day_helps_nobody():
    clock = made(
        event("accept", "2026-03-02"), event("suspend", "2026-04-01", reason="hearing"), event("resume", "2026-04-20")
    )["examine"]

    assert clock.due == day("2026-03-30")
    assert clock.overdue(day("2026-04-02"))


def test_only_limits_of_the_organ_stop():
    now = made(event("submit", "2026-03-02"), event("suspend", "2026-03-03", reason="hearing"))

    assert now["check"].state is ClockState.RUNNING


def test_a_standing_clock_is_not_overdue_and_keeps_what_is_left():
    clock = made(event("accept", "2026-03-02"), event("suspend", "2026-03-09", reason="hearing"))["examine"]

    assert clock.state is ClockState.PAUSED
    assert not clock.overdue(day("2026-12-31"))
    assert clock.remaining(day("2026-12-31"), PUBLISHED) == 16


def test_waiting_for_another_organ_does_not_stop_the_time():
    with pytest.raises(NotASpecialProcedure):
        made(event("accept", "2026-03-02"), event("suspend", "2026-03-09", reason="enquiry"))


def test_time_that_stands_still_is_not_stopped_again():
    with pytest.raises(PauseRefused):
        made(
            event("accept", "2026-03-02"),
            event("suspend", "2026-03-09", reason="hearing"),
            event("suspend", "2026-03-10", reason="testing"),
        )


@pytest.mark.parametrize(
    ("unit", "days", "due"),
    [(Unit.NATURAL_DAY, 30, "2026-04-13"), (Unit.MONTH, 1, "2026-04-14"), (Unit.YEAR, 1, "2027-03-15")],
)
def test_other_units_are_lengthened_by_natural_days(unit, days, due):
    limits = {"examine": limit("examine", days, ["accept"], ["grant"], unit, pausable=True)}
    history = [
        event("accept", "2026-03-02"), event("suspend", "2026-03-09", reason="hearing"), event("resume", "2026-03-20")
    ]  # fmt: skip

    assert made(*history, limits=limits)["examine"].due == day(due)


# --- extension ---


@pytest.mark.parametrize(
    ("on", "data"),
    [
        ("2026-03-12", {"reason": "案情复杂"}),
        ("2026-03-12", {"approver": "qin.head"}),
        ("2026-03-12", {"reason": "案情复杂", "approver": "qin.head", "days": 11}),
        ("2026-03-12", {"reason": "案情复杂", "approver": "qin.head", "days": 0}),
        ("2026-03-12", {"reason": "案情复杂", "approver": "qin.head", "days": "10"}),
        ("2026-03-12", {"reason": "案情复杂", "approver": "qin.head", "limit": "examine"}),
        ("2026-03-25", {"reason": "案情复杂", "approver": "qin.head"}),
    ],
)
def test_an_extension_without_what_the_law_asks_is_refused(on, data):
    with pytest.raises(ExtensionRefused):
        made(event("accept", "2026-03-02"), event("forward", "2026-03-10"), event("extend", on, **data))


def test_a_limit_is_extended_once():
    longer = event("extend", "2026-03-12", reason="案情复杂", approver="qin.head", days=5)

    with pytest.raises(ExtensionRefused):
        made(event("accept", "2026-03-02"), event("forward", "2026-03-10"), longer, longer)


def test_an_extension_may_be_shorter_than_the_most():
    longer = event("extend", "2026-03-12", reason="案情复杂", approver="qin.head", days=3)

    clock = made(event("accept", "2026-03-02"), event("forward", "2026-03-10"), longer)["decide"]

    assert clock.due == day("2026-03-27")
    assert clock.extension.approver == "qin.head"


# --- unpublished years ---


def test_a_provisional_day_moves_when_the_year_is_published():
    until_2025 = WorkCalendar(y for y in PUBLISHED.years.values() if y.year <= 2025)
    now = clocks(LIMITS, [event("submit", "2025-12-31")], until_2025)
    assert (now[0].due, now[0].provisional) == (day("2026-01-08"), True)

    then = redated(clocks(LIMITS, [event("accept", "2025-12-31")], until_2025), PUBLISHED)

    assert then == clocks(LIMITS, [event("accept", "2025-12-31")], PUBLISHED)


def test_silence_brings_nothing_about_on_a_provisional_day():
    now = clocks(LIMITS, [event("submit", "2026-12-28")], PUBLISHED)

    assert now[0].provisional
    assert expired(now, LIMITS, day("2027-02-01")) == ()


# --- as data and in words ---


def test_a_clock_survives_being_written_down():
    now = clocks(
        LIMITS,
        [
            event("submit", "2026-03-02"),
            event("accept", "2026-03-03"),
            event("suspend", "2026-03-09", reason="hearing"),
            event("resume", "2026-03-20"),
            event("forward", "2026-03-25"),
            event("extend", "2026-03-30", reason="案情复杂", approver="qin.head"),
            event("suspend", "2026-04-01", reason="expert_review"),
        ],
        PUBLISHED,
    )

    assert tuple(Clock.from_dict(c.to_dict()) for c in now) == now
    assert now[1].pauses[0].reason is SpecialProcedure.HEARING


@pytest.mark.parametrize(
    ("events", "zh", "en"),
    [
        (
            [
                event("accept", "2026-03-02"),
                event("suspend", "2026-03-09", reason="hearing"),
                event("resume", "2026-03-20"),
            ],
            "自2026年3月2日受理之次日起计20个工作日，扣除特别程序10个工作日，至2026年4月14日届满",
            "20 working days from the day after 2026-03-02 (accept), "
            "not counting 10 working days of special procedures, ending on 2026-04-14",
        ),
        (
            [event("accept", "2026-03-02"), event("suspend", "2026-03-09", reason="hearing")],
            "自2026年3月2日受理之次日起计20个工作日，自2026年3月9日起因听证暂停计算，结束后继续",
            "20 working days from the day after 2026-03-02 (accept), standing still since 2026-03-09 for hearing",
        ),
        (
            [event("accept", "2026-12-15")],
            "自2026年12月15日受理之次日起计20个工作日，至2027年1月13日届满（所涉年度放假安排尚未公布，期满日为暂定）",
            "20 working days from the day after 2026-12-15 (accept), ending on 2027-01-13 "
            "(provisional: the holidays of a year it reaches are not published)",
        ),
        (
            [
                event("accept", "2026-09-18"),
                event("extend", "2026-10-12", reason="案情复杂", approver="qin.head"),
            ],
            "自2026年9月18日受理之次日起计20个工作日，经批准延长10个工作日，至2026年11月5日届满",
            "20 working days from the day after 2026-09-18 (accept), extended by 10 working days, ending on 2026-11-05",
        ),
    ],
)
def test_a_clock_explains_itself(events, zh, en):
    clock = made(*events, limits=WHOLE)["examine"]

    assert explanation(clock, PUBLISHED, "zh") == zh
    assert explanation(clock, PUBLISHED, "en") == en


def test_what_is_left_is_told_in_working_days():
    clock = made(event("accept", "2026-03-02"))["examine"]

    assert clock.remaining(day("2026-03-27"), PUBLISHED) == 1
    assert clock.remaining(day("2026-04-02"), PUBLISHED) == -3
    assert clock.remaining(day("2026-02-01"), PUBLISHED) == 20


# --- the special procedure's own time ---

SPECIAL = {**LIMITS, "special": limit("special", 0, ["suspend"], ["resume"], told_days=True)}


def test_a_special_procedure_has_the_time_that_was_told_and_the_other_clocks_stand_still():
    now = made(
        event("accept", "2026-03-02"), event("suspend", "2026-03-09", reason="expert_review", days=3), limits=SPECIAL
    )

    assert now["examine"].state is ClockState.PAUSED
    assert (now["special"].due, now["special"].procedure) == (day("2026-03-12"), SpecialProcedure.EXPERT_REVIEW)
    assert now["special"].overdue(day("2026-03-13")) and not now["examine"].overdue(day("2026-06-01"))
    assert explanation(now["special"], PUBLISHED) == (
        "专家评审所需时间自2026年3月9日启动特别程序之次日起计3个工作日，至2026年3月12日届满"
    )
    assert explanation(now["special"], PUBLISHED, "en").startswith(
        "the expert review takes 3 working days from the day"
    )


def test_a_special_procedure_ends_with_its_clock_and_is_late_by_its_own_days():
    now = made(
        event("accept", "2026-03-02"),
        event("suspend", "2026-03-09", reason="testing", days=3),
        event("resume", "2026-03-16"),
        limits=SPECIAL,
    )

    assert (now["special"].ended, now["special"].ended_by) == (day("2026-03-16"), "resume")
    assert days_late(now["special"], PUBLISHED) == 2
    assert now["examine"].state is ClockState.RUNNING
    assert Clock.from_dict(now["special"].to_dict()) == now["special"]


def test_each_special_procedure_of_a_case_has_a_clock_of_its_own():
    run = [event("suspend", "2026-03-09", reason="quarantine", days=2), event("resume", "2026-03-10")]
    again = [event("suspend", "2026-03-16", reason="appraisal", days=20), event("withdraw", "2026-03-18")]

    now = [c for c in clocks(SPECIAL, [event("accept", "2026-03-02"), *run, *again], PUBLISHED) if c.limit == "special"]

    assert [(c.run, c.procedure, c.ended_by) for c in now] == [
        (1, SpecialProcedure.QUARANTINE, "resume"),
        (2, SpecialProcedure.APPRAISAL, "withdraw"),
    ]


@pytest.mark.parametrize("days", [None, 0, -3, "10", True])
def test_a_special_procedure_that_tells_no_days_is_refused(days):
    with pytest.raises(PauseRefused):
        made(event("accept", "2026-03-02"), event("suspend", "2026-03-09", reason="hearing", days=days), limits=SPECIAL)
