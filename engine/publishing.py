"""A matter that comes as an archive: unpacked within limits, checked, its examples played, then published.

The same as `sealflow matter publish` does with a folder; here for the pages, where nobody has a folder of the machine.
Whoever sends one hears at once what is wrong with it; its examples are played by the worker, one in each round, so that
nothing else waits for them. A worker that dies over it leaves it to another, who begins with the first example.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath

import orjson

from bpmn.errors import DiagramRefused
from engine.case import instant
from engine.checking import files_at
from engine.coverage import rehearsed
from engine.errors import Refusal, SealflowError
from engine.founding import stage
from engine.identifiers import uuid7
from engine.matter.folder import CODE, MOST_BYTES, MOST_FILES, MatterTooLarge, pack, unpack
from engine.matter.model import Matter
from engine.matter.reader import MatterRefused
from engine.office import Office
from engine.plain import local
from engine.rehearsal import examples, play
from engine.store import publishings
from engine.store.asking import Row
from engine.workplace import Workplace
from engine.zips import SPOILED, leads_out

_HELD = timedelta(minutes=5)
"""How long a worker that died over an example keeps others from its matter."""


class ArchiveRefused(Refusal):
    """What was sent is no archive of a matter's folder."""

    code = "MATTER-ARCHIVE-REFUSED"
    remedy = "Pack the folder of the matter, with its matter.yaml, as one .zip file and send that."
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(f"the archive cannot be taken: {why}")


@dataclass(frozen=True, slots=True)
class Publishing:
    """A matter on its way, as administrators see it. code, said, remedy: why it was not published."""

    matter: str
    title: str
    version: str
    account: str
    begun_at: str
    examples: int
    played: int
    finished: bool
    code: str = ""
    said: str = ""
    remedy: str = ""


@dataclass
class _Playing:
    """A matter whose examples this worker plays. held: until when it has told others that it does."""

    row: Row
    held: str
    plays: Iterator[int]


class Publishings:
    """The matters of one office that are on their way to be published."""

    def __init__(self, office: Office) -> None:
        self._office, self._place = office, office.place
        self._playing: _Playing | None = None
        self._lock = threading.Lock()

    def begin(self, data: bytes, by: str) -> Matter:
        """Check the matter in a .zip of its folder, and let the worker play its examples and publish it.

        by: a system administrator. Raises NotYours, ArchiveRefused, and what reading and checking a matter raises
        (MatterRefused with the findings).
        """
        self._office.administrators.must_publish(by)
        try:
            with tempfile.TemporaryDirectory(prefix="sealflow-matter-") as place:
                files = files_at(str(_unpacked(data, Path(place))))
            matter = self._office.check(files)
        except DiagramRefused as refused:
            raise MatterRefused(refused.file, list(refused.findings)) from refused
        now = self._place.now()
        row = {
            "id": uuid7(now, self._place.random_bytes), "account": by, "matter": matter.code, "title": matter.title.zh,
            "version": matter.version, "files": pack(files), "examples": len(examples(files)), "played": 0,
            "begun_at": instant(now), "held_until": instant(now), "finished_at": None, "code": "", "said": "",
        }  # fmt: skip
        with self._place.database.writing() as connection:
            publishings.insert(connection, row)
        return matter

    def latest(self, by: str | None, most: int = 10) -> list[Publishing]:
        """The newest, of whomever. Raises NotYours for anybody but a system administrator and the operator."""
        self._office.administrators.must_publish(by)
        with self._place.database.reading() as connection:
            return [_shown(self._place, row) for row in publishings.latest(connection, most)]

    def work(self) -> int:
        """Play one example of what waits, or publish what has none left; 1 when there was something to do, else 0."""
        if not self._lock.acquire(blocking=False):
            return 0
        try:
            if self._playing is None:
                self._playing = self._take()
            return 0 if self._playing is None else self._go_on(self._playing)
        except BaseException:
            self._playing = None  # what is held now is free for anybody a little later
            raise
        finally:
            self._lock.release()

    def _take(self) -> _Playing | None:
        now = self._place.now()
        with self._place.database.reading() as connection:
            if not publishings.any_waits(connection, instant(now)):
                return None
        held = instant(now + _HELD)
        with self._place.database.writing() as connection:
            row = publishings.take(connection, instant(now), held)
        return None if row is None else _Playing(row, held, self._plays(row))

    def _go_on(self, playing: _Playing) -> int:
        code = said = ""
        try:
            count = next(playing.plays, None)
        except SealflowError as error:
            if error.status >= 500:
                raise  # the office, not the matter: it waits until it is well again
            count, code, said = None, error.code, orjson.dumps([str(error), error.remedy]).decode()
        now, held = self._place.now(), playing.held
        with self._place.database.writing() as connection:
            if count is None:
                publishings.finish(connection, playing.row["id"], held, code, said, instant(now))
                self._playing = None
            else:
                playing.held = instant(now + _HELD)
                if not publishings.played(connection, playing.row["id"], held, count, playing.held):
                    self._playing = None
        return 1

    def _plays(self, row: Row) -> Iterator[int]:
        """Play the examples; how many were after each, and at the end publish. Raises ExamplesFail, FlowsUncovered."""
        files, plays = unpack(row["files"]), []
        with stage() as theatre:
            for name in examples(files):
                plays.append(play(theatre, files, name))
                yield len(plays)
        rehearsed(files, plays).check()
        self._office.publish(files, row["account"])


def attend(office: Office) -> Publishings:
    """Let the worker of this office publish, too, what is sent to the pages."""
    mine, before = Publishings(office), office.worker.also
    office.worker.also = lambda: before() + mine.work()
    return mine


def _shown(place: Workplace, row: Row) -> Publishing:
    said, remedy = orjson.loads(row["said"]) if row["said"] else ("", "")
    return Publishing(
        row["matter"], row["title"], row["version"], row["account"], local(place, row["begun_at"]), row["examples"],
        row["played"], row["finished_at"] is not None, row["code"], said, remedy,
    )  # fmt: skip


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
