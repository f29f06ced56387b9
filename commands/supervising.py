"""What supervisors ask: which cases are late or soon will be, what was irregular, and the figures."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

from commands import completing
from commands.casework import called, lit
from commands.given import the_office
from commands.language import say, spoken
from commands.options import after_option, json_option, most_option, viewer_option
from commands.showing import done, print_json, say_what_follows, table


@click.command("late")
@viewer_option
@click.option("--soon", is_flag=True, help="Those that will be late soon instead: the yellow ones.")
@after_option
@most_option
@json_option
def case_late(account: str | None, soon: bool, after: str, most: int, as_json: bool) -> None:
    """Show the cases that are late by what was promised.

    For supervisors, who see the own organ's, and auditors, who see all.
    """
    rows = the_office().late_cases(account, soon=soon, after=after, most=most, language=spoken())
    if as_json:
        print_json(rows)
        return
    shown = (
        (lit(r["light"]), r["case"], r["title"], called(r["status"]), r["promised"], r["due"], r["days_left"],
         "; ".join(f"{s['title']} ({s['assignee'] or s['role']})" for s in r["steps"]))
        for r in rows
    )  # fmt: skip
    heads = (
        "灯 | 办件 | 事项 | 状态 | 承诺期满 | 法定期满 | 剩余工作日 | 在办环节",
        "light | case | title | status | promised | by law | working days left | open steps",
    )
    table(say(*heads), shown)
    say_what_follows(rows, most)


@click.command("irregular")
@viewer_option
@after_option
@most_option
@json_option
def case_irregular(account: str | None, after: str, most: int, as_json: bool) -> None:
    """Show the newest cases with irregular acts.

    Deemed acceptance, a second correction, a limit overrun.
    """
    rows = the_office().irregular_cases(account, after=after, most=most, language=spoken())
    if as_json:
        print_json(rows)
        return
    shown = (
        (r["case"], r["title"], a["at"][:16], called(a["act"]), a["by"], a["title"]) for r in rows for a in r["acts"]
    )
    table(say("办件 | 事项 | 时间 | 行为 | 办理人 | 违规", "case | title | when | act | who | irregular"), shown)
    say_what_follows(rows, most)


@click.command("show")
@viewer_option
@click.option("--by", default="matter", metavar="LIST", help="organ, matter, month: one or several, with commas.")
@click.option("--from", "first", default="", metavar="MONTH", help="From this month on, such as 2026-01.")
@click.option("--to", "last", default="", metavar="MONTH", help="Up to this month.")
@click.option("--matter", metavar="CODE", shell_complete=completing.matters, help="Of this matter only.")
@json_option
def stats_show(account: str | None, by: str, first: str, last: str, matter: str | None, as_json: bool) -> None:
    """Count cases, how they came out, and how long they took."""
    groups = [word.strip() for word in by.split(",") if word.strip()]
    months = (first or "0000-00", last or "9999-99")
    found = the_office().statistics(account, matter=matter, months=months, by=groups)
    if as_json:
        print_json(found)
        return
    total = {**dict.fromkeys(groups, ""), **found["total"]}
    if groups:
        total[groups[0]] = say("合计", "total")
    shown = ([*(row[name] for name in groups), *_figures(row)] for row in (*found["rows"], total))
    names = {"organ": say("机关", "organ"), "matter": say("事项", "matter"), "month": say("月份", "month")}
    heads = say(
        "收件 | 办结 | 结果 | 用时中位数 | 九成以内 | 按承诺办结 | 按法定办结 | 违规 | 在办",
        "received | ended | outcomes | days p50 | p90 | as promised | by law | irregular | in hand",
    )
    table(" | ".join([*(names[name] for name in groups), heads]), shown)


@click.command("public")
@click.argument("matter", shell_complete=completing.matters)
@json_option
def stats_public(matter: str, as_json: bool) -> None:
    """Show what everybody may know.

    How many were received, closed, are being handled, and the rest by status.
    """
    found = the_office().public_figures(matter)
    if as_json:
        print_json(found)
        return
    rest = ", ".join(f"{called(status)} {count}" for status, count in found["others_by_status"].items())
    row = (found["received"], found["closed"], found["being_handled"], found["others"], rest)
    table(say("收到 | 办结 | 在办 | 其他 | 其他各状态", "received | closed | being handled | others | of which"), [row])


@click.command("check")
@json_option
def stats_check(as_json: bool) -> None:
    """Hold what is counted against the history of cases.

    Exit 1 when a case differs.
    """
    differing = the_office().differing_cases()
    if as_json:
        print_json({"differing": differing})
    else:
        click.echo(say("与办理记录一致", "as the history has it") if not differing else "\n".join(differing))
    sys.exit(1 if differing else 0)


@click.command("recount")
@json_option
def stats_recount(as_json: bool) -> None:
    """Count again from the history of cases.

    Needed once after an upgrade that counts something new.
    """
    mended = the_office().recount()
    line = say(f"重新计算，更正{len(mended)}件", f"counted again; {len(mended)} cases mended")
    done(as_json, {"mended": mended}, line, "sealflow stats show")


def _figures(row: Mapping[str, Any]) -> Iterable[Any]:
    outcomes = ", ".join(f"{called(name)} {count}" for name, count in row["outcomes"].items())
    hand = ", ".join(f"{called(name)} {count}" for name, count in row["in_hand"].items())
    days, share = row["days"], row["in_time"]
    return (
        row["received"], row["ended"], outcomes, days["p50"], days["p90"], _share(share["promised"]),
        _share(share["law"]), row["irregular"] or "", hand,
    )  # fmt: skip


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
