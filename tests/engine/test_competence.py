"""Whose clock it is: only its organ stops it and lets it go on, and one role alone extends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.authority import NotYours
from engine.office import Office
from engine.workplace import FixedTime
from tests.offices import law_firm_case, matter_files

HEARING = {"reason": "hearing", "explanation": "利害关系人要求听证", "days": 10}
RESULT = {"result": "听证会认为设立条件具备"}
DISTRICT, CITY = "he.examiner", "xu.handler"


@pytest.mark.parametrize(("upto", "whose", "other"), [("sign", DISTRICT, CITY), ("receive", CITY, DISTRICT)])
def test_a_special_procedure_is_for_the_organ_whose_time_runs(
    office: Office, clock: FixedTime, upto: str, whose: str, other: str
) -> None:
    case = law_firm_case(office, clock, upto)

    with pytest.raises(NotYours):
        office.act_on_case(case, other, "suspend", HEARING)
    offered = [office.show_case(case, account)["may"] for account in (whose, other)]
    suspended = office.act_on_case(case, whose, "suspend", HEARING)
    with pytest.raises(NotYours):
        office.act_on_case(case, other, "resume", RESULT)
    resumed = office.act_on_case(case, whose, "resume", RESULT)

    assert offered == [["suspend"], []]
    assert (suspended["status"], resumed["status"]) == ("suspended", {"sign": "accepted", "receive": "forwarded"}[upto])


def test_a_limit_is_extended_only_by_the_role_it_names(office: Office, clock: FixedTime) -> None:
    files = dict(matter_files("law_firm_establish"))
    text = files["matter.yaml"].decode()
    text = text.replace("extend: {roles: [city_head], form", "extend: {roles: [city_head, city_handler], form")
    clock.set(clock() + timedelta(minutes=1))
    office.publish({**files, "matter.yaml": text.encode()})
    case = law_firm_case(office, clock, "receive")
    reasons = {"days": 5, "reason": "需要进一步核实出资来源"}

    with pytest.raises(NotYours):
        office.act_on_case(case, "xu.handler", "extend", reasons)
    offered = [office.show_case(case, account)["may"] for account in ("xu.handler", "qin.head")]
    office.act_on_case(case, "qin.head", "extend", reasons)

    assert offered == [["suspend"], ["extend"]]
