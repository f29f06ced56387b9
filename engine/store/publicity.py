"""The questions that anybody may have answered: what was decided in public, and how long cases took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.questions import Row, p
from engine.store.tables import cases, documents, is_disclosed

_DISCLOSED = (
    sa.select(
        documents.c.number, documents.c.title, documents.c.dated, documents.c.status,
        documents.c.suspended_until, documents.c.valid_until,
        documents.c.for_organ, cases.c.matter, cases.c.title.label("matter_title"), cases.c.applicant,
    )
    .join(cases, sa.and_(cases.c.organ == documents.c.organ, cases.c.id == documents.c.case_id))
    .where(is_disclosed)
)  # fmt: skip
_NEWEST = _DISCLOSED.order_by(documents.c.dated.desc(), documents.c.number.desc()).limit(p("most"))
_OLDER = _NEWEST.where(sa.tuple_(documents.c.dated, documents.c.number) < sa.tuple_(p("dated"), p("number")))
_DAYS = (
    sa.select(cases.c.days)
    .where(cases.c.matter == p("matter"), cases.c.closed_at.is_not(None), cases.c.days.is_not(None))
    .order_by(cases.c.closed_at.desc())
    .limit(p("most"))
)


def disclosed(connection: Connection, after: tuple[str, str] | None, most: int) -> Sequence[Row]:
    """Sealed documents that are public, the newest first; `after`: older than the one of this day and number."""
    if after is None:
        found = connection.execute(_NEWEST, {"most": most})
    else:
        found = connection.execute(_OLDER, {"most": most, "dated": after[0], "number": after[1]})
    return cast("Sequence[Row]", found.mappings().all())


def days_taken(connection: Connection, matter: str, most: int) -> list[int]:
    """How many working days each of the cases of a matter took that came out last."""
    return list(connection.execute(_DAYS, {"matter": matter, "most": most}).scalars())
