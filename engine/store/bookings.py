"""Questions about places at a time: taken and given back in the transaction of the act that does it.

A place is taken by raising a counter that may not pass its capacity: of those who want the last one at the same moment,
the database lets one through. Who holds a place is unique among those held, so nobody holds two.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import Row, p
from engine.store.tables import CALLED_OFF, HELD, MISSED, SERVED, bookings, slots

__all__ = ["CALLED_OFF", "HELD", "MISSED", "SERVED"]

_SLOT = (
    slots.c.organ == p("b_organ"), slots.c.pool == p("b_pool"), slots.c.place == p("b_place"), slots.c.at == p("b_at")
)
_TAKE = (
    sa.update(slots)
    .where(*_SLOT, slots.c.taken < slots.c.capacity)
    .values(taken=slots.c.taken + 1)
    .returning(slots.c.taken)
)
_GIVE_BACK = sa.update(slots).where(*_SLOT, slots.c.taken > 0).values(taken=slots.c.taken - 1)


def take_place(connection: Connection, organ: str, pool: str, place: str, at: str, capacity: int) -> bool:
    """Take one of the places; False when none is left. The counter's row stays locked until the transaction ends."""
    _found(connection, organ, pool, place, at, capacity)
    return connection.execute(_TAKE, _key(organ, pool, place, at)).first() is not None


def give_place_back(connection: Connection, organ: str, pool: str, place: str, at: str) -> None:
    """Let somebody else have the place."""
    connection.execute(_GIVE_BACK, _key(organ, pool, place, at))


def set_capacity(connection: Connection, organ: str, pool: str, place: str, at: str, capacity: int) -> int:
    """Let there be so many places at that time; returns how many are taken. Nobody loses a place by it."""
    _found(connection, organ, pool, place, at, capacity)
    statement = sa.update(slots).where(*_SLOT).values(capacity=capacity).returning(slots.c.taken)
    return int(connection.execute(statement, _key(organ, pool, place, at)).scalar_one())


def places_between(
    connection: Connection, organ: str, pool: str, place: str, first: str, last: str
) -> dict[str, tuple[int, int]]:
    """By time, capacity and places taken, of those times about which something is known."""
    rows = connection.execute(
        sa.select(slots.c.at, slots.c.capacity, slots.c.taken).where(
            slots.c.organ == organ, slots.c.pool == pool, slots.c.place == place, slots.c.at.between(first, last)
        )
    )
    return {row.at: (row.capacity, row.taken) for row in rows}


def book(connection: Connection, row: Row) -> bool:
    """Note that somebody holds a place; False when they hold one already."""
    module: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = module.insert(bookings).values(**row).on_conflict_do_nothing().returning(bookings.c.person)
    return connection.execute(statement).first() is not None


def move_bookings(connection: Connection, organ: str, case_id: str, place: str, at: str) -> None:
    """The case's people come at another time or place."""
    connection.execute(
        sa.update(bookings)
        .where(bookings.c.organ == organ, bookings.c.case_id == case_id, bookings.c.state == HELD)
        .values(place=place, at=at)
    )


def end_bookings(connection: Connection, organ: str, case_id: str, state: int) -> None:
    """The case's people no longer hold a place: they came, missed it, or called it off."""
    connection.execute(
        sa.update(bookings)
        .where(bookings.c.organ == organ, bookings.c.case_id == case_id, bookings.c.state == HELD)
        .values(state=state)
    )


def booking_of(connection: Connection, organ: str, case_id: str) -> tuple[str, str] | None:
    """Where and when the case's people are to come; None when they hold no place."""
    found = connection.execute(
        sa.select(bookings.c.place, bookings.c.at).where(
            bookings.c.organ == organ, bookings.c.case_id == case_id, bookings.c.state == HELD
        )
    ).first()
    return None if found is None else (found.place, found.at)


def misses_since(connection: Connection, organ: str, pool: str, person: str, since: str) -> list[str]:
    """The times after `since` that somebody had booked and missed, oldest first."""
    rows = connection.execute(
        sa.select(bookings.c.at)
        .where(
            bookings.c.organ == organ,
            bookings.c.pool == pool,
            bookings.c.person == person,
            bookings.c.state == MISSED,
            bookings.c.at >= since,
        )
        .order_by(bookings.c.at)
    )
    return [row.at for row in rows]


def _key(organ: str, pool: str, place: str, at: str) -> dict[str, str]:
    return {"b_organ": organ, "b_pool": pool, "b_place": place, "b_at": at}


def _found(connection: Connection, organ: str, pool: str, place: str, at: str, capacity: int) -> None:
    """The counter is there, with this capacity if nobody has said another."""
    module: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {"organ": organ, "pool": pool, "place": place, "at": at, "capacity": capacity, "taken": 0}
    connection.execute(module.insert(slots).values(**row).on_conflict_do_nothing())
