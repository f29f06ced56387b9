"""What applicants think of how they were served, and what is done about it: one rating of each visit, one of each case.

No act in law: the case stays as it is. A grade of 4 or 5 opens a rectification: somebody of the organ who had no part
in the case gets in touch within the limit, and says what came of it.
Source: 国办发〔2019〕51号; the limit: 安阳市政务服务条例第五十二条 and the like.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.acts.writing import check_note
from engine.authority import SUPERVISOR, Account, NotYours, SamePerson, acts_for, holds_a_role
from engine.case import Case, CaseUnknown, moment
from engine.errors import NotFound, Refusal
from engine.matter.model import Matter
from engine.store import ratings
from engine.store.asking import Row
from engine.store.database import Connection
from engine.terms import Noted, Unit
from engine.workplace import Workplace

BAD = (4, 5)
"""Grades (of 1, very satisfied, to 5, very dissatisfied) that open a rectification."""
CONTACT_DAYS = 1
"""Working days within which somebody gets in touch (安阳市政务服务条例第五十二条)."""
RATE, CONTACT, PUT_RIGHT = Noted.RATE.value, Noted.CONTACT_RATER.value, Noted.PUT_RIGHT.value


class RatingRefused(Refusal):
    """A rating cannot be taken, or not yet."""

    code = "RATING-REFUSED"
    remedy = "Give a grade from 1 to 5: of the case once it is closed, of a visit on its day or later."
    status = 422


class RatedAlready(Refusal):
    """The case, or the visit, was rated before."""

    code = "RATING-ONCE"
    remedy = "One visit is rated once, and one case once; say more to whoever gets in touch."
    source = "国办发〔2019〕51号"
    status = 409


class RatingUnknown(NotFound):
    """There is no such rating that wants to be rectified."""

    code = "RATING-UNKNOWN"
    remedy = "`sealflow rating list --as YOU --open` shows those that do."


class RectificationOrder(Refusal):
    """First somebody gets in touch with whoever gave the rating, once; then the result is written down, once."""

    code = "RATING-ORDER"
    remedy = "Look at the rating as it is (`sealflow rating list`), then do what comes next."
    status = 409


def rate(place: Workplace, reference: str, account: Account, grade: int, text: str = "", visit: str = "") -> None:
    """The applicant has rated the case, or (visit: its day, ISO) a visit for it.

    Raises CaseUnknown, RatingRefused, RatedAlready, NoteTooLong.
    """
    check_note(text)

    def work() -> None:
        case, matter = read_case(place, reference, account)
        if not acts_for(account, case.applicant, case.agent):
            raise CaseUnknown(case.number)
        change = Change(place, case, matter, place.now())
        _check(change, grade, visit)
        if any(row["visit"] == visit for row in _of(place, case)):
            raise RatedAlready(f"{visit or case.number} was rated before")
        due = place.calendar.add(change.today, CONTACT_DAYS, Unit.WORKING_DAY).day if grade in BAD else None
        row = {
            "organ": case.organ, "case_id": case.id, "visit": visit, "holder": case.standing.holder, "grade": grade,
            "by": account.name, "at": change.at, "text": text or None,
            "due_on": due.isoformat() if due else None, "contacted_at": None, "contacted_by": None,
            "resolved_at": None, "resolved_by": None, "result": None,
        }  # fmt: skip
        _enter(
            change, account, RATE, text, lambda connection: ratings.insert(connection, row), grade=grade, visit=visit
        )

    attempt(work, reference)


def given(place: Workplace, reference: str, account: Account) -> list[dict[str, Any]]:
    """The ratings that the applicant's side has given, of the case (no visit) and of visits, oldest first.

    Raises CaseUnknown.
    """
    case, _ = read_case(place, reference)
    if not acts_for(account, case.applicant, case.agent):
        raise CaseUnknown(case.number)
    return [
        {
            "visit": row["visit"], "grade": row["grade"], "text": row["text"] or "", "due": row["due_on"],
            "at": moment(row["at"]).astimezone(place.zone).isoformat(timespec="seconds"),
            "contacted": row["contacted_at"] is not None, "result": row["result"] or "",
        }
        for row in _of(place, case)
    ]  # fmt: skip


def contact(place: Workplace, reference: str, account: Account, note: str, visit: str = "") -> None:
    """Somebody has got in touch with whoever gave a bad rating.

    Raises RatingUnknown, RectificationOrder, RatingRefused without a note, and what authority raises.
    """
    _advance(place, reference, account, visit, CONTACT, note)


def rectify(place: Workplace, reference: str, account: Account, result: str, visit: str = "") -> None:
    """What came of a bad rating is written down. Raises as `contact`."""
    _advance(place, reference, account, visit, PUT_RIGHT, result)


def _advance(place: Workplace, reference: str, account: Account, visit: str, what: str, text: str) -> None:
    if not text.strip():
        raise RatingRefused("say in a sentence what was said and done")
    check_note(text)

    def work() -> None:
        case, matter = read_case(place, reference, account)
        row = next((row for row in _of(place, case) if row["visit"] == visit and row["due_on"]), None)
        if row is None:
            raise RatingUnknown(f"{visit or case.number} has no rating that wants to be rectified")
        _may(place, account, case, matter, row)
        if (row["contacted_at"] is None) != (what == CONTACT) or row["resolved_at"]:
            raise RectificationOrder(f"it was {_so_far(row)}")
        change = Change(place, case, matter, place.now())
        now = change.at
        values: dict[str, Any] = {"contacted_at": now, "contacted_by": account.name}
        if what == PUT_RIGHT:
            values = {"resolved_at": now, "resolved_by": account.name, "result": text}
        late = what == CONTACT and change.today > date.fromisoformat(row["due_on"])
        _enter(
            change, account, what, text, lambda connection: ratings.advance(connection, row, values),
            visit=visit, late=late or None,
        )  # fmt: skip

    attempt(work, reference)


def _check(change: Change, grade: int, visit: str) -> None:
    if type(grade) is not int or not 1 <= grade <= 5:
        raise RatingRefused(f"{grade!r} is no grade from 1 to 5")
    if not visit:
        if not change.case.is_closed:
            raise RatingRefused(f"{change.case.number} is not closed yet; a visit for it can be rated")
        return
    try:
        day = date.fromisoformat(visit)
    except ValueError as error:
        raise RatingRefused(f"{visit!r} is no day of a visit, such as 2026-03-02") from error
    if not change.place.day(moment(change.case.opened_at)) <= day <= change.today:
        raise RatingRefused(f"there was no visit for {change.case.number} on {visit}")


def _may(place: Workplace, account: Account, case: Case, matter: Matter, row: Row) -> None:
    """Who answers for a bad rating: who supervises the organ, or an official of it who had no part in the case."""
    supervises = SUPERVISOR in account.roles and row["holder"] in place.organs_of(account)
    if not supervises and not (account.organ == row["holder"] and holds_a_role(account, matter.roles.values())):
        raise NotYours(account.name, f"answer the rating of {case.number}", f"officials of {row['holder']}")
    for step, names in case.record.handlers.items():
        if account.name in names:
            raise SamePerson(account.name, PUT_RIGHT, step)


def _enter(
    change: Change, account: Account, what: str, text: str, write: Callable[[Connection], None], **said: Any
) -> None:
    content = change.answer(what, "", account, {}, text) if text else ""
    change.entry(account, what, content=content, **said)
    change.commit(write)


def _of(place: Workplace, case: Case) -> list[Row]:
    with place.database.reading() as connection:
        return list(ratings.of_case(connection, case.organ, case.id))


def _so_far(row: Row) -> str:
    if row["resolved_at"]:
        return "rectified already"
    return "contacted already" if row["contacted_at"] else "not contacted yet"
