"""A process killed anywhere between throwing a signal and the last case hearing it: each hears it exactly once."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from engine.acts.at_task import TaskDone
from engine.errors import SealflowError
from engine.office import Office
from tests.boundaries import AFTER_COMMIT, BEFORE_COMMIT
from tests.crash.parts import PARTS, TRIED
from tests.crash.test_crash_points import Crashes
from tests.events import heard, hearing, publish, turn_away
from tests.offices import Premises, accept, submit


def _done_or_found_done(office: Office, key: str) -> None:
    try:
        turn_away(office, key)
    except TaskDone:
        pass
    except SealflowError as error:
        if error.code != "CASE-ACT-NOT-OPEN":
            raise


@pytest.mark.slow
@pytest.mark.parametrize("first", TRIED)
def test_dying_anywhere_while_a_signal_spreads_every_case_hears_it_once(
    office: Office, premises: Premises, first: int
) -> None:
    publish(office, premises.clock, hearing())
    waiting = [submit(office), submit(office)]
    for case in waiting:
        accept(office, case)
    crashes = Crashes(office, premises)
    thrown = []
    for boundary in count(first, PARTS):
        key = f"turned away {boundary}"
        submit(office, key)
        survived = crashes.survives(lambda key=key: turn_away(office, key), boundary)
        premises.clock.set(premises.clock() + timedelta(minutes=1))
        office.worker.once()
        _done_or_found_done(office, key)
        thrown.append(submit(office, key))
        if survived:
            break

    assert [heard(office, case) for case in waiting] == [thrown, thrown]
    assert {BEFORE_COMMIT, AFTER_COMMIT} <= set(crashes.reached())
    assert office.verify_record().intact
