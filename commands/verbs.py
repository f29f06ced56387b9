"""What people do with a task beside completing it: pass it on, send it back, let others sign, ask, urge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from commands import completing
from commands.casework import show_change, show_told
from commands.given import the_office
from commands.language import say, spoken
from commands.options import as_option, json_option, note_option, task_argument, viewer_option
from commands.showing import done, print_json, table

_Work = Callable[..., None]

to_option = click.option(
    "--to", required=True, metavar="USER", shell_complete=completing.accounts, help="Whom it goes to."
)
words_option = click.option("--note", required=True, metavar="TEXT", help="What there is to say, kept in the history.")


def _verb(name: str, *options: Callable[[_Work], _Work]) -> Callable[[_Work], click.Command]:
    """A command of that name, in which an account does something with a task; the options stand before `--json`."""

    def made(work: _Work) -> click.Command:
        inside_out: list[Callable[[_Work], _Work]] = [json_option, *reversed(options), as_option, task_argument]
        for option in inside_out:
            work = option(work)
        return click.command(name)(work)

    return made


@_verb("verbs")
def task_verbs(task: str, account: str, as_json: bool) -> None:
    """Show what an account may do with a task.

    Each verb with its choices, or why it is not possible.
    """
    rows = the_office().task_verbs(task, account, spoken())
    if as_json:
        print_json(rows)
        return
    possible = say("可以", "possible")
    shown = ((row["verb"], row["title"], possible if row["possible"] else row["why"], _choices(row)) for row in rows)
    table(say("命令 | 名称 | 能否办理 | 可选", "verb | called | possible, or why not | among"), shown)


@_verb("show")
def task_show(task: str, account: str, as_json: bool) -> None:
    """Show a task, and the question if it is one."""
    shown = the_office().show_task(task, account, spoken())
    if as_json:
        print_json(shown)
        return
    click.echo(f"{shown['short']}  {shown['matter']}  {shown['title']}  {shown['due'] or ''}")
    if shown["question"]:
        click.echo(f"{say('问题', 'question')}  {shown['question']}")
    show_told(shown)
    click.echo(f"{say('可办理', 'acts and opinions')}  {' '.join(shown['acts'])}")


@_verb("transfer", to_option, note_option)
def task_transfer(task: str, account: str, to: str, note: str, as_json: bool) -> None:
    """Give a task to a colleague for good."""
    the_office().transfer(task, account, to, note)
    _handed(as_json, task, to, say(f"{task} 已转办给 {to}", f"{task} is {to}'s now"), to)


@_verb("delegate", to_option, note_option)
def task_delegate(task: str, account: str, to: str, note: str, as_json: bool) -> None:
    """Give a task to a colleague for an opinion; it comes back."""
    the_office().delegate(task, account, to, note)
    line = say(f"{task} 已委派给 {to}，办理后交回", f"{to} gives an opinion on {task}, which comes back")
    _handed(as_json, task, to, line, to)


@_verb("give-back", words_option)
def task_give_back(task: str, account: str, note: str, as_json: bool) -> None:
    """Give a delegated task back, with your opinion."""
    the_office().give_back(task, account, note)
    _handed(as_json, task, None, say(f"{task} 已交回", f"{task} has gone back"), account)


@_verb("recall", note_option)
def task_recall(task: str, account: str, note: str, as_json: bool) -> None:
    """Have a task again that you gave away for an opinion."""
    the_office().recall(task, account, note)
    _handed(as_json, task, account, say(f"{task} 已收回", f"{task} is yours again"), account)


@_verb(
    "return",
    click.option(
        "--to", "step", required=True, metavar="STEP", help="The earlier step; `task verbs` names those open."
    ),
    words_option,
)
def task_return(task: str, account: str, step: str, note: str, as_json: bool) -> None:
    """Send the case back to an earlier step, or to the applicant."""
    office = the_office()
    show_change(office, office.return_to(task, account, step, note), account, as_json)


@_verb("take-back", note_option)
def task_take_back(task: str, account: str, note: str, as_json: bool) -> None:
    """Take your own opinion back.

    Possible while nobody has gone on from it.
    """
    office = the_office()
    show_change(office, office.take_back(task, account, note), account, as_json)


@_verb(
    "add-signer",
    to_option,
    click.option(
        "--place", type=click.Choice(["before", "beside", "after"]), default="beside", help="Default: beside."
    ),
    note_option,
)
def task_add_signer(task: str, account: str, to: str, place: str, note: str, as_json: bool) -> None:
    """Let somebody sign before, beside or after you."""
    office = the_office()
    show_change(office, office.add_signer(task, account, to, place, note), account, as_json)


@_verb("remove-signer", to_option)
def task_remove_signer(task: str, account: str, to: str, as_json: bool) -> None:
    """Do without a signer you added, who has not signed yet."""
    office = the_office()
    show_change(office, office.remove_signer(task, account, to), account, as_json)


@_verb(
    "ask",
    click.option("--to", required=True, metavar="WHO", help="A lane of the matter, a colleague, or an outside expert."),
    click.option("--question", required=True, metavar="TEXT", help="What is to be answered."),
    click.option("--by", type=click.DateTime(["%Y-%m-%d"]), help="The last day; default: five working days."),
)
def task_ask(task: str, account: str, to: str, question: str, by: datetime | None, as_json: bool) -> None:
    """Ask another organ or an expert.

    The task waits for the answer.
    """
    office = the_office()
    show_change(office, office.ask(task, account, to, question, by.date() if by else None), account, as_json)


@_verb("call-off")
def task_call_off(task: str, account: str, as_json: bool) -> None:
    """Take back a question you asked; TASK is the question's."""
    office = the_office()
    show_change(office, office.call_off(task, account), account, as_json)


@_verb("urge", note_option)
def task_urge(task: str, account: str, note: str, as_json: bool) -> None:
    """Urge whoever has an official's task; once a day."""
    the_office().urge(task, account, note)
    _handed(as_json, task, None, say(f"已催办 {task}", f"{task} was urged"), account)


@_verb("remind", note_option)
def task_remind(task: str, account: str, note: str, as_json: bool) -> None:
    """Remind who is waited for; once a day.

    The applicant, a signer, or whoever was asked.
    """
    the_office().remind(task, account, note)
    _handed(as_json, task, None, say(f"已提醒 {task}", f"they were reminded of {task}"), account)


@_verb("reassign", to_option, words_option)
def task_reassign(task: str, account: str, to: str, note: str, as_json: bool) -> None:
    """Give a task to another official, as supervisor."""
    the_office().reassign(task, account, to, note)
    _handed(as_json, task, to, say(f"{task} 已改派给 {to}", f"{task} is {to}'s now"), account)


@_verb("escalate", words_option)
def task_escalate(task: str, account: str, note: str, as_json: bool) -> None:
    """Raise a late task to the head, as supervisor.

    Once a day for each task. The head finds the case among the copies (`case copies`) and may reassign the task.
    """
    the_office().escalate(task, account, note)
    _handed(as_json, task, None, say(f"{task} 已报请督办", f"{task} was raised to the head"), account)


@click.command("take-over")
@click.option("--from", "leaver", required=True, metavar="USER", shell_complete=completing.accounts, help="Who left.")
@click.option("--to", default="", metavar="USER", help="The successor; without one everything goes to the pools.")
@viewer_option
@note_option
@json_option
def task_take_over(leaver: str, to: str, account: str | None, note: str, as_json: bool) -> None:
    """Give a leaver's open tasks to a successor."""
    moved = the_office().take_over(leaver, to, account, note)
    if as_json:
        print_json(moved)
        return
    pool = say("待领", "the pool")
    shown = ((f"{m['case']}/{m['step']}", m["to"] or pool, m["why"]) for m in moved)
    table(say("待办 | 现由 | 说明", "task | now with | why"), shown, empty=say("没有待办", "no open task"))


def _handed(as_json: bool, task: str, assignee: str | None, line: str, account: str) -> None:
    done(as_json, {"task": task, "assignee": assignee}, line, f"sealflow task list --as {account}")


def _choices(row: dict[str, Any]) -> str:
    """What a verb may choose among, in a line."""
    named = [one["account"] for one in row.get("people", ())] + [one["step"] for one in row.get("steps", ())]
    return " ".join([*row.get("places", ()), *row.get("lanes", ()), *row.get("signers", ()), *named][:12])
