"""Two act on the same case at the same moment, each with connections of its own.

Every pair is tried three times on each database: the rival is done while the other has read and not yet written; the
rival begins to write while the other is in the middle of its writing; and while the other has written and not yet
committed. Where only one act can be, one is, and the other is refused with a clear word; where both can be, both are.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest

from engine.acts import handing, on_case, opening, promising, steps
from engine.acts.attempts import TRIES, Overtaken
from engine.acts.time import let_time_pass
from engine.office import Office
from tests.boundaries import Ambush, watch
from tests.offices import (
    APPLICANT,
    DEPUTY,
    FACTS,
    HEAD,
    WINDOW,
    Premises,
    accept,
    application,
    contents,
    law_firm_case,
    matter_files,
    submit,
    task_of,
)
from tests.races import MOMENTS, Deed, Race, outcome


@pytest.fixture(params=MOMENTS)
def race(request: pytest.FixtureRequest, premises: Premises) -> Iterator[Race]:
    """The same office opened twice."""
    race = Race(premises, request.param)
    yield race
    assert premises.open().verify_record().intact


def _history(office: Office, case: str) -> list[str]:
    return [entry["act"] for entry in office.show_record(case)]


def _complete(task: str, by: str, outcome: str, answers: Any = None) -> Deed:
    return lambda office: steps.complete(office.place, task, by, outcome, answers)


def _withdraw(case: str) -> Deed:
    return lambda office: on_case.perform(office.place, case, office.place.account(APPLICANT), "withdraw")


def _claim(task: str, by: str) -> Deed:
    return lambda office: handing.claim(office.place, task, by)


# ---- where only one can be -------------------------------------------------------------------------------------------


def test_of_two_clerks_who_complete_a_task_one_does(race: Race) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")

    came_out = race.run(_complete(task, WINDOW, "accept"), _complete(task, DEPUTY, "accept"))

    assert sorted(came_out) == ["TASK-DONE", "done"]
    assert _history(race.first, case).count("accept") == 1


def test_of_a_clerk_who_accepts_and_one_who_turns_away_one_does(race: Race) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")

    came_out = race.run(
        _complete(task, WINDOW, "accept"), _complete(task, DEPUTY, "turn_away", {"reason": "不属于本机关职权范围"})
    )

    assert sorted(came_out) == ["TASK-DONE", "done"]
    history = _history(race.first, case)
    assert ("accept" in history) != ("turn_away" in history)


def test_of_a_decision_and_a_withdrawal_one_is_done(race: Race) -> None:
    case = submit(race.first)
    accept(race.first, case)
    task = task_of(race.first, case, "decide")

    decided, withdrawn = race.run(_complete(task, HEAD, "grant", FACTS), _withdraw(case))

    assert (decided, withdrawn) in {("done", "CASE-ACT-NOT-OPEN"), ("TASK-DONE", "done")}
    assert race.first.show_case(case)["status"] == ("granted" if decided == "done" else "withdrawn")


def test_of_a_withdrawal_and_a_decision_one_is_done(race: Race) -> None:
    case = submit(race.first)
    accept(race.first, case)
    task = task_of(race.first, case, "decide")

    withdrawn, decided = race.run(_withdraw(case), _complete(task, HEAD, "grant", FACTS))

    assert (decided, withdrawn) in {("done", "CASE-ACT-NOT-OPEN"), ("TASK-DONE", "done")}
    assert race.first.show_case(case)["status"] == ("granted" if decided == "done" else "withdrawn")


def test_of_two_who_claim_a_task_one_gets_it(race: Race) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")

    came_out = race.run(_claim(task, WINDOW), _claim(task, DEPUTY))

    assert sorted(came_out) == ["AUTHORITY-CLAIMED", "done"]
    (open_task,) = race.first.show_case(case)["tasks"]
    assert open_task["assignee"] == (WINDOW if came_out[0] == "done" else DEPUTY)
    assert _history(race.first, case).count("claim") == 1


def test_a_task_completed_by_one_is_not_claimed_by_another(race: Race) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")

    claimed, completed = race.run(_claim(task, WINDOW), _complete(task, DEPUTY, "accept"))

    assert (claimed, completed) in {("done", "AUTHORITY-CLAIMED"), ("TASK-DONE", "done")}


def test_a_task_claimed_by_one_is_not_completed_by_another(race: Race) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")

    completed, claimed = race.run(_complete(task, DEPUTY, "accept"), _claim(task, WINDOW))

    assert (claimed, completed) in {("done", "AUTHORITY-CLAIMED"), ("TASK-DONE", "done")}


def test_silence_and_a_clerk_accept_once_between_them(race: Race) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")
    id = race.first.show_case(case)["id"]
    race.premises.clock.set(race.premises.clock() + timedelta(days=9))

    _, clerk = race.run(lambda office: let_time_pass(office.place, id), _complete(task, WINDOW, "accept"))

    assert clerk in {"done", "TASK-DONE"}
    shown = race.first.show_case(case)
    (accepted,) = [entry for entry in shown["history"] if entry["act"] == "accept"]
    assert accepted["actor"] == (WINDOW if clerk == "done" else "system")
    assert accepted["particulars"]["effective"] == "2026-03-02", "accepted from the day of receipt, whoever was faster"


def test_a_clerk_and_silence_accept_once_between_them(race: Race) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")
    id = race.first.show_case(case)["id"]
    race.premises.clock.set(race.premises.clock() + timedelta(days=9))

    clerk, _ = race.run(_complete(task, WINDOW, "accept"), lambda office: let_time_pass(office.place, id))

    assert clerk in {"done", "TASK-DONE"}
    assert _history(race.first, case).count("accept") == 1


def test_a_key_sent_twice_at_once_opens_one_case(race: Race) -> None:
    opened = []

    def apply(office: Office) -> None:
        place = office.place
        answers, uploads = application()
        actor = place.account(APPLICANT)
        matter = place.current_matter("starter")
        opened.append(opening.submit(place, matter, actor, answers, uploads, applicant=actor, key="k1"))

    assert race.run(apply, apply) == ("done", "done")

    assert opened[0].case_id == opened[1].case_id
    assert sorted(o.again for o in opened) == [False, True]
    rows = contents(race.first.place.database)
    assert len(rows["cases"]) == len(rows["jobs"]) == 1


PROMISE = """commitments:
  plan_is_safe:
    kind: proof
    title: {zh: 活动方案安全, en: the plan is safe}
    field: promises_plan
    replaces: [plan]
    told: 活动方案应当安全可行。
    promised: 本人承诺活动方案安全可行。
    check: {days: 10, unit: working_day, role: head}
    source: 地方规定（虚构）

documents:
  promise_broken:
    on: break_promise
    template: letter_revocation.md
    title: {zh: 撤销决定书, en: decision to revoke}
    letter: 示市审撤销
    organ: accepts
    seal: organ
"""


def promised_case(race: Race) -> str:
    """The number of a case of the small matter, accepted on a promise in place of the plan."""
    files = dict(matter_files("starter"))
    definition, form = files["matter.yaml"].decode(), files["form.json"].decode()
    field = '"promises_plan": {"x-labels": {"zh": "承诺", "en": "promise"}, "type": "boolean"},\n      "event": {'
    files["matter.yaml"] = re.sub(r"(?m)^documents:.*\n", lambda _: PROMISE, definition, count=1).encode()
    files["form.json"] = form.replace('"event": {', field, 1).encode()
    race.premises.clock.set(race.premises.clock() + timedelta(minutes=1))
    race.first.publish(files)
    answers, _ = application()
    case = str(race.first.open_case("starter", APPLICANT, {**answers, "promises_plan": True})["case"])
    accept(race.first, case)
    return case


def _take_promise_back(case: str) -> Deed:
    return lambda office: promising.withdraw_promise(
        office.place, case, office.place.account(APPLICANT), "plan_is_safe"
    )  # fmt: skip


def test_a_promise_is_relied_on_or_taken_back_and_never_both(race: Race) -> None:
    case = promised_case(race)
    decide = _complete(task_of(race.first, case, "decide"), HEAD, "grant", FACTS)

    came_out = race.run(decide, _take_promise_back(case))

    assert came_out in (("done", "PROMISE-RELIED-ON"), ("CASE-PROOF-DUE", "done"))
    shown = race.first.show_case(case)
    states = {"PROMISE-RELIED-ON": ("granted", "open"), "done": ("", "withdrawn")}
    assert (shown["outcome"], shown["promises"][0]["state"]) == states[came_out[1]]


def test_a_promise_is_taken_back_once(race: Race) -> None:
    case = promised_case(race)

    came_out = race.run(_take_promise_back(case), _take_promise_back(case))

    assert sorted(came_out) == ["MATERIAL-MISSING", "done"]
    assert _history(race.first, case).count("withdraw_promise") == 1


# ---- where both can be -----------------------------------------------------------------------------------------------


def _suspend(case: str) -> Deed:
    answers = {"reason": "hearing", "explanation": "利害关系人要求听证", "days": 10}
    return lambda office: on_case.perform(office.place, case, office.place.account("he.examiner"), "suspend", answers)


def test_a_case_suspended_meanwhile_is_not_forwarded_and_one_forwarded_is_no_longer_the_districts(race: Race) -> None:
    case = law_firm_case(race.first, race.premises.clock, "sign")
    task = task_of(race.first, case, "sign")

    forwarded, suspended = race.run(_complete(task, "jiang.head", "forward", {"remark": "同意。"}), _suspend(case))

    if "forward" in _history(race.first, case):
        assert (forwarded, suspended) == ("done", "AUTHORITY-NOT-YOURS")
        assert race.first.show_case(case)["status"] == "forwarded"
    else:
        assert (forwarded, suspended) == ("CASE-SUSPENDED", "done")
        assert race.first.show_case(case)["status"] == "suspended"


def test_a_special_procedure_begins_though_a_step_was_done_meanwhile(race: Race) -> None:
    case = law_firm_case(race.first, race.premises.clock, "sign")
    task = task_of(race.first, case, "sign")

    suspended, sent_back = race.run(
        _suspend(case), _complete(task, "jiang.head", "send_back", {"remark": "请补充核查住所。"})
    )

    assert suspended == "done", "the time is the district's before and after"
    assert sent_back == ("done" if "send_back" in _history(race.first, case) else "CASE-SUSPENDED")
    assert race.first.show_case(case)["status"] == "suspended"


@pytest.mark.parametrize("order", ["download first", "act first"])
def test_a_download_does_not_stand_in_the_way_of_an_act(race: Race, order: str) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")
    pair: list[Deed] = [
        lambda office: office.download(f"{case}/receipt", APPLICANT),
        _complete(task, WINDOW, "accept"),
    ]

    assert race.run(*(pair if order == "download first" else pair[::-1])) == ("done", "done")

    history = _history(race.first, case)
    assert history.count("download") == history.count("accept") == 1


@pytest.mark.parametrize("order", ["job first", "act first"])
def test_a_receipt_being_sealed_does_not_stand_in_the_way_of_an_act(race: Race, order: str) -> None:
    place = race.first.place
    answers, uploads = application()
    actor = place.account(APPLICANT)
    opened = opening.submit(place, place.current_matter("starter"), actor, answers, uploads, applicant=actor)
    task = task_of(race.first, opened.number, "check_materials")
    pair: list[Deed] = [
        lambda office: office.worker.after_act(opened.jobs),
        _complete(task, WINDOW, "accept"),
    ]

    assert race.run(*(pair if order == "job first" else pair[::-1])) == ("done", "done")

    race.first.worker.once()
    shown = race.first.show_case(opened.number)
    assert [d["kind"] for d in shown["documents"]] == ["receipt", "acceptance"]
    assert shown["status"] == "accepted"


def test_a_withdrawal_goes_through_though_the_case_was_accepted_meanwhile(race: Race) -> None:
    case = submit(race.first)
    task = task_of(race.first, case, "check_materials")

    withdrawn, accepted = race.run(_withdraw(case), _complete(task, WINDOW, "accept"))

    assert withdrawn == "done", "an accepted case may still be withdrawn"
    assert accepted == ("done" if "accept" in _history(race.first, case) else "TASK-DONE")
    shown = race.first.show_case(case)
    assert (shown["status"], shown["tasks"]) == ("withdrawn", [])


# ---- crowds ----------------------------------------------------------------------------------------------------------


def _times_written(office: Office) -> list[str]:
    """Grows by one each time this opening of the office tries to write a case."""
    tried: list[str] = []
    watch(office.place.database, lambda at: tried.append(at) if at.startswith("UPDATE cases") else None)
    return tried


def test_an_act_is_written_at_once_though_somebody_downloads_at_its_every_moment(premises: Premises) -> None:
    first, rival = premises.open(), premises.open()
    case = submit(first)
    task = task_of(first, case, "check_materials")
    within = () if first.place.database.is_sqlite else ("INSERT", "UPDATE")  # where a rival need not wait
    ambush = Ambush(
        first.place.database,
        lambda boundary: boundary.startswith(("SELECT", "BEGIN", *within)),
        lambda: rival.download(f"{case}/receipt", APPLICANT),
    )
    ambush.again_and_again()
    tried = _times_written(first)

    steps.complete(first.place, task, WINDOW, "accept")

    assert len(tried) == 1
    assert ambush.times >= 2
    assert _history(rival, case).count("download") == ambush.times
    assert rival.verify_record().intact


def test_of_an_act_and_forty_downloads_at_once_none_is_done_twice_or_lost(premises: Premises) -> None:
    acting, reading = premises.open(), premises.open()
    case = submit(acting)
    task = task_of(acting, case, "check_materials")
    tried = _times_written(reading), _times_written(acting)
    barrier = threading.Barrier(5)

    def download() -> None:
        barrier.wait()
        for _ in range(10):
            reading.download(f"{case}/receipt", APPLICANT)

    threads = [threading.Thread(target=download) for _ in range(4)]
    for thread in threads:
        thread.start()
    barrier.wait()
    steps.complete(acting.place, task, WINDOW, "accept")
    for thread in threads:
        thread.join()

    assert [len(each) for each in tried] == [0, 1]
    history = _history(acting, case)
    assert (history.count("download"), history.count("accept")) == (40, 1)
    assert acting.verify_record().intact


def test_who_is_overtaken_again_and_again_is_told_so(premises: Premises) -> None:
    first, rival = premises.open(), premises.open()
    case = submit(first)
    task = task_of(first, case, "check_materials")
    turns = cycle((rival.claim, rival.release))
    ambush = Ambush(
        first.place.database,
        lambda boundary: boundary.startswith("BEGIN" if first.place.database.is_sqlite else "UPDATE cases"),
        lambda: next(turns)(task, WINDOW),
    )
    ambush.again_and_again()

    with pytest.raises(Overtaken) as refused:
        steps.complete(first.place, task, WINDOW, "accept")

    assert refused.value.code == "CASE-OVERTAKEN"
    assert ambush.times == TRIES
    assert _history(rival, case) == ["submit", "seal", *["claim", "release"] * (TRIES // 2)]
    assert accept(rival, case)["status"] == "accepted"


def test_of_eight_clerks_in_one_process_one_completes_the_task(office: Office) -> None:
    case = submit(office)
    task = task_of(office, case, "check_materials")
    ready = threading.Barrier(8)
    came_out: list[str] = []

    def complete(name: str) -> None:
        ready.wait()
        came_out.append(outcome(_complete(task, name, "accept"), office))

    threads = [threading.Thread(target=complete, args=(name,)) for name in [WINDOW, DEPUTY] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came_out) == ["TASK-DONE"] * 7 + ["done"]
    assert _history(office, case).count("accept") == 1


def test_of_eight_submissions_under_one_key_one_opens_a_case(office: Office) -> None:
    ready = threading.Barrier(8)
    numbers: list[str] = []

    def apply() -> None:
        ready.wait()
        numbers.append(submit(office, key="k1"))

    threads = [threading.Thread(target=apply) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(numbers) == 8 and len(set(numbers)) == 1
    office.worker.once()
    assert len(contents(office.place.database)["documents"]) == 1
