"""Which nodes and flows of a process were covered, by whatever was played, and which never.

Counts only what can be passed: every node and flow of the process, its subprocesses and the processes it calls.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from bpmn.model import Flow, Node
from bpmn.runner import Definition

_CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The nodes and flows of a definition by id, called processes included, in document order."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)

    def name(self, node: str) -> str:
        """What a reader calls the node: its name, or its id where it has none."""
        return " ".join(self.nodes[node].name.split()) or node if node in self.nodes else node

    def decisive(self) -> Iterator[Flow]:
        """The flows out of gateways where a case turns one way or the other."""
        for flow in self.flows.values():
            source = self.nodes[flow.source]
            if source.kind in _CHOOSING and len(source.outgoing) > 1:
                yield flow


def drawn(definition: Definition) -> Drawn:
    """What is drawn in a definition."""
    found = Drawn()
    here = {id: flow for scope in definition.diagram.scopes.values() for id, flow in scope.flows.items()}
    for spec in (spec for scope in definition.scopes.values() for spec in scope.nodes):
        found.nodes[spec.node.id] = spec.node
        for way in spec.ways:
            there = Flow(way.flow, spec.node.id, way.target.node.id, spec.node.line)
            found.flows[way.flow] = here.get(way.flow, there)
    return found


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what is drawn was covered."""

    drawn: Drawn
    nodes: frozenset[str]
    flows: frozenset[str]

    @classmethod
    def of(cls, what: Drawn, passed: Iterable[str], taken: Iterable[str]) -> Coverage:
        """The coverage of nodes passed and flows taken; ids that are not drawn do not count."""
        return cls(what, frozenset(passed) & what.nodes.keys(), frozenset(taken) & what.flows.keys())

    def __or__(self, other: Coverage) -> Coverage:
        """What was covered by the one or the other."""
        return Coverage(self.drawn, self.nodes | other.nodes, self.flows | other.flows)

    def nodes_missed(self) -> list[Node]:
        """The nodes nothing passed, in document order."""
        return [node for id, node in self.drawn.nodes.items() if id not in self.nodes]

    def flows_missed(self) -> list[Flow]:
        """The flows nothing took, in document order."""
        return [flow for id, flow in self.drawn.flows.items() if id not in self.flows]

    def decisive_missed(self, excused: Collection[str] = ()) -> list[Flow]:
        """The flows out of deciding gateways that nothing took and nobody excused."""
        return [f for f in self.drawn.decisive() if f.id not in self.flows and f.id not in excused]
