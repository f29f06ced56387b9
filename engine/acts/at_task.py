"""A task read for an act: with its case, its step, who asks, and for whom when a deputy does.

Whose a task is, is asked here alone: of the role that may do it, the one who claimed it, the one it was given to for an
opinion, the one who was added to it, and the deputy of each while that one is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from engine.acts.attempts import Conflict
from engine.acts.change import Change
from engine.acts.reading import sees
from engine.acts.standing_in import stood_in_for
from engine.acts.time import let_time_pass
from engine.authority import (
    SUPERVISOR,
    Account,
    Claimed,
    NotYours,
    Role,
    UnknownAccount,
    acts_for,
    distinct,
    holds_a_role,
    may_act,
)
from engine.case import Case, instant
from engine.errors import NotFound, Refusal
from engine.matter.model import Matter, Step
from engine.store import questions, registry
from engine.store.asking import Row
from engine.store.tables import DONE, OPEN
from engine.terms import TaskVerb, Titled
from engine.workplace import Workplace, account_from_row


class TaskUnknown(NotFound):
    """There is no such task, or the asker may not know of it."""

    code = "TASK-UNKNOWN"
    remedy = "Check the task; `sealflow task list --as YOU` shows those you may do."

    def __init__(self, task: str) -> None:
        super().__init__(f"there is no task {task} that you may see")


class TaskDone(Refusal):
    """The task is no longer open."""

    code = "TASK-DONE"
    remedy = "Look at the case as it is now (`sealflow case show`)."
    status = 409

    def __init__(self, step: str, state: str, by: str) -> None:
        super().__init__(f"the task {step} was {state}{f' by {by}' if by else ''}")


class VerbNotPossible(Refusal):
    """What was asked cannot be done with this task now."""

    code = "TASK-VERB-NOT-POSSIBLE"
    remedy = (
        "Choose one of the verbs that are possible now: `sealflow task verbs TASK --as YOU` tells why not the others."
    )
    status = 409

    def __init__(self, verb: TaskVerb, why: Titled) -> None:
        self.told = why
        super().__init__(f"{verb} is not possible: {why.en}")


class TaskHeld(VerbNotPossible):
    """The task waits for somebody else: it was given away for an opinion, or others have yet to sign or to answer."""

    code = "TASK-HELD"
    remedy = "Wait for them, remind them (`sealflow task remind`), or take back what you asked of them."


@dataclass(slots=True)
class AtTask:
    """A task before the eyes of somebody who wants to do something with it."""

    place: Workplace
    row: Row
    case: Case
    matter: Matter
    step: Step
    account: Account
    behalf: Account | None = None
    """Whose deputy the account is in this."""

    @property
    def id(self) -> str:
        """The task's id."""
        return str(self.row["task_id"])

    @property
    def token(self) -> str:
        """The token of the step, or of the part of it."""
        return str(self.row["task_token"])

    @property
    def main(self) -> str:
        """The token of the task this one is a part of; empty when it is none."""
        return self.row["task_main"] or ""

    @property
    def assignee(self) -> str | None:
        """Whose it is; None while it is in the pool."""
        assignee: str | None = self.row["task_assignee"]
        return assignee

    @property
    def about(self) -> dict[str, Any]:
        """What people arranged about it."""
        return about_of(self.row["task_about"])

    @property
    def role(self) -> Role:
        """Who stands behind it: of a part, whoever was asked; else the step's role."""
        if self.main:
            return Role("", "official", self.row["task_for_organ"], self.row["task_role"])
        return self.step.role

    @property
    def instance(self) -> str:
        """Of a step done once per person, and done by another than the list names: who that is."""
        element = orjson.loads(self.row["task_element"] or "null")
        return element if isinstance(element, str) and element != self.account.name else ""

    @property
    def round(self) -> str:
        """Of a step done once per person: which round of votes the task belongs to, by the entry that opened it."""
        return str(self.about.get("round") or self.row["task_entry"] or self.row["task_opened_at"])

    @property
    def told(self) -> dict[str, str]:
        """What every entry about the task says."""
        said = {"step": self.step.id, "task": self.id}
        return {**said, "on_behalf": self.behalf.name} if self.behalf else said

    @property
    def hands(self) -> tuple[Account, ...]:
        """Those who take part by it: the account, and whose deputy it is."""
        return (self.account, self.behalf) if self.behalf else (self.account,)

    def change(self) -> Change:
        """A change of the case, empty as yet."""
        return Change(self.place, self.case, self.matter, self.place.now())

    def refuse(self, verb: TaskVerb, zh: str, en: str) -> VerbNotPossible:
        """The refusal of a verb."""
        return VerbNotPossible(verb, Titled(zh, en))


def about_of(packed: str | None) -> dict[str, Any]:
    """What people arranged about a task, from its column."""
    return orjson.loads(packed) if packed else {}


def packed_about(about: Mapping[str, Any]) -> str | None:
    """What was arranged as it stands in the column; None when nothing is."""
    kept = {key: value for key, value in about.items() if value}
    return orjson.dumps(kept).decode() if kept else None


def read_task(place: Workplace, task: str, name: str) -> AtTask:
    """The task, open or not, and the account that asks, when all that had to happen by now has happened.

    Raises TaskUnknown, also to whoever neither sees the case nor is to do the task; UnknownAccount; Conflict when
    something had to happen first.
    """
    with place.database.reading() as connection:
        row = questions.task_with_case(connection, task, name)
    if row is None:
        raise TaskUnknown(task)
    if row["person"] is None:
        raise UnknownAccount(name)
    account = account_from_row(name, row["account_organ"], row["person"])
    case = Case.from_row(row)
    is_due = case.next_due is not None and case.next_due <= instant(place.now())
    if is_due and (let_time_pass(place, case.id) is not None or _was_written(place, case)):
        # What had to happen by now happens first: the law does not wait for whoever is slow.
        raise Conflict
    matter = place.matter_of(case.bundle, case.record.organs)
    if row["task_assignee"] != name and not sees(place, account, case, matter):
        raise TaskUnknown(task)
    return AtTask(place, row, case, matter, matter.steps[row["task_step"]], account)


def _was_written(place: Workplace, case: Case) -> bool:
    """Whether another wrote the case since it was read, as one who let the time pass that was due."""
    with place.database.reading() as connection:
        row = questions.case(connection, case.id)
    return row is None or row["version"] != case.version


def must_be_open(at: AtTask) -> None:
    """Raises TaskDone."""
    if at.row["task_state"] != OPEN:
        how = "done" if at.row["task_state"] == DONE else "cancelled"
        raise TaskDone(at.step.id, how, at.row["task_done_by"] or "")


def must_be_offered(at: AtTask, verb: TaskVerb) -> None:
    """Raises VerbNotPossible at a step for which the matter withholds the verb, and at the applicant's."""
    if verb in at.step.withholds:
        raise at.refuse(verb, "本事项在这个环节不允许", "the matter does not allow it at this step")
    if at.step.role.who != "official":
        raise at.refuse(verb, "这不是工作人员的环节", "the step is no official's")


def must_be_whole(at: AtTask, verb: TaskVerb) -> None:
    """Raises VerbNotPossible for what people added to a task."""
    if at.main:
        raise at.refuse(verb, "只能由办理环节的工作人员提出", "it is for the officials who do the step")


def must_supervise(at: AtTask, verb: TaskVerb) -> None:
    """Raises NotYours unless the account supervises the organ whose task it is."""
    organ = at.row["task_for_organ"]
    if SUPERVISOR not in at.account.roles or organ not in at.place.organs_of(at.account):
        raise NotYours(at.account.name, f"{verb} {at.step.id} in {at.case.number}", f"supervisors of {organ}")


def must_be_mine(at: AtTask, what: str, *, pool: bool = True) -> None:
    """Note for whom the account acts. Raises NotYours, Claimed unless the task is its own, or its own to take.

    pool: a task that nobody has taken will do, too.
    """
    refused = _not_mine(at, at.account, what)
    if refused is not None:
        at.behalf = _stands_in(at, what)
        if at.behalf is None:
            raise refused
    if not pool and at.assignee is None:
        raise NotYours(at.account.name, what, "whoever has claimed the task")


def must_be_free(at: AtTask, account: Account) -> None:
    """Raises SamePerson when the account had a part in a step that must be another person's."""
    distinct(account, at.step.id, at.step.distinct_from, at.case.record.handlers)


def _not_mine(at: AtTask, account: Account, what: str) -> Refusal | None:
    """Why the task is not this account's; None when it is, or is free for it to take."""
    if not _is_named(at, account):
        try:
            case = at.case
            named = case.record.named
            may_act(account, at.role, applicant=case.applicant, agent=case.agent, named=named, what=what)
        except NotYours as refused:
            return refused
    if at.assignee and at.assignee != account.name and not acts_for(account, at.case.applicant, at.case.agent):
        return Claimed(at.assignee)
    return None


def _is_named(at: AtTask, account: Account) -> bool:
    """Whether the task is this account's by name, whatever else its role may be called.

    So is a step done once per person of a list, within the organ; and what a colleague was given or asked to sign.
    """
    if at.assignee != account.name:
        return False
    if at.row["task_element"] is not None and account.organ == at.step.role.organ:
        return True
    return bool(at.row["task_about"]) and bool(at.main or at.about.get("named") or at.about.get("delegators"))


def _stands_in(at: AtTask, what: str) -> Account | None:
    """Whose deputy the account is for this task: the absent one's whose it is, or who could take it; or whose agent, of
    a person named."""
    case = at.case
    if at.role.who == "named" and not at.main:
        whose = case.named_as(at.account, [at.role]).get(at.role.lane)
        return at.place.account(whose) if whose and at.assignee in (None, whose) else None
    there = stood_in_for(at.place, at.account)
    absent = {one.name: one for one in there if one.organ == at.role.organ and at.role.role in one.roles}
    if at.assignee == at.account.name:  # taken in the absent one's place
        return absent.get(at.about.get("for", ""))
    able = [one for one in absent.values() if _not_mine(at, one, what) is None]
    return next((one for one in able if one.name == at.assignee), next(iter(able), None))


def candidates(at: AtTask, lanes: Iterable[str]) -> list[Account]:
    """The officials who hold one of these lanes' roles, by name."""
    return holders(at.place, [at.matter.roles[lane] for lane in lanes if lane in at.matter.roles])


def holders(place: Workplace, roles: Sequence[Role]) -> list[Account]:
    """The officials who hold one of these roles, by name."""
    with place.database.reading() as connection:
        rows = registry.accounts_of_organs(connection, sorted({role.organ for role in roles if role.organ}))
    found = (account_from_row(row["name"], row["organ"], row["person"]) for row in rows)
    return [account for account in found if holds_a_role(account, roles)]
