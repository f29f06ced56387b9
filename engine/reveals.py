"""Personal numbers: hidden in their middle before officials, shown whole to one who says why, which the log keeps.

Source: 个人信息保护法 arts. 6, 51; GB/T 35273-2020 7.2.
"""

from __future__ import annotations

import re
from typing import Any

from engine.acts.corresponding import FORMS
from engine.authority import NotYours
from engine.case import Case
from engine.errors import NotFound, Refusal
from engine.forms import Field
from engine.ledger import Ledger
from engine.plain import without_numbers
from engine.store import questions
from engine.view import PERSONAL, View, look
from engine.workplace import Workplace
from signing.notation import masked

REVEALS = Ledger("", "reveals")
"""Who had which number of which case shown, and why."""
QUESTIONS = "questions"
SHORTEST_REASON = 4
"""Signs: `核对证件` is a reason, a full stop is none."""
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class RevealUnexplained(Refusal):
    """A personal number is shown whole for a reason, and none was given."""

    code = "REVEAL-UNEXPLAINED"
    remedy = "Write in a few words what the number is needed for; the log keeps it."
    source = "Personal Information Protection Law arts. 6 and 51"
    status = 422

    def __init__(self) -> None:
        super().__init__("no reason was given why the number is to be shown")


class NumberUnknown(NotFound):
    """There is no personal number at this place of the case's answers."""

    code = "REVEAL-UNKNOWN"
    remedy = "Open the case again, and choose one of the numbers that are hidden there."

    def __init__(self, case: str, path: str) -> None:
        super().__init__(f"{case} has no personal number at {path}")


def is_personal(field: Field) -> bool:
    """Whether what is answered is a number of a person's own, which is hidden in its middle before officials."""
    return field.format in PERSONAL


def hidden(number: str) -> str:
    """A number with its middle hidden."""
    return masked(number)


def reveal(place: Workplace, reference: str, account: str, form: str, path: str, reason: str) -> str:
    """The number answered at that place of a form, whole; who asked and why stands in the log.

    form `questions`: what was asked or answered about the case, by the number of its entry.

    Raises CaseUnknown, NotYours for those who look on, NumberUnknown, RevealUnexplained.
    """
    view = look(place, reference, account)
    case = view.case
    if not _may(view):
        raise NotYours(account, "have a number shown", "those who handle the case")
    number = _written(place, case, path) if form == QUESTIONS else _answered(place, view, form, path)
    if number is None:
        raise NumberUnknown(case.number, path)
    if len(reason.strip()) < SHORTEST_REASON:
        raise RevealUnexplained
    with place.database.writing() as connection:
        said = {"case_number": case.number, "form": form, "path": path, "reason": reason.strip()[:400]}
        REVEALS.write(connection, place.now(), account, "reveal", **said)
    return number


def may_reveal(place: Workplace, reference: str, account: str) -> bool:
    """Whether this account could have a number of the case shown. Raises CaseUnknown."""
    return _may(look(place, reference, account))


def _may(view: View) -> bool:
    return not view.looks_on and not view.blind


def _answered(place: Workplace, view: View, form: str, path: str) -> str | None:
    with place.database.reading() as connection:
        rows = questions.latest_answers(connection, view.case.organ, view.case.id)
        shown = view.answers(connection, [answered for answered in rows if answered["form"] == form])
    value: Any = {field["name"]: field["value"] for answers in shown for field in answers["fields"]}
    return _at(view.matter.forms[form].root, value, path) if shown else None


def _written(place: Workplace, case: Case, entry: str) -> str | None:
    """The words of a question or an answer, by the number of its entry, that have a number in them."""
    with place.database.reading() as connection:
        rows = questions.answers_as(connection, case.organ, case.id, list(FORMS.values()))
    found = next((row["note"] or "" for row in rows if str(row["entry"]) == entry), "")
    return found if found != without_numbers(found) else None


def _at(field: Field | None, value: Any, path: str) -> str | None:
    """The personal number at a path, `partners[1].id_number`; None when there is none."""
    for name, number in _PART.findall(path):
        if number:
            field = field.item if field else None
            value = value[int(number)] if isinstance(value, list) and int(number) < len(value) else None
        else:
            field = field.fields.get(name) if field else None
            value = value.get(name) if isinstance(value, dict) else None
    return value if field is not None and is_personal(field) and isinstance(value, str) and value else None
