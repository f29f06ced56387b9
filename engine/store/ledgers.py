"""The questions asked of the ledgers: chains of entries that belong to no act on a case."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows
from engine.store.tables import ledger_entries, ledgers

_KEY = (ledgers.c.organ == sa.bindparam("b_organ"), ledgers.c.name == sa.bindparam("b_name"))

_TAKE = {
    name: module.insert(ledgers)
    .values(
        organ=sa.bindparam("b_organ"), name=sa.bindparam("b_name"), entries=0, head=sa.bindparam("b_start"), last_at=""
    )
    .on_conflict_do_update(index_elements=["organ", "name"], set_={"entries": ledgers.c.entries})
    .returning(ledgers.c.entries, ledgers.c.head, ledgers.c.last_at)
    for name, module in (("sqlite", sqlite), ("postgresql", postgresql))
}
_INSERT = sa.insert(ledger_entries)
_MOVE_ON = (
    sa.update(ledgers)
    .where(*_KEY)
    .values(entries=sa.bindparam("entries"), head=sa.bindparam("head"), last_at=sa.bindparam("last_at"))
)
_NEWEST = (
    sa.select(ledger_entries.c.number, ledger_entries.c.body, ledger_entries.c.hash)
    .where(ledger_entries.c.organ == sa.bindparam("b_organ"), ledger_entries.c.ledger == sa.bindparam("b_name"))
    .order_by(ledger_entries.c.number.desc())
)
_HEADS = sa.select(
    ledgers.c.organ, ledgers.c.name.label("id"), ledgers.c.entries, ledgers.c.head, ledgers.c.witnessed
).order_by(ledgers.c.organ, ledgers.c.name)
_UNWITNESSED = _HEADS.where(ledgers.c.entries > ledgers.c.witnessed).limit(sa.bindparam("most"))
_WITNESS = sa.update(ledgers).where(*_KEY).values(witnessed=sa.bindparam("b_entries"))


def take(connection: Connection, organ: str, name: str, start: bytes) -> tuple[int, bytes, str]:
    """How many entries the ledger has, the hash of the last, and its instant; begun with `start` when there is none.

    Its row stays locked until the transaction ends, so that nobody else can write the same entry.
    """
    found = connection.execute(
        _TAKE[connection.dialect.name], {"b_organ": organ, "b_name": name, "b_start": start}
    ).one()
    return int(found[0]), bytes(found[1]), str(found[2])


def append(connection: Connection, organ: str, name: str, number: int, body: bytes, head: bytes, at: str) -> None:
    """Write the entry that comes next into a ledger that was taken."""
    connection.execute(_INSERT, {"organ": organ, "ledger": name, "number": number, "body": body, "hash": head})
    connection.execute(_MOVE_ON, {"b_organ": organ, "b_name": name, "entries": number, "head": head, "last_at": at})


def entries_of(
    connection: Connection, organ: str, name: str, most: int | None = None
) -> list[tuple[int, bytes, bytes]]:
    """(number, canonical bytes, hash) of a ledger, in order: all, or the newest."""
    found = connection.execute(_NEWEST.limit(most), {"b_organ": organ, "b_name": name})
    return [(row[0], bytes(row[1]), bytes(row[2])) for row in found][::-1]


def heads(connection: Connection) -> Sequence[Row]:
    """How far each ledger has come: as `checkpoints.heads`, with the ledger's name as `id`."""
    return all_rows(connection, _HEADS)


def unwitnessed_heads(connection: Connection, most: int) -> Sequence[Row]:
    """How far those ledgers have come that were written to since a checkpoint saw them; at most so many."""
    return all_rows(connection, _UNWITNESSED, {"most": most})


def witness(connection: Connection, seen: Sequence[Row]) -> None:
    """Remember how far a checkpoint saw these ledgers."""
    rows = [{"b_organ": row["organ"], "b_name": row["id"], "b_entries": row["entries"]} for row in seen]
    if rows:
        connection.execute(_WITNESS, rows)
