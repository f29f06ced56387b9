"""Small things that pages write in one way everywhere: the light of a status, codes in groups, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote, urlencode

from engine.terms import CLOSED, DECIDED, Status
from web.language import noted

_FILED = frozenset({Status.SUBMITTED})
_WAITING = frozenset({Status.CORRECTING, Status.NOTIFIED, Status.RECTIFYING, Status.RETURNED})
"""It is somebody else's turn than the organ's."""
_AGAINST = frozenset({Status.REFUSED, Status.DECLINED, Status.DENIED, Status.FAILED})
_GOOD = frozenset({Status.DELIVERED, Status.COMPLETED, Status.SERVED, Status.SETTLED})

GRADES: Mapping[int, str] = {
    1: noted("非常满意"), 2: noted("满意"), 3: noted("基本满意"), 4: noted("不满意"), 5: noted("非常不满意"),
}  # fmt: skip
"""What each grade reads as (国办发〔2019〕51号)."""


def light(status: str) -> str:
    """The class of the badge of a status. The badge says the word, too: colour is never alone."""
    found = Status(status)
    if found in _FILED:
        return "filed"
    if found in _WAITING:
        return "waiting"
    if found is Status.SUSPENDED:
        return "paused"
    if found in _AGAINST:
        return "closed"
    if found in _GOOD or found in DECIDED:
        return "good"
    return "closed" if found in CLOSED else "busy"


def standing_light(standing: str) -> str:
    """The class of the badge of a document."""
    return {"valid": "good", "replaced": "waiting", "suspended": "paused"}.get(standing, "late")


def grouped(code: str, most: int = 4) -> str:
    """A long code in groups that can be read aloud."""
    return " ".join(code[start : start + most] for start in range(0, len(code), most))


def query(words: Mapping[str, str]) -> str:
    """The query of an address, empty when there is none."""
    return f"?{urlencode(words)}" if words else ""


def unquoted(text: str) -> str:
    """A text that was kept in a cookie."""
    return unquote(text)
