"""Every rule a diagram is held to: its code, how grave a breach is, why, what to do, and where it comes from.

Tables only; `bpmn.reader` and `bpmn.rules` find the breaches. The same tables print the page of rules in `docs/` and
tell the tests which right and wrong diagrams they owe. Whoever finds a breach says it as a `Said`, in both languages.

An *error* keeps the diagram from running. A *warning* names something that would do more elsewhere than here, or that
most likely was meant otherwise. A *notice* names what was repaired to BPMN's meaning, or has no use here.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpmn.catalogue import engine, structure
from bpmn.catalogue.rule import Report, Rule
from bpmn.errors import Finding

__all__ = ["FAMILIES", "QUESTIONS", "RULES", "Report", "Rule", "new_report"]

FAMILIES = {"structure": structure.ROWS, "engine": engine.ROWS}
"""What a rule is about → its rules. The third family, of approvals, is `engine.matter.rules`."""

RULES = {rule.code: rule for rows in FAMILIES.values() for rule in rows}

QUESTIONS = frozenset(
    (
        "BPMN-GATEWAY-UNDECIDED", "BPMN-EXPRESSION", "BPMN-SCRIPT", "BPMN-TIMER", "BPMN-CALL", "BPMN-CALL-MISSING",
        "BPMN-LOOP", "BPMN-REPETITION", "BPMN-EVENT-EMPTY", "BPMN-MESSAGE-NAME",
        "BPMN-CALL-VERSION", "BPMN-DECISION", "BPMN-ACTIVATION",
    )
)  # fmt: skip
"""Errors that ask the designer for something a drawing may leave open: it can be played, but not published."""


def new_report(findings: Iterable[Finding] = ()) -> Report:
    """A report for findings about a diagram."""
    return Report(findings, rules=RULES)
