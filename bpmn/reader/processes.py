"""From a file to a diagram: which processes run, and the lanes, nodes and flows of each, subprocesses inside.

Nothing is dropped in silence: an element is run with its BPMN meaning, repaired with a notice, named as not used, or
refused with line and remedy. All findings of a file come at once. Runs nothing, evaluates nothing.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from bpmn.errors import DiagramRefused
from bpmn.expressions import bare
from bpmn.model import SUBPROCESSES, Diagram, Flow, Lane, Node
from bpmn.reader.document import open_document
from bpmn.reader.elements import PREFIX, is_node, line_of, local_name, referred, text_of
from bpmn.reader.lanes import lanes_of
from bpmn.reader.leftovers import report_leftovers
from bpmn.reader.nodes import read_node
from bpmn.reader.reading import Reading
from bpmn.reader.repairs import Repairs, Sketch
from bpmn.reader.roles import RESOURCES
from bpmn.reader.vendor import Extensions
from bpmn.reader.vocabulary import ACTIVITIES, NOT_RUN, SILENT
from bpmn.sayings import Said

MOST_NODES = 3_000
"""Flow nodes of one file."""


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
    return read_document(open_document(data, file), file)


def read_document(root: etree._Element, file: str) -> Diagram:
    """As `draft`, of a file that is open; elements without an id are given the one that is used for them."""
    return _Processes(root, file).diagram()


class _Processes:
    """The processes of one file while they are being read.

    1 which processes run  2 lanes, nodes and flows of each  3 where flows and boundary events belong  4 repairs
    5 what stands beside the processes
    """

    def __init__(self, root: etree._Element, file: str) -> None:
        self._root = root
        self._file = file
        self._reading = Reading(root)
        self._report = self._reading.report
        self._sketches: dict[str, Sketch] = {}
        self._drawn: list[tuple[Flow, str]] = []  # flow, id of the scope it stands in
        self._calls: list[str] = []  # ids of processes to be read
        self._lanes: dict[str, Lane] = {}
        self._data_objects: list[str] = []

    def diagram(self) -> Diagram:
        processes = {self._reading.id_of(e): e for e in self._root if local_name(e) == "process"}
        main = self._main(processes)  # 1
        self._read_called(main, processes)  # 2
        self._place_flows()  # 3
        self._place_boundaries()
        repairs = Repairs(self._report, self._reading.lines, self._reading.refused)  # 4
        for sketch in self._sketches.values():
            repairs.complete(sketch)
        processes_read = [id for id, sketch in self._sketches.items() if not sketch.parent]
        report_leftovers(self._root, self._reading, processes_read)  # 5
        scopes = {sketch.id: sketch.scope() for sketch in self._sketches.values()}
        messages = [n.event.message for s in scopes.values() for n in s.nodes.values() if n.event and n.event.message]
        return Diagram(
            file=self._file,
            main=main,
            scopes=scopes,
            lanes=self._lanes,
            messages=tuple(dict.fromkeys(messages)),
            data_objects=tuple(dict.fromkeys(self._data_objects)),
            findings=self._report.sorted(),
        )

    # 1

    def _main(self, processes: dict[str, etree._Element]) -> str:
        """The id of the process to start: the first that is executable, and not only called by another."""
        drawn = [id for id, process in processes.items() if any(is_node(child) for child in process)]
        if not drawn:
            message = Said("文件里没有流程", "the file holds no process")
            if processes:
                message = Said("文件里的流程都没有环节", "no process of the file has a step in it")
            raise self._refused("BPMN-NO-PROCESS", message)
        nodes = sum(1 for element in self._root.iter(PREFIX + "*") if is_node(element))
        if nodes > MOST_NODES:
            message = Said(
                f"文件有{nodes:,}个环节、事件和网关；最多读{MOST_NODES:,}个",
                f"the file has {nodes:,} steps, events and gateways; at most {MOST_NODES:,} are read",
            )
            raise self._refused("BPMN-TOO-LARGE", message)
        called = {referred(call.get("calledElement")) for call in self._root.iter(PREFIX + "callActivity")}
        executable = [id for id in drawn if processes[id].get("isExecutable") in ("true", "1")]
        candidates = executable or drawn
        main = next((id for id in candidates if id not in called), candidates[0])
        if not executable:
            message = Said(f"{main}没有标为可执行", f"{main} is not marked as executable")
            self._report.add("BPMN-NOT-EXECUTABLE", message, main, line_of(processes[main]))
        return main

    def _refused(self, code: str, message: Said) -> DiagramRefused:
        self._report.add(code, message, self._file, line_of(self._root))
        return DiagramRefused(self._file, self._report.sorted())

    def _read_called(self, main: str, processes: dict[str, etree._Element]) -> None:
        """Read the main process and those its call activities call; name the others."""
        self._calls.append(main)
        while self._calls:
            id = self._calls.pop()
            if id in processes and id not in self._sketches:
                self._scope(processes[id], id, "", "")
                self._sketches[id].version = self._version(processes[id], id)
        for id, process in processes.items():
            if id not in self._sketches and any(is_node(child) for child in process):
                message = Said(
                    f"流程{self._pool(id)}不运行；运行的是{self._pool(main)}",
                    f"the process {self._pool(id)} is not run; {self._pool(main)} is",
                )
                self._report.add("BPMN-PROCESS-LEFT-OUT", message, id, line_of(process))

    def _pool(self, id: str) -> str:
        name = self._reading.definitions.pools.get(id, "")
        return f"{id} ({name})" if name else id

    # 2

    def _version(self, element: etree._Element, id: str) -> str:
        """The version tag of a process; whatever else is said of it besides is named."""
        extensions = Extensions(element)
        version = extensions.get("versionTag")
        extensions.name_the_rest(self._reading.unused, id)
        return version

    def _scope(self, element: etree._Element, id: str, parent: str, lane: str, whole: Node | None = None) -> None:
        sketch = Sketch(id, (element.get("name") or "").strip(), line_of(element), parent, whole)
        self._sketches[id] = sketch
        lanes, placed = lanes_of(element, self._reading)
        self._lanes.update({drawn.id: drawn for drawn in lanes})
        for child in element:
            kind = local_name(child)
            if is_node(child):
                self._node(child, sketch, placed.get(self._reading.id_of(child), lane))
            elif kind == "sequenceFlow":
                self._flow(child, id)
            elif kind in ("dataObject", "dataObjectReference"):
                data = self._reading.id_of(child)
                self._data_objects.append(self._reading.definitions.variables.get(data, data))
            elif kind in SILENT or kind == "laneSet" or (parent and kind in _SUBPROCESS_OWN):
                continue
            elif kind in NOT_RUN:
                self._reading.report_not_run(child, id)
            else:
                self._reading.report_unknown(child, id)

    def _node(self, element: etree._Element, sketch: Sketch, lane: str) -> None:
        id = self._reading.id_of(element)
        node = read_node(element, id, sketch.id, lane, self._reading)
        sketch.nodes[id] = node
        if node.called:
            self._calls.append(node.called)
        if node.kind in SUBPROCESSES:
            self._scope(element, id, sketch.id, node.lane, node)

    def _flow(self, element: etree._Element, scope: str) -> None:
        id, line = self._reading.id_of(element), line_of(element)
        Extensions(element).name_the_rest(self._reading.unused, id)
        condition = ""
        for child in element:
            kind = local_name(child)
            if kind == "conditionExpression":
                condition = self._condition(child, id)
            elif kind in NOT_RUN:
                self._reading.report_not_run(child, id)
            elif kind not in SILENT:
                self._reading.report_unknown(child, id)
        source, target = referred(element.get("sourceRef")), referred(element.get("targetRef"))
        name = (element.get("name") or "").strip()
        self._drawn.append((Flow(id, source, target, line, name, condition), scope))

    def _condition(self, element: etree._Element, flow: str) -> str:
        text, extensions = bare(text_of(element)), Extensions(element)
        self._reading.check_language(element.get("language"), flow, line_of(element))
        if extensions.get("resource"):
            message = Said(f"{flow}的条件写在另一个文件里", f"the condition of {flow} stands in another file")
            self._report.add("BPMN-EXPRESSION", message, flow, line_of(element))
        elif not text:
            self._report.add(
                "BPMN-CONDITION-EMPTY",
                Said(f"{flow}的条件是空的", f"the condition of {flow} is empty"),
                flow,
                line_of(element),
            )
        extensions.name_the_rest(self._reading.unused, flow)
        return text

    # 3

    def _place_flows(self) -> None:
        home = {id: sketch.id for sketch in self._sketches.values() for id in sketch.nodes}
        for flow, scope in self._drawn:
            if not self._has_ends(flow, home):
                continue
            source, target = home[flow.source], home[flow.target]
            if source != target:
                message = Said(
                    f"{flow.id}从{source}里的{flow.source}通向{target}里的{flow.target}",
                    f"{flow.id} leads from {flow.source} in {source} to {flow.target} in {target}",
                )
                self._report.add("BPMN-FLOW-SCOPE", message, flow.id, flow.line)
                continue
            if source != scope:
                message = Said(
                    f"{flow.id}写在{scope}里，它的两端在{source}里",
                    f"{flow.id} stands in {scope}, its ends in {source}",
                )
                self._report.add("BPMN-FLOW-MOVED", message, flow.id, flow.line)
            self._sketches[source].flows[flow.id] = flow

    def _has_ends(self, flow: Flow, home: dict[str, str]) -> bool:
        for what, id in ((Said("起点", "from"), flow.source), (Said("终点", "to"), flow.target)):
            if not id:
                message = Said(f"{flow.id}没有{what.zh}", f"{flow.id} leads {what.en} nowhere")
            elif id in home or id in self._reading.refused:
                continue
            elif id in self._reading.lines:
                says = f"{flow.id} leads {what.en} {id!r}, which is no node of a process that is run"
                message = Said(f"{flow.id}的{what.zh}“{id}”不是所运行的流程里的环节", says)
            else:
                says = f"{flow.id} leads {what.en} {id!r}, which is not in the file"
                message = Said(f"{flow.id}的{what.zh}“{id}”不在文件里", says)
            self._report.add("BPMN-REFERENCE", message, flow.id, flow.line)
        return flow.source in home and flow.target in home

    def _place_boundaries(self) -> None:
        for sketch in self._sketches.values():
            for node in list(sketch.nodes.values()):
                if node.kind != "boundaryEvent":
                    continue
                host = sketch.nodes.get(node.attached_to)
                if host is None or host.kind not in ACTIVITIES:
                    message = Said(f"{node.id}没有附在任何活动上", f"{node.id} is attached to nothing")
                    if node.attached_to:
                        says = f"{node.id} is attached to {node.attached_to!r}, which is no activity of {sketch.id}"
                        message = Said(f"{node.id}附在“{node.attached_to}”上，而它不是{sketch.id}的活动", says)
                    self._report.add("BPMN-BOUNDARY", message, node.id, node.line)
                    continue
                handler = self._handler(node, sketch) if node.event and node.event.kind == "compensate" else ""
                sketch.nodes[node.id] = replace(node, lane=node.lane or host.lane, handler=handler)

    def _handler(self, event: Node, sketch: Sketch) -> str:
        """The activity associated with a boundary event of compensation (BPMN 2.0.2 §10.7.2)."""
        associated = self._reading.definitions.associated.get(event.id, ())
        handlers = [id for id in associated if id in sketch.nodes and sketch.nodes[id].kind in ACTIVITIES]
        undoing = [id for id in handlers if sketch.nodes[id].undoes]
        if len(undoing) == 1:
            return undoing[0]
        how_many = (
            Said("不止一个活动", "several activities undo") if undoing else Said("没有活动", "no activity undoes")
        )
        message = Said(
            f"{how_many.zh}按事件{event.id}撤销{event.attached_to}",
            f"{how_many.en} {event.attached_to} by the event {event.id}",
        )
        self._report.add("BPMN-COMPENSATION", message, event.id, event.line)
        return ""


_SUBPROCESS_OWN = (
    *("incoming", "outgoing", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
    "completionCondition", *RESOURCES,
)  # fmt: skip
