"""Jobs: at least once, finished once, under a lease; what fails is put off, then set aside for somebody to see."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from threading import Semaphore

import pytest

from engine import jobs, services
from engine.acts import opening, steps
from engine.case import instant
from engine.files import FolderVault
from engine.office import DocumentNotReady, Office
from engine.store import questions
from engine.store.tables import DEAD, WAITING
from engine.workplace import FixedTime
from tests.boundaries import Ambush, watch
from tests.mishaps import no_new_files_in
from tests.offices import (
    APPLICANT,
    FACTS,
    HEAD,
    Premises,
    accept,
    application,
    contents,
    grant,
    submit,
    task_of,
)

LEASE = 30


def applied(office: Office) -> opening.Opened:
    """A case just submitted, with the job of its receipt waiting."""
    place = office.place
    answers, uploads = application()
    actor = place.account(APPLICANT)
    return opening.submit(place, place.current_matter("starter"), actor, answers, uploads, applicant=actor)


@pytest.fixture
def job(office: Office) -> str:
    """The id of the one job that waits: to make a receipt."""
    return applied(office).jobs[0]


@pytest.fixture
def failing(premises: Premises, job: str) -> Iterator[None]:
    """Nothing can be sealed, because the files folder takes no file."""
    with no_new_files_in(premises.folder / "files"):
        yield


def claimed(office: Office, job: str) -> jobs.Job | None:
    return jobs.claim(office.place.database, job, office.place.now(), LEASE)


def the_job(office: Office) -> dict[str, object]:
    (row,) = contents(office.place.database)["jobs"]
    return row


def wait(clock: FixedTime, seconds: float) -> None:
    clock.set(clock() + timedelta(seconds=seconds))


# ---- once ------------------------------------------------------------------------------------------------------------


def test_a_job_done_is_gone_and_done_once(office: Office, job: str) -> None:
    assert office.worker.after_act([job]) == 1
    assert office.worker.after_act([job]) == 0
    assert office.worker.once() == 0

    rows = contents(office.place.database)
    assert rows["jobs"] == []
    assert len(rows["documents"]) == 1


def test_a_job_taken_by_one_worker_is_not_taken_by_another(office: Office, job: str) -> None:
    first = claimed(office, job)

    assert first is not None and first.attempt == 1
    assert claimed(office, job) is None


def test_of_eight_workers_at_once_one_takes_the_job(office: Office, job: str) -> None:
    ready = threading.Barrier(8)
    taken: list[jobs.Job | None] = []

    def claim() -> None:
        ready.wait()
        taken.append(claimed(office, job))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(each is not None for each in taken) == 1


def test_eight_workers_share_a_heap_of_jobs_and_each_is_done_once(office: Office) -> None:
    numbers = [applied(office).number for _ in range(12)]
    workers = [threading.Thread(target=office.worker.once) for _ in range(8)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    for number in numbers:
        assert [entry["act"] for entry in office.show_case(number)["history"]] == ["submit", "seal"]
    record = office.verify_record()
    assert record.intact
    assert contents(office.place.database)["jobs"] == []


# ---- leases ----------------------------------------------------------------------------------------------------------


def test_a_dead_workers_job_is_taken_when_its_lease_has_passed(office: Office, clock: FixedTime, job: str) -> None:
    dead = claimed(office, job)
    wait(clock, LEASE - 1)
    assert office.worker.once() == 0

    wait(clock, 1)

    assert office.worker.once() == 1
    assert dead is not None
    with pytest.raises(jobs.TakenOver), office.place.database.writing() as connection:
        dead.finish(connection)


def test_a_worker_that_was_thought_dead_records_nothing(office: Office, clock: FixedTime, job: str) -> None:
    slow = claimed(office, job)
    assert slow is not None
    wait(clock, LEASE)
    office.worker.once()
    before = contents(office.place.database)

    with pytest.raises(jobs.TakenOver):
        services.do(office.place, office.worker.press, slow)

    assert contents(office.place.database) == before


def test_a_worker_overtaken_at_the_last_moment_records_nothing(premises: Premises) -> None:
    first, second = premises.open(), premises.open()
    (job,) = applied(first).jobs
    slow = claimed(first, job)
    assert slow is not None

    def overtake() -> None:
        wait(premises.clock, LEASE)
        assert second.worker.once() == 1

    ambush = Ambush(
        first.place.database,
        lambda boundary: boundary.startswith("BEGIN") if first.place.database.is_sqlite else "jobs" in boundary,
        overtake,
    )
    with pytest.raises(jobs.TakenOver):
        services.do(first.place, first.worker.press, slow)

    assert ambush.times == 1
    (paper,) = contents(second.place.database)["documents"]
    assert first.place.vault.get(paper["sha256"])
    assert second.verify_record().intact


def test_a_lease_is_lengthened_for_work_that_takes_long(office: Office, clock: FixedTime, job: str) -> None:
    mine = claimed(office, job)
    assert mine is not None
    wait(clock, LEASE - 1)
    assert jobs.renew(office.place.database, mine, clock(), LEASE)

    wait(clock, LEASE - 1)

    assert claimed(office, job) is None
    assert office.worker.once() == 0


def test_a_lease_that_has_passed_to_another_is_not_lengthened(office: Office, clock: FixedTime, job: str) -> None:
    first = claimed(office, job)
    wait(clock, LEASE)
    second = claimed(office, job)
    assert first is not None and second is not None and second.attempt == 2

    assert not jobs.renew(office.place.database, first, clock(), LEASE)
    assert jobs.renew(office.place.database, second, clock(), LEASE)


def test_a_worker_lengthens_its_lease_while_it_works(premises: Premises) -> None:
    """The vault keeps the worker waiting until the lease has been lengthened."""
    written = Semaphore(0)

    class Slow(FolderVault):
        def put(self, data: bytes) -> str:
            for _ in ("claimed", "lengthened"):
                assert written.acquire(timeout=20)
            return super().put(data)

    (job,) = applied(premises.open()).jobs
    slow = premises.open(vault=Slow(premises.folder / "files"))
    slow.worker.lease_seconds = 1
    watch(slow.place.database, lambda boundary: written.release() if boundary == "UPDATE jobs SET" else None)

    assert slow.worker.after_act([job]) == 1


# ---- failing ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("failing")
def test_a_job_that_fails_stays_with_its_error_and_waits_longer_each_time(
    office: Office, clock: FixedTime, job: str
) -> None:
    waits = []
    for attempt in range(1, 6):
        assert office.worker.after_act([job]) == 0
        row = the_job(office)
        assert row["attempts"] == attempt
        assert str(row["error"]).startswith("FILES-UNWRITABLE: cannot keep a file of")
        waits.append(next(s for s in range(4000) if instant(clock() + timedelta(seconds=s)) == row["due_at"]))
        wait(clock, waits[-1])

    assert waits == [2, 4, 8, 16, 32]


def test_a_job_put_off_is_done_when_its_time_has_come(
    office: Office, premises: Premises, clock: FixedTime, job: str
) -> None:
    with no_new_files_in(premises.folder / "files"):
        office.worker.after_act([job])

    assert office.worker.once() == 0
    wait(clock, 1)
    assert office.worker.once() == 0
    wait(clock, 1)
    assert office.worker.once() == 1


def test_no_job_waits_longer_than_an_hour(office: Office, clock: FixedTime, job: str) -> None:
    for attempt in range(1, 20):
        taken = claimed(office, job)
        assert taken is not None and taken.attempt == attempt, "it was due after an hour"
        jobs.put_off(office.place.database, taken, clock(), "ERROR", most_attempts=99)
        wait(clock, 3600)


@pytest.mark.usefixtures("failing")
def test_what_fails_again_and_again_is_set_aside_where_it_is_seen(office: Office, clock: FixedTime, job: str) -> None:
    for _ in range(office.worker.most_attempts + 3):
        office.worker.once()
        wait(clock, 3600)

    (listed,) = office.list_jobs(only_dead=True)
    assert listed["job"] == job
    assert listed["state"] == "set aside"
    assert listed["attempts"] == office.worker.most_attempts
    assert listed["error"].startswith("FILES-UNWRITABLE")
    assert office.worker.once() == 0
    assert claimed(office, job) is None


def test_a_job_set_aside_is_done_after_somebody_lets_it_run_again(
    office: Office, premises: Premises, clock: FixedTime, job: str
) -> None:
    office.worker.most_attempts = 1
    with no_new_files_in(premises.folder / "files"):
        office.worker.once()
    assert the_job(office)["state"] == DEAD
    wait(clock, 3600)
    assert office.worker.once() == 0

    office.retry_job(job)

    assert office.worker.once() == 1
    assert office.list_jobs() == []


def test_only_a_job_that_was_set_aside_is_let_run_again(office: Office, job: str) -> None:
    for unknown in (job, "no such job"):
        with pytest.raises(jobs.JobUnknown) as refused:
            office.retry_job(unknown)
        assert refused.value.code == "JOB-UNKNOWN"


def test_a_worker_whose_lease_passed_does_not_put_off_the_job_of_another(
    office: Office, clock: FixedTime, job: str
) -> None:
    first = claimed(office, job)
    wait(clock, LEASE)
    second = claimed(office, job)
    assert first is not None and second is not None

    jobs.put_off(office.place.database, first, clock(), "ERROR", most_attempts=1)

    row = the_job(office)
    assert (row["state"], row["attempts"], row["error"]) == (WAITING, 2, None)


def test_one_job_that_fails_does_not_stop_the_others(office: Office) -> None:
    bad = applied(office)
    with office.place.database.writing() as connection:
        connection.exec_driver_sql("UPDATE jobs SET service = 'no_such_service'")
    good = applied(office)

    office.worker.once()

    assert [d["kind"] for d in office.show_case(good.number)["documents"]] == ["receipt"]
    (left,) = office.list_jobs()
    assert left["job"] == bad.jobs[0]
    assert left["error"].startswith("JOB-SERVICE-UNKNOWN")


# ---- carriers --------------------------------------------------------------------------------------------------------


def test_a_job_that_no_carrier_brought_is_found_by_the_loop(office: Office) -> None:
    opened = applied(office)

    assert office.worker.once() == 1

    assert [d["kind"] for d in office.show_case(opened.number)["documents"]] == ["receipt"]


def test_a_job_carried_twice_is_done_once(office: Office, job: str) -> None:
    assert office.worker.after_act([job, job, "no such job", job]) == 1


def test_a_chain_of_jobs_lost_in_its_middle_is_brought_to_its_end_by_the_loop(office: Office) -> None:
    case = submit(office)
    accept(office, case)
    place, press = office.place, office.worker.press
    change = steps.complete(place, task_of(office, case, "decide"), HEAD, "grant", FACTS)
    (issue,) = change.jobs
    mine = claimed(office, issue)
    assert mine is not None
    services.do(place, press, mine)  # and what follows from it is never carried

    office.worker.once()

    assert office.show_case(case)["status"] == "delivered"


def test_the_loop_stops_when_it_is_told(office: Office) -> None:
    stop = threading.Event()
    opened = applied(office)
    working = threading.Thread(target=office.worker.run, args=(stop,), kwargs={"idle_seconds": 60})
    done = threading.Event()
    Ambush(office.place.database, lambda boundary: boundary == "DELETE FROM jobs", done.set)

    working.start()
    assert done.wait(20)
    stop.set()
    working.join(20)

    assert not working.is_alive()
    assert [d["kind"] for d in office.show_case(opened.number)["documents"]] == ["receipt"]


def test_a_case_that_cannot_go_on_does_not_stop_the_others_and_is_asked_again_later(
    office: Office, clock: FixedTime
) -> None:
    spoiled, sound = submit(office), submit(office)
    with office.place.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE cases SET state = '' WHERE number = '{spoiled}'")
    wait(clock, 9 * 86400)

    office.worker.once()

    assert office.show_case(sound)["status"] == "accepted"
    with office.place.database.reading() as connection:
        row = questions.case(connection, spoiled)
    assert row is not None and row["next_due"] == instant(clock() + timedelta(hours=1))


def test_a_document_numbered_before_a_failure_keeps_its_number(
    office: Office, premises: Premises, clock: FixedTime
) -> None:
    opened = applied(office)
    with no_new_files_in(premises.folder / "files"):
        office.worker.once()
    (numbered,) = contents(office.place.database)["documents"]
    assert numbered["sha256"] is None
    other = submit(office)
    wait(clock, 60)

    office.worker.once()

    (paper,) = office.show_case(opened.number)["documents"]
    (later,) = office.show_case(other)["documents"]
    assert (paper["number"], paper["code"]) == (numbered["number"], numbered["code"])
    assert (paper["number"][-2:], later["number"][-2:]) == ("1号", "2号")
    assert office.verify_record().gaps == ()


def test_a_document_not_yet_sealed_cannot_be_had(office: Office, premises: Premises) -> None:
    opened = applied(office)
    with no_new_files_in(premises.folder / "files"):
        office.worker.once()

    with pytest.raises(DocumentNotReady) as refused:
        office.download(f"{opened.number}/receipt", APPLICANT)

    assert refused.value.code == "DOCUMENT-NOT-READY"


def test_a_decision_is_made_once_however_often_its_job_is_tried(office: Office, clock: FixedTime) -> None:
    case = submit(office)
    accept(office, case)
    shown = grant(office, case)
    wait(clock, 7200)

    assert office.worker.once() == 0
    assert office.show_case(case)["documents"] == shown["documents"]
