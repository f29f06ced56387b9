"""Tasks: what waits for a person, and doing it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.casework import late, lit, show_change
from commands.given import answers_from, the_office, uploads_from
from commands.language import say
from commands.options import (
    act_option,
    after_option,
    answers_option,
    as_option,
    irregular_option,
    json_option,
    material_option,
    most_option,
    note_option,
    revision_option,
    task_argument,
)
from commands.showing import done, print_json, say_what_follows, table

if TYPE_CHECKING:
    from engine.office import Office


@click.command("list")
@as_option
@after_option
@most_option
@json_option
def task_list(account: str, after: str, most: int, as_json: bool) -> None:
    """Show what an account may do now, most urgent first."""
    office = the_office()
    rows = office.list_tasks(account, after=after, most=most)
    if as_json:
        print_json(rows)
    else:
        shown = (
            (lit(r["light"]), r["short"], r["title"], (r["due"] or "") + late(r["overdue"]), r["assignee"])
            for r in rows
        )
        table(say("灯 | 待办 | 事项 | 期限 | 承办人", "light | task | matter | due | claimed by"), shown)
        say_what_follows(rows, most)
        _tell_of_promises(office, account)


def _tell_of_promises(office: Office, account: str) -> None:
    """Say how many promises are to be checked soon, or should have been."""
    if due := office.promises_to_check(account, due=True):
        late_ones = sum(promise["overdue"] for promise in due)
        told = say(
            f"待核查的承诺 {len(due)} 件，逾期 {late_ones} 件", f"promises to check: {len(due)}, late: {late_ones}"
        )
        click.echo(f"{told}  sealflow promise list --due --as {account}")


@click.command("complete")
@task_argument
@as_option
@act_option
@answers_option
@material_option
@note_option
@revision_option
@irregular_option
@json_option
def task_complete(
    task: str,
    account: str,
    act: str,
    answers: Path | None,
    materials: tuple[str, ...],
    note: str,
    revision: int | None,
    irregular: bool,
    as_json: bool,
) -> None:
    """Complete a task with an act or opinion."""
    office = the_office()
    changed = office.complete_task(
        task, account, act, answers_from(answers), note=note, uploads=uploads_from(materials), seen=revision,
        irregular=irregular,
    )  # fmt: skip
    show_change(office, changed, account, as_json)


@click.command("claim")
@task_argument
@as_option
@json_option
def task_claim(task: str, account: str, as_json: bool) -> None:
    """Take a task from the pool of your role."""
    the_office().claim(task, account)
    line = say(f"{task} 由 {account} 承办", f"{task} is yours, {account}")
    then = f"sealflow task complete {task} --as {account} --act ACT"
    done(as_json, {"task": task, "assignee": account}, line, then)


@click.command("release")
@task_argument
@as_option
@json_option
def task_release(task: str, account: str, as_json: bool) -> None:
    """Put a task back into the pool."""
    the_office().release(task, account)
    line = say(f"{task} 已退回待领", f"{task} is in the pool again")
    done(as_json, {"task": task, "assignee": None}, line, f"sealflow task list --as {account}")
