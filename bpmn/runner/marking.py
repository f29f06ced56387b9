"""Where the tokens of a run stand, without what only tells one run from another: their names, the time.

Two runs of one definition with the same marking go on alike, but for timers, whose days a marking does not hold.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import orjson

from bpmn.runner.gateways import Inclusive, Parallel
from bpmn.runner.tokens import NO_ROUNDS, MainScope, Scope, Token


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token rests."""

    node: str
    process: str
    flow: str = ""
    """Before a join: the flow it came by."""


def places(main: MainScope) -> tuple[Place, ...]:
    """Where every token of the run rests, in the order they came."""
    tokens = sorted(main.tokens(), key=lambda token: token.number)
    return tuple(Place(t.task_spec.bpmn_id, t.task_spec.process_id, _waits_by(t)) for t in tokens)


def marking(main: MainScope, variables: Collection[str]) -> bytes:
    """All that decides how the run goes on, of its variables those named only."""
    return orjson.dumps(_scope(main, main, frozenset(variables)))


def _scope(scope: Scope, main: MainScope, names: frozenset[str]) -> list[Any]:
    roots = [_token(token, main, names) for token in scope.tasks.values() if token.parent is None]
    own = {} if scope.shares else _named(scope.variables, names)
    marked: list[Any] = [sorted(own.items()), sorted(roots, key=orjson.dumps)]
    return [*marked, scope.done] if scope.done else marked


def _token(token: Token, main: MainScope, names: frozenset[str]) -> list[Any]:
    """[node, flow, state, instance, progress of the instances, what waits on it, what runs inside it]"""
    inner, rounds, turn = main.subprocesses.get(token.id), token.rounds, token.turn
    below = [_token(child, main, names) for child in token.children]
    return [
        token.task_spec.name,
        _waits_by(token),
        token._state,
        None if turn is None else [turn.index, sorted(_named(turn.own, names).items())],
        None if rounds is NO_ROUNDS else [rounds.total, rounds.done, rounds.ahead, sorted(rounds.outputs.items())],
        sorted(below, key=orjson.dumps),
        None if inner is None else _scope(inner, main, names),
        token.held,
        token.undo,
    ]


def _waits_by(token: Token) -> str:
    return token.via if isinstance(token.task_spec, Inclusive | Parallel) else ""


def _named(variables: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if name in names}
