"""What is asked all day stays as fast as it was on the first: read from an index, in pages, however much there is."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from engine.office import SHOWN, Office
from engine.store import checkpoints, questions
from engine.store.database import Database
from engine.store.tables import cases, tasks
from tests.offices import APPLICANT, DEPUTY, WINDOW, submit

LAST = ("2026-03-03", "0193a1b0-0000-7000-8000-000000000030")
"""The last task of a page."""
LISTS: dict[str, tuple[Callable[[Any, tuple[str, str]], object], tuple[str, ...]]] = {
    "a worklist": (
        lambda c, last: questions.worklist(
            c, questions.may_do("he.examiner", "district_justice", ["examiner"]), last, 50
        ),
        ("tasks_mine", "tasks_pool"),
    ),
    "the cases of an applicant": (
        lambda c, last: questions.cases_of_applicant(c, APPLICANT, last[1], 50),
        ("cases_applicant", "cases_agent", "cases_id"),
    ),
    "the cases of an organ": (
        lambda c, last: questions.cases_of_organ(c, "city_approval", last[1], 50),
        ("cases_pkey", "tasks_organ", "cases_id"),
    ),
    "what no checkpoint has seen": (lambda c, _: checkpoints.unwitnessed_heads(c, 50), ("cases_unwitnessed",)),
}
AS_SQLITE_CALLS_IT = {"cases_pkey": "sqlite_autoindex_cases_1"}


@pytest.mark.parametrize("last", [("", ""), LAST], ids=["first page", "next page"])
@pytest.mark.parametrize("what", LISTS)
def test_a_page_comes_from_its_index_in_its_order(crowded: Office, what: str, last: tuple[str, str]) -> None:
    ask, indexes = LISTS[what]
    database = crowded.place.database

    plan = _plan(database, lambda connection: ask(connection, last))

    for index in indexes:
        name = AS_SQLITE_CALLS_IT.get(index, index) if database.is_sqlite else index
        assert name in plan, f"{index} is not used:\n{plan}"
    # The rows of the cases on the page are fetched by id and put in order: as many as the page has, no more.
    rest = "\n".join(line for line in plan.splitlines() if "of a page" not in line)
    assert "TEMP B-TREE" not in rest and "Sort" not in rest, plan


def test_a_name_is_looked_for_in_an_index_and_its_cases_in_another(crowded: Office) -> None:
    database = crowded.place.database

    plan = _plan(database, lambda connection: questions.cases_by_name(connection, "思远", "city_approval", 100))

    tails = "sqlite_autoindex_name_tails_1" if database.is_sqlite else "name_tails_pkey"
    assert tails in plan and "cases_applicant" in plan, plan


def _plan(database: Database, ask: Callable[[Any], object]) -> str:
    """How the database answers, of every way it has the one that sorts and scans only where no index helps."""
    asked: list[tuple[str, Any]] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    with database.reading() as connection:
        if not database.is_sqlite:
            for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
            asked.clear()
        ask(connection)
        lines = []
        for statement, parameters in tuple(asked):
            by_ids = " of a page" if " IN (" in statement else ""
            explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
            found = connection.connection.cursor().execute(f"{explain} {statement}", parameters).fetchall()
            lines += [f"{row[3] if database.is_sqlite else row[0]}{by_ids}" for row in found]
    return "\n".join(lines)


@pytest.fixture
def crowded(office: Office) -> Office:
    """An office with forty cases: tasks of the pool and of one official, with last days and without."""
    number = submit(office)
    dice = random.Random(7)
    with office.place.database.writing() as connection:
        case = dict(questions.case(connection, number) or {})
        (task,) = map(dict, questions.open_tasks(connection, case["organ"], case["id"]))
        for n in range(40):
            id = f"0193a1b0-0000-7000-8000-{n:012}"
            due = dice.choice([None, *((date(2026, 3, 2) + timedelta(days=d)).isoformat() for d in range(5))])
            mine = WINDOW if dice.random() < 0.3 else None
            whose = {"applicant": APPLICANT if n % 2 else "another", "agent": None if n % 3 else APPLICANT}
            connection.execute(sa.insert(cases), {**case, **whose, "id": id, "number": f"20260302-{n:08}"})
            row = {**task, "case_id": id, "id": f"0193a1b0-0000-7000-8000-{dice.getrandbits(48):012x}"}
            connection.execute(sa.insert(tasks), {**row, "due_on": due, "assignee": mine})
    return office


def _paged(ask: Callable[..., list[dict[str, Any]]], account: str, most: int) -> list[dict[str, Any]]:
    """All pages, one after the other."""
    rows: list[dict[str, Any]] = []
    while page := ask(account, after=rows[-1]["cursor"] if rows else "", most=most):
        assert len(page) <= most
        rows += page
    return rows


@pytest.mark.parametrize("most", [1, 7, 20])
@pytest.mark.parametrize("account", [WINDOW, DEPUTY])
def test_the_pages_of_a_worklist_make_the_whole_list(crowded: Office, account: str, most: int) -> None:
    whole = crowded.list_tasks(account)

    assert _paged(crowded.list_tasks, account, most) == whole
    assert len(whole) > 20
    dues = [row["due"] for row in whole]
    assert None in dues
    assert dues == sorted(dues, key=lambda due: due or "9999"), "what has no last day comes last"


@pytest.mark.parametrize("most", [1, 7, 20])
@pytest.mark.parametrize("account", [APPLICANT, WINDOW])
def test_the_pages_of_a_list_of_cases_make_the_whole_list(crowded: Office, account: str, most: int) -> None:
    whole = crowded.list_cases(account)

    assert _paged(crowded.list_cases, account, most) == whole
    assert len({row["case"] for row in whole}) == len(whole) == (28 if account == APPLICANT else 41)
    assert whole[0]["opened_at"] == max(row["opened_at"] for row in whole)


def test_a_task_done_meanwhile_takes_none_from_the_next_page(crowded: Office) -> None:
    first = crowded.list_tasks(WINDOW, most=5)
    rest = crowded.list_tasks(WINDOW)[5:]
    with crowded.place.database.writing() as connection:
        connection.execute(sa.update(tasks).where(tasks.c.id == first[-1]["task"]).values(state=1))

    assert crowded.list_tasks(WINDOW, after=first[-1]["cursor"]) == rest


def test_a_case_is_shown_with_the_end_of_its_history_and_the_rest_is_there_to_be_asked_for(office: Office) -> None:
    case = submit(office)
    for _ in range(SHOWN + 10):
        office.claim(f"{case}/check_materials", WINDOW)
        office.release(f"{case}/check_materials", WINDOW)
    shown = office.show_case(case, WINDOW)["history"]
    number = shown[-1]["number"]
    assert [entry["number"] for entry in shown] == list(range(number - SHOWN + 1, number + 1))

    history = list(shown)
    while history[0]["number"] > 1:
        history[:0] = office.case_history(case, WINDOW, before=history[0]["number"], most=17)

    assert history == office.case_history(case, WINDOW, most=number)
    assert (history[0]["act"], len(history)) == ("submit", number)
