"""A DMN file, from any editor, to `Decisions`; nothing is dropped in silence.

1 the XML, opened safely, and its version of DMN  2 words nobody knows, and imports  3 types  4 what requires what
5 knowledge models, then decisions, each after what it requires
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from bpmn.dmn.catalogue import new_report
from bpmn.dmn.decisions import Decided, Decision, Decisions, Given
from bpmn.dmn.elements import child, children, line_of, local_name, logic_of, name_of
from bpmn.dmn.errors import DecisionRefused
from bpmn.dmn.items import read_items
from bpmn.dmn.logic import LogicReader
from bpmn.dmn.reading import Reading, around
from bpmn.dmn.requirements import Node, in_order, read_nodes
from bpmn.dmn.table_reader import read_table
from bpmn.dmn.vocabulary import NAMESPACES
from bpmn.dmn.words import report_words
from bpmn.errors import Finding
from bpmn.feel import Run, Scope
from bpmn.feel.types import ANYTHING, ListType, Type
from bpmn.sayings import Said
from bpmn.xml import open_xml


@dataclass(frozen=True, slots=True)
class DecisionCheck:
    """What a check of one file came to."""

    file: str
    usable: bool
    """No finding is an error."""
    findings: tuple[Finding, ...]


def read_dmn(data: bytes, file: str) -> Decisions:
    """The decisions of a file, ready to be asked. Raises DecisionRefused with all findings."""
    # 1
    root = open_xml(data, lambda kind, message, line: _refused(file, f"DMN-{kind}", message, line))
    version = NAMESPACES.get(etree.QName(root).namespace or "")
    if version is None or local_name(root) != "definitions":
        name = etree.QName(root)
        message = f"the root is <{name.localname}> of {name.namespace or 'no namespace'}, not <definitions> of DMN"
        raise _refused(file, "DMN-NAMESPACE", message, line_of(root))
    reading = Reading(root)
    # 2
    report_words(root, reading)
    # 3, 4
    read_items(root, reading)
    nodes = read_nodes(root, reading)
    # 5
    decisions = _DecisionReader(nodes, reading).decisions(in_order(nodes, reading))
    if not any(node.kind == "decision" for node in nodes.values()):
        reading.report.add("DMN-NO-DECISION", "the file has no decision", file, line_of(root))
    reading.finish()
    if reading.report.has_errors:
        raise DecisionRefused(file, reading.report.sorted())
    return Decisions(file, version, hashlib.sha256(data).hexdigest(), decisions, reading.report.sorted())


def check_dmn(data: bytes, file: str) -> DecisionCheck:
    """All findings about the bytes of a file. Raises nothing, whatever the bytes are."""
    try:
        findings = read_dmn(data, file).findings
    except DecisionRefused as refused:
        return DecisionCheck(file, False, refused.findings)
    except Exception as error:
        # The last net under input nobody thought of: who uploads a file gets an answer, not our traceback.
        report = new_report()
        report.add("DMN-CHECK-STOPPED", f"checking {file} stopped at {type(error).__name__}: {error}", file)
        return DecisionCheck(file, False, report.sorted())
    return DecisionCheck(file, True, findings)


class _DecisionReader:
    """Compiles knowledge models and decisions, in an order in which each finds what it requires."""

    def __init__(self, nodes: Mapping[str, Node], reading: Reading) -> None:
        self._nodes = nodes
        self._reading = reading
        self._functions: dict[str, Any] = {}  # id of a knowledge model → its function
        self._decisions: dict[str, Decision] = {}
        self._draws_inputs = any(node.kind == "inputData" for node in nodes.values())
        self._names = {name: node.id for node in nodes.values() if node.kind == "decision" for name in node.names}

    def decisions(self, order: list[Node]) -> dict[str, Decision]:
        """All decisions that could be compiled, by id, in the order of the file."""
        for node in order:
            if node.kind == "businessKnowledgeModel":
                self._read_knowledge(node)
            elif node.kind == "decision":
                self._read_decision(node)
        return {id: self._decisions[id] for id in self._nodes if id in self._decisions}

    def _read_knowledge(self, node: Node) -> None:
        said = child(node.element, "encapsulatedLogic")
        functions = self._known_functions(node)
        if said is None:
            message = f"knowledge model {node.id} says nothing"
            self._reading.report.add("DMN-LOGIC-MISSING", message, node.id, node.line)
            return
        known = around(self._reading.known, dict.fromkeys(functions, True))
        logic = LogicReader(self._reading, known, node.id, read_table).function(said, f"knowledge model {node.id}")
        if logic is None:
            return
        for name in (name for name, certain in logic.reads.items() if certain and name not in functions):
            message = f"knowledge model {node.id} reads {name!r}, which is none of its parameters"
            remedy = "Make it a parameter; a knowledge model sees nothing else."
            self._reading.report.add("DMN-EXPRESSION", message, node.id, node.line, remedy=remedy)
        self._functions[node.id] = logic.evaluation(Scope(functions, Run()))

    def _read_decision(self, node: Node) -> None:
        said = logic_of(node.element)
        sources = self._sources(node)
        functions = self._known_functions(node)
        if said is None:
            message = f"decision {node.id} has neither a table nor an expression"
            self._reading.report.add("DMN-LOGIC-MISSING", message, node.id, node.line)
            return
        names = {**dict.fromkeys(sources, False), **dict.fromkeys(functions, True)}
        reader = LogicReader(self._reading, around(self._reading.known, names), node.id, read_table)
        logic = reader.logic(said, f"decision {node.id}")
        type = self._type(node, said)
        if logic is None:
            return
        read = {
            name: self._tested(node, name, source) if isinstance(source, Given) else source
            for name, source in sources.items()
            if name in logic.reads
        }
        facts = {
            name: self._tested(node, name, Given((name,), ANYTHING, certain))
            for name, certain in logic.reads.items()
            if name not in sources and name not in functions
        }
        self._report_names(node, read, sorted(name for name, fact in facts.items() if fact.certain))
        self._decisions[node.id] = Decision(
            node.id, node.name, logic.evaluation, type, {**read, **facts}, functions,
            tuple(id for id in node.requires if self._nodes[id].kind == "decision"),
            local_name(said) == "decisionTable", tuple(_outputs(node.element)) or (node.name or node.id,), node.line,
        )  # fmt: skip

    def _tested(self, node: Node, name: str, given: Given) -> Given:
        """The fact with what the tables of the decision test of it."""
        columns, landmarks = (of.get(node.id, {}) for of in (self._reading.columns, self._reading.landmarks))
        return replace(given, tested=tuple(columns.get(name, ())), landmarks=tuple(landmarks.get(name, ())))

    def _sources(self, node: Node) -> dict[str, Given | Decided]:
        """Every name a decision may read, and where its value comes from; inputs first, outputs' names last."""
        sources: dict[str, Given | Decided] = {}
        required = [self._nodes[id] for id in node.requires]
        for one in (one for one in required if one.kind == "inputData"):
            type = self._reading.type(child(one.element, "variable"), one.id)
            for name in one.names:
                others = tuple(other for other in one.names if other != name)
                sources.setdefault(name, Given((name, *others), type))
        decided = [one for one in required if one.kind == "decision"]
        for one in decided:
            for name in one.names:
                sources.setdefault(name, Decided(one.id))
        for one in decided:
            outputs = _outputs(one.element)
            for name in outputs:
                sources.setdefault(name, Decided(one.id, name if len(outputs) > 1 else "", by_output=True))
        return sources

    def _known_functions(self, node: Node) -> dict[str, Any]:
        models = [self._nodes[id] for id in node.requires if id in self._functions]
        return {name: self._functions[model.id] for model in models for name in model.names}

    def _type(self, node: Node, said: etree._Element) -> Type:
        type = self._reading.type(child(node.element, "variable"), node.id)
        policy, aggregation = said.get("hitPolicy") or "", said.get("aggregation")
        several = policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") and not aggregation
        # Camunda's variables carry the type of the output, also when the result is a list of it.
        if self._reading.camunda and several and type != ANYTHING and not isinstance(type, ListType):
            return ListType(type)
        return type

    def _report_names(self, node: Node, sources: Mapping[str, Given | Decided], facts: list[str]) -> None:
        report = self._reading.report
        for name, source in sources.items():
            if isinstance(source, Decided) and source.by_output:
                message = f"decision {node.id} reads {name}, an output of decision {source.decision}"
                report.add("DMN-OUTPUT-BY-NAME", message, node.id, node.line)
        others = {name: self._names[name] for name in facts if name in self._names}
        for name, id in others.items():
            message = f"decision {node.id} reads {name}, and does not require the decision {id}"
            report.add("DMN-REQUIREMENT-MISSING", message, node.id, node.line)
        undeclared = [name for name in facts if name not in others]
        if undeclared and self._draws_inputs:
            message = f"decision {node.id} reads {', '.join(undeclared)}, which nothing it requires is called"
            report.add("DMN-FACT-UNDECLARED", message, node.id, node.line)


def _outputs(decision: etree._Element) -> list[str]:
    """The names of the outputs of a decision's table."""
    table = child(decision, "decisionTable")
    return [] if table is None else [name for name in map(name_of, children(table, "output")) if name]


def _refused(file: str, code: str, message: Said | str, line: int) -> DecisionRefused:
    report = new_report()
    report.add(code, message, file, line)
    return DecisionRefused(file, report.findings)


