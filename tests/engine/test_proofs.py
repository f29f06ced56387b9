"""The register of needless proofs: what it holds, who feeds it, and which matters it refuses."""

from __future__ import annotations

import pytest

from engine.matter.proofs import ProofsRefused, entry_of, has_basis, holding, read_proofs
from engine.matter.reader import MatterRefused
from engine.office import Office
from engine.proofs import register, shipped
from engine.terms import Instead
from engine.workplace import FixedTime
from tests.offices import accept, contents, matter_files, submit

SPONSOR = {"proof": "赞助单位资信证明", "instead": "cancelled", "facts": "投诉属实，索要没有依据。"}
FIELDS = """"properties": {
      "proof": {"x-labels": {"zh": "证明", "en": "proof"}, "type": "string", "maxLength": 60},
      "instead": {"x-labels": {"zh": "替代", "en": "instead"}, "type": "string", "oneOf": [
        {"const": "cancelled", "x-labels": {"zh": "取消", "en": "cancelled"}},
        {"const": "kept", "x-labels": {"zh": "保留", "en": "kept"}}]},"""


def clearing() -> dict[str, bytes]:
    """The small matter, whose decision enters a proof into the register."""
    files = dict(matter_files("starter"))
    files["matter.yaml"] = files["matter.yaml"].replace(
        b"forms: form.json", b"forms: form.json\nclears_proofs: {act: grant, proof: proof, instead: instead}"
    )
    form = files["form.json"].decode()
    place = form.index('"properties": {', form.index('"decide": {'))
    files["form.json"] = (form[:place] + form[place:].replace('"properties": {', FIELDS, 1)).encode()
    return files


def asking(title: str, source: str = "公共场地条例第九条") -> dict[str, bytes]:
    """The small matter with another material."""
    files = dict(matter_files("starter"))
    text = files["matter.yaml"].decode().replace("zh: 活动方案", f"zh: {title}")
    files["matter.yaml"] = text.replace("示例市公共场地管理办法第九条（虚构）", source).encode()
    return files


def test_every_shipped_entry_says_what_stands_in_its_place_and_why() -> None:
    assert len(shipped()) >= 10
    assert all(proof.source and proof.name and proof.since for proof in shipped())
    assert {proof.instead for proof in shipped()} >= {Instead.CANCELLED, Instead.SHARED, Instead.PROMISED}


@pytest.mark.parametrize("title", ["户籍证明", "户籍证明（原件）", "申请人的户籍 证明", "法定代表人户籍证明 (copy)"])
def test_a_matter_that_asks_for_a_needless_proof_is_not_published(office: Office, title: str) -> None:
    before = contents(office.place.database)

    with pytest.raises(MatterRefused) as refused:
        office.publish(asking(title))

    assert [finding.code for finding in refused.value.findings if finding.severity == "error"] == ["LAW-PROOF-NEEDLESS"]
    assert contents(office.place.database) == before


@pytest.mark.parametrize(
    ("source", "basis"),
    [
        ("律师法第十七条", True),
        ("《中华人民共和国律师法》第十七条", True),
        ("住房公积金管理条例第二十五条", True),
        ("国务院令第716号第七条", True),
        ("民法典第二百零三条", True),
        ("律师事务所管理办法第三十二条", False),
        ("地方办理程序规定", False),
        ("", False),
    ],
)
def test_a_basis_is_a_law_a_regulation_or_a_decision_of_the_state_council(source: str, basis: bool) -> None:
    assert has_basis(source) is basis


def test_an_entry_by_hand_binds_what_is_published_from_now_on(office: Office, clock: FixedTime) -> None:
    clock.set(clock().replace(minute=31))
    office.publish(asking("赞助单位资信证明"))
    office.put_needless_proof("资信证明", "cancelled", "优化营商环境条例第四十四条")

    with pytest.raises(MatterRefused, match="asks for"):
        office.publish(asking("主办单位资信证明"))
    assert [row["asked_by"] for row in office.needless_proofs() if row["name"] == "资信证明"] == [["starter"]]

    clock.set(clock().replace(minute=32))
    office.put_needless_proof("资信证明", "kept", "反洗钱法第三十条")
    office.publish(asking("主办单位资信证明"))


def test_a_case_feeds_the_register_with_its_decision(office: Office, clock: FixedTime) -> None:
    clock.set(clock().replace(minute=31))
    office.publish(clearing())
    case = submit(office)
    accept(office, case)

    shown = office.complete_task(f"{case}/decide", "yu.head", "grant", SPONSOR)

    (own,) = [proof for proof in register(office.place) if proof not in shipped()]
    assert (own.name, own.instead, own.source) == ("赞助单位资信证明", Instead.CANCELLED, case)
    granted = next(entry for entry in office.case_history(shown["id"]) if entry["act"] == "grant")
    assert granted["cleared"] == {"proof": "赞助单位资信证明", "instead": "cancelled"}


def test_a_decision_that_says_nothing_in_its_place_enters_nothing(office: Office, clock: FixedTime) -> None:
    clock.set(clock().replace(minute=31))
    office.publish(clearing())
    case = submit(office)
    accept(office, case)
    before = contents(office.place.database)

    with pytest.raises(ProofsRefused):
        office.complete_task(f"{case}/decide", "yu.head", "grant", {**SPONSOR, "instead": None})

    assert contents(office.place.database) == before


@pytest.mark.parametrize(
    ("name", "instead", "source"),
    [("", "cancelled", "x"), ("（原件）", "cancelled", "x"), ("证" * 61, "cancelled", "x"), ("甲证明", "gone", "x"),
     ("甲证明", "cancelled", " "), ("甲\n证明", "cancelled", "x")],
)  # fmt: skip
def test_an_entry_that_says_too_little_is_refused(name: str, instead: str, source: str) -> None:
    with pytest.raises(ProofsRefused):
        entry_of(name, instead, "2026-03-02", source)


def test_the_newest_entry_that_holds_counts() -> None:
    rows = b"""- {name: A, instead: cancelled, since: 2020-01-01, source: x}
- {name: A, instead: kept, since: 2026-01-01, source: y}
"""
    register = read_proofs(rows, "x.yaml")

    assert [p.instead for p in holding(register, "2025-12-31").values()] == [Instead.CANCELLED]
    assert [p.instead for p in holding(register, "2026-01-01").values()] == [Instead.KEPT]
    assert holding(register, "2019-12-31") == {}


@pytest.mark.parametrize("row", ["{name: A}", "{name: A, instead: gone, since: 2020-01-01, source: x}", "A", "{"])
def test_a_slip_in_the_register_is_told_by_its_line(row: str) -> None:
    with pytest.raises(ProofsRefused, match="line"):
        read_proofs(f"- {row}".encode(), "x.yaml")
