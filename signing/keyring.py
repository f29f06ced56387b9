"""The seals of an office and their keys over the years: which key seals now, which was allowed to at any time before.

A seal keeps its id while its keys come and go. Public parts are read when the keyring is opened; a private key is
opened when it first seals, and then stays. Knows neither what is sealed nor why.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.serialization import Encoding

from signing.checkpoints import CheckpointKey, is_signed, key_id, open_checkpoint_key
from signing.errors import SigningError
from signing.guarded import Guarded, Secret
from signing.keys import KeyNotFitting, SealKey, X509Chain, open_key_file, read_certificate, read_x509_chain
from signing.manifest import FILE_NAME, InFile, KeyringUnreadable, OnToken, SealEntry, read_manifest, write_manifest
from signing.tokens import Token
from signing.trust import Permit, Trust


class SealUnknown(SigningError):
    """The keyring has no seal with that id."""

    code = "SEAL-UNKNOWN"
    remedy = "Correct the seal's id in the matter or in organs.yaml, or add the seal to keyring.json."
    exit_code: ClassVar[int] = 3
    status: ClassVar[int] = 503

    def __init__(self, seal: str, known: Mapping[str, object]) -> None:
        super().__init__(f"there is no seal {seal!r}; the keyring has: {', '.join(sorted(known)) or 'none'}")


class SealNotAllowed(SigningError):
    """No key may act as that seal at that instant: not begun yet, withdrawn, or given up."""

    code = "SEAL-NOT-ALLOWED"
    remedy = "Have a new key issued for this seal, or let another seal of the organ be used."
    exit_code: ClassVar[int] = 3
    status: ClassVar[int] = 503

    def __init__(self, seal: str, at: datetime) -> None:
        super().__init__(f"no key may act as the seal {seal!r} at {at.isoformat()}")


@dataclass(frozen=True, slots=True)
class _Holder:
    """One entry of the manifest with its X.509 chain read."""

    entry: SealEntry
    chain: X509Chain

    def permit(self, seal: str) -> Permit:
        return Permit(seal, self.chain.name, self.chain.organ, self.entry.allowed_from, self.entry.allowed_until)


class Keyring(Guarded):
    """An open keyring; safe to use from several threads."""

    def __init__(self, folder: Path, password: Secret, pins: Mapping[str, Secret] | None = None) -> None:
        """Read the public parts of that folder.

        password opens the key files, pins (by token label) the tokens; neither is needed to check documents.
        Raises KeyringMissing, KeyringUnreadable, KeyFileMissing, KeyFileUnreadable, KeyUnsuitable.
        """
        manifest = read_manifest(folder)
        self._folder = folder
        self._password = password
        self._pins = dict(pins or {})
        self._lock = threading.Lock()
        self._tokens: dict[tuple[str, str], Token] = {}
        self._open: dict[str, SealKey] = {}
        self._checkpoints = manifest.checkpoints
        self._checkpoint_key: CheckpointKey | None = None
        self._roots = tuple(read_certificate(folder / each).public_bytes(Encoding.DER) for each in manifest.roots)
        self._seals = {
            seal: tuple(_Holder(entry, read_x509_chain(folder / entry.x509)) for entry in entries)
            for seal, entries in manifest.seals.items()
        }

    @property
    def seals(self) -> Mapping[str, tuple[Permit, ...]]:
        """Every seal with the permits of its keys, oldest first."""
        return {seal: tuple(each.permit(seal) for each in holders) for seal, holders in self._seals.items()}

    def key(self, seal: str, *, at: datetime) -> SealKey:
        """The key that acts as this seal at that instant: of several allowed, the one allowed last.

        Raises SealUnknown, SealNotAllowed, KeyExpired, KeyNotYetValid, and what opening the key raises.
        """
        if seal not in self._seals:
            raise SealUnknown(seal, self._seals)
        allowed = [each for each in self._seals[seal] if each.permit(seal).covers(at)]
        if not allowed:
            raise SealNotAllowed(seal, at)
        holder = max(allowed, key=lambda each: each.entry.allowed_from)
        holder.chain.require_valid(at)
        with self._lock:
            if holder.chain.fingerprint not in self._open:
                self._open[holder.chain.fingerprint] = self._opened(holder)
            return self._open[holder.chain.fingerprint]

    def is_demonstration(self, at: datetime) -> bool:
        """Whether a seal that may be used at that instant is a specimen, or there is none at all."""
        used = [each for some in self._seals.values() for each in some if each.permit("").covers(at)]
        return not used or any(each.chain.specimen for each in used)

    def trust(self) -> Trust:
        """What a verifier must know of this keyring."""
        permits = {each.chain.fingerprint: each.permit(seal) for seal, some in self._seals.items() for each in some}
        return Trust(self._roots, permits)

    def checkpoint_key(self) -> CheckpointKey:
        """The newest checkpoint key. Raises what opening it raises, and KeyNotFitting when its public half differs."""
        with self._lock:
            if self._checkpoint_key is None:
                if not self._checkpoints:
                    raise KeyringUnreadable(self._folder / FILE_NAME, "it names no checkpoint key")
                newest = max(self._checkpoints, key=lambda each: each.used_from)
                key = open_checkpoint_key(self._folder / newest.key.file, self._password)
                if key.public != newest.public:
                    raise KeyNotFitting(newest.key.file, "the checkpoints", key_id(newest.public))
                self._checkpoint_key = key
            return self._checkpoint_key

    def is_checkpoint(self, key: str, statement: bytes, signature: bytes) -> bool:
        """Whether the statement was signed by the checkpoint key of this keyring with that id, present or former."""
        return any(
            key_id(each.public) == key and is_signed(each.public, statement, signature) for each in self._checkpoints
        )

    def _opened(self, holder: _Holder) -> SealKey:
        where = holder.entry.key
        if isinstance(where, InFile):
            return open_key_file(self._folder / where.file, self._folder / holder.entry.x509, self._password)
        return self._token(where).key(where.label, holder.chain)

    def _token(self, where: OnToken) -> Token:
        place = (where.module, where.token)
        if place not in self._tokens:
            self._tokens[place] = Token(Path(where.module), where.token, self._pins.get(where.token, Secret("")))
        return self._tokens[place]

    def __repr__(self) -> str:
        return f"<Keyring {self._folder}, {len(self._seals)} seals>"


def withdraw_seal(folder: Path, seal: str, *, at: datetime) -> None:
    """From that instant no present key of the seal may seal any more; what was sealed before stays good.

    Keyrings already open must be opened again. Raises SealUnknown, KeyringUnwritable and what reading raises.
    """
    manifest = read_manifest(folder)
    if seal not in manifest.seals:
        raise SealUnknown(seal, manifest.seals)
    ended = (
        each if each.allowed_until and each.allowed_until <= at else replace(each, allowed_until=at)
        for each in manifest.seals[seal]
    )
    write_manifest(folder, manifest.with_seal(seal, *ended))
