"""Claiming and releasing a task: no legal acts, but kept in the record like everything that is done."""

from __future__ import annotations

from engine.acts.change import Change, Conflict, attempt
from engine.acts.steps import TaskDone, TaskUnknown
from engine.authority import Account, Claimed, NotYours, distinct, may_act
from engine.case import Case
from engine.store import questions
from engine.store.database import Connection
from engine.store.tables import OPEN
from engine.workplace import Workplace


def claim(place: Workplace, task: str, account: Account) -> None:
    """The task is this account's until it is done or released.

    Of two who claim at once, one gets it. Raises TaskUnknown, TaskDone, NotYours, Claimed.
    """
    attempt(lambda: _hand_over(place, task, account, account.name), task)


def release(place: Workplace, task: str, account: Account) -> None:
    """The task is back in the pool of its role. Raises TaskUnknown, TaskDone, NotYours, Claimed."""
    attempt(lambda: _hand_over(place, task, account, None), task)


def _hand_over(place: Workplace, task: str, account: Account, after: str | None) -> None:
    with place.database.reading() as connection:
        row = questions.task_with_case(connection, task, account.name)
    if row is None:
        raise TaskUnknown(task)
    case = Case.from_row(row)
    matter = place.matter(case.bundle)
    step = matter.steps[row["task_step"]]
    what = f"{'claim' if after else 'release'} {step.id} in {case.number}"
    if after is not None:
        distinct(account, step.id, step.distinct_from, case.record.handlers)
    may_act(account, step.role, applicant=case.applicant, agent=case.agent, what=what)
    if step.role.who != "official":
        raise NotYours(account.name, what, "officials only")
    if row["task_state"] != OPEN:
        raise TaskDone(step.id, "done", row["task_done_by"] or "")
    before = row["task_assignee"]
    if before not in (None, account.name):
        raise Claimed(before)
    if before == after:
        return
    change = Change(place, case, matter, place.now())
    change.entry(account, "claim" if after else "release", step=step.id, task=task)

    def hand_over(connection: Connection) -> None:
        if not questions.assign(connection, task, before, after):
            raise Conflict

    change.commit(hand_over)
