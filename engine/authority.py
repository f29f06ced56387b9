"""Who may see, claim and act: roles by organ, four eyes, two officers on a visit, agents of applicants.

Pure: accounts and the facts of the case come in, a refusal comes out. Logging in is not its business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.errors import NotFound, Refusal

AccountKind = Literal["person", "organisation", "official", "system"]

SUPERVISOR = "supervisor"
"""Role of those who may see every case of their organ without acting in it."""
AUDITOR = "auditor"
"""Role of those who may see every case of the office without acting in it."""


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


class SamePerson(Refusal):
    """One person would do two steps that the matter gives to different persons."""

    code = "AUTHORITY-SAME-PERSON"
    remedy = "Leave this step to a colleague who had no part in the steps named."
    source = "Administrative Licensing Law art. 34; separation of examination and decision"
    status = 403

    def __init__(self, account: str, step: str, earlier: str) -> None:
        super().__init__(f"{account} did {earlier} in this case and may not also do {step}")


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
    """Who stands behind a lane: the applicant, officials of an organ holding a role, or the system."""

    lane: str
    who: Literal["applicant", "official", "system"]
    organ: str = ""
    role: str = ""
    title: Mapping[str, str] = field(default_factory=dict)

    def described(self) -> str:
        """The role in words, for refusals."""
        if self.who == "official":
            return f"{self.role} of {self.organ}"
        return "the applicant" if self.who == "applicant" else "the system"


def acts_for(account: Account, applicant: str, agent: str | None) -> bool:
    """Whether this account is the case's applicant, or its agent and still entitled to be."""
    return account.name == applicant or (account.name == agent and applicant in account.agent_for)


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


def may_act(account: Account, role: Role, *, applicant: str, agent: str | None, what: str) -> None:
    """Raises NotYours when the account does not hold the role in this case."""
    if role.who == "applicant":
        allowed = acts_for(account, applicant, agent)
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
    account: Account, *, applicant: str, agent: str | None, roles: Iterable[Role], in_sight: Collection[str]
) -> bool:
    """Whether the account may read the case: its applicant and agent, officials who hold a role in it, supervisors of
    an organ taking part, auditors. in_sight: the organs in which the account looks on if it is a supervisor's."""
    if account.kind == "system" or AUDITOR in account.roles or acts_for(account, applicant, agent):
        return True
    roles = tuple(roles)
    supervises = SUPERVISOR in account.roles and any(r.organ in in_sight for r in roles if r.who == "official")
    return supervises or holds_a_role(account, roles)
