"""Every element and attribute of a file accounted for: known in its place, silent, or named in a finding."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from bpmn.dmn.elements import children, id_of, line_of, local_name, name_of
from bpmn.dmn.reading import Reading
from bpmn.dmn.vocabulary import ATTRIBUTES, CAMUNDA, CHILDREN, LOGIC, NAMESPACES, PICTURES, SEVERAL, SILENT

_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def report_words(root: etree._Element, reading: Reading) -> None:
    """Report elements that stand where nothing reads them, attributes nobody knows, and what other tools left."""
    for element in children(root, "import"):
        name = name_of(element) or element.get("namespace") or "import"
        reading.report.add("DMN-IMPORT", f"the file imports {name}", name, line_of(element))
    foreign: Counter[str] = Counter()
    first: dict[str, int] = {}
    waiting = [root]
    while waiting:
        element = waiting.pop()
        _report_attributes(element, reading)
        for namespace in _foreign(element):
            foreign[namespace] += 1
            first.setdefault(namespace, line_of(element))
        waiting += reversed(_read_children(element, reading))
    for namespace, times in foreign.items():
        message = f"{times} × something of {namespace}, which is not used"
        reading.report.add("DMN-VENDOR-HINT", message, namespace, first[namespace])


def _read_children(element: etree._Element, reading: Reading) -> list[etree._Element]:
    """The children that are read; those nobody would read are reported."""
    parent = local_name(element)
    seen: Counter[str] = Counter()
    read = []
    for child in element:
        name = local_name(child)
        if not name:
            continue
        if name in CHILDREN[parent]:
            kind = "logic" if name in LOGIC else name
            seen[kind] += 1
            if seen[kind] > 1 and name not in SEVERAL and parent not in ("list", "row"):
                _report_element(child, f"<{name}> stands in {_shown(element)} once more", reading)
            read.append(child)
        elif name not in SILENT:
            _report_element(child, f"<{name}> in {_shown(element)} is nothing DMN allows there", reading)
    return read


def _report_element(element: etree._Element, message: str, reading: Reading) -> None:
    name = id_of(element) or local_name(element)
    reading.report.add("DMN-UNKNOWN-ELEMENT", message, name, line_of(element))


def _report_attributes(element: etree._Element, reading: Reading) -> None:
    unknown = [name for name in map(str, element.attrib) if not name.startswith("{") and name not in ATTRIBUTES]
    if unknown:
        shown = ", ".join(unknown[:5]) + (", …" if len(unknown) > 5 else "")
        message = f"{_shown(element)} has {shown} as an attribute, which DMN does not have"
        id = id_of(element) or local_name(element)
        reading.report.add("DMN-UNKNOWN-ATTRIBUTE", message, id, line_of(element))


def _foreign(element: etree._Element) -> list[str]:
    """The namespaces of other tools in an element's attributes, its children, and its extensions."""
    found = []
    for attribute in map(str, element.attrib):
        key = etree.QName(attribute)
        if key.namespace and not (key.namespace in CAMUNDA and key.localname == "inputVariable"):
            found.append(key.namespace)
    for child in element:
        name = local_name(child)
        inside = child.iter("*") if name in ("", "extensionElements") else ()
        found += [str(etree.QName(one).namespace or "no namespace") for one in inside if not local_name(one)]
    return [
        namespace
        for namespace in found
        if namespace != _SCHEMA_INSTANCE and namespace not in NAMESPACES and not any(p in namespace for p in PICTURES)
    ]


def _shown(element: etree._Element) -> str:
    id = id_of(element)
    return f"<{local_name(element)}> {id}" if id else f"<{local_name(element)}>"
