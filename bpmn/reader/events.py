"""What an event waits for or throws: a message, a timer, a signal, an error … or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree

from bpmn.expressions import bare
from bpmn.model import SUBPROCESSES, Event, TimerKind
from bpmn.reader.elements import PREFIX, is_expression, line_of, local_name, referred, text_of
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import Extensions
from bpmn.reader.vocabulary import NOT_RUN, SILENT
from bpmn.sayings import Said
from bpmn.words import TRIGGERS, kind_named


def event_of(element: etree._Element, id: str, reading: Reading) -> Event:
    """The event of an event node. One that is refused comes back as none."""
    kind, line = local_name(element), line_of(element)
    definitions = [child for child in element if local_name(child) in DEFINITIONS]
    for reference in element.findall(PREFIX + "eventDefinitionRef"):
        shared = reading.definitions.events.get(referred(reference.text))
        if shared is None:
            message = Said(
                f"{id}引用的事件“{reference.text}”不在文件里",
                f"{id} refers to the event {reference.text!r}, which is not in the file",
            )
            reading.report.add("BPMN-REFERENCE", message, id, line_of(reference))
        else:
            definitions.append(shared)
    if len(definitions) > 1:
        reading.refuse(
            id,
            line,
            Said(f"{id}有几个事件", f"{id} has several events"),
            Said("用网关分路，每路一个事件。", "Use one event on each path of a gateway."),
        )
        return Event("none", line=line)
    if definitions:
        return _defined(definitions[0], element, id, reading)
    if kind in ("intermediateCatchEvent", "boundaryEvent"):
        reading.report.add(
            "BPMN-EVENT-EMPTY",
            Said(f"{kind_named(kind).zh}{id}没有写明等什么", f"{kind} {id} waits for nothing"),
            id,
            line,
        )
    return Event("none", line=line)


def message_of(element: etree._Element, id: str, reading: Reading) -> str:
    """The name of the message an event definition or task refers to; the node's id when it refers to none."""
    reference, line = referred(element.get("messageRef")), line_of(element)
    if not reference:
        reading.report.add("BPMN-MESSAGE-UNNAMED", Said(f"{id}没有写消息", f"{id} names no message"), id, line)
        return id
    name = reading.definitions.messages.get(reference)
    if name is None:
        message = Said(
            f"{id}引用的消息“{reference}”不在文件里",
            f"{id} refers to the message {reference!r}, which is not in the file",
        )
        reading.report.add("BPMN-REFERENCE", message, id, line)
        return id
    if is_expression(name):
        reading.report.add(
            "BPMN-MESSAGE-NAME",
            Said(f"{id}的消息“{name}”是用表达式命名的", f"the message {name!r} of {id} is named by an expression"),
            id,
            line,
        )
    return name


_CATCHING = ("messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "conditionalEventDefinition")
_RAISED = ("errorEventDefinition", "escalationEventDefinition")
EVENTS_OF = {
    "startEvent": _CATCHING,
    "endEvent": (
        *("messageEventDefinition", "signalEventDefinition", *_RAISED),
        *("compensateEventDefinition", "cancelEventDefinition", "terminateEventDefinition"),
    ),
    "intermediateCatchEvent": (*_CATCHING, "linkEventDefinition"),
    "intermediateThrowEvent": (
        *("messageEventDefinition", "signalEventDefinition", "escalationEventDefinition"),
        *("compensateEventDefinition", "linkEventDefinition"),
    ),
    "boundaryEvent": (*_CATCHING, *_RAISED, "compensateEventDefinition", "cancelEventDefinition"),
}
"""BPMN 2.0.2 table 10.93: which events may stand where."""
EVENT_SUBPROCESS_STARTS = (*_CATCHING, *_RAISED)
_MISPLACED = {
    "messageEventDefinition": Said("改用捕获或抛出的消息事件。", "Use a catching or throwing message event."),
    "timerEventDefinition": Said("在那里放捕获的定时事件。", "Put a catching timer event there."),
    "signalEventDefinition": Said("改用捕获或抛出的信号事件。", "Use a catching or throwing signal event."),
    "conditionalEventDefinition": Said("在那里放捕获的条件事件。", "Put a catching conditional event there."),
    "errorEventDefinition": Said(
        "用结束事件抛出错误，在边界上或者在事件子流程里捕获。",
        "Throw an error by an end event, catch it on a boundary or in an event subprocess.",
    ),
    "escalationEventDefinition": Said(
        "用抛出事件或结束事件抛出升级，在边界上捕获。",
        "Throw an escalation by a throwing or end event, catch it on a boundary.",
    ),
    "compensateEventDefinition": Said(
        "用抛出事件或结束事件发出补偿，用边界事件和它关联的活动来撤销。",
        "Compensate by a throwing or end event; undo by a boundary event and its handler.",
    ),
    "cancelEventDefinition": Said(
        "在事务里用结束事件取消，在事务的边界上捕获。",
        "Cancel by an end event inside a transaction, and catch that on its boundary.",
    ),
    "linkEventDefinition": Said(
        "用一个抛出的链接事件和一个同名的捕获链接事件。",
        "Use a throwing link event and a catching one of the same name.",
    ),
    "terminateEventDefinition": Said("改用终止结束事件。", "Use a terminate end event."),
}
DEFINITIONS = _MISPLACED.keys()
"""What says which event an event is."""
_TIMES: Mapping[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}

# A text in quotation marks, or in FEEL's functions that turn a text into a time.
_QUOTED = re.compile(
    r"""(?:(?:duration|date\ and\ time|date)\(\s*)?(?P<mark>["'])(?P<text>[^"']*)(?P=mark)\s*\)?""", re.VERBOSE
)


def _defined(definition: etree._Element, element: etree._Element, id: str, reading: Reading) -> Event:
    what, kind, line = local_name(definition), local_name(element), line_of(definition)
    starts_subprocess = kind == "startEvent" and _is_true(element.getparent(), "triggeredByEvent")
    if kind == "startEvent" and not starts_subprocess and local_name(element.getparent()) in SUBPROCESSES:
        remedy = Said(
            "改用空的开始事件，在它后面放捕获事件。",
            "Start it with a plain start event; put a catching event after it.",
        )
        reading.refuse(
            id, line, Said(f"{id}所在的子流程由事件开始", f"the subprocess of {id} starts by an event"), remedy
        )
        return Event("none", line=line)
    if what not in (EVENT_SUBPROCESS_STARTS if starts_subprocess else EVENTS_OF[kind]):
        says = Said(f"{kind_named(kind).zh}{id}的{what}不能运行", f"{what} of {kind} {id} is not run")
        reading.refuse(id, line, says, _MISPLACED[what])
        return Event("none", line=line)
    _name_the_rest(definition, id, reading)
    if kind == "startEvent" and not starts_subprocess:
        message = message_of(definition, id, reading) if what == "messageEventDefinition" else ""
        trigger = what.removesuffix("EventDefinition")
        by = Said(f"消息“{message}”", f"the message {message!r}") if message else TRIGGERS[trigger]
        says = Said(f"{id}以{by.zh}开始流程", f"{id} starts the process by {by.en}")
        reading.report.add("BPMN-START-MESSAGE", says, id, line)
        return Event("none", message=message, line=line)
    return _READERS[what](definition, id, reading)


def _is_true(element: etree._Element | None, attribute: str) -> bool:
    return element is not None and element.get(attribute) in ("true", "1")


def _name_the_rest(definition: etree._Element, id: str, reading: Reading) -> None:
    Extensions(definition).name_the_rest(reading.unused, id)
    for child in definition:
        name = local_name(child)
        if name in NOT_RUN:
            reading.report_not_run(child, id)
        elif name not in SILENT and name not in _PARTS:
            reading.report_unknown(child, id)


def _message(definition: etree._Element, id: str, reading: Reading) -> Event:
    return Event("message", message=message_of(definition, id, reading), line=line_of(definition))


def _signal(definition: etree._Element, id: str, reading: Reading) -> Event:
    reference, line = referred(definition.get("signalRef")), line_of(definition)
    name = reading.definitions.signals.get(reference, "")
    if not reference:
        reading.report.add("BPMN-MESSAGE-UNNAMED", Said(f"{id}没有写信号", f"{id} names no signal"), id, line)
    elif not name:
        message = Said(
            f"{id}引用的信号“{reference}”不在文件里",
            f"{id} refers to the signal {reference!r}, which is not in the file",
        )
        reading.report.add("BPMN-REFERENCE", message, id, line)
    elif is_expression(name):
        reading.report.add(
            "BPMN-MESSAGE-NAME",
            Said(f"{id}的信号“{name}”是用表达式命名的", f"the signal {name!r} of {id} is named by an expression"),
            id,
            line,
        )
    return Event("signal", name=name or id, line=line)


def _error(definition: etree._Element, id: str, reading: Reading) -> Event:
    return Event("error", name=_code("errorRef", definition, id, reading), line=line_of(definition))


def _escalation(definition: etree._Element, id: str, reading: Reading) -> Event:
    return Event("escalation", name=_code("escalationRef", definition, id, reading), line=line_of(definition))


def _code(attribute: str, definition: etree._Element, id: str, reading: Reading) -> str:
    """The code an error or escalation goes by; a reference to nothing is the code itself, as in other engines."""
    reference = referred(definition.get(attribute))
    code = reading.definitions.codes.get(reference, "")
    if reference and not code:
        message = Said(
            f"{id}提到“{reference}”，文件里没有定义", f"{id} names {reference!r}, which the file does not define"
        )
        reading.report.add("BPMN-CODE-UNDEFINED", message, id, line_of(definition))
    return code or reference


def _condition(definition: etree._Element, id: str, reading: Reading) -> Event:
    text = bare(text_of(definition.find(PREFIX + "condition")))
    if not text:
        message = Said(f"{id}的条件是空的", f"the condition of {id} says nothing")
        reading.report.add("BPMN-EVENT-EMPTY", message, id, line_of(definition))
    return Event("conditional", text=text or "false", line=line_of(definition))


def _link(definition: etree._Element, id: str, reading: Reading) -> Event:
    owner = definition.getparent()
    name = (definition.get("name") or (owner.get("name") if owner is not None else "") or "").strip()
    return Event("link", name=name, line=line_of(definition))


def _compensation(definition: etree._Element, id: str, reading: Reading) -> Event:
    activity = referred(definition.get("activityRef"))
    if definition.get("waitForCompletion") in ("false", "0"):
        remedy = Said(
            "去掉waitForCompletion；全部撤销以后流程才继续。",
            "Leave waitForCompletion out; the process goes on when everything is undone.",
        )
        reading.refuse(
            id, line_of(definition), Said(f"{id}不等全部撤销", f"{id} does not wait until everything is undone"), remedy
        )
    return Event("compensate", name=activity, line=line_of(definition))


def _cancel(definition: etree._Element, id: str, reading: Reading) -> Event:
    return Event("cancel", line=line_of(definition))


def _termination(definition: etree._Element, id: str, reading: Reading) -> Event:
    return Event("terminate", line=line_of(definition))


def _timer(definition: etree._Element, id: str, reading: Reading) -> Event:
    times = [child for child in definition if local_name(child) in _TIMES]
    if len(times) != 1 or not text_of(times[0]):
        how_many = Said("不止一个时间", "several times") if times[1:] else Said("没有时间", "no time")
        message = Said(f"{id}的定时{how_many.zh}", f"the timer of {id} has {how_many.en}")
        reading.report.add("BPMN-TIMER", message, id, line_of(definition))
        return Event("timer", "duration", "PT0S", line=line_of(definition))
    time, line = times[0], line_of(times[0])
    Extensions(time).name_the_rest(reading.unused, id)
    text = bare(text_of(time))
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        reading.report.add(
            "BPMN-TIMER-QUOTED",
            Said(f"{id}的时间{text}带有引号", f"the time {text} of {id} is in quotation marks"),
            id,
            line,
        )
        text = quoted["text"].strip()
    return Event("timer", _TIMES[local_name(time)], text, line=line)


_READERS: Mapping[str, Callable[[etree._Element, str, Reading], Event]] = {
    "messageEventDefinition": _message,
    "timerEventDefinition": _timer,
    "signalEventDefinition": _signal,
    "errorEventDefinition": _error,
    "escalationEventDefinition": _escalation,
    "conditionalEventDefinition": _condition,
    "linkEventDefinition": _link,
    "compensateEventDefinition": _compensation,
    "cancelEventDefinition": _cancel,
    "terminateEventDefinition": _termination,
}
_PARTS = {*_TIMES, "condition", "source", "target"}
