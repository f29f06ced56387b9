"""The database's tables."""

from __future__ import annotations

import sys

import click

from commands.given import the_settings
from commands.options import json_option
from commands.showing import print_json


@click.command()
def upgrade() -> None:
    """Bring the tables to this version."""
    from engine.store import upgrade as migrations
    from engine.store.database import Database

    database = Database(the_settings().database_url)
    click.echo(f"the database is at revision {migrations.upgrade(database)}")


@click.command()
@json_option
def current(as_json: bool) -> None:
    """Show the revision of the tables, and the one this version needs."""
    from engine.store import upgrade as migrations
    from engine.store.database import Database

    found, needed = migrations.current(Database(the_settings().database_url)), migrations.latest()
    if as_json:
        print_json({"current": found, "needed": needed})
    else:
        click.echo(f"at {found or 'nothing'}; this version needs {needed}")
    sys.exit(0 if found == needed else 1)
