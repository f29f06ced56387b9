"""What is asked all day, with a thousand cases in the office and with a hundred thousand.

Counted, not timed: the SQL statements of each question, and the instructions SQLite's machine runs for them, which grow
with every row read, sorted or left out. The naive way beside it asks the same tables as one would at first: an order
that no index holds, all cases of everybody it concerns, every leaf under a checkpoint.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from benchmarks.step import ANSWERS, NOW, furnished_place, open_case, open_task
from engine.acts import steps
from engine.case import instant
from engine.identifiers import uuid7
from engine.record import checkpoint
from engine.store import questions
from engine.store.tables import cases, entries, tasks
from engine.workplace import Workplace

FEW, MANY = 1_000, 100_000
PAGE = 50
ORGAN, ROLE, ACCOUNT = "city_justice", "official", "official"

NAIVE = {
    "worklist": (
        "SELECT t.*, c.number, c.title FROM tasks t JOIN cases c ON c.organ = t.organ AND c.id = t.case_id "
        f"WHERE t.state = 0 AND t.for_organ = '{ORGAN}' AND t.role = '{ROLE}' "
        f"AND (t.assignee IS NULL OR t.assignee = '{ACCOUNT}') ORDER BY t.due_on IS NULL, t.due_on, t.id LIMIT {PAGE}"
    ),
    "cases": (
        f"SELECT * FROM cases WHERE organ = '{ORGAN}' OR id IN (SELECT case_id FROM tasks WHERE for_organ = '{ORGAN}') "
        f"ORDER BY opened_at DESC LIMIT {PAGE}"
    ),
    "checkpoint": "SELECT body FROM leaves ORDER BY position",
}


def main() -> None:
    """Count and print."""
    few, many = _counted(FEW), _counted(MANY)
    result: dict[str, float] = {"sql": max(statements for statements, _ in many.values())}
    for name, (statements, instructions) in many.items():
        before_statements, before_instructions = few[name]
        assert statements == before_statements, f"{name}: {before_statements} statements became {statements}"
        result[name] = round(instructions / before_instructions, 3)
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<18}{value}")


def _counted(size: int) -> dict[str, tuple[int, int]]:
    """Statements and instructions of each question in an office of so many cases; the naive ones by `naive_…`."""
    with furnished_place() as place:
        place.database.count_statements()
        case = open_case(place, "approval", ANSWERS)
        _fill(place, case, size)
        signer = _Witness()
        checkpoint(place, signer, at_once=size)
        with place.database.reading() as connection:
            page = _worklist(connection)
            deep = (page[-1]["urgency"], page[-1]["id"])
        asked: dict[str, Callable[[Any], object]] = {
            "worklist": _worklist,
            "worklist_next": lambda connection: _worklist(connection, deep),
            "cases": lambda connection: questions.cases_of_organ(connection, ORGAN, most=PAGE),
            "history": lambda connection: questions.entries_between(connection, ORGAN, case, range(1, PAGE)),
            **{f"naive_{name}": _plain(statement) for name, statement in NAIVE.items()},
        }
        counted = {}
        for name, ask in asked.items():
            with _counting(place) as count, place.database.reading() as connection:
                ask(connection)
            counted[name] = (count.statements, count.instructions)
        task = open_task(place, case, "check")
        assert task is not None
        with _counting(place) as count:
            steps.complete(place, task["id"], ACCOUNT, "accept", {"opinion": "齐全。"})
        counted["act"] = (count.statements, count.instructions)
        with _counting(place) as count:
            checkpoint(place, signer)
        counted["checkpoint"] = (count.statements, count.instructions)
        return counted


def _worklist(connection: Any, after: tuple[str, str] = ("", "")) -> Any:
    return questions.worklist(connection, questions.may_do(ACCOUNT, ORGAN, [ROLE]), after, PAGE)


def _plain(statement: str) -> Callable[[Any], object]:
    return lambda connection: connection.exec_driver_sql(statement).all()


def _fill(place: Workplace, case: str, size: int) -> None:
    """So many cases more, like this one, every second with an open task, every tenth of those without a last day."""
    with place.database.writing() as connection:
        row = dict(questions.case(connection, case) or {})
        (task,) = map(dict, questions.open_tasks(connection, row["organ"], case))
        _, body, head = questions.entries_of(connection, row["organ"], case)[0]
        row |= {"record": b"", "state": b"", "entries": 1, "head": head}
        copies: dict[Any, list[dict[str, Any]]] = {cases: [], tasks: [], entries: []}
        for n in range(size):
            at = NOW - timedelta(minutes=n + 1)
            id = uuid7(at)
            key = {"organ": row["organ"], "case_id": id}
            due = None if n % 20 == 0 else (NOW.date() + timedelta(days=n % 40)).isoformat()
            copies[cases].append({**row, "id": id, "number": f"{n:016}", "opened_at": instant(at)})
            copies[entries].append({**key, "number": 1, "body": body, "hash": head})
            copies[tasks].append({**task, **key, "id": uuid7(at), "due_on": due, "state": n % 2})
        for table, rows in copies.items():
            connection.execute(sa.insert(table), rows)


class _Witness:
    """A key that signs at no cost: what signing costs is another benchmark's."""

    id = "benchmark"

    def checkpoint_key(self) -> Any:
        return self

    def sign(self, data: bytes) -> bytes:
        return data[:64]

    def is_checkpoint(self, key: str, statement: bytes, signature: bytes) -> bool:
        return signature == statement[:64]


class _Count:
    statements = 0
    instructions = 0


@contextmanager
def _counting(place: Workplace) -> Iterator[_Count]:
    """Counts what the database is asked and what its machine does for it."""
    count = _Count()
    before = place.database.statements
    with place.database.reading() as connection:
        driver = connection.connection.driver_connection

    def step() -> int:
        count.instructions += 1
        return 0

    assert driver is not None
    driver.set_progress_handler(step, 1)
    try:
        yield count
    finally:
        driver.set_progress_handler(None, 0)
        count.statements = place.database.statements - before


if __name__ == "__main__":
    main()
