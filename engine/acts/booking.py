"""Booking a place, moving it, giving it back: written in the transaction of the act, so a place is never taken twice.

Whoever finds the place taken by another has no case and no appointment; nothing was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.case import Case
from engine.matter.model import Matter
from engine.slots import SlotBarred, SlotFull, SlotHeld, Slots, SlotStillKept
from engine.store import bookings
from engine.store.database import Connection
from engine.terms import ActName
from engine.workplace import Workplace

_ENDS = {ActName.SERVE: bookings.SERVED, ActName.MISS: bookings.MISSED, ActName.CALL_OFF: bookings.CALLED_OFF}


@dataclass(frozen=True, slots=True)
class Booking:
    """What an act means for the places of a matter."""

    act: ActName
    case: Case
    slots: Slots
    now: datetime
    """In the office's own time."""
    where: str = ""
    at: str = ""
    people: tuple[str, ...] = ()

    def write(self, connection: Connection) -> None:
        """Take, move or give back. Raises SlotFull, SlotHeld, SlotBarred, SlotStillKept."""
        if self.act is ActName.BOOK:
            self._bar(connection)
            self._take(connection)
            for person in self.people:
                row = {"organ": self.case.organ, "case_id": self.case.id, "person": person, "pool": self.case.matter}
                if not bookings.book(connection, {**row, "place": self.where, "at": self.at, "state": bookings.HELD}):
                    raise SlotHeld
            return
        held = bookings.booking_of(connection, self.case.organ, self.case.id)
        if self.act is ActName.REBOOK and held is not None:
            # The lower row first, whichever it is: two who swap their times would wait for each other.
            moves = [(held, self._give_back), ((self.where, self.at), self._take_at)]
            for (place, at), move in sorted(moves, key=lambda one: one[0]):
                move(connection, place, at)
            bookings.move_bookings(connection, self.case.organ, self.case.id, self.where, self.at)
        elif self.act in _ENDS and held is not None:
            if self.act is ActName.MISS and self.now.replace(tzinfo=None) < self.slots.kept_until(held[1]):
                raise SlotStillKept(self.slots.kept_until(held[1]).isoformat(timespec="minutes"))
            if self.act is ActName.CALL_OFF:
                self._give_back(connection, *held)
            bookings.end_bookings(connection, self.case.organ, self.case.id, _ENDS[self.act])

    def _take(self, connection: Connection) -> None:
        self._take_at(connection, self.where, self.at)

    def _take_at(self, connection: Connection, place: str, at: str) -> None:
        if not bookings.take_place(connection, self.case.organ, self.case.matter, place, at, self.slots.capacity):
            raise SlotFull(place, at)

    def _give_back(self, connection: Connection, place: str, at: str) -> None:
        bookings.give_place_back(connection, self.case.organ, self.case.matter, place, at)

    def _bar(self, connection: Connection) -> None:
        """Who let others wait for nothing several times waits himself."""
        if not self.slots.misses:
            return
        since = (self.now - timedelta(days=round(self.slots.misses_months * 30.44))).date().isoformat()
        for person in self.people:
            missed = bookings.misses_since(connection, self.case.organ, self.case.matter, person, since)
            if len(missed) >= self.slots.misses:
                until = datetime.fromisoformat(missed[-1]).date() + timedelta(days=self.slots.barred_days)
                if self.now.date() < until:
                    raise SlotBarred(len(missed), until)


def booking(
    place: Workplace, matter: Matter, case: Case, act: str, data: Mapping[str, Any], now: datetime
) -> Booking | None:
    """What the act means for places; None when it means nothing. Raises SlotNotOffered."""
    name, slots = ActName(act), matter.slots
    if slots is None or (name not in _ENDS and name not in (ActName.BOOK, ActName.REBOOK)):
        return None
    local = now.astimezone(place.zone)
    if name in _ENDS:
        return Booking(name, case, slots, local)
    at = slots.check(data.get(slots.at), local.date(), place.calendar)
    return Booking(name, case, slots, local, str(data.get(slots.where) or ""), at, slots.people(data))
