"""Where a file says that its elements stand: BPMN DI, read without trusting any figure in it.

A coordinate that is no number, or beyond all paper, counts as missing; so does a box without extent and a line with one
end. What is missing is laid out by `layout`. Source: BPMN 2.0.2 §12 (BPMN DI).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from bpmn.drawing.geometry import Box, Point, Route, straightened

MOST = 100_000.0
"""The farthest coordinate that is believed, in pixels."""


@dataclass(frozen=True, slots=True)
class DrawnShape:
    """Where one element stands. `expanded`, `horizontal` and `marked` are None where the file does not say."""

    box: Box
    label: Box | None
    expanded: bool | None
    horizontal: bool | None
    marked: bool | None


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """How one line runs."""

    route: Route
    label: Box | None


@dataclass(slots=True)
class Plane:
    """One drawing of the file: of a collaboration, a process, or what is inside a collapsed subprocess."""

    element: str
    name: str
    shapes: dict[str, DrawnShape] = field(default_factory=dict)
    lines: dict[str, DrawnLine] = field(default_factory=dict)


def read_planes(root: etree._Element) -> list[Plane]:
    """Every plane of the file that shows something, in document order."""
    planes = []
    for drawing in _children(root, "BPMNDiagram"):
        for drawn in _children(drawing, "BPMNPlane"):
            plane = Plane(_element(drawn), (drawing.get("name") or "").strip())
            _read(drawn, plane)
            if plane.shapes:
                planes.append(plane)
    return planes


def _read(drawn: etree._Element, plane: Plane) -> None:
    for shape in _children(drawn, "BPMNShape"):
        box = next((_box(bounds) for bounds in _children(shape, "Bounds")), None)
        if box is not None:
            plane.shapes.setdefault(
                _element(shape),
                DrawnShape(
                    box,
                    _label(shape),
                    _truth(shape.get("isExpanded")),
                    _truth(shape.get("isHorizontal")),
                    _truth(shape.get("isMarkerVisible")),
                ),
            )
    for edge in _children(drawn, "BPMNEdge"):
        points = [_point(waypoint) for waypoint in _children(edge, "waypoint")]
        if None not in points:
            route = straightened(point for point in points if point is not None)
            if len(route) > 1:
                plane.lines.setdefault(_element(edge), DrawnLine(route, _label(edge)))


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    # By the bare name: files mix the namespaces of several drafts of the standard.
    return (child for child in element if isinstance(child.tag, str) and etree.QName(child).localname == name)


def _element(drawn: etree._Element) -> str:
    return (drawn.get("bpmnElement") or "").strip().rpartition(":")[2]


def _label(drawn: etree._Element) -> Box | None:
    for label in _children(drawn, "BPMNLabel"):
        for bounds in _children(label, "Bounds"):
            return _box(bounds)
    return None


def _box(bounds: etree._Element) -> Box | None:
    x, y, width, height = (_number(bounds.get(name)) for name in ("x", "y", "width", "height"))
    if x is None or y is None or not width or not height or width <= 0 or height <= 0:
        return None
    return Box(x, y, width, height)


def _point(waypoint: etree._Element) -> Point | None:
    x, y = _number(waypoint.get("x")), _number(waypoint.get("y"))
    return None if x is None or y is None else Point(x, y)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= MOST else None


def _truth(text: str | None) -> bool | None:
    return None if text is None else text.strip() in ("true", "1")
