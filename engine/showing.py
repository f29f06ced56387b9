"""A showing: what somebody shows on a screen to whoever stands before them, for a minute, and once.

A code says who shows what, to whom, and from when. The office's key signs it, so that nobody else can make one and any
machine of the office can tell. Pure: that a code is used once is the store's business (`engine.store.showings`).
Source: RFC 8032; 国务院令第716号第十条.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson

from engine.errors import Refusal
from engine.terms import ShownKind

LASTS = timedelta(seconds=60)
"""How long a code holds: time enough to scan it, none to send it to somebody else."""
_CLOCKS_DIFFER = timedelta(seconds=5)
_STATEMENT = b"sealflow/showing/v1\n"
"""Leads what is signed, so that nothing else this key signs can be shown as a code."""


class Keys(Protocol):
    """A keyring, as far as codes go."""

    def checkpoint_key(self) -> Any: ...

    def is_checkpoint(self, key: str, statement: bytes, signature: bytes) -> bool: ...


class ShowingRefused(Refusal):
    """A code that was shown is not to be relied on."""

    code = "SHOWING-REFUSED"
    remedy = "Let it be shown anew."
    status = 422


class CodeUnreadable(ShowingRefused):
    """What was scanned is no code of this kind."""

    code = "SHOWING-UNREADABLE"
    remedy = "Scan the whole code once more; a code on paper is checked with `sealflow document find`."

    def __init__(self) -> None:
        super().__init__("this is no code that somebody shows")


class CodeForged(ShowingRefused):
    """The code was not signed by this office."""

    code = "SHOWING-FORGED"
    remedy = "Do not rely on whoever shows it, and tell the police: this office made no such code."

    def __init__(self) -> None:
        super().__init__("the code was not made by this office, or somebody has changed it")


class CodeExpired(ShowingRefused):
    """The minute of the code is over."""

    code = "SHOWING-EXPIRED"
    remedy = "Ask for the code that is shown now: it changes every minute, and a picture of an old one proves nothing."

    def __init__(self, ended: datetime) -> None:
        super().__init__(f"the code held until {ended.isoformat(timespec='seconds')}")


class CodeUsed(ShowingRefused):
    """The code was checked before."""

    code = "SHOWING-USED"
    remedy = "Ask for a new code: each is good for one check, whoever made it."
    status = 409

    def __init__(self) -> None:
        super().__init__("the code has been checked already")


class CodeOfAnother(ShowingRefused):
    """The code is good, but shows another person, or the same in another case."""

    code = "SHOWING-OF-ANOTHER"
    remedy = "Ask for the code of this case; if there is none, say so in this step: whoever came was not sent to you."

    def __init__(self, lane: str) -> None:
        super().__init__(f"the code does not show whom this case names as {lane}")


class CodeNotForYou(ShowingRefused):
    """The code was made for somebody else to check."""

    code = "SHOWING-NOT-FOR-YOU"
    remedy = "Let a code be shown that is meant for you."
    status = 403

    def __init__(self) -> None:
        super().__init__("the code was made for somebody else to check")


@dataclass(frozen=True, slots=True)
class Showing:
    """What one code says."""

    kind: ShownKind
    of: str
    """Of a person: the id of the case and the lane, joined by a stroke; of a paper: its printed code."""
    by: str
    """The account that shows it."""
    begins: datetime
    nonce: str
    """What no other code has."""
    to: str = ""
    """The account that alone may check it; empty: whoever it is shown to."""

    @property
    def ends(self) -> datetime:
        """The moment from which it holds no more."""
        return self.begins + LASTS


def compose(showing: Showing, keys: Keys) -> str:
    """The code of a showing, signed: letters and digits that a QR code takes. Raises what opening the key raises."""
    key = keys.checkpoint_key()
    seconds = int(showing.begins.timestamp())
    body = orjson.dumps([showing.kind, showing.of, showing.by, seconds, showing.nonce, showing.to, key.id])
    return f"{_text(body)}.{_text(key.sign(_STATEMENT + body))}"


def read(text: str, keys: Keys) -> Showing:
    """What a code says that this office made, as it was scanned or typed; an address that ends with it will do.

    Raises CodeUnreadable, CodeForged.
    """
    first, _, second = "".join(text.split()).rstrip("/").rsplit("/", 1)[-1].partition(".")
    try:
        body, signature = _bytes(first), _bytes(second)
        kind, of, by, seconds, nonce, to, key = orjson.loads(body)
        begins = datetime.fromtimestamp(seconds, UTC)
        shown = Showing(ShownKind(kind), str(of), str(by), begins, str(nonce), str(to))
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise CodeUnreadable from error
    if not keys.is_checkpoint(str(key), _STATEMENT + body, signature):
        raise CodeForged
    return shown


def check_time(showing: Showing, now: datetime) -> None:
    """Raises CodeExpired; CodeForged for one from the future, which no clock of ours can have made."""
    if showing.begins - _CLOCKS_DIFFER > now:
        raise CodeForged
    if now >= showing.ends:
        raise CodeExpired(showing.ends)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(text[:20]) from error
