"""One flow node: from its XML element to a `Node` of the model, with a finding for everything it does not understand.

Knows the element and what the file defines for it to refer to; knows neither the flows nor the other nodes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from bpmn.catalogue import Report
from bpmn.document import MODEL
from bpmn.expressions import bare
from bpmn.model import Event, Loop, Node, TimerKind
from bpmn.vendor import SERVICE_ALIASES, STEP_ALIASES, Extensions
from bpmn.vocabulary import (
    ACTIVITIES,
    ATTRIBUTES,
    EVENTS,
    NODES,
    NOT_RUN,
    REFUSED_EVENTS,
    REFUSED_NODES,
    REFUSED_VALUES,
    RUN_EVENTS,
    SILENT,
)


@dataclass(slots=True)
class Definitions:
    """What the nodes of a file may refer to by id."""

    messages: dict[str, str] = field(default_factory=dict)
    """Id of a message → its name."""
    variables: dict[str, str] = field(default_factory=dict)
    """Id of a data object, property or input → the name of the variable that holds it."""
    operations: dict[str, str] = field(default_factory=dict)
    """Id of an operation of an interface → its name."""
    events: dict[str, etree._Element] = field(default_factory=dict)
    """Id of an event definition that several events share → its element."""
    flows: frozenset[str] = frozenset()
    """Ids of all sequence flows of the file."""


def local_name(element: etree._Element) -> str:
    """The element's name when it belongs to BPMN, otherwise the empty text."""
    tag = str(element.tag)
    return tag[len(_PREFIX) :] if tag.startswith(_PREFIX) else ""


def line_of(element: etree._Element) -> int:
    """The 1-based line of the element's start tag (lxml gives None only for elements made in memory)."""
    return element.sourceline or 0


def referred(reference: str | None) -> str:
    """The id a QName or IDREF refers to, without its prefix."""
    return (reference or "").strip().rpartition(":")[2]


def variable_name(element: etree._Element) -> str:
    """What expressions call a data object: its name if that can be written in one, otherwise its id."""
    name = (element.get("name") or "").strip()
    return name if name.isidentifier() else (element.get("id") or "").strip()


class NodeReader:
    """Reads the nodes of one file; collects the ids of those that are refused."""

    def __init__(self, definitions: Definitions, report: Report) -> None:
        self._definitions = definitions
        self._report = report
        self.refused: set[str] = set()

    def read(self, element: etree._Element, id: str, scope: str, lane: str) -> Node:
        """The node. A node that is refused comes back as a plain task, so that its flows still have ends."""
        kind, line, name = local_name(element), line_of(element), (element.get("name") or "").strip()
        extensions = Extensions(element)
        if kind not in NODES:
            self._refuse(id, line, f"{kind} {name or id!r} is not run", REFUSED_NODES[kind])
            return Node(id, "task", name, scope, line, lane)
        self._check_attributes(element, id)
        self._check_children(element, id)
        loop = self._loop(element, id) if kind in ACTIVITIES else None
        event = self._event(element, id, extensions)
        node = Node(
            id,
            kind,  # type: ignore[arg-type]  # it is one of NODES, which are the kinds
            name,
            scope,
            line,
            lane,
            default=(element.get("default") or "").strip(),
            event=event,
            attached_to=referred(element.get("attachedToRef")),
            interrupting=element.get("cancelActivity") not in ("false", "0"),
            loop=loop,
            called=self._called(element, id, extensions),
            implementation=self._implementation(element, id, extensions),
            assignments=self._assignments(element, id, extensions),
            attributes=extensions.kept(STEP_ALIASES) if kind in ACTIVITIES or kind == "startEvent" else {},
            documentation="\n".join((text.text or "").strip() for text in element.findall(_PREFIX + "documentation")),
        )
        extensions.report_unused(self._report, id)
        return node

    def _refuse(self, id: str, line: int, message: str, remedy: str) -> None:
        self.refused.add(id)
        self._report.add("BPMN-UNSUPPORTED", message, id, line, remedy=remedy)

    def _check_attributes(self, element: etree._Element, id: str) -> None:
        for key, value in element.attrib.items():
            name, text = str(key), str(value).strip()
            if name[0] == "{":
                continue
            if name in REFUSED_VALUES and text not in (REFUSED_VALUES[name][0], ""):
                self._refuse(id, line_of(element), f"{name}={text!r} of {id} is not run", REFUSED_VALUES[name][1])
            elif name not in ATTRIBUTES:
                self._report.add(
                    "BPMN-VENDOR-HINT", f"the attribute {name!r} of {id} is not used", id, line_of(element)
                )

    def _check_children(self, element: etree._Element, id: str) -> None:
        kind = local_name(element)
        for child in element:
            name = local_name(child)
            if name in ("incoming", "outgoing"):
                self._check_flow_reference(child, id)
            elif name == "standardLoopCharacteristics":
                self._refuse(
                    id,
                    line_of(child),
                    f"the standard loop of {id} is not run",
                    "Draw the loop with an exclusive gateway, or use a sequential multi-instance activity.",
                )
            elif name in NOT_RUN:
                if kind != "subProcess":  # its children are a scope's, which the reader goes through
                    self.report_not_run(child, name, id)
            elif not (name in SILENT or kind == "subProcess" or name in _OWN_CHILDREN.get(kind, ())):
                self.report_unknown(child, id)

    def report_not_run(self, element: etree._Element, name: str, owner: str) -> None:
        """Name an element that BPMN gives a meaning which is not carried out."""
        self._report.add(
            "BPMN-NOT-RUN", f"{name} of {owner} is not carried out", owner, line_of(element), remedy=NOT_RUN[name]
        )

    def report_unknown(self, element: etree._Element, owner: str) -> None:
        """Name an element nobody knows, by its own id if it has one."""
        name = etree.QName(element)
        where = "" if name.namespace == MODEL else f" of {name.namespace or 'no namespace'}"
        message = f"<{name.localname}>{where} in {owner} is not an element BPMN allows there"
        self._report.add("BPMN-UNKNOWN-ELEMENT", message, element.get("id") or owner, line_of(element))

    def _check_flow_reference(self, child: etree._Element, id: str) -> None:
        flow = referred(child.text)
        if flow not in self._definitions.flows:
            self._report.add(
                "BPMN-REFERENCE",
                f"{id} names the {local_name(child)} flow {flow!r}, which is not in the file",
                id,
                line_of(child),
            )

    def _event(self, element: etree._Element, id: str, extensions: Extensions) -> Event | None:
        kind = local_name(element)
        if kind in EVENTS:
            return self._event_of(element, id)
        if kind == "receiveTask":
            return Event("message", message=self._message(element, id), line=line_of(element))
        if kind == "sendTask" and (element.get("messageRef") or not self._named_service(element, extensions)):
            return Event("message", message=self._message(element, id), line=line_of(element))
        return None

    def _event_of(self, element: etree._Element, id: str) -> Event:
        kind, line = local_name(element), line_of(element)
        definitions = [child for child in element if local_name(child).endswith("EventDefinition")]
        for reference in element.findall(_PREFIX + "eventDefinitionRef"):
            shared = self._definitions.events.get(referred(reference.text))
            if shared is None:
                self._report.add(
                    "BPMN-REFERENCE", f"{id} refers to the event {reference.text!r}, which is not in the file", id, line
                )
            else:
                definitions.append(shared)
        if len(definitions) > 1:
            self._refuse(id, line, f"{id} has several events", "Use one event on each path of a gateway.")
            return Event("none", line=line)
        if not definitions:
            if kind in ("intermediateCatchEvent", "boundaryEvent"):
                self._report.add("BPMN-EVENT-EMPTY", f"{kind} {id} waits for nothing", id, line)
            return Event("none", line=line)
        return self._event_defined(definitions[0], kind, id)

    def _event_defined(self, definition: etree._Element, kind: str, id: str) -> Event:
        what, line = local_name(definition), line_of(definition)
        Extensions(definition).report_unused(self._report, id)
        if what not in RUN_EVENTS or what not in _EVENTS_OF[kind]:
            remedy = REFUSED_EVENTS.get(what) or _MISPLACED[what]
            self._refuse(id, line, f"{what} of {kind} {id} is not run", remedy)
            return Event("none", line=line)
        if what == "timerEventDefinition":
            return self._timer(definition, id)
        if what == "terminateEventDefinition":
            return Event("terminate", line=line)
        message = self._message(definition, id)
        if kind == "startEvent":
            self._report.add("BPMN-START-MESSAGE", f"{id} starts the process by the message {message!r}", id, line)
            return Event("none", message=message, line=line)
        return Event("message", message=message, line=line)

    def _timer(self, definition: etree._Element, id: str) -> Event:
        line = line_of(definition)
        times = [child for child in definition if local_name(child) in _TIMES]
        if len(times) != 1 or not "".join(str(text) for text in times[0].itertext()).strip():
            self._report.add(
                "BPMN-TIMER", f"the timer of {id} has {'several times' if times[1:] else 'no time'}", id, line
            )
            return Event("timer", "duration", "PT0S", line=line)
        (time,) = times
        Extensions(time).report_unused(self._report, id)
        text = bare("".join(str(part) for part in time.itertext()))
        quoted = _QUOTED.fullmatch(text)
        if quoted:
            self._report.add("BPMN-TIMER-QUOTED", f"the time {text} of {id} is in quotation marks", id, line_of(time))
            text = quoted["text"].strip()
        return Event("timer", _TIMES[local_name(time)], text, line=line_of(time))

    def _message(self, element: etree._Element, id: str) -> str:
        reference, line = referred(element.get("messageRef")), line_of(element)
        if not reference:
            self._report.add("BPMN-MESSAGE-UNNAMED", f"{id} names no message", id, line)
            return id
        if reference not in self._definitions.messages:
            self._report.add(
                "BPMN-REFERENCE", f"{id} refers to the message {reference!r}, which is not in the file", id, line
            )
            return id
        name = self._definitions.messages[reference]
        if name.startswith("=") or "${" in name or "#{" in name:
            self._report.add("BPMN-MESSAGE-NAME", f"the message {name!r} of {id} is named by an expression", id, line)
        return name

    def _called(self, element: etree._Element, id: str, extensions: Extensions) -> str:
        if local_name(element) != "callActivity":
            return ""
        called = (element.get("calledElement") or extensions.get("calledElement")).strip()
        if not called:
            self._report.add("BPMN-CALL", f"{id} names no process to call", id, line_of(element))
        elif called.startswith("=") or "${" in called or "#{" in called:
            self._report.add(
                "BPMN-CALL",
                f"{id} works out at run time what it calls: {called}",
                id,
                line_of(element),
                remedy="Call one process by its id; let a gateway choose between several call activities.",
            )
        return referred(called)

    def _named_service(self, element: etree._Element, extensions: Extensions) -> tuple[str, bool] | None:
        """The service's name, and whether it is another engine's code; None when there is none."""
        for alias in SERVICE_ALIASES:
            name = extensions.get(alias)
            if name and not (alias == "type" and name == "external"):
                return name, alias in ("delegateExpression", "class", "expression")
        name = (element.get("implementation") or "").strip()
        if name and not name.startswith("##"):
            return name, False
        operation = referred(element.get("operationRef"))
        return (self._definitions.operations.get(operation, operation), False) if operation else None

    def _implementation(self, element: etree._Element, id: str, extensions: Extensions) -> str:
        kind = local_name(element)
        if kind not in ("serviceTask", "sendTask"):
            return ""
        named = self._named_service(element, extensions)
        if named is None:
            if kind == "serviceTask":
                self._report.add("BPMN-SERVICE-UNNAMED", f"{id} names no service", id, line_of(element))
            return ""
        name, is_code = named
        if is_code:
            self._report.add("BPMN-SERVICE-FOREIGN", f"{id} names the code {name!r}", id, line_of(element))
        return name

    def _assignments(
        self, element: etree._Element, id: str, extensions: Extensions
    ) -> tuple[tuple[str, str, int], ...]:
        if local_name(element) != "scriptTask":
            return ()
        script = element.find(_PREFIX + "script")
        text = "".join(str(part) for part in script.itertext()) if script is not None else extensions.get("script")
        line = line_of(script) if script is not None else line_of(element)
        result = extensions.get("resultVariable")
        if extensions.get("resource"):
            self._report.add("BPMN-SCRIPT", f"the script of {id} stands in another file", id, line)
            return ()
        if not text.strip():
            self._report.add("BPMN-SCRIPT-EMPTY", f"the script of {id} is empty", id, line)
            return ()
        if result and not _ASSIGNMENT.fullmatch(text.strip()):
            return ((result, bare(text), line),)
        return tuple(self._script_lines(text, id, line))

    def _script_lines(self, text: str, id: str, line: int) -> list[tuple[str, str, int]]:
        assignments = []
        for number, written in enumerate(text.split("\n"), start=line):
            statement = written.strip()
            if not statement or statement.startswith(("#", "//")):
                continue
            assignment = _ASSIGNMENT.fullmatch(statement)
            if assignment is None:
                shown = statement if len(statement) <= 60 else statement[:57] + "…"
                self._report.add("BPMN-SCRIPT", f"the line {shown!r} of {id} is not an assignment", id, number)
            else:
                assignments.append((assignment["name"], bare(assignment["value"]), number))
        return assignments

    def _loop(self, element: etree._Element, id: str) -> Loop | None:
        found = element.find(_PREFIX + "multiInstanceLoopCharacteristics")
        if found is None:
            return None
        extensions, line = Extensions(found), line_of(found)
        if found.get("behavior", "All") != "All":
            self._refuse(id, line, f"behavior={found.get('behavior')!r} of {id} is not run", "Use behavior All.")
        texts: dict[str, str] = {}
        for child in found:
            name = local_name(child)
            if name in _LOOP_PARTS:
                texts[name] = "".join(str(part) for part in child.itertext()).strip()
            elif name in ("inputDataItem", "outputDataItem"):
                texts[name] = variable_name(child)
            elif name not in SILENT:
                self.report_unknown(child, id)
        cardinality = bare(texts.get("loopCardinality", ""))
        collection = self._item(texts.get("loopDataInputRef", "")) or bare(extensions.get("collection"))
        if bool(cardinality) is bool(collection):
            says = "both how often and over which list" if cardinality else "neither how often nor over which list"
            self._report.add("BPMN-LOOP", f"the multi-instance {id} says {says} it is done", id, line)
        loop = Loop(
            sequential=found.get("isSequential") in ("true", "1"),
            cardinality=cardinality,
            collection=collection,
            element=texts.get("inputDataItem") or extensions.get("elementVariable"),
            output=self._item(texts.get("loopDataOutputRef", "")) or extensions.get("outputCollection"),
            output_element=texts.get("outputDataItem") or bare(extensions.get("outputElement")),
            completion=bare(texts.get("completionCondition", "")),
            line=line,
        )
        extensions.report_unused(self._report, id)
        return loop

    def _item(self, reference: str) -> str:
        """The variable a reference to data means; a name nothing in the file has is the variable itself."""
        item = referred(reference)
        return self._definitions.variables.get(item, item)


_PREFIX = f"{{{MODEL}}}"
_TIMES: Mapping[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_QUOTED = re.compile(
    r"""(?:(?:duration|date\ and\ time|date)\(\s*)?(?P<mark>["'])(?P<text>[^"']*)(?P=mark)\s*\)?""", re.VERBOSE
)
_ASSIGNMENT = re.compile(r"(?P<name>[^\W\d]\w*)\s*=(?!=)\s*(?P<value>.*?\S)\s*;?", re.DOTALL)
_LOOP_PARTS = ("loopCardinality", "loopDataInputRef", "loopDataOutputRef", "completionCondition")

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
_EVENT_CHILDREN = (*RUN_EVENTS, *REFUSED_EVENTS, "eventDefinitionRef")
_OWN_CHILDREN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(ACTIVITIES, ("multiInstanceLoopCharacteristics",)),
    **dict.fromkeys(EVENTS, _EVENT_CHILDREN),
    "scriptTask": ("multiInstanceLoopCharacteristics", "script"),
}
