"""The queue: jobs written in the act's own transaction, taken under a lease, done at least once, finished exactly once.

A job's row is removed inside the transaction that records its effect, and only by the worker whose attempt it is. A
worker that dies is noticed when its lease passes. What fails again and again is set aside for an operator, with its
error.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from engine.case import instant
from engine.errors import Failure, NotFound
from engine.store import queue
from engine.store.database import Connection, Database
from engine.store.tables import WAITING

BUCKETS = 64
_LONGEST_WAIT_SECONDS = 3600


class JobUnknown(NotFound):
    """There is no such job set aside."""

    code = "JOB-UNKNOWN"
    remedy = "`sealflow job list` shows the jobs that are waiting or set aside."

    def __init__(self, job: str) -> None:
        super().__init__(f"there is no job {job} set aside")


class TakenOver(Failure):
    """The lease passed and another worker has the job: what this one did must not be recorded."""

    code = "JOB-TAKEN-OVER"
    remedy = "Nothing is lost; if it happens often, lengthen SEALFLOW_LEASE_SECONDS."


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at a job."""

    organ: str
    case_id: str
    id: str
    service: str
    arguments: Mapping[str, Any]
    attempt: int

    def hold(self, connection: Connection) -> None:
        """Keep the job from being cancelled while the transaction does something for it. Raises TakenOver."""
        if not queue.hold_job(connection, self.id, self.attempt):
            raise TakenOver(self.id)

    @property
    def what(self) -> str:
        """What it is for: the step it belongs to, or the kind of the document it makes."""
        return named(self.service, self.arguments)

    def finish(self, connection: Connection) -> None:
        """Remove the job inside the transaction of its effect. Raises TakenOver, which undoes the transaction."""
        if not queue.finish_job(connection, self.id, self.attempt):
            raise TakenOver(self.id)


def new(organ: str, case_id: str, id: str, service: str, arguments: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The row of a job that may be done from now on."""
    return {
        "organ": organ,
        "case_id": case_id,
        "id": id,
        "bucket": zlib.crc32(case_id.encode()) % BUCKETS,
        "service": service,
        "arguments": orjson.dumps(arguments).decode(),
        "made_at": instant(now),
        "due_at": instant(now),
        "lease_until": "",
        "attempts": 0,
        "state": WAITING,
        "error": None,
    }


def named(service: str, arguments: Mapping[str, Any]) -> str:
    """What a job is for: the step it belongs to, or the kind of the document it makes."""
    return str(arguments.get("step") or arguments.get("kind") or service)


def claim(database: Database, job: str, now: datetime, lease_seconds: int) -> Job | None:
    """Take a job for one attempt; None when it is done, set aside or in other hands."""
    until = instant(now + timedelta(seconds=lease_seconds))
    with database.writing() as connection:
        row = queue.claim_job(connection, job, instant(now), until)
    if row is None:
        return None
    return Job(row["organ"], row["case_id"], row["id"], row["service"], orjson.loads(row["arguments"]), row["attempts"])


def renew(database: Database, job: Job, now: datetime, lease_seconds: int) -> bool:
    """Lengthen the lease of a job that takes long; False when it has passed to another worker."""
    with database.writing() as connection:
        return queue.renew_job(connection, job.id, job.attempt, instant(now + timedelta(seconds=lease_seconds)))


def put_off(database: Database, job: Job, now: datetime, error: str, most_attempts: int | None) -> bool:
    """Write why the attempt failed and when the next may be; True when the job is now set aside instead.

    most_attempts None: it is tried for as long as it takes.
    """
    dead = most_attempts is not None and job.attempt >= most_attempts
    wait = min(_LONGEST_WAIT_SECONDS, 2 ** min(job.attempt, 12))
    with database.writing() as connection:
        queue.put_off_job(
            connection, job.id, job.attempt, instant(now + timedelta(seconds=wait)), error[-2000:], dead
        )
    return dead


def retry(database: Database, job: str, now: datetime) -> None:
    """Let a job that was set aside run again. Raises JobUnknown."""
    with database.writing() as connection:
        if not queue.retry_job(connection, job, instant(now)):
            raise JobUnknown(job)
