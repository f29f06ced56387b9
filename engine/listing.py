"""The cases that somebody may list, in a line each: one's own or one's organ's, and those one got for information."""

from __future__ import annotations

from typing import Any

import orjson

from engine.authority import Account
from engine.store import questions
from engine.view import local
from engine.workplace import Workplace


def cases(place: Workplace, who: Account, *, after: str, most: int, organ: str) -> list[dict[str, Any]]:
    """The newest cases that an official's organ takes part in, or of anybody else the own.

    after: those older than the case of this `cursor`. organ: of the own, only those in which it takes part.
    """
    with place.database.reading() as connection:
        if who.organ:
            rows = questions.cases_of_organ(connection, who.organ, after, most)
        else:
            rows = questions.cases_of_applicant(connection, who.name, after, most, organ)
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
        for row in rows
    ]


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
