"""Fill an office of its own with invented complaints: `python -m tools.load_complaints FOLDER [--count 1394]`.

Everybody complains, takes up, sends down, replies and answers through the same door as ever, on invented days of 2026.
The same count always gives the same complaints. 1,394 of them come out as the founding report tells of the platform:
1,239 closed, 99 being handled; and the 56 it does not explain are shown by what became of them.
"""

from __future__ import annotations

import argparse
import heapq
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine.assembly import open_office
from engine.authority import Account
from engine.config import Settings
from engine.formats import check_sign_of_id
from engine.founding import found, matter_folder
from engine.matter.folder import read_folder
from engine.office import Office
from engine.rehearsal.systems import ToldSystems
from engine.workplace import FixedTime

MATTER = "proof_complaint"
REPORTED = {
    "settled": 1180, "answered": 59,
    "accepted": 12, "dispatched": 61, "replied": 21, "reopened": 5,
    "submitted": 14, "turned_away": 23, "merged": 12, "withdrawn": 7,
}  # fmt: skip
"""What becomes of how many: the first two rows are the report's 1,239 and 99, the last explains the remaining 56."""
_IN_HAND = ("answered", "accepted", "dispatched", "replied", "reopened", "submitted")
_BEGIN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_LONG_AGO, _LATELY = timedelta(days=230), timedelta(days=9)
"""How long complaints that are over kept coming, and how long those in hand have."""
_ADMINS = ("su.admin", "hong.admin", "ye.admin")
_UNITS = {"police": "kong.unit", "hall": "mei.unit", "justice": "dong.unit"}
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_PROOFS: tuple[tuple[str, str, str, str, str], ...] = (
    ("亲属关系", "我妈是我妈的证明", "户口登记项目变更", "公安分局派出所", "police"),
    ("亲属关系", "兄弟姐妹关系证明", "存款继承", "示例银行网点", "justice"),
    ("社保", "未参加社会保险证明", "困难补助申请", "街道办事处", "justice"),
    ("身份", "曾用名证明", "不动产登记", "不动产登记窗口", "hall"),
    ("户口", "户口簿丢失的社区证明", "补领户口簿", "公安分局派出所", "police"),
    ("医保", "未在外地报销的证明", "医疗费用报销", "医疗保障窗口", "hall"),
    ("婚育状况", "未婚证明", "住房贷款", "示例银行网点", "justice"),
    ("无犯罪记录", "无犯罪记录证明", "律师执业申请", "司法局窗口", "justice"),
    ("死亡", "死亡时间证明", "户口注销", "公安分局派出所", "police"),
    ("居住", "居住满一年的社区证明", "子女入学", "教育部门窗口", "hall"),
    ("财产", "名下无房证明", "公共租赁住房申请", "住房保障窗口", "hall"),
    ("其他", "健在证明", "养老金领取", "社会保险窗口", "hall"),
)
_PROBLEMS = ("奇葩证明", "循环证明", "重复证明", "擅自增加", "已取消仍索要", "无法开具")
_RESULTS = ("取消证明", "改为告知承诺", "改为部门核查", "依法保留并说明", "不属实")


def plan(count: int) -> dict[str, int]:
    """What becomes of how many of so many, in the proportions of the report; of 1,394 exactly its figures."""
    whole = sum(REPORTED.values())
    shares = {fate: divmod(count * wanted, whole) for fate, wanted in REPORTED.items()}
    planned = {fate: full for fate, (full, _) in shares.items()}
    for fate, _ in sorted(shares.items(), key=lambda item: -item[1][1])[: count - sum(planned.values())]:
        planned[fate] += 1
    return planned


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint before it is made: who, of what, when, and what becomes of it."""

    number: int
    by: Account
    answers: Mapping[str, Any]
    handler: str
    at: datetime
    fate: str


def complaints(count: int) -> list[Complaint]:
    """So many invented complaints, in the order in which they are made."""
    chance = random.Random(count)
    over = [fate for fate, wanted in plan(count).items() if fate not in _IN_HAND for _ in range(wanted)]
    in_hand = [fate for fate, wanted in plan(count).items() if fate in _IN_HAND for _ in range(wanted)]
    chance.shuffle(over)
    chance.shuffle(in_hand)
    # What is merged comes late: it needs one before it that says the same.
    over.sort(key=lambda fate: fate == "merged")
    begin = _BEGIN + _LONG_AGO + timedelta(days=20)
    ages = sorted(chance.random() * _LONG_AGO for _ in over)
    recent = sorted(begin + chance.random() * _LATELY for _ in in_hand)
    times = [*(_BEGIN + age for age in ages), *recent]
    return [
        _complaint(n, at, fate, chance) for n, (at, fate) in enumerate(zip(times, [*over, *in_hand], strict=True), 1)
    ]


def _complaint(number: int, at: datetime, fate: str, chance: random.Random) -> Complaint:
    category, proof, affair, unit, handler = chance.choice(_PROOFS)
    body = f"119901{1950 + number % 55}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    person = Account(
        f"complainant.{number:04}",
        f"{chance.choice(_SURNAMES)}某{number}",
        id_kind="居民身份证",
        id_number=body + check_sign_of_id(body),
        phone=f"1990002{number:04}",
    )
    answers = {
        "mobile": person.phone,
        "region": chance.choice(("示例市示例区", "示例市样本区")),
        "unit": f"示例市{unit}",
        "affair": affair,
        "proof": proof,
        "category": category,
        "problem": chance.choice(_PROBLEMS),
        "detail": f"办理{affair}时，窗口要求提供{proof}，没有单位可以开具，已经往返多次。",
        "publicity": chance.random() < 0.4,
    }
    return Complaint(number, person, answers, handler, at, fate)


class Loading:
    """Lets every complaint happen in its time."""

    def __init__(self, office: Office, clock: FixedTime) -> None:
        self._office, self._clock = office, clock
        self._cases: dict[int, str] = {}
        self._chance = random.Random(0)

    def load(self, made: list[Complaint]) -> None:
        """All of them, deed by deed in the order of time, and what time brings about between."""
        lives = {one.number: self._life(one) for one in made}
        waiting = [(one.at, one.number) for one in made]
        heapq.heapify(waiting)
        today = waiting[0][0].date()
        while waiting:
            at, number = heapq.heappop(waiting)
            self._clock.set(max(at, self._clock()))
            if at.date() > today:
                today = at.date()
                self._office.worker.once()
            after = next(lives[number], None)
            if after is not None:
                heapq.heappush(waiting, (self._clock() + after, number))
        self._office.worker.once()

    def _life(self, one: Complaint) -> Iterator[timedelta]:
        """The deeds of one complaint; between them, how long it waits."""
        self._cases[one.number] = str(self._office.open_case(MATTER, one.by.name, one.answers)["case"])
        triaging, reviewing = self._chance.sample(_ADMINS, 2)
        if one.fate == "withdrawn":
            yield self._days(0.2)
            self._office.act_on_case(self._cases[one.number], one.by.name, "withdraw", {"reason": "已经办成"})
        if one.fate in ("withdrawn", "submitted"):
            return
        yield self._days(0.3)
        if one.fate == "turned_away":
            return self._do(one, "triage", triaging, "turn_away", {"reason": "不属于证明事项，请向有权机关反映"})
        if one.fate == "merged":
            return self._do(one, "triage", triaging, "merge", {"into": self._like(one)})
        self._do(one, "triage", triaging, "accept")
        if one.fate == "accepted":
            return
        yield self._days(0.2)
        self._do(one, "send_down", triaging, "dispatch")
        yield self._days(0.5)
        self._do(one, "sign_for", "yao.local", "dispatch", {"handler": one.handler})
        if one.fate == "dispatched":
            return
        yield self._days(4)
        self._do(one, f"handle_{one.handler}", _UNITS[one.handler], "reply", self._reply(one))
        yield self._days(0.3)
        self._do(one, "check_reply", "yao.local", "agree")
        if one.fate == "replied":
            return
        yield self._days(1)
        self._do(one, "review", reviewing, "answer")
        if one.fate == "answered" or (one.number % 3 == 0 and one.fate == "settled"):
            return  # nobody rates: after ten days it is settled by itself
        yield self._days(2)
        if one.fate == "reopened":
            answers = {"satisfaction": "不满意", "reason": "窗口仍在索要，请再核实"}
            return self._do(one, "rate", one.by.name, "reopen", answers)
        self._do(one, "rate", one.by.name, "settle", {"satisfaction": "满意" if one.number % 5 else "基本满意"})

    def _do(self, one: Complaint, step: str, by: str, act: str, answers: Mapping[str, Any] | None = None) -> None:
        self._office.complete_task(f"{self._cases[one.number]}/{step}", by, act, answers)

    def _like(self, one: Complaint) -> str:
        """A complaint before it that says the same, or the first."""
        shown = self._office.show_case(self._cases[one.number], _ADMINS[0])
        handled = [row["case"] for row in shown["alike"] if row["status"] not in ("merged", "turned_away", "withdrawn")]
        return (
            str(handled[0])
            if handled
            else next(
                case
                for case in self._cases.values()
                if self._office.show_case(case)["status"] in ("settled", "answered")
            )
        )

    def _reply(self, one: Complaint) -> dict[str, Any]:
        result = self._chance.choice(_RESULTS)
        said: dict[str, Any] = {
            "result": result,
            "findings": "已经核对窗口告知单和办事指南。",
            "contact": "0000-55500100",
        }
        if result == "依法保留并说明":
            said["basis"] = "有关法律、行政法规的规定"
        elif result != "不属实":
            said |= {"measures": "修改办事指南，不再索要。", "done_by": "2026-12-31"}
        return said

    def _days(self, about: float) -> timedelta:
        return timedelta(days=about * (0.5 + self._chance.random()))


def load(office: Office, clock: FixedTime, count: int, say: Callable[[str], object] = print) -> dict[str, Any]:
    """So many complaints are in the office; the public figures."""
    made = complaints(count)
    office.place.systems = ToldSystems({"population": {"outcome": "match"}})
    office.publish(read_folder(matter_folder(MATTER)))
    office.add_accounts([one.by for one in made])
    say(f"{count} complaints by {count} people, from {made[0].at.date()} on")
    Loading(office, clock).load(made)
    return office.public_figures(MATTER)


def main() -> None:
    """Make the office in the folder and load it."""
    parser = argparse.ArgumentParser(description="load invented complaints into an office of their own")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=sum(REPORTED.values()))
    asked = parser.parse_args()
    clock = FixedTime(_BEGIN)
    settings = Settings(home=asked.folder)
    for part in found(settings, now=clock, matters=False):
        print(f"made    {part.what}")
    figures = load(open_office(settings, now=clock), clock, asked.count)
    print(f"received {figures['received']}, closed {figures['closed']}, being handled {figures['being_handled']}")
    print(f"others   {figures['others']}: " + ", ".join(f"{k} {v}" for k, v in figures["others_by_status"].items()))


if __name__ == "__main__":
    main()
