"""Small secrets that the database keeps and must be able to read again, closed under a key that is not in it.

Whoever has a copy of the database alone reads none of them; the key is a file beside it, made when first needed.
Source: NIST SP 800-38D (AES-GCM).
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from signing.errors import SigningError
from signing.guarded import Guarded
from signing.private_files import write_private

_KEY_BYTES, _NONCE_BYTES = 32, 12


class StrongboxUnusable(SigningError):
    """The key of the strongbox is missing or another one, so that a kept secret cannot be read."""

    code = "STRONGBOX-UNUSABLE"
    remedy = "Restore strongbox.key from the backup that the database comes from; else people enrol anew."
    exit_code = 3
    status = 503


class Strongbox(Guarded):
    """Closes and opens secrets. Without a file its key is gone with the process: for rehearsals."""

    __slots__ = ("_cipher", "_file")

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._cipher = None if file else AESGCM(os.urandom(_KEY_BYTES))

    def close(self, secret: bytes, about: str) -> bytes:
        """The secret, to be read by `open` alone and only as being about the same. Raises OSError."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._opened(make=True).encrypt(nonce, secret, about.encode())

    def open(self, closed: bytes, about: str) -> bytes:
        """What `close` was given. Raises StrongboxUnusable."""
        try:
            return self._opened().decrypt(closed[:_NONCE_BYTES], closed[_NONCE_BYTES:], about.encode())
        except InvalidTag as error:
            raise StrongboxUnusable("a kept secret does not open with the key that is there") from error

    def _opened(self, *, make: bool = False) -> AESGCM:
        if self._cipher is None:
            assert self._file is not None  # without a file there is a cipher
            if make and not self._file.exists():
                write_private(self._file, os.urandom(_KEY_BYTES))
            try:
                # Read again also after writing it: of two processes that make one, the later wins for both.
                key = self._file.read_bytes()
            except FileNotFoundError as error:
                raise StrongboxUnusable(f"{self._file} is missing") from error
            if len(key) != _KEY_BYTES:
                raise StrongboxUnusable(f"{self._file} holds no key")
            self._cipher = AESGCM(key)
        return self._cipher
