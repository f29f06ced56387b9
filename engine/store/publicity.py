"""The questions that anybody may have answered: what was decided in public, and how long cases took."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, p
from engine.store.tables import answers, cases, documents, is_disclosed

_DISCLOSED = (
    sa.select(
        documents.c.number, documents.c.title, documents.c.dated, documents.c.status,
        documents.c.suspended_until, documents.c.valid_until,
        documents.c.for_organ, cases.c.bundle, cases.c.title.label("matter_title"), cases.c.applicant,
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
        return all_rows(connection, _NEWEST, {"most": most})
    return all_rows(connection, _OLDER, {"most": most, "dated": after[0], "number": after[1]})


def days_taken(connection: Connection, matter: str, most: int) -> list[int]:
    """How many working days each of the cases of a matter took that came out last."""
    return list(connection.execute(_DAYS, {"matter": matter, "most": most}).scalars())


def newest(connection: Connection, matter: str, statuses: Sequence[str], skip: int, most: int) -> Sequence[Row]:
    """{id, bundle, status, received, ended} of the newest cases of a matter in one of these statuses."""
    asked = sa.select(cases.c.id, cases.c.bundle, cases.c.status, cases.c.received, cases.c.ended)
    asked = asked.where(cases.c.matter == matter, cases.c.status.in_(statuses)).order_by(cases.c.id.desc())
    return all_rows(connection, asked.offset(skip).limit(most))


def answers_of(connection: Connection, ids: Sequence[str], form: str) -> dict[str, bytes]:
    """What was last answered to a form, by the id of each of these cases."""
    asked = sa.select(answers.c.case_id, answers.c.data).order_by(answers.c.entry)
    asked = asked.where(answers.c.case_id.in_(ids), answers.c.form == form)
    return {row[0]: row[1] for row in connection.execute(asked)} if ids else {}


def published_of(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The number of the newest published paper, by the id of each of these cases."""
    asked = sa.select(documents.c.case_id, documents.c.number).order_by(documents.c.dated, documents.c.number)
    asked = asked.where(documents.c.case_id.in_(ids), is_disclosed)
    return {row[0]: row[1] for row in connection.execute(asked)} if ids else {}
