"""The picture of a case: where it stands, which way it came, what came back, what is late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bpmn.reader import read
from engine.case import CaseUnknown
from engine.office import Office
from engine.picture import draw_case
from engine.picture.trace import Visit, Way, way_of
from engine.workplace import FixedTime
from tests.bpmn import drawing
from tests.bpmn.pictures import classes, drawn
from tests.offices import accept, grant, law_firm_case, submit


def marked(svg: str, mark: str) -> set[str]:
    return {id for id, group in drawn(svg).items() if f"is-{mark}" in classes(group)}


def test_a_case_just_opened_stands_at_its_first_step(office: Office) -> None:
    svg = draw_case(office.place, submit(office))

    assert marked(svg, "open") == {"check_materials"}
    assert marked(svg, "done") == {"submitted"}
    assert marked(svg, "taken") == {"application_to_check"}


def test_the_way_through_gateways_and_services_is_found_again(office: Office) -> None:
    case = submit(office)
    accept(office, case)
    grant(office, case)

    svg = draw_case(office.place, case)

    everything = {"submitted", "check_materials", "checked", "decide", "make_documents", "deliver", "delivered"}
    assert marked(svg, "done") == everything and marked(svg, "open") == set()
    assert marked(svg, "taken") == {
        "application_to_check", "check_to_finding", "accept", "to_documents", "to_delivery", "to_end",
    }  # fmt: skip


def test_a_step_past_its_last_day_is_late(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    accept(office, case)

    clock.set(clock() + timedelta(days=60))

    assert marked(draw_case(office.place, case), "late") == {"decide"}


def test_a_parallel_review_shows_both_branches(office: Office, clock: FixedTime) -> None:
    case = law_firm_case(office, clock, upto="verify_registers")

    svg = draw_case(office.place, case)

    assert marked(svg, "open") == {"examine", "verify_registers"}
    assert {"begin_examine", "begin_verify", "accept", "into_review"} <= marked(svg, "taken")
    assert {"review_again", "review_begins"} <= marked(svg, "done")


def test_a_case_nobody_knows_has_no_picture(office: Office) -> None:
    with pytest.raises(CaseUnknown):
        draw_case(office.place, "2026-9999")


# The way, from visits alone


def way(flows: str, visits: list[Visit], open_steps: set[str], *nodes: str) -> Way:
    return way_of(read(drawing.drawn(*nodes, flows=flows), "f.bpmn"), visits, open_steps)


RETURN = (
    drawing.start(), drawing.user("write"), drawing.user("check"), drawing.exclusive("ok"), drawing.end(),
)  # fmt: skip
RETURN_FLOWS = "s>write;write>check;check>ok;ok>write[check == 'back'];ok>*e"


def test_a_step_that_came_back_is_open_and_the_return_is_drawn() -> None:
    visits = [
        Visit("write", "1", "2", True),
        Visit("check", "2", "3", True, {"check": "back"}),
        Visit("write", "3"),
    ]

    found = way(RETURN_FLOWS, visits, {"write"}, *RETURN)

    assert found == Way(frozenset({"s", "check", "ok"}), frozenset({"p_0", "p_1", "p_2", "p_3"}))


def test_a_finished_case_ends_where_its_outcome_leads() -> None:
    visits = [Visit("write", "1", "2", True), Visit("check", "2", "3", True, {"check": "fine"})]

    found = way(RETURN_FLOWS, visits, set(), *RETURN)

    assert found.flows == {"p_0", "p_1", "p_2", "p_4"} and "e" in found.nodes


def test_what_an_event_on_the_border_began_is_found() -> None:
    nodes = [
        drawing.start(), drawing.user("answer"), drawing.user("remind"), drawing.end(), drawing.end("f"),
        drawing.boundary("late", "answer", drawing.timer("Duration", "P5D")),
    ]  # fmt: skip
    visits = [Visit("answer", "1", "5"), Visit("remind", "5")]

    found = way("s>answer;answer>e;late>remind;remind>f", visits, {"remind"}, *nodes)

    assert found == Way(frozenset({"s", "late"}), frozenset({"p_0", "p_2"}))


def test_a_subprocess_is_done_when_it_is_left() -> None:
    inner = drawing.subprocess("sub", drawing.start("si"), drawing.user("x"), drawing.end("ei"), flows="si>x;x>ei")
    nodes = [drawing.start(), inner, drawing.user("y"), drawing.end()]
    flows = "s>sub;sub>y;y>e"

    inside = way(flows, [Visit("x", "1")], {"x"}, *nodes)
    after = way(flows, [Visit("x", "1", "2", True), Visit("y", "2")], {"y"}, *nodes)

    assert inside == Way(frozenset({"s", "si"}), frozenset({"p_0", "sub_0"}))
    assert after == Way(frozenset({"s", "si", "x", "ei", "sub"}), frozenset({"p_0", "sub_0", "sub_1", "p_1"}))


def test_a_branch_that_waits_at_a_join_has_come_so_far() -> None:
    nodes = [drawing.start(), drawing.parallel("f"), drawing.user("a"), drawing.user("b"), drawing.parallel("j"),
             drawing.user("c"), drawing.end()]  # fmt: skip
    visits = [Visit("a", "1", "2", True), Visit("b", "1")]

    found = way("s>f;f>a;f>b;a>j;b>j;j>c;c>e", visits, {"b"}, *nodes)

    assert found.flows == {"p_0", "p_1", "p_2"}
