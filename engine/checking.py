"""Checking what a designer made: a matter's folder or a diagram alone, wherever it stands. Never a traceback."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bpmn import soundness
from bpmn.drawing import with_drawing
from bpmn.errors import BpmnError, DiagramRefused, Finding
from bpmn.model import Diagram
from bpmn.normalising import Normalised, normalise
from bpmn.player import PlayResult, play
from bpmn.reader import MOST_BYTES, draft
from bpmn.rules import STOPPED, CheckResult, check_apart
from bpmn.runner import compile
from engine.errors import NotFound, SealflowError
from engine.founding import SHARED, matter_folder, workflows_folder
from engine.matter.checks import check
from engine.matter.folder import Files, read_folder
from engine.organs import read_organs, read_people, seals_of
from engine.proofs import shipped

BUDGET = 10_000
"""How many steps a diagram is played at the most."""


class FileMissing(NotFound):
    """There is no file at the path."""

    code = "FILE-MISSING"
    remedy = "Check the path; give a .bpmn file or a folder with a matter.yaml."

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and whether it can be run."""

    runnable: bool
    findings: tuple[Finding, ...]


def check_path(path: str) -> Checked:
    """All to be said about a matter (folder or code), a diagram or decisions. Raises FileMissing, MatterMissing."""
    if Path(path).is_file():
        data = _content(path)
        result = check_apart(data, path)
        is_diagram = result.runnable and not path.endswith(".dmn")
        findings = (*result.findings, *(soundness.check(draft(data, path)) if is_diagram else ()))
        return Checked(not any(f.severity == "error" for f in findings), findings)
    try:
        files = files_at(path)
        shared = workflows_folder() / SHARED
        organs = read_organs((shared / "organs.yaml").read_text(encoding="utf-8"))
        people = read_people((shared / "people.yaml").read_text(encoding="utf-8"))
        _, findings = check(files, seals_of(organs), people, shipped())
    except NotFound:
        raise
    except DiagramRefused as refused:
        findings = refused.findings
    except SealflowError as error:
        findings = (Finding(error.code, "error", str(error), error.remedy),)
    return Checked(not any(f.severity == "error" for f in findings), findings)


def diagram_at(path: str) -> Diagram:
    """The diagram in a file, or the draft of one. Raises FileMissing; DiagramRefused when it cannot be played."""
    data = _content(path)
    checked = check_apart(data, path)
    if not checked.playable:
        raise DiagramRefused(path, checked.findings)
    return draft(data, path)


def play_path(path: str, seed: int) -> PlayResult:
    """A diagram played alone: people's and services' steps completed, undecided ways drawn from the seed.

    A draft is played too, which leaves to the designer what a published diagram must say.
    """
    data = _content(path)
    checked = check_apart(data, path)
    if not checked.playable:
        return PlayResult("refused", 0, checked.findings)
    try:
        definition = compile(draft(data, path), draft=True)
    except DiagramRefused as refused:
        return PlayResult("refused", 0, refused.findings)
    except BpmnError as error:
        return PlayResult("refused", 0, (Finding(error.code, "error", str(error), error.remedy),))
    played = play(definition, seed=seed, now=datetime(2026, 1, 5, 9, tzinfo=UTC), budget=BUDGET)
    return replace(played, findings=tuple(dict.fromkeys((*checked.findings, *played.findings))))


def normalise_path(path: str) -> Normalised:
    """A diagram with all that reading it puts right written into it, and drawn if it was not.

    Raises FileMissing, DiagramRefused.
    """
    data = _content(path)
    checked = check_apart(data, path)
    _read_within_limits(checked)
    written = normalise(data, path)
    return replace(written, data=with_drawing(written.data, path))


def files_at(path: str) -> Files:
    """The files of a matter (folder or code); a .bpmn file as if it stood alone in a folder.

    No diagram and no decision among them takes more time or memory to read than is allowed: each was read apart first.
    Raises FileMissing, MatterMissing, DiagramRefused.
    """
    files = {"process.bpmn": _content(path)} if Path(path).is_file() else read_folder(matter_folder(path))
    for name, data in files.items():
        if name.endswith((".bpmn", ".dmn")):
            _read_within_limits(check_apart(data, name))
    return files


def _read_within_limits(checked: CheckResult) -> None:
    stopped = [finding for finding in checked.findings if finding.code in STOPPED]
    if stopped:
        raise DiagramRefused(checked.file, stopped)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileMissing(path, error.strerror or str(error)) from error
