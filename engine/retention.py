"""What is kept for how long, on which ground, and what is erased when its time is over.

The table is what the pages show and what the worker does. What belongs to a case stays with its dossier.
Sources: 个人信息保护法 arts. 19, 47; 网络安全法 art. 23; 行政许可法 art. 61; 档案法.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from engine.case import instant, moment
from engine.ledger import OFFICE
from engine.store import administration, desk, paces
from engine.store.database import Connection
from engine.terms import Titled
from engine.workplace import Workplace

ERASE = "erase"
"""The act of the office's ledger: so many things were erased, since their time was over."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept."""

    what: Titled
    how_long: Titled
    ground: Titled
    name: str = ""
    after: timedelta | None = None
    """How long after it was last touched it is erased; None: it is never."""
    erase: Callable[[Connection, str], int] | None = None
    """Erases what was last touched before an instant; how many."""


def _erase_paces(connection: Connection, before: str) -> int:
    return paces.erase(connection, int(moment(before).timestamp()))


DRAFTS_LAST = timedelta(days=90)
"""How long a draft is kept after it was last saved."""
UNUSED_FILES_LAST = timedelta(days=30)
"""How long a file to which nothing refers is kept after it was last handed over."""
_RECORD = Titled("档案法第三十七条；记录只追加", "Archives Law art. 37; the record is append-only")
KEPT = (
    Kept(
        Titled("办件：申请、材料、意见、文书、办理经过", "cases: answers, files, opinions, papers, history"),
        Titled("永久，随案卷归档", "for good, with the dossier"), _RECORD,
    ),
    Kept(
        Titled("日志：办理、下载、登录、授权、查看号码", "the log: acts, downloads, logins, rights, numbers shown"),
        Titled("永久，不可更改", "for good, unchangeable"),
        Titled("网络安全法第二十三条：不少于六个月", "Cybersecurity Law art. 23: six months at least"),
    ),
    Kept(
        Titled("事项的历次版本", "every version of the matters"), Titled("永久", "for good"),
        Titled("行政许可法第三十条：办件适用受理时的版本", "Administrative Licensing Law art. 30: cases keep theirs"),
    ),
    Kept(
        Titled("账号：姓名、证件号码、手机", "accounts: names, identity numbers, telephones"),
        Titled("账号存续期间", "while the account exists"),
        Titled("个人信息保护法第十三条第一款第三项", "Personal Information Protection Law art. 13(1)3"),
    ),
    Kept(
        Titled("没有提交的草稿", "drafts that were not handed in"),
        Titled("最后一次保存后90天", "90 days after they were last saved"),
        Titled("个人信息保护法第十九条：最短时间", "Personal Information Protection Law art. 19: the shortest time"),
        "drafts", DRAFTS_LAST, administration.erase_drafts,
    ),
    Kept(
        Titled("不再被引用的文件（如已清除草稿的附件）", "files nothing refers to, as those of erased drafts"),
        Titled("最后一次上传30天以后，至迟再过十一天", "30 days after they were last handed over, 41 at most"),
        Titled("个人信息保护法第十九条：最短时间", "Personal Information Protection Law art. 19: the shortest time"),
    ),
    Kept(
        Titled("登录会话及其网络地址", "sessions with their network addresses"),
        Titled("结束后一天", "a day after they end"),
        Titled("个人信息保护法第十九条：最短时间", "Personal Information Protection Law art. 19: the shortest time"),
        "sessions", timedelta(days=1), administration.erase_sessions,
    ),
    Kept(
        Titled("工作人员何时看过哪件", "when officials looked at which case"),
        Titled("最后一次查看后180天", "180 days after they last looked"),
        Titled("个人信息保护法第十九条：最短时间", "Personal Information Protection Law art. 19: the shortest time"),
        "looks", timedelta(days=180), desk.erase_looks,
    ),
    Kept(
        Titled("频次计数（网络地址的摘要）", "how often something was asked (digests of addresses)"),
        Titled("一天", "a day"),
        Titled("个人信息保护法第十九条：最短时间", "Personal Information Protection Law art. 19: the shortest time"),
        "paces", timedelta(days=1), _erase_paces,
    ),
)  # fmt: skip
"""Everything the office keeps."""


def erase(place: Workplace) -> dict[str, int]:
    """Erase what has had its time; how many of each kind. What was erased is told in the office's ledger."""
    now, counts = place.now(), {}
    with place.database.writing() as connection:
        for kept in KEPT:
            if kept.erase is not None and kept.after is not None:
                counts[kept.name] = kept.erase(connection, instant(now - kept.after))
        # Sessions come and go every day; that a draft went is what somebody may ask about.
        if counts["drafts"]:
            OFFICE.write(connection, now, "system", ERASE, what="drafts", count=counts["drafts"])
    return counts
