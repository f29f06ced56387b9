"""Who may see, claim and act: roles by organ, four eyes, two officers on a visit, agents of applicants, people named.

Pure: accounts and the facts of the case come in, a refusal comes out. Logging in is not its business.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from engine.errors import NotFound, Refusal
from engine.terms import Titled

AccountKind = Literal["person", "organisation", "official", "system"]

SUPERVISOR = "supervisor"
"""Role of those who may see every case of their organ without acting in it."""
AUDITOR = "auditor"
"""Role of those who may see every case of the office without acting in it."""
WATCHING: Mapping[str, Titled] = {
    SUPERVISOR: Titled("监督人员", "supervisor"),
    AUDITOR: Titled("全局监督人员", "auditor of all organs"),
}
SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN = "system_admin", "security_admin", "audit_admin"
ADMINISTRATORS: Mapping[str, Titled] = {
    SYSTEM_ADMIN: Titled("系统管理员", "system administrator"),
    SECURITY_ADMIN: Titled("安全管理员", "security administrator"),
    AUDIT_ADMIN: Titled("审计管理员", "audit administrator"),
}
"""The three administrators (三员): who runs the office, who grants rights, who reads the log of both.

Source: GB/T 22239-2019 8.1.5.1–8.1.5.3.
"""


LONGEST_TAIL = 40
"""Signs of the end of a name that are kept."""


class UnknownAccount(NotFound):
    """There is no account of this name."""

    code = "AUTHORITY-UNKNOWN-ACCOUNT"
    remedy = "Check the spelling; `sealflow account list` shows the accounts."

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no account {name!r}")


class NotYours(Refusal):
    """The case or task belongs to others."""

    code = "AUTHORITY-NOT-YOURS"
    remedy = "Leave it to the role or person named, or ask them to act for you."
    status = 403

    def __init__(self, account: str, what: str, whose: str) -> None:
        super().__init__(f"{account} may not {what}: it is for {whose}")


class AdministratorsApart(Refusal):
    """One account would hold two of the three administrators' roles, or one of them beside other work."""

    code = "AUTHORITY-ADMINISTRATORS-APART"
    remedy = "Give each of the three roles to another person, who holds no other role."
    source = "GB/T 22239-2019 8.1.5: system, security and audit administration apart"
    status = 409

    def __init__(self, account: str, roles: Iterable[str]) -> None:
        super().__init__(f"{account} would hold {', '.join(sorted(roles))}; an administrator holds one role alone")


class OwnRights(Refusal):
    """Somebody would change the rights of their own account."""

    code = "AUTHORITY-OWN-RIGHTS"
    remedy = "Ask another security administrator, or the operator at the console."
    source = "GB/T 22239-2019 8.1.5.3"
    status = 403

    def __init__(self, account: str) -> None:
        super().__init__(f"{account} may not change the rights of {account}")


class SamePerson(Refusal):
    """One person would do two steps that the matter gives to different persons."""

    code = "AUTHORITY-SAME-PERSON"
    remedy = "Leave this step to a colleague who had no part in the steps named."
    source = "Administrative Licensing Law art. 34; separation of examination and decision"
    status = 403

    def __init__(self, account: str, step: str, earlier: str) -> None:
        super().__init__(f"{account} did {earlier} in this case and may not also do {step}")


class NamedUnknown(Refusal):
    """Whom an answer names has no account here."""

    code = "AUTHORITY-NAMED-UNKNOWN"
    remedy = "Check the number; else ask that person to register here first, then hand this in again."
    status = 422

    def __init__(self, lane: str) -> None:
        super().__init__(f"whoever is named as {lane} is not registered here under that number")


class NamedTwice(Refusal):
    """One person is named for two sides of a case that must be different people's."""

    code = "AUTHORITY-NAMED-TWICE"
    remedy = "Name another person: nobody confirms or signs for the other side of his own case."
    status = 422

    def __init__(self, lane: str, other: str) -> None:
        super().__init__(f"the person named as {lane} is {other} of this case already")


class ApplicantNotNamed(Refusal):
    """Of those named one must be who applies, and none is."""

    code = "AUTHORITY-APPLICANT-NOT-NAMED"
    remedy = "Let one of those named apply, with the number that belongs to the account."
    status = 422

    def __init__(self, account: str, lane: str) -> None:
        super().__init__(f"{account} is none of those among whom the other is {lane}")


class TwoOfficersNeeded(Refusal):
    """The law wants at least two officers on a check of facts, both named."""

    code = "AUTHORITY-TWO-OFFICERS"
    remedy = "Name at least the required number of different officers holding the role, yourself among them."
    source = "Administrative Licensing Law art. 34(3)"

    def __init__(self, step: str, needed: int, why: str) -> None:
        super().__init__(f"{step} needs {needed} officers: {why}")


class Claimed(Refusal):
    """A colleague has claimed the task."""

    code = "AUTHORITY-CLAIMED"
    remedy = "Take another task, or ask the colleague to release this one."
    status = 409

    def __init__(self, by: str) -> None:
        super().__init__(f"the task has been claimed by {by}")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who uses the office. `name` is the account's; `person` what the person or organisation is called."""

    name: str
    person: str
    kind: AccountKind = "person"
    organ: str = ""
    roles: frozenset[str] = frozenset()
    id_kind: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""
    agent_for: frozenset[str] = field(default_factory=frozenset)
    """Accounts on whose behalf this one may apply and act."""


SYSTEM = Account("system", "系统", "system")
"""The office itself: limits that run out, services that deliver."""


@dataclass(frozen=True, slots=True)
class Role:
    """Who stands behind a lane: the applicant, a person named by an answer, officials of an organ, or the system."""

    lane: str
    who: Literal["applicant", "named", "official", "system"]
    organ: str = ""
    role: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    named_by: tuple[str, ...] = ()
    """Of a person named: the facts that say who, by account or by identity number; of several, the first that is not
    the applicant, who must be another of them."""
    by_agent: bool = False
    """Whether somebody authorised may act for a person named; else it has to be the person."""
    card: tuple[str, ...] = ()
    """The facts that are told of a person named to whom he shows his code: what he is sent as."""

    @property
    def is_outside(self) -> bool:
        """Whether somebody stands behind it who belongs to no organ."""
        return self.who in ("applicant", "named")

    def described(self) -> str:
        """The role in words, for refusals."""
        if self.who == "official":
            return f"{self.role} of {self.organ}"
        if self.who == "named":
            whose = f"the person whom the case names as {self.lane}"
            return f"{whose}, or an agent" if self.by_agent else f"{whose}, in person"
        return "the applicant" if self.who == "applicant" else "the system"

    def naming(self, form: str, step: str, answers: Mapping[str, Any]) -> list[str] | None:
        """Whom these answers to a form name, in the order of `named_by`; None when they are not what names anybody."""
        names: list[str] | None = None
        for fact in self.named_by:
            source, *path = fact.split(".")
            if source == "steps":
                source, *path = path
                if source != step:
                    continue
            elif source != form:
                continue
            found: Any = answers
            for key in path:
                found = found.get(key) if isinstance(found, Mapping) else None
            names = [*(names or ()), *([found] if isinstance(found, str) and found else ())]
        return names


NOBODY_NAMED: Mapping[str, str] = MappingProxyType({})
"""Of cases that name nobody. Where people are named, their accounts by lane."""


def identity_mark(number: str) -> str:
    """What stands for an identity number, however it was typed, where the number itself need not be known."""
    return hashlib.sha256("".join(number.split()).upper().encode()).hexdigest()


def spelled(name: str) -> str:
    """A name as it is compared: without spaces and however wide or large its signs were typed."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def name_tails(name: str) -> list[str]:
    """Every end of a name down to two signs, as far as anybody looks: each part of the name begins one of them."""
    name = spelled(name)
    return sorted({name[at : at + LONGEST_TAIL] for at in range(max(1, len(name) - 1))}) if name else []


def keep_apart(account: Account) -> None:
    """Raises AdministratorsApart when the account holds a role of an administrator and any other beside it."""
    if account.roles & ADMINISTRATORS.keys() and len(account.roles) > 1:
        raise AdministratorsApart(account.name, account.roles)


def must_administer(account: Account | None, roles: Collection[str], what: str) -> None:
    """Raises NotYours unless the account holds one of these administrators' roles, or it is the operator (None)."""
    if account is not None and not account.roles & set(roles):
        whose = " or ".join(f"the {ADMINISTRATORS[role].en}" for role in sorted(roles))
        raise NotYours(account.name, what, whose)


def acts_for(account: Account, applicant: str, agent: str | None) -> bool:
    """Whether this account is the case's applicant, or its agent and still entitled to be."""
    return account.name == applicant or (account.name == agent and applicant in account.agent_for)


def named_as(
    account: Account, roles: Iterable[Role], *, applicant: str, agent: str | None, named: Mapping[str, str]
) -> dict[str, str]:
    """The lanes in which a case names the account, or somebody whose agent it is, each with who is named.

    An agent acts for one side only, and only in lanes whose part need not be done in person.
    Source: 民法典第一百六十一条（可以通过代理人；应当由本人亲自实施的不得代理）、第一百六十八条（不得双方代理）.
    """
    own = {lane: name for lane, name in named.items() if name == account.name}
    whose = account.agent_for & set(named.values())
    if own or len(whose) != 1 or acts_for(account, applicant, agent):
        return own
    for_agents = {role.lane for role in roles if role.by_agent}
    return {lane: name for lane, name in named.items() if name in whose and lane in for_agents}


def holds_a_role(account: Account, roles: Iterable[Role]) -> bool:
    """Whether the account is an official and holds one of these roles at the role's organ."""
    return any(r.who == "official" and r.organ == account.organ and r.role in account.roles for r in roles)


def may_open(
    account: Account, applicant: Account, openers: Collection[Role] = (), *, by_applicant: bool = True
) -> None:
    """Raises NotYours when the account may not open a case of `applicant`.

    openers: the roles whose officials may, for somebody outside the organs; by_applicant: whether who applies may.
    """
    whose = " or ".join(role.described() for role in openers) or "officials"
    if account.kind == "official" and openers:
        if not holds_a_role(account, openers):
            raise NotYours(account.name, "open such a case", whose)
        if applicant.kind not in ("person", "organisation"):
            raise NotYours(account.name, f"open a case of {applicant.name}", "people outside the organs")
        return
    if not by_applicant:
        raise NotYours(account.name, "open such a case", whose)
    if account.name != applicant.name and applicant.name not in account.agent_for:
        raise NotYours(account.name, f"apply for {applicant.name}", applicant.name)
    if account.kind == "official":
        raise NotYours(account.name, "apply with an official's account", "applicants")


def may_act(
    account: Account, role: Role, *, applicant: str, agent: str | None, named: Mapping[str, str] = NOBODY_NAMED,
    what: str,
) -> None:  # fmt: skip
    """Raises NotYours when the account does not hold the role in this case."""
    if role.who == "applicant":
        allowed = acts_for(account, applicant, agent)
    elif role.who == "named":
        allowed = role.lane in named_as(account, [role], applicant=applicant, agent=agent, named=named)
    elif role.who == "official":
        allowed = account.organ == role.organ and role.role in account.roles
    else:
        allowed = account.kind == "system"
    if not allowed:
        raise NotYours(account.name, what, role.described())


def distinct(account: Account, step: str, others: Iterable[str], handlers: Mapping[str, Collection[str]]) -> None:
    """Raises SamePerson when the account ever took part in one of the steps that must be another person's."""
    for other in others:
        if account.name in handlers.get(other, ()):
            raise SamePerson(account.name, step, other)


def enough_officers(
    account: Account, step: str, needed: int, named: Any, role: Role, colleagues: Mapping[str, Account]
) -> None:
    """Raises TwoOfficersNeeded unless `named` lists enough different officers of the role, the actor among them."""
    if needed < 2:
        return
    names: Sequence[str] = [n for n in named if isinstance(n, str)] if isinstance(named, list) else []
    if len(set(names)) < needed:
        raise TwoOfficersNeeded(step, needed, f"{len(set(names))} named in `officers`")
    if account.name not in names:
        raise TwoOfficersNeeded(step, needed, f"{account.name}, who records it, is not among them")
    for name in names:
        officer = colleagues.get(name)
        if officer is None or officer.organ != role.organ or role.role not in officer.roles:
            raise TwoOfficersNeeded(step, needed, f"{name} is not a {role.described()}")


def takes_part(account: Account, *, applicant: str, agent: str | None, roles: Iterable[Role]) -> bool:
    """Whether the account has something to do in the case, rather than to look on as a supervisor or auditor."""
    return acts_for(account, applicant, agent) or holds_a_role(account, roles)


def may_see(
    account: Account, *, applicant: str, agent: str | None, roles: Iterable[Role], in_sight: Collection[str],
    named: Mapping[str, str] = NOBODY_NAMED,
) -> bool:  # fmt: skip
    """Whether the account may read the case, or its own part of it: its applicant and agent, whom it names, officials
    who hold a role in it, supervisors of an organ taking part, auditors. in_sight: the organs in which the account
    looks on if it is a supervisor's."""
    if account.kind == "system" or AUDITOR in account.roles or acts_for(account, applicant, agent):
        return True
    roles = tuple(roles)
    if named_as(account, roles, applicant=applicant, agent=agent, named=named):
        return True
    supervises = SUPERVISOR in account.roles and any(r.organ in in_sight for r in roles if r.who == "official")
    return supervises or holds_a_role(account, roles)
