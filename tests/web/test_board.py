"""The pages of supervisors: figures lead to their cases, ratings are put right, and nobody else comes in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.authority import Account
from engine.office import Office
from engine.workplace import FixedTime
from tests.browsing import PASSWORD, Browser, browser
from tests.offices import APPLICANT, DEPUTY, HEAD, WINDOW, accept, grant, submit, task_of
from web.board import TABS
from web.site import Site

CITY, ABOVE, AUDITOR = "wei.supervisor", "hall.supervisor", "bai.auditor"
PAGES = [path for path, _ in TABS]


@pytest.fixture
def supervisor(open_site: Site, office: Office) -> Browser:
    """The browser of who supervises the approval bureau, which has the small matter."""
    office.add_account(Account(ABOVE, "关注", "official", "city_approval", frozenset({"supervisor"})))
    for account in (ABOVE, CITY, AUDITOR):
        office.access.set_password(account, PASSWORD)
    opened = browser(open_site)
    opened.log_in(ABOVE)
    return opened


@pytest.fixture
def cases(office: Office, clock: FixedTime) -> list[str]:
    """One case granted, one late, one that waits at the window; six weeks lie between, in which every login ended."""
    granted, late = submit(office), submit(office)
    for case in (granted, late):
        accept(office, case)
    grant(office, granted)
    clock.set(clock() + timedelta(weeks=6))
    office.worker.once()
    return [granted, late, submit(office)]


def test_every_figure_leads_to_as_many_cases(cases: list[str], supervisor: Browser) -> None:
    """Each link of each page to cases behind a figure: the list has as many rows as the figure says."""
    checked = 0
    for path in PAGES:
        page = supervisor.open(path)
        assert page.status == 200
        for link in page.tree.xpath("//main//a[starts-with(@href, '/board/cases?')]"):
            figure = "".join(sign for sign in (link.xpath("string(.//b)") or link.text_content()) if sign.isdigit())
            behind = supervisor.open(link.get("href"))
            rows = len(behind.tree.xpath("//tbody/tr"))
            assert str(rows) == figure or (not figure and link.get("rel")), (path, link.get("href"))
            checked += 1
    assert checked > 20


def test_the_late_case_is_named_with_who_has_it_and_leads_to_it(cases: list[str], supervisor: Browser) -> None:
    page = supervisor.open("/board/cases?light=red")

    assert page.all("//tbody//code") == [cases[1]]
    assert "超过法定期限" in page.text("//tbody") and "待认领" in page.text("//tbody")
    shown = supervisor.open(page.tree.xpath("//tbody//a/@href")[0])
    assert (shown.status, shown.all("//nav[@class='crumbs wrap']//a")) == (200, ["监督"])
    assert supervisor.open(shown.tree.xpath("//nav[@class='crumbs wrap']//a/@href")[0]).all("//tbody//code") == [
        cases[1]
    ]


def test_the_board_is_for_supervisors_alone(open_site: Site, stranger: Browser, applicant: Browser) -> None:
    clerk = browser(open_site)
    clerk.log_in(WINDOW)

    for path in PAGES:
        assert stranger.open(path).path.startswith("/login?next=")
        assert [applicant.open(path).status, clerk.open(path).status] == [403, 403]
    assert "/board" not in applicant.page.tree.xpath("//header//nav//a/@href")


def test_a_supervisor_of_another_organ_sees_nothing_of_it(
    open_site: Site, cases: list[str], supervisor: Browser
) -> None:
    other, auditor = browser(open_site), browser(open_site)
    other.log_in(CITY)
    auditor.log_in(AUDITOR)

    for path in PAGES:
        assert not [case for case in cases if case in other.open(path).response.text]
    assert other.open("/board/cases?organ=city_approval").all("//tbody//code") == []
    assert other.open(f"/desk/cases/{cases[1]}").status == 404
    assert set(auditor.open("/board/cases").all("//tbody//code")) == {cases[1], cases[2]}


def test_a_bad_rating_is_answered_on_the_page_first_and_then_put_right(
    cases: list[str], supervisor: Browser, office: Office
) -> None:
    office.rate(cases[0], APPLICANT, 5, "等了太久。")
    page = supervisor.open("/board/ratings")
    assert "等了太久。" in page.text("//main") and "待联系" in page.text("//main")

    page = supervisor.send({"text": " "}, action=f"/board/ratings/{cases[0]}/contact")
    assert page.status == 422 and page.tree.xpath("//*[@role='alert']")

    page = supervisor.send({"text": "已致电，说明了原因。"}, action=f"/board/ratings/{cases[0]}/contact")
    assert "待整改" in page.text("//main//li")
    page = supervisor.send({"text": "增开一个窗口。"}, action=f"/board/ratings/{cases[0]}/rectify")

    assert "没有待整改的评价" in page.text("//main")
    assert "增开一个窗口。" in supervisor.open("/board/ratings?every=yes").text("//main")


def test_figures_refuse_months_that_are_none_in_words(supervisor: Browser) -> None:
    page = supervisor.open("/board/figures?from=2026-13&to=2026-12")

    assert page.status == 422
    assert "月份" in page.text("//main")


def test_a_chart_is_drawn_from_the_table_beside_it(cases: list[str], supervisor: Browser) -> None:
    page = supervisor.open("/board/figures")

    months = page.tree.xpath("//table[@data-chart='months']/tbody/tr")
    assert len(months) == 12
    drawn = [row.xpath("string(td[1]/@data-value)") for row in months]
    assert drawn == [row.xpath("normalize-space(td[1])") for row in months] and "2" in drawn
    assert page.tree.xpath("//script[not(@src)]") == []
    funnel = page.tree.xpath("//table[@data-title='从收件到结果']/tbody/tr")
    assert [row.xpath("string(td[1]/@data-value)") for row in funnel] == ["3", "2", "1", "1"]
    assert [row.xpath("normalize-space(td[3])") for row in funnel] == ["—", "66.7%", "50.0%", "100.0%"]


def test_a_supervisor_hands_a_task_to_another_and_raises_it_to_the_head_by_clicking(
    supervisor: Browser, open_site: Site, office: Office, clock: FixedTime
) -> None:
    case = submit(office)
    office.claim(f"{case}/check_materials", WINDOW)
    clock.set(clock() + timedelta(days=4))
    supervisor.log_in(ABOVE)
    page = supervisor.open("/board/cases?light=yellow")
    page = supervisor.open(page.tree.xpath("//a[text()='改派或报请督办']/@href")[0].partition("#")[0])
    assert "报给：宋文、于洋" in page.text("//*[@id='direct-1']")
    assert page.all("//*[@id='direct-1']//select[@name='to']/option")[1:] == ["宋文"]
    task = task_of(office, case, "check_materials")

    page = supervisor.send({"to": DEPUTY, "note": ""}, action=f"/desk/tasks/{task}/verbs/reassign")
    assert (page.status, bool(page.tree.xpath("//*[@role='alert']"))) == (422, True)
    page = supervisor.send({"to": DEPUTY, "note": "承办人出差"}, action=f"/desk/tasks/{task}/verbs/reassign")
    assert "已办理：改派" in page.text("//*[@role='status']") and "办理人：宋文" in page.text("//main")
    assert "承办人出差" in page.text("//ol[@class='timeline']")
    page = supervisor.send({"note": "期限将至"}, action=f"/desk/tasks/{task}/verbs/escalate")

    assert "已报请督办" in page.text("//section") and "今天已经报请过" in page.text("//*[@id='direct-1']")
    head = browser(open_site)
    head.log_in(HEAD)
    head.open(head.page.tree.xpath("//a[contains(., '抄送我的')]/@href")[0])
    assert "报请督办 关注" in head.page.text("//tbody/tr")
    page = head.open(head.page.tree.xpath("//tbody//a/@href")[0])
    assert page.all("//nav[@class='crumbs wrap']//a") == ["抄送我的"]
    assert page.tree.xpath("//form[contains(@action, '/verbs/reassign')]")
    clerk = browser(open_site)
    clerk.log_in(WINDOW)
    assert "监督处置" not in clerk.open(f"/desk/cases/{case}").text("//main")


def test_who_supervises_begins_at_the_board(supervisor: Browser, open_site: Site) -> None:
    assert supervisor.page.path == "/board"
    head = browser(open_site)
    assert head.log_in(HEAD).path == "/desk"
