"""The paper of an earlier case that a case is about: found by its number, of the same holder, in force.

A change replaces the licence, a renewal prolongs it, a cancellation ends it: each names the paper in its application.
What becomes of it is written when the paper that says so has been sealed (`engine.acts.revoking.follow`).
Source: 行政许可法第四十九条、第五十条、第六十九条、第七十条.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from engine.authority import Account
from engine.errors import Refusal
from engine.matter.model import Matter
from engine.store import issued, questions
from engine.store.asking import Row
from engine.store.tables import VALID
from engine.terms import Standing
from engine.workplace import Workplace

APPLICATION = "application"
"""The form in which the paper is named."""


class PaperUnknown(Refusal):
    """No paper of that number was issued to whom the case is of."""

    code = "PAPER-UNKNOWN"
    remedy = "Check the number as it is printed on the paper; it must have been issued here, to the same holder."
    source = "行政许可法第四十九条"
    status = 422

    def __init__(self, number: str, kinds: tuple[str, ...]) -> None:
        super().__init__(f"the register has no {' or '.join(kinds)} with the number {number} of this holder")


class PaperNotInForce(Refusal):
    """The paper that was named is not in force, so nothing can be made of it."""

    code = "PAPER-NOT-IN-FORCE"
    remedy = "Name the paper that took its place, or apply for a new one."
    source = "行政许可法第七十条"
    status = 422

    def __init__(self, number: str, standing: Standing, since: str) -> None:
        super().__init__(f"{number} is {standing.titled.en}{f' since {since}' if since else ''}")


class RenewalTooLate(Refusal):
    """A renewal was not asked for in time before the paper expires."""

    code = "PAPER-RENEWAL-LATE"
    remedy = "Apply for a new licence; a renewal is asked for before the last day named."
    source = "行政许可法第五十条第一款"
    status = 422

    def __init__(self, number: str, expires: date, last: date) -> None:
        super().__init__(f"{number} expires on {expires}; its renewal had to be asked for by {last}")


class NothingToRenew(Refusal):
    """The paper that was named does not expire."""

    code = "PAPER-DOES-NOT-EXPIRE"
    remedy = "Nothing need be done: the paper stays in force."
    source = "行政许可法第五十条"
    status = 422

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} has no last day")


def standing(row: Mapping[str, Any], today: date) -> Standing:
    """Whether the document of this row is in force on a day: what was written of it, and what the days make of it."""
    written = Standing(row["status"]) if row["status"] in list(Standing) else Standing.CANCELLED
    if written is Standing.SUSPENDED and row["suspended_until"] and row["suspended_until"] < today.isoformat():
        written = Standing.VALID
    expired = row["valid_until"] and row["valid_until"] < today.isoformat()
    return Standing.EXPIRED if expired and written in (Standing.VALID, Standing.SUSPENDED) else written


def named(place: Workplace, matter: Matter, holder: Account, answers: Mapping[str, Any], today: date) -> dict[str, str]:
    """What the entry says of the paper that the application names; empty when the matter is about none, or it is none
    of ours and may be.

    Raises PaperUnknown, PaperNotInForce, RenewalTooLate, NothingToRenew.
    """
    about = matter.about
    if about is None or not (number := str(answers.get(about.paper) or "").strip()):
        return {}
    whose = str(answers.get(about.holder) or "") if about.holder else holder.id_number
    row = _found(place, number, about.kinds, whose, "" if about.holder else holder.name)
    if row is None:
        if about.unregistered and not _issued(place, number):
            return {}
        raise PaperUnknown(number, about.kinds)
    now = standing(row, today)
    makes = {rule.makes for rule in matter.documents.values() if rule.makes}
    # Cancelling registers that a right has ended, whatever it ended by; what is suspended may be restored or ended.
    bearable = {Standing.VALID}
    if makes & {Standing.CANCELLED, Standing.REVOKED, VALID}:
        bearable |= {Standing.SUSPENDED, Standing.EXPIRED}
    if now not in bearable:
        raise PaperNotInForce(number, now, row["since"] or row["valid_until"] or "")
    if about.renewal_days:
        _in_time(number, row["valid_until"], about.renewal_days, today)
    said = {"number": number, "kind": row["kind"], "title": row["title"], "dated": row["dated"]}
    return said | ({"valid_until": row["valid_until"]} if row["valid_until"] else {})


def _in_time(number: str, valid_until: str | None, days: int, today: date) -> None:
    if not valid_until:
        raise NothingToRenew(number)
    expires = date.fromisoformat(valid_until)
    last = expires - timedelta(days=days)
    if today > last:
        raise RenewalTooLate(number, expires, last)


def _found(place: Workplace, number: str, kinds: tuple[str, ...], whose: str, account: str) -> Row | None:
    """The paper of that number, if it belongs to whoever has the number `whose`, or was issued to that account."""
    with place.database.reading() as connection:
        rows = [row for row in issued.documents_by(connection, "number", number) if row["sha256"]]
        for row in rows:
            case = questions.case(connection, row["case_id"])
            applicant = place.account(case["applicant"]) if case else None
            belongs = row["holder"] == whose if row["holder"] else applicant and (
                applicant.name == account or (not account and applicant.id_number == whose)
            )  # fmt: skip
            if row["kind"] in kinds and belongs:
                return row
    return None


def _issued(place: Workplace, number: str) -> bool:
    with place.database.reading() as connection:
        return bool(issued.documents_by(connection, "number", number))
