"""The officials' desk, as a browser without scripts uses it: a case from the window to the sealed decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
import pytest

from engine.matter.text import load_yaml
from engine.office import Office, Upload
from engine.workplace import FixedTime
from tests.browsing import PASSWORD, Browser, browser, flat
from tests.offices import APPLICANT, DEPUTY, HEAD, WINDOW, accept, law_firm_case, matter_files, submit, task_of
from web.site import Site

FIRM_WINDOW, EXAMINER, CITY_HEAD, LIN = "chen.window", "he.examiner", "qin.head", "lin.partner"
EXAMPLE, _ = load_yaml(matter_files("law_firm_establish")["examples/straight_grant.yaml"].decode())
PLAN = matter_files("starter")["examples/materials/plan.pdf"]
Enter = Callable[[str], Browser]


@pytest.fixture
def enter(open_site: Site, office: Office) -> Enter:
    """Somebody's browser, logged in."""
    entered: dict[str, Browser] = {}

    def someone(account: str) -> Browser:
        if account not in entered:
            office.access.set_password(account, PASSWORD)
            entered[account] = browser(open_site)
        if entered[account].open("/account").path.startswith("/login"):  # new, or its session is over
            entered[account].log_in(account)
        return entered[account]

    return someone


def clock(office: Office) -> FixedTime:
    """The office's clock, which tests set."""
    return cast("FixedTime", office.place.now)


def at(office: Office, time: object) -> None:
    """It is that time in the office."""
    clock(office).set(datetime.fromisoformat(str(time)).replace(tzinfo=office.place.zone))


def inputs(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as the page of a task sends them: officials are ticked by name."""
    plain = flat({name: value for name, value in answers.items() if name != "officers"})
    return {**plain, **({"officers": answers["officers"]} if "officers" in answers else {})}


def choose(clerk: Browser, task: str, outcome: str) -> None:
    """Open a task from its case, and choose an outcome."""
    clerk.open(f"/desk/tasks/{task}")
    if clerk.page.tree.xpath(f"//button[@value='outcome:{outcome}']"):
        clerk.send(button=f"op=outcome:{outcome}")


def test_a_case_goes_from_the_window_to_the_sealed_decision_by_clicking(enter: Enter, office: Office) -> None:
    case = law_firm_case(office, clock(office), "check_materials")
    for line in EXAMPLE["when"]:
        at(office, line["at"])
        clerk = enter(str(line["by"]))
        assert case in clerk.open("/desk").text("//table")
        page = clerk.open(clerk.page.tree.xpath(f"//td[contains(., '{case}')]//a/@href")[0])
        task = task_of(office, case, line["step"])
        assert page.tree.xpath(f"//a[starts-with(@href, '/desk/tasks/{task}')]")
        outcome = str(line.get("act") or line.get("opinion"))
        choose(clerk, task, outcome)

        page = clerk.send(inputs(line.get("answers") or {}), button="op=do")

        assert page.path.startswith(f"/desk/cases/{case}"), page.text("//main")
        assert "已办理" in page.text("//*[@role='status']")

    head = enter(CITY_HEAD)
    head.open(f"/desk/cases/{case}")
    documents = head.page.all("//a[starts-with(@href, '/desk/documents/')]")
    assert {"准予行政许可决定书", "律师事务所执业许可证", "行政许可受理通知书"} <= set(documents)
    address = head.page.tree.xpath("//a[text()='准予行政许可决定书']/@href")[0]
    assert head.client.get(address).content.startswith(b"%PDF")
    assert "作出决定" in head.page.text("//ol[@class='timeline']")
    assert case not in head.open("/desk").text("//main")


def test_the_list_tells_what_is_most_urgent_and_narrows_down(enter: Enter, office: Office) -> None:
    small, large = submit(office), law_firm_case(office, clock(office), "check_materials")
    clerk, other = enter(WINDOW), enter(FIRM_WINDOW)

    assert small in clerk.open("/desk").text("//table") and large not in clerk.page.text("//table")
    assert large in other.open("/desk?matter=law_firm_establish&step=check_materials&whose=pool").text("//table")
    assert other.page.text("//nav[@class='piles']//a[@aria-current]") == "待认领 1"
    assert "没有符合筛选条件的待办" in other.open("/desk?late=yes").text("//main")
    at(office, "2026-04-20T09:30")
    assert "超期" in other.open("/desk").text("//table") or large not in other.page.text("//main")


def test_the_list_has_pages(enter: Enter, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.desk.A_PAGE", 2)
    cases = {submit(office) for _ in range(3)}
    clerk = enter(WINDOW)

    first = set(clerk.open("/desk").all("//tbody//code"))
    second = set(clerk.open(clerk.page.tree.xpath("//a[@rel='next']/@href")[0]).all("//tbody//code"))

    assert len(first) == 2 and first | second == cases
    assert not clerk.page.tree.xpath("//a[@rel='next']")


def test_a_case_is_found_by_its_number_or_by_the_name_of_whose_it_is(enter: Enter, office: Office) -> None:
    case = submit(office)
    clerk = enter(WINDOW)
    clerk.open("/desk")

    assert clerk.send({"for": f" {case} "}, action="/desk/find").path.startswith(f"/desk/cases/{case}")
    clerk.open("/desk")
    page = clerk.send({"for": "思远"}, action="/desk/find")
    assert "孙思远" not in page.path and "119***********0055" in page.text("//tbody/tr")
    assert "找到1件" in page.text("//*[@role='status']")
    assert clerk.open(page.tree.xpath("//tbody//a/@href")[0]).status == 200
    clerk.open("/desk")
    page = clerk.send({"for": "李思"}, action="/desk/find")
    assert "没有这位申请人的办件" in page.text("//*[@class='empty']")
    page = clerk.send({"for": "孙"}, action="/desk/find")
    assert (page.status, "至少写姓名中连续的两个字" in page.text("//*[@role='alert']")) == (422, True)


def test_the_list_has_the_columns_that_one_chose_in_their_order(enter: Enter, office: Office) -> None:
    submit(office)
    clerk = enter(WINDOW)
    usual = clerk.open("/desk").all("//thead//th")
    page = clerk.open(clerk.page.tree.xpath("//a[text()='选择列']/@href")[0])
    assert page.tree.xpath("//input[@type='checkbox'][@checked]/@value") == ["due", "matter", "applicant", "assignee"]

    chosen = {"column": ["case", "status", "submitted"], "place-status": 1, "place-submitted": 2, "place-case": 3}
    page = clerk.send(chosen)

    assert page.all("//thead//th") == ["勾选", "办件状态", "提交时间", "办件编号", "操作"]
    assert "2026年3月2日 09:30" in page.text("//tbody/tr") and "已保存" in page.text("//*[@role='status']")
    assert enter(HEAD).open("/desk").path == "/desk" and office.desk.kept(HEAD).columns == office.desk.kept("x").columns
    clerk.open("/desk/columns")
    page = clerk.send({"column": ["due", "due"]})
    assert (page.status, "列表不能这样选列" in page.text("//*[@role='alert']")) == (422, True)
    clerk.open("/desk/columns")
    assert clerk.send(button="op=usual").all("//thead//th") == usual


def test_what_others_did_since_one_looked_is_marked_in_the_list_and_at_the_case(enter: Enter, office: Office) -> None:
    case = submit(office)
    clerk = enter(WINDOW)
    assert "有变化" not in clerk.open("/desk").text("//tbody"), "never looked at is not changed"
    clerk.open(f"/desk/cases/{case}")
    clerk.open("/desk")
    clerk.send(action=f"/desk/tasks/{task_of(office, case, 'check_materials')}/verbs/claim")
    assert "有变化" not in clerk.open("/desk").text("//tbody"), "what one does oneself is no news"

    clock(office).set(clock(office)() + timedelta(hours=1))
    office.urge(f"{case}/check_materials", APPLICANT, "请尽快办理")

    assert "有变化 催办" in clerk.open("/desk").text("//tbody/tr")
    page = clerk.open(f"/desk/cases/{case}")
    assert "您2026年3月2日 09:30看过以后，有1项新情况：催办" in page.text("//main")
    assert page.text("//li[.//*[text()='新']]//p[@class='what']") == "催办 新"
    assert "新情况" not in clerk.open(f"/desk/cases/{case}").text("//main")
    assert "有变化" not in clerk.open("/desk").text("//tbody")


def test_copies_that_one_has_not_looked_at_are_counted(enter: Enter, office: Office) -> None:
    case = submit(office)
    office.copy_to(case, WINDOW, [HEAD], "供参考")
    head = enter(HEAD)

    assert head.open("/desk").text("//a[@href='/desk/copies']") == "抄送我的 1"
    head.open(f"/desk/cases/{case}")
    assert head.open("/desk").text("//a[@href='/desk/copies']") == "抄送我的"


def test_an_empty_desk_says_what_will_come(enter: Enter) -> None:
    assert "现在没有待办" in enter(WINDOW).open("/desk").text("//*[@class='empty']")


def test_a_task_is_taken_put_back_and_passed_over(enter: Enter, office: Office) -> None:
    submit(office), submit(office)
    clerk = enter(WINDOW)
    case, following = clerk.open("/desk").all("//tbody//code")
    task = task_of(office, case, "check_materials")

    page = clerk.send(action=f"/desk/tasks/{task}/verbs/claim")
    assert page.path == "/desk" and page.text("//nav[@class='piles']//li[3]") == "我的 1"
    assert "认领" in page.text(f"//tr[contains(., '{following}')]")

    page = clerk.send(action=f"/desk/tasks/{task}/verbs/release")
    assert page.text("//nav[@class='piles']//li[3]") == "我的 0"
    assert following in clerk.open(f"/desk/next?passed={task}").path
    last = task_of(office, following, "check_materials")
    assert clerk.open(f"/desk/next?passed={last}").path == "/desk"


def test_what_is_ticked_is_taken_in_one_go_and_each_tells_how_it_came_out(enter: Enter, office: Office) -> None:
    tasks = [task_of(office, submit(office), "check_materials") for _ in range(3)]
    clerk = enter(WINDOW)
    clerk.open("/desk?step=check_materials")
    office.claim(tasks[2], DEPUTY)

    page = clerk.send({"tasks": tasks[:2]}, action="/desk/batches", button="verb=claim")
    assert "等待2件" in page.text("//*[@role='status']")
    office.release(tasks[2], DEPUTY)
    office.claim(tasks[1], DEPUTY)
    office.worker.once()

    page = clerk.open(page.path)
    assert "办成1件，没有办成1件" in page.text("//*[@role='status']")
    assert "同事已经签收了" in page.text("//section[@aria-labelledby='refused-title']")
    (back,) = page.tree.xpath("//main//a[@class='button primary']/@href")
    assert clerk.open(back).path == back == "/desk?step=check_materials"
    assert "没有勾选" in clerk.send(action="/desk/batches", button="verb=claim").text("//*[@role='status']")


def test_many_are_decided_with_one_form_and_what_is_wrong_is_told_before(enter: Enter, office: Office) -> None:
    small, large = [submit(office), submit(office)], law_firm_case(office, clock(office), "check_materials")
    for case in small:
        accept(office, case)
    head = enter(HEAD)
    tasks = [task_of(office, case, "decide") for case in small]
    head.open("/desk?step=decide")
    head.send({"tasks": tasks}, action="/desk/batches", button="verb=complete")
    assert "另外1件待办" in head.page.text("//main")
    head.send(button="op=outcome:refuse")

    page = head.send({"facts": "场地已满。"}, button="op=do")
    assert page.status == 422 and "另外1件待办" in page.text("//main")
    assert {office.show_case(case)["outcome"] for case in small} == {""}
    page = head.send({"reason": "场地已另有安排。"}, button="op=do")
    office.worker.once()

    assert "办成2件" in head.open(page.path).text("//*[@role='status']")
    assert {office.show_case(case)["outcome"] for case in small} == {"refused"}
    assert office.show_case(large)["status"] == "submitted"


def test_a_list_of_ones_own_has_a_name_and_goes_into_a_spreadsheet(enter: Enter, office: Office) -> None:
    case = submit(office)
    clerk = enter(WINDOW)
    clerk.open("/desk?step=check_materials&whose=pool")

    page = clerk.send({"name": "窗口待领"}, action="/desk/views")
    assert page.text("//nav[@class='piles']//a[text()='窗口待领'][@aria-current]") == "窗口待领"
    table = clerk.client.get(page.tree.xpath("//a[@download]/@href")[0])
    assert table.content.startswith("\ufeff办件编号,".encode()) and case in table.text
    assert not clerk.send(action="/desk/views", button="op=drop").tree.xpath("//a[text()='窗口待领']")
    assert "没有保存" in clerk.send({"name": "长" * 41}, action="/desk/views").text("//*[@role='status']")


def test_a_verb_that_is_not_possible_says_why_not(enter: Enter, office: Office) -> None:
    case = submit(office)

    page = enter(WINDOW).open(f"/desk/cases/{case}")

    titles, reasons = (page.all(f"//details[@class='verbs']/dl/{part}") for part in ("dt", "dd"))
    assert "退回待领" in titles and all(reasons)
    assert not page.tree.xpath("//form[contains(@action, '/verbs/release')]")


def test_a_task_goes_to_a_colleague_with_a_word(enter: Enter, office: Office) -> None:
    case = law_firm_case(office, clock(office), "check_materials")
    clerk, task = enter(FIRM_WINDOW), task_of(office, case, "check_materials")
    clerk.open(f"/desk/cases/{case}")
    clerk.send(action=f"/desk/tasks/{task}/verbs/claim")

    page = clerk.send({"to": "luo.window", "note": "我下午外出"}, action=f"/desk/tasks/{task}/verbs/transfer")

    assert "罗一鸣" in page.text("//section[1]")
    assert "我下午外出" in page.text("//ol[@class='timeline']")
    assert case in enter("luo.window").open("/desk?whose=mine").text("//table")


def test_a_reason_that_is_missing_is_named_at_its_question(enter: Enter, office: Office) -> None:
    case = law_firm_case(office, clock(office), "check_materials")
    clerk = enter(FIRM_WINDOW)
    choose(clerk, task_of(office, case, "check_materials"), "turn_away")

    page = clerk.send({"ground": "依法不属于本机关职权范围"}, button="op=do")

    assert page.status == 422
    links = page.tree.xpath("//*[@id='summary']//a/@href")
    assert "#at-reason" in links and all(page.tree.xpath(f"//*[@id='{link[1:]}']") for link in links)
    assert page.tree.xpath("//input[@value='依法不属于本机关职权范围'][@checked]")


def test_the_notice_is_ticked_together_and_the_change_is_marked(enter: Enter, office: Office) -> None:
    case = law_firm_case(office, clock(office), "check_materials")
    clerk, task = enter(FIRM_WINDOW), task_of(office, case, "check_materials")
    choose(clerk, task, "ask_correction")
    assert "示例市示范律师事务所" not in clerk.page.text("//*[@id='points']")
    assert clerk.send(button="op=do").status == 422
    said = {"problem": "写得不全", "requirement": "写到房间号", "basis": "律师法第十七条"}
    sent: dict[str, Any] = {"point": ["address", "articles"]}
    sent |= {f"point:{id}:{column}": text for id in ("address", "articles") for column, text in said.items()}

    page = clerk.send({**sent, "point:articles:basis": ""}, button="op=do")
    assert page.status == 422
    assert page.tree.xpath("//*[@name='point:articles:basis'][@aria-invalid]")

    assert "已办理" in clerk.send(sent, button="op=do").text("//*[@role='status']")
    upload = [u for u in _uploads() if u.material == "articles"]
    address = "示例市示例区求真路66号明理大厦九层901室"
    office.complete_task(f"{case}/correct", LIN, "correct", {"address": address}, uploads=upload)

    page = clerk.open(f"/desk/cases/{case}")
    changed = page.all("//*[@class='changed']")
    assert len(changed) == 1 and "首次提交" in changed[0]
    assert address in page.text("//main")


def _uploads() -> list[Upload]:
    files = matter_files("law_firm_establish")
    return [Upload("articles", "articles.pdf", files["examples/materials/articles.pdf"])]


def test_the_paper_is_seen_before_it_is_sealed_and_nothing_is_done(enter: Enter, office: Office) -> None:
    case = law_firm_case(office, clock(office), "decide")
    line = EXAMPLE["when"][-1]
    head, before = enter(CITY_HEAD), office.show_case(case)["revision"]
    choose(head, task_of(office, case, "decide"), "grant")

    page = head.send(inputs(line["answers"]), button="op=preview")

    assert page.status == 200
    assert page.all("//*[@id='preview']//h3")[:2] == ["准予行政许可决定书", "律师事务所执业许可证"]
    pictures = page.tree.xpath("//*[@id='preview']//img/@src")
    assert pictures and all(picture.startswith("data:image/webp;base64,UklGR") for picture in pictures)
    assert office.show_case(case)["revision"] == before
    assert line["answers"]["facts"] in page.text("//textarea[@name='facts']")

    page = head.send({"facts": ""}, button="op=preview")
    assert page.status == 422 and page.tree.xpath("//*[@id='at-facts'][@aria-invalid]")


def test_sending_twice_does_it_once(enter: Enter, office: Office) -> None:
    case = law_firm_case(office, clock(office), "check_materials")
    clerk = enter(FIRM_WINDOW)
    choose(clerk, task_of(office, case, "check_materials"), "accept")
    before = clerk.page
    clerk.send(button="op=do")
    revision = office.show_case(case)["revision"]

    clerk.page = before
    page = clerk.send(button="op=do")

    assert "没有重复办理" in page.text("//*[@role='status']")
    assert office.show_case(case)["revision"] == revision


def test_a_page_that_others_overtook_says_so_and_loses_nothing(enter: Enter, office: Office) -> None:
    case = law_firm_case(office, clock(office), "examine")
    clerk = enter(EXAMINER)
    choose(clerk, task_of(office, case, "examine"), "propose_grant")
    office.act_on_case(case, EXAMINER, "suspend", _suspend())

    page = clerk.send({"findings": "陈述一致。"}, button="op=do")

    assert page.status == 409
    assert "已经有了变化" in page.text("//*[@id='refusal']")
    assert "陈述一致。" in page.text("//textarea[@name='findings']")


def test_a_case_is_stopped_and_goes_on_by_its_own_acts(enter: Enter, office: Office) -> None:
    case = law_firm_case(office, clock(office), "examine")
    examiner = enter(EXAMINER)
    address = f"/desk/cases/{case}/acts/suspend"
    page = examiner.open(f"/desk/cases/{case}")
    examiner.open(next(a for a in page.tree.xpath("//a/@href") if a.startswith(address)))
    assert examiner.send(button="op=do").status == 422

    page = examiner.send(flat(_suspend()), button="op=preview")
    assert page.all("//*[@id='preview']//h3") == ["行政许可特别程序告知书"]
    page = examiner.send(button="op=do")

    assert "已办理" in page.text("//*[@role='status']") and "停止计算" in page.text("//main")
    assert not page.tree.xpath(f"//a[starts-with(@href, '{address}')]")
    assert examiner.open(address).status == 422
    assert enter(FIRM_WINDOW).open(f"/desk/cases/{case}/acts/resume").status == 422


def _suspend() -> dict[str, Any]:
    played, _ = load_yaml(matter_files("law_firm_establish")["examples/hearing_stops_the_clock.yaml"].decode())
    lines = (line for line in played["when"] if line.get("case_act") == "suspend" and "refused" not in line)
    return cast("dict[str, Any]", next(lines)["answers"])


def test_materials_are_downloaded_and_never_shown_in_the_page(enter: Enter, office: Office) -> None:
    case = submit(office)
    clerk = enter(WINDOW)
    address = clerk.open(f"/desk/cases/{case}").tree.xpath("//a[contains(@href, '/materials/')]/@href")[0]

    answer = clerk.client.get(address)

    assert answer.content == matter_files("starter")["examples/materials/plan.pdf"]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert clerk.open(address[:-1] + ("0" if address[-1] != "0" else "1")).status == 404
    drawn = clerk.client.get(f"/desk/cases/{case}/process.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml") and "<svg" in drawn.text


def test_the_window_takes_an_application_down_for_somebody_who_calls(enter: Enter, office: Office) -> None:
    files = matter_files("only_child_certificate")
    office.publish(files)
    clerk = enter("qiao.window")
    assert clerk.open("/desk").tree.xpath("//a[@href='/desk/intake']")
    clerk.open("/desk/intake")
    assert "没有这个账号" in clerk.send({"applicant": "nobody.here"}).text("//*[@id='refusal']")
    assert clerk.page.status == 404
    clerk.send({"applicant": "yu.father"})
    assert "您正在代" in clerk.page.text("//main")
    played, _ = load_yaml(files["examples/clear_files_no_visit.yaml"].decode())
    answers = orjson.loads(files[f"examples/{played['answers']}"]) | played["change"]
    needed = office.drafts.get(clerk.page.path.rsplit("/", 1)[1], "qiao.window").matter.asked_of(answers)
    upload = [(f"file-{m.id}", (f"{m.id}.pdf", PLAN, "application/pdf")) for m in needed]

    clerk.send(flat(answers), button="op=review", files=upload, form="//form[@class='writing']")
    page = clerk.send(form="//form[contains(@action, '/submit')]")

    assert page.path.startswith("/desk/cases/"), page.text("//main")
    case = office.show_case(page.path.rsplit("/", 1)[1])
    assert case["applicant"] == "yu.father"
    assert "乔木" in page.text("//ol[@class='timeline']")
    assert not enter(WINDOW).open("/desk").tree.xpath("//a[@href='/desk/intake']")


def test_nobody_else_gets_in(enter: Enter, office: Office, stranger: Browser) -> None:
    case = law_firm_case(office, clock(office), "check_materials")
    task = task_of(office, case, "check_materials")
    shown = office.show_case(case)
    sha256, code = shown["materials"][0]["sha256"], shown["documents"][0]["code"]
    within = [
        f"/desk/cases/{case}", f"/desk/cases/{case}/process.svg", f"/desk/cases/{case}/materials/{sha256}",
        f"/desk/tasks/{task}", f"/desk/documents/{code}.pdf", f"/desk/documents/{code}/1.webp",
    ]  # fmt: skip

    for path in ("/desk", *within):
        assert enter(LIN).open(path).status == 403, path
        assert stranger.client.get(path, follow_redirects=False).headers["location"].startswith("/login"), path
    police = enter("pan.officer")
    assert {police.open(path).status for path in within} <= {403, 404}
    assert case not in police.open("/desk").text("//main")
    colleague = enter(EXAMINER)
    assert colleague.open(f"/desk/cases/{case}").status == 200
    assert colleague.open(f"/desk/tasks/{task}").status == 403


def test_the_desk_speaks_english(enter: Enter, office: Office) -> None:
    case = submit(office)
    clerk = enter(WINDOW)

    assert clerk.open("/desk?language=en").text("//h1") == "Tasks"
    assert "In time" in clerk.page.text("//table")
    assert "More actions" in clerk.open(f"/desk/cases/{case}").text("//main")
    assert accept(office, case)["status"]
