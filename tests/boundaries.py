"""The boundaries of work on a database: where a failure, a rival or a crash can strike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from engine.store.database import Database

BEFORE_COMMIT, AFTER_COMMIT = "before COMMIT", "after COMMIT"


def watch(database: Database, reach: Callable[[str], None]) -> None:
    """Call `reach` before every statement, and before and after every commit, with the words of the boundary.

    What `reach` raises is raised inside the database's work.
    """

    def statement(_: Any, __: Any, text: str, *___: Any) -> None:
        reach(BEFORE_COMMIT if text == "COMMIT" else " ".join(text.split()[:3]))

    def committed(_: Any, __: Any, text: str, *___: Any) -> None:
        if text == "COMMIT":
            reach(AFTER_COMMIT)

    event.listen(database.engine, "before_cursor_execute", statement)
    if database.is_sqlite:
        event.listen(database.engine, "after_cursor_execute", committed)
    else:
        # No statement is a commit here, and nothing is told after one but that the connection is given back.
        event.listen(database.engine, "commit", lambda _: reach(BEFORE_COMMIT))
        event.listen(database.engine, "checkin", lambda *_: reach(AFTER_COMMIT))


def is_a_write(boundary: str) -> bool:
    """Whether this is the boundary before a statement that changes something, or asks leave to do so."""
    return boundary.startswith(("BEGIN", "INSERT", "UPDATE", "DELETE"))


class Struck(Exception):
    """The failure that was asked for."""


def _fail() -> None:
    raise Struck


class Failing:
    """Lets the work on a database fail at its n-th boundary, by what `strike` does. `reached` lists those passed."""

    def __init__(self, database: Database, strike: Callable[[], object] = _fail) -> None:
        self.reached: list[str] = []
        self._at = 0
        self._strike = strike
        watch(database, self._reach)

    def at(self, number: int) -> None:
        """Fail at the boundary of this number, from now on; 0 for none."""
        self._at, self.reached = number, []

    def _reach(self, boundary: str) -> None:
        if boundary == AFTER_COMMIT:
            return
        self.reached.append(boundary)
        if len(self.reached) == self._at:
            self._strike()


class Ambush:
    """Lets somebody else act at a chosen boundary: once, or as often as it is reached."""

    def __init__(self, database: Database, where: Callable[[str], bool], rival: Callable[[], object]) -> None:
        self.times = 0
        self._where, self._rival, self._once = where, rival, True
        watch(database, self._reach)

    def again_and_again(self) -> None:
        """Let the rival act each time the boundary is reached."""
        self._once = False

    def _reach(self, boundary: str) -> None:
        if self._where(boundary) and not (self._once and self.times):
            self.times += 1
            self._rival()
