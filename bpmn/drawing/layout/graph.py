"""What is to be laid out: figures with the room they need, and lines between them; and the same in columns.

In the columns every line goes from one column to the next: a longer one bends at a *bend*, a vertex of no width, in
every column it passes. Knows nothing of BPMN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Vertex:
    """A figure, by the room it needs on each side of its middle; `reach_x` and `reach_y` are half of its own size."""

    id: str
    left: float
    right: float
    up: float
    down: float
    reach_x: float
    reach_y: float
    lane: int = 0
    corners: bool = False
    """Whether lines onwards may leave and enter at the top and bottom too, as at a gateway."""
    top_free: bool = True
    bottom_free: bool = True
    """Whether nothing of its own (a label, an event on the boundary) is in the way there."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A line from one vertex to another. `room` is the width its label needs.

    A line that leaves from an event on the boundary says where, from the middle of the vertex: to the right `foot_x`,
    down to `foot_y`, and down to `foot_turn` if it turns right away.
    """

    id: str
    source: str
    target: str
    room: float = 0.0
    foot_x: float | None = None
    foot_y: float = 0.0
    foot_turn: float = 0.0


BEND = Vertex("", 0, 0, 0, 0, 0, 0)


@dataclass(slots=True)
class Columns:
    """The graph in columns. Vertices have numbers; those from `real` on are bends."""

    vertices: list[Vertex]
    arcs: Sequence[Arc]
    rank: list[int]
    lane: list[int]
    real: int
    chains: list[list[int]]
    """For each arc its vertices in order, first and last included."""
    back: list[bool]
    """For each arc whether it leads back: to a vertex in the same column or before it."""
    layers: list[list[int]] = field(default_factory=list)
    """For each column its vertices from the top down."""

    def links(self) -> list[tuple[int, int, int]]:
        """(left vertex, right vertex, arc) for every piece of a line between neighbouring columns."""
        found = []
        for arc, chain in enumerate(self.chains):
            inner = chain[1:-1] if self.back[arc] else chain
            for a, b in pairwise(inner):
                found.append((b, a, arc) if self.back[arc] else (a, b, arc))
        return found

    def is_bend(self, vertex: int) -> bool:
        return vertex >= self.real
