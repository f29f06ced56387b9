"""Times that do not fit into a limit: the waiting drawn on a path, and the times of its steps added up.

What takes how long is read off the diagram and `matter.yaml`; about how many working days a month or a week has is
enough to tell what can never be in time.
Source: 行政许可法第四十二条、第四十三条、第四十五条 (what does not stop the time).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import timedelta

from bpmn import timers
from bpmn.coverage import Drawn
from bpmn.errors import Finding
from bpmn.model import Node
from engine.deadlines import Limit
from engine.lifecycle import KINDS, Move
from engine.matter.hours import WORKING_DAYS, Hour, Hours, described, working_days
from engine.matter.rules import RULES
from engine.terms import Status, Unit

_DAYS: Mapping[Unit, float] = {Unit.WORKING_DAY: 7 / 5, Unit.NATURAL_DAY: 1, Unit.MONTH: 31, Unit.YEAR: 366}
"""About how many days a unit has."""
_MOST_LOOKED_AT = 20_000


def check_durations(hours: Hours) -> Iterator[Finding]:
    """Every limit into which a path does not fit."""
    yield from _unmet(hours)
    yield from _short(hours)


def _unmet(hours: Hours) -> Iterator[Finding]:
    """A path on which nobody can be in time: the timers drawn on it wait longer than the limit gives."""
    for limit in hours.matter.limits.values():
        allowed = timedelta(days=limit.days * _DAYS[limit.unit])
        worst = max(_waits(hours, limit), key=lambda found: found[0], default=None)
        if worst is not None and worst[0] > allowed:
            waited, before, moves = worst
            way = hours.paths.way([*hours.way(before), *moves])
            yield RULES["LAW-LIMIT-UNMET"].breach(
                f"limits.{limit.name}", path=way.nodes, limit=limit.title, days=described(limit),
                waited=round(waited / timedelta(days=1)), way=hours.paths.ways.told(way),
            )  # fmt: skip


_Waited = tuple[timedelta, Hour, tuple[tuple[str, Move], ...]]
"""How long was waited, the hour before the clock started, the moves from there."""


def _waits(hours: Hours, limit: Limit) -> Iterator[_Waited]:
    """Every path while the clock goes on which only time could lead on; each timer counts once."""
    name = limit.name
    seen: set[tuple[Hour, frozenset[str]]] = set()
    waiting: deque[tuple[Hour, frozenset[str], _Waited]] = deque()
    for hour, moves in hours.on.items():
        for move, then in moves:
            if name in then.going and name not in hour.going:
                waiting.append((then, frozenset(), (timedelta(0), hour, ((hour.place.node, move),))))
    if name in hours.first.going:
        waiting.append((hours.first, frozenset(), (timedelta(0), hours.first, ())))
    while waiting and len(seen) < _MOST_LOOKED_AT:
        hour, used, found = waiting.popleft()
        if (hour, used) in seen:
            continue
        seen.add((hour, used))
        if used:
            yield found
        waited, before, way = found
        played = [(move, then, hours.played(hour, move)) for move, then in hours.on.get(hour, ())]
        only_time = bool(played) and all(each.how == "time" for _, _, each in played)
        for move, then, each in played:
            if each.how == "time" and (not only_time or not used.isdisjoint(each.passed)):
                continue
            paused = limit.pausable and hour.place.status is Status.SUSPENDED
            timed = frozenset(each.passed) if each.how == "time" else frozenset[str]()
            more = waited if paused else waited + each.waited
            on = (more, before, (*way, (hour.place.node, move)))
            if name in then.going:
                waiting.append((then, used | timed, on))
            elif timed:
                yield on


def _short(hours: Hours) -> Iterator[Finding]:
    """A path whose steps, each within its own time, take longer than the limit around them."""
    for limit in hours.matter.limits.values():
        longest = _Longest(hours, limit)
        for step in hours.matter.steps.values():
            if limit.starts & {*step.acts}:
                longest.from_node(step.id)
        if KINDS[hours.matter.kind].opening.name in limit.starts:
            for node in hours.paths.space.drawn.nodes.values():
                if node.kind == "startEvent" and node.scope == hours.matter.definition.diagram.main:
                    longest.from_node(node.id)
        if longest.days > working_days(limit):
            name = hours.paths.space.drawn.name
            yield RULES["LAW-LIMIT-SHORT"].breach(
                f"limits.{limit.name}", path=longest.path, limit=limit.title, days=described(limit),
                sum=round(longest.days), way=" → ".join(name(node) for node in longest.path),
            )  # fmt: skip


class _Longest:
    """The path through the drawing that takes longest while a clock goes; a loop is gone through once."""

    def __init__(self, hours: Hours, limit: Limit) -> None:
        self.days = 0.0
        self.path: tuple[str, ...] = ()
        self._matter, self._limit = hours.matter, limit
        self._drawn: Drawn = hours.paths.space.drawn
        self._inner = hours.inner[limit.name]
        self._looked = 0

    def from_node(self, id: str) -> None:
        """Try every path on from a node; its own time is over when the clock starts."""
        stack: list[tuple[str, float, tuple[str, ...], frozenset[str]]] = [(id, 0.0, (id,), frozenset())]
        while stack and self._looked < _MOST_LOOKED_AT:
            self._looked += 1
            here, days, path, counted = stack.pop()
            step = self._matter.steps.get(here)
            if len(path) > 1 and step is not None and self._limit.ends & {*step.acts} and days > self.days:
                self.days, self.path = days, path
            for target in self._next(self._drawn.nodes[here]):
                if target not in path:
                    more, again = self._time(target, counted)
                    stack.append((target, days + more, (*path, target), again))

    def _next(self, node: Node) -> Iterator[str]:
        diagram = self._matter.definition.diagram
        for flow in node.outgoing:
            yield self._drawn.flows[flow].target
        if node.id in diagram.scopes:
            yield from (n.id for n in diagram.scopes[node.id].nodes.values() if n.kind == "startEvent")
        if not node.outgoing and node.scope in self._drawn.nodes:
            yield from (self._drawn.flows[flow].target for flow in self._drawn.nodes[node.scope].outgoing)

    def _time(self, id: str, counted: frozenset[str]) -> tuple[float, frozenset[str]]:
        """The working days a node takes, and the limits counted by then: each counts once, for all its steps."""
        node, step = self._drawn.nodes[id], self._matter.steps.get(id)
        if step is not None and step.planned_days:
            return step.planned_days, counted
        if step is not None and step.limit in self._inner and step.limit not in counted:
            return working_days(self._matter.limits[step.limit]), counted | {step.limit}
        if node.kind == "intermediateCatchEvent" and node.event is not None and node.event.timer == "duration":
            return _waiting_days(node.event.text), counted
        return 0, counted


def _waiting_days(text: str) -> float:
    """About how many working days an ISO duration is; 0 where only a case can say."""
    try:
        found = timers.duration(text)
    except timers.TimerUnreadable:
        return 0
    days = found.months * _DAYS[Unit.MONTH] + found.days + found.clock / timedelta(days=1)
    return days * WORKING_DAYS[Unit.NATURAL_DAY]
