"""Figures for everybody: they add up, they name nobody, and what is not asked for any more is said."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from engine.matter.reader import MatterRefused
from engine.office import Office
from engine.publicity import FEWEST
from engine.rehearsal.systems import ToldSystems
from tests.browsing import Browser
from tests.offices import APPLICANT, accept, grant, matter_files, submit

COMPLAINT = "proof_complaint"
KINSHIP: dict[str, Any] = orjson.loads(matter_files(COMPLAINT)["examples/kinship.json"])
FINDINGS = {"result": "不属实", "findings": "经核实没有索要。", "contact": "0000-55500110"}
PRIVATE = ("孙思远", "王若川", "19900000004", KINSHIP["unit"], KINSHIP["proof"], KINSHIP["affair"], KINSHIP["detail"])


@pytest.fixture
def complaints(office: Office) -> list[str]:
    """Three complaints: one just made, one taken up, one turned away."""
    office.place.systems = ToldSystems({"population": {"outcome": "match"}})
    office.publish(matter_files(COMPLAINT))
    made = [str(office.open_case(COMPLAINT, by, KINSHIP)["case"]) for by in (APPLICANT, "wang.partner", APPLICANT)]
    office.complete_task(f"{made[1]}/triage", "su.admin", "accept")
    office.complete_task(f"{made[2]}/triage", "su.admin", "turn_away", {"reason": "不属于证明事项清理的范围。"})
    return made


def tiles(browser: Browser) -> dict[str, int]:
    """The figures at the head of the page."""
    found = browser.page.tree.xpath("//*[contains(@class, 'tile ')]")
    return {one.xpath("string(.//span)"): int(one.xpath("string(.//b)")) for one in found}


def test_complaints_are_counted_whole_and_listed_by_how_far_they_have_come(
    stranger: Browser, complaints: list[str]
) -> None:
    page = stranger.open("/complaints")

    assert tiles(stranger) == {"收到": 3, "办结": 0, "办理中": 1, "其他": 2}
    listed = page.tree.xpath("(//table)[1]/tbody/tr")
    assert len(listed) == 3
    assert page.all("(//table)[1]/tbody/tr[1]/td")[:4] == ["2026年3月", "示例市示例区", "亲属关系", "奇葩证明"]
    for group, count in (("closed", 0), ("being_handled", 1), ("others", 2)):
        grouped = stranger.open(f"/complaints?group={group}")
        assert len(grouped.tree.xpath("//table[.//th[text()='办理情况']]/tbody/tr")) == count
    assert "不予受理 1" in page.text("//main") and "已提交 1" in page.text("//main")


def test_a_public_list_names_nobody_and_quotes_nothing(stranger: Browser, complaints: list[str]) -> None:
    for path in ("/complaints", "/complaints?group=others", "/statistics"):
        shown = stranger.open(path).response.text
        assert not [private for private in (*PRIVATE, *complaints) if private in shown]


def test_a_published_answer_names_no_complainant(stranger: Browser, office: Office, complaints: list[str]) -> None:
    steps: list[tuple[str, str, str, dict[str, Any] | None]] = [
        ("send_down", "hong.admin", "dispatch", None), ("sign_for", "yao.local", "dispatch", {"handler": "police"}),
        ("handle_police", "kong.unit", "reply", FINDINGS),
        ("check_reply", "yao.local", "agree", None), ("review", "hong.admin", "answer", None),
    ]  # fmt: skip
    for step, by, act, answers in steps:
        office.complete_task(f"{complaints[1]}/{step}", by, act, answers)
    office.worker.once()

    page = stranger.open("/complaints?group=closed")
    reply = page.tree.xpath("//td/a[starts-with(@href, '/decisions/')]/@href")[0]

    assert "王" not in stranger.open("/decisions").text("//tbody")
    assert "投诉人的身份信息依法不予公开" in stranger.open(reply).text("//main")
    assert "王若川" not in stranger.page.response.text


def test_proofs_asked_for_no_more_are_listed_with_what_stands_in_their_place(stranger: Browser, office: Office) -> None:
    office.put_needless_proof("健在证明（示例）", "cancelled", "示例市证明事项清理决定第三条")
    office.put_needless_proof("旧证（示例）", "cancelled", "20260302-7Q4KM2XD")
    office.put_needless_proof("产权证明（示例）", "kept", "不动产登记暂行条例第十六条")

    page = stranger.open("/complaints")

    row = page.tree.xpath("//table//tr[th[text()='健在证明（示例）']]")[0]
    assert "示例市证明事项清理决定第三条" in row.text_content()
    assert "产权证明（示例）" not in page.response.text
    assert "20260302-7Q4KM2XD" not in page.response.text and "投诉查实" in page.text("//tr[th[text()='旧证（示例）']]")


def test_a_list_of_free_words_is_not_published(office: Office) -> None:
    files = dict(matter_files(COMPLAINT))
    files["matter.yaml"] = files["matter.yaml"].replace(b"[region, category, problem]", b"[region, unit]")

    with pytest.raises(MatterRefused, match="unit holds free words"):
        office.publish(files)


def test_statistics_add_up_and_tell_a_usual_time_only_of_enough_cases(stranger: Browser, office: Office) -> None:
    for _ in range(FEWEST):
        case = submit(office)
        accept(office, case)
        grant(office, case)
    submit(office)
    office.worker.once()

    page = stranger.open("/statistics")

    assert tiles(stranger) == {"收到": FEWEST + 1, "办结": FEWEST, "办理中": 0, "其他": 1}
    (row,) = page.tree.xpath("//table[@data-chart]/tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
    assert cells == ["6", "5", "0", "1", "0个工作日", "0个工作日"]
    assert "收到＝办结＋办理中＋其他" in page.text("//details[@class='how']")
