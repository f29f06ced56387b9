"""What an applicant does beside applying: rate, urge, read messages, apply again; and where answers come from."""

from __future__ import annotations

import pytest

from engine.drafts import DraftUnknown
from engine.office import Office
from engine.rehearsal.systems import ToldSystems
from engine.workplace import FixedTime
from tests.browsing import PASSWORD, Browser, browser
from tests.offices import (
    APPLICANT,
    WINDOW,
    accept,
    application,
    grant,
    law_firm_case,
    matter_files,
    submit,
    task_of,
)
from web.site import Site

LICENCE = "lawyer_licence_fulltime"
TRAINEE = "shu.trainee"
WINDOW_OF_FIRM = "chen.window"


@pytest.fixture
def closed(office: Office) -> str:
    """A case that was granted and delivered."""
    case = submit(office)
    accept(office, case)
    grant(office, case)
    office.worker.once()
    return case


def test_a_closed_case_is_rated_once(applicant: Browser, office: Office, closed: str) -> None:
    page = applicant.open(f"/cases/{closed}")
    assert "这次办得怎么样" in page.text("//main")
    applicant.open(f"/cases/{closed}/rating")

    page = applicant.send({"text": "等得久"}, form="//form[contains(@action, '/rating')]")
    assert page.status == 422 and page.text("//textarea") == "等得久"
    page = applicant.send({"what": "case", "grade": "4"}, form="//form[contains(@action, '/rating')]")

    assert page.path == f"/cases/{closed}"
    assert "您的评价：不满意" in page.text("//main") and "2026年3月3日前联系您" in page.text("//main")
    assert "这次办得怎么样" not in page.text("//main")
    assert [row["grade"] for row in office.ratings()["rows"]] == [4]
    applicant.open(f"/cases/{closed}/rating")
    assert "整件已经评价过" in applicant.page.text("//main")


def test_a_visit_is_rated_with_its_day_and_each_once(applicant: Browser, office: Office) -> None:
    case = submit(office)
    for day, status in (("", 422), ("2026-03-09", 422), ("2026-03-02", 200), ("2026-03-02", 409)):
        applicant.open(f"/cases/{case}/rating")
        page = applicant.send({"day": day, "grade": "1"}, form="//form[contains(@action, '/rating')]")
        assert page.status == status, day

    assert office.ratings()["grades"] == {1: 1}


def test_nobody_rates_urges_or_copies_the_case_of_another(
    open_site: Site, office: Office, closed: str, applicant: Browser
) -> None:
    office.access.set_password("lin.partner", PASSWORD)
    other = browser(open_site)
    other.log_in("lin.partner")
    mine = applicant.open(f"/cases/{closed}/rating")

    assert other.open(f"/cases/{closed}/rating").status == 404
    for action in ("rating", "copy", "urge"):
        other.page = mine
        token = other.open("/account").tree.xpath("string(//input[@name='form_token']/@value)")
        sent = {"form_token": token, "grade": "1", "what": "case", "task": "x"}
        assert other.client.post(f"/cases/{closed}/{action}", data=sent).status_code == 404
    assert office.ratings()["grades"] == {}
    assert office.drafts.of("lin.partner") == []


def test_one_urges_once_a_day_and_the_office_sees_it(applicant: Browser, office: Office) -> None:
    case = submit(office)
    applicant.open(f"/cases/{case}")

    page = applicant.send({"note": "活动就在下周。"}, action=f"/cases/{case}/urge")

    assert page.all("//ol[@class='messages']/li/p[@class='written']") == ["活动就在下周。"]
    assert "今天已经提醒过" in page.text("//main")
    assert not page.tree.xpath(f"//form[@action='/cases/{case}/urge']")
    told = [e for e in office.show_case(case, WINDOW)["history"] if e["act"] == "urge"]
    assert [entry["note"] for entry in told] == ["活动就在下周。"]


def test_a_reminder_is_read_by_whom_it_is_for(open_site: Site, office: Office, clock: FixedTime) -> None:
    case = law_firm_case(office, clock, "correct", "corrected_then_granted")
    office.remind(task_of(office, case, "correct"), WINDOW_OF_FIRM, "请在周五前补正。")
    office.access.set_password("lin.partner", PASSWORD)
    lin = browser(open_site)
    lin.log_in("lin.partner")

    page = lin.open(f"/cases/{case}")

    assert "请在周五前补正。" in page.text("//ol[@class='messages']")


def test_a_case_is_copied_into_a_draft_with_its_files(applicant: Browser, office: Office, closed: str) -> None:
    applicant.open(f"/cases/{closed}")

    page = applicant.send(action=f"/cases/{closed}/copy")

    (draft,) = office.drafts.of(APPLICANT)
    assert page.path == f"/drafts/{draft.id}" and draft.task == ""
    assert draft.answers == application()[0]
    assert [file.name for file in draft.files] == ["plan.pdf"]
    with pytest.raises(DraftUnknown):
        office.drafts.get(draft.id, "lin.partner")


def test_what_a_register_knew_says_so_at_its_place_and_what_was_changed_shows_both(
    open_site: Site, office: Office
) -> None:
    office.place.systems = ToldSystems({"population": {"outcome": "match", "facts": {"household": "示例市示例区"}}})
    office.publish(matter_files(LICENCE))
    office.access.set_password(TRAINEE, PASSWORD)
    trainee = browser(open_site)
    trainee.log_in(TRAINEE)
    trainee.open(f"/matters/{LICENCE}")

    page = trainee.send(action=f"/matters/{LICENCE}/apply")
    assert page.text("//p[@class='known']").startswith("来自population，2026年3月2日 09:30查得")
    described = page.tree.xpath("//*[@name='household']/ancestor-or-self::*[@aria-describedby][1]/@aria-describedby")
    assert "at-household-known" in described[0]

    trainee.send({"household": "示例市新港区"}, button="op=save", form="//form[contains(@class, 'writing')]")

    assert "population登记的是“示例市示例区”" in trainee.page.text("//p[@class='known']")


def test_answers_of_a_case_are_read_back_as_they_were_given(applicant: Browser, office: Office, closed: str) -> None:
    page = applicant.open(f"/cases/{closed}")

    shown = page.text("//details[summary[contains(text(), '申请内容')]]")
    assert all(str(value) in shown for value in application()[0].values() if isinstance(value, str) and len(value) > 12)
    assert page.tree.xpath("//main/@data-address")[0].startswith(f"https://zw.example/cases/{closed} · ")
    assert page.tree.xpath("//button[@data-print]")


def test_both_sides_ask_and_answer_at_their_pages(open_site: Site, applicant: Browser, office: Office) -> None:
    case = submit(office)
    window = browser(open_site)
    window.log_in(WINDOW)
    applicant.open(f"/cases/{case}")
    applicant.send({"text": "要盖章吗？我的电话13900000000"}, action=f"/cases/{case}/questions")
    assert "等候答复" in applicant.page.text("//ol[@class='messages']/li")

    page = window.open(f"/desk/cases/{case}")
    assert "申请人的询问等您答复" in page.text("//main/p[contains(@class, 'notice')]")
    assert "要盖章吗？我的电话139****0000" in page.text("//ol[@class='messages']/li")
    page = window.send({"reason": "回拨电话"}, form="//li//form[contains(@action, '/reveal')]")
    assert "我的电话13900000000" in page.text("//ol[@class='messages']/li")
    page = window.send({"text": "字" * 2001}, form="//li[starts-with(@id, 'question-')]//form[.//textarea]")
    assert page.status == 422 and page.text("//li//textarea") == "字" * 2001, "what was written is not lost"
    page = window.send({"text": "不用。"}, form="//li[starts-with(@id, 'question-')]//form[.//textarea]")
    assert page.path.startswith(f"/desk/cases/{case}") and "已答复" in page.text("//main")

    page = applicant.open(f"/cases/{case}?language=en")
    assert "Questions and answers" in page.text("//main") and "不用。" in page.text("//ol[@class='messages']/li")
    assert "对方已阅" in window.open(f"/desk/cases/{case}").text("//ol[@class='messages']/li")


def test_an_applicant_chooses_which_notices_come_by_mail(applicant: Browser, office: Office) -> None:
    page = applicant.open("/account/mail")
    assert "行政许可法第三十二条" in page.text("//form[@action='/account/mail']"), "why some cannot be switched off"
    assert not page.tree.xpath("//input[@name='served']")

    page = applicant.send({"dates": "daily", "reminded": "never"}, action="/account/mail")

    assert page.path == "/account/mail" and "已保存" in page.text("//main")
    assert page.tree.xpath("//input[@name='dates'][@checked]/@value") == ["daily"]
    assert office.mail_choices(APPLICANT)["choices"]["reminded"] == "never"
    page = applicant.send({"served": "never"}, action="/account/mail")
    assert page.status == 422 and "法律要求及时告知" in page.text("//main")
