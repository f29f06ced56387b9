"""Which lines turn right above or below a figure, as at the corners of a gateway, instead of in a strip beside it."""

from __future__ import annotations

from collections.abc import Sequence

from bpmn.drawing.layout.graph import Columns

LEAST = 14.0
"""How far a line goes straight out at least before it turns."""
BEND_ROOM = 7.0
"""What is kept free above and below a line that passes."""


class Turns:
    """For each end of each line whether it turns there; worked out when made."""

    def __init__(self, columns: Columns, heights: Sequence[float]) -> None:
        self._columns = columns
        self._y = heights
        self._used: dict[tuple[int, bool], str] = {}  # (vertex, its upper side) → whether lines go in or out there
        self._found: dict[tuple[int, bool], bool] = {}  # (line, at its source)
        for arc in range(len(columns.chains)):
            self._decide(arc)

    def at_source(self, arc: int) -> bool:
        return self._found.get((arc, True), False)

    def at_target(self, arc: int) -> bool:
        return self._found.get((arc, False), False)

    def _decide(self, arc: int) -> None:
        columns, chain = self._columns, self._columns.chains[arc]
        source, first, last, target = chain[0], chain[1], chain[-2], chain[-1]
        back, circle = columns.back[arc], chain[0] == chain[-1]
        if columns.arcs[arc].foot_x is not None:
            turn = self._y[source] + columns.arcs[arc].foot_turn
            self._found[arc, True] = self._y[first] >= turn and self._is_free(source, first)
        elif (back and not circle) or columns.vertices[source].corners:
            self._found[arc, True] = self._may_turn(source, first, "out")
        direct = len(chain) == 2 and self.at_source(arc)
        if back or (columns.vertices[target].corners and not direct):
            self._found[arc, False] = self._may_turn(target, last, "in")

    def _may_turn(self, vertex: int, neighbour: int, way: str) -> bool:
        drawn, distance = self._columns.vertices[vertex], self._y[neighbour] - self._y[vertex]
        upper = distance < 0
        if abs(distance) < drawn.reach_y + LEAST or not (drawn.top_free if upper else drawn.bottom_free):
            return False
        if self._used.get((vertex, upper), way) != way or not self._is_free(vertex, neighbour):
            return False
        self._used[vertex, upper] = way
        return True

    def _is_free(self, vertex: int, neighbour: int) -> bool:
        """Whether nothing of the column stands between the heights of the two, nor at the height of the second."""
        top, bottom = sorted((self._y[vertex], self._y[neighbour]))
        for other in self._columns.layers[self._columns.rank[vertex]]:
            if other in (vertex, neighbour):
                continue
            room = self._columns.vertices[other]
            up, down = (BEND_ROOM, BEND_ROOM) if self._columns.is_bend(other) else (room.up, room.down)
            if self._y[other] - up < bottom + BEND_ROOM and self._y[other] + down > top - BEND_ROOM:
                return False
        return True
