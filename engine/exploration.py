"""Every path of a diagram or a matter played: how many there are, what they cover, what nothing comes to.

A matter is played with the outcomes of its steps; of a diagram alone every way its conditions leave open is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bpmn.coverage import Coverage
from bpmn.errors import Finding
from bpmn.model import Diagram
from bpmn.soundness import Counted, Space, count_paths, explore_alone, judge
from engine.checking import diagram_at, files_at
from engine.matter.paths import walk
from engine.matter.reader import read_matter


@dataclass(frozen=True, slots=True)
class Explored:
    """What playing every path came to."""

    situations: int
    moves: int
    whole: bool
    """Whether the bounds left room for everything."""
    paths: Counted
    coverage: Coverage
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing certain is wrong."""
        return not any(finding.severity == "error" for finding in self.findings)


def explore_path(path: str) -> Explored:
    """Play every path of a matter (folder or code) or a diagram file.

    Raises FileMissing, MatterMissing; DiagramRefused or MatterRefused for what cannot be played.
    """
    if Path(path).is_file():
        diagram = diagram_at(path)
        return _explored(explore_alone(diagram, draft=True), diagram)
    paths = walk(read_matter(files_at(path)))
    return replace(_explored(paths.space, paths.matter.definition.diagram), findings=tuple(paths.findings()))


def _explored(space: Space, diagram: Diagram) -> Explored:
    passed = [node for move in space.moves for node in move.passed]
    taken = [flow for move in space.moves for flow in move.taken]
    coverage = Coverage.of(space.drawn, passed, taken)
    played = len([move for move in space.moves if move.to is not None])
    return Explored(len(space.situations), played, space.whole, count_paths(space), coverage, judge(space, diagram))
