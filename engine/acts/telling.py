"""What is told without moving anything: a copy for information, a hurry, a reminder, what is late to the head; none
twice a day.

Source: 国务院关于在线政务服务的若干规定第十五条（督促）; 党政机关公文处理工作条例第九条（抄送）.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.acts.at_task import (
    AtTask,
    holders,
    must_be_offered,
    must_be_open,
    must_be_whole,
    must_supervise,
    packed_about,
    read_task,
)
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.acts.writing import NoteMissing, check_note
from engine.authority import SUPERVISOR, Account, NotYours, acts_for, holds_a_role, may_see
from engine.case import Case
from engine.errors import Refusal
from engine.matter.model import Matter
from engine.standing import light, worst
from engine.store import questions
from engine.store.database import Connection
from engine.terms import Light, PartKind, TaskVerb
from engine.workplace import Workplace


class CopiedAlready(Refusal):
    """Everybody named has a copy of the case already."""

    code = "CASE-COPIED-ALREADY"
    remedy = "Name somebody who has none yet."
    status = 409

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(f"{', '.join(names)} can read the case already")


def urge(place: Workplace, task: str, account: str, note: str = "") -> Change:
    """Whoever has an official's task is told that it is waited for. Raises VerbNotPossible, NotYours, TaskDone."""
    return _tell(place, task, account, TaskVerb.URGE, note)


def remind(place: Workplace, task: str, account: str, note: str = "") -> Change:
    """The applicant, or whoever was asked or is to sign, is told that it is waited for. Raises as `urge`."""
    return _tell(place, task, account, TaskVerb.REMIND, note)


def escalate(place: Workplace, task: str, account: str, note: str) -> Change:
    """What is late, or soon will be, is raised to whoever signs for the organ, who finds the case among the copies and
    may reassign the task from then on; they and whoever has the task are told.

    Raises NoteMissing, VerbNotPossible, NotYours, TaskDone.
    """

    def work() -> Change:
        at = read_task(place, task, account)
        heads = [one.name for one in may_escalate(at)]
        if not note.strip():
            raise NoteMissing(TaskVerb.ESCALATE)
        check_note(note)
        change = at.change()
        content = change.answer(TaskVerb.ESCALATE, at.step.id, at.account, {}, note)
        change.entry(at.account, TaskVerb.ESCALATE, **at.told, to=heads, content=content)
        change.want_reminded(TaskVerb.ESCALATE, list(dict.fromkeys((*heads, *_waited_for(at, False)))), outside=False)
        raised = {"on": change.today.isoformat(), "by": at.account.name, "to": heads}
        change.alter(at.row, about=packed_about({**at.about, "raised": raised}))
        copied = {"organ": at.case.organ, "case_id": at.case.id, "entry": at.case.entries, "at": change.at}
        change.commit(lambda connection: questions.put_copies(connection, copied, heads))
        return change

    return attempt(work, task)


def copy(place: Workplace, reference: str, account: Account, to: Iterable[str], note: str = "") -> Change:
    """Officials of the organs that take part may read the case from now on, and have it in their list of copies.

    Who has a copy already gets no second. Raises CaseUnknown, NotYours, CopiedAlready, UnknownAccount.
    """
    names = list(dict.fromkeys(to))

    def work() -> Change:
        case, matter = read_case(place, reference, account)
        may_copy(account, case, matter)
        check_note(note)
        readers = [place.account(name) for name in names]
        for reader in readers:
            if reader.kind != "official" or reader.organ not in matter.organs.values():
                organs = ", ".join(sorted(set(matter.organs.values())))
                raise NotYours(reader.name, f"get a copy of {case.number}", f"officials of {organs}")
        with place.database.reading() as connection:
            there = questions.copied_in(connection, case.organ, case.id)
        new = [name for name in names if name not in there]
        if not new:
            raise CopiedAlready(names)
        change = Change(place, case, matter, place.now())
        content = change.answer(TaskVerb.COPY, "", account, {}, note) if note else ""
        change.entry(account, TaskVerb.COPY, to=new, content=content)
        key = {"organ": case.organ, "case_id": case.id, "entry": case.entries, "at": change.at}

        def keep(connection: Connection) -> None:
            questions.insert_copies(connection, [{**key, "account": name} for name in new])

        change.commit(keep)
        return change

    return attempt(work, reference)


def may_copy(account: Account, case: Case, matter: Matter) -> None:
    """Raises NotYours unless the account is an official who takes part."""
    if not holds_a_role(account, matter.roles.values()):
        raise NotYours(account.name, f"copy {case.number} to others", "officials whose role the matter names")


def may_tell(at: AtTask, verb: TaskVerb) -> None:
    """Raises why nobody is urged or reminded."""
    must_be_open(at)
    about, mine = at.about, at.account.name
    theirs = at.step.role.is_outside or bool(at.main)
    if (verb is TaskVerb.REMIND) != theirs:
        raise at.refuse(
            verb,
            "对工作人员用催办，对申请人、指名的人和被征求意见、加签的人用提醒",
            "officials are urged; applicants, people named, signers and those who were asked are reminded",
        )
    outside = acts_for(at.account, at.case.applicant, at.case.agent)
    if mine == at.assignee or (outside and at.step.role.who == "applicant"):
        raise at.refuse(verb, "这是您自己的事", "it is your own to do")
    roles = list(at.matter.roles.values())
    official = holds_a_role(at.account, roles)
    sight = at.place.organs_of(at.account)
    looks_on = may_see(at.account, applicant="", agent=None, roles=roles, in_sight=sight)
    watches = SUPERVISOR in at.account.roles and looks_on
    # The applicant reminds whom the case names: the other party who has yet to confirm.
    of_others = verb is TaskVerb.URGE or at.step.role.who == "named"
    if not (official or watches or (outside and of_others)):
        raise NotYours(mine, f"{verb} {at.step.id} in {at.case.number}", "those who take part in the case")
    today = at.place.day(at.place.now()).isoformat()
    if today in about.get("told", {}).get(mine, ""):
        raise at.refuse(verb, "今天已经提醒过", "you have done so today")
    if about.get("kind") == PartKind.QUESTION and about.get("by") != mine and not watches:
        raise NotYours(mine, f"remind of the question at {at.step.id}", "whoever asked it")


def may_escalate(at: AtTask) -> list[Account]:
    """Whom the task would be raised to. Raises why nobody."""
    verb, organ = TaskVerb.ESCALATE, at.row["task_for_organ"]
    must_be_open(at)
    must_be_offered(at, verb)
    must_be_whole(at, verb)
    must_supervise(at, verb)
    place, today = at.place, at.place.day(at.place.now())
    days = (at.row["task_due_on"], at.case.standing.promised_on)
    if worst(light(day, today, place.calendar, place.warning_days) for day in days) not in (Light.RED, Light.YELLOW):
        raise at.refuse(verb, "还没有超期，也没有临近期限", "it is neither late nor soon will be")
    if at.about.get("raised", {}).get("on") == today.isoformat():
        raise at.refuse(verb, "今天已经报请过", "it has been raised today")
    roles = [role for role in at.matter.signers(organ) if role.role != at.row["task_role"]]
    heads = [one for one in holders(place, roles) if one.name not in (at.assignee, at.account.name)]
    if not heads:
        raise at.refuse(verb, "已经在签发人手里，没有再上一级", "nobody signs for the organ but who has it")
    return heads


def _waited_for(at: AtTask, outside: bool) -> list[str]:
    """Who has the task: the applicant and the agent, whoever has taken it, or everybody who may take it."""
    if outside:
        return [name for name in (at.case.applicant, at.case.agent) if name]
    return [at.assignee] if at.assignee else [one.name for one in holders(at.place, [at.role])]


def _tell(place: Workplace, task: str, account: str, verb: TaskVerb, note: str) -> Change:
    def work() -> Change:
        at = read_task(place, task, account)
        may_tell(at, verb)
        check_note(note)
        change = at.change()
        content = change.answer(verb, at.step.id, at.account, {}, note) if note else ""
        change.entry(at.account, verb, **at.told, to=at.assignee or at.row["task_role"], content=content)
        outside = at.step.role.who == "applicant" and not at.main
        change.want_reminded(verb, _waited_for(at, outside), outside, at.row["task_role"])
        told = {**at.about.get("told", {}), at.account.name: change.today.isoformat()}
        change.alter(at.row, about=packed_about({**at.about, "told": told}))
        change.commit()
        return change

    return attempt(work, task)
