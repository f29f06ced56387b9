"""A matter that comes as an archive: unpacked within limits, checked, its examples played, then published.

The same as `sealflow matter publish` does with a folder; here for the pages, where nobody has a folder of the machine.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from bpmn.errors import DiagramRefused
from engine.checking import files_at
from engine.coverage import rehearse
from engine.errors import Refusal
from engine.founding import stage
from engine.ledger import OPERATOR
from engine.matter.folder import CODE, MOST_BYTES, MOST_FILES, MatterTooLarge
from engine.matter.model import Matter
from engine.matter.reader import MatterRefused
from engine.office import Office
from engine.zips import SPOILED, leads_out


class ArchiveRefused(Refusal):
    """What was sent is no archive of a matter's folder."""

    code = "MATTER-ARCHIVE-REFUSED"
    remedy = "Pack the folder of the matter, with its matter.yaml, as one .zip file and send that."
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(f"the archive cannot be taken: {why}")


def publish_archive(office: Office, data: bytes, by: str | None) -> Matter:
    """The matter in a .zip of its folder, published: new cases use it, those that run keep theirs.

    by: a system administrator, or None for the operator. Raises NotYours, ArchiveRefused, what reading and checking a
    matter raises (MatterRefused with the findings), ExamplesFail, FlowsUncovered.
    """
    office.administrators.must_publish(by)
    try:
        with tempfile.TemporaryDirectory(prefix="sealflow-matter-") as place:
            files = files_at(str(_unpacked(data, Path(place))))
        office.check(files)
    except DiagramRefused as refused:
        raise MatterRefused(refused.file, list(refused.findings)) from refused
    with stage() as theatre:
        rehearse(theatre, files).check()
    return office.publish(files, by or OPERATOR)


def _unpacked(data: bytes, into: Path) -> Path:
    """The folder with the matter.yaml, once the archive is unpacked. Raises ArchiveRefused, MatterTooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise MatterTooLarge(f"the archive holds more than {MOST_FILES} files or {MOST_BYTES // 1_000_000} MB")
            for entry in entries:
                _write(archive, entry, into)
    except SPOILED as error:
        raise ArchiveRefused(f"it is no .zip that can be read ({type(error).__name__})") from error
    found = sorted(into.rglob("matter.yaml"), key=lambda path: len(path.parts))
    if not found:
        raise ArchiveRefused("there is no matter.yaml in it")
    # The folder of a matter is called by its code: what inherits it looks for it beside.
    named = into / _code(found[0])
    if named != found[0].parent:
        shutil.move(found[0].parent, named)
    return named


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path) -> None:
    if leads_out(entry.filename):
        raise ArchiveRefused(f"{ascii(entry.filename)[:80]} leads out of the folder")
    file = into / "sent" / PurePosixPath(entry.filename)
    file.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)  # an entry that says less than it holds is cut there
    if len(content) != entry.file_size:
        raise ArchiveRefused(f"{ascii(entry.filename)[:80]} is not as long as it says")
    file.write_bytes(content)


def _code(file: Path) -> str:
    """The code that a matter.yaml names, or one that says nothing; reading it properly comes later."""
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name == "code" and CODE.fullmatch(value.strip()):
            return value.strip()
    return "matter"
