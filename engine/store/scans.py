"""The questions asked of what a virus scanner said of files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import p
from engine.store.tables import UNCHECKED, scans

_EXPECT = {
    name: module.insert(scans).on_conflict_do_nothing(index_elements=["sha256"])
    for name, module in (("sqlite", sqlite), ("postgresql", postgresql))
}
_STATES = sa.select(scans.c.sha256, scans.c.state, scans.c.found).where(scans.c.sha256.in_(p("files", expanding=True)))
_DUE = (
    sa.select(scans.c.sha256, scans.c.looks).where(scans.c.due_at <= p("now")).order_by(scans.c.due_at).limit(p("most"))
)
_SAY = (
    sa.update(scans)
    .where(scans.c.sha256 == p("b_sha256"))
    .values(state=p("state"), found=p("found"), looks=scans.c.looks + 1, at=p("at"), due_at=p("due_at"))
)
_PUT_OFF = sa.update(scans).where(scans.c.sha256 == p("b_sha256")).values(due_at=p("due_at"))
_COUNT = sa.select(scans.c.state, sa.func.count()).group_by(scans.c.state)


def expect(connection: Connection, files: Iterable[str], at: str) -> None:
    """These files are to be looked at; those known already stay as they are."""
    rows = [
        {"sha256": sha256, "state": UNCHECKED, "found": None, "looks": 0, "due_at": at, "at": None}
        for sha256 in dict.fromkeys(files)
    ]
    if rows:
        connection.execute(_EXPECT[connection.dialect.name], rows)


def states(connection: Connection, files: Sequence[str]) -> dict[str, tuple[int, str]]:
    """What is known of these files: the state, and the malware's name."""
    found = connection.execute(_STATES, {"files": list(files)})
    return {row.sha256: (row.state, row.found or "") for row in found}


def due(connection: Connection, now: str, most: int) -> list[tuple[str, int]]:
    """The files to be looked at now, with how often they were."""
    return [(row.sha256, row.looks) for row in connection.execute(_DUE, {"now": now, "most": most})]


def say(connection: Connection, sha256: str, state: int, found: str, at: str, due_at: str | None) -> None:
    """A file was looked at; due_at: when it is looked at again, if it is."""
    row = {"b_sha256": sha256, "state": state, "found": found or None, "at": at, "due_at": due_at}
    connection.execute(_SAY, row)


def put_off(connection: Connection, sha256: str, due_at: str | None) -> None:
    """A file could not be looked at."""
    connection.execute(_PUT_OFF, {"b_sha256": sha256, "due_at": due_at})


def count(connection: Connection) -> dict[int, int]:
    """How many files there are in each state."""
    return {int(row[0]): int(row[1]) for row in connection.execute(_COUNT)}
