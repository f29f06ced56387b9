"""What a file holds beside its processes: named when it means something in BPMN, so that nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from bpmn.reader.elements import is_node, line_of, local_name
from bpmn.reader.grammar import name_strays
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import Extensions, name_other_tools
from bpmn.reader.vocabulary import ROOT_SILENT, SILENT
from bpmn.sayings import Said


def report_leftovers(root: etree._Element, reading: Reading, processes: Collection[str]) -> None:
    """Report what stands at the root, in the collaboration and in extensions and was not read with these processes."""
    for element in root.iterchildren("*"):
        kind, id = local_name(element), element.get("id") or local_name(element)
        if kind == "collaboration":
            _report_collaboration(element, reading)
        elif kind == "extension":
            _report_extension(element, reading)
        elif is_node(element) or kind in ("sequenceFlow", "laneSet"):
            reading.report_unknown(element, "definitions")
        elif kind in ("message", "signal", "error", "escalation"):
            Extensions(element).name_the_rest(reading.unused, id)
        elif kind not in ROOT_SILENT and not _is_drawing(element):
            reading.report_not_run(element, "definitions")
    name_strays(root, reading, processes)
    name_other_tools(root, reading.unused)
    reading.unused.report(reading.report)


def _report_extension(element: etree._Element, reading: Reading) -> None:
    """BPMN 2.0.2 §8.2.3: who must understand an extension, and does not, may not run the file."""
    name = element.get("definition") or "extension"
    if element.get("mustUnderstand") in ("true", "1"):
        message = Said(f"文件要求必须懂得扩展{name}", f"the file asks for the extension {name} to be understood")
        reading.report.add("BPMN-EXTENSION", message, name, line_of(element))
    else:
        reading.unused.add("BPMN-VENDOR-HINT", "<extension>", name, line_of(element))


def _report_collaboration(element: etree._Element, reading: Reading) -> None:
    for child in element.iterchildren("*"):
        kind = local_name(child)
        if kind == "participant":
            Extensions(child).name_the_rest(reading.unused, child.get("id") or kind)
        elif kind not in SILENT:
            reading.report_not_run(child, "collaboration")


def _is_drawing(element: etree._Element) -> bool:
    return etree.QName(element).namespace == _DRAWING


_DRAWING = "http://www.omg.org/spec/BPMN/20100524/DI"
