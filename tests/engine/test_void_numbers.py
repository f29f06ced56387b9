"""A number, once allotted, belongs to its document for ever, also when the document will never be sealed."""

from __future__ import annotations

import pytest

from engine import jobs
from engine.acts import steps
from engine.acts.reading import read_case
from engine.office import Office
from engine.papers import allot
from engine.store import queue
from tests.offices import FACTS, HEAD, accept, contents, submit, task_of

LEASE = 30


def test_a_number_allotted_for_a_step_that_is_cancelled_is_void_and_never_given_again(office: Office) -> None:
    place = office.place
    number = submit(office)
    accept(office, number)
    steps.complete(place, task_of(office, number, "decide"), HEAD, "grant", FACTS)
    (wanted,) = [row["id"] for row in contents(place.database)["jobs"] if row["service"] == "issue_documents"]
    job = jobs.claim(place.database, wanted, place.now(), LEASE)
    assert job is not None
    case, matter = read_case(place, job.case_id)
    rule = matter.documents_in(job.arguments["step"])[0]
    allotted = allot(place, job, case, matter, rule, f"{job.arguments['token']}:{rule.kind}")

    with place.database.writing() as connection:
        queue.cancel_jobs(connection, case.organ, case.id, [job.arguments["token"]])

    (row,) = [r for r in contents(place.database)["documents"] if r["number"] == allotted.number]
    assert row["status"] == "void"
    with pytest.raises(jobs.TakenOver):
        allot(place, job, case, matter, rule, "another")
    assert office.verify_record().gaps == ()
