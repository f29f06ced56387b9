"""What can be wrong with a file of decisions, and with asking for one.

Messages name rules, columns and names, never the facts: they end in logs, which hold nothing people entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bpmn.errors import BpmnError, Finding


class DecisionRefused(BpmnError):
    """A file of decisions holds something that cannot be decided with its DMN meaning."""

    code = "DMN-REFUSED"
    remedy = "Mend the elements named in the findings, then import the file again."
    source = "OMG DMN 1.1–1.5"

    def __init__(self, file: str, findings: Sequence[Finding]) -> None:
        self.file = file
        self.findings = tuple(findings)
        errors = [f for f in findings if f.severity == "error"]
        first = f"; first: {errors[0].message} (line {errors[0].line})" if errors else ""
        super().__init__(f"{file} cannot be used: {len(errors)} error(s){first}")


class DecisionUnknown(BpmnError):
    """A decision was asked for that the file does not have."""

    code = "DMN-DECISION-UNKNOWN"
    remedy = "Ask for one of the decisions listed, by its id."
    source = "DMN 1.5 §6.3.7"
    exit_code = 4
    status = 404

    def __init__(self, decision: str, there: Iterable[str]) -> None:
        super().__init__(f"there is no decision {decision!r}; there are: {', '.join(there) or 'none'}")


class DecisionFailed(BpmnError):
    """A decision could not be made from the facts given: it took too long, or a fact is nothing DMN has a value for."""

    code = "DMN-DECISION-FAILED"
    remedy = "Mend the decision at the line named, or give it smaller facts of the kinds that JSON has."
    source = "DMN 1.5 §10.4"

    def __init__(self, decision: str, reason: str, *, element: str = "", line: int = 0) -> None:
        where = f", line {line}" if line else ""
        super().__init__(f"decision {decision}{where}: {reason}")
        self.decision = decision
        self.element = element or decision
        self.line = line
        self.step = ""
        """The business rule task that asked, when one did."""


class FactMissing(DecisionFailed):
    """A decision reads a name that nothing was given for. Null may be given; a missing fact is a slip."""

    code = "DMN-FACT-MISSING"
    remedy = "Give the fact before the decision is asked, as null if there is nothing to say."
    source = "DMN 1.5 §6.3.7"

    def __init__(self, decision: str, name: str, *, element: str, line: int) -> None:
        super().__init__(decision, f"nothing is given for {name!r}", element=element, line=line)
        self.name = name


class RulesOverlap(DecisionFailed):
    """Several rules of a table match of which only one may (hit policy UNIQUE)."""

    code = "DMN-SEVERAL-RULES-MATCH"
    remedy = "Narrow the rules named so that no two match the same facts, or choose another hit policy."
    source = "DMN 1.5 §8.2.10"


class OutputsDiffer(DecisionFailed):
    """Several rules of a table match that should say the same, and do not (hit policy ANY)."""

    code = "DMN-OUTPUTS-DIFFER"
    remedy = "Give the rules named the same outputs, or choose another hit policy."
    source = "DMN 1.5 §8.2.10"


class ValueNotAllowed(DecisionFailed):
    """A fact, an input or an output is not of the type declared, or none of the values allowed."""

    code = "DMN-VALUE-NOT-ALLOWED"
    remedy = "Give a value of the type and among the values that the decision declares, or widen the declaration."
    source = "DMN 1.5 §8.3.2, §10.3.2.9.4"


class ResultNotMapped(DecisionFailed):
    """The result of a decision has not the form a business rule task asks for."""

    code = "DMN-RESULT-NOT-MAPPED"
    remedy = "Choose singleEntry, singleResult, collectEntries or resultList to fit the table's outputs and hit policy."
    source = "DMN 1.5 §8.2.10"
