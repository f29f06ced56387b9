"""The assembling of an office: from settings and a folder, or from parts.

What stands in the folder beside the database is read here, once, when the office opens. Whom and what the office then
asks is the office's business.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from engine.antivirus import Scanner
from engine.config import OFFICIALS, SettingRefused, Settings
from engine.connectors import ConnectedSystems, Connector, read_connectors
from engine.errors import NotFound
from engine.files import FolderVault, Vault
from engine.notices import NO_NOTICES, Notices, read_notices
from engine.office import Office
from engine.oidc import Provider, read_provider
from engine.organs import Organ, OrgansInFile
from engine.papers import Press
from engine.store import upgrade
from engine.store.database import Database
from engine.workdays import WorkCalendar, read_calendar
from engine.worker import Worker
from engine.workplace import Workplace, system_time
from signing.faces import FontSet, folders
from signing.guarded import Secret
from signing.keyring import Keyring
from signing.strongbox import Strongbox


class OfficeMissing(NotFound):
    """There is no office in this folder."""

    code = "OFFICE-MISSING"
    remedy = "Make one with `sealflow init`, or set SEALFLOW_HOME to the folder of an office."

    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} holds no office")


def open_office(settings: Settings, *, now: Callable[[], datetime] = system_time) -> Office:
    """The office in the settings' home. Raises OfficeMissing, DatabaseNotReady, and what its keyring raises."""
    home = settings.home
    if not (home / "organs.yaml").is_file():
        raise OfficeMissing(home)
    database = Database(settings.database_url)
    if upgrade.current(database) != upgrade.latest():
        raise upgrade.not_ready(database)
    keyring = Keyring(home / "keys", key_password(settings), token_pins(settings))
    organs = OrgansInFile(home / "organs.yaml", now)
    calendar = home / "calendar"
    office = assemble(settings, database, FolderVault(home / "files"), organs, read_calendar(calendar), keyring, now)
    office.place.calendar_folder = calendar
    office.place.systems = ConnectedSystems(connectors_of(home))
    office.place.notices = notices_of(home)
    office.provider = provider_of(home)
    return office


def connectors_of(home: Path) -> dict[str, Connector]:
    """The other systems that the office in this folder asks, if it asks any. Raises ConnectorsRefused."""
    file = home / "connectors.yaml"
    return read_connectors(file.read_text(encoding="utf-8"), os.environ) if file.is_file() else {}


def provider_of(home: Path) -> Provider | None:
    """Who says of people who they are, as `oidc.yaml` in this folder tells. Raises ProviderRefused."""
    file = home / "oidc.yaml"
    return read_provider(file.read_text(encoding="utf-8"), os.environ) if file.is_file() else None


def notices_of(home: Path) -> Notices:
    """Whom the office in this folder tells of what is done. Raises NoticesRefused."""
    file = home / "notices.yaml"
    return read_notices(file.read_text(encoding="utf-8"), os.environ) if file.is_file() else NO_NOTICES


def assemble(
    settings: Settings,
    database: Database,
    vault: Vault,
    organs: Mapping[str, Organ],
    calendar: WorkCalendar,
    keyring: Keyring,
    now: Callable[[], datetime],
) -> Office:
    """An office of these parts."""
    press = Press(_fonts_in(*folders(settings.fonts)), keyring, settings.verify_url)
    place = Workplace(
        database, vault, calendar, organs, settings.zone, now, keys=keyring, warning_days=settings.warning_days,
        strongbox=Strongbox(settings.home / "strongbox.key"),
        scanner=Scanner(settings.clamav) if settings.clamav else None,
        second_factors=settings.second_factor == OFFICIALS,
    )  # fmt: skip
    worker = Worker(place, press, keyring, settings.lease_seconds, settings.job_attempts)
    office = Office(place, worker, keyring, settings.home)
    worker.also = office.batches.work
    return office


@cache
def _fonts_in(*places: Path) -> FontSet:
    """The faces of these folders and of the system, read once in a process."""
    return FontSet(places)


def key_password(settings: Settings) -> Secret:
    """The password of the key files: from the settings, else from the file beside the keys."""
    if settings.key_password:
        return settings.key_password
    file = settings.home / "keys.password"
    return Secret(file.read_text(encoding="utf-8").strip() if file.is_file() else "")


def token_pins(settings: Settings) -> dict[str, Secret]:
    """The PIN of each token by its label. Raises SettingRefused for a part that is not LABEL=PIN."""
    pins = {}
    for part in filter(None, settings.token_pins.reveal().split(",")):
        label, separator, pin = part.partition("=")
        if not separator:
            raise SettingRefused("SEALFLOW_TOKEN_PINS", "set", "each part must read LABEL=PIN")
        pins[label.strip()] = Secret(pin)
    return pins
