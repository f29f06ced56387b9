"""Where lines run upright: each in a track of the free strip between two columns, so that few cross.

A strip holds no figures, so no line runs through one. Lines from the same vertex, or to the same, share a track.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

TRACK = 12.0
"""Between two tracks."""
MOST_COMPARED = 60
"""In a strip with more upright lines they stay in the order of their heights."""


@dataclass(slots=True)
class Upright:
    """One upright line in a strip: the heights at which it is reached from the left, and from the right."""

    key: Hashable
    left: set[float] = field(default_factory=set)
    right: set[float] = field(default_factory=set)
    track: int = 0

    @property
    def top(self) -> float:
        return min(self.left | self.right)

    @property
    def bottom(self) -> float:
        return max(self.left | self.right)


class Strip:
    """The free strip between two columns, and the upright lines in it."""

    def __init__(self) -> None:
        self._uprights: dict[Hashable, Upright] = {}
        self.room = 0.0
        """Width that the labels of the lines through this strip need, to the right of the tracks."""

    def add(self, key: Hashable, left: Sequence[float], right: Sequence[float]) -> None:
        """Let an upright line join these heights; lines of the same key become one."""
        upright = self._uprights.setdefault(key, Upright(key))
        upright.left.update(left)
        upright.right.update(right)

    def assign(self) -> int:
        """Give every upright line its track; returns how many tracks there are."""
        remaining = sorted(self._uprights.values(), key=lambda u: (u.top, u.bottom))
        placed: list[Upright] = []
        while remaining:
            if len(remaining) <= MOST_COMPARED:
                costs = [sum(_cost(u, other) - _cost(other, u) for other in remaining) for u in remaining]
                following = remaining.pop(costs.index(min(costs)))
            else:
                following = remaining.pop(0)
            tracks = [other.track + 1 for other in placed if _touch(other, following)]
            following.track = max(tracks, default=0)
            placed.append(following)
        return max((u.track + 1 for u in placed), default=0)

    def track(self, key: Hashable) -> int:
        return self._uprights[key].track


def _touch(a: Upright, b: Upright) -> bool:
    return a.top < b.bottom + TRACK and b.top < a.bottom + TRACK


def _cost(a: Upright, b: Upright) -> int:
    """How bad it is that `a` stands left of `b`: lines that cross, and, far worse, lines that lie on one another."""
    if a is b:
        return 0
    crossings = sum(b.top < y < b.bottom for y in a.right) + sum(a.top < y < a.bottom for y in b.left)
    return crossings + 50 * len(a.right & b.left)
