"""The acts of an annual duty (年度检查考核): a holder reports, the organ checks, and what is wrong is put right.

A duty cannot be withdrawn, and what is not corrected does not lapse: it is failed.
Source: 律师法第二十三条、第二十四条; 律师事务所年度检查考核办法（司法部令第121号）, for other duties their own rules.
"""

from __future__ import annotations

from engine.lifecycle.acts import BOTH_REMEDIES, REASON, Notice, act, correction, delivery, kind
from engine.terms import ActName, Outcome, Status, Titled, Who

S = Status
_RULES = "律师事务所年度检查考核办法"

# fmt: off
ANNUAL = kind(
    Titled("年度检查", "annual duty"), _RULES,
    act(ActName.REPORT, (), S.SUBMITTED, "", {Who.APPLICANT, Who.OFFICIAL}, "律师法第二十四条", once=True),
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", {Who.OFFICIAL, Who.SYSTEM}, _RULES),
    *correction(_RULES),
    act(ActName.FORWARD, {S.ACCEPTED, S.FORWARDED}, S.FORWARDED, "", {Who.OFFICIAL}, _RULES),
    act(ActName.ORDER_RECTIFICATION, {S.ACCEPTED, S.FORWARDED}, S.RECTIFYING, "", {Who.OFFICIAL}, _RULES,
        needs=("items",), notice=Notice(_RULES, ("steps.*.items",))),
    act(ActName.RECTIFY, {S.RECTIFYING}, S.ACCEPTED, "", {Who.APPLICANT}, _RULES),
    act(ActName.PASS, {S.ACCEPTED, S.FORWARDED}, S.PASSED, "end", {Who.OFFICIAL}, _RULES, decides=True,
        outcome=Outcome.PASSED, notice=Notice(_RULES)),
    act(ActName.FAIL, {S.CORRECTING, S.ACCEPTED, S.FORWARDED, S.RECTIFYING}, S.FAILED, "end", {Who.OFFICIAL}, _RULES,
        decides=True, needs=("reason",), outcome=Outcome.FAILED, notice=Notice(_RULES, REASON),
        remedies=BOTH_REMEDIES),
    delivery("电子签名法第十一条", {S.PASSED, S.FAILED}),
    owed=dict.fromkeys((S.SUBMITTED, S.ACCEPTED, S.FORWARDED), _RULES),
)
# fmt: on
"""The acts of an annual duty (年度检查)."""
