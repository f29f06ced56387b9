"""The pages of the three administrators, as a browser without scripts uses them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import timedelta

from engine.founding import STARTER, workflows_folder
from engine.office import Office
from engine.publishing import attend
from engine.workplace import FixedTime
from tests.browsing import PASSWORD, Browser, Page, browser
from tests.offices import HEAD, WINDOW, accept, submit
from web.admin import PAGES
from web.site import Site

FOLDER = workflows_folder() / STARTER
SYSTEM, SECURITY, AUDIT = "cheng.system", "fan.security", "lian.audit"


def enter(open_site: Site, account: str) -> Browser:
    open_site.office.access.set_password(account, PASSWORD)
    opened = browser(open_site)
    opened.log_in(account)
    return opened


def test_each_sees_their_pages_and_no_others(open_site: Site) -> None:
    for account in (SYSTEM, SECURITY, AUDIT, WINDOW):
        opened, roles = enter(open_site, account), open_site.office.place.account(account).roles
        for path, (_, whose) in PAGES.items():
            page = opened.open(path)
            assert page.status == (200 if whose & roles else 403), f"{account} at {path}"
        if account != WINDOW:
            places = opened.open("/admin").tree.xpath("//main//nav[1]//a/@href")
            assert set(places) >= {path for path, (_, whose) in PAGES.items() if whose & roles}


def test_a_role_is_granted_and_revoked_with_a_reason(open_site: Site, office: Office) -> None:
    admin = enter(open_site, SECURITY)
    admin.open("/admin/people?q=马小川")
    admin.open(admin.page.tree.xpath(f"//a[.='{WINDOW}']/@href")[0])

    page = admin.send({"role": "head_of_organ", "reason": ""}, action=f"/admin/people/{WINDOW}/grant")
    assert page.status == 422 and "请写明理由" in page.text("//*[@role='alert']")
    page = admin.send({"role": "head_of_organ", "reason": "示任〔2026〕3号"}, action=f"/admin/people/{WINDOW}/grant")
    assert "岗位已授予" in page.text("//*[@role='status']") and "示任〔2026〕3号" in page.text(
        "//ol[@class='timeline']"
    )
    page = admin.send({"role": "system_admin", "reason": "兼任"}, action=f"/admin/people/{WINDOW}/grant")
    assert page.status == 422 and "必须分设" in page.text("//*[@role='alert']")

    page = admin.send({"reason": "轮岗"}, action=f"/admin/people/{WINDOW}/revoke")

    assert "岗位已撤销" in page.text("//*[@role='status']")
    assert len(office.place.account(WINDOW).roles) == 1
    assert "由另一名安全管理员" in admin.open(f"/admin/people/{SECURITY}").text("//main")


def test_an_official_gets_an_account_and_a_first_password(open_site: Site) -> None:
    admin = enter(open_site, SECURITY)
    admin.open("/admin/people")
    given = {"account": "xin window", "person": "辛来", "organ": "city_approval", "reason": "新录用"}
    page = admin.send(given, action="/admin/people")
    assert page.status == 422 and page.tree.xpath("//input[@id='person']/@value") == ["辛来"]
    page = admin.send({**given, "account": "xin.window"}, action="/admin/people")
    assert page.path == "/admin/people/xin.window"

    word = admin.send(action="/admin/people/xin.window/password").text("//*[@role='status']//code")

    assert browser(open_site).log_in("xin.window", word).path == "/desk"


def test_who_is_logged_in_is_seen_and_logged_out(open_site: Site) -> None:
    clerk, admin = enter(open_site, WINDOW), enter(open_site, SECURITY)
    assert "马小川" in admin.open("/admin/sessions").text("//table")

    page = admin.send(action=f"/admin/people/{WINDOW}/sessions")

    assert page.path == "/admin/sessions" and "马小川" not in page.text("//table")
    assert clerk.open("/desk").path.startswith("/login")


def test_a_deputy_is_appointed_and_ended(open_site: Site) -> None:
    admin = enter(open_site, SECURITY)
    admin.open("/admin/deputies")
    days = {"first": "2026-03-02", "last": "2026-03-06"}
    page = admin.send({"absent": HEAD, "deputy": "chen.window", **days}, action="/admin/deputies")
    assert page.status == 422 and "同一机关" in page.text("//*[@role='alert']")
    page = admin.send({"absent": HEAD, "deputy": "song.deputy", **days, "last": "soon"}, action="/admin/deputies")
    assert page.status == 422
    page = admin.send({"absent": HEAD, "deputy": "song.deputy", **days}, action="/admin/deputies")
    assert "宋文" in page.text("//table")

    page = admin.send(form="//table//form")

    assert "代理已结束" in page.text("//*[@role='status']")


def test_seals_tell_what_they_sealed(open_site: Site, office: Office) -> None:
    case = submit(office)
    accept(office, case)
    admin = enter(open_site, SECURITY)

    page = admin.open("/admin/seals")
    used = page.tree.xpath("//li[contains(., '用印2次')]//a/@href | //li[contains(., '用印1次')]//a/@href")

    assert used and case in admin.open(used[0]).text("//table")
    assert admin.open("/admin/seals/nothing").status == 404


def test_a_year_organs_and_a_matter_are_changed_by_the_system_administrator(open_site: Site, clock: FixedTime) -> None:
    admin = enter(open_site, SYSTEM)
    admin.open("/admin/calendars")
    page = admin.send(action="/admin/calendars", files=[("file", ("2027.yaml", b"year: soon", "application/yaml"))])
    assert page.status == 422 and "日历文件不能使用" in page.text("//*[@role='alert']")
    admin.open("/admin/organs")
    page = admin.send(action="/admin/organs", files=[("file", ("organs.yaml", b"a: {name: x}", "application/yaml"))])
    assert page.status == 422 and "still has people" in page.text("//main")
    clock.set(clock() + timedelta(minutes=1))
    admin.open("/admin/matters")

    page = admin.send({"reason": "职权调整"}, action="/admin/matters/starter/retire")

    assert "已停止受理新申请" in page.text("//*[@role='status']") and "已停办" in page.text("//main")
    assert browser(open_site).open("/matters/starter").status == 404


def archive(files: Mapping[str, bytes], within: str = "") -> bytes:
    """These files as a .zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(f"{within}{name}", data)
    return buffer.getvalue()


def test_a_matter_is_checked_rehearsed_and_published_from_an_archive(
    open_site: Site, office: Office, clock: FixedTime
) -> None:
    clock.set(clock() + timedelta(minutes=1))
    files = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}
    files["matter.yaml"] = re.sub(rb"(?m)^version: .*$", b'version: "9.1"', files["matter.yaml"])
    admin = enter(open_site, SYSTEM)

    def send(data: bytes) -> Page:
        admin.open("/admin/matters")
        return admin.send(action="/admin/matters/publish", files=[("file", ("m.zip", data, "application/zip"))])

    def coming() -> str:
        return admin.open("/admin/matters").text("//section[@aria-labelledby='coming-title']//li[1]")

    attend(office)
    before = office.place.current_matter("starter").version
    page = send(archive(files, "events/"))
    assert "样例演练通过后即发布" in page.text("//*[@role='status']"), page.text("//main")
    assert office.worker.once() == 1 and "已演练1个" in coming()
    assert office.place.current_matter("starter").version == before
    while office.worker.once():
        pass
    assert "已发布" in coming()
    assert office.place.current_matter("starter").version == "9.1"
    assert office.show_ledger()[-1]["actor"] == SYSTEM
    assert submit(office)
    for broken, said in (
        (b"PK no zip", "压缩包不能使用"),
        (archive({"../matter.yaml": b"x"}), "leads out"),
        (archive({"readme.txt": b"x"}), "no matter.yaml"),
        (archive({**files, "matter.yaml": b"code: x"}), "定义有错误"),
        (archive({f"{number}.txt": b"" for number in range(600)}), "太大"),
    ):
        page = send(broken)
        assert page.status == 422 and said in page.text("//main"), page.text("//main")
    clock.set(clock() + timedelta(minutes=1))
    send(archive({**files, "matter.yaml": files["matter.yaml"].replace(b"9.1", b"9.2"), "examples/plain.json": b"{}"}))
    while office.worker.once():
        pass
    assert "没有发布" in coming() and "事项有一个示例" in coming(), coming()
    assert office.place.current_matter("starter").version == "9.1"


def test_a_job_that_was_set_aside_runs_again(open_site: Site, office: Office) -> None:
    office.worker.most_attempts, office.worker.do = 1, _fail
    submit(office)
    admin = enter(open_site, SYSTEM)
    assert "RuntimeError" in admin.open("/admin/jobs?dead=yes").text("//article")

    page = admin.send(form="//article//form")

    assert "已安排重新执行" in page.text("//*[@role='status']")
    assert admin.open("/admin/jobs?dead=yes").text("//article") == ""


def _fail(*_: object) -> list[str]:
    raise RuntimeError("the paper ran out")


def test_the_log_is_read_verified_and_exported(open_site: Site, office: Office) -> None:
    case = submit(office)
    admin = enter(open_site, AUDIT)
    assert admin.open("/admin").path == "/admin/log"
    assert "写入账号" in admin.page.text("//table") and "账号 " in admin.page.text("//table")
    assert WINDOW in admin.open(f"/admin/log?which=office&actor={WINDOW}").text("//table")
    assert "登录" in admin.open("/admin/log?which=access").text("//table")
    shown = admin.open(f"/admin/log/case?case={case}").text("//table")
    assert "提出申请" in shown and "法定行为 是" in shown and "bundle" not in shown and "文件摘要值：" in shown
    assert admin.open("/admin/log/case?case=nothing").status == 404
    admin.open("/admin/log")
    assert "没有发现改动" in admin.send(action="/admin/log/verify").text("//main")
    admin.open("/admin/log")

    page = admin.send(action="/admin/log/export")

    assert page.response.headers["content-type"] == "application/x-ndjson"
    assert len(page.response.text.splitlines()) == len(office.show_ledger())


def test_numbers_are_hidden_at_the_desk_and_shown_for_a_reason(open_site: Site, office: Office) -> None:
    case, number = submit(office), "19900000004"
    clerk = enter(open_site, WINDOW)
    page = clerk.open(f"/desk/cases/{case}")
    hidden = page.tree.xpath("//form[contains(@action, '/reveal')]")
    assert hidden and number not in page.response.text
    page = clerk.send({"reason": ""}, form="//form[contains(@action, '/reveal')]")
    assert page.status == 422 and number not in page.response.text

    page = clerk.send({"reason": "打电话核实"}, form="//form[contains(@action, '/reveal')]")

    assert number in page.response.text
    assert page.response.headers["cache-control"] == "no-store"
    assert "打电话核实" in enter(open_site, AUDIT).open("/admin/log?which=reveals").text("//table")


def test_whoever_only_looks_on_is_not_offered_a_number(open_site: Site, office: Office) -> None:
    case = submit(office)

    page = enter(open_site, "bai.auditor").open(f"/desk/cases/{case}")

    assert page.status == 200 and "19900000004" not in page.response.text
    assert not page.tree.xpath("//form[contains(@action, '/reveal')]")
