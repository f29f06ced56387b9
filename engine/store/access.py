"""The questions asked of passwords, second factors and sessions."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.tables import accounts, identities, passwords, recovery_codes, second_factors, sessions

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
    sa.select(sessions, accounts.c.organ, accounts.c.person, second_factors.c.confirmed_at)
    .join(accounts, accounts.c.name == sessions.c.account)
    .outerjoin(second_factors, second_factors.c.account == sessions.c.account)
    .where(sessions.c.token == p("token"))
)
_SEEN = sa.update(sessions).where(sessions.c.token == p("b_token")).values(seen_at=p("seen_at"))
_END = sa.delete(sessions).where(sessions.c.token == p("token"))
_END_ALL = sa.delete(sessions).where(sessions.c.account == p("account"))
_END_OLD = sa.delete(sessions).where(sessions.c.account == p("account"), sessions.c.ends_at <= p("now"))
_REHASH = sa.update(passwords).where(passwords.c.account == p("b_account")).values(hash=p("hash"))
_FACTOR = sa.select(second_factors).where(second_factors.c.account == p("account"))
_ENROLLED = sa.select(second_factors.c.account).where(
    second_factors.c.account == p("account"), second_factors.c.confirmed_at.is_not(None)
)
_INSERT_FACTOR = sa.insert(second_factors)
_CONFIRM = (
    sa.update(second_factors).where(second_factors.c.account == p("b_account")).values(confirmed_at=p("confirmed_at"))
)
_TAKE_STEP = (
    sa.update(second_factors)
    .where(second_factors.c.account == p("b_account"), second_factors.c.last_step < p("b_step"))
    .values(last_step=p("b_step"))
)
_DROP_FACTOR = sa.delete(second_factors).where(second_factors.c.account == p("account"))
_DROP_CODES = sa.delete(recovery_codes).where(recovery_codes.c.account == p("account"))
_INSERT_CODE = sa.insert(recovery_codes)
_USE_CODE = sa.delete(recovery_codes).where(
    recovery_codes.c.account == p("account"), recovery_codes.c.digest == p("digest")
)
_COUNT_CODES = sa.select(sa.func.count()).select_from(recovery_codes).where(recovery_codes.c.account == p("account"))
_IDENTITY = sa.select(identities.c.account).where(
    identities.c.issuer == p("issuer"), identities.c.subject == p("subject")
)
_IDENTITY_OF = sa.select(identities.c.subject).where(
    identities.c.issuer == p("issuer"), identities.c.account == p("account")
)
_INSERT_IDENTITY = sa.insert(identities)
_SESSIONS = sa.select(sessions).where(sessions.c.account == p("account")).order_by(sessions.c.begun_at.desc())


NO_PASSWORD = "!"
"""Stands where a hash would, for somebody whose failures are counted, but who has no password."""


def password(connection: Connection, account: str) -> Row | None:
    """The password's hash, its failures in a row, and until when the account is locked."""
    return one_row(connection, _PASSWORD, {"account": account})


def put_password(connection: Connection, account: str, hashed: str, set_at: str) -> None:
    """Write a password, new or anew."""
    connection.execute(_FORGET_PASSWORD, {"account": account})
    row = {"account": account, "hash": hashed, "set_at": set_at, "failures": 0, "locked_until": None}
    connection.execute(_INSERT_PASSWORD, row)


def rehash(connection: Connection, account: str, hashed: str) -> None:
    """Keep the same password under a hash of today's strength."""
    connection.execute(_REHASH, {"b_account": account, "hash": hashed})


def count_failure(connection: Connection, account: str, now: str) -> int:
    """One more failure in a row, of the password or the second factor; how many there are now."""
    found = connection.execute(_FAILED, {"b_account": account}).scalar_one_or_none()
    if found is None:  # somebody who comes in without a password of ours: no hash is like this one
        put_password(connection, account, NO_PASSWORD, now)
        found = connection.execute(_FAILED, {"b_account": account}).scalar_one()
    return int(found)


def count_anew(connection: Connection, account: str, locked_until: str | None) -> None:
    """Count failures from nothing, after a success or when the account is locked."""
    connection.execute(_COUNT_ANEW, {"b_account": account, "locked_until": locked_until})


def insert_session(connection: Connection, row: Row) -> None:
    """Add a session; those of the account that have ended are cleared away."""
    connection.execute(_END_OLD, {"account": row["account"], "now": row["begun_at"]})
    connection.execute(_INSERT_SESSION, row)


def session(connection: Connection, token: str) -> Row | None:
    """The session whose token has this SHA-256, with its account's row."""
    return one_row(connection, _SESSION, {"token": token})


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
    return all_rows(connection, _SESSIONS, {"account": account})


def second_factor(connection: Connection, account: str) -> Row | None:
    """The account's second factor, confirmed or not."""
    return one_row(connection, _FACTOR, {"account": account})


def is_enrolled(connection: Connection, account: str) -> bool:
    """Whether the account has a second factor that is confirmed."""
    return connection.execute(_ENROLLED, {"account": account}).first() is not None


def insert_second_factor(connection: Connection, account: str, secret: bytes) -> None:
    """Add a second factor that waits to be confirmed."""
    row = {"account": account, "secret": secret, "confirmed_at": None, "last_step": 0}
    connection.execute(_INSERT_FACTOR, row)


def confirm_second_factor(connection: Connection, account: str, at: str) -> None:
    """The second factor counts."""
    connection.execute(_CONFIRM, {"b_account": account, "confirmed_at": at})


def take_step(connection: Connection, account: str, step: int) -> bool:
    """Whether no code of this step or a later one was taken before; from now on it was."""
    return connection.execute(_TAKE_STEP, {"b_account": account, "b_step": step}).rowcount == 1


def drop_second_factor(connection: Connection, account: str) -> bool:
    """There is no second factor any more; whether there was one."""
    connection.execute(_DROP_CODES, {"account": account})
    return connection.execute(_DROP_FACTOR, {"account": account}).rowcount == 1


def put_recovery_codes(connection: Connection, account: str, digests: Sequence[str]) -> None:
    """These are the account's recovery codes, and no others."""
    connection.execute(_DROP_CODES, {"account": account})
    connection.execute(_INSERT_CODE, [{"account": account, "digest": digest} for digest in digests])


def use_recovery_code(connection: Connection, account: str, digest: str) -> bool:
    """Whether it was a code of the account; it is one no more."""
    return connection.execute(_USE_CODE, {"account": account, "digest": digest}).rowcount == 1


def count_recovery_codes(connection: Connection, account: str) -> int:
    """How many codes are left."""
    return int(connection.execute(_COUNT_CODES, {"account": account}).scalar_one())


def linked_account(connection: Connection, issuer: str, subject: str) -> str:
    """Whose account an identity of another house is; empty when it is nobody's yet."""
    return str(connection.execute(_IDENTITY, {"issuer": issuer, "subject": subject}).scalar() or "")


def is_linked(connection: Connection, issuer: str, account: str) -> bool:
    """Whether some identity of that house has the account."""
    return connection.execute(_IDENTITY_OF, {"issuer": issuer, "account": account}).first() is not None


def link(connection: Connection, issuer: str, subject: str, account: str, at: str) -> None:
    """From now on the identity has the account."""
    row = {"issuer": issuer, "subject": subject, "account": account, "at": at}
    connection.execute(_INSERT_IDENTITY, row)
