"""The questions asked of matters that are on their way to be published: who has them, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.tables import publishings

_SHOWN = [column for column in publishings.c if column.name != "files"]
_LATEST = sa.select(*_SHOWN).order_by(publishings.c.begun_at.desc(), publishings.c.id.desc()).limit(p("most"))
_DUE = (
    sa.select(publishings)
    .where(publishings.c.finished_at.is_(None), publishings.c.held_until <= p("now"))
    .order_by(publishings.c.begun_at, publishings.c.id)
    .limit(1)
)
_OURS = sa.update(publishings).where(publishings.c.id == p("b_id"), publishings.c.held_until == p("b_held"))
_PLAYED = _OURS.values(played=p("played"), held_until=p("until"))
_FINISH = _OURS.values(code=p("code"), said=p("said"), finished_at=p("at"), files=p("nothing"))


def insert(connection: Connection, row: Row) -> None:
    """Add a matter that is to be published."""
    connection.execute(sa.insert(publishings), row)


def latest(connection: Connection, most: int) -> Sequence[Row]:
    """The newest, without their files."""
    return all_rows(connection, _LATEST, {"most": most})


def any_waits(connection: Connection, now: str) -> bool:
    """Whether there is one that nobody holds."""
    return connection.execute(sa.select(_DUE.subquery().c.id), {"now": now}).first() is not None


def take(connection: Connection, now: str, until: str) -> Row | None:
    """The oldest that nobody holds, held from now on; whoever asks at the same moment gets another or none."""
    row = one_row(connection, _DUE.with_for_update(skip_locked=True), {"now": now})
    if row is not None:
        played(connection, row["id"], row["held_until"], 0, until)
    return row


def played(connection: Connection, id: str, held: str, count: int, until: str) -> bool:
    """Note how many examples were played, and go on holding it; False when another worker has it by now."""
    said = {"b_id": id, "b_held": held, "played": count, "until": until}
    return connection.execute(_PLAYED, said).rowcount == 1


def finish(connection: Connection, id: str, held: str, code: str, said: str, at: str) -> bool:
    """How it came out; False when another worker has it by now."""
    told = {"b_id": id, "b_held": held, "code": code, "said": said, "at": at, "nothing": b""}
    return connection.execute(_FINISH, told).rowcount == 1
