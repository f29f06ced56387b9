"""A BPMN file to a `Diagram`: every process that runs, with its lanes, nodes and flows, and a finding for all the rest.

Nothing is dropped in silence: an element is run with its BPMN meaning, repaired with a notice, named as not used, or
refused with line and remedy. All findings of a file come at once. Knows XML and BPMN; runs nothing, evaluates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from bpmn.catalogue import Report
from bpmn.document import MODEL, open_document
from bpmn.errors import DiagramRefused
from bpmn.expressions import bare
from bpmn.model import Diagram, Flow, Lane
from bpmn.nodes import Definitions, NodeReader, line_of, local_name, referred, variable_name
from bpmn.repairs import Repairs, Sketch
from bpmn.vendor import Extensions, report_other_tools
from bpmn.vocabulary import (
    ACTIVITIES,
    ATTRIBUTES,
    COLLABORATION_SILENT,
    NODES,
    NOT_RUN,
    REFUSED_NODES,
    ROOT_SILENT,
    SILENT,
)


def read(data: bytes, file: str) -> Diagram:
    """The diagram in these bytes; `file` is its name in messages. Raises DiagramRefused with all findings at once."""
    diagram = draft(data, file)
    if any(finding.severity == "error" for finding in diagram.findings):
        raise DiagramRefused(file, diagram.findings)
    return diagram


def draft(data: bytes, file: str) -> Diagram:
    """The diagram as far as it can be read, its errors among its findings: for checking, never for running.

    Raises DiagramRefused when there is nothing to draw: no XML, no BPMN, no process.
    """
    return _Reader(open_document(data, file), file).diagram()


_PREFIX = f"{{{MODEL}}}"
_NAMED = NODES | REFUSED_NODES.keys() | {"process", "sequenceFlow", "lane", "message", "dataObject", "participant"}


class _Reader:
    """One reading of one file.

    1 what the file defines  2 which processes run  3 lanes, nodes and flows of each, subprocesses inside
    4 where flows and boundary events belong  5 repairs  6 what was not used
    """

    def __init__(self, root: etree._Element, file: str) -> None:
        self._root = root
        self._file = file
        self._report = Report()
        self._ids: dict[str, int] = {}
        self._definitions = self._defined()  # 1
        self._nodes = NodeReader(self._definitions, self._report)
        self._sketches: dict[str, Sketch] = {}
        self._drawn: list[tuple[Flow, str]] = []  # flow, id of the scope it stands in
        self._lanes: dict[str, Lane] = {}
        self._data_objects: list[str] = []

    def diagram(self) -> Diagram:
        processes = [element for element in self._root if local_name(element) == "process"]
        main = self._main(processes)  # 2
        self._processes(main, processes)  # 3
        self._place_flows()  # 4
        self._place_boundaries()
        repairs = Repairs(self._report, self._ids, self._nodes.refused)  # 5
        for sketch in self._sketches.values():
            repairs.complete(sketch)
        self._report_rest()  # 6
        scopes = {sketch.id: sketch.scope() for sketch in self._sketches.values()}
        messages = [n.event.message for s in scopes.values() for n in s.nodes.values() if n.event and n.event.message]
        return Diagram(
            file=self._file,
            main=self._id(main, "process"),
            scopes=scopes,
            lanes=self._lanes,
            messages=tuple(dict.fromkeys(messages)),
            data_objects=tuple(dict.fromkeys(self._data_objects)),
            findings=self._report.sorted(),
        )

    # 1

    def _defined(self) -> Definitions:
        found = Definitions()
        flows = []
        fed_by: dict[str, str] = {}
        for element in self._root.iter(_PREFIX + "*"):
            kind, id = local_name(element), (element.get("id") or "").strip()
            if kind == "dataInputAssociation":
                source, target = element.find(_PREFIX + "sourceRef"), element.find(_PREFIX + "targetRef")
                if source is not None and target is not None:
                    fed_by[referred(target.text)] = referred(source.text)
            if not id:
                continue
            if kind in _NAMED:
                self._take(id, element)
            if kind == "sequenceFlow":
                flows.append(id)
            elif kind == "message":
                found.messages[id] = (element.get("name") or "").strip() or id
            elif kind == "operation":
                found.operations[id] = (element.get("name") or "").strip() or id
            elif kind in ("dataObject", "dataObjectReference", "property", "dataInput", "dataOutput"):
                found.variables[id] = variable_name(element)
            elif kind.endswith("EventDefinition") and element.getparent() is self._root:
                found.events[id] = element
        for fed, feeding in fed_by.items():
            if feeding in found.variables:
                found.variables[fed] = found.variables[feeding]
        found.flows = frozenset(flows)
        return found

    def _take(self, id: str, element: etree._Element) -> None:
        if id in self._ids:
            message = f"the id {id!r} stands on line {self._ids[id]} already"
            self._report.add("BPMN-ID-DUPLICATE", message, id, line_of(element))
        self._ids.setdefault(id, line_of(element))

    def _id(self, element: etree._Element, kind: str) -> str:
        """The element's id; one is made up, from its line, where there is none."""
        id = (element.get("id") or "").strip()
        if id:
            return id
        line = line_of(element)
        id = f"{kind}_line_{line}"
        while id in self._ids:
            id += "_"
        self._ids[id] = line
        element.set("id", id)
        self._report.add("BPMN-ID-MISSING", f"a {kind} has no id; {id} is used", id, line)
        return id

    # 2

    def _main(self, processes: list[etree._Element]) -> etree._Element:
        drawn = [process for process in processes if any(_is_node(child) for child in process)]
        if not drawn:
            message = "no process of the file has a step in it" if processes else "the file holds no process"
            self._report.add("BPMN-NO-PROCESS", message, line=line_of(self._root))
            raise DiagramRefused(self._file, self._report.sorted())
        called = {call.get("calledElement") for call in self._root.iter(_PREFIX + "callActivity")}
        marked = [process for process in drawn if process.get("isExecutable") in ("true", "1")]
        candidates = marked or drawn
        first = next((process for process in candidates if process.get("id") not in called), candidates[0])
        if not marked:
            id = self._id(first, "process")
            self._report.add("BPMN-NOT-EXECUTABLE", f"{id} is not marked as executable", id, line_of(first))
        return first

    def _processes(self, main: etree._Element, processes: list[etree._Element]) -> None:
        by_id = {process.get("id"): process for process in processes}
        waiting, read = [main], []
        while waiting:
            process = waiting.pop()
            read.append(process)
            scopes_before = len(self._sketches)
            self._scope(process, self._id(process, "process"), "", "")
            for sketch in list(self._sketches.values())[scopes_before:]:
                for node in sketch.nodes.values():
                    called = by_id.get(node.called) if node.called else None
                    if called is not None and called not in read and called not in waiting:
                        waiting.append(called)
        for process in processes:
            if process not in read and any(_is_node(child) for child in process):
                id = self._id(process, "process")
                message = f"the process {self._pool(process)} is not run; {self._pool(main)} is"
                self._report.add("BPMN-PROCESS-LEFT-OUT", message, id, line_of(process))

    def _pool(self, process: etree._Element) -> str:
        id = self._id(process, "process")
        for participant in self._root.iter(_PREFIX + "participant"):
            if referred(participant.get("processRef")) == id and participant.get("name"):
                return f"{id} ({participant.get('name')})"
        return id

    # 3

    def _scope(self, element: etree._Element, id: str, parent: str, lane: str) -> None:
        sketch = Sketch(id, (element.get("name") or "").strip(), line_of(element), parent)
        self._sketches[id] = sketch
        lanes = dict(self._lanes_of(element, id))
        if not parent:
            self._check_process(element, id)
        for child in element:
            kind = local_name(child)
            if _is_node(child):
                self._node(child, sketch, lanes, lane)
            elif kind == "sequenceFlow":
                self._flow(child, id)
            elif kind in ("dataObject", "dataObjectReference"):
                self._data_objects.append(variable_name(child))
            elif kind in NOT_RUN:
                self._nodes.report_not_run(child, kind, id)
            elif kind not in SILENT and kind != "laneSet" and not (parent and kind in _SUBPROCESS_OWN):
                self._nodes.report_unknown(child, id)

    def _check_process(self, element: etree._Element, id: str) -> None:
        extensions = Extensions(element)
        extensions.report_unused(self._report, id)
        for key in map(str, element.attrib):
            if key[0] != "{" and key not in ATTRIBUTES:
                message = f"the attribute {key!r} of {id} is not used"
                self._report.add("BPMN-VENDOR-HINT", message, id, line_of(element))

    def _node(self, element: etree._Element, sketch: Sketch, lanes: dict[str, str], inherited: str) -> None:
        kind = local_name(element)
        id = self._id(element, kind)
        lane = lanes.get(id, inherited)
        node = self._nodes.read(element, id, sketch.id, lane)
        if id in self._nodes.refused and element.get("triggeredByEvent") in ("true", "1"):
            return  # it stands beside the flows; what is inside cannot be judged by them
        sketch.nodes[id] = node
        if kind == "subProcess":
            self._scope(element, id, sketch.id, lane)
        if kind == "startEvent" and sketch.parent and node.event and node.event.message:
            message = f"the subprocess {sketch.id} starts by a message"
            remedy = "Start it with a plain start event; put a catching message event after it."
            self._report.add("BPMN-UNSUPPORTED", message, id, node.line, remedy=remedy)

    def _flow(self, element: etree._Element, scope: str) -> None:
        id, line = self._id(element, "sequenceFlow"), line_of(element)
        condition = ""
        found = element.find(_PREFIX + "conditionExpression")
        if found is not None:
            condition = bare("".join(str(text) for text in found.itertext()))
            extensions = Extensions(found)
            if extensions.get("resource"):
                self._report.add("BPMN-EXPRESSION", f"the condition of {id} stands in another file", id, line_of(found))
            elif not condition:
                self._report.add("BPMN-CONDITION-EMPTY", f"the condition of {id} is empty", id, line_of(found))
            extensions.report_unused(self._report, id)
        for child in element:
            if local_name(child) not in SILENT | NOT_RUN.keys() | {"conditionExpression"}:
                self._nodes.report_unknown(child, id)
        Extensions(element).report_unused(self._report, id)
        source, target = referred(element.get("sourceRef")), referred(element.get("targetRef"))
        name = (element.get("name") or "").strip()
        self._drawn.append((Flow(id, source, target, line, name, condition), scope))

    def _lanes_of(self, element: etree._Element, scope: str) -> Iterator[tuple[str, str]]:
        """Node id and lane id, outer lanes first, so that the innermost lane of a node comes last."""
        here = {(child.get("id") or "").strip() for child in element if _is_node(child)}
        placed: dict[str, etree._Element] = {}
        for lane_set in element.findall(_PREFIX + "laneSet"):
            for lane in lane_set.iter(_PREFIX + "lane"):
                id, line = self._id(lane, "lane"), line_of(lane)
                self._lanes[id] = Lane(id, (lane.get("name") or "").strip(), line)
                for reference in lane.findall(_PREFIX + "flowNodeRef"):
                    node = referred(reference.text)
                    if node not in self._ids:
                        message = f"the lane {id} names {node!r}, which is not in the file"
                        self._report.add("BPMN-LANE", message, id, line_of(reference))
                        continue
                    before = placed.get(node)
                    if before is not None and before not in lane.iterancestors():
                        message = f"{node} stands in the lanes {before.get('id')} and {id}; {id} counts"
                        self._report.add("BPMN-LANE", message, node, line_of(reference))
                    placed[node] = lane
                    if node in here:
                        yield node, id

    # 4

    def _place_flows(self) -> None:
        home = {id: sketch.id for sketch in self._sketches.values() for id in sketch.nodes}
        for flow, scope in self._drawn:
            if not self._has_ends(flow, home):
                continue
            source, target = home[flow.source], home[flow.target]
            if source != target:
                message = f"{flow.id} leads from {flow.source} in {source} to {flow.target} in {target}"
                self._report.add("BPMN-FLOW-SCOPE", message, flow.id, flow.line)
                continue
            if source != scope:
                message = f"{flow.id} stands in {scope}, its ends in {source}"
                self._report.add("BPMN-FLOW-MOVED", message, flow.id, flow.line)
            self._sketches[source].flows[flow.id] = flow

    def _has_ends(self, flow: Flow, home: dict[str, str]) -> bool:
        for what, id in (("from", flow.source), ("to", flow.target)):
            if not id:
                self._report.add("BPMN-REFERENCE", f"{flow.id} leads {what} nowhere", flow.id, flow.line)
            elif id not in home and id not in self._nodes.refused:
                where = "is in no process that is run" if id in self._ids else "is not in the file"
                self._report.add("BPMN-REFERENCE", f"{flow.id} leads {what} {id!r}, which {where}", flow.id, flow.line)
        return flow.source in home and flow.target in home

    def _place_boundaries(self) -> None:
        for sketch in self._sketches.values():
            for node in list(sketch.nodes.values()):
                if node.kind != "boundaryEvent":
                    continue
                host = sketch.nodes.get(node.attached_to)
                if host is None or host.kind not in ACTIVITIES:
                    to = (
                        f"to {node.attached_to!r}, which is no activity of {sketch.id}"
                        if node.attached_to
                        else "to nothing"
                    )
                    self._report.add("BPMN-BOUNDARY", f"{node.id} is attached {to}", node.id, node.line)
                elif not node.lane:
                    sketch.nodes[node.id] = replace(node, lane=host.lane)

    # 6

    def _report_rest(self) -> None:
        for element in self._root:
            kind = local_name(element)
            if kind == "collaboration":
                self._report_collaboration(element)
            elif kind == "extension" and element.get("mustUnderstand") in ("true", "1"):
                message = f"the file asks for the extension {element.get('definition')!r} to be understood"
                self._report.add("BPMN-EXTENSION", message, element.get("definition") or "", line_of(element))
            elif _is_node(element) or kind in ("sequenceFlow", "laneSet"):
                self._nodes.report_unknown(element, "definitions")
        unused = [e for e in self._root if local_name(e) and local_name(e) not in _ROOT_HANDLED and not _is_node(e)]
        self._report_kinds(unused, "the file defines")
        report_other_tools(self._root, self._report)

    def _report_collaboration(self, element: etree._Element) -> None:
        for participant in element.findall(_PREFIX + "participant"):
            Extensions(participant).report_unused(self._report, participant.get("id") or "")
        rest = [child for child in element if local_name(child) and local_name(child) not in COLLABORATION_SILENT]
        self._report_kinds(rest, "the collaboration has")

    def _report_kinds(self, elements: Iterable[etree._Element], says: str) -> None:
        """One warning for each kind of element, with the line of the first."""
        by_kind: dict[str, list[etree._Element]] = {}
        for element in elements:
            by_kind.setdefault(local_name(element), []).append(element)
        for kind, found in by_kind.items():
            what = kind if len(found) == 1 else f"{len(found)} × {kind}"
            remedy = "A message reaches a case by its name, delivered by the host." if kind == "messageFlow" else ""
            id = found[0].get("id") or kind
            self._report.add("BPMN-NOT-RUN", f"{says} {what}, not carried out", id, line_of(found[0]), remedy=remedy)


_SUBPROCESS_OWN = ("incoming", "outgoing", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_ROOT_HANDLED = ROOT_SILENT | {"extension", "sequenceFlow", "laneSet"}


def _is_node(element: etree._Element) -> bool:
    kind = local_name(element)
    return kind in NODES or kind in REFUSED_NODES
