"""What somebody may do with a task now, verb by verb: possible, and with whom or where to; or why not.

Each verb is asked by the very check that its doing begins with, so that a page never offers what would be refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.acts.at_task import AtTask, VerbNotPossible, candidates, must_be_mine, must_be_open, read_task
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.cosigning import may_add_signer, may_remove_signer
from engine.acts.handing import (
    may_claim,
    may_delegate,
    may_give_back,
    may_reassign,
    may_recall,
    may_release,
    may_transfer,
)
from engine.acts.parts import may_unsign, waits_for_others
from engine.acts.questioning import asked_lanes, may_ask, may_call_off
from engine.acts.returning import may_return, may_take_back
from engine.acts.telling import may_copy, may_escalate, may_tell
from engine.errors import Refusal
from engine.sayings import SAYINGS
from engine.store.tables import OPEN
from engine.terms import OUTSIDE, Language, TaskVerb
from engine.workplace import Workplace

_SHOWN = 200
"""How many people are named as those one may give a task to."""


def verbs(place: Workplace, task: str, account: str, language: Language) -> list[dict[str, Any]]:
    """Every verb with its title, whether it is possible, why not, and among whom or what one may choose.

    `people`: the accounts it may go to; `steps`, `places`, `lanes`: what else there is to choose. Raises TaskUnknown.
    """
    at = attempt(lambda: read_task(place, task, account), task)
    found = []
    for verb, check in _CHECKS.items():
        told: dict[str, Any] = {"verb": verb.value, "title": verb.titled.say(language), "possible": True}
        try:
            # Each check notes for whom the account acts: none sees what another noted.
            told |= check(AtTask(at.place, at.row, at.case, at.matter, at.step, at.account)) or {}
        except VerbNotPossible as refused:
            told |= {"possible": False, "code": refused.code, "why": refused.told.say(language)}
        except Refusal as refused:
            told |= {"possible": False, "code": refused.code, "why": _why(refused, language)}
        for step in told.get("steps", ()):
            step["title"] = step["title"].say(language)
        found.append(told)
    return found


def _why(refused: Refusal, language: Language) -> str:
    saying = SAYINGS.get(refused.code) if language == "zh" else None
    return saying.happened if saying is not None else str(refused)


def _complete(at: AtTask) -> None:
    must_be_open(at)
    must_be_mine(at, f"do {at.step.id} in {at.case.number}")
    if not at.main:
        waits_for_others(at)


def _to_colleagues(check: Callable[[AtTask], None]) -> Callable[[AtTask], dict[str, Any]]:
    def checked(at: AtTask) -> dict[str, Any]:
        check(at)
        return {"people": _people(at, [at.step.role.lane])}

    return checked


def _return(at: AtTask) -> dict[str, Any]:
    return {"steps": [{"step": s.id, "title": s.title, "role": s.role.who} for s in may_return(at)]}


def _take_back(at: AtTask) -> None:
    if at.row["task_state"] == OPEN:
        may_unsign(at)
    else:
        may_take_back(at, Change(at.place, at.case, at.matter, at.place.now()))


def _add_signer(at: AtTask) -> dict[str, Any]:
    places = may_add_signer(at)
    lanes = at.step.signers if at.step.signers is not None else (at.step.role.lane,)
    return {"places": [place.value for place in places], "people": _people(at, lanes)}


def _ask(at: AtTask) -> dict[str, Any]:
    lanes = may_ask(at)
    drawn = [lane for lane in asked_lanes(at) if lane != OUTSIDE]
    return {"lanes": lanes, "people": _people(at, drawn)}


def _people(at: AtTask, lanes: Any) -> list[dict[str, str]]:
    mine = {hand.name for hand in at.hands} | {at.assignee}
    barred = {name for step in at.step.distinct_from for name in at.case.record.handlers.get(step, ())}
    found = [one for one in candidates(at, lanes) if one.name not in mine | barred]
    return [{"account": one.name, "person": one.person} for one in found[:_SHOWN]]


_CHECKS: dict[TaskVerb, Callable[[AtTask], dict[str, Any] | None]] = {
    TaskVerb.COMPLETE: _complete,
    TaskVerb.CLAIM: may_claim,
    TaskVerb.RELEASE: may_release,
    TaskVerb.TRANSFER: _to_colleagues(may_transfer),
    TaskVerb.DELEGATE: _to_colleagues(may_delegate),
    TaskVerb.GIVE_BACK: may_give_back,
    TaskVerb.RECALL: may_recall,
    TaskVerb.RETURN: _return,
    TaskVerb.TAKE_BACK: _take_back,
    TaskVerb.ADD_SIGNER: _add_signer,
    TaskVerb.REMOVE_SIGNER: lambda at: {"signers": may_remove_signer(at)},
    TaskVerb.ASK: _ask,
    TaskVerb.CALL_OFF: may_call_off,
    TaskVerb.URGE: lambda at: may_tell(at, TaskVerb.URGE),
    TaskVerb.REMIND: lambda at: may_tell(at, TaskVerb.REMIND),
    TaskVerb.REASSIGN: _to_colleagues(may_reassign),
    TaskVerb.ESCALATE: lambda at: {"heads": [one.person for one in may_escalate(at)]},
    TaskVerb.COPY: lambda at: may_copy(at.account, at.case, at.matter),
}
