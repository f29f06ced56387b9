"""Asking another system by its name, whatever way leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.connectors.circuit import Circuit
from engine.connectors.errors import AnswerUnusable, SystemAway, SystemUnknown
from engine.connectors.exchange import Line
from engine.connectors.settings import Connector, Reading

MOST_REFERENCE = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system answered, in our words."""

    outcome: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""
    """The number under which the system keeps the question."""


class Systems(Protocol):
    """Whoever answers for the other systems: the wire, or an example's script."""

    def ask(self, system: str, question: Mapping[str, Any], key: str, now: datetime) -> Answer:
        """The system's answer; a repetition with the same key is not done twice by it.

        Raises SystemUnknown, SystemAway, AnswerUnusable.
        """
        ...

    def called(self, system: str) -> str:
        """What people call the system; its name where nobody has said."""
        ...


class ConnectedSystems:
    """The systems of an office, over the wire. Threads may share it."""

    def __init__(self, connectors: Mapping[str, Connector]) -> None:
        self._connectors = connectors
        self._circuits = {name: Circuit(name) for name in connectors}
        self._line = Line()

    def called(self, system: str) -> str:
        """As `Systems.called`."""
        connector = self._connectors.get(system)
        return connector.title if connector else system

    def ask(self, system: str, question: Mapping[str, Any], key: str, now: datetime) -> Answer:
        """As `Systems.ask`."""
        connector = self._connectors.get(system)
        if connector is None:
            raise SystemUnknown(system)
        circuit = self._circuits[system]
        circuit.enter(now)
        try:
            said = self._line.exchange(connector, question, key)
        except SystemAway:
            circuit.failed(now)
            raise
        except AnswerUnusable:
            circuit.succeeded()
            raise
        circuit.succeeded()
        return _in_our_words(said, connector.reading, system)


NO_SYSTEMS: Systems = ConnectedSystems({})
"""An office without connectors."""


def _in_our_words(said: Any, reading: Reading, system: str) -> Answer:
    outcome = _at(said, reading.outcome)
    if not isinstance(outcome, str | int) or isinstance(outcome, bool):
        raise AnswerUnusable(f"{system} answered without {reading.outcome}")
    word = str(outcome)
    if reading.outcomes and word not in reading.outcomes:
        raise AnswerUnusable(f"{system} answered {reading.outcome} = {word[:40]!r}, which is none of those agreed")
    if reading.facts is None:
        facts = _at(said, "facts")
        if facts is not None and not isinstance(facts, Mapping):
            raise AnswerUnusable(f"{system} answered facts that are no mapping")
        facts = facts or {}
    else:
        facts = {name: value for name, place in reading.facts.items() if (value := _at(said, place)) is not None}
    reference = str(_at(said, reading.reference) or "")[:MOST_REFERENCE]
    return Answer(reading.outcomes.get(word, word), facts, reference)


def _at(said: Any, place: str) -> Any:
    for key in place.split("."):
        said = said.get(key) if isinstance(said, Mapping) else None
    return said
