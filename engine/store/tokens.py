"""The questions asked of the tokens of other programs."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.tables import accounts, tokens

_INSERT = sa.insert(tokens)
_BY_DIGEST = (
    sa.select(tokens, accounts.c.organ.label("account_organ"), accounts.c.person)
    .join(accounts, accounts.c.name == tokens.c.account)
    .where(tokens.c.digest == p("digest"))
)
_LISTED = sa.select(tokens).order_by(tokens.c.id)
_SEEN = sa.update(tokens).where(tokens.c.id == p("b_id")).values(used_at=p("used_at"), used_from=p("used_from"))
_REVOKE = (
    sa.update(tokens)
    .where(tokens.c.id == p("b_id"), tokens.c.revoked_at.is_(None))
    .values(revoked_at=p("revoked_at"), revoked_by=p("revoked_by"))
    .returning(tokens.c.account)
)


def insert_token(connection: Connection, row: Row) -> None:
    """Add a token."""
    connection.execute(_INSERT, row)


def token(connection: Connection, digest: str) -> Row | None:
    """The token with this SHA-256, with its account's row (`account_organ`, `person`)."""
    return one_row(connection, _BY_DIGEST, {"digest": digest})


def tokens_of(connection: Connection, account: str = "") -> Sequence[Row]:
    """The tokens of an account, or of all, in the order in which they were made."""
    asked = _LISTED.where(tokens.c.account == account) if account else _LISTED
    return all_rows(connection, asked)


def see_token(connection: Connection, id: str, at: str, address: str) -> None:
    """The token was used."""
    connection.execute(_SEEN, {"b_id": id, "used_at": at, "used_from": address})


def revoke_token(connection: Connection, id: str, at: str, by: str) -> str | None:
    """The token is worth nothing any more; whose it was, None when there is none or it was so before."""
    row = connection.execute(_REVOKE, {"b_id": id, "revoked_at": at, "revoked_by": by}).first()
    return None if row is None else str(row[0])
