"""One flow node: from its XML element to a `Node` of the model, with a finding for everything it does not understand.

Knows the element and what the file defines for it to refer to; knows neither the flows nor the other nodes.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from bpmn.expressions import bare
from bpmn.model import SUBPROCESSES, Node
from bpmn.reader import activities, calls, roles
from bpmn.reader.decisions import decision_of
from bpmn.reader.elements import PREFIX, line_of, local_name, referred, text_of
from bpmn.reader.events import DEFINITIONS, event_of
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import STEP_ALIASES, Extensions
from bpmn.reader.vocabulary import (
    ACTIVITIES,
    EVENTS,
    NODES,
    NOT_RUN,
    REFUSED_NODES,
    REFUSED_VALUES,
    SILENT,
)
from bpmn.sayings import Said
from bpmn.words import kind_named


def read_node(element: etree._Element, id: str, scope: str, lane: str, reading: Reading) -> Node:
    """The node. A node that is refused comes back as a plain task, so that its flows still have ends."""
    kind, line, name = local_name(element), line_of(element), (element.get("name") or "").strip()
    if kind not in NODES:
        reading.refuse(
            id,
            line,
            Said(f"{kind_named(kind).zh}“{name or id}”不能运行", f"{kind} {name or id!r} is not run"),
            REFUSED_NODES[kind],
        )
        return Node(id, "task", name, scope, line, lane)
    extensions = Extensions(element)
    _check_values(element, id, reading)
    _check_children(element, id, reading)
    kept = extensions.kept(STEP_ALIASES) if kind in ACTIVITIES or kind == "startEvent" else {}
    role = roles.role_of(element, id, lane, extensions, reading)
    for word in kept:
        if word != "candidateGroups" or role == lane:
            reading.unused.add("BPMN-VENDOR-KEPT", repr(word), id, line, remedy=STEP_ALIASES[word])
    asks = decision_of(element, id, extensions, reading)
    node = Node(
        id,
        kind,  # type: ignore[arg-type]  # it is one of NODES, which are the kinds
        name,
        scope,
        line,
        role,
        default=(element.get("default") or "").strip(),
        event=(
            event_of(element, id, reading)
            if kind in EVENTS
            else activities.message_event(element, id, extensions, reading)
        ),
        attached_to=referred(element.get("attachedToRef")),
        interrupting=element.get("isInterrupting" if kind == "startEvent" else "cancelActivity") not in _FALSE,
        loop=activities.loop_of(element, id, reading) if kind in ACTIVITIES else None,
        repetition=activities.repetition_of(element, id, reading) if kind in ACTIVITIES else None,
        called=calls.called_process(element, id, extensions, reading),
        called_version=calls.called_version(element, id, extensions, reading),
        passing=calls.passing_of(element, id, extensions, reading),
        implementation="" if asks else activities.implementation(element, id, extensions, reading),
        assignments=activities.assignments(element, id, extensions, reading),
        attributes=kept,
        documentation="\n".join(text_of(text) for text in element.findall(PREFIX + "documentation")),
        by_event=element.get("triggeredByEvent") in _TRUE,
        undoes=element.get("isForCompensation") in _TRUE,
        ad_hoc=activities.ad_hoc_of(element) if kind == "adHocSubProcess" else None,
        asks=asks,
        activation=_activation(element, id, reading),
    )
    extensions.name_the_rest(reading.unused, id)
    return node


_TRUE, _FALSE = ("true", "1"), ("false", "0")
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_OWN_CHILDREN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(ACTIVITIES, (*_LOOPS, *roles.RESOURCES)),
    **dict.fromkeys(EVENTS, (*DEFINITIONS, "eventDefinitionRef")),
    "scriptTask": (*_LOOPS, *roles.RESOURCES, "script"),
    "callActivity": (*_LOOPS, *roles.RESOURCES, *calls.OWN_CHILDREN),
    "complexGateway": ("activationCondition",),
}


def _activation(element: etree._Element, id: str, reading: Reading) -> str:
    condition = element.find(PREFIX + "activationCondition")
    if condition is None or local_name(element) != "complexGateway":
        return ""
    reading.check_language(condition.get("language"), id, line_of(condition))
    return bare(text_of(condition))


def _check_values(element: etree._Element, id: str, reading: Reading) -> None:
    for key, value in element.attrib.items():
        name, text = str(key), str(value).strip()
        if name in REFUSED_VALUES and text not in (REFUSED_VALUES[name][0], ""):
            reading.refuse(
                id,
                line_of(element),
                Said(f"{id}的{name}=“{text}”不能运行", f"{name}={text!r} of {id} is not run"),
                REFUSED_VALUES[name][1],
            )


def _check_children(element: etree._Element, id: str, reading: Reading) -> None:
    kind = local_name(element)
    for child in element:
        name = local_name(child)
        if name in ("incoming", "outgoing"):
            flow = referred(child.text)
            if flow not in reading.definitions.flows:
                message = Said(
                    f"{id}提到的流“{flow}”（{name}）不在文件里",
                    f"{id} names the {name} flow {flow!r}, which is not in the file",
                )
                reading.report.add("BPMN-REFERENCE", message, id, line_of(child))
        elif kind in SUBPROCESSES:
            continue  # the rest are a scope's children, which the reader of processes goes through
        elif name in SILENT or name in _OWN_CHILDREN.get(kind, ()):
            continue
        elif name in NOT_RUN:
            reading.report_not_run(child, id)
        else:
            reading.report_unknown(child, id)
