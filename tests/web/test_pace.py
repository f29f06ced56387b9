"""How often something may be asked: what is guessed over all processes, and for a while only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.haste import once_more
from engine.retention import erase
from engine.store.tables import paces
from engine.workplace import FixedTime
from tests.browsing import browser, site
from tests.offices import MONDAY, Premises, contents
from web.pace import Pace, TooFast


def test_guesses_at_two_processes_count_together(premises: Premises) -> None:
    for_all = [site(premises.open(), pace=Pace({"verify": "6/minute", "search": "6/minute"})) for _ in range(2)]
    for one in for_all:
        for _ in range(3):
            one.pace.keep("verify", "203.0.113.9")
            one.pace.keep("search", "203.0.113.9")

    with pytest.raises(TooFast) as refused:
        for_all[1].pace.keep("verify", "203.0.113.9")

    assert 0 < refused.value.seconds <= 60
    for_all[1].pace.keep("verify", "203.0.113.10")
    for_all[1].pace.keep("search", "203.0.113.9")  # only takes time: each process allows as much
    assert browser(for_all[0]).open("/v/0000").status == 404


def test_what_was_long_ago_counts_less_and_less(sqlite_premises: Premises, clock: FixedTime) -> None:
    place = sqlite_premises.open().place
    for _ in range(10):
        once_more(place, "login", "203.0.113.9", 600)

    counts = []
    for minutes in (10, 15, 19):
        clock.set(MONDAY + timedelta(minutes=minutes))
        counts.append(round(once_more(place, "login", "203.0.113.9", 600)[0], 1))
    clock.set(MONDAY + timedelta(minutes=40))

    assert counts == [11.0, 7.0, 4.0]
    assert once_more(place, "login", "203.0.113.9", 600)[0] == 1


def test_no_address_is_kept_and_counts_go_after_a_day(sqlite_premises: Premises, clock: FixedTime) -> None:
    place = sqlite_premises.open().place
    once_more(place, "login", "203.0.113.9", 600)
    assert "203.0.113.9" not in repr(contents(place.database)[paces.name])

    clock.set(MONDAY + timedelta(days=2))

    assert erase(place)["paces"] == 1
    assert contents(place.database)[paces.name] == []
