"""Which decision a business rule task asks, in the words of each editor, and where the result goes.

Standard BPMN has `implementation` for it; Camunda, Zeebe and Flowable say it in words of their own, and mean different
things by the result. A version of the decision, or a deployment, is not asked for: tables are frozen with the diagram.
"""

from __future__ import annotations

from typing import cast, get_args

from lxml import etree

from bpmn.model import AskedDecision, ResultMapping
from bpmn.reader.elements import is_expression, line_of, local_name
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import SERVICE_ALIASES, Extensions
from bpmn.sayings import Said

_CAMUNDA = tuple(name for name in get_args(ResultMapping) if name not in ("value", "outputs"))


def decision_of(element: etree._Element, id: str, extensions: Extensions, reading: Reading) -> AskedDecision | None:
    """What the task asks; None when it is no business rule task, or names a service or nothing."""
    kind, line = local_name(element), line_of(element)
    if kind not in ("businessRuleTask", "serviceTask"):
        return None
    decision = extensions.get("decisionTableReferenceKey")
    if decision:
        extensions.get("type")  # Flowable writes a service task of type dmn
        asked = AskedDecision(decision, decision, "outputs", line)
    elif kind == "serviceTask":
        return None
    else:
        decision = extensions.get("decisionRef")
        zeebe = "" if decision else extensions.get("calledDecision")
        name = decision or zeebe or _implementation(element, extensions)
        if not name:
            return None
        result = extensions.get("resultVariable")
        mapping = "" if zeebe else extensions.get("mapDecisionResult")
        # A result that Camunda is not told to map is the list of all rows; one without a variable it forgets.
        mapping = mapping or ("resultList" if decision and result else "value")
        if mapping not in (*_CAMUNDA, "value"):
            message = Said(f"{id}的结果形式{mapping}没有定义", f"{id} maps its result as {mapping!r}")
            known = ", ".join(_CAMUNDA)
            remedy = Said(f"改用其中之一：{known}。", f"Use one of: {known}.")
            reading.report.add("BPMN-DECISION", message, id, line, remedy=remedy)
            mapping = "value"
        asked = AskedDecision(name, result or id, cast(ResultMapping, mapping), line)
    if is_expression(asked.decision):
        message = Said(f"{id}到运行时才算出问哪个决策：{asked.decision}",
                       f"{id} works out at run time what it asks: {asked.decision}")  # fmt: skip
        reading.report.add("BPMN-DECISION", message, id, line)
    written = (element.get("implementation") or "").strip()
    if written not in ("", asked.decision) and not written.startswith("##"):
        message = Said(f"{id}的implementation“{written}”不起作用，用的是决策{asked.decision}",
                       f"implementation {written!r} of {id} is not used; the decision {asked.decision} is")  # fmt: skip
        reading.report.add("BPMN-VENDOR-HINT", message, id, line)
    return asked


def _implementation(element: etree._Element, extensions: Extensions) -> str:
    """What the standard attribute names, unless another word names a service."""
    written = (element.get("implementation") or "").strip()
    if written.startswith("##") or any(extensions.get(alias) for alias in SERVICE_ALIASES):
        return ""
    return written
