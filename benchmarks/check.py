"""What reading and checking a diagram costs, from the bytes of a file to all its findings.

An approval of about forty nodes as an editor saves it, with lanes, conditions, timers, a subprocess, a vote and the
drawing. The naive way beside it only parses, with the library's own parser; it checks nothing. CPU milliseconds of
this process, medians after a warm-up.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from html import escape

from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser

from bpmn.rules import check_file

WARM_UP, ROUNDS = 5, 60

_TASKS = ("examine", "visit", "consult", "review", "sign")
_LANES = ("window", "examiner", "head", "platform")
_CONDITION = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{}</bpmn:conditionExpression>'
_VOTE = """<bpmn:multiInstanceLoopCharacteristics isSequential="false">
      <bpmn:loopDataInputRef>members</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>votes</bpmn:loopDataOutputRef>
      <bpmn:inputDataItem id="member_item" name="member"/><bpmn:outputDataItem id="vote_item" name="vote"/>
      <bpmn:completionCondition>count_of(votes, "agree") * 2 &gt; nrOfInstances</bpmn:completionCondition>
    </bpmn:multiInstanceLoopCharacteristics>"""


class Drawing:
    """An approval put together node by node."""

    def __init__(self) -> None:
        self.nodes: dict[str, str] = {}
        self.flows: list[str] = []

    def node(self, kind: str, id: str, inner: str = "", **attributes: str) -> None:
        more = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        self.nodes[id] = f'    <bpmn:{kind} id="{id}" name="{id}"{more}>{inner}</bpmn:{kind}>'

    def flow(self, source: str, target: str, condition: str = "") -> None:
        inner = _CONDITION.format(escape(condition)) if condition else ""
        id = f"flow_{source}_{target}"
        self.flows.append(
            f'    <bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )

    def file(self) -> bytes:
        """The file, drawing included, which an editor makes the larger half of it."""
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
            ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
            ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="urn:benchmark">'
        )
        places = list(self.nodes)
        lanes = "\n".join(
            f'      <bpmn:lane id="{lane}" name="{lane}">'
            + "".join(f"<bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>" for id in places[number :: len(_LANES)])
            + "</bpmn:lane>"
            for number, lane in enumerate(_LANES)
        )
        shapes = "\n".join(
            f'    <bpmndi:BPMNShape id="{id}_shape" bpmnElement="{id}">'
            f'<dc:Bounds x="{number}0" y="80" width="100" height="80"/></bpmndi:BPMNShape>'
            for number, id in enumerate(places)
        )
        edges = "\n".join(
            f'    <bpmndi:BPMNEdge id="edge_{number}">'
            f'<di:waypoint x="{number}0" y="1"/><di:waypoint x="{number}9" y="1"/></bpmndi:BPMNEdge>'
            for number in range(len(self.flows))
        )
        body = "\n".join((*self.nodes.values(), *self.flows))
        return (
            f'{head}\n  <bpmn:message id="message_corrected" name="corrected"/>\n'
            f'  <bpmn:process id="approval" isExecutable="true">\n    <bpmn:laneSet id="lanes">\n{lanes}\n'
            f"    </bpmn:laneSet>\n{body}\n  </bpmn:process>\n"
            '  <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="plane" bpmnElement="approval">\n'
            f"{shapes}\n{edges}\n  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n</bpmn:definitions>\n"
        ).encode()


def approval() -> Drawing:
    """Check, one correction, five steps that may each go back, reviews side by side, a vote, a decision, delivery."""
    d = Drawing()
    d.node("startEvent", "received")
    d.node("userTask", "check")
    d.node("exclusiveGateway", "checked", default="flow_checked_turned_away")
    d.node("receiveTask", "correct", messageRef="message_corrected")
    d.node("boundaryEvent", "late", _timer("P10D"), attachedToRef="correct")
    d.node("endEvent", "lapsed")
    d.node("endEvent", "turned_away")
    d.flow("received", "check")
    d.flow("check", "checked")
    d.flow("checked", "correct", '${check == "ask_correction"}')
    d.flow("checked", "examine", '${check == "accept"}')
    d.flow("checked", "turned_away")
    d.flow("correct", "check")
    d.flow("late", "lapsed")
    for task, after in zip(_TASKS, (*_TASKS[1:], "parted"), strict=True):
        d.node("userTask", task)
        d.node("boundaryEvent", f"{task}_reminder", _timer("R3/P2D"), attachedToRef=task, cancelActivity="false")
        d.node("endEvent", f"{task}_reminded")
        d.node("exclusiveGateway", f"{task}_done", default=f"flow_{task}_done_{after}")
        d.flow(task, f"{task}_done")
        d.flow(f"{task}_reminder", f"{task}_reminded")
        d.flow(f"{task}_done", after)
        d.flow(f"{task}_done", "check", f'${{{task} == "send_back" and amount > 1000}}')
    d.node("parallelGateway", "parted")
    d.node("userTask", "fire_review")
    d.node("userTask", "land_review")
    d.node("parallelGateway", "joined")
    d.node("userTask", "vote", _VOTE)
    d.node("scriptTask", "count", '<bpmn:script>agreed = count_of(votes, "agree")</bpmn:script>')
    d.node("userTask", "decide")
    d.node("exclusiveGateway", "decided", default="flow_decided_refuse")
    d.node("serviceTask", "grant", implementation="issue_documents")
    d.node("serviceTask", "refuse", implementation="issue_documents")
    d.node("exclusiveGateway", "made")
    d.node("serviceTask", "deliver", implementation="deliver")
    d.node("endEvent", "done")
    for source, target in (
        ("parted", "fire_review"), ("parted", "land_review"), ("fire_review", "joined"), ("land_review", "joined"),
        ("joined", "vote"), ("vote", "count"), ("count", "decide"), ("decide", "decided"), ("decided", "refuse"),
        ("grant", "made"), ("refuse", "made"), ("made", "deliver"), ("deliver", "done"),
    ):  # fmt: skip
        d.flow(source, target)
    d.flow("decided", "grant", '${decide == "grant" && agreed >= 2}')
    return d


def _timer(text: str) -> str:
    kind = "timeCycle" if text.startswith("R") else "timeDuration"
    return (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def cpu_ms(way: Callable[[], object]) -> float:
    """The median cost of one call, in milliseconds of this process."""
    costs = []
    for number in range(WARM_UP + ROUNDS):
        began = time.process_time_ns()
        way()
        if number >= WARM_UP:
            costs.append(time.process_time_ns() - began)
    return statistics.median(costs) / 1e6


def naive(data: bytes) -> object:
    """Parse as the library's documentation shows."""
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(data)
    return parser.get_spec("approval")


def main() -> None:
    """Print the figures; as one JSON document with --json."""
    drawing = approval()
    data = drawing.file()
    result = check_file(data, "approval.bpmn")
    assert result.runnable, result.findings
    plain = data.replace(b"serviceTask", b"userTask")  # the library's parser refuses a service task without operator
    figures = {
        "cpu_ms": round(cpu_ms(lambda: check_file(data, "approval.bpmn")), 3),
        "naive_cpu_ms": round(cpu_ms(lambda: naive(plain)), 3),
        "nodes": len(drawing.nodes),
    }
    if "--json" in sys.argv:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:<14}{value:>10,}")


if __name__ == "__main__":
    main()
