"""What becomes of a paper: its organ replaces or revokes it, says why, and the applicant is told in writing.

No act on the case: its status and clocks stay as they are, also when it is closed.
Source: 行政许可法第七条、第六十九条; 国发〔1999〕25号 (the organ's own seal).
"""

from __future__ import annotations

from engine.acts.change import Change, Trial, attempt
from engine.acts.reading import read_case
from engine.acts.writing import check_note
from engine.authority import Account, NotYours, holds_a_role
from engine.errors import Refusal
from engine.store import questions
from engine.store.database import Connection
from engine.store.tables import REPLACED, REVOKED, VALID
from engine.terms import REVOKE, Audience
from engine.workplace import Workplace

STATUSES = (VALID, REPLACED, REVOKED)


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
    place: Workplace, row: questions.Row, account: Account, status: str, reason: str, trial: Trial | None = None
) -> Change:
    """The sealed paper of this row is valid, replaced or revoked from now on; a revocation wants its notice made.

    Raises NotYours, DocumentReasonMissing, DocumentRevoked, RevocationUntold, NoteTooLong.
    """
    return attempt(lambda: _change(place, row, account, status, reason, trial), row["number"])


def _change(
    place: Workplace, row: questions.Row, account: Account, status: str, reason: str, trial: Trial | None
) -> Change:
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
        questions.set_document_status(connection, row["organ"], row["case_id"], row["key"], status)

    change.commit(write)
    return change
