"""A file written anew says itself what was put right in it, runs the same, and keeps its drawing."""

# fmt: off

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from lxml import etree

from bpmn.errors import DiagramRefused
from bpmn.normalising import REPAIRED, normalise
from bpmn.reader import draft, read
from bpmn.rules import check_file
from bpmn.runner import compile
from tests.bpmn.drawing import (
    boundary,
    catch,
    drawn,
    end,
    error,
    exclusive,
    inclusive,
    link,
    start,
    subprocess,
    throw,
    timer,
    user,
)
from tests.bpmn.random_processes import make

OPEN = Path(__file__).parents[3] / "shared" / "conformance" / "open"
PERMIT = Path(__file__).parent / "diagrams" / "permit.bpmn"

SLOPPY = {
    "BPMN-ID-MISSING": drawn(start(), user("a"), end(), flows="s>a; a>e").replace(b' id="p_0"', b""),
    "BPMN-NOT-EXECUTABLE": drawn(start(), end(), flows="s>e").replace(b' isExecutable="true"', b""),
    "BPMN-FLOW-MOVED": drawn(start(), subprocess("a", start("x"), end("y"), flows=""), end(), flows="s>a; a>e; x>y"),
    "BPMN-CONDITION-EMPTY": drawn(start(), end(), flows="s>e").replace(
        b'targetRef="e">', b'targetRef="e"><bpmn:conditionExpression/>'),
    "BPMN-SPLIT-IMPLICIT": drawn(start(), user("a"), user("b"), user("c"), end(), flows="s>a; a>b[x]; a>c; b>e; c>e"),
    "BPMN-GATEWAY-DEFAULT-IMPLICIT": drawn(start(), exclusive("g"), user("a"), user("b"), end(),
                                           flows="s>g; g>a[x]; g>b; a>e; b>e"),
    "BPMN-GATEWAY-FLOW-ALWAYS": drawn(start(), inclusive("g"), user("a"), user("b"), end(),
                                      flows="s>g; g>a[x]; g>b; a>e; b>e"),
    "BPMN-START-IMPLICIT": drawn(user("a"), user("b"), end(), flows="a>e; b>e"),
    "BPMN-END-IMPLICIT": drawn(start(), user("a"), flows="s>a"),
    "BPMN-CODE-UNDEFINED": drawn(start(), subprocess("a", start("x"), end("y", error("late")), flows="x>y"),
                                 boundary("b", "a", error("late")), end(), flows="s>a; a>e; b>e"),
    "BPMN-TIMER-QUOTED": drawn(start(), catch("a", timer("Duration", '"PT2H"')), end(), flows="s>a; a>e"),
}


@pytest.mark.parametrize("code", SLOPPY)
def test_what_is_put_right_is_written_down_and_runs_the_same(code: str) -> None:
    written = normalise(SLOPPY[code], "sloppy.bpmn")

    assert code in {finding.code for finding in written.repaired}
    assert written.remaining == ()
    assert compile(read(written.data, "a")).key == compile(read(SLOPPY[code], "b")).key


def test_every_repair_is_tried() -> None:
    assert set(SLOPPY) == REPAIRED


def test_what_is_written_anew_stays_as_it_is() -> None:
    once = normalise(PERMIT.read_bytes(), "permit.bpmn")

    assert once.repaired == ()
    assert normalise(once.data, "permit.bpmn").data == once.data


def test_link_events_stay_link_events() -> None:
    linked = drawn(start(), throw("a", link("x")), catch("b", link("x")), end(), flows="s>a; b>e")

    assert normalise(linked, "linked.bpmn").data.count(b"linkEventDefinition") == 2


def test_what_the_designer_must_answer_stays_a_question() -> None:
    undecided = drawn(start(), exclusive("g"), user("a"), user("b"), end(), flows="s>g; g>a; g>b; a>e; b>e")

    written = normalise(undecided, "undecided.bpmn")

    assert [finding.code for finding in written.remaining] == ["BPMN-GATEWAY-UNDECIDED"]


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(DiagramRefused):
        normalise(b"<a/>", "no.bpmn")


DRAWING = b"""<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:w="http://www.omg.org/spec/DD/20100524/DI"><di:BPMNPlane>
  <di:BPMNShape id="s_di" bpmnElement="s"><dc:Bounds x="100" y="100" width="36" height="36"/></di:BPMNShape>
  <di:BPMNShape id="a_di" bpmnElement="a"><dc:Bounds x="200" y="80" width="100" height="80"/></di:BPMNShape>
  <di:BPMNShape id="b_di" bpmnElement="b"><dc:Bounds x="400" y="80" width="100" height="80"/></di:BPMNShape>
  <di:BPMNEdge id="p_1_di" bpmnElement="p_1"><w:waypoint x="300" y="120"/><w:waypoint x="400" y="120"/></di:BPMNEdge>
</di:BPMNPlane></di:BPMNDiagram></bpmn:definitions>"""


def test_the_drawing_stays_and_what_is_put_in_is_drawn_beside() -> None:
    sloppy = drawn(start(), user("a"), user("b"), user("c"), flows="s>a; a>b; a>c; c>b")
    sloppy = sloppy.replace(b"</bpmn:definitions>", DRAWING)

    written = etree.fromstring(normalise(sloppy, "sloppy.bpmn").data)

    bounds = {shape.get("bpmnElement"): dict(shape[0].attrib) for shape in written.iter("{*}BPMNShape")}
    edges = {edge.get("bpmnElement"): [dict(p.attrib) for p in edge] for edge in written.iter("{*}BPMNEdge")}
    assert bounds["a"] == {"x": "200", "y": "80", "width": "100", "height": "80"}
    assert bounds["a_split"] == {"x": "340", "y": "95", "width": "50", "height": "50"}
    assert bounds["b_end"] == {"x": "540", "y": "102", "width": "36", "height": "36"}
    assert edges["p_1"] == [{"x": "390", "y": "120"}, {"x": "400", "y": "120"}]
    assert edges["a_to_a_split"] == [{"x": "300", "y": "120"}, {"x": "340", "y": "120"}]


@pytest.mark.parametrize("seed", range(60))
def test_a_random_process_drawn_sloppily_runs_the_same_when_written_anew(seed: int) -> None:
    chance, data = random.Random(seed), make(seed).xml
    for what in (rb'<bpmn:sequenceFlow( id="\w+")', rb'( default="\w+")', rb"(<bpmn:endEvent [^>]*></bpmn:endEvent>)"):
        if chance.random() < 0.7 and (found := list(re.finditer(what, data))):
            match = chance.choice(found)
            data = data[: match.start(1)] + data[match.end(1) :]

    written = normalise(data, "sloppy.bpmn")

    assert not {finding.code for finding in written.remaining} & REPAIRED
    if check_file(data, "sloppy.bpmn").runnable:
        assert compile(read(written.data, "a")).key == compile(read(data, "b")).key


@pytest.mark.skipif(not OPEN.is_dir(), reason="no diagrams of other tools lie beside the repository")
def test_foreign_diagrams_written_anew_need_no_repair_and_run_the_same() -> None:
    for path in sorted(OPEN.glob("*.bpmn")):
        data = path.read_bytes()

        written = normalise(data, path.name)

        assert not {finding.code for finding in written.remaining} & REPAIRED, path.name
        if check_file(data, path.name).playable:
            keys = {compile(draft(one, path.name), draft=True).key for one in (data, written.data)}
            assert len(keys) == 1, path.name
