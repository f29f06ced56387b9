"""Business rule tasks: what is asked, in whose words, where the result goes, and what becomes of failures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bpmn.dmn import DecisionFailed, Decisions, FactMissing, read_dmn
from bpmn.errors import DiagramRefused
from bpmn.reader import draft, read
from bpmn.runner import Definition, RunSpoiled, compile, start
from tests.bpmn.course import MONDAY, Course
from tests.bpmn.dmn.drawn import decision, definitions, literal, table
from tests.bpmn.drawing import boundary, drawn, each, end, error, exclusive, made, node, rule, user
from tests.bpmn.drawing import start as begin

RISK = table(["amount:number"], ["level:string"], ['< 100 -> "low" # small sums', '>= 100 -> "high"'])
TWO = table(["amount:number"], ["level", "days"], ['< 100 -> "low" | 5', '>= 100 -> "high" | 20'])
SEVERAL = table(["amount:number"], ["who"], ['> 0 -> "clerk"', '>= 100 -> "head"'], policy="COLLECT")
OVERLAP = table(["amount:number"], ["level"], ['< 100 -> "low"', '> 50 -> "high"'])
PREFIXES = {
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
}


def tables(*logic: tuple[str, str]) -> dict[str, Decisions]:
    """A file in which each decision is one of these (id, logic)."""
    file = read_dmn(definitions(*(decision(said, id) for id, said in logic)), "tables.dmn")
    return dict.fromkeys(file.names, file)


def asking(task: str, logic: str = RISK, *more: str, flows: str = "") -> Definition:
    """Start, the rule task `a` that asks `risk`, a step, end."""
    return made(
        begin(), task, *more, user("b"), end(), flows=f"s>a; a>b; b>e;{flows}", decisions=tables(("risk", logic))
    )


def said_by(task: str, logic: str, **facts: Any) -> dict[str, Any]:
    """The variables the task has set."""
    run = start(asking(task, logic), facts, now=MONDAY)
    return dict(run.progress.consulted[0].sets)


def extended(vendor: str, inside: str, tag: str = "businessRuleTask", **attributes: str) -> str:
    """A task with an extension of a vendor's."""
    inside = inside.replace("<", f"<{vendor}:", 1) if not inside.startswith(f"<{vendor}") else inside
    held = f'<bpmn:extensionElements xmlns:{vendor}="{PREFIXES[vendor]}">{inside}</bpmn:extensionElements>'
    return node(tag, "a", held, **attributes)


# Asking


def test_a_decision_is_asked_in_passing_and_its_course_is_told() -> None:
    progress = start(asking(rule("a", "risk")), {"amount": 250}, now=MONDAY).progress

    (asked,) = progress.consulted
    assert (asked.step, asked.decision, asked.sets) == ("a", "risk", {"a": "high"})
    assert asked.course["steps"][0]["tables"] == [
        {
            "table": "t",
            "policy": "UNIQUE",
            "tested": [{"input": "amount", "value": 250}],
            "matched": [{"number": 2, "rule": "r2", "note": "", "counted": True}],
        }
    ]
    assert [step.step for step in progress.opened] == ["b"]


def test_a_gateway_behind_the_rule_task_goes_by_its_result() -> None:
    definition = made(
        begin(), rule("a", "risk"), exclusive("g"), user("clerk"), user("head"), end(),
        flows='s>a; a>g; g>head[a == "high"]; g>*clerk; head>e; clerk>e', decisions=tables(("risk", RISK)),
    )  # fmt: skip

    assert Course(definition, {"amount": 99}).open == ["clerk"]
    assert Course(definition, {"amount": 100}).open == ["head"]


def test_the_time_is_that_of_the_move_by_the_calendar_of_the_office() -> None:
    logic = literal("string(today())")

    definition = asking(rule("a", "risk"), logic)
    late = start(definition, now=MONDAY + timedelta(hours=15))  # 16:00 in London is midnight in Shanghai

    assert start(definition, now=MONDAY).variables["a"] == "2026-03-02"
    assert late.variables["a"] == "2026-03-03"


def test_each_instance_asks_with_its_own_element_and_the_results_are_collected() -> None:
    inner = each("amounts", output="levels = a").replace('elementVariable="signer"', 'elementVariable="amount"')
    task = node("businessRuleTask", "a", inner, implementation="risk")

    run = start(asking(task), {"amounts": [5, 500, 50]}, now=MONDAY)

    assert run.variables["levels"] == ["low", "high", "low"]
    assert [dict(asked.sets) for asked in run.progress.consulted] == [{"a": "low"}, {"a": "high"}, {"a": "low"}]


# In whose words, and where the result goes


@pytest.mark.parametrize(
    ("task", "logic", "variables"),
    [
        (rule("a", "risk"), RISK, {"a": "high"}),
        (rule("a", "risk"), TWO, {"a": {"level": "high", "days": 20}}),
        (rule("a", "risk", camunda__resultVariable="r"), RISK, {"r": "high"}),
        (node("businessRuleTask", "a", camunda__decisionRef="risk"), RISK, {"a": "high"}),
        (
            node("businessRuleTask", "a", camunda__decisionRef="risk", camunda__resultVariable="r"),
            RISK,
            {"r": [{"level": "high"}]},
        ),
        *(
            (
                node(
                    "businessRuleTask",
                    "a",
                    camunda__decisionRef="risk",
                    camunda__resultVariable="r",
                    camunda__mapDecisionResult=mapping,
                ),
                logic,
                {"r": value},
            )
            for mapping, logic, value in [
                ("singleEntry", RISK, "high"),
                ("singleResult", TWO, {"level": "high", "days": 20}),
                ("collectEntries", SEVERAL, ["clerk", "head"]),
                ("resultList", SEVERAL, [{"who": "clerk"}, {"who": "head"}]),
            ]
        ),
        (extended("zeebe", '<calledDecision decisionId="risk" resultVariable="r"/>'), RISK, {"r": "high"}),
        (
            node(
                "businessRuleTask",
                "a",
                xmlns__flowable=PREFIXES["flowable"],
                flowable__decisionTableReferenceKey="risk",
            ),
            TWO,
            {"level": "high", "days": 20},
        ),
        (
            extended(
                "flowable",
                '<field name="decisionTableReferenceKey" stringValue="risk"/>',
                "serviceTask",
                flowable__type="dmn",
                xmlns__flowable=PREFIXES["flowable"],
            ),
            TWO,
            {"level": "high", "days": 20},
        ),
        (
            extended(
                "activiti",
                '<field name="decisionTableReferenceKey"><activiti:string>risk</activiti:string></field>',
                "serviceTask",
            ).replace("</field>", "</activiti:field>"),
            SEVERAL,
            {"risk": [{"who": "clerk"}, {"who": "head"}]},
        ),
    ],
)
def test_the_result_goes_where_each_editor_means_it_to(task: str, logic: str, variables: dict[str, Any]) -> None:
    assert said_by(task, logic, amount=250) == variables


def test_outputs_of_a_table_none_of_whose_rules_matches_are_set_to_null() -> None:
    task = node("businessRuleTask", "a", xmlns__f=PREFIXES["flowable"], f__decisionTableReferenceKey="risk")

    none = table(["amount:number"], ["level", "days"], ['< 100 -> "low" | 5'])

    assert said_by(task, none, amount=250) == {"level": None, "days": None}


def test_a_version_to_bind_to_is_noted_because_tables_are_frozen_with_the_diagram() -> None:
    task = node("businessRuleTask", "a", camunda__decisionRef="risk", camunda__decisionRefBinding="version",
                camunda__decisionRefVersion="3")  # fmt: skip

    diagram = read(drawn(begin(), task, end(), flows="s>a; a>e"), "drawn.bpmn")

    assert [(f.code, f.element) for f in diagram.findings] == [("BPMN-VENDOR-HINT", "a")] * 2
    assert "decisionRefBinding" in diagram.findings[0].message
    assert "decisionRefVersion" in diagram.findings[1].message


def test_a_business_rule_task_may_still_name_a_service() -> None:
    task = node("businessRuleTask", "a", camunda__type="external", camunda__topic="score")

    run = start(asking(task), now=MONDAY)

    assert [(step.kind, step.service) for step in run.open] == [("service", "score")]


# Whoever runs it may decide


def test_without_any_tables_the_host_is_asked_for_the_decision_as_for_a_service() -> None:
    run = start(made(begin(), rule("a", "risk"), end(), flows="s>a; a>e"), now=MONDAY)

    assert [(step.step, step.kind, step.service) for step in run.open] == [("a", "service", "risk")]


def test_a_decision_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(DiagramRefused) as refused:
        asking(rule("a", "rsik"))

    (finding,) = refused.value.findings
    assert (finding.element, finding.line) == ("a", 1)
    assert "'rsik'" in finding.message and "there are: risk" in finding.message


def test_a_draft_may_ask_for_what_is_not_there_yet() -> None:
    diagram = draft(drawn(begin(), rule("a", "rsik"), end(), flows="s>a; a>e"), "drawn.bpmn")

    run = start(compile(diagram, decisions=tables(("risk", RISK)), draft=True), now=MONDAY)

    assert [step.service for step in run.open] == ["rsik"]


def test_a_state_is_of_the_tables_too() -> None:
    one, other = asking(rule("a", "risk"), RISK), asking(rule("a", "risk"), OVERLAP)

    assert one.key != other.key


# Failing


def test_a_decision_that_fails_ends_the_move_and_says_which_step_asked() -> None:
    with pytest.raises(FactMissing) as missing:
        start(asking(rule("a", "risk")), now=MONDAY)

    assert (missing.value.step, missing.value.name) == ("a", "amount")


def test_after_a_failure_the_saved_state_is_what_it_was() -> None:
    definition = made(begin(), user("ask"), rule("a", "risk"), end(), flows="s>ask; ask>a; a>e",
                      decisions=tables(("risk", RISK)))  # fmt: skip
    case = Course(definition)
    run = case.run

    with pytest.raises(DecisionFailed):
        run.complete(case.step("ask").token, {"amount": "much"}, now=MONDAY)

    with pytest.raises(RunSpoiled):
        run.save()
    assert case.open == ["ask"]
    case.do("ask", amount=5)
    assert case.finished


@pytest.mark.parametrize("code", ["DMN-SEVERAL-RULES-MATCH", ""])
def test_a_failure_is_an_error_that_an_event_on_the_boundary_catches(code: str) -> None:
    definition = asking(rule("a", "risk"), OVERLAP, boundary("failed", "a", error(code)), user("mend"), end("f"),
                        flows="failed>mend; mend>f")  # fmt: skip

    case = Course(definition, {"amount": 70})

    assert case.open == ["mend"]
    (asked,) = case.progress.consulted
    assert dict(asked.sets) == {}
    assert asked.course["failure"] == "DMN-SEVERAL-RULES-MATCH"
    assert "rules 1 and 2" in asked.course["reason"]
    case.do("mend")
    assert case.finished


def test_an_event_for_another_error_does_not_catch_the_failure() -> None:
    definition = asking(rule("a", "risk"), OVERLAP, boundary("failed", "a", error("late")), user("mend"), end("f"),
                        flows="failed>mend; mend>f")  # fmt: skip

    with pytest.raises(DecisionFailed):
        start(definition, {"amount": 70}, now=MONDAY)


def test_the_failure_of_one_instance_ends_them_all() -> None:
    inner = each("amounts").replace('elementVariable="signer"', 'elementVariable="amount"')
    task = node("businessRuleTask", "a", inner, implementation="risk")
    definition = asking(task, OVERLAP, boundary("failed", "a", error()), user("mend"), end("f"),
                        flows="failed>mend; mend>f")  # fmt: skip

    case = Course(definition, {"amounts": [1, 70, 2]})

    assert case.open == ["mend"]
    case.do("mend")
    assert case.finished
