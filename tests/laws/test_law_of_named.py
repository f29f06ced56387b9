"""Whoever a case names, in whatever order people act and whatever they try: nobody else gets a hand on it or sees it.

A real office and the matter with the most people outside the organs in it; each step draws somebody and something that
can be tried, lawful or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.acts.reading import read_case
from engine.case import CaseUnknown
from engine.errors import Refusal
from engine.office import Office
from engine.rehearsal.systems import ToldSystems
from tests.offices import Premises, contents, matter_files

APPLICANT, STATION = "lin.partner", "pan.officer"
FILED = {"示公锁备2024001": "119901200404040080", "示公锁备2024003": "119901199109120138"}
"""The identity numbers of the two locksmiths by their filings."""
FIRMS = [{"record_number": n, "firm": "开锁服务部", "person": "某人", "price": 1, "minutes": 9} for n in FILED]
WITNESS, STRANGER = "wu.porter", "sun.partner"
OUTSIDE = ("shi.locksmith", "bai.locksmith", WITNESS, STRANGER)
EVERYBODY = (APPLICANT, STATION, *OUTSIDE)
STEPS: Mapping[str, tuple[str, ...]] = {
    "choose": ("chosen",), "take_up": ("accept", "decline"), "arrive": ("arrived", "hand_back"),
    "check_identity": ("match", "mismatch"), "check_client": ("fits",), "open_lock": ("opened",),
    "sign_witness": ("sign",), "sign_applicant": ("sign",), "alarm": ("abandon",), "settle": ("served",),
}  # fmt: skip
MOVES = st.one_of(
    st.tuples(st.just("step"), st.sampled_from(EVERYBODY), st.integers(0, 9)),
    st.tuples(st.just("forward"), st.just(""), st.sampled_from((0, 0, 0, 1))),
    st.tuples(st.just("forward"), st.just(""), st.sampled_from((0, 0, 0, 1))),
    st.tuples(st.just("show"), st.sampled_from((*OUTSIDE, "shi.locksmith", "shi.locksmith")), st.just(0)),
    st.tuples(st.just("check"), st.sampled_from(EVERYBODY), st.integers(0, 3)),
    st.tuples(st.just("wait"), st.just(""), st.sampled_from((10, 61, 301))),
)


class Registers(ToldSystems):
    """The filing register, which answers for whom it is asked."""

    def ask(self, system: str, question: Mapping[str, Any], key: str, now: datetime) -> Any:
        number = FILED.get(str(question.get("record_number")), "")
        filed = {"firm": "示例市安心开锁服务部", "person": "备案人员", "price": 120, "id_number": number}
        told = {"outcome": "valid", "facts": filed} if number else {"outcome": "listed", "facts": {"firms": FIRMS}}
        return ToldSystems({system: told}).ask(system, question, key, now)


class Street:
    """One case for a locksmith, and everybody who may come by."""

    def __init__(self, premises: Premises) -> None:
        self.premises, self.office = premises, premises.open()
        premises.clock.set(datetime(2026, 5, 11, 13, 0, tzinfo=UTC))
        self.office.place.systems = Registers({})
        answers = orjson.loads(matter_files("lock_opening")["examples/locked_out.json"])
        self.case = str(self.office.open_case("lock_opening", APPLICANT, answers, [])["case"])
        self.codes: list[str] = []
        self.checked: list[str] = []

    def move(self, what: str, who: str, which: int) -> None:
        """Try it; what is refused says so and changes nothing but the ledger of what was refused."""
        if what == "wait":
            self.premises.clock.set(self.premises.clock() + timedelta(seconds=which))
            self.office.worker.once()
            return
        before = self._kept()
        try:
            if what == "show":
                self.codes.append(str(self.office.show_code(self.case, who)["code"]))
            elif what == "check" and self.codes:
                self._check(who, self.codes[-1 - which % len(self.codes)])
            elif what in ("step", "forward"):
                self._step(who, which)
        except Refusal as refused:
            assert refused.remedy
            assert self._kept() == before

    def _step(self, who: str, which: int) -> None:
        """The open step, by somebody drawn; by nobody drawn: by whose it is."""
        tasks = self.office.show_case(self.case)["tasks"]
        if not tasks:
            return
        task = tasks[which % len(tasks)]
        outcome = STEPS[task["step"]][which % len(STEPS[task["step"]])]
        by = who or task["assignee"] or STATION
        if not who and outcome == "match":  # as it is meant: a code is shown, and scanned at once
            locksmith = read_case(self.office.place, self.case)[0].record.named["locksmith"]
            self.codes.append(str(self.office.show_code(self.case, locksmith)["code"]))
        code = self.codes[-1] if self.codes else ""
        answers: dict[str, Any] = {
            "choose": {"record_number": [*FILED][which % 2]},
            "check_identity": {"code": code} if outcome == "match" else {"trouble": "来人不是本单人员"},
            "check_client": {"papers": "居民身份证原件", "right": "租赁合同", "witness_is": "居民委员会",
                             "witness_id_number": "119901197205050150"},
            "open_lock": {"result": "开启，锁具完好", "price": 120},
            "alarm": {"reason": "已处理"}, "settle": {"findings": "已核实"},
        }.get(task["step"], {})  # fmt: skip
        self.office.complete_task(task["task"], by, outcome, answers)
        if outcome == "match":
            self.checked.append(code)
        whose = {"applicant": APPLICANT, "named": task["assignee"]}.get(task["role"], STATION)
        assert by == whose, f"{by} did {task['step']}, which is {whose}'s"

    def _check(self, who: str, code: str) -> None:
        self.office.check_code(code, who)
        self.checked.append(code)

    def holds(self) -> None:
        """Who is named sees the case and has the tasks of the lane; nobody else outside does; no code counted twice."""
        named = read_case(self.office.place, self.case)[0].record.named
        assert len(set(filter(None, named.values()))) == len([*filter(None, named.values())])
        assert APPLICANT not in named.values()
        for who in OUTSIDE:
            mine = {task["step"] for task in self.office.list_tasks(who)}
            try:
                shown = self.office.show_case(self.case, who)
            except CaseUnknown:
                assert who not in named.values() and not mine
            else:
                assert who in named.values()
                assert {task["step"] for task in shown["tasks"]} == mine
                assert "19900000001" not in repr(shown) or "arrive" in mine, "the telephone is told with that step"
        assert len(self.checked) == len(set(self.checked))

    def _kept(self) -> dict[str, list[dict[str, Any]]]:
        rows = contents(self.office.place.database)
        return {name: rows[name] for name in rows if name not in ("ledgers", "ledger_entries")}


@pytest.fixture
def streets(sqlite_premises: Premises, tmp_path: Path) -> Iterator[Iterator[Premises]]:
    """One office after another, each with the matter and nobody's case."""
    office: Office = sqlite_premises.open()
    office.publish(matter_files("lock_opening"))
    sqlite_premises.close()
    made: list[Premises] = []

    def more() -> Iterator[Premises]:
        for number in count(1):
            made.append(sqlite_premises.copy(tmp_path / f"street-{number}"))
            yield made[-1]

    yield more()
    for premises in made:
        premises.close()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(done=st.integers(0, 5), moves=st.lists(MOVES, min_size=8, max_size=14))
def test_nobody_but_whom_the_case_names_has_a_hand_in_it(
    streets: Iterator[Premises], done: int, moves: list[tuple[str, str, int]]
) -> None:
    street = Street(next(streets))
    for move in (("forward", "", 0),) * done:
        street.move(*move)

    for move in moves:
        street.move(*move)
        street.holds()

    assert street.office.verify_record().intact
