"""Which notices somebody wants by mail, and what waits for the mail of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows
from engine.store.tables import mail_choices, mail_lines


def choices(connection: Connection, account: str) -> dict[str, str]:
    """What an account chose, by kind of notice; what it did not choose is left out."""
    rows = all_rows(connection, sa.select(mail_choices).where(mail_choices.c.account == account))
    return {row["kind"]: row["choice"] for row in rows}


def write_choices(connection: Connection, account: str, chosen: Mapping[str, str]) -> None:
    """Write all that an account chose anew."""
    connection.execute(sa.delete(mail_choices).where(mail_choices.c.account == account))
    if chosen:
        rows = [{"account": account, "kind": kind, "choice": choice} for kind, choice in chosen.items()]
        connection.execute(sa.insert(mail_choices), rows)


def insert_lines(connection: Connection, rows: Sequence[Row]) -> None:
    """Let these lines wait for the mail of their day."""
    connection.execute(sa.insert(mail_lines), rows)


def lines(connection: Connection, account: str, due_at: str) -> Sequence[Row]:
    """What waits for the mail that an account gets at that instant, oldest first."""
    mine = (mail_lines.c.account == account, mail_lines.c.due_at <= due_at)
    return all_rows(connection, sa.select(mail_lines).where(*mine).order_by(mail_lines.c.case_id, mail_lines.c.entry))


def drop_lines(connection: Connection, account: str, ids: Sequence[str]) -> None:
    """These lines were sent."""
    mine = (mail_lines.c.account == account, mail_lines.c.id.in_(ids))
    connection.execute(sa.delete(mail_lines).where(*mine))
