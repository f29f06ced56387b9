"""The acts of a certificate of record (出具证明): what an organ's registers say of somebody, on paper.

No right is granted, so most of the time nobody has to decide: where the registers are clear the system issues at once.
A machine may say yes; that nothing can be certified is said by an official, with reasons.
Source: 公安机关办理犯罪记录查询工作规定, for other certificates as far as their own rules say nothing else.
"""

from __future__ import annotations

from engine.lifecycle.acts import act, table
from engine.terms import ActName, Irregular, SpecialProcedure, Status, Who

S = Status
_RULES = "公安机关办理犯罪记录查询工作规定"
_UNDECIDED = frozenset({S.SUBMITTED, S.CORRECTING, S.ACCEPTED, S.SUSPENDED})

# fmt: off
CERTIFICATE = table(
    act(ActName.SUBMIT, (), S.SUBMITTED, "", {Who.APPLICANT}, f"{_RULES}第四条", once=True),
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", {Who.OFFICIAL, Who.SYSTEM}, f"{_RULES}第五条"),
    act(ActName.TURN_AWAY, {S.SUBMITTED}, S.TURNED_AWAY, "end", {Who.OFFICIAL}, f"{_RULES}第五条", needs=("reason",)),
    act(ActName.ASK_CORRECTION, {S.SUBMITTED}, S.CORRECTING, "", {Who.OFFICIAL}, f"{_RULES}第五条", once=True,
        needs=("items",), repeated=Irregular.SECOND_CORRECTION),
    act(ActName.CORRECT, {S.CORRECTING}, S.SUBMITTED, "", {Who.APPLICANT}, f"{_RULES}第五条"),
    act(ActName.LAPSE, {S.CORRECTING}, S.LAPSED, "end", {Who.SYSTEM, Who.OFFICIAL}, "地方规定"),
    act(ActName.WITHDRAW, _UNDECIDED, S.WITHDRAWN, "end", {Who.APPLICANT}, "地方规定"),
    # what has to be found out elsewhere does not count, if the head of the county's police has approved it
    act(ActName.SUSPEND, {S.ACCEPTED}, S.SUSPENDED, "stop", {Who.OFFICIAL}, f"{_RULES}（查证时间不计入期限）",
        needs=("reason", "days"), procedures=(SpecialProcedure.INQUIRY,)),
    act(ActName.RESUME, {S.SUSPENDED}, None, "go on", {Who.OFFICIAL}, f"{_RULES}（查证时间不计入期限）"),
    act(ActName.ISSUE, {S.ACCEPTED}, S.ISSUED, "end", {Who.OFFICIAL, Who.SYSTEM}, f"{_RULES}第三条", decides=True),
    act(ActName.DECLINE, {S.ACCEPTED}, S.DECLINED, "end", {Who.OFFICIAL}, f"{_RULES}第三条", decides=True,
        needs=("reason",)),
    act(ActName.DELIVER, {S.ISSUED, S.DECLINED}, S.DELIVERED, "", {Who.SYSTEM, Who.OFFICIAL}, "电子签名法第十一条"),
)
# fmt: on
"""The acts of a certificate of record (出具证明)."""
