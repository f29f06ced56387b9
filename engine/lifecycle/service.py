"""The acts of a service (公共服务): something is done for somebody, on request, such as opening a lock.

No right is decided on, so there is no decision to deliver: the service is done, or it is told why it could not be.
Source: 国务院令第716号第二条、第五条, for the single service its own rules.
"""

from __future__ import annotations

from engine.lifecycle.acts import REASON, Notice, act, kind, turning_away
from engine.terms import ActName, Outcome, Status, Titled, Who

S = Status
_RULES = "国务院关于在线政务服务的若干规定（国务院令第716号）"
_PROMISE = "服务承诺（由提供服务的机关公布）"
_ASKED = frozenset({S.SUBMITTED, S.ACCEPTED})
_SERVING = {Who.NAMED, Who.OFFICIAL, Who.SYSTEM}
"""Who serves: an official, the system, or somebody outside whom the case names, such as a locksmith."""

# fmt: off
SERVICE = kind(
    Titled("公共服务", "service"), _PROMISE,
    act(ActName.SUBMIT, (), S.SUBMITTED, "", {Who.APPLICANT, Who.OFFICIAL}, f"{_RULES}第二条", once=True),
    act(ActName.ACCEPT, {S.SUBMITTED}, S.ACCEPTED, "start", _SERVING, _PROMISE),
    turning_away(_PROMISE),
    # who was to serve cannot; somebody else may take it up
    act(ActName.HAND_BACK, {S.ACCEPTED}, S.SUBMITTED, "", _SERVING, _PROMISE),
    act(ActName.COMPLETE, {S.ACCEPTED}, S.COMPLETED, "end", _SERVING, _PROMISE,
        outcome=Outcome.COMPLETED),
    act(ActName.ABANDON, {S.ACCEPTED}, S.ABANDONED, "end", {Who.OFFICIAL}, _PROMISE, needs=("reason",),
        outcome=Outcome.ABANDONED, notice=Notice(_PROMISE, REASON)),
    act(ActName.CALL_OFF, _ASKED, S.CALLED_OFF, "end", {Who.APPLICANT, Who.OFFICIAL, Who.SYSTEM}, _PROMISE,
        outcome=Outcome.CALLED_OFF),
    owed=dict.fromkeys((S.SUBMITTED, S.ACCEPTED), _PROMISE),
)
# fmt: on
"""The acts of a service (公共服务)."""
