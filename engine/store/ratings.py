"""The questions asked of ratings: what applicants thought of a case or a visit, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.questions import Row
from engine.store.tables import cases, ratings

_LISTED = (
    sa.select(ratings, cases.c.number, cases.c.title, cases.c.matter)
    .join(cases, sa.and_(cases.c.organ == ratings.c.organ, cases.c.id == ratings.c.case_id))
    .order_by(ratings.c.at.desc(), ratings.c.case_id.desc(), ratings.c.visit.desc())
)


def insert(connection: Connection, row: Row) -> None:
    """Add a rating; of one visit, or of one case, there is one."""
    connection.execute(sa.insert(ratings), row)


def of_case(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """The ratings of a case and of the visits for it, oldest first."""
    asked = sa.select(ratings).where(ratings.c.organ == organ, ratings.c.case_id == case_id).order_by(ratings.c.at)
    return cast("Sequence[Row]", connection.execute(asked).mappings().all())


def advance(connection: Connection, row: Row, values: Row) -> None:
    """Write what was done about a rating."""
    key = (ratings.c.organ == row["organ"], ratings.c.case_id == row["case_id"], ratings.c.visit == row["visit"])
    connection.execute(sa.update(ratings).where(*key).values(**values))


def listed(connection: Connection, holder: str | None, *, open_only: bool, before: str, most: int) -> Sequence[Row]:
    """The newest ratings of what an organ did (None: of all); open_only: those that still want rectification."""
    asked = _LISTED if holder is None else _LISTED.where(ratings.c.holder == holder)
    if open_only:
        asked = asked.where(ratings.c.due_on.is_not(None), ratings.c.resolved_at.is_(None))
    if before:
        key = sa.tuple_(ratings.c.at, ratings.c.case_id, ratings.c.visit)
        asked = asked.where(key < sa.tuple_(*map(sa.literal, before.split("/"))))
    return cast("Sequence[Row]", connection.execute(asked.limit(most)).mappings().all())


def grades(connection: Connection, holder: str | None) -> dict[int, int]:
    """How often each grade was given."""
    asked = sa.select(ratings.c.grade, sa.func.count()).group_by(ratings.c.grade)
    asked = asked if holder is None else asked.where(ratings.c.holder == holder)
    return {row[0]: row[1] for row in connection.execute(asked)}
