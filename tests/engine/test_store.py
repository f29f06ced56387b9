"""The store: what is appended stays, nobody's write is lost, lists are read by indexes, an act is few statements."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from engine.acts import handing, on_case, steps
from engine.acts.attempts import Overtaken
from engine.acts.time import let_time_pass
from engine.case import instant
from engine.office import Office
from engine.store import checkpoints, issued, publications, questions, queue, registry
from engine.store.database import Database, DatabaseNotReady, WrittenByAnother
from engine.store.tables import APPEND_ONLY, metadata
from engine.workplace import FixedTime
from tests.offices import (
    APPLICANT,
    FACTS,
    HEAD,
    MONDAY,
    WINDOW,
    Premises,
    accept,
    contents,
    law_firm_case,
    submit,
    task_of,
)
from tests.processes import together

# ---- append-only -----------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(office: Office, clock: FixedTime) -> Office:
    """An office with a row in every table."""
    case = submit(office, key="k1")
    accept(office, case)
    office.checkpoint()
    return office


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_what_is_appended_is_neither_changed_nor_deleted(kept: Office, table: str, verb: str) -> None:
    database = kept.place.database
    before = contents(database)
    assert before[table], "there is something to spoil"
    column = metadata.tables[table].columns.values()[-1]
    statement = sa.update(column.table).values({column: column}) if verb == "update" else sa.delete(column.table)

    with pytest.raises(sa.exc.DBAPIError, match=f"{table} is append-only"), database.writing() as connection:
        connection.execute(statement)

    assert contents(database) == before


def test_what_is_appended_is_not_truncated_either(postgres_premises: Premises) -> None:
    database = postgres_premises.open().place.database

    for table in APPEND_ONLY:
        with (
            pytest.raises(sa.exc.DBAPIError, match=f"{table} is append-only"),
            database.writing() as connection,
        ):
            connection.exec_driver_sql(f"TRUNCATE {table}")


def test_personal_data_can_be_erased_while_the_record_stays_whole(kept: Office) -> None:
    with kept.place.database.writing() as connection:
        connection.execute(sa.delete(metadata.tables["answers"]))

    assert kept.verify_record().intact


def _case(database: Database, number: str) -> Any:
    with database.reading() as connection:
        return questions.case(connection, number)


# ---- writing at once -------------------------------------------------------------------------------------------------


def test_four_processes_lose_none_of_four_hundred_changes_to_one_row(premises: Premises) -> None:
    office = premises.open()
    number = submit(office)
    row = dict(_case(office.place.database, number))
    premises.close()

    def change_it_a_hundred_times() -> None:
        mine = Database(premises.url)
        for _ in range(100):
            while True:
                read = dict(_case(mine, number))
                with mine.writing() as connection:
                    changed = {**read, "version": read["version"] + 1, "revision": read["revision"] + 1}
                    if questions.update_case(connection, changed, read["version"]):
                        break

    together([change_it_a_hundred_times] * 4)

    now = _case(premises.open().place.database, number)
    assert (now["version"], now["revision"]) == (row["version"] + 400, row["revision"] + 400)


def test_four_processes_give_four_hundred_numbers_without_a_gap(database: Database) -> None:
    def take_a_hundred() -> None:
        mine = Database(database.url.render_as_string(hide_password=False))
        for _ in range(100):
            with mine.writing() as connection:
                issued.next_serial(connection, "city_justice", "示市司许", 2026)

    together([take_a_hundred] * 4)

    with database.reading() as connection:
        (counter,) = issued.counters(connection)
    assert counter["last"] == 400


def test_four_processes_lose_none_of_the_entries_of_one_case(premises: Premises) -> None:
    office = premises.open()
    case = office.show_case(submit(office))
    premises.close()

    def look_ten_times() -> None:
        mine = premises.open()
        account = mine.place.account(APPLICANT)
        done = 0
        while done < 10:
            try:
                on_case.note(mine.place, case["id"], account, "look")
                done += 1
            except Overtaken:
                pass

    together([look_ten_times] * 4)

    office = premises.open()
    acts = [entry["act"] for entry in office.show_case(case["id"])["history"]]
    assert acts == [entry["act"] for entry in case["history"]] + ["look"] * 40
    assert office.verify_record().intact


def test_four_processes_lose_no_download_and_none_is_refused(premises: Premises) -> None:
    office = premises.open()
    case = submit(office)
    before = office.show_record(case)
    premises.close()

    def download_ten_times() -> None:
        mine = premises.open()
        for _ in range(10):
            mine.download(f"{case}/receipt", APPLICANT)

    together([download_ten_times] * 4)

    office = premises.open()
    assert [entry["act"] for entry in office.show_record(case)[len(before) :]] == ["download"] * 40
    assert office.verify_record().intact


def test_as_many_threads_ask_at_once_as_the_pages_have(premises: Premises) -> None:
    """Forty are what the server of the pages hands requests to; on PostgreSQL 32 connections serve them in turn."""
    office = premises.open()
    at_once = 40 if office.place.database.is_sqlite else 32
    all_there = threading.Barrier(at_once, timeout=20)

    def ask(_: int) -> int:
        with office.place.database.reading() as connection:
            all_there.wait()
            return len(registry.all_accounts(connection))

    with ThreadPoolExecutor(at_once) as threads:
        counts = set(threads.map(ask, range(at_once)))
        assert len(counts) == 1 and counts.pop() > 0
        assert len(set(threads.map(lambda _: len(office.list_accounts()), range(200)))) == 1


def test_threads_of_one_process_write_in_the_order_of_asking(sqlite_premises: Premises) -> None:
    database = sqlite_premises.open().place.database
    asked: list[int] = []
    served: list[int] = []
    holding, go_on = threading.Event(), threading.Event()

    def write(name: int) -> None:
        with database.writing():
            served.append(name)

    def hold() -> None:
        with database.writing():
            holding.set()
            go_on.wait()

    first = threading.Thread(target=hold)
    first.start()
    holding.wait()
    waiting = []
    for name in range(8):
        thread = threading.Thread(target=write, args=(name,))
        asked.append(name)
        thread.start()
        while len(database._queue._waiting) <= name:  # type: ignore[union-attr]
            os.sched_yield()
        waiting.append(thread)
    go_on.set()
    for thread in [first, *waiting]:
        thread.join()

    assert served == asked


def test_a_row_written_by_another_at_the_same_moment_is_told_so(database: Database) -> None:
    row = {"hash": "0" * 64, "matter": "m", "files": b""}

    with pytest.raises(WrittenByAnother) as refused, database.writing() as connection:
        connection.execute(sa.insert(metadata.tables["bundles"]), [row])
        connection.execute(sa.insert(metadata.tables["bundles"]), [row])

    assert refused.value.code == "STORE-CONFLICT"
    assert contents(database)["bundles"] == []


def test_a_database_without_tables_says_that_it_is_not_ready(databases: str) -> None:
    database = Database(databases)

    with pytest.raises(DatabaseNotReady) as refused, database.reading() as connection:
        checkpoints.heads(connection)

    assert refused.value.code == "STORE-NOT-READY"
    database.close()


def test_a_database_address_without_a_driver_gets_the_one_we_ship() -> None:
    database = Database("postgresql://somebody@db.example/office")

    assert database.url.drivername == "postgresql+psycopg"


# ---- reading by index ------------------------------------------------------------------------------------------------

NOW = instant(MONDAY + timedelta(days=400))
LISTS: dict[str, Callable[[Any], object]] = {
    "the worklist": lambda c: questions.worklist(
        c, questions.may_do("he.examiner", "district_justice", ["examiner", "window_clerk"])
    ),
    "the cases of an applicant": lambda c: questions.cases_of_applicant(c, APPLICANT),
    "a case by number": lambda c: questions.case(c, "20260302-7Q4KM2XD"),
    "a case by id": lambda c: questions.case(c, "0193a1b0-0000-7000-8000-000000000000"),
    "a task": lambda c: questions.task_with_case(c, "0193a1b0-0000-7000-8000-000000000000", WINDOW),
    "the open tasks of a case": lambda c: questions.open_tasks(c, "o", "i"),
    "the record of a case": lambda c: questions.entries_of(c, "o", "i"),
    "the documents of a case": lambda c: issued.documents_of(c, "o", "i"),
    "a document by number": lambda c: issued.documents_by(c, "number", "示市司许〔2026〕1号"),
    "a document by code": lambda c: issued.documents_by(c, "code", "0000-0000-0000-0000"),
    "a document by its bytes": lambda c: issued.documents_by(c, "sha256", "0" * 64),
    "the jobs that are due": lambda c: queue.due_jobs(c, NOW, 100),
    "a job taken": lambda c: queue.claim_job(c, "i:t1", NOW, NOW),
    "the cases in which time ran out": lambda c: questions.due_cases(c, NOW),
    "the newest version of a matter": lambda c: publications.publication(c, "starter", "2026-03-02"),
    "an account": lambda c: registry.account(c, WINDOW),
    "a key sent before": lambda c: questions.command(c, APPLICANT, "k1"),
}


@pytest.mark.parametrize("what", LISTS)
def test_no_list_asked_for_all_day_reads_a_whole_table(sqlite_premises: Premises, what: str) -> None:
    database = sqlite_premises.open().place.database
    asked: list[tuple[str, Any]] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    with database.reading() as connection:
        LISTS[what](connection)
        plans = [
            row[3]
            for statement, parameters in tuple(asked)
            for row in connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

    scans = [plan for plan in plans if plan.startswith("SCAN")]
    assert plans and not scans


@pytest.mark.parametrize(
    ("what", "index"),
    [
        ("the worklist", "tasks_mine"),
        ("the worklist", "tasks_pool"),
        ("the jobs that are due", "jobs_due"),
        ("the cases in which time ran out", "cases_due"),
    ],
)
def test_what_lies_open_is_found_by_the_index_of_open_things_alone(
    sqlite_premises: Premises, what: str, index: str
) -> None:
    database = sqlite_premises.open().place.database
    plans: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def explain(_: Any, cursor: Any, statement: str, parameters: Any, *___: Any) -> None:
        plans.extend(
            row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        )

    with database.reading() as connection:
        LISTS[what](connection)

    assert any(f"USING INDEX {index}" in plan or f"USING COVERING INDEX {index}" in plan for plan in plans), plans


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_compiled_for_one_database_serves_the_next_of_its_kind(
    request: pytest.FixtureRequest, kind: str
) -> None:
    urls = ["sqlite://", "sqlite://"]
    if kind == "postgresql":
        server = request.getfixturevalue("postgres_server")
        urls = [server.create(), server.create()]
    asked = sa.select(sa.literal_column("40").label(f"of_{kind}") + sa.bindparam("more"))

    hits = []
    for url in urls:
        database = Database(url)
        with database.reading() as connection:
            answer = connection.execute(asked, {"more": 2})
            hits.append(answer.context.cache_hit.name)
            assert answer.scalar() == 42
        database.close()

    assert hits == ["CACHE_MISS", "CACHE_HIT"]


# ---- few statements --------------------------------------------------------------------------------------------------


def _statements(office: Office, act: Callable[[], object]) -> int:
    office.place.database.count_statements()
    act()
    return office.place.database.statements


STATEMENTS = {
    "accept, which brings a task and a document": 8,
    "grant, with answers, which brings documents": 8,
    "an opinion with answers, which brings a task": 8,
    "forward, with answers, which brings a task and a document": 9,
    "claim": 6,
    "download": 9,
    "silence": 9,
}
"""Counted with BEGIN and COMMIT."""


@pytest.mark.parametrize("what", STATEMENTS)
def test_an_act_takes_few_statements(sqlite_premises: Premises, what: str) -> None:
    office, clock = sqlite_premises.open(), sqlite_premises.clock
    act = _prepared(office, clock, what)

    assert _statements(office, act) == STATEMENTS[what]


def _prepared(office: Office, clock: FixedTime, what: str) -> Callable[[], object]:
    place = office.place
    if what.startswith(("an opinion", "forward")):
        step, by, outcome = {
            "an": ("receive", "xu.handler", "propose_grant"),
            "forward,": ("sign", "jiang.head", "forward"),
        }[what.split()[0]]
        case = law_firm_case(office, clock, step)
        task = task_of(office, case, step)
        answers = {"remark": "同意。"} if step == "sign" else {"facts": "齐全。", "opinion": "拟准予。"}
        return lambda: steps.complete(place, task, by, outcome, answers)
    case = submit(office)
    if what.startswith("accept"):
        task = task_of(office, case, "check_materials")
        return lambda: steps.complete(place, task, WINDOW, "accept")
    if what.startswith("grant"):
        accept(office, case)
        task = task_of(office, case, "decide")
        return lambda: steps.complete(place, task, HEAD, "grant", FACTS)
    if what == "claim":
        task = task_of(office, case, "check_materials")
        return lambda: handing.claim(place, task, WINDOW)
    shown = office.show_case(case)
    if what == "download":
        return lambda: office.download(f"{case}/receipt", APPLICANT)
    clock.set(clock() + timedelta(days=9))
    return lambda: let_time_pass(place, shown["id"])
