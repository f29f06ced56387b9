"""A published decision is read by everybody, without what belongs to natural persons alone."""

from __future__ import annotations

import pytest

from engine.office import DocumentUnknown, Office
from engine.workplace import FixedTime
from signing.notation import shortened
from tests.offices import accept, grant, law_firm_case, submit


def number_of(office: Office, case: str, kind: str) -> str:
    return str(next(d["number"] for d in office.show_case(case)["documents"] if d["kind"] == kind))


def test_the_text_of_a_decision_hides_the_persons_and_keeps_the_rest(office: Office) -> None:
    case = submit(office)
    accept(office, case)
    grant(office, case)
    whole = office.document_text(case, "decision_grant")

    document, text = office.disclosed_text(number_of(office, case, "decision_grant"))

    assert "孙思远" in whole and "孙思远" not in text
    assert text.startswith("孙某某：")
    assert "邻里旧书交换会" in text
    assert document["number"] == office.publicity.decisions()[0]["number"]


def test_everybody_named_with_an_identity_number_is_hidden(office: Office, clock: FixedTime) -> None:
    case = law_firm_case(office, clock, "nothing")

    _, text = office.disclosed_text(number_of(office, case, "decision_grant"))

    shown = office.show_case(case)["answers"]
    (application,) = (form for form in shown if form["form"] == "application")
    (partners,) = (field["value"] for field in application["fields"] if field["name"] == "partners")
    for partner in partners:
        assert partner["name"] not in text
        assert partner["id_number"] not in text
    assert "律师事务所" in text


def test_what_is_not_published_is_not_read(office: Office) -> None:
    case = submit(office)

    with pytest.raises(DocumentUnknown):
        office.disclosed_text(number_of(office, case, "receipt"))


@pytest.mark.parametrize(
    ("name", "told"), [("孙思远", "孙某某"), ("欧阳明", "欧阳某"), ("东方", "东某"), ("王", "王"), ("", "")]
)
def test_a_person_is_told_by_the_family_name(name: str, told: str) -> None:
    assert shortened(name) == told
