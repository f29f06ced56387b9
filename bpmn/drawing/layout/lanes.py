"""Lanes of one process: which band each node stands in, and the boxes of the lanes once the bands stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpmn.drawing.geometry import Box
from bpmn.drawing.picture import FLOW_NODES, Figure

HEAD = 28.0
"""Width of the strip with a lane's name."""

Band = tuple[float, float]
"""Top and bottom."""


class Lanes:
    """The lanes among the figures of a process, or of a subprocess."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._lanes = {figure.id: figure for figure in figures if figure.kind == "lane"}
        outer = {lane.parent for lane in self._lanes.values()}
        self._innermost = [lane for lane in self._lanes.values() if lane.id not in outer]
        self._band_of = {id: n for n, lane in enumerate(self._innermost) for id in lane.members}

    def __bool__(self) -> bool:
        return bool(self._lanes)

    @property
    def heads(self) -> float:
        """The width of all names beside one another."""
        return HEAD * max((self._level(lane) + 1 for lane in self._lanes.values()), default=0)

    def band(self, figure: Figure) -> int:
        """The number of the band a figure stands in. Steps that no lane names have one of their own, the last."""
        if not self._lanes:
            return 0
        none = len(self._innermost) - (figure.kind not in FLOW_NODES)
        return self._band_of.get(figure.id, none)

    def count(self, figures: Sequence[Figure]) -> int:
        """How many bands these figures need."""
        return max([len(self._innermost) - 1, 0, *(self.band(figure) for figure in figures)]) + 1

    def boxes(self, bands: Sequence[Band], width: float) -> dict[str, Box]:
        """The box of every lane: the innermost around their bands, the outer around the inner."""
        found: dict[str, Band] = {lane.id: bands[n] for n, lane in enumerate(self._innermost)}
        for lane in sorted(self._lanes.values(), key=lambda lane: -self._level(lane)):
            inner = [found[other.id] for other in self._lanes.values() if other.parent == lane.id and other.id in found]
            if inner:
                found[lane.id] = (min(top for top, _ in inner), max(bottom for _, bottom in inner))
        return {id: self._box(self._lanes[id], found, width) for id in self._lanes if id in found}

    def _box(self, lane: Figure, bands: Mapping[str, Band], width: float) -> Box:
        x, (top, bottom) = self._level(lane) * HEAD, bands[lane.id]
        return Box(x, top, width - x, bottom - top)

    def _level(self, lane: Figure) -> int:
        level, parent = 0, lane.parent
        while parent in self._lanes:
            level, parent = level + 1, self._lanes[parent].parent
        return level
