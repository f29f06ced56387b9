"""Matters in motion: playing diagrams and examples, and what they cover."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from commands.completing import matters_and_files
from commands.findings import finding_line, finding_rows
from commands.language import say
from commands.options import json_option
from commands.showing import print_json, progress, table

if TYPE_CHECKING:
    from bpmn.coverage import Coverage
    from engine.coverage import Rehearsed
    from engine.rehearsal import Played


@click.command("run")
@click.argument("file", metavar="FILE|CODE|FOLDER", shell_complete=matters_and_files)
@click.option("--auto", is_flag=True, help="Play one path: complete every step by itself.")
@click.option("--all-paths", is_flag=True, help="Play every path of a diagram or a matter; say what is covered.")
@click.option("--seed", type=int, default=0, show_default=True, help="Decides what nobody decides.")
@json_option
def matter_run(file: str, auto: bool, all_paths: bool, seed: int, as_json: bool) -> None:
    """Play a diagram alone, without law and without people."""
    from engine.checking import play_path

    if auto == all_paths:
        raise click.UsageError(say("请给出 --auto 或者 --all-paths", "give --auto or --all-paths"))
    if all_paths:
        _run_all_paths(file, as_json)
    result = play_path(file, seed)
    if as_json:
        rows = finding_rows(result.findings)
        print_json({"file": file, "result": result.result, "steps": result.steps, "findings": rows})
    else:
        ended, count = say(_ENDINGS[result.result], result.result), result.steps
        click.echo(
            say(f"{file}：{count} 步，{ended}，种子 {seed}", f"{file}: {ended} after {count} step(s), seed {seed}")
        )
        for finding in result.findings:
            click.echo(f"  {finding_line(finding)}")
    sys.exit(0 if result.result in ("completed", "waiting") else 1)


def _run_all_paths(file: str, as_json: bool) -> NoReturn:
    """Play every path and show how many there are, what they cover, and what is wrong."""
    from engine.exploration import explore_path

    found = explore_path(file)
    if as_json:
        print_json(
            {"file": file, "whole": found.whole, "situations": found.situations, "moves": found.moves,
             "paths": found.paths.paths, "more_paths": found.paths.more, **_coverage(found.coverage),
             "findings": finding_rows(found.findings)}
        )  # fmt: skip
    else:
        paths, situations = f"{found.paths.paths}{'+' if found.paths.more else ''}", found.situations
        told = say(f"{paths} 条路径，{situations} 种情形", f"{paths} path(s) through {situations} situation(s)")
        click.echo(f"{file}: {told}")
        _show_coverage([(file, found.coverage, {})])
        for finding in found.findings:
            click.echo(f"  {finding_line(finding)}")
    sys.exit(0 if found.sound else 1)


@click.command("test")
@click.argument("codes", nargs=-1, metavar="[CODE|FOLDER]...", shell_complete=matters_and_files)
@click.option("--all", "every", is_flag=True, help="All matters that come with Sealflow.")
@json_option
def matter_test(codes: tuple[str, ...], every: bool, as_json: bool) -> None:
    """Play the examples of matters, in memory, with a fixed clock."""
    from engine.founding import matter_folder, shipped_matters
    from engine.matter.folder import read_folder

    if not codes and not every:
        raise click.UsageError(say("请给出事项代码、文件夹或者 --all", "name a matter's code or folder, or give --all"))
    folders = shipped_matters() if every else [matter_folder(code) for code in codes]
    matters = [read_folder(folder) for folder in folders]
    plays = play_examples(matters)
    results = [played for each in plays for played in each]
    rehearsals = tried(matters, plays)
    failed = [r for r in results if not r.passed]
    if as_json:
        rows = [{"matter": r.matter, "example": r.example, "passed": r.passed, "why": r.why} for r in results]
        covered = [
            {"matter": t.matter.code, **_coverage(t.coverage), "uncovered": [f.element for f in t.uncovered()],
             "excused": dict(t.matter.uncovered)}
            for t in rehearsals
        ]  # fmt: skip
        print_json({"passed": len(results) - len(failed), "failed": len(failed), "results": rows, "coverage": covered})
    else:
        for r in results:
            verdict = say("通过  ", "ok    ") if r.passed else say("未通过", "FAILED")
            click.echo(f"{verdict} {r.matter}  {r.title}")
            if r.why:
                click.echo(f"       {r.example}: {r.why}")
        passed = len(results) - len(failed)
        click.echo(say(f"{passed} 个通过，{len(failed)} 个未通过", f"{passed} passed, {len(failed)} failed"))
        click.echo()
        _show_coverage((t.matter.code, t.coverage, t.matter.uncovered) for t in rehearsals)
    sys.exit(1 if failed or not results else 0)


def play_examples(matters: Sequence[Mapping[str, bytes]]) -> list[list[Played]]:
    """Play every example of these matters, one matter after the other."""
    from engine.founding import stage
    from engine.rehearsal import examples, play

    work = [(number, name) for number, files in enumerate(matters) for name in examples(files)]
    played: list[list[Played]] = [[] for _ in matters]
    with stage() as theatre, progress(work, say("样例", "examples")) as steps:
        for number, name in steps:
            played[number].append(play(theatre, matters[number], name))
    return played


def tried(matters: Sequence[Mapping[str, bytes]], plays: Sequence[Sequence[Played]]) -> list[Rehearsed]:
    """What the examples cover of each matter that can be read; of another its examples have said why not."""
    from engine.coverage import rehearsed
    from engine.matter.reader import MatterRefused

    tried = []
    for files, played in zip(matters, plays, strict=True):
        with contextlib.suppress(MatterRefused):
            tried.append(rehearsed(files, played))
    return tried


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
    table(say("覆盖 | 节点 | 流向 | 判断分支", "covered | nodes | flows | deciding flows"), counted)
    for _, coverage, excused in rows:
        for flow in coverage.flows_missed():
            ends = f"{coverage.drawn.name(flow.source)} → {coverage.drawn.name(flow.target)}"
            reason = f"  ({excused[flow.id]})" if flow.id in excused else ""
            click.echo(f"  {say('未经过', 'never  ')} {flow.id}  {flow.name or flow.condition}: {ends}{reason}")


_ENDINGS = {"completed": "办结", "waiting": "等待", "stuck": "卡住", "refused": "不能运行", "budget": "步数用尽"}
