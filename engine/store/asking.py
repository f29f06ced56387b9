"""Asking the database: one row, or all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

Row = Mapping[str, Any]

p = sa.bindparam


def one_row(connection: Connection, statement: sa.Executable, parameters: Row | None = None) -> Row | None:
    """The first row, or None."""
    return cast("Row | None", connection.execute(statement, parameters).mappings().first())


def all_rows(connection: Connection, statement: sa.Executable, parameters: Row | None = None) -> Sequence[Row]:
    """Every row, in order."""
    return cast("Sequence[Row]", connection.execute(statement, parameters).mappings().all())
