"""Rules about one node or flow at a time: what it says in expressions, timers and names, and whether that is whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from bpmn import timers
from bpmn.catalogue import Report
from bpmn.errors import ExpressionRefused
from bpmn.expressions import RESERVED, Expression, are_opposites, compile_expression
from bpmn.model import COUNTED, Diagram, Loop, Node, Scope
from bpmn.sayings import Said


def check_steps(diagram: Diagram, report: Report, functions: Collection[str]) -> None:
    """Report every breach in the nodes and flows of the diagram."""
    check = _Steps(report, functions)
    for scope in diagram.scopes.values():
        for node in scope.nodes.values():
            check.node(node, scope, has_lanes=bool(diagram.lanes))


class _Steps:
    def __init__(self, report: Report, functions: Collection[str]) -> None:
        self._report = report
        self._functions = functions

    def node(self, node: Node, scope: Scope, *, has_lanes: bool) -> None:
        self._conditions(node, scope)
        self._timer(node)
        for name, text, line in node.assignments:
            self._name(name, node, line)
            self._expression(text, node.id, line)
        if node.passing is not None:
            for name, text, line in (*node.passing.into, *node.passing.back):
                self._name(name, node, line)
                self._expression(text, node.id, line)
        if node.loop is not None:
            self._loop(node, node.loop)
        if node.event is not None and node.event.kind == "conditional":
            self._expression(node.event.text, node.id, node.event.line)
        if node.repetition is not None and node.repetition.condition:
            self._expression(node.repetition.condition, node.id, node.repetition.line)
        if node.ad_hoc is not None and node.ad_hoc.completion:
            self._expression(node.ad_hoc.completion, node.id, node.ad_hoc.line)
        if node.activation:
            self._expression(node.activation, node.id, node.line)
        if node.asks is not None and node.asks.mapping != "outputs" and node.asks.result != node.id:
            self._name(node.asks.result, node, node.asks.line)
        if has_lanes and node.kind in ("userTask", "manualTask") and not node.lane:
            self._report.add(
                "BPMN-LANE", Said(f"{node.id}不在任何泳道里", f"{node.id} stands in no lane"), node.id, node.line
            )

    def _expression(self, text: str, element: str, line: int) -> Expression | None:
        try:
            return compile_expression(text, element=element, line=line, functions=self._functions)
        except ExpressionRefused as refused:
            self._report.findings.append(refused.finding)
            return None

    def _conditions(self, node: Node, scope: Scope) -> None:
        flows = [scope.flows[id] for id in node.outgoing]
        conditional = [flow for flow in flows if flow.condition]
        seen: dict[str, str] = {}
        for flow in conditional:
            expression = self._expression(flow.condition, flow.id, flow.line)
            if node.kind != "exclusiveGateway":
                continue
            if expression is not None and not expression.names:
                message = Said(
                    f"{flow.id}的条件“{flow.condition}”永远一样",
                    f"the condition {flow.condition!r} of {flow.id} is always the same",
                )
                self._report.add("BPMN-CONDITION-CONSTANT", message, flow.id, flow.line)
            earlier = seen.setdefault(" ".join(flow.condition.split()), flow.id)
            if earlier != flow.id:
                message = Said(
                    f"{flow.id}与{earlier}的条件相同：“{flow.condition}”",
                    f"{flow.id} has the condition of {earlier}: {flow.condition!r}",
                )
                self._report.add("BPMN-CONDITION-TWICE", message, flow.id, flow.line)
        deciding = node.kind in ("exclusiveGateway", "inclusiveGateway", "complexGateway")
        if deciding and conditional and not node.default and not _cover_everything([flow.condition for flow in flows]):
            message = Said(f"网关{node.id}没有默认流", f"the gateway {node.id} has no default flow")
            self._report.add("BPMN-GATEWAY-NO-DEFAULT", message, node.id, node.line)

    def _timer(self, node: Node) -> None:
        event = node.event
        if event is None or event.timer is None:
            return
        try:
            timers.check(event.timer, event.text)
        except timers.TimerUnreadable as unreadable:
            if timers.is_meant_literally(event.text):
                message = Said(f"{node.id}的定时“{event.text}”读不懂", f"the {event.timer} of {node.id}: {unreadable}")
                self._report.add("BPMN-TIMER", message, node.id, event.line, remedy=unreadable.remedy)
            else:
                self._expression(event.text, node.id, event.line)
        if event.timer == "cycle" and (node.kind == "intermediateCatchEvent" or node.interrupting):
            self._report.add(
                "BPMN-TIMER-ONCE",
                Said(f"{node.id}的周期{event.text}只发生一次", f"the cycle {event.text} of {node.id} occurs once"),
                node.id,
                event.line,
            )

    def _loop(self, node: Node, loop: Loop) -> None:
        for text in (loop.cardinality, loop.collection, loop.output_element, loop.completion):
            if text:
                self._expression(text, node.id, loop.line)
        for name in (loop.element, loop.output):
            if name:
                self._name(name, node, loop.line)
        if loop.output and not loop.output_element:
            message = Said(
                f"{node.id}收集“{loop.output}”，但没有写收哪个回答",
                f"{node.id} collects {loop.output!r} but does not say which answer goes in",
            )
            self._report.add("BPMN-LOOP", message, node.id, loop.line)
        elif loop.output_element and not loop.output:
            message = Said(
                f"{node.id}给出“{loop.output_element}”，但没有写收进哪个清单",
                f"{node.id} gives {loop.output_element!r} but does not say which list it goes into",
            )
            self._report.add("BPMN-LOOP", message, node.id, loop.line)
        elif not loop.output and node.kind == "userTask":
            message = Said(
                f"{node.id}每次的回答没有收集起来", f"what is answered in each instance of {node.id} is not collected"
            )
            self._report.add("BPMN-LOOP-FORGETS", message, node.id, loop.line)
        if loop.element and loop.element == loop.output:
            message = Said(
                f"{node.id}的元素和输出都叫“{loop.element}”",
                f"{node.id} calls both its element and its output {loop.element!r}",
            )
            self._report.add("BPMN-LOOP", message, node.id, loop.line)

    def _name(self, name: str, node: Node, line: int) -> None:
        if name in RESERVED or name in COUNTED or name.startswith("__") or not name.isidentifier():
            self._report.add(
                "BPMN-NAME-RESERVED", Said(f"{node.id}给“{name}”赋值", f"{node.id} sets {name!r}"), node.id, line
            )


def _cover_everything(conditions: Sequence[str]) -> bool:
    """Whether one of the conditions holds in every case, as far as can be seen in how they are written."""
    # `waitingForStart` holds whenever a complex gateway must take some flow.
    if "true" in conditions or "waitingForStart" in conditions:
        return True
    return any(are_opposites(*pair) for pair in combinations(conditions, 2))
