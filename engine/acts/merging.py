"""Complaints that say the same: found by what they agree in, and merged into one that is being handled.

Which answers must agree the matter says (`alike`); differences of width, case and spacing do not count. An official
decides: two complaints of one proof may still be two. The case that takes another in is told by two jobs, as a signal
is, so that no transaction writes two cases.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from engine import jobs
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.authority import SYSTEM
from engine.case import Case, instant, moment
from engine.errors import Refusal
from engine.jobs import Job
from engine.matter.model import Matter
from engine.store import questions, queue
from engine.store.asking import Row
from engine.terms import Noted, Status
from engine.workplace import Workplace

SHOWN = 20
"""How many cases alike are shown with one."""
_NOT_HANDLED = frozenset({Status.MERGED, Status.TURNED_AWAY, Status.WITHDRAWN})


class MergeRefused(Refusal):
    """A complaint cannot be merged into the one that was named."""

    code = "CASE-MERGE"
    remedy = "Name a complaint of this matter that is in hand or answered; `sealflow case show` lists those alike."
    status = 422

    def __init__(self, into: str, why: str) -> None:
        super().__init__(f"it cannot be merged into {into}: {why}")


def mark_of(matter: Matter, answers: Mapping[str, Any]) -> str:
    """What cases alike have in common; empty when the matter does not say what makes them so."""
    if matter.alike is None:
        return ""
    said = (_plain(str(answers.get(field, ""))) for field in matter.alike.fields)
    return hashlib.sha256("\0".join((matter.code, *said)).encode()).hexdigest()


def alike(place: Workplace, case: Case, matter: Matter, answers: Mapping[str, Any]) -> list[Row]:
    """The newest other cases that say the same, opened before or after this one."""
    if matter.alike is None:
        return []
    since = moment(case.opened_at) - timedelta(days=matter.alike.days)
    with place.database.reading() as connection:
        rows = questions.alike(connection, mark_of(matter, answers), instant(since), SHOWN + 1)
    return [row for row in rows if row["id"] != case.id][:SHOWN]


def check_merge(change: Change, into: str) -> None:
    """Whether the case may be merged into that one, which is then told of it. Raises MergeRefused."""
    with change.place.database.reading() as connection:
        row = questions.case(connection, into)
    if row is None or row["matter"] != change.case.matter:
        raise MergeRefused(into, "there is no such complaint")
    if row["id"] == change.case.id:
        raise MergeRefused(into, "that is the case itself")
    if (status := Status(row["status"])) in _NOT_HANDLED:
        raise MergeRefused(into, f"that one is {status.titled.en}")
    change.tell_merged(row["organ"], row["id"])


def tell(place: Workplace, job: Job) -> list[str]:
    """The case that takes another in has a job that notes it; returns its id."""
    into, now = job.arguments["into"], place.now()
    with place.database.writing() as connection:
        job.finish(connection)
        noting = jobs.new(
            into["organ"], into["case"], f"{into['case']}:{job.id}", "note_merged",
            {"number": job.arguments["number"]}, now,
        )  # fmt: skip
        queue.insert_jobs(connection, [noting])
    return [str(noting["id"])]


def note(place: Workplace, job: Job) -> list[str]:
    """The record says which complaint was merged into this one."""

    def work() -> list[str]:
        case, matter = read_case(place, job.case_id)
        change = Change(place, case, matter, place.now())
        change.entry(SYSTEM, Noted.MERGED_HERE.value, merged=job.arguments["number"])
        change.commit(job.finish)
        return change.jobs

    return attempt(work, job.case_id)


SERVICES = {"tell_merged": tell, "note_merged": note}
"""The jobs, by name."""


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
