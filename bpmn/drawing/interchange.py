"""Our own layout written into a file without a drawing, so that every editor shows it. Source: BPMN 2.0.2 §12."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from bpmn.drawing.content import read_content
from bpmn.drawing.geometry import Box, Point
from bpmn.drawing.labels import place_labels
from bpmn.drawing.layout import laid_out
from bpmn.drawing.picture import SUBPROCESSES, Content, Part
from bpmn.drawing.plane import read_planes
from bpmn.reader.document import open_document
from bpmn.reader.elements import PREFIX

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_POINTS = "http://www.omg.org/spec/DD/20100524/DI"
_PREFIXES = {"bpmndi": _DI, "dc": _DC, "di": _POINTS}
_MARGIN = 40


def with_drawing(data: bytes, file: str) -> bytes:
    """The file with a drawing of our own if it has none, else as it is. Raises DiagramRefused when it is no BPMN."""
    root = open_document(data, file)
    if read_planes(root):
        return data
    content = read_content(root, file)
    for empty in list(root.iterchildren(f"{{{_DI}}}BPMNDiagram")):
        root.remove(empty)
    for number, part in enumerate(laid_out(content), 1):
        place_labels(content, part)
        root.append(_Drawing(content, part, _shown(root, content, part)).diagram(number))
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _shown(root: etree._Element, content: Content, part: Part) -> str:
    """What the plane is of: the collaboration when pools are drawn, else the process or subprocess."""
    kinds = {content.figures[id].kind for id in part.boxes}
    collaboration = root.find(f"{PREFIX}collaboration")
    if "participant" in kinds and collaboration is not None:
        return str(collaboration.get("id") or "")
    first = next(iter(part.boxes))
    return content.figures[first].scope


class _Drawing:
    """One BPMNDiagram being written."""

    def __init__(self, content: Content, part: Part, element: str) -> None:
        self._content, self._part, self._of = content, part, element
        boxes = part.boxes.values()
        self._dx = _MARGIN - min(box.x for box in boxes)
        self._dy = _MARGIN - min(box.y for box in boxes)

    def diagram(self, number: int) -> etree._Element:
        """The element, with a plane, its shapes and edges."""
        diagram = etree.Element(f"{{{_DI}}}BPMNDiagram", {"id": f"drawing_{number}"}, _PREFIXES)
        plane = etree.SubElement(
            diagram, f"{{{_DI}}}BPMNPlane", {"id": f"drawing_{number}_plane", "bpmnElement": self._of}
        )
        for id, box in self._part.boxes.items():
            self._shape(plane, id, box)
        for id, route in self._part.routes.items():
            self._edge(plane, id, route)
        return diagram

    def _shape(self, plane: etree._Element, id: str, box: Box) -> None:
        figure = self._content.figures[id]
        said = {"id": f"{id}_shape", "bpmnElement": id}
        if figure.kind in ("participant", "lane"):
            said["isHorizontal"] = "false" if id in self._part.upright else "true"
        if figure.kind in SUBPROCESSES:
            said["isExpanded"] = "true" if id in self._part.expanded else "false"
        if figure.kind == "exclusiveGateway" and id not in self._part.unmarked:
            said["isMarkerVisible"] = "true"
        shape = etree.SubElement(plane, f"{{{_DI}}}BPMNShape", said)
        self._bounds(shape, box)
        self._label(shape, id)

    def _edge(self, plane: etree._Element, id: str, route: Iterable[Point]) -> None:
        edge = etree.SubElement(plane, f"{{{_DI}}}BPMNEdge", {"id": f"{id}_edge", "bpmnElement": id})
        for point in route:
            place = {"x": f"{point.x + self._dx:g}", "y": f"{point.y + self._dy:g}"}
            etree.SubElement(edge, f"{{{_POINTS}}}waypoint", place)
        self._label(edge, id)

    def _label(self, holder: etree._Element, id: str) -> None:
        if id in self._part.texts:
            self._bounds(etree.SubElement(holder, f"{{{_DI}}}BPMNLabel"), self._part.texts[id][1])

    def _bounds(self, holder: etree._Element, box: Box) -> None:
        moved = box.moved(self._dx, self._dy)
        etree.SubElement(holder, f"{{{_DC}}}Bounds", {key: f"{value:g}" for key, value in moved._asdict().items()})
