"""What a rule is, and the findings about one file as they are made. Knows no rule by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bpmn.errors import Finding, Severity
from bpmn.sayings import Said


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `remedy` holds for most breaches; a finding may carry a more exact one."""

    code: str
    severity: Severity
    says: Said
    """The rule in one line, and so the reason for it."""
    remedy: Said
    source: str


def error(code: str, says: tuple[str, str], remedy: tuple[str, str], source: str) -> Rule:
    """A rule whose breach keeps the file from running; Chinese first, then English."""
    return Rule(code, "error", Said(*says), Said(*remedy), source)


def warning(code: str, says: tuple[str, str], remedy: tuple[str, str], source: str) -> Rule:
    """A rule whose breach would do more elsewhere than here, or was most likely meant otherwise."""
    return replace(error(code, says, remedy, source), severity="warning")


def notice(code: str, says: tuple[str, str], remedy: tuple[str, str], source: str) -> Rule:
    """A rule whose breach was repaired, or has no use here."""
    return replace(error(code, says, remedy, source), severity="notice")


class Report:
    """The findings about one file, as they are made; `rules` is the table they are breaches of."""

    def __init__(self, findings: Iterable[Finding] = (), *, rules: Mapping[str, Rule]) -> None:
        self.findings = list(findings)
        self._rules = rules

    def add(
        self, code: str, message: Said | str, element: str, line: int = 1, *, remedy: Said | str | None = None
    ) -> None:
        """Record a breach of the rule `code`; an unknown code is a KeyError.

        What is said in English alone stands in Chinese behind the rule's own line.
        """
        rule = self._rules[code]
        if isinstance(message, str):
            message = Said(f"{rule.says.zh.removesuffix('。')}：{message}", message)
        if not isinstance(remedy, Said):
            remedy = Said(rule.remedy.zh, remedy or rule.remedy.en)
        self.findings.append(Finding(code, rule.severity, message.en, remedy.en, element, line, message.zh, remedy.zh))

    @property
    def has_errors(self) -> bool:
        """Whether anything found keeps the file from running."""
        return any(finding.severity == "error" for finding in self.findings)

    def sorted(self) -> tuple[Finding, ...]:
        """By line, errors first within a line, each remark once."""
        grave = {"error": 0, "warning": 1, "notice": 2}
        return tuple(sorted(dict.fromkeys(self.findings), key=lambda f: (f.line, grave[f.severity], f.code)))
