"""What is done again, in any order, or undone: standard loops, ad-hoc subprocesses, compensation, transactions."""

# fmt: off

from __future__ import annotations

import pytest

from bpmn.reader import read
from bpmn.runner import Definition, compile
from tests.bpmn.course import Course
from tests.bpmn.drawing import (
    CANCEL,
    ad_hoc,
    boundary,
    compensation,
    drawn,
    each,
    end,
    error,
    exclusive,
    made,
    message,
    on_event,
    parallel,
    repeated,
    script,
    start,
    subprocess,
    throw,
    transaction,
    undone,
    user,
)

# Standard loops


def looped(loop: str, *more: str, flows: str = "s>a; a>e") -> Definition:
    return made(start(), user("a", loop), end(), *more, flows=flows)


def test_an_activity_is_done_again_while_the_condition_holds() -> None:
    case = Course(looped(repeated("again")))
    case.do("a", again=True)
    assert case.open == ["a"]

    assert case.do("a", again=False).finished


@pytest.mark.parametrize("again, opened", [(True, ["a"]), (False, [])])
def test_a_condition_asked_before_may_leave_the_activity_out(again: bool, opened: list[str]) -> None:
    assert Course(looped(repeated("again", before=True)), {"again": again}).open == opened


def test_a_bound_ends_the_rounds_and_each_round_knows_its_number() -> None:
    case = Course(looped(repeated("loopCounter < 9", most="3")))
    numbers = []
    while not case.finished:
        numbers.append(case.step("a").index)
        case.do("a", n=len(numbers))

    assert (numbers, case.variables) == ([0, 1, 2], {"n": 3})


def test_what_a_round_writes_the_others_see() -> None:
    body = subprocess("sp", start("x"), script("n", "n = n + loopCounter"), user("a"), end("y"), flows="x>n; n>a; a>y",
                      inner=repeated("n < 3"))
    case = Course(made(start(), body, end(), flows="s>sp; sp>e"), {"n": 0})

    while not case.finished:
        case.do("a")

    assert case.variables == {"n": 3}


def test_a_boundary_event_ends_all_rounds() -> None:
    case = Course(made(start(), user("a", repeated("true")), boundary("t", "a", error("no")), user("b"), end(),
                       flows="s>a; a>e; t>b; b>e"))
    case.do("a")

    case.act(lambda run: run.fail(case.step("a").token, "no", now=case.now))

    assert case.open == ["b"]


# Ad-hoc subprocesses


def any_order(until: str = "", **attributes: str) -> Definition:
    return made(start(), ad_hoc("ah", user("a"), user("b"), user("c"), flows="b>c", until=until, **attributes), end(),
                flows="s>ah; ah>e")


def test_activities_are_open_at_once_and_each_is_done_once() -> None:
    case = Course(any_order())
    assert case.open == ["a", "b"]
    case.do("b")
    assert case.open == ["a", "c"]
    case.do("c")

    assert case.do("a").finished


def test_the_completion_condition_cancels_what_is_open() -> None:
    case = Course(any_order("enough"))

    progress = case.do("b", enough=True)

    assert progress.finished
    assert [(step.step, step.how) for step in progress.closed] == [("b", "completed"), ("a", "cancelled")]


def test_what_is_open_may_be_waited_for_instead() -> None:
    case = Course(any_order("enough", cancelRemainingInstances="false"))
    case.do("b", enough=True)
    assert case.open == ["a", "c"]
    case.do("c")

    assert case.do("a").finished


def test_everything_is_offered_again_while_the_condition_does_not_hold() -> None:
    case = Course(any_order("enough"))
    for step in ("a", "b", "c"):
        case.do(step, enough=False)
    assert case.open == ["a", "b"]

    assert case.do("a", enough=True).finished


def test_one_at_a_time_in_the_order_of_the_file_and_each_is_done_once() -> None:
    case = Course(any_order(ordering="Sequential"))
    opened = []
    while not case.finished:
        (step,) = case.open
        opened.append(step)
        case.do(step)

    assert opened == ["a", "b", "c"]


def test_one_at_a_time_and_again_until_the_completion_condition_holds() -> None:
    case = Course(any_order("enough", ordering="Sequential"))
    opened = []
    for enough in (False, False, False, False, True):
        (step,) = case.open
        opened.append(step)
        case.do(step, enough=enough)

    assert (opened, case.finished) == (["a", "b", "c", "a", "b"], True)


def test_one_at_a_time_of_each_instance() -> None:
    data = drawn(start(), ad_hoc("ah", user("a"), user("b"), each(), ordering="Sequential"), end(), flows="s>ah; ah>e")
    case = Course(compile(read(data, "drawn.bpmn")), {"signers": ["x", "y"]})
    case.do("a", index=1)

    assert [(step.step, step.index) for step in case.run.open] == [("a", 0), ("b", 1)]


def test_what_stands_by_does_not_keep_the_rest_from_being_offered_again() -> None:
    beside = on_event("sub", message("m"), user("c"), flows="sub_s>c; c>sub_e", interrupting=False)
    case = Course(made(start(), ad_hoc("ah", user("a"), beside, until="enough"), end(), flows="s>ah; ah>e",
                       messages=("m",)))
    case.do("a", enough=False)
    assert case.open == ["a", "sub_s"]

    assert case.do("a", enough=True).finished


# Compensation


BOOKED = (user("a"), user("b"), user("c"), undone("a", "undo_a"), undone("b", "undo_b"))


def booked(event: str) -> Definition:
    return made(start(), *BOOKED, throw("t", event), user("d"), end(), flows="s>a; a>b; b>c; c>t; t>d; d>e")


def test_what_was_completed_is_undone_last_first_and_then_the_process_goes_on() -> None:
    case = Course(booked(compensation()))
    seen = []
    for _ in range(6):
        seen += case.open
        case.do(case.open[0])

    assert seen == ["a", "b", "c", "undo_b", "undo_a", "d"]
    assert case.finished


def test_one_activity_may_be_named() -> None:
    case = Course(booked(compensation("a")))
    for step in ("a", "b", "c", "undo_a"):
        case.do(step)

    assert case.open == ["d"]


def test_what_was_not_completed_is_not_undone() -> None:
    case = Course(made(start(), user("a"), parallel("f"), user("b"), undone("b", "undo_b"), throw("t", compensation()),
                       user("d"), end(), flows="s>a; a>f; f>b; f>t; t>d; d>e; b>e"))

    case.do("a")

    assert case.open == ["b", "d"]


def test_an_activity_done_twice_is_undone_twice_and_only_once_for_each_time() -> None:
    case = Course(made(start(), exclusive("m"), user("a"), undone("a", "undo_a"), exclusive("g"),
                       throw("t", compensation()), throw("u", compensation()), user("d"), end(),
                       flows="s>m; m>a; a>g; g>m[again]; g>*t; t>u; u>d; d>e"))
    case.do("a", again=True)
    case.do("a", again=False)
    case.do("undo_a")
    assert case.open == ["undo_a"]

    case.do("undo_a")

    assert case.open == ["d"]


def test_what_undoes_writes_into_the_process() -> None:
    case = Course(booked(compensation("a")))
    for step in ("a", "b", "c"):
        case.do(step)

    case.do("undo_a", refund=10)

    assert case.variables == {"refund": 10}


INSIDE = subprocess("sp", start("x"), user("a"), undone("a", "undo_a"), user("b"), undone("b", "undo_b"), end("y"),
                    flows="x>a; a>b; b>y")


@pytest.mark.parametrize("event", [compensation(), compensation("sp")])
def test_a_subprocess_is_undone_by_undoing_what_was_completed_in_it(event: str) -> None:
    case = Course(made(start(), INSIDE, throw("t", event), user("d"), end(), flows="s>sp; sp>t; t>d; d>e"))
    seen: list[str] = []
    while not case.finished:
        seen += case.open
        case.do(case.open[0])

    assert seen == ["a", "b", "undo_b", "undo_a", "d"]


def test_a_subprocess_with_an_activity_that_undoes_it_is_undone_by_that_alone() -> None:
    case = Course(made(start(), INSIDE, undone("sp", "undo_sp"), end("e", compensation()), flows="s>sp; sp>e"))
    case.do("a")
    case.do("b")
    assert case.open == ["undo_sp"]

    assert case.do("undo_sp").ended == ("e",)


def test_instances_are_undone_together() -> None:
    several = subprocess("sp", start("x"), user("a"), undone("a", "undo_a"), end("y"), flows="x>a; a>y",
                         inner=each(number="2"))
    case = Course(made(start(), several, throw("t", compensation()), user("d"), end(), flows="s>sp; sp>t; t>d; d>e"))
    case.do("a", index=0)
    case.do("a", index=1)
    case.do("undo_a")
    case.do("undo_a")

    assert case.open == ["d"]


def test_an_event_subprocess_undoes_what_was_completed_around_it() -> None:
    handling = on_event("es", error("no"), throw("t", compensation()), flows="es_s>t; t>es_e")
    inside = subprocess("sp", start("x"), user("a"), undone("a", "undo_a"), user("b"), end("y", error("no")), handling,
                        flows="x>a; a>b; b>y")
    case = Course(made(start(), inside, user("d"), end(), flows="s>sp; sp>d; d>e"))
    case.do("a")
    case.do("b")
    assert case.open == ["undo_a"]

    case.do("undo_a")

    assert case.open == ["d"]


# Transactions


CANCELLED = made(
    start(),
    transaction("tx", start("x"), user("a"), undone("a", "undo_a"), parallel("f"), user("b"), user("c"),
                end("y", CANCEL), end("z"), flows="x>a; a>f; f>b; f>c; b>y; c>z"),
    boundary("t", "tx", CANCEL), user("refused"), user("done"), end(),
    flows="s>tx; tx>done; t>refused; refused>e; done>e",
)


def test_a_cancelled_transaction_stops_undoes_and_is_caught() -> None:
    case = Course(CANCELLED)
    case.do("a")

    progress = case.do("b")

    assert [(step.step, step.how) for step in progress.closed] == [("b", "completed"), ("c", "cancelled")]
    assert case.open == ["undo_a"]
    case.do("undo_a")
    assert case.open == ["refused"]


def test_a_transaction_that_is_not_cancelled_goes_on() -> None:
    case = Course(made(start(), transaction("tx", start("x"), user("a"), end("z"), flows="x>a; a>z"), user("done"),
                       end(), flows="s>tx; tx>done; done>e"))

    case.do("a")

    assert case.open == ["done"]


def test_what_can_be_undone_survives_saving_and_loading() -> None:
    case = Course(CANCELLED)

    while not case.finished:
        assert case.run.save() == case.state
        case.do(case.open[0])
