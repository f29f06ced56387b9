"""Names, lines, texts and references of XML elements, as every reader of them wants to know."""

from __future__ import annotations

from lxml import etree

from bpmn.reader.document import MODEL
from bpmn.reader.vocabulary import NODES, REFUSED_NODES

PREFIX = f"{{{MODEL}}}"
"""What lxml puts before the names of BPMN's elements."""


def local_name(element: etree._Element | None) -> str:
    """The element's name when it belongs to BPMN, otherwise the empty text."""
    tag = "" if element is None else str(element.tag)
    return tag[len(PREFIX) :] if tag.startswith(PREFIX) else ""


def line_of(element: etree._Element) -> int:
    """The 1-based line of the element's start tag; of a tag over several lines the last, as libxml2 counts."""
    return element.sourceline or 0


def text_of(element: etree._Element | None) -> str:
    """All text inside the element, trimmed; the empty text when there is no element."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()


def referred(reference: str | None) -> str:
    """The id a QName or IDREF refers to, without its prefix."""
    return (reference or "").strip().rpartition(":")[2]


def variable_name(element: etree._Element) -> str:
    """What expressions call a data object: its name if that can be written in one, otherwise its id."""
    name = (element.get("name") or "").strip()
    return name if name.isidentifier() else (element.get("id") or "").strip()


def is_expression(name: str) -> bool:
    """Whether a name is worked out at run time, in some dialect."""
    return name.startswith("=") or "${" in name or "#{" in name


def is_node(element: etree._Element) -> bool:
    """Whether the element is a flow node, of those that are run or of the others."""
    kind = local_name(element)
    return kind in NODES or kind in REFUSED_NODES
