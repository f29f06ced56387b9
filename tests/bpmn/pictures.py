"""What is in a picture, as a reader of the SVG finds it; used by the tests of drawings and comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from bpmn.drawing.content import read_content
from bpmn.drawing.geometry import Box
from bpmn.drawing.picture import FLOW_NODES, Content, Part
from bpmn.reader.document import open_document

OPEN = Path(__file__).parents[3] / "shared" / "conformance" / "open"
FOREIGN = sorted(OPEN.glob("*.bpmn"))
"""Diagrams that nobody here drew, where they lie beside the repository."""
WORKFLOWS = Path(__file__).parents[2] / "workflows"
OWN = sorted(WORKFLOWS.rglob("process.bpmn"))
SVG = "{http://www.w3.org/2000/svg}"


def content_of(data: bytes) -> Content:
    """What a file asks to be drawn."""
    return read_content(open_document(data, "file.bpmn"), "file.bpmn")


def parsed(svg: str) -> etree._Element:
    """The picture as a strict reader sees it; not well formed is an error."""
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def drawn(svg: str) -> dict[str, etree._Element]:
    """Id of each element drawn → its group."""
    groups = (g for g in parsed(svg).iter(SVG + "g") if g.find(SVG + "desc") is not None)
    return {_described(group): group for group in groups}


def classes(group: etree._Element) -> set[str]:
    """The classes of a group."""
    return set((group.get("class") or "").split())


def title(group: etree._Element) -> str:
    """What a reader is told of an element."""
    return group.findtext(SVG + "title") or ""


def texts(svg: str) -> str:
    """All text that is seen, line by line."""
    return "\n".join("".join(map(str, span.itertext())) for span in parsed(svg).iter(SVG + "tspan"))


def solid(content: Content, part: Part) -> Iterator[tuple[str, Box]]:
    """The nodes that may not lie on one another: all but events on borders and subprocesses that show their inside."""
    for id, box in part.boxes.items():
        figure = content.figures[id]
        if figure.kind in FLOW_NODES and figure.kind != "boundaryEvent" and id not in part.expanded:
            yield id, box


def _described(group: etree._Element) -> str:
    return (group.findtext(SVG + "desc") or "").split("\n")[0]
