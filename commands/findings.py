"""Findings of a check, for people in their language and for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from commands.language import asked, say, spoken


def finding_line(finding: Any) -> str:
    """What is wrong, where, and what to do, on a line."""
    found = finding.in_language(spoken())
    where = say(f"第 {found.line} 行，", f"line {found.line}, ") if found.line else ""
    severity = say(*_SEVERITIES[found.severity])
    what = f"{found.element}: {found.message}" if found.element else found.message
    return f"{severity} {found.code}  {where}{what} → {found.remedy}"


def finding_rows(findings: Iterable[Any]) -> list[dict[str, Any]]:
    """Findings for machines: in English unless asked otherwise, wherever the terminal stands."""
    keys = ("code", "severity", "element", "line", "message", "remedy")
    return [{key: getattr(f, key) for key in keys} for f in (f.in_language(asked.get() or "en") for f in findings)]


_SEVERITIES = {"error": ("错误", "error  "), "warning": ("警告", "warning"), "notice": ("提示", "notice ")}
