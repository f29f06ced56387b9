"""The questions of the supervisors' board: how many cases have which light, and which cases stand behind a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.authority import SYSTEM
from engine.lifecycle import KINDS
from engine.store.asking import Row, all_rows
from engine.store.supervision import LISTED, Organs, narrowed
from engine.store.tables import DONE, NO_LAST_DAY, OPEN, cases, tasks
from engine.terms import FAVOURABLE, NOT_TAKEN_UP, Status

What = Literal["open", "received", "ended", "done"]
LightWanted = Literal["", "red", "yellow", "green", "still"]

Reached = Literal["", "taken_up", "came_out", "favoured"]
REACHED: tuple[Reached, ...] = ("taken_up", "came_out", "favoured")
"""How far what was received has come, each part of the one before: taken up and not ended without; came out of that;
so that the applicant got what was asked for."""
_begun = {kind.opening.end for kind in KINDS.values() if kind.opening.end}
_untaken = sorted(NOT_TAKEN_UP | {Status.CORRECTING} | _begun)
_taken_up = cases.c.status.not_in(_untaken)
_came_out = sa.and_(_taken_up, cases.c.outcome.is_not(None))
_reached: dict[str, sa.ColumnElement[bool]] = {
    "taken_up": _taken_up,
    "came_out": _came_out,
    "favoured": sa.and_(_came_out, cases.c.outcome.in_(sorted(FAVOURABLE))),
}
_waited_until = sa.func.coalesce(cases.c.promised_on, sa.literal_column(f"'{NO_LAST_DAY}'"))
_official = tasks.c.role.not_in(("applicant", "system"))
_of_case = sa.and_(tasks.c.organ == cases.c.organ, tasks.c.case_id == cases.c.id)


@dataclass(frozen=True, slots=True)
class Days:
    """What figures are held against: today, the last day whose light is yellow, and the instant since when work counts
    as done of late."""

    today: str
    soon: str
    since: str


@dataclass(frozen=True, slots=True)
class Behind:
    """Which cases stand behind a figure. `what`: those not closed, those received, those that came out, those in which
    somebody did something of late; the rest narrows them, each where it is not empty."""

    what: What = "open"
    organ: str = ""
    """Of what was received: who took it in; of tasks: whose they are; else who has the case, or had it when it came
    out."""
    matter: str = ""
    months: tuple[str, str] = ("", "")
    """First and last month, of what was received or came out."""
    light: LightWanted = ""
    day: str = ""
    """The last day by what was promised."""
    person: str = ""
    """An official with an open task of the case, or (what: done) who did one."""
    pool: str = ""
    """A role with an open task of the case that nobody has taken."""
    overdue: bool = False
    """Whether that task must be late."""
    status: str = ""
    outcome: str = ""
    late: Literal["", "promise", "law"] = ""
    """Of what came out: after the promised day, after the day of the law."""
    irregular: bool = False
    reached: Reached = ""
    """Of what was received: how far it has come by now."""

    @property
    def by_tasks(self) -> bool:
        """Whether it is tasks that are counted, each case once."""
        return bool(self.person or self.pool or self.overdue)

    def conditions(self, organs: Organs, days: Days) -> Iterator[sa.ColumnElement[bool]]:
        """As the database reads it, of these organs alone."""
        if self.what in ("received", "ended"):
            month = cases.c.received if self.what == "received" else cases.c.ended
            yield month.between(*self.months) if any(self.months) else month.is_not(None)
        elif self.what == "open":
            yield cases.c.closed_at.is_(None)
        if self.by_tasks:
            yield sa.exists().where(_of_case, *self._tasks(organs, days))
        else:
            holder = cases.c.organ if self.what == "received" else cases.c.holder
            yield from _among(holder, organs, self.organ)
        for column, value in ((cases.c.matter, self.matter), (cases.c.promised_on, self.day),
                              (cases.c.status, self.status), (cases.c.outcome, self.outcome)):  # fmt: skip
            if value:
                yield column == value
        if self.light:
            yield _lights(days)[self.light]
        if self.late:
            yield cases.c.late >= (2 if self.late == "law" else 1)
        if self.irregular:
            yield cases.c.irregular > 0
        if self.reached:
            yield _reached[self.reached]

    def _tasks(self, organs: Organs, days: Days) -> Iterator[sa.ColumnElement[bool]]:
        yield _official
        yield from _among(tasks.c.for_organ, organs, self.organ)
        if self.what == "done":
            yield from _done_since(days)
            yield tasks.c.done_by == self.person
            return
        yield tasks.c.state == OPEN
        if self.person:
            yield tasks.c.assignee == self.person
        if self.pool:
            yield sa.and_(tasks.c.assignee.is_(None), tasks.c.role == self.pool)
        if self.overdue:
            yield tasks.c.due_on < days.today


def behind(connection: Connection, organs: Organs, wanted: Behind, days: Days, after: str, most: int) -> Sequence[Row]:
    """The cases behind a figure: of what is open the most urgent first, else the newest first.

    after: those past the case of this cursor, as `cursor_of` writes it.
    """
    asked = sa.select(*LISTED).where(*wanted.conditions(organs, days))
    if wanted.what == "open":
        day, _, id = after.partition("/")
        asked = asked.where(sa.tuple_(_waited_until, cases.c.id) > sa.tuple_(sa.literal(day), sa.literal(id)))
        asked = asked.order_by(_waited_until, cases.c.id)
    else:
        asked = (asked.where(cases.c.id < after) if after else asked).order_by(cases.c.id.desc())
    return all_rows(connection, asked.limit(most))


def cursor_of(row: Row, wanted: Behind) -> str:
    """Where a list of such cases goes on after this one."""
    return f"{row['promised_on'] or NO_LAST_DAY}/{row['id']}" if wanted.what == "open" else str(row["id"])


def counted(connection: Connection, organs: Organs, wanted: Behind, days: Days) -> int:
    """How many cases stand behind a figure."""
    asked = sa.select(sa.func.count()).select_from(cases).where(*wanted.conditions(organs, days))
    return int(connection.execute(asked).scalar_one())


def lights(connection: Connection, organs: Organs, days: Days) -> Sequence[Row]:
    """{holder, matter, red, yellow, green, still} of the cases not closed; still: no clock of an organ runs."""
    key = (cases.c.holder, cases.c.matter)
    sums = [sa.func.count().filter(holds).label(name) for name, holds in _lights(days).items()]
    asked = sa.select(*key, *sums).where(cases.c.closed_at.is_(None))
    asked = narrowed(asked, cases.c.holder, organs, None).group_by(*key).order_by(*key)
    return all_rows(connection, asked)


def funnel(connection: Connection, organs: Organs, wanted: Behind, days: Days) -> Row:
    """{received, taken_up, came_out, favoured} of what was received."""
    sums = [sa.func.count().filter(holds).label(name) for name, holds in _reached.items()]
    asked = sa.select(sa.func.count().label("received"), *sums).select_from(cases)
    (row,) = all_rows(connection, asked.where(*wanted.conditions(organs, days)))
    return row


def due_days(connection: Connection, organs: Organs, matter: str, span: tuple[str, str]) -> dict[str, int]:
    """How many cases have their last promised day on each day of the span."""
    asked = sa.select(cases.c.promised_on, sa.func.count()).where(cases.c.promised_on.between(*span))
    asked = narrowed(asked, cases.c.holder, organs, matter or None).group_by(cases.c.promised_on)
    return {row[0]: row[1] for row in connection.execute(asked)}


def loads(connection: Connection, organs: Organs, days: Days) -> Sequence[Row]:
    """{organ, person, pool, open, late, oldest, done} in cases with tasks of officials: of each person, and (pool: its
    role) of what nobody has taken. oldest: when the first of the open tasks came; done: of late, by whoever did it.
    """
    pool = sa.case((tasks.c.assignee.is_(None), tasks.c.role), else_="")
    several = sa.func.count(tasks.c.case_id.distinct())
    waiting = sa.select(
        tasks.c.for_organ.label("organ"), tasks.c.assignee.label("person"), pool.label("pool"), several.label("open"),
        several.filter(tasks.c.due_on < days.today).label("late"), sa.func.min(tasks.c.opened_at).label("oldest"),
        sa.literal(0).label("done"),
    ).where(tasks.c.state == OPEN, _official)  # fmt: skip
    done = sa.select(
        tasks.c.for_organ, tasks.c.done_by, sa.literal(""), sa.literal(0), sa.literal(0), sa.null(), several
    ).where(_official, *_done_since(days))
    parts = (
        narrowed(waiting, tasks.c.for_organ, organs, None).group_by(tasks.c.for_organ, tasks.c.assignee, pool),
        narrowed(done, tasks.c.for_organ, organs, None).group_by(tasks.c.for_organ, tasks.c.done_by),
    )
    return all_rows(connection, sa.union_all(*parts))


def _done_since(days: Days) -> tuple[sa.ColumnElement[bool], ...]:
    return (tasks.c.state == DONE, tasks.c.done_by != SYSTEM.name, tasks.c.done_at >= days.since)


def _among(column: sa.Column[str], organs: Organs, organ: str) -> Iterator[sa.ColumnElement[bool]]:
    if organs is not None:
        yield column.in_(sorted(organs))
    if organ:
        yield column == organ


def _lights(days: Days) -> dict[Any, sa.ColumnElement[bool]]:
    day = cases.c.promised_on
    return {
        "red": day < days.today,
        "yellow": day.between(days.today, days.soon),
        "green": day > days.soon,
        "still": day.is_(None),
    }
