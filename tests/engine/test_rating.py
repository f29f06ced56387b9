"""One visit is rated once, one case once; bad grades are rectified by somebody who had no part in the case."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa

from engine.acts.rating import RatedAlready, RatingRefused, RatingUnknown, RectificationOrder
from engine.authority import Account, NotYours, SamePerson
from engine.case import CaseUnknown
from engine.office import Office
from engine.store.tables import ratings
from engine.workplace import FixedTime
from tests.offices import APPLICANT, DEPUTY, HEAD, WINDOW, accept, contents, grant, submit

SUPERVISOR, AUDITOR = "mei.supervisor", "bai.auditor"


@pytest.fixture
def closed(office: Office) -> str:
    """The number of a closed case of the approval bureau, which has a supervisor."""
    office.add_account(Account(SUPERVISOR, "梅清", "official", "city_approval", frozenset({"supervisor"})))
    case = submit(office)
    accept(office, case)
    grant(office, case)
    return case


def test_a_good_rating_is_kept_and_wants_nothing(office: Office, closed: str) -> None:
    office.rate(closed, APPLICANT, 1, "很快")

    found = office.ratings(SUPERVISOR)

    assert [(r["case"], r["grade"], r["text"], r["due"], r["state"]) for r in found["rows"]] == [
        (closed, 1, "很快", None, "")
    ]
    assert found["grades"] == {1: 1}
    assert office.ratings(SUPERVISOR, open_only=True)["rows"] == []
    assert office.verify_record().intact


@pytest.mark.parametrize("grade", [4, 5])
def test_a_bad_rating_is_contacted_and_rectified_by_somebody_else(
    office: Office, closed: str, clock: FixedTime, grade: int
) -> None:
    office.rate(closed, APPLICANT, grade, "来回跑了两趟")
    (row,) = office.ratings(SUPERVISOR, open_only=True)["rows"]
    assert (row["due"], row["state"], row["late"]) == ("2026-03-03", "open", False)

    with pytest.raises(RectificationOrder, match="not contacted"):
        office.rectify(closed, SUPERVISOR, "已改进")
    for handler in (WINDOW, HEAD):
        with pytest.raises(SamePerson):
            office.contact_rater(closed, handler, "已致电")
    with pytest.raises(CaseUnknown):
        office.contact_rater(closed, "chen.window", "已致电")
    office.contact_rater(closed, DEPUTY, "已致电申请人，了解情况")
    with pytest.raises(RectificationOrder, match="contacted already"):
        office.contact_rater(closed, DEPUTY, "再次致电")
    office.rectify(closed, SUPERVISOR, "窗口增设预审，申请人满意")

    (row,) = office.ratings(AUDITOR)["rows"]
    assert (row["state"], row["contacted_by"], row["resolved_by"]) == ("rectified", DEPUTY, SUPERVISOR)
    assert office.ratings(SUPERVISOR, open_only=True)["rows"] == []
    acts = [entry["act"] for entry in office.show_case(closed)["history"]][-3:]
    assert acts == ["rate", "contact_rater", "put_right"]
    assert office.verify_record().intact


def test_a_contact_after_its_limit_is_late(office: Office, closed: str, clock: FixedTime) -> None:
    office.rate(closed, APPLICANT, 5)
    clock.set(datetime.fromisoformat("2026-03-05T09:00:00+08:00"))

    assert office.ratings(SUPERVISOR)["rows"][0]["late"]
    office.contact_rater(closed, SUPERVISOR, "已致电")

    assert office.show_case(closed)["history"][-1]["late"] is True


def test_a_case_is_rated_once_and_so_is_a_visit(office: Office, closed: str) -> None:
    office.rate(closed, APPLICANT, 2)
    office.rate(closed, APPLICANT, 3, visit="2026-03-02")

    for visit in ("", "2026-03-02"):
        with pytest.raises(RatedAlready):
            office.rate(closed, APPLICANT, 5, visit=visit)
    assert office.ratings()["grades"] == {2: 1, 3: 1}


@pytest.mark.parametrize(("grade", "visit"), [(0, ""), (6, ""), (3, "2026-03-03"), (3, "2026-02-27"), (3, "yesterday")])
def test_a_grade_or_a_visit_that_cannot_be_is_refused(office: Office, closed: str, grade: int, visit: str) -> None:
    before = contents(office.place.database)

    with pytest.raises(RatingRefused):
        office.rate(closed, APPLICANT, grade, visit=visit)

    assert contents(office.place.database) == before


def test_a_case_still_open_is_not_rated_but_a_visit_for_it_is(office: Office) -> None:
    case = submit(office)

    with pytest.raises(RatingRefused, match="not closed"):
        office.rate(case, APPLICANT, 1)
    office.rate(case, APPLICANT, 1, visit="2026-03-02")

    assert office.ratings()["grades"] == {1: 1}


def test_only_the_applicants_side_rates_and_only_supervisors_list(office: Office, closed: str) -> None:
    for account in ("lin.partner", WINDOW):
        with pytest.raises(CaseUnknown):
            office.rate(closed, account, 1)
        with pytest.raises(NotYours):
            office.ratings(account)


def test_a_good_rating_has_nothing_to_rectify(office: Office, closed: str) -> None:
    office.rate(closed, APPLICANT, 3)

    with pytest.raises(RatingUnknown):
        office.contact_rater(closed, SUPERVISOR, "已致电")
    with pytest.raises(RatingRefused, match="in a sentence"):
        office.contact_rater(closed, SUPERVISOR, " ")


def test_ratings_come_in_pages_the_newest_first(office: Office, closed: str, clock: FixedTime) -> None:
    for hour in range(3):
        clock.set(datetime.fromisoformat(f"2026-03-0{3 + hour}T1{hour}:00:00+08:00"))
        office.rate(closed, APPLICANT, 1 + hour, visit=f"2026-03-0{3 + hour}")

    first = office.ratings(most=2)["rows"]
    second = office.ratings(most=2, after=first[-1]["cursor"])["rows"]

    assert [row["grade"] for row in (*first, *second)] == [3, 2, 1]


def test_a_rating_changed_behind_the_record_is_found(office: Office, closed: str) -> None:
    office.rate(closed, APPLICANT, 5)
    with office.place.database.writing() as connection:
        connection.execute(sa.update(ratings).values(grade=1))

    found = office.verify_record()

    assert found.first_bad is not None
    assert found.first_bad.why == "the rating of the case is another"
