"""Whom the answers of an act name as the people of a case, and which tasks become theirs by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.authority import SYSTEM, Account, ApplicantNotNamed, NamedTwice, NamedUnknown, Role
from engine.case import Case
from engine.matter.model import Matter
from engine.store import questions
from engine.store.database import Connection
from engine.workplace import Workplace


@dataclass(slots=True)
class Naming:
    """The people whom one act names in one case."""

    place: Workplace
    case: Case
    matter: Matter
    _said: dict[str, str] = field(default_factory=dict)
    _new: dict[str, str] = field(default_factory=dict)
    _handed: dict[str, str] = field(default_factory=dict)

    def name(self, form: str, step: str, author: Account, answers: Mapping[str, Any]) -> None:
        """Note whom the answers to a form, or of a step done again, name; raises NamedUnknown, NamedTwice,
        ApplicantNotNamed.

        Where nobody is named, or another system named somebody who cannot be it, the lane is nobody's: its steps wait
        for their timers.
        """
        for role in self.matter.named:
            if (names := role.naming(form, step, answers)) is None:
                continue
            account = ""
            try:
                account = self._named_as(role, names) if names else ""
            except (NamedUnknown, NamedTwice, ApplicantNotNamed):
                if author is not SYSTEM:
                    raise
            before = self.case.record.named.get(role.lane)
            self.case.record.named[role.lane] = self._said[role.lane] = account
            if before != account:
                self._new[role.lane] = account
            if before not in (None, account):
                self._handed[role.lane] = account

    def _named_as(self, role: Role, names: Sequence[str]) -> str:
        case, found = self.case, [self.place.named_by(name) for name in names]
        sides = dict.fromkeys((case.applicant, case.agent or ""), "the applicant")
        sides |= {name: lane for lane, name in case.record.named.items() if lane != role.lane}
        if len(role.named_by) > 1:
            others = [one for one in found if one is None or one.name != case.applicant]
            if len(others) == len(found):
                raise ApplicantNotNamed(case.applicant, role.lane)
            found = others or found
        if found[0] is None:
            raise NamedUnknown(role.lane)
        if found[0].name in sides:
            raise NamedTwice(role.lane, sides[found[0].name])
        return found[0].name

    def said(self) -> dict[str, str]:
        """Whom the act has named since this was asked last, for its entry."""
        said, self._said = self._said, {}
        return said

    def give(self, opened: Iterable[dict[str, Any]]) -> None:
        """Let the tasks that were opened for people named be theirs; who they are is known by the end of the act."""
        for row in opened:
            role = self.matter.steps[row["step"]].role
            if role.who == "named" and row["main"] is None:
                row["assignee"] = self.case.record.named.get(role.lane) or None

    def write(self, connection: Connection) -> None:
        """Keep who is named now, and hand over the open tasks of those who are not any more."""
        case = self.case
        for lane, account in self._new.items():
            questions.put_named(connection, case.organ, case.id, lane, account)
        for lane, account in self._handed.items():
            steps = [step.id for step in self.matter.steps.values() if step.role.lane == lane]
            questions.hand_over_tasks(connection, case.organ, case.id, steps, account or None)
