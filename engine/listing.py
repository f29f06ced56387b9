"""The cases that somebody may list, in a line each: one's own or one's organ's, those one got for information, those of
an applicant whose name one knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from engine.acts.reading import sees
from engine.authority import LONGEST_TAIL, Account, NotYours, spelled
from engine.case import Case, known
from engine.errors import Refusal
from engine.plain import local
from engine.reveals import REVEALS
from engine.store import questions
from engine.store.asking import Row
from engine.store.database import Connection
from engine.terms import Language
from engine.view import View
from engine.workplace import Workplace
from signing.notation import masked

_SHORTEST_PART, _LOOKED_THROUGH = 2, 100
"""Signs of a name that must be given, and how many cases one search looks through at the most."""


class NameTooShort(Refusal):
    """Cases are looked for by a part of the applicant's name that says whose is meant."""

    code = "CASE-NAME-TOO-SHORT"
    remedy = "Write at least two signs of the name."
    source = "Personal Information Protection Law art. 6"
    status = 422

    def __init__(self) -> None:
        super().__init__("fewer than two signs of a name say of nobody who is meant")


def cases(place: Workplace, who: Account, *, after: str, most: int, organ: str) -> list[dict[str, Any]]:
    """The newest cases that an official's organ takes part in, or of anybody else the own.

    after: those older than the case of this `cursor`. organ: of the own, only those in which it takes part.
    """
    with place.database.reading() as connection:
        if who.organ:
            rows = questions.cases_of_organ(connection, who.organ, after, most)
        else:
            rows = questions.cases_of_applicant(connection, who.name, after, most, organ)
            if not organ:
                rows = [*rows, *_as_agent(place, connection, who, after, most)]
    return [
        {
            "case": row["number"],
            "matter": row["matter"],
            "title": row["title"],
            "status": row["status"],
            "opened_at": local(place, row["opened_at"]),
            "closed_at": local(place, row["closed_at"]) if row["closed_at"] else None,
            "cursor": row["id"],
        }
        for row in sorted({row["id"]: row for row in rows}.values(), key=lambda row: row["id"], reverse=True)[:most]
    ]


def _as_agent(place: Workplace, connection: Connection, who: Account, after: str, most: int) -> Iterator[Row]:
    """The newest cases that name somebody whose agent the account is, where an agent may act."""
    for principal in sorted(who.agent_for):
        before, found = after, 0
        while found < most and (rows := questions.cases_naming(connection, principal, before, most)):
            for row in rows:
                case = Case.from_row(known(questions.case(connection, row["id"]), row["number"]))
                if case.named_as(who, place.matter(case.bundle).named):
                    found += 1
                    yield row
            before = rows[-1]["id"]


def copies(place: Workplace, who: Account, most: int) -> list[dict[str, Any]]:
    """The cases that an account got for information, or that were raised to it, the newest first: how, by whom."""
    with place.database.reading() as connection:
        rows = questions.copies_of(connection, who.name, most)
    return [
        {
            "case": row["number"],
            "matter": row["matter"],
            "title": row["title"],
            "status": row["status"],
            "copied_at": local(place, row["copied_at"]),
            "act": body["act"],
            "by": body["actor"],
        }
        for row in rows
        for body in (orjson.loads(row["body"]),)
    ]


def named(
    place: Workplace, who: Account, part: str, most: int, language: Language
) -> tuple[list[dict[str, Any]], bool]:
    """The newest cases that an official handles of applicants in whose name this part is, and whether there are more.

    Only where the organ takes part and whoever looks may know the applicant; not for those who look on. That somebody
    looked, and which cases were shown, stands in the log; the name does not. Raises NotYours, NameTooShort.
    """
    if who.kind != "official" or not who.organ:
        raise NotYours(who.name, "look for cases by name", "officials of an organ")
    part = spelled(part)[:LONGEST_TAIL]
    if len(part) < _SHORTEST_PART:
        raise NameTooShort
    with place.database.reading() as connection:
        rows = questions.cases_by_name(connection, part, who.organ, _LOOKED_THROUGH)
    seen = [row for row in rows if _handles(place, row, who)]
    people = place.colleagues(sorted({row["applicant"] for row in seen[:most]}))
    found = [
        {
            "case": row["number"],
            "matter": place.matter(row["bundle"]).title.say(language),
            "status": row["status"],
            "applicant": people[row["applicant"]].person,
            "id_number": masked(people[row["applicant"]].id_number),
            "opened_at": local(place, row["opened_at"]),
        }
        for row in seen[:most]
    ]
    with place.database.writing() as connection:
        said = {"cases": [row["case"] for row in found], "count": len(found)}
        REVEALS.write(connection, place.now(), who.name, "find_by_name", **said)
    return found, len(seen) > most or len(rows) == _LOOKED_THROUGH


def _handles(place: Workplace, row: Row, who: Account) -> bool:
    """Whether somebody has to do with the case and may know whose it is."""
    case = Case.from_row(row)
    matter = place.matter_of(case.bundle, case.record.organs)
    view = View(place, case, matter, who)
    return sees(place, who, case, matter) and not view.looks_on and not view.blind
