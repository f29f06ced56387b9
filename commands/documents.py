"""Sealed papers: finding, taking and verifying them, and writing what has become of them."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from commands.casework import held
from commands.given import bytes_from, the_office, write
from commands.language import asked, say, spoken
from commands.options import (
    after_option,
    as_option,
    case_argument,
    document_argument,
    file_argument,
    json_option,
    most_option,
    note_option,
    viewer_option,
)
from commands.showing import done, print_json, say_what_follows, table


@click.command("list")
@case_argument
@viewer_option
@json_option
def document_list(reference: str, account: str | None, as_json: bool) -> None:
    """Show the documents of a case."""
    rows = the_office().list_documents(reference, account)
    if as_json:
        print_json(rows)
    else:
        shown = ((d["number"], d["title"], d["date"], held(d["status"]), d["code"]) for d in rows)
        table(say("文号 | 文书 | 日期 | 状态 | 核验码", "number | document | date | status | code"), shown)


@click.command("download")
@document_argument
@as_option
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write the PDF.")
@json_option
def document_download(number: str, account: str, output: Path, as_json: bool) -> None:
    """Write a document to a file: the same bytes every time."""
    found, data = the_office().download(number, account)
    write(output, data)
    if as_json:
        print_json({"number": found["number"], "sha256": found["sha256"], "bytes": len(data)})
    else:
        click.echo(f"{found['number']} {found['title']}: {len(data):,} B → {output}")
        click.echo(f"{say('下一步', 'next')}  sealflow document verify {shlex.quote(str(output))}")


@click.command("published")
@click.argument("number", metavar="[NUMBER]", default="")
@after_option
@most_option
@json_option
def document_published(number: str, after: str, most: int, as_json: bool) -> None:
    """Show the decisions that the law publishes, or the text of one.

    For everybody: the names and numbers of persons are hidden.
    """
    office = the_office()
    if number:
        document, text = office.disclosed_text(number)
        print_json({**document, "path": "", "text": text}) if as_json else click.echo(text)
        return
    rows = office.publicity.decisions(after, most)
    if as_json:
        print_json(rows)
        return
    shown = ((d["number"], d["title"], d["organ"], d["holder"], d["date"], held(d["status"])) for d in rows)
    heads = (
        "文号 | 文书 | 机关 | 相对人 | 日期 | 状态",
        "number | document | organ | for | date | status",
    )
    table(say(*heads), shown)
    say_what_follows(rows, most)


@click.command("verify")
@file_argument
@json_option
def document_verify(file: Path, as_json: bool) -> None:
    """Say whether a file is ours, unaltered and still valid.

    - reads it from the standard input.
    """
    report = the_office().verify_document(bytes_from(file))
    if as_json:
        print_json(report.as_json(asked.get() or "zh"))
    else:
        told = spoken()
        click.echo(f"{report.verdict.value.upper()}  {report.summary.in_language(told)}")
        for check in report.checks:
            # Signs that GBK has, too.
            mark = {True: "√", False: "×", None: "·"}[check.passed]
            click.echo(f"  {check.number} {mark} {check.title.in_language(told)}: {check.detail.in_language(told)}")
    sys.exit(0 if report.verdict.value == "valid" else 1)


@click.command("find")
@click.argument("code")
@json_option
def document_find(code: str, as_json: bool) -> None:
    """Find a document by the code printed on it.

    However it is typed: small letters, spaces, full-width signs, or the address in the QR code.
    """
    found = the_office().document_by_code(code)
    if as_json:
        print_json({key: found[key] for key in ("number", "title", "date", "code", "status", "sha256")})
    else:
        click.echo(f"{found['number']} {found['title']}, {found['date']}: {held(found['status'])}")


@click.command("status")
@document_argument
@as_option
@click.option(
    "--set", "status", type=click.Choice(["valid", "replaced", "revoked", "suspended", "cancelled"]), required=True
)
@note_option
@json_option
def document_status(number: str, account: str, status: str, note: str, as_json: bool) -> None:
    """Write what a document is now, and why.

    Valid, replaced, revoked, suspended or cancelled.
    """
    the_office().set_document_status(number, status, account, note)
    line = say(f"{number} 现在{held(status)}", f"{number} is now {held(status)}")
    done(as_json, {"number": number, "status": status}, line)
