"""The bytes of a file as the XML tree of a BPMN file, or a refusal. Knows nothing of processes."""

from __future__ import annotations

from lxml import etree

from bpmn.catalogue import new_report
from bpmn.errors import DiagramRefused
from bpmn.sayings import Said
from bpmn.xml import MOST_BYTES, open_xml

__all__ = ["MODEL", "MOST_BYTES", "open_document"]

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
"""The namespace of BPMN 2.0's semantic elements."""


def open_document(data: bytes, file: str) -> etree._Element:
    """The root element `definitions`. Raises DiagramRefused."""
    root = open_xml(data, lambda kind, message, line: _refused(file, f"BPMN-{kind}", message, line))
    if root.tag != f"{{{MODEL}}}definitions":
        name = etree.QName(root)
        message = Said(
            f"根元素是<{name.localname}>（命名空间：{name.namespace or '无'}），不是BPMN 2.0的<definitions>",
            f"the root is <{name.localname}> of {name.namespace or 'no namespace'}, not <definitions> of BPMN 2.0",
        )
        raise _refused(file, "BPMN-NAMESPACE", message, root.sourceline or 1)
    return root


def _refused(file: str, code: str, message: Said, line: int) -> DiagramRefused:
    report = new_report()
    report.add(code, message, file, line)
    return DiagramRefused(file, report.findings)
