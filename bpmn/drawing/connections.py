"""The lines of BPMN: flows, messages, associations, with their ends and marks.

Heads are drawn as small shapes of their own, not as markers, so that several pictures in a page cannot mix theirs up.
Source: BPMN 2.0.2 §7.3 and §12.3.
"""

from __future__ import annotations

from math import hypot

from bpmn.drawing.geometry import Box, Point, Route
from bpmn.drawing.markup import INK, PAPER, element, path
from bpmn.drawing.picture import ACTIVITIES, EVENTS, GATEWAYS, Content, Figure, Line, Part

_CORNER = 6.0
_DASHES = {
    "messageFlow": "7 4.5",
    "association": "1 4",
    "dataInputAssociation": "1 4",
    "dataOutputAssociation": "1 4",
}


def connection(line: Line, route: Route, content: Content) -> str:
    """The line as markup, without its name; `route` ends at its figures' edges."""
    data = line.kind in ("dataInputAssociation", "dataOutputAssociation")
    shaft = route
    heads = ""
    if line.kind == "sequenceFlow":
        shaft = _shortened(route, 7)
        heads = _arrow(route, INK)
        if line.default:
            heads += _slash(route)
        elif line.conditional and _from_activity(line, content):
            shaft = _shortened(shaft[::-1], 15)[::-1]
            heads += _diamond(route)
    elif line.kind == "messageFlow":
        shaft = _shortened(_shortened(route, 9)[::-1], 7)[::-1]
        heads = _arrow(route, PAPER, length=10, half=5.0)
        start = _toward(route[0], route[1], 3.6)
        heads += element("circle", cx=start.x, cy=start.y, r=3.6, fill=PAPER, stroke_width=1.4)
    elif data or line.direction in ("One", "Both"):
        heads = _open_arrow(route)
        if line.direction == "Both":
            heads += _open_arrow(route[::-1])
    dash = _DASHES.get(line.kind, "")
    if line.kind == "conversationLink":
        return element("path", d=_curved(route), fill="none", stroke_width=4) + element(
            "path", d=_curved(route), fill="none", stroke=PAPER, stroke_width=1.6
        )
    caps = "round" if dash.startswith("1 ") else ""
    return (
        element("path", class_="shaft", d=_curved(shaft), fill="none", stroke_dasharray=dash, stroke_linecap=caps)
        + heads
    )


def docked(line: Line, route: Route, content: Content, part: Part) -> Route:
    """The line cut off where it enters the figures at its ends; some files lead lines to their middles."""
    for id, backwards in ((line.target, False), (line.source, True)):
        figure, box = content.figures.get(id), part.boxes.get(id)
        if figure is not None and box is not None:
            route = _cut(route[::-1] if backwards else route, figure, box)
            route = route[::-1] if backwards else route
    return route


def _cut(route: Route, figure: Figure, box: Box) -> Route:
    """The line up to the edge of the figure its last point lies in."""
    if not _inside(route[-1], figure, box.grown(-1.5)):
        return route
    for n in range(len(route) - 1, 0, -1):
        outer, inner = route[n - 1], route[n]
        if _inside(outer, figure, box):
            continue
        low, high = 0.0, 1.0
        for _ in range(12):
            middle = (low + high) / 2
            between = Point(outer.x + (inner.x - outer.x) * middle, outer.y + (inner.y - outer.y) * middle)
            low, high = (low, middle) if _inside(between, figure, box) else (middle, high)
        end = Point(outer.x + (inner.x - outer.x) * high, outer.y + (inner.y - outer.y) * high)
        return (*route[:n], end)
    return route


def _inside(point: Point, figure: Figure, box: Box) -> bool:
    dx, dy = abs(point.x - box.center.x), abs(point.y - box.center.y)
    half_width, half_height = box.width / 2, box.height / 2
    if half_width <= 0 or half_height <= 0:
        return False
    if figure.kind in EVENTS:
        return (dx / half_width) ** 2 + (dy / half_height) ** 2 < 1
    if figure.kind in GATEWAYS:
        return dx / half_width + dy / half_height < 1
    return dx < half_width and dy < half_height


def _from_activity(line: Line, content: Content) -> bool:
    source = content.figures.get(line.source)
    return source is not None and source.kind in ACTIVITIES


def _curved(route: Route) -> str:
    """The line with its corners rounded."""
    written = [path("M", *route[0])]
    for before, corner, after in zip(route, route[1:], route[2:], strict=False):
        near = min(_CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
        a, b = _toward(corner, before, near), _toward(corner, after, near)
        written.append(path("L", *a, "Q", *corner, *b))
    written.append(path("L", *route[-1]))
    return " ".join(written)


def _shortened(route: Route, by: float) -> Route:
    """The line without its last few pixels, which its head covers."""
    end, before = route[-1], route[-2]
    if _distance(before, end) <= by + 0.5:
        return route
    return (*route[:-1], _toward(end, before, by))


def _arrow(route: Route, fill: str, *, length: float = 9.0, half: float = 4.2) -> str:
    tip, back = route[-1], _toward(route[-1], route[-2], length)
    a, b = _sides(tip, back, half)
    return element(
        "path",
        class_="head",
        d=path("M", *tip, "L", *a, "L", *b, "Z"),
        fill=fill,
        stroke_width=1,
        stroke_linejoin="round",
    )


def _open_arrow(route: Route) -> str:
    tip, back = route[-1], _toward(route[-1], route[-2], 8)
    a, b = _sides(tip, back, 4.5)
    return element("path", class_="head", d=path("M", *a, "L", *tip, "L", *b), fill="none", stroke_width=1.3)


def _slash(route: Route) -> str:
    """The mark of a default flow."""
    near, far = _toward(route[0], route[1], 8), _toward(route[0], route[1], 15)
    a, b = _sides(far, near, 5.5)[0], _sides(near, far, 5.5)[0]
    return element("path", d=path("M", *a, "L", *b), fill="none", stroke_width=1.6)


def _diamond(route: Route) -> str:
    """The mark of a condition on a flow that leaves an activity."""
    start, end = route[0], _toward(route[0], route[1], 15)
    middle = _toward(route[0], route[1], 7.5)
    a, b = _sides(start, middle, 4.8)
    return element("path", d=path("M", *start, "L", *a, "L", *end, "L", *b, "Z"), fill=PAPER, stroke_width=1.3)


def _sides(tip: Point, back: Point, half: float) -> tuple[Point, Point]:
    """The two points beside `back`, at right angles to the line from it to `tip`."""
    length = _distance(tip, back) or 1.0
    dx, dy = (tip.x - back.x) / length * half, (tip.y - back.y) / length * half
    return Point(back.x - dy, back.y + dx), Point(back.x + dy, back.y - dx)


def _toward(start: Point, end: Point, by: float) -> Point:
    length = _distance(start, end)
    if not length:
        return start
    share = min(by / length, 1.0)
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)


def _distance(a: Point, b: Point) -> float:
    return hypot(a.x - b.x, a.y - b.y)
