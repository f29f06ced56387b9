"""One process laid out: the columns, rows and tracks put together to boxes and lines.

1 columns  2 order  3 heights, lane below lane  4 which lines turn at a figure  5 tracks, and so the width of the strips
6 the boxes, and the lines bend by bend
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from bpmn.drawing.geometry import Box, Point, Route, straightened
from bpmn.drawing.layout.graph import Arc, Columns, Vertex
from bpmn.drawing.layout.order import uncross
from bpmn.drawing.layout.ranks import in_columns
from bpmn.drawing.layout.rows import heights
from bpmn.drawing.layout.tracks import TRACK, Strip
from bpmn.drawing.layout.turns import Turns

MARGIN = 14.0
"""Between a column and the first track beside it."""
ARROW = 22.0
"""Between the last track and the column an arrow leads to."""
LANE_PADDING = 22.0
LEAST_LANE = 90.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A process laid out: the boxes of its figures alone, its lines, its lanes from the top down."""

    boxes: dict[str, Box]
    routes: dict[str, Route]
    lanes: list[tuple[float, float]]
    """Top and bottom of each lane."""
    width: float
    height: float
    strips: list[float]
    """Where upright lines may run freely."""


class _Upright(NamedTuple):
    """A piece of a line in a strip: from which height to which, and from and to which side."""

    strip: int
    at: float
    to: float
    from_left: bool
    to_right: bool


def chart(vertices: Sequence[Vertex], arcs: Sequence[Arc], shelves: Sequence[float], *, laned: bool) -> Chart:
    """Lay out one process. `shelves` is the height to leave free at the bottom of each lane, of which one is at least
    there; `laned` says that lanes are drawn, so that they need some air.
    """
    columns = in_columns(vertices, arcs)  # 1
    uncross(columns)  # 2
    y, bands = _stacked(columns, shelves, *((LANE_PADDING, LEAST_LANE) if laned else (0.0, 0.0)))  # 3
    return _Drawing(columns, y, bands).chart()


def _stacked(
    columns: Columns, shelves: Sequence[float], padding: float, least: float
) -> tuple[list[float], list[tuple[float, float]]]:
    """The height of every vertex when the lanes stand one below the other; top and bottom of each lane."""
    y, extents = heights(columns)
    bands: list[tuple[float, float]] = []
    shift: list[float] = []
    top = 0.0
    for lane, shelf in enumerate(shelves):
        up, down = extents[lane] if lane < len(extents) else (0.0, 0.0)
        inner = down - up + shelf
        height = max(inner + 2 * padding, least)
        shift.append(top + (height - inner) / 2 - up)
        bands.append((top, top + height))
        top += height
    return [place + shift[lane] for place, lane in zip(y, columns.lane, strict=True)], bands


class _Drawing:
    """The boxes and lines while they are being placed."""

    def __init__(self, columns: Columns, y: list[float], bands: list[tuple[float, float]]) -> None:
        self._columns = columns
        self._y = y
        self._bands = bands
        self._turns = Turns(columns, y)  # 4
        self._strips = [Strip() for _ in range(len(columns.layers) + 1)]
        self._keys: dict[tuple[int, int], Hashable] = {}

    def chart(self) -> Chart:
        columns = self._columns
        runs = [self._run(arc) for arc in range(len(columns.chains))]
        self._fill_strips(runs)  # 5
        x, tracks, width = self._across()
        boxes = {}
        for number in range(columns.real):  # 6
            vertex = columns.vertices[number]
            left, top = x[number] - vertex.reach_x, self._y[number] - vertex.reach_y
            boxes[vertex.id] = Box(left, top, 2 * vertex.reach_x, 2 * vertex.reach_y)
        routes = {columns.arcs[arc].id: self._route(arc, run, x, tracks) for arc, run in enumerate(runs)}
        free = [track + TRACK / 2 for track in tracks]
        return Chart(boxes, routes, self._bands, width, self._bands[-1][1] if self._bands else 0.0, free)

    # 5

    def _run(self, arc: int) -> list[_Upright]:
        """The upright pieces of a line, in order."""
        columns, chain = self._columns, self._columns.chains[arc]
        run: list[_Upright] = []
        at = self._start(arc)
        for n, (a, b) in enumerate(pairwise(chain)):
            first, last = n == 0, n == len(chain) - 2
            to = self._y[b]
            if first and self._turns.at_source(arc):
                at = to
            if last and self._turns.at_target(arc):
                to = at
            if not columns.back[arc]:
                strip, from_left, to_right = columns.rank[a] + 1, True, True
            elif first:  # round the source, in the strip on its right
                strip, from_left, to_right = columns.rank[a] + 1, True, False
            elif last:  # round the target, in the strip on its left
                strip, from_left, to_right = columns.rank[b], False, True
            else:
                strip, from_left, to_right = columns.rank[a], False, False
            if abs(at - to) > 0.5:
                run.append(_Upright(strip, at, to, from_left, to_right))
            at = to
        return run

    def _start(self, arc: int) -> float:
        drawn = self._columns.arcs[arc]
        return self._y[self._columns.chains[arc][0]] + (drawn.foot_turn if drawn.foot_x is not None else 0.0)

    def _fill_strips(self, runs: Sequence[Sequence[_Upright]]) -> None:
        columns = self._columns
        leaving = Counter(chain[0] for chain, back in zip(columns.chains, columns.back, strict=True) if not back)
        for arc, run in enumerate(runs):
            chain, drawn, back = columns.chains[arc], columns.arcs[arc], columns.back[arc]
            for n, piece in enumerate(run):
                key: Hashable = (arc, n)
                if not back and drawn.foot_x is None:
                    if piece.strip == columns.rank[chain[0]] + 1 and leaving[chain[0]] > 1:
                        key = ("from", chain[0])
                    elif piece.strip == columns.rank[chain[-1]]:
                        key = ("to", chain[-1])
                self._keys[arc, n] = key
                ends = ((piece.at, piece.from_left), (piece.to, not piece.to_right))
                left, right = [y for y, is_left in ends if is_left], [y for y, is_left in ends if not is_left]
                self._strips[piece.strip].add(key, left, right)
            if drawn.room:
                beside = 0 if back and chain[0] != chain[-1] else 1
                strip = self._strips[columns.rank[chain[0]] + beside]
                strip.room = max(strip.room, drawn.room)

    def _across(self) -> tuple[list[float], list[float], float]:
        """The middle of every vertex, the first track of every strip, and the width of it all."""
        columns = self._columns
        x = [0.0] * len(columns.vertices)
        tracks: list[float] = []
        at = 0.0
        for number, strip in enumerate(self._strips):
            tracks.append(at + MARGIN)
            at += _width(strip, outermost=number in (0, len(self._strips) - 1))
            if number < len(columns.layers):
                layer = columns.layers[number]
                left = max(columns.vertices[v].left for v in layer)
                for vertex in layer:
                    x[vertex] = at + left
                at += left + max(columns.vertices[v].right for v in layer)
        return x, tracks, at

    # 6

    def _route(self, arc: int, run: Sequence[_Upright], x: Sequence[float], tracks: Sequence[float]) -> Route:
        chain, drawn = self._columns.chains[arc], self._columns.arcs[arc]
        source, target = self._columns.vertices[chain[0]], self._columns.vertices[chain[-1]]
        here, there = Point(x[chain[0]], self._y[chain[0]]), Point(x[chain[-1]], self._y[chain[-1]])
        at = self._y[chain[1]] if self._turns.at_source(arc) else self._start(arc)
        if drawn.foot_x is not None:
            points = [Point(here.x + drawn.foot_x, here.y + drawn.foot_y), Point(here.x + drawn.foot_x, at)]
        elif self._turns.at_source(arc):
            points = [Point(here.x, here.y + (source.reach_y if at > here.y else -source.reach_y)), Point(here.x, at)]
        else:
            points = [Point(here.x + source.reach_x, at)]
        for n, piece in enumerate(run):
            track = tracks[piece.strip] + self._strips[piece.strip].track(self._keys[arc, n]) * TRACK
            points += [Point(track, piece.at), Point(track, piece.to)]
            at = piece.to
        if self._turns.at_target(arc):
            points += [
                Point(there.x, at),
                Point(there.x, there.y + (target.reach_y if at > there.y else -target.reach_y)),
            ]
        else:
            points.append(Point(there.x - target.reach_x, there.y))
        return straightened(points)


def _width(strip: Strip, *, outermost: bool) -> float:
    used = strip.assign()
    if outermost and not used:
        return 0.0
    width = MARGIN + max(used - 1, 0) * TRACK + ARROW
    return max(width, MARGIN + used * TRACK + strip.room + ARROW) if strip.room else width
