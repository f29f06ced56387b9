"""Accounts: people and organisations that use the office."""

from __future__ import annotations

from pathlib import Path

import click

from commands.given import bytes_from, the_office
from commands.options import json_option
from commands.showing import print_json, table


@click.command("list")
@json_option
def account_list(as_json: bool) -> None:
    """Show the accounts."""
    rows = the_office().list_accounts()
    if as_json:
        print_json(
            [{"account": a.name, "person": a.person, "kind": a.kind, "organ": a.organ, "roles": sorted(a.roles)}
             for a in rows]
        )  # fmt: skip
    else:
        table(
            ("account", "person", "organ", "roles"),
            ((a.name, a.person, a.organ, " ".join(sorted(a.roles))) for a in rows),
        )


@click.command("add")
@click.argument("file", type=click.Path(path_type=Path))
def account_add(file: Path) -> None:
    """Add the accounts of a YAML file, or write them anew (form: workflows/_shared/people.yaml)."""
    from engine.organs import read_people

    office, count = the_office(), 0
    for person in read_people(bytes_from(file).decode("utf-8")):
        office.add_account(person)
        count += 1
    click.echo(f"{count} account(s) written")
