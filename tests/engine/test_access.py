"""Who comes in: passwords, sessions that end, accounts that close after failures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from engine.access import CLOSED_FOR, FAILURES, IDLE_FOR, SESSION_LASTS, Access, LoginRefused, PasswordRefused
from engine.authority import UnknownAccount
from engine.office import Office
from engine.store import access as questions
from engine.workplace import FixedTime
from tests.offices import APPLICANT, MONDAY, WINDOW, contents

GOOD = "山不在高，有仙则名 7"


@pytest.fixture
def door(office: Office) -> Access:
    """The door of an office whose applicant has a password."""
    door = Access(office.place, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    door.set_password(APPLICANT, GOOD)
    return door


def test_whoever_has_the_token_of_a_login_is_known_until_the_logout(door: Access) -> None:
    token = door.log_in(APPLICANT, GOOD, "203.0.113.9")

    found = door.who(token)
    assert found is not None
    assert (found.account.name, found.address) == (APPLICANT, "203.0.113.9")
    assert door.who(token[:-1] + "x") is None

    door.log_out(token)
    assert door.who(token) is None


def test_neither_password_nor_token_stands_in_the_database(door: Access, office: Office) -> None:
    token = door.log_in(APPLICANT, GOOD)

    everything = repr(contents(office.place.database))

    assert GOOD not in everything and token not in everything
    assert "$argon2id$" in everything


@pytest.mark.parametrize(("name", "password"), [(APPLICANT, "wrong password"), (WINDOW, GOOD), ("nobody", GOOD)])
def test_every_reason_not_to_come_in_reads_the_same(door: Access, name: str, password: str) -> None:
    with pytest.raises(LoginRefused) as refused:
        door.log_in(name, password)

    assert str(refused.value) == str(LoginRefused())


def test_an_account_closes_after_failures_and_opens_again_by_itself(door: Access, clock: FixedTime) -> None:
    for _ in range(FAILURES):
        with pytest.raises(LoginRefused):
            door.log_in(APPLICANT, "wrong password")

    with pytest.raises(LoginRefused):
        door.log_in(APPLICANT, GOOD)

    clock.set(MONDAY + CLOSED_FOR)
    assert door.who(door.log_in(APPLICANT, GOOD))


def test_failures_count_only_in_a_row(door: Access) -> None:
    for _ in range(3):
        for _ in range(FAILURES - 1):
            with pytest.raises(LoginRefused):
                door.log_in(APPLICANT, "wrong password")
        assert door.log_in(APPLICANT, GOOD)


def test_a_session_lasts_while_it_is_used_and_ends_at_the_end_of_its_time(door: Access, clock: FixedTime) -> None:
    token, hour = door.log_in(APPLICANT, GOOD), timedelta(hours=1)

    for hours in range(1, SESSION_LASTS // hour):
        clock.set(MONDAY + hours * hour)
        assert door.who(token) is not None

    clock.set(MONDAY + SESSION_LASTS)
    assert door.who(token) is None


def test_a_session_that_nobody_uses_ends(door: Access, clock: FixedTime) -> None:
    token = door.log_in(APPLICANT, GOOD)

    clock.set(MONDAY + IDLE_FOR)

    assert door.who(token) is None


def test_a_new_password_ends_every_session(door: Access) -> None:
    token = door.log_in(APPLICANT, GOOD)

    door.set_password(APPLICANT, "another sentence", by=APPLICANT)

    assert door.who(token) is None
    with pytest.raises(LoginRefused):
        door.log_in(APPLICANT, GOOD)
    assert door.log_in(APPLICANT, "another sentence")


def test_all_sessions_of_an_account_are_shown_and_ended(door: Access) -> None:
    tokens = [door.log_in(APPLICANT, GOOD, f"203.0.113.{n}") for n in range(3)]
    assert sorted(s["address"] for s in door.sessions(APPLICANT)) == ["203.0.113.0", "203.0.113.1", "203.0.113.2"]

    door.log_out_everywhere(APPLICANT)

    assert [door.who(token) for token in tokens] == [None, None, None]
    assert door.sessions(APPLICANT) == []


@pytest.mark.parametrize("password", ["short", "x" * 201, APPLICANT.upper()])
def test_a_password_that_is_easily_guessed_is_refused(door: Access, password: str) -> None:
    with pytest.raises(PasswordRefused):
        door.set_password(APPLICANT, password)


def test_nobody_has_a_password_without_an_account(door: Access) -> None:
    with pytest.raises(UnknownAccount):
        door.set_password("nobody", GOOD)


def test_a_hash_of_weaker_times_is_made_anew_at_the_next_login(door: Access, office: Office) -> None:
    stronger = Access(office.place, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    stronger.log_in(APPLICANT, GOOD)

    with office.place.database.reading() as connection:
        row = questions.password(connection, APPLICANT)
    assert row is not None and "m=16,t=2" in row["hash"]


def test_logins_and_passwords_stand_in_ledgers_and_the_record_holds(door: Access, office: Office) -> None:
    door.log_out(door.log_in(APPLICANT, GOOD))

    assert [(e["act"], e["account"]) for e in office.show_ledger() if e["act"] == "password"] == [
        ("password", APPLICANT)
    ]
    assert office.verify_record().intact
