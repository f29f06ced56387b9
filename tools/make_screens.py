"""Take pictures of the pages into `docs/screens`: `python -m tools.make_screens [--office FOLDER]`.

Each page at 1280 and at 390 pixels, over a demonstration office: the one in the folder, or a new one. Look at every
picture: what one would not show is to be mended, not left out.
"""

from __future__ import annotations

import argparse
import base64
import io
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from engine import onetime
from engine.assembly import open_office
from engine.config import read_settings
from engine.office import Office
from engine.showcase import adapted, furnished, shared_password
from engine.terms import Status
from web.app import create_app
from web.pace import ALLOWED, Pace
from web.site import Site

SCREENS = Path(__file__).resolve().parent.parent / "docs" / "screens"
WIDTHS = {1280: 860, 390: 844}
HIGHEST = 6_000
FIRM = "law_firm_establish"
LIN, TRAINEE = "lin.partner", "shu.trainee"


@contextmanager
def serving(office: Office) -> Iterator[str]:
    """The address at which the pages of the office are served meanwhile."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    site = Site(office, address, pace=Pace(dict.fromkeys(ALLOWED, "100000/minute")))
    server = uvicorn.Server(uvicorn.Config(create_app(site), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield address
    server.should_exit = True
    thread.join()


def take(page: Page, name: str, width: int) -> None:
    """Keep a picture of the whole page."""
    page.wait_for_load_state("networkidle")
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    # As high as the page is: what sticks to the window's edge would else lie across its middle.
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    shot = page.screenshot(full_page=True)
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    with Image.open(io.BytesIO(shot)) as image:
        # A picture that nobody scrolls through: what is further down is more of the same.
        top = image.crop((0, 0, image.width, min(image.height, HIGHEST)))
        top.convert("RGB").save(SCREENS / f"{name}-{width}.webp", quality=80, method=5)
    print(f"{name:<22} {width:>5}{'   has to be scrolled sideways' if sideways > 0 else ''}", flush=True)


def _case(office: Office, status: Status, matter: str = FIRM) -> str:
    """One of the applicant's cases in this status, the newest."""
    return next(str(c["case"]) for c in office.list_cases(LIN) if c["status"] == status and c["matter"] == matter)


def visit(page: Page, office: Office, password: str, width: int) -> None:
    """Go through the pages as the public and as an applicant."""
    decided, correcting = _case(office, Status.DELIVERED), _case(office, Status.CORRECTING)
    code = next(d["code"] for d in office.list_documents(decided) if d["style"] == "certificate").replace("-", "")

    def show(name: str, path: str) -> None:
        page.goto(path)
        take(page, name, width)

    show("home", "/")
    show("search", "/?q=kailvsuo")
    show("guide", f"/matters/{FIRM}")
    show("decisions", "/decisions")
    show("verify", "/verify")
    show("verdict", f"/v/{code}")
    show("not-found", "/v/0000000000000000")
    show("help", "/help")
    show("which", "/which?way=0.0")
    show("statistics", "/statistics")
    show("complaints", "/complaints")
    show("api", "/api")
    show("offline", "/offline")
    show("login", "/login")
    page.fill("#account", LIN)
    page.fill("#password", password)
    page.click("main button")
    show("cases", "/cases")
    show("case-decided", f"/cases/{decided}")
    show("case-in-hand", f"/cases/{_case(office, Status.SUSPENDED)}")
    show("rating", f"/cases/{office.list_cases(LIN)[-1]['case']}/rating")
    show("case-correct", f"/cases/{correcting}")
    page.get_by_role("button", name="开始办理").click()
    take(page, "correction", width)
    page.goto(f"/matters/{FIRM}")
    page.get_by_role("button", name="在线申请").click()
    page.fill("[name=name]", "示例求真律师事务所")
    page.check("[name=premises][value=住宅]")
    page.wait_for_selector("[name=neighbours_consent][type=checkbox]")
    take(page, "form", width)
    page.get_by_role("button", name="下一步：核对").click()
    take(page, "form-errors", width)
    show("account", "/account")
    show("mails", "/account/mail")
    show("english-large", "/?language=en&size=large")
    page.goto("/?language=zh&size=plain")


def at_desk(page: Page, office: Office, password: str, width: int) -> None:
    """Go through the pages as officials: the window, an examiner, a head who has nothing to do."""

    def enter(account: str) -> None:
        page.goto("/login")
        page.fill("#account", account)
        page.fill("#password", password)
        page.click("main button")

    def leave() -> None:
        page.goto("/account")
        page.get_by_role("button", name="退出", exact=True).click()

    enter("chen.window")
    take(page, "desk", width)
    page.fill("#for", "林知")
    page.click(".desk-find button")
    take(page, "desk-found", width)
    page.goto("/desk/columns")
    take(page, "desk-columns", width)
    page.goto("/desk")
    page.click("td .button.primary")
    take(page, "desk-case", width)
    page.click("section .button.primary")
    page.get_by_role("button", name="补正告知").click()
    page.check("[name=point][value=address]")
    take(page, "desk-correction", width)
    page.get_by_role("button", name="受理", exact=True).click()
    page.get_by_role("button", name="预览文书").last.click()
    page.wait_for_selector("#preview")
    take(page, "desk-preview", width)
    leave()
    enter("shen.reviewer")
    page.click("td .button.primary")
    page.click(".verbs > summary")
    take(page, "desk-verbs", width)
    leave()
    enter("qin.head")
    take(page, "desk-empty", width)
    leave()
    enter("chen.window")
    page.click("[data-tick]")
    page.click("#desk-keys > summary")
    page.click("#batch [value=claim]")
    take(page, "desk-batch", width)
    leave()


def enter_as(page: Page, password: str, account: str) -> None:
    """Log in anew as somebody else."""
    page.context.clear_cookies()
    page.goto("/login")
    page.fill("#account", account)
    page.fill("#password", password)
    page.click("main button")


def administering(page: Page, office: Office, password: str, width: int) -> None:
    """Go through the pages of the three administrators, and set a second factor up."""

    def show(name: str, path: str) -> None:
        page.goto(path)
        take(page, name, width)

    enter_as(page, password, "cheng.system")
    for name in ("organs", "calendars", "matters", "jobs", "retention"):
        show(f"admin-{name}", f"/admin/{name}")
    enter_as(page, password, "fan.security")
    for name in ("people", "deputies", "seals", "sessions"):
        show(f"admin-{name}", f"/admin/{name}")
    show("admin-person", "/admin/people/he.examiner")
    show("admin-seal", "/admin/seals/city_justice.licence")
    enter_as(page, password, "lian.audit")
    show("admin-log", "/admin/log?which=office")
    page.get_by_role("button", name="核验全部记录").click()
    take(page, "admin-log-verified", width)
    enter_as(page, password, "chen.window")
    page.click("td .button.primary")
    page.locator(".reveal > summary").first.click()
    page.locator(".reveal input[name=reason]").first.fill("核对身份证原件")
    take(page, "desk-reveal", width)
    show("second-factor", "/account/second-factor")
    page.get_by_role("button", name="开始启用").click()
    take(page, "second-factor-code", width)
    secret = base64.b32decode(page.locator("code.key").inner_text().replace(" ", ""))
    page.fill("#code", onetime.code(secret, onetime.step_of(office.now())))
    page.get_by_role("button", name="确认启用").click()
    take(page, "second-factor-recovery", width)
    enter_as(page, password, "chen.window")
    take(page, "login-code", width)
    office.access.reset_second_factor("chen.window")


def on_the_board(page: Page, office: Office, password: str, width: int) -> None:
    """Go through the pages as a supervisor."""
    page.goto("/login")
    page.fill("#account", "wei.supervisor")
    page.fill("#password", password)
    page.click("main button")
    for name in ("", "cases", "calendar", "load", "figures", "irregular", "ratings"):
        page.goto(f"/board/{name}".rstrip("/"))
        take(page, f"board-{name}".rstrip("-"), width)
    page.goto("/board/cases?what=received")
    take(page, "board-behind", width)
    page.goto("/board/cases?light=red")
    page.get_by_text("改派或报请督办").first.click()
    for asked in page.locator("#direct-1 > details > summary").all():
        asked.click()
    take(page, "board-directing", width)


def promising(page: Page, office: Office, password: str, width: int) -> None:
    """Go through what an applicant has promised, and lets organs read."""

    def show(name: str, path: str) -> None:
        page.goto(path)
        take(page, name, width)

    enter_as(page, password, TRAINEE)
    (owed,) = (one for one in office.promises_made(TRAINEE) if one["owed"])
    show("cases-owed", "/cases")
    show("promises", "/promises")
    show("promise", f"/cases/{owed['case']}/promises/{owed['commitment']}")
    page.goto(f"/cases/{owed['case']}")
    page.get_by_text("向办理机关询问").click()
    page.fill("#ask-text", "无犯罪记录证明可以用电子版吗？我的电话是19900000031。")
    page.get_by_role("button", name="发出").click()
    take(page, "case-asked", width)
    enter_as(page, password, "chen.window")
    page.goto(f"/desk/cases/{owed['case']}")
    take(page, "desk-asked", width)
    enter_as(page, password, LIN)
    own = (
        paper["code"] for one in office.list_cases(LIN) for paper in office.list_documents(one["case"])
        if paper["kind"] != "receipt" and paper["code"] in office.presenting.own_papers(one["case"], LIN)
    )  # fmt: skip
    show("authorise", f"/documents/{next(own)}/authorise")
    page.select_option("#organ", "city_approval")
    page.fill("#purpose", "办理银行开户")
    page.fill("#until", f"{office.now().year}-12-31")
    page.click("main button.primary")
    take(page, "authorisations", width)
    page.locator("button.danger").first.click()


WALKS = {
    "visit": visit, "promising": promising, "desk": at_desk, "board": on_the_board, "administration": administering
}  # fmt: skip
"""The ways through the pages, by name."""


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description="take pictures of the pages")
    parser.add_argument("--office", type=Path, help="folder of a demonstration office; default: a new one")
    parser.add_argument("--walk", choices=WALKS, action="append", help="go only this way; may be repeated")
    asked = parser.parse_args()
    home = asked.office or Path(tempfile.mkdtemp(prefix="sealflow-screens-"))
    settings = adapted(replace(read_settings({}), home=home))
    for part in furnished(settings):
        print(f"{part.what:<22} {part.detail.en}") if part.what != "matter" else None
    office = open_office(settings)
    SCREENS.mkdir(parents=True, exist_ok=True)
    with serving(office) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for width, height in WIDTHS.items():
            context = browser.new_context(
                base_url=address, locale="zh-CN", viewport={"width": width, "height": height}, reduced_motion="reduce"
            )
            for go_through in (WALKS[name] for name in asked.walk or WALKS):
                go_through(context.new_page(), office, shared_password(settings), width)
                context.clear_cookies()
            context.close()
        browser.close()
    if asked.office is None:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
