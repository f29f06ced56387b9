"""Matters as a library: listing, checking, beginning and publishing them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.completing import matters, matters_and_files
from commands.findings import finding_line, finding_rows
from commands.given import the_office
from commands.language import say, spoken
from commands.options import json_option, reason_option, viewer_option
from commands.playing import play_examples, tried
from commands.refusals import REFUSED
from commands.showing import done, print_json, table

if TYPE_CHECKING:
    from engine.checking import Checked


@click.command("list")
@json_option
def matter_list(as_json: bool) -> None:
    """Show the published matters."""
    rows = the_office().list_matters()
    if as_json:
        print_json(rows)
    else:
        from engine.lifecycle import KINDS

        shown = ((r["code"], r["title"], r["version"], KINDS[r["kind"]].titled.say(spoken())) for r in rows)
        table(say("代码 | 事项 | 版本 | 类型", "code | title | version | kind"), shown)


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", shell_complete=matters_and_files)
@json_option
def matter_check(paths: tuple[str, ...], as_json: bool) -> None:
    """Check matters (folder or code) or .bpmn files.

    Says what is wrong, where, and how to put it right. Every path is checked, whatever becomes of the others.
    """
    from bpmn.errors import Finding
    from engine import checking
    from engine.errors import NotFound

    worst = 0
    for path in paths:
        try:
            result = checking.check_path(path)
            worst = worst if result.runnable else REFUSED
        except NotFound as missing:
            result = checking.Checked(False, (Finding(missing.code, "error", str(missing), missing.remedy),))
            worst = worst or missing.exit_code
        _show_checked(path, result, as_json)
    sys.exit(worst)


def _show_checked(path: str, result: Checked, as_json: bool) -> None:
    if as_json:
        print_json({"file": path, "runnable": result.runnable, "findings": finding_rows(result.findings)})
        return
    verdict = say("可以运行", "can run") if result.runnable else say("不能运行", "CANNOT RUN")
    count = len(result.findings)
    click.echo(say(f"{path}：{verdict}，发现 {count} 处", f"{path}: {verdict}, {count} finding(s)"))
    for finding in result.findings:
        click.echo(f"  {finding_line(finding)}")


@click.command("show")
@click.argument("reference", metavar="CODE|FOLDER", shell_complete=matters)
@click.option("--resolved", is_flag=True, help="Print the whole definition, each line after where it was written.")
@json_option
def matter_show(reference: str, resolved: bool, as_json: bool) -> None:
    """Show what a matter inherits and what it comes to.

    Of a folder or code: the matters it inherits, and where its files stand.
    """
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
    click.echo(f"{say('继承', 'inherits')} {' → '.join(chain) or say('无', 'nothing')}")
    for name, text in whole.items():
        click.echo(f"\n{name}\n\n{text}")
    if not resolved:
        table(say("文件 | 所在", "file | stands in"), where.items())


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The Chinese title of the matter.")
@json_option
def matter_new(folder: Path, title: str, as_json: bool) -> None:
    """Copy a small working matter into FOLDER.

    The folder's name becomes its code: small letters, digits, underscores.
    """
    from engine.founding import new_matter

    new_matter(folder, title)
    line = say(f"{folder} 是一个可以运行的事项", f"{folder} holds a working matter")
    facts = {"folder": str(folder), "code": folder.name}
    done(as_json, facts, line, f"sealflow matter check {folder}", f"sealflow matter test {folder}")


@click.command("publish")
@click.argument("reference", metavar="CODE|FOLDER", shell_complete=matters)
@json_option
def matter_publish(reference: str, as_json: bool) -> None:
    """Let new cases use a matter (folder or code).

    It is checked and its examples are played first; running cases keep their version.
    Refused while an example fails, or a flow by which a case turns is taken by none of them.
    """
    from engine.checking import files_at

    office, files = the_office(), files_at(reference)
    office.check(files)
    tried([files], play_examples([files]))[0].check()
    published = office.publish(files)
    code, version, short = published.code, published.version, published.fingerprint[:16]
    line = say(f"{code} {version} 已发布，指纹 {short}…", f"{code} {version} is published as {short}…")
    facts = {"code": code, "version": version, "fingerprint": published.fingerprint}
    done(as_json, facts, line, f"sealflow case open {code} --as USER --answers FILE")


@click.command("retire")
@click.argument("code", shell_complete=matters)
@reason_option
@viewer_option
@json_option
def matter_retire(code: str, reason: str, account: str | None, as_json: bool) -> None:
    """Open no more cases of a matter; those that run go on.

    Published again it is offered again.
    """
    the_office().administrators.retire(account, code, reason)
    done(as_json, {"code": code}, say(f"{code} 已停止受理新申请", f"{code} is retired"), "sealflow matter list")
