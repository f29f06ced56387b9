"""More than one on a task: signers before, after or beside whoever does it, and others asked for an answer.

No diagram draws them. Each is a task of its own, a part of the one it was added to, and goes with it. The step is done
when its own official and every signer have signed; the last signature is the moment of the act. Whoever signs has had
a part in the step, as four eyes see it. An objection gives the task back to whoever decides. Of a step that the diagram
gives to several, a signer beside them is one more of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import orjson

from bpmn.model import Loop
from bpmn.runner import load
from engine.acts.at_task import (
    AtTask,
    TaskHeld,
    about_of,
    must_be_free,
    must_be_mine,
    must_be_offered,
    must_be_open,
    must_be_whole,
    packed_about,
    read_task,
)
from engine.acts.attempts import attempt
from engine.acts.change import Change, Trial
from engine.acts.handing import took_part
from engine.acts.writing import NoteMissing, check_note, write
from engine.authority import Account, NotYours, SamePerson, acts_for, holds_a_role
from engine.case import Case
from engine.errors import Refusal
from engine.forms import Checked
from engine.store import questions
from engine.store.asking import Row
from engine.store.tables import CANCELLED
from engine.terms import OUTSIDE, PartKind, Place, TaskVerb, Titled, Unit
from engine.workplace import Workplace

ANSWER_DAYS = 5
"""Working days for an answer when whoever asks names no last day."""


class AnswerDayPassed(Refusal):
    """An answer is asked for by a day that has passed."""

    code = "TASK-ANSWER-DAY"
    remedy = "Name a day from today on."
    status = 422

    def __init__(self, by: date, today: date) -> None:
        super().__init__(f"the answer is asked for by {by.isoformat()}, and today is {today.isoformat()}")


def add_signer(place: Workplace, task: str, account: str, who: str, where: str, note: str = "") -> Change:
    """Somebody is to sign before, after or beside whoever does the task.

    Raises VerbNotPossible, NotYours, SamePerson, TaskDone, and what the process raises.
    """
    return _at(place, task, account, lambda at: _add(at, place.account(who), Place(where), note))


def remove_signer(place: Workplace, task: str, account: str, who: str, trial: Trial | None = None) -> Change:
    """A signer whom the account added, and who has not signed yet, is not waited for. Raises VerbNotPossible."""
    return _at(place, task, account, lambda at: _remove(at, who, trial))


def ask(place: Workplace, task: str, account: str, to: str, question: str, by: date | None = None) -> Change:
    """Another organ (by a lane of the matter), a colleague or an outside expert is to answer by that day.

    Until then, or until the question is taken back, the task waits. Raises as `add_signer`; NoteMissing,
    AnswerDayPassed.
    """
    return _at(place, task, account, lambda at: _ask(at, to, question, by))


def call_off(place: Workplace, task: str, account: str) -> Change:
    """A question is taken back by whoever asked: `task` is the question's. Raises VerbNotPossible, TaskDone."""
    return _at(place, task, account, _call_off)


def complete_part(at: AtTask, outcome: str, note: str, trial: Trial | None) -> Change:
    """A signer agrees or objects, or a question is answered; the last signature completes the step.

    Raises as `steps.complete`; NoteMissing for an objection or answer without words.
    """
    must_be_open(at)
    must_be_mine(at, f"do {at.step.id} in {at.case.number}")
    check_note(note)
    if outcome != "agree" and not note.strip():
        raise NoteMissing(outcome)
    kind = PartKind(at.about["kind"])
    change = at.change()
    if kind is PartKind.SIGNER:
        for hand in at.hands:
            must_be_free(at, hand)
        took_part(at)
    content = change.answer(outcome, at.step.id, at.account, {}, note) if note else ""
    at.case.revision += 1
    change.entry(at.account, outcome, **at.told, part=kind, content=content)
    change.close_part(at.token, at.account, outcome)
    main = main_of(at)
    if main is not None:
        if outcome == "object":
            _give_back(change, at, main)
        else:
            _one_less(change, at, main, trial)
    if trial is not None:
        trial(change)
    change.commit()
    return change


def hold(
    at: AtTask,
    change: Change,
    outcome: str,
    checked: Checked,
    note: str,
    officers: list[str],
    voting: str,
    irregular: bool,
    trial: Trial | None,
) -> None:
    """Keep what whoever does the task has signed until the others have, and ask those who come after.

    What it will bring about is tried at once: whoever signs hears what is amiss, not whoever signs last.
    """
    tried = Change(at.place, Case.from_row(at.row), at.matter, change.now)
    write(tried, at.step, at.token, at.account, outcome, checked, note, (), officers, voting, irregular)
    if trial is not None:
        trial(tried)
    content = change.answer(at.step.form, at.step.id, at.account, checked.answers, note)
    at.case.revision += 1
    change.entry(at.account, "sign", **at.told, outcome=outcome, content=content)
    about = at.about
    about["held"] = {
        "by": at.account.name, "for": at.behalf.name if at.behalf else "", "outcome": outcome,
        "entry": at.case.entries, "routes": dict(checked.routes), "officers": officers, "voting": voting,
        "irregular": irregular,
    }  # fmt: skip
    for coming in about.pop("after", ()):
        _open_part(change, at, about, PartKind.SIGNER, coming, Place.AFTER)
    change.alter(at.row, about=packed_about(about))


def waits_for_others(at: AtTask) -> bool:
    """Whether what is done now is only signed. Raises TaskHeld when others must sign or answer before."""
    about = at.about
    if about.get("delegators"):
        raise TaskHeld(TaskVerb.COMPLETE, Titled("正由他人代为提出意见", f"{at.assignee} is to give an opinion first"))
    if about.get("held"):
        raise TaskHeld(TaskVerb.COMPLETE, Titled("您已签署，正等其他人", "you have signed; others have yet to"))
    if not about.get("parts"):
        return bool(about.get("after"))
    beside = False
    today = at.place.day(at.place.now()).isoformat()
    for part in parts_of(at):
        told = orjson.loads(part["about"])
        who = part["assignee"] or part["role"]
        if told["kind"] == PartKind.QUESTION:
            if part["due_on"] >= today:
                raise TaskHeld(
                    TaskVerb.COMPLETE,
                    Titled(f"正等{who}在{part['due_on']}前答复", f"{who} is to answer by {part['due_on']}"),
                )
        elif told["place"] == Place.BEFORE:
            raise TaskHeld(TaskVerb.COMPLETE, Titled(f"{who}应当先签", f"{who} is to sign first"))
        else:
            beside = True
    return beside or bool(about.get("after"))


def parts_of(at: AtTask) -> list[Row]:
    """The open parts of a task."""
    with at.place.database.reading() as connection:
        tasks = questions.open_tasks(connection, at.case.organ, at.case.id)
    return [row for row in tasks if row["main"] == at.token]


def main_of(at: AtTask) -> AtTask | None:
    """The open task that this one is a part of."""
    with at.place.database.reading() as connection:
        tasks = questions.open_tasks(connection, at.case.organ, at.case.id)
    row = next((row for row in tasks if row["token"] == at.main), None)
    if row is None:
        return None
    renamed = {f"task_{name}": value for name, value in row.items()}
    return AtTask(at.place, renamed, at.case, at.matter, at.step, at.account)


def may_add_signer(at: AtTask) -> list[Place]:
    """The places where a signer can be added now. Raises why there are none."""
    verb = TaskVerb.ADD_SIGNER
    _arranging(at, verb)
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
    _arranging(at, verb)
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


def may_ask(at: AtTask) -> list[str]:
    """The lanes that may be asked, and `outside`. Raises why nobody may."""
    _arranging(at, TaskVerb.ASK)
    if at.step.asks == ():
        raise at.refuse(TaskVerb.ASK, "本事项在这个环节不征求意见", "the matter lets this step ask nobody")
    if at.about.get("held"):
        raise TaskHeld(TaskVerb.ASK, Titled("您已签署：请先收回签署", "you have signed: take it back first"))
    return list(asked_lanes(at))


def asked_lanes(at: AtTask) -> Iterable[str]:
    """The lanes a question of this step may go to: those named, else every lane of officials."""
    if at.step.asks is not None:
        return at.step.asks
    return [lane for lane, role in at.matter.roles.items() if role.who == "official"]


def may_call_off(at: AtTask) -> None:
    """Raises why the question cannot be taken back."""
    must_be_open(at)
    if at.about.get("kind") != PartKind.QUESTION or at.about.get("by") != at.account.name:
        raise at.refuse(TaskVerb.CALL_OFF, "不是您提出的征求意见", "it is no question of yours")


def loop_of(at: AtTask) -> Loop | None:
    """How the diagram gives the step to several; None when it gives it to one."""
    if at.row["task_element"] is None:
        return None
    return next((node.loop for node in at.matter.definition.steps() if node.id == at.step.id), None)


# ---- signers ---------------------------------------------------------------------------------------------------------


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
            _open_part(change, at, about, PartKind.SIGNER, coming, place)
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
        _one_less(change, at, at, trial)
    return change


def _still_to_vote(at: AtTask) -> list[str]:
    """Of a step given to several: whose turn is now or still to come, the account's own left out."""
    if loop_of(at) is None:
        return []
    awaited = load(at.matter.definition, at.case.state).awaited(at.token)
    return [who for who in awaited if isinstance(who, str) and who != at.assignee]


# ---- questions -------------------------------------------------------------------------------------------------------


def _ask(at: AtTask, to: str, question: str, by: date | None) -> Change:
    lanes = may_ask(at)
    if not question.strip():
        raise NoteMissing(TaskVerb.ASK)
    check_note(question)
    change = at.change()
    due = by or at.place.calendar.add(change.today, ANSWER_DAYS, Unit.WORKING_DAY).day
    if due < change.today:
        raise AnswerDayPassed(due, change.today)
    role = at.matter.roles.get(to)
    if role is not None and to in lanes:
        whom = {"who": "", "organ": role.organ, "role": role.role}
    else:
        whom = _one_asked(at, at.place.account(to), lanes)
    if any((p["assignee"] or "", p["role"]) == (whom["who"], whom["role"]) for p in parts_of(at)):
        raise at.refuse(TaskVerb.ASK, f"正等{to}答复", f"{to} has been asked and has yet to answer")
    content = change.answer(TaskVerb.ASK, at.step.id, at.account, {}, question)
    at.case.revision += 1
    change.entry(at.account, TaskVerb.ASK, **at.told, to=to, due=due.isoformat(), content=content)
    about = at.about
    _open_part(
        change, at, about, PartKind.QUESTION, {**whom, "by": at.account.name, "asked": at.case.entries}, None, due
    )
    change.alter(at.row, about=packed_about(about))
    return change


def _one_asked(at: AtTask, who: Account, lanes: Iterable[str]) -> dict[str, str]:
    if acts_for(who, at.case.applicant, at.case.agent) or who.name in {hand.name for hand in at.hands}:
        raise NotYours(who.name, f"be asked at {at.step.id} in {at.case.number}", "others than the parties")
    if who.kind == "official":
        roles = [at.matter.roles[lane] for lane in lanes if lane in at.matter.roles]
        held = next((role for role in roles if holds_a_role(who, [role])), None)
        if held is None:
            whose = ", ".join(role.described() for role in roles)
            raise NotYours(who.name, f"be asked at {at.step.id} in {at.case.number}", whose)
        return {"who": who.name, "organ": held.organ, "role": held.role}
    if OUTSIDE not in lanes:
        raise at.refuse(
            TaskVerb.ASK, "本事项不征求机关以外的意见", "the matter lets nobody outside the organs be asked"
        )
    return {"who": who.name, "organ": at.case.organ, "role": OUTSIDE}


def _call_off(at: AtTask) -> Change:
    may_call_off(at)
    change = at.change()
    at.case.revision += 1
    change.entry(at.account, TaskVerb.CALL_OFF, **at.told, to=at.assignee or at.row["task_role"])
    change.close_part(at.token, at.account, None)
    main = main_of(at)
    if main is not None:
        _one_less(change, at, main, None)
    return change


# ---- parts -----------------------------------------------------------------------------------------------------------


def _open_part(
    change: Change,
    at: AtTask,
    about: dict[str, Any],
    kind: PartKind,
    whom: Mapping[str, Any],
    place: Place | None,
    due: date | None = None,
) -> None:
    about["parts"] = about.get("parts", 0) + 1
    told = {"kind": kind, "by": whom["by"], "place": place, "asked": whom.get("asked")}
    role = at.step.role
    change.open_part(
        at.row, whom["who"] or None, whom.get("organ", role.organ), whom.get("role", role.role),
        packed_about(told), due.isoformat() if due else at.row["task_due_on"],
    )  # fmt: skip


def _one_less(change: Change, at: AtTask, main: AtTask, trial: Trial | None) -> None:
    """One part of the task is over; with the last, what was signed is done."""
    about = main.about
    about["parts"] = about.get("parts", 0) - 1
    held = about.get("held")
    if held is None or about["parts"] > 0 or about.get("after"):
        change.alter(main.row, about=packed_about(about))
        return
    hands = [name for name in (held["by"], held["for"]) if name]
    found = main.place.colleagues(hands)
    answers, note = change.kept(held["entry"])
    write(
        change, main.step, main.token, found[held["by"]], held["outcome"], Checked(answers, held["routes"]),
        note, (), [*held["officers"], *hands[1:]], held["voting"],
        held["irregular"], signed=held["entry"], on_behalf=held["for"],
    )  # fmt: skip


def _give_back(change: Change, at: AtTask, main: AtTask) -> None:
    """An objection: what was signed is open again, and who comes after signs after it anew."""
    about = main.about
    about["parts"] = about.get("parts", 0) - 1
    about.pop("held", None)
    if at.about.get("place") == Place.AFTER:
        about["after"] = [{"who": at.assignee, "by": at.about["by"]}, *about.get("after", ())]
    _ask_again_later(change, main, about, but=at.token)


def unsign(at: AtTask, note: str) -> Change:
    """What the account signed, while others have yet to, is as if not signed. Raises VerbNotPossible."""
    may_unsign(at)
    change = at.change()
    content = change.answer(TaskVerb.TAKE_BACK, at.step.id, at.account, {}, note) if note else ""
    at.case.revision += 1
    change.entry(at.account, TaskVerb.TAKE_BACK, **at.told, content=content)
    about = at.about
    del about["held"]
    _ask_again_later(change, at, about)
    return change


def may_unsign(at: AtTask) -> None:
    """Raises VerbNotPossible unless the account has signed and the step waits for others."""
    held = at.about.get("held")
    if not held or held["by"] != at.account.name:
        raise at.refuse(TaskVerb.TAKE_BACK, "您还没有办理", "you have not done it yet")


def _ask_again_later(change: Change, main: AtTask, about: dict[str, Any], but: str = "") -> None:
    """Close what was opened for those who sign after, who sign when the task is signed anew."""
    for part in parts_of(main):
        told = orjson.loads(part["about"])
        if part["token"] != but and told.get("place") == Place.AFTER:
            about["after"] = [*about.get("after", ()), {"who": part["assignee"], "by": told["by"]}]
            about["parts"] -= 1
            change.close_part(part["token"], main.account, None)
    change.alter(main.row, about=packed_about(about))


def _arranging(at: AtTask, verb: TaskVerb) -> None:
    must_be_open(at)
    must_be_offered(at, verb)
    must_be_whole(at, verb)
    must_be_mine(at, f"{verb} {at.step.id} in {at.case.number}")


def _at(place: Workplace, task: str, account: str, work: Callable[[AtTask], Change]) -> Change:
    def done() -> Change:
        change = work(read_task(place, task, account))
        change.commit()
        return change

    return attempt(done, task)
