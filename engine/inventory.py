"""What an office works with beside its database: organs, calendars and keys, each change of which leaves an entry in
the office's ledger.

These are files; whoever may write the folder may change them. What the ledger says of them shows who did, and when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

import orjson

from engine.ledger import OFFICE
from engine.store.database import Connection

ORGANS, CALENDAR, KEYS = "organs", "calendar", "keys"
"""The acts of the office's ledger: the organs, the published years, the keys of the seals are now these."""

Inventory = Mapping[str, Mapping[str, str]]
"""For each of these acts: the name of each thing, and what tells it from any other."""


class Leave(Protocol):
    """One key's leave to act as a seal."""

    @property
    def seal(self) -> str: ...

    @property
    def allowed_from(self) -> datetime: ...

    @property
    def allowed_until(self) -> datetime | None: ...


def inventory(home: Path, permits: Mapping[str, Leave]) -> Inventory:
    """What is in the folder of an office, and the X.509 certificates, by fingerprint, whose keys may seal."""
    return {
        ORGANS: {"organs.yaml": digest((home / "organs.yaml").read_bytes())},
        CALENDAR: {path.name: digest(path.read_bytes()) for path in sorted((home / "calendar").glob("*.yaml"))},
        KEYS: {
            f"{leave.seal} {fingerprint}": f"{leave.allowed_from.isoformat()} {leave.allowed_until or ''}".strip()
            for fingerprint, leave in sorted(permits.items())
        },
    }


def digest(data: bytes) -> str:
    """What the ledger says of a file."""
    return hashlib.sha256(data).hexdigest()


def changes(connection: Connection, found: Inventory) -> dict[str, dict[str, str]]:
    """What is otherwise than the ledger says, by act; a thing that has gone is empty."""
    known: dict[str, dict[str, str]] = {act: {} for act in found}
    for _, body, _ in OFFICE.entries(connection):
        entry = orjson.loads(body)
        known.get(entry["act"], {}).update(entry.get("holds", {}))
    changed = {}
    for act, things in found.items():
        now = {name: said for name, said in things.items() if known[act].get(name) != said}
        gone = {name: "" for name, said in known[act].items() if said and name not in things}
        if now or gone:
            changed[act] = {**now, **gone}
    return changed


def enter(connection: Connection, now: datetime, by: str, changed: Mapping[str, Mapping[str, str]]) -> None:
    """Write what has changed into the office's ledger."""
    for act, things in changed.items():
        OFFICE.write(connection, now, by, act, holds=dict(things))
