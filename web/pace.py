"""How often something may be asked from one place, so that nobody guesses passwords or codes by trying them all.

Counted in the memory of this process; what is guessed is counted in the database, too, over all processes (`GUESSED`).
The rest only keeps one visitor from taking the time of all: there each process allows as much.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from engine.errors import Refusal

What = Literal["login", "verify", "search", "upload", "submit", "save", "call", "token", "replay"]

ALLOWED: dict[What, str] = {
    "login": "20/10 minutes",
    "verify": "60/10 minutes",
    "search": "120/minute",
    "upload": "120/10 minutes",
    "submit": "30/10 minutes",
    "save": "240/minute",
    "call": "600/minute",
    "token": "30/10 minutes",
    "replay": "10/10 minutes",
}
"""What may be asked how often: logins, checks and wrong tokens by address, calls by token, the rest by account."""


GUESSED: frozenset[What] = frozenset({"login", "verify", "token"})
"""What somebody could guess by trying: counted over all processes."""
Shared = Callable[[str, str, int], tuple[float, int]]
"""Counts once more what was asked, by whom, in so many seconds: how often it was, and when more may be asked."""


class TooFast(Refusal):
    """The same was asked too often in a short time."""

    code = "WEB-TOO-FAST"
    remedy = "Wait for the time named, then do it again; nothing was lost."
    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"too many requests; again in {seconds} seconds")


@dataclass(frozen=True, slots=True)
class Left:
    """How often something may be done in all and yet, and after how many seconds more of it."""

    limit: int
    remaining: int
    seconds: int


class Pace:
    """Counts for one site."""

    def __init__(self, allowed: dict[What, str] | None = None) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self.shared: Shared | None = None
        self._items: dict[What, RateLimitItem] = {
            what: parse(rule) for what, rule in {**ALLOWED, **(allowed or {})}.items()
        }

    def keep(self, what: What, by: str, *, only_look: bool = False) -> None:
        """Count once more, or only look whether it may be done once more. Raises TooFast."""
        item = self._items[what]
        may = self._limiter.test if only_look else self._limiter.hit
        if not may(item, what, by):
            raise TooFast(max(1, self.left(what, by).seconds))
        if what in GUESSED and self.shared is not None and not only_look:
            count, seconds = self.shared(what, by, item.get_expiry())
            if count > item.amount:
                raise TooFast(max(1, seconds))

    def left(self, what: What, by: str) -> Left:
        """How often it may be done yet."""
        item = self._items[what]
        stats = self._limiter.get_window_stats(item, what, by)
        return Left(item.amount, stats.remaining, max(0, math.ceil(stats.reset_time - time.time())))
