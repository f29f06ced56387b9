"""The questions asked of ratings: what applicants thought of a case or a visit, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows
from engine.store.supervision import Organs
from engine.store.tables import cases, ratings

_LISTED = (
    sa.select(ratings, cases.c.number, cases.c.title, cases.c.matter)
    .join(cases, sa.and_(cases.c.organ == ratings.c.organ, cases.c.id == ratings.c.case_id))
    .order_by(ratings.c.at.desc(), ratings.c.case_id.desc(), ratings.c.visit.desc())
)
_WANTED = (ratings.c.due_on.is_not(None), ratings.c.resolved_at.is_(None))
"""Holds of a rating that still wants to be rectified."""


def insert(connection: Connection, row: Row) -> None:
    """Add a rating; of one visit, or of one case, there is one."""
    connection.execute(sa.insert(ratings), row)


def of_case(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """The ratings of a case and of the visits for it, oldest first."""
    asked = sa.select(ratings).where(ratings.c.organ == organ, ratings.c.case_id == case_id).order_by(ratings.c.at)
    return all_rows(connection, asked)


def advance(connection: Connection, row: Row, values: Row) -> None:
    """Write what was done about a rating."""
    key = (ratings.c.organ == row["organ"], ratings.c.case_id == row["case_id"], ratings.c.visit == row["visit"])
    connection.execute(sa.update(ratings).where(*key).values(**values))


def listed(connection: Connection, organs: Organs, *, open_only: bool, before: str, most: int) -> Sequence[Row]:
    """The newest ratings of what organs did; open_only: those that still want rectification."""
    asked = _of(_LISTED, organs)
    if open_only:
        asked = asked.where(*_WANTED)
    if before:
        key = sa.tuple_(ratings.c.at, ratings.c.case_id, ratings.c.visit)
        asked = asked.where(key < sa.tuple_(*map(sa.literal, before.split("/"))))
    return all_rows(connection, asked.limit(most))


def grades(connection: Connection, organs: Organs) -> dict[int, int]:
    """How often each grade was given."""
    asked = _of(sa.select(ratings.c.grade, sa.func.count()).group_by(ratings.c.grade), organs)
    return {row[0]: row[1] for row in connection.execute(asked)}


def unanswered(connection: Connection, organs: Organs, today: str) -> tuple[int, int]:
    """How many ratings still want to be rectified, and in how many of them somebody is late in getting in touch."""
    late = sa.and_(ratings.c.contacted_at.is_(None), ratings.c.due_on < today)
    counted: list[Any] = [sa.func.count(), sa.func.count().filter(late)]
    asked = sa.select(*counted).select_from(ratings)
    count, of_them = connection.execute(_of(asked.where(*_WANTED), organs)).one()
    return count, of_them


def _of(asked: sa.Select[Any], organs: Organs) -> sa.Select[Any]:
    return asked if organs is None else asked.where(ratings.c.holder.in_(sorted(organs)))
