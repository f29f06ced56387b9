"""Every example of every matter that comes with Sealflow, played as `sealflow matter test` plays it.

Each is held to two things: it comes out as it says, and nothing else stands behind what its cases say of themselves:
their status, clocks and handlers can be made again from their entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from engine.acts.reading import read_case
from engine.case import Case, events_of
from engine.config import Settings
from engine.deadlines import clocks
from engine.founding import SHARED, matter_folder, office_in_memory, seal_owners, shipped_matters, workflows_folder
from engine.lifecycle import after
from engine.matter.folder import read_folder
from engine.office import Office
from engine.rehearsal import Stage, examples, play
from engine.statistics import from_history
from engine.store import questions
from engine.terms import Irregular, Status
from signing.keys import Secret
from tests.offices import organs
from tests.told import acts_counted, who_took_part

FOLDERS = [*shipped_matters(), workflows_folder() / SHARED / "starter"]


@pytest.fixture(scope="session")
def played_in() -> list[Office]:
    """The offices in which examples were played, the newest last."""
    return []


@pytest.fixture(scope="session")
def theatre(played_in: list[Office]) -> Iterator[Stage]:
    """Where they are played."""

    def remembered(settings: Settings, keys: Path, password: Secret, now: Any) -> Office:
        office = office_in_memory(settings, keys, password, now)
        played_in.append(office)
        return office

    with Stage(remembered, seal_owners(organs()), lambda code: read_folder(matter_folder(code))) as theatre:
        yield theatre


@pytest.mark.parametrize(
    ("folder", "name"),
    [pytest.param(f, name, id=f"{f.name}-{Path(name).stem}") for f in FOLDERS for name in examples(read_folder(f))],
)
def test_the_example_comes_out_as_it_says_and_can_be_made_again_from_its_entries(
    theatre: Stage, played_in: list[Office], folder: Path, name: str
) -> None:
    played = play(theatre, read_folder(folder), name)

    assert played.passed, f"{played.title}: {played.why}"
    office = played_in.pop()
    with office.place.database.reading() as connection:
        ids = [id for _, id in questions.case_ids(connection)]
    for id in ids:
        made_again(office, id)
    assert office.verify_record().intact


def test_the_first_matter_has_at_least_twelve_examples() -> None:
    assert len(examples(read_folder(workflows_folder() / "law_firm_establish"))) >= 12


def test_an_example_that_expects_something_else_fails_with_what_came_out(theatre: Stage) -> None:
    files = read_folder(workflows_folder() / "law_firm_establish")
    name = "examples/withdrawn.yaml"
    files[name] = files[name].replace(b"status: withdrawn", b"status: delivered")

    line = files[name].decode().splitlines().index("  status: delivered") + 1

    played = play(theatre, files, name)

    assert played.why == f"line {line}: status: 'withdrawn' came out, 'delivered' was expected"


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
    assert case.record.last_at == bodies[-1]["at"]
    assert case.entries == len(chain)
    assert case.head == chain[-1][2]
    assert case.revision == acts_counted(bodies)
    assert Case.from_row(case.to_row()).to_row() == case.to_row()
    assert from_history(office.place, case, matter) == (case.standing, case.record.irregular)
    assert all(date.fromisoformat(day) for day in days.values())
