"""Other systems: registers that are asked, banks that are ordered to pay. By name; where they are is the office's.

`settings` says where each is and how its words become ours, `exchange` does one exchange over HTTP, `circuit` leaves
a system alone that does not answer, `systems` puts them together. Knows neither cases nor matters.
"""

from engine.connectors.errors import AnswerUnusable, ConnectorsRefused, SystemAway, SystemUnknown
from engine.connectors.settings import Connector, read_connectors
from engine.connectors.systems import NO_SYSTEMS, Answer, ConnectedSystems, Systems

__all__ = [
    "NO_SYSTEMS",
    "Answer",
    "AnswerUnusable",
    "ConnectedSystems",
    "Connector",
    "ConnectorsRefused",
    "SystemAway",
    "SystemUnknown",
    "Systems",
    "read_connectors",
]
