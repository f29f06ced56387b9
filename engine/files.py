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
from engine.zips import SPOILED

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


_NEW, _ASIDE = ".new-", ".gone-"
"""How the names begin of a file that is being written, and of one that is being taken away."""


class Vault(Protocol):
    """Where files are kept. `put` returns only when the bytes would survive a power cut."""

    def put(self, data: bytes) -> str:
        """Keep the bytes; returns their SHA-256 in hex. Keeping the same again changes only when they were last kept.

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

    Written under a temporary name, fsynced, renamed, the folder fsynced: a crash leaves at most an orphan. When a file
    was last kept is the time of its last change: whoever keeps it again renews that, and a sweep minds it.
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
            if not _renewed(path):
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
            data = self._bytes(sha256)
        except FileNotFoundError:
            raise FileMissing(sha256) from None
        except OSError as error:
            raise VaultUnreadable(f"cannot read the file {sha256[:16]}…: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileDamaged(sha256)
        return data

    def last_kept_before(self, part: str, moment: float) -> list[str]:
        """The files whose hash begins with `part` (two hexadecimal digits) that nobody has kept since that moment, in
        seconds since 1970. What a crash left beside them from before then is cleared away.

        Raises VaultUnreadable.
        """
        found = []
        try:
            for path in sorted((self._folder / part).glob("??/*")):
                with contextlib.suppress(FileNotFoundError):  # another sweep was here
                    if path.name.startswith(_ASIDE):
                        self._decide(path, moment)
                    elif path.stat().st_mtime < moment:
                        if path.name.startswith(_NEW):
                            path.unlink()
                        else:
                            found.append(path.name)
        except OSError as error:
            raise VaultUnreadable(f"cannot look through the files {part}…: {error.strerror}") from error
        return found

    def take_away(self, sha256: str, moment: float) -> bool:
        """Whether the file is gone: it is unless somebody has kept it since that moment. Raises VaultUnwritable.

        It is put aside first, and looked at there. Who keeps it at the same time has either renewed it by then, and it
        is put back, or finds nothing and writes it anew.
        """
        path = self.path(sha256)
        try:
            aside = path.rename(path.with_name(_ASIDE + sha256))
            return self._decide(aside, moment)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise VaultUnwritable(f"cannot take away the file {sha256[:16]}…: {error.strerror}") from error

    def _decide(self, aside: Path, moment: float) -> bool:
        """Put back or take away what was put aside; whether it is gone."""
        kept_again = aside.stat().st_mtime >= moment
        if kept_again:
            with contextlib.suppress(FileExistsError):  # written anew meanwhile
                os.link(aside, aside.with_name(aside.name.removeprefix(_ASIDE)))
        aside.unlink()
        return not kept_again

    def _bytes(self, sha256: str) -> bytes:
        path = self.path(sha256)
        try:
            return path.read_bytes()
        except FileNotFoundError:  # a sweep died before it could put it back
            return path.with_name(_ASIDE + sha256).read_bytes()

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_NEW)
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


def _renewed(path: Path) -> bool:
    """Whether the file stands there; then it was kept just now."""
    try:
        os.utime(path)
    except (FileNotFoundError, PermissionError):  # one that belongs to somebody else is written anew
        return False
    return True


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
    except (*SPOILED, OSError):
        return None
    for kind, part in (("xlsx", "xl/workbook.xml"), ("docx", "word/document.xml"), ("ofd", "OFD.xml")):
        if part in names:
            return kind
    return None
