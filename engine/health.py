"""What an operator looks at first: can this office work, and if not, what to do. Changes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bpmn.errors import BpmnError
from engine.config import Settings
from engine.errors import SealflowError
from engine.inventory import changes, inventory
from engine.office import Office, connectors_of, open_office
from engine.store import questions
from engine.store.tables import DEAD
from signing.errors import SigningError

LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(settings: Settings) -> list[Check]:
    """Every check; those that need an open office are left out when it cannot be opened."""
    checks = [_home(settings)]
    try:
        office = open_office(settings)
    except (SealflowError, SigningError, OSError) as error:
        remedy = getattr(error, "remedy", "Let the account that runs Sealflow read the folder.")
        checks.append(Check("office", False, f"{getattr(error, 'code', 'OSError')}: {error}", remedy))
        return checks
    looks: list[Callable[[Office], Check]] = [
        _database, _files, _keys, _calendar, _inventory, _fonts, _matters, _connectors, _jobs, _record
    ]  # fmt: skip
    for look in looks:
        try:
            checks.append(look(office))
        except (SealflowError, SigningError, BpmnError) as error:
            checks.append(Check(look.__name__.strip("_"), False, f"{error.code}: {error}", error.remedy))
    return checks


def _home(settings: Settings) -> Check:
    home = settings.home
    if not home.is_dir():
        return Check("home", False, f"{home} does not exist", "Run `sealflow init`, or set SEALFLOW_HOME.")
    if not os.access(home, os.W_OK):
        return Check("home", False, f"{home} cannot be written", "Let the account that runs Sealflow write there.")
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        return Check("home", False, f"only {free // 1_000_000} MB are free", "Free space on this disk.")
    return Check("home", True, f"{home}, {free // 1_000_000_000} GB free")


def _database(office: Office) -> Check:
    database = office.place.database
    with database.reading() as connection:
        count = len(questions.case_ids(connection))
    return Check("database", True, f"{'SQLite' if database.is_sqlite else 'PostgreSQL'}, {count} cases")


def _files(office: Office) -> Check:
    folder = office.home / "files"
    if not folder.is_dir():
        return Check("files", False, f"{folder} has gone", "Mount its disk, or restore the folder from the backup.")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Check(
            "files", False, f"{folder} cannot be read and written", "Let the account that runs Sealflow do so."
        )
    return Check("files", True, str(folder))


def _inventory(office: Office) -> Check:
    there = inventory(office.home, office.keyring.trust().permits)
    with office.place.database.reading() as connection:
        changed = changes(connection, there)
    names = [name if said else f"{name} (gone)" for things in changed.values() for name, said in things.items()]
    if names:
        return Check(
            "inventory",
            False,
            f"otherwise than the ledger of the office says: {', '.join(names)}",
            "Put back what nobody may change; if the office changed it, `sealflow init` enters it in the ledger.",
        )
    return Check("inventory", True, "organs, calendars and keys are those of the ledger")


def _keys(office: Office) -> Check:
    now = office.place.now()
    seals = [organ.seal_id(seal) for organ in office.place.organs.values() for seal in organ.seals]
    for seal in seals:
        office.keyring.key(seal, at=now)
    return Check("keys", True, f"{len(seals)} seals can be used")


def _calendar(office: Office) -> Check:
    place = office.place
    today = place.day(place.now())
    ahead = today + timedelta(days=45)
    if not place.calendar.is_published(ahead):
        return Check(
            "calendar",
            today.month > 10 and place.calendar.is_published(today),
            f"the working days around {ahead} are not loaded: last days that reach there are provisional",
            "Load the year with `sealflow calendar load` as soon as the State Council has published it.",
        )
    return Check("calendar", True, f"working days are known beyond {ahead}")


def _fonts(office: Office) -> Check:
    rare = [c for c in "示例市司法局䶮㛃𬴊" if not _drawn(office, c)]
    if rare:
        return Check("fonts", False, f"no face has {' '.join(rare)}", "Put a face that has them into SEALFLOW_FONTS.")
    return Check("fonts", True, "the shipped faces have every character of GB 18030 level 2")


def _drawn(office: Office, character: str) -> bool:
    try:
        return bool(office.worker.press.faces.body.place[character])
    except SigningError:
        return False


def _matters(office: Office) -> Check:
    listed = office.list_matters()
    for row in listed:
        office.place.current_matter(row["code"])
    if not listed:
        return Check("matters", False, "no matter is published", "Publish one: sealflow matter publish FOLDER.")
    return Check("matters", True, ", ".join(row["code"] for row in listed))


def _connectors(office: Office) -> Check:
    """Whether every system that a published matter asks is one this office knows the way to."""
    matters = [office.place.current_matter(row["code"]) for row in office.list_matters()]
    asked = {step.service: matter.code for matter in matters for step in matter.steps.values() if step.ask}
    known = connectors_of(office.home)
    if missing := [f"{system} (asked by {code})" for system, code in asked.items() if system not in known]:
        return Check(
            "connectors",
            True,
            f"connectors.yaml has no {', '.join(missing)}: officials check instead",
            "Write them into connectors.yaml; `sealflow demo-registers` prints one for the demonstration.",
        )
    return Check("connectors", True, f"{len(known)} systems known, {len(asked)} asked")


def _jobs(office: Office) -> Check:
    with office.place.database.reading() as connection:
        counts = questions.count_jobs(connection)
    if counts.get(DEAD):
        return Check(
            "jobs",
            False,
            f"{counts[DEAD]} job(s) set aside",
            "See why with `sealflow job list --dead`, mend it, then `sealflow job retry JOB`.",
        )
    return Check("jobs", True, f"{sum(counts.values())} waiting, none set aside")


def _record(office: Office) -> Check:
    found = office.verify_record()
    if not found.intact:
        return Check("record", False, "the record is not intact", "See where with `sealflow audit verify`.")
    return Check("record", True, f"{found.entries} entries, {found.checkpoints} checkpoints, intact")
