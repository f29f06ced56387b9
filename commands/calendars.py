"""Working days, year by year."""

from __future__ import annotations

from pathlib import Path

import click

from commands.given import text_from, the_office
from commands.language import say
from commands.options import file_argument, json_option, viewer_option
from commands.showing import done, print_json, table


@click.command("list")
@json_option
def calendar_list(as_json: bool) -> None:
    """Show the years that are loaded, each with its notice."""
    years = the_office().place.calendar.years.values()
    if as_json:
        print_json([{"year": y.year, "notice": y.notices[0].title, "number": y.notices[0].number} for y in years])
    else:
        table(
            say("年度 | 通知 | 文号", "year | notice | number"),
            ((y.year, y.notices[0].title, y.notices[0].number) for y in years),
        )


@click.command("load")
@file_argument
@viewer_option
@json_option
def calendar_load(file: Path, account: str | None, as_json: bool) -> None:
    """Load a year's calendar and work out the provisional days again."""
    office = the_office()
    year = office.administrators.load_year(account, file.name, text_from(file).encode("utf-8"))
    moved = office.work_out_days()
    line = say(
        f"{year} 年已载入；{len(moved)} 件办件的期满日有变动",
        f"{year} is loaded; the days of {len(moved)} case(s) moved",
    )
    done(as_json, {"year": year, "moved": moved}, line, "sealflow calendar list")
