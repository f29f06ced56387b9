"""One figure of a chart with all that moves along with it: events on its border, data and remarks above and below it.

Knows how much room that takes and where each stands from the figure's middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bpmn.drawing.geometry import Box, Point, centered
from bpmn.drawing.layout.graph import Vertex
from bpmn.drawing.layout.sizes import EVENT, label_of, size_of
from bpmn.drawing.picture import DATA, EVENTS, GATEWAYS, NAMED_OUTSIDE, Figure

GAP = 20.0
"""Between a figure and the data or remarks beside it."""
APART = 10.0
"""Between two of these."""
_FOOT = 10.0
"""Between the lines that leave two events on the same border."""


@dataclass(slots=True)
class Cell:
    """A figure and what moves along with it. Events stand on the lower border, from left to right."""

    figure: Figure
    width: float
    height: float
    events: list[Figure] = field(default_factory=list)
    above: list[Figure] = field(default_factory=list)
    below: list[Figure] = field(default_factory=list)

    def widen(self) -> None:
        """Make the figure wide enough for the events on its border."""
        if self.events:
            self.width = max(self.width, sum(map(_event_width, self.events)) + 12)

    def foot(self, event: Figure) -> tuple[float, float, float]:
        """From the figure's middle: where a line leaves an event on the border (right, down), and where it may turn."""
        at = self.events.index(event)
        x = -self.width / 2 + 10 + sum(map(_event_width, self.events[:at])) + EVENT / 2
        y = self.height / 2 + EVENT / 2
        later = len(self.events) - 1 - at  # an earlier one passes below the later ones
        return x, y, y + _under(self.events) + _FOOT * later

    def vertex(self, lane: int) -> Vertex:
        """The room that it all takes."""
        left = right = self.width / 2
        up = down = self.height / 2
        figure = self.figure
        named = label_of(figure.name) if figure.name and figure.kind in NAMED_OUTSIDE else None
        if named:
            left = right = max(left, named.width / 2)
            up += named.height + 2 if figure.kind in GATEWAYS else 0.0
            down += named.height + 6 if figure.kind not in GATEWAYS else 0.0
        if self.above:
            up += GAP + max(map(_height, self.above))
        if self.below:
            down += GAP + max(map(_height, self.below))
        left = right = max(left, _row_width(self.above) / 2, _row_width(self.below) / 2)
        if self.events:
            down += EVENT / 2 + _under(self.events) + _FOOT * len(self.events)
            right = max(right, self.foot(self.events[-1])[0] + 6 + label_of(self.events[-1].name).width)
        named_below = bool(named) and figure.kind not in GATEWAYS
        return Vertex(
            figure.id,
            left,
            right,
            up,
            down,
            self.width / 2,
            self.height / 2,
            lane=lane,
            corners=figure.kind in GATEWAYS,
            top_free=not self.above,
            bottom_free=not (self.events or self.below or named_below),
        )

    def place(self, middle: Point) -> Iterator[tuple[Figure, Box]]:
        """Where the figure and all that moves along with it stand when its middle is here; the figure first."""
        box = centered(middle, self.width, self.height)
        yield self.figure, box
        for event in self.events:
            yield event, centered(Point(middle.x + self.foot(event)[0], box.bottom), EVENT, EVENT)
        named = self.figure.kind in GATEWAYS and self.figure.name
        top = box.y - GAP - (label_of(self.figure.name).height + 6 if named else 0.0)
        for row, upper in ((self.above, True), (self.below, False)):
            x = middle.x - _row_width(row) / 2
            for figure in row:
                width, height = size_of(figure)
                room = _width(figure)
                yield figure, Box(x + (room - width) / 2, top - height if upper else box.bottom + GAP, width, height)
                x += room + APART

    def take(self, figure: Figure, *, comes_out: bool) -> None:
        """Let data or a remark move along: what comes out of an activity below it, all else above."""
        below = comes_out and not self.events and self.figure.kind not in EVENTS | GATEWAYS
        (self.below if below else self.above).append(figure)


def _event_width(event: Figure) -> float:
    return max(EVENT + 12, label_of(event.name).width + 14 if event.name else 0.0)


def _under(events: Sequence[Figure]) -> float:
    """How far below an event on the border its line may turn: below all their names."""
    return max(12.0, *(label_of(event.name).height + 6 for event in events))


def _height(figure: Figure) -> float:
    named = label_of(figure.name).height + 4 if figure.kind in DATA and figure.name else 0.0
    return size_of(figure)[1] + named


def _width(figure: Figure) -> float:
    return max(size_of(figure)[0], label_of(figure.name).width if figure.kind in DATA else 0.0)


def _row_width(row: Sequence[Figure]) -> float:
    return max(0.0, sum(_width(figure) + APART for figure in row) - APART)
