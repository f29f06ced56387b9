"""Which variables still matter where a token stands: those that may be read before they are set again.

A case has left the formal check behind; how it ended no longer tells two situations apart, and a process of twenty
gateways has hundreds of situations instead of a million. The live variables of a compiler's data-flow analysis, over
the diagram. What is not certain (called processes, what begins by an event) counts as mattering.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress

from bpmn.errors import ExpressionRefused
from bpmn.expressions import compile_expression
from bpmn.model import Diagram, Node, Scope
from bpmn.runner import Definition, Place

_NOTHING: frozenset[str] = frozenset()


class Relevance:
    """Tells for the places of a run which variables matter."""

    def __init__(self, definition: Definition, always_set: Callable[[str], Collection[str]]) -> None:
        self._main = definition.diagram.main
        facts = definition.facts()
        self._all = definition.variables.union(*facts.values())
        self._found: dict[frozenset[str], frozenset[str]] = {}
        self._live = _live(definition.diagram, self._all, facts, always_set)
        self._anywhere: frozenset[str] = frozenset().union(*_begun_by_events(definition.diagram, self._live))

    def at(self, places: Iterable[Place]) -> frozenset[str]:
        """The variables that matter to a run whose tokens stand at these places."""
        nodes = frozenset(place.node if place.process == self._main else "" for place in places)
        if nodes not in self._found:
            live = (self._live.get(node, self._all) for node in nodes)
            self._found[nodes] = self._anywhere.union(*live) & self._all
        return self._found[nodes]


def _live(
    diagram: Diagram,
    every: frozenset[str],
    facts: Mapping[str, frozenset[str]],
    always_set: Callable[[str], Collection[str]],
) -> dict[str, frozenset[str]]:
    """By node: the variables that matter to a token on it, until nothing changes any more."""
    nodes = {node.id: node for node in diagram.nodes()}
    uses = {id: facts.get(id, _NOTHING) | _uses(node, every) for id, node in nodes.items()}
    asks = {id: _asks(node, diagram.scopes[node.scope]) for id, node in nodes.items()}
    sets = {id: _sets(node, always_set, id in facts) for id, node in nodes.items()}
    on, aside = {}, {}
    for id, node in nodes.items():
        on[id] = _on(node, diagram)
        aside[id] = [n.id for n in diagram.scopes[node.scope].nodes.values() if n.attached_to == id]
    live = dict.fromkeys(nodes, _NOTHING)
    changed = True
    while changed:
        changed = False
        for id in reversed(nodes):
            after = asks[id].union(*(live[next] for next in on[id])) - sets[id]
            found = uses[id].union(after, *(live[event] for event in aside[id]))
            if found != live[id]:
                live[id], changed = found, True
    return live


def _on(node: Node, diagram: Diagram) -> list[str]:
    """Where a token on the node may be next: after its flows, inside it, or after the subprocess that ends here."""
    scope = diagram.scopes[node.scope]
    found = [scope.flows[flow].target for flow in node.outgoing]
    if node.kind == "subProcess" and node.id in diagram.scopes:
        found += [inner.id for inner in diagram.scopes[node.id].nodes.values() if not inner.incoming]
    if not node.outgoing and scope.parent:
        around = diagram.scopes[scope.parent]
        found += [around.flows[flow].target for flow in around.nodes[scope.id].outgoing]
    return found


def _uses(node: Node, every: frozenset[str]) -> frozenset[str]:
    """What a node reads itself, on entering or before it is left."""
    if node.kind == "callActivity":
        return every
    texts = [node.activation, *(text for _, text, _ in node.assignments)]
    if node.event is not None:
        texts.append(node.event.text)
    if node.repetition is not None:
        texts.append(node.repetition.condition)
    if node.ad_hoc is not None:
        texts.append(node.ad_hoc.completion)
    if node.loop is not None:
        loop = node.loop
        texts += [loop.collection, loop.cardinality, loop.completion, loop.output_element, loop.output]
    return _names(texts)


def _asks(node: Node, scope: Scope) -> frozenset[str]:
    """What the conditions after a node read. Of an enclosing subprocess the conditions come after its last node."""
    return _names(scope.flows[flow].condition for flow in node.outgoing)


def _sets(node: Node, always_set: Callable[[str], Collection[str]], decides: bool) -> frozenset[str]:
    """What is set anew before the token goes on; an instance's answers are its own."""
    if node.loop is not None:
        return _NOTHING
    result = {node.asks.result} if decides and node.asks and node.asks.mapping != "outputs" else set()
    return frozenset(always_set(node.id)).union(result, (name for name, _, _ in node.assignments))


def _names(texts: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for text in filter(None, texts):
        with suppress(ExpressionRefused):  # an ISO timer is no expression
            found |= compile_expression(text, element="", line=0).names
    return frozenset(found)


def _begun_by_events(diagram: Diagram, live: dict[str, frozenset[str]]) -> Iterable[frozenset[str]]:
    """What matters to nodes that no flow and no boundary leads to: they begin when something happens."""
    for node in diagram.nodes():
        if not node.incoming and not node.attached_to and node.kind != "startEvent":
            yield live[node.id]
