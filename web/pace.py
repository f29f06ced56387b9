"""How often something may be asked from one place, so that nobody guesses passwords or codes by trying them all.

Counted in the memory of this process: several processes allow as many times more. What must hold over all of them,
an account that closes after failures, stands in the database.
"""

from __future__ import annotations

import math
import time
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
        self._items: dict[What, RateLimitItem] = {
            what: parse(rule) for what, rule in {**ALLOWED, **(allowed or {})}.items()
        }

    def keep(self, what: What, by: str, *, only_look: bool = False) -> None:
        """Count once more, or only look whether it may be done once more. Raises TooFast."""
        item = self._items[what]
        may = self._limiter.test if only_look else self._limiter.hit
        if not may(item, what, by):
            raise TooFast(max(1, self.left(what, by).seconds))

    def left(self, what: What, by: str) -> Left:
        """How often it may be done yet."""
        item = self._items[what]
        stats = self._limiter.get_window_stats(item, what, by)
        return Left(item.amount, stats.remaining, max(0, math.ceil(stats.reset_time - time.time())))
