"""The acts of a complaint (投诉): taken up by a platform, sent down to those complained of, answered.

Who handles it replies, and who sent it down reviews the reply before it becomes the answer; the complainant may ask
once for a second look. What belongs elsewhere is turned away, what is already being handled is merged.
Source: 司法部证明事项清理投诉监督平台 (since 2018-09-05; fifteen days, in special cases twenty);
优化营商环境条例第四十四条.
"""

from __future__ import annotations

from engine.lifecycle.acts import Notice, act, kind, turning_away, withdrawal
from engine.terms import ActName, Outcome, Status, Titled, Who

S = Status
_RULES = "司法部证明事项清理投诉监督平台（2018年9月5日开通）"
_HANDLED = frozenset({S.ACCEPTED, S.DISPATCHED, S.REOPENED})

# fmt: off
COMPLAINT = kind(
    Titled("投诉", "complaint"), _RULES,
    # who telephones complains as well: an official takes it down
    act(ActName.COMPLAIN, (), S.SUBMITTED, "", {Who.APPLICANT, Who.OFFICIAL}, _RULES, once=True),
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", {Who.OFFICIAL}, _RULES),
    turning_away(_RULES),
    act(ActName.MERGE, {S.SUBMITTED, S.ACCEPTED}, S.MERGED, "end", {Who.OFFICIAL}, _RULES, needs=("into",),
        outcome=Outcome.MERGED, notice=Notice(_RULES)),
    withdrawal(_RULES, {S.SUBMITTED, S.REPLIED, *_HANDLED}),
    act(ActName.DISPATCH, _HANDLED, S.DISPATCHED, "", {Who.OFFICIAL}, _RULES),
    # handed back it is still on its way between organs; each may send it on
    act(ActName.HAND_BACK, {S.DISPATCHED}, None, "", {Who.OFFICIAL}, _RULES, needs=("reason",)),
    act(ActName.EXTEND, _HANDLED, None, "longer", {Who.OFFICIAL}, _RULES, once=True, needs=("reason", "approver"),
        notice=Notice(_RULES, ("extension.reason",))),
    act(ActName.REPLY, _HANDLED, S.REPLIED, "", {Who.OFFICIAL}, _RULES),
    act(ActName.REDO, {S.REPLIED}, S.DISPATCHED, "", {Who.OFFICIAL}, _RULES, needs=("reason",)),
    act(ActName.ANSWER, {S.REPLIED}, S.ANSWERED, "end", {Who.OFFICIAL}, _RULES, decides=True,
        outcome=Outcome.ANSWERED, notice=Notice(_RULES)),
    act(ActName.REOPEN, {S.ANSWERED}, S.REOPENED, "start", {Who.APPLICANT, Who.OFFICIAL}, _RULES, once=True,
        needs=("reason",)),
    act(ActName.SETTLE, {S.ANSWERED}, S.SETTLED, "end", frozenset(Who), _RULES),
    owed=dict.fromkeys((S.SUBMITTED, S.ACCEPTED, S.DISPATCHED, S.REPLIED, S.REOPENED), _RULES),
)
# fmt: on
"""The acts of a complaint (投诉)."""
