"""Runs a diagram: moves its tokens by the rules of BPMN 2.0.2, and knows nothing of what the steps mean.

Made of the library's task specs built straight from our model: its parser executes text of the diagram, loses order,
lines and flows without id, and gives some ids a meaning of their own (SpiffWorkflow 3.2.0).
"""

from bpmn.runner.consulting import Consultation
from bpmn.runner.definition import Definition, compile
from bpmn.runner.errors import (
    InstanceRefused,
    MessageNotAwaited,
    NoFlowApplies,
    RunSpoiled,
    StartUnknown,
    StateUnreadable,
    StepBudgetSpent,
    StepNotBehind,
    StepNotOpen,
    ValueRefused,
    VariableRefused,
)
from bpmn.runner.marking import Place
from bpmn.runner.returning import steps_behind
from bpmn.runner.run import ClosedStep, OpenStep, Progress, Run, load, start

__all__ = [
    "ClosedStep",
    "Consultation",
    "Definition",
    "InstanceRefused",
    "MessageNotAwaited",
    "NoFlowApplies",
    "OpenStep",
    "Place",
    "Progress",
    "Run",
    "RunSpoiled",
    "StartUnknown",
    "StateUnreadable",
    "StepBudgetSpent",
    "StepNotBehind",
    "StepNotOpen",
    "ValueRefused",
    "VariableRefused",
    "compile",
    "load",
    "start",
    "steps_behind",
]
