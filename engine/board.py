"""The supervisors' board: lights counted, the calendar of last days, who has how much to do, the cases behind a figure.

Everything is of the organs in sight (`engine.supervision`) and as of now. Who does not supervise is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.case import instant
from engine.matter.model import Matter
from engine.plain import local
from engine.store import board, publications, ratings, supervision
from engine.store.board import REACHED, Behind, Days
from engine.supervision import case_listed, organs_in_sight
from engine.terms import Language, Titled, Unit
from engine.workplace import Workplace

DONE_WITHIN = timedelta(days=30)
"""What counts as done of late in somebody's load."""
LIGHTS = ("red", "yellow", "green", "still")
_LONGEST = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day of the calendar: how many cases should be done by then, and whether organs work on it."""

    day: date
    works: bool
    count: int
    light: str


@dataclass(slots=True)
class Load:
    """In how many cases an official has something to do, or (no person) something waits in a pool that nobody takes
    from; and in how many something was done of late."""

    organ: str
    person: str
    pool: str
    called: str
    roles: list[Titled]
    open: int = 0
    late: int = 0
    oldest: str = ""
    done: int = 0


class Board:
    """The board of one office. Every method names who looks, and raises NotYours."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def lights(self, account: str) -> list[dict[str, Any]]:
        """{holder, matter, red, yellow, green, still} of the cases not closed, by organ and matter."""
        organs = self._organs(account)
        with self._place.database.reading() as connection:
            return [dict(row) for row in board.lights(connection, organs, self._days())]

    def wanting(self, account: str) -> dict[str, int]:
        """What wants a supervisor's hand beside the lights: cases in hand with irregular acts, bad ratings that nobody
        has rectified, and those of them in which the day for getting in touch has passed."""
        organs, days = self._organs(account), self._days()
        with self._place.database.reading() as connection:
            irregular = board.counted(connection, organs, Behind(irregular=True), days)
            unanswered, late = ratings.unanswered(connection, organs, days.today)
        return {"irregular": irregular, "ratings": unanswered, "late_ratings": late}

    def cases(
        self, account: str, wanted: Behind, *, after: str = "", most: int = 50, language: Language = "zh"
    ) -> list[dict[str, Any]]:
        """The cases behind a figure, as `Office.late_cases` lists them; `after`: what follows that of this cursor."""
        place, organs = self._place, self._organs(account)
        with place.database.reading() as connection:
            rows = board.behind(connection, organs, wanted, self._days(), after, most)
            tasks = supervision.open_tasks_of(connection, [row["id"] for row in rows])
        today = place.day(place.now())
        return [
            {**case_listed(place, row, tasks, today, language), "cursor": board.cursor_of(row, wanted)} for row in rows
        ]

    def count(self, account: str, wanted: Behind) -> int:
        """How many cases stand behind a figure."""
        organs = self._organs(account)
        with self._place.database.reading() as connection:
            return board.counted(connection, organs, wanted, self._days())

    def funnel(self, account: str, months: tuple[str, str], matter: str = "") -> list[tuple[str, int]]:
        """How far by now those cases have come that were received in these months: (`received` or how far, how many),
        each a part of the one before."""
        organs = self._organs(account)
        with self._place.database.reading() as connection:
            counted = board.funnel(connection, organs, Behind("received", matter=matter, months=months), self._days())
        return [(stage, counted[stage]) for stage in ("received", *REACHED)]

    def due_days(self, account: str, first: date, last: date, matter: str = "") -> list[DueDay]:
        """Each day of a span of two months at most, with how many cases should be done by then."""
        place, organs, days = self._place, self._organs(account), self._days()
        last = min(last, first + _LONGEST)
        with place.database.reading() as connection:
            counts = board.due_days(connection, organs, matter, (first.isoformat(), last.isoformat()))
        found = []
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            text = day.isoformat()
            light = "red" if text < days.today else "yellow" if text <= days.soon else "green"
            found.append(DueDay(day, place.calendar.is_working_day(day), counts.get(text, 0), light))
        return found

    def loads(self, account: str) -> list[Load]:
        """What there is to do in the organs in sight: of each organ the pools first, then who has the most."""
        place, organs = self._place, self._organs(account)
        with place.database.reading() as connection:
            rows = board.loads(connection, organs, self._days())
        people = place.colleagues(sorted({row["person"] for row in rows if row["person"]}))
        titles = self._roles()
        found: dict[tuple[str, str, str], Load] = {}
        for row in rows:
            organ, name, pool = row["organ"], row["person"] or "", row["pool"]
            if (load := found.get((organ, name, pool))) is None:
                roles = people[name].roles if name in people else {pool}
                known = [titles[organ, role] for role in sorted(roles) if (organ, role) in titles]
                called = people[name].person if name in people else name
                load = found[organ, name, pool] = Load(organ, name, pool, called, known)
            load.open, load.late, load.done = load.open + row["open"], load.late + row["late"], load.done + row["done"]
            load.oldest = local(place, row["oldest"]) if row["oldest"] else load.oldest
        return sorted(found.values(), key=lambda load: (load.organ, bool(load.person), -load.open, load.called))

    def organs(self, account: str) -> list[str]:
        """The organs in sight that have, or had, a case; in the order of the office's file."""
        organs = self._organs(account)
        with self._place.database.reading() as connection:
            holders = supervision.holders(connection, organs)
        return [id for id in self._place.organs if id in holders]

    def matters(self) -> dict[str, Titled]:
        """What the published matters are called."""
        return {matter.code: matter.title for matter in self._matters()}

    def _roles(self) -> dict[tuple[str, str], Titled]:
        """What each role of an organ is called, as the first of the matters that knows it does."""
        found: dict[tuple[str, str], Titled] = {}
        for matter in self._matters():
            for role in matter.roles.values():
                title = Titled(str(role.title.get("zh", "")), str(role.title.get("en", "")))
                found.setdefault((role.organ, role.role), title)
        return found

    def _matters(self) -> list[Matter]:
        with self._place.database.reading() as connection:
            rows = publications.current_publications(connection)
        return [self._place.matter(row["bundle"]) for row in rows]

    def _organs(self, account: str) -> frozenset[str] | None:
        return organs_in_sight(self._place, self._place.account(account))

    def _days(self) -> Days:
        place, now = self._place, self._place.now()
        today = place.day(now)
        soon = place.calendar.add(today, place.warning_days, Unit.WORKING_DAY).day
        return Days(today.isoformat(), soon.isoformat(), instant(now - DONE_WITHIN))


__all__ = ["DONE_WITHIN", "LIGHTS", "REACHED", "Behind", "Board", "DueDay", "Load"]
