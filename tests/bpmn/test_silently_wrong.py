"""What was found to go wrong without a word in other engines, row by row, and the test that shows it goes right here.

The rows stand in silently_wrong.yaml; a rule stands for the wrong and the right diagram that each rule has. What no
other test shows is shown below.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from bpmn.catalogue import RULES
from bpmn.reader import draft
from bpmn.rules import check_file
from tests.bpmn.course import Course
from tests.bpmn.drawing import boundary, drawn, each, end, error, exclusive, made, parallel, start, subprocess, user

TESTS = Path(__file__).parent

TABLES = yaml.safe_load((TESTS / "silently_wrong.yaml").read_text(encoding="utf-8"))
ROWS = [(row, shown) for table in TABLES.values() for row, shown in table.items()]


@pytest.mark.parametrize(("row", "shown"), ROWS, ids=[row for row, _ in ROWS])
def test_what_went_wrong_in_silence_elsewhere_is_shown_to_go_right_here(row: str, shown: list[str]) -> None:
    for proof in shown:
        module, _, name = proof.partition("::")
        there = named_tests(module) if name else RULES.keys()

        assert (name or module) in there, f"{row}: there is no {proof}"


def named_tests(module: str) -> set[str]:
    """The names of the tests of a module beside this one."""
    tree = ast.parse((TESTS / module).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# What no other test shows


def test_a_flow_without_an_id_is_taken() -> None:
    data = drawn(start(), user("a"), user("b"), end(), flows="s>a; a>b; b>e").replace(b' id="p_1"', b"")

    result = check_file(data, "nameless.bpmn")

    assert ([finding.code for finding in result.findings], result.runnable) == (["BPMN-ID-MISSING"], True)
    scope = draft(data, "nameless.bpmn").scopes["p"]
    assert [scope.flows[flow].target for flow in scope.nodes["a"].outgoing] == ["b"]


def test_data_that_is_not_there_is_answered_at_once() -> None:
    reading = "<bpmn:dataInputAssociation><bpmn:sourceRef>gone</bpmn:sourceRef></bpmn:dataInputAssociation>"
    inner = subprocess("inner", start("y"), user("a", reading), end("z"), flows="y>a; a>z")
    unknown = '<bpmn:dataObjectReference id="gone" dataObjectRef="never_drawn"/>'
    outer = subprocess("outer", start("x"), inner, end("w"), flows="x>inner; inner>w", inner=unknown)

    result = check_file(drawn(start(), outer, end(), flows="s>outer; outer>e"), "lost.bpmn")

    assert {finding.code for finding in result.findings} == {"BPMN-NOT-RUN"}
    assert result.runnable


def test_a_number_of_instances_replaces_an_output_that_is_there() -> None:
    case = Course(
        made(start(), user("a", each(number="2", output="opinions = opinion")), end(), flows="s>a; a>e"),
        {"opinions": ["of another round"]},
    )
    case.do("a", index=1, opinion="no")
    case.do("a", index=0, opinion="yes")

    assert case.variables["opinions"] == ["yes", "no"]


def test_an_error_of_one_branch_leaves_a_branch_beside_with_the_same_code_alone() -> None:
    first = subprocess(
        "one",
        start("x"),
        user("a"),
        exclusive("g"),
        end("failed", error("late")),
        end("y"),
        flows="x>a; a>g; g>failed[bad]; g>*y",
    )
    second = subprocess("two", start("u"), user("b"), end("v"), flows="u>b; b>v")
    case = Course(
        made(
            start(),
            parallel("f"),
            first,
            second,
            boundary("c1", "one", error("late")),
            boundary("c2", "two", error("late")),
            user("after"),
            end(),
            flows="s>f; f>one; f>two; one>e; two>e; c1>after; c2>e; after>e",
        )
    )

    case.do("a", bad=True)

    assert case.open == ["after", "b"]
