"""Deputies: who acts for an official who is away."""

from __future__ import annotations

from datetime import datetime

import click

from commands import completing
from commands.given import the_office
from commands.language import say
from commands.options import json_option, viewer_option
from commands.showing import done, print_json, table


@click.command("list")
@click.option(
    "--of", "account", default="", metavar="USER", shell_complete=completing.accounts, help="Of one of the two."
)
@json_option
def deputy_list(account: str, as_json: bool) -> None:
    """Show who acts for whom, now and later."""
    rows = the_office().list_deputies(account)
    if as_json:
        print_json(rows)
        return
    shown = ((r["absent"], r["deputy"], r["role"], r["first"], r["last"], r["id"]) for r in rows)
    table(say("本人 | 代理人 | 岗位 | 自 | 至 | 编号", "absent | deputy | role | from | to | id"), shown)


@click.command("appoint")
@click.option("--for", "absent", required=True, metavar="USER", shell_complete=completing.accounts, help="Who is away.")
@click.option("--deputy", required=True, metavar="USER", shell_complete=completing.accounts, help="Who acts instead.")
@click.option("--from", "first", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("--to", "last", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--role", "roles", multiple=True, help="In this role; may be repeated. Default: in all.")
@viewer_option
@json_option
def deputy_appoint(
    absent: str,
    deputy: str,
    first: datetime,
    last: datetime,
    roles: tuple[str, ...],
    account: str | None,
    as_json: bool,
) -> None:
    """Let a colleague act for an official who is away."""
    ids = the_office().appoint_deputy(absent, deputy, first.date(), last.date(), roles, account)
    line = say(f"{deputy} 在此期间代理 {absent}", f"{deputy} acts for {absent} in that time")
    done(as_json, {"appointments": ids}, line, f"sealflow task list --as {deputy}")


@click.command("end")
@click.argument("appointment")
@viewer_option
@json_option
def deputy_end(appointment: str, account: str | None, as_json: bool) -> None:
    """Let a deputy act no more from today on."""
    the_office().end_deputy(appointment, account)
    done(as_json, {"appointment": appointment}, say("代理已结束", "the appointment has ended"), "sealflow deputy list")
