"""Where the names beside figures and lines stand: where the file says, otherwise where they hide nothing.

A few dozen places are tried for each name, best first; each costs what it would cover.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bpmn.drawing.geometry import Box, Point, Route, around_points, crosses, segments
from bpmn.drawing.grid import Grid
from bpmn.drawing.layout.sizes import LABEL_SIZE, LABEL_WIDTH, flow_label_of, label_of
from bpmn.drawing.picture import DATA, GATEWAYS, NAMED_OUTSIDE, Content, Figure, Part
from bpmn.drawing.text import Lines, longest_word, wrapped

_COVERS, _CROSSED = 1_000.0, 60.0
_GAP = 3.0
_MOST_PIECES = 6
"""Of a line with many bends a name is tried along its first pieces only."""
_MOST_SLANTED = 400.0
"""A line that slants across more than this is seen anyway, whatever name lies on it."""
_MOST_BESIDE = 20
"""Of many lines from the same point, with how many a line is compared."""

Place = tuple[float, Box]
"""What a place costs before looking what is there, and the place."""


def place_labels(content: Content, part: Part) -> None:
    """Fill `part.texts`: figures first, for a line has more places to choose from."""
    _Labels(content, part).place()


class _Labels:
    """The names of one part while they are being placed."""

    def __init__(self, content: Content, part: Part) -> None:
        self._content = content
        self._part = part
        self._solid: Grid[str] = Grid()
        self._pieces: Grid[tuple[Point, Point]] = Grid()
        self._placed: Grid[str] = Grid()
        self._leaving: dict[Point, list[str]] = defaultdict(list)
        for id, box in part.boxes.items():
            if id not in part.expanded and content.figures[id].kind not in ("participant", "lane", "group"):
                self._solid.add(box, id)
        for box in part.reserved:
            self._solid.add(box, "")
        for id, route in part.routes.items():
            self._leaving[route[0]].append(id)
            for a, b in segments(route):
                box = around_points((a, b))
                if min(box.width, box.height) < _MOST_SLANTED:
                    self._pieces.add(box, (a, b))

    def place(self) -> None:
        part, content = self._part, self._content
        named = [content.figures[id] for id in part.boxes]
        named = [figure for figure in named if figure.name and figure.kind in NAMED_OUTSIDE]
        lines = [content.lines[id] for id in part.routes if content.lines[id].name]
        for figure in named:
            if figure.id in part.label_boxes:
                drawn = _as_drawn(figure.name, part.label_boxes[figure.id], part.boxes[figure.id])
                self._put_if_seen(figure.id, *drawn)
        for line in lines:
            if line.id in part.label_boxes:
                self._put_if_seen(line.id, *_as_drawn(line.name, part.label_boxes[line.id], None))
        for figure in named:
            if figure.id not in part.texts:
                text = label_of(figure.name)
                self._put(figure.id, text, self._best(figure, _beside(figure, part.boxes[figure.id], text)))
        for line in lines:
            if line.id not in part.texts:
                text = flow_label_of(line.name)
                self._put(line.id, text, self._best(None, _along(self._own_piece(line.id), text)))

    def _put(self, id: str, text: Lines, box: Box) -> None:
        self._part.texts[id] = (text, box)
        self._placed.add(box, id)

    def _put_if_seen(self, id: str, text: Lines, box: Box) -> None:
        """Put the name where the file wants it, unless a figure or another name stands there."""
        covered = sum(box.shared(other) for grid in (self._solid, self._placed) for other, _ in grid.near(box))
        if covered <= 0.12 * box.width * box.height:
            self._put(id, text, box)

    def _best(self, figure: Figure | None, places: Iterable[Place]) -> Box:
        """The place that costs least. A name may reach into the corners that a gateway leaves free of its box."""
        own_corners = figure.id if figure and figure.kind in GATEWAYS else ""
        best, least = Box(0, 0, 0, 0), float("inf")
        for own, box in sorted(places):
            if own >= least:
                break
            covered = sum(box.overlaps(other) for other, id in self._solid.near(box) if id != own_corners)
            covered += sum(box.overlaps(other) for other, _ in self._placed.near(box))
            cost = own + _COVERS * covered
            if cost < least:
                cost += _CROSSED * sum(crosses(a, b, box) for _, (a, b) in self._pieces.near(box))
            if cost < least:
                best, least = box, cost
        return best

    def _own_piece(self, id: str) -> Route:
        """The line from where it parts from other lines that leave the same point."""
        route = self._part.routes[id]
        others = [self._part.routes[other] for other in self._leaving[route[0]] if other != id][:_MOST_BESIDE]
        while others and len(route) > 2:
            shared = max(_shared(route, other) for other in others)
            first = abs(route[0].x - route[1].x) + abs(route[0].y - route[1].y)
            if shared < first - 0.1:
                share = shared / first
                x, y = route[0].x + (route[1].x - route[0].x) * share, route[0].y + (route[1].y - route[0].y) * share
                return (Point(x, y), *route[1:])
            route = route[1:]
            others = [other[1:] for other in others if other[1] == route[0] and len(other) > 2]
        return route


def _shared(route: Route, other: Route) -> float:
    """How far the first pieces of two lines that begin at the same point run together."""
    ax, ay, bx, by = route[1].x - route[0].x, route[1].y - route[0].y, other[1].x - other[0].x, other[1].y - other[0].y
    if abs(ax * by - ay * bx) > 0.01 or ax * bx + ay * by <= 0:
        return 0.0
    return min(abs(ax) + abs(ay), abs(bx) + abs(by))


def _as_drawn(name: str, drawn: Box, owner: Box | None) -> tuple[Lines, Box]:
    """The name where the file puts it; if it needs more room than the file has for it, it grows outwards."""
    widest = max(drawn.width + 8, min(longest_word(name, LABEL_SIZE), 1.5 * LABEL_WIDTH))
    text = wrapped(name, widest, LABEL_SIZE)
    if text.height > drawn.height + LABEL_SIZE * 1.5:
        text = wrapped(name, max(widest, LABEL_WIDTH), LABEL_SIZE)
    x = drawn.center.x - text.width / 2
    if text.height <= drawn.height:
        y = drawn.center.y - text.height / 2
    elif owner is not None and drawn.center.y < owner.y:
        y = drawn.bottom - text.height
    elif owner is not None and drawn.y >= owner.bottom - 2:
        y = drawn.y
    else:
        y = drawn.center.y - text.height / 2
    return text, Box(x, y, text.width, text.height)


def _beside(figure: Figure, box: Box, text: Lines) -> Iterator[Place]:
    width, height = text.width, text.height
    x, y = box.center
    below = Box(x - width / 2, box.bottom + _GAP, width, height)
    above = Box(x - width / 2, box.y - _GAP - height, width, height)
    right = Box(box.right + _GAP, y - height / 2, width, height)
    left = Box(box.x - _GAP - width, y - height / 2, width, height)
    inset = box.width / 4 if figure.kind in GATEWAYS else 0.0
    out, up = box.width / 4 + 1, box.y - height + inset - 1
    corners = [
        Box(x + out, up, width, height),
        Box(x - out - width, up, width, height),
        Box(x + out, box.bottom - inset + 1, width, height),
        Box(x - out - width, box.bottom - inset + 1, width, height),
    ]
    if figure.kind == "boundaryEvent":
        places = [Box(x + 6, box.bottom + 2, width, height), Box(x - 6 - width, box.bottom + 2, width, height), below]
        places += [right, left, above]
    elif figure.kind in GATEWAYS:
        places = [above, below, *corners]
    elif figure.kind in DATA:
        places = [below, above, right, left]
    else:
        places = [below, above, *corners, right, left]
    yield from ((n * 2.0, place) for n, place in enumerate(places))
    # When all of these are taken: farther out.
    for n, distance in enumerate((16.0, 32.0, 48.0)):
        yield 40.0 + n, below.moved(0, distance)
        yield 41.0 + n, above.moved(0, -distance)


def _along(route: Route, text: Lines) -> Iterator[Place]:
    width, height = text.width, text.height
    for n, (a, b) in enumerate(islice(segments(route), _MOST_PIECES)):
        later = 4.0 * n
        level = abs(a.x - b.x) >= abs(a.y - b.y)
        length = abs(a.x - b.x) if level else abs(a.y - b.y)
        tight = 8.0 if length < (width if level else height) + 6 else 0.0
        for m, share in enumerate(_shares(length, width if level else height)):
            x, y = a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share
            if level:
                yield later + tight + m, Box(x - width / 2, y - height - 1, width, height)
                yield later + tight + m + 0.5, Box(x - width / 2, y + 2, width, height)
            else:
                yield later + tight + m + 1, Box(x + _GAP + 1, y - height / 2, width, height)
                yield later + tight + m + 1.5, Box(x - _GAP - 1 - width, y - height / 2, width, height)


def _shares(length: float, extent: float) -> Sequence[float]:
    """How far along a piece a name is tried: near its beginning, in its middle, near its end."""
    if length <= extent + 12:
        return (0.5,)
    near = (extent / 2 + 6) / length
    return (near, 0.5, 1 - near)
