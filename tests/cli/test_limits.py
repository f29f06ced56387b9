"""Whatever reads a diagram or decisions from outside does so within limits of time and memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bpmn.rules import apart

Run = Callable[..., Any]

DIAGRAM = "process.bpmn"
ENTRANCES: dict[str, Sequence[str]] = {
    "check": ("matter", "check", DIAGRAM),
    "check a folder": ("matter", "check", "."),
    "publish": ("matter", "publish", "."),
    "draw": ("matter", "draw", DIAGRAM, "-o", "out.svg"),
    "draw a folder": ("matter", "draw", ".", "-o", "out.svg"),
    "normalise": ("matter", "normalise", DIAGRAM, "-o", "out.bpmn"),
    "diff": ("matter", "diff", DIAGRAM, DIAGRAM),
    "diff folders": ("matter", "diff", ".", "."),
    "play": ("matter", "run", DIAGRAM, "--auto"),
    "explore": ("matter", "run", DIAGRAM, "--all-paths"),
    "explore a folder": ("matter", "run", ".", "--all-paths"),
    "decisions": ("matter", "check", "fees.dmn"),
}


@pytest.fixture
def folder(office: Path, matter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first matter, with decisions beside it, as the present folder."""
    copy = tmp_path / "law_firm_establish"
    shutil.copytree(matter, copy)
    (copy / "fees.dmn").write_text("<definitions/>")
    monkeypatch.chdir(copy)
    return copy


@pytest.mark.parametrize("words", ENTRANCES.values(), ids=ENTRANCES)
def test_reading_that_takes_too_long_is_stopped_with_an_answer(
    run: Run, folder: Path, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.001)

    said = run(*words)

    assert said.status == 1, said.err
    assert "-CHECK-STOPPED" in said.out + said.err
    assert not list(folder.glob("out.*"))


@pytest.mark.parametrize("file", ["large.bpmn", "large.dmn"])
def test_reading_that_wants_too_much_memory_is_stopped_with_an_answer(
    run: Run, folder: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "MEGABYTES", 40)
    Path(file).write_text(f"<definitions>{'<message/>' * 90_000}</definitions>")

    said = run("matter", "check", file)

    assert said.status == 1
    assert "-CHECK-STOPPED" in said.out
