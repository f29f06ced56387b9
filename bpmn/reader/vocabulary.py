"""What each word of BPMN 2.0 is to us: run, read by the way, without meaning for running, or refused with a remedy.

Tables only. A word that stands in none of them is refused by `bpmn.reader` as unknown.
"""

from __future__ import annotations

from typing import get_args

from bpmn.model import NodeKind

NODES = frozenset(get_args(NodeKind))
"""Flow nodes that are run."""

ACTIVITIES = frozenset(kind for kind in NODES if not kind.endswith(("Event", "Gateway")))
EVENTS = frozenset(kind for kind in NODES if kind.endswith("Event"))
GATEWAYS = frozenset(kind for kind in NODES if kind.endswith("Gateway"))

REFUSED_NODES = dict.fromkeys(
    ("choreographyTask", "subChoreography", "callChoreography"), "Draw the process of one side."
)
"""Flow nodes that are not run, and what to draw instead."""

SILENT = frozenset(("documentation", "textAnnotation", "group", "association", "category", "text", "extensionElements"))
"""Read by people, or by `vendor`; BPMN gives them no meaning when a process runs."""

NOT_RUN = {
    "dataInputAssociation": "Answers are kept per step; conditions read them by name.",
    "dataOutputAssociation": "Answers are kept per step; conditions read them by name.",
    "ioSpecification": "Describe the answers of the step in its form.",
    "ioBinding": "Name the service in `implementation`.",
    "property": "Let a step or a script task set the variable.",
    "dataInput": "Answers are kept per step; conditions read them by name.",
    "dataOutput": "Answers are kept per step; conditions read them by name.",
    "inputSet": "Answers are kept per step; conditions read them by name.",
    "outputSet": "Answers are kept per step; conditions read them by name.",
    "dataStoreReference": "Let a service task read or write the store.",
    "potentialOwner": "Put the step into the lane of the role that does it.",
    "humanPerformer": "Put the step into the lane of the role that does it.",
    "performer": "Put the step into the lane of the role that does it.",
    "resourceRole": "Put the step into the lane of the role that does it.",
    "correlationSubscription": "A message is delivered to its case by the host.",
    "operationRef": "Name the message or the service.",
    "partitionElement": "Name the role by the lane's id.",
    "supportedInterfaceRef": "Nothing to do.",
    "supports": "Nothing to do.",
    "auditing": "Nothing to do; every step is audited.",
    "monitoring": "Nothing to do; every step is counted.",
    "rendering": "Describe the step's form in form.json.",
}
"""Parts of a process or node that mean something in BPMN but are not carried out; each is named in a warning."""

ROOT_SILENT = SILENT | {
    "process", "collaboration", "message", "signal", "error", "escalation", "itemDefinition",
}  # fmt: skip
"""Children of `definitions` that are used, or only describe what others use."""

COLLABORATION_SILENT = SILENT | {"participant"}

ATTRIBUTES = frozenset(
    (
        "id", "name", "default", "gatewayDirection", "implementation", "isImmediate", "sourceRef", "targetRef",
        "attachedToRef", "cancelActivity", "isInterrupting", "parallelMultiple", "instantiate", "eventGatewayType",
        "isForCompensation", "startQuantity", "completionQuantity", "triggeredByEvent", "calledElement",
        "operationRef", "messageRef", "scriptFormat", "isExecutable", "isClosed", "processType",
        "definitionalCollaborationRef", "ordering", "cancelRemainingInstances", "method",
    )
)  # fmt: skip
"""BPMN's own attributes of processes, nodes and flows; every other one without a namespace is named in a notice."""

REFUSED_VALUES = {
    "startQuantity": ("1", "Use a parallel join before the step."),
    "completionQuantity": ("1", "Use a parallel gateway after the step."),
    "parallelMultiple": ("false", "Use a parallel gateway with one event on each path."),
    "instantiate": ("false", "Start the process with a start event."),
    "eventGatewayType": ("Exclusive", "Use a parallel gateway with one event on each path."),
}
"""Attribute → the only value that is run, and what to draw instead of the others."""
