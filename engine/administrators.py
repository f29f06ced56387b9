"""What the three administrators may see and do: the system's, the security's and the audit's, each no more than theirs.

Nobody both grants rights and reads or keeps the log of it. Whoever asks is named by `by`; None is the operator at the
console of the machine, whose acts stand in the same ledger. Source: GB/T 22239-2019 8.1.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from engine import administration, jobs, record
from engine.access import ACCESS, Access
from engine.authority import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN, Account, OwnRights, must_administer
from engine.case import instant, known
from engine.errors import Failure, Refusal
from engine.identifiers import password
from engine.inventory import CALENDAR, ORGANS, digest, enter
from engine.ledger import OFFICE, OPERATOR, Ledger
from engine.matter.model import DocumentRule, Matter
from engine.organs import Organ, OrgansInFile, OrgansRefused, read_organs
from engine.plain import local, told
from engine.retention import KEPT, Kept
from engine.reveals import REVEALS
from engine.store import administration as asked
from engine.store import publications, questions, queue, registry
from engine.store.tables import DEAD
from engine.terms import DECISIONS, Titled
from engine.workdays import CalendarYear, read_calendar, read_year
from engine.workplace import Workplace, account_from_row
from signing.keyring import Keyring
from signing.notation import masked
from signing.private_files import write_private

LISTED = 200
SCANNED = 5_000
"""How many entries of a ledger one look goes through at the most."""
LOGS: Mapping[str, tuple[Ledger, Titled]] = {
    "office": (OFFICE, Titled("机关、权限、事项", "office, rights, matters")),
    "access": (ACCESS, Titled("登录", "logins")),
    "reveals": (REVEALS, Titled("查看号码、按姓名查找", "numbers shown, names looked for")),
}
"""The ledgers of the log, beside those of cases."""


class ReasonMissing(Refusal):
    """Rights are given and taken for a reason, which the log keeps."""

    code = "ADMIN-REASON-MISSING"
    remedy = "Write in a sentence why, e.g. the appointment or the transfer."
    status = 422

    def __init__(self) -> None:
        super().__init__("no reason was given")


class RoleUnknown(Refusal):
    """The role is not one that a published matter or the office itself knows, or the account does not hold it."""

    code = "ADMIN-ROLE-UNKNOWN"
    remedy = "Choose one of the roles listed."
    status = 422

    def __init__(self, role: str, why: str) -> None:
        super().__init__(f"{role!r} {why}")


class HomeUnwritable(Failure):
    """The folder of the office cannot be written."""

    code = "OFFICE-UNWRITABLE"
    remedy = "Free space, or let the account that runs Sealflow write the folder; then do it again."

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} cannot be written: {error.strerror}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the office, as administrators see them."""

    account: Account
    has_password: bool
    has_second_factor: bool
    closed: bool
    """After failures, for a while."""

    @property
    def id_number(self) -> str:
        """The identity number, its middle hidden."""
        return masked(self.account.id_number) if self.account.id_number else ""

    @property
    def phone(self) -> str:
        """The telephone number, its middle hidden."""
        return masked(self.account.phone) if self.account.phone else ""


@dataclass(frozen=True, slots=True)
class SealUse:
    """What a document is sealed for: the matter, the paper, and the roles whose act makes it."""

    matter: Titled
    paper: Titled
    roles: Sequence[Titled]


@dataclass(frozen=True, slots=True)
class SealInUse:
    """A seal: whose, by which keys, for what, and how often it was used."""

    id: str
    organ: Organ
    name: str
    keys: Sequence[tuple[str, str, str]]
    """(fingerprint, from, until) of each key that may act as the seal."""
    uses: Sequence[SealUse]
    count: int
    last: str


class Administrators:
    """The three administrators of one office."""

    def __init__(self, place: Workplace, home: Path, keyring: Keyring, access: Access) -> None:
        self._place, self._home, self._keyring, self._access = place, home, keyring, access

    def _asker(self, by: str | None, what: str, *roles: str) -> str:
        """The name that the log keeps of who asks. Raises NotYours."""
        account = None if by is None else self._place.account(by)
        must_administer(account, roles, what)
        return account.name if account else OPERATOR

    # ---- the system administrator ------------------------------------------------------------------------------------

    def organs(self, by: str | None) -> list[tuple[Organ, int]]:
        """Every organ with how many people it has."""
        self._asker(by, "see the organs", SYSTEM_ADMIN, SECURITY_ADMIN)
        with self._place.database.reading() as connection:
            rows = registry.all_accounts(connection)
        organs = [row["organ"] for row in rows]
        return [(organ, organs.count(organ.id)) for organ in self._place.organs.values()]

    def organs_file(self, by: str | None) -> bytes:
        """organs.yaml as it is in the office's folder."""
        self._asker(by, "read organs.yaml", SYSTEM_ADMIN)
        return (self._home / "organs.yaml").read_bytes()

    def load_organs(self, by: str | None, data: bytes) -> list[str]:
        """Keep an organs.yaml, for every process from then on; the ids of the organs that are new or otherwise.

        Raises OrgansRefused, also where an organ is missing that has people, or a seal that has no key; HomeUnwritable.
        """
        name, place = self._asker(by, "change the organs", SYSTEM_ADMIN), self._place
        try:
            organs = read_organs(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise OrgansRefused("organs.yaml is not UTF-8") from error
        with place.database.reading() as connection:
            used = {row["organ"] for row in registry.all_accounts(connection) if row["organ"]}
        if lacking := sorted(used - organs.keys()):
            raise OrgansRefused(f"organs.yaml: {', '.join(lacking)} still has people, but is not there")
        seals = {organ.seal_id(seal) for organ in organs.values() for seal in organ.seals}
        if lacking := sorted(seals - self._keyring.seals.keys()):
            raise OrgansRefused(f"organs.yaml: there is no key for the seal {', '.join(lacking)}")
        changed = [id for id in organs.keys() | place.organs.keys() if organs.get(id) != place.organs.get(id)]
        self._keep(self._home / "organs.yaml", data, name, ORGANS)
        place.organs = OrgansInFile(self._home / "organs.yaml", place.now)
        return sorted(changed)

    def years(self, by: str | None) -> list[CalendarYear]:
        """The years whose working days are known, the last first."""
        self._asker(by, "see the calendars", SYSTEM_ADMIN)
        return sorted(self._place.calendar.years.values(), key=lambda each: -each.year)

    def load_year(self, by: str | None, name: str, data: bytes) -> int:
        """Keep one year's calendar in the office, and use it from now on; returns the year.

        Raises CalendarRefused, HomeUnwritable.
        """
        asker = self._asker(by, "load a calendar", SYSTEM_ADMIN)
        year = read_year(data, name)
        file = self._home / "calendar" / f"{year.year}.yaml"
        self._keep(file, data, asker, CALENDAR)
        self._place.calendar = read_calendar(file.parent)
        return year.year

    def _keep(self, file: Path, data: bytes, by: str, act: str) -> None:
        with self._place.database.writing() as connection:
            enter(connection, self._place.now(), by, {act: {file.name: digest(data)}})
            try:
                write_private(file, data)
            except OSError as error:
                raise HomeUnwritable(file, error) from error

    def matters(self, by: str | None) -> list[list[dict[str, Any]]]:
        """Every version of every matter, the newest first; what is retired has no `bundle`."""
        self._asker(by, "see the versions of matters", SYSTEM_ADMIN)
        with self._place.database.reading() as connection:
            rows = publications.all_publications(connection)
        found: dict[str, list[dict[str, Any]]] = {}
        for row in reversed(rows):
            found.setdefault(row["matter"], []).append({**row, "at": local(self._place, row["at"])})
        return [found[code] for code in sorted(found)]

    def must_publish(self, by: str | None) -> None:
        """Raises NotYours for anybody but a system administrator and the operator."""
        self._asker(by, "publish a matter", SYSTEM_ADMIN)

    def retire(self, by: str | None, code: str, reason: str) -> None:
        """From now on no case of the matter is opened; those that run go on. Raises MatterMissing, ReasonMissing."""
        name = self._asker(by, "retire a matter", SYSTEM_ADMIN)
        administration.retire(self._place, code, _said(reason), name)

    def jobs(self, by: str | None, only_dead: bool = False) -> list[dict[str, Any]]:
        """Unfinished jobs, or only those set aside."""
        self._asker(by, "see the jobs", SYSTEM_ADMIN)
        with self._place.database.reading() as connection:
            rows = queue.unfinished_jobs(connection, DEAD if only_dead else None)
        return [
            {
                "job": row["id"],
                "what": jobs.named(row["service"], orjson.loads(row["arguments"])),
                "service": row["service"],
                "state": "set aside" if row["state"] == DEAD else "waiting",
                "attempts": row["attempts"],
                "due_at": local(self._place, row["due_at"]),
                "error": row["error"] or "",
            }
            for row in rows
        ]

    def retry_job(self, by: str | None, job: str) -> None:
        """Let a job that was set aside run again. Raises JobUnknown."""
        self._asker(by, "retry a job", SYSTEM_ADMIN)
        jobs.retry(self._place.database, job, self._place.now())

    def kept(self, by: str | None) -> Sequence[Kept]:
        """What is kept for how long."""
        self._asker(by, "see what is kept", SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN)
        return KEPT

    # ---- the security administrator ----------------------------------------------------------------------------------

    def people(
        self, by: str | None, wanted: str = "", organ: str = "", *, after: str = "", most: int = LISTED
    ) -> list[Person]:
        """Those whose account or name holds the word, by account; after: those that follow this account."""
        self._asker(by, "see the accounts", SECURITY_ADMIN)
        with self._place.database.reading() as connection:
            rows = registry.all_accounts(connection)
        accounts = (account_from_row(row["name"], row["organ"], row["person"]) for row in rows if row["name"] > after)
        found = (a for a in accounts if organ in ("", a.organ) and (wanted in a.name or wanted in a.person))
        return self._persons(list(islice(found, most)))

    def person(self, by: str | None, name: str) -> tuple[Person, list[dict[str, Any]]]:
        """Somebody, and what the log says of their rights, the newest first. Raises UnknownAccount."""
        self._asker(by, "see an account", SECURITY_ADMIN)
        (person,) = self._persons([self._place.account(name)])
        with self._place.database.reading() as connection:
            bodies = [orjson.loads(body) for _, body, _ in OFFICE.entries(connection)]
        return person, [told(self._place, body) for body in reversed(bodies) if body.get("account") == name]

    def _persons(self, accounts: Sequence[Account]) -> list[Person]:
        with self._place.database.reading() as connection:
            closed = asked.closed_accounts(connection, instant(self._place.now()))
            enrolled, open_ = asked.enrolled_accounts(connection), asked.accounts_with_password(connection)
        return [Person(a, a.name in open_, a.name in enrolled, a.name in closed) for a in accounts]

    def roles(self) -> dict[str, dict[str, Titled]]:
        """The roles that may be granted to the officials of each organ."""
        return administration.roles_at(self._place)

    def add(self, by: str | None, accounts: Sequence[Account], *, replace: bool = False) -> int:
        """Add accounts that come from outside, all or none; how many were new or changed. Raises as `add_accounts`."""
        name = self._asker(by, "add accounts", SECURITY_ADMIN)
        if name in [account.name for account in accounts]:
            raise OwnRights(name)
        return administration.add_accounts(self._place, accounts, name, replace=replace)

    def employ(self, by: str | None, account: Account, reason: str) -> None:
        """Give an official an account, without a role and without a password.

        Raises AccountsRefused, AccountExists, ReasonMissing.
        """
        name, reason = self._asker(by, "make an account", SECURITY_ADMIN), _said(reason)
        if account.name in self._place.colleagues([account.name]):
            raise administration.AccountExists([account.name])
        official = replace(account, kind="official", roles=frozenset(), agent_for=frozenset())
        administration.put_account(self._place, official, name, reason=reason)

    def grant(self, by: str | None, name: str, role: str, reason: str) -> None:
        """Give an official a role.

        Raises RoleUnknown, ReasonMissing, OwnRights, AdministratorsApart, AccountsRefused.
        """
        if role not in self.roles().get(self._place.account(name).organ, {}):
            raise RoleUnknown(role, f"is a role of no published matter at the organ of {name}")
        self._change_roles(by, name, lambda roles: roles | {role}, reason, granted=role)

    def revoke(self, by: str | None, name: str, role: str, reason: str) -> None:
        """Take a role from an official. Raises RoleUnknown, ReasonMissing, OwnRights."""
        if role not in self._place.account(name).roles:
            raise RoleUnknown(role, f"is no role that {name} holds")
        self._change_roles(by, name, lambda roles: roles - {role}, reason, revoked=role)

    def _change_roles(self, by: str | None, name: str, change: Any, reason: str, **said: str) -> None:
        asker, account = self._asker(by, "grant rights", SECURITY_ADMIN), self._place.account(name)
        if asker == account.name:
            raise OwnRights(asker)
        changed = replace(account, roles=change(account.roles))
        administration.put_account(self._place, changed, asker, reason=_said(reason), **said)

    def new_password(self, by: str | None, name: str) -> str:
        """A new password for somebody who has forgotten theirs, who is then logged in nowhere. Raises OwnRights."""
        asker = self._asker(by, "give a password", SECURITY_ADMIN)
        if asker == name:
            raise OwnRights(asker)
        made = password(self._place.random_bytes)
        self._access.set_password(name, made, by=asker)
        return made

    def reset_second_factor(self, by: str | None, name: str) -> None:
        """Somebody has lost the second factor. Raises OwnRights, SecondFactorMissing."""
        asker = self._asker(by, "reset a second factor", SECURITY_ADMIN)
        if asker == name:
            raise OwnRights(asker)
        self._access.reset_second_factor(name, by=asker)

    def sessions(self, by: str | None, most: int = LISTED) -> list[dict[str, Any]]:
        """Who is logged in, the last seen first."""
        self._asker(by, "see who is logged in", SECURITY_ADMIN)
        with self._place.database.reading() as connection:
            rows = asked.open_sessions(connection, instant(self._place.now()), most)
        people = self._place.colleagues(sorted({row["account"] for row in rows}))
        return [
            {
                "account": row["account"],
                "person": people[row["account"]].person if row["account"] in people else "",
                "begun_at": local(self._place, row["begun_at"]),
                "seen_at": local(self._place, row["seen_at"]),
                "address": row["address"],
                "proved": bool(row["proved"]),
            }
            for row in rows
        ]

    def end_sessions(self, by: str | None, name: str) -> None:
        """Somebody is logged in nowhere any more."""
        asker = self._asker(by, "end sessions", SECURITY_ADMIN)
        self._access.log_out_everywhere(self._place.account(name).name, by=asker)

    def seals(self, by: str | None) -> list[SealInUse]:
        """Every seal: its keys, what it seals in the published matters, how often it was used."""
        self._asker(by, "see the seals", SECURITY_ADMIN)
        place = self._place
        with place.database.reading() as connection:
            rows, counts = publications.current_publications(connection), asked.count_sealed(connection)
        matters = [place.matter(row["bundle"]) for row in rows]
        permits = self._keyring.trust().permits
        found = []
        for organ in place.organs.values():
            for name in organ.seals:
                id = organ.seal_id(name)
                keys = {print: permit for print, permit in permits.items() if permit.seal == id}
                used = [counts[print] for print in keys if print in counts]
                spans = [
                    (print, key.allowed_from.isoformat(), key.allowed_until.isoformat() if key.allowed_until else "")
                    for print, key in keys.items()
                ]
                uses = [use for matter in matters for use in _uses(matter, organ, name)]
                last = local(place, max(last for _, last in used)) if used else ""
                found.append(SealInUse(id, organ, name, spans, uses, sum(count for count, _ in used), last))
        return found

    def sealed(self, by: str | None, seal: str, most: int = LISTED) -> list[dict[str, Any]]:
        """The ledger of a seal's use, the newest first."""
        self._asker(by, "see what was sealed", SECURITY_ADMIN)
        keys = [print for print, permit in self._keyring.trust().permits.items() if permit.seal == seal]
        with self._place.database.reading() as connection:
            rows = asked.sealed_with(connection, keys, most)
        named = ("number", "title", "status", "case")
        return [{**{n: row[n] for n in named}, "at": local(self._place, row["sealed_at"])} for row in rows]

    # ---- the audit administrator -------------------------------------------------------------------------------------

    def log(
        self, by: str | None, which: str, *, actor: str = "", act: str = "", before: int = 0, most: int = 50
    ) -> tuple[list[dict[str, Any]], int]:
        """The newest entries of a ledger that fit, and the number before which to go on (0: that was all)."""
        self._asker(by, "read the log", AUDIT_ADMIN)
        ledger, at = LOGS[which][0], before or 2**31 - 1
        found: list[dict[str, Any]] = []
        for _ in range(SCANNED // 500):
            with self._place.database.reading() as connection:
                rows = asked.entries_before(connection, ledger.organ, ledger.name, at, 500)
            for number, body in rows:
                entry = orjson.loads(body)
                if actor in ("", entry["actor"], entry.get("account")) and act in ("", entry["act"]):
                    if len(found) == most:
                        return found, at
                    found.append(told(self._place, entry))
                at = number
            if len(rows) < 500:
                return found, 0
        return found, at

    def must_audit(self, by: str | None) -> None:
        """Raises NotYours for anybody but an audit administrator and the operator."""
        self._asker(by, "read the log", AUDIT_ADMIN)

    def case_log(self, by: str | None, reference: str) -> list[dict[str, Any]]:
        """What was done in a case, as the log has it, without remarks and answers. Raises CaseUnknown."""
        self._asker(by, "read the log of a case", AUDIT_ADMIN)
        with self._place.database.reading() as connection:
            row = known(questions.case(connection, reference), reference)
            entries = questions.entries_of(connection, row["organ"], row["id"])
        return [told(self._place, orjson.loads(body)) for _, body, _ in entries]

    def verify_log(self, by: str | None) -> record.Verification:
        """Check every chain, checkpoint and series of numbers."""
        self._asker(by, "verify the log", AUDIT_ADMIN)
        return record.verify(self._place, self._keyring)

    def export_log(self, by: str | None, which: str) -> bytes:
        """A ledger as lines of JSON, each entry with its hash, to be checked elsewhere; that it was taken is kept."""
        name, ledger = self._asker(by, "export the log", AUDIT_ADMIN), LOGS[which][0]
        with self._place.database.writing() as connection:
            ACCESS.write(connection, self._place.now(), name, "log_exported", ledger=which)
        with self._place.database.reading() as connection:
            entries = ledger.entries(connection)
        return b"".join(body[:-1] + b',"hash":"' + hash.hex().encode() + b'"}\n' for _, body, hash in entries)


def _said(reason: str) -> str:
    """The reason. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:400]


def _uses(matter: Matter, organ: Organ, seal: str) -> list[SealUse]:
    rules = [r for r in matter.documents.values() if r.seal == seal and matter.organs.get(r.organ) == organ.id]
    return [SealUse(matter.title, rule.title, _makers(matter, rule)) for rule in rules]


def _makers(matter: Matter, rule: DocumentRule) -> list[Titled]:
    """The roles whose act makes a paper: those that may do the act it follows; of one that the process makes by itself,
    those that decide.
    """
    step = matter.steps.get(rule.step)
    acts = rule.on or (step.acts if step is not None and step.role.who == "official" else DECISIONS)
    lanes = {lane for act in acts for lane in matter.lanes_of(act)}
    roles = [role for lane, role in matter.roles.items() if lane in lanes and role.who == "official"]
    return [Titled(str(r.title.get("zh", r.role)), str(r.title.get("en", r.role))) for r in roles]
