"""How people name a task: CASE/STEP, CASE/STEP/2 for the second of several, CASE/STEP@WHO for what was added to one."""

from __future__ import annotations

from engine.acts.at_task import TaskUnknown, about_of
from engine.store import questions
from engine.store.asking import Row
from engine.store.tables import OPEN
from engine.workplace import Workplace


def short(number: str, row: Row) -> str:
    """The name of a task in the case of this number."""
    return f"{number}/{row['step']}" + (f"@{row['assignee'] or row['role']}" if row["main"] else "")


def task_id(place: Workplace, name: str, *, done: bool = False) -> str:
    """The id of the task so named; an id is its own. Raises TaskUnknown.

    done: one that was done rather than one that is open, when there is one and no signature to take back.
    """
    if "/" not in name:
        return name
    number, step, *which = name.split("/")
    step, _, who = step.partition("@")
    with place.database.reading() as connection:
        row = questions.case(connection, number)
        tasks = questions.all_tasks(connection, row["organ"], row["id"]) if row else ()
    meant = [t for t in tasks if t["step"] == step and bool(t["main"]) == bool(who)]
    meant = [t for t in meant if who in ("", t["assignee"], t["role"])]
    open_ones = [t for t in meant if t["state"] == OPEN]
    if done and not any("held" in about_of(t["about"]) for t in open_ones):
        open_ones = []
    meant = open_ones or [t for t in meant if t["state"] != OPEN][-1:] or meant[-1:]
    index = int(which[0]) - 1 if which and which[0].isdecimal() else 0
    if not 0 <= index < len(meant):
        raise TaskUnknown(name)
    return str(meant[index]["id"])
