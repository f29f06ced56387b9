"""The organs of this office and the accounts that come with them, read from YAML.

An organ's names, seals and telephone are the office's, not a matter's: they change on their own days and are read when
a document is made. Knows neither keys nor cases.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from engine import fast_yaml
from engine.authority import Account
from engine.errors import Refusal

log = logging.getLogger("sealflow.organs")

_A_SECOND = timedelta(seconds=1)


class OrgansRefused(Refusal):
    """organs.yaml or people.yaml cannot be used."""

    code = "ORGANS-REFUSED"
    remedy = "Correct the file as its neighbours are written; workflows/_shared shows both."


@dataclass(frozen=True, slots=True)
class SealImage:
    """What a seal shows: the name on the arc, the line under the star, the code at the rim."""

    text: str
    line: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Organ:
    """An authority. `head` is what stands in red at the top of its documents."""

    id: str
    name: str
    head: str
    uscc: str = ""
    region: str = ""
    phone: str = ""
    address: str = ""
    policy: str = ""
    """The policy profile of its region, for matters that say `policy: by_organ`."""
    under: str = ""
    """The organ above it, whose supervisors look on here, too."""
    seals: Mapping[str, SealImage] = field(default_factory=dict)

    def seal_id(self, seal: str) -> str:
        """The seal's id in the keyring."""
        return f"{self.id}.{seal}"


class OrgansInFile(Mapping[str, Organ]):
    """The organs of an organs.yaml by id, as the file says them now: whichever process wrote it, all see it.

    The file is looked at once a second at the most, by the clock of the office, and read when it is another. One that
    cannot be used changes nothing; the log says why. Threads may share it.
    """

    def __init__(self, file: Path, now: Callable[[], datetime]) -> None:
        """Raises OrgansRefused, OSError."""
        self._file, self._now = file, now
        self._looked, self._seen = now(), _state(file)
        self._organs: Mapping[str, Organ] = read_organs(file.read_text(encoding="utf-8"))

    def __getitem__(self, id: str) -> Organ:
        return self._today()[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._today())

    def __len__(self) -> int:
        return len(self._today())

    # Those who go through them see them as they were at one moment.

    def keys(self) -> KeysView[str]:
        """The ids."""
        return self._today().keys()

    def values(self) -> ValuesView[Organ]:
        """The organs."""
        return self._today().values()

    def items(self) -> ItemsView[str, Organ]:
        """Each id with its organ."""
        return self._today().items()

    def _today(self) -> Mapping[str, Organ]:
        now = self._now()
        if abs(now - self._looked) >= _A_SECOND:
            self._looked = now
            if (found := _state(self._file)) != self._seen:
                self._seen = found
                try:
                    self._organs = read_organs(self._file.read_text(encoding="utf-8"))
                except (OrgansRefused, OSError, UnicodeDecodeError) as error:
                    log.error("organs_not_read why=%s", error)
        return self._organs


def _state(file: Path) -> tuple[int, ...]:
    """What tells a file from what stood there before."""
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def organs_below(organs: Mapping[str, Organ], top: str) -> frozenset[str]:
    """The organ itself and all that are under it."""
    found = {top}
    while more := {organ.id for organ in organs.values() if organ.under in found} - found:
        found |= more
    return frozenset(found)


def seals_of(organs: Mapping[str, Organ]) -> dict[str, tuple[str, ...]]:
    """The names of each organ's seals, as the checks of a matter want them."""
    return {organ.id: tuple(organ.seals) for organ in organs.values()}


def read_organs(text: str) -> dict[str, Organ]:
    """The organs by id. Raises OrgansRefused."""
    document = _mapping(text, "organs.yaml")
    organs = {}
    for name, row in document.items():
        if not isinstance(row, Mapping) or not isinstance(row.get("name"), str):
            raise OrgansRefused(f"organs.yaml: {name} has no name")
        seals = row.get("seals") or {}
        if not isinstance(seals, Mapping) or not all(isinstance(s, Mapping) and "text" in s for s in seals.values()):
            raise OrgansRefused(f"organs.yaml: the seals of {name} need a text each")
        texts = {key: str(row.get(key) or "") for key in _TEXTS}
        organs[str(name)] = Organ(
            id=str(name),
            name=row["name"],
            head=str(row.get("head") or row["name"]),
            seals={
                str(k): SealImage(str(s["text"]), str(s.get("line") or ""), str(s.get("code") or ""))
                for k, s in seals.items()
            },
            **texts,
        )
    for organ in organs.values():
        if organ.under and organ.under not in organs:
            raise OrgansRefused(f"organs.yaml: {organ.id} is under {organ.under}, which is no organ of the file")
        if organ.under and organ.under in organs_below(organs, organ.id):
            raise OrgansRefused(f"organs.yaml: {organ.id} is under {organ.under}, which is under {organ.id} itself")
    return organs


_TEXTS = ("uscc", "region", "phone", "address", "policy", "under")
"""What an organ may say of itself beside its name, its head and its seals."""


def read_people(text: str) -> Iterator[Account]:
    """The accounts of a people.yaml. Raises OrgansRefused."""
    try:
        rows = fast_yaml.load(text) or []
    except yaml.YAMLError as error:
        raise OrgansRefused(f"people.yaml: {error}") from error
    if not isinstance(rows, list):
        raise OrgansRefused("people.yaml must be a list of accounts")
    for row in rows:
        if not isinstance(row, Mapping) or not row.get("account") or not row.get("name"):
            raise OrgansRefused(f"people.yaml: a row lacks `account` or `name`: {row!r}")
        kind = row.get("kind") or ("official" if row.get("organ") else "person")
        if kind not in ("person", "organisation", "official"):
            raise OrgansRefused(f"people.yaml: {row['account']} is of the unknown kind {kind!r}")
        yield Account(
            name=str(row["account"]),
            person=str(row["name"]),
            kind=kind,  # type: ignore[arg-type]  # checked above
            organ=str(row.get("organ") or ""),
            roles=frozenset(map(str, row.get("roles") or ())),
            id_kind=str(row.get("id_kind") or ("居民身份证" if kind == "person" else "统一社会信用代码")),
            id_number=str(row.get("id_number") or ""),
            phone=str(row.get("mobile") or row.get("phone") or ""),
            email=_address(row),
            agent_for=frozenset(map(str, row.get("agent_for") or ())),
        )


def _address(row: Mapping[str, Any]) -> str:
    address = str(row.get("email") or "")
    if address and ("@" not in address or not address.isascii() or any(c.isspace() for c in address)):
        raise OrgansRefused(f"people.yaml: {row['account']} has the email {address!r}, which is no address")
    return address


def _mapping(text: str, file: str) -> Mapping[str, Any]:
    try:
        document = fast_yaml.load(text)
    except yaml.YAMLError as error:
        raise OrgansRefused(f"{file}: {error}") from error
    if not isinstance(document, Mapping) or not document:
        raise OrgansRefused(f"{file} must be a mapping of organs")
    return document
