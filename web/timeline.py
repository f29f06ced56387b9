"""What happened in a case, told in sentences, and what comes next; nothing of diagrams.

Only legal acts are told: of papers, which came of them; of steps in between, nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.terms import ActName
from web.language import Speech, noted

TOLD: Mapping[str, str] = {
    ActName.SUBMIT: noted("您提交了申请。"),
    ActName.ACCEPT: noted("机关受理了申请，审查期限开始计算。"),
    ActName.TURN_AWAY: noted("机关决定不予受理，理由见通知书。"),
    ActName.ASK_CORRECTION: noted("机关一次性告知了需要补正的内容。"),
    ActName.CORRECT: noted("您提交了补正。"),
    ActName.LAPSE: noted("逾期没有补正，申请视为撤回；可以重新申请。"),
    ActName.WITHDRAW: noted("您撤回了申请，办理终止。"),
    ActName.SUSPEND: noted("依法启动特别程序，期限停止计算。"),
    ActName.RESUME: noted("特别程序结束，期限继续计算。"),
    ActName.EXTEND: noted("经机关负责人批准，期限依法延长一次。"),
    ActName.FORWARD: noted("初审完成，案卷已报送决定机关。"),
    ActName.GRANT: noted("机关作出准予决定。"),
    ActName.REFUSE: noted("机关作出不予许可决定，理由和救济途径写在决定书里。"),
    ActName.ISSUE: noted("证明已经出具。"),
    ActName.DECLINE: noted("机关不予出具证明，理由写在告知书里。"),
    ActName.DELIVER: noted("文书已送达，可以随时下载。"),
    "revoke": noted("机关撤销了一份文书，理由写在通知书里。"),
}
"""What the acts that applicants meet most mean to them; of the others the title is enough."""


@dataclass(slots=True)
class Told:
    """One thing that happened."""

    at: str
    title: str
    text: str
    documents: list[Mapping[str, Any]] = field(default_factory=list)
    backdated: str = ""
    """The day from which it counts, when that is another."""


def timeline(
    history: Iterable[Mapping[str, Any]], documents: Sequence[Mapping[str, Any]], speech: Speech
) -> list[Told]:
    """The acts of a case, the newest first, each with the papers that came of it."""
    by_number = {document["number"]: document for document in documents}
    told: list[Told] = []
    for entry in history:
        act = entry["act"]
        if entry.get("legal") or act in TOLD:
            day = str((entry.get("particulars") or {}).get("effective") or "")
            backdated = day if day and day != entry["at"][:10] else ""
            text = speech.say(TOLD[act]) if act in TOLD else ""
            told.append(Told(entry["at"], entry["title"], text, backdated=backdated))
        elif (document := by_number.get(entry.get("number_of"))) and act == "seal" and told:
            told[-1].documents.append(document)
    return told[::-1]
