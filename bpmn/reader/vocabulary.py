"""What each word of BPMN 2.0 is to us: run, read by the way, without meaning for running, or refused with a remedy.

Tables only. A word that stands in none of them is refused by `bpmn.reader` as unknown.
"""

from __future__ import annotations

from typing import get_args

from bpmn.model import NodeKind
from bpmn.sayings import Said

NODES = frozenset(get_args(NodeKind))
"""Flow nodes that are run."""

ACTIVITIES = frozenset(kind for kind in NODES if not kind.endswith(("Event", "Gateway")))
EVENTS = frozenset(kind for kind in NODES if kind.endswith("Event"))
GATEWAYS = frozenset(kind for kind in NODES if kind.endswith("Gateway"))

REFUSED_NODES = dict.fromkeys(
    ("choreographyTask", "subChoreography", "callChoreography"),
    Said("画其中一方的流程。", "Draw the process of one side."),
)
"""Flow nodes that are not run, and what to draw instead."""

SILENT = frozenset(("documentation", "textAnnotation", "group", "association", "category", "text", "extensionElements"))
"""Read by people, or by `vendor`; BPMN gives them no meaning when a process runs."""

NOT_RUN = {
    "dataInputAssociation": Said(
        "回答按环节保存，条件按名字取用。", "Answers are kept per step; conditions read them by name."
    ),
    "dataOutputAssociation": Said(
        "回答按环节保存，条件按名字取用。", "Answers are kept per step; conditions read them by name."
    ),
    "ioSpecification": Said("在环节的表单里写明要填什么。", "Describe the answers of the step in its form."),
    "ioBinding": Said("把服务的名字写在`implementation`里。", "Name the service in `implementation`."),
    "property": Said("让环节或脚本任务给变量赋值。", "Let a step or a script task set the variable."),
    "dataInput": Said("回答按环节保存，条件按名字取用。", "Answers are kept per step; conditions read them by name."),
    "dataOutput": Said("回答按环节保存，条件按名字取用。", "Answers are kept per step; conditions read them by name."),
    "inputSet": Said("回答按环节保存，条件按名字取用。", "Answers are kept per step; conditions read them by name."),
    "outputSet": Said("回答按环节保存，条件按名字取用。", "Answers are kept per step; conditions read them by name."),
    "dataStoreReference": Said("让服务任务读写这个存储。", "Let a service task read or write the store."),
    "potentialOwner": Said("把环节放进办理它的角色的泳道。", "Put the step into the lane of the role that does it."),
    "humanPerformer": Said("把环节放进办理它的角色的泳道。", "Put the step into the lane of the role that does it."),
    "performer": Said("把环节放进办理它的角色的泳道。", "Put the step into the lane of the role that does it."),
    "resourceRole": Said("把环节放进办理它的角色的泳道。", "Put the step into the lane of the role that does it."),
    "correlationSubscription": Said("消息由系统送到它的办件。", "A message is delivered to its case by the host."),
    "operationRef": Said("写明消息或服务的名字。", "Name the message or the service."),
    "partitionElement": Said("用泳道的id来称呼角色。", "Name the role by the lane's id."),
    "supportedInterfaceRef": Said("不必处理。", "Nothing to do."),
    "supports": Said("不必处理。", "Nothing to do."),
    "auditing": Said("不必处理；每个环节都有审计。", "Nothing to do; every step is audited."),
    "monitoring": Said("不必处理；每个环节都有统计。", "Nothing to do; every step is counted."),
    "rendering": Said("在form.json里写环节的表单。", "Describe the step's form in form.json."),
    "messageFlow": Said("消息由系统按名字送到办件。", "A message reaches a case by its name, delivered by the host."),
}
"""Parts of a process or node that mean something in BPMN but are not carried out; each is named in a warning."""

ROOT_SILENT = SILENT | {
    "process", "collaboration", "message", "signal", "error", "escalation", "resource", "itemDefinition",
}  # fmt: skip
"""Children of `definitions` that are used, or only describe what others use."""

REFUSED_VALUES = {
    "startQuantity": ("1", Said("在环节之前用并行合并。", "Use a parallel join before the step.")),
    "completionQuantity": ("1", Said("在环节之后用并行网关。", "Use a parallel gateway after the step.")),
    "parallelMultiple": (
        "false",
        Said("用并行网关分路，每路一个事件。", "Use a parallel gateway with one event on each path."),
    ),
    "instantiate": ("false", Said("用开始事件来开始流程。", "Start the process with a start event.")),
    "eventGatewayType": (
        "Exclusive",
        Said("用并行网关分路，每路一个事件。", "Use a parallel gateway with one event on each path."),
    ),
}
"""Attribute → the only value that is run, and what to draw instead of the others."""
