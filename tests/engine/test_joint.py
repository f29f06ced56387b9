"""Joint handling: one application, a parent case and its children, each decided by its own organ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest

from engine.acts import joint
from engine.acts.change import ChildNotGranted
from engine.acts.opening import ChildRefused
from engine.authority import NotYours
from engine.case import CaseUnknown
from engine.jobs import TakenOver, claim
from engine.office import Office, Upload
from engine.store import questions, queue
from engine.workplace import FixedTime
from tests.offices import Premises, contents, matter_files
from tests.processes import together

BAKER = "wen.baker"
FILES = matter_files("open_a_restaurant")
ANSWERS: dict[str, Any] = orjson.loads(FILES["examples/noodles.json"])
UPLOADS = [
    Upload(name, f"{name}.pdf", FILES[f"examples/materials/{name}.pdf"])
    for name in ("floor_plan", "premises_proof", "sign_drawing")
]
CLERKS = {"fire": ("qiu.window", "lei.head"), "food": ("tao.window", "feng.head"), "sign": ("ma.window", "yu.head")}


@pytest.fixture(autouse=True)
def published(office: Office) -> Iterator[None]:
    """The office publishes the parent and its children."""
    for code in ("shop_fire_check", "food_business_licence", "shop_sign_licence", "open_a_restaurant"):
        office.publish(matter_files(code))
    yield


@pytest.fixture
def parent(office: Office) -> str:
    """The number of a joint application that the window has accepted: its children are open."""
    number = str(office.open_case("open_a_restaurant", BAKER, ANSWERS, UPLOADS)["case"])
    office.complete_task(f"{number}/check_materials", "ma.window", "accept")
    return number


def children(office: Office, parent: str) -> dict[str, dict[str, Any]]:
    return {row["child"]: row for row in office.show_case(parent)["children"]}


def decide(office: Office, parent: str, name: str, act: str = "grant") -> None:
    window, head = CLERKS[name]
    number = children(office, parent)[name]["case"]
    office.complete_task(f"{number}/check_materials", window, "accept")
    said = {"facts": "情况属实。", **({"reason": "不符合条件。"} if act == "refuse" else {})}
    office.complete_task(f"{number}/decide", head, act, said)


def test_one_submission_opens_a_case_for_each_organ_and_shares_the_materials(office: Office, parent: str) -> None:
    found = children(office, parent)

    assert {name: row["organ"] for name, row in found.items()} == {
        "fire": "city_fire", "food": "city_market", "sign": "city_approval",
    }  # fmt: skip
    shown = office.show_case(found["sign"]["case"])
    assert shown["parent"] == parent
    assert shown["applicant"] == BAKER
    assert {f["name"]: f["value"] for f in shown["answers"][0]["fields"]}["words"] == "邻里面馆"
    (drawing,) = shown["materials"]
    mine = {m["material"]: m["sha256"] for m in office.show_case(parent)["materials"]}
    assert (drawing["material"], drawing["sha256"]) == ("drawing", mine["sign_drawing"])


def test_a_child_that_is_not_needed_is_not_opened(office: Office) -> None:
    plain = {name: value for name, value in ANSWERS.items() if name != "sign_words"} | {"sign": False}
    number = office.open_case("open_a_restaurant", BAKER, plain, UPLOADS[:2])["case"]
    office.complete_task(f"{number}/check_materials", "ma.window", "accept")

    assert set(children(office, number)) == {"fire", "food"}


def test_the_parent_goes_on_when_the_last_child_has_come_out(office: Office, parent: str) -> None:
    for name in ("sign", "fire"):
        decide(office, parent, name)
        assert office.show_case(parent)["tasks"] == []
    decide(office, parent, "food")

    shown = office.show_case(parent)

    assert [task["step"] for task in shown["tasks"]] == ["conclude"]
    entries = [e for e in shown["history"] if e["act"] == "child_came_out"]
    assert [(e["child"], e["outcome"]) for e in entries] == [(name, "granted") for name in ("sign", "fire", "food")]


def test_children_decided_at_the_same_moment_let_the_parent_go_on_once(
    premises: Premises, office: Office, parent: str
) -> None:
    others = [premises.open() for _ in CLERKS]

    together([lambda o=o, n=n: decide(o, parent, n) for o, n in zip(others, CLERKS, strict=True)])  # type: ignore[misc]
    office.worker.once()

    shown = office.show_case(parent)
    assert [task["step"] for task in shown["tasks"]] == ["conclude"]
    assert sum(e["act"] == "all_granted" for e in shown["history"]) == 1
    assert office.verify_record().intact


def test_a_parent_is_not_granted_without_a_child_it_requires(office: Office, parent: str) -> None:
    for name in CLERKS:
        decide(office, parent, name, "refuse" if name == "fire" else "grant")
    (task,) = office.show_case(parent)["tasks"]
    assert task["step"] == "decline"

    case, matter = joint.read_case(office.place, parent)
    change = joint.Change(office.place, case, matter, office.place.now())
    with pytest.raises(ChildNotGranted, match="营业前消防安全检查 \\(refused\\)") as refused:
        change.perform("grant", {})

    assert refused.value.status == 409


def test_a_child_withdrawn_is_heard_of_by_its_parent(office: Office, parent: str) -> None:
    decide(office, parent, "food")
    decide(office, parent, "sign")

    office.act_on_case(children(office, parent)["fire"]["case"], BAKER, "withdraw")

    assert children(office, parent)["fire"]["outcome"] == "withdrawn"
    assert [task["step"] for task in office.show_case(parent)["tasks"]] == ["decline"]


def test_a_parent_withdrawn_ends_what_is_undecided_and_leaves_what_is_decided(office: Office, parent: str) -> None:
    decide(office, parent, "food")

    office.act_on_case(parent, BAKER, "withdraw", {"reason": "另选店址"})

    found = children(office, parent)
    assert {name: row["outcome"] for name, row in found.items()} == {
        "fire": "withdrawn", "food": "granted", "sign": "withdrawn",
    }  # fmt: skip
    ended = office.show_case(found["fire"]["case"])
    assert ended["tasks"] == []
    assert next(e for e in ended["history"] if e["act"] == "withdraw")["parent"] == parent
    assert office.differing_cases() == []


def test_what_a_child_lacks_refuses_the_whole_application(office: Office) -> None:
    before = contents(office.place.database)

    with pytest.raises(ChildRefused, match="户外招牌设置许可: FORM-INVALID"):
        office.open_case("open_a_restaurant", BAKER, {**ANSWERS, "sign_words": "面" * 50}, UPLOADS)

    assert contents(office.place.database) == before


def test_opening_again_after_a_crash_opens_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch, clock: FixedTime
) -> None:
    number = str(office.open_case("open_a_restaurant", BAKER, ANSWERS, UPLOADS)["case"])
    opened: list[str] = []
    real: Callable[..., Any] = joint.open_child

    def crashing(*args: Any, **more: Any) -> Any:
        if len(opened) == 2:
            raise OSError("the machine stopped")
        opened.append(more["under"].part)
        return real(*args, **more)

    monkeypatch.setattr(joint, "open_child", crashing)
    office.complete_task(f"{number}/check_materials", "ma.window", "accept")
    assert opened == ["fire", "food"]
    monkeypatch.setattr(joint, "open_child", real)
    clock.set(clock().replace(hour=12))
    office.worker.once()

    assert set(children(office, number)) == {"fire", "food", "sign"}
    assert office.verify_record().intact


def test_a_parent_withdrawn_before_its_children_opened_opens_none(
    office: Office, premises: Premises, clock: FixedTime
) -> None:
    number = str(office.open_case("open_a_restaurant", BAKER, ANSWERS, UPLOADS)["case"])
    office.worker.do = lambda *_: []  # a worker that takes jobs and dies
    office.complete_task(f"{number}/check_materials", "ma.window", "accept")
    other = premises.open()
    with other.place.database.reading() as connection:
        row = questions.case(connection, number)
        assert row is not None
        waiting = [r["id"] for r in queue.jobs_of(connection, row["organ"], row["id"])]
    opening = next(id for id in waiting if "children" not in id and "acceptance" not in id)
    clock.set(clock() + timedelta(minutes=1))
    job = claim(other.place.database, opening, clock(), 30)
    assert job is not None
    other.act_on_case(number, BAKER, "withdraw", {"reason": "另选店址"})

    with pytest.raises(TakenOver):
        joint.open_children(other.place, job)

    assert children(other, number) == {}


def test_each_sees_the_cases_that_are_theirs(office: Office, parent: str) -> None:
    found = children(office, parent)

    assert office.show_case(found["fire"]["case"], "lei.head")["case"]
    with pytest.raises(CaseUnknown):
        office.show_case(parent, "lei.head")
    with pytest.raises(CaseUnknown):
        office.show_case(found["food"]["case"], "lei.head")
    assert len(office.show_case(parent, BAKER)["children"]) == 3


def test_only_the_head_of_the_government_extends_the_joint_limit(office: Office, parent: str) -> None:
    asked = {"days": 15, "reason": "须整改后复查"}

    with pytest.raises(NotYours):
        office.act_on_case(parent, "yu.head", "extend", asked)
    office.act_on_case(parent, "gao.mayor", "extend", asked)

    (clock,) = (c for c in office.show_case(parent)["clocks"] if c["name"] == "joint")
    assert clock["explanation"].startswith("自2026年3月2日受理之次日起计45个工作日，经批准延长15个工作日")
