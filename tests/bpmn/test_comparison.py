"""What is said of two diagrams: the sentences a designer would say, and nothing about layout or ids of flows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from bpmn.comparison import Comparison, compare
from bpmn.drawing import draw_difference
from bpmn.reader import draft
from tests.bpmn import drawing
from tests.bpmn.pictures import FOREIGN, OWN, classes, drawn, parsed, texts
from tests.bpmn.random_processes import make

LANES = """<bpmn:laneSet id="lanes">
  <bpmn:lane id="handler" name="承办人"><bpmn:flowNodeRef>handle</bpmn:flowNodeRef></bpmn:lane>
  <bpmn:lane id="head" name="负责人"><bpmn:flowNodeRef>decide</bpmn:flowNodeRef></bpmn:lane>
</bpmn:laneSet>"""
BASE = (
    drawing.drawn(
        LANES,
        drawing.start("arrived"),
        drawing.user("handle"),
        drawing.exclusive("choice"),
        drawing.user("decide"),
        drawing.catch("wait", drawing.timer("Duration", "P5D")),
        drawing.service("seal", "issue_documents"),
        drawing.end("granted"),
        drawing.end("refused"),
        flows="arrived>handle;handle>choice;choice>decide[handle == 'agree'];choice>*refused;"
        "decide>wait;wait>seal;seal>granted",
    )
    .decode()
    .replace('name="handle"', 'name="承办"')
    .replace('name="decide"', 'name="决定"')
    .replace('name="wait"', 'name="公示"')
    .replace('name="seal"', 'name="制证"')
    .replace('name="choice"', 'name="是否同意"')
    .replace('name="refused"', 'name="不予许可"')
    .replace('name="granted"', 'name="办结"')
    .replace('name="arrived"', 'name="收到"')
)


def flow(id: str, source: str, target: str, condition: str = "") -> str:
    inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'


NO = "<bpmn:conditionExpression>handle == 'no'</bpmn:conditionExpression>"


def with_review(text: str) -> str:
    """A review between the decision and the notice."""
    step = (
        '<bpmn:userTask id="review" name="复核"/>' + flow("new_1", "decide", "review") + flow("new_2", "review", "wait")
    )
    return re.sub(r'<bpmn:sequenceFlow id="p_4".*?</bpmn:sequenceFlow>', step, text)


def without_wait(text: str) -> str:
    text = re.sub(r'<bpmn:intermediateCatchEvent id="wait".*?</bpmn:intermediateCatchEvent>', "", text)
    text = re.sub(r'<bpmn:sequenceFlow id="p_5".*?</bpmn:sequenceFlow>', "", text)
    return text.replace('sourceRef="decide" targetRef="wait"', 'sourceRef="decide" targetRef="seal"')


CASES: dict[str, tuple[Callable[[str], str], list[tuple[str, str]]]] = {
    "a new step": (with_review, [("added", "新增环节“复核”（review），位于“决定”与“公示”之间")]),
    "a step gone": (without_wait, [("removed", "删除事件“公示”（wait），原位于“决定”与“制证”之间")]),
    "renamed": (lambda t: t.replace('name="决定"', 'name="审批"'), [("changed", "环节“决定”改名为“审批”")]),
    "another id": (
        lambda t: t.replace('"decide"', '"approve"').replace(">decide<", ">approve<"),
        [("changed", "环节“决定”的编号由 decide 改为 approve")],
    ),
    "another id and name in the same place": (
        lambda t: t.replace('"decide"', '"approve"').replace(">decide<", ">approve<").replace("决定", "审批"),
        [("changed", "环节“决定”的编号由 decide 改为 approve"), ("changed", "环节“决定”改名为“审批”")],
    ),
    "another lane": (
        lambda t: t.replace("<bpmn:flowNodeRef>handle</bpmn:flowNodeRef>", "").replace(
            "<bpmn:flowNodeRef>decide<", "<bpmn:flowNodeRef>handle</bpmn:flowNodeRef><bpmn:flowNodeRef>decide<"
        ),
        [("changed", "环节“承办”的办理人由“承办人”改为“负责人”（换泳道）")],
    ),
    "a lane renamed": (lambda t: t.replace("负责人", "局长"), [("changed", "泳道“负责人”改名为“局长”")]),
    "a lane with another id": (
        lambda t: t.replace('lane id="head"', 'lane id="director"'),
        [("changed", "泳道“负责人”的编号由 head 改为 director")],
    ),
    "another kind of step": (
        lambda t: t.replace(
            '<bpmn:userTask id="decide" name="决定"></bpmn:userTask>', '<bpmn:manualTask id="decide" name="决定"/>'
        ),
        [("changed", "环节“决定”由用户任务改为人工任务")],
    ),
    "another condition": (
        lambda t: t.replace("handle == &#x27;agree&#x27;", "handle == &#x27;yes&#x27;"),
        [("changed", "“是否同意”到“决定”的条件由“handle == 'agree'”改为“handle == 'yes'”")],
    ),
    "another default": (
        lambda t: (
            re.sub("<bpmn:conditionExpression.*?</bpmn:conditionExpression>", "", t)
            .replace('default="p_3"', 'default="p_2"')
            .replace(
                'id="p_3" sourceRef="choice" targetRef="refused">',
                'id="p_3" sourceRef="choice" targetRef="refused">' + NO,
            )
        ),
        [
            ("changed", "“是否同意”到“决定”取消条件（原为“handle == 'agree'”）"),
            ("changed", "“是否同意”到“决定”成为默认流向"),
            ("changed", "“是否同意”到“不予许可”新设条件：“handle == 'no'”"),
            ("changed", "“是否同意”到“不予许可”不再是默认流向"),
        ],
    ),
    "another time": (lambda t: t.replace("P5D", "P10D"), [("changed", "事件“公示”的定时或条件由“P5D”改为“P10D”")]),
    "another event": (
        lambda t: re.sub(
            "<bpmn:timerEventDefinition>.*?</bpmn:timerEventDefinition>", "<bpmn:signalEventDefinition/>", t
        ),
        [("changed", "事件“公示”的触发方式由定时“P5D”改为信号“wait”")],
    ),
    "another service": (
        lambda t: t.replace("issue_documents", "print_licence"),
        [("changed", "环节“制证”的服务由“issue_documents”改为“print_licence”")],
    ),
    "an assignee": (
        lambda t: t.replace('id="decide"', 'id="decide" camunda:assignee="wang.head"'),
        [("changed", "环节“决定”新设办理人：“wang.head”")],
    ),
    "several do it": (
        lambda t: t.replace(
            '<bpmn:userTask id="decide" name="决定">', '<bpmn:userTask id="decide" name="决定">' + drawing.each()
        ),
        [("changed", "环节“决定”新设多实例：“collection=signers, element=signer”")],
    ),
    "other words": (
        lambda t: t.replace('name="决定">', 'name="决定"><bpmn:documentation>两名以上</bpmn:documentation>'),
        [("changed", "环节“决定”的说明文字有改动")],
    ),
    "a flow led elsewhere": (
        lambda t: t.replace('sourceRef="choice" targetRef="refused"', 'sourceRef="choice" targetRef="handle"').replace(
            "</bpmn:process>", flow("x", "decide", "refused") + "</bpmn:process>"
        ),
        [
            ("added", "新增流向：“决定”到“不予许可”"),
            ("changed", "“是否同意”之后的流向由到“不予许可”改为到“承办”"),
        ],
    ),
    "a further flow": (
        lambda t: t.replace("</bpmn:process>", flow("x", "choice", "handle", "handle == 'again'") + "</bpmn:process>"),
        [("added", "新增流向：“是否同意”到“承办”，条件“handle == 'again'”")],
    ),
    "flows with other ids": (lambda t: t.replace("p_", "flow_"), []),
    "other layout": (lambda t: t.replace("</bpmn:definitions>", "<!-- moved -->\n\n</bpmn:definitions>"), []),
}


def compared(change: Callable[[str], str]) -> Comparison:
    changed = change(BASE)
    return compare(draft(BASE.encode(), "a.bpmn"), draft(changed.encode(), "b.bpmn"))


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_said_as_a_designer_would(name: str) -> None:
    change, expected = CASES[name]

    said = [(change.how, change.said.zh) for change in compared(change).changes]

    assert sorted(said) == sorted(expected)


@pytest.mark.parametrize("name", CASES)
def test_every_sentence_is_there_in_both_languages(name: str) -> None:
    for change in compared(CASES[name][0]).changes:
        assert change.said.en and not re.search("[新增删除改为由原位]", re.sub("“[^”]*”", "", change.said.en))


def test_what_a_subprocess_holds_is_told_with_it() -> None:
    inner = drawing.subprocess("sub", drawing.start("si"), drawing.user("x"), drawing.end("ei"), flows="si>x;x>ei")
    text = with_review(BASE).replace('<bpmn:userTask id="review" name="复核"/>', inner).replace('"review"', '"sub"')

    changes = compare(draft(BASE.encode(), "a"), draft(text.encode(), "b")).changes

    assert [change.said.zh for change in changes] == ["新增环节“sub”（sub）及其中 3 个节点，位于“决定”与“公示”之间"]


def test_changes_are_grouped_added_removed_changed() -> None:
    def everything(text: str) -> str:
        return (
            with_review(text).replace('name="承办"', 'name="办理"').replace('targetRef="refused"', 'targetRef="handle"')
        )

    hows = [change.how for change in compared(everything).changes]

    assert hows == sorted(hows, key=("added", "removed", "changed").index)


@pytest.mark.parametrize("path", [*OWN, *FOREIGN], ids=lambda p: p.name if p.name != "process.bpmn" else p.parent.name)
def test_a_diagram_does_not_differ_from_itself(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]

    comparison = compare(draft(data, "a"), draft(data, "b"))

    assert comparison.changes == () and not comparison.added and not comparison.removed


@pytest.mark.parametrize("seed", range(30))
def test_what_is_added_one_way_is_removed_the_other(seed: int) -> None:
    one, other = (draft(make(n).xml, "f") for n in (seed, seed + 1000))

    there, back = compare(one, other), compare(other, one)

    assert len(there.nodes) == len(set(there.nodes.values()))
    assert there.added | set(there.nodes.values()) | set(there.flows.values()) == {
        *(node.id for node in other.nodes()),
        *(id for scope in other.scopes.values() for id in scope.flows),
    }
    assert bool(there.added) == bool(back.removed)


# In one picture


@pytest.mark.parametrize("name", CASES)
def test_one_picture_shows_both_and_says_every_sentence(name: str) -> None:
    changed = CASES[name][0](BASE)
    comparison = compare(draft(BASE.encode(), "a"), draft(changed.encode(), "b"))

    svg = draw_difference(BASE.encode(), changed.encode(), comparison)

    found = drawn(svg)
    for id in comparison.added:
        assert classes(found[id]) & {"is-added", "is-changed"}, "a flow led elsewhere is a changed one"
    for id in comparison.removed:
        assert "is-removed" in classes(found[f"before.{id}"])
    said = re.sub(r"\s", "", texts(svg))
    for number, change in enumerate(comparison.changes, start=1):
        assert re.sub(r"\s", "", change.said.zh) in said
        sign = {"added": "+", "removed": "−", "changed": ""}[change.how]
        assert f">{sign}{number}<" in svg


def test_a_picture_of_no_difference_says_so() -> None:
    svg = draw_difference(BASE.encode(), BASE.encode(), compared(lambda text: text))

    assert "两个流程图没有差别" in texts(svg)


@pytest.mark.parametrize("seed", range(10))
def test_pictures_of_any_two_processes_are_well_formed(seed: int) -> None:
    one, other = make(seed).xml, make(seed + 1).xml

    svg = draw_difference(one, other, compare(draft(one, "a"), draft(other, "b")))

    parsed(svg)


def test_two_large_diagrams_with_nothing_in_common_are_compared_in_a_moment() -> None:
    def large(letter: str) -> bytes:
        steps = [f"{letter}{number}" for number in range(1_500)]
        flows = ";".join(f"{one}>{other}" for one, other in pairwise(("s", *steps, "e")))
        return drawing.drawn(drawing.start(), *map(drawing.user, steps), drawing.end(), flows=flows)

    before, after = draft(large("a"), "before.bpmn"), draft(large("b"), "after.bpmn")
    began = time.process_time()

    changes = compare(before, after).changes

    assert len(changes) >= 1_500
    assert time.process_time() - began < 2
