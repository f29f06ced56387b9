"""What was promised and is to be checked, who may not promise, and which proofs nobody needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows
from engine.store.tables import bars, cases, needless_proofs, promises


def insert_promises(connection: Connection, rows: Sequence[Row]) -> None:
    """Keep what was promised in a case."""
    if rows:
        connection.execute(sa.insert(promises), rows)


def update_promise(connection: Connection, organ: str, case_id: str, commitment: str, now: Mapping[str, Any]) -> None:
    """Write until when a promise is to be checked, or what became of it."""
    mine = (promises.c.organ == organ, promises.c.case_id == case_id, promises.c.commitment == commitment)
    connection.execute(sa.update(promises).where(*mine).values(**now))


def promises_of(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """What was promised in a case."""
    mine = sa.select(promises).where(promises.c.organ == organ, promises.c.case_id == case_id)
    return all_rows(connection, mine.order_by(promises.c.commitment))


def promises_to_check(connection: Connection, organ: str, by: str, most: int = 200) -> Sequence[Row]:
    """The promises an organ has to check by a day, the most urgent first, with the number of their case."""
    return all_rows(
        connection,
        sa.select(promises, cases.c.number)
        .join(cases, (cases.c.organ == promises.c.organ) & (cases.c.id == promises.c.case_id))
        .where(promises.c.for_organ == organ, promises.c.state == "open", promises.c.check_by <= by)
        .order_by(promises.c.check_by, promises.c.case_id)
        .limit(most),
    )


def promises_made(connection: Connection, account: str, most: int = 200) -> Sequence[Row]:
    """What was promised in the cases in which this account is applicant or agent, the newest case first: the columns of
    the case, and those of the promise under `promise_`."""
    mine = [sa.select(cases.c.id).where(column == account) for column in (cases.c.applicant, cases.c.agent)]
    return all_rows(
        connection,
        sa.select(cases, *(column.label(f"promise_{column.name}") for column in promises.c))
        .join(promises, (cases.c.organ == promises.c.organ) & (cases.c.id == promises.c.case_id))
        .where(cases.c.id.in_(sa.union(*mine)))
        .order_by(cases.c.id.desc(), promises.c.commitment)
        .limit(most),
    )


def insert_needless_proof(connection: Connection, row: Row) -> None:
    """Enter a proof into the register of needless proofs."""
    connection.execute(sa.insert(needless_proofs), row)


def all_needless_proofs(connection: Connection) -> Sequence[Row]:
    """What the office has entered into the register, oldest first."""
    return all_rows(connection, sa.select(needless_proofs).order_by(needless_proofs.c.since, needless_proofs.c.id))


def insert_bar(connection: Connection, row: Row) -> None:
    """Bar somebody from promising."""
    connection.execute(sa.insert(bars), row)


def bars_of(connection: Connection, identity: str, on: str) -> Sequence[Row]:
    """What bars a person or body, whatever account is used, from promising on a day."""
    there = sa.select(bars).where(bars.c.identity == identity, bars.c.since <= on, bars.c.until >= on)
    return all_rows(connection, there.order_by(bars.c.until.desc()))
