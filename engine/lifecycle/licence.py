"""The acts of a licence (行政许可): 中华人民共和国行政许可法第四章."""

from __future__ import annotations

from engine.lifecycle.acts import (
    BOTH_REMEDIES,
    REASON,
    Notice,
    Statutory,
    act,
    announcement,
    correction,
    deferral,
    delivery,
    kind,
    lapse,
    standing_still,
    turning_away,
    withdrawal,
)
from engine.terms import ActName, Outcome, SpecialProcedure, Status, Titled, Who

S = Status
_LAW = "行政许可法"
ARTICLE_45 = tuple(
    one for one in SpecialProcedure if one not in (SpecialProcedure.INQUIRY, SpecialProcedure.FREEZE)
)  # fmt: skip
BEFORE_DECISION = frozenset({S.SUBMITTED, S.CORRECTING, S.ACCEPTED, S.SUSPENDED, S.FORWARDED})
EXAMINED = frozenset({S.ACCEPTED, S.FORWARDED})

# fmt: off
LICENCE = kind(
    Titled("行政许可", "licence"), f"{_LAW}第三十八条、第四十四条",
    act(ActName.SUBMIT, (), S.SUBMITTED, "", {Who.APPLICANT}, f"{_LAW}第二十九条", once=True),
    # art. 32(1)(4): silence for five working days is acceptance; then the system performs it
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", {Who.OFFICIAL, Who.SYSTEM},
        f"{_LAW}第三十二条第一款第四、五项", notice=Notice(f"{_LAW}第三十二条第二款")),
    # where the region says so, what was not corrected in time is turned away, by the system
    turning_away(f"{_LAW}第三十二条第一款第一、二项、第二款", start=(S.SUBMITTED, S.CORRECTING),
                 who=(Who.OFFICIAL, Who.SYSTEM)),
    *correction(f"{_LAW}第三十二条第一款第四项、第五项、第七十二条第四项"),
    *deferral("地方规定，如浙江省保障“最多跑一次”改革规定第十一条第二款", EXAMINED),
    lapse("地方规定，如浙江省保障“最多跑一次”改革规定第十一条", (S.CORRECTING, *EXAMINED)),
    withdrawal("行政许可决定作出前可以撤回（地方规定）", BEFORE_DECISION),
    *standing_still(f"{_LAW}第四十五条", EXAMINED, ARTICLE_45),
    act(ActName.EXTEND, EXAMINED, None, "longer", {Who.OFFICIAL}, f"{_LAW}第四十二条", once=True,
        needs=("reason", "approver"), notice=Notice(f"{_LAW}第四十二条第一款", ("extension.reason",))),
    # a case sent back for more is forwarded again, within the same limit
    act(ActName.FORWARD, EXAMINED, S.FORWARDED, "", {Who.OFFICIAL}, f"{_LAW}第三十五条、第四十三条"),
    act(ActName.GRANT, EXAMINED, S.GRANTED, "end", {Who.OFFICIAL}, f"{_LAW}第三十八条第一款", decides=True,
        outcome=Outcome.GRANTED, notice=Notice(f"{_LAW}第三十八条第一款")),
    # art. 50(2): no decision before the licence expires is a decision to renew it; no other silence grants
    act(ActName.RENEW, EXAMINED, S.GRANTED, "end", {Who.SYSTEM}, f"{_LAW}第五十条第二款", decides=True,
        outcome=Outcome.GRANTED, notice=Notice(f"{_LAW}第五十条第二款")),
    act(ActName.REFUSE, EXAMINED, S.REFUSED, "end", {Who.OFFICIAL}, f"{_LAW}第三十八条第二款", decides=True,
        needs=("reason",), outcome=Outcome.REFUSED, notice=Notice(f"{_LAW}第三十八条第二款", REASON),
        remedies=BOTH_REMEDIES),
    announcement({S.GRANTED, S.REFUSED}),
    delivery(f"{_LAW}第四十四条", {S.GRANTED, S.REFUSED}),
    owed={
        S.SUBMITTED: f"{_LAW}第三十二条",
        S.ACCEPTED: f"{_LAW}第四十二条、第四十三条",
        S.FORWARDED: f"{_LAW}第四十二条",
        S.GRANTED: f"{_LAW}第四十四条",
        S.REFUSED: f"{_LAW}第四十四条",
    },
    statutory=(
        Statutory(frozenset({ActName.SUBMIT, ActName.CORRECT}), frozenset({ActName.ACCEPT, ActName.TURN_AWAY}), 5,
                  f"{_LAW}第三十二条第一款第四项"),
        Statutory(frozenset({ActName.ACCEPT}), frozenset({ActName.FORWARD}), 20, f"{_LAW}第四十三条"),
        Statutory(frozenset({ActName.ACCEPT, ActName.FORWARD}), frozenset({ActName.GRANT, ActName.REFUSE}), 20,
                  f"{_LAW}第四十二条第一款"),
        Statutory(frozenset({ActName.ACCEPT}), frozenset({ActName.GRANT, ActName.REFUSE}), 45,
                  f"{_LAW}第四十二条第二款", jointly=True),
        Statutory(frozenset({ActName.GRANT, ActName.REFUSE}), frozenset({ActName.DELIVER}), 10, f"{_LAW}第四十四条"),
    ),
)
# fmt: on
"""The acts of a licence (行政许可)."""
