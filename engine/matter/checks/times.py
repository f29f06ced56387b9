"""Limits against the law and against each other: longer than it gives, stretches no clock watches, returns without end.

Source: 行政许可法第三十二条、第四十二至四十五条.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpmn.errors import Finding
from bpmn.soundness import circles
from engine.lifecycle import KINDS
from engine.matter.checks.durations import check_durations
from engine.matter.checks.names import titled
from engine.matter.hours import Hours, described, working_days
from engine.matter.model import Matter
from engine.matter.paths import Paths
from engine.matter.rules import RULES
from engine.terms import Status

_LAW = "行政许可法"


def check_times(matter: Matter, paths: Paths) -> Iterator[Finding]:
    """Everything wrong with the times of the matter."""
    hours = Hours(matter, paths)
    yield from _longer(matter)
    yield from _unwatched(hours)
    yield from check_durations(hours)
    yield from _endless(hours)


def _longer(matter: Matter) -> Iterator[Finding]:
    """A limit longer than the law's, although no other law is named."""
    given = [row for row in KINDS[matter.kind].statutory if matter.children or not row.jointly]
    for limit in matter.limits.values():
        fits = [row for row in given if limit.starts & row.starts and limit.ends & row.ends]
        row = max(fits, key=lambda row: row.working_days, default=None)
        if row is not None and working_days(limit) > row.working_days and not _another_law(limit.source):
            yield RULES["LAW-LIMIT-LONGER"].breach(
                f"limits.{limit.name}", limit=limit.title, days=described(limit), most=row.working_days,
                source=row.source,
            )  # fmt: skip


def _another_law(source: str) -> bool:
    """Whether a source names a law besides the Administrative Licensing Law: article 42 gives way to it."""
    parts = (part.strip() for part in source.replace("；", "、").replace(";", "、").split("、"))
    return any(part and not part.startswith((_LAW, "第", "中华人民共和国行政许可法")) for part in parts)


def _unwatched(hours: Hours) -> Iterator[Finding]:
    """A status in which the organ owes an act, and no clock goes."""
    told: set[Status] = set()
    owed = KINDS[hours.matter.kind].owed
    for hour in hours.on:
        status = hour.place.status
        if hour.going or status in told or status not in owed or not hour.place.node.isdecimal():
            continue
        told.add(status)
        way = hours.paths.way(hours.way(hour))
        open_now = hours.paths.space.situations[int(hour.place.node)].open
        step = [hours.paths.space.drawn.name(step) for step in dict.fromkeys(open_now)]
        first = open_now[0] if open_now else ""
        yield RULES["LAW-LIMIT-UNWATCHED"].breach(
            first, hours.paths.line(first), path=way.nodes, status=status.titled, step=step,
            way=hours.paths.ways.told(way), source=owed[status],
        )  # fmt: skip


def _endless(hours: Hours) -> Iterator[Finding]:
    """A loop between officials through which no clock goes on."""
    told: set[frozenset[str]] = set()
    for circle in circles({hour: [then for _, then in moves if then in hours.on] for hour, moves in hours.on.items()}):
        inside = [(hour, move) for hour in circle for move, then in hours.on[hour] if then in circle]
        steps = [hours.matter.steps[m.step] for _, m in inside if m.step in hours.matter.steps]
        acts = {move.act for _, move in inside if move.act}
        through = frozenset.intersection(*(hour.going for hour in circle))
        through = frozenset(name for name in through if not hours.matter.limits[name].ends & acts)
        officials = {step.id for step in steps if step.role.who == "official"}
        if through or not officials or any(step.role.who == "applicant" for step in steps):
            continue
        if (key := frozenset(officials)) in told:
            continue
        told.add(key)
        first = next(step for step in hours.matter.steps.values() if step.id in officials)
        yield RULES["LAW-RETURN-ENDLESS"].breach(
            first.id, hours.paths.line(first.id), path=_in_order(hours.matter, officials),
            steps=[titled(hours.matter.steps[id]) for id in _in_order(hours.matter, officials)],
        )  # fmt: skip


def _in_order(matter: Matter, steps: set[str]) -> Sequence[str]:
    return [id for id in matter.steps if id in steps]
