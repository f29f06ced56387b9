"""What a matter's examples cover of its process together, and whether that is enough to publish it.

Enough is every flow by which a case turns one way or the other: a way that no example takes is a way that nobody has
seen come out right. A matter may say why a flow needs no example (`uncovered` in matter.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from bpmn.coverage import Coverage, drawn
from bpmn.errors import Finding
from bpmn.sayings import Principle, Said
from engine.errors import Refusal
from engine.matter.folder import Files
from engine.matter.model import Matter
from engine.matter.reader import read_matter
from engine.rehearsal import Played, Stage, examples, play


class ExamplesFail(Refusal):
    """An example of the matter does not come out as it says."""

    code = "MATTER-EXAMPLES-FAIL"
    remedy = "Mend the matter or the example; `sealflow matter test` shows what came out."
    status = 422

    def __init__(self, failed: Iterable[Played]) -> None:
        told = [f"{played.example}: {played.why}" for played in failed]
        self.problems = tuple(told)
        super().__init__(f"{len(told)} example(s) do not come out as they say; first: {told[0]}")


class FlowsUncovered(Refusal):
    """No example takes a flow by which a case turns one way or the other."""

    code = "MATTER-FLOWS-UNCOVERED"
    remedy = "Add an example that takes each flow named, or say under `uncovered` in matter.yaml why it needs none."
    status = 422

    def __init__(self, matter: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        flows = ", ".join(finding.element for finding in findings)
        super().__init__(f"the examples of {matter} never take: {flows}")


FLOW_UNCOVERED = Principle(
    "MATTER-FLOW-UNCOVERED",
    "error",
    Said("每一条需要选择的分支都有示例走过。", "Every deciding flow is taken by an example."),
    Said("没有示例走过从“{source}”到“{target}”的分支{named}",
         "no example takes the flow{named} from {source} to {target}"),
    Said("加一个走这条分支的示例，或者在matter.yaml的`uncovered`下写明`{flow}: 理由`。",
         "Add an example that takes it, or write `{flow}: reason` under `uncovered` in matter.yaml."),
    "Sealflow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A matter with all its examples played."""

    matter: Matter
    played: tuple[Played, ...]
    coverage: Coverage

    @property
    def failed(self) -> tuple[Played, ...]:
        """The examples that did not come out as they say."""
        return tuple(played for played in self.played if not played.passed)

    def uncovered(self) -> tuple[Finding, ...]:
        """The deciding flows no example takes and the matter does not excuse."""
        name = self.coverage.drawn.name
        return tuple(
            FLOW_UNCOVERED.breach(
                flow.id, flow.line, flow=flow.id, source=name(flow.source), target=name(flow.target),
                named=Said(f"“{flow.name}”", f" {flow.name!r}") if flow.name else "",
            )
            for flow in self.coverage.decisive_missed(self.matter.uncovered)
        )  # fmt: skip

    def check(self) -> None:
        """Whether the matter may be published. Raises ExamplesFail, FlowsUncovered."""
        if self.failed:
            raise ExamplesFail(self.failed)
        if missed := self.uncovered():
            raise FlowsUncovered(self.matter.code, missed)


def rehearsed(files: Files, played: Iterable[Played]) -> Rehearsed:
    """What playing these examples of a matter came to. Raises MatterRefused when there is no matter to cover."""
    matter, played = read_matter(files), tuple(played)
    found = [each.coverage for each in played if each.coverage is not None]
    nothing = Coverage.of(drawn(matter.definition), (), ())
    return Rehearsed(matter, played, reduce(lambda one, other: one | other, found, nothing))


def rehearse(stage: Stage, files: Files) -> Rehearsed:
    """Play every example of a matter. Raises MatterRefused."""
    return rehearsed(files, [play(stage, files, name) for name in examples(files)])
