"""The questions asked of batches: many tasks to be done in one go, and how each came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.questions import TASKS_WITH_CASES, Share
from engine.store.tables import OPEN, batch_items, batches, cases, tasks

_WAITING = "waiting"
_INSERT, _INSERT_ITEM = sa.insert(batches), sa.insert(batch_items)
_BATCH = sa.select(batches).where(batches.c.id == p("b_id"), batches.c.account == p("b_account"))
_LATEST = (
    sa.select(batches).where(batches.c.account == p("b_account")).order_by(batches.c.begun_at.desc()).limit(p("most"))
)
_ITEMS = sa.select(batch_items).where(batch_items.c.batch == p("b_id")).order_by(batch_items.c.position)
_DUE = (
    sa.select(batches)
    .where(batches.c.finished_at.is_(None), batches.c.held_until <= p("now"))
    .order_by(batches.c.begun_at, batches.c.id)
    .limit(1)
)
_HOLD = sa.update(batches).where(batches.c.id == p("b_id")).values(held_until=p("until"))
_FINISH = sa.update(batches).where(batches.c.id == p("b_id")).values(finished_at=p("at"))
_SETTLE = (
    sa.update(batch_items)
    .where(batch_items.c.batch == p("b_id"), batch_items.c.position == p("b_position"))
    .values(came=p("came"), code=p("code"), said=p("said"))
)


def insert(connection: Connection, row: Row, listed: Iterable[tuple[str, str]]) -> None:
    """Add a batch of these tasks, each with the number of its case."""
    connection.execute(_INSERT, row)
    connection.execute(
        _INSERT_ITEM,
        [
            {"batch": row["id"], "position": position, "task": task, "number": number, "came": _WAITING, "code": "",
             "said": ""}
            for position, (task, number) in enumerate(listed)
        ],
    )  # fmt: skip


def numbers(connection: Connection, wanted: Sequence[str], shares: Iterable[Share]) -> dict[str, str]:
    """Of these tasks the open ones of the shares: the number of each one's case."""
    asked = (
        sa.select(tasks.c.id, cases.c.number)
        .select_from(TASKS_WITH_CASES)
        .where(tasks.c.state == OPEN, tasks.c.id.in_(wanted))
    )
    found: dict[str, str] = {}
    for conditions, values in shares:
        found |= {row.id: row.number for row in connection.execute(asked.where(*conditions), values)}
    return found


def batch(connection: Connection, id: str, account: str) -> Row | None:
    """The batch, if it is this account's."""
    return one_row(connection, _BATCH, {"b_id": id, "b_account": account})


def latest(connection: Connection, account: str, most: int) -> Sequence[Row]:
    """The account's batches, the newest first."""
    return all_rows(connection, _LATEST, {"b_account": account, "most": most})


def items(connection: Connection, id: str) -> Sequence[Row]:
    """The tasks of a batch, in order."""
    return all_rows(connection, _ITEMS, {"b_id": id})


def waiting(connection: Connection, id: str) -> list[tuple[int, str]]:
    """(position, task) of what is still to be done of a batch."""
    return [(row["position"], row["task"]) for row in items(connection, id) if row["came"] == _WAITING]


def any_waits(connection: Connection, now: str) -> bool:
    """Whether there is a batch to be done that nobody holds."""
    return connection.execute(_DUE, {"now": now}).first() is not None


def take(connection: Connection, now: str, until: str) -> Row | None:
    """The oldest batch that nobody holds, held from now on; whoever asks at the same moment gets another or none."""
    due = _DUE.with_for_update(skip_locked=True)
    row = one_row(connection, due, {"now": now})
    if row is not None:
        hold(connection, row["id"], until)
    return row


def hold(connection: Connection, id: str, until: str) -> None:
    """Keep others from a batch until then."""
    connection.execute(_HOLD, {"b_id": id, "until": until})


def settle(connection: Connection, id: str, position: int, came: str, code: str, said: str) -> None:
    """How one of the tasks came out."""
    connection.execute(_SETTLE, {"b_id": id, "b_position": position, "came": came, "code": code, "said": said})


def finish(connection: Connection, id: str, at: str) -> None:
    """Nothing is left to be done of a batch."""
    connection.execute(_FINISH, {"b_id": id, "at": at})
