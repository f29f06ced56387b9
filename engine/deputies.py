"""Deputies: who acts for an official who is away, in which role, from which day to which.

A deputy may do what the absent one may do in that role, and every entry names both. Four eyes take the two for one
person. Appointments are kept in the office's ledger; one is ended, never taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from engine.authority import ADMINISTRATORS, SECURITY_ADMIN, SUPERVISOR, Account, NotYours
from engine.case import instant
from engine.errors import NotFound, Refusal
from engine.identifiers import uuid7
from engine.ledger import OFFICE, OPERATOR
from engine.store import registry
from engine.workplace import Workplace

DEPUTY, DEPUTY_ENDED = "deputy", "deputy_ended"
"""The acts of the office's ledger: a deputy was appointed, an appointment ended."""


class DeputyRefused(Refusal):
    """Somebody cannot be this one's deputy, in these roles or in this time."""

    code = "DEPUTY-REFUSED"
    remedy = "Name a colleague of the same organ who is there then, roles the absent one holds, days from today on."
    status = 409


class DeputyUnknown(NotFound):
    """There is no such appointment."""

    code = "DEPUTY-UNKNOWN"
    remedy = "See the appointments with `sealflow deputy list`."

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no appointment {id} of a deputy")


def appoint(
    place: Workplace,
    absent: str,
    deputy: str,
    first: date,
    last: date,
    roles: Iterable[str] = (),
    by: Account | None = None,
) -> list[str]:
    """The deputy acts for the absent one on these days, both included; the ids of the appointments, one for each role.

    roles: none for all the absent one holds; an administrator's is lent to nobody. by: the absent one, a supervisor of
    the organ, a security administrator, or None for the operator.
    Raises NotYours, DeputyRefused.
    """
    away, stands_in = place.account(absent), place.account(deputy)
    _may(away, by)
    lent = away.roles - ADMINISTRATORS.keys()
    roles = sorted(set(roles) or lent - {SUPERVISOR})
    today = place.day(place.now())
    if away.kind != "official" or stands_in.organ != away.organ or absent == deputy:
        raise DeputyRefused(f"{deputy} cannot act for {absent}: a deputy is another official of the same organ")
    if foreign := sorted(set(roles) - lent) or ([] if roles else ["no role"]):
        raise DeputyRefused(f"{absent} does not hold {', '.join(foreign)}")
    if first < today or last < first:
        raise DeputyRefused(f"from {first.isoformat()} to {last.isoformat()} is no time from {today.isoformat()} on")
    now = place.now()
    rows = [
        {
            "id": uuid7(now, place.random_bytes), "organ": away.organ, "role": role, "absent": absent,
            "deputy": deputy, "first": first.isoformat(), "last": last.isoformat(),
        }
        for role in roles
    ]  # fmt: skip
    with place.database.writing() as connection:
        for row in rows:
            OFFICE.write(connection, now, by.name if by else OPERATOR, DEPUTY, **row)
        # Asked after the ledger's row is locked: two who appoint each other at once would else make a circle.
        others = registry.all_deputies(connection, first.isoformat())
        for role in roles:
            _no_circle(absent, deputy, role, [one for one in others if one["first"] <= last.isoformat()])
        registry.insert_deputies(connection, [{**row, "at": instant(now)} for row in rows])
    return [row["id"] for row in rows]


def end(place: Workplace, id: str, by: Account | None = None) -> None:
    """The deputy acts no more from today on. Raises DeputyUnknown, NotYours."""
    with place.database.reading() as connection:
        row = registry.deputy(connection, id)
    if row is None:
        raise DeputyUnknown(id)
    _may(place.account(row["absent"]), by)
    yesterday = (place.day(place.now()) - timedelta(days=1)).isoformat()
    with place.database.writing() as connection:
        last = min(yesterday, row["last"])
        OFFICE.write(connection, place.now(), by.name if by else OPERATOR, DEPUTY_ENDED, id=id, last=last)
        registry.end_deputy(connection, id, last)


def listed(place: Workplace, account: str = "") -> list[dict[str, Any]]:
    """The appointments that are not over: all, or those of one who is absent or deputy."""
    with place.database.reading() as connection:
        rows = registry.all_deputies(connection, place.day(place.now()).isoformat())
    names = ("id", "organ", "role", "absent", "deputy", "first", "last")
    return [{name: row[name] for name in names} for row in rows if account in ("", row["absent"], row["deputy"])]


def _may(away: Account, by: Account | None) -> None:
    if by is None or by.name == away.name or SECURITY_ADMIN in by.roles:
        return
    if SUPERVISOR in by.roles and by.organ == away.organ:
        return
    raise NotYours(by.name, f"appoint a deputy for {away.name}", f"{away.name} and supervisors of {away.organ}")


def _no_circle(absent: str, deputy: str, role: str, others: Iterable[Mapping[str, Any]]) -> None:
    """Raises DeputyRefused when everybody along the line would be away at the same time."""
    stands_in: dict[str, set[str]] = {}
    for one in others:
        if one["role"] == role:
            stands_in.setdefault(one["absent"], set()).add(one["deputy"])
    if deputy in stands_in.get(absent, ()):
        raise DeputyRefused(f"{deputy} acts for {absent} as {role} in that time already")
    seen, waiting = {deputy}, [deputy]
    while waiting:
        for other in stands_in.get(waiting.pop(), ()):
            if other == absent:
                raise DeputyRefused(f"{absent} acts for {deputy} as {role} in that time: nobody would be there")
            if other not in seen:
                seen.add(other)
                waiting.append(other)
