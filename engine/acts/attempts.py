"""An act is gathered while nothing is locked; when somebody else was faster, it is done again from the start."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from engine.errors import Failure, Refusal
from engine.store.database import Deadlock

TRIES = 16

T = TypeVar("T")


class Overtaken(Refusal):
    """Others acted on the same case at the same moment, again and again."""

    code = "CASE-OVERTAKEN"
    remedy = "Look at the case as it is now, then act again."
    status = 409

    def __init__(self, number: str) -> None:
        super().__init__(f"others were faster on the case {number}, several times")


class Conflict(Failure):
    """The case was written by another since it was read; `attempt` does the act again."""

    code = "CASE-CONFLICT"
    remedy = "Act again; this is done by itself before anybody sees it."


def attempt(work: Callable[[], T], number: str) -> T:
    """Do the work, again from the start when somebody else wrote the case in between. Raises Overtaken."""
    for tried in range(TRIES):
        try:
            return work()
        except (Conflict, Deadlock):
            # Those who collide wait differently long, or they would collide again.
            time.sleep(random.uniform(0, 0.002 * 2 ** min(tried, 6)))
    raise Overtaken(number)
