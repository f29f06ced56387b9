"""Rows, entries and instants of a case as plain data to be shown. Who may see them is `engine.view`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from engine.acts.earlier import standing
from engine.case import moment
from engine.files import FolderVault
from engine.matter.model import Matter, Step
from engine.standing import light
from engine.store.asking import Row
from engine.terms import PART_OUTCOMES, ActName, Language, Noted, PartKind, TaskVerb, Titled, Unit
from engine.workplace import Workplace
from signing.notation import masked

_OWN_KEYS = ("case", "ledger", "number", "at", "actor", "act")
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|1\d{10})(?![0-9A-Za-z])")
"""Identity numbers (GB 11643) and mobile numbers, as people write them among words."""
_CALLED: Mapping[str, Titled] = {
    **{word: titled for outcomes in PART_OUTCOMES.values() for word, titled in outcomes.items()},
    **{word.value: word.titled for words in (TaskVerb, ActName, Noted) for word in words},
}


def outcome_called(step: Step | None, outcome: str) -> Titled | None:
    """What an act, or an opinion at this step, is called: by the matter, by the law, or in the record."""
    return step.opinions[outcome] if step is not None and outcome in step.opinions else _CALLED.get(outcome)


def without_numbers(text: str) -> str:
    """A text with the middle of every number of a person hidden, as officials read it."""
    return _NUMBERS.sub(lambda found: masked(found[0]), text)


def applicant_called(matter: Matter, language: Language) -> str:
    """What the applicant is called before those who need not know who it is."""
    return next((Titled.of(role.title).say(language) for role in matter.roles.values() if role.who == "applicant"), "")


def outcomes(row: Row, step: Step) -> Iterable[str]:
    """What a task can be completed with."""
    return PART_OUTCOMES[PartKind(orjson.loads(row["about"])["kind"])] if row["main"] else step.outcomes


def arranged(about: Mapping[str, Any]) -> dict[str, Any]:
    """What people arranged about a task, as it is shown."""
    shown = {
        "part": about.get("kind"),
        "place": about.get("place"),
        "asked_by": about.get("by"),
        "asked_in": about.get("asked"),
        "delegated_by": about.get("delegators", [None])[-1],
        "on_behalf": about.get("for"),
        "signed": about["held"]["outcome"] if "held" in about else None,
        "waits_for": about.get("parts"),
        "raised_on": about.get("raised", {}).get("on"),
        "told_on": max(about["told"].values()) if about.get("told") else None,
    }
    return {key: value for key, value in shown.items() if value}


def shown_document(place: Workplace, row: Row) -> dict[str, Any]:
    """A document's row as it is shown."""
    path = str(place.vault.path(row["sha256"])) if isinstance(place.vault, FolderVault) else ""
    return {
        "number": row["number"],
        "kind": row["kind"],
        "title": row["title"],
        "date": row["dated"],
        "code": row["code"],
        "status": standing(row, place.day(place.now())).value,
        "since": row["since"],
        "valid_until": row["valid_until"],
        "changed_by": row["changed_by"],
        "sha256": row["sha256"],
        "bytes": row["bytes"],
        "path": path,
    }


def step_light(place: Workplace, step: Step, row: Mapping[str, Any], promised: str | None) -> dict[str, Any]:
    """By when an open step should be done as promised, and its light. promised: the last day of its limit, or case.

    A step of officials only; what the organ plans for the step alone counts from when it was opened.
    """
    if step.role.is_outside:
        return {"promised": None, "light": None}
    opened, today = place.day(moment(row["opened_at"])), place.day(place.now())
    planned = place.calendar.add(opened, step.planned_days, Unit.WORKING_DAY).day if step.planned_days else None
    days = [day for day in (promised, planned.isoformat() if planned else None, row["due_on"]) if day]
    last = min(days, default=None)
    return {"promised": last, "light": light(last, today, place.calendar, place.warning_days)}


def told(place: Workplace, body: Mapping[str, Any], note: str = "", without: Iterable[str] = ()) -> dict[str, Any]:
    """An entry of a case or of a ledger as it is shown."""
    return {
        "number": body["number"],
        "at": local(place, body["at"]),
        "actor": body["actor"],
        "act": body["act"],
        "note": note,
        **{key: value for key, value in body.items() if key not in (*_OWN_KEYS, *without)},
    }


def local(place: Workplace, text: str) -> str:
    """An instant of a column in the office's time."""
    return moment(text).astimezone(place.zone).isoformat(timespec="seconds")
