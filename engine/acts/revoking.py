"""What becomes of a paper: its organ replaces, revokes, suspends or cancels it, says why, and the holder is told.

Either an official writes it with a reason, and a notice is made of a revocation; or a paper of a later case does it,
which is itself what the holder is told. No act on the case: its status and clocks stay as they are, also when it is
closed; the sealed bytes are never touched. What a later case does follows in two jobs, as a signal does, so that no
transaction writes two cases.
Source: 行政许可法第七条、第四十九条、第六十九条、第七十条; 国发〔1999〕25号 (the organ's own seal).
"""

from __future__ import annotations

from datetime import date, timedelta

from engine import jobs
from engine.acts.attempts import attempt
from engine.acts.change import Change, Trial
from engine.acts.reading import read_case
from engine.acts.writing import check_note
from engine.authority import SYSTEM, Account, NotYours, holds_a_role
from engine.errors import Refusal
from engine.jobs import Job
from engine.store import issued, queue
from engine.store.asking import Row
from engine.store.database import Connection
from engine.store.tables import REVOKED, VALID
from engine.terms import REVOKE, Audience, Standing
from engine.workplace import Workplace

STATUSES = tuple(standing.value for standing in Standing if standing is not Standing.EXPIRED)
"""What can be written of a paper; that it has expired follows from the day."""


class DocumentReasonMissing(Refusal):
    """A paper loses its validity without anybody saying why."""

    code = "DOCUMENT-REASON-MISSING"
    remedy = "Write the reason (`--note`); it is told to the applicant."
    status = 422

    def __init__(self, number: str) -> None:
        super().__init__(f"no reason is given why {number} changes its status")


class DocumentRevoked(Refusal):
    """A revoked paper stays revoked."""

    code = "DOCUMENT-REVOKED"
    remedy = "Issue a new paper; the register keeps that this one was revoked."
    status = 409

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} has been revoked")


class RevocationUntold(Refusal):
    """The matter has no paper that would tell the applicant of the revocation."""

    code = "DOCUMENT-REVOCATION-UNTOLD"
    remedy = "Add a document with `on: revoke` for the organ to the matter, and publish it; until then write by post."
    status = 409

    def __init__(self, number: str, organ: str) -> None:
        super().__init__(f"{number} cannot be revoked: {organ} has no paper that would tell the applicant")


def change_status(
    place: Workplace, row: Row, account: Account, status: str, reason: str, trial: Trial | None = None
) -> Change:
    """The sealed paper of this row is valid, replaced … from now on; a revocation wants its notice made.

    Raises NotYours, DocumentReasonMissing, DocumentRevoked, RevocationUntold, NoteTooLong.
    """
    return attempt(lambda: _change(place, row, account, status, reason, trial), row["number"])


def _change(place: Workplace, row: Row, account: Account, status: str, reason: str, trial: Trial | None) -> Change:
    case, matter = read_case(place, row["case_id"])
    roles = matter.revokers(row["for_organ"])
    if not holds_a_role(account, roles):
        whose = ", ".join(role.described() for role in roles) or "nobody: the matter names no role under `revokes`"
        raise NotYours(account.name, f"change the status of {row['number']}", whose)
    if not reason.strip():
        raise DocumentReasonMissing(row["number"])
    check_note(reason)
    if row["status"] == REVOKED:
        raise DocumentRevoked(row["number"])
    change = Change(place, case, matter, place.now())
    rule = matter.documents.get(row["kind"])
    told = status == REVOKED and (rule is None or rule.audience is Audience.APPLICANT)
    if told:
        change.want(REVOKE)
    content = change.answer("document_status", "", account, {"reason": reason}, reason)
    change.entry(
        account, "document_status", content=content, document=row["kind"], title=row["title"], dated=row["dated"],
        number_of=row["number"], status=status, on=change.today.isoformat(),
    )  # fmt: skip
    if told and not change.jobs:
        raise RevocationUntold(row["number"], row["for_organ"])
    if trial is not None:
        trial(change)

    def write(connection: Connection) -> None:
        write_standing(connection, row, status, change.today.isoformat())

    change.commit(write)
    return change


def tell(place: Workplace, job: Job) -> list[str]:
    """The case of the paper has a job that changes the paper; returns its id."""
    told, now = job.arguments, place.now()
    with place.database.writing() as connection:
        job.finish(connection)
        papers = [row for row in issued.documents_by(connection, "number", told["number"]) if row["sha256"]]
        rows = [
            jobs.new(
                row["organ"], row["case_id"], f"{row['case_id']}:{row['key']}:{told['by']}", "change_paper",
                {**told, "key": row["key"], "case": job.case_id}, now,
            )
            for row in papers
        ]  # fmt: skip
        queue.insert_jobs(connection, rows)
    return [row["id"] for row in rows]


def follow(place: Workplace, job: Job) -> list[str]:
    """The paper is what a later one made of it, unless it was revoked or cancelled meanwhile."""

    def work() -> list[str]:
        told = job.arguments
        case, matter = read_case(place, job.case_id)
        with place.database.reading() as connection:
            row = issued.document(connection, case.organ, case.id, told["key"])
        if row is None or row["status"] in _FOR_GOOD:
            with place.database.writing() as connection:
                job.finish(connection)
            return []
        change = Change(place, case, matter, place.now())
        change.entry(
            SYSTEM, "document_status", document=row["kind"], title=row["title"], dated=row["dated"],
            number_of=row["number"], status=told["standing"], on=told["on"], by_document=told["by"],
        )  # fmt: skip
        day = date.fromisoformat(told["on"])
        until = (day + timedelta(days=told["days"])).isoformat() if told["days"] else None

        def write(connection: Connection) -> None:
            job.finish(connection)
            write_standing(connection, row, told["standing"], told["on"], until, told["by"])

        change.commit(write)
        return change.jobs

    return attempt(work, job.case_id)


SERVICES = {"tell_paper": tell, "change_paper": follow}
"""The jobs, by name."""
_FOR_GOOD = (Standing.REVOKED, Standing.CANCELLED)


def write_standing(
    connection: Connection, row: Row, status: str, on: str, until: str | None = None, by: str | None = None
) -> None:
    """Write what becomes of the paper of this row. on, until: days, ISO; by: the number of the paper that does it."""
    written = {
        "status": str(status),
        "since": on if status != VALID else None,
        "suspended_until": until if status == Standing.SUSPENDED else None,
        "changed_by": by,
    }
    issued.set_document_status(connection, row["organ"], row["case_id"], row["key"], written)
