"""What a running process answers when it is asked for something it does not offer, or cannot go on.

The first five leave the run as it was. After any of the others the run stands in the middle of a move: throw it away
and keep the state it was loaded from, which is whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bpmn.errors import BpmnError


class StepNotOpen(BpmnError):
    """The token named is not waiting at a step: it has gone on, was cancelled, or never was."""

    code = "STEP-NOT-OPEN"
    remedy = "Load the case again and choose one of the steps that are open now."
    source = "BPMN 2.0.2 §13.3.2 (activity lifecycle)"
    status = 409

    def __init__(self, token: str, open_steps: Iterable[str]) -> None:
        super().__init__(f"no step is open as {token}; open now: {', '.join(open_steps) or 'nothing'}")


class MessageNotAwaited(BpmnError):
    """No step of the case waits for this message now."""

    code = "MESSAGE-NOT-AWAITED"
    remedy = "Deliver the message when a step waits for it, or choose one of the messages awaited now."
    source = "BPMN 2.0.2 §10.5.5.2 (message events)"
    status = 409

    def __init__(self, message: str, awaited: Iterable[str]) -> None:
        super().__init__(f"nobody waits for message {message!r}; awaited now: {', '.join(awaited) or 'none'}")


class StepNotBehind(BpmnError):
    """The process cannot go back from here to that step."""

    code = "STEP-NOT-BEHIND"
    remedy = "Choose one of the steps named, or let the case go on."
    source = "bpmn.runner.returning"
    status = 409

    def __init__(self, step: str, behind: Iterable[str]) -> None:
        super().__init__(f"no way leads back to {step} from here; one may go back to: {', '.join(behind) or 'no step'}")


class InstanceRefused(BpmnError):
    """An instance cannot be added to an activity done once per element, or taken out of it."""

    code = "INSTANCE-REFUSED"
    remedy = "Look who is still to do the step, and name one of them, or somebody who is not among them."
    source = "BPMN 2.0.2 §13.3.7"
    status = 409

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"{step}: {why}")


class StartUnknown(BpmnError):
    """The process has no start event of this id."""

    code = "BPMN-START-UNKNOWN"
    remedy = "Begin at one of the start events of the process, or leave it to the process."
    source = "BPMN 2.0.2 §10.5.2"

    def __init__(self, start: str, starts: Iterable[str]) -> None:
        super().__init__(f"no start event is called {start!r}; there are: {', '.join(starts) or 'none'}")


class StateUnreadable(BpmnError):
    """The bytes are not the saved state of a run of this definition."""

    code = "STATE-UNREADABLE"
    remedy = "Restore the case's state from a backup, and load it with the definition the case was opened with."
    source = "bpmn.runner.codec"
    exit_code = 3
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(f"the saved state cannot be read: {reason}")


class RunSpoiled(BpmnError):
    """The run was left in the middle of a move by an earlier error."""

    code = "RUN-SPOILED"
    remedy = "Load the run again from its last saved state."
    source = "bpmn.runner"
    exit_code = 3
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(f"this run stopped in the middle of a move ({reason}) and may not be used or saved")


class NoFlowApplies(BpmnError):
    """A token came to a gateway, no condition holds, and there is no default flow (BPMN: the gateway throws)."""

    code = "BPMN-NO-FLOW-APPLIES"
    remedy = "Draw a default flow out of the gateway, or widen a condition so that every answer has a way on."
    source = "BPMN 2.0.2 §13.4.2, §13.4.3"

    def __init__(self, node: str, line: int, reason: str, variables: Iterable[str]) -> None:
        self.element, self.line = node, line
        # The names only: messages end in logs, and logs hold nothing people entered.
        read = ", ".join(sorted(variables)) or "no variable"
        super().__init__(f"no way on out of {node} (line {line}): {reason}; its conditions read {read}")


class ValueRefused(BpmnError):
    """A value cannot stand where it was put: a collection that is no list, a number of instances below zero."""

    code = "BPMN-VALUE-REFUSED"
    remedy = "Mend the expression named, or hand in a value of the kind it asks for."
    source = "BPMN 2.0.2 §10.4, §13.3.7"

    def __init__(self, where: str, wanted: str, value: Any) -> None:
        super().__init__(f"{where} must be {wanted}, not a {type(value).__name__}")


class VariableRefused(BpmnError):
    """A variable holds something that would not come back from the database as it went in."""

    code = "BPMN-VARIABLE-REFUSED"
    remedy = "Give routing variables as text, whole or finite numbers, true, false, null, lists or mappings of these."
    source = "RFC 8259 (JSON); bpmn.runner.codec"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"variable {path} {reason}")


class StepBudgetSpent(BpmnError):
    """The process went on by itself for too long: most likely a loop in which nobody is ever asked."""

    code = "BPMN-STEP-BUDGET-SPENT"
    remedy = "Put a person's step or a timer into the loop named, or mend the condition that should end it."
    source = "bpmn.runner"

    def __init__(self, budget: int, last: Iterable[str]) -> None:
        super().__init__(f"{budget} steps without coming to rest; going round: {', '.join(last)}")
