"""Names, lines and texts of XML elements of a DMN file, whichever version of DMN they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bpmn.dmn.vocabulary import LOGIC, NAMESPACES
from bpmn.feel.vocabulary import normal


def local_name(element: etree._Element) -> str:
    """The element's name when it belongs to DMN, otherwise the empty text."""
    namespace, _, name = str(element.tag).rpartition("}")
    return name if namespace[1:] in NAMESPACES else ""


def line_of(element: etree._Element) -> int:
    """The 1-based line of the element's start tag."""
    return element.sourceline or 1


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The element's children with one of these names, in order."""
    for child in element:
        if local_name(child) in names:
            yield child


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The element's first child with this name."""
    return next(children(element, name), None)


def logic_of(element: etree._Element) -> etree._Element | None:
    """The child that says how a value is come by."""
    return next(children(element, *LOGIC), None)


def text_of(element: etree._Element | None) -> str:
    """What the `text` inside an expression, cell or list of values says, blanks kept; empty when it is not there."""
    inner = None if element is None else child(element, "text")
    return "" if inner is None else "".join(str(part) for part in inner.itertext())


def text_line(element: etree._Element) -> int:
    """The line on which the `text` inside an element begins."""
    inner = child(element, "text")
    return line_of(element if inner is None else inner)


def id_of(element: etree._Element) -> str:
    """The element's id, or the empty text."""
    return (element.get("id") or "").strip()


def name_of(element: etree._Element | None) -> str:
    """The element's name, as expressions spell it; empty when there is none."""
    return "" if element is None else normal(element.get("name") or "")
