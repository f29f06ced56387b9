"""What a row of a table of legal acts says. Pure: knows neither people nor dates nor diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from engine.terms import ActName, Irregular, SpecialProcedure, Status, Titled, Who

ClockEffect = Literal["", "start", "stop", "go on", "longer", "end"]

Table = Mapping[str, "Act"]
"""The acts of one kind of matter, by name."""


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

    @property
    def titled(self) -> Titled:
        """The act's official titles."""
        return self.name.titled


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
) -> Act:
    """A row, written in the order in which the page shows it."""
    return Act(name, frozenset(start), end, clock, frozenset(who), source, once, decides, needs, procedures, repeated)


def table(*rows: Act) -> Table:
    """The rows by name, in their order."""
    return MappingProxyType({row.name: row for row in rows})
