"""Where tokens stand and by which flows they came, told without their names."""

# fmt: off

from __future__ import annotations

from datetime import timedelta

from bpmn.runner import Place, Run, load
from bpmn.runner import start as begin
from tests.bpmn.course import MONDAY
from tests.bpmn.drawing import (
    boundary,
    catch,
    each,
    end,
    events,
    exclusive,
    made,
    message,
    parallel,
    start,
    subprocess,
    timer,
    user,
)

FORK = made(start(), parallel("f"), user("a"), user("b"), parallel("j"), end(), flows="s>f; f>a; f>b; a>j; b>j; j>e")


def completed(run: Run, *steps: str) -> Run:
    for name in steps:
        run.complete(next(step.token for step in run.open if step.step == name), now=MONDAY)
    return run


def test_progress_names_the_flows_taken_in_order() -> None:
    run = begin(FORK, now=MONDAY)

    assert run.progress.taken == ("p_0", "p_1", "p_2")
    assert completed(run, "b", "a").progress.taken == ("p_3", "p_5")


def test_of_several_events_only_the_flow_of_the_one_that_occurred_is_taken() -> None:
    definition = made(start(), events("g"), catch("t", timer("Duration", "P1D")), catch("m", message("M")), end(),
                      flows="s>g; g>t; g>m; t>e; m>e", messages=("M",))
    run = begin(definition, now=MONDAY)

    later = load(definition, run.save()).fire_due(MONDAY + timedelta(days=2))

    assert run.progress.taken == ("p_0",)
    assert later.taken == ("p_1", "p_3")


def test_a_token_before_a_join_stands_there_with_the_flow_it_came_by() -> None:
    run = completed(begin(FORK, now=MONDAY), "a")

    assert run.places == (Place("b", "p"), Place("j", "p", "p_3"))


def test_the_order_in_which_one_came_to_a_situation_does_not_tell() -> None:
    definition = made(start(), parallel("f"), user("a"), user("b"), user("c"), parallel("j"), end(),
                      flows="s>f; f>a; f>b; f>c; a>j; b>j; c>j; j>e")
    one, other = (completed(begin(definition, now=MONDAY), *steps) for steps in (("a", "b"), ("b", "a")))

    assert one.save() != other.save()
    assert one.marking(()) == other.marking(())


def test_what_waits_at_a_join_tells() -> None:
    loop = made(start(), exclusive("m"), user("a"), exclusive("g"), end(), flows="s>m; m>a; a>g; g>m[again]; g>*e")
    first, again = begin(loop, {"again": True}, now=MONDAY), begin(loop, {"again": True}, now=MONDAY)
    waiting = completed(begin(FORK, now=MONDAY), "a")

    assert completed(again, "a").marking(()) == first.marking(())
    assert waiting.marking(()) not in {begin(FORK, now=MONDAY).marking(()), first.marking(())}


def test_only_the_variables_asked_for_tell() -> None:
    one, other = begin(FORK, {"x": 1, "y": 1}, now=MONDAY), begin(FORK, {"x": 1, "y": 2}, now=MONDAY)

    assert one.marking(["x"]) == other.marking(["x"])
    assert one.marking(["x", "y"]) != other.marking(["x", "y"])


def test_when_a_timer_is_due_does_not_tell_but_whether_it_is_set_does() -> None:
    definition = made(start(), user("a"), boundary("t", "a", timer("Duration", "P1D"), interrupting=False),
                      user("late"), end(), flows="s>a; a>e; t>late; late>e")
    early, late = begin(definition, now=MONDAY), begin(definition, now=MONDAY + timedelta(days=9))
    fired = begin(definition, now=MONDAY)

    fired.fire_due(MONDAY + timedelta(days=2))

    assert early.marking(()) == late.marking(())
    assert completed(fired, "late").marking(()) != early.marking(())


def test_instances_and_what_runs_inside_them_tell() -> None:
    definition = made(start(), subprocess("sub", start("s1"), user("x"), user("y"), end("e1"), each(number="2"),
                                          flows="s1>x; x>y; y>e1"),
                      end(), flows="s>sub; sub>e")
    run = begin(definition, now=MONDAY)
    before = run.marking(())

    run.complete(run.open[0].token, now=MONDAY)

    assert run.marking(()) != before
    assert load(definition, run.save()).marking(()) == run.marking(())
