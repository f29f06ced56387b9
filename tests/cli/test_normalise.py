"""`sealflow matter normalise`: a diagram written anew with its repairs in it."""

from __future__ import annotations

from pathlib import Path

from tests.bpmn.drawing import drawn, end, start, user
from tests.cli.conftest import Run

SLOPPY = drawn(start(), user("a"), end(), flows="s>a; a>e").replace(b' id="p_0"', b"")


def test_a_diagram_is_written_anew_and_needs_no_repair_any_more(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sloppy.bpmn").write_bytes(SLOPPY)

    written = run("matter", "normalise", tmp_path / "sloppy.bpmn", "-o", tmp_path / "neat.bpmn", "--json")

    assert written.status == 0
    assert [repair["code"] for repair in written.json["repaired"]] == ["BPMN-ID-MISSING"]
    assert run("matter", "check", tmp_path / "neat.bpmn").status == 0


def test_what_is_no_diagram_is_refused_and_nothing_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "no.bpmn").write_text("no diagram")

    refused = run("matter", "normalise", tmp_path / "no.bpmn", "-o", tmp_path / "out.bpmn")

    assert refused.status == 1
    assert not (tmp_path / "out.bpmn").exists()
