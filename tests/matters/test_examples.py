"""Every example of every matter that comes with Sealflow, played as `sealflow matter test` plays it.

Each is held to two things: it comes out as it says, and nothing else stands behind what its cases say of themselves:
their status, clocks and handlers can be made again from their entries. Those of a matter take every deciding flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import orjson
import pytest
import sqlalchemy as sa

from engine import plain
from engine.acts.reading import read_case
from engine.case import Case, events_of
from engine.coverage import rehearsed
from engine.deadlines import clocks
from engine.founding import SHARED, shipped_matters, stage, workflows_folder
from engine.lifecycle import after
from engine.logbook import details
from engine.matter.folder import read_folder
from engine.office import Office
from engine.rehearsal import Stage, examples, play
from engine.statistics import from_history
from engine.store import questions, tables
from engine.terms import Irregular, Status
from tests.told import acts_counted, who_took_part

FOLDERS = [*shipped_matters(), workflows_folder() / SHARED / "starter"]


@pytest.fixture(scope="session")
def theatre() -> Iterator[Stage]:
    """Where they are played."""
    with stage() as theatre:
        yield theatre


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_example_comes_out_and_is_made_again_from_its_entries_and_all_cover_every_deciding_flow(
    theatre: Stage, folder: Path
) -> None:
    files = read_folder(folder)

    plays = [play(theatre, files, name, all_made_again) for name in examples(files)]

    assert [f"{played.example}: {played.why}" for played in plays if not played.passed] == []
    tried = rehearsed(files, plays)
    tried.check()
    assert tried.coverage.flows_missed() == []


def test_the_first_matter_has_at_least_twelve_examples() -> None:
    assert len(examples(read_folder(workflows_folder() / "law_firm_establish"))) >= 12


def test_an_example_that_expects_something_else_fails_with_what_came_out(theatre: Stage) -> None:
    files = read_folder(workflows_folder() / "law_firm_establish")
    name = "examples/withdrawn.yaml"
    files[name] = files[name].replace(b"status: withdrawn", b"status: delivered")

    line = files[name].decode().splitlines().index("  status: delivered") + 1

    played = play(theatre, files, name)

    assert played.why == f"line {line}: status: 'withdrawn' came out, 'delivered' was expected"


@pytest.mark.parametrize(
    ("example", "reminded"),
    [
        # A rehearsal looks each night, so after the morning of the day itself.
        ("never_rectified", [("2026-04-06", {"rectify": "2026-04-15"})]),
        ("never_corrected", [("2026-03-15", {"correct": "2026-03-17"})]),
        ("passed", []),
    ],
)
def test_a_firm_is_reminded_before_the_annual_check_fails_it_for_silence(
    theatre: Stage, example: str, reminded: list[tuple[str, dict[str, str]]]
) -> None:
    found = []

    def look(office: Office) -> None:
        with office.place.database.reading() as connection:
            ((_, case),) = questions.case_ids(connection)
        for entry in office.case_history(case, most=100):
            if entry["act"] == "reminder":
                here = datetime.fromisoformat(entry["at"]).astimezone(office.place.zone)
                found.append((here.date().isoformat(), entry["of"]))

    played = play(theatre, read_folder(workflows_folder() / "law_firm_annual_check"), f"examples/{example}.yaml", look)

    assert (played.why, found) == ("", reminded)


def all_made_again(office: Office) -> None:
    """Holds that the record of every case of an office is the one its entries tell."""
    with office.place.database.reading() as connection:
        ids = [id for _, id in questions.case_ids(connection)]
    for id in ids:
        made_again(office, id)
    assert office.verify_record().intact
    with office.place.database.reading() as connection:
        bodies = [*connection.execute(sa.select(tables.entries.c.body)).scalars()]
        bodies += connection.execute(sa.select(tables.ledger_entries.c.body)).scalars()
    said = {name for body in bodies for name, _ in details(plain.told(office.place, orjson.loads(body)), "zh")}
    assert [name for name in said if name.isascii()] == [], "a detail that the log does not name in words"


def made_again(office: Office, reference: str) -> None:
    """Holds that a case's record is the one its entries tell."""
    case, matter = read_case(office.place, reference)
    with office.place.database.reading() as connection:
        chain = questions.entries_of(connection, case.organ, case.id)
    bodies = [orjson.loads(body) for _, body, _ in chain]
    events = events_of(bodies)

    status, before, days = None, None, {}
    for event, body in zip(events, (body for body in bodies if body.get("legal")), strict=True):
        again = body.get("irregular") == Irregular.SECOND_CORRECTION
        was, status = status, after(
            status, event.act, done=days, before_suspension=before, kind=matter.kind, irregularly=again
        )  # fmt: skip
        before = was if status is Status.SUSPENDED else None
        days.setdefault(event.act, str(event.data.get("effective", event.on.isoformat())))
    running = clocks(matter.limits, events, office.place.calendar)

    assert case.status is status
    assert case.record.days == days
    assert case.clocks() == running
    assert case.record.due == {clock.limit: clock.due.isoformat() for clock in running if clock.going}
    assert case.record.handlers == who_took_part(bodies)
    assert case.record.named == {lane: who for body in bodies for lane, who in body.get("named", {}).items()}
    assert case.record.last_at == bodies[-1]["at"]
    assert case.entries == len(chain)
    assert case.head == chain[-1][2]
    assert case.revision == acts_counted(bodies)
    assert Case.from_row(case.to_row()).to_row() == case.to_row()
    assert from_history(office.place, case, matter) == (case.standing, case.record.irregular)
    assert all(date.fromisoformat(day) for day in days.values())
