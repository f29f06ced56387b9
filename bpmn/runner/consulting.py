"""A business rule task at work: its decision is asked in passing, and the course it took is told.

What the decision reads are the variables in sight; what time it is, the move says. A decision that cannot be made is an
error of the process: what is around it may catch it by the code of the failure; otherwise the move fails with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.dmn import DecisionFailed, Decisions
from bpmn.model import AskedDecision, Event
from bpmn.runner.specs import NodeSpec
from bpmn.runner.throwing import throw
from bpmn.runner.tokens import Token
from bpmn.runner.variables import plain_all, seen_by, write
from bpmn.timers import OFFICE_ZONE


@dataclass(frozen=True, slots=True)
class Consultation:
    """That a business rule task asked its decision: what for, what came out, and why."""

    step: str
    decision: str
    sets: Mapping[str, Any]
    """The variables it set; none when the decision could not be made."""
    course: Mapping[str, Any]
    """What was tested and which rules matched (`bpmn.dmn.Outcome.history`); of a failure its code and reason."""


class Consult(NodeSpec):
    """A business rule task whose decision is at hand."""

    decisions: Decisions
    asks: AskedDecision

    def _run_hook(self, token: Token) -> bool | None:
        main = token.workflow.top_workflow
        try:
            now = main.now.astimezone(OFFICE_ZONE)
            outcome = self.decisions.evaluate(self.asks.decision, seen_by(token), now=now)
            sets = plain_all(outcome.assigned(self.asks))
        except DecisionFailed as error:
            error.step = self.bpmn_id
            course = {"decision": self.asks.decision, "failure": error.code, "reason": str(error)}
            main.consulted.append(Consultation(self.bpmn_id, self.asks.decision, {}, course))
            if not throw(token, Event("error", name=error.code)):
                raise
            return None  # the token is gone, or waits for nothing any more
        write(token, sets)
        main.consulted.append(Consultation(self.bpmn_id, self.asks.decision, sets, outcome.history()))
        return True
