"""The questions of an official's desk: which of the open tasks are wanted, how many of each kind there are, what is new
since one looked, how one wants the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.questions import Share, takes_part_in
from engine.store.tables import OPEN, cases, copies, entries, looks, tasks, views

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
    """(name, query) of the filters that an account has named, by name; first, without a name, the columns it wants."""
    return [(row.name, row.query) for row in connection.execute(_VIEWS, {"b_account": account})]


def put_view(connection: Connection, account: str, name: str, query: str, at: str) -> None:
    """From now on the name stands for these filters."""
    drop_view(connection, account, name)
    connection.execute(_INSERT_VIEW, {"account": account, "name": name, "query": query, "at": at})


def drop_view(connection: Connection, account: str, name: str) -> None:
    """The name stands for nothing any more."""
    connection.execute(_DROP_VIEW, {"b_account": account, "b_name": name})


_LOOK = sa.select(looks).where(looks.c.account == p("b_account"), looks.c.case_id == p("b_case"))
_PUT_LOOK = {
    name: (look := module.insert(looks)).on_conflict_do_update(
        index_elements=["account", "case_id"], set_={"entries": look.excluded.entries, "at": look.excluded.at}
    )
    for name, module in (("sqlite", sqlite), ("postgresql", postgresql))
}
_LOOKED_AT = sa.and_(looks.c.account == copies.c.account, looks.c.case_id == copies.c.case_id)
_UNREAD_COPIES = (
    sa.select(sa.func.count())
    .select_from(copies.outerjoin(looks, _LOOKED_AT))
    .where(copies.c.account == p("b_account"), sa.func.coalesce(looks.c.at, "") < copies.c.at)
)
_NEWS = (
    sa.select(entries.c.case_id, entries.c.body)
    .select_from(looks)
    .join(entries, sa.and_(entries.c.organ == looks.c.organ, entries.c.case_id == looks.c.case_id))
    .where(looks.c.account == p("b_account"), looks.c.case_id.in_(p("b_cases", expanding=True)))
    .where(entries.c.number > looks.c.entries)
    .order_by(entries.c.case_id, entries.c.number)
)


def look_of(connection: Connection, account: str, case_id: str) -> Row | None:
    """When an account last looked at a case, and how many entries it had."""
    return one_row(connection, _LOOK, {"b_account": account, "b_case": case_id})


def put_look(connection: Connection, row: Row) -> None:
    """From now on the account has seen so many entries of the case."""
    connection.execute(_PUT_LOOK[connection.dialect.name], row)


def news_of(connection: Connection, account: str, ids: Sequence[str]) -> Sequence[Row]:
    """{case_id, body} of the entries that these cases got since the account looked; none where it never did."""
    return all_rows(connection, _NEWS, {"b_account": account, "b_cases": ids}) if ids else ()


def unread_copies(connection: Connection, account: str) -> int:
    """How many cases were copied or raised to the account that it has not looked at since."""
    return int(connection.execute(_UNREAD_COPIES, {"b_account": account}).scalar_one())


def erase_looks(connection: Connection, before: str) -> int:
    """Erase when somebody looked at what, from before an instant; how many."""
    return connection.execute(sa.delete(looks).where(looks.c.at < before)).rowcount
