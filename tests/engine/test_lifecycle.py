import pytest

from engine.lifecycle import (
    KINDS,
    ActNotOpen,
    ActOnlyOnce,
    ActUnknown,
    Move,
    NotIrregular,
    ParticularMissing,
    SecondCorrection,
    after,
    as_markdown,
    check_particulars,
    open_acts,
    problems,
)
from engine.terms import (
    CLOSED,
    CLOSING_ACTS,
    DECIDED,
    DECISIONS,
    ActName,
    NotASpecialProcedure,
    Outcome,
    SpecialProcedure,
    Status,
    Who,
)


def test_an_application_opens_a_case():
    assert after(None, "submit") is Status.SUBMITTED


def test_a_case_goes_from_receipt_to_delivery():
    status = None
    for act in ("submit", "ask_correction", "correct", "accept", "forward", "grant", "deliver"):
        status = after(status, act)

    assert status is Status.DELIVERED


def test_an_act_of_another_status_is_refused_with_the_acts_that_are_open():
    with pytest.raises(ActNotOpen) as refused:
        after(Status.SUBMITTED, "grant", done={"submit"})

    assert refused.value.code == "CASE-ACT-NOT-OPEN"
    assert refused.value.open_acts == ("accept", "turn_away", "ask_correction", "withdraw")
    assert refused.value.source == "行政许可法第三十八条第一款"
    assert str(refused.value) == (
        "cannot grant a case that is submitted; open now: accept, turn_away, ask_correction, withdraw"
    )


def test_corrections_are_asked_for_once_only():
    done = {"submit", "ask_correction", "correct"}

    with pytest.raises(SecondCorrection) as refused:
        after(Status.SUBMITTED, "ask_correction", done=done)

    assert refused.value.code == "CASE-SECOND-CORRECTION"
    assert "第三十二条" in refused.value.source and "第七十二条" in refused.value.source
    assert "ask_correction" not in open_acts(Status.SUBMITTED, done)


def test_corrections_are_asked_for_again_irregularly_only():
    done = {"submit", "ask_correction", "correct"}

    assert after(Status.SUBMITTED, "ask_correction", done=done, irregularly=True) is Status.CORRECTING


@pytest.mark.parametrize(
    ("act", "status", "done"),
    [
        ("ask_correction", Status.SUBMITTED, {"submit"}),
        ("accept", Status.SUBMITTED, {"submit"}),
        ("extend", Status.FORWARDED, {"submit", "accept", "forward", "extend"}),
    ],
)
def test_what_is_lawful_or_impossible_is_not_done_irregularly(act, status, done):
    with pytest.raises(NotIrregular):
        after(status, act, done=done, irregularly=True)


def test_a_limit_is_extended_once_only():
    with pytest.raises(ActOnlyOnce):
        after(Status.FORWARDED, "extend", done={"submit", "accept", "forward", "extend"})


@pytest.mark.parametrize("before", [Status.ACCEPTED, Status.FORWARDED])
def test_a_resumed_case_is_where_it_was_before(before):
    assert after(before, "suspend") is Status.SUSPENDED
    assert after(Status.SUSPENDED, "resume", before_suspension=before) is before


def test_a_suspended_case_can_only_be_resumed_or_withdrawn():
    assert open_acts(Status.SUSPENDED) == ("withdraw", "resume")


def test_an_extension_leaves_the_status():
    assert after(Status.FORWARDED, "extend") is Status.FORWARDED


@pytest.mark.parametrize("status", [Status.GRANTED, Status.REFUSED, *sorted(CLOSED)])
def test_an_application_cannot_be_withdrawn_once_there_is_a_decision(status):
    with pytest.raises(ActNotOpen):
        after(status, "withdraw")


def test_an_unknown_act_is_named():
    with pytest.raises(ActUnknown, match="approve"):
        after(Status.SUBMITTED, "approve")


@pytest.mark.parametrize(
    ("act", "particulars", "missing"),
    [
        ("refuse", {}, ("reason",)),
        ("turn_away", {"reason": ""}, ("reason",)),
        ("ask_correction", {"items": []}, ("items",)),
        ("extend", {"reason": "案情复杂"}, ("approver",)),
        ("suspend", {"reason": "hearing"}, ("days",)),
    ],
)
def test_an_act_without_its_particulars_is_refused(act, particulars, missing):
    with pytest.raises(ParticularMissing) as refused:
        check_particulars(act, particulars)

    assert refused.value.missing == missing


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("licence", {*SpecialProcedure} - {SpecialProcedure.INQUIRY, SpecialProcedure.FREEZE}),
        ("certificate", {SpecialProcedure.INQUIRY}),
        ("payment", {SpecialProcedure.FREEZE}),
    ],
)
def test_time_stops_for_the_reasons_of_the_law_only(kind, allowed):
    for reason in allowed:
        check_particulars("suspend", {"reason": reason.value, "days": 10}, kind=kind)

    for reason in ("waiting_for_another_organ", *({*SpecialProcedure} - allowed)):
        with pytest.raises(NotASpecialProcedure):
            check_particulars("suspend", {"reason": reason, "days": 10}, kind=kind)


def test_a_certificate_is_issued_by_the_system_and_declined_by_an_official():
    assert Who.SYSTEM in KINDS["certificate"]["issue"].who
    assert KINDS["certificate"]["decline"].who == {Who.OFFICIAL}
    with pytest.raises(ActUnknown):
        after(Status.ACCEPTED, "grant", kind="certificate")


@pytest.mark.parametrize("table", KINDS.values(), ids=KINDS)
def test_the_acts_that_close_a_case_are_those_the_words_name(table):
    assert {a.name for a in table.values() if a.end in CLOSED} == CLOSING_ACTS & set(table)


def test_a_case_is_closed_where_no_act_of_any_kind_is_open():
    left = {status for table in KINDS.values() for act in table.values() for status in act.start}

    assert set(Status) - left == CLOSED
    assert {act for table in KINDS.values() for act in table} >= CLOSING_ACTS


@pytest.mark.parametrize("table", KINDS.values(), ids=KINDS)
def test_the_acts_that_decide_are_those_the_words_name(table):
    assert {a.name for a in table.values() if a.decides} == DECISIONS & set(table)
    assert {a.outcome for a in table.values() if a.decides} <= {*Outcome}


def test_what_is_decided_waits_for_delivery_and_for_nothing_else_but_the_bank():
    delivered = {
        status for table in KINDS.values() for act in table.values() if act.name == "deliver" for status in act.start
    }

    assert delivered == DECIDED
    for kind, table in KINDS.items():
        assert {a.name for a in table.values() if a.start & DECIDED} <= {
            "deliver",
            *({"announce"} if kind == "licence" else ()),
            *({"bounce"} if kind == "payment" else ()),
        }


@pytest.mark.parametrize("table", KINDS.values(), ids=KINDS)
def test_one_act_opens_a_case_and_it_can_be_done_once(table):
    assert [a.name for a in table.values() if not a.start] == [table.opening.name]
    assert table.opening.once and table.opening.end not in CLOSED


@pytest.mark.parametrize("table", KINDS.values(), ids=KINDS)
def test_every_act_that_ends_a_case_or_decides_it_says_how_it_came_out(table):
    silent = {a.name for a in table.values() if (a.decides or a.end in CLOSED) and a.outcome is None}

    # the outcome of a delivered or settled case is that of the decision before
    assert silent <= {"deliver", "settle"}


@pytest.mark.parametrize("table", KINDS.values(), ids=KINDS)
def test_a_decision_against_somebody_is_reasoned_told_and_names_the_remedies(table):
    against = [a for a in table.values() if a.remedies]

    for a in against:
        assert a.decides and a.who == {Who.OFFICIAL} and "reason" in a.needs
        assert a.notice is not None and a.notice.facts
        assert a.end in DECIDED


def test_a_filing_is_never_refused_and_an_appointment_never_decided():
    assert not [a for kind in ("filing", "service", "appointment") for a in KINDS[kind].values() if a.decides]


def test_a_frozen_account_is_paid_when_the_court_lets_go_of_it():
    assert after(Status.APPROVED, "suspend", kind="payment") is Status.SUSPENDED
    assert after(Status.SUSPENDED, "resume", before_suspension=Status.APPROVED, kind="payment") is Status.APPROVED
    with pytest.raises(ActNotOpen):
        after(Status.SUSPENDED, "pay", kind="payment")


def test_an_appointment_is_moved_once_only():
    assert after(Status.BOOKED, "rebook", done={"book"}, kind="appointment") is Status.BOOKED
    with pytest.raises(ActOnlyOnce):
        after(Status.BOOKED, "rebook", done={"book", "rebook"}, kind="appointment")


def test_a_second_look_is_had_once_only():
    life = ("complain", "accept", "dispatch", "hand_back", "dispatch", "reply", "redo", "reply", "answer", "reopen")
    status, done = None, set()
    for act in (*life, "reply", "answer"):
        status = after(status, act, done=done, kind="complaint")
        done.add(act)

    assert open_acts(status, done, kind="complaint") == ("settle",)


def test_every_act_has_its_source_and_both_titles():
    for table in KINDS.values():
        for act in table.values():
            assert act.source and act.titled.zh and act.titled.en and act.who


def test_every_word_for_an_act_is_in_a_table():
    assert {name for table in KINDS.values() for name in table} == set(ActName)


@pytest.mark.parametrize("table", KINDS.values(), ids=KINDS)
def test_every_status_that_is_reached_can_be_left_until_the_case_is_closed(table):
    ends = {a.end for a in table.values()} - {None}
    starts = {s for a in table.values() for s in a.start}

    assert starts == ends - CLOSED


def test_every_status_is_reached_in_some_kind():
    assert {a.end for table in KINDS.values() for a in table.values()} - {None} == set(Status)


def test_the_page_shows_every_act():
    page = as_markdown()

    assert all(f"| {act} |" in page for table in KINDS.values() for act in table)


# --- paths of a diagram ---

GOOD = {
    "check": [Move("accept", "examine"), Move("ask_correction", "wait"), Move("turn_away", None)],
    "wait": [Move("correct", "check"), Move("lapse", None)],
    "examine": [Move(None, "sign")],
    "sign": [Move("forward", "decide"), Move(None, "examine")],
    "decide": [Move("grant", "issue"), Move("refuse", "issue"), Move(None, "examine")],
    "issue": [Move(None, "deliver")],
    "deliver": [Move("deliver", None)],
}


def codes(graph):
    return [(p.code, p.step, p.act) for p in problems(graph, "check")]


def test_a_lawful_diagram_has_no_problems():
    assert problems(GOOD, "check") == ()


def test_a_decision_before_acceptance_is_found():
    graph = {**GOOD, "check": [Move(None, "decide")], "decide": [Move("grant", "issue")]}

    assert ("LAW-DECIDED-UNACCEPTED", "decide", "grant") in codes(graph)


def test_a_refusal_that_is_never_delivered_is_found():
    graph = {**GOOD, "decide": [Move("grant", "issue"), Move("refuse", None)]}

    assert codes(graph) == [("LAW-NOT-DELIVERED", "decide", "refuse")]


def test_a_process_that_ends_with_an_open_case_is_found():
    graph = {**GOOD, "examine": [Move(None, "sign"), Move(None, None)]}

    assert ("LAW-CASE-LEFT-OPEN", "examine", None) in codes(graph)


def test_an_end_event_drawn_as_a_node_is_an_end():
    graph = {**GOOD, "deliver": [Move("deliver", "end")], "wait": [Move("correct", "end")], "end": []}

    assert codes(graph) == [("LAW-CASE-LEFT-OPEN", "end", None)]


def test_a_decision_against_a_holder_who_was_never_told_is_found():
    graph = {"look": [Move("revoke_grant", "tell"), Move("discontinue", "tell")], "tell": [Move("deliver", None)]}

    found = problems(graph, "look", kind="ex_officio")

    assert [(p.code, p.step, p.act) for p in found] == [("LAW-DECIDED-UNHEARD", "look", "revoke_grant")]
    assert found[0].wanted == (Status.NOTIFIED,)


def test_an_approval_that_is_never_paid_is_found():
    graph = {"check": [Move("accept", "decide")], "decide": [Move("approve", None)]}

    assert [(p.code, p.status) for p in problems(graph, "check", kind="payment")] == [
        ("LAW-CASE-LEFT-OPEN", Status.APPROVED)
    ]


def test_a_filing_that_nobody_is_told_of_is_found():
    graph = {"check": [Move("record", None)]}

    assert [(p.code, p.act) for p in problems(graph, "check", kind="filing")] == [("LAW-NOT-DELIVERED", "record")]


def test_an_act_on_a_closed_case_is_found():
    graph = {**GOOD, "deliver": [Move("deliver", "again")], "again": [Move("grant", None)]}

    assert ("LAW-ACT-NOT-OPEN", "again", "grant") in codes(graph)


def test_an_act_nobody_knows_is_found():
    assert codes({"check": [Move("approve", None)]}) == [("LAW-ACT-UNKNOWN", "check", "approve")]


def test_a_loop_where_only_a_second_correction_could_follow_is_found():
    graph = {"check": [Move("ask_correction", "wait")], "wait": [Move("correct", "check")]}

    assert codes(graph) == [("LAW-NO-ACT-LEFT", "check", None)]


def test_a_loop_that_offers_something_else_the_second_time_is_lawful():
    assert "ask_correction" in {m.act for m in GOOD["check"]} and problems(GOOD, "check") == ()


def test_a_special_procedure_drawn_in_the_diagram_returns_to_where_it_began():
    graph = {
        **GOOD,
        "decide": [Move("grant", "issue"), Move("suspend", "hearing")],
        "hearing": [Move("resume", "decide")],
    }

    assert problems(graph, "check") == ()


def test_a_node_of_several_open_steps_names_the_step_completed():
    graph = {"check+ask": [Move("grant", None, "check")]}

    assert [p.step for p in problems(graph, "check+ask")] == ["check"]
