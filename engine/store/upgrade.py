"""Bringing the tables to this version: one transaction, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from engine.errors import Failure
from engine.store.database import Database, DatabaseNotReady


class DatabaseOfAnotherVersion(Failure):
    """The tables were made by a version of Sealflow that this one does not know."""

    code = "STORE-OTHER-VERSION"
    remedy = "Use the version of Sealflow that made them, or a newer one."


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> str:
    """Run what is missing of the migrations; returns the revision reached. Raises DatabaseOfAnotherVersion."""
    _known(database)
    with database.writing() as connection:
        if not database.is_sqlite:
            # SQLite lets one write at a time; here, whoever comes second waits and then finds nothing missing.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('sealflow upgrade'))")
        command.upgrade(_config(connection), "head")
    return latest()


def latest() -> str:
    """The revision this version of Sealflow works with."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(database: Database) -> str | None:
    """The revision the database is at; None when it has no tables yet."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def not_ready(database: Database) -> Failure:
    """The error that says the tables are not those of this version."""
    try:
        _known(database)
    except DatabaseOfAnotherVersion as error:
        return error
    return DatabaseNotReady(f"the database is at {current(database) or 'nothing'}; this version needs {latest()}")


def _known(database: Database) -> None:
    at = current(database)
    if at is not None and at not in {
        script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    }:
        raise DatabaseOfAnotherVersion(f"the database is at {at}; this version knows nothing later than {latest()}")
