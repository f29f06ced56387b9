"""The codes that people show at a step, taken as answers: each for one lane, within its minute, and once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.authority import Account
from engine.case import Case, instant
from engine.forms import Form
from engine.showing import CodeNotForYou, CodeOfAnother, CodeUsed, Showing, check_time
from engine.store import showings
from engine.store.database import Connection
from engine.terms import ShownKind
from engine.workplace import Workplace


@dataclass(slots=True)
class ShownCodes:
    """The codes that one act takes in one case."""

    place: Workplace
    case: Case
    now: datetime
    _taken: list[Showing] = field(default_factory=list)
    _said: dict[str, dict[str, str]] = field(default_factory=dict)

    def take(self, checker: Account, form: Form, answers: Mapping[str, Any]) -> None:
        """Take the codes among these answers: each shows whom the case names as its lane.

        Raises ShowingRefused.
        """
        for asked in form.root.fields.values():
            lane = asked.shown
            if not lane or asked.name not in answers:
                continue
            shown = self.place.shown(str(answers[asked.name]))
            check_time(shown, self.now)
            wanted = ShownKind.PERSON, f"{self.case.id}/{lane}", self.case.record.named.get(lane)
            if (shown.kind, shown.of, shown.by) != wanted:
                raise CodeOfAnother(lane)
            if shown.to not in ("", checker.name):
                raise CodeNotForYou
            self._taken.append(shown)
            self._said[lane] = {"by": shown.by, "at": instant(self.now)}

    def said(self) -> dict[str, dict[str, str]]:
        """Who showed a code since this was asked last, by lane, for the entry."""
        said, self._said = self._said, {}
        return said

    def write(self, connection: Connection) -> None:
        """Use the codes up. Raises CodeUsed when one was used before."""
        for shown in self._taken:
            if not showings.use_code(connection, shown.nonce, instant(shown.ends), instant(self.now)):
                raise CodeUsed
