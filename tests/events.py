"""The small matter with events in its process: cases that hear signals of others, services that may fail for good."""

from __future__ import annotations

from datetime import timedelta

from engine.matter.folder import Files
from engine.office import Office
from engine.workplace import FixedTime
from tests.offices import WINDOW, matter_files, submit

OUT_OF_SCOPE = {"reason": "不属于本机关职权范围"}

_HEARD = """
    <bpmn:boundaryEvent id="closing_heard" name="场地关闭" attachedToRef="decide" cancelActivity="false">
      <bpmn:outgoing>to_noted</bpmn:outgoing><bpmn:signalEventDefinition signalRef="closing" />
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="noted" name="已知悉"><bpmn:incoming>to_noted</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to_noted" sourceRef="closing_heard" targetRef="noted" />
"""
_CAUGHT = """
    <bpmn:boundaryEvent id="not_made" name="制作失败" attachedToRef="make_documents">
      <bpmn:outgoing>to_repair</bpmn:outgoing><bpmn:errorEventDefinition{code} />
    </bpmn:boundaryEvent>
    <bpmn:userTask id="repair" name="人工制作">
      <bpmn:incoming>to_repair</bpmn:incoming><bpmn:outgoing>repaired</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="to_repair" sourceRef="not_made" targetRef="repair" />
    <bpmn:sequenceFlow id="repaired" sourceRef="repair" targetRef="deliver" />
"""
_TURNED_AWAY = "<bpmn:incoming>turn_away</bpmn:incoming>"


def hearing() -> Files:
    """A case turned away throws a signal; cases that wait for their decision hear it and go on waiting."""
    thrown = _TURNED_AWAY + '<bpmn:signalEventDefinition signalRef="closing" />'
    return _changed(
        (_TURNED_AWAY, thrown),
        ("<bpmn:collaboration", '<bpmn:signal id="closing" name="场地关闭" /><bpmn:collaboration'),
        ("</bpmn:process>", _HEARD + "</bpmn:process>"),
    )


def failing_at_the_end() -> Files:
    """A case turned away ends in an error that nothing catches."""
    thrown = _TURNED_AWAY + '<bpmn:errorEventDefinition errorRef="closed" />'
    return _changed(
        (_TURNED_AWAY, thrown),
        ("<bpmn:collaboration", '<bpmn:error id="closed" errorCode="CLOSED" /><bpmn:collaboration'),
    )


def repairing(code: str = "") -> Files:
    """When the documents cannot be made for good, the head makes them by hand; only of this error, if one is named."""
    reference = f' errorRef="{code}"' if code else ""
    files = _changed(
        ("</bpmn:process>", _CAUGHT.format(code=reference) + "</bpmn:process>"),
        ('<bpmn:lane id="head" name="负责人">',
         '<bpmn:lane id="head" name="负责人"><bpmn:flowNodeRef>repair</bpmn:flowNodeRef>'),
    )  # fmt: skip
    matter = files["matter.yaml"].replace(b"  deliver: {service", b"  repair: {}\n  deliver: {service")
    return {**files, "matter.yaml": matter}


def publish(office: Office, clock: FixedTime, files: Files) -> None:
    """Let cases opened from now on be of this version of the small matter."""
    clock.set(clock() + timedelta(minutes=1))
    office.publish(files)


def turn_away(office: Office, key: str = "") -> str:
    """The number of a case that was turned away."""
    case = submit(office, key)
    office.complete_task(f"{case}/check_materials", WINDOW, "turn_away", OUT_OF_SCOPE)
    return case


def heard(office: Office, case: str) -> list[str]:
    """The senders of the signals a case has heard, in order."""
    return [entry["sender"] for entry in office.show_case(case)["history"] if entry["act"] == "signal"]


def _changed(*changes: tuple[str, str]) -> Files:
    files = dict(matter_files("starter"))
    diagram = files["process.bpmn"].decode()
    for before, after in changes:
        assert before in diagram
        diagram = diagram.replace(before, after, 1)
    return {**files, "process.bpmn": diagram.encode()}
