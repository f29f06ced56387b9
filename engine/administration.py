"""What is changed in the office itself: its accounts and its published matters. Each change leaves an entry in the
office's ledger, in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.audit import digest_of
from engine.authority import ADMINISTRATORS, SYSTEM, WATCHING, Account, keep_apart, name_tails
from engine.case import instant
from engine.errors import Refusal
from engine.forms.text import Unprintable, clean
from engine.ledger import OFFICE, OPERATOR
from engine.matter.folder import Files, MatterMissing, frozen, pack
from engine.matter.model import Matter
from engine.store import publications, registry
from engine.store.database import Connection
from engine.terms import Titled
from engine.workplace import Workplace, account_from_row, account_row

ACCOUNT, PUBLISH, RETIRE = "account", "publish", "retire"
"""The acts of the office's ledger: an account was written, a matter published or retired."""

_NAME = re.compile(r"[A-Za-z0-9]+([._@-][A-Za-z0-9]+)*")
_MOST_NAME, _MOST_PERSON = 64, 120


class AccountsRefused(Refusal):
    """An account cannot be written as it was given."""

    code = "ACCOUNT-REFUSED"
    remedy = "Correct the rows named and send all of them again; nothing was written."

    def __init__(self, problems: Sequence[str]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")
        self.problems = tuple(problems[1:])


class AccountExists(Refusal):
    """There is an account of this name already, and it says something else."""

    code = "ACCOUNT-EXISTS"
    remedy = "Choose another name, or send it again with --replace if the account itself has changed."
    status = 409

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"there is already an account {', '.join(names)}; nothing was written")


def add_accounts(place: Workplace, accounts: Sequence[Account], by: str, *, replace: bool) -> int:
    """Write accounts that come from outside, all or none; returns how many were new or changed.

    Raises AccountsRefused, AdministratorsApart, AccountExists unless `replace`.
    """
    names = [account.name for account in accounts]
    doubled = sorted({name for name in names if names.count(name) > 1})
    problems = [f"{name!r} stands there {names.count(name)} times" for name in doubled]
    roles = roles_of(place)
    for account in accounts:
        keep_apart(account)
        problems += _problems(place, account)
        problems += [
            f"{account.name}: no matter published here has the role {role!r}; there are: {', '.join(sorted(roles))}"
            for role in sorted(account.roles - roles.keys())
        ]
    if problems:
        raise AccountsRefused(problems)
    known = place.colleagues(names)
    changed = [account for account in accounts if known.get(account.name) != account]
    there = [account.name for account in changed if account.name in known]
    if there and not replace:
        raise AccountExists(there)
    with place.database.writing() as connection:
        for account in changed:
            _write(place, connection, account, by)
    return len(changed)


def put_account(place: Workplace, account: Account, by: str, **said: str) -> None:
    """Write one account, new or anew; its entry tells `said`, too. Raises AccountsRefused, AdministratorsApart."""
    keep_apart(account)
    if problems := list(_problems(place, account)):
        raise AccountsRefused(problems)
    with place.database.writing() as connection:
        row = registry.account(connection, account.name)
        if row is None or account_from_row(row["name"], row["organ"], row["person"]) != account:
            _write(place, connection, account, by, **said)


def standing(place: Workplace, bundle: str) -> Matter | None:
    """The matter with this fingerprint, if it is the newest that was published of its code."""
    try:
        matter = place.matter(bundle)
    except MatterMissing:
        return None
    with place.database.reading() as connection:
        newest = publications.newest_publication(connection, matter.code)
    return matter if newest is not None and newest["bundle"] == bundle else None


def publish(place: Workplace, matter: Matter, files: Files, by: str) -> bool:
    """Freeze a checked matter under its fingerprint and let new cases use it; False when it is published already."""
    with place.database.writing() as connection:
        current = publications.newest_publication(connection, matter.code)
        if current is not None and current["bundle"] == matter.fingerprint:
            return False
        now = place.now()
        said = {"matter": matter.code, "version": matter.version, "bundle": matter.fingerprint}
        said["effective"] = str(matter.effective)
        OFFICE.write(connection, now, by, PUBLISH, published_at=instant(now), **said)
        publications.insert_bundle(
            connection, {"hash": matter.fingerprint, "matter": matter.code, "files": pack(frozen(files))}
        )
        publications.insert_publication(
            connection, {**said, "at": instant(now), "kind": matter.kind, "title": matter.title.zh}
        )
    place.remember(matter)
    return True


def retire(place: Workplace, code: str, reason: str, by: str) -> None:
    """From now on no case of the matter is opened; those that run go on. Raises MatterMissing."""
    now = place.now()
    with place.database.writing() as connection:
        current = publications.newest_publication(connection, code)
        if current is None or not current["bundle"]:
            raise MatterMissing(f"no matter {code!r} is published here")
        said = {"matter": code, "version": current["version"], "effective": place.day(now).isoformat()}
        OFFICE.write(connection, now, by, RETIRE, published_at=instant(now), reason=reason, **said)
        told = {"at": instant(now), "kind": current["kind"], "title": current["title"], "bundle": ""}
        publications.insert_publication(connection, {**said, **told})


def _write(place: Workplace, connection: Connection, account: Account, by: str, **said: str) -> None:
    row = account_row(account, place.random_bytes(16))
    OFFICE.write(
        connection, place.now(), by, ACCOUNT, **said,
        account=account.name, organ=account.organ, roles=sorted(account.roles), content=digest_of(row["person"], b""),
    )  # fmt: skip
    registry.put_account(connection, row, () if account.organ else name_tails(account.person))


def roles_of(place: Workplace) -> dict[str, Titled]:
    """The roles that officials may hold: those that published matters name, and those the office itself knows."""
    return {role: title for roles in roles_at(place).values() for role, title in roles.items()}


def roles_at(place: Workplace) -> dict[str, dict[str, Titled]]:
    """The roles that officials of each organ may hold, as `roles_of`, called as they are there."""
    with place.database.reading() as connection:
        bundles = [row["bundle"] for row in publications.current_publications(connection)]
    named: dict[str, dict[str, Titled]] = {organ: {} for organ in place.organs}
    for matter in map(place.matter, bundles):
        for role in matter.roles.values():
            if role.who == "official":
                titles = (str(role.title.get(language, role.role)) for language in ("zh", "en"))
                named.setdefault(role.organ, {}).setdefault(role.role, Titled(*titles))
    return {organ: {**roles, **WATCHING, **ADMINISTRATORS} for organ, roles in named.items()}


def _problems(place: Workplace, account: Account) -> Iterator[str]:
    """What is wrong with an account by itself."""
    name = account.name
    if len(name) > _MOST_NAME or not _NAME.fullmatch(name):
        yield f"{name!a} is no name of an account: letters and digits, parted by . _ - or @, at most {_MOST_NAME}"
        return
    if name in (SYSTEM.name, OPERATOR):
        yield f"{name} is the name by which the office itself acts"
    for what, text in (("person", account.person), ("id_number", account.id_number), ("phone", account.phone)):
        try:
            bare = clean(text)
        except Unprintable as refused:
            yield f"{name}: its {what} holds the sign {refused.sign}, which cannot be printed"
            continue
        if bare != text or "\n" in text or len(text) > _MOST_PERSON:
            yield f"{name}: its {what} must be one line of at most {_MOST_PERSON} characters, without blanks around"
    if not account.person:
        yield f"{name} names no person"
    if account.organ and account.organ not in place.organs:
        yield f"{name}: there is no organ {account.organ!r}; there are: {', '.join(place.organs)}"
    if account.kind == "official" and not account.organ:
        yield f"{name} is an official of no organ"
    if account.roles and account.kind != "official":
        yield f"{name} is no official, but has the roles {', '.join(sorted(account.roles))}"
