"""Two use verbs on the same case at the same moment, on either database: it is as if one had come after the other.

Each pair is done on cases that stand alike at once, one after the other and, where that came out differently, the other
way round. What came of it at once (who was refused, with which word, and how the case then stands) is what came of one
of the orders. `make crash` tries every pair at every moment on both databases, `make test` those of which only one can
be, and of the others half on each database.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import combinations

import pytest

from engine.acts import cosigning, handing, on_case, questioning, returning, steps
from engine.acts.task_names import task_id
from engine.acts.time import let_time_pass
from engine.office import Office
from tests.council import (
    APPLICANT,
    CASHIER,
    CHIEF,
    CHIEF2,
    CLERK,
    LAWYER,
    LAWYER2,
    MORE,
    PANEL,
    council_case,
    council_files,
    furnish_council,
    open_steps,
)
from tests.offices import Premises, application
from tests.races import MOMENTS, Deed, Race, outcome

BRANCH = ("study",)
PANEL_AT_ITS_LAST = ("study", "law", "recheck", "money")
DECISION = (*PANEL_AT_ITS_LAST, "panel")

Make = Callable[[Office, str], Deed]
"""A deed on a case: its tasks are looked up before the two begin."""


def _task(office: Office, case: str, step: str, assignee: str | None = None) -> str:
    tasks = office.show_case(case)["tasks"]
    mine = [t for t in tasks if t["step"] == step and (t["assignee"] == assignee if assignee else "part" not in t)]
    return str(mine[0]["task"])


def _done(office: Office, case: str, step: str) -> str:
    return task_id(office.place, f"{case}/{step}", done=True)


def on(step: str, do: Callable[[Office, str], object], assignee: str | None = None) -> Make:
    """A deed on the open task of a step."""

    def make(office: Office, case: str) -> Deed:
        task = _task(office, case, step, assignee)
        return lambda other: do(other, task)

    return make


def complete(step: str, by: str, act: str, assignee: str | None = None) -> Make:
    return on(step, lambda o, t: steps.complete(o.place, t, by, act, note="意见。"), assignee)


def _withdraw(office: Office, case: str) -> Deed:
    return lambda o: on_case.perform(o.place, case, o.place.account(APPLICANT), "withdraw")


def _take_back_study(office: Office, case: str) -> Deed:
    task = _done(office, case, "study")
    return lambda o: returning.take_back(o.place, task, CLERK)


BRANCHING: dict[str, Make] = {
    "complete": complete("law", LAWYER, "fine"),
    "complete the sibling": complete("money", CASHIER, "fine"),
    "claim": on("law", lambda o, t: handing.claim(o.place, t, LAWYER)),
    "claim it, too": on("law", lambda o, t: handing.claim(o.place, t, LAWYER2)),
    "transfer": on("law", lambda o, t: handing.transfer(o.place, t, LAWYER, LAWYER2)),
    "delegate": on("law", lambda o, t: handing.delegate(o.place, t, LAWYER, LAWYER2)),
    "return": on("law", lambda o, t: returning.return_to(o.place, t, LAWYER, "study", "重来")),
    "return from the sibling": on("money", lambda o, t: returning.return_to(o.place, t, CASHIER, "study", "重来")),
    "take back": _take_back_study,
    "add a signer": on("law", lambda o, t: cosigning.add_signer(o.place, t, LAWYER, LAWYER2, "before")),
    "ask": on("law", lambda o, t: questioning.ask(o.place, t, LAWYER, "other", "有无意见？")),
    "withdraw": _withdraw,
    "take over": lambda office, case: lambda o: handing.take_over(o.place, LAWYER, LAWYER2, None),
}

VOTING: dict[str, Make] = {
    "the last vote": on("panel", lambda o, t: steps.complete(o.place, t, PANEL[2], "yes", note="意见。"), PANEL[2]),
    "add a signer": on("panel", lambda o, t: cosigning.add_signer(o.place, t, PANEL[2], MORE[0], "beside"), PANEL[2]),
    "return": on("panel", lambda o, t: returning.return_to(o.place, t, PANEL[2], "money", "重来"), PANEL[2]),
    "withdraw": _withdraw,
}

SIGNING: dict[str, Make] = {
    "the last signature": complete("decide", CHIEF2, "agree", CHIEF2),
    "object": complete("decide", CHIEF2, "object", CHIEF2),
    "take one's own back": lambda office, case: (
        lambda o: returning.take_back(o.place, _done(office, case, "decide"), CHIEF)
    ),
    "remove the signer": on("decide", lambda o, t: cosigning.remove_signer(o.place, t, CHIEF, CHIEF2), None),
    "add another": on("decide", lambda o, t: cosigning.add_signer(o.place, t, CHIEF, "hao.all", "after"), None),
    "withdraw": _withdraw,
}


def _branching(office: Office) -> str:
    return council_case(office, *BRANCH)


def _voting(office: Office) -> str:
    case = council_case(office, *PANEL_AT_ITS_LAST)
    for member in PANEL[:2]:
        office.complete_task(_task(office, case, "panel", member), member, "yes")
    return case


def _signed(office: Office) -> str:
    case = council_case(office, *DECISION)
    office.add_signer(f"{case}/decide", CHIEF, CHIEF2, "after")
    office.complete_task(f"{case}/decide", CHIEF, "more")
    return case


SITUATIONS = {
    "a branch": (_branching, BRANCHING),
    "the last vote": (_voting, VOTING),
    "the last signature": (_signed, SIGNING),
}


def stands(office: Office, case: str) -> tuple[object, ...]:
    """How a case stands, but for what tells one case from another."""
    shown = office.show_case(case)
    tasks = sorted((t["step"], t["assignee"] or "", t.get("waits_for") or 0) for t in shown["tasks"])
    history = sorted((e["act"], e["actor"]) for e in office.show_record(case) if e["act"] != "seal")
    return shown["status"], open_steps(office, case), tasks, history


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_two_verbs_at_once_come_out_as_one_after_the_other(premises: Premises, situation: str, moment: str) -> None:
    race = Race(premises, moment)
    furnish_council(race.first)
    begin, deeds = SITUATIONS[situation]

    half = 0 if race.first.place.database.is_sqlite else 1
    for place, (mine, theirs) in enumerate(combinations(deeds, 2)):
        if not _is_tried_everywhere(mine, theirs) and (moment != "before it writes" or place % 2 != half):
            continue
        case = begin(race.first)
        came_out = race.run(deeds[mine](race.first, case), deeds[theirs](race.first, case))

        at_once = (came_out, stands(race.first, case))
        orders = _one_after_the_other(race.first, begin, deeds[mine], deeds[theirs])
        assert any(at_once == order for order in orders), (mine, theirs, at_once)
    assert race.first.verify_record().intact


def _is_tried_everywhere(mine: str, theirs: str) -> bool:
    """At each moment and on both databases: those of which only one can be; of the rest half on each database."""
    only_one = mine == "complete" or mine.startswith("the last") or (mine, theirs) == ("claim", "claim it, too")
    return only_one or "CRASH_KILLS" in os.environ


def _one_after_the_other(office: Office, begin: Callable[[Office], str], mine: Make, theirs: Make) -> Iterator[object]:
    """How it comes out in one order, and in the other."""
    for order in ("mine first", "theirs first"):
        case = begin(office)
        deeds = [mine(office, case), theirs(office, case)]
        if order == "mine first":
            first, second = outcome(deeds[0], office), outcome(deeds[1], office)
        else:
            second, first = outcome(deeds[1], office), outcome(deeds[0], office)
        yield (first, second), stands(office, case)


AFTER_A_WHILE: dict[str, Make] = {
    "time passes": lambda office, case: lambda o: let_time_pass(o.place, office.show_case(case)["id"]),
    "complete": BRANCHING["complete"],
    "complete the sibling": BRANCHING["complete the sibling"],
    "claim": BRANCHING["claim"],
    "return": BRANCHING["return"],
    "take back": _take_back_study,
    "add a signer": BRANCHING["add a signer"],
    "withdraw": _withdraw,
}


@pytest.mark.parametrize("moment", ["before it writes", "before it commits"])
def test_a_timer_and_a_verb_at_once_come_out_as_one_after_the_other(premises: Premises, moment: str) -> None:
    """The time of `law` is over, and its timer has not been fired yet."""
    race = Race(premises, moment)
    furnish_council(race.first, council_files(late="P1D"))

    def begin(office: Office) -> str:
        case = council_case(office, *BRANCH)
        premises.clock.set(premises.clock() + timedelta(days=1))
        return case

    for name in [name for name in AFTER_A_WHILE if name != "time passes"]:
        timer, verb = AFTER_A_WHILE["time passes"], AFTER_A_WHILE[name]
        for mine, theirs in ((timer, verb), (verb, timer)) if moment == "before it writes" else ((timer, verb),):
            case = begin(race.first)
            came_out = race.run(mine(race.first, case), theirs(race.first, case))

            at_once = (came_out, stands(race.first, case))
            orders = _one_after_the_other(race.first, begin, mine, theirs)
            assert any(at_once == order for order in orders), (name, at_once)
    assert race.first.verify_record().intact


def test_silence_and_a_verb_at_once(premises: Premises) -> None:
    """A limit passes while the task is transferred: what the law does by itself happens first."""
    race = Race(premises, "before it writes")
    case = str(race.first.open_case("starter", APPLICANT, *application())["case"])
    task, id = _task(race.first, case, "check_materials"), race.first.show_case(case)["id"]
    premises.clock.set(premises.clock() + timedelta(days=9))

    _, transferred = race.run(
        lambda office: let_time_pass(office.place, id),
        lambda office: handing.transfer(office.place, task, "ma.window", "song.deputy"),
    )

    assert transferred == "TASK-DONE"
    assert race.first.show_case(case)["status"] == "accepted"
