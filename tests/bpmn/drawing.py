"""Draws small diagrams for tests: each function returns BPMN XML, `drawn` puts it together, `made` compiles it.

Flows are written `a>b; b>c[x == 1]; b>*d`: a condition in brackets, a star for the default flow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from bpmn.dmn import Decisions
from bpmn.reader import read
from bpmn.runner import Definition, compile

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="tests">'
)


def node(tag: str, id: str, inner: str = "", **attributes: str) -> str:
    """Any element."""
    more = "".join(f' {name.replace("__", ":")}="{escape(value)}"' for name, value in attributes.items())
    return f'<bpmn:{tag} id="{id}" name="{id}"{more}>{inner}</bpmn:{tag}>'


def start(id: str = "s", inner: str = "") -> str:
    return node("startEvent", id, inner)


def end(id: str = "e", inner: str = "") -> str:
    return node("endEvent", id, inner)


def terminate(id: str = "stop") -> str:
    return end(id, "<bpmn:terminateEventDefinition/>")


def user(id: str, inner: str = "") -> str:
    return node("userTask", id, inner)


def service(id: str, name: str = "make") -> str:
    return node("serviceTask", id, implementation=name)


def script(id: str, text: str) -> str:
    return node("scriptTask", id, f"<bpmn:script>{escape(text)}</bpmn:script>")


def rule(id: str, decision: str, **attributes: str) -> str:
    return node("businessRuleTask", id, implementation=decision, **attributes)


def exclusive(id: str) -> str:
    return node("exclusiveGateway", id)


def parallel(id: str) -> str:
    return node("parallelGateway", id)


def inclusive(id: str) -> str:
    return node("inclusiveGateway", id)


def complex_(id: str, activation: str = "activationCount >= 2") -> str:
    condition = f"<bpmn:activationCondition>{escape(activation)}</bpmn:activationCondition>" if activation else ""
    return node("complexGateway", id, condition)


def events(id: str) -> str:
    return node("eventBasedGateway", id)


def call(id: str, process: str) -> str:
    return node("callActivity", id, calledElement=process)


def timer(kind: str, text: str) -> str:
    """An event definition: kind is Date, Duration or Cycle."""
    inside = f'<bpmn:time{kind} xsi:type="bpmn:tFormalExpression">{escape(text)}</bpmn:time{kind}>'
    return f"<bpmn:timerEventDefinition>{inside}</bpmn:timerEventDefinition>"


def message(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="message_{name}"/>'


def signal(name: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="signal_{name}"/>'


def error(code: str = "") -> str:
    """An error by its code, which no part of the file defines; without one, any error."""
    return f'<bpmn:errorEventDefinition errorRef="{code}"/>' if code else "<bpmn:errorEventDefinition/>"


def escalation(code: str = "") -> str:
    reference = f' escalationRef="{code}"' if code else ""
    return f"<bpmn:escalationEventDefinition{reference}/>"


def condition(text: str) -> str:
    inside = f"<bpmn:condition>{escape(text)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inside}</bpmn:conditionalEventDefinition>"


def link(name: str) -> str:
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def compensation(activity: str = "") -> str:
    reference = f' activityRef="{activity}"' if activity else ""
    return f"<bpmn:compensateEventDefinition{reference}/>"


CANCEL = "<bpmn:cancelEventDefinition/>"


def undone(activity: str, handler: str) -> str:
    """A boundary event of compensation, the step that undoes, and the association between them."""
    event = boundary(f"{activity}_undone", activity, compensation())
    step = node("userTask", handler, isForCompensation="true")
    return event + step + f'<bpmn:association id="{handler}_by" sourceRef="{activity}_undone" targetRef="{handler}"/>'


def on_event(id: str, event: str, *nodes: str, flows: str, interrupting: bool = True) -> str:
    """An event subprocess; its start event is `{id}_s`, its end `{id}_e`."""
    begun = node("startEvent", f"{id}_s", event, isInterrupting=str(interrupting).lower())
    inside = _with_flows("".join((begun, *nodes, end(f"{id}_e"))), flows, id)
    return node("subProcess", id, inside, triggeredByEvent="true")


def transaction(id: str, *nodes: str, flows: str) -> str:
    return node("transaction", id, _with_flows("".join(nodes), flows, id))


def ad_hoc(id: str, *nodes: str, flows: str = "", until: str = "", **attributes: str) -> str:
    condition = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return node("adHocSubProcess", id, _with_flows("".join(nodes), flows, id) + condition, **attributes)


def repeated(condition: str = "", *, before: bool = False, most: str = "") -> str:
    """A standard loop."""
    inside = f"<bpmn:loopCondition>{escape(condition)}</bpmn:loopCondition>" if condition else ""
    attributes = f' testBefore="{str(before).lower()}"' + (f' loopMaximum="{most}"' if most else "")
    return f"<bpmn:standardLoopCharacteristics{attributes}>{inside}</bpmn:standardLoopCharacteristics>"


def boundary(id: str, host: str, event: str, *, interrupting: bool = True) -> str:
    return node("boundaryEvent", id, event, attachedToRef=host, cancelActivity=str(interrupting).lower())


def catch(id: str, event: str) -> str:
    return node("intermediateCatchEvent", id, event)


def throw(id: str, event: str) -> str:
    return node("intermediateThrowEvent", id, event)


def receive(id: str, name: str) -> str:
    return node("receiveTask", id, messageRef=f"message_{name}")


def each(
    collection: str = "signers", *, sequential: bool = False, until: str = "", output: str = "", number: str = ""
) -> str:
    """Multi-instance: `output` is `list = element expression`; `number` replaces the collection by a cardinality."""
    parts = f"<bpmn:loopCardinality>{number}</bpmn:loopCardinality>" if number else ""
    attributes = "" if number else f' camunda:collection="{collection}" camunda:elementVariable="signer"'
    extensions = ""
    if output:
        into, source = output.split(" = ")
        parts += f"<bpmn:loopDataOutputRef>{into}</bpmn:loopDataOutputRef>"
        parts += f'<bpmn:outputDataItem id="{source}" name="{source}"/>'
    if until:
        parts += f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>"
    loop = "multiInstanceLoopCharacteristics"
    return f'<bpmn:{loop} isSequential="{str(sequential).lower()}"{attributes}>{extensions}{parts}</bpmn:{loop}>'


def subprocess(id: str, *nodes: str, flows: str, inner: str = "") -> str:
    return node("subProcess", id, inner + _with_flows("".join(nodes), flows, id))


def process(id: str, *nodes: str, flows: str) -> str:
    return f'<bpmn:process id="{id}" isExecutable="true">{_with_flows("".join(nodes), flows, id)}</bpmn:process>'


def drawn(*nodes: str, flows: str, messages: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> bytes:
    """A file with the process `p`, and further processes `also`."""
    named = "".join(f'<bpmn:message id="message_{name}" name="{name}"/>' for name in messages)
    drawn_parts = "".join((*nodes, *also))
    signals = sorted(set(re.findall(r'signalRef="signal_(\w+)"', drawn_parts)))
    named += "".join(f'<bpmn:signal id="signal_{name}" name="{name}"/>' for name in signals)
    return f"{_HEAD}{named}{process('p', *nodes, flows=flows)}{''.join(also)}</bpmn:definitions>".encode()


def made(
    *nodes: str,
    flows: str,
    messages: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    decisions: Mapping[str, Decisions] | None = None,
) -> Definition:
    """The same, read and compiled."""
    return compile(read(drawn(*nodes, flows=flows, messages=messages, also=also), "drawn.bpmn"), decisions=decisions)


def _with_flows(nodes: str, flows: str, scope: str) -> str:
    drawn_flows = []
    for number, text in enumerate(part.strip() for part in flows.replace("\n", ";").split(";") if part.strip()):
        ends, _, condition = text.partition("[")
        source, _, target = ends.partition(">")
        id = f"{scope}_{number}"
        if target.startswith("*"):
            target = target[1:]
            nodes = nodes.replace(f'id="{source}" ', f'id="{source}" default="{id}" ', 1)
        inside = ""
        if condition:
            inside = (
                '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
                f"{escape(condition.removesuffix(']'))}</bpmn:conditionExpression>"
            )
        drawn_flows.append(
            f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'
        )
    return nodes + "".join(drawn_flows)
