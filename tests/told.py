"""What the entries of a case tell, worked out anew: to hold against what is kept beside them."""

from __future__ import annotations

from typing import Any

from engine.terms import Noted, PartKind, TaskVerb

_COUNTED = {Noted.COMPLETE, Noted.SIGN, Noted.MESSAGE}
_NOT_COUNTED = {
    TaskVerb.CLAIM, TaskVerb.RELEASE, TaskVerb.TRANSFER, TaskVerb.DELEGATE, TaskVerb.GIVE_BACK, TaskVerb.RECALL,
    TaskVerb.URGE, TaskVerb.REMIND, TaskVerb.REASSIGN, TaskVerb.ESCALATE, TaskVerb.COPY,
    *(one for one in Noted if one not in _COUNTED),
}  # fmt: skip
"""What leaves the page of a case as it was for whoever is about to act on it."""


def _is_a_part(body: Any) -> bool:
    """Whether what somebody did with a task is a part in its step: an opinion given on it, a signature, a return."""
    return body["act"] in (TaskVerb.RETURN, TaskVerb.GIVE_BACK) or body.get("part") == PartKind.SIGNER


def who_took_part(bodies: list[Any]) -> dict[str, list[str]]:
    """Everybody who had a part in each step, in order."""
    parts: dict[str, list[str]] = {}
    for body in bodies:
        if "step" in body and ("task" not in body or _is_a_part(body)):
            known = parts.setdefault(body["step"], [])
            hands = [body["actor"], *filter(None, [body.get("on_behalf")]), *body.get("took_part", ())]
            known += [name for name in dict.fromkeys(hands) if name not in known]
    return parts


def acts_counted(bodies: list[Any]) -> int:
    """How many acts people and limits have done."""
    return sum(bool(body.get("legal")) or body["act"] not in _NOT_COUNTED for body in bodies)
