"""Every hour a case can come to: where it stands in the process and in law, and which clocks go then.

The acts on a path start and end clocks as they do in a case (`engine.deadlines`); only which clock goes is told here,
not its days.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bpmn.sayings import Said
from bpmn.soundness import Move as Played
from engine.deadlines import Limit
from engine.lifecycle import KINDS, ActNotOpen, ActUnknown, Move, Place, beginning
from engine.matter.model import Matter
from engine.matter.paths import BEGINNING, Paths
from engine.terms import CLOSING_ACTS, Unit

WORKING_DAYS: Mapping[Unit, float] = {Unit.WORKING_DAY: 1, Unit.NATURAL_DAY: 5 / 7, Unit.MONTH: 21, Unit.YEAR: 250}
"""About how many working days a unit has."""
_MOST_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Hour:
    """Where a case stands in law and in the process, with the clocks that go then."""

    place: Place
    going: frozenset[str]


class Hours:
    """Every hour a case of the matter can come to, and what leads from one to the next."""

    def __init__(self, matter: Matter, paths: Paths) -> None:
        self.matter, self.paths = matter, paths
        opening = KINDS[matter.kind].opening.name
        started = frozenset(name for name, limit in matter.limits.items() if opening in limit.starts)
        self.first = Hour(beginning(BEGINNING, matter.kind), started)
        self.on: dict[Hour, list[tuple[Move, Hour]]] = {}
        self._came: dict[Hour, tuple[Hour, Move]] = {}
        waiting = deque([self.first])
        while waiting and len(self.on) < _MOST_LOOKED_AT:
            hour = waiting.popleft()
            if hour in self.on:
                continue
            self.on[hour] = list(self._next(hour))
            for move, then in self.on[hour]:
                if then != self.first:
                    self._came.setdefault(then, (hour, move))
                waiting.append(then)

    def _next(self, hour: Hour) -> Iterator[tuple[Move, Hour]]:
        for move in self.paths.graph.get(hour.place.node, ()):
            if move == Move(None, hour.place.node):
                continue  # nothing leads on from here: the process waits in vain, or was not played further
            try:
                place = hour.place.after(move, self.matter.kind)
            except (ActNotOpen, ActUnknown):
                continue  # told as a fault of the path
            yield move, Hour(place, self._going(hour.going, move.act))

    def _going(self, going: frozenset[str], act: str | None) -> frozenset[str]:
        if act is None:
            return going
        if act in CLOSING_ACTS:
            return frozenset()
        limits = self.matter.limits
        return frozenset(n for n in going if act not in limits[n].ends).union(
            n for n, limit in limits.items() if act in limit.starts
        )

    def way(self, hour: Hour) -> list[tuple[str, Move]]:
        """The shortest way to an hour, as moves of the graph."""
        way: list[tuple[str, Move]] = []
        while hour in self._came:
            hour, move = self._came[hour]
            way.append((hour.place.node, move))
        return list(reversed(way))

    def played(self, hour: Hour, move: Move) -> Played:
        """The move of the process that a move of the graph is."""
        return self.paths.way([(hour.place.node, move)]).moves[0]

    @cached_property
    def inner(self) -> dict[str, set[str]]:
        """By limit: those whose clocks go only while its own goes, and not the other way round."""
        seen = [hour.going for hour in self.on]
        names = [name for name in self.matter.limits if any(name in going for going in seen)]
        within = {(i, o) for i in names for o in names if all(o in going for going in seen if i in going)}
        return {o: {i for i in names if (i, o) in within and (o, i) not in within} for o in self.matter.limits}


def working_days(limit: Limit) -> float:
    """About how many working days a limit gives."""
    return limit.days * WORKING_DAYS[limit.unit]


def described(limit: Limit) -> Said:
    """A limit's time in words."""
    return Said(f"{limit.days}{limit.unit.titled.zh}", f"{limit.days} {limit.unit.titled.en}")
