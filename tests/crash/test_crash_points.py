"""Every point at which a process can die in the middle of an act, one after another, in one office that lives on.

A child does an act and falls dead at its first boundary, the next child at the second, and so on until one survives:
before each statement, before and after each commit, around each step of keeping a file. Every time the office is opened
again a minute later, the worker does what lies about, and who was not told that the act was done does it again.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from types import ModuleType
from typing import Any

import pytest

from engine.acts.at_task import TaskDone
from engine.errors import SealflowError
from engine.office import Office
from engine.store import issued, questions, queue
from engine.store.database import Connection
from engine.workplace import FixedTime
from tests.boundaries import AFTER_COMMIT, BEFORE_COMMIT, watch
from tests.crash.oracle import faults
from tests.crash.parts import PARTS, TRIED
from tests.offices import APPLICANT, WINDOW, Premises, accept, grant, submit
from tests.processes import FELL, fall_dead, outcome, start

Act = Callable[[Office, str], object]


def _done_or_found_done(act: Callable[[], object]) -> None:
    try:
        act()
    except TaskDone:
        pass
    except SealflowError as error:
        if error.code != "CASE-ACT-NOT-OPEN":
            raise


def _submit(office: Office, key: str) -> None:
    submit(office, key)


def _accept(office: Office, key: str) -> None:
    _done_or_found_done(lambda: accept(office, submit(office, key)))


def _grant(office: Office, key: str) -> None:
    _done_or_found_done(lambda: grant(office, submit(office, key)))


def _turn_away(office: Office, key: str) -> None:
    case = submit(office, key)
    reason = {"reason": "不属于本机关职权范围"}
    _done_or_found_done(lambda: office.complete_task(f"{case}/check_materials", WINDOW, "turn_away", reason))


def _withdraw(office: Office, key: str) -> None:
    case = submit(office, key)
    _done_or_found_done(lambda: office.act_on_case(case, APPLICANT, "withdraw"))


def _let_nine_days_pass(office: Office, _: str) -> None:
    assert isinstance(office.place.now, FixedTime)
    office.worker.once()


def _download(office: Office, key: str) -> None:
    office.download(f"{submit(office, key)}/receipt", APPLICANT)


BEFORE: dict[Act, list[Act]] = {
    _submit: [],
    _accept: [_submit],
    _grant: [_submit, _accept],
    _turn_away: [_submit],
    _withdraw: [_submit, _accept],
    _let_nine_days_pass: [_submit],
    _download: [_submit],
}
"""The acts tried, and those that come before each."""
AFTER: dict[Act, list[Act]] = {_grant: [], _turn_away: [], _withdraw: []}
"""The acts that bring the case to its end; of the others, a withdrawal does."""


class Crashes:
    """Lets a child of this process work in an office and fall dead at a chosen boundary."""

    def __init__(self, office: Office, premises: Premises) -> None:
        self._office, self._files = office, str(premises.folder / "files")
        self._log = premises.folder / "boundaries"
        self._reached: list[str] = []
        self._at = 0

    def survives(self, work: Callable[[], object], boundary: int) -> bool:
        """Whether the work came to its end before that many boundaries were reached."""
        self._office.place.database.close()
        ended = outcome(start(lambda: self._do(work, boundary)))
        assert ended in (0, FELL), f"the child ended with {ended}"
        return ended == 0

    def reached(self) -> list[str]:
        """The boundaries that the last survivor reached."""
        return self._log.read_text(encoding="utf-8").splitlines()

    def _do(self, work: Callable[[], object], boundary: int) -> None:
        self._at = boundary
        watch(self._office.place.database, self._reach)
        sys.addaudithook(self._look_at_files)
        work()
        self._log.write_text("\n".join(self._reached), encoding="utf-8")

    def _look_at_files(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FILE_EVENTS and str(arguments[0]).startswith(self._files):
            self._reach(event)

    def _reach(self, boundary: str) -> None:
        self._reached.append(boundary)
        if len(self._reached) == self._at:
            fall_dead()


_FILE_EVENTS = {"open", "os.mkdir", "os.chmod", "os.rename"}


@dataclass
class Life:
    """One office, in which acts are begun, broken off by a crash, and brought to their end."""

    office: Office
    premises: Premises
    wrong: dict[object, list[str]] = field(default_factory=dict)
    """What was wrong with a case in the end, by where it was crashed."""

    def __post_init__(self) -> None:
        self.crashes = Crashes(self.office, self.premises)
        self._morning = self.premises.clock()

    def crash(self, act: Act, boundary: int, again: int = 0) -> bool:
        """Crash an act at a boundary, and its recovery at the boundary `again`; whether the act came to its end."""
        office, key = self.office, f"{act.__name__}-{boundary}-{again}"
        self.premises.clock.set(self._morning)
        for earlier in BEFORE[act]:
            earlier(office, key)
        if act is _let_nine_days_pass:
            self._pass(timedelta(days=9))
        survived = self.crashes.survives(lambda: act(office, key), boundary)
        self._pass(timedelta(minutes=1))
        if again:
            self.crashes.survives(office.worker.once, again)
            self._pass(timedelta(minutes=1))
        office.worker.once()
        for later in [act, *AFTER.get(act, [_withdraw])]:
            later(office, key)
        found = faults(office, submit(office, key))
        if found:
            self.wrong[boundary, again] = found
        return survived

    def crash_everywhere(self, act: Act, first: int, step: int) -> int:
        """Crash an act at each of its boundaries from `first` on, in steps; how many cases that took."""
        return next(cases for cases, boundary in enumerate(count(first, step), 1) if self.crash(act, boundary))

    def _pass(self, time: timedelta) -> None:
        self.premises.clock.set(self.premises.clock() + time)


@pytest.fixture
def life(office: Office, premises: Premises) -> Life:
    """The life of the office."""
    return Life(office, premises)


@pytest.mark.slow
@pytest.mark.parametrize("first", TRIED)
@pytest.mark.parametrize("act", BEFORE, ids=lambda act: act.__name__[1:])
def test_dying_anywhere_in_an_act_loses_nothing_and_does_nothing_twice(life: Life, act: Act, first: int) -> None:
    cases = life.crash_everywhere(act, first, PARTS)

    assert life.wrong == {}
    reached = set(life.crashes.reached())
    assert {BEFORE_COMMIT, AFTER_COMMIT} <= reached
    assert act in (_withdraw, _download) or reached >= _FILE_EVENTS
    record = life.office.verify_record()
    assert (record.first_bad, record.gaps) == (None, ())
    assert record.cases == cases


@pytest.mark.slow
def test_dying_again_while_recovering_loses_nothing_and_does_nothing_twice(life: Life) -> None:
    dice = random.Random(2026)
    for _ in range(12):
        life.crash(_grant, dice.randint(1, 90), again=dice.randint(1, 60))

    assert life.wrong == {}
    record = life.office.verify_record()
    assert (record.first_bad, record.gaps) == (None, ())


def _committing(question: Callable[..., Any], when: str) -> Callable[..., Any]:
    """A mistake: the question commits in the middle of the transaction that asks it."""

    def planted(connection: Connection, *arguments: Any) -> Any:
        said = question(connection, *arguments) if when == "after" else None
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return question(connection, *arguments) if when == "before" else said

    return planted


@pytest.mark.parametrize(
    ("store", "question", "when", "consequence"),
    [
        (queue, "insert_jobs", "before", "made, {'receipt': 1, 'acceptance': 1} wanted"),
        (queue, "finish_job", "after", "is not sealed"),
        (questions, "insert_entries", "before", "entry 3 is missing"),
        (issued, "next_serial", "after", "documents, counter "),
    ],
)
def test_a_mistake_planted_in_a_transaction_is_found(
    sqlite_premises: Premises,
    monkeypatch: pytest.MonkeyPatch,
    store: ModuleType,
    question: str,
    when: str,
    consequence: str,
) -> None:
    life = Life(sqlite_premises.open(), sqlite_premises)
    monkeypatch.setattr(store, question, _committing(getattr(store, question), when))

    for boundary in count(1, 2):
        came_to_its_end = life.crash(_accept, boundary)
        record = life.office.verify_record()
        if life.wrong or not record.intact:
            break
        assert not came_to_its_end, "nothing was found"

    assert consequence in f"{life.wrong} {record.gaps} {record.first_bad}"
