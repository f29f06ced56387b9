"""Which node of the later diagram is which of the earlier one: by id, else by name and kind, else by place.

A new id, or a new name, does not make a new step; a step that has both, but stands between the same neighbours as the
one that is gone, is the same step too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bpmn.model import Diagram, Node

ROUNDS = 10
ALIKE = 0.5
"""Share of common neighbours from which an unnamed gateway counts as the same."""

Pairs = dict[str, str]
"""Id in the earlier diagram → id in the later one."""


def matched(before: Diagram, after: Diagram) -> Pairs:
    """The pairs of nodes that are the same."""
    return _Matching(before, after).pairs()


def processes_matched(before: Diagram, after: Diagram) -> Pairs:
    """The pairs of processes that are the same: the main ones, and those with the same id."""
    pairs = {id: id for id, scope in before.scopes.items() if not scope.parent and id in after.scopes}
    return pairs | {before.main: after.main}


def lanes_matched(before: Diagram, after: Diagram) -> Pairs:
    """The pairs of lanes that are the same: by id, else by name."""
    pairs = {id: id for id in before.lanes if id in after.lanes}
    named = {lane.name: id for id, lane in after.lanes.items() if lane.name and id not in pairs}
    for id, lane in before.lanes.items():
        if id not in pairs and lane.name in named:
            pairs[id] = named.pop(lane.name)
    return pairs


def family(node: Node) -> str:
    """event, gateway or step."""
    if node.kind.endswith("Event"):
        return "event"
    return "gateway" if node.kind.endswith("Gateway") else "step"


class Neighbours:
    """The nodes of one diagram, and which stand right before and after each."""

    def __init__(self, diagram: Diagram) -> None:
        self.nodes: Mapping[str, Node] = {node.id: node for node in diagram.nodes()}
        self.before: dict[str, list[str]] = defaultdict(list)
        self.after: dict[str, list[str]] = defaultdict(list)
        for scope in diagram.scopes.values():
            for flow in scope.flows.values():
                self.after[flow.source].append(flow.target)
                self.before[flow.target].append(flow.source)
        for node in self.nodes.values():
            if node.attached_to:
                self.before[node.id].append(node.attached_to)
        self.beside: dict[str, list[str]] = defaultdict(list)
        """By node: those that have it before or after them."""
        for neighbours in (self.before, self.after):
            for id, others in neighbours.items():
                for other in others:
                    self.beside[other].append(id)


class _Matching:
    """The pairs while they are being found."""

    def __init__(self, before: Diagram, after: Diagram) -> None:
        self._old, self._new = Neighbours(before), Neighbours(after)
        self._pairs: Pairs = {}
        self._taken: set[str] = set()
        self._processes = processes_matched(before, after)

    def pairs(self) -> Pairs:
        for id, node in self._old.nodes.items():
            other = self._new.nodes.get(id)
            if other and family(node) == family(other) and (node.kind == other.kind or node.name == other.name):
                self._join(id, id)
        for exact in (True, False):
            self._by_name(exact)
        for _ in range(ROUNDS):
            if not self._by_place():
                break
        return {id: self._pairs[id] for id in self._old.nodes if id in self._pairs}

    def _join(self, old: str, new: str) -> None:
        self._pairs[old] = new
        self._taken.add(new)

    def _free_old(self) -> list[Node]:
        return [node for id, node in self._old.nodes.items() if id not in self._pairs]

    def _free_new(self) -> list[Node]:
        return [node for id, node in self._new.nodes.items() if id not in self._taken]

    def _by_name(self, exact: bool) -> None:
        """Join what has the same name and kind, or only family; of several the one with most neighbours in common."""
        named: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for node in self._free_new():
            if node.name:
                named[node.name, node.kind if exact else family(node)].append(node)
        for node in self._free_old():
            candidates = [n for n in named[node.name, node.kind if exact else family(node)] if n.id not in self._taken]
            if candidates:
                near = {other.id for other in self._near(node)}
                likely = [other for other in candidates if other.id in near] or candidates[:1]
                best = max(likely, key=lambda other: self._likeness(node, other))
                self._join(node.id, best.id)

    def _by_place(self) -> bool:
        """Join what stands between the same neighbours, if nothing else does; whether anything was joined."""
        joined = False
        for node in self._free_old():
            least = ALIKE if family(node) == "gateway" and not node.name else 1.0
            likely = [
                other
                for other in self._near(node)
                if other.kind == node.kind
                and self._scope(node) == other.scope
                and self._likeness(node, other) >= least
            ]
            if len(likely) == 1:
                self._join(node.id, likely[0].id)
                joined = True
        return joined

    def _scope(self, node: Node) -> str:
        return self._pairs.get(node.scope) or self._processes.get(node.scope, "")

    def _near(self, node: Node) -> list[Node]:
        """The free nodes that have a neighbour in common with this one; no other stands where it stood."""
        around = [*self._old.before[node.id], *self._old.after[node.id]]
        known = [self._pairs[id] for id in around if id in self._pairs]
        near = dict.fromkeys(other for id in known for other in self._new.beside[id] if other not in self._taken)
        return [self._new.nodes[id] for id in near]

    def _likeness(self, node: Node, other: Node) -> float:
        """The share of neighbours the two have in common, before and after them."""
        shared, every = 0, 0
        for old, new in ((self._old.before, self._new.before), (self._old.after, self._new.after)):
            mine, theirs = set(self._later(old[node.id])), set(new[other.id])
            shared += len(mine & theirs)
            every += len(mine | theirs)
        return shared / every if every else 0.0

    def _later(self, ids: Iterable[str]) -> list[str]:
        return [self._pairs.get(id, f"\0{id}") for id in ids]
