"""A diagram made ready to run: its nodes as specifications, its conditions compiled, its called processes found.

Made once per diagram and shared by all its cases; nothing in it changes afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import orjson

from bpmn import timers
from bpmn.errors import DiagramRefused, ExpressionRefused, Finding
from bpmn.expressions import FUNCTIONS, Expression, compile_expression
from bpmn.model import Diagram, Node, NodeKind, Scope
from bpmn.runner.events import Boundary, Catch, EventGateway
from bpmn.runner.gateways import Exclusive, Inclusive, Parallel
from bpmn.runner.instances import COUNTS, MultiInstance
from bpmn.runner.specs import Call, End, NodeSpec, Person, ScopeSpec, Script, Service, Subprocess, Way

_SPECS: Mapping[NodeKind, type[NodeSpec]] = {
    "startEvent": NodeSpec,
    "endEvent": End,
    "intermediateCatchEvent": Catch,
    "intermediateThrowEvent": NodeSpec,
    "boundaryEvent": Boundary,
    "task": Person,
    "userTask": Person,
    "manualTask": Person,
    "serviceTask": Service,
    "scriptTask": Script,
    "sendTask": Service,
    "receiveTask": Catch,
    "exclusiveGateway": Exclusive,
    "parallelGateway": Parallel,
    "inclusiveGateway": Inclusive,
    "eventBasedGateway": EventGateway,
    "subProcess": Subprocess,
    "callActivity": Call,
}
_THROWING: Collection[NodeKind] = ("endEvent", "intermediateThrowEvent", "sendTask")


@dataclass(frozen=True, slots=True)
class Definition:
    """A process ready to run, shared by any number of runs and threads."""

    diagram: Diagram
    key: str
    """Names what it was made from: a state can be loaded by a definition with the same key only."""
    variables: frozenset[str]
    """The variables read by its conditions, timers, assignments and multi-instance expressions."""
    scopes: Mapping[str, ScopeSpec]
    """By key: the process, then every subprocess and called process."""

    @property
    def main(self) -> ScopeSpec:
        """The process a run begins with."""
        return self.scopes[self.diagram.main]

    def steps(self) -> tuple[Node, ...]:
        """The nodes that can be an open step, called processes included, in document order."""
        drawn = (spec for scope in self.scopes.values() for spec in scope.nodes)
        done = (spec.each if isinstance(spec, MultiInstance) else spec for spec in drawn)
        return tuple(spec.node for spec in done if spec.opens is not None)


def compile(
    diagram: Diagram,
    *,
    called: Mapping[str, Diagram] | None = None,
    functions: Collection[str] = frozenset(FUNCTIONS),
    key: str = "",
) -> Definition:
    """The definition of the diagram's main process.

    called gives, by process id, the diagram of each called process that is not in this one; functions names what
    expressions may call, when a run is to be given more than FUNCTIONS. key is the hash of the sources, for states
    that must be readable for years; without it, a SHA-256 of all in the diagrams that decides the course of a run,
    which changes when a later reader repairs a diagram differently. Raises DiagramRefused with every finding.
    """
    there = {id: other for id, other in (called or {}).items() if id in other.scopes} | _processes(diagram)
    work = _Compilation(there, frozenset(functions))
    work.process(diagram.main)
    if work.findings:
        raise DiagramRefused(diagram.file, work.findings)
    used = {id: work.diagrams[id] for id in sorted({scope.process_id for scope in work.scopes.values()})}
    return Definition(diagram, key or _fingerprint(used), frozenset(work.variables), work.scopes)


class _Compilation:
    """Builds the specifications of a process and of all it calls."""

    def __init__(self, diagrams: Mapping[str, Diagram], functions: frozenset[str]) -> None:
        self.diagrams = diagrams
        self.functions = functions
        self.scopes: dict[str, ScopeSpec] = {}
        self.variables: set[str] = set()
        self.findings: list[Finding] = []

    def process(self, id: str) -> None:
        """Build a process, unless it is there."""
        if id not in self.scopes:
            self._scope(id, id, self.diagrams[id].scopes[id])

    def _scope(self, key: str, process: str, drawn: Scope) -> None:
        scope = self.scopes[key] = ScopeSpec(key, process)
        for node in drawn.nodes.values():
            scope.nodes.append(self._spec(scope, node))
        nodes = {spec.node.id: spec for spec in scope.nodes}
        for spec in scope.nodes:
            self._connect(spec, nodes, drawn)
            if isinstance(spec, Boundary):
                nodes[spec.node.attached_to].boundaries += (spec,)
        scope.starts = self._starts(scope.nodes, drawn)
        scope.inclusive_joins = tuple(
            spec for spec in scope.nodes if isinstance(spec, Inclusive) and len(spec.node.incoming) > 1
        )
        before = _before(drawn) if scope.inclusive_joins else {}
        for join in scope.inclusive_joins:
            join.reached_from = _reach(join.node, before, drawn)

    def _spec(self, scope: ScopeSpec, node: Node) -> NodeSpec:
        if node.loop is None:
            return self._plain_spec(scope, node, instance=False)
        whole = MultiInstance(scope, node)
        whole.loop = node.loop
        whole.each = self._plain_spec(scope, node, instance=True)
        line = node.loop.line or node.line
        if not (node.loop.collection or node.loop.cardinality):
            self._refuse(node, "neither a collection nor a number says how often it is done", "Give its collection.")
        whole.size = self._expression(node.loop.collection or node.loop.cardinality or "0", node.id, line)
        if node.loop.output_element:
            whole.output_element = self._expression(node.loop.output_element, node.id, line)
        if node.loop.completion:
            whole.completion = self._expression(
                node.loop.completion, node.id, line, known=(*COUNTS, node.loop.element, node.loop.output)
            )
        return whole

    def _plain_spec(self, scope: ScopeSpec, node: Node, *, instance: bool) -> NodeSpec:
        made = _SPECS[node.kind]
        if node.kind == "intermediateCatchEvent" and (node.event is None or node.event.kind == "none"):
            made = NodeSpec
        spec = made(scope, node, instance=instance)
        if node.kind in _THROWING and node.event is not None:
            spec.throws = node.event.message
        if isinstance(spec, Script):
            spec.assignments = tuple((name, self._expression(e, node.id, line)) for name, e, line in node.assignments)
        if isinstance(spec, Catch) and node.event is not None and node.event.timer is not None:
            spec.timer = self._timer(node)
        if isinstance(spec, Call):
            self._called(node)
        elif isinstance(spec, Subprocess):
            self._scope(spec.spec, scope.process_id, self.diagrams[scope.process_id].scopes[node.id])
        return spec

    def _called(self, node: Node) -> None:
        if node.called in self.diagrams:
            self.process(node.called)
        else:
            self._refuse(node, f"calls the process {node.called!r}, which is not there", "Add the called diagram.")

    def _connect(self, spec: NodeSpec, nodes: Mapping[str, NodeSpec], drawn: Scope) -> None:
        ways = []
        for id in spec.node.outgoing:
            flow = drawn.flows[id]
            condition = self._expression(flow.condition, id, flow.line) if flow.condition else None
            ways.append(Way(id, nodes[flow.target], condition, id == spec.node.default))
        spec.connect_ways(ways)
        if isinstance(spec, EventGateway):
            for way in spec.ways:
                if not isinstance(way.target, Catch):
                    self._refuse(
                        way.target.node, "follows an event-based gateway but waits for nothing", "Draw an event."
                    )

    def _starts(self, nodes: Collection[NodeSpec], drawn: Scope) -> tuple[NodeSpec, ...]:
        """The start event; without one, every node nothing leads to (BPMN 2.0.2 §13.2)."""
        starts = [spec for spec in nodes if spec.node.kind == "startEvent"]
        for spec in starts[1:]:
            self._refuse(spec.node, f"is a second start event of {drawn.id}", "Keep one start event.")
        if not starts:
            starts = [spec for spec in nodes if not spec.node.incoming and not isinstance(spec, Boundary)]
        if nodes and not starts:
            first = next(iter(nodes)).node
            self._refuse(first, f"belongs to {drawn.id}, in which nothing can begin", "Draw a start event.")
        return tuple(starts)

    def _timer(self, node: Node) -> tuple[str, Expression | None]:
        event = node.event
        if event is None or event.timer is None:
            return "", None
        text = event.text.strip()
        line = event.line or node.line
        literal = text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
        try:
            timers.check(event.timer, literal)
            return literal, None
        except timers.TimerUnreadable as error:
            if literal != text or timers.is_meant_literally(text):
                self.findings.append(Finding(error.code, "error", f"{node.id}: {error}", error.remedy, node.id, line))
                return "", None
        return "", self._expression(text, node.id, line)

    def _expression(self, text: str, element: str, line: int, known: Collection[str] = ()) -> Expression:
        try:
            expression = compile_expression(text, element=element, line=line, functions=self.functions)
        except ExpressionRefused as error:
            self.findings.append(error.finding)
            return compile_expression("null", element=element, line=line)
        self.variables |= expression.names - set(known)
        return expression

    def _refuse(self, node: Node, message: str, remedy: str) -> None:
        self.findings.append(
            Finding(DiagramRefused.code, "error", f"{node.kind} {node.id} {message}", remedy, node.id, node.line)
        )


def _processes(diagram: Diagram) -> dict[str, Diagram]:
    return {scope.id: diagram for scope in diagram.scopes.values() if not scope.parent}


def _before(drawn: Scope) -> dict[str, list[str]]:
    """By node: the nodes from which a token can come to it in one move, a boundary event's from its host."""
    return {
        id: [*(drawn.flows[flow].source for flow in node.incoming), *filter(None, [node.attached_to])]
        for id, node in drawn.nodes.items()
    }


def _reach(join: Node, before: Mapping[str, list[str]], drawn: Scope) -> dict[str, frozenset[str]]:
    """By node: the flows into the join that a token on the node can come to without passing the join."""
    reached: dict[str, list[str]] = {}
    for flow in join.incoming:
        places = [drawn.flows[flow].source]
        seen = {join.id}
        while places:
            place = places.pop()
            if place not in seen:
                seen.add(place)
                reached.setdefault(place, []).append(flow)
                places += before[place]
    return {place: frozenset(flows) for place, flows in reached.items()}


def _fingerprint(diagrams: Mapping[str, Diagram]) -> str:
    """A hash of what decides the course of a run, field by field: names, lines and drawing do not."""
    course = [
        [
            process,
            [
                [
                    scope.id,
                    scope.parent,
                    [_course(node) for node in scope.nodes.values()],
                    [[flow.id, flow.source, flow.target, flow.condition] for flow in scope.flows.values()],
                ]
                for scope in diagram.scopes.values()
            ],
        ]
        for process, diagram in diagrams.items()
    ]
    return hashlib.sha256(orjson.dumps(course)).hexdigest()


def _course(node: Node) -> list[object]:
    event, loop = node.event, node.loop
    return [
        node.id,
        node.kind,
        list(node.outgoing),
        node.default,
        [event.kind, event.timer, event.text, event.message] if event else None,
        [node.attached_to, node.interrupting],
        [
            loop.sequential,
            loop.cardinality,
            loop.collection,
            loop.element,
            loop.output,
            loop.output_element,
            loop.completion,
        ]
        if loop
        else None,
        node.called,
        [[name, text] for name, text, _ in node.assignments],
    ]
