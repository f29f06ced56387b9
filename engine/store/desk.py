"""The questions of an official's desk: which of the open tasks are wanted, and how many of each kind there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, p
from engine.store.questions import Share, takes_part_in
from engine.store.tables import OPEN, cases, tasks, views

Whose = Literal["", "mine", "pool"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the tasks somebody may do are to be shown; empty: all of them."""

    matter: str = ""
    step: str = ""
    whose: Whose = ""
    """Those taken by oneself, or those that nobody has taken."""
    late: bool = False
    organ: str = ""
    """Those of cases in which this organ takes part."""

    def conditions(self, account: str, today: str) -> Iterator[sa.ColumnElement[bool]]:
        """As the database reads it."""
        if self.matter:
            yield cases.c.matter == self.matter
        if self.step:
            yield tasks.c.step == self.step
        if self.whose == "mine":
            yield tasks.c.assignee == account
        elif self.whose == "pool":
            yield tasks.c.assignee.is_(None)
        if self.late:
            yield tasks.c.due_on < today
        if self.organ:
            yield takes_part_in(self.organ)


@cache
def _tallied(conditions: tuple[sa.ColumnElement[bool], ...]) -> sa.Select[Any]:
    """How many open tasks of a share there are, by bundle and step: of the tasks alone, without their cases."""
    return (
        sa.select(
            tasks.c.bundle,
            tasks.c.step,
            sa.func.count().label("count"),
            sa.func.count().filter(tasks.c.assignee == p("account")).label("mine"),
            sa.func.count().filter(tasks.c.assignee.is_(None)).label("pool"),
            sa.func.count().filter(tasks.c.due_on < p("today")).label("late"),
        )
        .where(tasks.c.state == OPEN, *conditions)
        .group_by(tasks.c.bundle, tasks.c.step)
    )


def tally(connection: Connection, shares: Iterable[Share], account: str, today: str) -> Iterator[Row]:
    """Of what an account may do: {bundle, step, count, mine, pool, late} of each step of each bundle and share."""
    for conditions, values in shares:
        yield from all_rows(connection, _tallied(conditions), {**values, "account": account, "today": today})


_VIEWS = sa.select(views.c.name, views.c.query).where(views.c.account == p("b_account")).order_by(views.c.name)
_DROP_VIEW = sa.delete(views).where(views.c.account == p("b_account"), views.c.name == p("b_name"))
_INSERT_VIEW = sa.insert(views)


def views_of(connection: Connection, account: str) -> list[tuple[str, str]]:
    """(name, query) of the filters that an account has named."""
    return [(row.name, row.query) for row in connection.execute(_VIEWS, {"b_account": account})]


def put_view(connection: Connection, account: str, name: str, query: str, at: str) -> None:
    """From now on the name stands for these filters."""
    drop_view(connection, account, name)
    connection.execute(_INSERT_VIEW, {"account": account, "name": name, "query": query, "at": at})


def drop_view(connection: Connection, account: str, name: str) -> None:
    """The name stands for nothing any more."""
    connection.execute(_DROP_VIEW, {"b_account": account, "b_name": name})
