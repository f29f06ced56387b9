"""A case read for an act, with the version of its matter it was opened under."""

from __future__ import annotations

from engine.case import Case, known
from engine.matter.model import Matter
from engine.store import questions
from engine.workplace import Workplace


def read_case(place: Workplace, reference: str) -> tuple[Case, Matter]:
    """The case with this id or number, and its matter. Raises CaseUnknown."""
    with place.database.reading() as connection:
        row = known(questions.case(connection, reference), reference)
    case = Case.from_row(row)
    return case, place.matter_of(case.bundle, case.record.organs)
