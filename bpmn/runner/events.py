"""Nodes that wait for a message or a timer, alone, on the boundary of an activity, or after an event-based gateway."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from bpmn import timers
from bpmn.expressions import Expression
from bpmn.model import Node
from bpmn.runner.specs import NodeSpec, ScopeSpec
from bpmn.runner.tokens import Token
from bpmn.runner.variables import seen_by


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
            token.waiting = timers.timer(event.timer, value, main.now)
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
        main = token.workflow.top_workflow
        main.taken.extend(way.flow for way in self.ways if way.target is winner.task_spec)
        token._set_state(TaskState.COMPLETED)
        token.workflow.forget(token)
