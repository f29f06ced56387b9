"""What of a diagram's file is lost in silence: what can be taken out and nothing changes, nor what is said of it.

What may go without a word is a short table: words for the reader of the drawing, and what the file says twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from bpmn.errors import DiagramRefused, Finding
from bpmn.model import Diagram
from bpmn.reader import draft

FOR_READERS = frozenset(
    ("documentation", "textAnnotation", "text", "group", "category", "categoryValue", "association", "itemDefinition")
)
"""Elements BPMN gives no meaning when a process runs."""
SAID_TWICE = frozenset(("incoming", "outgoing", "dataObjectReference"))
"""The flows themselves say where they begin and end; a reference stands for a data object the file has."""
FRAMES = frozenset(("collaboration", "participant", "laneSet", "childLaneSet", "extensionElements"))
"""What only stands around others, each of which is looked at itself."""
ATTRIBUTES_FOR_READERS = frozenset(
    (
        "id", "name", "textFormat", "gatewayDirection", "isClosed", "processType", "isImmediate", "itemSubjectRef",
        "itemRef", "structureRef", "isExecutable", "isCollection", "processRef", "definitionalCollaborationRef",
        "dataObjectRef", "scriptFormat", "language",
    )
)  # fmt: skip
"""Attributes BPMN gives no meaning when a process runs, or gives one this attribute's absence has too."""
DEFINED = frozenset(("message", "signal", "error", "escalation", "dataObject", "resource"))
"""What nothing refers to is not missed."""
DEFAULTS = {
    "cancelActivity": "true", "isInterrupting": "true", "isSequential": "false", "startQuantity": "1",
    "completionQuantity": "1", "isForCompensation": "false", "triggeredByEvent": "false", "parallelMultiple": "false",
    "instantiate": "false", "eventGatewayType": "Exclusive", "waitForCompletion": "true", "testBefore": "false",
    "behavior": "All", "ordering": "Parallel", "cancelRemainingInstances": "true",
}  # fmt: skip
"""Attribute → the value it has when it is not written."""
WORDS = re.compile(r"\w+")
REPORTED = frozenset(
    (
        "BPMN-NOT-RUN", "BPMN-VENDOR-CODE", "BPMN-VENDOR-HINT", "BPMN-VENDOR-KEPT", "BPMN-UNSUPPORTED",
        "BPMN-UNKNOWN-ELEMENT", "BPMN-PROCESS-LEFT-OUT", "BPMN-REFERENCE", "BPMN-CALL", "BPMN-SCRIPT",
        "BPMN-START-MESSAGE", "BPMN-ID-DUPLICATE",
    )
)  # fmt: skip


def said_of(data: bytes) -> Diagram | tuple[Finding, ...]:
    """What reading a file comes to: its diagram, findings included, or why there is none."""
    try:
        return draft(data, "file.bpmn")
    except DiagramRefused as refused:
        return refused.findings


def lost(data: bytes, *, every: bool = False) -> Iterator[str]:
    """Each kind of element and attribute of the file that can be taken out without a difference.

    Of each kind in each kind of place the first is taken out, or with `every` all. A finding that counts differs when
    there is one less, so a word that is named once for all its places is missed in each of them.
    """
    root = etree.fromstring(data)
    before = said_of(etree.tostring(root))
    findings = before.findings if isinstance(before, Diagram) else before
    seen: set[tuple[str, ...]] = set()

    def makes_no_difference() -> bool:
        return said_of(etree.tostring(root)) == before

    for element in list(root.iter("*")):
        parent, name = element.getparent(), etree.QName(element)
        if parent is None or "/spec/BPMN/20100524/DI" in str(name.namespace) or "/spec/DD/" in str(name.namespace):
            continue
        if name.localname in FOR_READERS or _is_reported(parent, findings) or _stands_in_an_inner_lane(element):
            continue
        kind = str(parent.tag), str(element.tag)
        if name.localname not in SAID_TWICE | DEFINED | FRAMES and (every or kind not in seen):
            seen.add(kind)
            # A comment of as many lines in its place: what follows keeps its line.
            gap = etree.Comment("\n" * etree.tostring(element, with_tail=False).count(b"\n"))
            gap.tail, tail = element.tail, element.tail
            parent.replace(element, gap)
            if makes_no_difference():
                yield f"{etree.QName(parent).localname}/{name.localname}"
            parent.replace(gap, element)
            element.tail = tail
        if _is_reported(element, findings):
            continue
        for key, value in list(element.attrib.items()):
            attribute = str(key)
            of_kind = str(element.tag), attribute
            if _is_for_readers(attribute, str(value)) or (of_kind in seen and not every):
                continue
            seen.add(of_kind)
            del element.attrib[key]
            if makes_no_difference():
                yield f"{name.localname}@{etree.QName(attribute).localname}={value!r}"
            element.set(key, value)


def _is_for_readers(attribute: str, value: str) -> bool:
    """Whether an attribute means nothing when a process runs, or says only what holds without it."""
    if attribute in ATTRIBUTES_FOR_READERS or "XMLSchema-instance" in attribute:
        return True
    return DEFAULTS.get(attribute) == value or (attribute == "implementation" and value.startswith("##"))


def _stands_in_an_inner_lane(element: etree._Element) -> bool:
    """Whether a lane names a node that a lane inside it names, too: the innermost lane counts."""
    lane = element.getparent()
    if lane is None or etree.QName(element).localname != "flowNodeRef":
        return False
    return any(other is not element and other.text == element.text for other in lane.iter(str(element.tag)))


def _is_reported(element: etree._Element, findings: Sequence[Finding]) -> bool:
    """Whether a finding names the element, its kind, or what it stands in, and with it all that is inside."""
    here: etree._Element | None = element
    while here is not None and etree.QName(here).localname != "definitions":
        name, id = etree.QName(here).localname, here.get("id")
        for finding in findings:
            if finding.code not in REPORTED:
                continue
            names_it = finding.element == id and (here is element or finding.code == "BPMN-PROCESS-LEFT-OUT")
            if names_it or (finding.code != "BPMN-PROCESS-LEFT-OUT" and name in WORDS.findall(finding.message)):
                return True
        here = here.getparent()
    return False
