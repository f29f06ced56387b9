"""A line between two boxes that stand already: upright and level pieces, round what is in the way as far as it goes.

For what the columns do not carry: messages between pools, data and remarks, and lines whose bends a file has lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from bpmn.drawing.geometry import Bounds, Box, Point, Route, around_points, segments, straightened
from bpmn.drawing.grid import Grid

OUT = 16.0
"""How far a line goes straight out before it turns."""
APART = 5.0
"""How far a line stays from a box."""
MOST_COMPARED = 3_000_000
"""How often one picture may ask whether a line meets something; then the rest run straight."""

_HIT, _LIE, _BEND, _CROSS = 2_000.0, 120.0, 30.0, 25.0


class Wiring:
    """The free space of a picture while lines are put into it one after the other.

    obstacles: boxes to run round. uprights, levels: where it is known to be free. drawn: lines that are there already.
    """

    def __init__(
        self,
        obstacles: Iterable[Box],
        *,
        uprights: Sequence[float] = (),
        levels: Sequence[float] = (),
        drawn: Iterable[Route] = (),
    ) -> None:
        self._uprights, self._levels = uprights, levels
        self._obstacles: Grid[Bounds] = Grid()
        self._pieces: Grid[Bounds] = Grid()
        self._compared = 0
        for box in obstacles:
            self._obstacles.add(box.grown(APART), box.grown(APART).bounds)
        for route in drawn:
            self._add(route)

    def line(self, source: Box, target: Box) -> Route:
        """The best of a few dozen lines: through few boxes, along no other line, short, with few bends."""
        route = self._best(source, target) if self._compared <= MOST_COMPARED else straight(source, target)
        self._add(route)
        return route

    def _best(self, source: Box, target: Box) -> Route:
        tried = {straightened(points) for points in _candidates(source, target, self._uprights, self._levels)}
        region = around_points(point for route in tried for point in route).grown(8)
        # A line must not set out, or arrive, through its own box.
        boxes = [source.grown(-1).bounds, target.grown(-1).bounds]
        for grown, bounds in self._obstacles.near(region):
            box = grown.grown(-APART)
            if not box.holds(source) and not box.holds(target) and grown.overlaps(region):
                boxes.append(bounds)
        pieces = [bounds for _, bounds in self._pieces.near(region)]
        self._compared += len(tried) * (len(boxes) + len(pieces))
        best: Route = ()
        least = float("inf")
        for own, route in sorted((_length(route), route) for route in tried):
            if own >= least:
                break
            cost = own + _hindrance(route, boxes, pieces, least - own)
            if cost < least:
                best, least = route, cost
        return best

    def _add(self, route: Route) -> None:
        for a, b in segments(route):
            box = around_points((a, b))
            if not box.width or not box.height:
                self._pieces.add(box, box.bounds)


def straight(source: Box, target: Box) -> Route:
    """The shortest line between two boxes; upright or level where they stand opposite each other."""
    low, high = max(source.x, target.x), min(source.right, target.right)
    if high - low > 8:
        narrower = source if source.width < target.width else target
        x = min(max(narrower.center.x, low + 4), high - 4)
        if source.bottom <= target.y:
            return (Point(x, source.bottom), Point(x, target.y))
        if target.bottom <= source.y:
            return (Point(x, source.y), Point(x, target.bottom))
    low, high = max(source.y, target.y), min(source.bottom, target.bottom)
    if high - low > 8:
        y = (low + high) / 2
        if source.right <= target.x:
            return (Point(source.right, y), Point(target.x, y))
        if target.right <= source.x:
            return (Point(source.x, y), Point(target.right, y))
    a, b = source.center, target.center
    if abs(b.y - a.y) * (source.width + target.width) >= abs(b.x - a.x) * (source.height + target.height):
        down = b.y > a.y
        return (
            Point(_toward(source, b.x), source.bottom if down else source.y),
            Point(_toward(target, a.x), target.y if down else target.bottom),
        )
    right = b.x > a.x
    return (Point(source.right if right else source.x, a.y), Point(target.x if right else target.right, b.y))


def _toward(box: Box, x: float) -> float:
    """The place on the upper or lower edge of a box that is nearest to `x`, but for its corners."""
    inset = min(10.0, box.width / 3)
    return min(max(x, box.x + inset), box.right - inset)


def _candidates(
    source: Box, target: Box, uprights: Sequence[float], levels: Sequence[float]
) -> Iterator[Sequence[Point]]:
    direct = straight(source, target)
    if direct[0].x == direct[1].x or direct[0].y == direct[1].y:
        yield direct
    xs = _nearest(source.center.x, uprights) + _nearest(target.center.x, uprights)
    xs += [source.x - OUT, source.right + OUT, target.x - OUT, target.right + OUT]
    xs += [(source.right + target.x) / 2, (target.right + source.x) / 2]
    ys = _nearest(source.center.y, levels) + _nearest(target.center.y, levels)
    ys += [source.y - OUT, source.bottom + OUT, target.y - OUT, target.bottom + OUT]
    ys += [(source.bottom + target.y) / 2, (target.bottom + source.y) / 2]
    out, into = source.center, target.center
    for x in dict.fromkeys(xs):
        yield [_side(source, x), Point(x, out.y), Point(x, into.y), _side(target, x)]
    for y, out_x, into_x in product(dict.fromkeys(ys), _feet(source), _feet(target)):
        yield [_end(source, out_x, y), Point(out_x, y), Point(into_x, y), _end(target, into_x, y)]
    for x in _feet(source):
        yield [_end(source, x, into.y), Point(x, into.y), _side(target, x)]
    for x in _feet(target):
        yield [_side(source, x), Point(x, out.y), _end(target, x, out.y)]
    xs, ys = _nearest(out.x, xs) + _nearest(into.x, xs), _nearest(out.y, ys) + _nearest(into.y, ys)
    for x, y in product(dict.fromkeys(xs), dict.fromkeys(ys)):
        yield [_side(source, x), Point(x, out.y), Point(x, y), Point(into.x, y), _end(target, into.x, y)]
        yield [_end(source, out.x, y), Point(out.x, y), Point(x, y), Point(x, into.y), _side(target, x)]


def _nearest(value: float, places: Sequence[float]) -> list[float]:
    """The two nearest of the places before a value, and after it."""
    before = sorted({place for place in places if place < value})
    after = sorted({place for place in places if place > value})
    return before[-2:] + after[:2]


def _side(box: Box, x: float) -> Point:
    return Point(box.right if x > box.center.x else box.x, box.center.y)


def _end(box: Box, x: float, y: float) -> Point:
    return Point(x, box.bottom if y > box.center.y else box.y)


def _feet(box: Box) -> tuple[float, ...]:
    """Where lines may leave a box upwards and downwards."""
    x = box.center.x
    return (x,) if box.width < 80 else (x, x - 20, x + 20)


def _length(route: Route) -> float:
    slanted = sum(a.x != b.x and a.y != b.y for a, b in segments(route))
    return _BEND * (len(route) - 2) + sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in segments(route)) + _HIT * slanted


def _hindrance(route: Route, boxes: Sequence[Bounds], pieces: Sequence[Bounds], most: float) -> float:
    """What it costs to pass through boxes and over other lines; counting stops beyond `most`.

    Written out, without calls: it is asked some hundred thousand times for a large picture.
    """
    cost = 0.0
    for (ax, ay), (bx, by) in segments(route):
        left, right = (ax, bx) if ax < bx else (bx, ax)
        top, bottom = (ay, by) if ay < by else (by, ay)
        for x1, y1, x2, y2 in boxes:
            if right > x1 and left < x2 and bottom > y1 and top < y2:
                cost += _HIT
        upright, level = left == right, top == bottom
        for x1, y1, x2, y2 in pieces:
            if right < x1 - 4 or left > x2 + 4 or bottom < y1 - 4 or top > y2 + 4:
                continue
            if upright and x1 == x2:
                shared = min(bottom, y2) - max(top, y1)
                cost += _LIE + 4 * shared if shared > 0 else 0.0
            elif level and y1 == y2:
                shared = min(right, x2) - max(left, x1)
                cost += _LIE + 4 * shared if shared > 0 else 0.0
            else:
                cost += _CROSS
        if cost >= most:
            return cost
    return cost
