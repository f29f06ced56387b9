"""The tour in `docs/tour` is what the command line says today."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.founding import matter_folder
from engine.rehearsal.expectations import NotAsExpected
from tools import make_tour
from tools.make_tour import Part, Stop


@pytest.mark.parametrize("name", make_tour.STOPS)
def test_a_transcript_is_what_the_commands_answer_today(name: str) -> None:
    committed = (make_tour.TOUR / f"{name}.md").read_text(encoding="utf-8")

    assert make_tour.page(make_tour.STOPS[name]) == committed, "run `python -m tools.make_tour`"


def test_the_index_leads_to_every_transcript_and_to_nothing_else() -> None:
    assert (make_tour.TOUR / "README.md").read_text(encoding="utf-8") == make_tour.index()
    assert {file.stem for file in make_tour.TOUR.glob("*.md")} == {*make_tour.STOPS, "README"}


def test_every_system_ends_with_a_paper_that_was_verified() -> None:
    for name, stop in make_tour.STOPS.items():
        said = (make_tour.TOUR / f"{name}.md").read_text(encoding="utf-8")
        assert said.count("\nVALID ") >= len(stop.parts), name


def test_an_example_without_the_paper_makes_no_page() -> None:
    with pytest.raises(NotAsExpected, match="no document licence"):
        make_tour.page(Stop("Other", "No paper.", (Part("no_criminal_record", "issued_at_once", "licence"),)))


@pytest.mark.parametrize(
    "written, instead",
    [
        ("outcome: issued", "outcome: declined"),
        ("opened: 2026-04-20T21:40", "opened: 2026-04-20T21:40\nrefused: FORM-REFUSED"),
        ("answers: abroad.json", "answers: {mobile: '19900000001'}"),
    ],
    ids=["another outcome", "refused, it says", "refused in truth"],
)
def test_an_example_that_comes_out_otherwise_makes_no_page(written: str, instead: str, tmp_path: Path) -> None:
    folder = tmp_path / "no_criminal_record"
    shutil.copytree(matter_folder("no_criminal_record"), folder)
    example = folder / "examples" / "issued_at_once.yaml"
    text = example.read_text(encoding="utf-8")
    assert text.count(written) == 1
    example.write_text(text.replace(written, instead), encoding="utf-8")
    stop = Stop("Other", "It comes out otherwise.", (Part(str(folder), "issued_at_once", "certificate"),))

    with pytest.raises(NotAsExpected):
        make_tour.page(stop)
