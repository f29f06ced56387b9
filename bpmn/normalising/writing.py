"""Writes into a BPMN file what reading it put right: ids, starts, ends, gateways, defaults, conditions, times, codes.

What BPMN leaves open stays open. Comments and processing instructions are not kept; everything else is.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from bpmn.errors import DiagramRefused, Finding
from bpmn.model import Diagram, Flow, Node, Scope
from bpmn.normalising.placing import Drawing
from bpmn.reader import read_document
from bpmn.reader.document import open_document
from bpmn.reader.elements import PREFIX, is_node, local_name, referred, text_of

REPAIRED = frozenset(
    (
        "BPMN-ID-MISSING", "BPMN-NOT-EXECUTABLE", "BPMN-FLOW-MOVED", "BPMN-CONDITION-EMPTY", "BPMN-SPLIT-IMPLICIT",
        "BPMN-GATEWAY-DEFAULT-IMPLICIT", "BPMN-GATEWAY-FLOW-ALWAYS", "BPMN-START-IMPLICIT", "BPMN-END-IMPLICIT",
        "BPMN-CODE-UNDEFINED", "BPMN-TIMER-QUOTED",
    )
)  # fmt: skip
"""The findings that are gone from a file written anew."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A file written anew."""

    data: bytes
    repaired: tuple[Finding, ...]
    """What was put right."""
    remaining: tuple[Finding, ...]
    """What is still said of it."""


def normalise(data: bytes, file: str) -> Normalised:
    """The file with its repairs written in.

    Raises DiagramRefused when nothing can be read of it, or two elements have the same id: which is meant, then?
    """
    root = open_document(data, file)
    diagram = read_document(root, file)  # gives ids to elements without one
    if any(finding.code == "BPMN-ID-DUPLICATE" for finding in diagram.findings):
        raise DiagramRefused(file, diagram.findings)
    _Writing(root, diagram).write()
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    repaired = tuple(finding for finding in diagram.findings if finding.code in REPAIRED)
    again = read_document(open_document(written, file), file)
    return Normalised(written, repaired, again.findings)


class _Writing:
    def __init__(self, root: etree._Element, diagram: Diagram) -> None:
        self._root = root
        self._diagram = diagram
        self._drawing = Drawing(root)
        self._elements: dict[str, etree._Element] = {}
        for element in root.iter(PREFIX + "*"):
            if is_node(element) or local_name(element) in _READ_BY_ID:
                self._elements.setdefault((element.get("id") or "").strip(), element)

    def write(self) -> None:
        for scope in self._diagram.scopes.values():
            self._scope(scope, self._elements[scope.id])
        self._elements[self._diagram.main].set("isExecutable", "true")
        for finding in self._diagram.findings:
            if finding.code == "BPMN-TIMER-QUOTED":
                self._unquote(finding.element)
            elif finding.code == "BPMN-CODE-UNDEFINED":
                self._define(finding.element)

    def _scope(self, scope: Scope, holder: etree._Element) -> None:
        put_in = [node for node in scope.nodes.values() if node.id not in self._elements]
        touched: set[str] = set()
        for node in put_in:
            self._elements[node.id] = etree.SubElement(holder, PREFIX + node.kind, {"id": node.id})
            self._place(node, scope)
        for flow in scope.flows.values():
            if self._flow(flow, scope, holder):
                touched |= {flow.source, flow.target}
        for node in scope.nodes.values():
            element = self._elements[node.id]
            if node.default != (element.get("default") or "").strip():
                _set_or_drop(element, "default", node.default)
        # A split takes over the flows of its node, so that every node beside a flow that changed is told anew.
        beside = {flow.source for flow in scope.flows.values() if flow.target in touched}
        for id in touched | beside:
            self._tell_flows(scope.nodes[id])

    def _flow(self, flow: Flow, scope: Scope, holder: etree._Element) -> bool:
        """Write one flow; whether that changed anything."""
        element = self._elements.get(flow.id)
        if element is None:
            if _is_link(self._elements[flow.source]) and _is_link(self._elements[flow.target]):
                return False  # the two link events say it
            ends = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
            self._elements[flow.id] = etree.SubElement(holder, PREFIX + "sequenceFlow", ends)
            self._drawing.connect(flow.id, flow.source, flow.target)
            return True
        changed = False
        if element.getparent() is not holder:
            holder.append(element)
        if referred(element.get("sourceRef")) != flow.source:
            element.set("sourceRef", flow.source)
            self._drawing.connect(flow.id, flow.source, flow.target)
            changed = True
        condition = element.find(PREFIX + "conditionExpression")
        if condition is not None and not flow.condition and not text_of(condition):
            element.remove(condition)
        elif condition is None and flow.condition:
            etree.SubElement(element, PREFIX + "conditionExpression").text = flow.condition
        return changed

    def _place(self, node: Node, scope: Scope) -> None:
        flows = node.outgoing if node.kind == "startEvent" else node.incoming
        if flows:
            flow = scope.flows[flows[0]]
            beside = flow.target if node.kind == "startEvent" else flow.source
            self._drawing.place(node.id, node.kind, beside, before=node.kind == "startEvent")

    def _tell_flows(self, node: Node) -> None:
        """Write a node's incoming and outgoing flows where the schema wants them."""
        element = self._elements[node.id]
        for child in [c for c in element if local_name(c) in ("incoming", "outgoing")]:
            element.remove(child)
        place = sum(1 for child in element if local_name(child) in _FIRST)
        for name, flows in (("outgoing", node.outgoing), ("incoming", node.incoming)):
            for flow in reversed([flow for flow in flows if flow in self._elements]):
                child = etree.Element(PREFIX + name)
                child.text = flow
                element.insert(place, child)

    def _unquote(self, id: str) -> None:
        event = self._diagram.node(id).event
        for definition in self._elements[id].iter(PREFIX + "timerEventDefinition"):
            for time in definition:
                if event is not None and local_name(time).startswith("time"):
                    time.text = event.text

    def _define(self, id: str) -> None:
        """Define the errors and escalations that the event names and the file does not."""
        for kind in ("error", "escalation"):
            for definition in self._elements[id].iter(PREFIX + f"{kind}EventDefinition"):
                code = referred(definition.get(f"{kind}Ref"))
                name = self._free(code)
                if self._elements.get(name) is None:
                    defined = etree.Element(PREFIX + kind, {"id": name, "name": code, f"{kind}Code": code})
                    self._root.insert(0, defined)
                    self._elements[name] = defined
                definition.set(f"{kind}Ref", name)

    def _free(self, code: str) -> str:
        """The code as an id, unless something else is called so."""
        there = self._elements.get(code)
        if there is None or local_name(there) in ("error", "escalation"):
            return code
        return f"code_{code}"


_READ_BY_ID = ("process", "sequenceFlow", "error", "escalation")
_FIRST = ("documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef")


def _set_or_drop(element: etree._Element, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _is_link(element: etree._Element) -> bool:
    return element.find(PREFIX + "linkEventDefinition") is not None
