"""What a file holds beside its processes: named when it means something in BPMN, so that nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from bpmn.reader.elements import PREFIX, is_node, line_of, local_name
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import STEP_ALIASES, Extensions, report_other_tools
from bpmn.reader.vocabulary import COLLABORATION_SILENT, ROOT_SILENT
from bpmn.sayings import Said


def report_leftovers(root: etree._Element, reading: Reading) -> None:
    """Report what stands at the root, in the collaboration and in extensions and was not read with the processes."""
    unused = []
    for element in root:
        kind = local_name(element)
        if kind == "collaboration":
            _report_collaboration(element, reading)
        elif kind == "extension":
            if element.get("mustUnderstand") in ("true", "1"):
                name = element.get("definition") or "extension"
                message = Said(
                    f"文件要求必须懂得扩展{name}", f"the file asks for the extension {name} to be understood"
                )
                reading.report.add("BPMN-EXTENSION", message, name, line_of(element))
        elif is_node(element) or kind in ("sequenceFlow", "laneSet"):
            reading.report_unknown(element, "definitions")
        elif kind in ("message", "signal", "error", "escalation"):
            Extensions(element).report_unused(reading.report, element.get("id") or kind)
        elif kind and kind not in ROOT_SILENT:
            unused.append(element)
    _report_kinds(unused, Said("文件定义的", "the file defines"), reading)
    for word, found in reading.kept.items():
        id, line = found[0]
        message = Said(
            f"{len(found)}个环节写有{word!r}，第一个是{id}：留在图里，不起作用",
            f"{len(found)} × {word!r}, the first at {id}: kept, without effect",
        )
        reading.report.add("BPMN-VENDOR-KEPT", message, id, line, remedy=STEP_ALIASES[word])
    report_other_tools(root, reading.report)


def _report_collaboration(element: etree._Element, reading: Reading) -> None:
    for participant in element.findall(PREFIX + "participant"):
        Extensions(participant).report_unused(reading.report, participant.get("id") or "participant")
    rest = (child for child in element if local_name(child) and local_name(child) not in COLLABORATION_SILENT)
    _report_kinds(rest, Said("协作图里的", "the collaboration has"), reading)


def _report_kinds(elements: Iterable[etree._Element], says: Said, reading: Reading) -> None:
    """One warning for each kind of element, with id and line of the first."""
    by_kind: dict[str, list[etree._Element]] = {}
    for element in elements:
        by_kind.setdefault(local_name(element), []).append(element)
    for kind, found in by_kind.items():
        what = kind if len(found) == 1 else f"{len(found)} × {kind}"
        id, line = found[0].get("id") or kind, line_of(found[0])
        message = Said(f"{says.zh}{what}不起作用", f"{says.en} {what}, not carried out")
        reading.report.add("BPMN-NOT-RUN", message, id, line, remedy=_MESSAGE_FLOW if kind == "messageFlow" else None)


_MESSAGE_FLOW = Said("消息由系统按名字送到办件。", "A message reaches a case by its name, delivered by the host.")
