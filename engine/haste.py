"""How often something was asked from one place of late, counted over all processes of the office.

For what is guessed: passwords, codes of papers, tokens. Kept is a digest of the address, for a day.
"""

from __future__ import annotations

import hashlib

from engine.store import paces
from engine.workplace import Workplace


def once_more(place: Workplace, what: str, by: str, seconds: int) -> tuple[float, int]:
    """How often in the last `seconds`, this time included, and in how many seconds a new span begins.

    Two spans are counted; what lies in the earlier one is taken to be spread evenly over it.
    """
    now = int(place.now().timestamp())
    start = now - now % seconds
    digest = hashlib.sha256(f"{what}\0{by}".encode()).hexdigest()
    with place.database.writing() as connection:
        count = paces.once_more(connection, what, digest, start)
        before = paces.how_often(connection, what, digest, start - seconds)
    left = start + seconds - now
    return count + before * left / seconds, left
