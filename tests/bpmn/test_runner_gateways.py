"""Complex gateways: on when enough has come, and ready anew when the rest has (BPMN 2.0.2 §13.4.5)."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn import soundness
from bpmn.errors import DiagramRefused
from bpmn.reader import read
from bpmn.rules import check_file
from bpmn.runner import NoFlowApplies
from tests.bpmn.course import Course
from tests.bpmn.drawing import (
    boundary,
    complex_,
    drawn,
    end,
    exclusive,
    made,
    message,
    parallel,
    start,
    subprocess,
    timer,
    user,
)  # fmt: skip

THREE = (start(), parallel("f"), user("a"), user("b"), user("c"))
FORKED = "s>f; f>a; f>b; f>c; a>j; b>j; c>j"


def joined(*after: str, flows: str, activation: str = "activationCount >= 2", **variables: Any) -> Course:
    return Course(made(*THREE, complex_("j", activation), *after, end(), flows=f"{FORKED}; {flows}"), variables)


def test_two_of_three_are_enough_and_the_third_is_waited_for() -> None:
    case = joined(user("d"), flows="j>d; d>e")
    case.do("b")
    assert case.open == ["a", "c"]
    case.do("a")
    assert case.open == ["c", "d"]

    case.do("d")
    assert not case.finished, "a token is still on its way to the gateway"
    case.do("c")

    assert case.finished


def test_the_third_may_come_before_what_follows_is_done() -> None:
    case = joined(user("d"), flows="j>d; d>e")
    for step in ("a", "b", "c"):
        case.do(step)

    assert case.open == ["d"]
    assert case.do("d").finished


def test_conditions_are_asked_again_at_the_reset_and_may_tell_the_two_apart() -> None:
    case = joined(user("d"), user("late"), flows="j>d[waitingForStart]; j>late[not waitingForStart]; d>e; late>e")
    case.do("a")
    case.do("c")
    assert case.open == ["b", "d"]

    case.do("b")

    assert case.open == ["d", "late"]


def test_at_the_reset_the_default_is_taken_where_no_condition_holds() -> None:
    case = joined(user("d"), user("rest"), flows="j>d[waitingForStart]; j>*rest; d>e; rest>e")
    case.do("a")
    case.do("b")
    assert case.open == ["c", "d"]

    case.do("c")

    assert case.open == ["d", "rest"]


def test_no_condition_and_no_default_is_an_error_at_first_and_none_at_the_reset() -> None:
    flows = "j>d[wanted]; j>x[waitingForStart and other]; d>e; x>e"
    case = joined(user("d"), user("x"), flows=flows, wanted=False, other=False)
    case.do("a")
    with pytest.raises(NoFlowApplies):
        case.do("b")
    assert case.open == ["b", "c"], "the case stands as it stood"

    case.do("b", wanted=True)
    case.do("d", wanted=False)

    assert case.do("c").finished


@pytest.mark.parametrize(("first", "then"), [("a", ["b", "c", "d"]), ("b", ["a", "c"])])
def test_a_condition_may_name_the_flows_and_the_variables(first: str, then: list[str]) -> None:
    """The chief alone is enough, or any two."""
    nodes = [*THREE, complex_("j", "p_4 > 0 or activationCount >= 2"), user("d"), end()]
    case = Course(made(*nodes, flows=f"{FORKED}; j>d; d>e"))
    assert case.definition.diagram.node("a").outgoing == ("p_4",)

    case.do(first)

    assert case.open == then


def test_a_variable_set_later_lets_the_gateway_go_on() -> None:
    case = joined(user("d"), flows="j>d; d>e", activation="enough")
    case.do("a")
    assert case.open == ["b", "c"]

    case.do("b", enough=True)

    assert case.open == ["c", "d"]


def test_a_gateway_in_a_loop_counts_anew_each_round_and_keeps_what_came_twice() -> None:
    nodes = [*THREE, exclusive("m"), complex_("j"), exclusive("g"), end()]
    flows = f"s>m; m>f; {FORKED.removeprefix('s>f; ')}; j>g; g>m[again]; g>*e"
    case = Course(made(*nodes, flows=flows), {"again": True})
    case.do("a")
    case.do("b")
    assert case.open == ["a", "b", "c", "c"], "the second round has begun, the first is not reset"

    case.do("a", again=False)
    assert case.open == ["b", "c", "c"]
    case.do("c")  # resets the first round; a has come for the second
    case.do("b")

    assert case.open == ["c"]
    assert case.do("c").finished


def test_what_can_come_no_more_is_not_waited_for() -> None:
    parts = (*THREE, boundary("late", "c", timer("Duration", "P1D")), complex_("j"), user("d"), end(), end("x"))
    case = Course(made(*parts, flows=f"{FORKED}; j>d; d>e; late>x"))
    for step in ("a", "b", "d"):
        case.do(step)
    assert case.open == ["c"]

    case.wait(days=1)

    assert case.finished


def test_inside_a_subprocess_only_what_is_inside_counts() -> None:
    inside = (start("x"), parallel("f"), user("a"), user("b"), complex_("j", "activationCount >= 1"), end("y"))
    whole = subprocess("sub", *inside, flows="x>f; f>a; f>b; a>j; b>j; j>y")
    case = Course(made(start(), whole, user("after"), end(), flows="s>sub; sub>after; after>e"))
    case.do("a")
    assert case.open == ["b"]

    case.do("b")

    assert case.open == ["after"]


def test_what_was_taken_goes_when_its_scope_is_interrupted() -> None:
    inside = (start("x"), parallel("f"), user("a"), user("b"), complex_("j", "activationCount >= 1"), end("y"))
    whole = subprocess("sub", *inside, flows="x>f; f>a; f>b; a>j; b>j; j>y")
    parts = (start(), whole, boundary("stop", "sub", message("M")), user("after"), end())
    case = Course(made(*parts, flows="s>sub; sub>e; stop>after; after>e", messages=("M",)))
    case.do("a")

    case.deliver("M")

    assert case.open == ["after"]
    assert case.do("after").finished


DRAFTED = f"s>draft; draft>f; {FORKED.removeprefix('s>f; ')}; j>d; d>x; x>e"


def test_who_goes_back_before_the_gateway_begins_it_anew_and_nobody_goes_back_into_what_may_be_at_work() -> None:
    nodes = (THREE[0], user("draft"), *THREE[1:], complex_("j"), user("d"), user("x"), end())
    case = Course(made(*nodes, flows=DRAFTED))
    for step in ("draft", "a", "b", "d"):
        case.do(step)
    assert case.open == ["c", "x"]
    token = case.step("x").token
    assert list(case.run.behind(token)) == ["draft"], "a could be open beside x"

    case.act(lambda run: run.go_back(token, "draft", now=case.now))

    assert case.open == ["draft"], "what was taken before is gone"
    for step in ("draft", "a"):
        case.do(step)
    assert case.open == ["b", "c"]
    for step in ("c", "d", "x"):
        case.do(step)
    assert case.open == ["b"]
    assert case.do("b").finished


def test_a_gateway_that_joins_and_does_not_say_when_is_a_question() -> None:
    data = drawn(*THREE, complex_("j", ""), user("d"), end(), flows=f"{FORKED}; j>d; d>e")

    with pytest.raises(DiagramRefused) as refused:
        read(data, "open.bpmn")

    assert [(f.code, f.element) for f in refused.value.findings] == [("BPMN-ACTIVATION", "j")]
    assert check_file(data, "open.bpmn").playable


def test_a_gateway_that_never_goes_on_is_found_with_the_path_to_it() -> None:
    sound = drawn(*THREE, complex_("j"), user("d"), end(), flows=f"{FORKED}; j>d; d>e")
    starved = sound.replace(b"activationCount &gt;= 2", b"activationCount &gt;= 4")

    assert soundness.check(read(sound, "sound.bpmn")) == ()
    found = soundness.check(read(starved, "starved.bpmn"))

    assert "BPMN-WAITS-FOR-EVER" in {finding.code for finding in found}
    assert next(f for f in found if f.code == "BPMN-WAITS-FOR-EVER").path
