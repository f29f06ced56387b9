"""Diagrams: drawing them, comparing two versions, and writing one anew with its repairs."""

from __future__ import annotations

from pathlib import Path

import click

from commands import completing
from commands.findings import finding_line
from commands.given import the_office, write
from commands.language import say, spoken
from commands.options import json_option
from commands.showing import print_json
from engine.errors import Refusal


class CaseOfAnotherMatter(Refusal):
    """A case was to be drawn in the diagram of a matter that is not its own."""

    code = "CASE-OF-ANOTHER-MATTER"
    remedy = "Name the matter of the case; `sealflow case show CASE` tells which it is."

    def __init__(self, case: str, belongs: str, path: str) -> None:
        super().__init__(f"case {case} belongs to the matter {belongs}, not to {path}")


@click.command("normalise")
@click.argument("file")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@json_option
def matter_normalise(file: str, output: Path, as_json: bool) -> None:
    """Write a diagram anew with its repairs.

    Everything is put right that can be, so that any editor reads it the same.
    """
    from engine.checking import normalise_path

    written = normalise_path(file)
    write(output, written.data)
    if as_json:
        rows = [{"code": f.code, "element": f.element, "line": f.line, "message": f.message} for f in written.repaired]
        print_json({"file": file, "output": str(output), "repaired": rows, "remaining": len(written.remaining)})
        return
    for finding in written.repaired:
        click.echo(f"  {finding_line(finding)}")
    count = len(written.repaired)
    click.echo(say(f"{output}：写入 {count} 处修正", f"{output}: {count} repair(s) written"))
    click.echo(f"{say('下一步', 'next')}  sealflow matter check {output}")


@click.command("draw")
@click.argument("path", metavar="CODE|FOLDER|FILE", shell_complete=completing.matters_and_files)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.svg", help="The picture.")
@click.option(
    "--case",
    "reference",
    default="",
    metavar="CASE",
    shell_complete=completing.cases,
    help="Show how far this case has come, in its version.",
)
@click.option("--own-layout", is_flag=True, help="Lay it out anew, wherever the file puts its elements.")
@json_option
def matter_draw(path: str, output: Path, reference: str, own_layout: bool, as_json: bool) -> None:
    """Draw a matter (folder or code) or a .bpmn file as SVG."""
    from bpmn.drawing import draw
    from engine.checking import files_at
    from engine.picture import code_of, draw_case

    files = files_at(path)
    if reference:
        office = the_office()
        belongs = office.show_case(reference)["matter"]
        if belongs != code_of(files):
            raise CaseOfAnotherMatter(reference, belongs, path)
        picture = draw_case(office.place, reference, language=spoken())
    else:
        picture = draw(files["process.bpmn"], Path(path).name, own_layout=own_layout, language=spoken())
    write(output, picture.encode("utf-8"))
    if as_json:
        print_json({"path": path, "case": reference or None, "output": str(output), "bytes": len(picture.encode())})
    else:
        size = len(picture.encode())
        opened = say("请用浏览器打开", "open it in a browser")
        click.echo(f"{output}: {reference or path}, {size:,} B; {opened}")


@click.command("diff")
@click.argument("before", metavar="A", shell_complete=completing.matters_and_files)
@click.argument("after", metavar="B", shell_complete=completing.matters_and_files)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw both as one picture.")
@json_option
def matter_diff(before: str, after: str, output: Path | None, as_json: bool) -> None:
    """Say how matter B differs from matter A.

    Each is a folder, a code or a .bpmn file.
    """
    from engine.checking import files_at
    from engine.picture import differences, draw_versions

    old, new = files_at(before), files_at(after)
    found = differences(old, new)
    if output:
        write(output, draw_versions(old, new, language=spoken()).encode("utf-8"))
    if as_json:
        rows = [{"number": n, "file": d.file, "how": d.how, "zh": d.said.zh, "en": d.said.en}
                for n, d in enumerate(found, start=1)]  # fmt: skip
        print_json({"before": before, "after": after, "output": str(output) if output else None, "differences": rows})
        return
    signs = {"added": "+", "removed": "-", "changed": ""}
    for n, d in enumerate(found, start=1):
        if n == 1 or d.file != found[n - 2].file:
            click.echo(d.file)
        click.echo(f"  {signs[d.how] + str(n):>4}  {getattr(d.said, spoken())}")
    click.echo(
        say(f"从 {before} 到 {after} 有 {len(found)} 处不同", f"{len(found)} difference(s) from {before} to {after}")
    )
    if output:
        click.echo(say(f"流程的不同画在 {output}", f"those of the process are drawn in {output}"))
