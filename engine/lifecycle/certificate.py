"""The acts of a certificate of record (出具证明): what an organ's registers say of somebody, on paper.

No right is granted, so most of the time nobody has to decide: where the registers are clear the system issues at once.
A machine may say yes; that nothing can be certified is said by an official, with reasons.
Source: 公安机关办理犯罪记录查询工作规定, for other certificates as far as their own rules say nothing else.
"""

from __future__ import annotations

from engine.lifecycle.acts import (
    BOTH_REMEDIES,
    REASON,
    Notice,
    act,
    correction,
    delivery,
    kind,
    lapse,
    standing_still,
    turning_away,
    withdrawal,
)
from engine.terms import ActName, Outcome, SpecialProcedure, Status, Titled, Who

S = Status
_RULES = "公安机关办理犯罪记录查询工作规定"
_UNDECIDED = frozenset({S.SUBMITTED, S.CORRECTING, S.ACCEPTED, S.SUSPENDED})

# fmt: off
CERTIFICATE = kind(
    Titled("出具证明", "certificate of record"), f"{_RULES}第三条",
    # an official may take it down for somebody who calls or comes to a window
    act(ActName.SUBMIT, (), S.SUBMITTED, "", {Who.APPLICANT, Who.OFFICIAL}, f"{_RULES}第四条", once=True),
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", {Who.OFFICIAL, Who.SYSTEM}, f"{_RULES}第五条"),
    turning_away(f"{_RULES}第五条"),
    *correction(f"{_RULES}第五条"),
    lapse("地方规定"),
    withdrawal("地方规定", _UNDECIDED),
    # what has to be found out elsewhere does not count, if the head of the county's police has approved it
    *standing_still(f"{_RULES}（查证时间不计入期限）", {S.ACCEPTED}, (SpecialProcedure.INQUIRY,)),
    act(ActName.ISSUE, {S.ACCEPTED}, S.ISSUED, "end", {Who.OFFICIAL, Who.SYSTEM}, f"{_RULES}第三条", decides=True,
        outcome=Outcome.ISSUED, notice=Notice(f"{_RULES}第三条")),
    act(ActName.DECLINE, {S.ACCEPTED}, S.DECLINED, "end", {Who.OFFICIAL}, f"{_RULES}第三条", decides=True,
        needs=("reason",), outcome=Outcome.DECLINED, notice=Notice(f"{_RULES}第三条", REASON),
        remedies=BOTH_REMEDIES),
    delivery("电子签名法第十一条", {S.ISSUED, S.DECLINED}),
    owed={S.ACCEPTED: f"{_RULES}第五条"},
)
# fmt: on
"""The acts of a certificate of record (出具证明)."""
