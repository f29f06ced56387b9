"""The acts of what an organ does to a right it gave, of its own motion (依职权) or because an interested party asked.

The party of the case is the holder of the right. Nobody loses a right unheard: before the organ decides against the
holder, it tells what it means to do and why, and hears what the holder says; a hearing stops the time.
Source: 行政许可法第七条、第八条、第四十六条、第六十九条、第七十条; 行政处罚法第九条、第四十四条.
"""

from __future__ import annotations

from engine.lifecycle.acts import BOTH_REMEDIES, REASON, Notice, act, delivery, kind, standing_still
from engine.terms import ActName, Outcome, SpecialProcedure, Status, Titled, Who

S = Status
_LAW = "行政许可法"
_HEARD = frozenset({S.NOTIFIED})
_UNDECIDED = frozenset({S.INITIATED, S.NOTIFIED})
_PROCEDURES = (
    SpecialProcedure.HEARING,
    SpecialProcedure.INSPECTION,
    SpecialProcedure.TESTING,
    SpecialProcedure.QUARANTINE,
    SpecialProcedure.APPRAISAL,
    SpecialProcedure.EXPERT_REVIEW,
)

# fmt: off
EX_OFFICIO = kind(
    Titled("依职权行为", "ex-officio action"), f"{_LAW}第六十九条",
    act(ActName.INITIATE, (), S.INITIATED, "start", {Who.OFFICIAL}, f"{_LAW}第六十九条第一款", once=True,
        needs=("reason",)),
    act(ActName.NOTIFY, _UNDECIDED, S.NOTIFIED, "", {Who.OFFICIAL}, f"{_LAW}第七条、行政处罚法第四十四条",
        needs=("reason",), notice=Notice(f"{_LAW}第七条", REASON)),
    act(ActName.PLEAD, _HEARD, None, "", {Who.APPLICANT, Who.OFFICIAL}, f"{_LAW}第七条"),
    # who lets the time pass has waived it
    act(ActName.WAIVE, _HEARD, None, "", frozenset(Who), f"{_LAW}第七条"),
    *standing_still(f"{_LAW}第四十五条、第四十六条", _UNDECIDED, _PROCEDURES),
    act(ActName.EXTEND, _UNDECIDED, None, "longer", {Who.OFFICIAL}, "地方规定（依职权行为的期限）", once=True,
        needs=("reason", "approver"), notice=Notice("地方规定（依职权行为的期限）", ("extension.reason",))),
    act(ActName.REVOKE_GRANT, _HEARD, S.RESOLVED, "end", {Who.OFFICIAL}, f"{_LAW}第六十九条", decides=True,
        needs=("reason",), outcome=Outcome.GRANT_REVOKED, notice=Notice(f"{_LAW}第七条", REASON),
        remedies=BOTH_REMEDIES),
    act(ActName.RECALL_GRANT, _HEARD, S.RESOLVED, "end", {Who.OFFICIAL}, f"{_LAW}第八条", decides=True,
        needs=("reason",), outcome=Outcome.GRANT_RECALLED, notice=Notice(f"{_LAW}第七条", REASON),
        remedies=BOTH_REMEDIES),
    act(ActName.SUSPEND_GRANT, _HEARD, S.RESOLVED, "end", {Who.OFFICIAL}, "行政处罚法第九条第三项", decides=True,
        needs=("reason", "days"), outcome=Outcome.GRANT_SUSPENDED, notice=Notice("行政处罚法第五十九条", REASON),
        remedies=BOTH_REMEDIES),
    # that a right has ended by itself (death, expiry, dissolution) is only registered, so nobody need be heard before
    act(ActName.CANCEL_GRANT, _UNDECIDED, S.RESOLVED, "end", {Who.OFFICIAL}, f"{_LAW}第七十条", decides=True,
        needs=("reason",), outcome=Outcome.GRANT_CANCELLED, notice=Notice(f"{_LAW}第七条", REASON),
        remedies=BOTH_REMEDIES),
    act(ActName.DISCONTINUE, _UNDECIDED, S.RESOLVED, "end", {Who.OFFICIAL}, f"{_LAW}第六十九条第三款", decides=True,
        needs=("reason",), outcome=Outcome.DISCONTINUED, notice=Notice(f"{_LAW}第七条", REASON)),
    delivery(f"{_LAW}第四十四条（比照）", {S.RESOLVED}),
    owed=dict.fromkeys((S.INITIATED, S.NOTIFIED, S.RESOLVED), "地方规定（依职权行为的期限）"),
)
# fmt: on
"""The acts of an ex-officio action (依职权行为)."""
