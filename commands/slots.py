"""Places at a time: what can still be booked, and how many there are."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from commands import completing
from commands.given import the_office
from commands.language import say
from commands.options import json_option
from commands.showing import done, print_json, table

_matter = click.argument("matter", shell_complete=completing.matters)
_where = click.argument("where")


@click.command("list")
@_matter
@_where
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; default: tomorrow.")
@click.option("--days", type=click.IntRange(1, 366), default=14, show_default=True, help="How many days.")
@json_option
def slot_list(matter: str, where: str, first: datetime | None, days: int, as_json: bool) -> None:
    """Show the times that can be booked, with the places left."""
    office = the_office()
    today = office.place.day(office.place.now())
    begins = first.date() if first else today + timedelta(days=1)
    rows = office.list_slots(matter, where, begins, begins + timedelta(days=days - 1))
    if as_json:
        print_json(rows)
    else:
        table(say("时间 | 号源 | 剩余", "time | places | left"), ((r["at"], r["capacity"], r["left"]) for r in rows))


@click.command("set")
@_matter
@_where
@click.argument("at")
@click.argument("capacity", type=click.IntRange(0, 10_000))
@json_option
def slot_set(matter: str, where: str, at: str, capacity: int, as_json: bool) -> None:
    """Let there be CAPACITY places AT a time; 0 closes it. Nobody loses a place by it."""
    taken = the_office().set_slot(matter, where, at, capacity)
    line = say(
        f"{where} {at}：号源 {capacity} 个，已约 {taken} 个", f"{where} at {at}: {capacity} place(s), {taken} taken"
    )
    said = {"matter": matter, "where": where, "at": at, "capacity": capacity, "taken": taken}
    done(as_json, said, line, f"sealflow slot list {matter} {where}")
