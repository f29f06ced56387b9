"""Ledgers: what is kept in the record, but is no act on a case: downloads, and what is changed in the office itself.

A ledger is a chain like a case's. Its entries are written one after another under the lock of its row, never in a race
that one loses: whoever downloads stands in nobody's way who acts on the same case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.audit import GENESIS, canonical, link
from engine.case import instant, not_before
from engine.store import ledgers
from engine.store.database import Connection

OPERATOR = "operator"
"""Who acts at the console of the machine, without an account."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One chain: of the office, or of what belongs to one case."""

    organ: str
    name: str

    def entries(self, connection: Connection, most: int | None = None) -> list[tuple[int, bytes, bytes]]:
        """(number, canonical bytes, hash), in order: all, or the newest."""
        return ledgers.entries_of(connection, self.organ, self.name, most)

    def write(self, connection: Connection, now: datetime, actor: str, act: str, **said: Any) -> None:
        """Append an entry inside the transaction of what it tells. Raises ClockSetBack."""
        last, head, last_at = ledgers.take(connection, self.organ, self.name, GENESIS)
        at = instant(not_before(last_at, now))
        told = {key: value for key, value in said.items() if value not in (None, "", [], {})}
        body = canonical({"ledger": self.name, "number": last + 1, "at": at, "actor": actor, "act": act, **told})
        ledgers.append(connection, self.organ, self.name, last + 1, body, link(head, body), at)


OFFICE = Ledger("", "office")
"""Accounts, published matters, calendars and keys."""


def notices(organ: str, case_id: str) -> Ledger:
    """Who was told of what was done in a case."""
    return Ledger(organ, f"{case_id}/notices")


def showings(organ: str, case_id: str) -> Ledger:
    """Who showed himself or a paper of the case to whom, and which organs the holder let read it."""
    return Ledger(organ, f"{case_id}/showings")


def asked(organ: str, case_id: str) -> Ledger:
    """Who has seen which question or answer of a case."""
    return Ledger(organ, f"{case_id}/asked")


def downloads(organ: str, case_id: str) -> Ledger:
    """Who has downloaded the documents of a case."""
    return Ledger(organ, f"{case_id}/downloads")
