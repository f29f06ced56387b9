"""What the shell offers for a half-typed word: matters, cases, tasks, documents, jobs, accounts, acts.

Whatever goes wrong, nothing is offered: an error in the middle of typing helps nobody.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from commands.given import the_office

if TYPE_CHECKING:
    from engine.office import Office

Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Words = Iterator[tuple[str, str]]
"""Each word that may stand there, and what it means."""


def _offering(words: Callable[[Office, click.Context], Words]) -> Offer:
    @functools.wraps(words)
    def offer(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            found = list(words(the_office(), context))
        except Exception:
            return []
        return [CompletionItem(word, help=meaning) for word, meaning in found if word.startswith(incomplete)]

    return offer


@_offering
def matters(office: Office, _: click.Context) -> Words:
    """The codes of published matters."""
    return ((row["code"], row["title"]) for row in office.list_matters())


def matters_and_files(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of published matters, and whatever files the shell finds."""
    return [*matters(context, parameter, incomplete), CompletionItem(incomplete, type="file")]


@_offering
def accounts(office: Office, _: click.Context) -> Words:
    """The names of accounts."""
    return ((account.name, account.person) for account in office.list_accounts())


@_offering
def cases(office: Office, context: click.Context) -> Words:
    """The numbers of cases: those of the account named, else the newest of the office."""
    return ((row["case"], f"{row['title']} {row['status']}") for row in _cases(office, context))


@_offering
def tasks(office: Office, context: click.Context) -> Words:
    """What the account named may do now; without one, every open task of the newest cases."""
    account = context.params.get("account")
    if account:
        return ((f"{row['case']}/{row['step']}", row["title"]) for row in office.list_tasks(account))
    shown = (office.show_case(row["case"]) for row in _cases(office, context) if row["closed_at"] is None)
    return ((task["short"], task["title"]) for case in shown for task in case["tasks"])


@_offering
def acts(office: Office, context: click.Context) -> Words:
    """The acts and opinions of the task or case named."""
    case, task = _argument(context, "reference"), _argument(context, "task")
    if case:
        return ((act, "") for act in office.show_case(case, context.params.get("account"))["may"])
    shown = office.show_case(task.split("/")[0])
    return ((act, one["title"]) for one in shown["tasks"] if task in (one["task"], one["short"]) for act in one["acts"])


@_offering
def documents(office: Office, context: click.Context) -> Words:
    """The numbers of documents of the newest cases."""
    listed = (office.list_documents(row["case"]) for row in _cases(office, context))
    return ((paper["number"], paper["title"]) for papers in listed for paper in papers)


@_offering
def jobs(office: Office, _: click.Context) -> Words:
    """The jobs that were set aside."""
    return ((row["job"], row["what"]) for row in office.list_jobs(only_dead=True))


def _argument(context: click.Context, name: str) -> str:
    """The argument of that name, if the command has it and it was typed.

    click 8.5 leaves arguments unread when the last option still lacks its value, which is when that one is completed.
    """
    if name not in context.params:
        return ""
    return context.params[name] or next(iter(context.args), "")


def _cases(office: Office, context: click.Context) -> list[dict[str, str]]:
    """The newest cases of the account named, or of everybody who works here."""
    account = context.params.get("account")
    if account:
        return office.list_cases(account)
    organs = {one.organ: one.name for one in office.list_accounts() if one.organ}
    found = {row["case"]: row for name in organs.values() for row in office.list_cases(name)}
    return sorted(found.values(), key=lambda row: row["opened_at"], reverse=True)
