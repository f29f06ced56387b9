"""Decisions at the service hall: no path to one has more signatures than the region's policy lets there be.

A level (级) signs once, however many of its steps a path comes through; so levels are counted by lanes.
Source: 地方规定, such as 北京市优化营商环境条例第三十五条第二款 (handler and chief representative, two at the most).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from bpmn.errors import Finding
from bpmn.sayings import Said
from engine.lifecycle import KINDS, Move
from engine.matter.model import Matter
from engine.matter.paths import BEGINNING, Paths
from engine.matter.rules import RULES
from engine.terms import ActName

_Lanes = frozenset[str]
_Hour = tuple[str, _Lanes]
"""A node of the graph, and the lanes that have signed by then."""


def check_hall(matter: Matter, paths: Paths) -> Iterator[Finding]:
    """The shortest path to a decision with too many signatures, if there is one."""
    most = matter.most_signatures
    if most is None or matter.profile is None:
        return
    came: dict[_Hour, tuple[_Hour, Move] | None] = {(BEGINNING, frozenset()): None}
    waiting = deque(came)
    while waiting:
        hour = waiting.popleft()
        node, signed = hour
        for move in paths.graph.get(node, ()):
            lanes = signed | _lane(matter, move)
            if _decides(matter, move):
                if len(lanes) > most:
                    yield _breach(matter, paths, most, lanes, [*_way(came, hour), (node, move)])
                    return
            elif move.to is not None and (then := (move.to, lanes)) not in came:
                came[then] = (hour, move)
                waiting.append(then)


def _lane(matter: Matter, move: Move) -> _Lanes:
    step = matter.steps.get(move.step)
    return frozenset({step.role.lane}) if step is not None and matter.signs(step) else frozenset()


def _decides(matter: Matter, move: Move) -> bool:
    return move.act in KINDS[matter.kind] and KINDS[matter.kind][str(move.act)].decides


def _way(came: dict[_Hour, tuple[_Hour, Move] | None], hour: _Hour) -> list[tuple[str, Move]]:
    way = []
    while (before := came[hour]) is not None:
        hour = before[0]
        way.append((hour[0], before[1]))
    return way[::-1]


def _breach(matter: Matter, paths: Paths, most: int, lanes: _Lanes, moves: list[tuple[str, Move]]) -> Finding:
    way, step = paths.way(moves), moves[-1][1].step
    assert matter.profile is not None  # asked by the caller
    signing = [matter.roles[lane].title for lane in matter.roles if lane in lanes]
    return RULES["LAW-HALL-SIGNATURES"].breach(
        step, paths.line(step), path=way.nodes, act=ActName(str(moves[-1][1].act)).titled, count=len(lanes), most=most,
        lanes=[Said(str(title["zh"]), str(title["en"])) for title in signing], region=matter.profile.title,
        source=matter.parameters["signatures_at_hall"].source, way=paths.ways.told(way),
    )  # fmt: skip
