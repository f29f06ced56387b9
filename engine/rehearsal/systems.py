"""Other systems as an example tells them: each answers from its script, the last line again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.connectors import Answer, SystemAway

AWAY = "away"


class ToldSystems:
    """Answers as `engine.connectors.Systems` does, without a wire. A system the example does not name is away."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        """told: by the name of a system, `away`, an answer (outcome, facts, reference), or a list of these."""
        self._told = {name: lines if isinstance(lines, list) else [lines] for name, lines in told.items()}
        self._asked: Counter[str] = Counter()

    def called(self, system: str) -> str:
        """As `engine.connectors.Systems`: an example has no other name for it."""
        return system

    def ask(self, system: str, question: Mapping[str, Any], key: str, now: datetime) -> Answer:
        """The next line of the system's script. Raises SystemAway."""
        lines = self._told.get(system) or [AWAY]
        line = lines[min(self._asked[system], len(lines) - 1)]
        self._asked[system] += 1
        if line == AWAY:
            raise SystemAway(f"{system} does not answer, as the example says")
        return Answer(str(line["outcome"]), line.get("facts") or {}, str(line.get("reference") or f"{key[:8]}"))


def told_properly(told: Any) -> bool:
    """Whether `systems` of an example can be played."""
    if not isinstance(told, Mapping):
        return False
    lines = [line for script in told.values() for line in (script if isinstance(script, list) else [script])]
    return all(line == AWAY or (isinstance(line, Mapping) and "outcome" in line) for line in lines)
