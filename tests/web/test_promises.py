"""What an applicant promised in place of a proof, and papers that organs are let to read, at the pages."""

from __future__ import annotations

import pytest

from engine.office import Office
from tests.browsing import PASSWORD, Browser, browser, quick, site
from tests.engine.test_promising import FILES, PROMISE, apply
from tests.offices import APPLICANT, Premises, accept, grant, submit

MAKER, CLERK = "shu.trainee", "xu.handler"
PROOF = [("file-no_crime_proof", ("证明.pdf", FILES["examples/materials/no_crime_proof.pdf"], "application/pdf"))]
FORM = "//main//form[@enctype]"


@pytest.fixture
def office(sqlite_premises: Premises) -> Office:
    office = sqlite_premises.open()
    office.publish(FILES)
    office.access = quick(office)
    return office


def at_pages(office: Office, *names: str) -> list[Browser]:
    """Somebody's browsers, logged in."""
    of, opened = site(office), []
    for name in names:
        office.access.set_password(name, PASSWORD)
        opened.append(browser(of))
        opened[-1].log_in(name)
    return opened


def test_a_promise_is_taken_back_and_its_proof_handed_in_afterwards(office: Office) -> None:
    case = apply(office)
    (maker,) = at_pages(office, MAKER)
    page = maker.open(f"/cases/{case}")
    (where,) = page.tree.xpath("//h2[text()='告知承诺']/following-sibling::ul[1]//a/@href")

    page = maker.open(str(where))
    assert "愿意承担承诺不实的法律责任" in page.text("//dl"), "the words of the promise can be read again"
    page = maker.send({"note": "改为提交证明。"}, form=FORM)

    assert page.path == f"/cases/{case}" and "证明交齐以前不能准予" in page.text("//section")
    assert "无犯罪记录证明" in maker.open("/cases").text("//li[contains(@class, 'turn')]")
    assert "应交：无犯罪记录证明" in maker.open("/promises").text("//li[contains(@class, 'turn')]")
    maker.open(str(where))
    page = maker.send({}, form=FORM)
    assert page.status == 422 and "还缺少必需的材料" in page.text("//main")
    page = maker.send(files=PROOF, form=FORM)
    assert page.path == f"/cases/{case}" and "证明已经收到" in page.text("//main")
    assert not page.tree.xpath("//section[contains(@class, 'turn')]")
    (promise,) = office.show_case(case)["promises"]
    assert (promise["state"], promise["proofs_due"]) == ("withdrawn", [])
    assert maker.open(str(where)).tree.xpath(FORM) == []


def test_a_file_that_is_no_proof_is_refused_and_what_was_written_stays(office: Office) -> None:
    case = apply(office)
    (maker,) = at_pages(office, MAKER)
    maker.open(f"/cases/{case}/promises/{PROMISE}")

    page = maker.send({"note": "随附证明"}, files=[("file-no_crime_proof", ("x.pdf", b"no pdf", "x/y"))], form=FORM)

    assert page.status == 422 and page.text("//textarea") == "随附证明"
    assert office.show_case(case)["promises"][0]["state"] == "open"


def test_a_promise_is_nobody_elses_to_see_or_to_take_back(office: Office) -> None:
    case = apply(office)
    (other,) = at_pages(office, "lin.partner")
    assert office.promises_made("lin.partner") == []
    assert "您没有作过承诺" in other.open("/promises").text("//main")

    seen, unknown = (other.open(f"/cases/{number}/promises/{PROMISE}") for number in (case, "示律全2026999999"))

    assert (seen.status, unknown.status) == (404, 404)
    assert office.promises_made(MAKER)[0]["may_take_back"]


def test_an_organ_reads_a_paper_for_a_purpose_until_the_holder_withdraws_it(office: Office) -> None:
    case = submit(office)
    accept(office, case)
    grant(office, case)
    holder, clerk = at_pages(office, APPLICANT, CLERK)
    page = holder.open(f"/cases/{case}")
    (where,) = page.tree.xpath("//a[contains(text(), '授权机关查阅')]/@href")

    holder.open(str(where))
    page = holder.send({"organ": "city_justice", "purpose": "办理执业许可", "until": "2026-03-01"}, action=str(where))
    assert page.status == 422 and "没有授权" in page.text("//main")
    assert page.tree.xpath("//input[@name='purpose']/@value") == ["办理执业许可"], "nothing written is lost"
    page = holder.send({"until": "2026-03-31"}, action=str(where))
    assert page.path == "/authorisations" and "办理执业许可" in page.text("//dl")
    page = clerk.open("/desk/authorised")
    assert "为办理：办理执业许可" in page.text("//main")
    (paper,) = page.tree.xpath("//main//h2/a/@href")
    assert clerk.client.get(str(paper)).content.startswith(b"%PDF")

    assert "许" in holder.open("/authorisations").text("//dd[ul]"), "who read it stands there by name"
    page = holder.send(form="//form[contains(@action, '/withdraw')]")

    assert "已收回" in page.text("//main") and not page.tree.xpath("//form[contains(@action, '/withdraw')]")
    assert "现在没有授权本机关查阅的文书" in clerk.open("/desk/authorised").text("//main")


@pytest.mark.parametrize("path", ["/promises", "/authorisations"])
def test_both_lists_speak_english(office: Office, path: str) -> None:
    apply(office)
    (maker,) = at_pages(office, MAKER)

    page = maker.open(f"{path}?language=en")

    assert page.status == 200 and page.tree.xpath("//h1/text()")[0].startswith("My ")


