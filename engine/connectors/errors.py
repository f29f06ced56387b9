"""Why another system could not be asked."""

from __future__ import annotations

from engine.errors import Failure, Refusal


class ConnectorsRefused(Refusal):
    """connectors.yaml cannot be used."""

    code = "CONNECTORS-REFUSED"
    remedy = "Correct the line named; docs/how-to/operator.md shows the file."


class SystemUnknown(Failure):
    """A step asks a system that this office has no connector to."""

    code = "CONNECTOR-UNKNOWN"
    remedy = "Write the system into connectors.yaml of the office, then retry the job (`sealflow job retry`)."

    def __init__(self, system: str) -> None:
        super().__init__(f"connectors.yaml of this office has no {system}")


class SystemAway(Failure):
    """The other system did not answer in time, or said that it cannot answer now."""

    code = "CONNECTOR-AWAY"
    remedy = "It is asked again by itself; if it lasts, tell the keepers of that system."


class AnswerUnusable(Failure):
    """The other system answered, but not what was agreed."""

    code = "CONNECTOR-ANSWER-UNUSABLE"
    remedy = "Compare `answer` of the system in connectors.yaml with what it sends; tell the keepers of that system."
