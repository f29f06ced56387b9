"""The token that shows that a form is one of ours: half in a cookie of the browser, half in the page.

It lasts as long as the browser keeps the cookie, so that a form written before a login in another tab still counts.
What a page shows differs each time: an answer that is compressed then tells nothing of the secret (BREACH).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

_BYTES = 16


def new_secret() -> str:
    """What the cookie holds."""
    return secrets.token_urlsafe(_BYTES)


def token(secret: str) -> str:
    """What a form holds."""
    mask = secrets.token_bytes(_BYTES)
    return base64.urlsafe_b64encode(mask + _mixed(_key(secret), mask)).decode().rstrip("=")


def fits(secret: str, given: str) -> bool:
    """Whether a form's token belongs to the cookie."""
    try:
        data = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except (binascii.Error, ValueError):
        return False
    mask, mixed = data[:_BYTES], data[_BYTES:]
    return bool(secret) and len(mixed) == _BYTES and hmac.compare_digest(_mixed(mixed, mask), _key(secret))


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"sealflow form\0" + secret.encode()).digest()[:_BYTES]


def _mixed(data: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(data, mask, strict=True))
