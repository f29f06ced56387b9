"""One process or subprocess laid out with all that is in it: subprocesses inside subprocesses, lanes, data, remarks.

Knows nothing of pools, nor of what leads from one to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bpmn.drawing.geometry import Box, Point, Route, around, moved
from bpmn.drawing.layout.cells import Cell
from bpmn.drawing.layout.flowchart import LANE_PADDING, Chart, chart
from bpmn.drawing.layout.graph import Arc, Vertex
from bpmn.drawing.layout.lanes import Lanes
from bpmn.drawing.layout.sizes import flow_label_of, size_of
from bpmn.drawing.layout.wires import Wiring, straight
from bpmn.drawing.picture import DATA, EVENTS, FLOW_NODES, SUBPROCESSES, Content, Figure

PADDING = 24.0
"""Between the border of a subprocess and what is inside."""
TITLE = 28.0
"""Height of the name of an expanded subprocess."""
SHELF_GAP = 24.0
LEAST_SHELF = 700.0
"""How wide a shelf may be, in a narrow process."""

Shelf = list[Vertex]


@dataclass(slots=True)
class Block:
    """A scope laid out, from its own upper left corner."""

    width: float = 0.0
    height: float = 0.0
    boxes: dict[str, Box] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    expanded: set[str] = field(default_factory=set)
    strips: list[float] = field(default_factory=list)
    """Where upright lines may run freely over the whole height."""

    def take(self, other: Block, dx: float, dy: float) -> None:
        """Put another block's content here."""
        self.boxes.update({id: box.moved(dx, dy) for id, box in other.boxes.items()})
        self.routes.update({id: moved(route, dx, dy) for id, route in other.routes.items()})
        self.expanded |= other.expanded


def block_of(content: Content, scope: str) -> Block:
    """Everything drawn in this process or subprocess, and in the subprocesses inside."""
    return _Scope(content, scope).block()


class _Scope:
    """One scope while it is being laid out.

    1 the figures, those inside and beside them  2 the lines of the chart  3 what stands apart goes on shelves
    4 the chart  5 everything to its place  6 lines to what stands beside, and groups
    """

    def __init__(self, content: Content, scope: str) -> None:
        self._content = content
        self._scope = scope
        self._figures = content.inside(scope)
        self._lanes = Lanes(self._figures)
        self._cells: dict[str, Cell] = {}
        self._carrier: dict[str, str] = {}  # id of any figure of the scope → id of the cell it moves with
        self._inner: dict[str, Block] = {}  # id of an expanded subprocess → what is inside
        self._block = Block()

    def block(self) -> Block:
        self._collect()  # 1
        arcs = list(self._arcs())  # 2
        moving = {arc.source for arc in arcs} | {arc.target for arc in arcs}
        if len(self._cells) == 1:
            moving = set(self._cells)
        charted = [self._vertex(id) for id in self._cells if id in moving]
        lanes = self._lanes.count([cell.figure for cell in self._cells.values()])
        shelves = self._shelves([id for id in self._cells if id not in moving], lanes, charted)  # 3
        heights = [sum(map(_height, shelf)) for shelf in shelves]
        drawn = chart(charted, arcs, heights, laned=bool(self._lanes))  # 4
        self._place(drawn, shelves, heights)  # 5
        self._wire()  # 6
        return self._block

    # 1

    def _collect(self) -> None:
        beside: list[Figure] = []
        for figure in self._figures:
            if figure.kind == "boundaryEvent" and self._is_host(figure.host):
                self._carrier[figure.id] = figure.host
            elif figure.kind in FLOW_NODES:
                self._add(figure)
            elif figure.kind in DATA or figure.kind == "textAnnotation":
                beside.append(figure)
        for figure in self._figures:
            if figure.kind == "boundaryEvent" and figure.id not in self._cells:
                self._cells[figure.host].events.append(figure)
        for figure in beside:
            self._put_beside(figure)
        for cell in self._cells.values():
            cell.widen()

    def _is_host(self, id: str) -> bool:
        host = self._content.figures.get(id)
        return host is not None and host.scope == self._scope and host.kind in FLOW_NODES - EVENTS

    def _add(self, figure: Figure) -> None:
        width, height = size_of(figure)
        if figure.kind in SUBPROCESSES and self._content.inside(figure.id):
            inner = self._inner[figure.id] = block_of(self._content, figure.id)
            width = max(width, inner.width + 2 * PADDING)
            height = inner.height + TITLE + PADDING + (16 if figure.markers else 0)
            self._block.expanded.add(figure.id)
        self._cells[figure.id] = Cell(figure, width, height)
        self._carrier[figure.id] = figure.id

    def _put_beside(self, figure: Figure) -> None:
        """Let data or a remark move along with the first figure it is connected to."""
        lines = self._content.lines_at(figure.id)
        if figure.kind == "dataObject" and not lines:
            return  # a variable; a drawing never shows it
        for line in lines:
            other = line.target if line.source == figure.id else line.source
            if other in self._content.lines:  # a remark on a flow stands with the step it comes from
                other = self._content.lines[other].source
            carrier = self._carrier.get(other, "")
            if carrier in self._cells:
                self._carrier[figure.id] = carrier
                self._cells[carrier].take(figure, comes_out=line.kind == "dataOutputAssociation")
                return
        self._add(figure)

    # 2

    def _arcs(self) -> Iterator[Arc]:
        """The lines that shape the chart; a second one between the same two is put in afterwards, beside the first."""
        seen: set[tuple[str, str]] = set()
        for line in self._content.lines_from(self._scope):
            ends = [self._content.figures.get(id) for id in (line.source, line.target)]
            source, target = ends
            if not source or not target or any(end and end.scope != self._scope for end in ends):
                continue
            between_nodes = source.id in self._carrier and {source.kind, target.kind} <= FLOW_NODES
            # An association between two activities leads to what undoes the first.
            if between_nodes and line.kind in ("sequenceFlow", "association") and (source.id, target.id) not in seen:
                seen.add((source.id, target.id))
                room = flow_label_of(line.name).width + 6 if line.name else 0.0
                carriers = self._carrier[source.id], self._carrier[target.id]
                if source.id in self._cells:
                    yield Arc(line.id, *carriers, room)
                else:
                    yield Arc(line.id, *carriers, room, *self._cells[source.host].foot(source))

    # 3

    def _vertex(self, id: str) -> Vertex:
        cell = self._cells[id]
        return cell.vertex(self._lanes.band(cell.figure))

    def _shelves(self, ids: Sequence[str], lanes: int, charted: Sequence[Vertex]) -> list[list[Shelf]]:
        """For each lane its shelves from the top down, each with figures that nothing leads to or from."""
        widest = max(LEAST_SHELF, sum(v.left + v.right for v in charted) / 2)
        shelves: list[list[Shelf]] = [[] for _ in range(lanes)]
        for id in ids:
            vertex = self._vertex(id)
            rows = shelves[vertex.lane]
            filled = sum(v.left + v.right + SHELF_GAP for v in rows[-1]) if rows else widest
            if filled + vertex.left + vertex.right > widest:
                rows.append([])
            rows[-1].append(vertex)
        return shelves

    # 5

    def _place(self, drawn: Chart, shelves: Sequence[Sequence[Shelf]], heights: Sequence[float]) -> None:
        middles = {id: box.center for id, box in drawn.boxes.items()}
        width = drawn.width
        for (_, bottom), shelf, height in zip(drawn.lanes, shelves, heights, strict=True):
            y = bottom - height - (LANE_PADDING if self._lanes else 0)
            for row in shelf:
                x = 0.0
                for vertex in row:
                    middles[vertex.id] = Point(x + vertex.left, y + SHELF_GAP + max(v.up for v in row))
                    x += vertex.left + vertex.right + SHELF_GAP
                width = max(width, x - SHELF_GAP)
                y += _height(row)
        dx = self._lanes.heads + PADDING if self._lanes else 0.0
        block = self._block
        block.width, block.height = width + (dx + PADDING if self._lanes else 0.0), drawn.height
        block.routes = {id: moved(route, dx, 0) for id, route in drawn.routes.items()}
        block.strips = [x + dx for x in drawn.strips]
        block.boxes = self._lanes.boxes(drawn.lanes, block.width)
        for id, middle in middles.items():
            for figure, box in self._cells[id].place(Point(middle.x + dx, middle.y)):
                block.boxes[figure.id] = box
            if id in self._inner:
                inner, box = self._inner[id], block.boxes[id]
                block.take(inner, box.x + (box.width - inner.width) / 2, box.y + TITLE)

    # 6

    def _wire(self) -> None:
        block = self._block
        obstacles = [block.boxes[f.id] for f in self._figures if f.id in block.boxes and f.kind in FLOW_NODES]
        wiring = Wiring(obstacles, uprights=block.strips, drawn=block.routes.values())
        for line in self._content.lines_from(self._scope):
            if line.id in block.routes or line.source not in self._carrier or line.target not in self._carrier:
                continue
            source, target = block.boxes[line.source], block.boxes[line.target]
            if self._carrier[line.source] == self._carrier[line.target]:
                block.routes[line.id] = straight(source, target)
            else:
                block.routes[line.id] = wiring.line(source, target)
        for group in (figure for figure in self._figures if figure.kind == "group"):
            held = around(block.boxes[id] for id in group.members if id in block.boxes)
            if held:
                block.boxes[group.id] = held.grown(12)


def _height(row: Sequence[Vertex]) -> float:
    return SHELF_GAP + max(v.up for v in row) + max(v.down for v in row)
