"""Making an office: its folder, database, organs, calendar, demonstration keys, accounts and matters.

Every part is made only if it is missing, so that it may be run again after an upgrade or an interruption.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine.assembly import assemble, key_password, open_office
from engine.config import Settings
from engine.errors import Refusal
from engine.files import MemoryVault
from engine.inventory import changes, enter, inventory
from engine.ledger import OPERATOR
from engine.matter.folder import CODE, MatterMissing, read_folder
from engine.matter.folder import workflows_folder as workflows_folder
from engine.office import Office
from engine.organs import Organ, read_organs, read_people
from engine.rehearsal import Stage
from engine.store import upgrade
from engine.store.database import Database
from engine.terms import Titled
from engine.workdays import read_calendar
from engine.workplace import system_time
from signing.demo_keys import Organ as SealOwner
from signing.demo_keys import add_seals, create_authority
from signing.guarded import Secret
from signing.keyring import Keyring
from signing.private_files import write_private

SHARED = "_shared"
STARTER = "_shared/starter"


@dataclass(frozen=True, slots=True)
class Founded:
    """One part of the office, made or found."""

    what: str
    called: Titled
    detail: Titled


def shipped_matters() -> list[Path]:
    """The folders of the matters that come with Sealflow."""
    return sorted(p.parent for p in workflows_folder().glob("*/matter.yaml"))


def matter_folder(reference: str) -> Path:
    """The folder meant by a path or by the code of a shipped matter. Raises MatterMissing."""
    path = Path(reference)
    if (path / "matter.yaml").is_file():
        return path
    shipped = workflows_folder() / reference
    if not reference.startswith(("_", ".")) and "/" not in reference and (shipped / "matter.yaml").is_file():
        return shipped
    raise MatterMissing(f"{reference} is neither a folder with a matter.yaml nor the code of a matter")


def found(settings: Settings, *, now: Callable[[], datetime] = system_time, matters: bool = True) -> Iterator[Founded]:
    """Make what is missing of the office; yields each part as it is made.

    Raises what writing the folder, the keys and the database raises; run again to go on.
    """
    home, shared = settings.home, workflows_folder() / SHARED
    home.mkdir(parents=True, exist_ok=True)
    for folder in ("files", "calendar"):
        (home / folder).mkdir(exist_ok=True)
    if not (home / "organs.yaml").is_file():
        shutil.copyfile(shared / "organs.yaml", home / "organs.yaml")
        yield _part("organs", "示例市：虚构的机关，请改写 organs.yaml", "示例市: fictional organs, edit organs.yaml")
    for year in sorted((shared / "calendar").glob("*.yaml")):
        if not (home / "calendar" / year.name).exists():
            shutil.copyfile(year, home / "calendar" / year.name)
    years = sorted(p.stem for p in (home / "calendar").glob("*.yaml"))
    first, last = years[0], years[-1]
    yield _part("calendar", f"{first}年至{last}年的工作日", f"working days of {first} to {last}")
    organs = read_organs((home / "organs.yaml").read_text(encoding="utf-8"))
    yield _keys(settings, organs, now)
    database = Database(settings.database_url)
    revision = upgrade.upgrade(database)
    database.close()
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    yield _part("database", f"{kind}，版次{revision}", f"{kind}, revision {revision}")
    office = open_office(settings, now=now)
    known = {account.name for account in office.list_accounts()}
    people = list(read_people((shared / "people.yaml").read_text(encoding="utf-8")))
    for account in people:
        if account.name not in known:
            office.add_account(account)
    yield _part("accounts", f"{len(people)}个虚构的人", f"{len(people)} invented people")
    with office.place.database.writing() as connection:
        there = inventory(home, office.keyring.trust().permits)
        enter(connection, office.place.now(), OPERATOR, changes(connection, there))
    if matters:
        for shipped in shipped_matters():
            matter = office.publish(read_folder(shipped))
            named = f"{matter.code} {matter.version} {matter.title.zh}"
            yield _part("matter", named, named)


def _keys(settings: Settings, organs: Mapping[str, Organ], now: Callable[[], datetime]) -> Founded:
    home = settings.home
    owners = seal_owners(organs)
    if not settings.key_password and not (home / "keys.password").is_file():
        write_private(home / "keys.password", secrets.token_urlsafe(24).encode())
    password = key_password(settings)
    if not (home / "keys").exists():
        create_authority(home / "keys", owners, password, now())
        count = sum(len(o.seals) for o in owners)
        return _part(
            "keys",
            f"演示用证书机构，{count}枚印章均标有“样章”",
            f"demonstration authority, {count} seals marked SPECIMEN",
        )
    for owner in owners:
        add_seals(home / "keys", owner, password, now())
    return _part("keys", "已有", "found")


def _part(what: str, zh: str, en: str) -> Founded:
    return Founded(what, Titled(_PARTS[what], what), Titled(zh, en))


_PARTS = {
    "organs": "机关", "calendar": "日历", "keys": "密钥", "database": "数据库", "accounts": "账户", "matter": "事项",
}  # fmt: skip


def seal_owners(organs: Mapping[str, Organ]) -> list[SealOwner]:
    """The organs that have seals, as the demonstration authority wants them."""
    return [
        SealOwner(o.name, o.uscc, {o.seal_id(name): image.text + image.line for name, image in o.seals.items()})
        for o in organs.values()
        if o.seals
    ]


class OfficesInMemory:
    """Makes offices that are gone with the process, with the shipped organs, people and calendar: for rehearsals.

    What those with the same keys have in common is made once.
    """

    def __init__(self) -> None:
        shared = workflows_folder() / SHARED
        self.organs = read_organs((shared / "organs.yaml").read_text(encoding="utf-8"))
        self._people = tuple(read_people((shared / "people.yaml").read_text(encoding="utf-8")))
        self._calendar = read_calendar(shared / "calendar")
        self._founded: dict[Path, tuple[Keyring, Database]] = {}

    def __call__(self, settings: Settings, keys: Path, password: Secret, now: Callable[[], datetime]) -> Office:
        """An empty office; its people have been there since the year began."""
        if keys not in self._founded:
            keyring, database = Keyring(keys, password), Database("sqlite://")
            database.create()
            morning = datetime(now().year, 1, 1, tzinfo=UTC)
            office = self._office(settings, database, keyring, lambda: morning)
            for account in self._people:
                office.add_account(account)
            self._founded[keys] = keyring, database
        keyring, database = self._founded[keys]
        return self._office(settings, database.twin(), keyring, now)

    def _office(self, settings: Settings, database: Database, keyring: Keyring, now: Callable[[], datetime]) -> Office:
        return assemble(settings, database, MemoryVault(), self.organs, self._calendar, keyring, now)


def stage() -> Stage:
    """Where examples of matters are played."""
    offices = OfficesInMemory()
    return Stage(offices, seal_owners(offices.organs), lambda code: read_folder(matter_folder(code)))


def new_matter(folder: Path, title: str = "") -> None:
    """Copy the starter matter into a folder that does not exist yet; the folder's name becomes the code.

    Raises MatterInTheWay, MatterNameRefused.
    """
    code = folder.name
    if not CODE.fullmatch(code):
        raise MatterNameRefused(code)
    if folder.exists():
        raise MatterInTheWay(folder)
    starter = workflows_folder() / STARTER
    shutil.copytree(starter, folder)
    written = (folder / "matter.yaml").read_text(encoding="utf-8")
    written = re.sub(r"(?m)^code: .*$", f"code: {code}", written, count=1)
    if title:
        written = re.sub(r"(?m)^title: .*$", f'title: {{zh: "{title}", en: "{title}"}}', written, count=1)
    (folder / "matter.yaml").write_text(written, encoding="utf-8")


class MatterInTheWay(Refusal):
    """The folder for a new matter exists already."""

    code = "MATTER-IN-THE-WAY"
    remedy = "Choose another name; a matter that is there is never overwritten."

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} exists already")


class MatterNameRefused(Refusal):
    """A matter's code must be a word of small letters, digits and underscores."""

    code = "MATTER-NAME-REFUSED"
    remedy = "Name the folder in small letters, digits and underscores, beginning with a letter."

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} cannot be the code of a matter")
