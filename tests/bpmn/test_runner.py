"""What tokens do, element by element: BPMN's meaning, above all where the library differs from it in silence."""

# fmt: off

from __future__ import annotations

import pytest

from bpmn.errors import DiagramRefused, ExpressionFailed
from bpmn.model import Diagram, Node, Scope
from bpmn.reader import read
from bpmn.runner import MessageNotAwaited, NoFlowApplies, StartUnknown, StepNotOpen, compile
from tests.bpmn.course import Course, names
from tests.bpmn.drawing import (
    boundary,
    call,
    catch,
    drawn,
    each,
    end,
    events,
    exclusive,
    inclusive,
    made,
    message,
    node,
    parallel,
    process,
    receive,
    script,
    service,
    start,
    subprocess,
    terminate,
    throw,
    timer,
    user,
)


def test_steps_open_one_after_another_until_the_process_ends() -> None:
    case = Course(made(start(), user("a"), user("b"), end(), flows="s>a; a>b; b>e"))

    assert case.open == ["a"]
    progress = case.do("a")

    assert (names(progress.opened), names(progress.closed), progress.passed) == (["b"], ["a"], ("a",))
    progress = case.do("b")
    assert (progress.ended, progress.finished, progress.passed) == (("e",), True, ("b", "e"))


@pytest.mark.parametrize("tag", ["task", "userTask", "manualTask"])
def test_a_task_without_a_machine_waits_for_a_person(tag: str) -> None:
    case = Course(made(start(), node(tag, "a"), end(), flows="s>a; a>e"))

    assert [step.kind for step in case.run.open] == ["person"]


def test_a_service_task_opens_and_waits_for_its_host() -> None:
    case = Course(made(start(), service("seal", "issue_documents"), end(), flows="s>seal; seal>e"))

    (step,) = case.run.open
    assert (step.kind, step.service) == ("service", "issue_documents")
    assert case.do("seal", sealed=True).finished
    assert case.variables == {"sealed": True}


def test_a_receive_task_waits_for_its_message() -> None:
    case = Course(made(start(), receive("r", "paid"), end(), flows="s>r; r>e", messages=("paid",)))

    (step,) = case.run.open
    assert (step.kind, step.message) == ("message", "paid")
    assert case.deliver("paid", amount=300).finished
    assert case.variables == {"amount": 300}


@pytest.mark.parametrize("id", ["Start", "End", "Root", "p.EndJoin", "End.BoundaryEventSplit"])
def test_an_id_the_library_uses_itself_is_an_id_like_any_other(id: str) -> None:
    case = Course(
        made(
            start("Begin"), parallel("f"), user(id), user("b"), end("e1"), end("e2"),
            flows=f"Begin>f; f>{id}; f>b; {id}>e1; b>e2",
        )
    )

    assert case.open == sorted([id, "b"])
    case.do(id)
    assert not case.finished
    assert case.do("b").finished


@pytest.mark.parametrize("id", ["Start", "End", "Root"])
def test_start_and_end_events_may_be_called_start_and_end(id: str) -> None:
    ending = Course(made(start(), parallel("f"), user("a"), user("b"), end(id), end("x"),
                         flows=f"s>f; f>a; f>b; a>{id}; b>x"))
    starting = Course(made(start(id), user("a"), end("x"), flows=f"{id}>a; a>x"))

    ending.do("a")
    assert ending.open == ["b"]
    assert starting.open == ["a"]


# Exclusive gateways


def test_the_first_flow_in_the_file_wins_wherever_it_is_drawn() -> None:
    # The library follows the height of the target in the drawing: b stands above a here.
    shapes = "".join(
        f'<bpmndi:BPMNShape bpmnElement="{id}"><dc:Bounds x="0" y="{y}" width="1" height="1"/></bpmndi:BPMNShape>'
        for id, y in (("s", 0), ("g", 0), ("a", 500), ("b", 10), ("e", 0))
    )
    xml = drawn(start(), exclusive("g"), user("a"), user("b"), end(),
                flows="s>g; g>a[x > 1]; g>b[x > 0]; a>e; b>e").decode()
    di = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane bpmnElement="p">'
        f"{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    )
    definition = compile(read(xml.replace("</bpmn:definitions>", di).encode(), "drawn.bpmn"))

    assert Course(definition, {"x": 2}).open == ["a"]
    assert Course(definition, {"x": 1}).open == ["b"]


def test_no_flow_and_no_default_is_an_error_that_leaves_the_case_as_it_was() -> None:
    case = Course(made(start(), user("a"), exclusive("g"), end(), flows="s>a; a>g; g>e[answer == 'yes']"))
    before = case.state

    with pytest.raises(NoFlowApplies, match=r"g \(line \d+\).*answer"):
        case.do("a", answer="no")

    assert case.state == before
    assert case.do("a", answer="yes").finished


def test_the_default_flow_is_taken_when_nothing_else_holds_wherever_it_stands() -> None:
    definition = made(start(), exclusive("g"), user("a"), user("b"), end(), flows="s>g; g>*a; g>b[x]; a>e; b>e")

    assert Course(definition, {"x": False}).open == ["a"]
    assert Course(definition, {"x": True}).open == ["b"]


def test_a_text_is_not_true_however_it_reads() -> None:
    definition = made(start(), exclusive("g"), user("a"), user("b"), end(), flows="s>g; g>a[x]; g>*b; a>e; b>e")

    with pytest.raises(ExpressionFailed):
        Course(definition, {"x": "no"})


def test_a_condition_on_a_flow_out_of_a_task_is_kept() -> None:
    definition = made(start(), user("a"), user("b"), user("c"), end(), flows="s>a; a>b[x]; a>*c; b>e; c>e")
    yes, no = Course(definition), Course(definition)

    yes.do("a", x=True)
    no.do("a", x=False)

    assert (yes.open, no.open) == (["b"], ["c"])


def test_several_flows_out_of_a_task_are_all_taken() -> None:
    case = Course(made(start(), user("a"), user("b"), user("c"), end(), flows="s>a; a>b; a>c; b>e; c>e"))

    case.do("a")

    assert case.open == ["b", "c"]
    case.do("b")
    assert case.do("c").finished


# Parallel and inclusive gateways


def test_a_parallel_join_waits_for_every_branch() -> None:
    case = Course(made(start(), parallel("f"), user("a"), user("b"), parallel("j"), user("c"), end(),
                       flows="s>f; f>a; f>b; a>j; b>j; j>c; c>e"))

    case.do("b")
    assert case.open == ["a"]
    case.do("a")
    assert case.open == ["c"]
    assert case.do("c").finished


def test_a_parallel_join_in_a_loop_starts_afresh_each_round() -> None:
    case = Course(made(start(), exclusive("m"), parallel("f"), user("a"), user("b"), parallel("j"), exclusive("g"),
                       end(), flows="s>m; m>f; f>a; f>b; a>j; b>j; j>g; g>m[again]; g>*e"))

    for round in range(30):
        first, second = "ab" if round % 2 else "ba"
        case.do(first)
        assert case.open == [second]
        case.do(second, again=round < 29)

    assert case.finished


def test_a_token_too_many_stays_at_the_join_for_the_next_round() -> None:
    # Two tokens come by the first flow before any by the second: the library swallows one of them.
    case = Course(made(start(), parallel("f"), user("a"), user("b"), user("c"), exclusive("m"), parallel("j"),
                       user("d"), end(),
                       flows="s>f; f>a; f>b; f>c; a>m; b>m; m>j; c>j; j>d; d>e"))
    case.do("a")
    case.do("b")
    case.do("c")

    assert case.open == ["d"]
    case.do("d")

    assert case.run.stuck, "the second token of a and b waits for another of c"


def test_a_join_that_can_never_be_complete_shows_as_stuck() -> None:
    case = Course(made(start(), exclusive("g"), user("a"), user("b"), parallel("j"), end(),
                       flows="s>g; g>a[x]; g>*b; a>j; b>j; j>e"), {"x": True})

    assert not case.run.stuck
    case.do("a")

    assert case.run.stuck
    assert not case.finished


FORK = (start(), inclusive("f"), user("a"), user("b"), user("c"), inclusive("j"), user("d"), end())
FORK_FLOWS = "s>f; f>a[x > 0]; f>b[x > 1]; f>*c; a>j; b>j; c>j; j>d; d>e"


@pytest.mark.parametrize(("x", "opened"), [(0, ["c"]), (1, ["a"]), (2, ["a", "b"])])
def test_an_inclusive_join_waits_for_the_branches_taken_and_no_others(x: int, opened: list[str]) -> None:
    case = Course(made(*FORK, flows=FORK_FLOWS), {"x": x})

    assert case.open == opened
    for step in opened:
        assert "d" not in case.open
        case.do(step)

    assert case.open == ["d"]
    assert case.do("d").finished


def test_an_inclusive_join_in_a_loop_waits_anew_each_round() -> None:
    case = Course(made(*FORK[:-1], exclusive("g"), end(), flows=FORK_FLOWS.replace("d>e", "d>g; g>f[again]; g>*e")),
                  {"x": 2})
    for again in (True, True, False):
        case.do("b")
        assert case.open == ["a"]
        case.do("a")
        case.do("d", again=again)

    assert case.finished


def test_an_inclusive_join_waits_for_a_boundary_event_that_could_still_lead_to_it() -> None:
    case = Course(made(start(), inclusive("f"), user("a"), user("b"), boundary("late", "b", timer("Duration", "P1D")),
                       user("n"), inclusive("j"), user("d"), end(),
                       flows="s>f; f>a[true]; f>b[true]; a>j; late>j; b>n; n>e; j>d; d>e"))
    case.do("a")
    assert case.open == ["b"], "the deadline of b leads to the join"

    case.do("b")

    assert case.open == ["d", "n"]


def test_an_inclusive_fork_without_any_way_on_is_an_error() -> None:
    with pytest.raises(NoFlowApplies):
        Course(made(start(), inclusive("f"), user("a"), user("b"), end(), flows="s>f; f>a[x]; f>b[x]; a>e; b>e"),
               {"x": False})


# Events


TWO_TIMERS = (
    start(), events("g"), catch("later", timer("Duration", "PT5H")), catch("sooner", timer("Duration", "PT1H")),
    catch("call", message("M")), user("a"), user("b"), user("c"), end(),
)
TWO_TIMERS_FLOWS = "s>g; g>later; g>sooner; g>call; later>a; sooner>b; call>c; a>e; b>e; c>e"


def test_two_timers_after_an_event_gateway_keep_their_own_time() -> None:
    case = Course(made(*TWO_TIMERS, flows=TWO_TIMERS_FLOWS, messages=("M",)))

    case.wait(minutes=59)
    assert case.open == ["call"]
    case.wait(minutes=1)

    assert case.open == ["b"]
    assert case.run.next_due is None


def test_the_first_event_after_an_event_gateway_ends_the_waiting_for_the_others() -> None:
    case = Course(made(*TWO_TIMERS, flows=TWO_TIMERS_FLOWS, messages=("M",)))

    progress = case.deliver("M", x=1)

    assert (names(progress.opened), progress.passed, progress.next_due) == (["c"], ("call",), None)
    with pytest.raises(MessageNotAwaited):
        case.deliver("M")


def test_of_two_timers_overdue_together_the_one_due_first_decides() -> None:
    case = Course(made(*TWO_TIMERS, flows=TWO_TIMERS_FLOWS, messages=("M",)))

    case.wait(days=9)

    assert case.open == ["b"]


def test_an_interrupting_timer_ends_the_step_and_goes_its_own_way() -> None:
    case = Course(made(start(), user("a"), boundary("t", "a", timer("Duration", "P3D")), user("late"), user("b"), end(),
                       flows="s>a; a>b; t>late; late>e; b>e"))
    case.wait(days=2)
    assert case.open == ["a"]

    progress = case.wait(days=1)

    assert [(c.step, c.how) for c in progress.closed] == [("a", "cancelled")]
    assert (case.open, case.run.next_due) == (["late"], None)


def test_a_step_done_in_time_stops_its_timer() -> None:
    case = Course(made(start(), user("a"), boundary("t", "a", timer("Duration", "P3D")), user("late"), user("b"), end(),
                       flows="s>a; a>b; t>late; late>e; b>e"))
    assert case.step("a").due == case.run.next_due

    assert case.do("a").next_due is None

    case.wait(days=9)
    assert case.open == ["b"]


def test_the_clock_decides_between_a_step_and_its_deadline_not_who_asks_first() -> None:
    case = Course(made(start(), user("a"), boundary("t", "a", timer("Duration", "P3D")), user("late"), end(),
                       flows="s>a; a>e; t>late; late>e"))
    token, before = case.step("a").token, case.state
    too_late = case.now.replace(month=4)

    with pytest.raises(StepNotOpen):
        case.act(lambda run: run.complete(token, now=too_late))

    assert case.state == before
    case.act(lambda run: run.fire_due(too_late))
    assert case.open == ["late"]


def test_a_reminder_is_repeated_and_catches_up_after_a_pause() -> None:
    case = Course(made(start(), user("a"), boundary("t", "a", timer("Cycle", "R4/P1D"), interrupting=False),
                       service("remind"), end(), end("x"), flows="s>a; a>e; t>remind; remind>x"))
    assert names(case.wait(days=1).opened) == ["remind"]

    progress = case.wait(days=2)

    assert progress.passed == ("t", "t")
    assert case.open == ["a", "remind", "remind", "remind"]
    assert progress.next_due is not None
    assert case.wait(days=30).next_due is None
    assert case.open.count("remind") == 4
    case.do("a")
    assert not case.finished, "reminders once begun are still to be sent"


def test_a_year_of_hourly_reminders_missed_is_caught_up_call_by_call() -> None:
    case = Course(made(start(), user("a"), boundary("t", "a", timer("Cycle", "R/PT1H"), interrupting=False),
                       script("count", "n = n + 1"), end(), flows="s>a; a>e; t>count"), {"n": 0})
    case.wait(days=365)
    calls = 1
    while (due := case.run.next_due) is not None and due <= case.now:
        case.wait()
        calls += 1

    assert case.variables["n"] == 365 * 24
    assert calls == 9


def test_a_message_that_does_not_interrupt_may_come_again() -> None:
    case = Course(made(start(), user("a"), boundary("m", "a", message("M"), interrupting=False), service("note"), end(),
                       end("x"), flows="s>a; a>e; m>note; note>x", messages=("M",)))
    case.deliver("M")
    case.deliver("M")

    assert case.open == ["a", "m", "note", "note"]
    case.do("a")
    assert case.open == ["note", "note"]


def test_a_message_reaches_every_step_that_awaits_it_now_and_only_those() -> None:
    case = Course(made(start(), parallel("f"), receive("r1", "M"), receive("r2", "M"), receive("r3", "N"),
                       receive("again", "M"), end(),
                       flows="s>f; f>r1; f>r2; f>r3; r1>again; again>e; r2>e; r3>e",
                       messages=("M", "N")))
    progress = case.deliver("M")

    assert names(progress.closed) == ["r1", "r2"]
    assert case.open == ["again", "r3"], "a step that opened through the message did not await it"


def test_a_message_nobody_awaits_is_refused_and_those_awaited_are_named() -> None:
    case = Course(made(start(), receive("r", "M"), end(), flows="s>r; r>e", messages=("M",)))

    with pytest.raises(MessageNotAwaited, match=r"'other'.*awaited now: M"):
        case.deliver("other")


def test_a_waiting_step_can_be_completed_by_its_token_as_if_the_message_had_come_to_it_alone() -> None:
    case = Course(made(start(), parallel("f"), receive("r1", "M"), receive("r2", "M"), end(),
                       flows="s>f; f>r1; f>r2; r1>e; r2>e", messages=("M",)))

    case.do("r2")

    assert case.open == ["r1"]


def test_messages_sent_are_told_and_stay_outside_the_process() -> None:
    case = Course(made(start(), parallel("f"), throw("t", message("M")), receive("r", "M"), node("sendTask", "send",
                       messageRef="message_M"), end("e", message("N")), end("x"),
                       flows="s>f; f>t; f>r; t>send; send>e; r>x", messages=("M", "N")))
    assert case.progress.thrown == ("M",)
    assert case.open == ["r", "send"]

    assert case.do("send").thrown == ("M", "N")


def test_a_process_without_end_events_completes() -> None:
    alone = Node("a", "userTask", "a", "p", 1)
    definition = compile(Diagram("x", "p", {"p": Scope("p", "", {"a": alone}, {}, 1)}, {}, (), (), ()))

    assert Course(definition).do("a").finished


def test_terminate_ends_the_process_and_every_step_in_it() -> None:
    case = Course(made(start(), parallel("f"), user("a"), user("b"), subprocess("sp", start("s1"), user("c"), end("e1"),
                       flows="s1>c; c>e1"), terminate(), end(),
                       flows="s>f; f>a; f>b; f>sp; a>stop; b>e; sp>e"))

    progress = case.do("a")

    assert progress.finished
    assert {c.step: c.how for c in progress.closed} == {"a": "completed", "b": "cancelled", "c": "cancelled"}


def test_terminate_in_a_subprocess_ends_the_subprocess_only() -> None:
    case = Course(made(start(), subprocess("sp", start("s1"), parallel("f"), user("a"), user("b"), terminate(),
                       end("e1"), flows="s1>f; f>a; f>b; a>stop; b>e1"), user("c"), end(),
                       flows="s>sp; sp>c; c>e"))

    progress = case.do("a")

    assert names(progress.opened) == ["c"]
    assert not progress.finished


def test_of_several_start_events_the_one_named_begins_and_otherwise_the_plain_one() -> None:
    several = made(start("s1", message("M")), start("s2"), user("a"), user("b"), end(),
                   flows="s1>a; s2>b; a>e; b>e", messages=("M",))

    assert (Course(several).open, Course(several, at="s1").open) == (["b"], ["a"])
    with pytest.raises(StartUnknown, match="s1, s2"):
        Course(several, at="s3")


def test_two_start_events_of_a_subprocess_are_refused() -> None:
    with pytest.raises(DiagramRefused):
        made(start(), subprocess("sp", start("s1"), start("s2"), end("x"), flows="s1>x; s2>x"), end(),
             flows="s>sp; sp>e")


# Subprocesses and called processes


INSPECTION = process("inspection", start("is"), user("visit"), script("score", "good = points >= 60"), end("ie"),
                     flows="is>visit; visit>score; score>ie")


def test_a_deadline_on_a_subprocess_ends_everything_inside() -> None:
    case = Course(made(start(), subprocess("sp", start("s1"), parallel("f"), user("a"),
                       subprocess("in", start("s2"), user("b"), end("e2"), flows="s2>b; b>e2"), end("e1"),
                       flows="s1>f; f>a; f>in; a>e1; in>e1"),
                       boundary("t", "sp", timer("Duration", "P1D")), user("late"), end(),
                       flows="s>sp; sp>e; t>late; late>e"))
    assert case.open == ["a", "b"]

    progress = case.wait(days=1)

    assert names(progress.closed) == ["a", "b"]
    assert case.open == ["late"]


def test_a_deadline_on_a_called_process_ends_everything_inside() -> None:
    case = Course(made(start(), call("inspect", "inspection"), boundary("t", "inspect", timer("Duration", "P1D")),
                       user("late"), end(), flows="s>inspect; inspect>e; t>late; late>e", also=(INSPECTION,)), {"n": 1})

    progress = case.wait(days=1)

    assert (names(progress.closed), case.open, case.variables) == (["visit"], ["late"], {"n": 1})


def test_a_subprocess_reads_and_writes_the_variables_around_it() -> None:
    case = Course(made(start(), subprocess("sp", start("s1"), script("x", "total = fee + 1"), user("a"), end("e1"),
                       flows="s1>x; x>a; a>e1"), end(), flows="s>sp; sp>e"), {"fee": 1})

    assert case.variables == {"fee": 1, "total": 2}


def test_a_called_process_sees_a_copy_and_hands_back_what_it_set() -> None:
    case = Course(made(start(), call("inspect", "inspection"), user("b"), end(), flows="s>inspect; inspect>b; b>e",
                       also=(INSPECTION,)), {"case": 7})
    assert [(step.step, step.process) for step in case.run.open] == [("visit", "inspection")]

    case.do("visit", points=80)

    assert case.open == ["b"]
    assert case.variables == {"case": 7, "points": 80, "good": True}


def test_a_called_process_does_not_undo_what_others_set_meanwhile() -> None:
    case = Course(made(start(), parallel("f"), call("inspect", "inspection"), user("b"), parallel("j"), user("c"),
                       end(), flows="s>f; f>inspect; f>b; inspect>j; b>j; j>c; c>e",
                       also=(INSPECTION,)), {"clean": True})
    case.do("b", clean=False)

    case.do("visit", points=80)

    assert case.variables["clean"] is False


def test_the_same_step_id_may_occur_in_two_called_processes() -> None:
    calling = drawn(start(), parallel("f"), call("x", "p1"), call("y", "p2"), end(), flows="s>f; f>x; f>y; x>e; y>e")
    called = {
        id: read(drawn(start(), user("visit"), end(), flows="s>visit; visit>e").replace(b'"p"', f'"{id}"'.encode()), id)
        for id in ("p1", "p2")
    }
    case = Course(compile(read(calling, "calling"), called=called))

    assert [(step.process, step.step) for step in case.run.open] == [("p1", "visit"), ("p2", "visit")]
    assert names(case.do("visit").closed) == ["visit"]
    assert case.do("visit").finished


def test_a_process_called_from_another_file_is_found_by_its_id() -> None:
    caller = read(drawn(start(), call("x", "p2"), end(), flows="s>x; x>e"), "caller.bpmn")
    other = read(drawn(start(), user("a"), end(), flows="s>a; a>e").replace(b'"p"', b'"p2"'), "called.bpmn")

    assert Course(compile(caller, called={"p2": other})).open == ["a"]
    with pytest.raises(DiagramRefused, match="p2"):
        compile(caller)


def test_an_empty_subprocess_is_passed() -> None:
    case = Course(made(start(), subprocess("sp", start("s1"), end("e1"), flows="s1>e1"), user("a"), end(),
                       flows="s>sp; sp>a; a>e"))

    assert case.open == ["a"]


# Steps


def test_a_step_cannot_be_completed_twice() -> None:
    case = Course(made(start(), user("a"), user("b"), end(), flows="s>a; a>b; b>e"))
    token = case.step("a").token
    case.do("a")

    with pytest.raises(StepNotOpen, match=f"{token}.*open now: .* b"):
        case.act(lambda run: run.complete(token, now=case.now))


def test_a_step_ahead_cannot_be_completed() -> None:
    case = Course(made(start(), user("a"), user("b"), end(), flows="s>a; a>b; b>e"))

    for token in ("b", "t99", "", ":b"):
        with pytest.raises(StepNotOpen):
            case.act(lambda run, token=token: run.complete(token, now=case.now))
    assert case.open == ["a"]


def test_cancelling_closes_every_step_and_ends_the_run() -> None:
    case = Course(made(start(), parallel("f"), user("a"), boundary("t", "a", timer("Duration", "P1D")),
                       subprocess("sp", start("s1"), user("b"), end("e1"), flows="s1>b; b>e1"), end(),
                       flows="s>f; f>a; f>sp; a>e; sp>e; t>e"))

    progress = case.act(lambda run: run.cancel(now=case.now))

    assert [(c.step, c.how) for c in progress.closed] == [("a", "cancelled"), ("b", "cancelled")]
    assert (progress.finished, progress.next_due, case.open) == (True, None, [])


def test_a_definition_lists_its_steps_and_the_variables_it_reads() -> None:
    definition = made(start(), user("a"), exclusive("g"), service("b"), user("sign", each(until="vote == 'no'")),
                      receive("r", "M"), call("inspect", "inspection"), end(),
                      flows="s>a; a>g; g>b[fee > 0]; g>*sign; b>r; r>inspect; sign>e; inspect>e", messages=("M",),
                      also=(INSPECTION,))

    assert [node.id for node in definition.steps()] == ["a", "b", "sign", "r", "visit"]
    assert definition.variables == {"fee", "signers", "vote", "points"}


def test_lanes_name_who_does_a_step() -> None:
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="window" name="窗口"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        "<bpmn:flowNodeRef>sp</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    )
    case = Course(made(lanes, start(), user("a"), subprocess("sp", start("s1"), user("b"), end("e1"),
                       flows="s1>b; b>e1"), end(), flows="s>a; a>sp; sp>e"))

    assert case.step("a").lane == "window"
    case.do("a")
    assert case.step("b").lane == "window"
