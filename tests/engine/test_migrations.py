"""The tables as the migrations make them, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import orjson
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine.assembly import open_office
from engine.authority import Account
from engine.config import Settings
from engine.founding import found
from engine.standing import Standing
from engine.store.database import Database, DatabaseNotReady, append_only_triggers
from engine.store.tables import APPEND_ONLY, metadata
from engine.store.upgrade import DatabaseOfAnotherVersion, _config, current, latest, upgrade
from engine.workplace import account_row
from signing.keyring import Keyring
from tests.boundaries import Failing, Struck
from tests.offices import MONDAY, Premises, accept, contents, submit
from tests.processes import together

# Alembic does not compare indexes of expressions on SQLite; the comparison of what is made at once does.
pytestmark = pytest.mark.filterwarnings("ignore:.*expression-based index")


@pytest.fixture
def empty(databases: str) -> Iterator[Database]:
    """An open database without a table."""
    database = Database(databases)
    yield database
    database.close()


def _schema(database: Database) -> list[str]:
    """Every object of the database and how it was made, but for what the database makes by itself."""
    with database.reading() as connection:
        if database.is_sqlite:
            asked = (
                "SELECT 'column ' || t.name || ' ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk "
                "|| coalesce(c.dflt_value, '') "
                "FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' UNION ALL "
                "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE type <> 'table' "
                "ORDER BY 1"
            )
        else:
            asked = (
                "SELECT 'column ' || table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable "
                "FROM information_schema.columns WHERE table_schema = 'public' UNION ALL "
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal UNION ALL "
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
            )
        return [row[0] for row in connection.exec_driver_sql(asked)]


def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_what_is_made_at_once_for_a_rehearsal(empty: Database) -> None:
    upgrade(empty)
    migrated = [line for line in _schema(empty) if "alembic_version" not in line]
    with empty.writing() as connection:
        for table in [*reversed(metadata.sorted_tables), "alembic_version"]:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        if not empty.is_sqlite:
            connection.exec_driver_sql("DROP FUNCTION sealflow_append_only")
    assert _schema(empty) == []

    empty.create()

    assert _schema(empty) == migrated


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_trigger_guards_every_table_that_is_only_appended_to(database: Database, table: str) -> None:
    guards = [line for line in _schema(database) if f" {table}_keep" in line]

    assert len(guards) == 2


def test_upgrading_again_changes_nothing(database: Database) -> None:
    before, rows = _schema(database), contents(database)

    assert upgrade(database) == latest()

    assert _schema(database) == before
    assert contents(database) == rows


def test_upgrading_keeps_what_is_there(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(
            sa.insert(metadata.tables["accounts"]), {"name": "chen.window", "organ": None, "person": b"{}"}
        )

    upgrade(database)

    assert [row["name"] for row in contents(database)["accounts"]] == ["chen.window"]


def test_a_record_witnessed_before_the_edges_were_kept_is_continued(premises: Premises) -> None:
    """The tables as 0001 made them, with five cases, three of them witnessed, brought to this version."""
    office = premises.open()
    with office.place.database.writing() as connection:
        for table in ("ledger_entries", "ledgers"):  # there were none
            metadata.tables[table].drop(connection)
            metadata.tables[table].create(connection)
    numbers = [submit(office) for _ in range(3)]
    office.checkpoint()
    accept(office, numbers[0])
    office.checkpoint()
    database = office.place.database
    _take_back_to_the_first_tables(database)

    upgrade(database)
    submit(office)

    assert office.checkpoint() == 6, "the new case, and the ledger of the office"
    found = office.verify_record()
    assert found.intact
    assert found.checkpoints == 3


def test_an_office_from_before_the_ledgers_keeps_its_accounts_and_enters_them(
    empty: Database, tmp_path: Path, seals: Keyring
) -> None:
    url = empty.url.render_as_string(hide_password=False)
    with empty.writing() as connection:
        command.upgrade(_config(connection), "0001")
        plain = orjson.loads(account_row(LIN)["person"])
        del plain["salt"]
        row = {"name": LIN.name, "organ": None, "person": orjson.dumps(plain)}
        connection.execute(sa.insert(metadata.tables["accounts"]), row)
        connection.execute(
            sa.insert(metadata.tables["publications"]),
            {"matter": "starter", "at": "2026-03-01T00:00:00.000000Z", "bundle": "0" * 64, "version": "1",
             "effective": "2026-03-01", "kind": "licence", "title": "活动"},
        )  # fmt: skip

    upgrade(empty)

    office = Premises(url, tmp_path, seals).open()
    assert office.place.account(LIN.name) == LIN
    assert [(e["act"], e.get("account"), e.get("matter")) for e in office.show_ledger()] == [
        ("account", LIN.name, None),
        ("publish", None, "starter"),
    ]
    assert office.verify_record().intact
    office.add_account(replace(LIN, phone="13800000000"))
    assert office.verify_record().intact
    office.place.database.close()


LIN = Account("lin.partner", "林知行", id_kind="居民身份证", id_number="110101199003070011")


def test_an_upgrade_that_fails_on_its_way_leaves_the_database_as_it_was(empty: Database) -> None:
    """At every fifth statement, from the first to after the last: each revision has one."""
    failing = Failing(empty)

    for number in count(1, 5):
        failing.at(number)
        try:
            upgrade(empty)
        except Struck:
            failing.at(0)
            assert current(empty) is None
            assert _schema(empty) == []
        else:
            break

    failing.at(0)
    assert number > 40
    assert current(empty) == latest()


def test_three_processes_that_upgrade_at_once_upgrade_once(empty: Database) -> None:
    url = empty.url.render_as_string(hide_password=False)
    empty.close()

    together([lambda: upgrade(Database(url))] * 3)

    assert current(empty) == latest()
    with empty.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_an_office_whose_database_is_empty_is_not_opened(tmp_path: Path, databases: str) -> None:
    settings = _office_but_for_its_database(tmp_path, databases)

    with pytest.raises(DatabaseNotReady, match="at nothing") as refused:
        open_office(settings)

    assert refused.value.code == "STORE-NOT-READY"
    assert "db upgrade" in refused.value.remedy


def test_a_database_of_a_newer_version_is_neither_opened_nor_upgraded(
    tmp_path: Path, databases: str, empty: Database
) -> None:
    settings = _office_but_for_its_database(tmp_path, databases)
    upgrade(empty)
    with empty.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = _schema(empty)

    with pytest.raises(DatabaseOfAnotherVersion, match="at 9999") as refused:
        open_office(settings)
    with pytest.raises(DatabaseOfAnotherVersion):
        upgrade(empty)

    assert refused.value.code == "STORE-OTHER-VERSION"
    assert _schema(empty) == before


def test_migrations_are_numbered_and_say_what_they_do() -> None:
    folder = Path(upgrade.__code__.co_filename).parents[1] / "migrations" / "versions"
    files = sorted(path.stem for path in folder.glob("[0-9]*.py"))

    assert [name[:4] for name in files] == [f"{n:04}" for n in range(1, len(files) + 1)]
    assert files[-1].startswith(latest())


def _take_back_to_the_first_tables(database: Database) -> None:
    """Undo what came after 0001, with what was kept."""
    kept = contents(database)["checkpoints"]
    with database.writing() as connection:
        for table in ("awaited", "passwords", "sessions", "drafts", "promises", "bars", "deputies", "copies",
                      "ratings", "needless_proofs", "likenesses", "slots", "bookings", "tokens", "used_codes",
                      "authorisations", "events", "feeds", "second_factors", "recovery_codes",
                      "scans", "paces", "identities", "views", "batches", "batch_items",
                      "named_people", "name_tails", "mail_choices", "mail_lines", "looks",
                      "publishings"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("DROP INDEX cases_untold")
        for index in ("cases_unwitnessed", "cases_applicant", "cases_agent", "tasks_mine", "tasks_pool"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        for index in ("tasks_arranged", "accounts_organ", "accounts_identity", "documents_public", "cases_closed",
                      "documents_sealed", "materials_sha256"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        connection.exec_driver_sql("ALTER TABLE accounts DROP COLUMN identity")
        for column in ("entry", "main", "about", "bundle"):
            connection.exec_driver_sql(f"ALTER TABLE tasks DROP COLUMN {column}")
        connection.exec_driver_sql("ALTER TABLE cases DROP COLUMN witnessed")
        for index in ("received", "lights", "in_hand", "ended", "irregular", "children"):
            connection.exec_driver_sql(f"DROP INDEX cases_{index}")
        for column in (*Standing.__slots__, "parent", "part", "told"):
            connection.exec_driver_sql(f"ALTER TABLE cases DROP COLUMN {column}")
        for column in ("holder", "valid_until", "since", "suspended_until", "changed_by"):
            connection.exec_driver_sql(f"ALTER TABLE documents DROP COLUMN {column}")
        connection.exec_driver_sql("DROP TABLE checkpoints")
        for table, index in (("cases", "organ"), ("cases", "applicant"), ("cases", "agent")):
            connection.exec_driver_sql(f"CREATE INDEX cases_{index} ON {table} ({index}, opened_at)")
        for index in ("mine", "pool"):
            connection.exec_driver_sql(f"CREATE INDEX tasks_{index} ON tasks (assignee, due_on)")
        columns = [c for c in metadata.tables["checkpoints"].c if c.name != "edge"]
        columns = [sa.Column(c.name, c.type, primary_key=c.primary_key, autoincrement=False) for c in columns]
        before = sa.Table("checkpoints", sa.MetaData(), *columns)
        before.create(connection)
        connection.execute(sa.insert(before), [{k: v for k, v in row.items() if k != "edge"} for row in kept])
        for statement in append_only_triggers(connection.dialect.name, ("checkpoints",)):
            connection.exec_driver_sql(statement)
        for table in ("ledger_entries", "ledgers"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


def _office_but_for_its_database(home: Path, url: str) -> Settings:
    """An office that lacks nothing else."""
    list(found(Settings(home=home), now=lambda: MONDAY, matters=False))
    return Settings(home=home, database=url)
