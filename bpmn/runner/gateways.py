"""Gateways: which way on, and when the tokens that came together go on as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from SpiffWorkflow.util.task import TaskState

from bpmn.model import Node
from bpmn.runner.specs import NodeSpec, ScopeSpec, Way, holds
from bpmn.runner.tokens import Scope, Token


class Exclusive(NodeSpec):
    """The first flow in document order whose condition holds, else the default (BPMN 2.0.2 §13.4.2)."""

    def choice(self, token: Token) -> Sequence[Way]:
        for way in self.ways:
            if way.condition is not None and not way.is_default and holds(way, token):
                return [way]
        free = [way for way in self.ways if way.condition is None and not way.is_default]
        if not free:
            return self.default()
        if len(free) > 1 or any(way.is_default for way in self.ways):
            raise self.no_flow("several flows have no condition, and which is the default is not said")
        return free


class Parallel(NodeSpec):
    """Takes one token from each incoming flow and puts one on each outgoing flow (BPMN 2.0.2 §13.4.1).

    Tokens in excess stay on their flow for the next round.
    """

    def choice(self, token: Token) -> Sequence[Way]:
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

    def try_to_open(self, scope: Scope) -> bool:
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


def _first_on_each_flow(join: NodeSpec, tokens: Iterable[Token]) -> dict[str, Token]:
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
