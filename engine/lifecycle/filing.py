"""The acts of a filing (备案): somebody tells the organ of what has been done already, and the organ takes note of it.

Nothing is granted and nothing can be refused: a filing that is complete is recorded, one that is none is turned away.
Source: 律师法第二十一条第二款 (within fifteen days), for other filings as far as their own law says nothing else.
"""

from __future__ import annotations

from engine.lifecycle.acts import Notice, act, correction, delivery, kind, lapse, turning_away, withdrawal
from engine.terms import ActName, Outcome, Status, Titled, Who

S = Status
_LAW = "律师法第二十一条第二款"
_LOCAL = "地方规定（备案的办理程序）"
_RECEIVED = frozenset({S.SUBMITTED, S.ACCEPTED, S.FORWARDED})

# fmt: off
FILING = kind(
    Titled("备案", "filing"), _LAW,
    act(ActName.SUBMIT, (), S.SUBMITTED, "", {Who.APPLICANT, Who.OFFICIAL}, _LAW, once=True),
    # a filing need not be accepted before it is recorded; some rules separate the two
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", {Who.OFFICIAL, Who.SYSTEM}, _LOCAL),
    turning_away(_LOCAL, start=_RECEIVED),
    *correction(_LOCAL),
    lapse(_LOCAL),
    withdrawal(_LOCAL, {S.CORRECTING, *_RECEIVED}),
    act(ActName.FORWARD, _RECEIVED, S.FORWARDED, "", {Who.OFFICIAL}, _LOCAL),
    act(ActName.RECORD, _RECEIVED, S.RECORDED, "end", {Who.OFFICIAL, Who.SYSTEM}, _LAW, outcome=Outcome.RECORDED,
        notice=Notice(_LOCAL)),
    delivery("电子签名法第十一条", {S.RECORDED}),
    owed=dict.fromkeys((S.SUBMITTED, S.ACCEPTED, S.FORWARDED), _LOCAL),
)
# fmt: on
"""The acts of a filing (备案)."""
