"""The questions of a case before one pair of eyes: what was asked and answered, what the other side has seen of it.

To look is to have seen: that is written down, once for each, with the time. Numbers of persons in what was written are
hidden from officials as they are in answers, and shown whole to one who says why (`engine.reveals`).
"""

from __future__ import annotations

from typing import Any

import orjson

from engine.acts import corresponding
from engine.acts.corresponding import Asked, Side
from engine.ledger import asked as asked_ledger
from engine.plain import local, without_numbers
from engine.terms import Language
from engine.view import View, look
from engine.workplace import Workplace


def questions_of(place: Workplace, reference: str, account: str, language: Language = "zh") -> dict[str, Any]:
    """What was asked in a case, newest first, each with what may be done with it; the reader has seen it from now on.

    `side` is the reader's own, None for those who look on, who see and mark nothing; `may_ask`. Raises CaseUnknown.
    """
    view = look(place, reference, account, language)
    case, reader = view.case, place.account(account)
    if view.lanes:
        return {"side": None, "may_ask": False, "questions": []}
    side = corresponding.side_of(place, reader, case, view.matter)
    asked = corresponding.asked_in(place, case)
    seen = _seen(place, view)
    if side is not None:
        new = [entry for one in asked for entry in _of_other(one, side) if entry not in seen]
        corresponding.see(place, case, reader, new)
    own = sum(one.side == side and one.answer is None for one in asked)
    return {
        "side": side,
        "may_ask": side is not None and not case.is_closed and own < corresponding.MOST_OPEN,
        "questions": [_told(view, one, side, seen) for one in reversed(asked)],
    }


def _of_other(one: Asked, side: Side) -> list[int]:
    """The entries of a question and its answer that the other side made."""
    theirs = [one.entry] if one.side != side else []
    return theirs + ([one.answer[0]] if one.answer and one.side == side else [])


def _seen(place: Workplace, view: View) -> dict[int, str]:
    """When each entry was first seen by the side it was written for."""
    with place.database.reading() as connection:
        entries = asked_ledger(view.case.organ, view.case.id).entries(connection)
    found: dict[int, str] = {}
    for _, body, _ in entries:
        said = orjson.loads(body)
        for entry in said["entries"]:
            found.setdefault(entry, local(place, said["at"]))
    return found


def _told(view: View, one: Asked, side: Side | None, seen: dict[int, str]) -> dict[str, Any]:
    def words(entry: int, by: str, at: str, text: str) -> dict[str, Any]:
        shown = text if view.outside or view.viewer is None else without_numbers(text)
        return {
            "entry": entry, "by": view.called(by), "at": local(view.place, at), "text": shown,
            "hidden": shown != text, "seen_at": seen.get(entry),
        }  # fmt: skip

    return {
        **words(one.entry, one.by, one.at, one.text),
        "side": one.side,
        "answer": words(*one.answer) if one.answer else None,
        "yours_to_answer": one.answer is None and side not in (None, one.side) and not view.case.is_closed,
    }
