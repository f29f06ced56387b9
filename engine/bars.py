"""Who may not promise in place of a proof (告知承诺), and until when: an untrue promise, or seriously bad credit.

A bar holds for the person or body, whatever account is used: it is found by a digest of the identity number.
Source: 国办发〔2020〕42号.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date

from engine.authority import Account
from engine.errors import Refusal
from engine.identifiers import uuid7
from engine.ledger import OFFICE
from engine.matter.model import Commitment
from engine.store import promises
from engine.store.asking import Row
from engine.store.database import Connection
from engine.terms import BarReason
from engine.workplace import Workplace

BAR = "bar"
"""The act of the office's ledger: somebody was barred by hand."""
MOST_SOURCE = 200


class CommitmentBarred(Refusal):
    """Somebody may not promise and has to bring the proof."""

    code = "COMMITMENT-BARRED"
    remedy = "Answer the commitment with no, and hand in the proof it would have stood for."
    source = "国办发〔2020〕42号"
    status = 422

    def __init__(self, promised: Collection[Commitment], bar: Row) -> None:
        titles = ", ".join(one.title.zh for one in promised)
        why = BarReason(bar["reason"]).titled
        super().__init__(f"{titles} cannot be promised until {bar['until']}: {why.en} ({why.zh}; {bar['source']})")


class BarRefused(Refusal):
    """A bar cannot be written as it was given."""

    code = "BAR-REFUSED"
    remedy = "Name a day that is still to come, and in one line where it is on record."
    status = 422


def identity(account: Account) -> str:
    """What stands for the person or body behind an account: a digest of the identity number, else of the name."""
    known = f"{account.id_kind}\0{account.id_number}" if account.id_number else f"account\0{account.name}"
    return hashlib.sha256(known.encode()).hexdigest()


def bars_of(place: Workplace, account: Account, on: date) -> list[Row]:
    """What bars the account from promising on that day, the longest first."""
    with place.database.reading() as connection:
        return list(promises.bars_of(connection, identity(account), on.isoformat()))


def check_free_to_promise(place: Workplace, account: Account, promised: Collection[Commitment], today: date) -> None:
    """Raises CommitmentBarred."""
    if promised and (found := bars_of(place, account, today)):
        raise CommitmentBarred(promised, found[0])


def bar(
    connection: Connection, place: Workplace, account: Account, reason: BarReason, until: date, source: str
) -> None:
    """Bar the account up to and including a day, inside the transaction of what it follows from."""
    now = place.now()
    promises.insert_bar(
        connection,
        {
            "id": uuid7(now, place.random_bytes),
            "account": account.name,
            "identity": identity(account),
            "reason": reason.value,
            "since": place.day(now).isoformat(),
            "until": until.isoformat(),
            "source": source,
        },
    )


def bar_by_hand(place: Workplace, account: Account, reason: BarReason, until: date, source: str, by: str) -> None:
    """Bar an account for what is on record elsewhere; entered in the office's ledger. Raises BarRefused."""
    if until <= place.day(place.now()):
        raise BarRefused(f"{account.name} would be barred until {until}, which has passed")
    if not source.strip() or len(source) > MOST_SOURCE or not source.isprintable():
        raise BarRefused(f"where it is on record is told in 1 to {MOST_SOURCE} characters of one line")
    with place.database.writing() as connection:
        said = {"account": account.name, "reason": reason.value, "until": until.isoformat(), "source": source}
        OFFICE.write(connection, place.now(), by, BAR, **said)
        bar(connection, place, account, reason, until, source)
