"""Shapes and edges for what was put into a file: beside what they belong to, nothing else is moved.

Knows the diagram interchange of BPMN 2.0.2 §12 only; a file without a drawing gets none.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_POINTS = "http://www.omg.org/spec/DD/20100524/DI"
_GAP = 40
_EVENT, _GATEWAY = 36, 50


class Box(NamedTuple):
    """Where a shape lies: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.y + self.height / 2

    @property
    def right(self) -> tuple[float, float]:
        return self.x + self.width, self.y + self.height / 2


class Drawing:
    """The drawing of a file, if it has one."""

    def __init__(self, root: etree._Element) -> None:
        self._plane = root.find(f".//{{{_DI}}}BPMNPlane")
        self._boxes = {str(s.get("bpmnElement")): _box(s) for s in root.iter(f"{{{_DI}}}BPMNShape")}
        self._edges = {str(e.get("bpmnElement")): e for e in root.iter(f"{{{_DI}}}BPMNEdge")}

    def place(self, id: str, kind: str, beside: str, *, before: bool) -> None:
        """Draw a node beside another, to its left or right."""
        neighbour = self._boxes.get(beside)
        if self._plane is None or neighbour is None:
            return
        size = _EVENT if kind.endswith("Event") else _GATEWAY
        x, y = neighbour.left if before else neighbour.right
        x += -_GAP - size if before else _GAP
        box = self._boxes[id] = Box(x, y - size / 2, size, size)
        shape = etree.SubElement(self._plane, f"{{{_DI}}}BPMNShape", {"id": f"{id}_di", "bpmnElement": id})
        bounds = {name: f"{value:g}" for name, value in box._asdict().items()}
        etree.SubElement(shape, f"{{{_DC}}}Bounds", bounds)

    def connect(self, flow: str, source: str, target: str) -> None:
        """Draw a flow as a straight line, or let it begin where its source is now."""
        begin, end = self._boxes.get(source), self._boxes.get(target)
        if self._plane is None or begin is None or end is None:
            return
        edge = self._edges.get(flow)
        if edge is None:
            edge = etree.SubElement(self._plane, f"{{{_DI}}}BPMNEdge", {"id": f"{flow}_di", "bpmnElement": flow})
            self._edges[flow] = edge
            for point in (begin.right, end.left):
                edge.append(_waypoint(*point))
            return
        first = edge.find(f"{{{_POINTS}}}waypoint")
        if first is not None:
            first.set("x", f"{begin.right[0]:g}")
            first.set("y", f"{begin.right[1]:g}")


def _waypoint(x: float, y: float) -> etree._Element:
    return etree.Element(f"{{{_POINTS}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})


def _box(shape: etree._Element) -> Box:
    bounds = shape.find(f"{{{_DC}}}Bounds")
    return Box(*(_number(bounds, name) for name in Box._fields))


def _number(bounds: etree._Element | None, name: str) -> float:
    try:
        return float(bounds.get(name, "0")) if bounds is not None else 0.0
    except ValueError:
        return 0.0
