"""A personal number is shown whole to whoever handles the case and says why; the log keeps both."""

from __future__ import annotations

import pytest

from engine.authority import NotYours
from engine.case import CaseUnknown
from engine.office import Office
from engine.reveals import NumberUnknown, RevealUnexplained
from engine.workplace import FixedTime
from tests.offices import WINDOW, Premises, law_firm_case

CLERK, NUMBER = "chen.window", "119901198505050018"
PLACE = "partners[0].id_number"


@pytest.fixture
def premises(sqlite_premises: Premises) -> Premises:
    """One database is enough for what does not depend on it."""
    return sqlite_premises


@pytest.fixture
def case(office: Office, clock: FixedTime) -> str:
    return law_firm_case(office, clock, "check_materials")


def test_a_number_is_shown_for_a_reason_that_the_log_keeps(office: Office, case: str) -> None:
    assert office.reveal(case, CLERK, "application", PLACE, "核对身份证原件") == NUMBER

    (entry,), _ = office.administrators.log("lian.audit", "reveals")
    assert (entry["actor"], entry["case_number"], entry["path"], entry["reason"]) == (
        CLERK, case, PLACE, "核对身份证原件",
    )  # fmt: skip
    assert NUMBER not in repr(entry)
    assert office.verify_record().intact


@pytest.mark.parametrize("reason", ["", "   ", "看", "。"])
def test_without_a_reason_nothing_is_shown(office: Office, case: str, reason: str) -> None:
    with pytest.raises(RevealUnexplained):
        office.reveal(case, CLERK, "application", PLACE, reason)

    assert office.administrators.log(None, "reveals") == ([], 0)


@pytest.mark.parametrize(
    "place", ["name", "partners", "partners[99].id_number", "partners[0]", "", "x.y[0]", "[0]", "partners[0].nothing"]
)
def test_only_a_personal_number_can_be_shown(office: Office, case: str, place: str) -> None:
    with pytest.raises(NumberUnknown):
        office.reveal(case, CLERK, "application", place, "核对身份证原件")


def test_who_does_not_see_the_case_or_only_looks_on_sees_no_number(office: Office, case: str) -> None:
    with pytest.raises(CaseUnknown):
        office.reveal(case, WINDOW, "application", PLACE, "核对身份证原件")
    with pytest.raises(NotYours):
        office.reveal(case, "bai.auditor", "application", PLACE, "核对身份证原件")
