"""The vault: files kept under their own SHA-256, written once, checked on reading, never changed.

Also says what kind of file some bytes are, by their content and never by their name. Knows no cases.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Protocol

from engine.errors import Failure, NotFound

KINDS = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ofd": "application/ofd",
}


class VaultFull(Failure):
    """The disk has no room for the file."""

    code = "FILES-DISK-FULL"
    remedy = "Free space on the disk that holds the files folder; the work is done again by itself."


class VaultUnwritable(Failure):
    """The files folder cannot be written."""

    code = "FILES-UNWRITABLE"
    remedy = "Let the account that runs Sealflow write in the files folder; the work is done again by itself."


class VaultUnreadable(Failure):
    """The files folder, or a file in it, cannot be read."""

    code = "FILES-UNREADABLE"
    remedy = "Mount the disk of the files folder and let the account that runs Sealflow read it; then try again."


class FileDamaged(Failure):
    """A kept file no longer has the content it was kept under."""

    code = "FILES-DAMAGED"
    remedy = "Restore the file from the backup; its name is the SHA-256 of its content."

    def __init__(self, sha256: str) -> None:
        super().__init__(f"the file {sha256[:16]}… has changed since it was kept")


class FileMissing(NotFound):
    """No file is kept under this hash."""

    code = "FILES-MISSING"
    remedy = "Restore the file from the backup; its name is the SHA-256 of its content."

    def __init__(self, sha256: str) -> None:
        super().__init__(f"no file {sha256[:16]}… is kept here")


class Vault(Protocol):
    """Where files are kept. `put` returns only when the bytes would survive a power cut."""

    def put(self, data: bytes) -> str:
        """Keep the bytes; returns their SHA-256 in hex. Keeping the same bytes again changes nothing.

        Raises VaultFull, VaultUnwritable.
        """

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises FileMissing, FileDamaged, VaultUnreadable."""


class MemoryVault:
    """A vault for rehearsals and tests: gone with the process."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self._files[sha256] = bytes(data)
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            return self._files[sha256]
        except KeyError:
            raise FileMissing(sha256) from None


class FolderVault:
    """A vault in a folder: aa/bb/<sha256>, read-only files.

    Written under a temporary name, fsynced, renamed, the folder fsynced: a crash leaves at most an orphan.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the file with this hash stands or would stand."""
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        try:
            if not path.exists():
                self._write(path, data)
            # Also for a file that stands there: who wrote it may have died before its folder was on the disk.
            self._settle(path)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise VaultFull(f"no room to keep a file of {len(data)} bytes") from error
            raise VaultUnwritable(f"cannot keep a file of {len(data)} bytes: {error.strerror}") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise FileMissing(sha256) from None
        except OSError as error:
            raise VaultUnreadable(f"cannot read the file {sha256[:16]}…: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileDamaged(sha256)
        return data

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o440)
            os.rename(name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise

    def _settle(self, path: Path) -> None:
        for folder in (path.parent, path.parent.parent, self._folder):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def kind_of(data: bytes) -> str | None:
    """The kind of file these bytes are (a key of KINDS), or None for any other: told from the content alone."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return "pdf"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-512:]:
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-32:]:
        return "png"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    return None


def _kind_of_zip(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    for kind, part in (("xlsx", "xl/workbook.xml"), ("docx", "word/document.xml"), ("ofd", "OFD.xml")):
        if part in names:
            return kind
    return None
