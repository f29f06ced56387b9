"""Statements of the hot path, put into each database's own words once.

SQLAlchemy, too, compiles a statement once, but at every execution it looks the result up, puts the parameters in order
and asks every column's type what to make of each value. For a statement about one row that costs more than the database
itself. Nothing is lost here: our columns hold text, whole numbers and bytes, which both drivers take and give as they
are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult

Row = Mapping[str, Any]


class Prepared:
    """A statement of fixed shape. The columns of an INSERT are those of the rows it is given."""

    def __init__(self, statement: sa.Insert | sa.Update | sa.Select[Any]) -> None:
        self._statement = statement
        self._is_insert = isinstance(statement, sa.Insert)
        self._said: dict[tuple[str, tuple[str, ...]], tuple[str, Callable[[Row], Any]]] = {}

    def run(self, connection: Connection, row: Row) -> CursorResult[Any]:
        """Execute it with these parameters."""
        text, arguments = self._in_words_of(connection, row)
        return connection.exec_driver_sql(text, arguments(row))

    def run_each(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute it once for each of the rows, which have the same columns; not at all when there are none."""
        if len(rows) == 1:
            self.run(connection, rows[0])
        elif rows:
            text, arguments = self._in_words_of(connection, rows[0])
            connection.exec_driver_sql(text, [arguments(row) for row in rows])

    def _in_words_of(self, connection: Connection, row: Row) -> tuple[str, Callable[[Row], Any]]:
        key = (connection.dialect.name, tuple(row) if self._is_insert else ())
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = self._compiled(connection, list(row) if self._is_insert else None)
        return said

    def _compiled(self, connection: Connection, columns: list[str] | None) -> tuple[str, Callable[[Row], Any]]:
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=columns)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        names = compiled.positiontup
        if names is None:
            return str(compiled), lambda row: {**fixed, **row}
        by_position = itemgetter(*names)
        if len(names) == 1:
            return str(compiled), lambda row: (by_position({**fixed, **row}),)
        if fixed:
            return str(compiled), lambda row: by_position({**fixed, **row})
        return str(compiled), by_position
