"""Promises in place of a proof or a condition (告知承诺): who may make them, and what becomes of them afterwards.

A promise stands for the paper and not for the condition: it is checked. Found untrue, it is no act on the case but on
the papers that rest on it: they are revoked at once, the applicant is told in a decision, and may for some years not
promise again.
Source: 国办发〔2020〕42号; 行政许可法第六十九条第二款; 北京市优化营商环境条例第三十三条.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.acts.attempts import attempt
from engine.acts.change import Change, Trial
from engine.acts.opening import MaterialMissing, MaterialRefused, Upload, keep_materials
from engine.acts.reading import read_case
from engine.acts.revoking import write_standing
from engine.acts.writing import check_note
from engine.authority import Account, NotYours, acts_for, holds_a_role
from engine.bars import bar
from engine.case import Case, CaseUnknown, known
from engine.errors import NotFound, Refusal
from engine.matter.model import Commitment, Material, Matter
from engine.standing import light
from engine.store import issued, promises, questions
from engine.store.asking import Row
from engine.store.database import Connection
from engine.store.tables import REVOKED, VALID
from engine.terms import BREAK_PROMISE, DECISIONS, BarReason, Noted, PromiseState, Unit
from engine.workdays import plain_end
from engine.workplace import Workplace

BAR_YEARS = "false_promise_bar_years"
"""The policy that says how long an untrue promise bars from others."""
_BAR_YEARS = 3
"""Where no policy says so (行政许可法第七十九条)."""


@dataclass(frozen=True, slots=True)
class Made:
    """A promise as its maker sees it: how it stands, the words of it, the materials that it stands for."""

    shown: Mapping[str, Any]
    commitment: Commitment
    proofs: tuple[Material, ...]


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


class PromiseRelied(Refusal):
    """A promise can be taken back until something was decided on it."""

    code = "PROMISE-RELIED-ON"
    remedy = "Tell the organ at once if it is not true; it is checked, and a mistake that is told is no false promise."
    source = "地方规定，如安阳市政务服务条例第二十六条"
    status = 409

    def __init__(self, number: str, title: str) -> None:
        super().__init__(f"{number} has been decided: “{title}” can no longer be taken back")


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
    case, matter = read_case(place, reference, account)
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
    change.promised.settle(id, PromiseState.KEPT if kept else PromiseState.BROKEN)
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


def withdraw_promise(
    place: Workplace, reference: str, account: Account, commitment: str, uploads: Iterable[Upload] = (), note: str = ""
) -> Change:
    """The applicant takes a promise back before anything rests on it: the proof that it stood for is due.

    It is handed in with this or, in the same way, afterwards; until then nothing is decided for the applicant.
    Raises CaseUnknown, NotYours, PromiseUnknown, PromiseRelied, MaterialMissing, MaterialRefused, NoteTooLong.
    Source: 地方规定, such as 安阳市政务服务条例第二十六条 (a promise can be taken back until the decision).
    """
    given = list(uploads)
    return attempt(lambda: _withdraw(place, reference, account, commitment, given, note), reference)


def _withdraw(place: Workplace, reference: str, account: Account, id: str, uploads: list[Upload], note: str) -> Change:
    case, matter = read_case(place, reference, account)
    if not acts_for(account, case.applicant, case.agent):
        raise NotYours(account.name, f"take back what was promised in {case.number}", "the applicant and the agent")
    record, proofs = case.record, matter.commitments[id].replaces if id in matter.commitments else ()
    due = [proof for proof in proofs if proof in record.proofs_due]
    made = id in record.promises
    if not made and not due:
        raise PromiseUnknown(id, record.promises)
    if case.is_closed or DECISIONS & record.days.keys():
        raise PromiseRelied(case.number, matter.commitments[id].title.zh)
    check_note(note)
    for upload in uploads:
        if upload.material not in proofs:
            raise MaterialRefused(upload.name, f"{upload.material} is not what {id} stood for: {', '.join(proofs)}")
    if not made and not uploads:
        raise MaterialMissing([matter.materials[proof] for proof in due])
    files = keep_materials(place, matter, uploads)
    change = Change(place, case, matter, place.now())
    if made:
        change.promised.settle(id, PromiseState.WITHDRAWN)
        record.proofs_due += proofs
    record.proofs_due = [proof for proof in record.proofs_due if proof not in {file.material for file in files}]
    content = change.answer("promise", "", account, {}, note) if note else ""
    kept = change.keep(files, account)
    change.entry(
        account, Noted.WITHDRAW_PROMISE.value, commitment=id, content=content, files=kept, due=record.proofs_due,
        on=change.today.isoformat(),
    )  # fmt: skip
    change.commit()
    return change


def to_check(place: Workplace, account: Account, *, by: date | None = None, due: bool = False) -> list[dict[str, Any]]:
    """The promises that an official's organ has to check by that day (none: all of them), most urgent first.

    due: only those whose light is no longer green.
    """
    today = place.day(place.now())
    if due:
        by = place.calendar.add(today, place.warning_days, Unit.WORKING_DAY).day
    with place.database.reading() as connection:
        rows = promises.promises_to_check(connection, account.organ, (by or date.max).isoformat())
        cases = {row["case_id"]: known(questions.case(connection, row["case_id"]), row["number"]) for row in rows}
    listed = []
    for row in rows:
        case = cases[row["case_id"]]
        commitment = place.matter(case["bundle"]).commitments[row["commitment"]]
        lit = light(row["check_by"], today, place.calendar, place.warning_days)
        late = {"light": lit, "overdue": row["check_by"] < today.isoformat()}
        listed.append({"case": row["number"], "matter": case["title"], **told(row, commitment), **late})
    return listed


def promises_made(place: Workplace, account: Account) -> list[dict[str, Any]]:
    """What was promised in the cases the account applies in or is agent of, the newest first; with the proofs owed."""
    with place.database.reading() as connection:
        rows = promises.promises_made(connection, account.name)
    made = []
    for row in rows:
        case = Case.from_row(row)
        if acts_for(account, case.applicant, case.agent):
            promise = {n.removeprefix("promise_"): value for n, value in row.items() if n.startswith("promise_")}
            made.append(_made(place, case, place.matter(case.bundle), promise))
    return made


def promise_made(place: Workplace, reference: str, account: Account, commitment: str) -> Made:
    """One thing promised in a case, for the applicant's side. Raises CaseUnknown, PromiseUnknown."""
    case, matter = read_case(place, reference)
    if not acts_for(account, case.applicant, case.agent):
        raise CaseUnknown(reference)
    with place.database.reading() as connection:
        rows = promises.promises_of(connection, case.organ, case.id)
    for row in rows:
        if row["commitment"] == commitment:
            shown = _made(place, case, matter, row)
            asked = matter.commitments[commitment]
            return Made(shown, asked, tuple(matter.materials[proof] for proof in asked.replaces))
    raise PromiseUnknown(commitment, case.record.promises)


def _made(place: Workplace, case: Case, matter: Matter, row: Mapping[str, Any]) -> dict[str, Any]:
    """A promise before whoever made it: what it stands for, what is owed of it and until when, what may be done."""
    commitment, record = matter.commitments[row["commitment"]], case.record
    shown = told(row, commitment, record.proofs_due)
    relied = case.is_closed or bool(DECISIONS & record.days.keys())
    return {
        "case": case.number,
        "matter": {"zh": matter.title.zh, "en": matter.title.en},
        **shown,
        "owed": [matter.materials[proof].title for proof in shown["proofs_due"]] if not case.is_closed else [],
        "decided_by": case.standing.due_on,
        "may_take_back": row["state"] == PromiseState.OPEN and not relied,
        "light": light(row["check_by"], place.day(place.now()), place.calendar, place.warning_days)
        if row["state"] == PromiseState.OPEN and row["check_by"]
        else None,
    }


def _resting(place: Workplace, change: Change) -> list[Row]:
    """The papers that rest on what was promised: those made in steps of the process, still valid."""
    with place.database.reading() as connection:
        papers = issued.documents_of(connection, change.case.organ, change.case.id)
    rules = change.matter.documents
    return [
        paper
        for paper in papers
        if paper["sha256"] and paper["status"] == VALID and (rule := rules.get(paper["kind"])) and rule.step
    ]


def told(row: Mapping[str, Any], commitment: Commitment, due: Collection[str] = ()) -> dict[str, Any]:
    """A promise's row as it is shown. due: the proofs that the case waits for because promises were taken back."""
    return {
        "commitment": row["commitment"],
        "title": {"zh": commitment.title.zh, "en": commitment.title.en},
        "state": row["state"],
        "made_on": row["made_on"],
        "check_by": row["check_by"],
        "settled_on": row["settled_on"],
        "proofs_due": [proof for proof in commitment.replaces if proof in due],
    }
