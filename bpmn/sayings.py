"""Rules that speak Chinese and English: what is said of a breach is made from one template per language.

A row of a table says everything once: the rule, what is told of a breach, what to do, the source. Whoever finds the
breach names only the facts. Knows neither diagrams nor law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal, get_args

from bpmn.errors import Finding, Severity

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Said:
    """The same in both languages. Also what a fact may be: a template takes the words of its own language."""

    zh: str
    en: str

    def about(self, facts: Mapping[str, Any]) -> Said:
        """The template filled in; a list is joined as its language does."""
        return Said(
            self.zh.format_map({name: _in("zh", fact) for name, fact in facts.items()}),
            self.en.format_map({name: _in("en", fact) for name, fact in facts.items()}),
        )

    def facts(self) -> tuple[frozenset[str], frozenset[str]]:
        """The facts each template asks for, Chinese and English: the same, where nobody has slipped."""
        return _asked(self.zh), _asked(self.en)


@dataclass(frozen=True, slots=True)
class Principle:
    """One rule of a table that speaks both languages."""

    code: str
    severity: Severity
    says: Said
    """The rule in one line, and so the reason for it."""
    tells: Said
    """What is told of a breach, as a template."""
    remedy: Said
    source: str

    def breach(
        self,
        element: str = "",
        line: int = 0,
        *,
        path: Iterable[str] = (),
        severity: Severity | None = None,
        **facts: Any,
    ) -> Finding:
        """The finding about one breach. A fact the templates ask for and do not get is a KeyError."""
        told, remedy = self.tells.about(facts), self.remedy.about(facts)
        return Finding(
            self.code, severity or self.severity, told.en, remedy.en, element, line, told.zh, remedy.zh, tuple(path)
        )


def principles(*rows: Principle) -> dict[str, Principle]:
    """A table by code."""
    table = {row.code: row for row in rows}
    assert len(table) == len(rows), "two rows have the same code"
    return table


def _in(language: Language, fact: Any) -> Any:
    if isinstance(fact, list | tuple):
        parts = [str(_in(language, part)) for part in fact]
        return ("、" if language == "zh" else ", ").join(parts) or ("无" if language == "zh" else "none")
    named = getattr(fact, language, None)
    return named if isinstance(named, str) else fact


def _asked(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)
