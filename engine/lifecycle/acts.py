"""What a table of legal acts says: a row for each act, and what holds for the kind of matter as a whole.

Pure: knows neither people nor dates nor diagrams.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.terms import DECIDED, ActName, Irregular, Outcome, SpecialProcedure, Status, Titled, Who

ClockEffect = Literal["", "start", "stop", "go on", "longer", "end"]

BOTH_REMEDIES = ("reconsideration", "litigation")
"""What a decision against somebody tells of (行政复议法第二十条第三款、行政诉讼法第四十六条)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the law wants told in writing after an act."""

    source: str
    facts: tuple[str, ...] = ()
    """The facts one of which a paper must use; none: that it is made is enough. `steps.*.reason`: given at any step."""


REASON = ("steps.*.reason",)


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the table. `end` is None where the act leaves the case in the status it was in (or was in before)."""

    name: ActName
    start: frozenset[Status]
    """The statuses in which the act is open; empty for the act that opens the case."""
    end: Status | None
    clock: ClockEffect
    """What the act does to the time of the organ, in one word; the clocks themselves are in `engine.deadlines`."""
    who: frozenset[Who]
    source: str
    once: bool = False
    """May be done a single time in the life of a case."""
    decides: bool = False
    """Is the organ's decision, which needs the role and the separation of duties the matter prescribes."""
    needs: tuple[str, ...] = ()
    """What must be said with the act, by key: a refusal without reasons is no refusal."""
    procedures: tuple[SpecialProcedure, ...] = ()
    """Of the act that stops the time: the only reasons for which it may."""
    repeated: Irregular | None = None
    """Of an act that may be done once: what doing it again is called, where that is possible with a reason; None: it
    is not possible."""
    outcome: Outcome | None = None
    """How a case has come out that the act decides or closes; None leaves what an earlier act made of it."""
    notice: Notice | None = None
    """What the law wants told in writing; None: nothing."""
    remedies: tuple[str, ...] = ()
    """Of a decision against somebody: the remedies it must name, as under `remedies` of a matter."""

    @property
    def titled(self) -> Titled:
        """The act's official titles."""
        return self.name.titled

    @property
    def settles(self) -> bool:
        """Whether the organ has done with it what it owes, so that papers made later in a step can be of this act."""
        return self.decides or self.end in DECIDED


@dataclass(frozen=True, slots=True)
class Statutory:
    """The time the law gives from one act to another where no other law provides."""

    starts: frozenset[str]
    ends: frozenset[str]
    working_days: int
    source: str
    jointly: bool = False
    """Holds for matters that are handled jointly only."""


@dataclass(frozen=True, eq=False)
class Kind(Mapping[str, Act]):
    """A kind of matter: its acts by name, in the order of a case's life, and what its law says besides."""

    titled: Titled
    source: str
    """The law it stands under, for what no single act is to be blamed for."""
    rows: Mapping[str, Act]
    owed: Mapping[Status, str] = field(default_factory=dict)
    """The statuses in which the organ owes the next act, with the article that gives it a time."""
    statutory: tuple[Statutory, ...] = ()

    @property
    def opening(self) -> Act:
        """The act that opens a case."""
        return next(row for row in self.rows.values() if not row.start)

    def __getitem__(self, act: str) -> Act:
        return self.rows[act]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def act(
    name: ActName,
    start: Iterable[Status],
    end: Status | None,
    clock: ClockEffect,
    who: Iterable[Who],
    source: str,
    *,
    once: bool = False,
    decides: bool = False,
    needs: tuple[str, ...] = (),
    procedures: tuple[SpecialProcedure, ...] = (),
    repeated: Irregular | None = None,
    outcome: Outcome | None = None,
    notice: Notice | None = None,
    remedies: tuple[str, ...] = (),
) -> Act:
    """A row, written in the order in which the page shows it."""
    return Act(
        name, frozenset(start), end, clock, frozenset(who), source, once, decides, needs, procedures, repeated,
        outcome, notice, remedies,
    )  # fmt: skip


def kind(
    titled: Titled,
    source: str,
    *rows: Act,
    owed: Mapping[Status, str] | None = None,
    statutory: tuple[Statutory, ...] = (),
) -> Kind:
    """A kind of matter with these rows, in their order."""
    return Kind(titled, source, {row.name: row for row in rows}, owed or {}, statutory)


def correction(source: str, asked: Iterable[Status] = (Status.SUBMITTED,)) -> tuple[Act, Act]:
    """The rows by which an applicant is asked, once and completely, for what is missing, and hands it in."""
    notice = Notice(source, ("correction.items",))
    return (
        act(
            ActName.ASK_CORRECTION, asked, Status.CORRECTING, "", {Who.OFFICIAL}, source, once=True,
            needs=("items",), repeated=Irregular.SECOND_CORRECTION, notice=notice,
        ),
        act(ActName.CORRECT, {Status.CORRECTING}, Status.SUBMITTED, "", {Who.APPLICANT}, source),
    )  # fmt: skip


def turning_away(
    source: str, *, start: Iterable[Status] = (Status.SUBMITTED,), who: Iterable[Who] = (Who.OFFICIAL,)
) -> Act:
    """The row by which an organ says, with reasons, that it will not take a case up."""
    return act(
        ActName.TURN_AWAY, start, Status.TURNED_AWAY, "end", who, source, needs=("reason",),
        outcome=Outcome.TURNED_AWAY, notice=Notice(source, REASON),
    )  # fmt: skip


def withdrawal(source: str, start: Iterable[Status]) -> Act:
    """The row by which the applicant takes back what was asked."""
    return act(
        ActName.WITHDRAW, start, Status.WITHDRAWN, "end", {Who.APPLICANT}, source, outcome=Outcome.WITHDRAWN
    )  # fmt: skip


def deferral(source: str, start: Collection[Status]) -> tuple[Act, Act]:
    """The rows by which what was deferred at acceptance is handed in, or the acceptance revoked because it was not."""
    return (
        act(ActName.SUPPLY, start, None, "", {Who.APPLICANT}, source),
        act(
            ActName.REVOKE_ACCEPTANCE, start, Status.TURNED_AWAY, "end", {Who.SYSTEM, Who.OFFICIAL}, source,
            needs=("reason",), outcome=Outcome.TURNED_AWAY, notice=Notice(source, REASON),
        ),
    )  # fmt: skip


def lapse(source: str, start: Iterable[Status] = (Status.CORRECTING,)) -> Act:
    """The row by which a case ends that was not corrected, or not supplied, in time."""
    return act(
        ActName.LAPSE, start, Status.LAPSED, "end", {Who.SYSTEM, Who.OFFICIAL}, source,
        outcome=Outcome.LAPSED,
    )  # fmt: skip


def delivery(source: str, start: Iterable[Status]) -> Act:
    """The row by which a decision reaches the one it is for, and the case is closed."""
    return act(ActName.DELIVER, start, Status.DELIVERED, "", {Who.SYSTEM, Who.OFFICIAL}, source)


def announcement(start: Iterable[Status]) -> Act:
    """The row by which a decision is announced that reached its addressee in no other way; it closes nothing yet."""
    return act(ActName.ANNOUNCE, start, None, "", {Who.OFFICIAL}, "民事诉讼法第九十五条（参照）", once=True)


def standing_still(source: str, start: Iterable[Status], procedures: tuple[SpecialProcedure, ...]) -> tuple[Act, Act]:
    """The rows by which the time of a case stops for one of these reasons, and goes on."""
    return (
        act(
            ActName.SUSPEND, start, Status.SUSPENDED, "stop", {Who.OFFICIAL}, source, needs=("reason", "days"),
            procedures=procedures, notice=Notice(source, ("special.days",)),
        ),
        act(ActName.RESUME, {Status.SUSPENDED}, None, "go on", {Who.OFFICIAL}, source),
    )  # fmt: skip
