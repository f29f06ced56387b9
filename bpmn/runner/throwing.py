"""Nodes that throw an event, and where an event thrown is caught: nearest around it first.

Errors and escalations go outward from where they were thrown, through subprocesses and called processes, until an event
on a boundary or an event subprocess catches them (BPMN 2.0.2 §10.5.1). A signal reaches everything of the run that
waits for it. What leaves the run, messages and signals, is told in its Progress.
"""

from __future__ import annotations

from collections.abc import Iterable

from SpiffWorkflow.util.task import TaskState

from bpmn.model import Event
from bpmn.runner.events import Boundary, Catch
from bpmn.runner.specs import NodeSpec
from bpmn.runner.tokens import InnerScope, MainScope, Token

NAMELESS = "error"
"""How a failure is called whose error has no code."""


class Throw(NodeSpec):
    """A throwing event, or a task that sends a message."""

    def effect(self, token: Token) -> None:
        super().effect(token)
        event = self.node.event
        if event is None:
            return
        if event.kind == "signal":
            token.workflow.top_workflow.signals.append(event.name)
            broadcast(token.workflow.top_workflow, event.name)
        elif event.kind == "escalation":
            throw(token, event)
        elif event.kind == "error" and not throw(token, event):
            token.workflow.top_workflow.stop(event.name or NAMELESS)


class End(Throw):
    """An end event; a terminate event ends its own scope only (BPMN 2.0.2 §13.5.6)."""

    def effect(self, token: Token) -> None:
        token.workflow.top_workflow.ended.append(self.bpmn_id)
        super().effect(token)
        if self.node.event is not None and self.node.event.kind == "terminate":
            token.workflow.clear(survivor=token)


def throw(token: Token, event: Event) -> bool:
    """Let an error or escalation be caught; whether anything did."""
    catching = _catching(token, event)
    if catching is None:
        return False
    let_occur(catching)
    return True


def let_occur(catching: Token) -> None:
    """Let an event occur at once, before anything else moves: what it interrupts does nothing more."""
    catching.task_spec.occur(catching)
    if catching._state == TaskState.READY:
        catching.run()


def broadcast(main: MainScope, signal: str) -> None:
    """Let everything of the run occur that waits for the signal now."""
    for token in sorted(main.tokens(), key=lambda token: token.number):
        if token._state == TaskState.WAITING and signal_of(token) == signal:
            token.task_spec.occur(token)


def signal_of(token: Token) -> str:
    """The signal a token waits for, or the empty text."""
    spec = token.task_spec
    return spec.event.name if isinstance(spec, Catch) and spec.event.kind == "signal" else ""


def _catching(token: Token, event: Event) -> Token | None:
    """The token that catches the event, nearest around the one that throws it."""
    around: Token | None = token
    while around is not None:
        found = _on_boundary(around, event) or _best(around.workflow.tasks.values(), event)
        if found is not None:
            return found
        around = around.workflow.host if isinstance(around.workflow, InnerScope) else None
    return None


def _on_boundary(token: Token, event: Event) -> Token | None:
    wholes = [token] if token.turn is None else [token, token.turn.whole]
    return _best((child for whole in wholes for child in whole.children), event)


def _best(tokens: Iterable[Token], event: Event) -> Token | None:
    """Of those that wait for it, the one that names its code before one that takes any."""
    waiting = [
        token
        for token in tokens
        if token._state == TaskState.WAITING
        and isinstance(token.task_spec, Boundary)
        and token.task_spec.event.kind == event.kind
        and token.task_spec.event.name in (event.name, "")
    ]
    return min(waiting, key=lambda token: (not token.task_spec.event.name, token.number), default=None)
