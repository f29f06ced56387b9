"""Many tasks done in one go: what was asked for is kept, the worker does it, and each task tells how it came out.

A batch is a help for whoever presses the button, no power: each task is done as if its person had done it alone, with
the same checks, and what is refused for one hinders no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson

from engine.case import instant, moment
from engine.errors import NotFound, Refusal, SealflowError
from engine.identifiers import uuid7
from engine.store import batches, questions, registry
from engine.store.asking import Row
from engine.terms import TaskVerb
from engine.workplace import Workplace

log = logging.getLogger("sealflow.batches")

MOST_TASKS = 200
VERBS = (TaskVerb.CLAIM, TaskVerb.RELEASE, TaskVerb.COMPLETE)
"""What may be done with many tasks at once."""
_HELD = timedelta(minutes=2)
"""How long a worker that died keeps others from a batch."""
_KEPT_BATCHES = 20


@dataclass(frozen=True, slots=True)
class Alike:
    """What is said of every task of a batch: of completing, the outcome and the answers to its form."""

    outcome: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


_NOTHING = Alike()
Doing = Callable[[str, str, Alike], object]
"""Does a verb with a task, as an account."""


class BatchUnknown(NotFound):
    """There is no such batch, or it is somebody else's."""

    code = "BATCH-UNKNOWN"
    remedy = "Look at your tasks: each shows what became of it."

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no batch {id} of yours")


class BatchRefused(Refusal):
    """What is to be done with many tasks at once cannot be."""

    code = "BATCH-REFUSED"
    remedy = f"Choose between 1 and {MOST_TASKS} tasks of your list and one of: {', '.join(VERBS)}."
    status = 422


class Came(StrEnum):
    """How one task of a batch came out."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Item:
    """One task of a batch. `code` and `said` tell why it was refused."""

    task: str
    case: str
    came: Came
    code: str = ""
    said: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as whoever began it sees it."""

    id: str
    verb: TaskVerb
    alike: Alike
    begun_at: datetime
    finished: bool
    items: Sequence[Item]

    def count(self, came: str) -> int:
        """How many tasks came out so."""
        return sum(item.came == came for item in self.items)


class Batches:
    """The batches of one office. `doing`: how each verb is done with one task."""

    def __init__(self, place: Workplace, doing: Mapping[TaskVerb, Doing]) -> None:
        self._place, self._doing = place, doing

    def begin(self, account: str, verb: str, tasks: Sequence[str], alike: Alike = _NOTHING) -> str:
        """Let these tasks be done, in this order; the id of the batch. Raises BatchRefused, UnknownAccount."""
        who = self._place.account(account)
        wanted = list(dict.fromkeys(tasks))
        if verb not in self._doing or not 1 <= len(wanted) <= MOST_TASKS:
            raise BatchRefused(f"{len(wanted)} tasks cannot be done at once by {verb!r}")
        now = self._place.now()
        row = {
            "id": uuid7(now, self._place.random_bytes), "account": who.name, "verb": verb, "outcome": alike.outcome,
            "answers": orjson.dumps(dict(alike.answers)), "note": alike.note, "begun_at": instant(now),
            "held_until": instant(now), "finished_at": None,
        }  # fmt: skip
        with self._place.database.writing() as connection:
            absent = registry.deputyships(connection, who.name, self._place.day(now).isoformat()) if who.organ else ()
            shares = questions.may_do(who.name, who.organ or None, who.roles, absent)
            numbers = batches.numbers(connection, wanted, shares)
            if gone := [task for task in wanted if task not in numbers]:
                raise BatchRefused(f"{len(gone)} of {len(wanted)} tasks are not in your list any more")
            batches.insert(connection, row, [(task, numbers[task]) for task in wanted])
        return str(row["id"])

    def show(self, id: str, account: str) -> Batch:
        """A batch and how each of its tasks came out. Raises BatchUnknown."""
        with self._place.database.reading() as connection:
            row = batches.batch(connection, id, account)
            if row is None:
                raise BatchUnknown(id)
            return _batch(row, batches.items(connection, id))

    def latest(self, account: str) -> list[Batch]:
        """The newest batches of an account, without their tasks."""
        with self._place.database.reading() as connection:
            return [_batch(row, ()) for row in batches.latest(connection, account, _KEPT_BATCHES)]

    def work(self) -> int:
        """Do what waits; how many tasks were done or refused. Any number of workers may: each batch is one's alone."""
        worked = 0
        while (row := self._take()) is not None:
            for position, task in self._waiting(row["id"]):
                came = self._do(row, task)
                with self._place.database.writing() as connection:
                    batches.settle(connection, row["id"], position, *came)
                    batches.hold(connection, row["id"], instant(self._place.now() + _HELD))
                worked += 1
            with self._place.database.writing() as connection:
                batches.finish(connection, row["id"], instant(self._place.now()))
        return worked

    def _take(self) -> Row | None:
        """The oldest batch that waits, from now on this worker's."""
        now = self._place.now()
        with self._place.database.reading() as connection:
            if not batches.any_waits(connection, instant(now)):
                return None
        with self._place.database.writing() as connection:
            return batches.take(connection, instant(now), instant(now + _HELD))

    def _waiting(self, id: str) -> list[tuple[int, str]]:
        with self._place.database.reading() as connection:
            return batches.waiting(connection, id)

    def _do(self, row: Row, task: str) -> tuple[str, str, str]:
        try:
            self._doing[TaskVerb(row["verb"])](task, row["account"], _alike(row))
        except SealflowError as error:
            if error.status >= 500:
                raise  # the office, not the task: the batch waits until it is well again
            log.info("batch_refused batch=%s task=%s code=%s", row["id"], task, error.code)
            return Came.REFUSED, error.code, orjson.dumps([str(error), error.remedy]).decode()
        return Came.DONE, "", ""


def _batch(row: Row, items: Sequence[Row]) -> Batch:
    return Batch(
        row["id"], TaskVerb(row["verb"]), _alike(row), moment(row["begun_at"]), row["finished_at"] is not None,
        [_item(item) for item in items],
    )  # fmt: skip


def _alike(row: Row) -> Alike:
    return Alike(row["outcome"], orjson.loads(row["answers"]), row["note"])


def _item(row: Row) -> Item:
    said, remedy = orjson.loads(row["said"]) if row["said"] else ("", "")
    return Item(row["task"], row["number"], Came(row["came"]), row["code"], said, remedy)


__all__ = ["MOST_TASKS", "VERBS", "Alike", "Batch", "BatchRefused", "BatchUnknown", "Batches", "Came", "Item"]
