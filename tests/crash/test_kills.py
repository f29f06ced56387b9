"""kill -9 at random: people's processes and workers are killed in the middle of whatever they do, and others go on.

How often: CRASH_KILLS, over both databases; 20 in `make test`, 200 in `make crash`. What is random comes from
CRASH_SEED, which is printed. Time runs sixty times as fast as on the wall, so that a dead worker's lease of thirty
seconds passes in half a second.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest

from engine.acts.attempts import Overtaken
from engine.errors import Failure, Refusal
from engine.office import Office
from engine.workplace import FixedTime
from tests.crash.oracle import faults
from tests.offices import APPLICANT, MONDAY, WINDOW, Premises, accept, contents, grant, submit
from tests.processes import outcome, start

KILLS = int(os.environ.get("CRASH_KILLS", "20")) // 2
SEED = int(os.environ.get("CRASH_SEED", "2026"))
PEOPLE, WORKERS = 2, 2
FAST = 60

T = TypeVar("T")


def hurrying_time() -> Callable[[], datetime]:
    """A clock sixty times as fast as the wall's, the same in all processes that inherit it."""
    began = time.monotonic()
    return lambda: MONDAY + timedelta(hours=1, seconds=(time.monotonic() - began) * FAST)


@dataclass
class Notebook:
    """What one person was told was done, case by case: written down at once, and read again after every death."""

    path: Path

    def note(self, case: str, act: str) -> None:
        """Write down that an act of a case was confirmed."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{case} {act}\n")

    def read(self) -> dict[str, list[str]]:
        """The confirmed acts of each case. A line cut off by death was not confirmed."""
        told: dict[str, list[str]] = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").split("\n")[:-1]:
                case, act = line.split()
                told.setdefault(case, []).append(act)
        return told


@dataclass
class Person:
    """Brings one case after another to its end. Killed and begun again, goes on where its notebook ends."""

    name: str
    office: Office
    notebook: Notebook

    def work(self, most: int | None = None) -> None:
        """Case after case: granted, turned away or withdrawn in turn."""
        begin = self.finished()
        for number in count(begin) if most is None else range(begin, most):
            self._case(number)

    def finished(self) -> int:
        """How many cases it has brought to their end."""
        return sum("finished" in acts for acts in self.notebook.read().values())

    def _case(self, number: int) -> None:
        case = self._until_done(lambda: submit(self.office, f"{self.name}-{number}"))
        self.notebook.note(case, "submit")
        if number % 4 == 3:
            self._do(case, "turn_away", lambda: self._turn_away(case))
        else:
            self._do(case, "accept", lambda: accept(self.office, case))
            if number % 4 == 2:
                self._do(case, "withdraw", lambda: self.office.act_on_case(case, APPLICANT, "withdraw"))
            else:
                self._do(case, "grant", lambda: grant(self.office, case))
        self.notebook.note(case, "finished")

    def _turn_away(self, case: str) -> object:
        reason = {"reason": "不属于本机关职权范围"}
        return self.office.complete_task(f"{case}/check_materials", WINDOW, "turn_away", reason)

    def _do(self, case: str, act: str, work: Callable[[], object]) -> None:
        try:
            self._until_done(work)
        except Refusal as error:
            if error.code not in _DONE_BEFORE_THE_LAST_DEATH:
                raise
        self.notebook.note(case, act)

    def _until_done(self, work: Callable[[], T]) -> T:
        while True:
            try:
                return work()
            except (Failure, Overtaken):
                continue


_DONE_BEFORE_THE_LAST_DEATH = {"TASK-DONE", "CASE-ACT-NOT-OPEN"}


@dataclass
class Crowd:
    """Processes that are killed and begun again."""

    works: list[Callable[[], object]]
    _processes: list[int] = field(default_factory=list)

    def __enter__(self) -> Crowd:
        self._processes = [start(work) for work in self.works]
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            self._kill(process)

    def kill(self, which: int) -> None:
        """Kill one and begin it again."""
        self._kill(self._processes[which])
        self._processes[which] = start(self.works[which])

    def _kill(self, process: int) -> None:
        os.kill(process, signal.SIGKILL)
        assert outcome(process) == -signal.SIGKILL, "it had ended by itself"


@pytest.mark.slow
def test_kill_9_at_random_loses_nothing_and_does_nothing_twice(office: Office, premises: Premises) -> None:
    dice = random.Random(SEED)
    now = hurrying_time()
    office.place.now = now
    persons = [Person(f"p{n}", office, Notebook(premises.folder / f"p{n}.txt")) for n in range(PEOPLE)]
    office.place.database.close()

    works: list[Callable[[], object]] = [person.work for person in persons]
    works += [lambda: office.worker.run(threading.Event(), idle_seconds=0.02)] * WORKERS
    with Crowd(works) as crowd:
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.02, 0.3))  # nothing is waited for: when death comes is what is tried
            crowd.kill(dice.randrange(len(works)))

    office.place.now = FixedTime(now() + timedelta(hours=1))
    office.worker.once()
    for person in persons:
        person.work(most=person.finished() + 1)
    office.worker.once()
    told = {case: acts for person in persons for case, acts in person.notebook.read().items()}
    rows = contents(office.place.database)
    wrong = {
        row["number"]: found for row in rows["cases"] if (found := faults(office, row["number"], told[row["number"]]))
    }
    print(f"seed {SEED}: {KILLS} kills, {len(rows['cases'])} cases, {len(rows['documents'])} documents")
    assert wrong == {}
    assert len(rows["commands"]) == len(rows["cases"]) == len(told)
    record = office.verify_record()
    assert (record.first_bad, record.gaps) == (None, ())
