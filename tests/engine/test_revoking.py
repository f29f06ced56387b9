"""What becomes of a paper: who may revoke it, why it must be said, and who is told."""

from __future__ import annotations

import pytest

from engine.acts.revoking import DocumentReasonMissing, DocumentRevoked, RevocationUntold
from engine.authority import NotYours
from engine.office import Office
from engine.workplace import FixedTime
from tests.offices import APPLICANT, HEAD, law_firm_case, matter_files, submit

REASON = "受理通知书所载的期限计算有误。"


@pytest.fixture
def case(office: Office, clock: FixedTime) -> str:
    """A law firm's case that the city received."""
    return law_firm_case(office, clock, "receive")


def number_of(office: Office, case: str, kind: str) -> str:
    return str(next(d["number"] for d in office.list_documents(case) if d["kind"] == kind))


def test_the_head_of_an_organ_that_decides_nothing_revokes_its_letters(office: Office, case: str) -> None:
    number = number_of(office, case, "acceptance")

    for stranger in ("chen.window", "he.examiner", "qin.head", "lin.partner"):
        with pytest.raises(NotYours):
            office.set_document_status(number, "revoked", stranger, REASON)
    office.set_document_status(number, "revoked", "jiang.head", REASON)

    papers = {d["kind"]: d for d in office.list_documents(case, "lin.partner")}
    assert papers["acceptance"]["status"] == "revoked"
    assert papers["revocation"]["number"].startswith("示区司撤")


def test_a_revocation_is_told_the_applicant_with_its_reason(office: Office, case: str) -> None:
    number = number_of(office, case, "acceptance")

    office.set_document_status(number, "revoked", "jiang.head", REASON)

    told = office.document_text(case, "revocation").replace("\\", "")
    assert number in told and "因受理通知书所载的期限计算有误，现予撤销" in told
    assert [e["act"] for e in office.show_case(case, "lin.partner")["history"]][-2:] == ["document_status", "seal"]
    assert office.show_case(case)["status"] == "forwarded", "the case itself is where it was"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_revoked_without_a_reason(office: Office, reason: str) -> None:
    case = submit(office)

    with pytest.raises(DocumentReasonMissing):
        office.set_document_status(number_of(office, case, "receipt"), "revoked", HEAD, reason)

    assert office.list_documents(case)[0]["status"] == "valid"


def test_what_is_revoked_stays_revoked(office: Office) -> None:
    case = submit(office)
    number = number_of(office, case, "receipt")
    office.set_document_status(number, "revoked", HEAD, REASON)

    with pytest.raises(DocumentRevoked):
        office.set_document_status(number, "valid", HEAD, "还是有效")


def test_everybody_who_checks_a_revoked_paper_is_told_so(office: Office) -> None:
    case = submit(office)
    number = number_of(office, case, "receipt")
    data = office.download(number, APPLICANT)[1]

    office.set_document_status(number, "revoked", HEAD, REASON)

    assert office.verify_document(data).verdict.value == "revoked"
    assert office.document_by_code(office.list_documents(case)[0]["code"])["status"] == "revoked"
    assert office.verify_record().intact


def test_an_opinion_between_organs_is_revoked_without_a_letter_to_the_applicant(office: Office, case: str) -> None:
    office.set_document_status(number_of(office, case, "first_review"), "revoked", "jiang.head", "事实有误，重新报送")

    assert "revocation" not in {d["kind"] for d in office.list_documents(case)}
    assert "document_status" not in [e["act"] for e in office.show_case(case, "lin.partner")["history"]]


def test_a_matter_without_a_notice_revokes_nothing(office: Office, clock: FixedTime) -> None:
    files = dict(matter_files("starter"))
    text = files["matter.yaml"].decode().replace("    on: revoke\n", "    on: withdraw\n")
    clock.set(clock().replace(minute=45))
    office.publish({**files, "matter.yaml": text.encode()})
    case = submit(office)

    with pytest.raises(RevocationUntold):
        office.set_document_status(number_of(office, case, "receipt"), "revoked", HEAD, REASON)

    assert office.list_documents(case)[0]["status"] == "valid"
