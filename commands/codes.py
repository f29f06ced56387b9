"""Codes that people show for a minute, and papers that holders let an organ read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import click

from commands import completing
from commands.given import the_office
from commands.language import say, spoken
from commands.options import as_option, document_argument, json_option
from commands.showing import done, print_json, table
from engine.terms import Standing

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("show")
@click.argument("what", metavar="CASE|DOCUMENT")
@as_option
@click.option("--to", default="", metavar="USER", shell_complete=completing.accounts, help="Who alone may check it.")
@json_option
def code_show(what: str, account: str, to: str, as_json: bool) -> None:
    """Show who you are in a case, or a paper of yours.

    The code holds for a minute and can be checked once; run it again for the next one.
    """
    shown = the_office().show_code(what, account, to=to)
    ends = shown["ends_at"][11:19]
    line = f"{shown['code']}\n" + say(f"{ends} 以前有效，只能核验一次", f"holds until {ends}, for one check")
    done(as_json, shown, line, "sealflow code check CODE")


@click.command("check")
@click.argument("code")
@click.option("--as", "account", default="", metavar="USER", shell_complete=completing.accounts, help="Who checks it.")
@click.option("--at", "where", default="", metavar="PLACE", help="Where it is shown; kept with the check.")
@json_option
def code_check(code: str, account: str, where: str, as_json: bool) -> None:
    """Check a code that somebody shows you.

    It tells whose it is and what it shows; from then on it is used. No account is needed.
    """
    found = the_office().check_code(code, account, where=where, language=spoken())
    if as_json:
        print_json(found)
    elif found["kind"] == "paper":
        table(say("项目 | 内容", "what | is"), _paper(found))
    else:
        holds = say("本单人员", "is sent in this case") if found["holds"] else say("已不是本单人员", "no longer sent")
        click.echo(f"{holds}  {found['matter']}  {found['case']}")
        table(say("项目 | 内容", "what | is"), ((row["label"], row["value"]) for row in found["tells"]))


@click.command("seen")
@document_argument
@as_option
@json_option
def code_seen(number: str, account: str, as_json: bool) -> None:
    """Show who checked a paper of yours, and which organs may read it."""
    rows = the_office().shown_to(number, account)
    if as_json:
        print_json(rows)
    else:
        shown = ((r["at"], r["actor"], r["act"], r.get("where") or r.get("to") or r.get("why", "")) for r in rows)
        table(say("时间 | 何人 | 行为 | 说明", "at | who | what | where"), shown)


@click.command("give")
@document_argument
@click.argument("organ")
@as_option
@click.option("--purpose", required=True, metavar="TEXT", help="What the organ may read it for.")
@click.option("--until", type=_DAY, required=True, metavar="DAY", help="The last day.")
@json_option
def authorisation_give(
    number: str, organ: str, account: str, purpose: str, until: datetime.datetime, as_json: bool
) -> None:
    """Let an organ's officials read a paper of yours."""
    given = the_office().authorise(number, account, organ, purpose, until.date())
    line = say(
        f"{given['organ_name']}可以为“{given['purpose']}”查阅{given['number']}，至{given['until']}",
        f"{given['organ_name']} may read {given['number']} for “{given['purpose']}” until {given['until']}",
    )
    done(as_json, given, line, f"sealflow authorisation withdraw {given['authorisation']} --as {account}")


@click.command("list")
@as_option
@json_option
def authorisation_list(account: str, as_json: bool) -> None:
    """Show what you authorised; as an official, what you may read."""
    office = the_office()
    rows = office.presenting.authorisations(account) or office.presenting.readable(account)
    if as_json:
        print_json(rows)
        return
    shown = (
        (r["authorisation"], r["number"], r.get("organ_name", ""), r["purpose"], _until(r), len(r.get("reads", ())))
        for r in rows
    )
    heads = say("授权 | 文号 | 机关 | 用途 | 至 | 查阅次数", "authorisation | document | organ | for | until | read")
    table(heads, shown)


@click.command("withdraw")
@click.argument("authorisation")
@as_option
@json_option
def authorisation_withdraw(authorisation: str, account: str, as_json: bool) -> None:
    """Let an authorisation hold no more."""
    row = the_office().presenting.withdraw(authorisation, account)
    organ, number = row["organ_name"], row["number"]
    done(as_json, row, say(f"{organ}不再可以查阅{number}", f"{organ} may not read {number} any more"))


def _paper(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    until = found["valid_until"] or say("长期", "no last day")
    return [
        (say("状态", "status"), Standing(found["status"]).titled.say(spoken())),
        (say("文书", "document"), f"{found['title']} {found['number']}"),
        (say("持有人", "holder"), f"{found['holder']} {found['holder_number']}".strip()),
        (say("机关", "organ"), found["organ"]),
        (say("有效期至", "valid until"), until),
    ]


def _until(row: Mapping[str, Any]) -> str:
    withdrawn = say("（已撤回）", " (withdrawn)") if row.get("withdrawn_at") else ""
    return f"{row['until']}{withdrawn}"
