"""Rules about what is thrown and where it is caught: errors, cancelled transactions, compensation."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.catalogue import Report
from bpmn.model import Diagram, Event, Node, Scope
from bpmn.sayings import Said


def check_events(diagram: Diagram, report: Report) -> None:
    """Report every event that is thrown to nobody, or stands where it cannot be."""
    called = {node.called for node in diagram.nodes() if node.called}
    for scope in diagram.scopes.values():
        for node in scope.nodes.values():
            if node.event is None:
                continue
            if node.event.kind == "error" and node.kind == "endEvent":
                if not _is_caught(node.event, scope, diagram) and _process_of(scope, diagram).id not in called:
                    name = node.event.name
                    message = Said(
                        f"{node.id}外面没有捕获它的错误" + (f"“{name}”" if name else ""),
                        f"nothing around {node.id} catches the error" + (f" {name!r}" if name else ""),
                    )
                    report.add("BPMN-ERROR-UNCAUGHT", message, node.id, node.line)
            elif node.event.kind == "cancel":
                _check_cancel(node, scope, diagram, report)
            elif node.event.kind == "compensate" and not node.attached_to:
                _check_compensation(node, scope, diagram, report)


def _check_cancel(node: Node, scope: Scope, diagram: Diagram, report: Report) -> None:
    if node.attached_to:
        host = scope.nodes.get(node.attached_to)
        if host is not None and host.kind != "transaction":
            message = Said(
                f"{node.id}附在{host.id}上，而它不是事务", f"{node.id} stands on {host.id}, which is no transaction"
            )
            report.add("BPMN-CANCEL", message, node.id, node.line)
        return
    whole = _whole(scope, diagram)
    if whole is None or whole.kind != "transaction":
        message = Said(
            f"{node.id}取消{scope.id}，而它不是事务", f"{node.id} cancels {scope.id}, which is no transaction"
        )
        report.add("BPMN-CANCEL", message, node.id, node.line)
    elif not any(other.kind == "cancel" for other in _boundary_events(whole, diagram)):
        message = Said(
            f"{node.id}取消{scope.id}，但它的边界上没有事件写明接着怎么走",
            f"{node.id} cancels {scope.id}, but no event on its boundary says how it goes on",
        )
        report.add("BPMN-CANCEL", message, node.id, node.line)


def _check_compensation(node: Node, scope: Scope, diagram: Diagram, report: Report) -> None:
    assert node.event is not None
    whole = _whole(scope, diagram)
    around = diagram.scopes[scope.parent] if whole is not None and whole.by_event else scope
    there = {other.attached_to for other in around.nodes.values() if other.handler}
    inside = [other.id for other in around.nodes.values() if other.id in diagram.scopes]
    there |= {id for id in inside if _can_be_undone(id, diagram)}
    if node.event.name and node.event.name not in there:
        message = Said(
            f"{node.id}撤销“{node.event.name}”，但没有活动负责撤销它",
            f"{node.id} compensates {node.event.name!r}, which nothing undoes",
        )
    elif not there:
        message = Said(
            f"{node.id}要撤销，但{around.id}里没有能撤销的",
            f"{node.id} compensates, but nothing in {around.id} can be undone",
        )
    else:
        return
    report.add("BPMN-COMPENSATION", message, node.id, node.line)


def _can_be_undone(id: str, diagram: Diagram) -> bool:
    """Whether something inside a subprocess has an activity that undoes it."""
    nodes = diagram.scopes[id].nodes.values()
    return any(node.handler or (node.id in diagram.scopes and _can_be_undone(node.id, diagram)) for node in nodes)


def _is_caught(event: Event, scope: Scope, diagram: Diagram) -> bool:
    """Whether an event subprocess or a boundary event around the scope catches an error."""
    while True:
        catching = [start for node in scope.nodes.values() if node.by_event for start in _start_events(node, diagram)]
        whole = _whole(scope, diagram)
        if whole is None:
            return any(_catches(other, event) for other in catching)
        if any(_catches(other, event) for other in (*catching, *_boundary_events(whole, diagram))):
            return True
        scope = diagram.scopes[scope.parent]


def _catches(catching: Event, event: Event) -> bool:
    return catching.kind == event.kind and catching.name in ("", event.name)


def _start_events(node: Node, diagram: Diagram) -> Iterator[Event]:
    for inner in diagram.scopes[node.id].nodes.values():
        if inner.kind == "startEvent" and inner.event is not None:
            yield inner.event


def _boundary_events(host: Node, diagram: Diagram) -> Iterator[Event]:
    for node in diagram.scopes[host.scope].nodes.values():
        if node.attached_to == host.id and node.event is not None:
            yield node.event


def _whole(scope: Scope, diagram: Diagram) -> Node | None:
    """The node of a subprocess; None for a process."""
    return diagram.scopes[scope.parent].nodes[scope.id] if scope.parent else None


def _process_of(scope: Scope, diagram: Diagram) -> Scope:
    while scope.parent:
        scope = diagram.scopes[scope.parent]
    return scope
