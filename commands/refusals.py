"""A refusal or failure as three lines: what, what to do, where it stands."""

from __future__ import annotations

from typing import Any

import click

from commands.findings import finding_line


def refuse(error: Any) -> int:
    """Print what happened, what to do and where it stands; returns the exit status that says the same."""
    exit_code = int(getattr(error, "exit_code", 1))
    word = "FAILED  " if exit_code == 3 else "REFUSED "
    click.echo(f"{word} {error.code}  {error}", err=True)
    for problem in getattr(error, "problems", ()):
        click.echo(f"  - {problem}", err=True)
    for finding in getattr(error, "findings", ()):
        click.echo(f"  - {finding_line(finding)}", err=True)
    click.echo(f"remedy   {error.remedy}", err=True)
    if getattr(error, "source", ""):
        click.echo(f"source   {error.source}", err=True)
    return exit_code
