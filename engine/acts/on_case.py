"""Acts on the case that are no step of the diagram: withdraw, suspend, resume, extend; and messages from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bpmn.runner import load
from engine.acts.change import Change, attempt
from engine.acts.steps import check_answers
from engine.authority import Account, NotYours, may_act, may_see
from engine.case import Case, CaseUnknown, StalePage
from engine.errors import Refusal
from engine.lifecycle import open_acts
from engine.matter.model import CaseAct, Matter
from engine.store import questions
from engine.store.database import Connection
from engine.terms import CLOSED, Status
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
) -> Change:
    """The act is done on the case with this id or number.

    Raises CaseUnknown, ActNotOffered, StalePage, and what authority, the table of acts, the forms and the clocks raise.
    """
    return attempt(lambda: _perform(place, reference, account, act, answers or {}, note, seen), reference)


def _perform(
    place: Workplace,
    reference: str,
    account: Account,
    act: str,
    answers: Mapping[str, Any],
    note: str,
    seen: int | None,
) -> Change:
    case, matter = read_case(place, reference)
    rule = matter.case_acts.get(act)
    if rule is None:
        raise ActNotOffered(act, matter.case_acts)
    _may(account, rule, case, matter)
    if seen is not None and seen != case.revision:
        raise StalePage(seen, case.revision)
    change = Change(place, case, matter, place.now())
    checked = check_answers(change, rule.form, answers, act)
    data = {**checked.answers, "approver": account.name, **({"limit": rule.limit} if rule.limit else {})}
    said = change.perform(act, data)
    if case.status in CLOSED:
        run = load(matter.definition, case.state)
        change.progress(run.cancel(now=change.now), run, account)
    else:
        case.schedule(load(matter.definition, case.state).next_due, place.zone)
    content = change.answer(rule.form or act, "", account, checked.answers) if checked.answers else ""
    case.revision += 1
    change.entry(account, act, note=note, content=content, **said)
    change.commit()
    return change


def read_case(place: Workplace, reference: str) -> tuple[Case, Matter]:
    """The case with this id or number, and its matter. Raises CaseUnknown."""
    with place.database.reading() as connection:
        row = questions.case(connection, reference)
    if row is None:
        raise CaseUnknown(reference)
    case = Case.from_row(row)
    return case, place.matter(case.bundle)


def acts_offered(case: Case, matter: Matter, account: Account | None) -> tuple[str, ...]:
    """The acts on the case itself that are open now and this account may do; None: that anybody may do."""
    open_now = open_acts(case.status, case.record.days, kind=matter.kind)
    offered = []
    for rule in matter.case_acts.values():
        try:
            if account is not None:
                _may(account, rule, case, matter)
        except NotYours:
            continue
        if rule.act in open_now:
            offered.append(rule.act)
    return tuple(offered)


def deliver_message(
    place: Workplace, reference: str, account: Account, message: str, payload: Mapping[str, Any] | None = None
) -> Change:
    """A message has reached the steps of the case that wait for it. For officials of an organ taking part."""

    def work() -> Change:
        case, matter = read_case(place, reference)
        if not may_see(account, applicant=case.applicant, agent=case.agent, organs=matter.organs.values()):
            raise CaseUnknown(reference)
        if account.kind == "person" or account.kind == "organisation":
            raise NotYours(account.name, f"deliver {message}", "officials")
        if case.status is Status.SUSPENDED:
            raise ActNotOffered(message, {})
        change = Change(place, case, matter, place.now())
        run = load(matter.definition, case.state)
        change.progress(run.deliver(message, payload or {}, now=change.now), run, account)
        case.revision += 1
        change.entry(account, "message", message=message)
        change.commit()
        return change

    return attempt(work, reference)


def note(
    place: Workplace,
    case_id: str,
    account: Account,
    what: str,
    *,
    also: Callable[[Connection], None] | None = None,
    **said: Any,
) -> None:
    """An entry that is no legal act, such as a download; `also` may write more in its transaction."""

    def work() -> None:
        case, matter = read_case(place, case_id)
        change = Change(place, case, matter, place.now())
        change.entry(account, what, **said)
        change.commit(also)

    attempt(work, case_id)


def _may(account: Account, rule: CaseAct, case: Case, matter: Matter) -> None:
    refused: NotYours | None = None
    for lane in rule.roles:
        try:
            may_act(
                account,
                matter.roles[lane],
                applicant=case.applicant,
                agent=case.agent,
                what=f"{rule.act} the case {case.number}",
            )
            return
        except NotYours as error:
            refused = error
    raise refused or NotYours(account.name, rule.act, "nobody")
