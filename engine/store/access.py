"""The questions asked of passwords and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.questions import Row, p
from engine.store.tables import accounts, passwords, sessions

_PASSWORD = sa.select(passwords).where(passwords.c.account == p("account"))
_FORGET_PASSWORD = sa.delete(passwords).where(passwords.c.account == p("account"))
_INSERT_PASSWORD = sa.insert(passwords)
_FAILED = (
    sa.update(passwords)
    .where(passwords.c.account == p("b_account"))
    .values(failures=passwords.c.failures + 1)
    .returning(passwords.c.failures)
)
_COUNT_ANEW = (
    sa.update(passwords).where(passwords.c.account == p("b_account")).values(failures=0, locked_until=p("locked_until"))
)
_INSERT_SESSION = sa.insert(sessions)
_SESSION = (
    sa.select(sessions, accounts.c.organ, accounts.c.person)
    .join(accounts, accounts.c.name == sessions.c.account)
    .where(sessions.c.token == p("token"))
)
_SEEN = sa.update(sessions).where(sessions.c.token == p("b_token")).values(seen_at=p("seen_at"))
_END = sa.delete(sessions).where(sessions.c.token == p("token"))
_END_ALL = sa.delete(sessions).where(sessions.c.account == p("account"))
_END_OLD = sa.delete(sessions).where(sessions.c.account == p("account"), sessions.c.ends_at <= p("now"))
_SESSIONS = sa.select(sessions).where(sessions.c.account == p("account")).order_by(sessions.c.begun_at.desc())


def password(connection: Connection, account: str) -> Row | None:
    """The password's hash, its failures in a row, and until when the account is locked."""
    return cast("Row | None", connection.execute(_PASSWORD, {"account": account}).mappings().first())


def put_password(connection: Connection, account: str, hashed: str, set_at: str) -> None:
    """Write a password, new or anew."""
    connection.execute(_FORGET_PASSWORD, {"account": account})
    row = {"account": account, "hash": hashed, "set_at": set_at, "failures": 0, "locked_until": None}
    connection.execute(_INSERT_PASSWORD, row)


def count_failure(connection: Connection, account: str) -> int:
    """One more failure in a row; how many there are now."""
    return int(connection.execute(_FAILED, {"b_account": account}).scalar_one())


def count_anew(connection: Connection, account: str, locked_until: str | None) -> None:
    """Count failures from nothing, after a success or when the account is locked."""
    connection.execute(_COUNT_ANEW, {"b_account": account, "locked_until": locked_until})


def insert_session(connection: Connection, row: Row) -> None:
    """Add a session; those of the account that have ended are cleared away."""
    connection.execute(_END_OLD, {"account": row["account"], "now": row["begun_at"]})
    connection.execute(_INSERT_SESSION, row)


def session(connection: Connection, token: str) -> Row | None:
    """The session whose token has this SHA-256, with its account's row."""
    return cast("Row | None", connection.execute(_SESSION, {"token": token}).mappings().first())


def see_session(connection: Connection, token: str, at: str) -> None:
    """The session was used."""
    connection.execute(_SEEN, {"b_token": token, "seen_at": at})


def end_session(connection: Connection, token: str) -> None:
    """There is no such session any more."""
    connection.execute(_END, {"token": token})


def end_sessions(connection: Connection, account: str) -> None:
    """The account is logged in nowhere."""
    connection.execute(_END_ALL, {"account": account})


def sessions_of(connection: Connection, account: str) -> Sequence[Row]:
    """Where the account is logged in, newest first."""
    return cast("Sequence[Row]", connection.execute(_SESSIONS, {"account": account}).mappings().all())
