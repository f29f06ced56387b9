"""The acts of an appointment (预约): a place at a time, which is kept, moved once, called off or missed.

Booking is all there is to decide, and it is decided at once: who finds the place taken has no case.
Source: the rules of the service that is booked, such as 婚姻登记条例（2025）for a registration.
"""

from __future__ import annotations

from engine.lifecycle.acts import act, kind
from engine.terms import ActName, Outcome, Status, Titled, Who

S = Status
_RULES = "预约规则（由提供服务的机关公布）"
_ANYBODY = frozenset(Who)

# fmt: off
APPOINTMENT = kind(
    Titled("预约", "appointment"), _RULES,
    act(ActName.BOOK, (), S.BOOKED, "start", {Who.APPLICANT, Who.OFFICIAL}, _RULES, once=True),
    act(ActName.REBOOK, {S.BOOKED}, None, "", {Who.APPLICANT, Who.OFFICIAL}, _RULES, once=True),
    act(ActName.CALL_OFF, {S.BOOKED}, S.CALLED_OFF, "end", _ANYBODY, _RULES, outcome=Outcome.CALLED_OFF),
    act(ActName.SERVE, {S.BOOKED}, S.SERVED, "end", {Who.OFFICIAL}, _RULES, outcome=Outcome.SERVED),
    act(ActName.MISS, {S.BOOKED}, S.MISSED, "end", {Who.OFFICIAL, Who.SYSTEM}, _RULES, outcome=Outcome.MISSED),
)
# fmt: on
"""The acts of an appointment (预约)."""
