"""Offices for tests: real ones on either database, with the demonstration's people, two matters, a clock that stands.

Nothing here stands in for a part of Sealflow: an office for tests differs from any other in its data alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

from engine.assembly import assemble
from engine.config import OPTIONAL, Settings
from engine.files import FolderVault, Vault
from engine.founding import SHARED, STARTER, workflows_folder
from engine.matter.folder import Files, read_folder
from engine.matter.model import Matter
from engine.matter.text import load_yaml
from engine.office import Office, Upload
from engine.organs import Organ, read_organs, read_people
from engine.store.database import Database
from engine.store.tables import metadata
from engine.workdays import WorkCalendar, read_calendar
from engine.workplace import FixedTime
from signing.keyring import Keyring

MONDAY = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Half past nine in the morning in Beijing, on a working day in a working week."""

_MATTERS: dict[str, Matter] = {}
"""Matters read so far, by fingerprint, for all offices of the run: reading one takes longer than a whole act."""


@cache
def organs() -> Mapping[str, Organ]:
    """The organs of the demonstration."""
    return read_organs((workflows_folder() / SHARED / "organs.yaml").read_text(encoding="utf-8"))


@cache
def calendar() -> WorkCalendar:
    """The published years."""
    return read_calendar(workflows_folder() / SHARED / "calendar")


@cache
def matter_files(code: str) -> Files:
    """The folder of a shipped matter; `starter` is the small one that `matter new` copies."""
    return read_folder(workflows_folder() / (STARTER if code == "starter" else code))


def furnish(office: Office) -> None:
    """Put the demonstration's people and both matters into an office that has nothing but tables."""
    for account in read_people((workflows_folder() / SHARED / "people.yaml").read_text(encoding="utf-8")):
        office.add_account(account)
    for code in ("starter", "law_firm_establish"):
        office.publish(matter_files(code))


@dataclass
class Premises:
    """Where an office is: its database, its folder, its seals, its time.

    Every `open` is another process as far as the database and the files can tell: it has connections of its own.
    """

    url: str
    folder: Path
    keyring: Keyring
    clock: FixedTime = field(default_factory=lambda: FixedTime(MONDAY))
    _open: list[Office] = field(default_factory=list)

    def open(
        self,
        *,
        keyring: Keyring | None = None,
        vault: Vault | None = None,
        busy_seconds: float = 10.0,
        now: Callable[[], datetime] | None = None,
    ) -> Office:
        """One more opening of the office."""
        office = assemble(
            Settings(home=self.folder, second_factor=OPTIONAL),
            Database(self.url, busy_seconds=busy_seconds),
            vault or FolderVault(self.folder / "files"),
            organs(),
            calendar(),
            keyring or self.keyring,
            now or self.clock,
        )
        office.place._matters = _MATTERS
        self._open.append(office)
        return office

    def close(self) -> None:
        """Give back every connection."""
        for office in self._open:
            office.place.database.close()
        self._open.clear()

    def copy(self, folder: Path) -> Premises:
        """The same office once more, in another folder; SQLite only, and only while nobody has it open."""
        shutil.copytree(self.folder, folder)
        return Premises(f"sqlite:///{folder / 'office.db'}", folder, self.keyring, FixedTime(self.clock()))


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table: what must be the same when nothing may have happened."""
    with database.reading() as connection:
        return {
            table.name: sorted((dict(row) for row in connection.execute(sa.select(table)).mappings()), key=repr)
            for table in metadata.sorted_tables
        }


class Unchanged:
    """Holds that a block changes nothing in an office's database."""

    def __init__(self, office: Office) -> None:
        self._database = office.place.database

    def __enter__(self) -> None:
        self._before = contents(self._database)

    def __exit__(self, *error: object) -> None:
        assert contents(self._database) == self._before


# ---- the small matter: one window, one decision ----------------------------------------------------------------------

APPLICANT, WINDOW, HEAD, DEPUTY = "sun.partner", "ma.window", "yu.head", "song.deputy"
FACTS = {"facts": "活动方案安全可行，场地当日无其他安排。"}


def application() -> tuple[dict[str, Any], list[Upload]]:
    """The answers and the one material of an application for the small matter."""
    files = matter_files("starter")
    return orjson.loads(files["examples/plain.json"]), [
        Upload("plan", "plan.pdf", files["examples/materials/plan.pdf"])
    ]


def submit(office: Office, key: str = "") -> str:
    """The number of a case just submitted, its receipt sealed."""
    answers, uploads = application()
    return str(office.open_case("starter", APPLICANT, answers, uploads, key=key)["case"])


def accept(office: Office, case: str, by: str = WINDOW) -> dict[str, Any]:
    """The window accepts; the notice is sealed."""
    return office.complete_task(f"{case}/check_materials", by, "accept")


def grant(office: Office, case: str, by: str = HEAD) -> dict[str, Any]:
    """The head grants; the decision is sealed and delivered."""
    return office.complete_task(f"{case}/decide", by, "grant", FACTS)


def task_of(office: Office, case: str, step: str) -> str:
    """The id of the open task at a step of a case."""
    return next(task["task"] for task in office.show_case(case)["tasks"] if task["step"] == step)


# ---- the large matter: district and city -----------------------------------------------------------------------------


def law_firm_case(
    office: Office,
    clock: FixedTime,
    upto: str,
    example: str = "straight_grant",
    answers: Mapping[str, Any] | None = None,
) -> str:
    """The number of a law firm's case played after its example, up to but without the step `upto`.

    answers: the application, where it is not the example's.
    """
    files = matter_files("law_firm_establish")
    played, _ = load_yaml(files[f"examples/{example}.yaml"].decode("utf-8"))
    answers = answers or orjson.loads(files[f"examples/{played['answers']}"])
    matter = office.place.current_matter("law_firm_establish")
    needed = [m.id for m in matter.materials.values() if m.required]
    uploads = [
        Upload(material, name.rsplit("/", 1)[1], data)
        for material in needed
        for name, data in files.items()
        if name.startswith(f"examples/materials/{material}.")
    ]
    case = str(office.open_case(matter.code, str(played["applicant"]), answers, uploads)["case"])
    for line in played["when"]:
        if line["step"] == upto:
            break
        clock.set(datetime.fromisoformat(str(line["at"])).replace(tzinfo=office.place.zone))
        outcome = str(line.get("act") or line.get("opinion"))
        office.complete_task(f"{case}/{line['step']}", str(line["by"]), outcome, line.get("answers") or {})
    return case
