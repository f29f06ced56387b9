"""The questions that the three administrators ask, and what is erased when its time is over."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, p
from engine.store.tables import cases, documents, drafts, ledger_entries, passwords, second_factors, sessions

_SESSIONS = (
    sa.select(sessions).where(sessions.c.ends_at > p("now")).order_by(sessions.c.seen_at.desc()).limit(p("most"))
)
_CLOSED = sa.select(passwords.c.account).where(passwords.c.locked_until > p("now"))
_ENROLLED = sa.select(second_factors.c.account).where(second_factors.c.confirmed_at.is_not(None))
_WITH_PASSWORD = sa.select(passwords.c.account)
_SEALED = (
    sa.select(
        documents.c.number, documents.c.title, documents.c.sealed_at, documents.c.status, cases.c.number.label("case")
    )
    .join(cases, sa.and_(cases.c.organ == documents.c.organ, cases.c.id == documents.c.case_id))
    .where(documents.c.sealed_with.in_(p("keys", expanding=True)))
    .order_by(documents.c.sealed_at.desc())
    .limit(p("most"))
)
_COUNT_SEALED = (
    sa.select(
        documents.c.sealed_with.label("key"),
        sa.func.count().label("count"),
        sa.func.max(documents.c.sealed_at).label("last"),
    )
    .where(documents.c.sealed_with.is_not(None))
    .group_by(documents.c.sealed_with)
)
_BEFORE = (
    sa.select(ledger_entries.c.number, ledger_entries.c.body)
    .where(ledger_entries.c.organ == p("organ"), ledger_entries.c.ledger == p("ledger"))
    .where(ledger_entries.c.number < p("before"))
    .order_by(ledger_entries.c.number.desc())
    .limit(p("most"))
)
_OLD_DRAFTS = sa.delete(drafts).where(drafts.c.saved_at < p("before"))
_OLD_SESSIONS = sa.delete(sessions).where(sessions.c.ends_at < p("before"))


def open_sessions(connection: Connection, now: str, most: int) -> Sequence[Row]:
    """Who is logged in, the last seen first."""
    return all_rows(connection, _SESSIONS, {"now": now, "most": most})


def closed_accounts(connection: Connection, now: str) -> frozenset[str]:
    """The accounts that are closed after failures."""
    return frozenset(connection.execute(_CLOSED, {"now": now}).scalars())


def enrolled_accounts(connection: Connection) -> frozenset[str]:
    """The accounts that have a second factor."""
    return frozenset(connection.execute(_ENROLLED).scalars())


def accounts_with_password(connection: Connection) -> frozenset[str]:
    """The accounts that have a password."""
    return frozenset(connection.execute(_WITH_PASSWORD).scalars())


def sealed_with(connection: Connection, keys: Sequence[str], most: int) -> Sequence[Row]:
    """The newest documents sealed with these keys, by the fingerprints of their X.509 certificates."""
    return all_rows(connection, _SEALED, {"keys": list(keys), "most": most})


def count_sealed(connection: Connection) -> dict[str, tuple[int, str]]:
    """How many documents each key has sealed, and when last."""
    return {row["key"]: (row["count"], row["last"]) for row in all_rows(connection, _COUNT_SEALED)}


def entries_before(connection: Connection, organ: str, ledger: str, before: int, most: int) -> list[tuple[int, bytes]]:
    """(number, canonical bytes) of the entries of a ledger before that number, the newest first."""
    asked = {"organ": organ, "ledger": ledger, "before": before, "most": most}
    return [(row[0], bytes(row[1])) for row in connection.execute(_BEFORE, asked)]


def erase_drafts(connection: Connection, before: str) -> int:
    """Drafts that nobody has touched since then are gone; how many."""
    return int(connection.execute(_OLD_DRAFTS, {"before": before}).rowcount)


def erase_sessions(connection: Connection, before: str) -> int:
    """Sessions that ended before then are gone; how many."""
    return int(connection.execute(_OLD_SESSIONS, {"before": before}).rowcount)
