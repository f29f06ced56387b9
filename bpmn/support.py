"""What becomes of each element of BPMN 2.0.2: the table `docs/bpmn.md` is printed from.

*run*: with its BPMN meaning. *repaired*: what is missing is put in, with a notice. *noticed*: named when the diagram is
checked, and without effect. *for readers*: BPMN gives it no meaning when a process runs. *refused*: with a remedy. A
test holds each row against what the reader does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from bpmn.reader.events import DEFINITIONS, EVENT_SUBPROCESS_STARTS, EVENTS_OF
from bpmn.reader.vendor import words
from bpmn.reader.vocabulary import NOT_RUN, REFUSED_NODES, REFUSED_VALUES

Status = Literal["run", "repaired", "noticed", "for readers", "refused"]


@dataclass(frozen=True, slots=True)
class Row:
    """One element, or an attribute with the value that makes a difference."""

    element: str
    status: Status
    section: str
    """Of BPMN 2.0.2."""
    note: str = ""


NO_PICTURES: Mapping[str, str] = MappingProxyType({})
_OTHER_ENGINES = (
    "`camunda:`, `flowable:`, `activiti:` and `operaton:` share their words; `zeebe:` says the same in elements. "
    "Whatever is not in the table is named when the diagram is checked: as a warning where it would have changed the "
    "course of the process, otherwise as a notice."
)
_NODES = (
    Row("startEvent", "run", "10.5.2", "Of several the plain one opens a case, or the one named."),
    Row("intermediateCatchEvent", "run", "10.5.4"),
    Row("intermediateThrowEvent", "run", "10.5.4"),
    Row("boundaryEvent", "run", "10.5.4", "Interrupting or not; one that does not may occur again and again."),
    Row("endEvent", "run", "10.5.3"),
    Row("task", "run", "10.3.3", "A person's step."),
    Row("userTask", "run", "10.3.3", "A person's step; the lane is the role."),
    Row("manualTask", "run", "10.3.3", "A person's step."),
    Row("serviceTask", "run", "10.3.3", "The host's service, by its name; code named in the file is never run."),
    Row("sendTask", "run", "10.3.3", "A service, or a message that is thrown."),
    Row("receiveTask", "run", "10.3.3", "Waits for its message."),
    Row("scriptTask", "run", "10.3.3", "Lines `name = expression`; everything else is refused."),
    Row("businessRuleTask", "run", "10.3.3", "Its DMN decision, in passing (`docs/dmn.md`); or a service."),
    Row("subProcess", "run", "10.3.5", "Embedded, or begun by an event (`triggeredByEvent`)."),
    Row("transaction", "run", "10.3.5", "Cancelling undoes what was completed, then the cancel event goes on."),
    Row(
        "adHocSubProcess",
        "run",
        "10.3.5",
        "All is open at once, and again until the completion condition holds; `Sequential`: one at a time, in the "
        "order of the file.",
    ),
    Row(
        "callActivity",
        "run",
        "10.3.6",
        "Begins with a copy of the variables, hands back those it has set, or what it says.",
    ),
    Row("exclusiveGateway", "run", "10.6.2", "Conditions in the order of the file; undecided it is a question."),
    Row("inclusiveGateway", "run", "10.6.3"),
    Row("parallelGateway", "run", "10.6.4"),
    Row(
        "complexGateway",
        "run",
        "13.4.5",
        "Goes on when its activation condition holds, such as `activationCount >= 2`, and is ready anew when the rest "
        "has come; then only flows whose condition holds are taken again (`waitingForStart` tells the two apart).",
    ),
    Row("eventBasedGateway", "run", "10.6.6"),
)
_AROUND = (
    Row("multiInstanceLoopCharacteristics", "run", "13.3.7", "Each instance has variables of its own."),
    Row("standardLoopCharacteristics", "run", "13.3.6"),
    Row("sequenceFlow", "run", "8.4.13", "Without an id, or drawn in another scope than its ends: repaired."),
    Row("conditionExpression", "run", "8.4.13", "An empty one is none."),
    Row("process", "run", "10.2", "The executable one; further processes are run when they are called."),
    Row("lane", "run", "10.8", "The innermost lane names the role of a step."),
    Row("laneSet", "run", "10.8"),
    Row("dataObject", "run", "10.4.1", "Its name is a variable."),
    Row("dataObjectReference", "run", "10.4.1"),
    Row("association", "run", "8.4.1", "From a compensation event to what undoes; otherwise for readers."),
    Row("message", "run", "8.4.11"),
    Row("signal", "run", "10.5.5", "Reaches every case of the office that waits for it."),
    Row("error", "run", "8.4.3", "Also a service that fails for good. One nobody defines goes by its name: repaired."),
    Row("escalation", "run", "8.4.4"),
    Row("resource", "run", "8.4.12", "Its name is a role."),
    Row("missing start event", "repaired", "10.5.2", "Put before every step nothing leads to."),
    Row("missing end event", "repaired", "10.5.3", "Put behind every path that just stops."),
    Row("several flows out of a step", "repaired", "8.4.13", "A parallel gateway; with conditions an inclusive one."),
    Row("missing ids", "repaired", "8.3.1"),
    Row("collaboration", "run", "9", "The pool's name is the process's; of several pools the executable one is run."),
    Row("participant", "run", "9.3"),
    Row("messageFlow", "noticed", "9.4", "A message reaches a case by its name, delivered by the host."),
    Row("import", "noticed", "8.2.2"),
    Row("interface", "noticed", "8.5.1", "Name the service in `implementation`."),
    Row("dataStore", "noticed", "10.4.1", "Let a service task read or write the store."),
    Row("conversation", "noticed", "9.5"),
    Row("choreography", "noticed", "11"),
    Row("correlationProperty", "noticed", "8.4.2", "Messages are correlated by the host."),
    Row("documentation", "for readers", "8.3.2"),
    Row("textAnnotation", "for readers", "8.4.1"),
    Row("group", "for readers", "8.4.1"),
    Row("category", "for readers", "8.4.1"),
    Row("itemDefinition", "for readers", "8.4.10"),
    Row("extensionElements", "noticed", "8.3.3", "Read where another engine says the same as BPMN; the rest is named."),
)
_PASSED = "Of a call activity it says what is passed, and is run."
_ROLE = "In a drawing without lanes the one group it names is the step's role."
_ELSEWHERE = {
    **dict.fromkeys(("ioSpecification", "dataInput", "dataOutput"), ("10.4.1", _PASSED)),
    **dict.fromkeys(("dataInputAssociation", "dataOutputAssociation"), ("10.4.2", _PASSED)),
    **dict.fromkeys(("potentialOwner", "humanPerformer", "performer", "resourceRole"), ("10.3.1", _ROLE)),
    "correlationSubscription": ("8.4.2", ""), "operationRef": ("8.5.3", ""), "partitionElement": ("10.8", ""),
    "supportedInterfaceRef": ("8.5.1", ""), "supports": ("10.2", ""), "auditing": ("10.10", ""),
    "monitoring": ("10.11", ""), "rendering": ("10.3.4", ""),
}  # fmt: skip
"""Part → its section of BPMN 2.0.2, and where it is run."""
@dataclass(frozen=True, slots=True)
class Part:
    """What stands in elements that have a row of their own, and with them is run, named or passed over."""

    names: tuple[str, ...]
    of: tuple[str, ...]
    """The elements in which each of the names stands."""
    status: Status
    section: str
    note: str = ""


PARTS = (
    Part(("script",), ("scriptTask",), "run", "10.3.3"),
    Part(("timeDate", "timeDuration", "timeCycle"), ("timerEventDefinition",), "run", "10.5.5"),
    Part(("condition",), ("conditionalEventDefinition",), "run", "10.5.5"),
    Part(("eventDefinitionRef",), ("startEvent", "endEvent", "boundaryEvent"), "run", "10.5.1"),
    Part(("source", "target"), ("linkEventDefinition",), "for readers", "10.5.5", "Links meet by their name."),
    Part(("activationCondition",), ("complexGateway",), "run", "13.4.5"),
    Part(("completionCondition",), ("multiInstanceLoopCharacteristics", "adHocSubProcess"), "run", "13.3.7"),
    Part(("loopCardinality", "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"),
         ("multiInstanceLoopCharacteristics",), "run", "13.3.7"),
    Part(("complexBehaviorDefinition",), ("multiInstanceLoopCharacteristics",), "refused", "13.3.7",
         "Let a gateway after the activity choose."),
    Part(("loopCondition",), ("standardLoopCharacteristics",), "run", "13.3.6"),
    Part(("flowNodeRef", "childLaneSet"), ("lane",), "run", "10.8"),
    Part(("resourceRef", "resourceAssignmentExpression", "formalExpression", "expression"), ("potentialOwner",), "run",
         "10.3.1", "Where the step's role is read from them, and wherever a condition is written."),
    Part(("assignment", "from", "to", "transformation", "sourceRef", "targetRef"),
         ("dataInputAssociation", "dataOutputAssociation"), "run", "10.4.2", "Of a call activity; otherwise noticed."),
    Part(("operation",), ("interface",), "run", "8.5.3", "Its name is a service's, where a task refers to it."),
    Part(("incoming", "outgoing"), ("userTask",), "for readers", "8.4.13",
         "Flows themselves say where they begin and end; one that is not there is an error."),
    Part(("text",), ("textAnnotation",), "for readers", "8.4.1"),
    Part(("categoryValue", "categoryValueRef"), ("category", "group"), "for readers", "8.4.1"),
    Part(("extension",), ("definitions",), "noticed", "8.3.3", "Refused where it must be understood."),
    Part(("relationship",), ("definitions",), "noticed", "8.3.4"),
    Part(("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"),
         ("definitions",), "noticed", "10.3.7", "Call a process."),
    Part(("globalConversation", "globalChoreographyTask"), ("definitions",), "noticed", "9.5"),
    Part(("partnerEntity", "partnerRole", "endPoint"), ("definitions",), "noticed", "8.5.2"),
    Part(("dataState",), ("dataObject", "dataObjectReference"), "noticed", "10.4.1", "Let a variable hold the state."),
    Part(("participantMultiplicity", "interfaceRef", "endPointRef"), ("participant",), "noticed", "9.3"),
    Part(("resourceParameter",), ("resource",), "noticed", "8.4.12"),
    Part(("resourceParameterBinding",), ("potentialOwner",), "noticed", "10.3.1"),
    Part(("participantAssociation", "messageFlowAssociation", "conversationAssociation", "conversationLink",
          "callConversation", "subConversation", "choreographyRef", "correlationKey"), ("collaboration",), "noticed",
         "9.5"),
    Part(("correlationPropertyRef", "correlationPropertyBinding", "dataPath"), ("correlationSubscription",), "noticed",
         "8.4.2"),
    Part(("correlationPropertyRetrievalExpression", "messagePath"), ("correlationProperty",), "noticed", "8.4.2"),
    Part(("dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs", "outputSetRefs"), ("inputSet",), "noticed",
         "10.4.1"),
    Part(("dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs", "inputSetRefs"), ("outputSet",),
         "noticed", "10.4.1"),
    Part(("inMessageRef", "outMessageRef", "errorRef"), ("interface",), "noticed", "8.5.3"),
    Part(("participantRef", "innerParticipantRef", "outerParticipantRef", "messageFlowRef"), ("conversation",),
         "noticed", "9.5"),
)  # fmt: skip
_REFUSED_VALUES_IN = {
    "startQuantity": "13.3.2",
    "completionQuantity": "13.3.2",
    "parallelMultiple": "10.5.1",
    "instantiate": "13.2",
    "eventGatewayType": "10.6.6",
}
_PLACES = {
    "startEvent": "start",
    "eventSubprocess": "start of an event subprocess",
    "intermediateCatchEvent": "catching",
    "boundaryEvent": "boundary",
    "intermediateThrowEvent": "throwing",
    "endEvent": "end",
}


def rows() -> Iterator[Row]:
    """Every element of a process, a collaboration and the root, run or not."""
    yield from _NODES
    yield from (Row(kind, "refused", "11", remedy.en) for kind, remedy in REFUSED_NODES.items())
    yield from _AROUND
    named = {row.element for row in _AROUND}
    for name, remedy in NOT_RUN.items():
        if name not in named:
            section, note = _ELSEWHERE.get(name, ("10.4", ""))
            yield Row(name, "noticed", section, f"{note} Otherwise: {remedy.en}" if note else remedy.en)
    for attribute, (only, remedy) in REFUSED_VALUES.items():
        yield Row(f"{attribute} other than {only}", "refused", _REFUSED_VALUES_IN[attribute], remedy.en)
    yield Row("several event definitions in one event", "refused", "10.5.1", "Use one event on each path of a gateway.")


def as_markdown(pictures: Mapping[str, str] = NO_PICTURES, of_events: Mapping[str, str] = NO_PICTURES) -> str:
    """The tables of the page: the elements, which events may stand where, the words of other engines.

    pictures: by element, and by event, the path of its diagram.
    """
    lines = ["| element | | BPMN 2.0.2 | | |", "|---|---|---|---|---|"]
    lines += [
        f"| `{row.element}` | {row.status} | §{row.section} | {row.note} | {_shown(row.element, pictures)} |"
        for row in rows()
    ]
    lines += ["", "## Parts of elements", "", "| part | of | | BPMN 2.0.2 | |", "|---|---|---|---|---|"]
    lines += [
        f"| {_code(part.names)} | {_code(part.of)} | {part.status} | §{part.section} | {part.note} |" for part in PARTS
    ]
    lines += ["", "## Events", "", "Which event definitions are run, and where. Everywhere else BPMN knows none.", ""]
    lines += ["| | " + " | ".join(_PLACES.values()) + " | |", "|---" * (len(_PLACES) + 2) + "|"]
    there = {**EVENTS_OF, "eventSubprocess": EVENT_SUBPROCESS_STARTS}
    for definition in DEFINITIONS:
        name = definition.removesuffix("EventDefinition")
        marks = (_mark(definition, place, definition in there[place]) for place in _PLACES)
        lines.append(f"| {name} | {' | '.join(marks)} | {_shown(name, of_events)} |")
    lines += ["", "## Words of other engines", "", _OTHER_ENGINES, "", "| word | |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{word}` | {becomes} |" for word, becomes in words())])


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _shown(name: str, pictures: Mapping[str, str]) -> str:
    return f"![{name}]({pictures[name]})" if name in pictures else ""


def _mark(definition: str, place: str, is_run: bool) -> str:
    if place == "eventSubprocess" and definition == "compensateEventDefinition":
        return "refused"
    if not is_run:
        return ""
    return "opens a case" if place == "startEvent" else "run"
