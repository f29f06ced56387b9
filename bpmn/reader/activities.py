"""What an activity does beyond being a step: the service it asks for, what it assigns, and how often."""

from __future__ import annotations

import re

from lxml import etree

from bpmn.expressions import bare
from bpmn.model import AdHoc, Event, Loop, Repetition
from bpmn.reader.elements import PREFIX, line_of, local_name, referred, text_of, variable_name
from bpmn.reader.events import message_of
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import SERVICE_ALIASES, Extensions
from bpmn.reader.vocabulary import SILENT
from bpmn.sayings import Said

MOST_LINES = 500
"""Lines of one script."""


def message_event(element: etree._Element, id: str, extensions: Extensions, reading: Reading) -> Event | None:
    """The message a receive task waits for, or a send task sends when no service does it."""
    kind = local_name(element)
    if kind == "sendTask" and not element.get("messageRef") and _service(element, extensions, reading):
        return None
    if kind in ("receiveTask", "sendTask"):
        return Event("message", message=message_of(element, id, reading), line=line_of(element))
    return None


def implementation(element: etree._Element, id: str, extensions: Extensions, reading: Reading) -> str:
    """The name of the service that does a service or send task; empty when it names none."""
    kind = local_name(element)
    if kind not in ("serviceTask", "sendTask", "businessRuleTask"):
        written = (element.get("implementation") or "").strip()
        if written and not written.startswith("##"):
            reading.unused.add("BPMN-VENDOR-HINT", f"implementation {written!r}", id, line_of(element))
        return ""
    name = _service(element, extensions, reading)
    written = (element.get("implementation") or "").strip()
    if written not in ("", name) and not written.startswith("##"):
        message = Said(
            f"{id}的implementation“{written}”不起作用，用的是{name or '空'}",
            f"implementation {written!r} of {id} is not used; {name or 'nothing'} is",
        )
        reading.report.add("BPMN-VENDOR-HINT", message, id, line_of(element))
    if not name and kind != "sendTask":
        unnamed = Said(f"{id}没有写服务的名字", f"{id} names no service")
        if kind == "businessRuleTask":
            unnamed = Said(f"{id}没有写决策，也没有写服务", f"{id} names neither a decision nor a service")
        reading.report.add("BPMN-SERVICE-UNNAMED", unnamed, id, line_of(element))
    if name and name in (extensions.get(alias) for alias in ("delegateExpression", "class", "expression")):
        reading.report.add(
            "BPMN-SERVICE-FOREIGN",
            Said(f"{id}写的是代码“{name}”", f"{id} names the code {name!r}"),
            id,
            line_of(element),
        )
    return name


def assignments(
    element: etree._Element, id: str, extensions: Extensions, reading: Reading
) -> tuple[tuple[str, str, int], ...]:
    """What a script task assigns: variable, expression and line of each; empty for other elements."""
    if local_name(element) != "scriptTask":
        return ()
    script = element.find(PREFIX + "script")
    text = extensions.get("script") if script is None else "".join(str(part) for part in script.itertext())
    line = line_of(element if script is None else script)
    result = extensions.get("resultVariable")
    if text.strip():
        reading.check_language(element.get("scriptFormat"), id, line)
    if extensions.get("resource"):
        reading.report.add(
            "BPMN-SCRIPT", Said(f"{id}的脚本写在另一个文件里", f"the script of {id} stands in another file"), id, line
        )
        return ()
    if not text.strip():
        reading.report.add("BPMN-SCRIPT-EMPTY", Said(f"{id}的脚本是空的", f"the script of {id} is empty"), id, line)
        return ()
    if text.count("\n") > MOST_LINES:
        reading.report.add(
            "BPMN-SCRIPT",
            Said(f"{id}的脚本超过{MOST_LINES}行", f"the script of {id} has more than {MOST_LINES} lines"),
            id,
            line,
        )
        return ()
    if result and not _ASSIGNMENT.fullmatch(text.strip()):
        return ((result, bare(text), line),)
    return tuple(_lines(text, id, line, reading))


def loop_of(element: etree._Element, id: str, reading: Reading) -> Loop | None:
    """The multi-instance of an activity, from BPMN's own parts or from what other engines write in their place."""
    found = element.find(PREFIX + "multiInstanceLoopCharacteristics")
    if found is None:
        return None
    extensions, line = Extensions(found), line_of(found)
    if found.get("behavior", "All") != "All":
        message = Said(
            f"{id}的behavior=“{found.get('behavior')}”不能运行",
            f"behavior={found.get('behavior')!r} of {id} is not run",
        )
        reading.refuse(
            id,
            line,
            message,
            Said(
                "去掉behavior；在活动后面用网关选择。", "Leave behavior out; let a gateway after the activity choose."
            ),
        )
    texts: dict[str, str] = {}
    for child in found:
        name = local_name(child)
        if name in ("inputDataItem", "outputDataItem"):
            texts[name] = variable_name(child)
        elif name in ("loopDataInputRef", "loopDataOutputRef"):
            texts[name] = _item(text_of(child), id, child, reading)
        elif name in ("loopCardinality", "completionCondition"):
            texts[name] = bare(text_of(child))
        elif name not in SILENT:
            reading.report_unknown(child, id)
    cardinality = texts.get("loopCardinality", "")
    collection = texts.get("loopDataInputRef") or bare(extensions.get("collection"))
    if bool(cardinality) is bool(collection):
        says = Said("既没有写办几次，也没有写按哪个清单办", "neither how often nor over which list")
        if cardinality:
            says = Said("又写了办几次，又写了按哪个清单办", "both how often and over which list")
        message = Said(f"多实例活动{id}{says.zh}", f"the multi-instance {id} says {says.en} it is done")
        reading.report.add("BPMN-LOOP", message, id, line)
    loop = Loop(
        sequential=found.get("isSequential") in ("true", "1"),
        cardinality=cardinality,
        collection=collection,
        element=texts.get("inputDataItem") or extensions.get("elementVariable"),
        output=texts.get("loopDataOutputRef") or extensions.get("outputCollection"),
        output_element=texts.get("outputDataItem") or bare(extensions.get("outputElement")),
        completion=texts.get("completionCondition", ""),
        line=line,
    )
    extensions.name_the_rest(reading.unused, id)
    return loop


def repetition_of(element: etree._Element, id: str, reading: Reading) -> Repetition | None:
    """The standard loop of an activity."""
    found = element.find(PREFIX + "standardLoopCharacteristics")
    if found is None:
        return None
    line, maximum = line_of(found), (found.get("loopMaximum") or "").strip()
    Extensions(found).name_the_rest(reading.unused, id)
    if element.find(PREFIX + "multiInstanceLoopCharacteristics") is not None:
        message = Said(f"{id}又是多实例，又要重复", f"{id} is both multi-instance and repeated")
        reading.report.add("BPMN-REPETITION", message, id, line)
    condition = bare(text_of(found.find(PREFIX + "loopCondition")))
    if maximum and not maximum.isdecimal():
        message = Said(f"{id}的loopMaximum=“{maximum}”不是整数", f"loopMaximum={maximum!r} of {id} is no whole number")
        reading.report.add("BPMN-REPETITION", message, id, line)
    elif not condition and not int(maximum or "0"):
        reading.report.add(
            "BPMN-REPETITION", Said(f"没有写明{id}重复到什么时候", f"nothing says how long {id} is repeated"), id, line
        )
    for child in found:
        if local_name(child) not in SILENT and local_name(child) != "loopCondition":
            reading.report_unknown(child, id)
    most = int(maximum) if maximum.isdecimal() and len(maximum) < 10 else 0
    return Repetition(condition, found.get("testBefore") in ("true", "1"), most, line)


def ad_hoc_of(element: etree._Element) -> AdHoc:
    """How an ad-hoc subprocess is done."""
    condition = element.find(PREFIX + "completionCondition")
    return AdHoc(
        completion=bare(text_of(condition)),
        ordered=element.get("ordering") == "Sequential",
        cancels=element.get("cancelRemainingInstances") not in ("false", "0"),
        line=line_of(element if condition is None else condition),
    )


_ASSIGNMENT = re.compile(r"(?P<name>[^\W\d]\w*)\s*=(?!=)\s*(?P<value>.*?\S)\s*;?", re.DOTALL)


def _service(element: etree._Element, extensions: Extensions, reading: Reading) -> str:
    for alias in SERVICE_ALIASES:
        name = extensions.get(alias)
        if name and not (alias == "type" and name == "external"):
            return name
    name = (element.get("implementation") or "").strip()
    if name and not name.startswith("##"):
        return name
    operation = referred(element.get("operationRef"))
    return reading.definitions.operations.get(operation, operation)


def _lines(text: str, id: str, line: int, reading: Reading) -> list[tuple[str, str, int]]:
    found = []
    for number, written in enumerate(text.split("\n"), start=line):
        statement = written.strip()
        if not statement or statement.startswith(("#", "//")):
            continue
        assignment = _ASSIGNMENT.fullmatch(statement)
        if assignment is None:
            shown = statement if len(statement) <= 60 else statement[:57] + "…"
            reading.report.add(
                "BPMN-SCRIPT",
                Said(f"{id}的这一行“{shown}”不是赋值", f"the line {shown!r} of {id} is not an assignment"),
                id,
                number,
            )
        else:
            found.append((assignment["name"], bare(assignment["value"]), number))
    return found


def _item(reference: str, id: str, element: etree._Element, reading: Reading) -> str:
    """The variable a reference to data means; a name nothing in the file has is the variable itself."""
    item = referred(reference)
    name = reading.definitions.variables.get(item, item)
    if not name.isidentifier():
        message = Said(
            f"{id}的{local_name(element)}里的“{reference}”不是表达式能用的名字",
            f"{reference!r} in {local_name(element)} of {id} is no name an expression can read",
        )
        remedy = Said("给数据对象起一个单词作名字。", "Give the data object a word as its name.")
        reading.report.add("BPMN-LOOP", message, id, line_of(element), remedy=remedy)
    return name
