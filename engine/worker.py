"""The worker: takes jobs that are due, does them, lets limits and timers run out. Any number may run at once.

A carrier is only the way ready jobs reach a worker: after an act, `after_act` does them in the same process; the loop
of `run` finds everything else (put off, left by a dead worker, never carried) by one indexed question.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from engine import jobs, record, retention, scanning, services, sweeping
from engine.acts.failing import give_up
from engine.acts.time import let_time_pass, work_out_days
from engine.acts.writing import Suspended
from engine.case import instant
from engine.errors import Failure, SealflowError
from engine.papers import Press
from engine.store import questions, queue
from engine.workplace import Workplace
from signing.errors import SigningError

log = logging.getLogger("sealflow.worker")

BATCH = 100
ROUNDS = 10_000
SIGNED_EVERY = timedelta(minutes=5)
"""How long entries may stand in the record before a checkpoint witnesses them."""
ERASED_EVERY = timedelta(hours=1)
"""How often what has had its time is erased."""


class WorkerDied(Failure):
    """Every worker that took a job died over it."""

    code = "JOB-WORKER-DIED"
    remedy = "See in the log what ended the workers, then retry the job (`sealflow job retry`)."


@dataclass
class Worker:
    """Does jobs for one workplace. `press` holds the keys; threads may share a worker."""

    place: Workplace
    press: Press
    witness: record.Signer
    lease_seconds: int = 30
    most_attempts: int = 12
    do: Callable[[Workplace, Press, jobs.Job], list[str]] = services.do
    """Does one job; a rehearsal gives another that may fail."""
    also: Callable[[], int] = lambda: 0
    """What is done in every round before the jobs; how many things were."""

    def after_act(self, wanted: Iterable[str]) -> int:
        """Do these jobs and those that follow from them, at once; returns how many were done.

        What fails stays in the queue with its error and is tried again later: an act never fails by its jobs.
        """
        done = 0
        waiting = deque(wanted)
        try:
            while waiting:
                followed = self._attempt(waiting.popleft())
                if followed is not None:
                    done += 1
                    waiting.extend(followed)
        except SealflowError as error:  # the database: the loop will find what is left
            log.error("jobs_left code=%s", error.code)
        return done

    def once(self) -> int:
        """Do everything that is due now: jobs, limits, timers, and what follows; returns how many things were done."""
        done = 0
        if self.place.refresh_calendar():
            self._work_out_days()
        done += scanning.look(self.place) + self.also()
        for _ in range(ROUNDS):
            now = self.place.now()
            with self.place.database.reading() as connection:
                due = queue.due_jobs(connection, instant(now), BATCH)
                cases = questions.due_cases(connection, instant(now), BATCH)
            progressed = sum(1 for job in due if self._attempt(job) is not None)
            for case_id in cases:
                progressed += self._let_time_pass(case_id)
            done += progressed
            if not progressed:
                return done
        return done

    def run(self, stop: threading.Event, idle_seconds: float = 0.5) -> None:
        """Work until told to stop; sign the record every few minutes, and every hour erase what has had its time and
        look through a part of the files for those that nothing refers to.

        A database that is away is asked again.
        """
        signed, erased = self.place.now() - SIGNED_EVERY, self.place.now() - ERASED_EVERY
        while not stop.is_set():
            worked = 0
            try:
                worked = self.once()
                if self.place.now() - signed >= SIGNED_EVERY:
                    record.checkpoint(self.place, self.witness)
                    signed = self.place.now()
                if self.place.now() - erased >= ERASED_EVERY:
                    retention.erase(self.place)
                    sweeping.sweep(self.place, [sweeping.part_of_the_hour(self.place)])
                    erased = self.place.now()
            except (SealflowError, SigningError) as error:
                log.error("worker_paused code=%s", error.code)
            if not worked:
                stop.wait(idle_seconds)

    def _work_out_days(self) -> None:
        """A year was published: what was provisional is worked out again."""
        with self.place.database.reading() as connection:
            cases = questions.provisional_cases(connection)
        for case_id in cases:
            work_out_days(self.place, case_id)

    def _attempt(self, id: str) -> list[str] | None:
        """One attempt at a job: what follows from it, or None when it was not done."""
        place = self.place
        job = jobs.claim(place.database, id, place.now(), self.lease_seconds)
        if job is None:
            return None
        if job.attempt > self.most_attempts:
            return self._failed(job, WorkerDied("every worker that took it died"))
        keeper = _Renewal(self, job)
        try:
            with keeper:
                followed = self.do(place, self.press, job)
        except jobs.TakenOver:
            log.warning("job_taken_over job=%s attempt=%d", job.id, job.attempt)
            return None
        except Exception as error:  # whatever a service raises: the job stays, with its error, for the next attempt
            return self._failed(job, error)
        log.info("job_done job=%s service=%s attempt=%d", job.id, job.service, job.attempt)
        return followed

    def _failed(self, job: jobs.Job, error: Exception) -> list[str] | None:
        """Put the job off, or in the end let the step fail where the diagram says what then; as `_attempt`."""
        code = getattr(error, "code", "") or type(error).__name__
        text = f"{code}: {error}" if getattr(error, "code", "") else "".join(traceback.format_exception(error)[-4:])
        # A case that stands still for a hearing is no fault of the job: it waits, however long that takes.
        most = None if isinstance(error, Suspended) else self.most_attempts
        if most is not None and job.attempt >= most and (followed := self._given_up(job, code)) is not None:
            log.error("step_failed job=%s service=%s attempt=%d code=%s", job.id, job.service, job.attempt, code)
            return followed
        dead = jobs.put_off(self.place.database, job, self.place.now(), text, most)
        event = "job_set_aside" if dead else "job_put_off"
        log.error("%s job=%s service=%s attempt=%d code=%s", event, job.id, job.service, job.attempt, code)
        return None

    def _given_up(self, job: jobs.Job, code: str) -> list[str] | None:
        try:
            return give_up(self.place, job, code)
        except Exception as error:  # what comes after the step cannot go on: better to keep the job for an operator
            log.error("step_not_failed job=%s code=%s", job.id, getattr(error, "code", type(error).__name__))
            return None

    def _let_time_pass(self, case_id: str) -> int:
        try:
            change = let_time_pass(self.place, case_id)
        except Exception as error:  # one case that cannot go on must not stop the others
            self._set_aside_case(case_id, error)
            return 0
        if change is None:
            return 0
        self.after_act(change.jobs)
        return 1

    def _set_aside_case(self, case_id: str, error: Exception) -> None:
        """Ask the case again in an hour: what hinders it needs somebody's hand."""
        log.error("case_stuck case=%s code=%s", case_id, getattr(error, "code", type(error).__name__))
        with self.place.database.writing() as connection:
            questions.put_off_case(connection, case_id, instant(self.place.now() + timedelta(hours=1)))


class _Renewal:
    """Lengthens a job's lease in the background while the job is being done."""

    def __init__(self, worker: Worker, job: jobs.Job) -> None:
        self._worker, self._job = worker, job
        self._done = threading.Event()
        self._timer: threading.Timer | None = None

    def __enter__(self) -> None:
        self._next()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._timer is not None:
            self._timer.cancel()

    def _next(self) -> None:
        self._timer = threading.Timer(self._worker.lease_seconds / 3, self._renew)
        self._timer.daemon = True
        self._timer.start()

    def _renew(self) -> None:
        if self._done.is_set():
            return
        place = self._worker.place
        try:
            held = jobs.renew(place.database, self._job, place.now(), self._worker.lease_seconds)
        except SealflowError as error:
            log.error("lease_not_renewed job=%s code=%s", self._job.id, error.code)
            held = True
        if held and not self._done.is_set():
            self._next()
