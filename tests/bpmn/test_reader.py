"""What a diagram becomes when it is read: nodes, flows, lanes, loops, and what is put right on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn.errors import DiagramRefused
from bpmn.model import Diagram, Event, Flow, Loop
from bpmn.reader import read
from bpmn.rules import check_file
from tests.bpmn.drawing import (
    call,
    catch,
    drawn,
    end,
    exclusive,
    inclusive,
    message,
    node,
    parallel,
    process,
    script,
    service,
    start,
    subprocess,
    timer,
    user,
)

PERMIT = Path(__file__).parent / "diagrams" / "permit.bpmn"
LINE = "s>a; a>e"


@pytest.fixture(scope="module")
def permit() -> Diagram:
    return read(PERMIT.read_bytes(), PERMIT.name)


def between(activity: str, flows: str = LINE, messages: tuple[str, ...] = ()) -> Diagram:
    """A process of a start, the activity `a` and an end."""
    return read(drawn(start(), activity, end(), flows=flows, messages=messages), "drawn.bpmn")


def codes(diagram: Diagram) -> list[str]:
    return [finding.code for finding in diagram.findings]


def ways(diagram: Diagram, id: str) -> list[Flow]:
    """The flows out of a node."""
    scope = diagram.scopes[diagram.node(id).scope]
    return [scope.flows[flow] for flow in diagram.node(id).outgoing]


# A whole diagram


def test_a_diagram_of_an_editor_is_read_whole_and_only_words_of_another_engine_are_named(permit: Diagram) -> None:
    assert {finding.code for finding in permit.findings} == {"BPMN-VENDOR-KEPT"}
    assert (permit.file, permit.main) == ("permit.bpmn", "permit")
    assert list(permit.scopes) == ["permit", "visit"]
    assert permit.scopes["visit"].parent == "permit"
    assert list(permit.scopes["visit"].nodes) == ["visit_start", "inspect", "visit_end"]
    assert permit.messages == ("corrected", "withdrawn")
    assert permit.data_objects == ("officers",)


def test_every_element_keeps_its_line(permit: Diagram) -> None:
    lines = PERMIT.read_text(encoding="utf-8").splitlines()

    for drawn_node in permit.nodes():
        assert f'id="{drawn_node.id}"' in lines[drawn_node.line - 1]
    for scope in permit.scopes.values():
        assert f'id="{scope.id}"' in lines[scope.line - 1]
        for flow in scope.flows.values():
            assert f'id="{flow.id}"' in lines[flow.line - 1]


def test_a_step_stands_in_the_innermost_lane_and_inside_a_subprocess_in_the_lane_around_it(permit: Diagram) -> None:
    lanes = {node.id: node.lane for node in permit.nodes()}

    assert lanes["check"] == "window"
    assert lanes["decide"] == "head"
    assert lanes["visit"] == lanes["inspect"] == "organ"
    assert lanes["late"] == "window"
    assert lanes["make"] == ""
    assert [(lane.id, lane.name) for lane in permit.lanes.values()] == [
        ("organ", "许可机关"),
        ("window", "窗口"),
        ("head", "负责人"),
    ]


def test_a_node_knows_its_flows_in_the_order_of_the_file(permit: Diagram) -> None:
    gateway = permit.node("complete")

    assert gateway.incoming == ("to_complete",)
    assert gateway.outgoing == ("to_visit", "to_correction")
    assert gateway.default == "to_correction"
    assert permit.node("check").incoming == ("to_check", "again")
    assert permit.scopes["permit"].flows["to_visit"].condition == "check == 'accept'"
    assert permit.scopes["permit"].flows["to_visit"].name == "齐全"


def test_what_other_engines_call_the_same_is_kept_with_the_step(permit: Diagram) -> None:
    check = permit.node("check")

    assert check.attributes == {
        "candidateGroups": "window_clerk",
        "formKey": "check",
        "dueDate": "P5D",
        "priority": "50",
    }
    assert check.documentation == "依据行政许可法第三十二条"


def test_a_multi_instance_names_its_list_its_element_and_what_it_collects(permit: Diagram) -> None:
    assert permit.node("inspect").loop == Loop(
        sequential=False,
        collection="officers",
        element="officer",
        output="opinions",
        output_element="opinion",
        completion="nrOfCompletedInstances >= 2",
        line=permit.node("inspect").line + 1,
    )


def test_events_say_what_they_wait_for_and_whether_they_interrupt(permit: Diagram) -> None:
    late, reminder = permit.node("late"), permit.node("reminder")

    assert late.event == Event("timer", "duration", "P10D", line=late.line + 2)
    assert (late.attached_to, late.interrupting) == ("correction", True)
    assert reminder.event == Event("message", message="withdrawn", line=reminder.line + 1)
    assert (reminder.attached_to, reminder.interrupting) == ("visit", False)
    assert permit.node("correction").event == Event("message", message="corrected", line=permit.node("correction").line)
    lapsed = permit.node("lapsed").event
    assert lapsed is not None and lapsed.kind == "terminate"


def test_a_script_assigns_line_by_line(permit: Diagram) -> None:
    line = permit.node("count").line

    assert permit.node("count").assignments == (
        ("agreed", 'count_of(opinions, "agree")', line + 2),
        ("passed", "agreed >= 2", line + 3),
    )


# Where it comes from


@pytest.mark.parametrize("prefix", ["", "bpmn:", "bpmn2:", "semantic:", "模型:"])
def test_any_prefix_of_the_namespace_will_do(prefix: str) -> None:
    written = drawn(start(), user("a"), end(), flows=LINE).decode()

    renamed = written.replace("xmlns:bpmn=", f"xmlns:{prefix[:-1]}=" if prefix else "xmlns=").replace("bpmn:", prefix)

    assert list(read(renamed.encode(), "renamed.bpmn").scopes["p"].nodes) == ["s", "a", "e"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_encoding_of_the_time_will_do(encoding: str) -> None:
    written = drawn(start(), node("userTask", "审查"), end(), flows="s>审查; 审查>e").decode()

    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{written}'

    assert read(declared.encode(encoding), "encoded.bpmn").node("审查").name == "审查"


def test_ids_other_engines_reserve_are_ordinary_ids() -> None:
    reserved = drawn(
        start("Start"), user("End"), user("Root"), end("p.EndJoin"), flows="Start>End; End>Root; Root>p.EndJoin"
    )

    assert check_file(reserved, "reserved.bpmn").findings == ()
    assert list(read(reserved, "reserved.bpmn").scopes["p"].nodes) == ["Start", "End", "Root", "p.EndJoin"]


def test_of_several_pools_the_executable_one_runs_and_the_others_are_named() -> None:
    other = process("other", start("x"), end("y"), flows="x>y").replace('isExecutable="true"', 'isExecutable="false"')
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="x1" name="申请人" processRef="other"/>'
        '<bpmn:participant id="x2" name="机关" processRef="p"/></bpmn:collaboration>'
    )
    data = drawn(start(), end(), flows="s>e").replace(b"<bpmn:process", (pools + other).encode() + b"<bpmn:process", 1)

    diagram = read(data, "pools.bpmn")

    assert (diagram.main, list(diagram.scopes)) == ("p", ["p"])
    (left_out,) = diagram.findings
    assert (left_out.code, left_out.element) == ("BPMN-PROCESS-LEFT-OUT", "other")
    assert "申请人" in left_out.message and "机关" in left_out.message


def test_a_process_of_the_same_file_that_is_called_is_read_too() -> None:
    called = process("q", start("x"), call("y", "r"), flows="x>y")
    further = process("r", start("z"), flows="")

    diagram = read(drawn(start(), call("a", "q"), end(), flows=LINE, also=(called, further)), "calls.bpmn")

    assert diagram.main == "p"
    assert set(diagram.scopes) == {"p", "q", "r"}
    assert diagram.node("a").called == "q"
    assert "BPMN-PROCESS-LEFT-OUT" not in codes(diagram)


def test_the_process_that_calls_is_started_and_not_the_one_that_is_called() -> None:
    first = process("sub", start("x"), end("y"), flows="x>y").encode()

    data = drawn(start(), call("a", "sub"), end(), flows=LINE).replace(b"<bpmn:process", first + b"<bpmn:process", 1)

    assert read(data, "order.bpmn").main == "p"


# Words of other engines


@pytest.mark.parametrize(
    ("task", "service_name"),
    [
        (service("a", "issue_documents"), "issue_documents"),
        (node("serviceTask", "a", camunda__type="external", camunda__topic="issue"), "issue"),
        (node("serviceTask", "a", camunda__delegateExpression="${issuer}"), "${issuer}"),
        (
            node("serviceTask", "a", camunda__class="org.example.Issue", implementation="##WebService"),
            "org.example.Issue",
        ),
        (node("serviceTask", "a", implementation="##unspecified"), ""),
        (node("sendTask", "a", implementation="mail"), "mail"),
    ],
)
def test_a_service_is_named_in_one_of_several_ways(task: str, service_name: str) -> None:
    assert between(task).node("a").implementation == service_name


def test_a_send_task_without_service_sends_its_message() -> None:
    sent = between(node("sendTask", "a", messageRef="message_m"), messages=("m",)).node("a")

    assert sent.implementation == ""
    assert sent.event is not None and sent.event.message == "m"


def test_zeebe_says_in_elements_what_others_say_in_attributes() -> None:
    zeebe = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    task = node(
        "serviceTask",
        "a",
        f'<bpmn:extensionElements><zeebe:taskDefinition {zeebe} type="issue"/></bpmn:extensionElements>'
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        f'<zeebe:loopCharacteristics {zeebe} inputCollection="= items" inputElement="item"'
        ' outputCollection="results" outputElement="= result"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>",
    )

    diagram = between(task)

    assert diagram.node("a").implementation == "issue"
    assert diagram.node("a").loop == Loop(
        sequential=False, collection="items", element="item", output="results", output_element="result", line=1
    )
    assert set(codes(diagram)) == {"BPMN-VENDOR-READ"}


@pytest.mark.parametrize("engine", ["camunda.org/schema/1.0/bpmn", "flowable.org/bpmn", "activiti.org/bpmn"])
def test_the_list_of_a_multi_instance_may_be_named_as_other_engines_do(engine: str) -> None:
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics xmlns:other="http://{engine}" isSequential="true"'
        ' other:collection="${people}" other:elementVariable="person"/>'
    )

    read_loop = between(user("a", loop)).node("a").loop

    assert read_loop == Loop(sequential=True, collection="people", element="person", line=1)


def test_a_script_with_a_result_variable_is_one_assignment() -> None:
    task = node("scriptTask", "a", "<bpmn:script>1 + 2</bpmn:script>", camunda__resultVariable="sum")

    assert between(task).node("a").assignments == (("sum", "1 + 2", 1),)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("PT2H", "PT2H"),
        (" PT2H ", "PT2H"),
        ('"PT2H"', "PT2H"),
        ("'PT2H'", "PT2H"),
        ('= duration("PT2H")', "PT2H"),
        ("${due_in}", "due_in"),
        ("= due_in", "due_in"),
    ],
)
def test_a_timer_is_its_bare_text_whatever_stands_around_it(written: str, text: str) -> None:
    diagram = between(catch("a", timer("Duration", written)))

    event = diagram.node("a").event
    assert event is not None and event.text == text
    assert codes(diagram) == (["BPMN-TIMER-QUOTED"] if "PT2H'" in written or 'PT2H"' in written else [])


# What is put right


def test_a_missing_start_is_drawn_before_every_step_nothing_leads_to() -> None:
    diagram = read(drawn(user("a"), user("b"), end(), flows="a>e; b>e"), "drawn.bpmn")

    assert [finding.code for finding in diagram.findings] == ["BPMN-SPLIT-IMPLICIT", "BPMN-START-IMPLICIT"]
    (to_split,) = ways(diagram, "p_start")
    assert diagram.node(to_split.target).kind == "parallelGateway"
    assert {flow.target for flow in ways(diagram, to_split.target)} == {"a", "b"}


def test_a_path_that_just_stops_gets_an_end() -> None:
    diagram = read(drawn(start(), user("a"), flows="s>a"), "drawn.bpmn")

    (last,) = ways(diagram, "a")
    assert diagram.node(last.target).kind == "endEvent"
    assert codes(diagram) == ["BPMN-END-IMPLICIT"]


def test_several_flows_out_of_a_step_all_go_on() -> None:
    diagram = between(user("a") + user("b"), "s>a; a>b; a>e; b>e")

    (to_split,) = ways(diagram, "a")
    assert diagram.node(to_split.target).kind == "parallelGateway"
    assert [flow.target for flow in ways(diagram, to_split.target)] == ["b", "e"]


def test_conditions_on_flows_out_of_a_step_are_an_inclusive_choice() -> None:
    diagram = between(user("a") + user("b") + user("c"), "s>a; a>b[x]; a>c; a>*e; b>e; c>e")

    (to_split,) = ways(diagram, "a")
    split = diagram.node(to_split.target)
    assert (split.kind, split.default) == ("inclusiveGateway", "p_3")
    assert [(flow.target, flow.condition) for flow in ways(diagram, split.id)] == [("b", "x"), ("c", "true"), ("e", "")]
    assert diagram.node("a").default == ""


def test_a_single_condition_after_a_step_is_asked_at_a_gateway() -> None:
    diagram = between(user("a"), "s>a; a>e[x]")

    (to_choice,) = ways(diagram, "a")
    assert diagram.node(to_choice.target).kind == "exclusiveGateway"
    assert [flow.condition for flow in ways(diagram, to_choice.target)] == ["x"]


def test_the_only_flow_without_a_condition_is_the_default() -> None:
    diagram = between(exclusive("a") + user("b"), "s>a; a>b[x]; a>e; b>e")

    assert diagram.node("a").default == "p_2"


def test_a_flow_of_an_inclusive_gateway_without_a_condition_is_always_taken() -> None:
    diagram = between(inclusive("a") + user("b"), "s>a; a>b[x]; a>e; b>e")

    assert [flow.condition for flow in ways(diagram, "a")] == ["x", "true"]


def test_nodes_and_flows_without_an_id_get_one() -> None:
    data = drawn(start(), user("a"), end(), flows=LINE).replace(b' id="p_0"', b"").replace(b' id="e"', b"")

    with pytest.raises(DiagramRefused) as refused:
        read(data, "nameless.bpmn")

    assert {(finding.code, finding.element) for finding in refused.value.findings} >= {
        ("BPMN-ID-MISSING", "endEvent_1"),
        ("BPMN-ID-MISSING", "sequenceFlow_1"),
        ("BPMN-REFERENCE", "p_1"),  # it leads to the end that has lost its name
    }


def test_ids_that_are_made_up_meet_no_other() -> None:
    data = drawn(start(), user("userTask_1"), user("userTask_2"), end(), flows="s>userTask_1; userTask_1>userTask_2")

    nameless = data.replace(b'<bpmn:userTask id="userTask_2"', b"<bpmn:userTask")

    with pytest.raises(DiagramRefused) as refused:
        read(nameless.replace(b'targetRef="userTask_2"', b'targetRef="userTask_3"'), "nameless.bpmn")
    assert ("BPMN-ID-MISSING", "userTask_2") in {(f.code, f.element) for f in refused.value.findings}


def test_a_message_nobody_named_goes_by_the_id_of_its_element() -> None:
    diagram = between(catch("a", "<bpmn:messageEventDefinition/>"))

    event = diagram.node("a").event
    assert event is not None and event.message == "a"
    assert codes(diagram) == ["BPMN-MESSAGE-UNNAMED"]


def test_a_message_start_opens_the_process_like_a_plain_one() -> None:
    diagram = read(drawn(start("s", message("m")), end(), flows="s>e", messages=("m",)), "drawn.bpmn")

    event = diagram.node("s").event
    assert event is not None and (event.kind, event.message) == ("none", "m")
    assert codes(diagram) == ["BPMN-START-MESSAGE"]


def test_a_flow_drawn_beside_its_subprocess_is_read_inside_it() -> None:
    diagram = between(subprocess("a", start("x"), end("y"), flows=""), "s>a; a>e; x>y")

    assert list(diagram.scopes["a"].flows) == ["p_2"]
    assert codes(diagram) == ["BPMN-FLOW-MOVED"]


def test_an_empty_subprocess_is_passed_through() -> None:
    diagram = between(node("subProcess", "a"))

    assert [node.kind for node in diagram.scopes["a"].nodes.values()] == ["startEvent", "endEvent"]
    assert codes(diagram) == ["BPMN-SUBPROCESS-EMPTY"]


# What is refused


def test_all_that_is_wrong_with_a_file_is_told_at_once() -> None:
    wrong = drawn(
        start(),
        parallel("g"),
        node("choreographyTask", "rule"),
        catch("complex", "<bpmn:errorEventDefinition/>"),
        script("run", "import os"),
        end(),
        flows="s>g; g>rule; g>complex; complex>run; rule>e; run>gone",
    )

    with pytest.raises(DiagramRefused, match=r"wrong.bpmn cannot be run: 4 error\(s\)") as refused:
        read(wrong, "wrong.bpmn")

    errors = [finding for finding in refused.value.findings if finding.severity == "error"]
    assert {(finding.code, finding.element) for finding in errors} == {
        ("BPMN-UNSUPPORTED", "rule"),
        ("BPMN-UNSUPPORTED", "complex"),
        ("BPMN-SCRIPT", "run"),
        ("BPMN-REFERENCE", "p_5"),
    }


@pytest.mark.parametrize(
    "data",
    [
        '<bpmn:dataObject id="officers"/>',
        '<bpmn:dataObject id="d1" name="officers"/>',
        '<bpmn:dataObject id="d1"/><bpmn:dataObjectReference id="d2" name="officers" dataObjectRef="d1"/>',
        '<bpmn:dataObject id="d1" name="officers"/><bpmn:dataObjectReference id="d2" dataObjectRef="d1"/>',
        '<bpmn:dataObject id="officers" name="those who visit"/>',
    ],
)
def test_a_data_object_is_the_variable_people_named(data: str) -> None:
    reference = "officers" if 'id="officers"' in data else "d1"
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics>"
        f'<bpmn:loopDataInputRef>{reference}</bpmn:loopDataInputRef><bpmn:inputDataItem id="officer"/>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )

    diagram = between(data + user("a", loop))

    assert diagram.data_objects == ("officers",)
    found = diagram.node("a").loop
    assert found is not None and (found.collection, found.element) == ("officers", "officer")
