"""What other engines and drawing tools wrote into a diagram: read where it has a use, named where it has none.

`camunda:`, `flowable:`, `activiti:` and `operaton:` share their attributes; `zeebe:` says the same in child elements.
Nothing of it is ever executed. Knows the words only; what they are used for is the reader's affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from bpmn.reader.document import MODEL
from bpmn.reader.unused import Unused
from bpmn.sayings import Said

ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
    "http://operaton.org/schema/1.0/bpmn": "operaton",
    "http://camunda.org/schema/zeebe/1.0": "zeebe",
}

_FORM = Said(
    "在matter.yaml里写明环节的表单，或者在form.json里以环节的id为名。",
    "Name the form of the step in matter.yaml, or give it the step's id in form.json.",
)
_PERSON = Said(
    "画出岗位的泳道；谁任此岗由机关定。指名的几个人用多实例逐人办理。",
    "Draw the lane of the role; who holds it is the office's affair. Let a multi-instance go over named persons.",
)
_TIME = Said(
    "在matter.yaml里给环节写limit或者planned_days；法定期限按工作日计。",
    "Give the step a limit or planned_days in matter.yaml; legal times count working days.",
)
STEP_ALIASES = {
    "assignee": _PERSON,
    "candidateUsers": _PERSON,
    "candidateGroups": Said(
        "画出岗位的泳道；没有泳道时，写成一个词的唯一的组就是岗位。",
        "Draw the lane of the role; without a lane, one group that is a word is the role.",
    ),
    "dueDate": _TIME,
    "followUpDate": _TIME,
    "priority": Said("不必处理；待办按期满日排列。", "Nothing to do; worklists are in the order of the last days."),
    "formKey": _FORM,
    "formRef": _FORM,
    "formData": Said(
        "在form.json里以环节的id为名写这些栏目。", "Describe these fields in form.json, under the id of the step."
    ),
}
"""Attributes of steps that are kept in `Node.attributes`, and what says the same here."""

SERVICE_ALIASES = ("topic", "delegateExpression", "class", "expression", "type")
"""Attributes that name a service, the most exact first."""

# zeebe: element → attribute → the name the other engines give the same thing.
_ZEEBE = {
    "taskDefinition": {"type": "topic"},
    "assignmentDefinition": {name: name for name in ("assignee", "candidateGroups", "candidateUsers")},
    "taskSchedule": {name: name for name in ("dueDate", "followUpDate")},
    "priorityDefinition": {"priority": "priority"},
    "formDefinition": {"formKey": "formKey", "formId": "formKey", "externalReference": "formKey"},
    "calledElement": {
        "processId": "calledElement",
        "bindingType": "calledElementBinding",
        "versionTag": "calledElementVersionTag",
        "propagateAllChildVariables": "propagateAllChildVariables",
        "propagateAllParentVariables": "propagateAllParentVariables",
    },
    "versionTag": {"value": "versionTag"},
    "loopCharacteristics": {
        "inputCollection": "collection",
        "inputElement": "elementVariable",
        "outputCollection": "outputCollection",
        "outputElement": "outputElement",
    },
    "script": {"expression": "script", "resultVariable": "resultVariable"},
    "calledDecision": {
        "decisionId": "calledDecision", "resultVariable": "resultVariable", "bindingType": "decisionRefBinding",
        "versionTag": "decisionRefVersionTag",
    },
}

_FIELDS = frozenset(("decisionTableReferenceKey", "decisionServiceReferenceKey", "decisionTaskThrowErrorOnNoHits"))
"""Fields of Flowable's service tasks that say what an attribute says elsewhere."""

# XML's own attributes: xsi:type, xsi:schemaLocation, xml:lang.
_XML = frozenset(("http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"))

# What would change the course of a process, had the other engine run it; all the rest are hints.
_CODE = frozenset(
    (
        "executionListener", "taskListener", "executionListeners", "taskListeners", "inputOutput", "connector", "in",
        "out", "field", "ioMapping", "script", "calledDecision", "errorEventDefinition", "conditionalEventDefinition",
        "preScript", "postScript", "skipExpression", "resultVariable", "mapDecisionResult", "decisionRef", "resource",
        "decisionTableReferenceKey", "decisionServiceReferenceKey", "decisionTaskThrowErrorOnNoHits",
        "calledElementBinding", "calledElementVersion", "calledElementVersionTag", "calledElementTenantId",
        "variableName", "variableEvents", "errorCodeVariable", "autoStoreVariables", "triggerable",
        "cancelRemainingInstances", "subscription", "serviceTaskOperator",
    )
)  # fmt: skip


_USED = {
    "collection, elementVariable": "The list of a multi-instance, and the name of its present element.",
    ", ".join(SERVICE_ALIASES): "The name of the service or decision; code is never run, its text is read as a name.",
    "in, out, inheritVariables": "What a call activity passes, exactly; a business key is not passed.",
    "calledElementBinding": "`latest` and `deployment`: the process frozen with the matter. `versionTag`: it must have "
    "that tag. `version` is a number no file knows, so a question.",
    "versionTag": "Of a process: what a call may ask for.",
    "resultVariable": "Of a script or decision: the variable that holds what it comes to.",
}


def words() -> Iterator[tuple[str, str]]:
    """Each word of other engines that is read, and what becomes of it."""
    yield from _USED.items()
    yield from ((word, f"Kept, without effect. {becomes.en}") for word, becomes in STEP_ALIASES.items())
    for element, aliases in _ZEEBE.items():
        pairs = (f"{attribute} as {alias}" for attribute, alias in aliases.items())
        yield f"zeebe:{element}", f"Read with a notice: {', '.join(pairs)}."
    yield "zeebe:ioMapping", "Of a call activity: what it passes; otherwise named and not run."


class Extensions:
    """The foreign attributes and elements of one element. Ask with `get`; what nobody asked for can be reported."""

    __slots__ = ("_asked", "_elements", "_fields", "_leftover", "_owner", "_values")

    def __init__(self, owner: etree._Element) -> None:
        self._owner = owner
        self._asked: set[str] = set()
        self._values: dict[str, tuple[str, str]] = {}  # name → value, as written
        self._leftover: list[tuple[str, str, int]] = []  # as written, plain name, line
        self._elements: list[tuple[str, etree._Element]] = []  # prefix, element
        for key, value in owner.attrib.items():
            if str(key)[0] == "{":
                namespace, name = str(key)[1:].split("}", 1)
                if namespace in ENGINES:
                    self._put(name, str(value), f"{ENGINES[namespace]}:{name}")
        self._fields: list[str] = []  # of forms: id and type
        for child in extension_elements(owner):
            self._read(child)
        if self._fields:
            self._put("formData", ", ".join(self._fields), "formData")

    def get(self, name: str) -> str:
        """The value of the attribute of any engine, trimmed, or the empty text."""
        self._asked.add(name)
        value, _ = self._values.get(name, ("", ""))
        return value.strip()

    def kept(self, names: Iterable[str]) -> dict[str, str]:
        """Those of the attributes that have a value."""
        return {name: self.get(name) for name in names if self.get(name)}

    def elements(self, name: str) -> list[etree._Element]:
        """The elements of this name, of any engine, in the order of the file."""
        self._asked.add(name)
        return [element for _, element in self._elements if etree.QName(element).localname == name]

    def name_the_rest(self, unused: Unused, element: str) -> None:
        """Name everything of an engine that was not asked for, and what was read in words of Zeebe."""
        line = self._owner.sourceline or 0
        rest = [(shown, name, line) for name, (_, shown) in self._values.items() if name not in self._asked]
        for prefix, found in self._elements:
            name = etree.QName(found).localname
            if name not in self._asked:
                rest.append((f"{prefix}:{name}", name, found.sourceline or 0))
        for name, (_, shown) in self._values.items():
            if name in self._asked and shown.startswith("zeebe:"):
                unused.add("BPMN-VENDOR-READ", f"{shown} ({name})", element, line)
        for shown, name, at in rest + self._leftover:
            unused.add(_code_of(name), shown, element, at)

    def _put(self, name: str, value: str, shown: str) -> None:
        self._values.setdefault(name, (value, shown))

    def _read(self, child: etree._Element) -> None:
        name = etree.QName(child)
        prefix = ENGINES.get(name.namespace or "", "")
        if not prefix:
            return
        if name.localname == "field" and child.get("name") in _FIELDS:
            said = child.get("stringValue") or "".join(map(str, child.itertext())).strip()
            self._put(str(child.get("name")), said, f"{prefix}:field {child.get('name')}")
            return
        if name.localname in ("formData", "formProperty"):
            fields = child if name.localname == "formData" else (child,)
            self._fields += [_written_out(field) for field in fields]
            return
        aliases = _ZEEBE.get(name.localname) if prefix == "zeebe" else None
        if aliases is None or not child.attrib:
            self._elements.append((prefix, child))
            return
        for attribute, value in child.attrib.items():
            shown = f"zeebe:{name.localname}"
            if attribute in aliases:
                self._put(aliases[str(attribute)], str(value), shown)
            else:
                self._leftover.append((f"{shown}/{attribute}", str(attribute), child.sourceline or 0))


def _written_out(field: etree._Element) -> str:
    """A field of a form in one line: its id and type, then whatever else is said of it."""
    first = [str(field.get(key)) for key in ("id", "type") if field.get(key)]
    rest = [
        f"{key}={value}"
        for part in field.iter("*")
        for key, value in part.attrib.items()
        if part is not field or key not in ("id", "type")
    ]
    return " ".join([*first, *rest])


def extension_elements(owner: etree._Element) -> Iterator[etree._Element]:
    """The children of the element's extensionElements, of which careless tools write several."""
    for holder in owner.findall(f"{{{MODEL}}}extensionElements"):
        yield from holder.iterchildren("*")


def name_other_tools(root: etree._Element, unused: Unused) -> None:
    """Name what drawing tools and unknown engines keep inside the file."""
    for element in root.iter(f"{{{MODEL}}}*"):
        children = element if element.tag == f"{{{MODEL}}}extensionElements" else ()
        for name in (*(str(child.tag) for child in children), *(str(key) for key in element.attrib)):
            namespace, _, local = name.lstrip("{").rpartition("}")
            if name[0] == "{" and namespace not in ENGINES and namespace not in _XML:
                code = "BPMN-VENDOR-HINT" if local in _ALSO_DRAWN else _code_of(local)
                unused.add(code, f"{local!r} of {namespace}", local, element.sourceline or 0)


_ALSO_DRAWN = frozenset(("connector",))
"""Words of code that tools for drawing use for lines."""


def _code_of(name: str) -> str:
    return "BPMN-VENDOR-CODE" if name in _CODE else "BPMN-VENDOR-HINT"
