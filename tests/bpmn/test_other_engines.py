"""What becomes of each word that Camunda, Flowable, Activiti and Zeebe write into a step: used or named."""

# fmt: off

from __future__ import annotations

import pytest

from bpmn.model import Diagram, Loop, Node
from bpmn.reader import read
from bpmn.reader.vendor import STEP_ALIASES
from tests.bpmn.drawing import drawn, end, node, start, subprocess, user

ENGINES = {
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
}
ZEEBE = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
LANES = '<bpmn:laneSet><bpmn:lane id="window"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'


def around(step: str, beside: str = "") -> Diagram:
    return read(drawn(start(), step, end(), beside, flows="s>a; a>e"), "words.bpmn")


def task(attributes: str = "", inner: str = "", kind: str = "userTask") -> str:
    return f'<bpmn:{kind} id="a" name="a" {attributes}>{inner}</bpmn:{kind}>'


def extended(*elements: str) -> str:
    return f'<bpmn:extensionElements>{"".join(elements)}</bpmn:extensionElements>'


def said(diagram: Diagram) -> list[tuple[str, str]]:
    return [(finding.code, finding.element) for finding in diagram.findings]


# Attributes of the three engines that share them


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("word", [word for word in STEP_ALIASES if word != "candidateGroups"])
def test_a_word_for_people_times_and_forms_is_kept_and_its_place_here_named(engine: str, word: str) -> None:
    diagram = around(task(f'xmlns:x="{ENGINES[engine]}" x:{word}="this"'))

    assert diagram.node("a").attributes == {word: "this"}
    (kept,) = diagram.findings
    assert (kept.code, kept.element, kept.remedy) == ("BPMN-VENDOR-KEPT", "a", STEP_ALIASES[word].en)
    assert repr(word) in kept.message


def test_a_word_that_many_steps_have_is_named_once_with_count_and_first_place() -> None:
    steps = [node("userTask", id, camunda__assignee="${clerk}") for id in ("a", "b", "c")]

    diagram = read(drawn(start(), *steps, end(), flows="s>a; a>b; b>c; c>e"), "words.bpmn")

    (kept,) = diagram.findings
    assert (kept.element, kept.message) == ("a", "3 × 'assignee', the first at a: kept, without effect")


@pytest.mark.parametrize("engine", ENGINES)
def test_one_group_is_the_role_of_a_step_that_stands_in_no_lane(engine: str) -> None:
    diagram = around(task(f'xmlns:x="{ENGINES[engine]}" x:candidateGroups=" window "'))

    assert diagram.node("a").lane == "window"
    assert said(diagram) == [("BPMN-ROLE", "a")]


@pytest.mark.parametrize("groups", ["window,head", "${group}", "00 1"])
def test_several_groups_or_one_worked_out_are_no_role(groups: str) -> None:
    diagram = around(task(f'camunda:candidateGroups="{groups}"'))

    assert diagram.node("a").lane == ""
    assert said(diagram) == [("BPMN-VENDOR-KEPT", "a")]


def test_the_lane_counts_before_a_group() -> None:
    diagram = around(task('camunda:candidateGroups="head"'), LANES)

    assert diagram.node("a").lane == "window"
    assert said(diagram) == [("BPMN-VENDOR-KEPT", "a")]


@pytest.mark.parametrize("engine", ENGINES)
def test_lists_and_elements_of_a_multi_instance_are_used(engine: str) -> None:
    loop = (f'<bpmn:multiInstanceLoopCharacteristics xmlns:x="{ENGINES[engine]}"'
            ' x:collection="${people}" x:elementVariable="person"/>')

    diagram = around(task(inner=loop))

    assert diagram.node("a").loop == Loop(sequential=False, collection="people", element="person", line=1)
    assert said(diagram) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_version_tag_is_that_of_its_process(engine: str) -> None:
    data = drawn(start(), user("a"), end(), flows="s>a; a>e")

    tagged = data.replace(b'id="p"', f'id="p" xmlns:x="{ENGINES[engine]}" x:versionTag="2026"'.encode(), 1)

    assert read(tagged, "words.bpmn").scopes["p"].version == "2026"


@pytest.mark.parametrize("fields", [
    '<camunda:formData><camunda:formField id="name" type="string"/></camunda:formData>',
    f'<x:formProperty xmlns:x="{ENGINES["flowable"]}" id="name" type="string"/>',
    f'<x:formProperty xmlns:x="{ENGINES["activiti"]}" id="name" type="string"/>',
])
def test_fields_of_a_form_are_kept_and_their_place_here_is_named(fields: str) -> None:
    diagram = around(task(inner=extended(fields)))

    assert diagram.node("a").attributes == {"formData": "name string"}
    assert said(diagram) == [("BPMN-VENDOR-KEPT", "a")]
    assert "form.json" in diagram.findings[0].remedy


@pytest.mark.parametrize("code", [
    '<camunda:inputOutput><camunda:inputParameter name="x">1</camunda:inputParameter></camunda:inputOutput>',
    '<camunda:taskListener event="create" class="x.Y"/>', '<camunda:executionListener event="start" class="x.Y"/>',
])
def test_code_and_mappings_of_a_step_are_named_as_not_run(code: str) -> None:
    assert said(around(task(inner=extended(code)))) == [("BPMN-VENDOR-CODE", "a")]


# Zeebe says it in elements


def zeebe(element: str, kind: str = "userTask", attributes: str = "") -> Node:
    """The step, after it was seen that what is read is said."""
    name = element.split()[0]
    diagram = around(task(attributes, extended(f"<zeebe:{element.replace(name, f'{name} {ZEEBE}', 1)}/>"), kind))
    read_there = [finding.message for finding in diagram.findings if finding.code == "BPMN-VENDOR-READ"]
    assert len(read_there) == 1 and f"zeebe:{name}" in read_there[0]
    return diagram.node("a")


def test_an_assignment_of_zeebe_is_read_as_the_others() -> None:
    assert zeebe('assignmentDefinition candidateGroups="window"').lane == "window"
    assert zeebe('assignmentDefinition assignee="=clerk"').attributes == {"assignee": "=clerk"}
    assert zeebe('assignmentDefinition candidateUsers="li"').attributes == {"candidateUsers": "li"}


def test_a_schedule_a_priority_and_a_form_of_zeebe_are_kept_as_the_others() -> None:
    assert zeebe('taskSchedule dueDate="=due"').attributes == {"dueDate": "=due"}
    assert zeebe('taskSchedule followUpDate="=due"').attributes == {"followUpDate": "=due"}
    assert zeebe('priorityDefinition priority="50"').attributes == {"priority": "50"}
    assert zeebe('formDefinition formId="check"').attributes == {"formKey": "check"}


def test_the_type_of_a_task_of_zeebe_names_its_service() -> None:
    assert zeebe('taskDefinition type="issue"', "serviceTask").implementation == "issue"


def test_the_element_zeebe_calls_is_the_process() -> None:
    called = '<zeebe:calledElement processId="q"/>'.replace("calledElement", f"calledElement {ZEEBE}")
    step = task(inner=extended(called), kind="callActivity")

    diagram = around(step, "")

    assert diagram.node("a").called == "q"
    assert ("BPMN-VENDOR-READ", "a") in said(diagram)


@pytest.mark.parametrize("element", ['taskDefinition type="issue" retries="3"', 'formDefinition formId="f" new="x"'])
def test_what_zeebe_says_besides_is_named(element: str) -> None:
    name, attribute = element.split()[0], element.split()[-1].split("=")[0]
    step = task(inner=extended(f"<zeebe:{element.replace(name, f'{name} {ZEEBE}', 1)}/>"), kind="serviceTask")

    assert any(f"zeebe:{name}/{attribute}" in finding.message for finding in around(step).findings)


def test_mappings_of_zeebe_on_a_step_are_named_as_not_run() -> None:
    mapping = f'<zeebe:ioMapping {ZEEBE}><zeebe:input source="=a" target="b"/></zeebe:ioMapping>'

    assert said(around(task(inner=extended(mapping)))) == [("BPMN-VENDOR-CODE", "a")]


# BPMN's own resources


def resource(kind: str, text: str) -> str:
    said_by = f"<bpmn:formalExpression>{text}</bpmn:formalExpression>"
    inside = f"<bpmn:resourceAssignmentExpression>{said_by}</bpmn:resourceAssignmentExpression>"
    return f"<bpmn:{kind}>{inside}</bpmn:{kind}>"


@pytest.mark.parametrize("kind", ["potentialOwner", "humanPerformer", "performer", "resourceRole"])
@pytest.mark.parametrize("text", ["window", "group(window)", "user(li), group(window)"])
def test_one_group_among_the_resources_is_the_role(kind: str, text: str) -> None:
    diagram = around(task(inner=resource(kind, text)))

    assert diagram.node("a").lane == "window"
    assert said(diagram) == [("BPMN-ROLE", "a")]


def test_a_resource_of_the_file_is_the_role_by_its_name() -> None:
    reference = "<bpmn:potentialOwner><bpmn:resourceRef>r1</bpmn:resourceRef></bpmn:potentialOwner>"
    data = drawn(start(), task(inner=reference), end(), flows="s>a; a>e")

    named = data.replace(b"<bpmn:process", b'<bpmn:resource id="r1" name="window"/><bpmn:process', 1)

    assert read(named, "words.bpmn").node("a").lane == "window"


@pytest.mark.parametrize("text", ["user(li)", "group(window), group(head)", "${owner}", ""])
def test_persons_and_several_groups_among_the_resources_are_named_and_no_role(text: str) -> None:
    diagram = around(task(inner=resource("potentialOwner", text)))

    assert diagram.node("a").lane == ""
    assert said(diagram) == [("BPMN-NOT-RUN", "a")]


def test_steps_inside_a_subprocess_have_its_role_as_they_have_its_lane() -> None:
    role = resource("potentialOwner", "window")

    diagram = around(subprocess("a", start("x"), user("b"), end("y"), flows="x>b; b>y", inner=role))

    assert (diagram.node("a").lane, diagram.node("b").lane) == ("window", "window")
    assert said(diagram) == [("BPMN-ROLE", "a")]
