"""Ad-hoc subprocesses: activities that may be done in any order, until a condition holds (BPMN 2.0.2 §13.3.5)."""

from __future__ import annotations

from bpmn.expressions import Expression
from bpmn.model import AdHoc
from bpmn.runner.tokens import Rounds, Scope
from bpmn.runner.variables import seen_by


class Round:
    """What is offered when: everything at once, or one activity at a time in the order of the file.

    Which order, BPMN leaves to those who do the work; here it is fixed, so that nobody waits for another's choice.
    """

    def __init__(self, rule: AdHoc, completion: Expression | None) -> None:
        self._rule = rule
        self._completion = completion

    def offer(self, scope: Scope) -> None:
        """Begin what has its turn."""
        starts = scope.spec.starts
        if self._rule.ordered and starts:
            turn = scope.host.rounds.done
            # The token of a subprocess counts no instances: those have tokens of their own.
            scope.host.rounds = Rounds(len(starts), [], turn + 1)
            starts = (starts[turn % len(starts)],)
        for spec in starts:
            scope.enter(spec)

    def go_on(self, scope: Scope) -> None:
        """End the subprocess, or offer what comes next when nothing is left to do; whenever a token is gone."""
        if self._completion is not None and self._completion.holds(seen_by(scope.host), scope.top_workflow.functions):
            if self._rule.cancels:
                scope.clear()
        elif scope.is_idle and (self._completion is not None or self._is_unfinished(scope)):
            self.offer(scope)

    def _is_unfinished(self, scope: Scope) -> bool:
        return self._rule.ordered and scope.host.rounds.done < len(scope.spec.starts)
