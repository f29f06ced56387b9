"""The queue of jobs: added by acts, claimed under a lease, finished, put off or set aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.prepared import Prepared
from engine.store.tables import DEAD, VOID, WAITING, documents, jobs

_INSERT_JOB = Prepared(sa.insert(jobs))
_CLAIM = (
    sa.update(jobs)
    .where(jobs.c.id == p("b_id"), jobs.c.state == WAITING, jobs.c.lease_until <= p("now"))
    .values(attempts=jobs.c.attempts + 1, lease_until=p("until"), due_at=p("until"))
    .returning(jobs)
)
_FINISH = sa.delete(jobs).where(jobs.c.id == p("b_id"), jobs.c.attempts == p("b_attempts"), jobs.c.state == WAITING)
_PUT_OFF = (
    sa.update(jobs)
    .where(jobs.c.id == p("b_id"), jobs.c.attempts == p("b_attempts"))
    .values(lease_until=p("lease_until"), due_at=p("due_at"), state=p("state"), error=p("error"))
)
_RENEW = (
    sa.update(jobs)
    .where(jobs.c.id == p("b_id"), jobs.c.attempts == p("b_attempts"), jobs.c.state == WAITING)
    .values(lease_until=p("until"), due_at=p("until"))
)


def insert_jobs(connection: Connection, rows: Sequence[Row]) -> None:
    """Add jobs inside the transaction of the act that wants them."""
    _INSERT_JOB.run_each(connection, rows)


def insert_job_once(connection: Connection, row: Row) -> None:
    """Add a job unless one of its id is there."""
    module: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(module.insert(jobs).values(**row).on_conflict_do_nothing())


def due_jobs(connection: Connection, now: str, most: int) -> list[str]:
    """Ids of jobs that may run now: new, put off until now, or left by a worker whose lease has passed."""
    statement = (
        sa.select(jobs.c.id).where(jobs.c.state == WAITING, jobs.c.due_at <= now).order_by(jobs.c.due_at).limit(most)
    )
    return [row[0] for row in connection.execute(statement)]


def jobs_of(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """The unfinished jobs of a case, oldest first."""
    return all_rows(
        connection,
        sa.select(jobs).where(jobs.c.organ == organ, jobs.c.case_id == case_id).order_by(jobs.c.made_at, jobs.c.id),
    )


def unfinished_jobs(connection: Connection, state: int | None = None, most: int = 200) -> Sequence[Row]:
    """Unfinished jobs, those set aside (DEAD) or all."""
    statement = sa.select(jobs).order_by(jobs.c.due_at).limit(most)
    if state is not None:
        statement = statement.where(jobs.c.state == state)
    return all_rows(connection, statement)


def claim_job(connection: Connection, job: str, now: str, until: str) -> Row | None:
    """Take a job for one attempt under a lease; None when it is finished, set aside or another's."""
    return one_row(connection, _CLAIM, {"b_id": job, "now": now, "until": until})


def finish_job(connection: Connection, job: str, attempts: int) -> bool:
    """Remove a finished job; False when another worker has taken it over since (then undo everything)."""
    return connection.execute(_FINISH, {"b_id": job, "b_attempts": attempts}).rowcount == 1


def put_off_job(connection: Connection, job: str, attempts: int, due_at: str, error: str, dead: bool) -> bool:
    """Write why an attempt failed, and when the next may be (or that there will be none)."""
    changed = connection.execute(
        _PUT_OFF,
        {
            "b_id": job,
            "b_attempts": attempts,
            "lease_until": "",
            "due_at": due_at,
            "state": DEAD if dead else WAITING,
            "error": error,
        },
    )
    return changed.rowcount == 1


def renew_job(connection: Connection, job: str, attempts: int, until: str) -> bool:
    """Lengthen the lease of a job that is still being done."""
    return connection.execute(_RENEW, {"b_id": job, "b_attempts": attempts, "until": until}).rowcount == 1


def hurry_jobs(connection: Connection, organ: str, case_id: str, now: str) -> None:
    """Let the waiting jobs of a case run at once, as when it goes on after a suspension."""
    connection.execute(
        sa.update(jobs)
        .where(jobs.c.organ == organ, jobs.c.case_id == case_id, jobs.c.state == WAITING, jobs.c.lease_until == "")
        .values(due_at=now)
    )


def retry_job(connection: Connection, job: str, now: str) -> bool:
    """Let a job that was set aside run again from its first attempt; False when there is no such job."""
    changed = connection.execute(
        sa.update(jobs)
        .where(jobs.c.id == job, jobs.c.state == DEAD)
        .values(state=WAITING, attempts=0, lease_until="", due_at=now)
    )
    return changed.rowcount == 1


def cancel_jobs(connection: Connection, organ: str, case_id: str, tokens: Sequence[str]) -> None:
    """Remove the jobs bound to tokens that were cancelled; a number they had allotted already is void for ever.

    The job goes first: a worker that allots a number holds the job's row, so nothing is allotted behind our back.
    """
    for token in tokens:
        connection.execute(
            sa.delete(jobs).where(jobs.c.organ == organ, jobs.c.case_id == case_id, jobs.c.id == f"{case_id}:{token}")
        )
        connection.execute(
            sa.update(documents)
            .where(
                documents.c.organ == organ,
                documents.c.case_id == case_id,
                documents.c.key.startswith(f"{token}:", autoescape=True),
                documents.c.sha256.is_(None),
            )
            .values(status=VOID)
        )


def hold_job(connection: Connection, job: str, attempts: int) -> bool:
    """Keep a job's row from being removed until the transaction ends; False when it is gone or another's."""
    held = sa.select(jobs.c.id).where(jobs.c.id == job, jobs.c.attempts == attempts).with_for_update()
    return connection.execute(held).first() is not None


def count_jobs(connection: Connection) -> dict[int, int]:
    """How many unfinished jobs there are, by state."""
    found = connection.execute(sa.select(jobs.c.state, sa.func.count()).group_by(jobs.c.state))
    return {row[0]: row[1] for row in found}
