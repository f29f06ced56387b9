"""The questions asked of drafts. Each names the account: nobody sees another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.tables import drafts

_MINE = (drafts.c.id == p("b_id"), drafts.c.account == p("b_account"))
_INSERT = sa.insert(drafts)
_DRAFT = sa.select(drafts).where(*_MINE)
_HOLD = _DRAFT.with_for_update()
_OF_TASK = sa.select(drafts).where(drafts.c.account == p("b_account"), drafts.c.task == p("task"))
_ALL = sa.select(drafts).where(drafts.c.account == p("b_account")).order_by(drafts.c.saved_at.desc()).limit(p("most"))
_DROP = sa.delete(drafts).where(*_MINE)
_UPDATE = (
    sa.update(drafts)
    .where(*_MINE)
    .values(answers=p("answers"), files=p("files"), saved_at=p("saved_at"), revision=drafts.c.revision + 1)
)
_KNOWN = sa.update(drafts).where(*_MINE).values(known=p("known"))


def insert_draft(connection: Connection, row: Row) -> None:
    """Add a draft."""
    connection.execute(_INSERT, row)


def draft(connection: Connection, id: str, account: str) -> Row | None:
    """The draft, if it is this account's."""
    return one_row(connection, _DRAFT, {"b_id": id, "b_account": account})


def draft_of_task(connection: Connection, task: str, account: str) -> Row | None:
    """What the account is writing in answer to a task."""
    return one_row(connection, _OF_TASK, {"task": task, "b_account": account})


def drafts_of(connection: Connection, account: str, most: int) -> Sequence[Row]:
    """The account's drafts, the last written first."""
    return all_rows(connection, _ALL, {"b_account": account, "most": most})


def hold_draft(connection: Connection, id: str, account: str) -> Row | None:
    """As `draft`; whoever else would hold it waits until the transaction ends."""
    return one_row(connection, _HOLD, {"b_id": id, "b_account": account})


def update_draft(connection: Connection, row: Row) -> None:
    """Write a draft that is held."""
    connection.execute(_UPDATE, {**row, "b_id": row["id"], "b_account": row["account"]})


def write_known(connection: Connection, id: str, account: str, known: bytes) -> None:
    """Write what registers knew."""
    connection.execute(_KNOWN, {"b_id": id, "b_account": account, "known": known})


def files_of_all(connection: Connection) -> Iterator[bytes]:
    """What every draft of the office says of its files; nobody's answers."""
    for (files,) in connection.execute(sa.select(drafts.c.files)).yield_per(1_000):
        yield bytes(files)


def drop_draft(connection: Connection, id: str, account: str) -> None:
    """There is no such draft any more."""
    connection.execute(_DROP, {"b_id": id, "b_account": account})
