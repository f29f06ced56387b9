"""One reading of one file, shared by all who read parts of it: ids, what is defined, what was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from bpmn.catalogue import new_report
from bpmn.reader.document import MODEL
from bpmn.reader.elements import PREFIX, line_of, local_name, referred, variable_name
from bpmn.reader.unused import Unused
from bpmn.reader.vocabulary import NODES, NOT_RUN, REFUSED_NODES
from bpmn.sayings import Said
from bpmn.words import kind_named


@dataclass(slots=True)
class Definitions:
    """What the parts of a file may refer to by id."""

    messages: dict[str, str] = field(default_factory=dict)
    """Id of a message → its name."""
    signals: dict[str, str] = field(default_factory=dict)
    """Id of a signal → its name."""
    codes: dict[str, str] = field(default_factory=dict)
    """Id of an error or escalation → its code."""
    associated: dict[str, list[str]] = field(default_factory=dict)
    """Id of an element → those it is associated with, in either direction."""
    variables: dict[str, str] = field(default_factory=dict)
    """Id of a data object, property or input → the name of the variable that holds it."""
    operations: dict[str, str] = field(default_factory=dict)
    """Id of an operation of an interface → its name."""
    events: dict[str, etree._Element] = field(default_factory=dict)
    """Id of an event definition that several events share → its element."""
    flows: set[str] = field(default_factory=set)
    """Ids of all sequence flows of the file."""
    resources: dict[str, str] = field(default_factory=dict)
    """Id of a resource → its name."""
    pools: dict[str, str] = field(default_factory=dict)
    """Id of a process → the name of its pool."""


class Reading:
    """What is known and what was found while one file is being read."""

    def __init__(self, root: etree._Element) -> None:
        self.report = new_report()
        self.refused: set[str] = set()
        """Ids of nodes that are not run; their flows still have ends, so nothing follows from what is missing."""
        self.lines: dict[str, int] = {}
        """Id → line, of everything that is referred to by id."""
        self.definitions = Definitions()
        self.unused = Unused()
        self._made: Counter[str] = Counter()  # kind → ids made up
        for element in root.iter(PREFIX + "*"):
            self._define(element, at_root=element.getparent() is root)
        self._follow_data(root)

    def id_of(self, element: etree._Element) -> str:
        """The element's id; where there is none, one is made up from its kind and place among the others without."""
        id = (element.get("id") or "").strip()
        if id:
            return id
        kind, line = local_name(element), line_of(element)
        while not id or id in self.lines:
            self._made[kind] += 1
            id = f"{kind}_{self._made[kind]}"
        self.lines[id] = line
        element.set("id", id)
        self.report.add(
            "BPMN-ID-MISSING",
            Said(f"有一个{kind_named(kind).zh}没有id；临时用{id}", f"a {kind} has no id; {id} is used"),
            id,
            line,
        )
        return id

    def refuse(self, id: str, line: int, message: Said, remedy: Said) -> None:
        """Report a node that cannot be run with its BPMN meaning."""
        self.refused.add(id)
        self.report.add("BPMN-UNSUPPORTED", message, id, line, remedy=remedy)

    def check_language(self, language: str | None, owner: str, line: int) -> None:
        """Name a language that is not one of those whose common part is read."""
        said = (language or "").strip()
        if said and not any(known in said.lower() for known in _LANGUAGES):
            self.report.add(
                "BPMN-LANGUAGE",
                Said(f"{owner}写明的语言是“{said}”", f"{owner} says its language is {said!r}"),
                owner,
                line,
            )

    def report_not_run(self, element: etree._Element, owner: str) -> None:
        """Name an element that BPMN gives a meaning which is not carried out."""
        name, id = str(etree.QName(element).localname), (element.get("id") or "").strip() or owner
        self.unused.add("BPMN-NOT-RUN", f"<{name}>", id, line_of(element), remedy=NOT_RUN.get(name))

    def report_unknown(self, element: etree._Element, owner: str) -> None:
        """Name an element nobody knows, by its own id if it has one."""
        name = etree.QName(element)
        where = Said("", "")
        if name.namespace != MODEL:
            where = Said(f"（命名空间：{name.namespace or '无'}）", f" of {name.namespace or 'no namespace'}")
        message = Said(
            f"{owner}里的<{name.localname}>{where.zh}不是BPMN允许放在那里的元素",
            f"<{name.localname}>{where.en} in {owner} is not an element BPMN allows there",
        )
        self.report.add("BPMN-UNKNOWN-ELEMENT", message, element.get("id") or owner, line_of(element))

    def _define(self, element: etree._Element, *, at_root: bool) -> None:
        kind, id, found = local_name(element), (element.get("id") or "").strip(), self.definitions
        name = (element.get("name") or "").strip()
        if kind == "participant":
            found.pools[referred(element.get("processRef"))] = name
        if kind == "association":
            ends = referred(element.get("sourceRef")), referred(element.get("targetRef"))
            for one, other in (ends, ends[::-1]):
                found.associated.setdefault(one, []).append(other)
        if not id:
            return
        if kind in _REFERRED_TO:
            if id in self.lines:
                message = Said(
                    f"id“{id}”在第{self.lines[id]}行已经用过", f"the id {id!r} stands on line {self.lines[id]} already"
                )
                self.report.add("BPMN-ID-DUPLICATE", message, id, line_of(element))
            self.lines.setdefault(id, line_of(element))
        if kind == "sequenceFlow":
            found.flows.add(id)
        elif kind == "message":
            found.messages[id] = name or id
        elif kind == "signal":
            found.signals[id] = name or id
        elif kind in ("error", "escalation"):
            found.codes[id] = (element.get(f"{kind}Code") or "").strip() or name or id
        elif kind == "resource":
            found.resources[id] = name or id
        elif kind == "operation":
            found.operations[id] = name or id
        elif kind in _DATA:
            found.variables[id] = variable_name(element)
        elif kind.endswith("EventDefinition") and at_root:
            found.events[id] = element

    def _follow_data(self, root: etree._Element) -> None:
        """Let references to data objects, and inputs fed from them, mean the variable of the data object."""
        variables = self.definitions.variables
        for reference in root.iter(PREFIX + "dataObjectReference"):
            id, data_object = reference.get("id") or "", referred(reference.get("dataObjectRef"))
            if data_object in variables and id in variables:
                # Editors let people name the reference; the data object behind it keeps a made-up id.
                named = id if variables[id] != id else data_object
                variables[id] = variables[data_object] = variables[named]
        for association in root.iter(PREFIX + "dataInputAssociation"):
            fed, feeding = association.findtext(PREFIX + "targetRef"), association.findtext(PREFIX + "sourceRef")
            if referred(feeding) in variables:
                variables[referred(fed)] = variables[referred(feeding)]


_LANGUAGES = ("sealflow", "feel", "juel", "xpath", "unspecified")
_REFERRED_TO = (
    NODES | REFUSED_NODES.keys() | {"process", "sequenceFlow", "lane", "message", "dataObject", "participant"}
)
_DATA = ("dataObject", "dataObjectReference", "property", "dataInput", "dataOutput")
