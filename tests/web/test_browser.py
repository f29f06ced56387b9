"""The applicant's way in a real browser, on a telephone's window: with scripts, without them, and when things go wrong.

axe-core looks at every page on the way: WCAG 2.2 AA, no findings. The seven failures that an audit of a site like this
found are looked for by name: what is saved, uploaded or wrong is announced, errors take the focus, inputs have labels.
"""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine import onetime
from engine.office import Office
from engine.workplace import FixedTime
from tests.browsing import PASSWORD, flat, quick
from tests.offices import APPLICANT, HEAD, WINDOW, accept, application, grant, law_firm_case, matter_files
from web.app import create_app
from web.pace import ALLOWED, Pace
from web.site import Site

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEAL = "city_justice.licence"
PHONE = {"width": 390, "height": 844}
PLAN = {
    "name": "plan.pdf",
    "mimeType": "application/pdf",
    "buffer": matter_files("starter")["examples/materials/plan.pdf"],
}


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """Where the pages of the office are served."""
    office.access = quick(office)
    for account in (APPLICANT, "lin.partner", "chen.window"):
        office.access.set_password(account, PASSWORD)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    found = f"http://127.0.0.1:{listener.getsockname()[1]}"
    site = Site(office, found, pace=Pace(dict.fromkeys(ALLOWED, "100000/minute")))
    server = uvicorn.Server(uvicorn.Config(create_app(site), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield found
    server.should_exit = True
    thread.join(timeout=10)


@dataclass
class Visitor:
    """A person at the pages, and what the browser said against them."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def log_in(self, account: str) -> None:
        self.page.goto("/login")
        self.page.fill("#account", account)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def examine(self) -> list[str]:
        """What axe-core finds on the page, shown whole: what sticks to the window's edge else covers some of it."""
        before = self.page.viewport_size
        assert before is not None
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": before["width"], "height": max(height, before["height"])})
        self.page.evaluate(AXE)
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        self.page.set_viewport_size(before)
        return [f"{v['id']}: {n['html'][:160]}" for v in found["violations"] for n in v["nodes"]]


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """Opens browsers before the pages; none may have complained in the end."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def opened(**options: Any) -> Visitor:
        context = chromium.new_context(base_url=address, locale="zh-CN", viewport=PHONE, **options)
        contexts.append(context)
        visitor = Visitor(context.new_page())
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on(
            "console",
            lambda said: visitor.complaints.append(said.text) if "Content Security Policy" in said.text else None,
        )
        visitors.append(visitor)
        return visitor

    yield opened
    for context in contexts:
        context.close()
    assert [c for v in visitors for c in v.complaints] == []


def fill(page: Page, answers: dict[str, str], scripts: bool = True) -> None:
    """Answer every question of the page as a person does. Without scripts a question that depends on another comes
    when the page is saved."""
    for name, value in answers.items():
        input = page.locator(f"[name='{name}']:not([type=hidden])").first
        if not scripts and not input.count():
            page.get_by_role("button", name="暂存").click()
        kind = input.evaluate("e => e.tagName + ' ' + e.type")
        if "radio" in kind:
            page.check(f"[name='{name}'][value='{value}']")
        elif "checkbox" in kind:
            input.check()
        elif "SELECT" in kind:
            input.select_option(value)
        else:
            input.fill(value)


def begin(page: Page) -> None:
    """Begin an application for the small matter."""
    page.goto("/matters/starter")
    page.get_by_role("button", name="在线申请").click()
    expect(page.locator("form.writing")).to_be_visible()


def test_the_site_may_be_put_on_a_telephone_and_keeps_no_case_there(
    visit: Callable[..., Visitor], office: Office
) -> None:
    case = str(office.open_case("starter", APPLICANT, *application())["case"])
    visitor = visit()
    page, context = visitor.page, visitor.page.context
    visitor.log_in(APPLICANT)
    browser = context.new_cdp_session(page)
    assert browser.send("Page.getAppManifest")["errors"] == []
    hindered = [error["errorId"] for error in browser.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert hindered == ["in-incognito"], "nothing but that the browser of a test keeps nothing"
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"/cases/{case}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    context.set_offline(True)
    page.goto(f"/cases/{case}")

    expect(page.get_by_role("heading", level=1)).to_have_text("没有网络连接")
    assert case not in page.content() and page.locator(".card").count() == 2, "with its style, and nothing of a case"
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderStyle") == "solid"
    kept = page.evaluate("caches.open('offline').then(c => c.keys()).then(all => all.map(k => k.url))")
    assert sorted(urlsplit(url).path for url in kept) == ["/offline", "/static/sealflow.css"]
    context.set_offline(False)
    page.goto(f"/cases/{case}")
    expect(page.get_by_text(case).first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_one_applies_from_a_telephone(visit: Callable[..., Visitor], office: Office, scripts: bool) -> None:
    visitor = visit(java_script_enabled=scripts)
    page = visitor.page
    visitor.log_in(APPLICANT)
    begin(page)

    fill(page, flat(application()[0]), scripts)
    page.set_input_files("#file-plan", [PLAN])
    if scripts:
        expect(page.locator("#material-list .files")).to_contain_text("plan.pdf")
        expect(page.locator("#saving")).to_contain_text("已自动保存")
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提交前请核对")
    page.get_by_role("button", name="提交申请").click()

    expect(page.get_by_role("heading", name="申请已收到")).to_be_visible()
    (case,) = office.list_cases(APPLICANT)
    expect(page.locator(".big-number")).to_have_text(case["case"])
    with page.expect_download() as download:
        page.get_by_role("link", name="下载接收凭证").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_no_page_of_the_applicants_way_has_a_finding(visit: Callable[..., Visitor], office: Office, clock: Any) -> None:
    decided = str(office.open_case("starter", APPLICANT, *application())["case"])
    accept(office, decided, WINDOW)
    grant(office, decided, HEAD)
    clock.set(clock())
    correcting = law_firm_case(office, clock, "correct", "corrected_then_granted")
    code = office.list_documents(decided)[-1]["code"].replace("-", "")
    own = office.presenting.own_papers(decided, APPLICANT).pop()
    visitor, lin = visit(bypass_csp=True), visit(bypass_csp=True)
    page, found = visitor.page, {}

    def look(who: Visitor, name: str) -> None:
        if problems := who.examine():
            found[name] = problems

    for path in ("/", "/?q=x", "/matters/law_firm_establish", "/decisions", "/verify", f"/v/{code}", "/v/0000", "/help",
                 "/accessibility", "/nowhere", "/login", "/which?way=0", "/statistics", "/complaints", "/api",
                 "/offline"):  # fmt: skip
        page.goto(path)
        look(visitor, path)
    visitor.log_in(APPLICANT)
    look(visitor, "/cases")
    for path in (f"/cases/{decided}", f"/cases/{decided}/rating", "/account", "/account/mail", "/promises",
                 "/authorisations", f"/documents/{own}/authorise", "/?language=en&size=large"):  # fmt: skip
        page.goto(path)
        look(visitor, path)
    page.goto("/?language=zh&size=plain")
    begin(page)
    look(visitor, "form")
    page.get_by_role("button", name="下一步：核对").click()
    look(visitor, "form with errors")
    fill(page, flat(application()[0]))
    page.set_input_files("#file-plan", [PLAN])
    expect(page.locator("#material-list .files")).to_contain_text("plan.pdf")
    page.get_by_role("button", name="下一步：核对").click()
    look(visitor, "review")
    lin.log_in("lin.partner")
    lin.page.goto(f"/cases/{correcting}")
    look(lin, "case to correct")
    lin.page.get_by_role("button", name="开始办理").click()
    look(lin, "correction")
    lin.page.goto("/matters/law_firm_establish")
    lin.page.get_by_role("button", name="在线申请").click()
    look(lin, "long form")

    assert found == {}


def test_no_page_of_the_administrators_has_a_finding(visit: Callable[..., Visitor], office: Office) -> None:
    for account in ("cheng.system", "fan.security", "lian.audit"):
        office.access.set_password(account, PASSWORD)
    case = law_firm_case(office, cast("FixedTime", office.place.now), "check_materials")
    visitor = visit(bypass_csp=True)
    page, found = visitor.page, {}

    def look(*paths: str) -> None:
        for path in paths:
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if problems := visitor.examine() + (["sideways"] if wide else []):
                found[path] = problems

    for account, own in (
        ("cheng.system", ("organs", "calendars", "matters", "jobs", "retention")),
        ("fan.security", ("people", "people/he.examiner", "deputies", "sessions", "seals", f"seals/{SEAL}")),
        ("lian.audit", ("log", "log?which=access", f"log/case?case={case}")),
        ("chen.window", ()),
    ):
        page.context.clear_cookies()
        visitor.log_in(account)
        look(*(f"/admin/{path}" for path in own))
    look(f"/desk/cases/{case}", "/desk/columns", "/desk/copies")
    office.urge(f"{case}/check_materials", "lin.partner")  # marks it as changed in the list and at the case
    look("/desk", f"/desk/cases/{case}")
    page.goto("/desk")
    page.fill("#for", "林知")
    page.click(".desk-find button")
    found |= {"found": problems} if (problems := visitor.examine()) else {}
    look("/account/second-factor")
    page.get_by_role("button", name="开始启用").click()
    found |= {"enrolling": problems} if (problems := visitor.examine()) else {}
    secret = base64.b32decode(page.locator("code.key").inner_text().replace(" ", ""))
    page.fill("#code", onetime.code(secret, onetime.step_of(office.now())))
    page.get_by_role("button", name="确认启用").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请保存恢复码")
    found |= {"codes": problems} if (problems := visitor.examine()) else {}
    look("/account/second-factor")
    page.context.clear_cookies()
    page.goto("/login")
    page.fill("#account", "chen.window")
    page.fill("#password", PASSWORD)
    page.click("main button")
    found |= {"code": problems} if (problems := visitor.examine()) else {}

    assert found == {}


def test_errors_take_the_focus_and_lead_to_their_inputs(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.log_in(APPLICANT)
    begin(page)

    page.get_by_role("button", name="下一步：核对").click()

    summary = page.get_by_role("alert").filter(has=page.locator("h2"))
    expect(summary).to_be_focused()
    link = summary.get_by_role("link").first
    target = str(link.get_attribute("href"))
    link.click()
    expect(page.locator(target)).to_be_focused()


def test_a_lost_connection_is_told_and_nothing_is_lost(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.log_in(APPLICANT)
    begin(page)
    name = page.locator("form.writing input[type=text]").first
    page.route("**/write", lambda route: route.abort())

    name.fill("网断了也不丢")
    expect(page.locator("#trouble[role=alert]")).to_contain_text("没有保存成功")
    page.unroute("**/write")
    page.get_by_role("button", name="重试").click()

    expect(page.locator("#saving[role=status]")).to_contain_text("已自动保存")
    expect(page.locator("#trouble")).to_be_empty()
    page.reload()
    expect(page.locator("form.writing input[type=text]").first).to_have_value("网断了也不丢")


def test_an_ended_login_is_told_and_what_was_written_stays(visit: Callable[..., Visitor], office: Office) -> None:
    visitor = visit()
    page = visitor.page
    visitor.log_in(APPLICANT)
    begin(page)
    office.access.log_out_everywhere(APPLICANT)
    name = page.locator("form.writing input[type=text]").first

    name.fill("还在页面上")

    expect(page.locator("#trouble")).to_contain_text("登录已过期")
    again = page.context.new_page()
    Visitor(again).log_in(APPLICANT)
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#saving")).to_contain_text("已自动保存")
    expect(name).to_have_value("还在页面上")


def test_an_upload_is_announced_and_a_refused_file_is_told_at_once(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.log_in(APPLICANT)
    begin(page)

    page.set_input_files("#file-plan", [{**PLAN, "name": "scan.pdf", "buffer": b"MZ no document"}])
    expect(page.locator("#trouble[role=alert]")).to_contain_text("文件没有收下: scan.pdf")

    page.set_input_files("#file-plan", [PLAN])
    expect(page.locator("#saving[role=status]")).to_contain_text("文件已收到: plan.pdf")
    expect(page.get_by_role("button", name="移除文件plan.pdf")).to_be_visible()


def test_a_question_comes_in_without_touching_what_is_typed(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.page
    visitor.log_in(APPLICANT)
    page.goto("/matters/law_firm_establish")
    page.get_by_role("button", name="在线申请").click()
    page.fill("[name=address]", "示例市示例区求真路66号")

    page.check("[name=premises][value=住宅]")

    expect(page.locator("input[type=checkbox][name=neighbours_consent]")).to_be_visible()
    expect(page.locator("#saving")).to_contain_text("页面上增加了问题")
    expect(page.locator("[name=address]")).to_have_value("示例市示例区求真路66号")
    page.check("[name=premises][value=商用]")
    expect(page.locator("[name=neighbours_consent]")).to_have_count(0)


def test_pressing_twice_hands_in_once(visit: Callable[..., Visitor], office: Office) -> None:
    visitor = visit()
    page = visitor.page
    visitor.log_in(APPLICANT)
    begin(page)
    fill(page, flat(application()[0]))
    page.set_input_files("#file-plan", [PLAN])
    expect(page.locator("#material-list .files")).to_contain_text("plan.pdf")
    page.get_by_role("button", name="下一步：核对").click()

    page.get_by_role("button", name="提交申请").dblclick()

    expect(page.get_by_role("heading", name="申请已收到")).to_be_visible()
    page.go_back()  # the page to look over asks again, and is led to the case
    expect(page.get_by_role("heading", name="申请已收到")).to_be_visible()
    assert len(office.list_cases(APPLICANT)) == 1


def test_a_genuine_file_is_known_without_being_sent(visit: Callable[..., Visitor], office: Office) -> None:
    case = str(office.open_case("starter", APPLICANT, *application())["case"])
    document = office.list_documents(case)[0]
    data = office.place.vault.get(document["sha256"])
    visitor = visit()
    page, sent = visitor.page, []
    page.on("request", lambda request: sent.append(request.method))
    page.goto("/verify")

    page.set_input_files("#file", [{"name": "x.pdf", "mimeType": "application/pdf", "buffer": data}])

    expect(page.get_by_role("heading", level=1)).to_have_text("有效")
    expect(page.get_by_text("逐字节一致")).to_be_visible()
    assert set(sent) == {"GET"}
    page.goto("/verify")
    page.set_input_files("#file", [{"name": "x.pdf", "mimeType": "application/pdf", "buffer": data + b"\n"}])
    expect(page.locator("#compared")).to_contain_text("登记簿里没有与它完全一致的文件")


@pytest.mark.parametrize("path", ["/", "/matters/law_firm_establish", "/verify", "/decisions", "/login", "/help"])
def test_a_page_fits_the_smallest_window_in_large_type(visit: Callable[..., Visitor], path: str) -> None:
    """WCAG 2.2 §1.4.10: nothing has to be scrolled sideways at 320 pixels."""
    page = visit().page
    page.set_viewport_size({"width": 320, "height": 640})

    page.goto(f"{path}?size=large")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_board_has_no_finding_and_draws_its_charts_within_the_policy(
    visit: Callable[..., Visitor], office: Office, clock: Any
) -> None:
    law_firm_case(office, clock, "decide")
    office.access.set_password("wei.supervisor", PASSWORD)
    visitor, found = visit(), {}
    page = visitor.page
    page.goto("/login")
    page.fill("#account", "wei.supervisor")
    page.fill("#password", PASSWORD)
    page.click("main button")

    page.goto("/board/figures?from=2026-01&to=2026-06")
    expect(page.locator(".chart svg").first).to_be_visible()
    assert page.locator(".chart").count() == 3  # nothing came out yet: no days, no shares
    labels = [chart.get_attribute("aria-label") for chart in page.locator(".chart[role=img]").all()]
    assert labels[:2] == ["从收件到结果", "按月份：收件、办结"]
    for path in ("", "/cases", "/calendar", "/load", "/figures", "/irregular", "/ratings"):
        page.goto(f"/board{path}")
        if problems := visitor.examine():
            found[path] = problems

    assert found == {}


def test_figures_stand_in_tables_where_no_script_draws_them(
    visit: Callable[..., Visitor], office: Office, clock: Any
) -> None:
    submitted = str(office.open_case("starter", APPLICANT, *application())["case"])
    accept(office, submitted, WINDOW)
    page = visit(java_script_enabled=False).page

    page.goto("/statistics")

    expect(page.locator("table[data-chart] tbody tr")).to_have_count(1)
    assert page.locator(".chart").count() == 0


def test_a_clerk_decides_at_a_telephones_width(visit: Callable[..., Visitor], office: Office) -> None:
    law_firm_case(office, office.place.now, "check_materials")  # type: ignore[arg-type]
    visitor = visit()
    page = visitor.page
    visitor.log_in("chen.window")
    assert visitor.examine() == []
    page.click("td .button.primary")
    page.click(".verbs > summary")
    assert visitor.examine() == []
    page.click("section .button.primary")
    page.get_by_role("button", name="补正告知").click()
    expect(page.locator("[name='point:address:problem']")).to_be_hidden()
    page.check("[name=point][value=address]")
    expect(page.locator("[name='point:address:problem']")).to_be_visible()
    page.get_by_role("button", name="确认：补正告知").click()
    expect(page.locator("#summary")).to_be_focused()
    assert visitor.examine() == []
    page.get_by_role("button", name="受理", exact=True).click()
    page.get_by_role("button", name="预览文书").last.click()
    expect(page.locator("#preview img")).to_be_visible()
    assert visitor.examine() == []
    page.get_by_role("button", name="确认：受理").click()
    expect(page.get_by_role("status")).to_contain_text("已办理：受理")


def test_a_clerk_works_by_keys_alone(visit: Callable[..., Visitor], office: Office) -> None:
    cases = {law_firm_case(office, office.place.now, "check_materials") for _ in range(2)}  # type: ignore[arg-type]
    visitor = visit()
    page = visitor.page
    page.goto("/login")
    for name, typed in (("account", "chen.window"), ("password", PASSWORD)):
        tab_to(page, f"document.activeElement.id === '{name}'")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")

    page.keyboard.press("?")
    expect(page.locator("#desk-keys")).to_have_attribute("open", "")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    assert page.locator("[name=tasks]:checked").count() == 2
    assert visitor.examine() == []
    tab_to(page, "document.activeElement.value === 'claim' && document.activeElement.name === 'verb'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/batches/**")
    office.worker.once()
    expect(page.get_by_role("status")).to_contain_text("已经办完：共2件，办成2件", timeout=10_000)
    assert visitor.examine() == []

    page.goto("/desk")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/desk/cases/**")
    tab_to(page, "document.activeElement.matches('section .button.primary')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/tasks/**")
    tab_to(page, "document.activeElement.value === 'outcome:accept'")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.value === 'do'")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已办理：受理")
    assert sorted(office.show_case(case)["status"] for case in cases) == ["accepted", "submitted"]


def test_the_keys_of_a_list_can_be_switched_off(visit: Callable[..., Visitor], office: Office) -> None:
    law_firm_case(office, office.place.now, "check_materials")  # type: ignore[arg-type]
    visitor = visit()
    page = visitor.page
    visitor.log_in("chen.window")
    page.click("#desk-keys > summary")
    page.uncheck("#keys-on")

    page.goto("/desk")
    page.keyboard.press("j")
    page.keyboard.press("x")

    assert page.locator("[name=tasks]:checked").count() == 0


def tab_to(page: Page, there: str) -> None:
    """Press the tabulator until the focus is where the expression of JavaScript holds."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(there):
            return
    raise AssertionError(f"the tabulator does not lead to where {there}")
