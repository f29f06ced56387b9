"""The acts of a licence (行政许可): 中华人民共和国行政许可法第四章."""

from __future__ import annotations

from engine.lifecycle.acts import act, table
from engine.terms import ActName, Irregular, SpecialProcedure, Status, Who

S = Status
ARTICLE_45 = tuple(one for one in SpecialProcedure if one is not SpecialProcedure.INQUIRY)
BEFORE_DECISION = frozenset({S.SUBMITTED, S.CORRECTING, S.ACCEPTED, S.SUSPENDED, S.FORWARDED})
EXAMINED = frozenset({S.ACCEPTED, S.FORWARDED})

# fmt: off
LICENCE = table(
    act(ActName.SUBMIT, (), S.SUBMITTED, "", {Who.APPLICANT}, "行政许可法第二十九条", once=True),
    # art. 32(1)(4): silence for five working days is acceptance; then the system performs it
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", {Who.OFFICIAL, Who.SYSTEM},
        "行政许可法第三十二条第一款第四、五项"),
    act(ActName.TURN_AWAY, {S.SUBMITTED}, S.TURNED_AWAY, "end", {Who.OFFICIAL}, "行政许可法第三十二条第一款第一、二项",
        needs=("reason",)),
    act(ActName.ASK_CORRECTION, {S.SUBMITTED}, S.CORRECTING, "", {Who.OFFICIAL},
        "行政许可法第三十二条第一款第四项、第七十二条第四项", once=True, needs=("items",),
        repeated=Irregular.SECOND_CORRECTION),
    act(ActName.CORRECT, {S.CORRECTING}, S.SUBMITTED, "", {Who.APPLICANT}, "行政许可法第三十二条第一款第五项"),
    act(ActName.LAPSE, {S.CORRECTING}, S.LAPSED, "end", {Who.SYSTEM, Who.OFFICIAL},
        "地方规定，如浙江省保障“最多跑一次”改革规定第十一条"),
    act(ActName.WITHDRAW, BEFORE_DECISION, S.WITHDRAWN, "end", {Who.APPLICANT},
        "行政许可决定作出前可以撤回（地方规定）"),
    act(ActName.SUSPEND, EXAMINED, S.SUSPENDED, "stop", {Who.OFFICIAL}, "行政许可法第四十五条",
        needs=("reason", "days"), procedures=ARTICLE_45),
    act(ActName.RESUME, {S.SUSPENDED}, None, "go on", {Who.OFFICIAL}, "行政许可法第四十五条"),
    act(ActName.EXTEND, EXAMINED, None, "longer", {Who.OFFICIAL}, "行政许可法第四十二条", once=True,
        needs=("reason", "approver")),
    # a case sent back for more is forwarded again, within the same limit
    act(ActName.FORWARD, EXAMINED, S.FORWARDED, "", {Who.OFFICIAL}, "行政许可法第三十五条、第四十三条"),
    act(ActName.GRANT, EXAMINED, S.GRANTED, "end", {Who.OFFICIAL}, "行政许可法第三十八条第一款", decides=True),
    act(ActName.REFUSE, EXAMINED, S.REFUSED, "end", {Who.OFFICIAL}, "行政许可法第三十八条第二款", decides=True,
        needs=("reason",)),
    act(ActName.DELIVER, {S.GRANTED, S.REFUSED}, S.DELIVERED, "", {Who.SYSTEM, Who.OFFICIAL}, "行政许可法第四十四条"),
)
# fmt: on
"""The acts of a licence (行政许可)."""
