"""Where examples are played: a fresh office for each, with throw-away keys made once for each year."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.config import Settings
from engine.matter.folder import Files, MatterMissing
from engine.matter.model import Matter
from engine.office import Office
from engine.workplace import FixedTime
from signing.demo_keys import create_authority
from signing.guarded import Secret

_PASSWORD = "rehearsal"

OfficeMaker = Callable[[Settings, Path, Secret, Callable[[], datetime]], Office]


class Stage:
    """Makes offices that are gone with the play."""

    def __init__(self, make_office: OfficeMaker, owners: Any, matter_of: Callable[[str], Files] | None = None) -> None:
        self._make_office = make_office
        self._matter_of = matter_of
        self._owners = owners
        self._folder = Path(tempfile.mkdtemp(prefix="sealflow-stage-"))
        self._lock = threading.Lock()

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def others(self, matter: Matter) -> Iterator[Files]:
        """The files of the matters that are handled jointly under this one. Raises MatterMissing."""
        for code in sorted({child.matter for child in matter.children.values()}):
            yield self.files(code)

    def files(self, code: str) -> Files:
        """The files of another matter. Raises MatterMissing."""
        if self._matter_of is None:
            raise MatterMissing(f"no folder of the matter {code} is known here")
        return self._matter_of(code)

    def enter(self, moment: datetime) -> tuple[Office, FixedTime]:
        """An empty office at that time, and its clock."""
        clock = FixedTime(moment)
        return self.office(clock), clock

    def office(self, clock: FixedTime) -> Office:
        """An empty office at that time."""
        year = clock().year
        keys = self._folder / f"keys-{year}"
        with self._lock:
            if not keys.exists():
                create_authority(keys, self._owners, Secret(_PASSWORD), datetime(year, 1, 1, tzinfo=UTC))
            return self._make_office(Settings(home=self._folder), keys, Secret(_PASSWORD), clock)


class InPlace(Stage):
    """An office that is there, with its clock, instead of one made for the play."""

    def __init__(self, office: Office, clock: FixedTime, stage: Stage | None = None) -> None:
        self._office, self._clock, self._stage = office, clock, stage

    def files(self, code: str) -> Files:
        """As the stage on which the office was made; without one no other matter is known."""
        if self._stage is None:
            raise MatterMissing(f"no folder of the matter {code} is known here")
        return self._stage.files(code)

    def others(self, matter: Matter) -> Iterator[Files]:
        """As the stage on which the office was made; without one they are published."""
        if self._stage is not None:
            yield from self._stage.others(matter)

    def enter(self, moment: datetime) -> tuple[Office, FixedTime]:
        """The office, whose time it is by then."""
        self._clock.set(moment)
        return self._office, self._clock
