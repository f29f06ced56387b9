"""All differences of two diagrams, in order: what is new, what is gone, what is otherwise.

1 which nodes are the same  2 new and removed ones, what a subprocess holds told with it  3 what became of the others
4 flows  5 lanes and processes
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bpmn.comparison.drawn import as_drawn
from bpmn.comparison.flows import Flows
from bpmn.comparison.matching import Neighbours, lanes_matched, matched, processes_matched
from bpmn.comparison.saying import in_full, place_of, quoted, say
from bpmn.comparison.steps import changes_of
from bpmn.model import Diagram, Node
from bpmn.sayings import Said

How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, and the element it is about: its id in the earlier diagram, in the later one, or in both."""

    how: How
    said: Said
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What has changed, and what is the same: ids of the earlier diagram → those of the later one."""

    changes: tuple[Change, ...]
    nodes: Mapping[str, str]
    flows: Mapping[str, str]
    lanes: Mapping[str, str]
    processes: Mapping[str, str]
    removed: frozenset[str]
    """Ids of nodes and flows that only the earlier diagram has."""
    added: frozenset[str]
    """Ids of nodes and flows that only the later diagram has."""


def compare(before: Diagram, after: Diagram) -> Comparison:
    """What a designer would say has changed from one diagram to the other."""
    before, after = as_drawn(before), as_drawn(after)
    pairs = matched(before, after)  # 1
    flows = Flows(before, after, pairs)
    changes = [*_apart(before, after, pairs), *_otherwise(before, after, pairs)]  # 2, 3
    for change in flows.changes():  # 4
        how: How = "changed" if change.old and change.new else "added" if change.new else "removed"
        old, new = change.old.id if change.old else "", change.new.id if change.new else ""
        changes.append(Change(how, change.said, old, new))
    changes += _bands(before, after)  # 5
    ordered = sorted(changes, key=lambda change: _ORDER.index(change.how))
    removed = {node.id for node in before.nodes() if node.id not in pairs} | {flow.id for flow in flows.gone}
    kept = set(pairs.values())
    added = {node.id for node in after.nodes() if node.id not in kept} | {flow.id for flow in flows.added}
    return Comparison(
        tuple(ordered),
        pairs,
        flows.pairs,
        lanes_matched(before, after),
        processes_matched(before, after),
        frozenset(removed),
        frozenset(added),
    )


_ORDER: tuple[How, ...] = get_args(How)


# 2


def _apart(before: Diagram, after: Diagram, pairs: Mapping[str, str]) -> Iterator[Change]:
    """Nodes that only one of the diagrams has."""
    kept = set(pairs.values())
    for node, place in _outermost(after, kept):
        yield Change(
            "added", _STANDS[bool(place)].about({"what": _with_inside(node, after), "place": place}), "", node.id
        )
    for node, place in _outermost(before, set(pairs)):
        yield Change(
            "removed", _STOOD[bool(place)].about({"what": _with_inside(node, before), "place": place}), node.id
        )


_STANDS = (Said("新增{what}", "{what} is new"), Said("新增{what}，位于{place}", "{what} is new, {place}"))
_STOOD = (Said("删除{what}", "{what} is gone"), Said("删除{what}，原位于{place}", "{what} is gone; it stood {place}"))


def _outermost(diagram: Diagram, known: set[str]) -> Iterator[tuple[Node, Said | None]]:
    """The nodes that are not known, with their places; those in a subprocess that is not known go with it."""
    around = Neighbours(diagram)
    for node in around.nodes.values():
        owner = around.nodes.get(node.scope)
        if node.id not in known and (owner is None or owner.id in known):
            yield node, place_of(node, around)


def _with_inside(node: Node, diagram: Diagram) -> Said:
    what, held = in_full(node), _held(node.id, diagram)
    if not held:
        return what
    return say("{what}及其中 {n} 个节点", "{what} with the {n} node(s) in it", what=what, n=held)


def _held(subprocess: str, diagram: Diagram) -> int:
    inside = diagram.scopes.get(subprocess)
    return sum(1 + _held(id, diagram) for id in inside.nodes) if inside else 0


# 3


def _otherwise(before: Diagram, after: Diagram, pairs: Mapping[str, str]) -> Iterator[Change]:
    """What became of the nodes that both diagrams have."""
    old, new = ({node.id: node for node in diagram.nodes()} for diagram in (before, after))
    same_lane = lanes_matched(before, after)
    for id, other in pairs.items():
        lanes = None
        if same_lane.get(old[id].lane, old[id].lane) != new[other].lane:
            lanes = _lane(before, old[id].lane), _lane(after, new[other].lane)
        for said in changes_of(old[id], new[other], lanes, pairs):
            yield Change("changed", said, id, other)


def _lane(diagram: Diagram, id: str) -> str:
    return (diagram.lanes[id].name or id) if id in diagram.lanes else id


# 5


def _bands(before: Diagram, after: Diagram) -> Iterator[Change]:
    """Lanes, and the process itself."""
    pairs = lanes_matched(before, after)
    kept = set(pairs.values())
    for id in after.lanes:
        if id not in kept:
            yield Change("added", say("新增泳道{name}", "lane {name} is new", name=quoted(_lane(after, id))), "", id)
    for id in before.lanes:
        if id not in pairs:
            yield Change("removed", say("删除泳道{name}", "lane {name} is gone", name=quoted(_lane(before, id))), id)
    for id, other in pairs.items():
        names = {"old": quoted(_lane(before, id)), "new": quoted(_lane(after, other))}
        if names["old"] != names["new"]:
            yield Change("changed", say("泳道{old}改名为{new}", "lane {old} is now called {new}", **names), id, other)
        if id != other:
            ids = {"name": names["new"], "old": id, "new": other}
            said = say("泳道{name}的编号由 {old} 改为 {new}", "the id of lane {name} is {new}, was {old}", **ids)
            yield Change("changed", said, id, other)
    names = {"old": quoted(before.scopes[before.main].name), "new": quoted(after.scopes[after.main].name)}
    if names["old"] != names["new"]:
        yield Change("changed", say("流程由{old}改名为{new}", "the process {old} is now called {new}", **names))
    if before.main != after.main:
        ids = {"old": before.main, "new": after.main}
        yield Change(
            "changed", say("流程的编号由 {old} 改为 {new}", "the id of the process is {new}, was {old}", **ids)
        )
