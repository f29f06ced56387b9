"""Identifiers made by the application: sortable row ids, case numbers people can read out, and the code typed to
verify.

Pure: the moment and the random bytes come in as arguments. No sequence of the database is involved, so that cases may
later be spread over several databases; gapless document numbers are the store's, not made here.
"""

from __future__ import annotations

import os
import re
import unicodedata
import uuid
from collections.abc import Callable
from datetime import datetime

RandomBytes = Callable[[int], bytes]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_CODE_LETTERS = 16


def uuid7(now: datetime, random_bytes: RandomBytes = os.urandom) -> str:
    """A row id whose order is its time of making. Source: RFC 9562 §5.7."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(random_bytes(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def crockford(length: int, random_bytes: RandomBytes = os.urandom) -> str:
    """`length` random letters and digits without I, L, O and U, which are misread on paper."""
    return "".join(_CROCKFORD[b & 31] for b in random_bytes(length))


def case_number(day: str, random_bytes: RandomBytes = os.urandom) -> str:
    """The number of a case: the day of receipt and eight letters, e.g. 20260302-7Q4KM2XD (40 random bits a day)."""
    return f"{day.replace('-', '')}-{crockford(8, random_bytes)}"


def is_case_number(text: str) -> bool:
    """Whether a text is the number of a case, and nothing else."""
    day, _, letters = text.partition("-")
    return day.isdecimal() and len(day) == len(letters) == 8 and set(letters) <= set(_CROCKFORD)


def verification_code(random_bytes: RandomBytes = os.urandom) -> str:
    """The code typed to find a document: four groups of four, 80 random bits."""
    letters = crockford(_CODE_LETTERS, random_bytes)
    return "-".join(letters[i : i + 4] for i in range(0, _CODE_LETTERS, 4))


def password(random_bytes: RandomBytes = os.urandom) -> str:
    """A password that can be read out over a counter, as long as a verification code."""
    return verification_code(random_bytes)


def read_code(text: str) -> str:
    """A typed code in its printed form: case, width, spaces and dashes do not matter; I and L read as 1, O as 0.

    The address in the QR code may be given whole: a last part of its path that is a whole code is the code.
    """
    plain = re.split(r"[?#]", unicodedata.normalize("NFKC", text).upper())[0].translate(_MISREAD).rstrip("/ \n")
    whole, last = (
        "".join(c for c in part if c in _CROCKFORD) for part in (plain, plain.rsplit("/", 1)[-1])
    )  # fmt: skip
    letters = last if len(last) == _CODE_LETTERS else whole
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))
