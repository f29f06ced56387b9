"""The database's tables."""

from __future__ import annotations

import sys

import click

from commands.given import the_settings
from commands.language import say
from commands.options import json_option
from commands.showing import done, print_json


@click.command()
@json_option
def upgrade(as_json: bool) -> None:
    """Bring the tables to this version."""
    from engine.store import upgrade as migrations
    from engine.store.database import Database

    database = Database(the_settings().database_url)
    before, after = migrations.current(database), migrations.upgrade(database)
    line = say(f"数据库已升级到版本 {after}", f"the database is at revision {after}")
    done(as_json, {"before": before, "current": after}, line, "sealflow doctor")


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
        at = found or say("空", "nothing")
        click.echo(say(f"当前为 {at}；本版本需要 {needed}", f"at {at}; this version needs {needed}"))
        if found != needed:
            click.echo(f"{say('下一步', 'next')}  sealflow db upgrade")
    sys.exit(0 if found == needed else 1)
