"""The question asked of files: who refers to them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import p
from engine.store.tables import documents, materials, scans

_REFERRED = sa.union(
    *(
        sa.select(table.c.sha256).where(table.c.sha256.in_(p("files", expanding=True)))
        for table in (materials, documents, scans)
    )
)


def referred_to(connection: Connection, files: Sequence[str]) -> set[str]:
    """Those of these files that a case holds, a document is, or the virus scanner was told of."""
    return {row.sha256 for row in connection.execute(_REFERRED, {"files": list(files)})}
