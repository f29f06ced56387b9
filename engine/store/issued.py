"""The register of documents: the numbers they have, what was sealed, and whether each is in force."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.tables import documents, series

_NEXT = {
    name: module.insert(series)
    .values(organ=p("organ"), letter=p("letter"), year=p("year"), last=1)
    .on_conflict_do_update(index_elements=["organ", "letter", "year"], set_={"last": series.c.last + 1})
    .returning(series.c.last)
    for name, module in (("sqlite", sqlite), ("postgresql", postgresql))
}


def next_serial(connection: Connection, organ: str, letter: str, year: int) -> int:
    """The next number of a series. The counter's row stays locked until the transaction ends, so no number is lost
    or given twice."""
    statement = _NEXT[connection.dialect.name]
    found = connection.execute(statement, {"organ": organ, "letter": letter, "year": year}).scalar_one()
    return int(found)


def document(connection: Connection, organ: str, case_id: str, key: str) -> Row | None:
    """The document of a case with this key."""
    return one_row(
        connection,
        sa.select(documents).where(documents.c.organ == organ, documents.c.case_id == case_id, documents.c.key == key),
    )


def insert_document(connection: Connection, row: Row) -> None:
    """Add a document that has its number and waits for its seal."""
    connection.execute(sa.insert(documents), row)


def seal_document(connection: Connection, organ: str, case_id: str, key: str, row: Row) -> bool:
    """Write the hash of a document that has been sealed; False when it had been sealed before."""
    changed = connection.execute(
        sa.update(documents)
        .where(
            documents.c.organ == organ,
            documents.c.case_id == case_id,
            documents.c.key == key,
            documents.c.sha256.is_(None),
        )
        .values(**row)
    )
    return changed.rowcount == 1


def set_document_status(connection: Connection, organ: str, case_id: str, key: str, row: Row) -> None:
    """Write whether a document is in force: `status`, `since`, `suspended_until`, `changed_by`."""
    connection.execute(
        sa.update(documents)
        .where(documents.c.organ == organ, documents.c.case_id == case_id, documents.c.key == key)
        .values(**row)
    )


def documents_of(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """Every document of a case, in order of sealing."""
    return all_rows(
        connection,
        sa.select(documents)
        .where(documents.c.organ == organ, documents.c.case_id == case_id)
        .order_by(documents.c.sealed_at.is_(None), documents.c.sealed_at, documents.c.key),
    )


def documents_by(connection: Connection, column: str, value: str) -> Sequence[Row]:
    """Documents by `number`, `code` or `sha256`."""
    return all_rows(connection, sa.select(documents).where(documents.c[column] == value))


def serials(connection: Connection) -> Sequence[Row]:
    """(for_organ, letter, year, serial) of every document, in order, and the counters: for the check of gaps."""
    return all_rows(
        connection,
        sa.select(
            documents.c.for_organ, documents.c.letter, documents.c.year, documents.c.serial, documents.c.sha256
        ).order_by(documents.c.for_organ, documents.c.letter, documents.c.year, documents.c.serial),
    )


def counters(connection: Connection) -> Sequence[Row]:
    """The last number given in each series."""
    return all_rows(connection, sa.select(series))
