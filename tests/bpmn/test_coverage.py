"""What was covered of a drawing, and what never."""

# fmt: off

from __future__ import annotations

from bpmn.coverage import Coverage, drawn
from bpmn.runner import start as begin
from tests.bpmn.course import MONDAY
from tests.bpmn.drawing import call, end, exclusive, made, parallel, process, start, user

CHOICE = made(start(), user("a"), exclusive("g"), user("b"), end(), flows="s>a; a>g; g>b[a == 'no']; g>*e; b>e")


def played(**answers: str) -> Coverage:
    run = begin(CHOICE, now=MONDAY)
    passed, taken = list(run.progress.passed), list(run.progress.taken)
    for step, answer in answers.items():
        progress = run.complete(run.open[0].token, {step: answer}, now=MONDAY)
        passed += progress.passed
        taken += progress.taken
    return Coverage.of(drawn(CHOICE), passed, taken)


def test_what_nothing_passed_and_nothing_took_is_missed() -> None:
    coverage = played(a="yes")

    assert [node.id for node in coverage.nodes_missed()] == ["b"]
    assert [flow.id for flow in coverage.flows_missed()] == ["p_2", "p_4"]


def test_two_plays_together_cover_what_either_covers() -> None:
    coverage = played(a="yes") | played(a="no", b="done")

    assert coverage.nodes_missed() == coverage.flows_missed() == []


def test_the_flows_that_decide_are_those_out_of_gateways_with_more_than_one_way() -> None:
    fork = made(start(), parallel("f"), user("a"), user("b"), exclusive("m"), end(),
                flows="s>f; f>a; f>b; a>m; b>m; m>e")

    assert [flow.id for flow in drawn(CHOICE).decisive()] == ["p_2", "p_3"]
    assert list(drawn(fork).decisive()) == []


def test_a_flow_excused_is_not_missed() -> None:
    coverage = played(a="yes")

    assert [flow.id for flow in coverage.decisive_missed()] == ["p_2"]
    assert coverage.decisive_missed(["p_2"]) == []


def test_called_processes_count() -> None:
    definition = made(start(), call("c", "q"), end(), flows="s>c; c>e",
                      also=(process("q", start("qs"), user("x"), end("qe"), flows="qs>x; x>qe"),))

    what = drawn(definition)

    assert {"c", "qs", "x", "qe"} <= what.nodes.keys()
    assert {"q_0", "q_1"} <= what.flows.keys()


def test_a_node_without_a_name_is_called_by_its_id() -> None:
    assert drawn(CHOICE).name("a") == "a"
    assert drawn(CHOICE).name("elsewhere") == "elsewhere"
