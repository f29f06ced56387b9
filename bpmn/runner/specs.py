"""What a token does on each kind of node: subclasses of the library's task specs with the meaning BPMN gives them.

The library keeps the states of a token, runs it, completes it and hosts subprocesses. Written anew here is where its
3.2.0 differs from BPMN 2.0.2: which flows are taken and in which order, joins, boundary events, event-based gateways,
multi-instance, terminate, the end of a scope, and all data. Shared by every run and thread, hence never changed after
`bpmn.runner.definition` has connected them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin, SubWorkflowTaskMixin, UserTaskMixin
from SpiffWorkflow.util.task import TaskState

from bpmn import timers
from bpmn.expressions import Expression
from bpmn.model import Loop, Node, Scope
from bpmn.runner.errors import NoFlowApplies, StepBudgetSpent, ValueRefused
from bpmn.runner.tokens import InnerScope, Rounds, Token, Turn, Waiting
from bpmn.runner.variables import plain, plain_all, seen_by, write

StepKind = Literal["person", "service", "message"]
COUNTS = ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances")
"""What a completion condition may ask besides the variables."""


@dataclass(frozen=True, slots=True)
class Way:
    """A flow out of a node."""

    flow: str
    target: NodeSpec
    condition: Expression | None = None
    is_default: bool = False


class ScopeSpec(BpmnProcessSpec):  # type: ignore[misc]  # the library is untyped
    """A process or subprocess as drawn, ready to run."""

    task_specs: dict[str, NodeSpec]

    def __init__(self, key: str, process: str, drawn: Scope) -> None:
        super().__init__(name=key)
        self.process_id = process
        self.drawn = drawn
        self.nodes: list[NodeSpec] = []
        """In document order."""
        self.starts: tuple[NodeSpec, ...] = ()
        self.inclusive_joins: tuple[Inclusive, ...] = ()


class NodeSpec(BpmnSpecMixin):  # type: ignore[misc]
    """A node through which a token passes at once: start events, tasks without work, throwing events, merges."""

    opens: StepKind | None = None
    """What kind of open step a token is while it rests here."""
    rests: int = TaskState.READY
    manual: bool
    bpmn_id: str

    def __init__(self, scope: ScopeSpec, node: Node, *, instance: bool = False, **of_the_library: Any) -> None:
        # Marked names: the library gives `Start`, `End`, `Root` and `x.EndJoin` a meaning of its own.
        super().__init__(scope, f"{'*' if instance else ':'}{node.id}", **of_the_library)
        self.bpmn_id = node.id
        self.node = node
        self.process_id = scope.process_id
        self.ways: tuple[Way, ...] = ()
        self.boundaries: tuple[Catch, ...] = ()

        self.throws = ""
        """The message it sends."""

    def ways_on(self, token: Token) -> Sequence[Way]:
        """The flows the token leaves by: all without condition, and those whose condition holds, else the default.

        BPMN 2.0.2 §13.3.2: several flows out of an activity fork; with conditions they act as an inclusive gateway.
        """
        if len(self.ways) < 2 and not any(way.condition for way in self.ways):
            return self.ways
        if (chosen := self._chosen(token)) is not None:
            return chosen
        taken = [way for way in self.ways if not way.is_default and _holds(way, token)]
        return taken or self._default(token)

    def leave(self, token: Token) -> None:
        """Go on from here; what waits on the token is over."""
        main = token.workflow.top_workflow
        main.passed.append(self.bpmn_id)
        for waiting in token.children:
            waiting.cancel()
        self.effect(token)
        for way in self.ways_on(token):
            token.workflow.enter(way.target, way.flow)

    def effect(self, token: Token) -> None:
        """What passing this node does besides moving the token: a message is sent."""
        if self.throws:
            token.workflow.top_workflow.thrown.append(self.throws)

    def _arm(self, token: Token) -> None:
        """Set the boundary events of an activity just entered; their tokens are children of its token."""
        for boundary in self.boundaries:
            token.workflow.enter(boundary, parent=token)

    def _chosen(self, token: Token) -> list[Way] | None:
        """What a rehearsal decides in place of the conditions."""
        choose = token.workflow.top_workflow.choose
        flows = choose(self.node, [way.flow for way in self.ways]) if choose is not None else None
        return None if flows is None else [way for way in self.ways if way.flow in flows]

    def _default(self, token: Token) -> list[Way]:
        default = [way for way in self.ways if way.is_default]
        if default or not self.ways:
            return default
        raise self._no_flow("no condition holds and no default flow is drawn")

    def _no_flow(self, reason: str) -> NoFlowApplies:
        read = [name for way in self.ways if way.condition is not None for name in way.condition.names]
        return NoFlowApplies(self.bpmn_id, self.node.line, reason, dict.fromkeys(read))

    # The library's own life cycle of a task, reduced to what a token needs.

    def _predict(self, token: Token, *args: Any, **kwargs: Any) -> None:
        """Nothing: tokens that may come later are not kept."""

    def _update_hook(self, token: Token) -> bool:
        """What happens when a token comes: True when it may run, False when it waits."""
        self._arm(token)
        return True

    def _on_ready(self, token: Token) -> None:
        """Nothing: a specification was checked when it was made."""

    def _run_hook(self, token: Token) -> bool:
        return True

    def _on_complete_hook(self, token: Token) -> None:
        if token.turn is not None:
            self.effect(token)
            token.turn.whole.task_spec.collect(token, token.turn)
        else:
            self.leave(token)


class Person(NodeSpec, UserTaskMixin):  # type: ignore[misc]
    """A step a person completes: user task, manual task, task."""

    opens: StepKind | None = "person"

    def __init__(self, scope: ScopeSpec, node: Node, *, instance: bool = False) -> None:
        super().__init__(scope, node, instance=instance)
        self.manual = True


class Service(Person):
    """A step a machine of the host completes: service task, send task. The runner calls nobody."""

    opens: StepKind | None = "service"


class Script(NodeSpec):
    """Assignments of variables, made at once and in order."""

    assignments: tuple[tuple[str, Expression], ...] = ()

    def _run_hook(self, token: Token) -> bool:
        for name, expression in self.assignments:
            write(token, {name: expression.evaluate(seen_by(token), token.workflow.top_workflow.functions)})
        return True


class End(NodeSpec):
    """An end event; a terminate event ends its own scope only (BPMN 2.0.2 §13.5.6)."""

    def effect(self, token: Token) -> None:
        super().effect(token)
        token.workflow.top_workflow.ended.append(self.bpmn_id)
        if self.node.event is not None and self.node.event.kind == "terminate":
            for other in list(token.workflow.tasks.values()):
                other.cancel()


class Catch(NodeSpec):
    """A node that waits for a message or a timer: intermediate and boundary events, receive task."""

    rests = TaskState.WAITING
    timer: tuple[str, Expression | None] = ("", None)
    """The timer's ISO text, or the expression that gives it."""

    def __init__(self, scope: ScopeSpec, node: Node, *, instance: bool = False) -> None:
        super().__init__(scope, node, instance=instance)
        self.message = node.event.message if node.event is not None else ""
        if node.kind == "receiveTask" or self.message:
            self.opens = "message"

    def occur(self, token: Token) -> None:
        """What happens when the timer is due or the message comes."""
        token.waiting = None
        token._ready()

    def _update_hook(self, token: Token) -> bool:
        self._arm(token)
        main = token.workflow.top_workflow
        event = self.node.event
        if event is not None and event.timer is not None:
            text, expression = self.timer
            value = text if expression is None else expression.evaluate(seen_by(token), main.functions)
            timer = timers.timer(event.timer, value, main.now)
            token.waiting = Waiting(timer.due, timer.cycle, main.now)
        token._set_state(TaskState.WAITING)
        main.event_manager.add_task(token)
        return False

    def leave(self, token: Token) -> None:
        if token.parent is not None:
            token.parent.task_spec.decide(token.parent, token)
        super().leave(token)


class Boundary(Catch):
    """A boundary event. One that does not interrupt stays set: for the next occurrence, for the next message."""

    def occur(self, token: Token) -> None:
        if self.node.interrupting:
            super().occur(token)
            return
        if token.waiting is not None:
            following = token.waiting.next()
            if following is None:
                super().occur(token)
                return
            token.waiting = following
        NodeSpec.leave(self, token)

    def leave(self, token: Token) -> None:
        if self.node.interrupting and token.parent is not None:
            token.parent.cancel()
        NodeSpec.leave(self, token)


class EventGateway(NodeSpec):
    """Sets every event drawn after it; the first to occur decides, the others are gone."""

    def _update_hook(self, token: Token) -> bool:
        token.workflow.top_workflow.passed.append(self.bpmn_id)
        token._set_state(TaskState.WAITING)
        for way in self.ways:
            token.workflow.enter(way.target, way.flow, parent=token)
        return False

    def decide(self, token: Token, winner: Token) -> None:
        """Let the event that occurred go on alone."""
        for event in token.children:
            if event is not winner:
                event.cancel()
        token._set_state(TaskState.COMPLETED)
        token.workflow.forget(token)


class Exclusive(NodeSpec):
    """The first flow in document order whose condition holds, else the default (BPMN 2.0.2 §13.4.2)."""

    def ways_on(self, token: Token) -> Sequence[Way]:
        if len(self.ways) < 2 and not any(way.condition for way in self.ways):
            return self.ways
        if (chosen := self._chosen(token)) is not None:
            return chosen
        for way in self.ways:
            if way.condition is not None and not way.is_default and _holds(way, token):
                return [way]
        if any(way.is_default for way in self.ways):
            return self._default(token)
        free = [way for way in self.ways if way.condition is None]
        if len(free) == 1:
            return free
        raise self._no_flow("several flows have no condition" if free else "no condition holds, nor is there a default")


class Parallel(NodeSpec):
    """Takes one token from each incoming flow and puts one on each outgoing flow (BPMN 2.0.2 §13.4.1).

    Tokens in excess stay on their flow for the next round.
    """

    def ways_on(self, token: Token) -> Sequence[Way]:
        return self.ways

    def _update_hook(self, token: Token) -> bool:
        flows = self.node.incoming
        if len(flows) < 2:
            return True
        token._set_state(TaskState.WAITING)
        oldest = _first_on_each_flow(self, token.workflow.tasks.values())
        if len(oldest) < len(flows):
            return False
        _consume([other for other in oldest.values() if other is not token])
        return True


class Inclusive(NodeSpec):
    """Waits while a token may still come on an empty flow; takes every flow whose condition holds (§13.4.3)."""

    def __init__(self, scope: ScopeSpec, node: Node, *, instance: bool = False) -> None:
        super().__init__(scope, node, instance=instance)
        self.reached_from: dict[str, frozenset[str]] = {}
        """By node: the flows into this gateway a token there can come to without passing the gateway."""

    def try_to_open(self, scope: Any) -> bool:
        """Let the join go on when it may; whether it did. Asked when nothing else moves."""
        here = _first_on_each_flow(self, scope.tasks.values())
        if not here:
            return False
        elsewhere = {t.task_spec.bpmn_id for t in scope.tasks.values() if t.task_spec is not self}
        for place in elsewhere:
            reached = self.reached_from.get(place, frozenset())
            # BPMN 2.0.2 §13.4.3: a token that can also come on a flow that has one already does not hold it up.
            if reached and not reached & here.keys():
                return False
        first, *rest = here.values()
        _consume(rest)
        first._ready()
        return True

    def _update_hook(self, token: Token) -> bool:
        if len(self.node.incoming) < 2:
            return True
        token._set_state(TaskState.WAITING)
        return False


class Subprocess(NodeSpec, SubWorkflowTaskMixin):  # type: ignore[misc]
    """An embedded subprocess: shares the variables of the process around it."""

    spec: str
    """Key of the scope that runs inside."""

    def __init__(self, scope: ScopeSpec, node: Node, *, instance: bool = False) -> None:
        inside = node.called if node.kind == "callActivity" else f"{scope.process_id}/{node.id}"
        super().__init__(scope, node, instance=instance, subworkflow_spec=inside)

    def _update_hook(self, token: Token) -> bool:
        self._arm(token)
        token._set_state(TaskState.STARTED)
        inner = token.workflow.top_workflow.create_subprocess(token, self.spec)
        self.copy_data(token, inner)
        inner.begin(inner.spec.starts)
        return False

    def copy_data(self, token: Token, inner: InnerScope) -> None:
        """Nothing: what is inside sees what is around."""

    def update_data(self, token: Token, inner: InnerScope) -> None:
        """Nothing: what is inside wrote what is around."""


class Call(Subprocess):
    """A called process: begins with a copy of the caller's variables, hands back those it has set.

    Handing back all would undo what other branches set meanwhile.
    """

    def copy_data(self, token: Token, inner: InnerScope) -> None:
        inner.variables, inner.shares = plain_all(dict(seen_by(token))), False

    def update_data(self, token: Token, inner: InnerScope) -> None:
        write(token, {name: inner.variables[name] for name in sorted(inner.written)})


class MultiInstance(NodeSpec):
    """An activity done once per element; each instance is a token of `each`, child of the activity's token.

    Outputs are listed in the order of the collection, those of completed instances only. BPMN 2.0.2 §13.3.7.
    """

    loop: Loop
    each: NodeSpec
    size: Expression
    output_element: Expression | None = None
    completion: Expression | None = None

    def collect(self, instance: Token, turn: Turn) -> None:
        """Take the result of an instance that is complete; begin the next, or end the activity."""
        rounds = turn.whole.rounds
        rounds.done += 1
        if self.loop.output:
            rounds.outputs[turn.index] = self._output(instance, turn)
        if rounds.done == rounds.total or self._is_satisfied(instance, rounds):
            turn.whole._ready()
        elif self.loop.sequential:
            self._begin(turn.whole, rounds.done, rounds.ahead.pop(0))

    def effect(self, token: Token) -> None:
        if self.loop.output:
            write(token, {self.loop.output: _in_order(token.rounds)})

    def _update_hook(self, token: Token) -> bool:
        elements = self._elements(token)
        token.rounds = Rounds(len(elements), elements[1:] if self.loop.sequential else [])
        self._arm(token)
        if not elements:
            return True
        token._set_state(TaskState.STARTED)
        for index, element in enumerate(elements[:1] if self.loop.sequential else elements):
            self._begin(token, index, element)
        return False

    def _begin(self, token: Token, index: int, element: Any) -> None:
        instance = Token(token.workflow, self.each, token)
        instance.turn = Turn(token, index, {"loopCounter": index})
        if self.loop.element:
            instance.turn.own[self.loop.element] = element
        self.each._update(instance)

    def _elements(self, token: Token) -> list[Any]:
        value = self.size.evaluate(seen_by(token), token.workflow.top_workflow.functions)
        if self.loop.collection:
            if not isinstance(value, list | tuple):
                raise ValueRefused(f"the collection {self.size.text} of {self.bpmn_id}", "a list", value)
            elements: Sequence[Any] = value
        else:
            if type(value) is not int or value < 0:
                raise ValueRefused(f"the number {self.size.text} of {self.bpmn_id}", "a whole number from 0", value)
            elements = range(value)
        budget = token.workflow.top_workflow.budget
        if len(elements) > budget:
            raise StepBudgetSpent(budget, [f"{self.bpmn_id}, which asks for {len(elements)} instances"])
        return [plain(element, f"{self.size.text}[{i}]") for i, element in enumerate(elements)]

    def _output(self, instance: Token, turn: Turn) -> Any:
        if self.output_element is None:
            return turn.own
        value = self.output_element.evaluate(seen_by(instance), instance.workflow.top_workflow.functions)
        return plain(value, f"{self.bpmn_id}.{self.output_element.text}")

    def _is_satisfied(self, instance: Token, rounds: Rounds) -> bool:
        """Whether the completion condition holds; it also sees what the instance just completed wrote (a veto)."""
        if self.completion is None:
            return False
        seen = dict(seen_by(instance))
        # As in Activiti, whose names these are: always one is active when the instances come one after another.
        active = 1 if self.loop.sequential else rounds.total - rounds.done
        seen.update(zip(COUNTS, (rounds.total, active, rounds.done), strict=True))
        if self.loop.output:
            seen[self.loop.output] = _in_order(rounds)
        return self.completion.holds(seen, instance.workflow.top_workflow.functions)


def _holds(way: Way, token: Token) -> bool:
    return way.condition is None or way.condition.holds(seen_by(token), token.workflow.top_workflow.functions)


def _in_order(rounds: Rounds) -> list[Any]:
    return [rounds.outputs[index] for index in sorted(rounds.outputs)]


def _first_on_each_flow(join: NodeSpec, tokens: Any) -> dict[str, Token]:
    """The tokens that came first by each flow and wait at the join."""
    first: dict[str, Token] = {}
    for token in tokens:
        if token.task_spec is join and token._state == TaskState.WAITING:
            first.setdefault(token.via, token)
    return first


def _consume(tokens: list[Token]) -> None:
    for token in tokens:
        token._set_state(TaskState.COMPLETED)
        token.workflow.forget(token)
