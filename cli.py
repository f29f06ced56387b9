"""The command line: nouns, then verbs. Asks the office and shows the answer; knows no law and no SQL.

Everything that is slow to import is imported where it is used: `--help` and completion must answer at once.
Exit status: 0 done, 1 refused or finding, 2 wrong usage, 3 our failure, 4 not found.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from bpmn.coverage import Coverage
    from engine.config import Settings
    from engine.coverage import Rehearsed
    from engine.office import Office, Upload
    from engine.rehearsal import Played

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
language_option = click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), help="Language of what is found; default: the terminal's."
)
as_option = click.option("--as", "account", required=True, metavar="USER", help="The account that asks.")
answers_option = click.option(
    "--answers", type=click.Path(path_type=Path), metavar="FILE.json", help="Answers to the form, as JSON."
)
material_option = click.option(
    "--material", "materials", multiple=True, metavar="ID=FILE", help="A file for a material; may be repeated."
)
note_option = click.option("--note", default="", metavar="TEXT", help="A remark, kept in the history.")
revision_option = click.option(
    "--revision", type=int, metavar="N", help="Refuse when the case has had more acts than this since you looked."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sealflow", message="sealflow %(version)s")
def cli() -> None:
    """Sealflow: administrative approvals, from a BPMN diagram to a document under the organ's electronic seal.

    \b
    sealflow demo                         one application from beginning to sealed end
    sealflow task list --as chen.window   what the window clerk has to do
    sealflow document verify FILE.pdf     is this paper ours, and still valid?
    """


def main() -> NoReturn:
    """Run the command line; turn every error of ours into three lines and an exit status."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if not (getattr(error, "code", "") and getattr(error, "remedy", "")):
            raise
        _refuse(error)
    sys.exit(0)


def _refuse(error: Any) -> NoReturn:
    """Print a refusal or failure: what, what to do, where it stands."""
    exit_code = int(getattr(error, "exit_code", 1))
    word = "FAILED  " if exit_code == 3 else "REFUSED "
    click.echo(f"{word} {error.code}  {error}", err=True)
    for problem in getattr(error, "problems", ()):
        click.echo(f"  - {problem}", err=True)
    for finding in getattr(error, "findings", ()):
        click.echo(f"  - {_finding_line(finding)}", err=True)
    click.echo(f"remedy   {error.remedy}", err=True)
    if getattr(error, "source", ""):
        click.echo(f"source   {error.source}", err=True)
    sys.exit(exit_code)


def _finding_line(finding: Any, language: str | None = None) -> str:
    finding = finding.in_language(language or _terminal_language())
    where = f"line {finding.line}, " if finding.line else ""
    return f"{finding.severity:<7} {finding.code}  {where}{finding.element}: {finding.message} → {finding.remedy}"


def _terminal_language() -> str:
    """The language of the terminal's locale: Chinese or English."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"


def _finding_rows(findings: Iterable[Any], language: str | None) -> list[dict[str, Any]]:
    """Findings for machines: in English unless asked otherwise, wherever the terminal stands."""
    keys = ("code", "severity", "element", "line", "message", "remedy")
    return [{key: getattr(f, key) for key in keys} for f in (f.in_language(language or "en") for f in findings)]


# ---- showing ---------------------------------------------------------------------------------------------------------


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Aligned columns; Chinese characters count double."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
        count += 1
    if count:
        console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200)
        console.print(table)
    else:
        click.echo("nothing")


def _show_case(case: Mapping[str, Any]) -> None:
    outcome = f", {case['outcome']}" if case["outcome"] and case["outcome"] != case["status"] else ""
    click.echo(f"case {case['case']}  {case['title']}  {case['status']}{outcome}")
    if case["clocks"]:
        click.echo()
        clocks = ((c["name"], _due(c), c["state"], c["explanation"]) for c in case["clocks"])
        _table(("clock", "last day", "state", "how it is counted"), clocks)
    if case["documents"]:
        click.echo()
        _table(("number", "document", "code"), ((d["number"], d["title"], d["code"]) for d in case["documents"]))
    click.echo()
    if case["tasks"]:
        rows = (
            (t["short"], t["title"], t["assignee"] or t["role"], t["due"], " ".join(t["acts"])) for t in case["tasks"]
        )
        _table(("open task", "step", "who", "due", "acts and opinions"), rows)
    else:
        click.echo("no open task")
    if case["may"]:
        click.echo(f"acts on the case: {' '.join(case['may'])}")


def _due(clock: Mapping[str, Any]) -> str:
    provisional = " (provisional)" if clock["provisional"] else ""
    return f"{clock['due']}{provisional}{' LATE' if clock['overdue'] else ''}"


def _case_result(case: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        _print_json(case)
    else:
        _show_case(case)


# ---- reading what was given ------------------------------------------------------------------------------------------


def _settings() -> Settings:
    from engine.config import read_settings

    return read_settings()


def _office() -> Office:
    from engine.office import open_office

    return open_office(_settings())


def _answers(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        value = json.loads(_bytes(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{path} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise click.UsageError(f"{path} must hold one JSON object of answers")
    return value


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error


def _uploads(materials: Iterable[str]) -> list[Upload]:
    from engine.office import Upload

    uploads = []
    for text in materials:
        name, separator, file = text.partition("=")
        if not separator:
            raise click.UsageError(f"--material {text}: write ID=FILE")
        uploads.append(Upload(name, Path(file).name, _bytes(Path(file))))
    return uploads


# ---- the office ------------------------------------------------------------------------------------------------------


@cli.command()
@click.option("--no-matters", is_flag=True, help="Do not publish the matters that come with Sealflow.")
def init(no_matters: bool) -> None:
    """Make an office in SEALFLOW_HOME: database, demonstration keys, organs, accounts, matters."""
    from engine.founding import found

    settings = _settings()
    for part in found(settings, matters=not no_matters):
        click.echo(f"{part.what:<9} {part.detail}")
    click.echo(f"office    ready in {settings.home}; next: sealflow demo, or sealflow account list")


@cli.command()
@json_option
def demo(as_json: bool) -> None:
    """Take one application from submission to the sealed, delivered decision."""
    from engine.demonstration import MATTER, Demonstration
    from engine.founding import found, matter_folder
    from engine.matter.folder import read_folder
    from engine.office import open_office

    settings = _settings()
    for part in found(settings):
        if not as_json:
            click.echo(f"{part.what:<9} {part.detail}")
    office = open_office(settings)
    play = Demonstration(office, read_folder(matter_folder(MATTER)))
    steps = []
    for shown in play.run():
        steps.append({"step": shown.step, "actor": shown.actor, "act": shown.act, "at": shown.at})
        if not as_json:
            click.echo(f"{shown.at[11:19]}  {shown.actor:<15} {shown.step:<17} {shown.act:<15} {shown.said}")
    documents = play.case["documents"]
    decision = next(d for d in reversed(documents) if d["kind"].startswith("decision"))
    first = office.download(decision["number"], play.applicant)[1]
    again = office.download(decision["number"], play.applicant)[1]
    copy = settings.home / f"{decision['number']}.pdf"
    copy.write_bytes(again)
    verdict = office.verify_document(again)
    result = {
        "case": play.case["case"],
        "applicant": play.applicant,
        "status": play.case["status"],
        "steps": steps,
        "documents": [{key: d[key] for key in ("number", "title", "path", "sha256")} for d in documents],
        "verification": {"verdict": verdict.verdict.value},
    }
    if as_json:
        _print_json(result)
        return
    click.echo()
    click.echo(f"case      {play.case['case']}: {play.case['status']}, {play.case['outcome']}")
    click.echo(f"decision  {decision['number']} {decision['title']}, {decision['bytes']} bytes")
    click.echo(
        f"download  twice, {'the same bytes' if first == again else 'DIFFERENT BYTES'}, {decision['sha256'][:16]}…"
    )
    click.echo(f"verified  {verdict.verdict.value}: {verdict.summary.zh}")
    click.echo(f"next      make serve, or: sealflow case show {play.case['case']}")
    click.echo(f"look      {copy}")


@cli.command()
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
def worker(once: bool) -> None:
    """Do jobs, limits and timers."""
    import logging
    import signal
    import threading

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    office = _office()
    if once:
        click.echo(f"{office.worker.once()} things done; nothing more is due")
        return
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    click.echo("working; stop with Ctrl-C", err=True)
    office.worker.run(stop)


@cli.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check the office: folder, database, keys, fonts, calendar, jobs, record."""
    from engine.health import examine

    checks = examine(_settings())
    healthy = all(check.ok for check in checks)
    if as_json:
        rows = [{"name": c.name, "ok": c.ok, "detail": c.detail, "remedy": c.remedy} for c in checks]
        _print_json({"ok": healthy, "checks": rows})
    else:
        for check in checks:
            click.echo(f"{'ok ' if check.ok else 'BAD'}  {check.name:<10} {check.detail}")
            if not check.ok:
                click.echo(f"                → {check.remedy}")
    sys.exit(0 if healthy else 1)


@cli.command()
@json_option
def settings(as_json: bool) -> None:
    """Show every setting and where its value came from."""
    rows = _settings().rows()
    if as_json:
        _print_json([dict(zip(("name", "value", "from", "meaning"), row, strict=True)) for row in rows])
    else:
        _table(("environment", "value", "from", "meaning"), rows)


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script; for bash: eval "$(sealflow completion bash)"."""
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    assert script is not None
    click.echo(script(cli, {}, "sealflow", "_SEALFLOW_COMPLETE").source())


# ---- database --------------------------------------------------------------------------------------------------------


@cli.group()
def db() -> None:
    """The database's tables."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this version."""
    from engine.store import upgrade as migrations
    from engine.store.database import Database

    database = Database(_settings().database_url)
    click.echo(f"the database is at revision {migrations.upgrade(database)}")


@db.command()
@json_option
def current(as_json: bool) -> None:
    """Show the revision of the tables, and the one this version needs."""
    from engine.store import upgrade as migrations
    from engine.store.database import Database

    found, needed = migrations.current(Database(_settings().database_url)), migrations.latest()
    if as_json:
        _print_json({"current": found, "needed": needed})
    else:
        click.echo(f"at {found or 'nothing'}; this version needs {needed}")
    sys.exit(0 if found == needed else 1)


# ---- matters ---------------------------------------------------------------------------------------------------------


@cli.group()
def matter() -> None:
    """Kinds of approval: folders of definitions."""


@matter.command("list")
@json_option
def matter_list(as_json: bool) -> None:
    """Show the published matters."""
    rows = _office().list_matters()
    if as_json:
        _print_json(rows)
    else:
        _table(("code", "title", "version", "kind"), ((r["code"], r["title"], r["version"], r["kind"]) for r in rows))


@matter.command("check")
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
            rows = _finding_rows(result.findings, language)
            _print_json({"file": path, "runnable": result.runnable, "findings": rows})
            continue
        click.echo(f"{path}: {'can run' if result.runnable else 'CANNOT RUN'}, {len(result.findings)} finding(s)")
        for finding in result.findings:
            click.echo(f"  {_finding_line(finding, language)}")
    sys.exit(0 if runnable else 1)


@matter.command("run")
@click.argument("file")
@click.option("--auto", is_flag=True, help="Play one path: complete every step by itself.")
@click.option("--all-paths", is_flag=True, help="Play every path of a diagram or a matter; say what is covered.")
@click.option("--seed", type=int, default=0, show_default=True, help="Decides what nobody decides.")
@language_option
@json_option
def matter_run(file: str, auto: bool, all_paths: bool, seed: int, language: str | None, as_json: bool) -> None:
    """Play a diagram alone, without law and without people."""
    from engine.checking import play_path

    if auto == all_paths:
        raise click.UsageError("give --auto or --all-paths")
    if all_paths:
        _run_all_paths(file, language, as_json)
    result = play_path(file, seed)
    if as_json:
        rows = _finding_rows(result.findings, language)
        _print_json({"file": file, "result": result.result, "steps": result.steps, "findings": rows})
    else:
        click.echo(f"{file}: {result.result} after {result.steps} step(s), seed {seed}")
        for finding in result.findings:
            click.echo(f"  {_finding_line(finding, language)}")
    sys.exit(0 if result.result in ("completed", "waiting") else 1)


def _run_all_paths(file: str, language: str | None, as_json: bool) -> NoReturn:
    """Play every path and show how many there are, what they cover, and what is wrong."""
    from engine.exploration import explore_path

    found = explore_path(file)
    if as_json:
        _print_json(
            {"file": file, "whole": found.whole, "situations": found.situations, "moves": found.moves,
             "paths": found.paths.paths, "more_paths": found.paths.more, **_coverage(found.coverage),
             "findings": _finding_rows(found.findings, language)}
        )  # fmt: skip
    else:
        more = " or more" if found.paths.more else ""
        click.echo(f"{file}: {found.paths.paths}{more} path(s) through {found.situations} situation(s)")
        _show_coverage([(file, found.coverage, {})])
        for finding in found.findings:
            click.echo(f"  {_finding_line(finding, language)}")
    sys.exit(0 if found.sound else 1)


def _coverage(coverage: Coverage) -> dict[str, Any]:
    """The coverage of nodes and flows for machines, with what was never come to."""
    drawn = coverage.drawn
    nodes = [{"id": n.id, "name": drawn.name(n.id), "line": n.line} for n in coverage.nodes_missed()]
    flows = [
        {"id": f.id, "source": f.source, "target": f.target, "name": f.name, "line": f.line}
        for f in coverage.flows_missed()
    ]
    return {
        "nodes": {"total": len(drawn.nodes), "covered": len(coverage.nodes), "never": nodes},
        "flows": {"total": len(drawn.flows), "covered": len(coverage.flows), "never": flows},
    }


def _show_coverage(rows: Iterable[tuple[str, Coverage, Mapping[str, str]]]) -> None:
    """A table of what was covered, and below it each flow that was not, with the reason given for that."""
    rows = list(rows)
    counted = []
    for name, c, _ in rows:
        decisive = list(c.drawn.decisive())
        taken = sum(flow.id in c.flows for flow in decisive)
        counted.append((name, f"{len(c.nodes)}/{len(c.drawn.nodes)}", f"{len(c.flows)}/{len(c.drawn.flows)}",
                        f"{taken}/{len(decisive)}"))  # fmt: skip
    _table(("covered", "nodes", "flows", "deciding flows"), counted)
    for _, coverage, excused in rows:
        for flow in coverage.flows_missed():
            ends = f"{coverage.drawn.name(flow.source)} → {coverage.drawn.name(flow.target)}"
            reason = f"  ({excused[flow.id]})" if flow.id in excused else ""
            click.echo(f"  never   {flow.id}  {flow.name or flow.condition}: {ends}{reason}")


@matter.command("normalise")
@click.argument("file")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@json_option
def matter_normalise(file: str, output: Path, as_json: bool) -> None:
    """Write a diagram anew with everything put right that can be, so that any editor reads it the same."""
    from engine.checking import normalise_path

    written = normalise_path(file)
    output.write_bytes(written.data)
    if as_json:
        rows = [{"code": f.code, "element": f.element, "line": f.line, "message": f.message} for f in written.repaired]
        _print_json({"file": file, "output": str(output), "repaired": rows, "remaining": len(written.remaining)})
        return
    for finding in written.repaired:
        click.echo(f"  {_finding_line(finding)}")
    click.echo(f"{output}: {len(written.repaired)} repair(s) written; next: sealflow matter check {output}")


@matter.command("draw")
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

    said: Any = language or _terminal_language()
    files = _version(path)
    if reference:
        office = _office()
        belongs = office.show_case(reference)["matter"]
        if belongs != code_of(files):
            raise click.UsageError(f"case {reference} belongs to the matter {belongs}, not to {path}")
        picture = draw_case(office.place, reference, language=said)
    else:
        picture = draw(files["process.bpmn"], Path(path).name, own_layout=own_layout, language=said)
    _write(output, picture)
    if as_json:
        _print_json({"path": path, "case": reference or None, "output": str(output), "bytes": len(picture.encode())})
    else:
        click.echo(f"{output}: {reference or path}, {len(picture.encode()):,} bytes; open it in a browser")


@matter.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw both as one picture.")
@language_option
@json_option
def matter_diff(before: str, after: str, output: Path | None, language: str | None, as_json: bool) -> None:
    """Say how matter B (folder, code or .bpmn file) differs from matter A."""
    from engine.picture import differences, draw_versions

    said: Any = language or _terminal_language()
    old, new = _version(before), _version(after)
    found = differences(old, new)
    if output:
        _write(output, draw_versions(old, new, language=said))
    if as_json:
        rows = [{"number": n, "file": d.file, "how": d.how, "zh": d.said.zh, "en": d.said.en}
                for n, d in enumerate(found, start=1)]  # fmt: skip
        _print_json({"before": before, "after": after, "output": str(output) if output else None, "differences": rows})
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

    return {"process.bpmn": _bytes(Path(path))} if Path(path).is_file() else read_folder(matter_folder(path))


@matter.command("test")
@click.argument("codes", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All matters that come with Sealflow.")
@json_option
def matter_test(codes: tuple[str, ...], every: bool, as_json: bool) -> None:
    """Play the examples of matters, in memory, with a fixed clock."""
    from engine.founding import matter_folder, shipped_matters
    from engine.matter.folder import read_folder

    if not codes and not every:
        raise click.UsageError("name a matter's code or folder, or give --all")
    folders = shipped_matters() if every else [matter_folder(code) for code in codes]
    matters = [read_folder(folder) for folder in folders]
    plays = _play_examples(matters)
    results = [played for each in plays for played in each]
    tried = _tried(matters, plays)
    failed = [r for r in results if not r.passed]
    if as_json:
        rows = [{"matter": r.matter, "example": r.example, "passed": r.passed, "why": r.why} for r in results]
        covered = [
            {"matter": t.matter.code, **_coverage(t.coverage), "uncovered": [f.element for f in t.uncovered()],
             "excused": dict(t.matter.uncovered)}
            for t in tried
        ]  # fmt: skip
        _print_json({"passed": len(results) - len(failed), "failed": len(failed), "results": rows, "coverage": covered})
    else:
        for r in results:
            click.echo(f"{'ok    ' if r.passed else 'FAILED'} {r.matter}  {r.title}")
            if r.why:
                click.echo(f"       {r.example}: {r.why}")
        click.echo(f"{len(results) - len(failed)} passed, {len(failed)} failed")
        click.echo()
        _show_coverage((t.matter.code, t.coverage, t.matter.uncovered) for t in tried)
    sys.exit(1 if failed or not results else 0)


def _play_examples(matters: Sequence[Mapping[str, bytes]]) -> list[list[Played]]:
    """Play every example of these matters, one matter after the other."""
    from engine.founding import stage
    from engine.rehearsal import examples, play

    work = [(number, name) for number, files in enumerate(matters) for name in examples(files)]
    played: list[list[Played]] = [[] for _ in matters]
    with stage() as theatre, _progress(work, "examples") as steps:
        for number, name in steps:
            played[number].append(play(theatre, matters[number], name))
    return played


def _tried(matters: Sequence[Mapping[str, bytes]], plays: Sequence[Sequence[Played]]) -> list[Rehearsed]:
    """What the examples cover of each matter that can be read; of another its examples have said why not."""
    from engine.coverage import rehearsed
    from engine.matter.reader import MatterRefused

    tried = []
    for files, played in zip(matters, plays, strict=True):
        with contextlib.suppress(MatterRefused):
            tried.append(rehearsed(files, played))
    return tried


@matter.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", help="The Chinese title of the matter.")
def matter_new(folder: Path, title: str) -> None:
    """Copy a small working matter into FOLDER; the folder's name becomes its code."""
    from engine.founding import new_matter

    new_matter(folder, title)
    click.echo(f"{folder} holds a working matter; next: sealflow matter test {folder}")


@matter.command("publish")
@click.argument("reference")
@json_option
def matter_publish(reference: str, as_json: bool) -> None:
    """Check a matter (folder or code), play its examples, and let new cases use it; running cases keep their version.

    Refused while an example fails, or a flow by which a case turns is taken by none of them.
    """
    from engine.founding import matter_folder
    from engine.matter.folder import read_folder

    office, files = _office(), read_folder(matter_folder(reference))
    office.check(files)
    _tried([files], _play_examples([files]))[0].check()
    published = office.publish(files)
    if as_json:
        _print_json({"code": published.code, "version": published.version, "fingerprint": published.fingerprint})
    else:
        click.echo(f"{published.code} {published.version} is published as {published.fingerprint[:16]}…")


def _progress(work: Sequence[Any], label: str) -> Any:
    """A progress bar on a terminal, nothing elsewhere."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(work, label=label, file=sys.stderr, hidden=hidden)


# ---- cases -----------------------------------------------------------------------------------------------------------


@cli.group()
def case() -> None:
    """Applications being handled."""


@case.command("open")
@click.argument("matter")
@as_option
@answers_option
@material_option
@click.option("--for", "applicant", default="", metavar="USER", help="Apply as the agent of this account.")
@click.option("--key", default="", help="Your own key: sending the same application twice opens one case.")
@json_option
def case_open(
    matter: str, account: str, answers: Path | None, materials: tuple[str, ...], applicant: str, key: str, as_json: bool
) -> None:
    """Submit an application."""
    opened = _office().open_case(matter, account, _answers(answers), _uploads(materials), applicant=applicant, key=key)
    if as_json:
        receipt = opened["receipt"]
        shown = {**opened, "receipt": {key: receipt[key] for key in ("number", "path")} if receipt else None}
        _print_json(shown)
        return
    _show_case(opened)
    if opened["receipt"]:
        click.echo(f"receipt {opened['receipt']['number']}  {opened['receipt']['path']}")


@case.command("show")
@click.argument("reference", metavar="CASE")
@click.option("--as", "account", default=None, metavar="USER", help="As this account sees it; default: the operator.")
@json_option
def case_show(reference: str, account: str | None, as_json: bool) -> None:
    """Show a case: tasks, clocks, documents, history."""
    shown = _office().show_case(reference, account)
    _case_result(shown, as_json)
    if not as_json:
        click.echo()
        rows = ((e["at"][:19], e["actor"], e["act"], e.get("step", ""), e["note"]) for e in shown["history"])
        _table(("when", "who", "act", "step", "note"), rows)


@case.command("list")
@as_option
@json_option
def case_list(account: str, as_json: bool) -> None:
    """Show the newest cases that an account may see."""
    rows = _office().list_cases(account)
    if as_json:
        _print_json(rows)
    else:
        shown = ((r["case"], r["title"], r["status"], r["opened_at"][:16]) for r in rows)
        _table(("case", "title", "status", "opened"), shown)


@case.command("act")
@click.argument("reference", metavar="CASE")
@as_option
@click.option("--act", required=True, help="withdraw, suspend, resume, extend … as the matter offers.")
@answers_option
@note_option
@revision_option
@json_option
def case_act(
    reference: str, account: str, act: str, answers: Path | None, note: str, revision: int | None, as_json: bool
) -> None:
    """Do an act on the case that is no step of the diagram."""
    shown = _office().act_on_case(reference, account, act, _answers(answers), note=note, seen=revision)
    _case_result(shown, as_json)


@case.command("message")
@click.argument("reference", metavar="CASE")
@click.argument("message")
@as_option
@json_option
def case_message(reference: str, message: str, account: str, as_json: bool) -> None:
    """Give the case a message that one of its steps waits for."""
    _case_result(_office().deliver_message(reference, account, message), as_json)


@case.command("record")
@click.argument("reference", metavar="CASE")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write the example.")
@json_option
def case_record(reference: str, output: Path, as_json: bool) -> None:
    """Write a case as an example of its matter, everybody in it replaced by invented people, and play it."""
    from engine.founding import stage
    from engine.matter.folder import read_folder
    from engine.recording import recorded
    from engine.rehearsal import play

    office = _office()
    written = recorded(office, reference).encode("utf-8")
    try:
        output.write_bytes(written)
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error
    name = f"examples/{output.name}"
    with stage() as theatre:
        played = play(theatre, {**read_folder(_folder_of(output, office, reference)), name: written}, name)
    if as_json:
        _print_json({"file": str(output), "matter": played.matter, "passed": played.passed, "why": played.why})
    else:
        click.echo(f"{output}: {len(written)} bytes, {'passes' if played.passed else f'FAILS: {played.why}'}")
    sys.exit(0 if played.passed else 1)


def _folder_of(output: Path, office: Office, reference: str) -> Path:
    """The folder of the matter whose example is written: the one it is put into, else the one that is shipped."""
    from engine.founding import matter_folder

    beside = output.resolve().parent.parent
    return beside if (beside / "matter.yaml").is_file() else matter_folder(office.show_case(reference)["matter"])


# ---- tasks -----------------------------------------------------------------------------------------------------------


@cli.group()
def task() -> None:
    """Steps waiting for a person. A task is named by its id or as CASE/STEP."""


@task.command("list")
@as_option
@json_option
def task_list(account: str, as_json: bool) -> None:
    """Show what an account may do now, most urgent first."""
    rows = _office().list_tasks(account)
    if as_json:
        _print_json(rows)
    else:
        shown = (
            (
                f"{r['case']}/{r['step']}",
                r["title"],
                (r["due"] or "") + (" LATE" if r["overdue"] else ""),
                r["assignee"],
            )
            for r in rows
        )
        _table(("task", "matter", "due", "claimed by"), shown)


@task.command("complete")
@click.argument("task")
@as_option
@click.option("--act", default="", help="The act or opinion; a step that offers none needs none.")
@answers_option
@material_option
@note_option
@revision_option
@json_option
def task_complete(
    task: str,
    account: str,
    act: str,
    answers: Path | None,
    materials: tuple[str, ...],
    note: str,
    revision: int | None,
    as_json: bool,
) -> None:
    """Complete a task with an act or opinion."""
    shown = _office().complete_task(
        task, account, act, _answers(answers), note=note, uploads=_uploads(materials), seen=revision
    )
    _case_result(shown, as_json)


@task.command("claim")
@click.argument("task")
@as_option
def task_claim(task: str, account: str) -> None:
    """Take a task from the pool of your role."""
    _office().claim(task, account)
    click.echo(f"{task} is yours, {account}")


@task.command("release")
@click.argument("task")
@as_option
def task_release(task: str, account: str) -> None:
    """Put a task back into the pool."""
    _office().release(task, account)
    click.echo(f"{task} is in the pool again")


# ---- documents -------------------------------------------------------------------------------------------------------


@cli.group()
def document() -> None:
    """Sealed papers."""


@document.command("list")
@click.argument("reference", metavar="CASE")
@click.option("--as", "account", default=None, metavar="USER", help="As this account sees it; default: the operator.")
@json_option
def document_list(reference: str, account: str | None, as_json: bool) -> None:
    """Show the documents of a case."""
    rows = _office().list_documents(reference, account)
    if as_json:
        _print_json(rows)
    else:
        shown = ((d["number"], d["title"], d["date"], d["status"], d["code"]) for d in rows)
        _table(("number", "title", "date", "status", "code"), shown)


@document.command("download")
@click.argument("number")
@as_option
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write the PDF.")
@json_option
def document_download(number: str, account: str, output: Path, as_json: bool) -> None:
    """Write a document to a file: the same bytes every time."""
    found, data = _office().download(number, account)
    try:
        output.write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error
    if as_json:
        _print_json({"number": found["number"], "sha256": found["sha256"], "bytes": len(data)})
    else:
        click.echo(f"{found['number']} {found['title']}: {len(data)} bytes in {output}")


@document.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def document_verify(file: Path, as_json: bool) -> None:
    """Say whether a file is a document of this office, unaltered and still valid."""
    report = _office().verify_document(_bytes(file))
    if as_json:
        _print_json(report.as_json("zh"))
    else:
        click.echo(f"{report.verdict.value.upper()}  {report.summary.zh}")
        for check in report.checks:
            mark = {True: "✓", False: "✗", None: "·"}[check.passed]
            click.echo(f"  {check.number} {mark} {check.title.zh}: {check.detail.zh}")
    sys.exit(0 if report.verdict.value == "valid" else 1)


@document.command("find")
@click.argument("code")
@json_option
def document_find(code: str, as_json: bool) -> None:
    """Find a document by the code printed beside its QR code, however it is typed."""
    found = _office().document_by_code(code)
    if as_json:
        _print_json({key: found[key] for key in ("number", "title", "date", "code", "status", "sha256")})
    else:
        click.echo(f"{found['number']} {found['title']}, {found['date']}: {found['status']}")


@document.command("status")
@click.argument("number")
@as_option
@click.option("--set", "status", type=click.Choice(["valid", "replaced", "revoked"]), required=True)
@note_option
def document_status(number: str, account: str, status: str, note: str) -> None:
    """Write that a document is valid, replaced or revoked."""
    _office().set_document_status(number, status, account, note)
    click.echo(f"{number} is {status}")


# ---- record, jobs, accounts, calendar --------------------------------------------------------------------------------


@cli.group()
def audit() -> None:
    """The chained record of everything done."""


@audit.command("verify")
@json_option
def audit_verify(as_json: bool) -> None:
    """Check every chain, every checkpoint and every series of numbers."""
    found = _office().verify_record()
    bad = found.first_bad
    if as_json:
        first = {"case": bad.case, "entry": bad.entry, "why": bad.why} if bad else None
        _print_json(
            {"entries": found.entries, "intact": found.intact, "first_bad": first, "cases": found.cases,
             "checkpoints": found.checkpoints, "gaps": list(found.gaps)}
        )  # fmt: skip
    else:
        click.echo(f"{found.entries} entries of {found.cases} cases, {found.checkpoints} checkpoints")
        click.echo("intact" if found.intact else "NOT INTACT")
        if bad:
            click.echo(f"  case {bad.case}, entry {bad.entry}: {bad.why}")
        for gap in found.gaps:
            click.echo(f"  numbers: {gap}")
    sys.exit(0 if found.intact else 1)


@audit.command("checkpoint")
def audit_checkpoint() -> None:
    """Sign how far the record has come."""
    click.echo(f"the record is witnessed up to leaf {_office().checkpoint()}")


@cli.group()
def job() -> None:
    """Steps waiting for a machine."""


@job.command("list")
@click.option("--dead", is_flag=True, help="Only those set aside.")
@json_option
def job_list(dead: bool, as_json: bool) -> None:
    """Show unfinished jobs and why they failed."""
    rows = _office().list_jobs(dead)
    if as_json:
        _print_json(rows)
    else:
        shown = ((r["job"], r["service"], r["state"], r["attempts"], r["due_at"][:19], r["error"][:200]) for r in rows)
        _table(("job", "service", "state", "attempts", "next", "error"), shown)


@job.command("retry")
@click.argument("job")
def job_retry(job: str) -> None:
    """Let a job that was set aside run again."""
    _office().retry_job(job)
    click.echo(f"{job} will run again")


@cli.group()
def account() -> None:
    """People and organisations that use the office."""


@account.command("list")
@json_option
def account_list(as_json: bool) -> None:
    """Show the accounts."""
    rows = _office().list_accounts()
    if as_json:
        _print_json(
            [{"account": a.name, "person": a.person, "kind": a.kind, "organ": a.organ, "roles": sorted(a.roles)}
             for a in rows]
        )  # fmt: skip
    else:
        _table(
            ("account", "person", "organ", "roles"),
            ((a.name, a.person, a.organ, " ".join(sorted(a.roles))) for a in rows),
        )


@account.command("add")
@click.argument("file", type=click.Path(path_type=Path))
def account_add(file: Path) -> None:
    """Add the accounts of a YAML file, or write them anew (form: workflows/_shared/people.yaml)."""
    from engine.organs import read_people

    office, count = _office(), 0
    for person in read_people(_bytes(file).decode("utf-8")):
        office.add_account(person)
        count += 1
    click.echo(f"{count} account(s) written")


@cli.group()
def calendar() -> None:
    """Working days, year by year."""


@calendar.command("list")
@json_option
def calendar_list(as_json: bool) -> None:
    """Show the years that are loaded, each with its notice."""
    years = _office().place.calendar.years.values()
    if as_json:
        _print_json([{"year": y.year, "notice": y.notices[0].title, "number": y.notices[0].number} for y in years])
    else:
        _table(("year", "notice", "number"), ((y.year, y.notices[0].title, y.notices[0].number) for y in years))


@calendar.command("load")
@click.argument("file", type=click.Path(path_type=Path))
def calendar_load(file: Path) -> None:
    """Load a year's calendar and work out the provisional days again."""
    from engine.founding import load_year

    settings = _settings()
    year = load_year(settings, file.name, _bytes(file))
    moved = _office().work_out_days()
    click.echo(f"{year} is loaded; the days of {len(moved)} case(s) moved")


if __name__ == "__main__":
    main()
