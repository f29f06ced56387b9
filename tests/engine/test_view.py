"""What each may see of a case: the applicant not the organs' inner workings, onlookers not personal numbers."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.office import DocumentNotForYou, DocumentUnknown, Office
from engine.rehearsal.services import FailingServices
from engine.terms import Audience, Language, Noted
from engine.workplace import FixedTime
from tests.offices import APPLICANT, law_firm_case, submit

MINE, OFFICIAL, STRANGER = "lin.partner", "chen.window", "wang.partner"
PERSONAL = "119901198505050018"


@pytest.fixture
def case(office: Office, clock: FixedTime) -> str:
    """A law firm's case that the city received and reviews."""
    return law_firm_case(office, clock, "review")


def acts(shown: dict[str, Any]) -> list[str]:
    return [entry["act"] for entry in shown["history"]]


def test_an_applicant_reads_letters_and_not_the_opinion_between_organs(office: Office, case: str) -> None:
    mine = {d["kind"] for d in office.list_documents(case, MINE)}
    theirs = {d["kind"] for d in office.list_documents(case, OFFICIAL)}

    assert mine == {"receipt", "acceptance"}
    assert theirs == mine | {"first_review"}


def test_downloading_an_internal_opinion_is_refused_clearly_and_recorded(office: Office, case: str) -> None:
    number = next(d["number"] for d in office.list_documents(case) if d["kind"] == "first_review")

    with pytest.raises(DocumentNotForYou, match=number):
        office.download(number, MINE)
    assert office.download(number, OFFICIAL)[1].startswith(b"%PDF")

    refused = next(e for e in office.show_case(case)["downloads"] if e["act"] == "download_refused")
    assert (refused["actor"], refused["number_of"]) == (MINE, number)
    assert office.verify_record().intact


def test_a_strangers_attempt_is_recorded_and_tells_nothing(office: Office, case: str) -> None:
    number = next(d["number"] for d in office.list_documents(case) if d["kind"] == "acceptance")

    with pytest.raises(DocumentUnknown):
        office.download(number, STRANGER)

    assert (STRANGER, "download_refused") in {(e["actor"], e["act"]) for e in office.show_case(case)["downloads"]}
    assert not any(e["actor"] == STRANGER for e in office.show_case(case, MINE)["downloads"]), (
        "what others tried is the office's business"
    )


def test_an_applicant_sees_the_acts_and_not_who_proposed_what(office: Office, case: str) -> None:
    mine, theirs = office.show_case(case, MINE), office.show_case(case, OFFICIAL)

    assert acts(mine) == ["submit", "seal", "accept", "seal", "forward"]
    assert {"agrees", "propose_grant"} <= set(acts(theirs))
    assert not any("took_part" in entry for entry in mine["history"])
    assert any("took_part" in entry for entry in theirs["history"])


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["提出申请", "制作文书并盖章（申请材料接收凭证）", "核查相符", "报送"]),
        (
            "en",
            ["submit", "make and seal the paper (receipt for application materials)", "the registers agree", "forward"],
        ),
    ],
)
def test_what_was_done_is_told_in_words_of_the_law_the_matter_and_the_record(
    office: Office, case: str, language: Language, told: list[str]
) -> None:
    history = office.show_case(case, None, language)["history"]

    assert [entry["title"] for entry in history if entry["title"] in told] == told
    assert next(e["step_title"] for e in history if e["act"] == "forward") == "签署初审意见并报送"
    assert office.case_history(case, None, language) == history


def test_every_word_the_record_uses_is_said_in_both_languages() -> None:
    calls = [
        node
        for file in (Path(engine.__file__).parent).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("entry", "_enter")
    ]
    words = {
        part.value
        for call in calls
        for argument in call.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }

    assert {"seal", "timer", "sign", "download"} <= words
    assert words <= {*Noted}


def test_a_page_of_an_applicants_history_is_full_although_much_is_hidden(office: Office, case: str) -> None:
    last = office.case_history(case, MINE, most=2)
    before = office.case_history(case, MINE, before=last[0]["number"], most=2)
    first = office.case_history(case, MINE, before=before[0]["number"], most=2)

    assert [e["act"] for e in (*first, *before, *last)] == ["submit", "seal", "accept", "seal", "forward"]


def test_an_officials_remark_is_not_the_applicants_to_read(office: Office) -> None:
    case = submit(office)
    office.complete_task(f"{case}/check_materials", "ma.window", "accept", note="此人上次来过")

    def remarks(account: str) -> list[str]:
        return [e["note"] for e in office.show_case(case, account)["history"] if e["note"]]

    assert remarks("ma.window") == ["此人上次来过"]
    assert remarks(APPLICANT) == []


def test_an_applicant_sees_where_the_case_is_and_not_who_has_it(office: Office, case: str) -> None:
    office.claim(f"{case}/review", "shen.reviewer")

    [mine], [theirs] = office.show_case(case, MINE)["tasks"], office.show_case(case, OFFICIAL)["tasks"]

    assert (mine["title"], mine["organ"]) == ("复核", "city_justice")
    assert (mine["assignee"], mine["acts"]) == (None, [])
    assert (theirs["assignee"], theirs["acts"]) == ("shen.reviewer", ["agree", "send_back"])


def test_answers_and_materials_are_shown_in_the_order_of_the_form(office: Office, case: str) -> None:
    shown = office.show_case(case, MINE)

    [application] = shown["answers"]
    fields = {field["name"]: field for field in application["fields"]}
    assert list(fields)[:4] == ["name", "name_notice_no", "en_name", "orgform"]
    assert fields["name"]["label"] == {"zh": "律师事务所名称", "en": "name of the firm"}
    assert fields["partners"]["value"][0]["id_number"] == PERSONAL
    assert [m["material"] for m in shown["materials"]][:3] == ["application_letter", "name_notice", "articles"]


@pytest.mark.parametrize(
    ("account", "forms", "number"),
    [
        (MINE, {"application"}, PERSONAL),
        (OFFICIAL, {"application", "verify_registers", "examine", "sign", "receive"}, PERSONAL),
        ("wei.supervisor", {"application", "verify_registers", "examine", "sign", "receive"}, "119***********0018"),
        ("bai.auditor", {"application", "verify_registers", "examine", "sign", "receive"}, "119***********0018"),
    ],
)
def test_each_sees_the_answers_that_are_theirs_to_see(
    office: Office, case: str, account: str, forms: set[str], number: str
) -> None:
    answers = {given["form"]: given["fields"] for given in office.show_case(case, account)["answers"]}

    partners = next(field["value"] for field in answers["application"] if field["name"] == "partners")
    assert answers.keys() == forms
    assert partners[0]["id_number"] == number


def test_what_a_letter_tells_the_applicant_also_reads_among_the_answers(office: Office, clock: FixedTime) -> None:
    case = law_firm_case(office, clock, "correct", "corrected_then_granted")

    asked = next(a for a in office.show_case(case, MINE)["answers"] if a["form"] == "check_materials")

    assert asked["fields"][0]["name"] == "items"


def test_a_matter_may_say_who_reads_a_paper(office: Office) -> None:
    rules = office.place.current_matter("law_firm_establish").documents

    internal = {rule.kind for rule in rules.values() if rule.audience is Audience.ORGANS}
    assert internal == {"first_review"}


def test_a_receipt_that_could_not_be_made_is_told_to_applicant_and_clerk(office: Office) -> None:
    office.worker.do = FailingServices({"receipt": {"fails": 20, "error": "印章服务没有应答"}}).do
    office.worker.most_attempts = 1
    case = submit(office)

    [mine], [clerks] = (office.show_case(case, account)["hindered"] for account in (APPLICANT, "ma.window"))

    assert (mine["what"], mine["title"], mine["error"]) == ("receipt", "申请材料接收凭证", "")
    assert "办理机关已获通知" in mine["told"]
    assert clerks["error"], "the clerk is told the code, to name it to the operator"


def test_nothing_is_said_of_a_paper_that_was_made_after_all(office: Office) -> None:
    office.worker.do = FailingServices({"receipt": {"fails": 1}}).do
    office.worker.most_attempts = 1
    case = submit(office)

    office.retry_job(office.list_jobs(only_dead=True)[0]["job"])
    office.worker.once()

    assert office.show_case(case, APPLICANT)["hindered"] == []
    assert office.list_documents(case, APPLICANT)
