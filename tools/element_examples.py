"""A small right diagram for each element of BPMN that has a symbol, and for each event: what docs/bpmn.md shows.

A test reads and checks each of them, so that a picture never shows what the table does not say.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import pairwise

from bpmn.drawing import draw
from bpmn.normalising import normalise
from bpmn.reader.events import DEFINITIONS, EVENTS_OF
from bpmn.support import Row, rows
from bpmn.words import KINDS

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:sealflow:example">'
)
_DEFINED = (
    '<bpmn:message id="message" name="材料"/><bpmn:signal id="signal" name="停办"/>'
    '<bpmn:error id="error" errorCode="LATE"/><bpmn:escalation id="escalation" escalationCode="LATE"/>'
)


def element_examples() -> dict[str, bytes]:
    """By element or repair of the table: the diagram."""
    return {row.element: _ELEMENTS[row.element] for row in rows() if row.element in _ELEMENTS}


def event_examples() -> dict[str, bytes]:
    """By the name of the event definition: a diagram with the event wherever it may stand."""
    return {name.removesuffix("EventDefinition"): _event(name) for name in DEFINITIONS}


def picture(name: str, data: bytes, row: Row | None = None) -> str:
    """The diagram drawn; of a repair what the repair makes of it."""
    if row is not None and row.status == "repaired":
        data = normalise(data, name).data
    return draw(data, name, language="en")


def pictures() -> dict[str, Callable[[], str]]:
    """By path below docs/: what draws the picture."""
    by_element = {row.element: row for row in rows()}

    def drawn(name: str, data: bytes) -> Callable[[], str]:
        return lambda: picture(name, data, by_element.get(name))

    return {
        **{path_of(name): drawn(name, data) for name, data in element_examples().items()},
        **{path_of(name, event=True): drawn(name, data) for name, data in event_examples().items()},
    }


def path_of(name: str, *, event: bool = False) -> str:
    """Where the picture of an element, a repair or an event lies, below docs/."""
    return f"pictures/bpmn/{'event_' * event}{name.replace(' ', '_')}.svg"


def _node(kind: str, id: str, inner: str = "", name: str = "", **attributes: str) -> str:
    more = "".join(f' {key}="{escape(value)}"' for key, value in {"name": name, **attributes}.items() if value)
    return f'<bpmn:{kind} id="{id}"{more}>{inner}</bpmn:{kind}>'


def _named(kind: str, id: str, inner: str = "", **attributes: str) -> str:
    return _node(kind, id, inner, KINDS[kind].en, **attributes)


def _flows(text: str) -> str:
    """Flows written `a>b; b>c[x]`."""
    drawn = []
    for number, part in enumerate(text.split("; ")):
        ends, _, condition = part.partition("[")
        source, _, target = ends.partition(">")
        asked = f"<bpmn:conditionExpression>{condition[:-1]}</bpmn:conditionExpression>" if condition else ""
        name = {"name": condition[:-1]} if condition else {}
        drawn.append(_node("sequenceFlow", f"f{number}_{source}", asked, sourceRef=source, targetRef=target, **name))
    return "".join(drawn)


def _process(nodes: str, flows: str, id: str = "p") -> str:
    return f'<bpmn:process id="{id}" isExecutable="true">{nodes}{_flows(flows)}</bpmn:process>'


def _file(nodes: str, flows: str, *others: str) -> bytes:
    return f"{_HEAD}{_DEFINED}{''.join(others)}{_process(nodes, flows)}</bpmn:definitions>".encode()


def _between(activity: str, *others: str) -> bytes:
    """The activity `a` between a start and an end."""
    return _file(_START + activity + _END, "s>a; a>e", *others)


def _inside(kind: str, *nodes: str, flows: str = "") -> str:
    return _named(kind, "a", "".join(nodes) + (_flows(flows) if flows else ""))


def _split(kind: str, *, conditions: bool) -> bytes:
    gateway = _node(kind, "g", **({"default": "f2_g"} if conditions else {}))
    first = "g>a[ok]" if conditions else "g>a"
    return _file(_START + gateway + _USER + _OTHER + _END, f"s>g; {first}; g>b; a>e; b>e")


_START, _END = _node("startEvent", "s"), _node("endEvent", "e")
_USER, _OTHER = _node("userTask", "a", name="check"), _node("userTask", "b", name="visit")
_MESSAGE = '<bpmn:messageEventDefinition messageRef="message"/>'
_TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition>"
_STEPS = (_node("startEvent", "x"), _node("userTask", "y", name="check"), _node("endEvent", "z"))
_CALLED = _process("".join(_STEPS), "x>y; y>z", "called")
_TWO_OF_THEM = "<bpmn:activationCondition>activationCount &gt;= 2</bpmn:activationCondition>"
_EACH = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>officers</bpmn:loopDataInputRef>"
    '<bpmn:loopDataOutputRef>said</bpmn:loopDataOutputRef><bpmn:inputDataItem id="officer"/>'
    '<bpmn:outputDataItem id="opinion"/>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)
_AGAIN = (
    "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>not complete</bpmn:loopCondition>"
    "</bpmn:standardLoopCharacteristics>"
)
_LANES = (
    '<bpmn:laneSet id="lanes"><bpmn:lane id="window" name="window"><bpmn:flowNodeRef>s</bpmn:flowNodeRef>'
    "<bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>"
    '<bpmn:lane id="head" name="head"><bpmn:flowNodeRef>b</bpmn:flowNodeRef><bpmn:flowNodeRef>e</bpmn:flowNodeRef>'
    "</bpmn:lane></bpmn:laneSet>"
)
_DATA = _node("dataObject", "d0", name="plan")
_NOTED = _node("textAnnotation", "n", "<bpmn:text>five working days</bpmn:text>") + _node(
    "association", "n_a", sourceRef="a", targetRef="n"
)
_POOLS = (
    '<bpmn:collaboration id="c"><bpmn:participant id="organ" name="organ" processRef="p"/>'
    '<bpmn:participant id="applicant" name="applicant"/>{}</bpmn:collaboration>'
)
_SENT = '<bpmn:messageFlow id="m" name="papers" sourceRef="applicant" targetRef="a"/>'
_SCRIPT = "<bpmn:script>late = days > 5</bpmn:script>"

_ELEMENTS: dict[str, bytes] = {
    "startEvent": _between(_USER),
    "endEvent": _between(_USER),
    "intermediateCatchEvent": _between(_node("intermediateCatchEvent", "a", _TIMER, "P5D")),
    "intermediateThrowEvent": _between(_node("intermediateThrowEvent", "a", _MESSAGE, "papers")),
    "boundaryEvent": _file(
        _START + _USER + _END + _node("boundaryEvent", "t", _TIMER, "P5D", attachedToRef="a") + _OTHER,
        "s>a; a>e; t>b; b>e",
    ),
    **{kind: _between(_named(kind, "a")) for kind in ("task", "userTask", "manualTask")},
    "serviceTask": _between(_named("serviceTask", "a", implementation="issue_documents")),
    "sendTask": _between(_named("sendTask", "a", messageRef="message")),
    "receiveTask": _between(_named("receiveTask", "a", messageRef="message")),
    "scriptTask": _between(_named("scriptTask", "a", _SCRIPT)),
    "businessRuleTask": _between(_named("businessRuleTask", "a", implementation="risk")),
    "subProcess": _between(_inside("subProcess", *_STEPS, flows="x>y; y>z")),
    "transaction": _between(_inside("transaction", *_STEPS, flows="x>y; y>z")),
    "adHocSubProcess": _between(
        _inside("adHocSubProcess", _node("userTask", "x", name="visit"), _node("userTask", "y", name="check"))
    ),
    "callActivity": _between(_named("callActivity", "a", calledElement="called"), _CALLED),
    "exclusiveGateway": _split("exclusiveGateway", conditions=True),
    "inclusiveGateway": _split("inclusiveGateway", conditions=True),
    "parallelGateway": _split("parallelGateway", conditions=False),
    "complexGateway": _file(
        _START + _node("parallelGateway", "f") + _USER + _OTHER + _node("userTask", "c", name="inspect")
        + _node("complexGateway", "j", _TWO_OF_THEM, name="two of three") + _END,
        "s>f; f>a; f>b; f>c; a>j; b>j; c>j; j>e",
    ),
    "eventBasedGateway": _file(
        _START + _node("eventBasedGateway", "g") + _node("intermediateCatchEvent", "a", _MESSAGE, "papers")
        + _node("intermediateCatchEvent", "b", _TIMER, "P5D") + _END,
        "s>g; g>a; g>b; a>e; b>e",
    ),
    **{kind: _between(_named(kind, "a")) for kind in ("choreographyTask", "subChoreography", "callChoreography")},
    "multiInstanceLoopCharacteristics": _between(_node("userTask", "a", _EACH, "sign")),
    "standardLoopCharacteristics": _between(_node("userTask", "a", _AGAIN, "correct")),
    "sequenceFlow": _between(_USER),
    "conditionExpression": _split("exclusiveGateway", conditions=True),
    "process": _between(_USER),
    "lane": _file(_LANES + _START + _USER + _OTHER + _END, "s>a; a>b; b>e"),
    "laneSet": _file(_LANES + _START + _USER + _OTHER + _END, "s>a; a>b; b>e"),
    "dataObject": _between(_DATA + _USER + _node("dataObjectReference", "d", name="plan", dataObjectRef="d0")),
    "dataObjectReference": _between(_DATA + _USER + _node("dataObjectReference", "d", name="plan", dataObjectRef="d0")),
    "dataStoreReference": _between(_USER + _node("dataStoreReference", "d", name="register")),
    "association": _between(_USER + _NOTED),
    "textAnnotation": _between(_USER + _NOTED),
    "missing start event": _file(_USER + _END, "a>e"),
    "missing end event": _file(_START + _USER, "s>a"),
    "several flows out of a step": _file(
        _START + _USER + _OTHER + _node("userTask", "c", name="inspect") + _END, "s>a; a>b; a>c; b>e; c>e"
    ),
    "collaboration": _between(_USER, _POOLS.format("")),
    "participant": _between(_USER, _POOLS.format("")),
    "messageFlow": _between(_USER, _POOLS.format(_SENT)),
}  # fmt: skip

_SAYS = {
    "messageEventDefinition": _MESSAGE,
    "timerEventDefinition": _TIMER,
    "signalEventDefinition": '<bpmn:signalEventDefinition signalRef="signal"/>',
    "conditionalEventDefinition": (
        "<bpmn:conditionalEventDefinition><bpmn:condition>late</bpmn:condition></bpmn:conditionalEventDefinition>"
    ),
    "errorEventDefinition": '<bpmn:errorEventDefinition errorRef="error"/>',
    "escalationEventDefinition": '<bpmn:escalationEventDefinition escalationRef="escalation"/>',
    "compensateEventDefinition": "<bpmn:compensateEventDefinition/>",
    "cancelEventDefinition": "<bpmn:cancelEventDefinition/>",
    "linkEventDefinition": '<bpmn:linkEventDefinition name="on"/>',
    "terminateEventDefinition": "<bpmn:terminateEventDefinition/>",
}


def _event(definition: str) -> bytes:
    """The event in every place it may stand, one after another."""
    says = _SAYS[definition]

    def where(kind: str) -> str:
        return says if definition in EVENTS_OF[kind] else ""

    if definition == "linkEventDefinition":
        thrown = _node("intermediateThrowEvent", "a", says, "on")
        caught = _node("intermediateCatchEvent", "b", says, "on")
        return _file(_START + thrown + caught + _END, "s>a; b>e")
    if definition == "cancelEventDefinition":
        inside = (_STEPS[0], _STEPS[1], _node("endEvent", "z", says))
        caught = _node("boundaryEvent", "t", says, attachedToRef="a")
        transaction = _inside("transaction", *inside, flows="x>y; y>z")
        return _file(_START + transaction + caught + _END, "s>a; t>e")
    nodes, order = _node("startEvent", "s", where("startEvent")), ["s"]
    for kind, id in (("intermediateCatchEvent", "c"), ("intermediateThrowEvent", "w")):
        if where(kind):
            nodes, order = nodes + _node(kind, id, says), [*order, id]
    order = [order[0], "a", *order[1:], "e"]
    nodes += _USER + _node("endEvent", "e", where("endEvent"))
    flows = [f"{one}>{next}" for one, next in pairwise(order)]
    if where("boundaryEvent"):
        nodes += _node("boundaryEvent", "t", says, attachedToRef="a")
        if definition == "compensateEventDefinition":
            nodes += _node("userTask", "u", name="undo", isForCompensation="true")
            nodes += _node("association", "t_u", sourceRef="t", targetRef="u", associationDirection="One")
        else:
            nodes, flows = nodes + _node("endEvent", "o"), [*flows, "t>o"]
    return _file(nodes, "; ".join(flows))
