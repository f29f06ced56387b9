"""What an event waits for or sends: none, a message, a timer, the end of everything; all others are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from bpmn.expressions import bare
from bpmn.model import Event, TimerKind
from bpmn.reader.elements import PREFIX, line_of, local_name, referred, text_of
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import Extensions
from bpmn.reader.vocabulary import NOT_RUN, REFUSED_EVENTS, RUN_EVENTS, SILENT


def event_of(element: etree._Element, id: str, reading: Reading) -> Event:
    """The event of an event node. One that is refused comes back as none."""
    kind, line = local_name(element), line_of(element)
    definitions = [child for child in element if local_name(child) in _DEFINITIONS]
    for reference in element.findall(PREFIX + "eventDefinitionRef"):
        shared = reading.definitions.events.get(referred(reference.text))
        if shared is None:
            message = f"{id} refers to the event {reference.text!r}, which is not in the file"
            reading.report.add("BPMN-REFERENCE", message, id, line_of(reference))
        else:
            definitions.append(shared)
    if len(definitions) > 1:
        reading.refuse(id, line, f"{id} has several events", "Use one event on each path of a gateway.")
        return Event("none", line=line)
    if definitions:
        return _defined(definitions[0], kind, id, reading)
    if kind in ("intermediateCatchEvent", "boundaryEvent"):
        reading.report.add("BPMN-EVENT-EMPTY", f"{kind} {id} waits for nothing", id, line)
    return Event("none", line=line)


def message_of(element: etree._Element, id: str, reading: Reading) -> str:
    """The name of the message an event definition or task refers to; the node's id when it refers to none."""
    reference, line = referred(element.get("messageRef")), line_of(element)
    if not reference:
        reading.report.add("BPMN-MESSAGE-UNNAMED", f"{id} names no message", id, line)
        return id
    name = reading.definitions.messages.get(reference)
    if name is None:
        message = f"{id} refers to the message {reference!r}, which is not in the file"
        reading.report.add("BPMN-REFERENCE", message, id, line)
        return id
    if name.startswith("=") or "${" in name or "#{" in name:
        reading.report.add("BPMN-MESSAGE-NAME", f"the message {name!r} of {id} is named by an expression", id, line)
    return name


_DEFINITIONS = RUN_EVENTS | REFUSED_EVENTS.keys()
_EVENTS_OF = {
    "startEvent": ("messageEventDefinition",),
    "endEvent": ("messageEventDefinition", "terminateEventDefinition"),
    "intermediateCatchEvent": ("messageEventDefinition", "timerEventDefinition"),
    "intermediateThrowEvent": ("messageEventDefinition",),
    "boundaryEvent": ("messageEventDefinition", "timerEventDefinition"),
}
_MISPLACED = {
    "timerEventDefinition": "Start with a plain start event; put a catching timer event after it.",
    "terminateEventDefinition": "Use a terminate end event.",
    "messageEventDefinition": "Use a catching or throwing message event.",
}
_TIMES: Mapping[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}

# A text in quotation marks, or in FEEL's functions that turn a text into a time.
_QUOTED = re.compile(
    r"""(?:(?:duration|date\ and\ time|date)\(\s*)?(?P<mark>["'])(?P<text>[^"']*)(?P=mark)\s*\)?""", re.VERBOSE
)


def _defined(definition: etree._Element, kind: str, id: str, reading: Reading) -> Event:
    what, line = local_name(definition), line_of(definition)
    if what not in _EVENTS_OF[kind]:
        remedy = REFUSED_EVENTS.get(what) or _MISPLACED[what]
        reading.refuse(id, line, f"{what} of {kind} {id} is not run", remedy)
        return Event("none", line=line)
    _name_the_rest(definition, id, reading)
    if what == "timerEventDefinition":
        return _timer(definition, id, reading)
    if what == "terminateEventDefinition":
        return Event("terminate", line=line)
    message = message_of(definition, id, reading)
    if kind == "startEvent":
        reading.report.add("BPMN-START-MESSAGE", f"{id} starts the process by the message {message!r}", id, line)
        return Event("none", message=message, line=line)
    return Event("message", message=message, line=line)


def _name_the_rest(definition: etree._Element, id: str, reading: Reading) -> None:
    Extensions(definition).report_unused(reading.report, id)
    for child in definition:
        name = local_name(child)
        if name in NOT_RUN:
            reading.report_not_run(child, id)
        elif name not in SILENT and name not in _TIMES:
            reading.report_unknown(child, id)


def _timer(definition: etree._Element, id: str, reading: Reading) -> Event:
    times = [child for child in definition if local_name(child) in _TIMES]
    if len(times) != 1 or not text_of(times[0]):
        message = f"the timer of {id} has {'several times' if times[1:] else 'no time'}"
        reading.report.add("BPMN-TIMER", message, id, line_of(definition))
        return Event("timer", "duration", "PT0S", line=line_of(definition))
    time, line = times[0], line_of(times[0])
    Extensions(time).report_unused(reading.report, id)
    text = bare(text_of(time))
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        reading.report.add("BPMN-TIMER-QUOTED", f"the time {text} of {id} is in quotation marks", id, line)
        text = quoted["text"].strip()
    return Event("timer", _TIMES[local_name(time)], text, line=line)
