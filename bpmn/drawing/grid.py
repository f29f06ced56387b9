"""What lies near a place: boxes kept in the squares they touch, so that a large picture is not searched as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import floor
from typing import Generic, TypeVar

from bpmn.drawing.geometry import Box

Thing = TypeVar("Thing")

SQUARE = 200.0
MOST_SQUARES = 4_000
"""What touches more squares than this is asked about everywhere."""


class Grid(Generic[Thing]):
    """Things by the boxes they take."""

    def __init__(self) -> None:
        self._squares: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._everywhere: list[int] = []
        self._things: list[tuple[Box, Thing]] = []

    def add(self, box: Box, thing: Thing) -> None:
        """Keep a thing that takes this box."""
        number = len(self._things)
        self._things.append((box, thing))
        left, top, right, bottom = _squares(box)
        if (right - left + 1) * (bottom - top + 1) > MOST_SQUARES:
            self._everywhere.append(number)
            return
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                self._squares[x, y].append(number)

    def near(self, box: Box) -> Iterator[tuple[Box, Thing]]:
        """The things whose boxes may touch this one, in the order in which they were added."""
        left, top, right, bottom = _squares(box)
        found = set(self._everywhere)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                found.update(self._squares.get((x, y), ()))
        return (self._things[number] for number in sorted(found))


def _squares(box: Box) -> tuple[int, int, int, int]:
    return floor(box.x / SQUARE), floor(box.y / SQUARE), floor(box.right / SQUARE), floor(box.bottom / SQUARE)
