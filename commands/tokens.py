"""Tokens: by which other programs ask in an account's name."""

from __future__ import annotations

import click

from commands import completing
from commands.given import the_office
from commands.language import say
from commands.options import json_option
from commands.showing import done, print_json, table

_SCOPES = ("cases.read", "cases.write", "tasks.read", "tasks.write", "events.read", "statistics.read")


@click.command("create")
@click.option(
    "--for", "account", required=True, metavar="USER", shell_complete=completing.accounts, help="Whose rights it has."
)
@click.option("--purpose", required=True, metavar="TEXT", help="What it is for.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(_SCOPES), help="May be repeated.")
@click.option("--organ", default="", metavar="ORGAN", help="Only its cases; of officials always their own organ's.")
@click.option("--days", type=int, default=90, help="How long it lasts; default: 90, at most 366.")
@json_option
def token_create(account: str, purpose: str, scopes: tuple[str, ...], organ: str, days: int, as_json: bool) -> None:
    """Make a token for another program, and print it once."""
    shown, token = the_office().tokens.create(account, purpose, scopes, organ=organ, days=days)
    line = say(
        f"{account} 的访问令牌（只显示这一次，至 {shown['ends_at'][:10]} 有效）：{token}",
        f"a token of {account}, shown this once, valid until {shown['ends_at'][:10]}: {token}",
    )
    done(as_json, {**shown, "token": token}, line, "sealflow token list")


@click.command("list")
@click.option("--for", "account", default="", metavar="USER", shell_complete=completing.accounts, help="Only theirs.")
@json_option
def token_list(account: str, as_json: bool) -> None:
    """Show the tokens: whose, for what, until when, when last used."""
    rows = the_office().tokens.listed(account)
    if as_json:
        print_json(rows)
        return
    heads = say(
        "编号 | 开头 | 账号 | 用途 | 范围 | 状态 | 有效至 | 最近使用",
        "id | begins | account | purpose | scopes | state | until | last used",
    )
    told = {
        "valid": say("有效", "valid"), "ended": say("已过期", "ended"), "revoked": say("已撤销", "revoked")
    }  # fmt: skip
    shown = (
        (r["id"], r["begins"], r["account"], r["purpose"], " ".join(r["scopes"]), told[r["state"]], r["ends_at"][:10],
         (r["used_at"] or "")[:16])
        for r in rows
    )  # fmt: skip
    table(heads, shown, empty=say("没有访问令牌", "no token"))


@click.command("revoke")
@click.argument("id", metavar="ID")
@json_option
def token_revoke(id: str, as_json: bool) -> None:
    """Let a token be worth nothing from now on."""
    the_office().tokens.revoke(id)
    done(as_json, {"id": id, "state": "revoked"}, say(f"已撤销 {id}", f"{id} was revoked"), "sealflow token list")
