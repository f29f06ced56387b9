"""Cases found by the applicant's name: by who handles them alone, through an index, and the log keeps who looked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.authority import NotYours, name_tails, spelled
from engine.listing import NameTooShort
from engine.office import Office
from tests.offices import APPLICANT, WINDOW, submit

CHEN = "chen.window"


def found(office: Office, account: str, name: str) -> list[str]:
    return [row["case"] for row in office.find_cases(account, name)[0]]


def test_cases_are_found_by_a_part_of_the_applicants_name_and_the_log_keeps_which(office: Office) -> None:
    both = sorted((submit(office), submit(office)))

    for name in ("孙思远", "思远", " 孙 思 "):
        assert sorted(found(office, WINDOW, name)) == both
    for name in ("远思", "孙思远之", "王若川", "%%", "__"):
        assert found(office, WINDOW, name) == []
    (row, _), more = office.find_cases(WINDOW, "孙思")
    assert (row["applicant"], row["id_number"], more) == ("孙思远", "119***********0055", False)
    assert office.find_cases(WINDOW, "孙思", most=1)[1]
    entries, _ = office.administrators.log("lian.audit", "reveals")
    assert [len(entry.get("cases", ())) for entry in entries] == [1, 2, 0, 0, 0, 0, 0, 2, 2, 2]
    assert sorted(entries[1]["cases"]) == both and "孙" not in repr(entries)
    assert office.verify_record().intact


def test_a_name_written_anew_is_found_as_it_is_now(office: Office) -> None:
    case = submit(office)

    office.add_account(replace(office.place.account(APPLICANT), person="ＳＵＮ　示例明理公司"))

    assert (found(office, WINDOW, "孙思远"), found(office, WINDOW, "明理"), found(office, WINDOW, "sun示")) == (
        [], [case], [case],
    )  # fmt: skip


def test_nobody_finds_cases_that_are_not_for_him_to_handle(office: Office) -> None:
    submit(office)

    for official in (CHEN, "wei.supervisor", "bai.auditor", "cheng.system"):
        assert found(office, official, "孙思远") == []
    with pytest.raises(NotYours):
        found(office, APPLICANT, "孙思远")
    for short in ("孙", " 孙 ", ""):
        with pytest.raises(NameTooShort):
            found(office, WINDOW, short)


@given(st.text(max_size=60), st.data())
def test_every_part_of_a_name_begins_one_of_its_tails(name: str, data: st.DataObject) -> None:
    plain = spelled(name)
    start = data.draw(st.integers(0, max(0, len(plain) - 2)))
    part = plain[start : start + data.draw(st.integers(2, 12))]

    assert len(part) < 2 or any(tail.startswith(part) for tail in name_tails(name))
