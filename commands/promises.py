"""Promises in place of a proof: which are to be checked, saying what was found, and who may not promise."""

from __future__ import annotations

import datetime

import click

from commands.casework import late, lit, show_change
from commands.given import the_office, uploads_from
from commands.language import say
from commands.options import as_option, case_argument, json_option, material_option, note_option
from commands.showing import done, print_json, table

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("list")
@as_option
@click.option("--by", type=_DAY, metavar="DAY", help="Only those to be checked by this day.")
@click.option("--due", is_flag=True, help="Only those that are late or soon will be.")
@json_option
def promise_list(account: str, by: datetime.datetime | None, due: bool, as_json: bool) -> None:
    """Show the promises to check, the most urgent first.

    Those that rest with the account's organ.
    """
    rows = the_office().promises_to_check(account, by=by.date() if by else None, due=due)
    if as_json:
        print_json(rows)
    else:
        shown = (
            (
                lit(r["light"]), r["case"], r["commitment"], say(r["title"]["zh"], r["title"]["en"]),
                r["check_by"] + late(r["overdue"]),
            )
            for r in rows
        )  # fmt: skip
        table(say("灯 | 办件 | 承诺 | 内容 | 核查期限", "light | case | promise | what | to be checked by"), shown)


@click.command("withdraw")
@case_argument
@click.argument("promise")
@as_option
@material_option
@note_option
@json_option
def promise_withdraw(
    reference: str, promise: str, account: str, materials: tuple[str, ...], note: str, as_json: bool
) -> None:
    """Take a promise back before the decision.

    The proof that it stood for is due then: hand it in with --material, now or by the same command later. Until it is
    there, nothing is decided for the applicant.
    """
    office = the_office()
    changed = office.withdraw_promise(reference, account, promise, uploads_from(materials), note)
    show_change(office, changed, account, as_json)


@click.command("check")
@case_argument
@click.argument("promise")
@as_option
@click.option("--kept/--broken", required=True, help="Whether what was promised is true.")
@note_option
@json_option
def promise_check(reference: str, promise: str, account: str, kept: bool, note: str, as_json: bool) -> None:
    """Say whether what was promised in a case is true.

    If it is not, the decision and the licence that rest on it are revoked, the applicant is told, and may not promise
    for some years. --note says what was found.
    """
    office = the_office()
    show_change(office, office.check_promise(reference, account, promise, kept, note), account, as_json)


@click.command("bars")
@click.argument("account")
@json_option
def promise_bars(account: str, as_json: bool) -> None:
    """Show what bars an account from promising today."""
    rows = the_office().bars(account)
    if as_json:
        print_json(rows)
    else:
        shown = ((r["reason"], r["since"], r["until"], r["source"]) for r in rows)
        table(say("原因 | 自 | 至 | 依据", "reason | since | until | on record in"), shown)


@click.command("bar")
@click.argument("account")
@click.option("--reason", type=click.Choice(["bad_credit", "false_promise"]), required=True)
@click.option("--until", type=_DAY, required=True, metavar="DAY", help="The last day.")
@click.option("--source", required=True, metavar="TEXT", help="Where it is on record.")
@json_option
def promise_bar(account: str, reason: str, until: datetime.datetime, source: str, as_json: bool) -> None:
    """Bar a person or body from promising.

    For what is on record elsewhere, such as serious bad credit.
    """
    the_office().bar(account, reason, until.date(), source)
    line = say(f"{account} 在 {until:%Y-%m-%d} 以前不适用告知承诺", f"{account} may not promise until {until:%Y-%m-%d}")
    done(as_json, {"account": account, "reason": reason, "until": f"{until:%Y-%m-%d}"}, line)
