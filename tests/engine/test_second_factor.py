"""The second factor: set up once, asked for at every login, taken once, shut with the password after failures."""

from __future__ import annotations

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine import onetime
from engine.access import (
    CLOSED_FOR,
    FAILURES,
    PROOF_LASTS,
    RECOVERY_CODES,
    Access,
    CodeRefused,
    LoginRefused,
    SecondFactorMissing,
    SecondFactorThere,
)
from engine.office import Office
from engine.workplace import FixedTime
from signing.strongbox import Strongbox, StrongboxUnusable
from tests.browsing import quick
from tests.offices import WINDOW, Premises, contents

GOOD = "山不在高，有仙则名 7"
STEP = timedelta(seconds=onetime.STEP_SECONDS)


class Telephone:
    """An app that knows one secret."""

    def __init__(self, key: str, clock: FixedTime) -> None:
        self._secret, self._clock = base64.b32decode(key), clock

    def code(self, steps: int = 0) -> str:
        """What it shows now, or so many steps later."""
        return onetime.code(self._secret, onetime.step_of(self._clock() + steps * STEP))


@pytest.fixture
def door(office: Office) -> Access:
    """The door of an office whose clerk has a password."""
    door = quick(office)
    door.set_password(WINDOW, GOOD)
    return door


@pytest.fixture
def telephone(door: Access, clock: FixedTime) -> Telephone:
    """The clerk's telephone, set up a minute ago."""
    telephone, _ = set_up(door, clock)
    clock.set(clock() + 2 * STEP)
    return telephone


def set_up(door: Access, clock: FixedTime) -> tuple[Telephone, list[str]]:
    telephone = Telephone(door.enrol(WINDOW, "示例市").key, clock)
    _, codes = door.confirm(door.log_in(WINDOW, GOOD), telephone.code())
    return telephone, codes


def test_after_the_password_the_code_is_owed(door: Access, telephone: Telephone) -> None:
    token = door.log_in(WINDOW, GOOD)
    owing = door.who(token)
    assert owing is not None and owing.owes == "code"

    whole = door.prove(token, telephone.code())

    session = door.who(whole)
    assert session is not None and session.owes is None
    assert door.who(token) is None


def test_setting_up_ends_every_other_session(door: Access, clock: FixedTime) -> None:
    other, mine = door.log_in(WINDOW, GOOD), door.log_in(WINDOW, GOOD)
    telephone = Telephone(door.enrol(WINDOW, "示例市").key, clock)

    token, codes = door.confirm(mine, telephone.code())

    assert door.who(other) is None and door.who(mine) is None
    session = door.who(token)
    assert session is not None and session.owes is None
    assert len(set(codes)) == RECOVERY_CODES == door.recovery_codes_left(WINDOW)


def test_a_code_is_taken_once(door: Access, telephone: Telephone) -> None:
    code = telephone.code()
    door.prove(door.log_in(WINDOW, GOOD), code)

    with pytest.raises(CodeRefused):
        door.prove(door.log_in(WINDOW, GOOD), code)


def test_an_earlier_code_is_not_taken_after_a_later_one(door: Access, telephone: Telephone) -> None:
    door.prove(door.log_in(WINDOW, GOOD), telephone.code(1))

    with pytest.raises(CodeRefused):
        door.prove(door.log_in(WINDOW, GOOD), telephone.code())


def test_of_two_who_send_one_code_at_once_one_comes_in(door: Access, telephone: Telephone, premises: Premises) -> None:
    doors = [quick(premises.open()) for _ in range(2)]
    tokens, code = [door.log_in(WINDOW, GOOD) for _ in doors], telephone.code()

    def come(other: Access, token: str) -> bool:
        try:
            return bool(other.prove(token, code))
        except CodeRefused:
            return False

    with ThreadPoolExecutor() as threads:
        came_in = list(threads.map(come, doors, tokens))

    assert sorted(came_in) == [False, True]


def test_wrong_codes_close_the_account_and_the_password_does_not_open_it(
    door: Access, telephone: Telephone, clock: FixedTime
) -> None:
    for _ in range(FAILURES):
        token = door.log_in(WINDOW, GOOD)  # a right password in between counts for nothing
        with pytest.raises(CodeRefused):
            door.prove(token, "000000")

    with pytest.raises(CodeRefused):
        door.prove(token, telephone.code())
    with pytest.raises(LoginRefused):
        door.log_in(WINDOW, GOOD)

    clock.set(clock() + CLOSED_FOR)
    assert door.prove(door.log_in(WINDOW, GOOD), telephone.code())


def test_a_recovery_code_opens_once_however_it_is_typed(door: Access, clock: FixedTime) -> None:
    _, codes = set_up(door, clock)

    assert door.prove(door.log_in(WINDOW, GOOD), codes[0].lower().replace("-", " "))

    with pytest.raises(CodeRefused):
        door.prove(door.log_in(WINDOW, GOOD), codes[0])
    assert door.recovery_codes_left(WINDOW) == RECOVERY_CODES - 1


def test_new_recovery_codes_are_for_who_has_the_telephone_and_void_the_old(
    door: Access, telephone: Telephone, clock: FixedTime
) -> None:
    with pytest.raises(CodeRefused):
        door.renew_codes(WINDOW, "000000")
    codes = door.renew_codes(WINDOW, telephone.code())

    again = door.renew_codes(WINDOW, codes[0])

    assert not set(codes) & set(again) and door.recovery_codes_left(WINDOW) == RECOVERY_CODES


def test_the_half_way_in_ends_soon_and_is_no_way_around(door: Access, telephone: Telephone, clock: FixedTime) -> None:
    token = door.log_in(WINDOW, GOOD)
    with pytest.raises(SecondFactorThere):
        door.enrol(WINDOW, "示例市")
    with pytest.raises(SecondFactorMissing):
        door.confirm(token, telephone.code())

    clock.set(clock() + PROOF_LASTS)

    with pytest.raises(LoginRefused):
        door.prove(token, telephone.code())


def test_nothing_set_up_by_halves_is_asked_for(door: Access) -> None:
    door.enrol(WINDOW, "示例市")

    token = door.log_in(WINDOW, GOOD)

    session = door.who(token)
    assert session is not None and session.owes is None
    with pytest.raises(SecondFactorMissing):
        door.prove(token, "000000")


def test_where_officials_must_have_one_they_owe_setting_it_up(door: Access, office: Office, clock: FixedTime) -> None:
    earlier = door.log_in(WINDOW, GOOD)
    office.place.second_factors = True

    for token in (earlier, door.log_in(WINDOW, GOOD)):
        session = door.who(token)
        assert session is not None and session.owes == "enrolment"

    telephone = Telephone(door.enrol(WINDOW, "示例市").key, clock)
    whole = door.who(door.confirm(token, telephone.code())[0])
    assert whole is not None and whole.owes is None


def test_it_is_removed_with_password_and_code_or_reset_by_the_office(
    door: Access, telephone: Telephone, clock: FixedTime, office: Office
) -> None:
    with pytest.raises(LoginRefused):
        door.remove_second_factor(WINDOW, "wrong password", telephone.code())
    door.remove_second_factor(WINDOW, GOOD, telephone.code())
    assert not door.is_enrolled(WINDOW)
    with pytest.raises(SecondFactorMissing):
        door.reset_second_factor(WINDOW)

    clock.set(clock() + 2 * STEP)
    _, codes = set_up(door, clock)
    token = door.prove(door.log_in(WINDOW, GOOD), codes[0])
    door.reset_second_factor(WINDOW)

    assert door.who(token) is None and not door.is_enrolled(WINDOW)
    assert office.show_ledger()[-1]["act"] == "second_factor_reset"
    assert office.verify_record().intact


def test_a_new_password_keeps_the_proof_of_the_session(door: Access, telephone: Telephone) -> None:
    token = door.prove(door.log_in(WINDOW, GOOD), telephone.code())

    session = door.who(door.change_password(token, GOOD, "a whole new sentence"))

    assert session is not None and session.owes is None


def test_neither_secret_nor_codes_stand_in_the_database(door: Access, clock: FixedTime, office: Office) -> None:
    key = door.enrol(WINDOW, "示例市").key
    _, codes = set_up(door, clock)

    everything = repr(contents(office.place.database))

    assert repr(base64.b32decode(key))[2:-1] not in everything
    assert not [code for code in codes if code in everything]


def test_the_qr_code_is_a_drawing_of_its_own(door: Access) -> None:
    picture = door.enrol(WINDOW, "示例市").picture

    assert picture.startswith("<svg") and not re.search(r"style=|href=|<script", picture)


def test_a_secret_opens_only_with_its_key_and_as_what_it_was(
    door: Access, telephone: Telephone, office: Office
) -> None:
    box = Strongbox()
    closed = box.close(b"secret", "a")
    for other, about in ((box, "b"), (Strongbox(), "a")):
        with pytest.raises(StrongboxUnusable):
            other.open(closed, about)
    token = door.log_in(WINDOW, GOOD)
    office.place.strongbox = Strongbox(office.home / "strongbox.key")
    (office.home / "strongbox.key").unlink()

    with pytest.raises(StrongboxUnusable):
        door.prove(token, telephone.code())
