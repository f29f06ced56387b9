"""The office's register of needless proofs: what ships with Sealflow, and what its own complaints have shown.

Kept in the office's ledger like everything that is changed in it. What it means for a matter is `engine.matter.proofs`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.identifiers import uuid7
from engine.ledger import OFFICE
from engine.matter.checks.proofs import asks_for
from engine.matter.folder import workflows_folder
from engine.matter.proofs import Proof, entry_of, holding, read_proofs
from engine.store import promises, publications
from engine.store.database import Connection
from engine.terms import Instead
from engine.workplace import Workplace

NEEDLESS = "needless_proof"
"""The act of the office's ledger: a proof was entered into the register."""
_SHIPPED = "_shared/needless_proofs.yaml"


@cache
def shipped() -> tuple[Proof, ...]:
    """The register that comes with Sealflow. Raises ProofsRefused."""
    return read_proofs((workflows_folder() / _SHIPPED).read_bytes(), _SHIPPED)


def register(place: Workplace) -> tuple[Proof, ...]:
    """The whole register of an office."""
    with place.database.reading() as connection:
        rows = promises.all_needless_proofs(connection)
    own = (Proof(row["name"], Instead(row["instead"]), row["since"], row["source"]) for row in rows)
    return (*shipped(), *own)


def listed(place: Workplace) -> list[dict[str, Any]]:
    """The register as it holds today, with the published matters that still ask for each."""
    with place.database.reading() as connection:
        published = publications.current_publications(connection)
    matters = [place.current_matter(row["matter"]) for row in published]
    today = place.day(place.now()).isoformat()
    return [
        {
            "name": proof.name,
            "instead": proof.instead.value,
            "since": proof.since,
            "source": proof.source,
            "asked_by": [m.code for m in matters if proof.instead is not Instead.KEPT and asks_for(m, proof)],
        }
        for proof in holding(register(place), today).values()
    ]


def put(place: Workplace, name: str, instead: str, source: str, by: str) -> None:
    """Enter a proof into the register, from today; matters published from now on are held to it.

    Raises ProofsRefused.
    """
    proof = entry_of(name, instead, place.day(place.now()).isoformat(), source)
    with place.database.writing() as connection:
        enter(connection, place, proof, by)


def enter(connection: Connection, place: Workplace, proof: Proof, by: str) -> None:
    """Enter a proof, inside the transaction of what it follows from."""
    now = place.now()
    said = {"name": proof.name, "instead": proof.instead.value, "since": proof.since, "source": proof.source}
    OFFICE.write(connection, now, by, NEEDLESS, **said)
    promises.insert_needless_proof(connection, {"id": uuid7(now, place.random_bytes), **said})
