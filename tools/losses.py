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
SAID_TWICE = frozenset(("incoming", "outgoing"))
"""The flows themselves say where they begin and end."""
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
        "BPMN-NOT-RUN", "BPMN-VENDOR-CODE", "BPMN-VENDOR-HINT", "BPMN-UNSUPPORTED", "BPMN-UNKNOWN-ELEMENT",
        "BPMN-PROCESS-LEFT-OUT", "BPMN-REFERENCE", "BPMN-CALL", "BPMN-SCRIPT", "BPMN-START-MESSAGE",
        "BPMN-ID-DUPLICATE",
    )
)  # fmt: skip


def _said_of(data: bytes) -> Diagram | tuple[Finding, ...]:
    try:
        return draft(data, "file.bpmn")
    except DiagramRefused as refused:
        return refused.findings


def lost(data: bytes) -> Iterator[str]:
    """Each kind of element and attribute of the file that can be taken out without a difference."""
    root = etree.fromstring(data)
    before = _said_of(etree.tostring(root))
    findings = before.findings if isinstance(before, Diagram) else before
    seen: set[tuple[str, str]] = set()

    def makes_no_difference() -> bool:
        return _said_of(etree.tostring(root)) == before

    for element in list(root.iter("*")):
        parent, name = element.getparent(), etree.QName(element)
        if parent is None or "/spec/BPMN/20100524/DI" in str(name.namespace) or "/spec/DD/" in str(name.namespace):
            continue
        if name.localname in FOR_READERS or _is_reported(element, findings):
            continue
        if name.localname not in SAID_TWICE | DEFINED and (str(parent.tag), str(element.tag)) not in seen:
            seen.add((str(parent.tag), str(element.tag)))
            place, tail = parent.index(element), element.tail
            parent.remove(element)
            if makes_no_difference():
                yield f"{etree.QName(parent).localname}/{name.localname}"
            parent.insert(place, element)
            element.tail = tail
        for key, value in list(element.attrib.items()):
            attribute = str(key)
            if _is_for_readers(attribute, str(value)) or (str(element.tag), attribute) in seen:
                continue
            seen.add((str(element.tag), attribute))
            del element.attrib[key]
            if makes_no_difference():
                yield f"{name.localname}@{etree.QName(attribute).localname}={value!r}"
            element.set(key, value)


def _is_for_readers(attribute: str, value: str) -> bool:
    """Whether an attribute means nothing when a process runs, or says only what holds without it."""
    if attribute in ATTRIBUTES_FOR_READERS or "XMLSchema-instance" in attribute:
        return True
    return DEFAULTS.get(attribute) == value or (attribute == "implementation" and value.startswith("##"))


def _is_reported(element: etree._Element, findings: Sequence[Finding]) -> bool:
    """Whether a finding names the element, its kind, or what it stands in."""
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
