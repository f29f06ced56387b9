"""What a diagram leaves out although BPMN says what it means: put in, each time with a notice.

Missing beginnings and ends, gateways that are only implied, defaults that are not marked. What BPMN leaves open is
not guessed but reported as an error. Works on one scope while it is being read; knows no XML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bpmn.catalogue import Report
from bpmn.model import Event, Flow, Node, NodeKind, Scope
from bpmn.reader.vocabulary import ACTIVITIES, GATEWAYS
from bpmn.sayings import Said
from bpmn.words import kind_named


@dataclass(slots=True)
class Sketch:
    """A process or subprocess while it is being read; becomes a `Scope` when nothing changes any more."""

    id: str
    name: str
    line: int
    parent: str = ""
    whole: Node | None = None
    """Of a subprocess: its own node."""
    version: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)

    def by_source(self) -> dict[str, list[Flow]]:
        """The flows that leave each node, for every node."""
        found: dict[str, list[Flow]] = {id: [] for id in self.nodes}
        for flow in self.flows.values():
            found[flow.source].append(flow)
        return found

    def entered(self) -> set[str]:
        """The nodes some flow leads to."""
        return {flow.target for flow in self.flows.values()}

    def scope(self) -> Scope:
        """The finished scope, each node knowing its flows."""
        incoming: dict[str, list[str]] = {id: [] for id in self.nodes}
        outgoing: dict[str, list[str]] = {id: [] for id in self.nodes}
        for flow in self.flows.values():
            outgoing[flow.source].append(flow.id)
            incoming[flow.target].append(flow.id)
        nodes = {
            id: replace(node, incoming=tuple(incoming[id]), outgoing=tuple(outgoing[id]))
            for id, node in self.nodes.items()
        }
        return Scope(self.id, self.name, nodes, self.flows, self.line, self.parent, self.version)


def is_apart(node: Node) -> bool:
    """Whether no flow leads to or from the node: an event subprocess, and what compensates."""
    return node.by_event or node.undoes or (node.kind == "boundaryEvent" and _kind(node) == "compensate")


def _kind(node: Node) -> str:
    return "" if node.event is None else node.event.kind


class Repairs:
    """Completes the scopes of one file. `taken` holds the ids in use; `refused` the nodes nothing is said about."""

    def __init__(self, report: Report, taken: Iterable[str], refused: set[str]) -> None:
        self._report = report
        self._taken = set(taken)
        self._refused = refused

    def complete(self, sketch: Sketch) -> None:
        """Put in what is missing and report what cannot be put right."""
        self._directions(sketch)
        self._links(sketch)
        if sketch.whole is not None and sketch.whole.ad_hoc is not None:
            self._ad_hoc(sketch)
        elif sketch.whole is not None and sketch.whole.by_event:
            self._event_subprocess(sketch)
            self._ends(sketch)
        else:
            self._start(sketch)
            self._ends(sketch)
        for id, flows in sketch.by_source().items():
            node = sketch.nodes[id]
            if node.kind == "complexGateway" and not node.activation:
                self._activation(sketch, node)
            if id in self._refused or is_apart(node):
                continue
            if node.default and node.kind not in ("parallelGateway", "eventBasedGateway"):
                self._default(sketch, node, flows)
            if node.kind in ("exclusiveGateway", "inclusiveGateway", "complexGateway"):
                self._decisions(sketch, node, flows)
            elif node.kind in ACTIVITIES:
                self._split(sketch, node, flows)
            else:
                self._no_conditions(node, flows)
                if node.kind not in GATEWAYS:
                    self._split(sketch, node, flows)

    def _activation(self, sketch: Sketch, node: Node) -> None:
        joined = [flow.id for flow in sketch.flows.values() if flow.target == node.id]
        if len(joined) > 1:
            message = Said(
                f"复杂网关{node.id}合并{len(joined)}路，没有写到了哪些就继续",
                f"the complex gateway {node.id} joins {len(joined)} flows, and nothing says which must have come",
            )
            self._report.add("BPMN-ACTIVATION", message, node.id, node.line)

    def _directions(self, sketch: Sketch) -> None:
        for flow in sketch.flows.values():
            source, target = sketch.nodes[flow.source], sketch.nodes[flow.target]
            if source.kind == "endEvent":
                self._astray(
                    Said(f"{flow.id}从结束事件{source.id}出来", f"{flow.id} leaves the end event {source.id}"), flow
                )
            if is_apart(source):
                self._astray(
                    Said(
                        f"{flow.id}从{source.id}出来，而它不在流的路上",
                        f"{flow.id} leaves {source.id}, which stands beside the flows",
                    ),
                    flow,
                )
            if target.kind in ("startEvent", "boundaryEvent"):
                kind = kind_named(target.kind)
                message = Said(f"{flow.id}通向{kind.zh}{target.id}", f"{flow.id} leads to the {kind.en} {target.id}")
                self._astray(message, flow)
            elif is_apart(target):
                self._astray(
                    Said(
                        f"{flow.id}通向{target.id}，而它不在流的路上",
                        f"{flow.id} leads to {target.id}, which stands beside the flows",
                    ),
                    flow,
                )

    def _astray(self, message: Said, flow: Flow) -> None:
        self._report.add("BPMN-FLOW-DIRECTION", message, flow.id, flow.line)

    def _links(self, sketch: Sketch) -> None:
        """Draw the flow that a throwing and a catching link event stand for (BPMN 2.0.2 §10.5.5, link events)."""
        caught: dict[str, Node] = {}
        links = [(node, node.event) for node in sketch.nodes.values() if node.event and node.event.kind == "link"]
        for node, event in links:
            sketch.nodes[node.id] = replace(node, event=Event("none", line=event.line, name=event.name))
            if node.kind == "intermediateCatchEvent" and caught.setdefault(event.name, node) is not node:
                message = Said(
                    f"{node.id}捕获链接“{event.name}”，{caught[event.name].id}也捕获它",
                    f"{node.id} catches the link {event.name!r}, as {caught[event.name].id} does",
                )
                self._report.add("BPMN-LINK", message, node.id, node.line)
        for node, event in links:
            if node.kind == "intermediateCatchEvent":
                continue
            if event.name in caught:
                self._connect(sketch, node, caught[event.name])
            else:
                message = Said(
                    f"{node.id}的链接“{event.name}”在同一流程里没有链接事件捕获",
                    f"no link event of its process catches the link {event.name!r} of {node.id}",
                )
                self._report.add("BPMN-LINK", message, node.id, node.line)

    def _ad_hoc(self, sketch: Sketch) -> None:
        for node in sketch.nodes.values():
            if node.kind in ("startEvent", "endEvent"):
                message = Said(
                    f"{node.id}放在即席子流程{sketch.id}里", f"{node.id} stands in the ad-hoc subprocess {sketch.id}"
                )
                self._report.add("BPMN-AD-HOC", message, node.id, node.line)
        if not any(node.kind in ACTIVITIES for node in sketch.nodes.values()):
            self._report.add(
                "BPMN-SUBPROCESS-EMPTY",
                Said(f"{sketch.id}里什么也没有", f"{sketch.id} has nothing in it"),
                sketch.id,
                sketch.line,
            )

    def _event_subprocess(self, sketch: Sketch) -> None:
        starts = [node for node in sketch.nodes.values() if node.kind == "startEvent"]
        if len(starts) != 1:
            message = Said(
                f"事件子流程{sketch.id}有{len(starts)}个开始事件",
                f"the event subprocess {sketch.id} has {len(starts) or 'no'} start event(s)",
            )
            self._report.add("BPMN-EVENT-SUBPROCESS", message, sketch.id, sketch.line)
        elif starts[0].id not in self._refused and starts[0].event and starts[0].event.kind == "none":
            message = Said(
                f"{starts[0].id}没有写明{sketch.id}由什么事件引发",
                f"{starts[0].id} does not say which event begins {sketch.id}",
            )
            self._report.add("BPMN-EVENT-SUBPROCESS", message, starts[0].id, starts[0].line)

    def _start(self, sketch: Sketch) -> None:
        starts = [node for node in sketch.nodes.values() if node.kind == "startEvent"]
        if len(starts) > 1:
            for start in starts[1:]:
                message = Said(
                    f"除{starts[0].id}以外，{start.id}也是开始事件",
                    f"{start.id} is a further start event beside {starts[0].id}",
                )
                code = "BPMN-START-SEVERAL" if sketch.parent else "BPMN-START-OTHER"
                self._report.add(code, message, start.id, start.line)
        if starts:
            return
        if not sketch.nodes:
            self._report.add(
                "BPMN-SUBPROCESS-EMPTY",
                Said(f"{sketch.id}里什么也没有", f"{sketch.id} has nothing in it"),
                sketch.id,
                sketch.line,
            )
            start = self._insert(sketch, "startEvent", f"{sketch.id}_start", sketch.line)
            self._connect(sketch, start, self._insert(sketch, "endEvent", f"{sketch.id}_end", sketch.line))
            return
        entered = sketch.entered()
        first = [
            node
            for node in sketch.nodes.values()
            if node.id not in entered and node.kind not in ("boundaryEvent", "endEvent") and not is_apart(node)
        ]
        if not first:
            self._report.add(
                "BPMN-START-NONE",
                Said(f"{sketch.id}里没有开头", f"nothing in {sketch.id} is a beginning"),
                sketch.id,
                sketch.line,
            )
            return
        start = self._insert(sketch, "startEvent", f"{sketch.id}_start", sketch.line)
        names = ", ".join(node.id for node in first)
        self._report.add(
            "BPMN-START-IMPLICIT",
            Said(
                f"{sketch.id}没有开始事件；已补上一个，通向{names}",
                f"{sketch.id} has no start event; one leads to {names}",
            ),
            sketch.id,
            sketch.line,
        )
        for node in first:
            self._connect(sketch, start, node)

    def _ends(self, sketch: Sketch) -> None:
        leaving = {flow.source for flow in sketch.flows.values()}
        for node in list(sketch.nodes.values()):
            if node.id in leaving or node.kind == "endEvent" or node.id in self._refused or is_apart(node):
                continue
            if node.kind in GATEWAYS:
                self._report.add(
                    "BPMN-GATEWAY-END",
                    Said(f"网关{node.id}没有出口", f"nothing leaves the gateway {node.id}"),
                    node.id,
                    node.line,
                )
                continue
            end = self._insert(sketch, "endEvent", f"{node.id}_end", node.line, node.lane)
            self._connect(sketch, node, end)
            self._report.add(
                "BPMN-END-IMPLICIT", Said(f"{node.id}之后没有路", f"nothing follows {node.id}"), node.id, node.line
            )

    def _default(self, sketch: Sketch, node: Node, flows: list[Flow]) -> None:
        default = sketch.flows.get(node.default)
        if default is None or default not in flows:
            message = Said(
                f"{node.id}的默认流“{node.default}”不是它的出口",
                f"the default {node.default!r} of {node.id} is not one of its outgoing flows",
            )
            self._report.add("BPMN-DEFAULT", message, node.id, node.line)
        elif default.condition:
            message = Said(
                f"{node.id}的默认流{default.id}带有条件", f"the default flow {default.id} of {node.id} has a condition"
            )
            self._report.add("BPMN-DEFAULT", message, default.id, default.line)

    def _decisions(self, sketch: Sketch, node: Node, flows: list[Flow]) -> None:
        open_flows = [flow for flow in flows if not flow.condition and flow.id != node.default]
        if len(flows) < 2 or not open_flows:
            return
        if node.kind == "inclusiveGateway":
            # BPMN 2.0.2 §13.4.3: a flow without a condition is always taken.
            for flow in open_flows:
                self._report.add(
                    "BPMN-GATEWAY-FLOW-ALWAYS",
                    Said(f"{flow.id}没有条件", f"{flow.id} has no condition"),
                    flow.id,
                    flow.line,
                )
                sketch.flows[flow.id] = replace(flow, condition="true")
        elif len(open_flows) == 1 and not node.default:
            message = Said(
                f"{node.id}的出口里只有{open_flows[0].id}没有条件",
                f"{open_flows[0].id} is the only flow of {node.id} without a condition",
            )
            self._report.add("BPMN-GATEWAY-DEFAULT-IMPLICIT", message, open_flows[0].id, open_flows[0].line)
            sketch.nodes[node.id] = replace(node, default=open_flows[0].id)
        else:
            names = ", ".join(flow.id for flow in open_flows)
            message = Said(
                f"没有写明网关{node.id}什么时候走{names}", f"nothing says when the gateway {node.id} takes {names}"
            )
            self._report.add("BPMN-GATEWAY-UNDECIDED", message, node.id, node.line)

    def _no_conditions(self, node: Node, flows: list[Flow]) -> None:
        for flow in flows:
            if flow.condition:
                message = Said(
                    f"{flow.id}带有条件，而{kind_named(node.kind).zh}的出口不带条件",
                    f"{flow.id} has a condition, but flows out of a {node.kind} have none",
                )
                self._report.add("BPMN-CONDITION-PLACE", message, flow.id, flow.line)
        if node.default:
            message = Said(
                f"{node.id}有默认流，而{kind_named(node.kind).zh}没有默认流",
                f"{node.id} has a default flow, but a {node.kind} takes none",
            )
            self._report.add("BPMN-DEFAULT", message, node.id, node.line)

    def _split(self, sketch: Sketch, node: Node, flows: list[Flow]) -> None:
        """Move several outgoing flows behind the gateway they imply (BPMN 2.0.2 §8.4.13, §13.3.1)."""
        conditional = any(flow.condition for flow in flows)
        if len(flows) < 2 and not conditional:
            return
        kind: NodeKind = "parallelGateway"
        if conditional:
            kind = "inclusiveGateway" if len(flows) > 1 else "exclusiveGateway"
        gateway = self._insert(sketch, kind, f"{node.id}_split", node.line, node.lane)
        for flow in flows:
            condition = flow.condition or ("true" if conditional and flow.id != node.default else "")
            sketch.flows[flow.id] = replace(flow, source=gateway.id, condition=condition)
        if node.default:
            sketch.nodes[gateway.id] = replace(gateway, default=node.default)
            sketch.nodes[node.id] = replace(node, default="")
        self._connect(sketch, node, gateway)
        message = Said(
            f"{node.id}有{len(flows)}条出口，相当于{kind_named(kind).zh}",
            f"{len(flows)} flow(s) leave {node.id} as from a {kind}",
        )
        self._report.add("BPMN-SPLIT-IMPLICIT", message, node.id, node.line)

    def _insert(self, sketch: Sketch, kind: NodeKind, wanted: str, line: int, lane: str = "") -> Node:
        event = Event("none", line=line) if kind.endswith("Event") else None
        node = Node(self._free(wanted), kind, "", sketch.id, line, lane, event=event)
        sketch.nodes[node.id] = node
        return node

    def _connect(self, sketch: Sketch, source: Node, target: Node) -> None:
        flow = Flow(self._free(f"{source.id}_to_{target.id}"), source.id, target.id, source.line)
        sketch.flows[flow.id] = flow

    def _free(self, wanted: str) -> str:
        """The id, made unlike every other of the file."""
        id, number = wanted, 1
        while id in self._taken:
            number += 1
            id = f"{wanted}_{number}"
        self._taken.add(id)
        return id
