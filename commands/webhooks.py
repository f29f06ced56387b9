"""Webhooks: which systems are called after acts, and calling them again."""

from __future__ import annotations

import click

from commands.given import the_office
from commands.language import say
from commands.options import json_option
from commands.showing import done, print_json, table


@click.command("list")
@json_option
def webhook_list(as_json: bool) -> None:
    """Show the systems that are called after acts."""
    rows = the_office().feed.webhooks()
    if as_json:
        print_json(rows)
        return
    everything = say("申请人被告知的全部", "all that applicants are told of")
    shown = ((r["webhook"], r["url"], " ".join(r["acts"]) or everything, r["account"]) for r in rows)
    table(say("名称 | 地址 | 办理行为 | 账号", "name | address | acts | account"), shown)


@click.command("replay")
@click.argument("webhook")
@click.option("--after", default="", metavar="CURSOR", help="Behind this cursor of the feed; default: from the first.")
@click.option("--until", default="", metavar="CURSOR", help="Up to this one; default: up to now.")
@json_option
def webhook_replay(webhook: str, after: str, until: str, as_json: bool) -> None:
    """Have a system called again, as after a loss on its side.

    Each call bears the id and the body that it bore before.
    """
    told = the_office().feed.replay(webhook, after=after, until=until)
    line = say(f"将重新通知 {webhook} {told['calls']} 次", f"{webhook} will be called {told['calls']} time(s) again")
    done(as_json, told, line, "sealflow worker --once", "sealflow job list")
