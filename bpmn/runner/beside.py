"""What may be at work beside what: which places of a scope can hold a token at the same time as which others.

A place is a node (`:id`) or, before a join, the flow a token came by (`>id`). Worked out from the drawing alone, by the
rule for free-choice nets: what a node puts out at once stands beside each other, and what stands beside everything a
node takes in stands beside all it puts out. Source: Kovalyov and Esparza, A polynomial algorithm to compute the
concurrency relation of free-choice Signal Transition Graphs (1996).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpmn.runner.specs import NodeSpec

_JOINS = ("parallelGateway", "inclusiveGateway", "complexGateway")
_ONE_WAY = ("exclusiveGateway", "eventBasedGateway")


def at(node: str) -> str:
    """The place of a token that rests at a node."""
    return f":{node}"


def before_join(flow: str) -> str:
    """The place of a token that waits before a join, or is on its way by a flow."""
    return f">{flow}"


@dataclass(frozen=True, slots=True)
class _Move:
    """One way to pass a node: the places it takes a token from, and those it puts one on."""

    takes: tuple[str, ...]
    puts: tuple[str, ...]


class Beside:
    """The concurrency of one scope."""

    def __init__(self, nodes: Sequence[NodeSpec], starts: Iterable[Collection[str]]) -> None:
        """starts: for each way to begin the scope, the nodes that get a token."""
        self._moves = _moves(nodes)
        self._following: dict[str, set[str]] = {}
        self._leading: dict[str, set[str]] = {}
        for move in self._moves:
            for taken in move.takes:
                self._following.setdefault(taken, set()).update(move.puts)
            for put in move.puts:
                self._leading.setdefault(put, set()).update(move.takes)
        self._together = self._related([[at(node) for node in start] for start in starts])

    def of(self, place: str) -> frozenset[str]:
        """The places that can hold a token while this one does."""
        return frozenset(self._together.get(place, ()))

    def after(self, place: str) -> frozenset[str]:
        """The places a token here can come to."""
        return _spread([place], self._following)

    def suppliers(self, place: str, within: Collection[str]) -> frozenset[str]:
        """The places, this among them, from which a token can come here without leaving those of `within`."""
        inside = {
            put: {taken for taken in takes if taken in within} for put, takes in self._leading.items() if put in within
        }
        return _spread([place], inside) | {place}

    def _related(self, starts: Iterable[Sequence[str]]) -> dict[str, set[str]]:
        together: dict[str, set[str]] = {}
        pending: list[tuple[str, str]] = []
        taking: dict[str, list[_Move]] = {}
        for move in self._moves:
            for taken in move.takes:
                taking.setdefault(taken, []).append(move)

        def relate(one: str, other: str) -> None:
            if one != other and other not in together.setdefault(one, set()):
                together[one].add(other)
                together.setdefault(other, set()).add(one)
                pending.extend(((one, other), (other, one)))

        for places in (*starts, *(move.puts for move in self._moves)):
            for number, place in enumerate(places):
                for other in places[:number]:
                    relate(place, other)
        while pending:
            taken, witness = pending.pop()
            for move in taking.get(taken, ()):
                if witness not in move.takes and all(witness in together.get(place, ()) for place in move.takes):
                    for put in move.puts:
                        relate(put, witness)
        return together


def _moves(nodes: Sequence[NodeSpec]) -> list[_Move]:
    moves = []
    for spec in nodes:
        here, node = at(spec.bpmn_id), spec.node
        together = _taken_together(spec)
        if together:
            moves.append(_Move(tuple(before_join(flow) for flow in together), (here,)))
        # A complex gateway keeps the tokens it has taken until its reset, and may put out another then: what follows it
        # can be at work beside all that comes to it, and beside itself.
        kept = [before_join(flow) for flow in node.incoming if node.activation]
        moves += [_Move((place,), (place, here)) for place in kept]
        moves += [_Move((before_join(flow),), (here,)) for flow in node.incoming if not kept and flow not in together]
        out = [before_join(way.flow) for way in spec.ways]
        if node.kind in _ONE_WAY:
            moves += [_Move((here,), (flow,)) for flow in out]
        elif out:
            moves.append(_Move((here,), tuple(out)))
        for boundary in spec.boundaries:
            event = at(boundary.bpmn_id)
            stays = not (boundary.node.interrupting or (boundary.node.event and boundary.node.event.kind == "error"))
            moves.append(_Move((here,), (here, event) if stays else (event,)))
    return moves


def _taken_together(spec: NodeSpec) -> Collection[str]:
    """The flows a join waits for. A flow that comes back from an inclusive join to itself is no part of what forked."""
    flows = spec.node.incoming
    if spec.node.kind not in _JOINS or len(flows) < 2 or spec.node.activation:
        return ()
    if spec.node.kind == "parallelGateway":
        return flows
    seen: set[str] = set()
    waiting = [spec]
    while waiting:
        passed = waiting.pop()
        for way in (way for one in (passed, *passed.boundaries) for way in one.ways):
            if way.flow not in seen:
                seen.add(way.flow)
                waiting.append(way.target)
    return [flow for flow in flows if flow not in seen] or flows


def _spread(begun: Iterable[str], edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(begun)
    while waiting:
        for place in edges.get(waiting.pop(), ()):
            if place not in found:
                found.add(place)
                waiting.append(place)
    return frozenset(found)
