"""Lines, tables and JSON on the standard output, and progress on a terminal. Knows nothing of what it shows."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.language import say, spoken

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from engine.founding import Founded

Thing = TypeVar("Thing")


def print_json(value: Any) -> None:
    """Print one JSON document on a line; escaped where the terminal has no Unicode."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(value, ensure_ascii=not unicode, default=str))


def done(as_json: bool, facts: Mapping[str, Any], line: str, *then: str) -> None:
    """Print what was done: its facts for machines or a line for people, and the commands that may follow."""
    if as_json:
        print_json({**facts, "next": list(then)})
        return
    click.echo(line)
    if then:
        click.echo(f"{say('下一步', 'next')}  {say('；或者 ', '; or ').join(then)}")


def table(heads: str, rows: Iterable[Sequence[Any]], *, empty: str = "") -> None:
    """Print aligned columns under heads separated by `|`; Chinese characters count double."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    for head in heads.split("|"):
        grid.add_column(head.strip(), overflow="fold")
    for row in rows:
        grid.add_row(*("" if cell is None else str(cell) for cell in row))
    if not grid.row_count:
        click.echo(empty or say("没有", "nothing"))
        return
    # Only a terminal has an edge to wrap at: what is piped keeps one line per row.
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 100_000)
    with console.capture() as printed:
        console.print(grid)
    for line in printed.get().splitlines():
        click.echo(line.rstrip())


def as_wide_as(columns: int, text: str) -> str:
    """The text filled up with blanks to that many columns of a terminal; Chinese characters count double."""
    from rich.cells import cell_len

    return text + " " * (columns - cell_len(text))


def tell_part(part: Founded) -> None:
    """Say which part of an office was made or found."""
    click.echo(f"{as_wide_as(9, part.called.say(spoken()))} {part.detail.say(spoken())}")


def say_what_follows(rows: Sequence[Mapping[str, Any]], most: int) -> None:
    """Say how to see the next page, after a page that is full."""
    if len(rows) == most:
        click.echo(f"{say('后面的', 'what follows')}: --after {rows[-1]['cursor']}")


def progress(work: Sequence[Thing], label: str) -> ProgressBar[Thing]:
    """A progress bar on a terminal, nothing elsewhere."""
    return click.progressbar(work, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
