"""Figures for everybody: what became of the cases of each matter, and complaints without those who made them.

Of a complaint only what was chosen from a list is shown, as its matter says (`public_list`); free words, names and the
number of the case never. What was answered is read in the published reply, where the complainant consented to one.
Source: 政务公开工作要点; 优化营商环境条例第四十四条; 个人信息保护法第七十三条第三项 (去标识化).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from engine.acts.opening import APPLICATION
from engine.matter.model import Matter
from engine.publicity import Publicity, Usual
from engine.statistics import public_figures, public_group
from engine.store import publicity, supervision
from engine.store.asking import Row
from engine.terms import Status
from engine.workplace import Workplace

_TOLD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Told:
    """What everybody may know of the cases of a matter, and how long the latest took; None while there are few."""

    matter: Matter
    figures: Mapping[str, Any]
    usual: Usual | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A case as the public list shows it. Months as 2026-03."""

    matter: Matter
    status: Status
    received: str
    ended: str
    chosen: Mapping[str, Any]
    """The answers that its matter lists."""
    answered: bool
    reply: str
    """The number of the published paper that answers it; empty when there is none."""


class OpenFigures:
    """The public figures of one office. All of them together are remembered for ten minutes."""

    def __init__(self, place: Workplace, publicity: Publicity) -> None:
        self._place, self._publicity = place, publicity
        self._lock = threading.Lock()
        self._told: tuple[datetime, list[Told]] | None = None

    def matters(self) -> list[Told]:
        """Of each matter that people apply for, by code."""
        now = self._place.now()
        with self._lock:
            kept = self._told
        if kept is not None and kept[0] <= now < kept[0] + _TOLD_FOR:
            return kept[1]
        with self._place.database.reading() as connection:
            counted = supervision.statuses_of_all(connection)
        matters = self._publicity.matters()
        told = [Told(m, public_figures(m, counted.get(m.code, {})), self._publicity.usual(m.code)) for m in matters]
        with self._lock:
            self._told = (now, told)
        return told

    def as_of(self) -> datetime | None:
        """When the figures of `matters` were counted; None: not yet."""
        return self._told[0].astimezone(self._place.zone) if self._told else None

    def listing(self) -> list[Matter]:
        """The matters whose cases are listed in public."""
        return [matter for matter in self._publicity.matters() if matter.public_list]

    def cases(self, matter: Matter, group: str = "", *, skip: int = 0, most: int = 30) -> list[Listed]:
        """The newest cases of such a matter, of a group of `public_figures`; skip: so many that come before."""
        wanted = [s.value for s in Status if not group or public_group(matter, s) == group]
        with self._place.database.reading() as connection:
            rows = publicity.newest(connection, matter.code, wanted, skip, most)
            ids = [row["id"] for row in rows]
            answers = publicity.answers_of(connection, ids, APPLICATION)
            replies = publicity.published_of(connection, ids)
        return [self._listed(row, answers.get(row["id"], b"{}"), replies.get(row["id"], "")) for row in rows]

    def _listed(self, row: Row, application: bytes, reply: str) -> Listed:
        matter = self._place.matter(row["bundle"])
        given = orjson.loads(application)
        chosen = {name: given[name] for name in matter.public_list if name in given}
        status = Status(row["status"])
        answered = public_group(matter, status) == "closed"
        return Listed(matter, status, row["received"], row["ended"] or "", chosen, answered, reply)


__all__ = ["Listed", "OpenFigures", "Told"]
