"""Which words BPMN has in each element that is read, and a walk that names every other word found there.

Whoever reads an element names the children it does not carry out; here stand the attributes of each element, and the
children of those that have a single reader and nothing more to say. An element that stands in no table was named as a
whole where it was met, with all that is in it. Source: the schema of BPMN 2.0.2, chapter 15.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lxml import etree

from bpmn.reader.elements import line_of, local_name
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import Extensions
from bpmn.reader.vocabulary import NOT_RUN, SILENT
from bpmn.sayings import Said

_NAMED = ("id", "name")
_STEP = (*_NAMED, "default", "isForCompensation", "startQuantity", "completionQuantity")
_INSIDE = (*_STEP, "triggeredByEvent")
_EXPRESSION = ("id", "language", "evaluatesToTypeRef")
_DATA = (*_NAMED, "itemSubjectRef", "isCollection")
_RESOURCE = _NAMED
_EXPRESSIONS = (
    "conditionExpression", "timeDate", "timeDuration", "timeCycle", "condition", "completionCondition",
    "loopCardinality", "loopCondition", "activationCondition", "formalExpression", "expression",
)  # fmt: skip
_REFERENCES = (
    "incoming", "outgoing", "flowNodeRef", "loopDataInputRef", "loopDataOutputRef", "source", "target", "resourceRef",
    "eventDefinitionRef", "script",
)  # fmt: skip
_EVENT_DEFINITIONS: Mapping[str, tuple[str, ...]] = {
    "messageEventDefinition": ("messageRef",),
    "timerEventDefinition": (),
    "signalEventDefinition": ("signalRef",),
    "conditionalEventDefinition": (),
    "errorEventDefinition": ("errorRef",),
    "escalationEventDefinition": ("escalationRef",),
    "compensateEventDefinition": ("activityRef", "waitForCompletion"),
    "cancelEventDefinition": (),
    "linkEventDefinition": ("name",),
    "terminateEventDefinition": (),
}

ATTRIBUTES: Mapping[str, Collection[str]] = {
    "definitions": (
        *_NAMED, "targetNamespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion",
    ),
    "process": (*_NAMED, "isExecutable", "isClosed", "processType", "definitionalCollaborationRef"),
    "collaboration": (*_NAMED, "isClosed"),
    "participant": (*_NAMED, "processRef"),
    "message": (*_NAMED, "itemRef"),
    "signal": (*_NAMED, "structureRef"),
    "error": (*_NAMED, "errorCode", "structureRef"),
    "escalation": (*_NAMED, "escalationCode", "structureRef"),
    "resource": _NAMED,
    "laneSet": _NAMED,
    "childLaneSet": _NAMED,
    "lane": _NAMED,
    "dataObject": _DATA,
    "dataObjectReference": (*_DATA, "dataObjectRef"),
    "sequenceFlow": (*_NAMED, "sourceRef", "targetRef", "isImmediate"),
    "startEvent": (*_NAMED, "parallelMultiple", "isInterrupting"),
    "intermediateCatchEvent": (*_NAMED, "parallelMultiple"),
    "boundaryEvent": (*_NAMED, "parallelMultiple", "cancelActivity", "attachedToRef"),
    "intermediateThrowEvent": _NAMED,
    "endEvent": _NAMED,
    **{kind: ("id", *own) for kind, own in _EVENT_DEFINITIONS.items()},
    "task": _STEP,
    "manualTask": _STEP,
    "userTask": (*_STEP, "implementation"),
    "serviceTask": (*_STEP, "implementation", "operationRef"),
    "businessRuleTask": (*_STEP, "implementation"),
    "sendTask": (*_STEP, "implementation", "operationRef", "messageRef"),
    "receiveTask": (*_STEP, "implementation", "operationRef", "messageRef", "instantiate"),
    "scriptTask": (*_STEP, "scriptFormat"),
    "callActivity": (*_STEP, "calledElement"),
    "subProcess": _INSIDE,
    "transaction": (*_INSIDE, "method"),
    "adHocSubProcess": (*_INSIDE, "ordering", "cancelRemainingInstances"),
    "exclusiveGateway": (*_NAMED, "gatewayDirection", "default"),
    "inclusiveGateway": (*_NAMED, "gatewayDirection", "default"),
    "complexGateway": (*_NAMED, "gatewayDirection", "default"),
    "parallelGateway": (*_NAMED, "gatewayDirection"),
    "eventBasedGateway": (*_NAMED, "gatewayDirection", "instantiate", "eventGatewayType"),
    "multiInstanceLoopCharacteristics": ("id", "isSequential", "behavior"),
    "standardLoopCharacteristics": ("id", "testBefore", "loopMaximum"),
    "inputDataItem": _DATA,
    "outputDataItem": _DATA,
    **dict.fromkeys(("potentialOwner", "humanPerformer", "performer", "resourceRole"), _NAMED),
    "resourceAssignmentExpression": ("id",),
    **dict.fromkeys(_EXPRESSIONS, _EXPRESSION),
    **dict.fromkeys(_REFERENCES, ()),
}  # fmt: skip
"""Element → its attributes that are read, or that BPMN gives no meaning when a process runs."""

CHILDREN: Mapping[str, Collection[str]] = {
    **dict.fromkeys(("participant", "message", "signal", "error", "escalation", "resource"), ()),
    **dict.fromkeys(("dataObject", "dataObjectReference", "inputDataItem", "outputDataItem"), ()),
    **dict.fromkeys(("laneSet", "childLaneSet"), ("lane",)),
    **dict.fromkeys(_EVENT_DEFINITIONS, ()),
    "timerEventDefinition": ("timeDate", "timeDuration", "timeCycle"),
    "conditionalEventDefinition": ("condition",),
    "linkEventDefinition": ("source", "target"),
    **dict.fromkeys(
        ("potentialOwner", "humanPerformer", "performer", "resourceRole"),
        ("resourceRef", "resourceAssignmentExpression"),
    ),
    "resourceAssignmentExpression": ("formalExpression", "expression"),
    **dict.fromkeys((*_EXPRESSIONS, *_REFERENCES), ()),
}
"""Element → its children that are read, for those nobody else looks through."""

_ONCE = frozenset(
    (
        "script", "conditionExpression", "condition", "completionCondition", "activationCondition", "loopCardinality",
        "loopCondition", "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem", "childLaneSet",
        "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "resourceRef",
        "resourceAssignmentExpression", "ioSpecification",
    )
)  # fmt: skip
"""What BPMN has once in an element; of several the first is read."""
_ASKED_ELSEWHERE = frozenset(
    kind
    for kind in ATTRIBUTES
    if kind.endswith(("Event", "Gateway", "Task", "Process", "Activity", "EventDefinition"))
) | {
    "process", "task", "transaction", "lane", "sequenceFlow", "conditionExpression", "timeDate", "timeDuration",
    "timeCycle", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "participant", "message", "signal",
    "error", "escalation",
}  # fmt: skip
"""Elements whose reader asks for other engines' words, and names those it has no use for."""


def name_strays(root: etree._Element, reading: Reading, processes: Collection[str]) -> None:
    """Name every attribute and child that nobody reads, in all but the processes that are left out."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        kind = local_name(element)
        if kind not in ATTRIBUTES or (kind == "process" and element.get("id") not in processes):
            continue
        _name_attributes(element, kind, reading)
        if kind not in _ASKED_ELSEWHERE:
            Extensions(element).name_the_rest(reading.unused, _owner(element))
        _name_children(element, kind, reading)
        waiting += reversed([child for child in element if isinstance(child.tag, str)])


def _name_attributes(element: etree._Element, kind: str, reading: Reading) -> None:
    for key in map(str, element.attrib):
        if key[0] != "{" and key not in ATTRIBUTES[kind]:
            what = Said(f"<{kind}>的属性“{key}”", f"the attribute {key!r} of <{kind}>")
            reading.unused.add("BPMN-VENDOR-HINT", what, _owner(element), line_of(element))


def _name_children(element: etree._Element, kind: str, reading: Reading) -> None:
    there: set[str] = set()
    for child in element.iterchildren("*"):
        name = local_name(child)
        if name in there & _ONCE:
            what = Said(f"又一个<{name}>", f"a second <{name}>")
            reading.unused.add("BPMN-NOT-RUN", what, _owner(child), line_of(child), remedy=_ONE)
        elif kind in CHILDREN and name not in CHILDREN[kind] and name not in SILENT:
            shown = name or str(etree.QName(child).localname)
            what = Said(f"<{kind}>里的<{shown}>", f"<{shown}> in <{kind}>")
            reading.unused.add("BPMN-NOT-RUN", what, _owner(child), line_of(child), remedy=NOT_RUN.get(name))
        there.add(name)


def _owner(element: etree._Element) -> str:
    """The id of the element, or of the nearest around it that has one."""
    here: etree._Element | None = element
    while here is not None:
        if id := (here.get("id") or "").strip():
            return id
        here = here.getparent()
    return local_name(element)


_ONE = Said("留一个。", "Keep one.")
