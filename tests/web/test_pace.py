"""How often something may be asked: what is guessed over all processes, and for a while only."""

from __future__ import annotations

import pytest

from tests.browsing import browser, site
from tests.offices import Premises
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
