"""Ratings of cases and visits, and what is done about bad ones."""

from __future__ import annotations

from datetime import datetime

import click

from commands.given import the_office
from commands.language import say
from commands.options import (
    after_option,
    as_option,
    case_argument,
    json_option,
    most_option,
    note_option,
    viewer_option,
)
from commands.showing import done, print_json, say_what_follows, table

_visit = click.option(
    "--visit", type=click.DateTime(["%Y-%m-%d"]), help="The day of a visit; default: the case as a whole."
)


@click.command("give")
@case_argument
@as_option
@click.option("--grade", type=click.IntRange(1, 5), required=True, help="1: very satisfied … 5: very dissatisfied.")
@_visit
@note_option
@json_option
def rating_give(reference: str, account: str, grade: int, visit: datetime | None, note: str, as_json: bool) -> None:
    """Rate a closed case, or a visit; each once."""
    the_office().rate(reference, account, grade, note, _day(visit))
    line = say("已评价", "rated")
    done(as_json, {"case": reference, "grade": grade, "visit": _day(visit)}, line, f"sealflow case show {reference}")


@click.command("contact")
@case_argument
@as_option
@_visit
@note_option
@json_option
def rating_contact(reference: str, account: str, visit: datetime | None, note: str, as_json: bool) -> None:
    """Write down that somebody got in touch about a bad rating."""
    the_office().contact_rater(reference, account, note, _day(visit))
    done(
        as_json, {"case": reference}, say("已联系", "contacted"), f"sealflow rating rectify {reference} --as {account}"
    )


@click.command("rectify")
@case_argument
@as_option
@_visit
@note_option
@json_option
def rating_rectify(reference: str, account: str, visit: datetime | None, note: str, as_json: bool) -> None:
    """Write down what came of a bad rating (`--note`)."""
    the_office().rectify(reference, account, note, _day(visit))
    done(as_json, {"case": reference}, say("已整改", "rectified"), f"sealflow rating list --as {account}")


@click.command("list")
@viewer_option
@click.option("--open", "open_only", is_flag=True, help="Only those that still want to be rectified.")
@after_option
@most_option
@json_option
def rating_list(account: str | None, open_only: bool, after: str, most: int, as_json: bool) -> None:
    """Show the newest ratings, for supervisors and auditors."""
    found = the_office().ratings(account, open_only=open_only, after=after, most=most)
    if as_json:
        print_json(found)
        return
    rows = found["rows"]
    shown = (
        (r["grade"], r["case"], r["title"], r["visit"], r["at"][:16], r["due"], r["state"], r["text"]) for r in rows
    )
    heads = (
        "评分 | 办件 | 事项 | 到访 | 时间 | 联系期限 | 整改 | 意见",
        "grade | case | title | visit | when | contact by | state | said",
    )
    table(say(*heads), shown)
    say_what_follows(rows, most)


def _day(visit: datetime | None) -> str:
    return visit.date().isoformat() if visit else ""
