"""A case read for an act, with the version of its matter it was opened under; and who may read it.

Whoever may not see a case is told what somebody is told who names none: that there is a case of this number is not
theirs to know.
"""

from __future__ import annotations

from engine.acts.standing_in import stood_in_for
from engine.authority import Account, holds_a_role, may_see
from engine.case import Case, CaseUnknown, known
from engine.matter.model import Matter
from engine.store import questions
from engine.workplace import Workplace


def read_case(place: Workplace, reference: str, reader: Account | None = None) -> tuple[Case, Matter]:
    """The case with this id or number, and its matter.

    reader: before whose eyes; None: the office's own. Raises CaseUnknown, also when the reader may not see it at all.
    """
    with place.database.reading() as connection:
        case = Case.from_row(known(questions.case(connection, reference), reference))
    matter = place.matter_of(case.bundle, case.record.organs)
    if reader is not None and not sees(place, reader, case, matter):
        raise CaseUnknown(reference)
    return case, matter


def sees(place: Workplace, account: Account, case: Case, matter: Matter) -> bool:
    """Whether the account may read the case: by itself, as the deputy of one who may, or by a copy it got."""
    roles = tuple(matter.roles.values())
    if holds_a_role(account, roles):  # most who ask do
        return True
    sight, named = place.organs_of(account), case.record.named
    if may_see(account, applicant=case.applicant, agent=case.agent, roles=roles, in_sight=sight, named=named):
        return True
    with place.database.reading() as connection:
        copied = account.name in questions.copied_in(connection, case.organ, case.id)
    return copied or any(holds_a_role(one, roles) for one in stood_in_for(place, account))
