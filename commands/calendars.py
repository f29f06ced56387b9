"""Working days, year by year."""

from __future__ import annotations

from pathlib import Path

import click

from commands.given import bytes_from, the_office, the_settings
from commands.options import json_option
from commands.showing import print_json, table


@click.command("list")
@json_option
def calendar_list(as_json: bool) -> None:
    """Show the years that are loaded, each with its notice."""
    years = the_office().place.calendar.years.values()
    if as_json:
        print_json([{"year": y.year, "notice": y.notices[0].title, "number": y.notices[0].number} for y in years])
    else:
        table(("year", "notice", "number"), ((y.year, y.notices[0].title, y.notices[0].number) for y in years))


@click.command("load")
@click.argument("file", type=click.Path(path_type=Path))
def calendar_load(file: Path) -> None:
    """Load a year's calendar and work out the provisional days again."""
    from engine.founding import load_year

    settings = the_settings()
    year = load_year(settings, file.name, bytes_from(file))
    moved = the_office().work_out_days()
    click.echo(f"{year} is loaded; the days of {len(moved)} case(s) moved")
