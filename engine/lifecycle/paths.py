"""The table of acts walked over every path of a process, before it is published.

Pure: the caller draws up the graph of steps, and gets back what the law forbids on it, as data.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine.lifecycle.table import KINDS, ActNotOpen, ActOnlyOnce, ActUnknown, after
from engine.terms import CLOSED, DECIDED, ActName, Status


@dataclass(frozen=True, slots=True)
class Move:
    """One way on from a node: the act done (None: an opinion, a machine's step) and the node after it (None: the end).

    `step` names what is completed, where a node stands for several steps open together; otherwise the node itself.
    """

    act: str | None
    to: str | None
    step: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk has come: the node, and of the case all that decides which act is open."""

    node: str
    status: Status
    done: frozenset[str] = frozenset()
    """The acts done that can be done only once."""
    before_suspension: Status | None = None

    def after(self, move: Move, kind: str) -> Place:
        """The place after the move; its node is empty where the process ends. Raises what `lifecycle.after` raises."""
        if move.act is None:
            return replace(self, node=move.to or "")
        then = after(self.status, move.act, done=self.done, before_suspension=self.before_suspension, kind=kind)
        done = self.done | {move.act} if KINDS[kind][move.act].once else self.done
        return Place(move.to or "", then, done, self.status if then is Status.SUSPENDED else None)


@dataclass(frozen=True, slots=True)
class PathProblem:
    """Something the law forbids on some path of a diagram."""

    code: str
    step: str
    act: str | None
    status: Status
    source: str
    wanted: tuple[Status, ...] = ()
    """The statuses in which the act would be open."""
    way: tuple[tuple[str, Move], ...] = ()
    """The shortest way there: each node with the move out of it, the one at fault last."""


def problems(graph: Mapping[str, Sequence[Move]], start: str, *, kind: str = "licence") -> tuple[PathProblem, ...]:
    """What the table forbids on the paths of a process that begins at node `start` with a case just opened.

    graph: node to its moves; a node without moves is an end. A node is a step or, where a diagram forks, any name for
    the steps open together. Each reachable place is visited once, so loops end. A once-only act that has been done is
    not offered again by the step; that is a problem only where nothing else is offered.
    """
    found: dict[tuple[str, str, str | None, Status], PathProblem] = {}
    first = beginning(start, kind)
    came: dict[Place, tuple[Place, Move] | None] = {first: None}
    waiting = deque([first])

    def note(problem: PathProblem, place: Place, *last: Move) -> None:
        key = problem.code, problem.step, problem.act, problem.status
        if key not in found:
            found[key] = replace(problem, way=(*_way(came, place), *((place.node, move) for move in last)))

    while waiting:
        place = waiting.popleft()
        moves = graph[place.node]
        if not moves and place.status not in CLOSED:
            note(_left_open(place.node, None, place.status, kind), place)
        spent: list[str] = []
        for move in moves:
            step = move.step or place.node
            try:
                then = place.after(move, kind)
            except ActOnlyOnce:
                spent.append(move.act or "")
            except (ActNotOpen, ActUnknown) as error:
                note(_forbidden(step, move.act or "", place.status, error, kind), place, move)
            else:
                if not then.node and then.status not in CLOSED:
                    note(_left_open(step, move.act, then.status, kind), place, move)
                elif then.node and then not in came:
                    came[then] = place, move
                    waiting.append(then)
        if moves and len(spent) == len(moves):
            source = KINDS[kind][spent[0]].source
            note(PathProblem("LAW-NO-ACT-LEFT", place.node, None, place.status, source), place)
    return tuple(sorted(found.values(), key=lambda p: (p.step, p.act or "", p.status)))


def beginning(node: str, kind: str) -> Place:
    """Where the walk begins: a case of that kind just opened, at the node."""
    opening = KINDS[kind].opening
    assert opening.end is not None
    return Place(node, opening.end, frozenset({opening.name}))


def _way(came: Mapping[Place, tuple[Place, Move] | None], place: Place) -> tuple[tuple[str, Move], ...]:
    way = []
    while (before := came[place]) is not None:
        place, move = before
        way.append((place.node, move))
    return tuple(reversed(way))


def _forbidden(step: str, act: str, status: Status, error: ActNotOpen | ActUnknown, kind: str) -> PathProblem:
    if isinstance(error, ActUnknown):
        return PathProblem("LAW-ACT-UNKNOWN", step, act, status, error.source)
    code = _UNDECIDABLE.get(status, "LAW-ACT-NOT-OPEN") if KINDS[kind][act].decides else "LAW-ACT-NOT-OPEN"
    return PathProblem(code, step, act, status, error.source, tuple(sorted(KINDS[kind][act].start)))


def _left_open(step: str, act: str | None, status: Status, kind: str) -> PathProblem:
    if status in DECIDED:
        return PathProblem("LAW-NOT-DELIVERED", step, act, status, KINDS[kind][ActName.DELIVER].source)
    return PathProblem("LAW-CASE-LEFT-OPEN", step, act, status, KINDS[kind].source)


_UNDECIDABLE = {
    Status.SUBMITTED: "LAW-DECIDED-UNACCEPTED",
    Status.CORRECTING: "LAW-DECIDED-UNACCEPTED",
    Status.INITIATED: "LAW-DECIDED-UNHEARD",
}
"""What a decision is that comes while the case is one of these."""
