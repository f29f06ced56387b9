"""A diagram made ready to run: its nodes as specifications, its conditions compiled, its called processes found.

Made once per diagram and shared by all its cases; nothing in it changes afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import orjson

from bpmn import timers
from bpmn.dmn import Decisions
from bpmn.errors import DiagramRefused, ExpressionRefused, Finding
from bpmn.expressions import FUNCTIONS, Expression, compile_expression
from bpmn.model import SUBPROCESSES, AskedDecision, Diagram, Event, EventKind, Node, NodeKind, Scope, TimerKind
from bpmn.runner.any_order import Round
from bpmn.runner.consulting import Consult
from bpmn.runner.events import Boundary, Catch, EventGateway, Trigger
from bpmn.runner.gateways import Complex, Exclusive, Inclusive, Parallel
from bpmn.runner.instances import COUNTS, MultiInstance, Repeated
from bpmn.runner.specs import Call, NodeSpec, Person, ScopeSpec, Script, Service, Subprocess, Way, scope_inside
from bpmn.runner.throwing import End, Throw
from bpmn.runner.undoing import CancelEnd, Compensation, CompensationEnd, UndoAll, Undoing

_SPECS: Mapping[NodeKind, type[NodeSpec]] = {
    "startEvent": NodeSpec,
    "endEvent": End,
    "intermediateCatchEvent": Catch,
    "intermediateThrowEvent": Throw,
    "boundaryEvent": Boundary,
    "task": Person,
    "userTask": Person,
    "manualTask": Person,
    "serviceTask": Service,
    "scriptTask": Script,
    "sendTask": Service,
    "receiveTask": Catch,
    "businessRuleTask": Service,
    "exclusiveGateway": Exclusive,
    "parallelGateway": Parallel,
    "inclusiveGateway": Inclusive,
    "eventBasedGateway": EventGateway,
    "complexGateway": Complex,
    "subProcess": Subprocess,
    "transaction": Subprocess,
    "adHocSubProcess": Subprocess,
    "callActivity": Call,
}
_SPECS_OF_EVENTS: Mapping[tuple[NodeKind, EventKind], type[NodeSpec]] = {
    ("intermediateCatchEvent", "none"): NodeSpec,
    ("intermediateThrowEvent", "compensate"): Compensation,
    ("endEvent", "compensate"): CompensationEnd,
    ("endEvent", "cancel"): CancelEnd,
}
UNSAID = "unsaid_"
"""What the variables begin with that stand for something a draft does not say."""
_SOME_TIME: Mapping[TimerKind, str] = {"date": "2030-01-01", "duration": "P1D", "cycle": "R1/P1D"}
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
    signals: frozenset[str]
    """The signals its events wait for."""
    asked: tuple[tuple[Node, Decisions], ...] = ()
    """The business rule tasks whose decisions are at hand, each with the file that holds its decision."""

    @property
    def main(self) -> ScopeSpec:
        """The process a run begins with."""
        return self.scopes[self.diagram.main]

    def steps(self) -> tuple[Node, ...]:
        """The nodes that can be an open step, called processes included, in document order."""
        drawn = (spec for scope in self.scopes.values() for spec in scope.nodes)
        done = (spec.each if isinstance(spec, MultiInstance) else spec for spec in drawn)
        return tuple(spec.node for spec in done if spec.opens is not None)

    def facts(self) -> dict[str, frozenset[str]]:
        """By business rule task: the variables its decision reads or may read."""
        found: dict[str, frozenset[str]] = {}
        for node, decisions in self.asked:
            assert node.asks is not None
            names = (name for given in decisions.given(node.asks.decision) for name in given.names)
            found[node.id] = found.get(node.id, frozenset()).union(names)
        return found


def compile(
    diagram: Diagram,
    *,
    called: Mapping[str, Diagram] | None = None,
    decisions: Mapping[str, Decisions] | None = None,
    functions: Collection[str] = frozenset(FUNCTIONS),
    key: str = "",
    draft: bool = False,
) -> Definition:
    """The definition of the diagram's main process.

    called gives, by process id, the diagram of each called process that is not in this one; decisions gives, by the id
    of each decision, the file that holds it, and without it whoever runs the process decides: a business rule task is
    then a service's step, which asks for a service called as the decision. functions names what
    expressions may call, when a run is to be given more than FUNCTIONS. key is the hash of the sources, for states
    that must be readable for years; without it, a SHA-256 of all in the diagrams that decides the course of a run,
    which changes when a later reader repairs a diagram differently. draft leaves open what the diagram leaves open,
    for playing it: what cannot be read asks for a variable nobody sets, a process that is not there is a step.
    Raises DiagramRefused with every finding.
    """
    there = {id: other for id, other in (called or {}).items() if id in other.scopes} | _processes(diagram)
    work = _Compilation(there, decisions, frozenset(functions), draft)
    work.process(diagram.main)
    if work.findings:
        raise DiagramRefused(diagram.file, work.findings)
    used = {id: work.diagrams[id] for id in sorted({scope.process_id for scope in work.scopes.values()})}
    key = key or _fingerprint(used, [decisions.digest for _, decisions in work.asked])
    specs = (spec for scope in work.scopes.values() for spec in (*scope.nodes, *scope.triggers))
    signals = frozenset(spec.event.name for spec in specs if isinstance(spec, Catch) and spec.event.kind == "signal")
    return Definition(diagram, key, frozenset(work.variables), work.scopes, signals, tuple(work.asked))


class _Compilation:
    """Builds the specifications of a process and of all it calls."""

    def __init__(
        self,
        diagrams: Mapping[str, Diagram],
        decisions: Mapping[str, Decisions] | None,
        functions: frozenset[str],
        draft: bool,
    ) -> None:
        self.diagrams = diagrams
        self.decisions = decisions
        self.asked: list[tuple[Node, Decisions]] = []
        self.functions = functions
        self.draft = draft
        self.unsaid = 0
        self.scopes: dict[str, ScopeSpec] = {}
        self.variables: set[str] = set()
        self.findings: list[Finding] = []

    def process(self, id: str) -> None:
        """Build a process, unless it is there."""
        if id not in self.scopes:
            self._scope(id, id, self.diagrams[id].scopes[id])

    def _scope(self, key: str, process: str, drawn: Scope) -> None:
        scope = self.scopes[key] = ScopeSpec(key, process)
        flowing = [node for node in drawn.nodes.values() if not _is_compensation(node)]
        for node in flowing:
            scope.nodes.append(self._spec(scope, node))
        nodes = {spec.node.id: spec for spec in scope.nodes}
        for spec in scope.nodes:
            self._connect(spec, nodes, drawn)
            if isinstance(spec, Boundary):
                nodes[spec.node.attached_to].boundaries += (spec,)
        self._compensations(scope, nodes, drawn)
        scope.triggers = tuple(self._trigger(scope, spec) for spec in scope.nodes if spec.node.by_event)
        scope.starts = self._starts(scope, drawn)
        scope.inclusive_joins = tuple(
            spec for spec in scope.nodes if isinstance(spec, Inclusive) and spec.holds_up
        )
        before = _before(drawn) if scope.inclusive_joins else {}
        for join in scope.inclusive_joins:
            join.reached_from = _reach(join.node, before, drawn)

    def _spec(self, scope: ScopeSpec, node: Node) -> NodeSpec:
        line = node.line
        if node.repetition is not None:
            again = Repeated(scope, node)
            again.repetition = node.repetition
            again.each = self._plain_spec(scope, node, instance=True)
            if node.repetition.condition:
                line = node.repetition.line or line
                again.again = self._expression(node.repetition.condition, node.id, line, known=("loopCounter",))
            elif not node.repetition.maximum and self.draft:
                again.repetition = replace(node.repetition, maximum=1)
            elif not node.repetition.maximum:
                self._refuse(node, "is repeated without end", "Give a condition or a number of rounds.")
            return again
        if node.loop is None:
            return self._plain_spec(scope, node, instance=False)
        whole = MultiInstance(scope, node)
        whole.loop = node.loop
        whole.each = self._plain_spec(scope, node, instance=True)
        line = node.loop.line or line
        if not (node.loop.collection or node.loop.cardinality or self.draft):
            self._refuse(node, "neither a collection nor a number says how often it is done", "Give its collection.")
        whole.size = self._expression(node.loop.collection or node.loop.cardinality or "1", node.id, line)
        if node.loop.output_element:
            whole.output_element = self._expression(node.loop.output_element, node.id, line)
        if node.loop.completion:
            whole.completion = self._expression(
                node.loop.completion, node.id, line, known=(*COUNTS, node.loop.element, node.loop.output)
            )
        return whole

    def _plain_spec(self, scope: ScopeSpec, node: Node, *, instance: bool) -> NodeSpec:
        kind: EventKind = "none" if node.event is None else node.event.kind
        made = _SPECS_OF_EVENTS.get((node.kind, kind), _SPECS[node.kind])
        if self.draft and node.kind == "intermediateCatchEvent" and node.event == Event("none", line=node.line):
            made = Catch  # somebody will know what it waits for
        if made is Call and self.draft and node.called not in self.diagrams:
            made = Person
        if node.asks is not None:
            made = Consult if self.decisions is not None and node.asks.decision in self.decisions else Service
        spec = made(scope, node, instance=instance)
        if node.kind in _THROWING and node.event is not None:
            spec.throws = node.event.message
        if isinstance(spec, Script):
            spec.assignments = self._values(node.assignments, node)
        if isinstance(spec, Catch):
            self._wait(spec, node)
        if isinstance(spec, Complex) and node.activation:
            known = ("activationCount", *node.incoming)
            spec.activation = self._expression(node.activation, node.id, node.line, known=known)
        if node.asks is not None:
            self._asked(spec, node.asks)
        if isinstance(spec, Call):
            self._called(spec, node)
        elif isinstance(spec, Subprocess):
            self._inside(scope, spec)
        return spec

    def _wait(self, spec: Catch, node: Node) -> None:
        """Say what an event waits for, beside a message or signal."""
        event = node.event
        if event is not None and event.timer is not None:
            spec.timer = self._timer(node)
        elif event is not None and event.kind == "conditional":
            spec.condition = self._expression(event.text, node.id, event.line or node.line)

    def _inside(self, scope: ScopeSpec, spec: Subprocess) -> None:
        drawn = self.diagrams[scope.process_id].scopes[spec.node.id]
        if spec.spec not in self.scopes:
            self._scope(spec.spec, scope.process_id, drawn)
        rule = spec.node.ad_hoc
        if rule is not None:
            line = rule.line or spec.node.line
            completion = self._expression(rule.completion, spec.node.id, line) if rule.completion else None
            self.scopes[spec.spec].ad_hoc = Round(rule, completion)

    def _trigger(self, scope: ScopeSpec, body: NodeSpec) -> NodeSpec:
        """What waits for the event of an event subprocess; its start event, as it stands in the scope around."""
        inside = self.scopes[scope_inside(scope, body.node)]
        start = next((spec.node for spec in inside.nodes if spec.node.kind == "startEvent"), body.node)
        if start is body.node:
            self._refuse(start, "has no start event", "Draw the start event that says when it begins.")
        trigger = Trigger(scope, start)
        trigger.body = body
        self._wait(trigger, start)
        return trigger

    def _compensations(self, scope: ScopeSpec, nodes: Mapping[str, NodeSpec], drawn: Scope) -> None:
        """Say what undoes each activity of the scope, and give that to the events that compensate here."""
        throwing = [spec for spec in scope.nodes if isinstance(spec, Compensation)]
        handlers: dict[str, NodeSpec] = {}
        for node in drawn.nodes.values():
            undone = node.attached_to
            if node.handler and undone in nodes:
                nodes[undone].handler = handlers[undone] = self._spec(scope, drawn.nodes[node.handler])
                scope.nodes.append(handlers[undone])
        for spec in nodes.values():
            inside = self.scopes.get(scope_inside(scope, spec.node)) if spec.node.kind in SUBPROCESSES else None
            if spec.handler is None and inside is not None and inside.undo is not None:
                handlers[spec.node.id] = Undoing(scope, spec.node)
        if handlers and drawn.parent:
            around = self.diagrams[scope.process_id].scopes[drawn.parent]
            scope.undo = UndoAll(scope, around.nodes[drawn.id])
            throwing.append(scope.undo)
        for event in throwing:
            event.handlers = handlers
        for spec in nodes.values():
            if spec.node.by_event:
                self._compensate_around(self.scopes[scope_inside(scope, spec.node)], handlers, drawn)

    def _compensate_around(self, inside: ScopeSpec, handlers: Mapping[str, NodeSpec], drawn: Scope) -> None:
        """Let the events of an event subprocess undo what was completed around it (BPMN 2.0.2 §10.7.1)."""
        for event in inside.nodes:
            if not isinstance(event, Compensation):
                continue
            event.within_event_subprocess = True
            made = {
                id: Undoing(inside, spec.node) if isinstance(spec, Undoing) else self._spec(inside, spec.node)
                for id, spec in handlers.items()
            }
            event.handlers = {**event.handlers, **made}

    def _called(self, spec: Call, node: Node) -> None:
        if node.called not in self.diagrams:
            self._refuse(node, f"calls the process {node.called!r}, which is not there", "Add the called diagram.")
            return
        self.process(node.called)
        version = self.diagrams[node.called].scopes[node.called].version
        if node.called_version not in ("", version) and not self.draft:
            remedy = "Give the called process that versionTag, or take the binding out."
            self._refuse(node, f"asks for version {node.called_version!r} of {node.called}, here {version!r}", remedy)
        if node.passing is not None:
            spec.all_in, spec.all_back = node.passing.all_in, node.passing.all_back
            spec.into, spec.back = self._values(node.passing.into, node), self._values(node.passing.back, node)

    def _values(self, values: Iterable[tuple[str, str, int]], node: Node) -> tuple[tuple[str, Expression], ...]:
        return tuple((name, self._expression(text, node.id, line)) for name, text, line in values)

    def _asked(self, spec: NodeSpec, asks: AskedDecision) -> None:
        if isinstance(spec, Consult) and self.decisions is not None:
            spec.asks, spec.decisions = asks, self.decisions[asks.decision]
            self.asked.append((spec.node, spec.decisions))
        elif self.decisions is not None and not self.draft:
            there = ", ".join(self.decisions) or "none"
            self._refuse(
                spec.node,
                f"asks for the decision {asks.decision!r}, which is not there; there are: {there}",
                "Add the .dmn file with the decision, or ask for one of those there by its id.",
            )

    def _connect(self, spec: NodeSpec, nodes: Mapping[str, NodeSpec], drawn: Scope) -> None:
        ways = []
        for id in spec.node.outgoing:
            flow = drawn.flows[id]
            known = ("waitingForStart",) if isinstance(spec, Complex) else ()
            condition = self._expression(flow.condition, id, flow.line, known=known) if flow.condition else None
            ways.append(Way(id, nodes[flow.target], condition, id == spec.node.default))
        spec.connect_ways(ways)
        if isinstance(spec, EventGateway):
            for way in spec.ways:
                if not isinstance(way.target, Catch):
                    self._refuse(
                        way.target.node, "follows an event-based gateway but waits for nothing", "Draw an event."
                    )

    def _starts(self, scope: ScopeSpec, drawn: Scope) -> tuple[NodeSpec, ...]:
        """Where tokens begin: at the start event; without one, at every node nothing leads to (BPMN 2.0.2 §13.2)."""
        starts = [spec for spec in scope.nodes if spec.node.kind == "startEvent"]
        if drawn.parent:
            for spec in starts[1:]:
                self._refuse(spec.node, f"is a second start event of {drawn.id}", "Keep one start event.")
        elif starts:
            scope.other_starts = {spec.bpmn_id: spec for spec in starts}
            plain = [spec for spec in starts if not (spec.node.event and spec.node.event.message)]
            return tuple((plain or starts)[:1])
        if not starts:
            starts = [
                spec
                for spec in scope.nodes
                if not (spec.node.incoming or spec.node.by_event or spec.node.undoes or isinstance(spec, Boundary))
            ]
        if scope.nodes and not starts:
            first = scope.nodes[0].node
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
            if self.draft and timers.is_meant_literally(text):
                return _SOME_TIME[event.timer], None
            if literal != text or timers.is_meant_literally(text):
                self.findings.append(Finding(error.code, "error", f"{node.id}: {error}", error.remedy, node.id, line))
                return "", None
        return "", self._expression(text, node.id, line)

    def _expression(self, text: str, element: str, line: int, known: Collection[str] = ()) -> Expression:
        try:
            expression = compile_expression(text, element=element, line=line, functions=self.functions)
        except ExpressionRefused as error:
            if self.draft:
                self.unsaid += 1
                return compile_expression(f"{UNSAID}{self.unsaid}", element=element, line=line)
            self.findings.append(error.finding)
            return compile_expression("null", element=element, line=line)
        self.variables |= expression.names - set(known)
        return expression

    def _refuse(self, node: Node, message: str, remedy: str) -> None:
        self.findings.append(
            Finding(DiagramRefused.code, "error", f"{node.kind} {node.id} {message}", remedy, node.id, node.line)
        )


def _is_compensation(node: Node) -> bool:
    """Whether no token comes to the node in the course of things."""
    return node.undoes or (node.kind == "boundaryEvent" and node.event is not None and node.event.kind == "compensate")


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


def _fingerprint(diagrams: Mapping[str, Diagram], decisions: Iterable[str]) -> str:
    """A hash of what decides the course of a run, field by field: names, lines and drawing do not.

    decisions: the digests of the files of decisions that are asked.
    """
    course: list[object] = [
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
    course += [["decisions", digest] for digest in sorted(set(decisions))]
    return hashlib.sha256(orjson.dumps(course)).hexdigest()


def _course(node: Node) -> list[object]:
    event, loop = node.event, node.loop
    course: list[object] = [
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
        _passed(node.assignments),
    ]
    # Only what there is: the keys of definitions made before these could be read stay as they are.
    again, any_order, passing = node.repetition, node.ad_hoc, node.passing
    later = {
        "name": event.name if event else "",
        "again": [again.condition, again.before, again.maximum] if again else None,
        "by_event": node.by_event,
        "undoes": node.undoes,
        "handler": node.handler,
        "asks": [node.asks.decision, node.asks.result, node.asks.mapping] if node.asks else None,
        "any_order": [any_order.completion, any_order.ordered, any_order.cancels] if any_order else None,
        "version": node.called_version,
        "activation": node.activation,
        "passing": passing and [_passed(passing.into), _passed(passing.back), passing.all_in, passing.all_back],
    }
    more = {name: value for name, value in later.items() if value}
    return [*course, more] if more else course


def _passed(values: Iterable[tuple[str, str, int]]) -> list[list[str]]:
    return [[name, text] for name, text, _ in values]
