"""Events thrown and caught: errors, escalations, signals, conditions, links, and subprocesses begun by an event."""

# fmt: off

from __future__ import annotations

import pytest

from bpmn.runner import Definition, StepNotOpen
from tests.bpmn.course import MONDAY, Course, names
from tests.bpmn.drawing import (
    boundary,
    call,
    catch,
    each,
    end,
    error,
    escalation,
    exclusive,
    link,
    made,
    message,
    on_event,
    parallel,
    process,
    script,
    service,
    signal,
    start,
    subprocess,
    terminate,
    throw,
    timer,
    user,
)
from tests.bpmn.drawing import condition as when


def failing(*catching: str, flows: str, code: str = "late", inner: str = "") -> Definition:
    """A subprocess `sp` whose step `a` ends in an error while `b` is open beside it."""
    return made(start(), subprocess("sp", start("x"), parallel("f"), user("a"), user("b"), end("y", error(code)),
                                    end("z"), flows="x>f; f>a; f>b; a>y; b>z", inner=inner),
                end(), *catching, flows="s>sp; sp>e; " + flows)


# Errors


def test_an_error_is_caught_on_the_boundary_and_ends_what_it_was_thrown_in() -> None:
    case = Course(failing(boundary("late", "sp", error("late")), user("mend"), flows="late>mend; mend>e"))

    progress = case.do("a")

    assert [(step.step, step.how) for step in progress.closed] == [("a", "completed"), ("b", "cancelled")]
    assert progress.ended == ("y",)
    assert case.open == ["mend"]


def test_the_event_that_names_the_code_goes_before_the_one_that_takes_any() -> None:
    case = Course(failing(boundary("any", "sp", error()), boundary("late", "sp", error("late")), user("m"), user("q"),
                          flows="any>m; late>q; m>e; q>e"))

    case.do("a")

    assert case.open == ["q"]


def test_an_error_goes_outward_until_something_catches_it() -> None:
    deep = subprocess("out", start("o1"), subprocess("sp", start("x"), user("a"), end("y", error("late")),
                                                     flows="x>a; a>y"), end("o2"), flows="o1>sp; sp>o2")
    case = Course(made(start(), deep, boundary("t", "out", error("late")), user("mend"), end(),
                       flows="s>out; out>e; t>mend; mend>e"))

    case.do("a")

    assert case.open == ["mend"]


def test_an_error_does_not_reach_a_subprocess_beside() -> None:
    def branch(name: str) -> tuple[str, ...]:
        inside = subprocess(name, start(f"{name}1"), user(f"{name}2"), end(f"{name}3", error("late")),
                            flows=f"{name}1>{name}2; {name}2>{name}3")
        return inside, boundary(f"{name}4", name, error("late")), user(f"{name}5")

    case = Course(made(start(), parallel("f"), *branch("m"), *branch("q"), end(),
                       flows="s>f; f>m; f>q; m>e; q>e; m4>m5; q4>q5; m5>e; q5>e"))

    case.do("m2")

    assert case.open == ["m5", "q2"]


def test_an_error_out_of_a_called_process_is_caught_by_the_caller() -> None:
    called = process("q", start("qs"), user("a"), end("qe", error("late")), flows="qs>a; a>qe")
    case = Course(made(start(), call("c", "q"), boundary("t", "c", error()), user("mend"), end(),
                       flows="s>c; c>e; t>mend; mend>e", also=(called,)))

    case.do("a", why="slow")

    assert case.open == ["mend"]


def test_an_error_of_one_of_several_instances_ends_them_all() -> None:
    case = Course(failing(boundary("t", "sp", error()), user("mend"), flows="t>mend; mend>e", inner=each(number="3")))
    assert case.open == ["a", "a", "a", "b", "b", "b"]

    case.do("a", index=1)

    assert case.open == ["mend"]


def test_an_error_nobody_catches_ends_the_process_as_failed() -> None:
    case = Course(failing(boundary("t", "sp", error("lost")), flows="t>e"))

    progress = case.do("a")

    assert (progress.finished, progress.failure) == (True, "late")
    assert names(progress.closed) == ["a", "b"]
    assert (case.run.finished, case.run.failure) == (True, "late")


def test_what_would_come_after_an_error_does_not_happen() -> None:
    case = Course(made(start(), subprocess("sp", start("x"), user("a"), parallel("f"), end("y", error()),
                                           script("n", "n = 1"), end("z"), flows="x>a; a>f; f>y; f>n; n>z"),
                       boundary("t", "sp", error()), user("mend"), end(), flows="s>sp; sp>e; t>mend; mend>e"), {"n": 0})

    case.do("a")

    assert (case.open, case.variables["n"]) == (["mend"], 0)


def test_a_service_that_fails_is_caught_on_its_boundary() -> None:
    case = Course(made(start(), service("a"), boundary("t", "a", error("gone")), user("mend"), end(),
                       flows="s>a; a>e; t>mend; mend>e"))
    token = case.step("a").token

    progress = case.act(lambda run: run.fail(token, "gone", {"why": "offline"}, now=case.now))

    assert [(step.step, step.how) for step in progress.closed] == [("a", "cancelled")]
    assert (case.open, case.variables) == (["mend"], {"why": "offline"})
    with pytest.raises(StepNotOpen):
        case.run.fail(token, "gone", now=MONDAY)


def test_a_service_that_fails_uncaught_fails_the_process() -> None:
    case = Course(made(start(), service("a"), end(), flows="s>a; a>e"))

    progress = case.act(lambda run: run.fail(case.step("a").token, "gone", now=case.now))

    assert (progress.finished, progress.failure, progress.ended) == (True, "gone", ())


# Escalations


@pytest.mark.parametrize("interrupting, after", [(True, ["told"]), (False, ["a", "told"])])
def test_an_escalation_is_caught_around_it_and_what_threw_it_goes_on_unless_interrupted(
    interrupting: bool, after: list[str]
) -> None:
    case = Course(made(start(), user("go"),
                       subprocess("sp", start("x"), throw("t", escalation("big")), user("a"), end("y"),
                                  flows="x>t; t>a; a>y"),
                       boundary("b", "sp", escalation("big"), interrupting=interrupting), user("told"), end(),
                       flows="s>go; go>sp; sp>e; b>told; told>e"))

    case.do("go")

    assert case.open == after


def test_an_escalation_nobody_catches_changes_nothing() -> None:
    case = Course(made(start(), throw("t", escalation("big")), user("a"), end("e", escalation("big")),
                       flows="s>t; t>a; a>e"))

    progress = case.do("a")

    assert (progress.finished, progress.failure) == (True, "")


# Signals


SIGNALS = made(start(), parallel("f"), catch("c", signal("go")), user("a"), throw("t", signal("go")),
               boundary("b", "a", signal("stop")), end(), flows="s>f; f>c; f>a; c>e; a>t; t>e; b>e")


def test_a_signal_reaches_all_that_wait_for_it_in_the_process_and_is_told_to_the_host() -> None:
    case = Course(SIGNALS)
    assert [(step.kind, step.signal) for step in case.run.open if step.step == "c"] == [("signal", "go")]

    progress = case.do("a")

    assert (progress.signals, progress.thrown) == (("go",), ())
    assert progress.finished


def test_a_signal_from_another_case_reaches_what_waits_for_it() -> None:
    case = Course(SIGNALS)

    case.act(lambda run: run.deliver_signal("stop", {"why": "law"}, now=case.now))

    assert (case.open, case.variables) == (["c"], {"why": "law"})


def test_a_signal_nobody_waits_for_changes_nothing() -> None:
    case = Course(SIGNALS)
    before = case.state

    progress = case.act(lambda run: run.deliver_signal("other", now=case.now))

    assert (case.state, progress.closed) == (before, ())


def test_a_signal_end_event_throws() -> None:
    case = Course(made(start(), user("a"), end("e", signal("done")), flows="s>a; a>e"))

    assert case.do("a").signals == ("done",)


# Conditions


def test_a_condition_is_asked_after_every_move_and_a_variable_nobody_set_is_none() -> None:
    case = Course(made(start(), parallel("f"), catch("c", when("paid >= 10")), user("a"), user("b"), end(),
                       flows="s>f; f>c; f>a; c>b; a>e; b>e"))
    assert case.open == ["a", "c"]

    progress = case.do("a", paid=12)

    assert names(progress.closed) == ["a", "c"]
    assert case.open == ["b"]


def test_a_condition_that_holds_already_is_passed_at_once() -> None:
    assert Course(made(start(), catch("c", when("paid")), user("b"), end(), flows="s>c; c>b; b>e"),
                  {"paid": True}).open == ["b"]


def test_a_condition_on_the_boundary_interrupts() -> None:
    case = Course(made(start(), parallel("f"), user("a"), user("b"), boundary("c", "a", when("withdrawn")), end(),
                       flows="s>f; f>a; f>b; a>e; b>e; c>e"))

    case.do("b", withdrawn=True)

    assert case.finished


def test_a_condition_that_does_not_interrupt_occurs_each_time_it_comes_true() -> None:
    case = Course(made(start(), parallel("f"), user("a"), exclusive("m"), user("b"),
                       boundary("c", "a", when("dear"), interrupting=False), user("told"), end(),
                       flows="s>f; f>a; f>m; m>b; b>m; a>e; c>told; told>e"))
    told = []
    for dear in (True, True, False, True):
        case.do("b", dear=dear)
        told.append(case.open.count("told"))

    assert told == [1, 1, 1, 2]


def test_a_condition_set_from_outside_is_met_by_the_next_move() -> None:
    case = Course(made(start(), catch("c", when("paid")), end(), flows="s>c; c>e"))
    run = case.run
    run.assign({"paid": True})

    run.fire_due(case.now)

    assert run.finished


# Links


def test_a_link_leads_on_at_the_event_of_its_name() -> None:
    case = Course(made(start(), user("a"), throw("t", link("B")), throw("u", link("B")), catch("c", link("B")),
                       user("b"), end(), flows="s>a; a>t[x]; a>*u; c>b; b>e"))

    progress = case.do("a", x=True)

    assert case.open == ["b"]
    assert [id for id in progress.passed if id in "tuc"] == ["t", "c"]


# Event subprocesses


def begun(event: str, *, interrupting: bool = True) -> Definition:
    return made(start(), user("a"), throw("t", signal("S")), user("b"), end(),
                on_event("es", event, user("h"), flows="es_s>h; h>es_e", interrupting=interrupting),
                flows="s>a; a>t; t>b; b>e", messages=("M",))


@pytest.mark.parametrize("interrupting, after", [(True, ["h"]), (False, ["a", "es_s", "h"])])
def test_a_message_begins_an_event_subprocess(interrupting: bool, after: list[str]) -> None:
    case = Course(begun(message("M"), interrupting=interrupting))
    assert case.open == ["a", "es_s"]

    progress = case.deliver("M", why="new")

    assert case.open == after
    assert progress.passed == ("es_s",)
    assert case.variables == {"why": "new"}


def test_a_process_ends_when_only_event_subprocesses_stand_by() -> None:
    case = Course(begun(message("M")))
    case.do("a")

    progress = case.do("b")

    assert progress.finished
    assert case.run.next_due is None and case.open == []


def test_a_process_waits_for_its_event_subprocesses_that_have_begun() -> None:
    case = Course(begun(message("M"), interrupting=False))
    case.deliver("M")
    case.deliver("M")
    case.do("a")
    case.do("b")
    assert case.open == ["es_s", "h", "h"]

    case.do("h")
    progress = case.do("h")

    assert progress.finished


@pytest.mark.parametrize("interrupting, after", [(True, ["h"]), (False, ["a", "h"])])
def test_a_timer_begins_an_event_subprocess(interrupting: bool, after: list[str]) -> None:
    case = Course(begun(timer("Duration", "P1D"), interrupting=interrupting))

    case.wait(days=1)

    assert case.open == after


def test_a_cycle_begins_an_event_subprocess_again_and_again() -> None:
    case = Course(begun(timer("Cycle", "R3/P1D"), interrupting=False))

    case.wait(days=10)

    assert case.open == ["a", "h", "h", "h"]


def test_a_signal_of_the_process_itself_begins_its_event_subprocess() -> None:
    case = Course(begun(signal("S")))

    case.do("a")

    assert case.open == ["h"]


def test_a_condition_begins_an_event_subprocess() -> None:
    case = Course(begun(when("withdrawn")))

    case.do("a", withdrawn=True)

    assert case.open == ["h"]


@pytest.mark.parametrize("event", [error("late"), error(), escalation("late"), escalation()])
def test_an_error_or_escalation_begins_the_event_subprocess_of_its_scope(event: str) -> None:
    thrown = error("late") if "error" in event else escalation("late")
    case = Course(made(start(), subprocess("sp", start("x"), user("a"), end("y", thrown),
                                           on_event("es", event, user("h"), flows="es_s>h; h>es_e"), flows="x>a; a>y"),
                       boundary("t", "sp", event), user("b"), end(), flows="s>sp; sp>b; t>b; b>e"))
    case.do("a")
    assert case.open == ["h"]

    case.do("h")

    assert case.open == ["b"]


def test_an_error_inside_an_event_subprocess_goes_outward_and_not_back_into_it() -> None:
    inside = end("again", error("late"))
    case = Course(made(start(), user("a"), end("e", error("late")),
                       on_event("es", error("late"), inside, flows="es_s>again"), flows="s>a; a>e"))

    progress = case.do("a")

    assert (progress.finished, progress.failure) == (True, "late")


def test_an_event_subprocess_inside_a_subprocess_ends_with_it() -> None:
    case = Course(made(start(), subprocess("sp", start("x"), user("a"), end("y"),
                                           on_event("es", message("M"), user("h"), flows="es_s>h; h>es_e"),
                                           flows="x>a; a>y"), user("b"), end(),
                       flows="s>sp; sp>b; b>e", messages=("M",)))
    assert case.open == ["a", "es_s"]

    case.do("a")

    assert case.open == ["b"]


def test_a_terminate_event_ends_what_stands_by_too() -> None:
    case = Course(made(start(), user("a"), terminate(), on_event("es", timer("Duration", "P1D"), flows="es_s>es_e"),
                       flows="s>a; a>stop"))

    assert case.do("a").finished


def test_what_stands_by_survives_saving_and_loading() -> None:
    case = Course(begun(when("dear"), interrupting=False))

    for _ in range(3):
        run = case.run
        assert run.save() == case.state
    case.do("a", dear=True)

    assert case.open == ["b", "es_s", "h"]
