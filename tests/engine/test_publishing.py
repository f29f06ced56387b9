"""A matter sent to be published is played and published by one worker, whoever dies over it."""

from __future__ import annotations

from datetime import timedelta

from engine.matter.folder import pack
from engine.office import Office
from engine.publishing import Publishings
from engine.workplace import FixedTime
from tests.offices import Premises, matter_files

SYSTEM = "cheng.system"


def sent(publishings: Publishings, version: str) -> None:
    files = dict(matter_files("starter"))
    files["matter.yaml"] = files["matter.yaml"].replace(b'version: "', f'version: "{version}.'.encode())
    publishings.begin(pack(files), SYSTEM)


def test_what_a_worker_died_over_is_begun_again_by_another_and_published_once(
    office: Office, premises: Premises, clock: FixedTime
) -> None:
    clock.set(clock() + timedelta(minutes=1))
    dies, lives = Publishings(office), Publishings(premises.open())
    sent(dies, "9")
    assert dies.work() == 1
    assert lives.work() == 0, "one has it"
    (shown,) = lives.latest(SYSTEM)
    assert (shown.played, shown.finished) == (1, False)

    clock.set(clock() + timedelta(minutes=6))
    while lives.work():
        pass

    assert office.place.current_matter("starter").version.startswith("9.")
    (shown,) = dies.latest(SYSTEM)
    assert (shown.played, shown.finished, shown.code) == (shown.examples, True, "")
    assert dies.work() == 1, "who comes back finds that it is another's"
    assert dies.work() == 0
    published = [entry for entry in office.show_ledger() if entry["act"] == "publish" and entry["actor"] == SYSTEM]
    assert len(published) == 1
    assert dies.latest(SYSTEM) == [shown]
