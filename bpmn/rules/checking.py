"""All rules asked of one diagram, or of the bytes of a file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bpmn.catalogue import QUESTIONS, new_report
from bpmn.errors import DiagramRefused, Finding
from bpmn.expressions import FUNCTIONS
from bpmn.model import Diagram
from bpmn.reader import draft
from bpmn.rules.events import check_events
from bpmn.rules.paths import check_paths
from bpmn.rules.steps import check_steps
from bpmn.sayings import Said


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check of one file came to."""

    file: str
    runnable: bool
    """No finding is an error."""
    findings: tuple[Finding, ...]

    @property
    def playable(self) -> bool:
        """Whether it can be played as a draft: its only errors are questions to the designer."""
        return all(finding.severity != "error" or finding.code in QUESTIONS for finding in self.findings)


def check(
    diagram: Diagram, *, functions: Collection[str] = frozenset(FUNCTIONS), called: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What is wrong with a diagram beyond what reading it found, by line.

    functions names what its expressions may call; called the processes of other files that its call activities may.
    """
    report = new_report()
    check_steps(diagram, report, functions)
    # Where something was refused the ways through the process are cut, and would only be reported once more. A question
    # cuts none: the diagram can be played as it is.
    if not any(finding.severity == "error" and finding.code not in QUESTIONS for finding in diagram.findings):
        check_paths(diagram, report, called)
        check_events(diagram, report)
    return report.sorted()


def check_file(
    data: bytes, file: str, *, functions: Collection[str] = frozenset(FUNCTIONS), called: Collection[str] = ()
) -> CheckResult:
    """All findings about the bytes of a file: reading's and the rules'. Raises nothing, whatever the bytes are."""
    try:
        diagram = draft(data, file)
        report = new_report((*diagram.findings, *check(diagram, functions=functions, called=called)))
    except DiagramRefused as refused:
        report = new_report(refused.findings)
    except Exception as error:
        # The last net under input nobody thought of: who uploads a file gets an answer, not our traceback.
        report = new_report()
        report.add(
            "BPMN-CHECK-STOPPED",
            Said(
                f"检查{file}停在{type(error).__name__}：{error}",
                f"checking {file} stopped at {type(error).__name__}: {error}",
            ),
            file,
        )
    return CheckResult(file, not report.has_errors, report.sorted())
