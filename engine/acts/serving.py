"""How a decision reached whom it is for, and from which day it counts as served.

Online it is served at the moment it enters the account; handed over, on the day it is signed for; by post, on the day
that the return receipt shows; by public notice, when the notice has stood its time.
Source: 电子签名法第十一条; 民事诉讼法第八十七、九十、九十一、九十五条（行政机关参照适用）.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.acts.change import Change
from engine.errors import Refusal
from engine.terms import DECISIONS, Way

BY_HAND = (Way.COUNTER, Way.POST)
"""The ways in which an official serves."""


class ServedWrongly(Refusal):
    """What is said of the service of a decision cannot be, or lacks its proof."""

    code = "CASE-SERVICE"
    remedy = "Say how it was served, on which day from the decision to today, who took it, and the number of the mail."
    source = "民事诉讼法第八十七条、第九十一条（参照）"
    status = 422


def online(change: Change) -> dict[str, Any]:
    """What the entry says of a decision that lies ready in the applicant's account from this moment."""
    return _said(change, Way.ONLINE, change.today, at=_moment(change.now.astimezone(change.place.zone)))


def by_hand(change: Change, answers: Mapping[str, Any]) -> tuple[date, dict[str, Any]]:
    """The day from which a decision counts as served by an official, and what the entry says of it.

    Where a matter asks nothing, it was handed over at the counter today. Raises ServedWrongly.
    """
    way = _way(answers)
    on = date.fromisoformat(str(answers.get("served_on") or change.today))
    days = change.case.record.days
    decided = [day for act, day in days.items() if act in DECISIONS]
    if on > change.today or (decided and on < date.fromisoformat(max(decided))):
        raise ServedWrongly(f"{on} is no day between the decision and today")
    if "way" in answers:
        needed = ("receiver", "reference") if way is Way.POST else ("receiver",)
        if missing := [name for name in needed if not answers.get(name)]:
            raise ServedWrongly(f"of service {way.titled.en} one must say: {', '.join(missing)}")
    told = {name: answers[name] for name in ("receiver", "reference", "address") if answers.get(name)}
    return on, _said(change, way, on, **told)


def by_notice(change: Change, passed: date) -> tuple[date, dict[str, Any]]:
    """The day on which the notice had stood its time, and what the entry says of it."""
    return passed, _said(change, Way.NOTICE, passed)


def _way(answers: Mapping[str, Any]) -> Way:
    named = str(answers.get("way") or Way.COUNTER)
    if named not in BY_HAND:
        raise ServedWrongly(f"an official serves in one of these ways: {', '.join(BY_HAND)}; not {named[:40]!r}")
    return Way(named)


def _said(change: Change, way: Way, on: date, *, at: str = "", **told: str) -> dict[str, Any]:
    day = f"{on.year}年{on.month}月{on.day}日"
    to = change.case.applicant
    return {"way": way.titled.zh, "served_on": on.isoformat(), "delivered_at": at or day, "to": to, **told}


def _moment(local: datetime) -> str:
    return f"{local:%Y年}{local.month}月{local.day}日{local:%H时%M分}"
