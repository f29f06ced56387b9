"""What can be wrong with an expression in FEEL, and what can stop its evaluation.

An operand that does not fit is no error: FEEL gives null for it, and a remark says where (`bpmn.feel.run.Remark`).
"""

from __future__ import annotations

from bpmn.errors import BpmnError


class FeelRefused(BpmnError):
    """A text is no expression of FEEL, or of the part of FEEL that is read here."""

    code = "FEEL-REFUSED"
    remedy = "Write the expression with the values, operators and functions that docs/dmn.md lists."
    source = "DMN 1.5 §10.3.1"

    def __init__(self, text: str, trouble: str, position: int, advice: str = "") -> None:
        before = text[:position]
        self.line = before.count("\n")
        """How many lines of the text come before the trouble."""
        self.column = position - (before.rfind("\n") + 1) + 1
        """1-based character within its line."""
        self.trouble = trouble
        self.advice = advice or self.remedy
        shown = text if len(text) <= 80 else text[:77] + "…"
        super().__init__(f"{shown!r}, character {self.column}{self._line_shown()}: {trouble}")

    def _line_shown(self) -> str:
        return f" of line {self.line + 1}" if self.line else ""


class FeelFailed(BpmnError):
    """An evaluation was stopped: it took too many steps or too much room, or was given what FEEL has no value for."""

    code = "FEEL-FAILED"
    remedy = "Make the lists, texts and repetitions smaller, and give facts as JSON has them or as dates."
    source = "DMN 1.5 §10.3.2"


class ClockUnset(FeelFailed):
    """`now()` or `today()` is asked where there is no present: while a file is read, or of a host that gives none."""

    code = "FEEL-CLOCK-UNSET"
    remedy = "Say which moment counts as now when the decision is asked."
    source = "DMN 1.5 §10.3.4.11"

    def __init__(self, function: str) -> None:
        super().__init__(f"{function}() is asked, and no clock was given")


class NameUnset(BpmnError):
    """An expression reads a name nothing was given for. (Null is given; missing is a slip.)"""

    code = "FEEL-NAME-UNSET"
    remedy = "Have an earlier step set the variable, to null if there is nothing to say."
    source = "DMN 1.5 §10.3.2.11"

    def __init__(self, name: str, element: str, line: int) -> None:
        super().__init__(f"nothing is given for the name {name!r}, read by {element} (line {line})")
        self.name = name
        self.element = element
        self.line = line
