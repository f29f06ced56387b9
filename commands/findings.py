"""Findings of a check, for people in their language and for machines."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any


def finding_line(finding: Any, language: str | None = None) -> str:
    """What is wrong, where, and what to do, on a line."""
    finding = finding.in_language(language or terminal_language())
    where = f"line {finding.line}, " if finding.line else ""
    return f"{finding.severity:<7} {finding.code}  {where}{finding.element}: {finding.message} → {finding.remedy}"


def finding_rows(findings: Iterable[Any], language: str | None) -> list[dict[str, Any]]:
    """Findings for machines: in English unless asked otherwise, wherever the terminal stands."""
    keys = ("code", "severity", "element", "line", "message", "remedy")
    return [{key: getattr(f, key) for key in keys} for f in (f.in_language(language or "en") for f in findings)]


def terminal_language() -> str:
    """The language of the terminal's locale: Chinese or English."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"
