"""What supervisors see: lights, the cases that are late or soon will be, irregular acts, figures.

A supervisor sees what the own organ and those under it have, an auditor and the operator at the console see all
(`engine.authority`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import orjson

from engine import statistics
from engine.authority import AUDITOR, SUPERVISOR, Account, NotYours
from engine.matter.model import Matter
from engine.plain import local, step_light
from engine.standing import light, worst
from engine.store import questions, ratings, supervision
from engine.store.asking import Row
from engine.terms import Irregular, Language, Light, Unit
from engine.workplace import Workplace

_FIRST = "0000-00-00"


def organs_in_sight(place: Workplace, account: Account | None) -> frozenset[str] | None:
    """The organs whose cases the account supervises: its own and those under it; None: all. Raises NotYours."""
    if account is None or AUDITOR in account.roles:
        return None
    if SUPERVISOR in account.roles and account.organ:
        return place.organs_of(account)
    raise NotYours(account.name, "supervise", f"those with the role {SUPERVISOR} or {AUDITOR}")


def late(
    place: Workplace, viewer: Account | None, *, soon: bool = False, after: str = "", most: int = 200,
    language: Language = "zh",
) -> list[dict[str, Any]]:  # fmt: skip
    """The cases in which a clock of an organ has passed the promised day, the latest first; soon: those in which one
    soon will. `after`: what follows the case of this `cursor`. Raises NotYours."""
    today = place.day(place.now())
    if soon:
        days = today.isoformat(), place.calendar.add(today, place.warning_days, Unit.WORKING_DAY).day.isoformat()
    else:
        days = _FIRST, (today - timedelta(days=1)).isoformat()
    day, _, id = after.partition("/")
    with place.database.reading() as connection:
        rows = supervision.waited_for(connection, organs_in_sight(place, viewer), days, (day, id), most)
        tasks = supervision.open_tasks_of(connection, [row["id"] for row in rows])
    return [
        {**case_listed(place, row, tasks, today, language), "cursor": f"{row['promised_on']}/{row['id']}"}
        for row in rows
    ]


def irregular(
    place: Workplace, viewer: Account | None, *, after: str = "", most: int = 200, language: Language = "zh"
) -> list[dict[str, Any]]:
    """The newest cases with irregular acts, and each of these acts. Raises NotYours."""
    today = place.day(place.now())
    with place.database.reading() as connection:
        rows = supervision.with_irregular_acts(connection, organs_in_sight(place, viewer), after, most)
        tasks = supervision.open_tasks_of(connection, [row["id"] for row in rows])
        listed = []
        for row in rows:
            acts = []
            for number, code in orjson.loads(row["record"])["irregular"]:
                entry = questions.entry_body(connection, row["organ"], row["id"], number)
                body = orjson.loads(entry) if entry else {}
                acts.append(
                    {"entry": number, "code": code, "title": called(code, language), "act": body.get("act", ""),
                     "by": body.get("actor", ""), "at": local(place, body["at"]) if body else ""}
                )  # fmt: skip
            listed.append({**case_listed(place, row, tasks, today, language), "acts": acts, "cursor": row["id"]})
    return listed


def rated(
    place: Workplace, viewer: Account | None, *, open_only: bool = False, after: str = "", most: int = 200
) -> dict[str, Any]:
    """The newest ratings, and how often each grade was given; open_only: what still wants to be rectified.

    `after`: what follows the rating of this `cursor`. Raises NotYours.
    """
    organs, today = organs_in_sight(place, viewer), place.day(place.now()).isoformat()
    with place.database.reading() as connection:
        rows = ratings.listed(connection, organs, open_only=open_only, before=after, most=most)
        counted = ratings.grades(connection, organs)
    return {"rows": [_rating(place, row, today) for row in rows], "grades": dict(sorted(counted.items()))}


def _rating(place: Workplace, row: Row, today: str) -> dict[str, Any]:
    state = (
        "rectified" if row["resolved_at"] else "contacted" if row["contacted_at"] else "open" if row["due_on"] else ""
    )
    return {
        "case": row["number"],
        "title": row["title"],
        "organ": row["holder"],
        "visit": row["visit"],
        "grade": row["grade"],
        "text": row["text"] or "",
        "at": local(place, row["at"]),
        "due": row["due_on"],
        "late": state == "open" and row["due_on"] < today,
        "state": state,
        "contacted_by": row["contacted_by"],
        "resolved_by": row["resolved_by"],
        "result": row["result"] or "",
        "cursor": f"{row['at']}/{row['case_id']}/{row['visit']}",
    }


def figures(
    place: Workplace,
    viewer: Account | None,
    *,
    matter: str | None = None,
    months: tuple[str, str] = statistics.EVER,
    by: Sequence[str] = (statistics.MATTER,),
    organ: str = "",
) -> dict[str, Any]:
    """As `statistics.figures`, of the organs the viewer supervises, or of this one of them.

    Raises NotYours, FiguresRefused.
    """
    organs = organs_in_sight(place, viewer)
    if organ:
        organs = frozenset({organ}) if organs is None else organs & {organ}
    return statistics.figures(place, organs, matter=matter, months=months, by=by)


def called(code: str, language: Language = "zh") -> str:
    """What an irregular act is called; a code the law does not name stays itself."""
    return Irregular(code).titled.say(language) if code in list(Irregular) else code


def case_listed(
    place: Workplace, row: Row, tasks: Iterable[Row], today: date, language: Language
) -> dict[str, Any]:
    """A case as lists of supervisors show it, with its lights and open steps."""
    matter = place.matter(row["bundle"])
    lights = {
        "promised": light(row["promised_on"], today, place.calendar, place.warning_days),
        "law": light(row["due_on"], today, place.calendar, place.warning_days),
    }
    last = row["promised_on"]
    left = place.calendar.working_days_between(today, date.fromisoformat(last)) if last else None
    return {
        "case": row["number"],
        "matter": row["matter"],
        "title": row["title"],
        "status": row["status"],
        "organ": row["holder"],
        "opened_at": local(place, row["opened_at"]),
        "promised": last,
        "due": row["due_on"],
        "days_left": left,
        "lights": lights,
        "light": worst((*lights.values(), Light.RED if row["irregular"] else None)),
        "irregular": row["irregular"],
        "ended": row["ended"],
        "outcome": row["outcome"],
        "days_taken": row["days"],
        "ended_late": row["late"] if row["ended"] else 0,
        "steps": [_step(place, matter, task, last, language) for task in tasks if task["case_id"] == row["id"]],
    }


def _step(
    place: Workplace, matter: Matter, task: Mapping[str, Any], promised: str | None, language: Language
) -> dict[str, Any]:
    step = matter.steps[task["step"]]
    return {
        "step": task["step"],
        "title": step.title.say(language),
        "organ": task["for_organ"],
        "role": task["role"],
        "assignee": task["assignee"],
        "opened_at": local(place, task["opened_at"]),
        **step_light(place, step, task, promised),
    }
