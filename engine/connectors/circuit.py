"""A system that does not answer is left alone for a while, so that those who wait for it do not wait in a row."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from engine.connectors.errors import SystemAway

MOST_FAILURES = 5
"""In a row, before the system is left alone."""
REST = timedelta(seconds=30)


class Circuit:
    """Counts what one system fails; threads may share it. Of its own process: another learns by itself."""

    def __init__(self, system: str) -> None:
        self._system = system
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until: datetime | None = None

    def enter(self, now: datetime) -> None:
        """Before an exchange. Raises SystemAway while the system rests; after that one exchange may try it."""
        with self._lock:
            if self._rests_until is None:
                return
            if now < self._rests_until:
                raise SystemAway(f"{self._system} failed {self._failures} times in a row and is left alone for a while")
            self._rests_until = now + REST  # the others go on waiting for what this one finds

    def succeeded(self) -> None:
        """The system answered."""
        with self._lock:
            self._failures, self._rests_until = 0, None

    def failed(self, now: datetime) -> None:
        """The system did not answer."""
        with self._lock:
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                self._rests_until = now + REST
