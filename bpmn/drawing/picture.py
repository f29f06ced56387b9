"""What is to be drawn, and where: the elements of a file that have a symbol, and the parts of the finished picture.

Plain data, between those who read and arrange (`content`, `plane`, `layout`, `arrangement`) and those who draw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bpmn.drawing.geometry import Box, Route
from bpmn.drawing.text import Lines

EVENTS = frozenset(
    (
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "implicitThrowEvent",
    )
)
SUBPROCESSES = frozenset(("subProcess", "transaction", "adHocSubProcess", "subChoreography"))
TASKS = frozenset(
    (
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask",
        "choreographyTask", "callChoreography", "callActivity",
    )
)  # fmt: skip
ACTIVITIES = TASKS | SUBPROCESSES
GATEWAYS = frozenset(("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"))
FLOW_NODES = EVENTS | ACTIVITIES | GATEWAYS
DATA = frozenset(("dataObject", "dataObjectReference", "dataStoreReference", "dataStore", "dataInput", "dataOutput"))
CONVERSATIONS = frozenset(("conversation", "subConversation", "callConversation"))
FIGURES = FLOW_NODES | DATA | CONVERSATIONS | {"textAnnotation", "group", "participant", "lane"}
"""Elements that have a shape of their own."""

DATA_LINES = frozenset(("dataInputAssociation", "dataOutputAssociation"))
LINES = DATA_LINES | {"sequenceFlow", "messageFlow", "association", "conversationLink"}
"""Elements that are lines between shapes."""

NAMED_OUTSIDE = EVENTS | GATEWAYS | DATA
"""Figures whose name stands beside them; that of the others stands inside."""


class State(StrEnum):
    """What has become of a step in one case."""

    DONE = "done"
    OPEN = "open"
    RETURNED = "returned"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Figure:
    """One element with a shape. `scope` is the id of the process or subprocess it stands in; of a pool or what stands
    between pools it is empty."""

    id: str
    kind: str
    name: str = ""
    scope: str = ""
    triggers: tuple[str, ...] = ()
    """Events: what they wait for or do, as in `bpmn.words.TRIGGERS`."""
    all_of_them: bool = False
    """Events with several triggers: wait for all, not any; event-based gateways: likewise."""
    interrupting: bool = True
    host: str = ""
    """Boundary events: the activity they are attached to."""
    markers: tuple[str, ...] = ()
    """loop, parallel, sequential, compensation, adhoc, collection."""
    by_event: bool = False
    """Event subprocess."""
    instantiating: bool = False
    """Receive tasks and event-based gateways that start a case."""
    refers_to: str = ""
    """Pool: its process; call activity: what it calls."""
    members: tuple[str, ...] = ()
    """Lane: the ids of the nodes it names; group: the nodes of its category."""
    parent: str = ""
    """Lane: the lane around it."""
    documentation: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One element that is a line between two figures."""

    id: str
    kind: str
    source: str
    target: str
    name: str = ""
    scope: str = ""
    conditional: bool = False
    default: bool = False
    direction: str = ""
    """Associations: None, One or Both."""
    condition: str = ""
    line: int = 0


class Content:
    """All elements of a file that have a symbol, in document order, and how they lie in one another."""

    def __init__(
        self, title: str, figures: Mapping[str, Figure], lines: Mapping[str, Line], processes: Mapping[str, str]
    ) -> None:
        self.title = title
        self.figures = figures
        self.lines = lines
        self.processes = processes
        """Id of each process → its name."""
        self._inside: dict[str, list[Figure]] = defaultdict(list)
        self._lines_at: dict[str, list[Line]] = defaultdict(list)
        for figure in figures.values():
            self._inside[figure.scope].append(figure)
        self._lines_from: dict[str, list[Line]] = defaultdict(list)
        for line in lines.values():
            self._lines_from[figures[line.source].scope if line.source in figures else ""].append(line)
            self._lines_at[line.source].append(line)
            if line.target != line.source:
                self._lines_at[line.target].append(line)

    def inside(self, scope: str) -> Sequence[Figure]:
        """The figures drawn directly in a process or subprocess."""
        return self._inside.get(scope, ())

    def lines_at(self, id: str) -> Sequence[Line]:
        """The lines that begin or end at a figure, in document order."""
        return self._lines_at.get(id, ())

    def lines_from(self, scope: str) -> Sequence[Line]:
        """The lines that begin at a figure drawn directly in a process or subprocess."""
        return self._lines_from.get(scope, ())

    def scopes_around(self, id: str) -> list[str]:
        """Ids of the subprocesses and the process a figure stands in, innermost first."""
        found: list[str] = []
        scope = self.figures[id].scope if id in self.figures else ""
        while scope and scope not in found:
            found.append(scope)
            scope = self.figures[scope].scope if scope in self.figures else ""
        return found


@dataclass(slots=True)
class Part:
    """One piece of the picture with coordinates of its own; several are drawn one below the other."""

    title: str = ""
    boxes: dict[str, Box] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    label_boxes: dict[str, Box] = field(default_factory=dict)
    """Where the file itself puts a label."""
    expanded: set[str] = field(default_factory=set)
    upright: set[str] = field(default_factory=set)
    """Pools and lanes that run from top to bottom; their names stand on top."""
    unmarked: set[str] = field(default_factory=set)
    """Exclusive gateways drawn without the X."""
    covered: dict[str, float] = field(default_factory=dict)
    """Activities with events on their lower border → how many pixels of their foot these cover."""
    reserved: list[Box] = field(default_factory=list)
    """Where badges stand, so that no name does."""
    texts: dict[str, tuple[Lines, Box]] = field(default_factory=dict)
    """Labels beside figures and lines: wrapped, and where."""
