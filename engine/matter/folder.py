"""The files of a matter: read from a folder, packed for the database, fingerprinted.

Knows file names and bytes, not what they mean.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from importlib.resources import files as resources
from pathlib import Path

from engine.errors import NotFound, Refusal
from engine.matter.inheritance import resolve
from engine.matter.origins import ORIGINS
from engine.matter.policies import profiles_in, with_profile

Files = Mapping[str, bytes]
"""Path inside the folder, with forward slashes, to content."""

CODE = re.compile(r"[a-z][a-z0-9_]{1,60}")
"""How the code of a matter is written."""
POLICIES = Path("_shared/policies")
"""Where the policy profiles stand, beside the folders of matters."""
MOST_BYTES = 20_000_000
MOST_FILES = 500
_EPOCH = (1980, 1, 1, 0, 0, 0)


class MatterMissing(NotFound):
    """There is no matter folder at this place, or no matter of this code."""

    code = "MATTER-MISSING"
    remedy = "Give the path of a folder that holds a matter.yaml, or a code that `sealflow matter list` shows."


class MatterTooLarge(Refusal):
    """The folder holds more than a matter should."""

    code = "MATTER-TOO-LARGE"
    remedy = "Keep only what the matter needs in its folder; materials handed in by applicants do not belong there."


class FileNotTaken(Refusal):
    """A file of the folder leads elsewhere or has a name that cannot be kept."""

    code = "MATTER-FILE-NOT-TAKEN"
    remedy = "Put the file itself into the folder, under a name of letters and digits."

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is a link or has a name that is no text")


def workflows_folder() -> Path:
    """The matters that come with Sealflow."""
    return Path(str(resources("workflows")))


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, without hidden ones, of what the matter inherits, and of the policy profile it names.

    A parent stands in a folder beside this one, or among the matters that come with Sealflow.
    Raises MatterMissing, MatterTooLarge, FileNotTaken, and PolicyUnknown, and what inheriting raises
    (`engine.matter.inheritance`).
    """

    def folder_of(code: str) -> Files | None:
        places = (folder.resolve().parent / code, workflows_folder() / code) if CODE.fullmatch(code) else ()
        return next((_own_files(place) for place in places if (place / "matter.yaml").is_file()), None)

    profiles = profiles_in(folder.resolve().parent / POLICIES, workflows_folder() / POLICIES)
    return with_profile(resolve(_own_files(folder), folder_of), profiles)


def _own_files(folder: Path) -> dict[str, bytes]:
    if not (folder / "matter.yaml").is_file():
        raise MatterMissing(f"{folder} holds no matter.yaml")
    files: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or any(part.startswith((".", "__")) for part in name.split("/")):
            continue
        if path.is_symlink() or not name.isprintable():
            raise FileNotTaken(ascii(name))
        total += path.stat().st_size
        if total <= MOST_BYTES:
            files[name] = path.read_bytes()
        if total > MOST_BYTES or len(files) > MOST_FILES:
            raise MatterTooLarge(f"{folder} holds more than {MOST_FILES} files or {MOST_BYTES // 1_000_000} MB")
    return files


def frozen(files: Files) -> dict[str, bytes]:
    """The files that a case depends on: all but the examples, which only test the rest."""
    return {name: data for name, data in files.items() if not name.startswith("examples/")}


def fingerprint(files: Files) -> str:
    """SHA-256 in hex over names and contents, whatever the order and wherever they were written."""
    digest = hashlib.sha256()
    for name in sorted(files.keys() - {ORIGINS}):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def pack(files: Files) -> bytes:
    """The files as one archive; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of an archive made by `pack`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
