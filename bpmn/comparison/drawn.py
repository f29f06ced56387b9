"""A diagram as somebody drew it: without the events and gateways that the reader put in to complete it.

A designer is told of what he drew. What the reader inserts carries the line of the element that implied it, no name,
and an id made from that element's (`bpmn.reader.repairs`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bpmn.model import Diagram, Flow, Node, Scope


def as_drawn(diagram: Diagram) -> Diagram:
    """The same diagram without what is only implied."""
    return replace(diagram, scopes={id: _drawn(scope) for id, scope in diagram.scopes.items()})


def _drawn(scope: Scope) -> Scope:
    nodes, flows = dict(scope.nodes), dict(scope.flows)
    for node, link in list(_implied(scope)):
        del nodes[node.id]
        del flows[link.id]
        onward = [flow for flow in flows.values() if flow.source == node.id]
        if node.kind == "startEvent":
            for flow in onward:
                del flows[flow.id]
        for flow in onward if node.kind.endswith("Gateway") else ():
            condition = "" if flow.condition == "true" else flow.condition
            flows[flow.id] = replace(flow, source=link.source, condition=condition)
        if node.default:
            nodes[link.source] = replace(nodes[link.source], default=node.default)
    return replace(scope, nodes=nodes, flows=flows)


def _implied(scope: Scope) -> Iterator[tuple[Node, Flow]]:
    """The nodes put in, each with one flow that was put in with it: its only way in, or a way out of a start."""
    for flow in scope.flows.values():
        source, target = scope.nodes.get(flow.source), scope.nodes.get(flow.target)
        if source is None or target is None or not flow.id.startswith(f"{source.id}_to_{target.id}"):
            continue
        entering = [other for other in scope.flows.values() if other.target == target.id]
        for made in (f"{source.id}_split", f"{source.id}_end"):
            if target.id.startswith(made) and target.line == source.line and not target.name and len(entering) == 1:
                yield target, flow
        if source.id.startswith(f"{scope.id}_start") and source.line == scope.line and not source.name:
            yield source, flow
