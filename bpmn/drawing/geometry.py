"""Points, boxes and lines in the plane; y grows downwards. Knows nothing of what is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Point(NamedTuple):
    """A place, in pixels."""

    x: float
    y: float


Bounds = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Route = tuple[Point, ...]
"""The bends of a line, its two ends included."""


class Box(NamedTuple):
    """A rectangle with upright sides, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def bounds(self) -> Bounds:
        return self.x, self.y, self.right, self.bottom

    @property
    def center(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        """Whether the other lies within this one."""
        return self.x <= other.x and self.y <= other.y and self.right >= other.right and self.bottom >= other.bottom

    def shared(self, other: Box) -> float:
        """The area that the two share."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return width * height if width > 0 and height > 0 else 0.0


def centered(center: Point, width: float, height: float) -> Box:
    """The box of this size around a point."""
    return Box(center.x - width / 2, center.y - height / 2, width, height)


def around(boxes: Iterable[Box]) -> Box | None:
    """The smallest box that holds them all; None when there are none."""
    found = list(boxes)
    if not found:
        return None
    x, y = min(b.x for b in found), min(b.y for b in found)
    return Box(x, y, max(b.right for b in found) - x, max(b.bottom for b in found) - y)


def around_points(points: Iterable[Point]) -> Box:
    """The smallest box that holds these points, of which there is at least one."""
    found = list(points)
    x, y = min(p.x for p in found), min(p.y for p in found)
    return Box(x, y, max(p.x for p in found) - x, max(p.y for p in found) - y)


def moved(route: Route, dx: float, dy: float) -> Route:
    """The same line elsewhere."""
    return tuple(Point(p.x + dx, p.y + dy) for p in route)


def segments(route: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Each straight piece of a line."""
    return pairwise(route)


def straightened(points: Iterable[Point]) -> Route:
    """The line without points that repeat, or lie between their neighbours on an upright or level piece."""
    kept: list[Point] = []
    for point in points:
        if kept and _same(kept[-1], point):
            continue
        if len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)


def crosses(a: Point, b: Point, box: Box) -> bool:
    """Whether a straight piece passes through the inside of a box."""
    if max(a.x, b.x) <= box.x or min(a.x, b.x) >= box.right or max(a.y, b.y) <= box.y or min(a.y, b.y) >= box.bottom:
        return False
    if a.x == b.x or a.y == b.y:
        return True
    # The corners stand on both sides of the line exactly when it passes between them.
    sides = [(b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) for x in (box.x, box.right) for y in (box.y, box.bottom)]
    return min(sides) < 0 < max(sides)


def border_point(box: Box, toward: Point) -> Point:
    """Where the straight line from the middle of a box to a point leaves the box."""
    middle = box.center
    dx, dy = toward.x - middle.x, toward.y - middle.y
    if not dx and not dy:
        return Point(box.right, middle.y)
    scale = min(
        box.width / 2 / abs(dx) if dx else float("inf"),
        box.height / 2 / abs(dy) if dy else float("inf"),
    )
    return Point(middle.x + dx * scale, middle.y + dy * scale)


def _same(a: Point, b: Point) -> bool:
    return abs(a.x - b.x) < 0.01 and abs(a.y - b.y) < 0.01


def _in_line(a: Point, b: Point, c: Point) -> bool:
    level = abs(a.y - b.y) < 0.01 and abs(b.y - c.y) < 0.01 and (b.x - a.x) * (c.x - b.x) > 0
    upright = abs(a.x - b.x) < 0.01 and abs(b.x - c.x) < 0.01 and (b.y - a.y) * (c.y - b.y) > 0
    return level or upright
