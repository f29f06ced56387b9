"""Small things that pages write in one way everywhere: the light of a status, codes in groups, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote, urlencode

from engine.terms import Status

_LIGHTS: Mapping[Status, str] = {
    Status.SUBMITTED: "filed",
    Status.CORRECTING: "waiting",
    Status.ACCEPTED: "busy",
    Status.SUSPENDED: "paused",
    Status.FORWARDED: "busy",
    Status.GRANTED: "good",
    Status.ISSUED: "good",
    Status.REFUSED: "closed",
    Status.DECLINED: "closed",
    Status.DELIVERED: "good",
    Status.TURNED_AWAY: "closed",
    Status.WITHDRAWN: "closed",
    Status.LAPSED: "closed",
}


def light(status: str) -> str:
    """The class of the badge of a status. The badge says the word, too: colour is never alone."""
    return _LIGHTS[Status(status)]


def grouped(code: str, most: int = 4) -> str:
    """A long code in groups that can be read aloud."""
    return " ".join(code[start : start + most] for start in range(0, len(code), most))


def query(words: Mapping[str, str]) -> str:
    """The query of an address, empty when there is none."""
    return f"?{urlencode(words)}" if words else ""


def unquoted(text: str) -> str:
    """A text that was kept in a cookie."""
    return unquote(text)
