"""Loops a process goes round by itself: found in the drawing, since playing one would never come to rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bpmn.model import Diagram, Node, Scope
from bpmn.soundness.circles import circles

_ASKS = ("task", "userTask", "manualTask", "receiveTask", "eventBasedGateway", "callActivity", "adHocSubProcess")
_MACHINES = ("serviceTask", "sendTask", "businessRuleTask")


def loops_alone(diagram: Diagram) -> Iterator[tuple[tuple[Node, ...], bool]]:
    """Each loop in which nothing is waited for, as nodes in document order; and whether services work in it."""
    for scope in diagram.scopes.values():
        for machines in (False, True):
            for loop in _loops(scope, {n.id for n in scope.nodes.values() if not _pauses(n, diagram, machines)}):
                works = any(node.kind in _MACHINES for node in loop)
                if works == machines and not any(node.assignments for node in loop):
                    yield loop, works


def _pauses(node: Node, diagram: Diagram, machines: bool) -> bool:
    """Whether something is waited for at the node: a person, a message, a time, and a service unless `machines`."""
    if node.kind in _MACHINES:
        return not machines
    if node.id in diagram.scopes:
        return any(_pauses(inner, diagram, machines) for inner in diagram.scopes[node.id].nodes.values())
    waits = node.event is not None and node.event.kind != "none" and node.kind == "intermediateCatchEvent"
    return node.kind in _ASKS or waits


def _loops(scope: Scope, within: Collection[str]) -> Iterator[tuple[Node, ...]]:
    """The parts of the drawing among these nodes that go round."""
    on = {
        id: [target for flow in scope.nodes[id].outgoing if (target := scope.flows[flow].target) in within]
        for id in scope.nodes
        if id in within
    }
    for circle in circles(on):
        yield tuple(node for node in scope.nodes.values() if node.id in circle)
