"""The words of the law as the engine uses them: statuses, acts, outcomes, units. Printed: `engine.glossary`.

Knows what each word is called in Chinese and in English and where it stands in the law. Knows nothing of when an act
is open (`engine.lifecycle`) or how days are counted (`engine.workdays`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Self

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
    RECORDED = "recorded", "已备案", "recorded"
    BOOKED = "booked", "已预约", "booked"
    APPROVED = "approved", "同意给付", "approved"
    DENIED = "denied", "不予给付", "denied"
    PAID = "paid", "已支付", "paid"
    RETURNED = "returned", "银行退回", "returned by the bank"
    DISPATCHED = "dispatched", "已转办", "dispatched"
    REPLIED = "replied", "已反馈", "replied"
    ANSWERED = "answered", "已答复", "answered"
    REOPENED = "reopened", "复核中", "reopened"
    INITIATED = "initiated", "已立案", "initiated"
    NOTIFIED = "notified", "已告知陈述申辩权", "notified"
    RESOLVED = "resolved", "已作出处理决定", "resolved"
    RECTIFYING = "rectifying", "整改中", "rectifying"
    PASSED = "passed", "合格", "passed"
    FAILED = "failed", "不合格", "failed"
    DELIVERED = "delivered", "已送达", "delivered"
    TURNED_AWAY = "turned_away", "不予受理", "turned away"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    LAPSED = "lapsed", "逾期未补正", "lapsed"
    COMPLETED = "completed", "已办成", "completed"
    ABANDONED = "abandoned", "未能办成", "abandoned"
    CALLED_OFF = "called_off", "已取消", "called off"
    SERVED = "served", "已到场办理", "served"
    MISSED = "missed", "未到场", "missed"
    MERGED = "merged", "已合并", "merged"
    SETTLED = "settled", "已办结", "settled"


CLOSED = frozenset(
    {
        Status.DELIVERED,
        Status.TURNED_AWAY,
        Status.WITHDRAWN,
        Status.LAPSED,
        Status.COMPLETED,
        Status.ABANDONED,
        Status.CALLED_OFF,
        Status.SERVED,
        Status.MISSED,
        Status.MERGED,
        Status.SETTLED,
    }
)
"""Nothing more happens to a case in one of these: the statuses that no act of any kind of matter starts from."""

DECIDED = frozenset(
    {
        Status.GRANTED,
        Status.REFUSED,
        Status.ISSUED,
        Status.DECLINED,
        Status.RECORDED,
        Status.DENIED,
        Status.PAID,
        Status.RESOLVED,
        Status.PASSED,
        Status.FAILED,
    }
)
"""The organ has done what it owes; what remains is to deliver the paper that says so: where delivery is open."""


NOT_TAKEN_UP = frozenset(
    {Status.TURNED_AWAY, Status.WITHDRAWN, Status.LAPSED, Status.MERGED, Status.CALLED_OFF, Status.MISSED}
)
"""Ended without the organ's having dealt with what was asked."""


class Outcome(Word):
    """How a case came out: what statistics count and the applicant is told."""

    GRANTED = "granted", "准予许可", "granted"
    REFUSED = "refused", "不予许可", "refused"
    ISSUED = "issued", "已出具", "issued"
    DECLINED = "declined", "不予出具", "declined"
    RECORDED = "recorded", "已备案", "recorded"
    COMPLETED = "completed", "已办成", "completed"
    ABANDONED = "abandoned", "未能办成", "abandoned"
    CALLED_OFF = "called_off", "已取消", "called off"
    SERVED = "served", "已到场办理", "served"
    MISSED = "missed", "未到场", "missed"
    APPROVED = "approved", "同意给付", "approved"
    DENIED = "denied", "不予给付", "denied"
    PAID = "paid", "已支付", "paid"
    RETURNED = "returned", "银行退回", "returned by the bank"
    ANSWERED = "answered", "已答复", "answered"
    MERGED = "merged", "合并办理", "merged into another"
    GRANT_REVOKED = "grant_revoked", "撤销许可", "licence revoked"
    GRANT_RECALLED = "grant_recalled", "撤回许可", "licence recalled"
    GRANT_SUSPENDED = "grant_suspended", "暂扣许可证件", "licence suspended"
    GRANT_CANCELLED = "grant_cancelled", "注销许可", "licence cancelled"
    DISCONTINUED = "discontinued", "终止程序", "discontinued"
    PASSED = "passed", "合格", "passed"
    FAILED = "failed", "不合格", "failed"
    TURNED_AWAY = "turned_away", "不予受理", "turned away"
    WITHDRAWN = "withdrawn", "申请人撤回", "withdrawn by the applicant"
    LAPSED = "lapsed", "逾期未补正视为撤回", "lapsed without correction"


FAVOURABLE = frozenset(
    {Outcome.GRANTED, Outcome.ISSUED, Outcome.RECORDED, Outcome.COMPLETED, Outcome.APPROVED, Outcome.PAID,
     Outcome.PASSED}
)  # fmt: skip
"""The applicant got what was asked for."""


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
    SUPPLY = "supply", "补交", "supply"
    REVOKE_ACCEPTANCE = "revoke_acceptance", "撤销受理", "revoke the acceptance"
    GRANT = "grant", "准予许可", "grant"
    REFUSE = "refuse", "不予许可", "refuse"
    RENEW = "renew", "视为准予延续", "renew"
    ISSUE = "issue", "出具", "issue"
    DECLINE = "decline", "不予出具", "decline"
    RECORD = "record", "备案", "record"
    COMPLETE = "complete", "办成", "complete"
    ABANDON = "abandon", "终止服务", "abandon"
    CALL_OFF = "call_off", "取消", "call off"
    BOOK = "book", "预约", "book"
    REBOOK = "rebook", "改约", "rebook"
    SERVE = "serve", "到场办理", "serve"
    MISS = "miss", "未到场登记", "miss"
    APPROVE = "approve", "同意给付", "approve"
    DENY = "deny", "不予给付", "deny"
    PAY = "pay", "支付", "pay"
    BOUNCE = "bounce", "银行退回", "bounce"
    COMPLAIN = "complain", "投诉", "complain"
    MERGE = "merge", "合并", "merge"
    DISPATCH = "dispatch", "转办", "dispatch"
    HAND_BACK = "hand_back", "退回", "hand back"
    REPLY = "reply", "反馈", "reply"
    REDO = "redo", "退回重办", "redo"
    ANSWER = "answer", "答复", "answer"
    REOPEN = "reopen", "要求复核", "reopen"
    SETTLE = "settle", "办结", "settle"
    INITIATE = "initiate", "立案", "initiate"
    NOTIFY = "notify", "告知陈述申辩权", "notify"
    PLEAD = "plead", "陈述申辩", "plead"
    WAIVE = "waive", "逾期未陈述申辩", "waive"
    REVOKE_GRANT = "revoke_grant", "撤销许可", "revoke the licence"
    RECALL_GRANT = "recall_grant", "撤回许可", "recall the licence"
    SUSPEND_GRANT = "suspend_grant", "暂扣许可证件", "suspend the licence"
    CANCEL_GRANT = "cancel_grant", "注销许可", "cancel the licence"
    DISCONTINUE = "discontinue", "终止程序", "discontinue"
    REPORT = "report", "提交年度报告", "report"
    ORDER_RECTIFICATION = "order_rectification", "责令整改", "order rectification"
    RECTIFY = "rectify", "整改", "rectify"
    PASS = "pass", "评定合格", "pass"
    FAIL = "fail", "评定不合格", "fail"
    ANNOUNCE = "announce", "公告送达", "serve by public notice"
    DELIVER = "deliver", "送达", "deliver"


class Way(Word):
    """How a decision reaches whom it is for; each has its own proof and its own lawful day of service."""

    ONLINE = "online", "电子送达", "online"
    COUNTER = "counter", "直接送达", "at the counter"
    POST = "post", "邮寄送达", "by post"
    NOTICE = "notice", "公告送达", "by public notice"


CLOSING_ACTS = frozenset(
    {
        ActName.TURN_AWAY,
        ActName.LAPSE,
        ActName.WITHDRAW,
        ActName.REVOKE_ACCEPTANCE,
        ActName.DELIVER,
        ActName.COMPLETE,
        ActName.ABANDON,
        ActName.CALL_OFF,
        ActName.SERVE,
        ActName.MISS,
        ActName.MERGE,
        ActName.SETTLE,
    }
)
"""After one of these the case is closed and every clock of it has ended."""


DECISIONS = frozenset(
    {
        ActName.GRANT,
        ActName.REFUSE,
        ActName.RENEW,
        ActName.ISSUE,
        ActName.DECLINE,
        ActName.APPROVE,
        ActName.DENY,
        ActName.ANSWER,
        ActName.REVOKE_GRANT,
        ActName.RECALL_GRANT,
        ActName.SUSPEND_GRANT,
        ActName.CANCEL_GRANT,
        ActName.DISCONTINUE,
        ActName.PASS,
        ActName.FAIL,
    }
)
"""The organ decides the case."""


BETWEEN_ORGANS = frozenset({ActName.FORWARD, ActName.DISPATCH, ActName.HAND_BACK, ActName.REPLY, ActName.REDO})
"""Acts by which organs deal with each other; a paper made after them is theirs unless the matter says otherwise."""


REVOKE = "revoke"
"""An act on a paper and not on the case: its organ takes it back. Papers may be made after it."""


class Noted(Word):
    """What a case's record tells beside the acts of the law, the verbs of people, and the opinions a matter names."""

    COMPLETE = "complete", "办结环节", "complete the step"
    SEAL = "seal", "制作文书并盖章", "make and seal the paper"
    SIGN = "sign", "签署，待他人签署", "sign, with others to sign"
    TAKE_OVER = "take_over", "接手待办", "take the task over"
    CONSULT = "consult", "查决策表", "ask the decision table"
    MESSAGE = "message", "收到消息", "receive a message"
    SIGNAL = "signal", "收到信号", "hear a signal"
    TIMER = "timer", "定时到期", "the time set has come"
    REMINDER = "reminder", "提醒期满日", "be reminded of the last day"
    DAYS_WORKED_OUT = "days_worked_out", "重新计算期满日", "work out the last days again"
    SERVICE_FAILED = "service_failed", "系统办理未成功", "a service failed"
    COMPARE = "compare", "与共享数据比对", "compare with shared data"
    KEEP_PROMISE = "keep_promise", "核查承诺属实", "find the promise true"
    BREAK_PROMISE = "break_promise", "核查承诺不实，撤销许可", "find the promise untrue and revoke the licence"
    WITHDRAW_PROMISE = "withdraw_promise", "撤回承诺，改交证明", "take the promise back and bring the proof"
    AWAITS_CHILDREN = "awaits_children", "等候子办件的结果", "await the child cases"
    CHILD_CAME_OUT = "child_came_out", "子办件有了结果", "hear how a child case came out"
    RATE = "rate", "评价", "rate"
    CONTACT_RATER = "contact_rater", "联系评价人", "get in touch about a rating"
    PUT_RIGHT = "put_right", "整改差评", "put right what was rated badly"
    ARCHIVE = "archive", "制作归档包", "package the dossier"
    MERGED_HERE = "merged_here", "并入另一投诉", "take in another complaint"
    DOCUMENT_STATUS = "document_status", "变更文书状态", "change the paper's status"
    DOWNLOAD = "download", "下载文书", "download the paper"
    CHECK_CODE = "check_code", "核验动态码", "check a code"
    CHECK_REFUSED = "check_refused", "动态码未通过核验", "be shown a code that does not count"
    AUTHORISE = "authorise", "授权查阅", "let an organ read the paper"
    WITHDRAW_AUTHORISATION = "withdraw_authorisation", "撤回授权", "withdraw the authorisation"
    QUESTION = "question", "询问", "ask about the case"
    REPLY = "reply", "答复询问", "answer a question"
    SEEN = "seen", "已阅", "see what the other side wrote"
    DOWNLOAD_REFUSED = "download_refused", "下载文书被拒绝", "be refused the paper"


class MailKind(Word):
    """What a mail to somebody outside the organs tells of."""

    SERVED = "served", "机关的决定、通知书等文书", "decisions, notices and other papers of the organ"
    OWN = "own", "您提交的申请、补正等已经收到", "what you handed in has arrived"
    DATES = "dates", "期满日临近", "a last day comes near"
    REMINDED = "reminded", "办理机关的提醒", "the organ reminds you"
    ASKED = "asked", "询问和答复", "questions and answers"


class MailChoice(Word):
    """When somebody wants the mails of a kind."""

    AT_ONCE = "at_once", "随时发送", "each at once"
    DAILY = "daily", "每天一封汇总", "together, once a day"
    NEVER = "never", "不发邮件", "not by mail"


class Standing(Word):
    """Whether a document that was issued still holds. Its bytes stay as they are, whatever becomes of it."""

    VALID = "valid", "有效", "valid"
    REPLACED = "replaced", "已被替换", "replaced"
    REVOKED = "revoked", "已被撤销", "revoked"
    SUSPENDED = "suspended", "已被暂扣", "suspended"
    CANCELLED = "cancelled", "已被注销", "cancelled"
    EXPIRED = "expired", "已过有效期", "expired"
    """Follows from the day; it is never written."""


BREAK_PROMISE = Noted.BREAK_PROMISE.value
"""Not an act on the case either: what was promised was found untrue, so the papers that rest on it are revoked."""

PAPER_ACTS = frozenset({REVOKE, BREAK_PROMISE})
"""After these papers may be made, whatever the kind of matter."""

GRANTING = frozenset({ActName.GRANT, ActName.ISSUE, ActName.RECORD, ActName.APPROVE, ActName.PASS})
"""The decisions for the applicant: from them on what was promised is to be checked."""


class Instead(Word):
    """What stands in the place of a proof that may no longer be asked for; or that it may, with its basis."""

    CANCELLED = "cancelled", "直接取消", "nothing: it is not asked for"
    SHARED = "shared", "部门核查、数据共享", "the organ looks it up itself"
    PROMISED = "promised", "告知承诺", "a promise, if the applicant likes"
    CERTIFICATE = "certificate", "以法定证照代替", "a certificate of the law"
    KEPT = "kept", "依法保留", "nothing: it may be asked for"


class PromiseState(Word):
    """What became of a promise that an applicant made in place of a proof or of a condition (告知承诺)."""

    OPEN = "open", "待核查", "to be checked"
    KEPT = "kept", "属实", "true"
    BROKEN = "broken", "不实", "untrue"
    VOID = "void", "未予许可，不再核查", "nothing was granted, nothing to check"
    WITHDRAWN = "withdrawn", "申请人已撤回，改交证明", "taken back by the applicant: the proof is due"


class BarReason(Word):
    """Why somebody may not promise, and has to bring the proof."""

    FALSE_PROMISE = "false_promise", "曾作出不实承诺", "an earlier promise was untrue"
    BAD_CREDIT = "bad_credit", "有严重失信记录", "a record of seriously bad credit"


class Audience(Word):
    """Who may read a paper or an entry of a case; the organs' officials may read what the applicant may."""

    APPLICANT = "applicant", "申请人", "the applicant"
    ORGANS = "organs", "办理机关", "officials of the organs that take part"


class Irregular(Word):
    """What happens against the law and the office does not prevent: it is done, marked, and lights red."""

    SECOND_CORRECTION = "second_correction", "再次要求补正", "asked for correction a second time"
    DEEMED_ACCEPTANCE = "deemed_acceptance", "逾期未告知视为受理", "accepted by silence"
    OVERRUN = "overrun", "超过法定期限", "done after its limit"


class ShownKind(Word):
    """What somebody shows by a code that holds for a minute."""

    PERSON = "person", "身份", "who one is in a case"
    PAPER = "paper", "证照", "a paper of one's own"


class TaskVerb(Word):
    """What people may do with a task beside completing it, and with the case for information. No acts of the law."""

    COMPLETE = "complete", "办理", "complete"
    CLAIM = "claim", "认领", "claim"
    RELEASE = "release", "退回待领", "release"
    TRANSFER = "transfer", "转办", "transfer"
    DELEGATE = "delegate", "委派", "delegate"
    GIVE_BACK = "give_back", "办理后交回", "give back"
    RECALL = "recall", "收回委派", "recall"
    RETURN = "return", "退回", "return"
    TAKE_BACK = "take_back", "撤回", "take back"
    ADD_SIGNER = "add_signer", "加签", "add a signer"
    REMOVE_SIGNER = "remove_signer", "减签", "remove a signer"
    ASK = "ask", "征求意见", "ask"
    CALL_OFF = "call_off", "撤销征求意见", "call off"
    URGE = "urge", "催办", "urge"
    REMIND = "remind", "提醒", "remind"
    REASSIGN = "reassign", "改派", "reassign"
    ESCALATE = "escalate", "报请督办", "raise to the head"
    COPY = "copy", "抄送", "copy to"


class Scope(Word):
    """What a token of another program may be for. It takes away from its account's rights and adds nothing."""

    READ_CASES = "cases.read", "查看办件和文书", "read cases and their documents"
    WRITE_CASES = "cases.write", "提出、补正、撤回申请", "open, correct and withdraw cases"
    READ_TASKS = "tasks.read", "查看待办", "read tasks"
    WRITE_TASKS = "tasks.write", "办理待办", "do tasks"
    READ_EVENTS = "events.read", "订阅办件动态、重发通知", "follow what happens to cases, have notices sent again"
    READ_FIGURES = "statistics.read", "查看统计", "read statistics"


class PartKind(Word):
    """What a task is that people added to another."""

    SIGNER = "signer", "加签", "signer"
    QUESTION = "question", "征求意见", "question"


class Place(Word):
    """Where a signer stands who was added to a task."""

    BEFORE = "before", "前加签", "before"
    BESIDE = "beside", "并加签", "beside"
    AFTER = "after", "后加签", "after"


PART_OUTCOMES: Mapping[PartKind, Mapping[str, Titled]] = {
    PartKind.SIGNER: {"agree": Titled("同意", "agree"), "object": Titled("不同意", "object")},
    PartKind.QUESTION: {"answer": Titled("答复", "answer")},
}
"""What a part of a task can be completed with."""

OUTSIDE = "outside"
"""Stands among the lanes that may be asked for experts who belong to no organ; and for their role."""


class Who(Word):
    """Which side of the counter an act belongs to."""

    APPLICANT = "applicant", "申请人", "applicant"
    NAMED = "named", "指名的人", "person named"
    OFFICIAL = "official", "工作人员", "official"
    SYSTEM = "system", "系统", "system"


class Light(Word):
    """What a supervisor sees of a step or a case, the gravest last."""

    GREEN = "green", "绿灯", "green"
    YELLOW = "yellow", "黄灯", "yellow"
    RED = "red", "红灯", "red"


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
    FREEZE = "freeze", "司法冻结", "freeze"
    """Of payments: a court has frozen the account."""

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
