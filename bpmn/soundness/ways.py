"""Counter-examples: the shortest way through the diagram to a situation, as nodes and as a sentence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bpmn.soundness.exploring import Move, Space

_MOST_TOLD = 14
"""Nodes named in a sentence; of a longer way the beginning is left out."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a case comes somewhere."""

    moves: tuple[Move, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids of the nodes passed, in order."""
        return tuple(node for move in self.moves for node in move.passed)

    @property
    def chosen(self) -> bool:
        """Whether a condition nobody could decide was taken one way on it."""
        return any(move.chosen for move in self.moves)


class Ways:
    """The shortest way to each situation of a space."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._last: dict[int, Move] = {}
        after = space.moves_from()
        waiting: deque[int | None] = deque([None])
        while waiting:
            for move in after.get(waiting.popleft(), ()):
                if move.to is not None and move.to not in self._last:
                    self._last[move.to] = move
                    waiting.append(move.to)

    def to(self, situation: int | None, *further: Move) -> Way:
        """The way to a situation, and on by these moves."""
        moves = list(reversed(further))
        while situation is not None:
            moves.append(self._last[situation])
            situation = moves[-1].origin
        return Way(tuple(reversed(moves)))

    def told(self, way: Way) -> str:
        """The way in a line: names of nodes with the answers given, `形式审查 (accept) → …`."""
        stops = list(self._stops(way.moves))
        shown = stops if len(stops) <= _MOST_TOLD else ["…", *stops[-_MOST_TOLD:]]
        return " → ".join(shown)

    def _stops(self, moves: Iterable[Move]) -> Iterator[str]:
        name = self._space.drawn.name
        for move in moves:
            said = f" ({move.answer})" if move.answer else ""
            if not move.passed and move.what:
                yield name(move.what) + said
            for node in move.passed:
                yield name(node) + (said if node == move.what else "")
                said = said if node != move.what else ""
