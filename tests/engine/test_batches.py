"""Many tasks done in one go: each with its own outcome, by whoever asked, once, whatever happens to a worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.batches import MOST_TASKS, Alike, BatchRefused, BatchUnknown, Came
from engine.desk import MOST_VIEWS, ViewRefused
from engine.office import Office
from tests.offices import DEPUTY, HEAD, WINDOW, Premises, accept, submit, task_of

CHECK = "check_materials"
REASON = "场地已另有安排。"


def checks(office: Office, count: int) -> list[str]:
    """The ids of as many tasks at the window."""
    return [task_of(office, submit(office), CHECK) for _ in range(count)]


def came(office: Office, batch: str, account: str = WINDOW) -> list[str]:
    """How each task of a batch came out: the word, or the code of the refusal."""
    return [item.code or item.came for item in office.batches.show(batch, account).items]


def test_each_task_is_done_and_tells_how_it_came_out(office: Office) -> None:
    tasks = checks(office, 3)
    office.claim(tasks[1], DEPUTY)
    office.claim(tasks[1], DEPUTY)

    batch = office.batches.begin(WINDOW, "claim", [*tasks[:1], *tasks[2:]])
    before = office.batches.show(batch, WINDOW)
    office.release(tasks[1], DEPUTY)
    office.claim(tasks[2], DEPUTY)
    office.worker.once()

    after = office.batches.show(batch, WINDOW)
    assert (before.finished, before.count(Came.WAITING)) == (False, 2)
    assert after.finished
    assert came(office, batch) == ["done", "AUTHORITY-CLAIMED"]
    assert all(item.said and item.remedy for item in after.items if item.code)
    assert [one.id for one in office.batches.latest(WINDOW)] == [batch]
    assert office.verify_record().intact


def test_the_same_is_decided_of_many_with_one_reason(office: Office) -> None:
    for task in checks(office, 2):
        office.complete_task(task, WINDOW, "accept")
    tasks = [row["id"] for row in office.desk.rows(HEAD)]

    batch = office.batches.begin(HEAD, "complete", tasks, Alike("refuse", {"facts": "场地已满。", "reason": REASON}))
    office.worker.once()

    assert came(office, batch, HEAD) == ["done", "done"]
    cases = [item.case for item in office.batches.show(batch, HEAD).items]
    assert {office.show_case(case)["outcome"] for case in cases} == {"refused"}
    assert all(REASON in str(office.show_case(case, HEAD)["answers"]) for case in cases)


def test_who_checked_is_refused_alone(office: Office) -> None:
    first, second = submit(office), submit(office)
    accept(office, first, by=DEPUTY)
    accept(office, second)
    tasks = [row["id"] for row in office.desk.rows(DEPUTY) if row["step"] == "decide"]

    batch = office.batches.begin(DEPUTY, "complete", tasks, Alike("grant", {"facts": "符合条件。"}))
    office.worker.once()

    assert sorted(came(office, batch, DEPUTY)) == ["AUTHORITY-SAME-PERSON", "done"]


def test_a_worker_that_died_leaves_the_rest_to_another(
    sqlite_premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sqlite_premises.open()
    tasks = checks(office, 3)
    batch = office.batches.begin(WINDOW, "claim", tasks)
    claim, claimed = office.claim, []

    def dying(task: str, account: str) -> None:
        if len(claimed) == 1:
            raise KeyboardInterrupt
        claimed.append(task)
        claim(task, account)

    monkeypatch.setattr(office, "claim", dying)
    with pytest.raises(KeyboardInterrupt):
        office.batches.work()
    monkeypatch.setattr(office, "claim", claim)

    assert office.batches.work() == 0, "the one who died has it still"
    sqlite_premises.clock.set(sqlite_premises.clock() + timedelta(minutes=3))
    assert office.batches.work() == 2
    assert came(office, batch) == ["done"] * 3


@pytest.mark.parametrize(("verb", "count"), [("claim", 0), ("transfer", 1), ("claim", MOST_TASKS + 1)])
def test_what_cannot_be_done_at_once_is_refused(office: Office, verb: str, count: int) -> None:
    tasks = [task_of(office, submit(office), CHECK)] if count == 1 else [str(number) for number in range(count)]

    with pytest.raises(BatchRefused):
        office.batches.begin(WINDOW, verb, tasks)


def test_nobody_touches_or_sees_what_is_anothers(office: Office) -> None:
    tasks = checks(office, 1)
    batch = office.batches.begin(WINDOW, "claim", tasks)

    with pytest.raises(BatchUnknown):
        office.batches.show(batch, HEAD)
    with pytest.raises(BatchRefused, match="not in your list"):
        office.batches.begin(HEAD, "claim", tasks)


def test_lists_of_ones_own_are_kept_by_name(office: Office) -> None:
    office.desk.keep_view(WINDOW, " 超期 的 ", "late=yes")
    office.desk.keep_view(WINDOW, "超期 的", "late=yes&whose=mine")

    assert office.desk.kept(WINDOW).views == [("超期 的", "late=yes&whose=mine")]
    assert office.desk.kept(HEAD).views == []
    for number in range(MOST_VIEWS - 1):
        office.desk.keep_view(WINDOW, f"第{number}个", "")
    with pytest.raises(ViewRefused):
        office.desk.keep_view(WINDOW, "多了", "")
    with pytest.raises(ViewRefused):
        office.desk.keep_view(WINDOW, "  ", "")
    office.desk.drop_view(WINDOW, "超期 的")
    assert len(office.desk.kept(WINDOW).views) == MOST_VIEWS - 1
