"""The versions of matters: their files under a fingerprint, and which is the current one from which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row
from engine.store.tables import bundles, publications


def bundle(connection: Connection, fingerprint: str) -> bytes | None:
    """The files of a published matter, packed."""
    found = connection.execute(sa.select(bundles.c.files).where(bundles.c.hash == fingerprint)).scalar()
    return bytes(found) if found is not None else None


def insert_bundle(connection: Connection, row: Row) -> None:
    """Keep the files of a matter under their fingerprint; nothing happens when they are there."""
    if bundle(connection, row["hash"]) is None:
        connection.execute(sa.insert(bundles), row)


def all_bundles(connection: Connection) -> Iterable[tuple[str, bytes]]:
    """(fingerprint, packed files) of every bundle."""
    return [(row[0], bytes(row[1])) for row in connection.execute(sa.select(bundles.c.hash, bundles.c.files))]


def all_publications(connection: Connection) -> Sequence[Row]:
    """Every publication, oldest first."""
    return all_rows(connection, sa.select(publications).order_by(publications.c.at, publications.c.matter))


def insert_publication(connection: Connection, row: Row) -> None:
    """Make a bundle the current version of its matter."""
    connection.execute(sa.insert(publications), row)


_NEWEST = (
    sa.select(publications.c.matter, sa.func.max(publications.c.at).label("at"))
    .group_by(publications.c.matter)
    .subquery()
)
_CURRENT = (
    sa.select(publications)
    .join(_NEWEST, sa.and_(publications.c.matter == _NEWEST.c.matter, publications.c.at == _NEWEST.c.at))
    .where(publications.c.bundle != "")
    .order_by(publications.c.matter)
)


def current_publications(connection: Connection) -> Sequence[Row]:
    """The newest publication of each matter that is not retired."""
    return all_rows(connection, _CURRENT)


def publication(connection: Connection, matter: str, today: str) -> Row | None:
    """The newest publication of one matter that is in effect on that day."""
    statement = (
        sa.select(publications)
        .where(publications.c.matter == matter, publications.c.effective <= today)
        .order_by(publications.c.at.desc())
        .limit(1)
    )
    return one_row(connection, statement)


def newest_publication(connection: Connection, matter: str) -> Row | None:
    """The newest publication of one matter, in effect or not yet."""
    statement = (
        sa.select(publications).where(publications.c.matter == matter).order_by(publications.c.at.desc()).limit(1)
    )
    return one_row(connection, statement)
