"""The office's register of needless proofs: what ships with Sealflow, and what its own complaints have shown.

Kept in the office's ledger like everything that is changed in it. What it means for a matter is `engine.matter.proofs`.
"""

from __future__ import annotations

from functools import cache

from engine.identifiers import uuid7
from engine.ledger import OFFICE
from engine.matter.folder import workflows_folder
from engine.matter.proofs import Proof, read_proofs
from engine.store import questions
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
        rows = questions.all_needless_proofs(connection)
    own = (Proof(row["name"], Instead(row["instead"]), row["since"], row["source"]) for row in rows)
    return (*shipped(), *own)


def enter(connection: Connection, place: Workplace, proof: Proof, by: str) -> None:
    """Enter a proof, inside the transaction of what it follows from."""
    now = place.now()
    said = {"name": proof.name, "instead": proof.instead.value, "since": proof.since, "source": proof.source}
    OFFICE.write(connection, now, by, NEEDLESS, **said)
    questions.insert_needless_proof(connection, {"id": uuid7(now, place.random_bytes), **said})
