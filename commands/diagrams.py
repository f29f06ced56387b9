"""Diagrams: drawing them, comparing two versions, and writing one anew with its repairs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from commands.findings import finding_line, terminal_language
from commands.given import bytes_from, the_office, write
from commands.options import json_option, language_option
from commands.showing import print_json


@click.command("normalise")
@click.argument("file")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@json_option
def matter_normalise(file: str, output: Path, as_json: bool) -> None:
    """Write a diagram anew with everything put right that can be, so that any editor reads it the same."""
    from engine.checking import normalise_path

    written = normalise_path(file)
    write(output, written.data)
    if as_json:
        rows = [{"code": f.code, "element": f.element, "line": f.line, "message": f.message} for f in written.repaired]
        print_json({"file": file, "output": str(output), "repaired": rows, "remaining": len(written.remaining)})
        return
    for finding in written.repaired:
        click.echo(f"  {finding_line(finding)}")
    click.echo(f"{output}: {len(written.repaired)} repair(s) written; next: sealflow matter check {output}")


@click.command("draw")
@click.argument("path")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.svg", help="The picture.")
@click.option(
    "--case", "reference", default="", metavar="CASE", help="Show how far this case has come, in its version."
)
@click.option("--own-layout", is_flag=True, help="Lay it out anew, wherever the file puts its elements.")
@language_option
@json_option
def matter_draw(path: str, output: Path, reference: str, own_layout: bool, language: str | None, as_json: bool) -> None:
    """Draw a matter (folder or code) or a .bpmn file as SVG."""
    from bpmn.drawing import draw
    from engine.picture import code_of, draw_case

    said: Any = language or terminal_language()
    files = _version(path)
    if reference:
        office = the_office()
        belongs = office.show_case(reference)["matter"]
        if belongs != code_of(files):
            raise click.UsageError(f"case {reference} belongs to the matter {belongs}, not to {path}")
        picture = draw_case(office.place, reference, language=said)
    else:
        picture = draw(files["process.bpmn"], Path(path).name, own_layout=own_layout, language=said)
    write(output, picture.encode("utf-8"))
    if as_json:
        print_json({"path": path, "case": reference or None, "output": str(output), "bytes": len(picture.encode())})
    else:
        click.echo(f"{output}: {reference or path}, {len(picture.encode()):,} bytes; open it in a browser")


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw both as one picture.")
@language_option
@json_option
def matter_diff(before: str, after: str, output: Path | None, language: str | None, as_json: bool) -> None:
    """Say how matter B (folder, code or .bpmn file) differs from matter A."""
    from engine.picture import differences, draw_versions

    said: Any = language or terminal_language()
    old, new = _version(before), _version(after)
    found = differences(old, new)
    if output:
        write(output, draw_versions(old, new, language=said).encode("utf-8"))
    if as_json:
        rows = [{"number": n, "file": d.file, "how": d.how, "zh": d.said.zh, "en": d.said.en}
                for n, d in enumerate(found, start=1)]  # fmt: skip
        print_json({"before": before, "after": after, "output": str(output) if output else None, "differences": rows})
        return
    signs = {"added": "+", "removed": "−", "changed": ""}
    for n, d in enumerate(found, start=1):
        if n == 1 or d.file != found[n - 2].file:
            click.echo(d.file)
        click.echo(f"  {signs[d.how] + str(n):>4}  {getattr(d.said, said)}")
    drawn = f"; those of the process are drawn in {output}" if output else ""
    click.echo(f"{len(found)} difference(s) from {before} to {after}{drawn}")


def _version(path: str) -> Mapping[str, bytes]:
    """The files of a matter; of a .bpmn file as if it stood alone in a folder."""
    from engine.founding import matter_folder
    from engine.matter.folder import read_folder

    return {"process.bpmn": bytes_from(Path(path))} if Path(path).is_file() else read_folder(matter_folder(path))
