"""Diagrams that nobody here drew: public files of other tools and engines, where they lie beside the repository."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from bpmn.player import play
from bpmn.reader import draft, read
from bpmn.rules import check_file
from bpmn.runner import compile
from tests.bpmn.course import MONDAY

OPEN = Path(__file__).parents[3] / "shared" / "conformance" / "open"
FILES = sorted(OPEN.glob("*.bpmn"))

pytestmark = pytest.mark.skipif(not FILES, reason="no diagrams of other tools lie beside the repository")


def test_every_foreign_diagram_runs_or_is_refused_with_reasons() -> None:
    for path in FILES:
        data = path.read_bytes()

        result = check_file(data, path.name)

        for finding in result.findings:
            assert finding.code != "BPMN-CHECK-STOPPED", (path.name, finding)
            assert finding.message and finding.remedy and finding.line > 0, (path.name, finding)
            assert finding.element, (path.name, finding)
        if result.runnable:
            compile(read(data, path.name))
        else:
            assert any(finding.severity == "error" for finding in result.findings), path.name


def test_a_foreign_diagram_is_checked_in_no_time() -> None:
    times = []
    for path in FILES:
        data, began = path.read_bytes(), time.process_time()
        check_file(data, path.name)
        times.append(time.process_time() - began)

    assert max(times) < 5
    assert statistics.median(times) <= 0.03


def test_most_foreign_diagrams_are_run_as_they_are() -> None:
    runnable = sum(check_file(path.read_bytes(), path.name).runnable for path in FILES)

    assert runnable >= 0.65 * len(FILES)


def test_nearly_all_foreign_diagrams_are_played_to_their_end() -> None:
    completed = 0
    for path in FILES:
        data = path.read_bytes()
        if check_file(data, path.name).playable:
            definition = compile(draft(data, path.name), draft=True)
            completed += play(definition, seed=1, now=MONDAY, budget=10_000).result == "completed"

    assert completed >= 0.95 * len(FILES)
