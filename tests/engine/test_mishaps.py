"""Machines fail in the middle of an act: each time a clear word, nothing half done, and the act can be done again."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from engine import jobs
from engine.acts import opening, steps
from engine.acts.at_task import TaskDone
from engine.acts.opening import Upload
from engine.errors import Failure, SealflowError
from engine.files import VaultFull, VaultUnwritable
from engine.office import Office
from engine.store.database import (
    Database,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseGone,
    DatabaseNotReady,
    DatabaseUnwritable,
)
from engine.store.upgrade import upgrade
from engine.workplace import FixedTime
from signing.keyring import Keyring
from signing.keys import Secret
from tests.boundaries import Ambush, Failing
from tests.conftest import PASSWORD
from tests.mishaps import locked_by_another_process, no_file_longer_than, no_new_files_in
from tests.offices import (
    APPLICANT,
    WINDOW,
    Premises,
    accept,
    application,
    contents,
    furnish,
    submit,
    task_of,
)
from tools import postgres


def the_error(office: Office) -> str:
    """The error of the one job that is left."""
    (job,) = office.list_jobs()
    return str(job["error"])


def later(clock: FixedTime) -> None:
    """Let so much time pass that a job put off is due."""
    clock.set(clock() + timedelta(minutes=1))


# ---- files -----------------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_while_sealing_puts_the_document_off(
    office: Office, premises: Premises, clock: FixedTime
) -> None:
    case = submit(office)
    (receipt,) = office.show_case(case)["documents"]
    change = steps.complete(office.place, task_of(office, case, "check_materials"), WINDOW, "accept")
    office.place.database.close()  # so that SQLite's own log begins anew, and stays shorter than a document

    with no_file_longer_than(receipt["bytes"] - 10_000):
        assert office.worker.after_act(change.jobs) == 0

    assert office.show_case(case)["status"] == "accepted", "the act stands; its notice follows"
    assert the_error(office).startswith("FILES-DISK-FULL")
    assert list(premises.folder.rglob(".new-*")) == []
    later(clock)
    office.worker.once()
    assert [d["kind"] for d in office.show_case(case)["documents"]] == ["receipt", "acceptance"]
    assert office.verify_record().intact


def test_a_disk_that_is_full_takes_no_application(office: Office) -> None:
    answers, (plan,) = application()
    long = Upload("plan", "plan.pdf", plan.data + b"\n%" + b" " * 400_000 + b"\n%%EOF")
    office.place.database.close()
    before = contents(office.place.database)

    with no_file_longer_than(300_000), pytest.raises(VaultFull) as refused:
        office.open_case("starter", APPLICANT, answers, [long], key="k1")

    assert refused.value.code == "FILES-DISK-FULL"
    assert contents(office.place.database) == before
    assert office.open_case("starter", APPLICANT, answers, [long], key="k1")["status"] == "submitted"


def test_a_files_folder_that_cannot_be_written_takes_no_application(office: Office, premises: Premises) -> None:
    before = contents(office.place.database)

    with no_new_files_in(premises.folder / "files"), pytest.raises(VaultUnwritable) as refused:
        submit(office, key="k1")

    assert refused.value.code == "FILES-UNWRITABLE"
    assert contents(office.place.database) == before
    assert submit(office, key="k1")


def test_a_files_folder_that_cannot_be_written_puts_the_document_off(
    office: Office, premises: Premises, clock: FixedTime
) -> None:
    case = submit(office)

    with no_new_files_in(premises.folder / "files"):
        accept(office, case)

    assert the_error(office).startswith("FILES-UNWRITABLE")
    later(clock)
    office.worker.once()
    assert [d["kind"] for d in office.show_case(case)["documents"]] == ["receipt", "acceptance"]


# ---- keys ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def own_seals(seal_folder: Path, tmp_path: Path) -> Path:
    """A copy of the seal keys, to be spoiled."""
    return Path(shutil.copytree(seal_folder, tmp_path / "own_seals"))


def test_a_missing_key_file_puts_the_document_off_until_it_is_there(
    premises: Premises, own_seals: Path, clock: FixedTime
) -> None:
    office = premises.open(keyring=Keyring(own_seals, Secret(PASSWORD)))
    keys = list(own_seals.rglob("*.key.pem"))
    for key in keys:
        key.rename(key.with_suffix(".away"))

    case = submit(office)

    assert office.show_case(case)["status"] == "submitted"
    assert the_error(office).startswith("KEY-FILE-MISSING")
    for key in keys:
        key.with_suffix(".away").rename(key)
    later(clock)
    assert office.worker.once() == 1
    assert [d["kind"] for d in office.show_case(case)["documents"]] == ["receipt"]


def test_a_wrong_password_puts_the_document_off_and_is_written_nowhere(
    premises: Premises, own_seals: Path, clock: FixedTime, caplog: pytest.LogCaptureFixture
) -> None:
    another = "not the password"  # and nothing that the digits of a hash could spell by chance
    wrong = premises.open(keyring=Keyring(own_seals, Secret(another)))

    case = submit(wrong)

    error = the_error(wrong)
    assert error.startswith("KEY-PASSWORD-WRONG")
    for secret in (another, PASSWORD):
        assert secret not in error
        assert secret not in caplog.text
        assert secret not in repr(contents(wrong.place.database))
    later(clock)
    right = premises.open()
    right.worker.once()
    assert [d["kind"] for d in right.show_case(case)["documents"]] == ["receipt"]


# ---- the database is busy --------------------------------------------------------------------------------------------


def test_a_database_locked_by_another_process_is_waited_for_and_then_said_to_be_busy(premises: Premises) -> None:
    office = premises.open(busy_seconds=0.3)
    case = submit(office)
    task = task_of(office, case, "check_materials")
    before = contents(office.place.database)
    office.place.database.close()

    with locked_by_another_process(office.place.database):
        with pytest.raises(DatabaseBusy) as refused:
            steps.complete(office.place, task, WINDOW, "accept")
        assert contents(office.place.database) == before, "reading goes on meanwhile"

    assert refused.value.code == "STORE-BUSY"
    assert accept(office, case)["status"] == "accepted"


def test_a_database_locked_for_a_moment_only_is_waited_for(premises: Premises) -> None:
    office = premises.open()
    case = submit(office)
    done: list[str] = []
    waiting = threading.Event()
    Ambush(office.place.database, lambda at: at.startswith(("BEGIN", "UPDATE cases")), waiting.set)
    acting = threading.Thread(target=lambda: done.append(accept(office, case)["status"]))

    with locked_by_another_process(office.place.database):
        acting.start()
        assert waiting.wait(20)
    acting.join()

    assert done == ["accepted"]


def test_an_act_stands_when_only_its_jobs_find_the_database_busy(premises: Premises) -> None:
    """The jobs are left for the loop; the act is not reported as failed."""
    office = premises.open(busy_seconds=0.3)
    case = submit(office)
    office.place.database.close()
    task = task_of(office, case, "check_materials")
    change = steps.complete(office.place, task, WINDOW, "accept")
    office.place.database.close()

    with locked_by_another_process(office.place.database, table="jobs"):
        assert office.worker.after_act(change.jobs) == 0

    assert office.worker.once() == 1
    assert [d["kind"] for d in office.show_case(case)["documents"]] == ["receipt", "acceptance"]


# ---- the database is full, damaged, gone -----------------------------------------------------------------------------


def test_an_sqlite_database_without_room_refuses_and_has_changed_nothing(sqlite_premises: Premises) -> None:
    office = sqlite_premises.open()
    database = office.place.database
    case = submit(office)
    before = contents(database)
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(DatabaseFull) as refused:
        for _ in range(200):
            office.download(f"{case}/receipt", APPLICANT)

    assert refused.value.code == "STORE-FULL"
    assert office.verify_record().intact
    downloads = sum(entry["act"] == "download" for entry in office.show_record(case))
    assert len(contents(database)["ledger_entries"]) == len(before["ledger_entries"]) + downloads
    with database.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1000}")
    assert accept(office, case)["status"] == "accepted"


def test_a_postgresql_database_without_room_refuses_and_has_changed_nothing(postgres_premises: Premises) -> None:
    office = postgres_premises.open()
    database = office.place.database
    case = submit(office)
    with database.writing() as connection:
        # The server's own error, raised where it would be: nothing here can fill its disk.
        connection.exec_driver_sql(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            "'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
        )
        connection.exec_driver_sql("CREATE TRIGGER no_room BEFORE INSERT ON entries EXECUTE FUNCTION no_room()")
    before = contents(database)

    with pytest.raises(DatabaseFull):
        accept(office, case)

    assert contents(database) == before
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER no_room ON entries")
    assert accept(office, case)["status"] == "accepted"


def test_a_database_file_that_cannot_be_written_says_so(sqlite_premises: Premises) -> None:
    office = sqlite_premises.open()
    case = submit(office)
    with office.place.database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")

    with pytest.raises(DatabaseUnwritable) as refused:
        accept(office, case)

    assert refused.value.code == "STORE-UNWRITABLE"


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "office.db").write_bytes("这不是数据库".encode() * 1000)

    with pytest.raises(DatabaseDamaged) as refused:
        contents(Database(f"sqlite:///{tmp_path / 'office.db'}"))

    assert refused.value.code == "STORE-DAMAGED"


def test_a_damaged_database_says_so(sqlite_premises: Premises) -> None:
    path = sqlite_premises.folder / "office.db"
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_960)

    with pytest.raises(DatabaseDamaged):
        contents(sqlite_premises.open().place.database)


def test_a_database_whose_folder_has_gone_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'gone' / 'office.db'}")
    (tmp_path / "gone").rmdir()

    with pytest.raises(DatabaseUnwritable):
        contents(database)


def test_a_database_nobody_serves_says_so() -> None:
    with pytest.raises(DatabaseGone) as refused:
        contents(Database("postgresql://nobody@/office?host=/nowhere/at/all"))

    assert refused.value.code == "STORE-GONE"


def test_more_askers_than_connections_are_told_that_it_is_busy(postgres_premises: Premises) -> None:
    database = postgres_premises.open().place.database
    pool = database.engine.pool
    pool._timeout = 0.05  # type: ignore[attr-defined]
    held = []
    try:
        with pytest.raises(DatabaseBusy):
            for _ in range(100):
                reading = database.reading()
                reading.__enter__()
                held.append(reading)
    finally:
        for reading in held:
            reading.__exit__(None, None, None)

    assert contents(database)["accounts"]


# ---- PostgreSQL stops ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mortal_server() -> Iterator[postgres.Server]:
    """A server of its own, to be stopped and started again."""
    try:
        with postgres.running() as server:
            yield server
    except postgres.PostgresUnavailable as error:
        pytest.skip(f"PostgreSQL cannot be run here: {error}")


@pytest.fixture
def mortal(mortal_server: postgres.Server, tmp_path: Path, seals: Keyring) -> Iterator[Premises]:
    """An office whose PostgreSQL can be stopped."""
    premises = Premises(mortal_server.create(), tmp_path, seals)
    office = premises.open()
    upgrade(office.place.database)
    furnish(office)
    yield premises
    premises.close()


def test_postgresql_stopped_at_any_statement_has_changed_nothing_and_the_act_can_be_done_again(
    mortal: Premises, mortal_server: postgres.Server
) -> None:
    office = mortal.open()
    case = submit(office)
    task = task_of(office, case, "check_materials")
    failing = Failing(office.place.database, strike=mortal_server.stop)

    for number in count(1):
        before = contents(mortal.open().place.database)
        failing.at(number)
        try:
            steps.complete(office.place, task, WINDOW, "accept")
        except DatabaseGone as refused:
            assert refused.code == "STORE-GONE"
            failing.at(0)
            mortal_server.start()
            assert contents(mortal.open().place.database) == before, f"something was left at {failing.reached}"
        else:
            break

    assert number > 8
    failing.at(0)
    history = office.show_case(case)["history"]
    assert [entry["act"] for entry in history].count("accept") == 1
    assert office.verify_record().intact


def test_a_worker_whose_postgresql_stops_goes_on_when_it_is_back(
    mortal: Premises, mortal_server: postgres.Server
) -> None:
    office = mortal.open()
    place = office.place
    answers, uploads = application()
    actor = place.account(APPLICANT)
    opened = opening.submit(place, place.current_matter("starter"), actor, answers, uploads, applicant=actor)
    stop, seen, done = threading.Event(), threading.Event(), threading.Event()
    Ambush(
        place.database, lambda boundary: boundary == "INSERT INTO documents", lambda: (mortal_server.stop(), seen.set())
    )
    Ambush(place.database, "DELETE FROM jobs".__eq__, done.set)
    working = threading.Thread(target=office.worker.run, args=(stop, 0.1), daemon=True)

    working.start()
    assert seen.wait(20)
    mortal_server.start()
    mortal.clock.set(mortal.clock() + timedelta(minutes=1))
    assert done.wait(20)
    stop.set()
    working.join(20)

    other = mortal.open()
    assert [d["kind"] for d in other.show_case(opened.number)["documents"]] == ["receipt"]
    assert other.verify_record().intact


def test_what_could_not_be_confirmed_can_be_looked_at(mortal: Premises, mortal_server: postgres.Server) -> None:
    """The server stops between the act and its answer: the act is done, which the next look shows."""
    office = mortal.open()
    case = submit(office)
    task = task_of(office, case, "check_materials")
    Ambush(office.place.database, lambda boundary: boundary.startswith("UPDATE jobs"), mortal_server.stop)

    with pytest.raises(SealflowError) as refused:
        office.complete_task(task, WINDOW, "accept")

    assert refused.value.code == "STORE-GONE"
    mortal_server.start()
    assert office.show_case(case)["status"] == "accepted"
    with pytest.raises(TaskDone):
        office.complete_task(task, WINDOW, "accept")
    office.worker.once()
    assert [d["kind"] for d in office.show_case(case)["documents"]] == ["receipt", "acceptance"]


# ---- the clock -------------------------------------------------------------------------------------------------------


def test_a_document_is_put_off_while_the_clock_is_behind(office: Office, clock: FixedTime) -> None:
    place = office.place
    answers, uploads = application()
    actor = place.account(APPLICANT)
    opened = opening.submit(place, place.current_matter("starter"), actor, answers, uploads, applicant=actor)
    right = clock()
    clock.set(right - timedelta(hours=1))

    assert office.worker.after_act(opened.jobs) == 0

    assert the_error(office).startswith("CASE-CLOCK-SET-BACK")
    clock.set(right)
    assert office.worker.once() == 1


def test_every_failure_of_a_machine_has_a_code_and_says_what_to_do() -> None:
    for failure in (DatabaseBusy, DatabaseDamaged, DatabaseFull, DatabaseGone, DatabaseNotReady, DatabaseUnwritable):
        assert issubclass(failure, Failure)
        assert failure.code and failure.remedy
        assert failure.exit_code == 3
    assert jobs.JobUnknown.exit_code == 4
