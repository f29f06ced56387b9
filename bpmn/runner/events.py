"""Nodes that wait for an event: alone, on the boundary of an activity, beside a scope, after an event-based gateway."""

from __future__ import annotations

from collections.abc import Mapping

from SpiffWorkflow.util.task import TaskState

from bpmn import timers
from bpmn.expressions import Expression
from bpmn.model import Event, EventKind, Node
from bpmn.runner.specs import NodeSpec, ScopeSpec, StepKind, is_true
from bpmn.runner.tokens import Token
from bpmn.runner.variables import seen_by

_OPENS: Mapping[EventKind, StepKind] = {
    "message": "message",
    "signal": "signal",
    "conditional": "condition",
    "none": "condition",
}
"""What somebody outside may say has occurred; none is an event of which a draft does not say what it waits for."""


class Catch(NodeSpec):
    """A node that waits for an event: intermediate and boundary events, receive task."""

    rests = TaskState.WAITING
    timer: tuple[str, Expression | None] = ("", None)
    """The timer's ISO text, or the expression that gives it."""

    def __init__(self, scope: ScopeSpec, node: Node, *, instance: bool = False) -> None:
        super().__init__(scope, node, instance=instance)
        self.message = node.event.message if node.event is not None else ""
        self.event = node.event if node.event is not None else Event("none")
        if node.kind == "receiveTask" or self.message:
            self.opens = "message"
        else:
            self.opens = _OPENS.get(self.event.kind)

    def occur(self, token: Token) -> None:
        """What happens when the event occurs."""
        token.waiting = None
        token._ready()

    def ask(self, token: Token) -> bool:
        if self.condition is None:
            return False
        holds = is_true(self.condition, seen_by(token), token.workflow.top_workflow.functions)
        occurs, token.held = holds and not token.held, holds
        if occurs:
            self.occur(token)
        return occurs

    def _update_hook(self, token: Token) -> bool:
        self._arm(token)
        main = token.workflow.top_workflow
        if self.event.timer is not None:
            text, expression = self.timer
            value = text if expression is None else expression.evaluate(seen_by(token), main.functions)
            token.waiting = timers.timer(self.event.timer, value, main.now)
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
        if self.interrupts:
            super().occur(token)
            return
        if token.waiting is not None:
            following = token.waiting.next()
            if following is None:
                super().occur(token)
                return
            token.waiting = following
        self.begin(token)

    @property
    def interrupts(self) -> bool:
        """Whether what it watches is over when it occurs; an error leaves no choice (BPMN 2.0.2 §10.5.4)."""
        return self.node.interrupting or self.event.kind in ("error", "cancel")

    def leave(self, token: Token) -> None:
        if self.interrupts:
            self.interrupt(token)
        self.begin(token)

    def interrupt(self, token: Token) -> None:
        """Take away what it watches."""
        host = token.parent
        token.detach()
        if host is not None:
            host.cancel()

    def begin(self, token: Token) -> None:
        """Put a token on what follows the event."""
        NodeSpec.leave(self, token)


class Trigger(Boundary):
    """The start event of an event subprocess, which waits while the scope around that runs (BPMN 2.0.2 §13.5.4)."""

    body: NodeSpec

    @staticmethod
    def mark(instance: bool) -> str:
        return "!"

    def stands_by(self, token: Token) -> bool:
        return bool(token._state == TaskState.WAITING)

    def interrupt(self, token: Token) -> None:
        token.workflow.clear(survivor=token)

    def begin(self, token: Token) -> None:
        token.workflow.enter(self.body)


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
        main = token.workflow.top_workflow
        main.taken.extend(way.flow for way in self.ways if way.target is winner.task_spec)
        token._set_state(TaskState.COMPLETED)
        token.workflow.forget(token)
