"""Seals a paper in one pass: the paper has the signature dictionary already, only byte range and container are missing.

The result is a PAdES B-B certification signature over the whole file, in its first and only revision. Nothing is parsed
or written twice, so sealing costs little more than the key's own operation. Knows neither layout nor where keys live.
Source: ISO 32000-2 §12.8.1, ETSI EN 319 142-1 §6.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from signing.cms import container
from signing.errors import SigningError
from signing.keys import SealKey
from signing.pdf import EMPTY_BYTE_RANGE, Unsealed

_DICTIONARY_BYTES = 4096
"""How far before /Contents the byte range is looked for: longer than any signature dictionary of ours."""


class PaperNotSealable(SigningError):
    """The paper has no room for a seal where it says it has, or was sealed already."""

    code = "SEAL-PLACEHOLDER-MISSING"
    remedy = "Make the paper anew with paper.compose and seal that."
    exit_code = 3
    status = 503

    def __init__(self, start: int, end: int, what: str) -> None:
        super().__init__(f"the paper cannot be sealed at bytes {start} to {end}: {what}")


class ReserveTooSmall(SigningError):
    """The paper reserves less room than this key's signature container takes."""

    code = "SEAL-RESERVE-TOO-SMALL"
    remedy = "Compose the paper with reserve=signer.reserve_for(key)."
    exit_code = 3
    status = 503

    def __init__(self, name: str, needed: int, reserved: int) -> None:
        super().__init__(f"the signature of {name} takes {needed} hexadecimal digits; the paper reserves {reserved}")


def reserve_for(key: SealKey) -> int:
    """How many hexadecimal digits a paper must reserve in /Contents for this key."""
    return 2 * container(key.x509).longest()


def seal(unsealed: Unsealed, key: SealKey, *, at: datetime) -> bytes:
    """The paper under the seal; `unsealed` stays as it was.

    at is the instant of sealing: the key must be valid then, and the paper says the same instant in its /M.
    Raises KeyExpired, KeyNotYetValid, PaperNotSealable, ReserveTooSmall, or what the key's own device raises.
    """
    key.x509.require_valid(at)
    pdf = memoryview(unsealed.pdf)
    start, end = unsealed.contents
    reserved = end - start - 2
    needed = reserve_for(key)
    if needed > reserved:
        raise ReserveTooSmall(key.x509.name, needed, max(reserved, 0))
    if pdf[start:end].tobytes() != b"<" + b"0" * reserved + b">":
        raise PaperNotSealable(start, end, "the room for the signature is not empty there")
    range_start = unsealed.pdf.rfind(EMPTY_BYTE_RANGE, max(0, start - _DICTIONARY_BYTES), start)
    if range_start < 0:
        raise PaperNotSealable(start, end, "no empty byte range stands before it")

    byte_range = b"/ByteRange [0 %010d %010d %010d]" % (start, end, len(pdf) - end)
    before = (pdf[:range_start], byte_range, pdf[range_start + len(byte_range) : start])
    after = pdf[end:]
    digest = hashlib.sha256()
    for part in (*before, after):
        digest.update(part)
    signature = container(key.x509).around(digest.digest(), key.sign).hex().encode()
    if len(signature) > reserved:
        raise ReserveTooSmall(key.x509.name, len(signature), reserved)
    return b"".join((*before, b"<", signature.ljust(reserved, b"0"), b">", after))
