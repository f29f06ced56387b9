"""What a token does on each kind of node: subclasses of the library's task specs with the meaning BPMN gives them.

The library keeps the states of a token, runs it, completes it and hosts subprocesses. Written anew here is where its
3.2.0 differs from BPMN 2.0.2: which flows are taken and in which order, joins, boundary events, event-based gateways,
multi-instance, terminate, the end of a scope, and all data. Shared by every run and thread, hence never changed after
`bpmn.runner.definition` has connected them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin, SubWorkflowTaskMixin, UserTaskMixin
from SpiffWorkflow.util.task import TaskState

from bpmn.errors import ExpressionFailed
from bpmn.expressions import Expression
from bpmn.model import Node
from bpmn.runner.beside import Beside
from bpmn.runner.errors import NoFlowApplies
from bpmn.runner.tokens import InnerScope, Scope, Token
from bpmn.runner.variables import plain_all, seen_by, write

StepKind = Literal["person", "service", "message", "signal", "condition"]


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

    def __init__(self, key: str, process: str) -> None:
        super().__init__(name=key)
        self.process_id = process
        self.nodes: list[NodeSpec] = []
        """In document order."""
        self.starts: tuple[NodeSpec, ...] = ()
        """Where its tokens begin; of several start events of a process the plain one."""
        self.other_starts: dict[str, NodeSpec] = {}
        """All start events of a process, by id."""
        self.triggers: tuple[NodeSpec, ...] = ()
        """What begins its event subprocesses."""
        self.inclusive_joins: tuple[NodeSpec, ...] = ()
        self.ad_hoc: AnyOrder | None = None
        self.undo: NodeSpec | None = None
        """Compensates what was completed in a subprocess that can be undone as a whole."""

    @cached_property
    def beside(self) -> Beside:
        """What may be at work beside what in it; worked out when somebody goes back for the first time."""
        alone = [[start] for start in self.other_starts]
        return Beside(self.nodes, alone or [[spec.bpmn_id for spec in self.starts]])


class AnyOrder(Protocol):
    """What an ad-hoc subprocess does at its beginning, and whenever an activity in it is over."""

    def offer(self, scope: Scope) -> None: ...

    def go_on(self, scope: Scope) -> None: ...


class NodeSpec(BpmnSpecMixin):  # type: ignore[misc]
    """A node through which a token passes at once: start events, tasks without work, throwing events, merges."""

    opens: StepKind | None = None
    """What kind of open step a token is while it rests here."""
    rests: int = TaskState.READY
    manual: bool
    bpmn_id: str
    keeps_apart = False
    """Whether what its instances write stays with each."""
    condition: Expression | None = None
    """What must come true for the event it waits for."""

    def __init__(self, scope: ScopeSpec, node: Node, *, instance: bool = False, **of_the_library: Any) -> None:
        # Marked names: the library gives `Start`, `End`, `Root` and `x.EndJoin` a meaning of its own.
        super().__init__(scope, f"{self.mark(instance)}{node.id}", **of_the_library)
        self.bpmn_id = node.id
        self.node = node
        self.process_id = scope.process_id
        self.ways: tuple[Way, ...] = ()
        self.forks = False
        """Whether there is anything to decide on the way out."""
        self.boundaries: tuple[NodeSpec, ...] = ()
        self.throws = ""
        """The message it sends."""
        self.handler: NodeSpec | None = None
        """The activity that undoes this one."""

    @staticmethod
    def mark(instance: bool) -> str:
        """What stands before the node's id in the name: several specifications may be of one node."""
        return "*" if instance else ":"

    def stands_by(self, token: Token) -> bool:
        """Whether the scope may end while the token is here."""
        return False

    def ask(self, token: Token) -> bool:
        """Let the event occur whose condition has come true; whether it did."""
        return False

    def ways_on(self, token: Token) -> Sequence[Way]:
        """The flows the token leaves by. Raises NoFlowApplies, ExpressionFailed."""
        if not self.forks:
            return self.ways
        try:
            return self.choice(token)
        except (NoFlowApplies, ExpressionFailed):
            choose = token.workflow.top_workflow.choose
            if choose is None:
                raise
            flows = choose(self.node, [way.flow for way in self.ways])
            return [way for way in self.ways if way.flow in flows]

    def choice(self, token: Token) -> Sequence[Way]:
        """Of several flows, or one with a condition: all without condition, all whose condition holds, or the default.

        BPMN 2.0.2 §13.3.2: flows with conditions out of an activity act as an inclusive gateway.
        """
        taken = [way for way in self.ways if not way.is_default and holds(way, token)]
        return taken or self.default()

    def default(self) -> Sequence[Way]:
        """The default flow. Raises NoFlowApplies when none is drawn."""
        default = [way for way in self.ways if way.is_default]
        if default:
            return default
        raise self.no_flow("no condition holds and no default flow is drawn")

    def no_flow(self, reason: str) -> NoFlowApplies:
        read = {name for way in self.ways if way.condition is not None for name in way.condition.names}
        return NoFlowApplies(self.bpmn_id, self.node.line, reason, read)

    def connect_ways(self, ways: Sequence[Way]) -> None:
        """Say where the flows lead, in document order."""
        self.ways = tuple(ways)
        self.forks = len(ways) > 1 or any(way.condition is not None for way in ways)
        for way in ways:
            self.connect(way.target)

    def leave(self, token: Token) -> None:
        """Go on from here; what waits on the token is over."""
        main = token.workflow.top_workflow
        main.passed.append(self.bpmn_id)
        for waiting in token.children:
            waiting.cancel()
        if self.handler is not None or token.undo:
            token.workflow.done.append([self.bpmn_id, token.undo])
        self.effect(token)
        if token._state == TaskState.CANCELLED or token.workflow.completed:
            return  # what it threw interrupts what it stands in
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

    # The library's own life cycle of a task, reduced to what a token needs.

    def _predict(self, token: Token, *args: Any, **kwargs: Any) -> None:
        """Nothing: tokens that may come later are not kept."""

    def _update_hook(self, token: Token) -> bool:
        """What happens when a token comes: True when it may run, False when it waits."""
        self._arm(token)
        return True

    def _on_ready(self, token: Token) -> None:
        """Nothing: a specification was checked when it was made."""

    def _run_hook(self, token: Token) -> bool | None:
        """The work of the node: True when it is done, None when the token is gone in it."""
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


class Subprocess(NodeSpec, SubWorkflowTaskMixin):  # type: ignore[misc]
    """An embedded subprocess: shares the variables of the process around it."""

    spec: str
    """Key of the scope that runs inside."""

    def __init__(self, scope: ScopeSpec, node: Node, *, instance: bool = False) -> None:
        super().__init__(scope, node, instance=instance, subworkflow_spec=scope_inside(scope, node))

    def _update_hook(self, token: Token) -> bool:
        self._arm(token)
        token._set_state(TaskState.STARTED)
        inner = token.workflow.top_workflow.create_subprocess(token, self.spec)
        self.copy_data(token, inner)
        self.start_inside(inner)
        return False

    def start_inside(self, inner: InnerScope) -> None:
        """Put the first tokens inside."""
        inner.begin()

    def copy_data(self, token: Token, inner: InnerScope) -> None:
        """Nothing: what is inside sees what is around."""

    def update_data(self, token: Token, inner: InnerScope) -> None:
        """What is inside wrote what is around; what can be undone there is kept."""
        token.undo = inner.done


Values = tuple[tuple[str, Expression], ...]


class Call(Subprocess):
    """A called process: begins with a copy of the caller's variables, hands back those it has set.

    Handing back all would undo what other branches set meanwhile. Where the drawing says what is passed, that is.
    """

    all_in = True
    all_back = True
    into: Values = ()
    back: Values = ()

    def copy_data(self, token: Token, inner: InnerScope) -> None:
        seen = seen_by(token)
        into = _worked_out(self.into, seen, token)
        inner.variables, inner.shares = plain_all({**(seen if self.all_in else {}), **into}), False
        # Under another name than the caller's it is the called process's own, and goes back with all it has set.
        inner.written = {name for name, expression in self.into if expression.text != name}

    def update_data(self, token: Token, inner: InnerScope) -> None:
        names = sorted(inner.written) if self.all_back else ()
        values = {name: inner.variables[name] for name in names}
        write(token, {**values, **_worked_out(self.back, inner.variables, token)})


def _worked_out(values: Values, seen: Mapping[str, Any], token: Token) -> dict[str, Any]:
    """What is passed; a variable nobody has set is passed as null."""
    functions = token.workflow.top_workflow.functions
    return {
        name: None if expression.is_name and expression.text not in seen else expression.evaluate(seen, functions)
        for name, expression in values
    }


def scope_inside(scope: ScopeSpec, node: Node) -> str:
    """The key of the scope inside a subprocess or call activity."""
    return node.called if node.kind == "callActivity" else f"{scope.process_id}/{node.id}"


def is_true(condition: Expression, seen: Mapping[str, Any], functions: Mapping[str, Any]) -> bool:
    """Whether a condition that is waited for holds: what nobody has set yet is no reason to act.

    Raises ExpressionFailed when it fails for another reason.
    """
    try:
        return condition.holds(seen, functions)
    except ExpressionFailed as error:
        if condition.names <= seen.keys() and error.variable not in condition.names:
            raise
        return False


def holds(way: Way, token: Token) -> bool:
    return way.condition is None or way.condition.holds(seen_by(token), token.workflow.top_workflow.functions)
