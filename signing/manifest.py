"""What `keyring.json` says: which roots are trusted, where the key of each seal lies, from when until when it may seal.

An operator may edit the file: to move a seal onto a token, replace its `{"file": …}` by
`{"pkcs11": {"module": …, "token": …, "label": …}}`. Paths are relative to the file's folder. Knows no password and
opens no key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from signing.errors import SigningError
from signing.private_files import write_private

FILE_NAME = "keyring.json"
_FORMAT = 1


class KeyringUnusable(SigningError):
    """Base of what can be wrong with a keyring's folder. A failure of ours, never raised itself."""

    exit_code: ClassVar[int] = 3
    status: ClassVar[int] = 503


class KeyringMissing(KeyringUnusable):
    """The folder holds no keyring."""

    code = "KEYRING-MISSING"
    remedy = "Make a demonstration authority with `sealflow init`, or put the organs' keyring.json into the folder."

    def __init__(self, folder: Path) -> None:
        super().__init__(f"there is no {FILE_NAME} in {folder}")


class KeyringUnreadable(KeyringUnusable):
    """The keyring's file does not say what it must."""

    code = "KEYRING-UNREADABLE"
    remedy = "Correct the place named, or restore the file from the backup."

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be used: {why}")


class KeyringUnwritable(KeyringUnusable):
    """The keyring could not be written; the old one is still there."""

    code = "KEYRING-UNWRITABLE"
    remedy = "Make room on the disk or grant the right to write to the folder, then do it again."

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} could not be written: {why}")


@dataclass(frozen=True, slots=True)
class InFile:
    """A key in an encrypted PKCS#8 file."""

    file: str


@dataclass(frozen=True, slots=True)
class OnToken:
    """A key on a PKCS#11 token."""

    module: str
    token: str
    label: str


@dataclass(frozen=True, slots=True)
class SealEntry:
    """One key of one seal and the span in which it may seal."""

    x509: str
    key: InFile | OnToken
    allowed_from: datetime
    allowed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckpointEntry:
    """One checkpoint key: its public half stays here for ever, so that old checkpoints can be checked."""

    public: bytes
    key: InFile
    used_from: datetime


@dataclass(frozen=True, slots=True)
class Manifest:
    roots: tuple[str, ...]
    seals: Mapping[str, tuple[SealEntry, ...]]
    checkpoints: tuple[CheckpointEntry, ...]

    def with_seal(self, seal: str, *entries: SealEntry) -> Manifest:
        """The same manifest, that seal's entries replaced."""
        return replace(self, seals={**self.seals, seal: entries})


def read_manifest(folder: Path) -> Manifest:
    """The manifest of that folder. Raises KeyringMissing, KeyringUnreadable (naming the place)."""
    path = folder / FILE_NAME
    try:
        said = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise KeyringMissing(folder) from error
    except OSError as error:
        raise KeyringUnreadable(path, error.strerror or "it cannot be read") from error
    except ValueError as error:
        raise KeyringUnreadable(path, f"it is not JSON: {error}") from error
    root = _Place(path, "the file", said)
    if root.member("format").value != _FORMAT:
        raise KeyringUnreadable(path, f"its format is {root.member('format').value!r}; this program reads {_FORMAT}")
    return Manifest(
        roots=tuple(each.text() for each in root.member("roots").items()),
        seals={
            seal: tuple(_seal_entry(each) for each in entries.items())
            for seal, entries in root.member("seals").members().items()
        },
        checkpoints=tuple(
            CheckpointEntry(each.member("public").octets(), _in_file(each.member("key")), each.member("from").instant())
            for each in root.member("checkpoints").items()
        ),
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The folder's keyring.json says what `manifest` says. Raises KeyringUnwritable, and the old file stands."""
    said = {
        "format": _FORMAT,
        "roots": list(manifest.roots),
        "seals": {
            seal: [
                {
                    "x509": entry.x509,
                    "key": _written(entry.key),
                    "allowed_from": entry.allowed_from.isoformat(),
                    "allowed_until": entry.allowed_until.isoformat() if entry.allowed_until else None,
                }
                for entry in entries
            ]
            for seal, entries in manifest.seals.items()
        },
        "checkpoints": [
            {"public": entry.public.hex(), "key": _written(entry.key), "from": entry.used_from.isoformat()}
            for entry in manifest.checkpoints
        ],
    }
    try:
        write_private(folder / FILE_NAME, json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n")
    except OSError as error:
        raise KeyringUnwritable(folder / FILE_NAME, error.strerror or "unknown reason") from error


@dataclass(frozen=True, slots=True)
class _Place:
    """A value in the file together with where it stands, so that a complaint can name the place."""

    path: Path
    where: str
    value: Any

    def members(self) -> dict[str, _Place]:
        if not isinstance(self.value, dict):
            raise self._wrong("an object")
        return {str(name): _Place(self.path, f"{self.where}, {name}", value) for name, value in self.value.items()}

    def member(self, name: str) -> _Place:
        members = self.members()
        if name not in members:
            raise KeyringUnreadable(self.path, f"{self.where} lacks {name!r}")
        return members[name]

    def items(self) -> list[_Place]:
        if not isinstance(self.value, list):
            raise self._wrong("a list")
        return [_Place(self.path, f"{self.where} {number}", each) for number, each in enumerate(self.value, 1)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise self._wrong("a text")
        return self.value

    def instant(self) -> datetime:
        try:
            instant = datetime.fromisoformat(self.text())
        except ValueError as error:
            raise self._wrong("an instant in ISO form") from error
        if instant.tzinfo is None:
            raise self._wrong("an instant with its time zone")
        return instant

    def octets(self) -> bytes:
        try:
            return bytes.fromhex(self.text())
        except ValueError as error:
            raise self._wrong("hexadecimal digits") from error

    def _wrong(self, expected: str) -> KeyringUnreadable:
        return KeyringUnreadable(self.path, f"{self.where} must be {expected}")


def _seal_entry(place: _Place) -> SealEntry:
    until = place.members().get("allowed_until")
    return SealEntry(
        x509=place.member("x509").text(),
        key=_key(place.member("key")),
        allowed_from=place.member("allowed_from").instant(),
        allowed_until=until.instant() if until and until.value is not None else None,
    )


def _key(place: _Place) -> InFile | OnToken:
    token = place.members().get("pkcs11")
    if token is None:
        return _in_file(place)
    return OnToken(token.member("module").text(), token.member("token").text(), token.member("label").text())


def _in_file(place: _Place) -> InFile:
    return InFile(place.member("file").text())


def _written(key: InFile | OnToken) -> dict[str, Any]:
    if isinstance(key, InFile):
        return {"file": key.file}
    return {"pkcs11": {"module": key.module, "token": key.token, "label": key.label}}
