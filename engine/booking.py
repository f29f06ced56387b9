"""Places at a time (号源) of a published matter: how many there are and are left, and how many the office gives.

Which times there are at all is `engine.slots`; that no place is given twice, `engine.store.bookings`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.ledger import OFFICE
from engine.matter.model import Matter
from engine.slots import NothingBooked, SlotNotOffered, Slots
from engine.store import bookings
from engine.workplace import Workplace

SLOT = "slot"
"""The act of the office's ledger: the places at a time were set."""


def list_slots(place: Workplace, matter: Matter, where: str, first: date, last: date) -> list[dict[str, Any]]:
    """Every time that can be booked today from one day to another, with the places there are and those left.

    Raises NothingBooked.
    """
    slots, today = _slots(matter), place.day(place.now())
    with place.database.reading() as connection:
        given = bookings.places_between(connection, matter.home, matter.code, where, f"{first}T00:00", f"{last}T24:00")
    listed = []
    for at in slots.offered(first, last, today, place.calendar):
        capacity, taken = given.get(at, (slots.capacity, 0))
        listed.append({"at": at, "where": where, "capacity": capacity, "left": max(0, capacity - taken)})
    return listed


def set_slot(place: Workplace, matter: Matter, where: str, at: str, capacity: int, by: str) -> int:
    """Let there be so many places of the matter at a time; returns how many are taken. Nobody loses a place by it.

    Raises NothingBooked, and SlotNotOffered for what is no time, or no place that the form names.
    """
    slots = _slots(matter)
    places = matter.forms["application"].root.fields[slots.where].choices()
    if not slots.is_a_time(at):
        raise SlotNotOffered(at, f"one may come at {', '.join(slots.times)}; write 2026-05-20T09:00")
    if where not in places:
        raise SlotNotOffered(at, f"there is no place {where!r}; there are: {', '.join(map(str, places))}")
    with place.database.writing() as connection:
        OFFICE.write(connection, place.now(), by, SLOT, matter=matter.code, where=where, slot=at, capacity=capacity)
        return bookings.set_capacity(connection, matter.home, matter.code, where, at, capacity)


def _slots(matter: Matter) -> Slots:
    if matter.slots is None:
        raise NothingBooked(matter.code)
    return matter.slots
