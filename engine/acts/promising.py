"""Promises in place of a proof or a condition (告知承诺): who may make them, and what becomes of them afterwards.

A promise stands for the paper and not for the condition: it is checked. Found untrue, it is no act on the case but on
the papers that rest on it: they are revoked at once, the applicant is told in a decision, and may for some years not
promise again.
Source: 国办发〔2020〕42号; 行政许可法第六十九条第二款; 北京市优化营商环境条例第三十三条.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from engine.acts.change import Change, Trial, attempt
from engine.acts.reading import read_case
from engine.acts.revoking import write_standing
from engine.acts.writing import check_note
from engine.authority import Account, NotYours, holds_a_role
from engine.bars import bar
from engine.errors import NotFound, Refusal
from engine.matter.model import Commitment
from engine.store import questions
from engine.store.database import Connection
from engine.store.tables import REVOKED, VALID
from engine.terms import BREAK_PROMISE, BarReason, PromiseState, Unit
from engine.workdays import plain_end
from engine.workplace import Workplace

BAR_YEARS = "false_promise_bar_years"
"""The policy that says how long an untrue promise bars from others."""
_BAR_YEARS = 3
"""Where no policy says so (行政许可法第七十九条)."""


class PromiseUnknown(NotFound):
    """Nothing of the kind was promised in the case, or it has been settled."""

    code = "PROMISE-UNKNOWN"
    remedy = "Look at the promises of the case (`sealflow case show`); `sealflow promise list` shows all to be checked."

    def __init__(self, commitment: str, open_promises: Collection[str]) -> None:
        super().__init__(f"{commitment} is no open promise of the case; open are: {', '.join(open_promises) or 'none'}")


class PromiseUnexplained(Refusal):
    """A promise is called untrue without saying why."""

    code = "PROMISE-UNEXPLAINED"
    remedy = "Write what was found and where (`--note`); it stands in the decision that revokes."
    source = "行政许可法第六十九条"
    status = 422


def check_promise(
    place: Workplace,
    reference: str,
    account: Account,
    commitment: str,
    kept: bool,
    note: str,
    trial: Trial | None = None,
) -> Change:
    """The promise was checked: it is true, or the papers that rest on it are revoked and its maker is barred.

    Raises CaseUnknown, PromiseUnknown, NotYours, PromiseUnexplained, NoteTooLong.
    """
    return attempt(lambda: _check(place, reference, account, commitment, kept, note, trial), reference)


def _check(
    place: Workplace, reference: str, account: Account, id: str, kept: bool, note: str, trial: Trial | None
) -> Change:
    case, matter = read_case(place, reference)
    if id not in case.record.promises:
        raise PromiseUnknown(id, case.record.promises)
    commitment = matter.commitments[id]
    role = matter.roles[commitment.check_role]
    if not holds_a_role(account, [role]):
        raise NotYours(account.name, f"check {id} in {case.number}", role.described())
    check_note(note)
    if not kept and not note.strip():
        raise PromiseUnexplained(f"{commitment.title.zh} is called untrue, and nobody says why")
    change = Change(place, case, matter, place.now())
    change.settle_promise(id, PromiseState.KEPT if kept else PromiseState.BROKEN)
    content = change.answer("promise", "", account, {"reason": note} if note else {}, note)
    papers = [] if kept else _resting(place, change)
    if not kept:
        change.want(BREAK_PROMISE)
    change.entry(
        account, "keep_promise" if kept else BREAK_PROMISE, commitment=id, content=content, on=change.today.isoformat(),
        papers=[{"document": paper["kind"], "number_of": paper["number"]} for paper in papers],
    )  # fmt: skip
    if trial is not None:
        trial(change)
    applicant = place.account(case.applicant)

    def write(connection: Connection) -> None:
        for paper in papers:
            write_standing(connection, paper, REVOKED, change.today.isoformat())
        if not kept:
            until = plain_end(change.today, int(matter.parameter_values().get(BAR_YEARS, _BAR_YEARS)), Unit.YEAR)
            bar(connection, place, applicant, BarReason.FALSE_PROMISE, until, case.number)

    change.commit(write)
    return change


def _resting(place: Workplace, change: Change) -> list[questions.Row]:
    """The papers that rest on what was promised: those made in steps of the process, still valid."""
    with place.database.reading() as connection:
        papers = questions.documents_of(connection, change.case.organ, change.case.id)
    rules = change.matter.documents
    return [
        paper
        for paper in papers
        if paper["sha256"] and paper["status"] == VALID and (rule := rules.get(paper["kind"])) and rule.step
    ]


def told(row: Mapping[str, Any], commitment: Commitment) -> dict[str, Any]:
    """A promise's row as it is shown."""
    return {
        "commitment": row["commitment"],
        "title": {"zh": commitment.title.zh, "en": commitment.title.en},
        "state": row["state"],
        "made_on": row["made_on"],
        "check_by": row["check_by"],
        "settled_on": row["settled_on"],
    }
