"""The fixtures the store's tests stand on."""

from __future__ import annotations

import sqlalchemy as sa

from engine.store.database import Database
from engine.store.upgrade import current, latest
from tools import postgres


def test_a_database_is_empty_and_takes_chinese_text(databases: str) -> None:
    engine = sa.create_engine(databases)

    with engine.begin() as connection:
        tables = sa.inspect(connection).get_table_names()
        word = connection.scalar(sa.select(sa.literal("𠮷野家示例市司法局")))
    engine.dispose()

    assert tables == []
    assert word == "𠮷野家示例市司法局"


def test_a_database_made_from_a_template_holds_its_rows_and_leaves_it_alone(postgres_server: postgres.Server) -> None:
    template = postgres_server.create()
    _run(template, "create table seal (code text)", "insert into seal values ('1101010001')")

    copy = postgres_server.create(template=template)
    _run(copy, "delete from seal")

    engine = sa.create_engine(template)
    with engine.begin() as connection:
        assert connection.scalar(sa.text("select code from seal")) == "1101010001"
    engine.dispose()


def test_a_database_with_tables_is_at_the_latest_revision(database: Database) -> None:
    assert current(database) == latest()


def _run(url: str, *statements: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()
