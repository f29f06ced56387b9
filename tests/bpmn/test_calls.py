"""What a call activity passes into the process it calls and takes back, in the words of BPMN and of other engines."""

# fmt: off

from __future__ import annotations

from typing import Any

import pytest

from bpmn.errors import DiagramRefused
from bpmn.model import Passing
from bpmn.reader import read
from bpmn.rules import check_file
from bpmn.runner import compile
from tests.bpmn.course import Course
from tests.bpmn.drawing import drawn, each, end, node, process, script, start, user

ENGINES = ("camunda.org/schema/1.0/bpmn", "flowable.org/bpmn", "activiti.org/bpmn", "operaton.org/schema/1.0/bpmn")
ZEEBE = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'


def extended(inner: str, attributes: str = "", after: str = "") -> str:
    """A call of the process `q` with extension elements."""
    parts = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>{after}"
    return f'<bpmn:callActivity id="c" name="c" calledElement="q"{attributes}>{parts}</bpmn:callActivity>'


def mapped(*mappings: str, engine: str = ENGINES[0]) -> str:
    return extended("".join(f'<x:{mapping} xmlns:x="http://{engine}"/>' for mapping in mappings))


def calling(caller: str, *inside: str, flows: str = "x>look; look>y", version: str = "") -> bytes:
    called = process("q", start("x"), *(inside or (user("look"),)), end("y"), flows=flows)
    tagged = called.replace("<bpmn:process", f'<bpmn:process camunda:versionTag="{version}"') if version else called
    return drawn(start(), caller, user("after"), end(), flows="s>c; c>after; after>e", also=(tagged,))


def passed(caller: str, *inside: str, **variables: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the called process begins with, and what the caller has afterwards; inside, `found` is set."""
    case = Course(compile(read(calling(caller, *inside), "calls.bpmn")), variables)
    began = next(scope.variables for scope in case.run._main.subprocesses.values())
    case.do("look", found=7)
    assert case.open == ["after"]
    return dict(began), case.variables


# How much is passed


def test_where_nothing_is_said_all_goes_in_and_what_was_set_comes_back() -> None:
    began, after = passed(node("callActivity", "c", calledElement="q"), a=1, b=2)

    assert began == {"a": 1, "b": 2}
    assert after == {"a": 1, "b": 2, "found": 7}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_said_is_kept_to_exactly(engine: str) -> None:
    caller = mapped('in source="a" target="mine"', 'out source="found" target="result"', engine=engine)

    began, after = passed(caller, a=1, b=2)

    assert began == {"mine": 1}
    assert after == {"a": 1, "b": 2, "result": 7}


def test_a_value_may_be_worked_out_on_either_side() -> None:
    caller = mapped('in sourceExpression="${a + b}" target="sum"',
                    'out sourceExpression="#{found * sum}" target="both"')

    began, after = passed(caller, a=1, b=2)

    assert (began, after["both"]) == ({"sum": 3}, 21)


def test_all_variables_may_go_in_or_back_beside_others() -> None:
    began, after = passed(mapped('in variables="all"', 'in source="a" target="mine"', 'out variables="all"'), a=1)

    assert began == {"a": 1, "mine": 1}
    assert after == {"a": 1, "mine": 1, "found": 7}


def test_a_call_that_only_says_what_goes_in_takes_nothing_back() -> None:
    assert passed(mapped('in source="a" target="a"'), a=1)[1] == {"a": 1}


def test_a_variable_nobody_has_set_is_passed_as_null() -> None:
    began, after = passed(mapped('in source="gone" target="mine"', 'out source="lost" target="result"'))

    assert (began, after) == ({"mine": None}, {"result": None})


def test_all_that_is_handed_back_undoes_nothing_that_was_set_meanwhile() -> None:
    both = node("parallelGateway", "g") + mapped('in variables="all"', 'out variables="all"') + user("beside")
    called = process("q", start("x"), user("look"), end("y"), flows="x>look; look>y")
    data = drawn(start(), both, end(), flows="s>g; g>c; g>beside; c>e; beside>e", also=(called,))
    case = Course(compile(read(data, "calls.bpmn")), {"a": 1})
    case.do("beside", a=2)

    case.do("look", found=7)

    assert case.variables == {"a": 2, "found": 7}


def test_each_instance_passes_its_element_and_keeps_what_comes_back_apart() -> None:
    ways = '<camunda:in source="signer" target="who"/><camunda:out source="said" target="said"/>'
    caller = extended(ways, after=each(output="all = said"))
    case = Course(compile(read(calling(caller), "calls.bpmn")), {"signers": ["x", "y"]})
    case.do("look", index=1, said="no")
    case.do("look", index=0, said="yes")

    assert case.variables == {"signers": ["x", "y"], "all": ["yes", "no"]}


def test_what_is_passed_survives_saving_and_is_part_of_the_key() -> None:
    keys = {
        compile(read(calling(caller), "calls.bpmn")).key
        for caller in (node("callActivity", "c", calledElement="q"), mapped('in variables="all"'),
                       mapped('in source="a" target="b"'))
    }

    assert len(keys) == 3


# Other words for the same


def test_inheriting_is_passing_all_in() -> None:
    caller = extended("", ' xmlns:flowable="http://flowable.org/bpmn" flowable:inheritVariables="true"')

    assert read(calling(caller), "calls.bpmn").node("c").passing == Passing(all_in=True)


@pytest.mark.parametrize(("said", "passing"), [
    ('propagateAllChildVariables="false"', Passing(all_in=True)),
    ('propagateAllParentVariables="false"', Passing(all_back=True)),
    ('propagateAllParentVariables="true"', None),
])
def test_zeebe_passes_all_unless_it_says_otherwise(said: str, passing: Passing | None) -> None:
    caller = extended(f'<zeebe:calledElement {ZEEBE} processId="q" {said}/>')

    assert read(calling(caller), "calls.bpmn").node("c").passing == passing


def test_outputs_of_zeebe_are_all_that_comes_back_and_inputs_go_in_besides() -> None:
    ways = '<zeebe:input source="=a + 1" target="mine"/><zeebe:output source="=found" target="result"/>'
    began, after = passed(extended(f'<zeebe:ioMapping {ZEEBE}>{ways}</zeebe:ioMapping>'), a=1)

    assert began == {"a": 1, "mine": 2}
    assert after == {"a": 1, "result": 7}


def test_data_associations_pass_data_objects_and_expressions() -> None:
    parts = (
        '<bpmn:ioSpecification><bpmn:dataInput id="i1" name="mine"/><bpmn:dataInput id="i2" name="more"/>'
        '<bpmn:dataOutput id="o1" name="found"/></bpmn:ioSpecification>'
        "<bpmn:dataInputAssociation><bpmn:sourceRef>d1</bpmn:sourceRef><bpmn:targetRef>i1</bpmn:targetRef>"
        "</bpmn:dataInputAssociation><bpmn:dataInputAssociation><bpmn:targetRef>i2</bpmn:targetRef>"
        "<bpmn:assignment><bpmn:from>a + 1</bpmn:from><bpmn:to>i2</bpmn:to></bpmn:assignment>"
        "</bpmn:dataInputAssociation><bpmn:dataOutputAssociation><bpmn:sourceRef>o1</bpmn:sourceRef>"
        "<bpmn:targetRef>d2</bpmn:targetRef><bpmn:transformation>found * 2</bpmn:transformation>"
        "</bpmn:dataOutputAssociation>"
    )
    data = '<bpmn:dataObject id="d1" name="a"/><bpmn:dataObject id="d2" name="result"/>'

    began, after = passed(data + node("callActivity", "c", parts, calledElement="q"), a=1)

    assert began == {"mine": 1, "more": 2}
    assert after == {"a": 1, "result": 14}


def test_a_description_without_associations_passes_as_if_it_were_not_there_and_is_named() -> None:
    parts = '<bpmn:ioSpecification><bpmn:dataInput id="i1" name="mine"/></bpmn:ioSpecification>'

    diagram = read(calling(node("callActivity", "c", parts, calledElement="q")), "calls.bpmn")

    assert diagram.node("c").passing is None
    assert [finding.code for finding in diagram.findings] == ["BPMN-NOT-RUN"]


def test_the_list_of_a_multi_instance_is_not_passed() -> None:
    loop = ('<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>i1</bpmn:loopDataInputRef>'
            '<bpmn:inputDataItem id="signer"/></bpmn:multiInstanceLoopCharacteristics>')
    parts = ('<bpmn:ioSpecification><bpmn:dataInput id="i1" name="list"/></bpmn:ioSpecification>'
             "<bpmn:dataInputAssociation><bpmn:sourceRef>d1</bpmn:sourceRef><bpmn:targetRef>i1</bpmn:targetRef>"
             "</bpmn:dataInputAssociation>")
    data = '<bpmn:dataObject id="d1" name="signers"/>'

    called = read(calling(data + node("callActivity", "c", parts + loop, calledElement="q")), "calls.bpmn").node("c")

    assert called.passing is None
    assert called.loop is not None and called.loop.collection == "signers"


# What is not passed is named


@pytest.mark.parametrize(("mapping", "code"), [
    ('in businessKey="#{key}"', "BPMN-VENDOR-HINT"),
    ('in source="a" target="b" local="true"', "BPMN-VENDOR-CODE"),
    ('in source="a"', "BPMN-CALL-PASSES"),
    ('out target="b"', "BPMN-CALL-PASSES"),
    ('in source="a" target="my-var"', "BPMN-CALL-PASSES"),
    ('in source="a" target="and"', "BPMN-NAME-RESERVED"),
    ('in sourceExpression="${bean.call()}" target="b"', "BPMN-EXPRESSION"),
])
def test_what_cannot_be_passed_is_named(mapping: str, code: str) -> None:
    findings = check_file(calling(mapped(mapping)), "calls.bpmn").findings

    assert code in {finding.code for finding in findings if finding.element == "c"}


# Which version is called


@pytest.mark.parametrize("binding", [
    ' camunda:calledElementBinding="latest"', ' camunda:calledElementBinding="deployment"',
])
def test_the_version_called_is_that_of_the_matter_and_that_is_said(binding: str) -> None:
    diagram = read(calling(extended("", binding)), "calls.bpmn")

    assert [(finding.code, finding.element) for finding in diagram.findings] == [("BPMN-VENDOR-READ", "c")]
    assert "frozen" in diagram.findings[0].message


@pytest.mark.parametrize("caller", [
    extended("", ' camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="2026"'),
    extended(f'<zeebe:calledElement {ZEEBE} processId="q" bindingType="versionTag" versionTag="2026"/>'),
])
def test_a_version_asked_for_by_its_tag_must_be_the_one_that_is_there(caller: str) -> None:
    assert check_file(calling(caller, version="2026"), "calls.bpmn").runnable
    refused = check_file(calling(caller, version="2025"), "calls.bpmn")

    assert [f.code for f in refused.findings if f.severity == "error"] == ["BPMN-CALL-VERSION"]
    assert refused.playable


def test_a_version_asked_for_of_a_process_in_another_file_is_held_against_that_file() -> None:
    caller = extended("", ' camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="2026"')
    alone = read(drawn(start(), caller, end(), flows="s>c; c>e"), "alone.bpmn")
    other = process("q", start("x"), end("y"), flows="x>y")
    tagged = read(drawn(flows="", also=(other,)).replace(b'id="q"', b'id="q" camunda:versionTag="2025"'), "other.bpmn")

    with pytest.raises(DiagramRefused, match="version"):
        compile(alone, called={"q": tagged})


@pytest.mark.parametrize("binding", [
    ' camunda:calledElementBinding="version" camunda:calledElementVersion="3"',
    ' camunda:calledElementBinding="versionTag"',
    ' camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="${tag}"',
])
def test_a_version_no_file_knows_is_a_question(binding: str) -> None:
    result = check_file(calling(extended("", binding)), "calls.bpmn")

    assert [f.code for f in result.findings if f.severity == "error"] == ["BPMN-CALL-VERSION"]
    assert result.playable


def test_scripts_of_the_called_process_work_on_its_own_variables() -> None:
    caller = mapped('in source="a" target="n"', 'out source="n" target="twice"')
    data = calling(caller, script("look", "n = n * 2"))

    assert Course(compile(read(data, "calls.bpmn")), {"a": 21}).variables == {"a": 21, "twice": 42}
