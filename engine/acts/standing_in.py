"""For whom somebody acts today, as the deputy of one who is away."""

from __future__ import annotations

from dataclasses import replace

from engine.authority import Account
from engine.store import registry
from engine.workplace import Workplace


def stood_in_for(place: Workplace, account: Account) -> list[Account]:
    """The absent officials the account is deputy for today, by name, each with those roles alone it stands in for."""
    if account.kind != "official":
        return []
    with place.database.reading() as connection:
        rows = registry.deputyships(connection, account.name, place.day(place.now()).isoformat())
    roles: dict[str, set[str]] = {}
    for row in rows:
        roles.setdefault(row["absent"], set()).add(row["role"])
    found = place.colleagues(sorted(roles)) if roles else {}
    return [replace(found[name], roles=found[name].roles & roles[name]) for name in sorted(found)]
