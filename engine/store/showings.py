"""Questions about what is shown: which codes were used, and which organs may read a paper that somebody else holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row
from engine.store.tables import authorisations, documents, used_codes

_PAPER = (
    authorisations.c.organ == documents.c.organ,
    authorisations.c.case_id == documents.c.case_id,
    authorisations.c.key == documents.c.key,
)
_LISTED = sa.select(
    authorisations, documents.c.number, documents.c.title, documents.c.kind, documents.c.code
).select_from(authorisations.join(documents, sa.and_(*_PAPER)))  # fmt: skip


def use_code(connection: Connection, nonce: str, ends_at: str, now: str) -> bool:
    """Whether nobody used the code of this nonce before; from now on it is used. What has ended is forgotten."""
    # What another is forgetting at this moment is left to it: two that wait for each other's rows would never end.
    ended = sa.select(used_codes.c.nonce).where(used_codes.c.ends_at < now).with_for_update(skip_locked=True)
    connection.execute(sa.delete(used_codes).where(used_codes.c.nonce.in_(ended)))
    module: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = module.insert(used_codes).values(nonce=nonce, ends_at=ends_at).on_conflict_do_nothing()
    return connection.execute(statement.returning(used_codes.c.nonce)).first() is not None


def insert_authorisation(connection: Connection, row: Row) -> None:
    """Let an organ read a paper."""
    connection.execute(sa.insert(authorisations), row)


def authorisation(connection: Connection, id: str, account: str) -> Row | None:
    """The authorisation of this id that the account gave."""
    asked = _LISTED.where(authorisations.c.id == id, authorisations.c.account == account)
    return one_row(connection, asked)


def authorisations_by(connection: Connection, account: str) -> Sequence[Row]:
    """What an account authorised, the newest first."""
    asked = _LISTED.where(authorisations.c.account == account).order_by(authorisations.c.id.desc())
    return all_rows(connection, asked)


def authorisations_for(connection: Connection, organ: str, today: str) -> Sequence[Row]:
    """What holders let an organ read today, the newest first."""
    asked = _LISTED.where(
        authorisations.c.for_organ == organ, authorisations.c.until >= today, authorisations.c.withdrawn_at.is_(None)
    )
    return all_rows(connection, asked.order_by(authorisations.c.id.desc()))


def withdraw(connection: Connection, id: str, at: str) -> bool:
    """Let an authorisation hold no more; False when it was withdrawn before."""
    open_ones = sa.update(authorisations).where(authorisations.c.id == id, authorisations.c.withdrawn_at.is_(None))
    return connection.execute(open_ones.values(withdrawn_at=at).returning(authorisations.c.id)).first() is not None
