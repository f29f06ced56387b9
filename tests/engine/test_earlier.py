"""The paper of an earlier case: found by its number, of the same holder, renewed, replaced, suspended, cancelled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from engine.acts.earlier import NothingToRenew, PaperNotInForce, PaperUnknown, RenewalTooLate
from engine.office import Office
from engine.workplace import FixedTime
from tests.matters.slips import RENEWING, REVOKING
from tests.offices import APPLICANT, FACTS, HEAD, WINDOW, accept, grant, matter_files, submit

YEAR = '    step: make_documents\n    when: decide == "grant"\n'
"""The decision of the starter, which is in force for a year where the tests say so."""
ABOUT = "about:\n  paper: licence_no\n  kinds:\n  - decision_grant\n"


@pytest.fixture
def licence(office: Office, clock: FixedTime) -> str:
    """The number of a permission that is in force until 1 March 2027."""
    files = dict(matter_files("starter"))
    text = files["matter.yaml"].decode().replace(YEAR, f"{YEAR}    valid_years: 1\n")
    clock.set(clock() + timedelta(minutes=1))
    office.publish({**files, "matter.yaml": text.encode()})
    office.publish(RENEWING)
    return granted(office)


def granted(office: Office) -> str:
    case = submit(office)
    accept(office, case)
    papers = grant(office, case)["documents"]
    return str(next(paper["number"] for paper in papers if paper["kind"] == "decision_grant"))


def paper(office: Office, number: str) -> dict[str, object]:
    return dict(office.document_by_code(office.documents.find(number)["code"]))


def renewal(office: Office, number: str, by: str = APPLICANT) -> str:
    return str(office.open_case("renewed_use", by, {"licence_no": number})["case"])


def test_a_paper_that_is_in_force_for_a_time_says_until_when_and_expires(
    office: Office, clock: FixedTime, licence: str
) -> None:
    data = office.download(licence, APPLICANT)[1]
    assert (paper(office, licence)["status"], paper(office, licence)["valid_until"]) == ("valid", "2027-03-01")
    assert office.verify_document(data).verdict == "valid"

    clock.set(datetime(2027, 3, 1, 17, tzinfo=UTC))  # the second of March in Beijing

    assert paper(office, licence)["status"] == "expired"
    report = office.verify_document(data)
    assert (report.verdict, report.as_json()["document"]["status"]) == ("revoked", "expired")
    assert "2027-03-01" in report.checks[7].detail.zh and "届满" in report.summary.zh
    assert office.download(licence, APPLICANT)[1] == data


def test_a_renewal_goes_on_from_the_last_day_and_replaces_the_paper(
    office: Office, clock: FixedTime, licence: str
) -> None:
    before = office.download(licence, APPLICANT)[1]
    clock.set(datetime(2026, 12, 1, 2, tzinfo=UTC))
    case = renewal(office, licence)
    office.complete_task(f"{case}/check_materials", WINDOW, "accept")
    shown = office.complete_task(f"{case}/decide", HEAD, "grant", FACTS)

    new = next(d for d in shown["documents"] if d["kind"] == "decision_grant")
    assert (new["status"], new["valid_until"]) == ("valid", "2028-03-01")
    old = paper(office, licence)
    assert (old["status"], old["since"], old["changed_by"]) == ("replaced", "2026-12-01", new["number"])
    report = office.verify_document(before)
    assert report.verdict == "replaced" and new["number"] in report.checks[7].detail.zh
    assert office.download(licence, APPLICANT)[1] == before
    assert office.verify_record().intact


def test_silence_until_the_licence_expires_renews_it_and_nothing_else_does(
    office: Office, clock: FixedTime, licence: str
) -> None:
    clock.set(datetime(2026, 12, 1, 2, tzinfo=UTC))
    case = renewal(office, licence)
    office.complete_task(f"{case}/check_materials", WINDOW, "accept")
    due = {c["name"]: c["due"] for c in office.show_case(case)["clocks"]}
    assert due["decide"] == "2027-03-01"

    clock.set(datetime(2027, 3, 1, 12, tzinfo=UTC))  # the last day is not over
    office.worker.once()
    assert office.show_case(case)["status"] == "accepted"
    clock.set(datetime(2027, 3, 1, 16, 5, tzinfo=UTC))
    office.worker.once()

    shown = office.show_case(case)
    assert (shown["status"], shown["outcome"]) == ("delivered", "granted")
    assert "视为准予延续" in office.document_text(case, "decision_grant")
    assert next(e for e in shown["history"] if e["act"] == "renew")["source"] == "行政许可法第五十条第二款"
    assert paper(office, licence)["status"] == "replaced"


def test_a_renewal_asked_for_too_late_is_refused_with_the_last_day(
    office: Office, clock: FixedTime, licence: str
) -> None:
    clock.set(datetime(2027, 1, 31, 2, tzinfo=UTC))

    with pytest.raises(RenewalTooLate, match="2027-01-30"):
        renewal(office, licence)


def test_a_paper_that_does_not_expire_is_not_renewed(office: Office) -> None:
    office.publish(RENEWING)

    with pytest.raises(NothingToRenew):
        renewal(office, granted(office))


@pytest.mark.parametrize("stranger", ["lin.partner", "wang.partner"])
def test_a_strangers_paper_is_as_if_it_were_not(office: Office, licence: str, stranger: str) -> None:
    with pytest.raises(PaperUnknown):
        renewal(office, licence, stranger)
    with pytest.raises(PaperUnknown):
        renewal(office, "示市审许〔2026〕999号", stranger)


def test_a_paper_of_another_kind_is_not_taken(office: Office, licence: str) -> None:
    case = office.documents.find(licence)["case_id"]
    receipt = next(d["number"] for d in office.list_documents(case) if d["kind"] == "receipt")

    with pytest.raises(PaperUnknown):
        renewal(office, receipt)


def test_a_paper_that_was_replaced_is_not_replaced_again(office: Office, clock: FixedTime, licence: str) -> None:
    clock.set(datetime(2026, 12, 1, 2, tzinfo=UTC))
    office.set_document_status(licence, "replaced", HEAD, "换发")

    with pytest.raises(PaperNotInForce):
        renewal(office, licence)


def taken_away(office: Office, clock: FixedTime, makes: str, act: str, licence: str, **answers: object) -> str:
    """The revocation of the tests, whose decision makes something else of the paper."""
    files = dict(REVOKING)
    text = files["matter.yaml"].decode().replace("revoke_grant", act).replace("opens:", f"{ABOUT}opens:")
    text = text.replace("    template: result_revoke.md\n", f"    template: result_revoke.md\n    makes: {makes}\n")
    form = orjson.loads(files["form.json"])
    form["application"]["properties"]["licence_no"] = {
        "x-labels": {"zh": "文号", "en": "number"}, "type": "string", "maxLength": 60,
    }  # fmt: skip
    form["decide"]["properties"]["days"] = {
        "x-labels": {"zh": "天数", "en": "days"}, "type": "integer", "minimum": 1,
        "x-when": {"properties": {"act": {"const": "suspend_grant"}}, "required": ["act"]},
    }  # fmt: skip
    files |= {"matter.yaml": text.encode(), "form.json": orjson.dumps(form)}
    clock.set(clock() + timedelta(minutes=1))
    office.publish(files)
    given = {"reason": "不再符合条件", "licence_no": licence}
    case = str(office.open_case("revoked_use", WINDOW, given, applicant=APPLICANT)["case"])
    office.complete_task(f"{case}/tell", WINDOW, "notify", {"reason": "不再符合条件"})
    office.complete_task(f"{case}/plead", APPLICANT, "plead", {"says": "没有意见"})
    office.complete_task(f"{case}/decide", HEAD, act, {"reason": "不再符合条件", **answers})
    return case


@pytest.mark.parametrize(("makes", "act"), [("revoked", "revoke_grant"), ("cancelled", "cancel_grant")])
def test_a_decision_of_the_organ_ends_the_paper_it_is_about(
    office: Office, clock: FixedTime, licence: str, makes: str, act: str
) -> None:
    data = office.download(licence, APPLICANT)[1]

    case = taken_away(office, clock, makes, act, licence)

    decision = next(d for d in office.list_documents(case) if d["kind"] == "decision_revoke")
    assert (paper(office, licence)["status"], paper(office, licence)["changed_by"]) == (makes, decision["number"])
    report = office.verify_document(data)
    assert (report.verdict, report.as_json()["document"]["status"]) == ("revoked", makes)
    entry = office.show_case(office.documents.find(licence)["case_id"], APPLICANT)["history"][-1]
    assert (entry["act"], entry["by_document"]) == ("document_status", decision["number"])
    assert office.verify_record().intact


def test_a_suspended_paper_is_in_force_again_when_the_days_are_over(
    office: Office, clock: FixedTime, licence: str
) -> None:
    taken_away(office, clock, "suspended", "suspend_grant", licence, days=30)
    assert paper(office, licence)["status"] == "suspended"

    clock.set(clock() + timedelta(days=31))

    assert paper(office, licence)["status"] == "valid"


def test_what_became_of_a_paper_meanwhile_for_good_is_not_undone(
    office: Office, clock: FixedTime, licence: str
) -> None:
    clock.set(datetime(2026, 12, 1, 2, tzinfo=UTC))
    case = renewal(office, licence)
    office.complete_task(f"{case}/check_materials", WINDOW, "accept")
    office.set_document_status(licence, "revoked", HEAD, "以欺骗手段取得")

    office.complete_task(f"{case}/decide", HEAD, "grant", FACTS)

    assert paper(office, licence)["status"] == "revoked"
