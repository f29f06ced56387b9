"""Whatever people do with the tasks of a case, in whatever order: nothing is lost, doubled or left hanging.

A real office; each step draws an account, a task and one of the verbs the office calls possible, which must then be
done; or one that it calls impossible, which must be refused and change nothing.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import orjson
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bpmn.runner import load
from engine.acts.at_task import TaskUnknown, about_of
from engine.acts.reading import read_case
from engine.audit import first_break
from engine.case import events_of
from engine.deadlines import apply
from engine.errors import Refusal
from engine.picture import draw_case
from engine.store import questions
from engine.story import course, story
from engine.terms import TaskVerb
from tests.council import (
    ALL,
    APPLICANT,
    CASHIER,
    CHIEF,
    CHIEF2,
    CLERK,
    CLERK2,
    EXPERT,
    LAWYER,
    LAWYER2,
    MORE,
    NEIGHBOUR,
    OVERSEER,
    PANEL,
    ROLES,
    council_case,
    council_files,
    furnish_council,
)
from tests.offices import Premises, contents
from tests.told import acts_counted, who_took_part

EVERYBODY = (
    CLERK, CLERK2, LAWYER, LAWYER2, CASHIER, CHIEF, CHIEF2, ALL, *PANEL, *MORE, NEIGHBOUR, EXPERT, OVERSEER, APPLICANT,
)  # fmt: skip
SIGNING = (
    "",
    'isSequential="true"',
    "|<completionCondition>nrOfCompletedInstances * 3 &gt;= nrOfInstances * 2</completionCondition>",
)
ELSEWHERE = (TaskVerb.COPY, TaskVerb.COMPLETE)
TELLING = (TaskVerb.URGE, TaskVerb.REMIND, TaskVerb.ASK)


class Verbs(RuleBasedStateMachine):
    """A case in an office of its own, in the hands of people who know every verb."""

    furnished: ClassVar[dict[str, Premises]]
    """By how the panel signs: an office with the matter and its people."""
    folder: ClassVar[Path]
    count: ClassVar[Iterator[int]]
    lived: ClassVar[Counter[str]]
    """How often each verb was tried where it was possible, over all the cases that came through what always holds."""

    @initialize(signing=st.sampled_from(SIGNING))
    def open_a_case(self, signing: str) -> None:
        self.premises = self.furnished[signing].copy(self.folder / str(next(self.count)))
        self.office = self.premises.open()
        self.case = council_case(self.office)
        self.done: list[str] = []

    @property
    def tasks(self) -> list[dict[str, Any]]:
        # Not in the order of their ids, which are random: the same draws must mean the same tasks.
        tasks = self.office.show_case(self.case)["tasks"]
        return sorted(tasks, key=lambda task: (task["short"], task["assignee"] or "", task["role"]))

    @precondition(lambda self: bool(self.tasks))
    @rule(data=st.data(), telling=st.sampled_from((False, False, False, True)))
    def do_what_is_possible(self, data: st.DataObject, telling: bool) -> None:
        task = data.draw(st.sampled_from(self.tasks), label="task")
        theirs = sorted(name for name, roles in ROLES.items() if task["role"] in roles)
        mine = [task["assignee"]] if task["assignee"] else theirs
        who = data.draw(st.sampled_from(mine or [APPLICANT]) | st.sampled_from(EVERYBODY), label="who")
        verbs = [v for v in self.verbs(task, who) if v["possible"] and v["verb"] not in ELSEWHERE]
        verbs = [v for v in verbs if (v["verb"] in TELLING) == telling]
        if verbs:
            self.do(data, task, who, data.draw(st.sampled_from(verbs), label="verb"))

    @precondition(lambda self: bool(self.tasks))
    @rule(data=st.data())
    def complete(self, data: st.DataObject) -> None:
        """The way forward: whoever may, completes."""
        task = data.draw(st.sampled_from(self.tasks), label="task")
        for who in EVERYBODY:
            verb = next((v for v in self.verbs(task, who) if v["verb"] == "complete" and v["possible"]), None)
            if verb is not None:
                self.do(data, task, who, verb)
                return

    @precondition(lambda self: bool(self.tasks))
    @rule(data=st.data(), who=st.sampled_from(EVERYBODY))
    def what_is_not_possible_is_refused(self, data: st.DataObject, who: str) -> None:
        task = data.draw(st.sampled_from(self.tasks), label="task")
        told = self.verbs(task, who)
        # To who may not know of the task nothing about it is possible, and it is not there.
        verbs = [v for v in told if not v["possible"]] or [{"verb": verb.value} for verb in TaskVerb if not told]
        verb = data.draw(st.sampled_from(verbs), label="verb")
        before = contents(self.office.place.database)
        try:
            self.act(task, who, verb["verb"], CHIEF2, "study", "beside", task["acts"][0])
        except Refusal as refused:
            assert refused.remedy
            assert told or refused.code in ("TASK-UNKNOWN", "CASE-UNKNOWN")
            assert contents(self.office.place.database) == before
        else:
            # Putting back what nobody has and claiming what one has change nothing and are not refused.
            assert verb["verb"] in ("release", "claim")
            assert contents(self.office.place.database) == before

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Of a done task, whose own."""
        done = sorted(
            (t for t in self.rows() if t["state"] == 1 and not t["main"]), key=lambda task: int(task["token"][1:])
        )
        if not done:
            return
        row = data.draw(st.sampled_from(done[-4:]), label="done")
        verb = next(v for v in self.office.task_verbs(row["id"], row["done_by"]) if v["verb"] == "take_back")
        try:
            self.office.take_back(row["id"], row["done_by"])
        except Refusal:
            assert not verb["possible"]
        else:
            assert verb["possible"]
            self.done.append(f"take_back {row['step']}")

    @rule(days=st.integers(1, 4))
    def let_time_pass(self, days: int) -> None:
        self.premises.clock.set(self.premises.clock() + timedelta(days=days))
        self.office.worker.once()

    @rule(absent=st.sampled_from((CHIEF, LAWYER, CLERK)), deputy=st.sampled_from((CASHIER, LAWYER2, CLERK2)))
    def appoint(self, absent: str, deputy: str) -> None:
        today = self.office.place.day(self.office.place.now())
        try:
            self.office.appoint_deputy(absent, deputy, today, today + timedelta(days=3))
        except Refusal as refused:
            assert refused.code == "DEPUTY-REFUSED"

    @rule(leaver=st.sampled_from((CLERK, LAWYER, CHIEF)), to=st.sampled_from((ALL, CLERK2, "")))
    def take_over(self, leaver: str, to: str) -> None:
        self.office.take_over(leaver, to)
        assert not [t for t in self.rows() if t["state"] == 0 and t["assignee"] == leaver and t["element"] is None]

    # ---- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def no_token_is_lost_and_no_task_open_twice(self) -> None:
        case, matter = read_case(self.office.place, self.case)
        run = load(matter.definition, case.state)
        rows = [t for t in self.rows() if t["state"] == 0]
        mains = Counter(t["token"] for t in rows if not t["main"])
        assert mains == Counter(step.token for step in run.open if step.kind == "person")
        assert max(Counter((t["step"], t["element"]) for t in rows if not t["main"]).values(), default=0) <= 1
        assert case.is_closed or not run.stuck, "somebody or something moves the case on"
        assert run.save() == case.state

    @invariant()
    def every_part_belongs_to_an_open_task_and_is_counted(self) -> None:
        rows = [t for t in self.rows() if t["state"] == 0]
        parts = Counter(t["main"] for t in rows if t["main"])
        counted = {t["token"]: about_of(t["about"]).get("parts", 0) for t in rows if not t["main"]}
        assert parts == Counter({token: n for token, n in counted.items() if n})

    @invariant()
    def a_task_always_has_somebody_who_moves_it(self) -> None:
        """A held task waits for open parts; a delegated one for a person."""
        for row in self.rows():
            about = about_of(row["about"])
            if row["state"] == 0 and about.get("held"):
                assert about.get("parts", 0) > 0
            if row["state"] == 0 and about.get("delegators"):
                assert row["assignee"] not in (None, *about["delegators"])

    @invariant()
    def clocks_and_chain_are_those_of_the_entries(self) -> None:
        case, matter = read_case(self.office.place, self.case)
        with self.office.place.database.reading() as connection:
            chain = questions.entries_of(connection, case.organ, case.id)
        assert first_break(case.id, chain, case.head) is None
        clocks: Any = ()
        for event in events_of(orjson.loads(body) for _, body, _ in chain):
            clocks = apply(clocks, matter.limits, event, self.office.place.calendar)
        assert clocks == case.clocks()
        bodies = [orjson.loads(body) for _, body, _ in chain]
        assert case.record.handlers == who_took_part(bodies)
        assert case.revision == acts_counted(bodies)

    def teardown(self) -> None:
        if hasattr(self, "case"):
            assert self.office.verify_record().intact
            self.lived.update(said.split()[1] for said in self.done if len(said.split()) > 2)
            told = course(story(self.office, self.case))
            done = {t["step"] for t in self.rows() if t["state"] == 1 and not t["main"]}
            assert "study" in told.passed or "study" not in done
            assert draw_case(self.office.place, self.case).startswith("<svg")
            self.premises.close()
            shutil.rmtree(self.premises.folder)

    def verbs(self, task: dict[str, Any], who: str) -> list[dict[str, Any]]:
        """The verbs of a task as they are told this account; none to who may not know of it."""
        try:
            return self.office.task_verbs(task["task"], who)
        except TaskUnknown:
            return []

    # ---- doing -------------------------------------------------------------------------------------------------------

    def do(self, data: st.DataObject, task: dict[str, Any], who: str, verb: dict[str, Any]) -> None:
        def among(key: str, default: str) -> str:
            return str(data.draw(st.sampled_from(sorted(verb.get(key) or [default])), label=key))

        people = [one["account"] for one in verb.get("people", ())]
        to = str(data.draw(st.sampled_from(people or ["nobody"]), label="to"))
        if verb["verb"] == "remove_signer":
            to = among("signers", "nobody")
        step = among("steps", "") if not verb.get("steps") else data.draw(st.sampled_from(verb["steps"]))["step"]
        outcome = data.draw(st.sampled_from([o for o in task["acts"] if o not in ("refuse", "turn_away")] or [""]))
        self.done.append(f"{who} {verb['verb']} {task['short']} {to} {step} {outcome}")
        try:
            self.act(task, who, verb["verb"], to, step, among("places", "beside"), outcome)
        except Refusal as refused:
            # What is possible may still not be so for this choice, and then says so; never for want of a choice.
            assert refused.code in _CHOICE.get(verb["verb"], ()), (refused.code, str(refused), self.done)

    def act(self, task: dict[str, Any], who: str, verb: str, to: str, step: str, place: str, outcome: str) -> None:
        office, id = self.office, task["task"]
        {
            "complete": lambda: office.complete_task(id, who, outcome, note="意见。"),
            "claim": lambda: office.claim(id, who),
            "release": lambda: office.release(id, who),
            "transfer": lambda: office.transfer(id, who, to),
            "delegate": lambda: office.delegate(id, who, to),
            "give_back": lambda: office.give_back(id, who, "意见。"),
            "recall": lambda: office.recall(id, who),
            "return": lambda: office.return_to(id, who, step, "重来"),
            "take_back": lambda: office.take_back(id, who),
            "add_signer": lambda: office.add_signer(id, who, to, place),
            "remove_signer": lambda: office.remove_signer(id, who, to),
            "ask": lambda: office.ask(id, who, to, "有无意见？"),
            "call_off": lambda: office.call_off(id, who),
            "urge": lambda: office.urge(id, who),
            "remind": lambda: office.remind(id, who),
            "reassign": lambda: office.reassign(id, who, to, "人手不足"),
            "escalate": lambda: office.escalate(id, who, "期限已过"),
            "copy": lambda: office.copy_to(self.case, who, [to]),
        }[verb]()

    def rows(self) -> list[Any]:
        if not hasattr(self, "case"):
            return []
        with self.office.place.database.reading() as connection:
            case = questions.case(connection, self.case)
            assert case is not None
            return list(questions.all_tasks(connection, case["organ"], case["id"]))


_PEOPLE = ("AUTHORITY-SAME-PERSON", "AUTHORITY-NOT-YOURS", "AUTHORITY-UNKNOWN-ACCOUNT", "TASK-VERB-NOT-POSSIBLE")
_CHOICE = {
    "complete": ("AUTHORITY-SAME-PERSON", "CASE-PARTICULAR-MISSING"),
    "transfer": _PEOPLE,
    "reassign": _PEOPLE,
    "delegate": (*_PEOPLE, "TASK-DELEGATION-LOOP"),
    "add_signer": _PEOPLE,
    "ask": _PEOPLE,
}
"""What may be refused of a verb that is possible, because of whom it names."""


@pytest.fixture
def offices(sqlite_premises: Premises, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The machine's offices."""
    Verbs.folder, Verbs.count = tmp_path_factory.mktemp("verbs"), count()
    Verbs.furnished, Verbs.lived = {}, Counter()
    for number, signing in enumerate(SIGNING):
        premises = sqlite_premises.copy(Verbs.folder / f"furnished{number}")
        furnish_council(premises.open(), council_files(panel=signing))
        premises.close()
        Verbs.furnished[signing] = premises


@pytest.mark.usefixtures("offices")
def test_whatever_people_do_nothing_is_lost_doubled_or_left_hanging() -> None:
    run_state_machine_as_test(
        Verbs,
        settings=settings(
            max_examples=40 if "SEALFLOW_FUZZ" in os.environ else 8, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    # Nothing that always holds was broken on the way; and the people did go through their verbs.
    assert Verbs.lived["complete"] and len(Verbs.lived) > 4, Verbs.lived
