"""The decision tables of a folder: its `.dmn` files, read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bpmn.dmn import DecisionRefused, Decisions, read_dmn
from bpmn.errors import Finding
from engine.matter.folder import Files
from engine.matter.rules import RULES

SUFFIX = ".dmn"


def read_tables(files: Files, findings: list[Finding]) -> dict[str, Decisions]:
    """By the id of each decision the file that holds it; what is wrong with a file is added to the findings."""
    found: dict[str, Decisions] = {}
    for name in sorted(name for name in files if name.endswith(SUFFIX)):
        try:
            read = read_dmn(files[name], name)
        except DecisionRefused as refused:
            findings.extend(in_file(name, refused.findings))
            continue
        for decision in read.names:
            if decision in found:
                first = found[decision].file
                findings.append(
                    RULES["MATTER-DECISION-TWICE"].breach(decision, decision=decision, file=name, first=first)
                )
            found.setdefault(decision, read)
    return found


def in_file(name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with the file they belong to before the message."""
    for one in findings:
        zh = f"{name}：{one.message_zh}" if one.message_zh else ""
        yield replace(one, message=f"{name}: {one.message}", message_zh=zh)
