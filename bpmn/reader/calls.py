"""What a call activity calls, which version of it, and which values go in and come back.

Said in BPMN's data associations, in the `in` and `out` of camunda:, flowable: and activiti:, or in zeebe:ioMapping.
What is said is kept to exactly; where nothing is said, the called process begins with all variables and hands back
those it has set.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from bpmn.expressions import bare
from bpmn.model import Passing
from bpmn.reader.elements import PREFIX, is_expression, line_of, local_name, referred, text_of, variable_name
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import Extensions
from bpmn.sayings import Said

ASSOCIATIONS = ("dataInputAssociation", "dataOutputAssociation")
OWN_CHILDREN = ("ioSpecification", *ASSOCIATIONS)
"""The parts of a call activity that are read here."""
_OF_A_MATTER = ("latest", "deployment")
"""Bindings to the version that was published with the matter, and is frozen with it."""


def called_process(element: etree._Element, id: str, extensions: Extensions, reading: Reading) -> str:
    """The id of the process a call activity calls; empty for other elements."""
    if local_name(element) != "callActivity":
        return ""
    called = (element.get("calledElement") or extensions.get("calledElement")).strip()
    if not called:
        message = Said(f"{id}没有写调用哪个流程", f"{id} names no process to call")
        reading.report.add("BPMN-CALL", message, id, line_of(element))
    elif is_expression(called):
        message = Said(f"{id}到运行时才算出调用什么：{called}", f"{id} works out at run time what it calls: {called}")
        remedy = Said(
            "按id调用一个流程；要选择的，用网关分到几个调用活动。",
            "Call one process by its id; let a gateway choose between several call activities.",
        )
        reading.report.add("BPMN-CALL", message, id, line_of(element), remedy=remedy)
    return referred(called)


def called_version(element: etree._Element, id: str, extensions: Extensions, reading: Reading) -> str:
    """The version tag the called process must have; empty when whichever is there will do."""
    if local_name(element) != "callActivity":
        return ""
    binding, line = extensions.get("calledElementBinding"), line_of(element)
    tag, number = extensions.get("calledElementVersionTag"), extensions.get("calledElementVersion")
    if binding in _OF_A_MATTER:
        message = Said(
            f"{id}按{binding!r}调用：事项发布时的版本，随事项冻结；以后开办的办件用以后的版本",
            f"{id} calls by {binding!r}: the version frozen with the matter; cases opened later have a later one",
        )
        reading.report.add("BPMN-VENDOR-READ", message, id, line)
        return ""
    if binding == "versionTag" and tag and not is_expression(tag):
        return tag
    if binding or number or tag:
        asked = number or tag or "?"
        message = Said(
            f"{id}要版本{asked}（{binding}），文件里看不出是哪个",
            f"{id} asks for version {asked} by {binding or 'no binding'}, which no file tells",
        )
        reading.report.add("BPMN-CALL-VERSION", message, id, line)
    return ""


def passing_of(element: etree._Element, id: str, extensions: Extensions, reading: Reading) -> Passing | None:
    """What a call activity passes; None when nothing is said of it, and for other elements."""
    if local_name(element) != "callActivity":
        return None
    said = _Said(id, reading)
    said.mappings(extensions)
    said.local_variables(extensions)
    said.associations(element)
    if not said.anything:
        return None
    return Passing(tuple(said.into), tuple(said.back), said.all_in, said.all_back)


@dataclass(slots=True)
class _Said:
    """What is gathered of one call activity, from whichever words it is said in."""

    id: str
    reading: Reading
    anything: bool = False
    all_in: bool = False
    all_back: bool = False
    into: list[tuple[str, str, int]] = field(default_factory=list)
    back: list[tuple[str, str, int]] = field(default_factory=list)

    def mappings(self, extensions: Extensions) -> None:
        """The `in` and `out` of Camunda 7, Flowable, Activiti: nothing else is passed once one of them is there."""
        for name, passed in (("in", self.into), ("out", self.back)):
            for mapping in extensions.elements(name):
                self._mapping(mapping, name, passed)
        if extensions.get("inheritVariables") == "true":
            self.anything = self.all_in = True

    def local_variables(self, extensions: Extensions) -> None:
        """zeebe: all goes in beside the inputs, and all comes back unless outputs say what."""
        inputs = [part for part in extensions.elements("ioMapping") for part in part if _name(part) == "input"]
        outputs = [part for part in extensions.elements("ioMapping") for part in part if _name(part) == "output"]
        shut_in = extensions.get("propagateAllParentVariables") == "false"
        shut_out = extensions.get("propagateAllChildVariables") == "false"
        if not (inputs or outputs or shut_in or shut_out):
            return
        self.anything, self.all_in, self.all_back = True, not shut_in, not (shut_out or outputs)
        for parts, passed in ((inputs, self.into), (outputs, self.back)):
            for part in parts:
                self._pass(part.get("source"), part.get("target"), part, passed)

    def associations(self, element: etree._Element) -> None:
        """BPMN 2.0.2 §10.4.2: from data of the caller to inputs of the called process, from its outputs back."""
        inside = {data.get("id") or "": variable_name(data) for data in element.iter(*_DATA)}
        listed = {referred(text_of(part)) for part in element.iter(*_LISTS)}  # what a multi-instance goes over
        for kind, passed, theirs in zip(ASSOCIATIONS, (self.into, self.back), ("targetRef", "sourceRef"), strict=True):
            for association in element.findall(PREFIX + kind):
                if referred(association.findtext(PREFIX + theirs)) not in listed:
                    self.anything = True
                    self._association(association, inside, passed)
        described = element.find(PREFIX + "ioSpecification")
        if described is not None and not element.findall(PREFIX + ASSOCIATIONS[0]) and not self.back:
            self.reading.report_not_run(described, self.id)

    def _mapping(self, mapping: etree._Element, name: str, passed: list[tuple[str, str, int]]) -> None:
        self.anything = True
        line = line_of(mapping)
        if mapping.get("variables") == "all":
            self.all_in, self.all_back = self.all_in or name == "in", self.all_back or name == "out"
        elif mapping.get("businessKey"):
            # What it calls runs in the same case.
            self.reading.unused.add("BPMN-VENDOR-HINT", f"<{name}> businessKey", self.id, line)
        else:
            source = mapping.get("sourceExpression") or mapping.get("source")
            self._pass(source, mapping.get("target"), mapping, passed)
        for key in map(str, mapping.attrib):
            if key not in _MAPPING:
                self.reading.unused.add("BPMN-VENDOR-CODE", f"<{name}> {key}", self.id, line)

    def _association(
        self, association: etree._Element, inside: dict[str, str], passed: list[tuple[str, str, int]]
    ) -> None:
        def part(of: etree._Element, name: str) -> str:
            return text_of(of.find(PREFIX + name))

        def named(reference: str) -> str:
            id = referred(reference)
            return inside.get(id) or self.reading.definitions.variables.get(id, id)

        assignments = association.findall(PREFIX + "assignment")
        for assignment in assignments:
            self._pass(part(assignment, "from"), named(part(assignment, "to")), assignment, passed)
        if not assignments:
            source = part(association, "transformation") or named(part(association, "sourceRef"))
            self._pass(source, named(part(association, "targetRef")), association, passed)

    def _pass(
        self, source: str | None, target: str | None, element: etree._Element, passed: list[tuple[str, str, int]]
    ) -> None:
        text, name = bare(source or ""), bare(target or "")
        if text and name.isidentifier():
            passed.append((name, text, line_of(element)))
        else:
            message = Said(
                f"{self.id}以{target!r}为名传递{source!r}", f"{self.id} passes {source!r} under the name {target!r}"
            )
            self.reading.report.add("BPMN-CALL-PASSES", message, self.id, line_of(element))


_MAPPING = ("source", "sourceExpression", "target", "variables", "businessKey")
_DATA = (PREFIX + "dataInput", PREFIX + "dataOutput")
_LISTS = (PREFIX + "loopDataInputRef", PREFIX + "loopDataOutputRef")


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
