"""What is promised in a case in place of a proof: made with the application, due to be checked, settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.case import Case
from engine.matter.model import Commitment, Matter
from engine.store import promises
from engine.store.database import Connection
from engine.terms import CLOSED, DECISIONS, GRANTING, PromiseState
from engine.workplace import Workplace


@dataclass(slots=True)
class Promised:
    """What one act means for the promises of one case."""

    place: Workplace
    case: Case
    matter: Matter
    today: date
    _made: list[dict[str, Any]] = field(default_factory=list)
    _now: dict[str, dict[str, Any]] = field(default_factory=dict)

    def make(self, made: Iterable[Commitment]) -> None:
        """Keep what the applicant promises with the application."""
        for one in made:
            self.case.record.promises.append(one.id)
            self._made.append(
                {
                    "organ": self.case.organ,
                    "case_id": self.case.id,
                    "commitment": one.id,
                    "account": self.case.applicant,
                    "for_organ": self.matter.roles[one.check_role].organ,
                    "state": PromiseState.OPEN.value,
                    "made_on": self.today.isoformat(),
                    "check_by": None,
                    "settled_on": None,
                }
            )

    def settle(self, commitment: str, state: PromiseState) -> None:
        """Say what became of a promise."""
        self.case.record.promises.remove(commitment)
        self._now[commitment] = {"state": state.value, "settled_on": self.today.isoformat()}

    def see_to(self, act: str) -> None:
        """What was promised is to be checked from the decision on; where nothing was granted, it is not."""
        if act in GRANTING:
            for one in (self.matter.commitments[id] for id in self.case.record.promises):
                due = self.place.calendar.add(self.today, one.check_days, one.unit)
                self._now[one.id] = {"check_by": due.day.isoformat()}
        elif (act in DECISIONS or self.case.status in CLOSED) and not GRANTING & self.case.record.days.keys():
            for id in list(self.case.record.promises):
                self.settle(id, PromiseState.VOID)

    def write(self, connection: Connection) -> None:
        """Keep what was promised and what became of it."""
        promises.insert_promises(connection, self._made)
        for commitment, now in self._now.items():
            promises.update_promise(connection, self.case.organ, self.case.id, commitment, now)
