"""A wrong and a right diagram for every rule of the catalogue, and what a check does beside the rules."""

# fmt: off

from __future__ import annotations

import pytest

from bpmn.catalogue import RULES, Rule
from bpmn.reader import draft
from bpmn.rules import check, check_apart, check_file
from tests.bpmn.drawing import (
    boundary,
    call,
    catch,
    drawn,
    events,
    message,
    node,
    parallel,
    start,
    subprocess,
    terminate,
    timer,
    user,
)
from tests.bpmn.rule_pairs import CHOICE, CHOSEN, PAIRS, RIGHT, Pair, beside, only


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.code)
def test_a_breach_is_found_at_its_element_and_not_in_the_diagram_put_right(pair: Pair) -> None:
    wrong = [finding for finding in check_file(pair.wrong, "wrong.bpmn").findings if finding.code == pair.code]
    right = [finding for finding in check_file(pair.right, "right.bpmn").findings if finding.code == pair.code]

    assert pair.element in {finding.element for finding in wrong}
    assert all(finding.severity == RULES[pair.code].severity and finding.remedy for finding in wrong)
    assert all(finding.message_zh and finding.remedy_zh for finding in wrong)
    assert not any(finding.message in finding.message_zh for finding in wrong), "told in English alone"
    assert right == []


def test_every_rule_has_a_wrong_and_a_right_diagram() -> None:
    untested = RULES.keys() - {pair.code for pair in PAIRS} - {"BPMN-CHECK-STOPPED"}

    assert untested == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_says_what_holds_what_to_do_and_where_it_comes_from(rule: Rule) -> None:
    for said in (rule.says, rule.remedy):
        assert said.en[0].isupper() and said.en.endswith(".")
        assert said.zh.endswith("。")
    assert rule.source


def test_a_right_diagram_is_runnable_without_a_word() -> None:
    assert check_file(RIGHT, "right.bpmn").findings == ()
    assert check_file(RIGHT, "right.bpmn").runnable


def test_findings_of_reading_and_of_the_rules_come_together_by_line() -> None:
    wrong = only(CHOICE + node("choreographyTask", "c"), "s>g; g>a[x.y()]; g>*b; a>c; c>e; b>e")

    findings = check_file(wrong.replace(b"<bpmn:", b"\n<bpmn:"), "wrong.bpmn").findings

    assert {finding.code for finding in findings} == {"BPMN-UNSUPPORTED", "BPMN-EXPRESSION"}
    assert [finding.line for finding in findings] == sorted(finding.line for finding in findings)
    assert all(finding.line > 1 for finding in findings)


def test_a_loop_that_another_branch_terminates_is_not_endless() -> None:
    stopped = drawn(start(), parallel("g"), user("a"), terminate("t"), user("b"), flows="s>g; g>a; a>t; g>b; b>b")

    assert check(draft(stopped, "drawn.bpmn")) == ()


def test_a_loop_that_an_event_around_it_interrupts_is_not_endless() -> None:
    rounds = subprocess("a", start("x"), user("b"), flows="x>b; b>b")

    assert check(draft(only(rounds + boundary("t", "a", timer("Duration", "P1D")), "s>a; t>e"), "drawn.bpmn")) == ()


def test_a_join_fed_by_an_event_that_does_not_interrupt_is_no_starving_one() -> None:
    reminded = user("a") + boundary("t", "a", message("m"), interrupting=False) + parallel("join")

    assert check(draft(only(reminded, "s>a; a>join; t>join; join>e"), "drawn.bpmn")) == ()


def test_a_question_to_the_designer_hides_no_fault_in_the_ways() -> None:
    asking = only(CHOICE + events("w") + user("c"), "s>g; g>w; g>b; w>c; c>e; b>e")

    codes = {finding.code for finding in check_file(asking, "asking.bpmn").findings}

    assert {"BPMN-GATEWAY-UNDECIDED", "BPMN-GATEWAY-EVENTS"} <= codes


def test_functions_and_processes_of_the_host_may_be_called() -> None:
    hosted = only(call("a", "q") + catch("b", timer("Date", "working_days(5)")), "s>a; a>b; b>e")

    assert {finding.code for finding in check_file(hosted, "f").findings} == {"BPMN-CALL-MISSING", "BPMN-EXPRESSION"}
    assert check_file(hosted, "f", functions={"working_days"}, called={"q"}).runnable


def test_checking_apart_finds_the_same() -> None:
    wrong = only(CHOICE, "s>g; g>a; g>b[x[0]]" + CHOSEN)

    assert check_apart(wrong, "wrong.bpmn") == check_file(wrong, "wrong.bpmn")


def test_a_check_that_takes_too_long_is_stopped_with_an_answer() -> None:
    result = check_apart(RIGHT, "slow.bpmn", seconds=0.001)

    assert not result.runnable
    assert [finding.code for finding in result.findings] == ["BPMN-CHECK-STOPPED"]


def test_a_check_that_wants_too_much_memory_is_stopped_with_an_answer() -> None:
    large = beside("<bpmn:message/>" * 90_000)

    result = check_apart(large, "large.bpmn", megabytes=40)

    assert not result.runnable
    assert [finding.code for finding in result.findings] == ["BPMN-CHECK-STOPPED"]
