"""The platform's own key: marks a point in its records that nobody can move afterwards without being noticed.

Not a seal: it binds no organ and signs no paper. Ed25519, because a checkpoint is short and signed often.
Source: RFC 8032.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing.guarded import Guarded, Secret
from signing.keys import KeyUnsuitable, read_private_key

_PURPOSE = b"sealflow checkpoint\x00"
"""Leads every signed message, so that no signature of this key can be shown as one over something else."""


class CheckpointKey(Guarded):
    """A live Ed25519 key for checkpoints."""

    __slots__ = ("_private", "id", "public")

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = key_id(self.public)

    def sign(self, statement: bytes) -> bytes:
        """The signature (64 bytes) over a checkpoint's statement."""
        return self._private.sign(_PURPOSE + statement)

    def __repr__(self) -> str:
        return f"<CheckpointKey {self.id}>"


def open_checkpoint_key(path: Path, password: Secret) -> CheckpointKey:
    """The checkpoint key in an encrypted PKCS#8 file. Raises as keys.read_private_key does, and KeyUnsuitable."""
    private = read_private_key(path, password)
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnsuitable(str(path), f"a {type(private).__name__} cannot sign checkpoints; Ed25519 can")
    return CheckpointKey(private)


def key_id(public: bytes) -> str:
    """The short name of a checkpoint key: the beginning of the SHA-256 of its public half."""
    return hashlib.sha256(public).hexdigest()[:16]


def is_signed(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether the signature over the statement was made by the key with this public half (32 bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _PURPOSE + statement)
    except (InvalidSignature, ValueError):
        return False
    return True
