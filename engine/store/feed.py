"""The questions asked of the feed: every entry of every case in one order, each with its position.

A position is given when an entry has been committed, by one transaction after the other: whoever has read up to a
position has missed nothing before it, however many were writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, p
from engine.store.questions import takes_part_in
from engine.store.tables import DEAD, WAITING, cases, entries, events, feeds, jobs

_NAME = "entries"
_UNTOLD = (
    sa.select(cases.c.organ, cases.c.id, cases.c.entries, cases.c.told)
    .where(cases.c.entries > cases.c.told)
    .order_by(cases.c.organ, cases.c.id)
    .limit(p("most"))
)
_TOLD = (
    sa.update(cases).where(cases.c.organ == p("b_organ"), cases.c.id == p("b_id")).values(told=p("b_entries"))
)  # fmt: skip
_TAKE = {
    name: module.insert(feeds)
    .values(name=_NAME, last=0)
    .on_conflict_do_update(index_elements=["name"], set_={"last": feeds.c.last})
    .returning(feeds.c.last)
    for name, module in (("sqlite", sqlite), ("postgresql", postgresql))
}
_LAST = sa.select(sa.func.coalesce(sa.func.max(events.c.position), 0))
_IN_CASE = sa.and_(cases.c.organ == events.c.organ, cases.c.id == events.c.case_id)
_IN_ENTRIES = sa.and_(
    entries.c.organ == events.c.organ, entries.c.case_id == events.c.case_id, entries.c.number == events.c.entry
)
_EVENTS = (
    sa.select(events.c.position, events.c.entry.label("event_entry"), entries.c.body, cases)
    .select_from(events.join(cases, _IN_CASE).join(entries, _IN_ENTRIES))
    .order_by(events.c.position)
)


def anything_untold(connection: Connection) -> bool:
    """Whether there are entries without a position."""
    return connection.execute(_UNTOLD, {"most": 1}).first() is not None


def give_positions(connection: Connection, most: int) -> int:
    """Give entries of at most so many cases the positions that come next; how many got one.

    Those of one case in their order. A case that is being acted on is left for the next time: nobody waits for it here.
    """
    position = int(connection.execute(_TAKE[connection.dialect.name]).scalar_one())
    rows = all_rows(connection, _UNTOLD.with_for_update(skip_locked=True), {"most": most})
    new = [(row, entry) for row in rows for entry in range(row["told"] + 1, row["entries"] + 1)]
    if not new:
        return 0
    told = [
        {"position": position + place, "organ": row["organ"], "case_id": row["id"], "entry": entry}
        for place, (row, entry) in enumerate(new, 1)
    ]
    connection.execute(sa.insert(events), told)
    seen = [{"b_organ": row["organ"], "b_id": row["id"], "b_entries": row["entries"]} for row in rows]
    connection.execute(_TOLD, seen)
    connection.execute(sa.update(feeds).where(feeds.c.name == _NAME).values(last=position + len(new)))
    return len(new)


def last_position(connection: Connection) -> int:
    """The position given last; 0 when there is none."""
    return int(connection.execute(_LAST).scalar_one())


def events_between(
    connection: Connection, after: int, until: int, most: int, *, account: str | None, organ: str, bound_to: str
) -> Sequence[Row]:
    """The first events behind one position and up to another, each with its case, its `position` and its `body`.

    account: of its own cases; organ: of those in which this one takes part; neither: of all. bound_to: of these, those
    in which that organ takes part.
    """
    asked = _EVENTS.where(events.c.position > after, events.c.position <= until)
    if account is not None:
        asked = asked.where((cases.c.applicant == account) | (cases.c.agent == account))
    for part in filter(None, {organ, bound_to}):
        asked = asked.where(takes_part_in(part))
    return all_rows(connection, asked.limit(most))


def put_again(connection: Connection, row: dict[str, Any]) -> None:
    """Add a job again that was done, or let it run again if it was set aside; one that is still to be done stays."""
    module: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    anew = {"state": WAITING, "attempts": 0, "lease_until": "", "due_at": row["due_at"]}
    connection.execute(
        module.insert(jobs).values(**row).on_conflict_do_update(index_elements=["organ", "case_id", "id"], set_=anew,
                                                                where=jobs.c.state == DEAD)
    )  # fmt: skip
