"""Whose a task is: taken from the pool, put back, given to a colleague for good or for an opinion, reassigned by a
supervisor, taken over.

No legal acts, but kept in the record like everything that is done. Four eyes hold throughout: nobody gets a task who
had a part in a step that must be another person's, and whoever gave an opinion on one has had a part in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from engine.acts.at_task import (
    AtTask,
    TaskHeld,
    about_of,
    must_be_free,
    must_be_mine,
    must_be_offered,
    must_be_open,
    must_be_whole,
    must_supervise,
    packed_about,
    read_task,
)
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.writing import NoteMissing, check_note
from engine.authority import SUPERVISOR, Account, NotYours, SamePerson, holds_a_role, may_act
from engine.errors import Refusal
from engine.ledger import OFFICE, OPERATOR
from engine.store import questions
from engine.terms import TaskVerb, Titled
from engine.workplace import Workplace


class DelegationLoop(Refusal):
    """A task would be given to somebody it was given by."""

    code = "TASK-DELEGATION-LOOP"
    remedy = "Give it back with your opinion (`sealflow task give-back`), or ask somebody who has not had it."
    status = 409

    def __init__(self, step: str, chain: list[str]) -> None:
        super().__init__(f"{step} would go round in a circle: {' → '.join(chain)}")


def claim(place: Workplace, task: str, account: str) -> Change | None:
    """The task is this account's until it is done or released; None when it was so before.

    Of two who claim at once, one gets it. Raises TaskUnknown, TaskDone, NotYours, Claimed, SamePerson.
    """
    return _at(place, task, account, _claim)


def release(place: Workplace, task: str, account: str) -> Change | None:
    """The task is back in the pool of its role. Raises as `claim`, and TaskHeld."""
    return _at(place, task, account, _release)


def transfer(place: Workplace, task: str, account: str, to: str, note: str = "") -> Change | None:
    """The task is a colleague's for good. Raises as `claim`, TaskHeld, VerbNotPossible; NotYours for the colleague."""
    return _at(place, task, account, lambda at: _transfer(at, to, note))


def reassign(place: Workplace, task: str, account: str, to: str, note: str) -> Change | None:
    """The task is another official's for good, whoever had it: a supervisor says so, and why; both are told.

    Raises NoteMissing, NotYours, TaskHeld, VerbNotPossible; NotYours, SamePerson for who would get it.
    """
    return _at(place, task, account, lambda at: _reassign(at, to, note))


def delegate(place: Workplace, task: str, account: str, to: str, note: str = "") -> Change | None:
    """A colleague is to give an opinion, and the task comes back. Raises as `transfer`, and DelegationLoop."""
    return _at(place, task, account, lambda at: _delegate(at, to, note))


def give_back(place: Workplace, task: str, account: str, note: str) -> Change | None:
    """The opinion asked for is given, and the task is again whose it was. Raises NoteMissing, and as `claim`."""
    return _at(place, task, account, lambda at: _give_back(at, note))


def recall(place: Workplace, task: str, account: str, note: str = "") -> Change | None:
    """Who gave the task away for an opinion has it again, without one. Raises as `claim`."""
    return _at(place, task, account, lambda at: _recall(at, note))


def may_claim(at: AtTask) -> None:
    """Raises what `claim` raises."""
    must_be_open(at)
    if at.step.role.who != "official" and not at.main:
        raise NotYours(at.account.name, _what(at, TaskVerb.CLAIM), "officials only")
    must_be_mine(at, _what(at, TaskVerb.CLAIM))
    if at.assignee is not None:
        raise at.refuse(TaskVerb.CLAIM, "已经由您承办", "it is yours already")
    for hand in at.hands:
        must_be_free(at, hand)


def may_release(at: AtTask) -> None:
    """Raises what `release` raises."""
    must_be_open(at)
    if at.assignee is None:
        raise at.refuse(TaskVerb.RELEASE, "还没有人认领", "nobody has claimed it")
    _mine_to_pass_on(at, TaskVerb.RELEASE)
    if at.row["task_element"] is not None or at.about.get("named") or at.about.get("kind"):
        raise at.refuse(
            TaskVerb.RELEASE, "指名由您办理，没有待领的岗位", "it is yours by name; there is no pool for it"
        )


def may_transfer(at: AtTask) -> None:
    """Raises what `transfer` raises, but for the colleague."""
    must_be_open(at)
    must_be_offered(at, TaskVerb.TRANSFER)
    _mine_to_pass_on(at, TaskVerb.TRANSFER)


def may_reassign(at: AtTask) -> None:
    """Raises what `reassign` raises, but for who would get it and for want of a reason."""
    must_be_open(at)
    must_be_offered(at, TaskVerb.REASSIGN)
    must_be_whole(at, TaskVerb.REASSIGN)
    if not _was_raised_to(at):
        must_supervise(at, TaskVerb.REASSIGN)
    # Who had a part in the case as an official does not choose who is to be the second pair of eyes.
    must_be_free(at, at.account)
    if at.about.get("held"):
        raise TaskHeld(TaskVerb.REASSIGN, Titled("已经签署，正等其他人", "it is signed and waits for others"))


def may_delegate(at: AtTask) -> None:
    """Raises what `delegate` raises, but for the colleague."""
    must_be_open(at)
    must_be_offered(at, TaskVerb.DELEGATE)
    if at.main:
        raise at.refuse(TaskVerb.DELEGATE, "这是征求您本人的意见", "it is your own opinion that is asked for")
    must_be_mine(at, _what(at, TaskVerb.DELEGATE))
    _not_signed(at, TaskVerb.DELEGATE)
    if at.behalf is not None:
        raise at.refuse(TaskVerb.DELEGATE, "代理人自己办理，不再委派", "a deputy does it and does not give it on")
    if not at.about.get("delegators"):
        must_be_free(at, at.account)


def may_give_back(at: AtTask) -> None:
    """Raises what `give_back` raises."""
    must_be_open(at)
    if not at.about.get("delegators"):
        raise at.refuse(TaskVerb.GIVE_BACK, "不是委派来的", "nobody gave it to you for an opinion")
    must_be_mine(at, _what(at, TaskVerb.GIVE_BACK), pool=False)


def may_recall(at: AtTask) -> None:
    """Raises what `recall` raises."""
    must_be_open(at)
    if at.account.name not in at.about.get("delegators", ()):
        raise at.refuse(TaskVerb.RECALL, "您没有委派给别人", "you have not given it to anybody")


def _claim(at: AtTask) -> Change | None:
    must_be_open(at)
    if at.assignee == at.account.name:
        must_be_mine(at, _what(at, TaskVerb.CLAIM))
        return None
    may_claim(at)
    change = at.change()
    change.entry(at.account, TaskVerb.CLAIM, **at.told)
    about = {**at.about, "for": at.behalf.name if at.behalf else ""}
    change.alter(at.row, assignee=at.account.name, about=packed_about(about))
    return change


def _release(at: AtTask) -> Change | None:
    must_be_open(at)
    if at.assignee is None:
        must_be_mine(at, _what(at, TaskVerb.RELEASE))
        return None
    may_release(at)
    change = at.change()
    change.entry(at.account, TaskVerb.RELEASE, **at.told)
    change.alter(at.row, assignee=None, about=packed_about({**at.about, "for": ""}))
    return change


def _transfer(at: AtTask, to: str, note: str) -> Change:
    may_transfer(at)
    other = at.place.account(to)
    _may_get(at, other, TaskVerb.TRANSFER)
    return _given(at, TaskVerb.TRANSFER, other, note, {**at.about, "for": ""})


def _reassign(at: AtTask, to: str, note: str) -> Change:
    may_reassign(at)
    if not note.strip():
        raise NoteMissing(TaskVerb.REASSIGN)
    other = at.place.account(to)
    _may_get(at, other, TaskVerb.REASSIGN)
    before = [name for name in (at.assignee, *at.about.get("delegators", ())) if name and name != other.name]
    change = _given(at, TaskVerb.REASSIGN, other, note, {**at.about, "for": "", "delegators": []})
    change.want_reminded(TaskVerb.REASSIGN, [other.name, *before], outside=False, role=at.row["task_role"])
    return change


def _was_raised_to(at: AtTask) -> bool:
    """Whether the task was raised to the account, who still signs for the organ."""
    raised = at.account.name in at.about.get("raised", {}).get("to", ())
    return raised and holds_a_role(at.account, at.matter.signers(at.row["task_for_organ"]))


def _delegate(at: AtTask, to: str, note: str) -> Change:
    may_delegate(at)
    other = at.place.account(to)
    chain = [*at.about.get("delegators", ()), at.account.name]
    if other.name in chain:
        raise DelegationLoop(at.step.id, [*chain, other.name])
    _may_get(at, other, TaskVerb.DELEGATE)
    return _given(at, TaskVerb.DELEGATE, other, note, {**at.about, "delegators": chain})


def _give_back(at: AtTask, note: str) -> Change:
    may_give_back(at)
    if not note.strip():
        raise NoteMissing(TaskVerb.GIVE_BACK)
    *rest, owner = at.about["delegators"]
    took_part(at)
    return _moved(at, TaskVerb.GIVE_BACK, owner, note, {**at.about, "delegators": rest})


def _recall(at: AtTask, note: str) -> Change:
    may_recall(at)
    chain = at.about["delegators"]
    rest = chain[: chain.index(at.account.name)]
    return _moved(at, TaskVerb.RECALL, at.account.name, note, {**at.about, "delegators": rest})


def took_part(at: AtTask) -> None:
    """Note that the account, and whose deputy it is, had a part in the step: four eyes see it from now on."""
    handlers = at.case.record.handlers.setdefault(at.step.id, [])
    handlers += [hand.name for hand in at.hands if hand.name not in handlers]


def _at(place: Workplace, task: str, account: str, work: Callable[[AtTask], Change | None]) -> Change | None:
    def done() -> Change | None:
        change = work(read_task(place, task, account))
        if change is not None:
            change.commit()
        return change

    return attempt(done, task)


def _given(at: AtTask, verb: TaskVerb, other: Account, note: str, about: dict[str, Any]) -> Change:
    return _moved(at, verb, other.name, note, about, to=other.name)


def _moved(at: AtTask, verb: TaskVerb, owner: str, note: str, about: dict[str, Any], **said: Any) -> Change:
    check_note(note)
    change = at.change()
    content = change.answer(verb, at.step.id, at.account, {}, note) if note else ""
    change.entry(at.account, verb, **at.told, content=content, **said)
    change.alter(at.row, assignee=owner, about=packed_about(about))
    return change


def _mine_to_pass_on(at: AtTask, verb: TaskVerb) -> None:
    must_be_mine(at, _what(at, verb))
    if at.about.get("delegators"):
        raise TaskHeld(verb, Titled("是别人委派的：请办理后交回", "it was given to you for an opinion: give it back"))
    _not_signed(at, verb)


def _not_signed(at: AtTask, verb: TaskVerb) -> None:
    if at.about.get("held"):
        raise TaskHeld(
            verb, Titled("您已签署，正等其他人：请先收回签署", "you have signed, others have yet to: take it back")
        )


def _may_get(at: AtTask, other: Account, verb: TaskVerb) -> None:
    """Raises NotYours, SamePerson, VerbNotPossible when the task cannot become this account's."""
    if other.name in (at.account.name, at.assignee):
        raise at.refuse(verb, "已经在其名下", f"it is {other.name}'s already")
    what = _what(at, verb)
    case = at.case
    may_act(other, at.role, applicant=case.applicant, agent=case.agent, named=case.record.named, what=what)
    must_be_free(at, other)
    if at.row["task_element"] is not None and other.name in _voters(at):
        raise SamePerson(other.name, at.step.id, at.step.id)


def _voters(at: AtTask) -> set[str]:
    """Those who have voted in this round of the step, or are to."""
    with at.place.database.reading() as connection:
        tasks = questions.open_tasks(connection, at.case.organ, at.case.id)
    to_vote = {task["assignee"] for task in tasks if task["step"] == at.step.id}
    voted = at.case.record.rounds.get(at.step.id, {})
    return to_vote | set(voted["by"] if voted.get("opened") == at.round else ())


def _what(at: AtTask, verb: TaskVerb) -> str:
    return f"{verb} {at.step.id} in {at.case.number}"


# ---- taking over from a leaver ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What became of a task of somebody who left: whose it is now (None: the pool's), and why not the successor's."""

    case: str
    step: str
    task: str
    to: str | None
    why: str = ""


def take_over(place: Workplace, leaver: str, to: str, by: Account | None, note: str = "") -> list[TakenOver]:
    """Every open task of an official who left is the successor's; what he may not do is back in the pool of its role.

    Each case is written by itself: what was moved stays moved. `to` empty: everything to the pools. by None: the
    operator. Raises NotYours unless a supervisor of the organ asks.
    """
    gone = place.account(leaver)
    if by is not None and not (SUPERVISOR in by.roles and by.organ == gone.organ):
        raise NotYours(by.name, f"hand over the tasks of {leaver}", f"supervisors of {gone.organ}")
    if gone.kind != "official" or to == leaver:
        raise NotYours(leaver, "be succeeded", "officials, by somebody else")
    successor = place.account(to) if to else None
    check_note(note)
    with place.database.reading() as connection:
        tasks = [row["id"] for row in questions.tasks_of_account(connection, leaver)]
        tasks += [
            row["id"]
            for row in questions.arranged_tasks(connection)
            if leaver in about_of(row["about"]).get("delegators", ()) and row["id"] not in tasks
        ]
    actor = by or Account(OPERATOR, OPERATOR, "system")
    moved = [attempt(partial(_succeed, place, task, gone, successor, actor, note), task) for task in tasks]
    done = [one for one in moved if one is not None]
    with place.database.writing() as connection:
        OFFICE.write(connection, place.now(), actor.name, "take_over", account=leaver, to=to, tasks=len(done))
    return done


def _succeed(
    place: Workplace, task: str, gone: Account, successor: Account | None, actor: Account, note: str
) -> TakenOver | None:
    at = read_task(place, task, gone.name)
    chain = at.about.get("delegators", [])
    if at.row["task_state"] != 0 or gone.name not in (at.assignee, *chain):
        return None
    why = ""
    to = successor.name if successor else None
    if successor is not None:
        try:
            _may_get(at, successor, TaskVerb.TRANSFER)
            if successor.name in (at.assignee, *chain):
                raise DelegationLoop(at.step.id, [*chain, successor.name])
        except Refusal as refused:
            why, to = str(refused), None
    about = {**at.about, "for": ""}
    mine = at.assignee == gone.name
    assignee = to if mine else at.assignee
    if chain and to is None:
        # An opinion that nobody can be given any more is not waited for; whoever asked first has the task again.
        rest = [name for name in chain if name != gone.name]
        if mine and rest:
            *rest, assignee = rest
        about["delegators"] = rest
    elif chain:
        about["delegators"] = [to if name == gone.name else name for name in chain]
    change = at.change()
    content = change.answer("take_over", at.step.id, actor, {}, note) if note else ""
    told = {"step": at.step.id, "task": at.id, "account": gone.name, "to": assignee or "", "content": content}
    change.entry(actor, "take_over", **told)
    change.alter(at.row, assignee=assignee, about=packed_about(about))
    change.commit()
    return TakenOver(at.case.number, at.step.id, at.id, assignee, why)
