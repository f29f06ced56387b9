"""Acts on the case that are no step of the diagram: withdraw, suspend, resume, extend; and messages from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from bpmn.runner import load
from engine.acts.attempts import attempt
from engine.acts.change import Change, Trial
from engine.acts.competence import may_touch_time
from engine.acts.reading import read_case
from engine.acts.standing_in import stood_in_for
from engine.acts.time import let_time_pass
from engine.acts.writing import Suspended, check_answers, check_note
from engine.authority import Account, NotYours, SamePerson, holds_a_role, may_act
from engine.case import Case, StalePage, instant
from engine.deadlines import Hearing
from engine.errors import Refusal
from engine.lifecycle import open_acts
from engine.matter.model import CaseAct, Matter
from engine.store import queue
from engine.store.database import Connection
from engine.terms import CLOSED, ActName, SpecialProcedure, Status
from engine.workplace import Workplace


class ActNotOffered(Refusal):
    """The matter offers no such act on the case itself."""

    code = "CASE-ACT-NOT-OFFERED"
    remedy = "Choose one of the acts listed, or complete the task that offers the act."
    status = 422

    def __init__(self, act: str, offered: Mapping[str, object]) -> None:
        super().__init__(f"{act!r} is not an act on the case; there are: {', '.join(offered) or 'none'}")


def perform(
    place: Workplace,
    reference: str,
    account: Account,
    act: str,
    answers: Mapping[str, Any] | None = None,
    *,
    note: str = "",
    seen: int | None = None,
    trial: Trial | None = None,
) -> Change:
    """The act is done on the case with this id or number. trial: looks at what is to be written, and may refuse it.

    Raises CaseUnknown, ActNotOffered, StalePage, and what authority, the table of acts, the forms and the clocks raise.
    """
    return attempt(lambda: _perform(place, reference, account, act, answers or {}, note, seen, trial), reference)


def _perform(
    place: Workplace,
    reference: str,
    account: Account,
    act: str,
    answers: Mapping[str, Any],
    note: str,
    seen: int | None,
    trial: Trial | None,
) -> Change:
    case, matter = read_in_time(place, reference, account)
    rule = matter.case_acts.get(act)
    if rule is None:
        raise ActNotOffered(act, matter.case_acts)
    behalf = _hand(place, account, rule, case, matter, rule.limit or str(answers.get("limit") or ""))
    if seen is not None and seen != case.revision:
        raise StalePage(seen, case.revision)
    check_note(note)
    change = Change(place, case, matter, place.now())
    checked = check_answers(change, rule.form, answers, act)
    data = {**checked.answers, "approver": account.name, **({"limit": rule.limit} if rule.limit else {})}
    if act == ActName.SUSPEND and checked.answers.get("reason") == SpecialProcedure.HEARING:
        _check_hearing(change, checked.answers.get("hearing"))
    said = change.perform(act, data)
    if case.status in CLOSED:
        run = load(matter.definition, case.state)
        change.progress(run.cancel(now=change.now), run, account)
    else:
        case.schedule(load(matter.definition, case.state).next_due, place.zone)
    answered = checked.answers or note
    content = change.answer(rule.form or act, "", account, checked.answers, note) if answered else ""
    case.revision += 1
    change.entry(account, act, content=content, on_behalf=behalf.name if behalf else "", **said)
    if trial is not None:
        trial(change)
    # What waited for the special procedure to end may go on at once.
    change.commit(partial(queue.hurry_jobs, organ=case.organ, case_id=case.id, now=change.at))
    return change


def _check_hearing(change: Change, days: Mapping[str, Any] | None) -> None:
    """Where the form asks for the days of a hearing and its chair: in time, and chaired by nobody who examined.

    Source: 行政许可法第四十七条、第四十八条第一款第三项.
    """
    if days is None:
        return
    Hearing.of(days, change.today).check(change.place.calendar)
    chair = str(days.get("chair", ""))
    for step, people in change.case.record.handlers.items():
        if chair in people:
            raise SamePerson(chair, "hearing", step)


def acts_offered(place: Workplace, case: Case, matter: Matter, account: Account | None) -> tuple[str, ...]:
    """The acts on the case itself that are open now and this account may do; None: that anybody may do."""
    open_now = open_acts(case.status, case.record.days, kind=matter.kind)
    offered = []
    for rule in matter.case_acts.values():
        try:
            if account is not None:
                _hand(place, account, rule, case, matter, rule.limit)
        except NotYours:
            continue
        if rule.act in open_now:
            offered.append(rule.act)
    return tuple(offered)


def deliver_message(place: Workplace, reference: str, account: Account, message: str) -> Change:
    """A message has reached the steps of the case that wait for it. For officials whose role the matter knows.

    It carries nothing: what it should decide belongs into a step with a form.
    """

    def work() -> Change:
        case, matter = read_in_time(place, reference, account)
        if not holds_a_role(account, matter.roles.values()):
            raise NotYours(account.name, f"deliver {message}", "officials whose role the matter names")
        if case.status is Status.SUSPENDED:
            raise Suspended(message, case.status, open_acts(case.status, case.record.days, kind=matter.kind))
        change = Change(place, case, matter, place.now())
        run = load(matter.definition, case.state)
        change.progress(run.deliver(message, now=change.now), run, account)
        case.revision += 1
        change.entry(account, "message", message=message)
        change.commit()
        return change

    return attempt(work, reference)


def read_in_time(place: Workplace, reference: str, reader: Account | None = None) -> tuple[Case, Matter]:
    """The case with all that had to happen by now done: the law does not wait for whoever is slow.

    Raises CaseUnknown, as `read_case`.
    """
    case, matter = read_case(place, reference, reader)
    if case.next_due is not None and case.next_due <= instant(place.now()):
        while let_time_pass(place, case.id) is not None:
            pass
        case, matter = read_case(place, reference)
    return case, matter


def note(
    place: Workplace,
    case_id: str,
    account: Account,
    what: str,
    *,
    text: str = "",
    also: Callable[[Connection], None] | None = None,
    **said: Any,
) -> None:
    """An entry that is no legal act, such as a download; `also` may write more in its transaction."""

    def work() -> None:
        case, matter = read_case(place, case_id)
        change = Change(place, case, matter, place.now())
        content = change.answer(what, "", account, {}, text) if text else ""
        change.entry(account, what, content=content, **said)
        change.commit(also)

    attempt(work, case_id)


def _hand(
    place: Workplace, account: Account, rule: CaseAct, case: Case, matter: Matter, limit: str
) -> Account | None:
    """Whose deputy the account is in an act on the case; None when it may by itself. Raises NotYours."""
    try:
        _may(account, rule, case, matter)
        may_touch_time(account, rule.act, case, matter, limit)
        return None
    except NotYours:
        for absent in stood_in_for(place, account):
            with suppress(NotYours):
                _may(absent, rule, case, matter)
                may_touch_time(absent, rule.act, case, matter, limit)
                return absent
        raise


def _may(account: Account, rule: CaseAct, case: Case, matter: Matter) -> None:
    refused: NotYours | None = None
    for lane in rule.roles:
        try:
            may_act(
                account,
                matter.roles[lane],
                applicant=case.applicant,
                agent=case.agent,
                named=case.record.named,
                what=f"{rule.act} the case {case.number}",
            )
            return
        except NotYours as error:
            refused = error
    raise refused or NotYours(account.name, rule.act, "nobody")
