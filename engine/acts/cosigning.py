"""More than one who sign: before, after or beside whoever does a task.

No diagram draws them. The step is done when its own official and every signer have signed; the last signature is the
moment of the act. Whoever signs has had a part in the step, as four eyes see it. Of a step that the diagram gives to
several, a signer beside them is one more of these.
"""

from __future__ import annotations

import orjson

from bpmn.model import Loop
from bpmn.runner import load
from engine.acts.at_task import AtTask, about_of, must_be_free, packed_about
from engine.acts.change import Change, Trial
from engine.acts.parts import at_task, must_be_arrangeable, one_less, open_part, parts_of
from engine.acts.writing import check_note
from engine.authority import Account, NotYours, SamePerson, holds_a_role
from engine.store import questions
from engine.store.tables import CANCELLED
from engine.terms import PartKind, Place, TaskVerb
from engine.workplace import Workplace


def add_signer(place: Workplace, task: str, account: str, who: str, where: str, note: str = "") -> Change:
    """Somebody is to sign before, after or beside whoever does the task.

    Raises VerbNotPossible, NotYours, SamePerson, TaskDone, and what the process raises.
    """
    return at_task(place, task, account, lambda at: _add(at, place.account(who), Place(where), note))


def remove_signer(place: Workplace, task: str, account: str, who: str, trial: Trial | None = None) -> Change:
    """A signer whom the account added, and who has not signed yet, is not waited for. Raises VerbNotPossible."""
    return at_task(place, task, account, lambda at: _remove(at, who, trial))


def may_add_signer(at: AtTask) -> list[Place]:
    """The places where a signer can be added now. Raises why there are none."""
    verb = TaskVerb.ADD_SIGNER
    must_be_arrangeable(at, verb)
    if at.about.get("delegators"):
        raise at.refuse(verb, "是别人委派的：请办理后交回", "it was given to you for an opinion: give it back")
    _room_at_the_hall(at)
    loop = loop_of(at)
    if at.about.get("held"):
        return [Place.AFTER]
    if loop is None:
        return [Place.BEFORE, Place.BESIDE, Place.AFTER]
    return [Place.BEFORE, Place.AFTER] if loop.sequential else [Place.BEFORE, Place.BESIDE, Place.AFTER]


def may_remove_signer(at: AtTask) -> list[str]:
    """The signers the account may remove. Raises why there are none."""
    verb = TaskVerb.REMOVE_SIGNER
    must_be_arrangeable(at, verb)
    mine = {hand.name for hand in at.hands}
    found = []
    for part in parts_of(at):
        told = orjson.loads(part["about"])
        if told["kind"] == PartKind.SIGNER and told["by"] in mine:
            found.append(part["assignee"])
    found += [coming["who"] for coming in at.about.get("after", ()) if coming["by"] in mine]
    found += [who for who in _still_to_vote(at) if at.case.record.added.get(at.step.id, {}).get(who) in mine]
    if not found:
        raise at.refuse(verb, "没有您加签、尚未签署的人", "you have added nobody who has yet to sign")
    return found


def loop_of(at: AtTask) -> Loop | None:
    """How the diagram gives the step to several; None when it gives it to one."""
    if at.row["task_element"] is None:
        return None
    return next((node.loop for node in at.matter.definition.steps() if node.id == at.step.id), None)


def _add(at: AtTask, who: Account, place: Place, note: str) -> Change:
    verb = TaskVerb.ADD_SIGNER
    places = may_add_signer(at)
    if place not in places:
        raise (
            at.refuse(verb, "他们依次办理：只能加在前面或者后面", "they sign one after another: add before or after")
            if loop_of(at)
            else at.refuse(verb, "您已签署：只能加在后面", "you have signed: only one after you")
        )
    check_note(note)
    _may_sign(at, who)
    change = at.change()
    content = change.answer(verb, at.step.id, at.account, {}, note) if note else ""
    loop = loop_of(at)
    more = loop is not None and place is (Place.AFTER if loop.sequential else Place.BESIDE)
    if more:
        run = load(at.matter.definition, at.case.state)
        change.progress(run.add_instance(at.token, who.name, now=change.now), run, at.account)
        change.assign_opened(at.step.id, who.name, packed_about({"named": True, "round": at.round}))
        at.case.record.added.setdefault(at.step.id, {})[who.name] = at.account.name
    at.case.revision += 1
    change.entry(at.account, verb, **at.told, to=who.name, place=place, content=content, several=True if more else None)
    if not more:
        about, coming = at.about, {"who": who.name, "by": at.account.name}
        if place is Place.AFTER and not about.get("held"):
            about["after"] = [*about.get("after", ()), coming]
        else:
            open_part(change, at, about, PartKind.SIGNER, coming, place)
        change.alter(at.row, about=packed_about(about))
    return change


def _room_at_the_hall(at: AtTask) -> None:
    """Raises VerbNotPossible where the lanes of the matter and the signers added are as many as may sign at the hall.

    Source: 地方规定, such as 北京市优化营商环境条例第三十五条第二款.
    """
    most = at.matter.most_signatures
    if most is None:
        return
    with at.place.database.reading() as connection:
        tasks = questions.all_tasks(connection, at.case.organ, at.case.id)
    arranged = [about_of(row["about"]) for row in tasks if row["state"] != CANCELLED]
    added = sum(about.get("kind") == PartKind.SIGNER for about in arranged)
    added += sum(len(about.get("after", ())) for about in arranged)
    added += sum(map(len, at.case.record.added.values()))
    drawn = {step.role.lane for step in at.matter.steps.values() if at.matter.signs(step)}
    if len(drawn) + added >= most:
        raise at.refuse(
            TaskVerb.ADD_SIGNER,
            f"大厅办理的决定至多{most}级签字",
            f"a decision at the hall has {most} signatures at most",
        )


def _may_sign(at: AtTask, who: Account) -> None:
    """Raises NotYours, SamePerson, VerbNotPossible when somebody cannot be a signer of the task."""
    verb = TaskVerb.ADD_SIGNER
    lanes = at.step.signers if at.step.signers is not None else (at.step.role.lane,)
    roles = [at.matter.roles[lane] for lane in lanes]
    if not holds_a_role(who, roles):
        whose = " or ".join(role.described() for role in roles) or "nobody: the matter lets no signer be added here"
        raise NotYours(who.name, f"sign {at.step.id} in {at.case.number}", whose)
    must_be_free(at, who)
    if who.name in {hand.name for hand in at.hands} | {at.assignee}:
        raise SamePerson(who.name, at.step.id, at.step.id)
    there = {part["assignee"] for part in parts_of(at)} | {coming["who"] for coming in at.about.get("after", ())}
    voted = at.case.record.rounds.get(at.step.id, {})
    by = voted["by"] if at.row["task_element"] is not None and voted.get("opened") == at.round else ()
    if who.name in there | set(by) | set(_still_to_vote(at)):
        raise at.refuse(verb, f"{who.name}已经在签署人之中", f"{who.name} is among the signers already")


def _remove(at: AtTask, who: str, trial: Trial | None) -> Change:
    verb = TaskVerb.REMOVE_SIGNER
    removable = may_remove_signer(at)
    if who not in removable:
        names = "、".join(removable), ", ".join(removable)
        raise at.refuse(
            verb, f"{who}已经签署、或者不是您加签的；可以减去：{names[0]}",
            f"{who} has signed, or was not added by you; you may remove {names[1]}",
        )  # fmt: skip
    change = at.change()
    part = next((part for part in parts_of(at) if part["assignee"] == who), None)
    about = at.about
    coming = [one for one in about.get("after", ()) if one["who"] == who]
    if part is None and not coming:
        run = load(at.matter.definition, at.case.state)
        at.case.record.added[at.step.id].pop(who)
        change.progress(run.remove_instance(at.token, who, now=change.now), run, at.account)
    at.case.revision += 1
    several = True if part is None and not coming else None
    change.entry(at.account, verb, **at.told, to=who, several=several)
    if coming:
        about["after"] = [one for one in about["after"] if one["who"] != who]
        change.alter(at.row, about=packed_about(about))
    elif part is not None:
        change.close_part(part["token"], at.account, None)
        one_less(change, at, at, trial)
    return change


def _still_to_vote(at: AtTask) -> list[str]:
    """Of a step given to several: whose turn is now or still to come, the account's own left out."""
    if loop_of(at) is None:
        return []
    awaited = load(at.matter.definition, at.case.state).awaited(at.token)
    return [who for who in awaited if isinstance(who, str) and who != at.assignee]
