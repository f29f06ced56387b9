"""Lines, tables and JSON on the standard output, and progress on a terminal. Knows nothing of what it shows."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click


def print_json(value: Any) -> None:
    """Print one JSON document on a line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print aligned columns; Chinese characters count double."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    for column in columns:
        grid.add_column(column, overflow="fold")
    count = 0
    for row in rows:
        grid.add_row(*("" if cell is None else str(cell) for cell in row))
        count += 1
    if count:
        console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 200)
        console.print(grid)
    else:
        click.echo("nothing")


def say_what_follows(rows: Sequence[Mapping[str, Any]], most: int) -> None:
    """Say how to see the next page, after a page that is full."""
    if len(rows) == most:
        click.echo(f"what follows: --after {rows[-1]['cursor']}")


def progress(work: Sequence[Any], label: str) -> Any:
    """A progress bar on a terminal, nothing elsewhere."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(work, label=label, file=sys.stderr, hidden=hidden)
