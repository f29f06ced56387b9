"""Statements said in the database's words once do what SQLAlchemy would have done with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from engine.store.database import Database, WrittenByAnother
from engine.store.prepared import Prepared

NOTES = sa.Table(
    "notes",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False, server_default=sa.text("'（空）'")),
    sa.Column("data", sa.LargeBinary),
)
ADD = Prepared(sa.insert(NOTES))
CHANGE = Prepared(sa.update(NOTES).where(NOTES.c.id == sa.bindparam("b_id"), NOTES.c.text == "旧").values(text="新"))
FIND = Prepared(sa.select(NOTES).where(NOTES.c.id == sa.bindparam("id")))


@pytest.fixture
def database(databases: str) -> Iterator[Database]:
    """A database with one table of notes."""
    database = Database(databases)
    with database.writing() as connection:
        NOTES.create(connection)
    yield database
    database.close()


def test_rows_are_added_with_the_columns_they_have(database: Database) -> None:
    with database.writing() as connection:
        ADD.run(connection, {"id": 1})
        ADD.run_each(connection, [{"text": "100%的：？", "id": 2, "data": b"\0\xff"}])
        ADD.run_each(connection, [{"id": 3, "text": "甲"}, {"id": 4, "text": "乙"}])
        ADD.run_each(connection, [])

    with database.reading() as connection:
        found = [tuple(row) for row in connection.execute(sa.select(NOTES).order_by(NOTES.c.id))]
    assert found == [(1, "（空）", None), (2, "100%的：？", b"\0\xff"), (3, "甲", None), (4, "乙", None)]


def test_values_of_the_statement_itself_stand_beside_those_given(database: Database) -> None:
    with database.writing() as connection:
        ADD.run_each(connection, [{"id": 1, "text": "旧"}, {"id": 2, "text": "别的"}])

        assert [CHANGE.run(connection, {"b_id": id}) for id in (1, 2, 3)] == [1, 0, 0]
        assert FIND.first(connection, {"id": 1}) == {"id": 1, "text": "新", "data": None}
        assert FIND.first(connection, {"id": 3}) is None


def test_what_the_driver_raises_is_raised_as_elsewhere(database: Database) -> None:
    with pytest.raises(WrittenByAnother), database.writing() as connection:
        ADD.run_each(connection, [{"id": 1}, {"id": 1}])

    with database.reading() as connection:
        assert FIND.first(connection, {"id": 1}) is None


def test_who_listens_to_statements_hears_of_these(database: Database) -> None:
    database.count_statements()

    with database.writing() as connection:
        ADD.run_each(connection, [{"id": 1}, {"id": 2}])
        assert FIND.first(connection, {"id": 2}) == {"id": 2, "text": "（空）", "data": None}

    # PostgreSQL's driver begins and commits by itself; the limit of waiting is set first.
    assert database.statements == {"sqlite": 4, "postgresql": 3}[database.engine.dialect.name]
