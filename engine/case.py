"""A case, and what an act makes of it.

Pure: the case as it was read, one legal act, the case as it will be written. The status follows from the acts done, the
tasks from the tokens; neither copies the other. Everything in the record can be made again from the entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from engine.audit import GENESIS
from engine.authority import Account, Role, named_as
from engine.deadlines import Clock, ClockState, Event, Limits, apply, effective_day
from engine.errors import NotFound, Refusal
from engine.lifecycle import after, check_particulars
from engine.lifecycle import row as act_row
from engine.standing import Holders, Standing, standing
from engine.terms import CLOSED, ActName, Irregular, Status
from engine.workdays import WorkCalendar


class CaseUnknown(NotFound):
    """There is no such case, or the asker may not know of it."""

    code = "CASE-UNKNOWN"
    remedy = "Check the case number; `sealflow case list` shows the cases you may see."

    def __init__(self, reference: str) -> None:
        super().__init__(f"there is no case {reference} that you may see")


def known(row: Mapping[str, Any] | None, reference: str) -> Mapping[str, Any]:
    """The row of a case, when there is one. Raises CaseUnknown."""
    if row is None:
        raise CaseUnknown(reference)
    return row


class StalePage(Refusal):
    """Somebody acted on the case after the page was made that this act was sent from."""

    code = "CASE-STALE"
    remedy = "Look at the case as it is now, then act again."
    status = 409

    def __init__(self, seen: int, now: int) -> None:
        super().__init__(f"the page showed the case after {seen} acts; meanwhile there are {now}")


class ClockSetBack(Refusal):
    """The machine's clock is behind the last entry of the record."""

    code = "CASE-CLOCK-SET-BACK"
    remedy = "Set the machine's clock right (it must not go back), then act again."
    status = 503

    def __init__(self, last: datetime, now: datetime) -> None:
        super().__init__(f"it is {now.isoformat()} here, but the last entry was made at {last.isoformat()}")


@dataclass(slots=True)
class Record:
    """What the acts have made of a case: derived from its entries, kept beside it so that no act reads them all."""

    days: dict[str, str] = field(default_factory=dict)
    """Legal day of the first (of `accept`: the effective) doing of each act, ISO."""
    outcome: str = ""
    asked: dict[str, list[str]] = field(default_factory=dict)
    """What the last correction notice opened again: `materials` by id, `fields` by path; empty: nothing by name."""
    deferred: list[str] = field(default_factory=list)
    """The materials still to be supplied after acceptance, by id."""
    promises: list[str] = field(default_factory=list)
    """The commitments made in the case whose truth is not yet settled, by id."""
    proofs_due: list[str] = field(default_factory=list)
    """The materials that promises stood for which were taken back, and that have yet to be handed in, by id."""
    expires: str = ""
    """Last day of the paper to be renewed, ISO; empty when the case renews none."""
    failure: str = ""
    """The code of the error that nobody caught and the process ended by: nothing more happens by itself."""
    before_suspension: Status | None = None
    handlers: dict[str, list[str]] = field(default_factory=dict)
    """Everybody who took part in each step, in order, co-officers included."""
    named: dict[str, str] = field(default_factory=dict)
    """Whom the answers name, by lane: the account; empty while it is nobody's."""
    rounds: dict[str, Any] = field(default_factory=dict)
    """Of each step done once per person: when its last round was opened, and who has voted in it."""
    added: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each step given to several: who was added to them, and by whom."""
    parts: int = 0
    """How many signers and questions people have added to tasks."""
    last_at: str = ""
    suspended_at: str = ""
    """Since when the case stands still, and its process with it; empty while it does not."""
    silent_after: str = ""
    """The earliest last day of a going limit whose passing brings something about, ISO; empty when there is none."""
    remind_on: dict[str, str] = field(default_factory=dict)
    """Of each going limit whose last day is still to be reminded of: the day for that, ISO."""
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of a parent: each child by its name, with the number of its case and its outcome, empty while it has none."""
    under: str = ""
    """Of a child: the organ that keeps the parent case."""
    organs: dict[str, str] = field(default_factory=dict)
    """The organs that answers of the application have chosen, by their slot in the matter."""
    irregular: list[tuple[int, str]] = field(default_factory=list)
    """The irregular acts, each with the number of its entry."""
    due: dict[str, str] = field(default_factory=dict)
    """Last day of each limit whose clock is going, ISO."""
    clocks: tuple[Clock, ...] | None = ()
    """None until somebody looks: then they are read from `packed`."""
    packed: list[dict[str, Any]] = field(default_factory=list)
    """The clocks as they stood in the row."""


@dataclass(slots=True)
class Case:
    """One application being handled. Fields are the columns of the table; `record` and `state` are packed in it."""

    organ: str
    id: str
    number: str
    matter: str
    bundle: str
    applicant: str
    agent: str | None
    title: str
    status: Status
    opened_at: str
    revision: int = 0
    """How many acts people and limits have done: what a page shows and sends back."""
    version: int = 0
    """How often the row was written: what a race is decided by."""
    closed_at: str | None = None
    next_due: str | None = None
    provisional: int = 0
    entries: int = 0
    head: bytes = GENESIS
    parent: str | None = None
    """The id of the parent case, of a child; `part`: what the parent's matter calls the child."""
    part: str | None = None
    record: Record = field(default_factory=Record)
    state: bytes = b""
    standing: Standing = field(default_factory=Standing)

    @property
    def is_closed(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in CLOSED

    def clocks(self) -> tuple[Clock, ...]:
        """The case's clocks. They are read from their plain form only when somebody looks."""
        if self.record.clocks is None:
            self.record.clocks = tuple(Clock.from_dict(plain) for plain in self.record.packed)
        return self.record.clocks

    def perform(
        self,
        act: str,
        on: date,
        data: Mapping[str, Any],
        limits: Limits,
        calendar: WorkCalendar,
        kind: str,
        *,
        irregularly: bool = False,
        counts_from: date | None = None,
    ) -> Event:
        """Do a legal act: the status, the clocks and the record change. Returns the event the clocks saw.

        data: particulars of the act (reason, days, approver, items …). irregularly: again, though it may be done once.
        counts_from: the day from which it counts, where that is not the day of the act or what silence makes it.
        Raises what the table of acts and the clocks raise; then nothing has changed.
        """
        act = ActName(act).value
        status = after(
            self.status, act, done=self.record.days, before_suspension=self.record.before_suspension, kind=kind,
            irregularly=irregularly,
        )  # fmt: skip
        check_particulars(act, data, kind=kind)
        clocks = self.clocks()
        effective = counts_from or effective_day(clocks, limits, act, on)
        particulars = {key: data[key] for key in ("reason", "days", "approver", "limit", "day") if key in data}
        if act == ActName.ACCEPT and self.record.deferred:
            particulars["deferred"] = list(self.record.deferred)
        if self.record.expires and any(act in limit.starts for limit in limits.values() if limit.until_expiry):
            particulars["expires"] = self.record.expires
        if effective != on:
            particulars["effective"] = effective.isoformat()
        event = Event(act, on, particulars)
        self.record.clocks = apply(clocks, limits, event, calendar)
        self.record.before_suspension = self.status if status is Status.SUSPENDED else None
        self.note(event, kind)
        self.status = status
        self.clocks_changed(limits)
        return event

    def note(self, event: Event, kind: str) -> None:
        """Remember that an act was done, and what came out by it."""
        self.record.days.setdefault(event.act, event.effective.isoformat())
        if (outcome := act_row(event.act, kind).outcome) is not None:
            self.record.outcome = outcome.value

    def clocks_changed(self, limits: Limits, passed: date = date.min) -> None:
        """Note what follows from the clocks: whether a day is provisional, and which silence comes to an end first.

        A provisional last day brings nothing about: the notice of its year may still move it. Last days before
        `passed` are left out: what had to follow from them has been done.
        """
        going = [c for c in self.clocks() if c.going]
        self.provisional = int(any(c.provisional for c in going))
        silent = [
            c.due
            for c in going
            if c.state is ClockState.RUNNING and limits[c.limit].on_expiry and not c.provisional and c.due >= passed
        ]
        due = {c.limit: c.due.isoformat() for c in going}
        self._note_reminders(going, limits)
        self.record.due = due
        self.record.silent_after = min(silent).isoformat() if silent else ""

    def _note_reminders(self, going: Iterable[Clock], limits: Limits) -> None:
        """Work out when to remind of a last day that is new; of one that is near from the beginning nobody is."""
        before, self.record.remind_on = self.record.remind_on, {}
        for clock in going:
            days = limits[clock.limit].remind_days
            day = clock.due - timedelta(days=days)
            if self.record.due.get(clock.limit) == clock.due.isoformat():
                if clock.limit in before:
                    self.record.remind_on[clock.limit] = before[clock.limit]
            elif days and day > clock.started:
                self.record.remind_on[clock.limit] = day.isoformat()

    def judge(self, limits: Limits, holders: Holders, calendar: WorkCalendar, kind: str) -> None:
        """Work out how the case stands before a supervisor, after an act or when days have moved."""
        act = next((act for act in self.record.days if act_row(act, kind).outcome == self.record.outcome), "")
        self.standing = standing(
            self.standing.holder or self.organ, self.clocks(), limits, holders, calendar,
            days=self.record.days, outcome=(self.record.outcome, act) if act else None,
            irregular=len(self.record.irregular),
        )  # fmt: skip

    def schedule(self, process_due: datetime | None, zone: ZoneInfo) -> None:
        """Work out when something happens by itself: a timer of the process, a limit that passes in silence, or a
        reminder of one.

        Nothing does while the case is suspended.
        """
        moments = [] if process_due is None else [process_due]
        if self.record.silent_after:
            moments.append(midnight_after(date.fromisoformat(self.record.silent_after), zone))
        moments += [_morning_of(day, zone) for day in self.record.remind_on.values()]
        still = self.is_closed or self.status is Status.SUSPENDED
        self.next_due = None if still or not moments else instant(min(moments))

    def reminders(self, now: datetime, zone: ZoneInfo) -> list[str]:
        """The limits of whose last day it is time to remind."""
        return [limit for limit, day in self.record.remind_on.items() if _morning_of(day, zone) <= now]

    def due_on(self, limit: str) -> str | None:
        """The last day of the going clock of a limit."""
        return self.record.due.get(limit)

    def to_row(self) -> dict[str, Any]:
        """The case as a row."""
        return {
            "organ": self.organ,
            "id": self.id,
            "number": self.number,
            "matter": self.matter,
            "bundle": self.bundle,
            "applicant": self.applicant,
            "agent": self.agent,
            "title": self.title,
            "status": self.status.value,
            "revision": self.revision,
            "version": self.version,
            "opened_at": self.opened_at,
            "closed_at": self.closed_at,
            "next_due": self.next_due,
            "provisional": self.provisional,
            "entries": self.entries,
            "head": self.head,
            "parent": self.parent,
            "part": self.part,
            "record": _record_bytes(self.record),
            "state": self.state,
            **{name: getattr(self.standing, name) for name in Standing.__slots__},
        }

    def named_as(self, account: Account, roles: Iterable[Role]) -> dict[str, str]:
        """The lanes in which the case names the account, or somebody whose agent it is, each with who is named."""
        of = self.record.named
        return named_as(account, roles, applicant=self.applicant, agent=self.agent, named=of)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Case:
        """The case that a row holds."""
        plain = orjson.loads(row["record"])
        before = plain["before_suspension"]
        record = Record(
            days=plain["days"],
            outcome=plain["outcome"],
            asked=plain.get("asked", {}),
            deferred=plain.get("deferred", []),
            promises=plain.get("promises", []),
            proofs_due=plain.get("proofs_due", []),
            failure=plain.get("failure", ""),
            expires=plain.get("expires", ""),
            before_suspension=Status(before) if before else None,
            handlers=plain["handlers"],
            named=plain.get("named", {}),
            rounds=plain["rounds"],
            added=plain.get("added", {}),
            parts=plain.get("parts", 0),
            last_at=plain["last_at"],
            suspended_at=plain["suspended_at"],
            silent_after=plain["silent_after"],
            remind_on=plain.get("remind_on", {}),
            children=plain.get("children", {}),
            under=plain.get("under", ""),
            organs=plain.get("organs", {}),
            irregular=[(number, code) for number, code in plain.get("irregular", ())],
            due=plain["due"],
            clocks=None,
            packed=plain["clocks"],
        )
        return cls(
            organ=row["organ"],
            id=row["id"],
            number=row["number"],
            matter=row["matter"],
            bundle=row["bundle"],
            applicant=row["applicant"],
            agent=row["agent"],
            title=row["title"],
            status=Status(row["status"]),
            opened_at=row["opened_at"],
            revision=row["revision"],
            version=row["version"],
            closed_at=row["closed_at"],
            next_due=row["next_due"],
            provisional=row["provisional"],
            entries=row["entries"],
            head=bytes(row["head"]),
            parent=row["parent"],
            part=row["part"],
            record=record,
            state=bytes(row["state"]),
            standing=Standing(**{name: row[name] for name in Standing.__slots__}),
        )


def events_of(bodies: Iterable[Mapping[str, Any]]) -> list[Event]:
    """The legal acts among a case's entries, as the clocks want them."""
    return [
        Event(body["act"], date.fromisoformat(body["on"]), body.get("particulars") or {})
        for body in bodies
        if body.get("legal")
    ]


def irregular_in(number: int, said: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The irregular acts that the entry of that number tells of."""
    overrun = Irregular.OVERRUN if said.get("overrun") else ""
    return [(number, str(code)) for code in (said.get("irregular"), overrun) if code]


def instant(moment: datetime) -> str:
    """A moment as it stands in columns: UTC, microseconds, sortable as text."""
    text = moment.astimezone(_UTC).isoformat(timespec="microseconds")
    return text[:-6] + "Z"


def moment(text: str) -> datetime:
    """The moment that `instant` wrote."""
    return datetime.fromisoformat(text[:-1] + "+00:00")


def not_before(last_at: str, now: datetime) -> datetime:
    """The moment of an entry that follows one of `last_at`: now, or that moment while clocks differ by seconds only.

    Raises ClockSetBack.
    """
    if not last_at or now >= (last := moment(last_at)):
        return now
    if (last - now).total_seconds() > _CLOCKS_DIFFER_SECONDS:
        raise ClockSetBack(last, now)
    return last


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the next legal day."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _morning_of(day: str, zone: ZoneInfo) -> datetime:
    """When people are reminded on a day: they are up, and it is still to be minded."""
    return datetime.combine(date.fromisoformat(day), time(9), zone)


_UTC = ZoneInfo("UTC")
_CLOCKS_DIFFER_SECONDS = 5


def _record_bytes(record: Record) -> bytes:
    return orjson.dumps(
        {
            "days": record.days,
            "outcome": record.outcome,
            "asked": record.asked,
            "deferred": record.deferred,
            "promises": record.promises,
            "proofs_due": record.proofs_due,
            "failure": record.failure,
            "expires": record.expires,
            "before_suspension": record.before_suspension.value if record.before_suspension else None,
            "handlers": record.handlers,
            "named": record.named,
            "rounds": record.rounds,
            "added": record.added,
            "parts": record.parts,
            "last_at": record.last_at,
            "suspended_at": record.suspended_at,
            "silent_after": record.silent_after,
            "remind_on": record.remind_on,
            "children": record.children,
            "under": record.under,
            "organs": record.organs,
            "irregular": record.irregular,
            "due": record.due,
            "clocks": record.packed if record.clocks is None else [c.to_dict() for c in record.clocks],
        }
    )
