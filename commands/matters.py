"""Matters as a library: listing, checking, beginning and publishing them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.findings import finding_line, finding_rows
from commands.given import the_office
from commands.options import json_option, language_option
from commands.playing import play_examples, tried
from commands.showing import print_json, table


@click.command("list")
@json_option
def matter_list(as_json: bool) -> None:
    """Show the published matters."""
    rows = the_office().list_matters()
    if as_json:
        print_json(rows)
    else:
        table(("code", "title", "version", "kind"), ((r["code"], r["title"], r["version"], r["kind"]) for r in rows))


@click.command("check")
@click.argument("paths", nargs=-1, required=True)
@language_option
@json_option
def matter_check(paths: tuple[str, ...], language: str | None, as_json: bool) -> None:
    """Check matter folders or .bpmn files: what is wrong, where, and how to put it right."""
    from engine.checking import check_path

    runnable = True
    for path in paths:
        result = check_path(path)
        runnable &= result.runnable
        if as_json:
            rows = finding_rows(result.findings, language)
            print_json({"file": path, "runnable": result.runnable, "findings": rows})
            continue
        click.echo(f"{path}: {'can run' if result.runnable else 'CANNOT RUN'}, {len(result.findings)} finding(s)")
        for finding in result.findings:
            click.echo(f"  {finding_line(finding, language)}")
    sys.exit(0 if runnable else 1)


@click.command("show")
@click.argument("reference")
@click.option("--resolved", is_flag=True, help="Print the whole definition, each line after where it was written.")
@json_option
def matter_show(reference: str, resolved: bool, as_json: bool) -> None:
    """Show what a matter (folder or code) inherits, where its files stand, and what it comes to."""
    from engine.founding import matter_folder
    from engine.matter.folder import read_folder
    from engine.matter.inheritance import fold_out, stands
    from engine.matter.reader import read_matter

    files = read_folder(matter_folder(reference))
    shown = read_matter(files)
    chain, where = stands(files)
    whole = fold_out(files) if resolved else {}
    if as_json:
        print_json({
            "code": shown.code, "version": shown.version, "kind": shown.kind, "title": shown.title.zh,
            "fingerprint": shown.fingerprint, "inherits": chain, "files": where, "resolved": whole or None,
        })  # fmt: skip
        return
    click.echo(f"{shown.code} {shown.version}  {shown.title.zh}")
    click.echo(f"inherits {' → '.join(chain) or 'nothing'}")
    for name, text in whole.items():
        click.echo(f"\n{name}\n\n{text}")
    if not resolved:
        table(("file", "stands in"), where.items())


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The Chinese title of the matter.")
def matter_new(folder: Path, title: str) -> None:
    """Copy a small working matter into FOLDER; the folder's name becomes its code."""
    from engine.founding import new_matter

    new_matter(folder, title)
    click.echo(f"{folder} holds a working matter; next: sealflow matter test {folder}")


@click.command("publish")
@click.argument("reference")
@json_option
def matter_publish(reference: str, as_json: bool) -> None:
    """Check a matter (folder or code), play its examples, and let new cases use it; running cases keep their version.

    Refused while an example fails, or a flow by which a case turns is taken by none of them.
    """
    from engine.founding import matter_folder
    from engine.matter.folder import read_folder

    office, files = the_office(), read_folder(matter_folder(reference))
    office.check(files)
    tried([files], play_examples([files]))[0].check()
    published = office.publish(files)
    if as_json:
        print_json({"code": published.code, "version": published.version, "fingerprint": published.fingerprint})
    else:
        click.echo(f"{published.code} {published.version} is published as {published.fingerprint[:16]}…")
