"""The questions of an official's desk: which of the open tasks are wanted, and how many of each kind there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, p
from engine.store.questions import TASKS_WITH_CASES, takes_part_in
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


def tally(
    connection: Connection, may_do: Sequence[Sequence[sa.ColumnElement[bool]]], account: str, today: str
) -> Sequence[Row]:
    """Of what an account may do: {matter, step, bundle, count, mine, pool, late} of each step of each matter."""
    asked = (
        sa.select(
            cases.c.matter,
            tasks.c.step,
            sa.func.max(cases.c.bundle).label("bundle"),
            sa.func.count().label("count"),
            sa.func.count().filter(tasks.c.assignee == account).label("mine"),
            sa.func.count().filter(tasks.c.assignee.is_(None)).label("pool"),
            sa.func.count().filter(tasks.c.due_on < today).label("late"),
        )
        .select_from(TASKS_WITH_CASES)
        .where(tasks.c.state == OPEN, sa.or_(*(sa.and_(*part) for part in may_do)))
        .group_by(cases.c.matter, tasks.c.step)
        .order_by(cases.c.matter, tasks.c.step)
    )
    return all_rows(connection, asked)


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
