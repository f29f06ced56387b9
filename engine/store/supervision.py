"""The questions supervisors ask, each answered from one index of the cases (`engine.store.tables`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows
from engine.store.tables import OPEN, cases, tasks

Organs = Collection[str] | None
"""The organs whose cases are asked for; None: all."""

LISTED = [
    cases.c[name]
    for name in (
        "organ", "id", "number", "matter", "bundle", "title", "status", "holder", "due_on", "promised_on", "opened_at",
        "irregular", "record", "ended", "outcome", "days", "late",
    )
]  # fmt: skip


def tallies(
    connection: Connection, organs: Organs, matter: str | None, months: tuple[str, str]
) -> Sequence[tuple[Any, ...]]:
    """What came out in those months, the first and the last included: (holder, matter, month, how many, of these in
    time by promise, by law, irregular, and of each case its days and its outcome, joined by commas).

    The days and outcomes come in two texts: a row for each that differs takes seven times as long.
    """
    key = (cases.c.holder, cases.c.matter, cases.c.ended)
    counted = [
        sa.func.count(),
        *(sa.func.count().filter(held) for held in (cases.c.late == 0, cases.c.late < 2, cases.c.irregular > 0)),
        *(sa.func.aggregate_strings(text, ",") for text in (sa.cast(cases.c.days, sa.String), cases.c.outcome)),
    ]
    asked = sa.select(*key, *counted).where(cases.c.ended.is_not(None), cases.c.ended.between(*months))
    asked = narrowed(asked, cases.c.holder, organs, matter).group_by(*key)
    return cast("Sequence[tuple[Any, ...]]", connection.execute(asked).all())


def received(
    connection: Connection, organs: Organs, matter: str | None, months: tuple[str, str]
) -> Sequence[tuple[Any, ...]]:
    """(accepting organ, matter, month, how many) of the applications received in those months."""
    key = (cases.c.organ, cases.c.matter, cases.c.received)
    asked = sa.select(*key, sa.func.count()).where(cases.c.received.between(*months))
    asked = narrowed(asked, cases.c.organ, organs, matter).group_by(*key)
    return cast("Sequence[tuple[Any, ...]]", connection.execute(asked).all())


def statuses(connection: Connection, matter: str) -> dict[str, int]:
    """How many cases of a matter are in each status."""
    asked = sa.select(cases.c.status, sa.func.count()).where(cases.c.matter == matter).group_by(cases.c.status)
    return {str(row[0]): int(row[1]) for row in connection.execute(asked)}


def statuses_of_all(connection: Connection) -> dict[str, dict[str, int]]:
    """As `statuses`, by the code of each matter that has cases."""
    asked = sa.select(cases.c.matter, cases.c.status, sa.func.count()).group_by(cases.c.matter, cases.c.status)
    found: dict[str, dict[str, int]] = {}
    for matter, status, count in connection.execute(asked):
        found.setdefault(matter, {})[status] = count
    return found


def in_hand(connection: Connection, organs: Organs, matter: str | None) -> Sequence[tuple[Any, ...]]:
    """(holder, matter, status, how many) of the cases that are not closed."""
    key = (cases.c.holder, cases.c.matter, cases.c.status)
    asked = sa.select(*key, sa.func.count()).where(cases.c.closed_at.is_(None))
    asked = narrowed(asked, cases.c.holder, organs, matter).group_by(*key)
    return cast("Sequence[tuple[Any, ...]]", connection.execute(asked).all())


def holders(connection: Connection, organs: Organs) -> set[str]:
    """Which of these organs have a case, or had one when it came out."""
    asked = narrowed(sa.select(cases.c.holder).distinct(), cases.c.holder, organs, None)
    return set(connection.execute(asked).scalars())


def waited_for(
    connection: Connection, organs: Organs, days: tuple[str, str], after: tuple[str, str], most: int
) -> Sequence[Row]:
    """Cases whose first promised day lies in that span, the most urgent first; `after`: past this day and id."""
    beyond = sa.tuple_(cases.c.promised_on, cases.c.id) > sa.tuple_(*map(sa.literal, after))
    asked = sa.select(*LISTED).where(cases.c.promised_on.is_not(None), cases.c.promised_on.between(*days), beyond)
    asked = narrowed(asked, cases.c.holder, organs, None).order_by(cases.c.promised_on, cases.c.id).limit(most)
    return all_rows(connection, asked)


def with_irregular_acts(connection: Connection, organs: Organs, before: str, most: int) -> Sequence[Row]:
    """The newest cases with an irregular act; `before`: those older than the case of this id."""
    asked = sa.select(*LISTED).where(cases.c.irregular > 0)
    asked = asked.where(cases.c.id < before) if before else asked
    asked = narrowed(asked, cases.c.holder, organs, None).order_by(cases.c.id.desc()).limit(most)
    return all_rows(connection, asked)


def open_tasks_of(connection: Connection, ids: Sequence[str]) -> Sequence[Row]:
    """The open tasks of these cases, oldest first."""
    asked = sa.select(tasks).where(tasks.c.case_id.in_(ids), tasks.c.state == OPEN).order_by(tasks.c.opened_at)
    return all_rows(connection, asked) if ids else ()


def restand(connection: Connection, row: Row, version: int) -> bool:
    """Write how a case stands, worked out again; False when somebody acted on it meanwhile. No act: no version."""
    still = (cases.c.organ == row["organ"], cases.c.id == row["id"], cases.c.version == version)
    values = {name: value for name, value in row.items() if name not in ("organ", "id")}
    return connection.execute(sa.update(cases).where(*still).values(**values)).rowcount == 1


def narrowed(asked: sa.Select[Any], column: sa.Column[str], organs: Organs, matter: str | None) -> sa.Select[Any]:
    """What is asked, of these organs and this matter alone."""
    asked = asked if organs is None else asked.where(column.in_(sorted(organs)))
    return asked if matter is None else asked.where(cases.c.matter == matter)
