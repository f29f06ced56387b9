"""How many paths there are from the beginning of a process to an end, as far as anybody would count them."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.soundness.exploring import Space

_MOST_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of paths; `more` when counting was given up there."""

    paths: int
    more: bool


def count_paths(space: Space, most: int = 10_000) -> Counted:
    """The paths that come to no situation twice: each loop is gone through at most once on the way."""
    after = {origin: [move.to for move in moves if move.to is not None] for origin, moves in space.moves_from().items()}
    ending = _ending(space, after)
    found = steps = 0
    come: set[int] = set()
    stack = [iter(after.get(None, ()))]
    trail: list[int] = []
    while stack:
        for to in stack[-1]:
            steps += 1
            if found == most or steps == _MOST_STEPS:
                return Counted(found, True)
            if space.situations[to].finished:
                found += 1
            elif to not in come and to in ending:
                come.add(to)
                trail.append(to)
                stack.append(iter(after.get(to, ())))
                break
        else:
            stack.pop()
            if trail:
                come.discard(trail.pop())
    return Counted(found, not space.whole)


def _ending(space: Space, after: dict[int | None, list[int]]) -> set[int]:
    """The situations from which an end can be reached."""
    before: dict[int, list[int]] = {}
    for origin, targets in after.items():
        for to in targets:
            if origin is not None:
                before.setdefault(to, []).append(origin)
    ending = {situation.number for situation in space.situations if situation.finished}
    waiting = list(ending)
    while waiting:
        for origin in before.get(waiting.pop(), ()):
            if origin not in ending:
                ending.add(origin)
                waiting.append(origin)
    return ending
