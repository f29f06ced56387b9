"""What administrators ask of the database and what is erased from it, on both databases."""

from __future__ import annotations

from datetime import timedelta

from engine.haste import once_more
from engine.office import Office
from engine.retention import erase
from engine.store.tables import paces
from engine.workplace import FixedTime
from tests.browsing import PASSWORD, quick
from tests.offices import APPLICANT, MONDAY, WINDOW, accept, contents, submit

SECURITY, AUDIT = "fan.security", "lian.audit"


def test_a_seal_tells_for_what_it_is_by_whom_and_what_it_sealed(office: Office) -> None:
    case = submit(office)
    accept(office, case)

    used = [seal for seal in office.administrators.seals(SECURITY) if seal.count]

    assert used and all(seal.keys for seal in used)
    assert {use.paper.zh for seal in used for use in seal.uses} >= {"行政许可受理通知书"}
    sealed = [row for seal in used for row in office.administrators.sealed(SECURITY, seal.id)]
    assert sorted(row["number"] for row in sealed) == sorted(d["number"] for d in office.list_documents(case))
    assert {row["case"] for row in sealed} == {case} and sum(seal.count for seal in used) == len(sealed)


def test_the_log_is_read_in_pages_and_by_who_did_what(office: Office) -> None:
    mine = office.administrators
    for _ in range(3):
        mine.grant(SECURITY, WINDOW, "head_of_organ", "样")
        mine.revoke(SECURITY, WINDOW, "head_of_organ", "样")

    first, more = mine.log(AUDIT, "office", actor=SECURITY, most=4)
    rest, end = mine.log(AUDIT, "office", actor=SECURITY, before=more, most=4)

    numbers = [entry["number"] for entry in (*first, *rest)]
    assert (len(first), len(rest), end) == (4, 3, 0)  # the last tells how the account came about
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == 7
    assert mine.log(AUDIT, "office", act="password") == ([], 0)


def test_what_has_had_its_time_is_erased_and_the_rest_stays(office: Office, clock: FixedTime) -> None:
    office.access = quick(office)
    office.access.set_password(APPLICANT, PASSWORD)
    old, start = office.drafts.begin("starter", APPLICANT), clock()
    office.access.log_in(APPLICANT, PASSWORD)
    clock.set(start + timedelta(days=89))
    new = office.drafts.begin("starter", APPLICANT)
    assert erase(office.place) == {"drafts": 0, "sessions": 1, "looks": 0, "paces": 0}

    clock.set(start + timedelta(days=91))

    assert erase(office.place) == {"drafts": 1, "sessions": 0, "looks": 0, "paces": 0}
    assert [draft.id for draft in office.drafts.of(APPLICANT)] == [new] != [old]
    assert office.administrators.log(AUDIT, "office")[0][0]["act"] == "erase"
    assert office.verify_record().intact


def test_what_was_long_ago_counts_less_and_less(office: Office, clock: FixedTime) -> None:
    place = office.place
    for _ in range(10):
        once_more(place, "login", "203.0.113.9", 600)

    counts = []
    for minutes in (10, 15, 19):
        clock.set(MONDAY + timedelta(minutes=minutes))
        counts.append(round(once_more(place, "login", "203.0.113.9", 600)[0], 1))
    clock.set(MONDAY + timedelta(minutes=40))

    assert counts == [11.0, 7.0, 4.0]
    assert once_more(place, "login", "203.0.113.9", 600)[0] == 1


def test_no_address_is_kept_and_counts_go_after_a_day(office: Office, clock: FixedTime) -> None:
    place = office.place
    once_more(place, "login", "203.0.113.9", 600)
    assert "203.0.113.9" not in repr(contents(place.database)[paces.name])

    clock.set(MONDAY + timedelta(days=2))

    assert erase(place)["paces"] == 1
    assert contents(place.database)[paces.name] == []
