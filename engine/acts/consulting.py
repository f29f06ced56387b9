"""How a case's record tells that a decision table was asked: what was tested, which rules matched, what came out.

The entry names task, decision and rules; the course with the values tested is kept beside it as answers are, for these
values are facts of the application, and may have to be erased one day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from bpmn.runner import Consultation

ACT = "consult"
"""What the record calls it; the office itself does it, and it is no act in law."""
_MOST_SIGNS = 2000


def entry_of(one: Consultation) -> dict[str, Any]:
    """What the entry says: the business rule task, the decision, and by table the numbers of the rules that matched."""
    rules = {table["table"]: [rule["number"] for rule in table["matched"]] for table in _tables(one.course)}
    told = {"task": one.step, "decision": one.decision, "rules": rules, "failure": one.course.get("failure", "")}
    return {name: value for name, value in told.items() if value}


def course_of(one: Consultation) -> dict[str, Any]:
    """All of the course, to be kept beside the entry."""
    return {**one.course, "sets": dict(one.sets)}


def described(one: Consultation) -> str:
    """The course in one line, as an official reads it: `amount = 250 → t: 2 (large sums) → level = "high"`."""
    if "failure" in one.course:
        return str(one.course["reason"])[:_MOST_SIGNS]
    parts = []
    for table in _tables(one.course):
        tested = ", ".join(f"{test['input']} = {_shown(test['value'])}" for test in table["tested"])
        matched = ", ".join(
            f"{rule['number']}" + (f" ({rule['note']})" if rule["note"] else "") for rule in table["matched"]
        )
        parts.append(f"{tested} → {table['table']}: {matched or '–'}")
    parts.append(", ".join(f"{name} = {_shown(value)}" for name, value in one.sets.items()))
    line = " → ".join(parts)
    return line if len(line) <= _MOST_SIGNS else line[: _MOST_SIGNS - 1] + "…"


def _tables(course: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for step in course.get("steps", ()):
        yield from step["tables"]


def _shown(value: Any) -> str:
    return orjson.dumps(value).decode()
