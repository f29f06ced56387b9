"""What can be wrong with a diagram, or with asking a running process for something it does not offer.

Each class carries a stable code and a remedy, as the engine's errors do; the engine and the command line read them by
these names. Knows nothing of law: a refusal here is about BPMN.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about a diagram: which rule, which element, which line, and what to do."""

    code: str
    severity: Severity
    message: str
    remedy: str
    element: str = ""
    line: int = 0
    """1-based line of the element in the file; of a remark about the whole file 1, and the element is the file."""
    message_zh: str = ""
    remedy_zh: str = ""
    path: tuple[str, ...] = ()
    """A way to the fault, as an example: the ids of the nodes passed, in order."""

    def in_language(self, language: str) -> Finding:
        """The same with message and remedy in Chinese (`zh`), as far as they were written in it."""
        if not language.startswith("zh"):
            return self
        return replace(self, message=self.message_zh or self.message, remedy=self.remedy_zh or self.remedy)


class BpmnError(Exception):
    """Base of all errors of this package; never raised itself."""

    code: ClassVar[str] = ""
    remedy: ClassVar[str] = ""
    source: str = ""
    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 422


class DiagramRefused(BpmnError):
    """A diagram holds something that cannot be run with its BPMN meaning."""

    code = "BPMN-REFUSED"
    remedy = "Mend the elements named in the findings, then import the diagram again."
    source = "OMG BPMN 2.0.2"

    def __init__(self, file: str, findings: Sequence[Finding]) -> None:
        self.file = file
        self.findings = tuple(findings)
        errors = [f for f in findings if f.severity == "error"]
        first = f"; first: {errors[0].message} (line {errors[0].line})" if errors else ""
        super().__init__(f"{file} cannot be run: {len(errors)} error(s){first}")


class ExpressionRefused(BpmnError):
    """A condition, timer or assignment says something that the small language of expressions does not have."""

    code = "BPMN-EXPRESSION"
    remedy = (
        "Use names, texts, numbers, true/false/null, comparisons, and/or/not, + - * / % and functions such as count, "
        "count_of, any_of, all_of, values; let a service step work out anything else."
    )
    source = "BPMN 2.0.2 §8.4.6"

    def __init__(self, text: str, trouble: str, *, element: str, line: int, remedy: str = "") -> None:
        shown = text if len(text) <= 80 else text[:77] + "…"
        super().__init__(f"expression {shown!r} of {element}: {trouble}")
        self.element = element
        self.line = line
        self.finding = Finding(
            self.code,
            "error",
            str(self),
            remedy or self.remedy,
            element,
            line,
            f"{element}的表达式{shown!r}：{trouble}",
            "用名字、文字、数字、true/false/null、比较、and/or/not、+ - * / %和列出的函数；别的让服务环节去算。",
        )


class ExpressionFailed(BpmnError):
    """An expression met a variable that is missing, or values that cannot be used together."""

    code = "BPMN-EXPRESSION-FAILED"
    remedy = "Have an earlier step set the variable, with a value of the kind the expression asks for."
    source = "BPMN 2.0.2 §8.4.6"

    def __init__(self, text: str, trouble: str, *, element: str, line: int, variable: str = "") -> None:
        super().__init__(f"expression {text!r} of {element} (line {line}): {trouble}")
        self.element = element
        self.line = line
        self.variable = variable
        """The variable that is missing; otherwise all that the expression reads, joined by commas."""
