"""People outside the organs before a case that names them, and the codes they show each other, without scripts."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest

from engine.office import Office
from engine.rehearsal.systems import ToldSystems
from tests.browsing import PASSWORD, Browser, browser, quick, site
from tests.engine.test_showing import LOCKSMITHS
from tests.offices import Premises, accept, grant, matter_files, submit

LOCKSMITH, CLIENT, HOLDER = "shi.locksmith", "lin.partner", "sun.partner"


@pytest.fixture
def street(sqlite_premises: Premises) -> tuple[Office, str, dict[str, Browser]]:
    """An office on SQLite at nine in the evening, a case for a locksmith, and everybody's browser."""
    sqlite_premises.clock.set(datetime(2026, 5, 11, 13, 0, tzinfo=UTC))
    office = sqlite_premises.open()
    office.publish(matter_files("lock_opening"))
    office.place.systems = ToldSystems({"locksmiths": LOCKSMITHS})
    office.access = quick(office)
    of = site(office)
    people = {}
    for name in (LOCKSMITH, CLIENT, HOLDER):
        office.access.set_password(name, PASSWORD)
        people[name] = browser(of)
        people[name].log_in(name)
    answers = orjson.loads(matter_files("lock_opening")["examples/locked_out.json"])
    case = str(office.open_case("lock_opening", CLIENT, answers, [])["case"])
    return office, case, people | {"": browser(of)}


def test_a_locksmith_is_chosen_comes_and_is_known_by_his_code(
    street: tuple[Office, str, dict[str, Browser]],
) -> None:
    _, case, people = street
    client, smith = people[CLIENT], people[LOCKSMITH]

    client.open(f"/cases/{case}")
    client.open(_begins(client))
    offered = client.page.all("//label[@class='choice']")
    assert offered == ["示例市安心开锁服务部，石𬍤，上门开锁价格 120 元，约定到场 20 分钟"], "each with its price"
    client.send({"record_number": "示公锁备2024001"}, button="op=do")

    assert f"便民开锁服务 等您办理 请在2026年5月13日前办理 {case}" in smith.open("/cases").text()
    page = smith.open(f"/cases/{case}")
    assert CLIENT not in page.text() and "青年路" not in page.text(), "not before he has taken it"
    smith.open(_begins(smith))
    assert "入户门锁" in smith.page.text("//dl")
    smith.send(button="op=outcome:accept")
    assert smith.send(button="op=do").path == f"/cases/{case}"
    smith.open(_begins(smith))
    assert "青年路18号6单元602室" in smith.page.text("//dl")
    smith.send(button="op=outcome:arrived")
    smith.send(button="op=do")

    shown = smith.open(f"/cases/{case}/code")
    assert shown.tree.xpath("//*[@id='showing']//*[local-name()='svg']")
    assert shown.tree.xpath("//*[@id='showing']/@hx-trigger") == ["every 50s"]
    assert 'http-equiv="refresh"' in shown.response.text, "without scripts, too"
    address = shown.text("//*[@id='showing']//code").removeprefix("https://zw.example")
    page = client.open(address)
    assert page.path.startswith("/tasks/"), "who waits for this code comes to the step that takes it"
    assert "石𬍤" in page.text("//dl") and "确认：一致" in page.text()
    page = client.send(button="op=do")
    assert page.path == f"/cases/{case}" and "查验申请人" in page.text()

    again = people[""].open(address)
    assert "每个码只能核验一次" in again.text()
    assert "这个码已经核验过" in people[""].send(action=address).text()


def test_a_paper_is_shown_and_checked_by_somebody_without_an_account(
    street: tuple[Office, str, dict[str, Browser]],
) -> None:
    office, _, people = street
    case = submit(office)
    accept(office, case)
    grant(office, case)
    code = next(d["code"] for d in office.list_documents(case) if d["kind"] == "decision_grant")

    page = people[HOLDER].open(f"/cases/{case}")
    assert page.tree.xpath("//a[contains(text(), '亮证')]/@href") == [f"/documents/{code}/code"]
    address = people[HOLDER].open(f"/documents/{code}/code").text("//*[@id='showing']//code")
    stranger = people[""]
    stranger.open(address.removeprefix("https://zw.example"))
    seen = stranger.send(action=address.removeprefix("https://zw.example")).text("//main")

    assert "孙思远" in seen and "有效" in seen and "119901198001010055" not in seen
    assert people[CLIENT].open(f"/documents/{code}/code").status == 404
    assert stranger.open("/c/这不是码").status == 200, "it is told when it is checked"
    assert stranger.send(action="/c/这不是码").status == 422


def _begins(opened: Browser) -> str:
    """Where the step begins that waits for whoever looks at the case."""
    return str(opened.page.tree.xpath("//a[contains(text(), '开始办理')]/@href")[0])
