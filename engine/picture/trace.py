"""The way a case has taken through its diagram, told from the steps people did and when.

What no person does (gateways, services, events passed) leaves no task behind. It is found again as the shortest way
from a step done to those that opened next, along the flows that the outcome allows. Pure: a diagram and visits in, ids
out.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bpmn.errors import BpmnError
from bpmn.expressions import compile_expression
from bpmn.model import Diagram, Flow, Node


@dataclass(frozen=True, slots=True)
class Visit:
    """One time a person's step was open. `opened` and `closed` are instants in UTC as text, in order of time."""

    step: str
    opened: str
    closed: str = ""
    done: bool = False
    """Completed, not cancelled."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    """The routing variables that completing it has set."""


@dataclass(frozen=True, slots=True)
class Way:
    """What was passed: ids of nodes that are done with, and of flows."""

    nodes: frozenset[str]
    flows: frozenset[str]


def way_of(diagram: Diagram, visits: Iterable[Visit], open_steps: Iterable[str]) -> Way:
    """The nodes passed and the flows taken. `open_steps` are the nodes where the case waits now."""
    return _Tracing(diagram, sorted(visits, key=lambda visit: visit.opened), set(open_steps)).way()


class Piece(NamedTuple):
    """From one node to the next; without a flow when it leads into a subprocess."""

    before: str
    flow: str
    to: str

    def passed(self, nodes: Mapping[str, Node]) -> Iterator[str]:
        """What is done with once this piece is gone: the node before it, and the subprocess that it leaves."""
        if self.flow:
            yield self.before
            if nodes[self.before].kind == "endEvent":
                yield nodes[self.before].scope
        if nodes[self.to].kind == "endEvent":
            yield self.to


class _Tracing:
    """The way while it is being found."""

    def __init__(self, diagram: Diagram, visits: Sequence[Visit], open_steps: set[str]) -> None:
        self._diagram = diagram
        self._visits = visits
        self._open = open_steps
        self._nodes: Mapping[str, Node] = {node.id: node for node in diagram.nodes()}
        self._stops = {visit.step for visit in visits} | open_steps
        self._leaving: dict[str, list[Flow]] = defaultdict(list)
        for scope in diagram.scopes.values():
            for flow in scope.flows.values():
                self._leaving[flow.source].append(flow)

    def way(self) -> Way:
        nodes = {visit.step for visit in self._visits if visit.done}
        flows: set[str] = set()
        known: dict[str, Any] = {}
        for source, visit in self._departures():
            nodes.add(source)
            known |= visit.variables if visit else {}
            for piece in self._onward(source, visit, known):
                flows.update([piece.flow] if piece.flow else [])
                nodes.update(piece.passed(self._nodes))
        return Way(frozenset(nodes - self._open), frozenset(flows))

    def _departures(self) -> Iterator[tuple[str, Visit | None]]:
        """From where the case went on, in order: its start, steps done, events that ended a step."""
        for node in self._diagram.scopes[self._diagram.main].nodes.values():
            if node.kind == "startEvent":
                yield node.id, None
        for visit in sorted(self._visits, key=lambda visit: visit.closed):
            if visit.done:
                yield visit.step, visit
            elif visit.closed:
                hosts = {visit.step, *self._around(visit.step)}
                for node in self._nodes.values():
                    if node.attached_to in hosts and node.interrupting and self._struck(node, visit):
                        yield node.id, visit

    def _around(self, id: str) -> Iterator[str]:
        scope = self._nodes[id].scope if id in self._nodes else ""
        while scope in self._nodes:
            yield scope
            scope = self._nodes[scope].scope

    def _struck(self, event: Node, cancelled: Visit) -> bool:
        """Whether what follows this event opened when the step it watches was cancelled."""
        reached = self._search(event.id, {})
        return any(visit.opened == cancelled.closed and visit.step in reached for visit in self._visits)

    def _onward(self, source: str, left: Visit | None, known: Mapping[str, Any]) -> Iterator[Piece]:
        """The ways from a node to the steps that opened next; else to where the case waits, or to its end."""
        reached = self._search(source, known)
        since = left.closed if left else ""
        following = [v for v in self._visits if v is not left and v.opened >= since and v.step in reached]
        if following:
            targets = {visit.step for visit in following if visit.opened == following[0].opened}
        else:
            targets = self._open & reached.keys()
            if not targets and not self._open:
                ends = [id for id in reached if self._nodes[id].kind == "endEvent" and not self._leads_out(id)]
                targets = set(ends[:1])
        for target in sorted(targets):
            here = target
            while True:
                yield reached[here]
                here = reached[here].before
                if here == source:
                    break

    def _search(self, source: str, known: Mapping[str, Any]) -> dict[str, Piece]:
        """How each node is reached that can be reached without anybody's step, by the shortest way."""
        reached: dict[str, Piece] = {}
        waiting = deque([source])
        while waiting:
            here = waiting.popleft()
            if here in self._stops and here != source:
                continue
            for piece in self._next(here, known):
                if piece.to not in reached:
                    reached[piece.to] = piece
                    waiting.append(piece.to)
        return reached

    def _next(self, id: str, known: Mapping[str, Any]) -> Iterator[Piece]:
        node = self._nodes[id]
        inside = self._diagram.scopes.get(id)
        if inside and node.kind != "callActivity":
            starts = (inner.id for inner in inside.nodes.values() if inner.kind == "startEvent")
            yield from (Piece(id, "", start) for start in starts)
            return
        out = node.scope if node.kind == "endEvent" and self._leads_out(id) else id
        yield from (Piece(id, flow.id, flow.target) for flow in self._allowed(self._nodes[out], known))

    def _leads_out(self, id: str) -> bool:
        """Whether this is an end within a subprocess, so that the case goes on after it."""
        return self._nodes[id].scope in self._nodes

    def _allowed(self, node: Node, known: Mapping[str, Any]) -> list[Flow]:
        flows = self._leaving[node.id]
        if node.kind != "exclusiveGateway":
            return flows
        answers = {flow.id: _holds(flow, known) for flow in flows if flow.condition}
        true = [flow for flow in flows if answers.get(flow.id)]
        if true:
            return true[:1]
        if answers and all(answer is False for answer in answers.values()):
            return [flow for flow in flows if flow.id == node.default] or flows
        return [flow for flow in flows if answers.get(flow.id) is not False]


def _holds(flow: Flow, known: Mapping[str, Any]) -> bool | None:
    """Whether the condition holds; None when that cannot be told from the outcomes alone."""
    try:
        return bool(compile_expression(flow.condition, element=flow.id, line=flow.line).evaluate(known))
    except BpmnError:
        return None
