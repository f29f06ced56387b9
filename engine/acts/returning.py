"""Back: to an earlier step chosen from those that are lawful, to the applicant, or to one's own act just done.

The process knows which steps it can go back to; here it is asked which of them the law leaves open. An act of the table
stands: it was told to the applicant and set clocks going, so no way leads back past one. Within that, the case stands
in law as it did when the step was done, and goes on by paths that were checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from bpmn.runner import Progress, Run, StepNotBehind, load
from engine.acts.at_task import (
    AtTask,
    VerbNotPossible,
    must_be_mine,
    must_be_offered,
    must_be_open,
    must_be_whole,
    read_task,
)
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.handing import took_part
from engine.acts.parts import unsign
from engine.acts.writing import NoteMissing, Suspended, check_note
from engine.authority import holds_a_role
from engine.case import Case
from engine.lifecycle import open_acts
from engine.matter.model import Step
from engine.store import questions, queue
from engine.store.tables import DONE, OPEN
from engine.terms import Audience, Status, TaskVerb
from engine.workplace import Workplace

_LOOKED_BACK = 500
"""How many entries are read to see what was done since the last act of the table."""
_BACK = (TaskVerb.RETURN, TaskVerb.TAKE_BACK)


def return_to(place: Workplace, task: str, account: str, step: str, note: str) -> Change:
    """The case is back at an earlier step, which is to be done again; whoever did it has it again if he may.

    What cannot be at work beside that step is cancelled with it. Raises NoteMissing, VerbNotPossible, TaskDone, and
    what authority and the process raise.
    """

    def work() -> Change:
        at = read_task(place, task, account)
        verb = TaskVerb.RETURN
        targets = [target.id for target in may_return(at)]
        if step not in targets:
            ways = "、".join(targets), ", ".join(targets)
            raise at.refuse(
                verb, f"不能退回到{step}，可以退回：{ways[0]}", f"not to {step}; one may return to {ways[1]}"
            )
        if not note.strip():
            raise NoteMissing(verb)
        check_note(note)
        change = at.change()
        run = load(at.matter.definition, at.case.state)
        _go(change, at, run, run.go_back(at.token, step, now=change.now), verb, step, note)
        change.commit()
        return change

    return attempt(work, task)


def may_return(at: AtTask) -> list[Step]:
    """The steps one may return to from an open task, the first of the process first. Raises why there are none."""
    verb = TaskVerb.RETURN
    must_be_open(at)
    must_be_offered(at, verb)
    must_be_whole(at, verb)
    must_be_mine(at, f"{verb} {at.step.id} in {at.case.number}")
    _goes_on(at, verb)
    if at.about.get("delegators"):
        raise at.refuse(verb, "是别人委派的：请办理后交回", "it was given to you for an opinion: give it back")
    behind = load(at.matter.definition, at.case.state).behind(at.token)
    done = _done_since_the_last_act(at)
    named = at.step.returns
    open_now = open_acts(at.case.status, at.case.record.days, kind=at.matter.kind)
    found = []
    for id in behind:
        step = at.matter.steps.get(id)
        if step is None or id not in done or (id not in named if named is not None else step.role.who != "official"):
            continue
        if not step.outcomes or step.opinions or set(step.acts) & set(open_now):
            found.append(step)
    if not found:
        raise _nowhere(at, behind)
    return found


def take_back(place: Workplace, task: str, account: str, note: str = "") -> Change:
    """One's own opinion is as if not given, and the step is open again, its task the account's.

    Only while nobody has gone on from it: the tasks it opened are untouched, no message left, no service began. Raises
    VerbNotPossible, NotYours, and what the process raises.
    """

    def work() -> Change:
        at = read_task(place, task, account)
        check_note(note)
        if at.row["task_state"] == OPEN:
            change = unsign(at, note)
        else:
            change = at.change()
            run, progress = may_take_back(at, change)
            _go(change, at, run, progress, TaskVerb.TAKE_BACK, at.step.id, note, of=_own_entry(at)["number"])
        change.commit()
        return change

    return attempt(work, task)


def may_take_back(at: AtTask, change: Change) -> tuple[Run, Progress]:
    """What the process does when the done task is taken back, tried on a copy. Raises why it cannot be."""
    verb = TaskVerb.TAKE_BACK
    if at.main:
        raise at.refuse(verb, "会签、答复已经生效", "a signature or answer given stays")
    if at.row["task_state"] != DONE or at.row["task_done_by"] != at.account.name:
        raise at.refuse(verb, "不是您办理的", "it was not you who did it")
    must_be_offered(at, verb)
    _goes_on(at, verb)
    if at.row["task_element"] is not None:
        refused = at.refuse(
            verb,
            "表决即签署，签署后不能单方收回；改变意见的，由尚未表决或者作决定的人退回，全体重新表决",
            "a vote is a signature and stands; who has yet to vote, or decides, may send it back: all vote anew",
        )
        refused.source = "电子签名法第十四条"
        raise refused
    own = _own_entry(at)
    if own.get("legal"):
        raise at.refuse(
            verb, "法律行为已经作出并告知申请人，不能收回", "an act of the law was told to the applicant and stands"
        )
    if own.get("thrown") or own.get("signals"):
        raise at.refuse(verb, "已经有消息发出", "a message has left by it")
    run = load(at.matter.definition, at.case.state)
    try:
        progress = run.take_back(at.step.id, now=change.now)
    except StepNotBehind:
        raise at.refuse(
            verb, "环节已经重新办理，或者所在子流程已经结束", "the step is open again, or what it stood in is over"
        ) from None
    _untouched(at, {closed.token for closed in progress.closed}, own["number"])
    return run, progress


def _untouched(at: AtTask, closed: set[str], entry: int) -> None:
    """Raises VerbNotPossible unless what the taking back would close was opened by that entry and nobody has begun."""
    verb = TaskVerb.TAKE_BACK
    with at.place.database.reading() as connection:
        tasks = {row["token"]: row for row in questions.open_tasks(connection, at.case.organ, at.case.id)}
        jobs = {row["id"]: row for row in queue.jobs_of(connection, at.case.organ, at.case.id)}
    for token in closed:
        task, job = tasks.get(token), jobs.get(f"{at.case.id}:{token}")
        if task is not None and task["entry"] != entry:
            raise at.refuse(verb, f"已经办到{task['step']}", f"others have gone on to {task['step']}")
        if task is not None and (task["assignee"] or task["about"]) and not task["element"]:
            who = task["assignee"] or task["step"]
            raise at.refuse(verb, f"{who}已经接手", f"{who} has begun with {task['step']}")
        if task is None and (job is None or job["attempts"]):
            raise at.refuse(verb, "系统已经接着办理", "the system has gone on with it")
    if not closed and any(b["number"] > entry and "task" in b and b["act"] in _BACK for b in _entries(at)):
        # Its token waits at a join, or a return has taken it away since.
        raise at.refuse(verb, "办件此后退回过", "the case has been sent back since")


def _go(
    change: Change,
    at: AtTask,
    run: Run,
    progress: Progress,
    verb: TaskVerb,
    step: str,
    note: str,
    **said: Any,
) -> None:
    """Write that the case has gone back to a step."""
    change.progress(progress, run, at.account)
    if verb is TaskVerb.TAKE_BACK:
        change.assign_opened(step, at.account.name)
    else:
        change.assign_opened(step, _who_did(at, step))
        took_part(at)
    content = change.answer(verb, at.step.id, at.account, {}, note) if note else ""
    at.case.revision += 1
    change.entry(at.account, verb, **at.told, content=content, to=step, **said)


def _who_did(at: AtTask, step: str) -> str | None:
    """Who did a step last, if it may be that one's again."""
    target = at.matter.steps[step]
    if target.role.who == "applicant":
        return at.case.agent or at.case.applicant
    if target.role.who == "named":
        return at.case.record.named.get(target.role.lane) or None
    with at.place.database.reading() as connection:
        tasks = questions.all_tasks(connection, at.case.organ, at.case.id)
    names = [t["done_by"] for t in tasks if t["step"] == step and t["state"] == DONE and not t["main"]]
    who = at.place.colleagues(names[-1:]).get(names[-1]) if names else None
    return who.name if who is not None and holds_a_role(who, [target.role]) else None


def _own_entry(at: AtTask) -> Mapping[str, Any]:
    """The entry by which the account did the task's step. Raises VerbNotPossible when the step was done again since."""
    for body in _entries(at):
        if body.get("step") == at.step.id and _completes(body):
            if body["at"] == at.row["task_done_at"] and at.account.name in (body["actor"], body.get("on_behalf")):
                return body
            break
    raise at.refuse(TaskVerb.TAKE_BACK, "此后又办理过", "it has been done again since")


def _entries(at: AtTask) -> Iterator[Mapping[str, Any]]:
    """The newest entries of the case, the last first."""
    span = range(max(1, at.case.entries + 1 - _LOOKED_BACK), at.case.entries + 1)
    with at.place.database.reading() as connection:
        entries = questions.entries_between(connection, at.case.organ, at.case.id, span)
    return map(orjson.loads, (body for _, body, _ in reversed(entries)))


def _done_since_the_last_act(at: AtTask) -> set[str]:
    """The steps completed since the last act of the table done at a step, and since a paper told the applicant."""
    done: set[str] = set()
    for body in _entries(at):
        rule = at.matter.documents.get(body.get("document", ""))
        told = rule is not None and bool(rule.step) and rule.audience is Audience.APPLICANT
        if told or (body.get("legal") and body.get("step")):
            break
        if _completes(body):
            done.add(body["step"])
    return done


def _completes(body: Mapping[str, Any]) -> bool:
    """Whether an entry tells that a step was completed, rather than what people arranged about its task."""
    return bool(body.get("step")) and "task" not in body


def _goes_on(at: AtTask, verb: TaskVerb) -> None:
    case: Case = at.case
    if case.status is Status.SUSPENDED:
        raise Suspended(verb, case.status, open_acts(case.status, case.record.days, kind=at.matter.kind))
    if case.is_closed:
        raise at.refuse(verb, "办件已经办结", "the case is closed")


def _nowhere(at: AtTask, behind: tuple[str, ...]) -> VerbNotPossible:
    if not behind:
        return at.refuse(TaskVerb.RETURN, "前面没有人工环节", "no person's step lies before it")
    if at.step.returns == ():
        return at.refuse(TaskVerb.RETURN, "本事项在这个环节不允许退回", "the matter allows no return from this step")
    if any(at.matter.steps[id].role.who == "applicant" for id in behind if id in at.matter.steps):
        return at.refuse(
            TaskVerb.RETURN,
            "前面的环节之后已经作出法律行为；要申请人更正的，依法一次告知补正",
            "acts of the law were done since; what the applicant must mend is asked for once, as the law says",
        )
    return at.refuse(
        TaskVerb.RETURN, "前面的环节之后已经作出法律行为，不能退回", "acts of the law were done since, and they stand"
    )
