"""Diagrams that nobody here drew: public files of other tools and engines, where they lie beside the repository."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bpmn.reader import read
from bpmn.rules import check_file
from bpmn.runner import compile

OPEN = Path(__file__).parents[3] / "shared" / "conformance" / "open"
FILES = sorted(OPEN.glob("*.bpmn"))


@pytest.mark.skipif(not FILES, reason="no diagrams of other tools lie beside the repository")
def test_every_foreign_diagram_runs_or_is_refused_with_reasons() -> None:
    for path in FILES:
        data, began = path.read_bytes(), time.process_time()

        result = check_file(data, path.name)

        assert time.process_time() - began < 5, path.name
        for finding in result.findings:
            assert finding.code != "BPMN-CHECK-STOPPED", (path.name, finding)
            assert finding.message and finding.remedy and finding.line > 0, (path.name, finding)
            assert finding.element, (path.name, finding)
        if result.runnable:
            compile(read(data, path.name))
        else:
            assert any(finding.severity == "error" for finding in result.findings), path.name


@pytest.mark.skipif(not FILES, reason="no diagrams of other tools lie beside the repository")
def test_a_good_part_of_foreign_diagrams_runs() -> None:
    runnable = sum(check_file(path.read_bytes(), path.name).runnable for path in FILES)

    assert runnable >= len(FILES) / 2
