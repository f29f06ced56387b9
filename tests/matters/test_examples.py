"""Every example of every matter that comes with Sealflow, played as `sealflow matter test` plays it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.founding import SHARED, shipped_matters, stage, workflows_folder
from engine.matter.folder import read_folder
from engine.rehearsal import Stage, examples, play

FOLDERS = [*shipped_matters(), workflows_folder() / SHARED / "starter"]


@pytest.fixture(scope="session")
def theatre() -> Iterator[Stage]:
    """Where they are played."""
    with stage() as theatre:
        yield theatre


@pytest.mark.parametrize(
    ("folder", "name"),
    [pytest.param(f, name, id=f"{f.name}-{Path(name).stem}") for f in FOLDERS for name in examples(read_folder(f))],
)
def test_the_example_comes_out_as_it_says(theatre: Stage, folder: Path, name: str) -> None:
    played = play(theatre, read_folder(folder), name)

    assert played.passed, f"{played.title}: {played.why}"


def test_the_first_matter_has_at_least_twelve_examples() -> None:
    assert len(examples(read_folder(workflows_folder() / "law_firm_establish"))) >= 12


def test_an_example_that_expects_something_else_fails_with_what_came_out(theatre: Stage) -> None:
    files = read_folder(workflows_folder() / "law_firm_establish")
    name = "examples/withdrawn.yaml"
    files[name] = files[name].replace(b"status: withdrawn", b"status: delivered")

    line = files[name].decode().splitlines().index("  status: delivered") + 1

    played = play(theatre, files, name)

    assert played.why == f"line {line}: status: 'withdrawn' came out, 'delivered' was expected"
