"""A signal thrown in one case reaches every step of every other case that waited for it then.

Two kinds of job: one tells the signal to all, in one transaction, by a job for each step that waits; each of these lets
its step go on, in the transaction that takes the job away. So a crash at any point loses nothing and does nothing
twice, and no transaction writes two cases.
"""

from __future__ import annotations

from bpmn.runner import load
from engine import jobs
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.on_case import read_in_time
from engine.acts.writing import Suspended
from engine.authority import SYSTEM
from engine.jobs import Job
from engine.lifecycle import open_acts
from engine.store import questions, queue
from engine.terms import Status
from engine.workplace import Workplace


def tell(place: Workplace, job: Job) -> list[str]:
    """Every step that waited for the signal when it was thrown has a job of its own; returns the ids of these."""
    signal, now = job.arguments["signal"], place.now()
    with place.database.writing() as connection:
        job.finish(connection)
        rows = [
            jobs.new(
                row["organ"], row["case_id"], f"{row['case_id']}:{row['token']}:{job.id}", "hear_signal",
                {"signal": signal, "token": row["token"], "sender": job.arguments["sender"]}, now,
            )
            for row in questions.awaiting(connection, signal, job.arguments["at"], job.case_id)
        ]  # fmt: skip
        queue.insert_jobs(connection, rows)
    return [row["id"] for row in rows]


def hear(place: Workplace, job: Job) -> list[str]:
    """The step has gone on, if it still waits; returns the ids of the jobs that follow. Raises Suspended."""

    def work() -> list[str]:
        case, matter = read_in_time(place, job.case_id)
        run = load(matter.definition, case.state)
        step = next((step for step in run.open if step.token == job.arguments["token"]), None)
        if step is None:
            with place.database.writing() as connection:
                job.finish(connection)
            return []
        if case.status is Status.SUSPENDED:
            raise Suspended(step.step, case.status, open_acts(case.status, case.record.days, kind=matter.kind))
        change = Change(place, case, matter, place.now())
        change.progress(run.complete(step.token, now=change.now), run, SYSTEM)
        change.entry(SYSTEM, "signal", signal=job.arguments["signal"], event=step.step, sender=job.arguments["sender"])
        change.commit(job.finish)
        return change.jobs

    return attempt(work, job.case_id)


SERVICES = {"tell_signal": tell, "hear_signal": hear}
"""The jobs, by name."""
