"""What is measured can be measured on any machine and is the work it says; how long it takes is for `make bench`."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks import check, seal, step
from bpmn.rules import check_file


def test_papers_to_be_measured_need_no_face_of_the_machine_and_are_small(tmp_path: Path) -> None:
    ours = seal.Ours(tmp_path / "authority")

    papers = [ours(number) for number in range(1, 13)]

    assert all(paper.startswith(b"%PDF-1.7") and len(paper) <= 150_000 for paper in papers)
    assert len(set(papers)) == 12


def test_a_step_takes_eight_statements_as_a_rule() -> None:
    with step.furnished_place() as place:
        place.database.count_statements()
        _, statements = step.approve(place)

    assert len(statements) == 17
    assert statistics.median(statements) <= 8
    assert max(statements) <= 9


def test_the_diagram_to_be_checked_has_forty_nodes_and_nothing_wrong() -> None:
    drawn = check.approval()

    assert len(drawn.nodes) == 40
    assert check_file(drawn.file(), "approval.bpmn").runnable
