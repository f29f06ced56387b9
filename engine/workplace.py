"""What every act needs at hand: the database, the vault, the calendar, the organs, the published matters, the time.

Opened once and shared by threads. Knows where things are, not what is done with them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from engine.antivirus import Scanner
from engine.authority import SYSTEM, Account, UnknownAccount, identity_mark
from engine.connectors import NO_SYSTEMS, Systems
from engine.files import Vault
from engine.identifiers import RandomBytes
from engine.matter.folder import MatterMissing, unpack
from engine.matter.model import Matter
from engine.matter.reader import read_matter
from engine.notices import NO_NOTICES, Notices
from engine.organs import Organ, organs_below
from engine.showing import Keys, Showing, read
from engine.store import publications, registry
from engine.store.database import Database
from engine.workdays import WorkCalendar, read_calendar
from signing.strongbox import Strongbox


def system_time() -> datetime:
    """Now, by the machine's clock."""
    return datetime.now(UTC)


class FixedTime:
    """A clock that stands until it is set: for rehearsals, examples and tests."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Let it be `now`."""
        self._now = now


@dataclass(frozen=True, slots=True)
class Command:
    """What a program asks to be done: in whose name, through which token, and once for its own key, if it has one."""

    account: str
    through: str
    key: str = ""
    digest: str = ""
    """Of what is asked, so that a key used for something else is noticed."""


@dataclass
class Workplace:
    """The shared things of one office."""

    database: Database
    vault: Vault
    calendar: WorkCalendar
    organs: Mapping[str, Organ]
    zone: ZoneInfo
    now: Callable[[], datetime] = system_time
    random_bytes: RandomBytes = os.urandom
    systems: Systems = NO_SYSTEMS
    """The registers and banks this office asks."""
    notices: Notices = NO_NOTICES
    """Whom this office tells of what is done."""
    keys: Keys | None = None
    """What signs the codes that people show; an office that is open has it."""
    strongbox: Strongbox = field(default_factory=Strongbox)
    """Where secrets are closed that the database keeps."""
    scanner: Scanner | None = None
    """Who says whether files carry malware; None: nobody does."""
    second_factors: bool = False
    """Whether officials must have a second factor."""
    warning_days: int = 1
    """Working days before a last day from which the light is yellow."""
    command: Command | None = None
    """What is being done for another program; None: people ask."""
    calendar_folder: Path | None = None
    """Where the published years are; the calendar is read again when something in it changes."""
    _calendar_seen: int = 0
    _matters: dict[str, Matter] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refresh_calendar(self) -> bool:
        """Read the published years again if they changed since they were last read; whether they had."""
        if self.calendar_folder is None:
            return False
        changed = max((p.stat().st_mtime_ns for p in self.calendar_folder.glob("*.yaml")), default=0)
        if changed <= self._calendar_seen:
            return False
        first, self._calendar_seen = not self._calendar_seen, changed
        if not first:
            self.calendar = read_calendar(self.calendar_folder)
        return not first

    def day(self, moment: datetime) -> date:
        """The legal day of a moment."""
        return moment.astimezone(self.zone).date()

    def matter(self, fingerprint: str) -> Matter:
        """The published matter with this fingerprint; read once per process. Raises MatterMissing."""
        with self._lock:
            found = self._matters.get(fingerprint)
        if found is None:
            with self.database.reading() as connection:
                packed = publications.bundle(connection, fingerprint)
            if packed is None:
                raise MatterMissing(f"no published matter has the fingerprint {fingerprint[:16]}…")
            found = self.remember(read_matter(unpack(packed)))
        return found

    def matter_of(self, bundle: str, organs: Mapping[str, str]) -> Matter:
        """The published matter with this fingerprint, in a case that has chosen these organs. Raises MatterMissing."""
        if not organs:
            return self.matter(bundle)
        key = f"{bundle} {sorted(organs.items())}"
        with self._lock:
            found = self._matters.get(key)
        if found is None:
            made = self.matter(bundle).at(organs)
            with self._lock:
                found = self._matters.setdefault(key, made)
        return found

    def remember(self, matter: Matter) -> Matter:
        """Keep a matter that was read, for all who ask for its fingerprint; the one kept first stays."""
        with self._lock:
            return self._matters.setdefault(matter.fingerprint, matter)

    def current_matter(self, code: str) -> Matter:
        """The newest published version of a matter that is in effect today. Raises MatterMissing."""
        today = self.day(self.now()).isoformat()
        with self.database.reading() as connection:
            row = publications.publication(connection, code, today)
        if row is None:
            raise MatterMissing(f"no matter {code!r} has been published here that is in effect on {today}")
        if not row["bundle"]:
            raise MatterMissing(f"the matter {code!r} was retired on {row['effective']}")
        return self.matter(row["bundle"])

    def account(self, name: str) -> Account:
        """The account of this name. Raises UnknownAccount."""
        if name == SYSTEM.name:
            raise UnknownAccount(name)
        with self.database.reading() as connection:
            row = registry.account(connection, name)
        if row is None:
            raise UnknownAccount(name)
        return account_from_row(row["name"], row["organ"], row["person"])

    def organs_of(self, supervisor: Account) -> frozenset[str]:
        """The organs in which a supervisor looks on: the own one and those under it."""
        return organs_below(self.organs, supervisor.organ) if supervisor.organ else frozenset()

    def named_by(self, answer: str) -> Account | None:
        """The person or body outside the organs that an answer names, by account or by identity number."""
        with self.database.reading() as connection:
            row = registry.account_named_by(connection, answer, identity_mark(answer))
        return None if row is None else account_from_row(row["name"], row["organ"], row["person"])

    def shown(self, code: str) -> Showing:
        """What a code says that this office made. Raises CodeUnreadable, CodeForged."""
        assert self.keys is not None  # an open office has its keys
        return read(code, self.keys)

    def colleagues(self, names: list[str]) -> dict[str, Account]:
        """Those of the named accounts that exist."""
        with self.database.reading() as connection:
            rows = registry.accounts_named(connection, names)
        return {row["name"]: account_from_row(row["name"], row["organ"], row["person"]) for row in rows}


def account_row(account: Account, salt: bytes = b"") -> dict[str, Any]:
    """An account as a row. The salt lies with the person, so that a digest of both tells nothing of the person."""
    person = {
        "salt": salt.hex(),
        "person": account.person,
        "kind": account.kind,
        "roles": sorted(account.roles),
        "id_kind": account.id_kind,
        "id_number": account.id_number,
        "phone": account.phone,
        "email": account.email,
        "agent_for": sorted(account.agent_for),
    }
    return {
        "name": account.name,
        "organ": account.organ or None,
        "person": orjson.dumps(person),
        "identity": identity_mark(account.id_number) if account.id_number and not account.organ else None,
    }


def account_from_row(name: str, organ: str | None, person: bytes) -> Account:
    """The account that a row holds."""
    plain = orjson.loads(person)
    return Account(
        name=name,
        person=plain["person"],
        kind=plain["kind"],
        organ=organ or "",
        roles=frozenset(plain["roles"]),
        id_kind=plain["id_kind"],
        id_number=plain["id_number"],
        phone=plain["phone"],
        email=plain.get("email", ""),
        agent_for=frozenset(plain["agent_for"]),
    )
