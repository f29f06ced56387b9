"""The acts of a payment (给付): money that somebody has a right to, such as a withdrawal from a provident fund.

Approving is one thing, paying another: the bank may send the money back, and it is paid again; a court may freeze the
account, and then everything stands still. What is approved and never paid is not done.
Source: 住房公积金管理条例第二十四条、第二十五条, for other payments as far as their own law says nothing else.
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
_RULES = "住房公积金管理条例第二十五条"
_LOCAL = "地方规定（提取和支付的办理程序）"
_UNPAID = frozenset({S.ACCEPTED, S.APPROVED, S.RETURNED})
_MACHINES_TOO = frozenset({Who.OFFICIAL, Who.SYSTEM})

# fmt: off
PAYMENT = kind(
    Titled("给付", "payment"), _RULES,
    act(ActName.SUBMIT, (), S.SUBMITTED, "", {Who.APPLICANT, Who.OFFICIAL}, _RULES, once=True),
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", _MACHINES_TOO, _RULES),
    turning_away(_LOCAL),
    *correction(_LOCAL),
    lapse(_LOCAL),
    withdrawal(_LOCAL, {S.SUBMITTED, S.CORRECTING, S.ACCEPTED}),
    *standing_still("民事诉讼法（协助冻结、扣划的规定）", _UNPAID, (SpecialProcedure.FREEZE,)),
    act(ActName.APPROVE, {S.ACCEPTED}, S.APPROVED, "", _MACHINES_TOO, _RULES, decides=True, outcome=Outcome.APPROVED),
    act(ActName.DENY, {S.ACCEPTED}, S.DENIED, "end", {Who.OFFICIAL}, _RULES, decides=True, needs=("reason",),
        outcome=Outcome.DENIED, notice=Notice(_RULES, REASON), remedies=BOTH_REMEDIES),
    act(ActName.PAY, {S.APPROVED, S.RETURNED}, S.PAID, "end", _MACHINES_TOO, _RULES, outcome=Outcome.PAID,
        notice=Notice(_RULES)),
    act(ActName.BOUNCE, {S.PAID}, S.RETURNED, "", _MACHINES_TOO, _LOCAL, needs=("reason",), outcome=Outcome.RETURNED),
    delivery("电子签名法第十一条", {S.PAID, S.DENIED}),
    owed=dict.fromkeys(_UNPAID, _RULES),
)
# fmt: on
"""The acts of a payment (给付)."""
