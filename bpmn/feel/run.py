"""One evaluation: what it may still spend, what it remarks, and the names it knows.

Nothing here knows FEEL's grammar; everything that evaluates is handed a `Scope`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bpmn.feel.errors import FeelFailed

MOST_STEPS = 200_000
"""Repetitions, calls and entries made or looked at in one evaluation."""
MOST_ENTRIES = 10_000
"""Entries of a list an expression may make."""
MOST_CHARACTERS = 100_000
"""Characters of a text an expression may make."""
MOST_CALLS = 40
"""Calls of an expression's own functions inside one another."""
MOST_REMARKS = 100


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a file an operator or a call stands."""

    element: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Here an expression gave null because its operands did not fit, as the standard says (DMN 1.5 §10.3.2.16)."""

    element: str
    line: int
    column: int
    reason: str


class Run:
    """The purse, the notebook and the clock of one evaluation. Not shared."""

    __slots__ = ("_left", "calls", "now", "record", "remarks")

    def __init__(self, now: datetime | None = None, record: Callable[[Any], None] = lambda _: None) -> None:
        self.now = now
        """What `now()` and `today()` say; without it they cannot be asked."""
        self.record = record
        """Takes what a host wants to remember of the course, such as the rules of a table that matched."""
        self.remarks: list[Remark] = []
        self.calls = 0
        self._left = MOST_STEPS

    def charge(self, steps: int = 1) -> None:
        """Count steps before they are taken. Raises FeelFailed when too many have been."""
        self._left -= steps
        if self._left < 0:
            raise FeelFailed(f"the evaluation takes more than {MOST_STEPS:,} steps")

    def remark(self, spot: Spot, reason: str) -> None:
        """Remember why something gave null; the first hundred times."""
        if len(self.remarks) < MOST_REMARKS:
            self.remarks.append(Remark(spot.element, spot.line, spot.column, reason))

    def entries(self, values: list[Any]) -> list[Any]:
        """The list, counted. Raises FeelFailed when it is too long."""
        if len(values) > MOST_ENTRIES:
            raise FeelFailed(f"a list has more than {MOST_ENTRIES:,} entries")
        self.charge(len(values))
        return values

    def text(self, value: str) -> str:
        """The text, counted. Raises FeelFailed when it is too long."""
        if len(value) > MOST_CHARACTERS:
            raise FeelFailed(f"a text has more than {MOST_CHARACTERS:,} characters")
        self.charge(len(value) // 100)
        return value


class Scope:
    """The names an expression can see, and the run it belongs to."""

    __slots__ = ("names", "run")

    def __init__(self, names: Mapping[str, Any], run: Run) -> None:
        self.names = names
        self.run = run

    def around(self, names: Mapping[str, Any]) -> Scope:
        """A scope inside this one, where `names` come first."""
        return Scope({**self.names, **names}, self.run)
