"""Gateways: which way on, and when the tokens that came together go on as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import Expression
from bpmn.model import Node
from bpmn.runner.specs import NodeSpec, ScopeSpec, Way, holds, is_true
from bpmn.runner.tokens import Scope, Token
from bpmn.runner.variables import seen_by


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
        if not here or self._more_may_come(scope, here.keys()):
            return False
        first, *rest = here.values()
        _consume(rest)
        first._ready()
        return True

    @property
    def holds_up(self) -> bool:
        """Whether a token waits here, for others or for a condition."""
        return len(self.node.incoming) > 1

    def _more_may_come(self, scope: Scope, come: Collection[str]) -> bool:
        """Whether a token elsewhere can still come on a flow on which none has.

        BPMN 2.0.2 §13.4.3: one that can also come on a flow that has had one does not hold the gateway up.
        """
        elsewhere = {token.task_spec.bpmn_id for token in scope.tasks.values() if token.task_spec is not self}
        reached = (self.reached_from.get(place, frozenset()) for place in elsewhere)
        return any(flows and flows.isdisjoint(come) for flows in reached)

    def _update_hook(self, token: Token) -> bool:
        if not self.holds_up:
            return True
        token._set_state(TaskState.WAITING)
        return False


class Complex(Inclusive):
    """Goes on when its activation condition holds, and once more when the rest has come (BPMN 2.0.2 §13.4.5).

    The tokens taken at first stay, started, each for its flow, until the gateway is reset. Taken at the reset is
    every flow whose condition holds then, or the default; a flow without a condition, of which the standard says
    nothing, is taken at first only. Without an activation condition (a split, or a draft) it is an inclusive gateway.
    """

    activation: Expression | None = None

    @property
    def holds_up(self) -> bool:
        return super().holds_up or self.activation is not None

    def try_to_open(self, scope: Scope) -> bool:
        if self.activation is None:
            return super().try_to_open(scope)
        here = _first_on_each_flow(self, scope.tasks.values())
        taken = self._taken(scope)
        if not taken:
            return bool(here) and self._activate(here, self.activation)
        if self._more_may_come(scope, here.keys() | taken.keys()):
            return False
        # What came again by a flow whose token was taken at first waits for the next round.
        _consume([*taken.values(), *(token for flow, token in here.items() if flow not in taken)])
        Token(scope, self)._ready()
        return True

    def connect_ways(self, ways: Sequence[Way]) -> None:
        super().connect_ways(ways)
        self.forks |= self.activation is not None

    def choice(self, token: Token) -> Sequence[Way]:
        is_reset = self.activation is not None and not self._taken(token.workflow)
        seen = {**seen_by(token), "waitingForStart": not is_reset}
        functions = token.workflow.top_workflow.functions
        ways = [way for way in self.ways if not way.is_default and not (is_reset and way.condition is None)]
        on = [way for way in ways if way.condition is None or way.condition.holds(seen, functions)]
        if on or not is_reset:
            return on or self.default()
        return [way for way in self.ways if way.is_default]

    def _activate(self, here: Mapping[str, Token], condition: Expression) -> bool:
        first, *_ = here.values()
        main = first.workflow.top_workflow
        waiting = Counter(t.via for t in first.workflow.tasks.values() if t.task_spec is self)
        counts = {flow: waiting[flow] for flow in self.node.incoming} | {"activationCount": len(here)}
        if not is_true(condition, {**seen_by(first), **counts}, main.functions):
            return False
        for token in here.values():
            token._set_state(TaskState.STARTED)
        Token(first.workflow, self)._ready()
        return True

    def _taken(self, scope: Scope) -> dict[str, Token]:
        """By flow: the tokens taken when the gateway was activated; none while it waits for that."""
        return {t.via: t for t in scope.tasks.values() if t.task_spec is self and t._state == TaskState.STARTED}


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
