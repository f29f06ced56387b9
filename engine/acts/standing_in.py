"""For whom somebody acts today, as the deputy of one who is away; and who acts for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def standing_in_for(place: Workplace, absent: Sequence[str], roles: Iterable[str]) -> list[str]:
    """The accounts that are deputy today for any of these, in one of the roles, by name; without those named."""
    with place.database.reading() as connection:
        rows = registry.deputies_for(connection, absent, place.day(place.now()).isoformat())
    wanted = set(roles)
    return sorted({row["deputy"] for row in rows if row["role"] in wanted} - set(absent))
