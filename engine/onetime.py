"""Codes that change every thirty seconds, as the apps on telephones make them, and what such an app is told.

Pure: the secret and the moment come in. Sources: RFC 4226 (HOTP), RFC 6238 (TOTP).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
"""RFC 4226 §4 R6 recommends 160 bits."""
_AROUND = 1
"""Steps before and after the present one whose code is taken: a telephone's clock is not ours (RFC 6238 §5.2)."""


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step. Source: RFC 4226 §5.3."""
    mac = hmac.digest(secret, struct.pack(">Q", step), hashlib.sha1)
    at = mac[-1] & 0xF
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def step_of(now: datetime) -> int:
    """The step that a moment lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def fitting_step(secret: bytes, given: str, now: datetime) -> int | None:
    """The step whose code was given, of those that may be now; None when it is the code of none."""
    found = None
    for step in _steps(now):
        # Every step is compared, so that the time taken tells nothing.
        if hmac.compare_digest(code(secret, step), given):
            found = step
    return found


def address(secret: bytes, account: str, issuer: str) -> str:
    """What an app reads from the QR code (the key URI format)."""
    label = quote(f"{issuer}:{account}", safe="")
    asked = {"secret": letters(secret), "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(asked, quote_via=quote)}"


def letters(secret: bytes) -> str:
    """The secret as it is typed into an app that sees no QR code."""
    return base64.b32encode(secret).decode().rstrip("=")


def _steps(now: datetime) -> Iterator[int]:
    middle = step_of(now)
    yield from range(middle - _AROUND, middle + _AROUND + 1)
