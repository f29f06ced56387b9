"""Ad-hoc subprocesses: activities that may be done in any order, until a condition holds (BPMN 2.0.2 §13.3.5)."""

from __future__ import annotations

from bpmn.expressions import Expression
from bpmn.model import AdHoc
from bpmn.runner.tokens import Scope
from bpmn.runner.variables import seen_by


class Round:
    """When an activity is over: end the subprocess, or offer everything again when nothing is left to do."""

    def __init__(self, rule: AdHoc, completion: Expression | None) -> None:
        self._rule = rule
        self._completion = completion

    def go_on(self, scope: Scope) -> None:
        """Called whenever a token of the subprocess is gone."""
        if self._completion is None:
            return
        if self._completion.holds(seen_by(scope.host), scope.top_workflow.functions):
            if self._rule.cancels:
                scope.clear()
        elif not scope.tasks:
            for spec in scope.spec.starts:
                scope.enter(spec)
