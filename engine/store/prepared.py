"""Statements of the hot path, put into each database's own words once and given to its driver as they are.

SQLAlchemy, too, compiles a statement once, but at every execution it looks the result up, puts the parameters in order,
describes every column of the result anew and asks its type what to make of each value. For a statement about one row
that costs more than the database itself. Nothing is lost here: our columns hold text, whole numbers and bytes, which
both drivers take and give as they are; what a driver raises becomes SQLAlchemy's exception as elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

Row = Mapping[str, Any]


class Prepared:
    """A statement of fixed shape. The columns of an INSERT are those of the rows it is given."""

    def __init__(self, statement: sa.Insert | sa.Update | sa.Select[Any]) -> None:
        self._statement = statement
        self._is_insert = isinstance(statement, sa.Insert)
        self._columns = tuple(statement.selected_columns.keys()) if isinstance(statement, sa.Select) else ()
        self._said: dict[tuple[str, tuple[str, ...]], tuple[str, Callable[[Row], Any]]] = {}

    def first(self, connection: Connection, row: Row) -> Row | None:
        """The first row that is selected with these parameters."""
        text, arguments = self._in_words_of(connection, row)
        found = send(connection, text, arguments(row)).fetchone()
        return None if found is None else dict(zip(self._columns, found, strict=True))

    def run(self, connection: Connection, row: Row) -> int:
        """Execute it with these parameters; returns how many rows it changed."""
        text, arguments = self._in_words_of(connection, row)
        return int(send(connection, text, arguments(row)).rowcount)

    def run_each(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Execute it once for each of the rows, which have the same columns; not at all when there are none."""
        if len(rows) == 1:
            self.run(connection, rows[0])
        elif rows:
            text, arguments = self._in_words_of(connection, rows[0])
            send(connection, text, [arguments(row) for row in rows], each=True)

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


def send(connection: Connection, text: str, parameters: Any = (), *, each: bool = False) -> Any:
    """Execute this (`each`: once for each of the parameters); returns what has `rowcount` and `fetchone`.

    Where somebody listens to what an engine executes (a test, a benchmark, an operator's tracing), SQLAlchemy sends it
    and tells them.
    """
    if connection.engine.dispatch.before_cursor_execute:
        return connection.exec_driver_sql(text, parameters)
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if each else cursor.execute)(text, parameters)
    except Exception as error:
        driver: Any = connection.dialect.loaded_dbapi
        if not isinstance(error, driver.Error):
            raise
        raise sa.exc.DBAPIError.instance(
            text, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
    return cursor
