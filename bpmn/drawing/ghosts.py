"""What only an earlier diagram has, brought into the later one: where it belongs, and where it can stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bpmn.comparison import Comparison
from bpmn.drawing.arrangement import free_place
from bpmn.drawing.geometry import Box, Route, crosses, moved, segments
from bpmn.drawing.layout.wires import Wiring
from bpmn.drawing.picture import FLOW_NODES, Content, Figure, Line, Part

PREFIX = "before."
"""Goes before the ids of what only the earlier diagram has."""


class Ghosts:
    """The figures and lines that the later diagram has no more, with their ids and ends translated."""

    def __init__(self, earlier: Content, later: Content, comparison: Comparison) -> None:
        self._earlier = earlier
        self._same = comparison
        gone = comparison.removed
        self.figures = {id: self._figure(figure) for id, figure in earlier.figures.items() if id in gone}
        self.lines = {id: self._line(line) for id, line in earlier.lines.items() if id in gone}
        named = {(line.source, line.name) for line in later.lines.values()}
        for id, ghost in self.lines.items():  # the flow that took its place has its name already
            if (ghost.source, ghost.name) in named:
                self.lines[id] = replace(ghost, name="")
        figures = dict(later.figures) | {ghost.id: ghost for ghost in self.figures.values()}
        for lane in [figure for figure in earlier.figures.values() if figure.kind == "lane"]:
            there = figures.get(comparison.lanes.get(lane.id, ""))
            if there:  # a ghost stands in the lane it stood in
                members = tuple(PREFIX + id for id in lane.members if id in self.figures)
                figures[there.id] = replace(there, members=(*there.members, *members))
        lines = dict(later.lines) | {ghost.id: ghost for ghost in self.lines.values()}
        self.content = Content(later.title, figures, lines, later.processes)
        """The later content with the ghosts."""

    def later(self, id: str) -> str:
        """What an id of the earlier diagram is in the later one, or as a ghost."""
        if id in self._same.removed:
            return PREFIX + id
        return self._same.nodes.get(id) or self._same.processes.get(id, id)

    def haunt(self, parts: Sequence[Part], earlier: Sequence[Part]) -> None:
        """Put the ghosts into the later parts: where they stood, or in the nearest free place."""
        for id, ghost in self.figures.items():
            part, box = self._place(id, ghost, parts, earlier)
            part.boxes[ghost.id] = box
            if any(id in old.expanded for old in earlier):
                part.expanded.add(ghost.id)
        for id, line in self.lines.items():
            for part in parts:
                if line.source in part.boxes and line.target in part.boxes:
                    part.routes[line.id] = self._route(id, line, part, earlier)
                    break

    def _figure(self, figure: Figure) -> Figure:
        host = self.later(figure.host) if figure.host else ""
        return replace(figure, id=PREFIX + figure.id, scope=self.later(figure.scope), host=host)

    def _line(self, line: Line) -> Line:
        source, target = self.later(line.source), self.later(line.target)
        return replace(line, id=PREFIX + line.id, scope=self.later(line.scope), source=source, target=target)

    def _place(self, id: str, ghost: Figure, parts: Sequence[Part], earlier: Sequence[Part]) -> tuple[Part, Box]:
        old = next((part for part in earlier if id in part.boxes), None)
        if old is None:
            return parts[0], free_place((100, 80), next(iter(parts[0].boxes.values())), parts[0], self.content)
        stood = old.boxes[id]
        near = min(self._known(old, parts), key=lambda known: _distance(stood, known[0]), default=None)
        if near is None:
            return parts[0], free_place((stood.width, stood.height), stood, parts[0], self.content)
        was, is_, part = near
        box = stood.moved(is_.center.x - was.center.x, is_.center.y - was.center.y)
        if ghost.kind != "boundaryEvent" and not _is_free(box, part, self.content):
            box = free_place((stood.width, stood.height), box, part, self.content)
        return part, box

    def _known(self, old: Part, parts: Sequence[Part]) -> Iterator[tuple[Box, Box, Part]]:
        """Where steps that both diagrams have stood and stand."""
        for id, box in old.boxes.items():
            other = self._same.nodes.get(id, "")
            for part in parts:
                if other in part.boxes and other not in part.expanded:
                    yield box, part.boxes[other], part

    def _route(self, id: str, line: Line, part: Part, earlier: Sequence[Part]) -> Route:
        """As it ran, if its ends still stand so and nothing new stands in its way."""
        ends = part.boxes[line.source], part.boxes[line.target]
        obstacles = [
            box
            for other, box in part.boxes.items()
            if self.content.figures[other].kind in FLOW_NODES and other not in part.expanded
        ]
        old = next((old for old in earlier if id in old.routes), None)
        drawn = self._earlier.lines[id]
        if old and drawn.source in old.boxes and drawn.target in old.boxes:
            shifts = [
                (round(box.x - old.boxes[end].x), round(box.y - old.boxes[end].y))
                for box, end in zip(ends, (drawn.source, drawn.target), strict=True)
            ]
            route = moved(old.routes[id], *shifts[0])
            between = [box for box in obstacles if box not in ends]
            blocked = any(crosses(a, b, box) for a, b in segments(route) for box in between)
            if shifts[0] == shifts[1] and not blocked:
                return route
        return Wiring(obstacles, drawn=part.routes.values()).line(*ends)


def _distance(a: Box, b: Box) -> float:
    return abs(a.center.x - b.center.x) + abs(a.center.y - b.center.y)


def _is_free(box: Box, part: Part, content: Content) -> bool:
    return not any(
        box.overlaps(other)
        for id, other in part.boxes.items()
        if content.figures[id].kind in FLOW_NODES and id not in part.expanded
    )
