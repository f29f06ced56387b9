"""How many paths there are from the beginning of a process to an end, as far as anybody would count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.soundness.exploring import Move, Space

_MOST_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of paths; `more` when counting was given up there."""

    paths: int
    more: bool


def count_paths(space: Space, most: int = 10_000) -> Counted:
    """The paths that make no move twice, so that each loop is gone through once at the most."""
    moves = space.moves_from()
    ending = _ending(space, moves)
    found = steps = 0
    made: set[int] = set()
    stack = [iter(_on(moves, None, ending))]
    trail: list[int] = []
    while stack:
        for move in stack[-1]:
            steps += 1
            if found == most or steps == _MOST_STEPS:
                return Counted(found, True)
            if space.situations[move.to or 0].finished:
                found += 1
            elif id(move) not in made:
                made.add(id(move))
                trail.append(id(move))
                stack.append(iter(_on(moves, move.to, ending)))
                break
        else:
            stack.pop()
            if trail:
                made.discard(trail.pop())
    return Counted(found, not space.whole)


def _on(moves: Mapping[int | None, list[Move]], situation: int | None, ending: set[int]) -> list[Move]:
    """The moves out of a situation that can still come to an end."""
    return [move for move in moves.get(situation, ()) if move.to in ending]


def _ending(space: Space, moves: Mapping[int | None, list[Move]]) -> set[int]:
    """The situations from which an end can be reached."""
    before: dict[int, list[int]] = {}
    for origin, on in moves.items():
        for move in on:
            if origin is not None and move.to is not None:
                before.setdefault(move.to, []).append(origin)
    ending = {situation.number for situation in space.situations if situation.finished}
    waiting = list(ending)
    while waiting:
        for origin in before.get(waiting.pop(), ()):
            if origin not in ending:
                ending.add(origin)
                waiting.append(origin)
    return ending
