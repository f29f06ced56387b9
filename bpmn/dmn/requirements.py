"""What requires what in a file, and the order in which it can be decided. Source: DMN 1.5 §6.2.3, §6.3.13."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from bpmn.dmn.elements import child, children, id_of, line_of, local_name, name_of
from bpmn.dmn.reading import Reading

_NODES = ("decision", "inputData", "businessKnowledgeModel", "decisionService", "knowledgeSource")
_REQUIRED = {
    "requiredDecision": ("decision",),
    "requiredInput": ("inputData",),
    "requiredKnowledge": ("businessKnowledgeModel",),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A decision, an input or a knowledge model, and the ids of what it requires."""

    id: str
    kind: str
    name: str
    """Of its variable, or its own."""
    element: etree._Element
    line: int
    requires: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """What expressions may call it: its variable's name, its own, and its id when that is a word."""
        named = (self.name, name_of(self.element), self.id if self.id.isidentifier() else "")
        return tuple(dict.fromkeys(name for name in named if name))


def read_nodes(root: etree._Element, reading: Reading) -> Mapping[str, Node]:
    """All nodes of the requirement graph by id, each with what it requires that is there."""
    nodes: dict[str, Node] = {}
    for element in children(root, *_NODES):
        node = _node(element, reading)
        if node.id in nodes:
            message = f"the id {node.id!r} stands on line {nodes[node.id].line} already"
            reading.report.add("DMN-ID-DUPLICATE", message, node.id, node.line)
        nodes.setdefault(node.id, node)
    for node in nodes.values():
        node.requires.extend(_required(node, nodes, reading))
    return nodes


def in_order(nodes: Mapping[str, Node], reading: Reading) -> list[Node]:
    """The nodes, each after all it requires. A circle is reported and opened."""
    order: list[Node] = []
    state: dict[str, str] = {}
    for start in nodes:
        # Depth first without recursion: a chain of requirements may be as long as the file.
        waiting = [(start, False)]
        while waiting:
            id, done = waiting.pop()
            node = nodes[id]
            if done:
                state[id] = "done"
                order.append(node)
            elif id not in state:
                state[id] = "begun"
                waiting.append((id, True))
                for other in reversed(list(node.requires)):
                    if state.get(other) == "begun":
                        message = f"{node.kind} {id} requires {other}, which requires it"
                        reading.report.add("DMN-CIRCLE", message, id, node.line)
                        node.requires.remove(other)
                    elif other not in state:
                        waiting.append((other, False))
    return order


def _node(element: etree._Element, reading: Reading) -> Node:
    kind, id, name = local_name(element), id_of(element), name_of(element)
    line = line_of(element)
    if not id:
        id = name or f"{kind}_{line}"
        reading.report.add("DMN-ID-MISSING", f"a {kind} has no id; {id!r} is used", id, line)
    return Node(id, kind, name_of(child(element, "variable")) or name or id, element, line)


def _required(node: Node, nodes: Mapping[str, Node], reading: Reading) -> Iterator[str]:
    for requirement in children(node.element, "informationRequirement", "knowledgeRequirement"):
        for reference in children(requirement, *_REQUIRED):
            id, wanted = reading.referred(reference), _REQUIRED[local_name(reference)]
            found = nodes.get(id)
            if found is not None and found.kind in wanted:
                if id not in node.requires:
                    yield id
                continue
            line = line_of(reference)
            if found is not None and found.kind == "decisionService":
                message = f"{node.kind} {node.id} calls the decision service {id}"
                remedy = "Require its decisions themselves."
                reading.report.add("DMN-UNSUPPORTED", message, node.id, line, remedy=remedy)
            elif "#" in id or "/" in id:
                message = f"{node.kind} {node.id} requires {id}, which is in another file"
                reading.report.add("DMN-IMPORT", message, node.id, line)
            else:
                message = f"{node.kind} {node.id} requires {id!r}, which is no {' or '.join(wanted)} of this file"
                reading.report.add("DMN-REFERENCE", message, node.id, line)
