"""The words of the law as the engine uses them: statuses, acts, outcomes, units, and the glossary they come from.

Knows what each word is called in Chinese and in English and where it stands in the law. Knows nothing of when an act
is open (`engine.lifecycle`) or how days are counted (`engine.workdays`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Self

from engine.errors import Refusal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Titled:
    """What something is called, in Chinese and in English."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """The title in that language."""
        return self.zh if language == "zh" else self.en

    @classmethod
    def of(cls, titles: Mapping[str, Any]) -> Self:
        """From the `{zh: …, en: …}` of a definition file."""
        return cls(str(titles["zh"]), str(titles["en"]))


class Word(StrEnum):
    """A word kept in files and columns as itself, which also knows its titles."""

    titled: Titled

    def __new__(cls, word: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, word)
        member._value_ = word
        member.titled = Titled(zh, en)
        return member


class Status(Word):
    """How far a case has come in law. It follows from the acts done, never from the diagram."""

    SUBMITTED = "submitted", "已提交", "submitted"
    CORRECTING = "correcting", "待补正", "waiting for correction"
    ACCEPTED = "accepted", "已受理", "accepted"
    SUSPENDED = "suspended", "特别程序中", "suspended"
    FORWARDED = "forwarded", "已报送", "forwarded"
    GRANTED = "granted", "准予许可", "granted"
    REFUSED = "refused", "不予许可", "refused"
    ISSUED = "issued", "已出具", "issued"
    DECLINED = "declined", "不予出具", "declined"
    DELIVERED = "delivered", "已送达", "delivered"
    TURNED_AWAY = "turned_away", "不予受理", "turned away"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    LAPSED = "lapsed", "逾期未补正", "lapsed"


CLOSED = frozenset({Status.DELIVERED, Status.TURNED_AWAY, Status.WITHDRAWN, Status.LAPSED})
"""Nothing more happens to a case in one of these."""

DECIDED = frozenset({Status.GRANTED, Status.REFUSED, Status.ISSUED, Status.DECLINED})
"""The organ has decided; what remains is to deliver the decision."""


class Outcome(Word):
    """How a case came out: what statistics count and the applicant is told."""

    GRANTED = "granted", "准予许可", "granted"
    REFUSED = "refused", "不予许可", "refused"
    ISSUED = "issued", "已出具", "issued"
    DECLINED = "declined", "不予出具", "declined"
    TURNED_AWAY = "turned_away", "不予受理", "turned away"
    WITHDRAWN = "withdrawn", "申请人撤回", "withdrawn by the applicant"
    LAPSED = "lapsed", "逾期未补正视为撤回", "lapsed without correction"


class ActName(Word):
    """The legal acts on a case. When each is open stands in `engine.lifecycle`."""

    SUBMIT = "submit", "提出申请", "submit"
    ACCEPT = "accept", "受理", "accept"
    TURN_AWAY = "turn_away", "不予受理", "turn away"
    ASK_CORRECTION = "ask_correction", "补正告知", "ask for correction"
    CORRECT = "correct", "补正", "correct"
    LAPSE = "lapse", "逾期未补正视为撤回", "lapse"
    WITHDRAW = "withdraw", "撤回申请", "withdraw"
    SUSPEND = "suspend", "启动特别程序", "suspend"
    RESUME = "resume", "结束特别程序", "resume"
    EXTEND = "extend", "延长期限", "extend"
    FORWARD = "forward", "报送", "forward"
    GRANT = "grant", "准予许可", "grant"
    REFUSE = "refuse", "不予许可", "refuse"
    ISSUE = "issue", "出具", "issue"
    DECLINE = "decline", "不予出具", "decline"
    DELIVER = "deliver", "送达", "deliver"


CLOSING_ACTS = frozenset({ActName.TURN_AWAY, ActName.LAPSE, ActName.WITHDRAW, ActName.DELIVER})
"""After one of these the case is closed and every clock of it has ended."""


DECISIONS = frozenset({ActName.GRANT, ActName.REFUSE, ActName.ISSUE, ActName.DECLINE})
"""The organ decides the case."""


BETWEEN_ORGANS = frozenset({ActName.FORWARD})
"""Acts by which organs deal with each other; a paper made after them is theirs unless the matter says otherwise."""


REVOKE = "revoke"
"""An act on a paper and not on the case: its organ takes it back. Papers may be made after it."""


class Audience(Word):
    """Who may read a paper or an entry of a case; the organs' officials may read what the applicant may."""

    APPLICANT = "applicant", "申请人", "the applicant"
    ORGANS = "organs", "办理机关", "officials of the organs that take part"


class Irregular(Word):
    """What an official can do against the law and the office does not prevent: it is done, marked, and lights red."""

    SECOND_CORRECTION = "second_correction", "再次要求补正", "asked for correction a second time"


class Who(Word):
    """Which side of the counter an act belongs to."""

    APPLICANT = "applicant", "申请人", "applicant"
    OFFICIAL = "official", "工作人员", "official"
    SYSTEM = "system", "系统", "system"


class Unit(Word):
    """What a limit is counted in."""

    WORKING_DAY = "working_day", "个工作日", "working days"
    NATURAL_DAY = "natural_day", "日", "days"
    MONTH = "month", "个月", "months"
    YEAR = "year", "年", "years"


class SpecialProcedure(Word):
    """The only reasons for which time does not count; a kind of matter allows some (行政许可法第四十五条)."""

    HEARING = "hearing", "听证", "hearing"
    TENDER = "tender", "招标", "tender"
    AUCTION = "auction", "拍卖", "auction"
    INSPECTION = "inspection", "检验", "inspection"
    TESTING = "testing", "检测", "testing"
    QUARANTINE = "quarantine", "检疫", "quarantine"
    APPRAISAL = "appraisal", "鉴定", "appraisal"
    EXPERT_REVIEW = "expert_review", "专家评审", "expert review"
    INQUIRY = "inquiry", "查证", "inquiry"
    """Of certificates of record: asking where the registers do not agree."""

    @classmethod
    def named(cls, reason: object, allowed: Collection[SpecialProcedure] = ()) -> SpecialProcedure:
        """The special procedure of that name, one of those allowed (none: any). Raises NotASpecialProcedure."""
        for one in allowed or cls:
            if one == str(reason):
                return one
        raise NotASpecialProcedure(reason, allowed or tuple(cls))


class NotASpecialProcedure(Refusal):
    """Time may stop for the reasons of the law only; waiting for another organ is none of them."""

    code = "CASE-SUSPEND-REASON"
    remedy = "Name one of the special procedures listed, or let the time run and ask for an extension."
    source = "行政许可法第四十五条"
    status = 422

    def __init__(self, reason: object, allowed: Collection[SpecialProcedure]) -> None:
        shown = repr(reason)[:60]
        super().__init__(f"{shown} does not stop the time of such a case; these do: {', '.join(allowed)}")


class Term(NamedTuple):
    """One row of the glossary."""

    term: str
    zh: str
    meaning: str
    source: str


PERMIT = "行政许可法"

# fmt: off
GLOSSARY: tuple[Term, ...] = (
    Term("matter", "政务服务事项", "a kind of approval; a folder in `workflows/`; not one application",
         "国务院令第716号第二条"),
    Term("bundle", "—", "a matter as published: process, forms, texts and rules under one fingerprint", "—"),
    Term("kind", "事项类型", "the family a matter belongs to; it decides which legal acts there are",
         "GB/T 39046-2020 A.1"),
    Term("case", "办件", "one application being handled; not the diagram, which is a process", "GB/T 39046-2020"),
    Term("application", "申请", "what the applicant asks, with the answers of the form", f"{PERMIT}第二十九条"),
    Term("material", "申请材料", "one paper or file handed in with the application", f"{PERMIT}第三十一条"),
    Term("applicant", "申请人", "the person or body that asks", f"{PERMIT}第二十九条"),
    Term("agent", "代理人", "who acts for the applicant, with authority", f"{PERMIT}第二十九条第二款"),
    Term("interested party", "利害关系人", "a third person whose major interests are touched", f"{PERMIT}第三十六条"),
    Term("accepting organ, deciding organ", "受理机关、决定机关", "where the application is handed in, and who decides",
         f"{PERMIT}第三十五条、第四十三条"),
    Term("organ", "行政机关", "the authority; an organ accepts, another may decide", f"{PERMIT}第二十二条"),
    Term("official", "工作人员", "a person inside an organ, known by role", f"{PERMIT}第三十四条"),
    Term("role", "岗位", "what an official may see and do in one organ; a lane of the diagram", "—"),
    Term("window clerk", "窗口工作人员", "the official who receives and checks materials", f"{PERMIT}第二十六条"),
    Term("examiner", "审查人员", "the official who examines; two of them where facts are checked on the spot",
         f"{PERMIT}第三十四条第三款"),
    Term("head of organ", "行政机关负责人", "who decides, and who alone may extend a limit", f"{PERMIT}第四十二条"),
    Term("process", "流程", "the order of steps, drawn as a BPMN diagram", "OMG BPMN 2.0.2"),
    Term("step", "环节", "a node of the diagram", "OMG BPMN 2.0.2"),
    Term("lane", "泳道（岗位）", "the part of the diagram that belongs to one role", "OMG BPMN 2.0.2 §10.8"),
    Term("task", "待办", "a step waiting for a person in one case", "—"),
    Term("job", "—", "a step waiting for a machine in one case", "—"),
    Term("service", "—", "what a job can do, by name, such as `issue_documents`", "—"),
    Term("act", "办理行为", "a legal act on a case; it changes the status, it is not one", f"{PERMIT}第四章"),
    Term("submit", "提出申请", "hand in an application", f"{PERMIT}第二十九条"),
    Term("accept", "受理", "take the application up; the time to decide begins", f"{PERMIT}第三十二条第一款第五项"),
    Term("turn away", "不予受理", "say that the organ will not take it up, and who would",
         f"{PERMIT}第三十二条第一款第一、二项"),
    Term("ask for correction", "补正告知", "name, once and completely, what is missing or wrong",
         f"{PERMIT}第三十二条第一款第四项"),
    Term("irregular act", "违规行为", "done against the law, with a reason, marked in its entry, told to supervisors",
         f"{PERMIT}第七十二条"),
    Term("correct", "补正", "hand in what was asked for", f"{PERMIT}第三十二条第一款第五项"),
    Term("lapse", "逾期未补正视为撤回", "the end of a case that was not corrected in time", "地方规定"),
    Term("deemed acceptance", "逾期不告知即为受理", "silence for five working days; it counts from the day of receipt",
         f"{PERMIT}第三十二条第一款第四项"),
    Term("withdraw", "撤回申请", "the applicant takes the application back before a decision exists", "地方规定"),
    Term("suspend, resume", "启动、结束特别程序", "stop and continue the time for a special procedure",
         f"{PERMIT}第四十五条"),
    Term("special procedure", "特别程序",
         "hearing, tender, auction, inspection, testing, quarantine, appraisal, "
         "expert review: the only reasons for which time does not count; of certificates of record: inquiry",
         f"{PERMIT}第四十五条"),
    Term("extend", "延长期限", "add ten working days, once, with the approval of the head of the organ",
         f"{PERMIT}第四十二条"),
    Term("forward", "报送", "send the case with all materials to the organ that decides", f"{PERMIT}第三十五条"),
    Term("opinion", "审查意见", "what an examiner proposes; not yet the organ's act", f"{PERMIT}第三十五条"),
    Term("decision", "许可决定", "the organ's act that grants or refuses", f"{PERMIT}第三十八条"),
    Term("grant", "准予许可", "decide for the applicant", f"{PERMIT}第三十八条第一款"),
    Term("refuse", "不予许可", "decide against, with reasons and remedies", f"{PERMIT}第三十八条第二款"),
    Term("certificate of record", "证明", "what an organ's registers say of somebody, on paper; it grants no right",
         "公安机关办理犯罪记录查询工作规定第三条"),
    Term("issue", "出具", "make a certificate of record out; the system may where the registers are clear",
         "公安机关办理犯罪记录查询工作规定第三条"),
    Term("decline", "不予出具", "say, with reasons and by an official, that it cannot be certified",
         "公安机关办理犯罪记录查询工作规定第三条"),
    Term("outcome", "办结结果", "how a case came out: granted, refused, turned away, withdrawn, lapsed",
         "GB/T 39046-2020"),
    Term("deliver", "送达", "bring the decision to the applicant and keep the proof", f"{PERMIT}第四十四条"),
    Term("remedy (in law)", "救济途径", "administrative reconsideration and litigation",
         "行政复议法第二十条；行政诉讼法第四十六条"),
    Term("limit", "期限", "so many days for something, such as twenty working days", f"{PERMIT}第四十二条"),
    Term("deadline", "期满日", "the last day of a limit in one case", "民法典第二百零三条"),
    Term("clock", "计时", "a limit at work in one case: it starts, stops, goes on and ends",
         f"{PERMIT}第四十二至四十五条"),
    Term("working day", "工作日", "a day on which organs work, by the yearly notice; holidays are none",
         f"{PERMIT}第八十二条"),
    Term("make-up working day", "调休上班日", "a weekend day the yearly notice turns into a working day",
         "国务院办公厅年度放假通知"),
    Term("provisional", "暂定", "of a deadline that reaches days the notice for which is not yet published", "—"),
    Term("overdue", "逾期", "of a clock whose deadline has passed before the act it waits for", f"{PERMIT}第七十四条"),
    Term("letter", "文书", "a paper sent to somebody", "GB/T 9704-2012"),
    Term("certificate", "许可证件、电子证照", "the paper that grants the right; never an X.509 certificate",
         f"{PERMIT}第三十九条"),
    Term("document number", "发文字号", "letter of the organ, year in 〔〕 and serial, without gaps", "GB/T 9704-2012"),
    Term("verification code", "核验码", "the short code by which anybody finds a document in the register", "—"),
    Term("seal", "电子印章", "the organ's", "国务院令第716号第九条"),
    Term("signature", "电子签名", "a person's", "电子签名法第十三条"),
    Term("dossier", "案卷、电子档案", "everything kept about a closed case", "GB/T 42727-2023"),
    Term("audit log", "审计记录", "who did what to a case and when, each entry chained to the one before",
         "网络安全法第二十三条"),
    Term("ledger", "台账", "entries chained beside those of the cases: downloads, and changes of the office itself",
         "网络安全法第二十三条"),
    Term("receipt", "申请材料接收凭证", "what says that materials were handed in, and which",
         "司法行政机关行政许可文书（2004）"),
    Term("correction notice", "补正材料通知书", "the letter that names, once, everything to be corrected",
         f"{PERMIT}第三十二条第一款第四项"),
    Term("proof of service", "送达回证", "what says when and how a document reached its addressee",
         f"{PERMIT}第四十四条"),
    Term("publicity", "公开", "decisions that grant can be read by everybody", f"{PERMIT}第四十条"),
)
# fmt: on
"""Printed as `docs/glossary.md`."""


def glossary_as_markdown() -> str:
    """The glossary as the table of `docs/glossary.md`."""
    rows = [f"| {t.term} | {t.zh} | {t.meaning} | {t.source} |" for t in GLOSSARY]
    return "\n".join(["| we write | official term | it is | source |", "|---|---|---|---|", *rows, ""])
