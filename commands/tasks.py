"""Tasks: what waits for a person, and doing it."""

from __future__ import annotations

from pathlib import Path

import click

from commands.casework import show_change
from commands.given import answers_from, the_office, uploads_from
from commands.options import (
    after_option,
    answers_option,
    as_option,
    json_option,
    material_option,
    most_option,
    note_option,
    revision_option,
)
from commands.showing import print_json, say_what_follows, table


@click.command("list")
@as_option
@after_option
@most_option
@json_option
def task_list(account: str, after: str, most: int, as_json: bool) -> None:
    """Show what an account may do now, most urgent first."""
    rows = the_office().list_tasks(account, after=after, most=most)
    if as_json:
        print_json(rows)
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
        table(("task", "matter", "due", "claimed by"), shown)
        say_what_follows(rows, most)


@click.command("complete")
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
    shown = the_office().complete_task(
        task, account, act, answers_from(answers), note=note, uploads=uploads_from(materials), seen=revision
    )
    show_change(shown, as_json)


@click.command("claim")
@click.argument("task")
@as_option
def task_claim(task: str, account: str) -> None:
    """Take a task from the pool of your role."""
    the_office().claim(task, account)
    click.echo(f"{task} is yours, {account}")


@click.command("release")
@click.argument("task")
@as_option
def task_release(task: str, account: str) -> None:
    """Put a task back into the pool."""
    the_office().release(task, account)
    click.echo(f"{task} is in the pool again")
