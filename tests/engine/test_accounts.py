"""Accounts that come from outside: all are checked, all are written or none, and each leaves an entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.administration import AccountExists, AccountsRefused
from engine.authority import Account
from engine.office import Office
from tests.offices import APPLICANT, WINDOW, contents

CLERK = Account("zhou.window", "周明", "official", "city_approval", frozenset({"window_clerk"}))
PERSON = Account("wu.partner", "吴远", id_kind="居民身份证", id_number="110101199003070011")


def test_accounts_are_added_and_entered_in_the_ledger_of_the_office(office: Office) -> None:
    assert office.add_accounts([CLERK, PERSON], "chief") == 2

    assert office.place.account(CLERK.name) == CLERK
    assert office.place.account(PERSON.name) == PERSON
    entered = [(e["actor"], e["act"], e["account"]) for e in office.show_ledger()[-2:]]
    assert entered == [("chief", "account", CLERK.name), ("chief", "account", PERSON.name)]
    assert office.verify_record().intact


@pytest.mark.parametrize(
    ("account", "why"),
    [
        (replace(CLERK, organ="moon_justice"), "there is no organ 'moon_justice'"),
        (replace(CLERK, organ=""), "an official of no organ"),
        (replace(CLERK, roles=frozenset({"astronaut"})), "has the role 'astronaut'"),
        (replace(PERSON, roles=frozenset({"window_clerk"})), "is no official, but has the roles window_clerk"),
        (replace(PERSON, person=""), "names no person"),
        (replace(PERSON, person="  "), "without blanks around"),
        (replace(PERSON, person="吴\n远"), "one line"),
        (replace(PERSON, person="吴\ue000"), r"U\+E000"),
        (replace(PERSON, person="吴\x07"), r"U\+0007"),
        (replace(PERSON, person="吴\u202e远"), r"U\+202E"),
        (replace(PERSON, person="吴" * 121), "at most 120"),
        (replace(PERSON, phone="\x00"), r"phone holds the sign U\+0000"),
        (replace(PERSON, name=""), "no name of an account"),
        (replace(PERSON, name="wu partner"), "no name of an account"),
        (replace(PERSON, name="吴远"), "no name of an account"),
        (replace(PERSON, name="wu/../x"), "no name of an account"),
        (replace(PERSON, name="w" * 65), "no name of an account"),
        (replace(PERSON, name="system"), "by which the office itself acts"),
        (replace(PERSON, name="operator"), "by which the office itself acts"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_nothing_is_written(
    office: Office, account: Account, why: str
) -> None:
    before = contents(office.place.database)

    with pytest.raises(AccountsRefused, match=why) as refused:
        office.add_accounts([replace(PERSON, name="good.one"), account])

    assert refused.value.code == "ACCOUNT-REFUSED"
    assert refused.value.remedy
    assert contents(office.place.database) == before


def test_all_that_is_wrong_is_told_at_once(office: Office) -> None:
    with pytest.raises(AccountsRefused) as refused:
        office.add_accounts([replace(CLERK, organ="moon"), replace(PERSON, person="")])

    assert "and 1 more" in str(refused.value)
    assert refused.value.problems == (f"{PERSON.name} names no person",)


def test_the_same_name_twice_in_one_file_is_refused(office: Office) -> None:
    with pytest.raises(AccountsRefused, match="stands there 2 times"):
        office.add_accounts([PERSON, replace(PERSON, person="吴近")])


def test_an_account_that_is_there_is_written_anew_only_when_asked(office: Office) -> None:
    before = contents(office.place.database)
    changed = replace(office.place.account(WINDOW), phone="13800000000")

    with pytest.raises(AccountExists, match=WINDOW) as refused:
        office.add_accounts([PERSON, changed])

    assert refused.value.code == "ACCOUNT-EXISTS"
    assert contents(office.place.database) == before
    assert office.add_accounts([PERSON, changed], replace=True) == 2
    assert office.place.account(WINDOW).phone == "13800000000"


def test_an_account_that_is_there_just_so_is_left_and_leaves_no_entry(office: Office) -> None:
    before = office.show_ledger()

    assert office.add_accounts([office.place.account(WINDOW), office.place.account(APPLICANT)]) == 0

    assert office.show_ledger() == before
