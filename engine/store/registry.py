"""The accounts, and who acts for whom while one is away."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.prepared import Prepared
from engine.store.tables import accounts, deputies, name_tails

_ACCOUNT = Prepared(sa.select(accounts).where(accounts.c.name == p("name")))


def account(connection: Connection, name: str) -> Row | None:
    """The account with this name."""
    return _ACCOUNT.first(connection, {"name": name})


def accounts_named(connection: Connection, names: Sequence[str]) -> Sequence[Row]:
    """Those of the named accounts that exist."""
    return all_rows(connection, sa.select(accounts).where(accounts.c.name.in_(names))) if names else ()


def account_named_by(connection: Connection, name: str, identity: str) -> Row | None:
    """The account outside the organs with this name, else the first by name with this mark of its identity number."""
    outside = sa.select(accounts).where(accounts.c.organ.is_(None))
    return one_row(connection, outside.where(accounts.c.name == name)) or one_row(
        connection, outside.where(accounts.c.identity == identity).order_by(accounts.c.name).limit(1)
    )


def all_accounts(connection: Connection) -> Sequence[Row]:
    """Every account by name."""
    return all_rows(connection, sa.select(accounts).order_by(accounts.c.name))


def accounts_of_organs(connection: Connection, organs: Sequence[str]) -> Sequence[Row]:
    """The accounts of these organs, by name."""
    return all_rows(connection, sa.select(accounts).where(accounts.c.organ.in_(organs)).order_by(accounts.c.name))


def put_account(connection: Connection, row: Row, tails: Sequence[str] = ()) -> None:
    """Add an account or write it anew. tails: the ends of the name by whose parts it is found."""
    connection.execute(sa.delete(accounts).where(accounts.c.name == row["name"]))
    connection.execute(sa.insert(accounts), row)
    connection.execute(sa.delete(name_tails).where(name_tails.c.account == row["name"]))
    if tails:
        connection.execute(sa.insert(name_tails), [{"tail": tail, "account": row["name"]} for tail in tails])


_DEPUTYSHIPS = (
    sa.select(deputies)
    .where(deputies.c.deputy == p("deputy"), deputies.c.first <= p("today"), deputies.c.last >= p("today"))
    .order_by(deputies.c.absent, deputies.c.role)
)


def deputyships(connection: Connection, deputy: str, today: str) -> Sequence[Row]:
    """For whom an account acts on that day, and in which role of which organ."""
    return all_rows(connection, _DEPUTYSHIPS, {"deputy": deputy, "today": today})


def deputies_for(connection: Connection, absent: Sequence[str], today: str) -> Sequence[Row]:
    """Who acts for these accounts on that day, and in which role of which organ."""
    statement = sa.select(deputies).where(
        deputies.c.absent.in_(absent), deputies.c.first <= today, deputies.c.last >= today
    )
    return all_rows(connection, statement.order_by(deputies.c.deputy, deputies.c.role))


def all_deputies(connection: Connection, since: str = "") -> Sequence[Row]:
    """Every deputy appointed whose time is not over before that day."""
    statement = sa.select(deputies).where(deputies.c.last >= since)
    return all_rows(connection, statement.order_by(deputies.c.first, deputies.c.id))


def deputy(connection: Connection, id: str) -> Row | None:
    """The appointment of a deputy with this id."""
    return one_row(connection, sa.select(deputies).where(deputies.c.id == id))


def insert_deputies(connection: Connection, rows: Sequence[Row]) -> None:
    """Add deputies."""
    if rows:
        connection.execute(sa.insert(deputies), rows)


def end_deputy(connection: Connection, id: str, last: str) -> None:
    """Let a deputy's time be over after that day."""
    connection.execute(sa.update(deputies).where(deputies.c.id == id).values(last=last))
