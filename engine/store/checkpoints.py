"""The leaves and signed checkpoints of the record, and how far each case had come when one saw it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.tables import cases, checkpoints, leaves


def all_leaves(connection: Connection) -> list[bytes]:
    """Every leaf of the record's tree, in order."""
    return [bytes(row[0]) for row in connection.execute(sa.select(leaves.c.body).order_by(leaves.c.position))]


def insert_leaves(connection: Connection, rows: Sequence[Row]) -> None:
    """Append leaves."""
    if rows:
        connection.execute(sa.insert(leaves), rows)


_HEAD = (cases.c.organ, cases.c.id, cases.c.entries, cases.c.head, cases.c.witnessed)


def heads(connection: Connection) -> Sequence[Row]:
    """How far the record of each case has come, and how far a checkpoint saw it."""
    return all_rows(connection, sa.select(*_HEAD).order_by(cases.c.organ, cases.c.id))


_UNWITNESSED = (
    sa.select(*_HEAD).where(cases.c.entries > cases.c.witnessed).order_by(cases.c.organ, cases.c.id).limit(p("most"))
)
_WITNESS = (
    sa.update(cases).where(cases.c.organ == p("b_organ"), cases.c.id == p("b_id")).values(witnessed=p("b_entries"))
)


def unwitnessed_heads(connection: Connection, most: int) -> Sequence[Row]:
    """How far the records of cases have come that were written to since a checkpoint saw them; at most so many."""
    return all_rows(connection, _UNWITNESSED, {"most": most})


def witness(connection: Connection, heads: Sequence[Row]) -> None:
    """Remember how far a checkpoint saw these cases. Not part of the case's own history: no version is counted."""
    seen = [{"b_organ": row["organ"], "b_id": row["id"], "b_entries": row["entries"]} for row in heads]
    if seen:
        connection.execute(_WITNESS, seen)


def last_checkpoint(connection: Connection) -> Row | None:
    """The newest checkpoint."""
    return one_row(connection, sa.select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1))


def insert_checkpoint(connection: Connection, row: Row) -> None:
    """Keep a signed checkpoint."""
    connection.execute(sa.insert(checkpoints), row)


def all_checkpoints(connection: Connection) -> Sequence[Row]:
    """Every checkpoint, oldest first."""
    return all_rows(connection, sa.select(checkpoints).order_by(checkpoints.c.size))
