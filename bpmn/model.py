"""A diagram as plain data: what was drawn, where it stands in the file, and nothing about how it runs.

Made by `bpmn.reader`, read by everything else in this package and by `engine.matter`. All values are immutable, so that
one diagram may be shared by any number of cases and threads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bpmn.errors import Finding

NodeKind = Literal[
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "eventBasedGateway",
    "complexGateway",
    "subProcess",
    "transaction",
    "adHocSubProcess",
    "callActivity",
]
SUBPROCESSES: Final[Collection[NodeKind]] = ("subProcess", "transaction", "adHocSubProcess")
"""Activities with a scope of their own inside, and its id."""
EventKind = Literal[
    "none",
    "timer",
    "message",
    "signal",
    "conditional",
    "error",
    "escalation",
    "compensate",
    "cancel",
    "link",
    "terminate",
]
TimerKind = Literal["date", "duration", "cycle"]
COUNTED: Final = frozenset(
    (
        "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "loopCounter", "activationCount",
        "waitingForStart",
    )
)  # fmt: skip
"""Names that have a value of their own where a multi-instance, a loop or a complex gateway is asked how far it is."""
ResultMapping = Literal["value", "singleEntry", "singleResult", "collectEntries", "resultList", "outputs"]


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or does. `text` is the timer's time or the condition; `message` the message's name."""

    kind: EventKind
    timer: TimerKind | None = None
    text: str = ""
    message: str = ""
    line: int = 0
    name: str = ""
    """A signal's or link's name; an error's or escalation's code, empty when any will do; the activity to compensate,
    empty for all."""


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance: the activity is done once per element (BPMN 2.0.2 §13.3.7).

    Either `cardinality` (an expression giving a number) or `collection` (an expression giving a list) says how often.
    `element` names the variable that holds the present element inside an instance; `output` names the list variable
    that collects `output_element` of each completed instance, in the order of the collection.
    `completion` is tested after each completed instance, against the process's variables plus nrOfInstances,
    nrOfActiveInstances, nrOfCompletedInstances and the output list as far as filled.
    """

    sequential: bool
    cardinality: str = ""
    collection: str = ""
    element: str = ""
    output: str = ""
    output_element: str = ""
    completion: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Repetition:
    """The standard loop: the activity is done again while a condition holds (BPMN 2.0.2 §13.3.6).

    `condition` may ask for loopCounter, which counts the rounds begun, from 0. `maximum` rounds are done at most;
    0 when no bound is given. `before`: the condition is asked before the first round, too.
    """

    condition: str = ""
    before: bool = False
    maximum: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class AdHoc:
    """An ad-hoc subprocess: what is in it may be done in any order (BPMN 2.0.2 §13.3.5).

    `completion` is asked after each activity done, and ends the subprocess when it holds; without it, all activities
    are done once. `cancels`: what is open then is cancelled, otherwise waited for. `ordered`: one at a time, in the
    order of the file.
    """

    completion: str = ""
    ordered: bool = False
    cancels: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class Passing:
    """Which values go into a called process and come back from it, when the drawing says so (BPMN 2.0.2 §10.4.2).

    `into` and `back` hold name, expression and line of each value; it is worked out where it comes from. `all_in`: all
    variables go in besides. `all_back`: all that the called process has set comes back besides.
    """

    into: tuple[tuple[str, str, int], ...] = ()
    back: tuple[tuple[str, str, int], ...] = ()
    all_in: bool = False
    all_back: bool = False


@dataclass(frozen=True, slots=True)
class AskedDecision:
    """What a business rule task asks: a decision by its id, and where its result goes (BPMN 2.0.2 §10.3.3).

    mapping: `value` puts the value of the decision into the variable `result`, `outputs` each output of the rule that
    counts into a variable of its own name (of several rules the list of their outputs into one called as the decision);
    the others are those of Camunda's `mapDecisionResult`.
    """

    decision: str
    result: str
    mapping: ResultMapping = "value"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """One flow node. `incoming`/`outgoing` hold flow ids in document order; `scope` is the id of the process or
    subprocess that holds it."""

    id: str
    kind: NodeKind
    name: str
    scope: str
    line: int
    lane: str = ""
    """The innermost lane's id-or-name that names the role; inherited from the enclosing subprocess when it has none."""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str = ""
    event: Event | None = None
    attached_to: str = ""
    interrupting: bool = True
    loop: Loop | None = None
    repetition: Repetition | None = None
    called: str = ""
    """callActivity: the id of the process it calls."""
    called_version: str = ""
    """callActivity: the version tag the called process must have."""
    passing: Passing | None = None
    """callActivity: what goes in and comes back; None: all goes in, and what was set comes back."""
    implementation: str = ""
    """serviceTask, sendTask: the service's name; receiveTask: the message's name is in `event`."""
    assignments: tuple[tuple[str, str, int], ...] = ()
    """scriptTask: (variable, expression, line) in order."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Aliases read from camunda:/flowable:/activiti: (assignee, candidateGroups, dueDate, priority, formKey …)."""
    documentation: str = ""
    by_event: bool = False
    """subProcess: begun by the event of its start event, while the scope around it runs."""
    undoes: bool = False
    """An activity that only compensates: no flow leads to it."""
    handler: str = ""
    """Boundary event of compensation: the activity that undoes what it is attached to."""
    ad_hoc: AdHoc | None = None
    asks: AskedDecision | None = None
    """businessRuleTask: the decision it asks, unless a service does what it says."""
    activation: str = ""
    """complexGateway: the condition on which it goes on. It may ask for variables, for activationCount, the number of
    flows a token has come by, and by its id for the number of tokens each flow has brought (BPMN 2.0.2 §13.4.5)."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One sequence flow. `condition` is the expression as written, without dialect marks, or empty."""

    id: str
    source: str
    target: str
    line: int
    name: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """A process or an embedded subprocess: the nodes and flows drawn directly in it, in document order."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    line: int
    parent: str = ""
    """Id of the enclosing scope; empty for a process."""
    version: str = ""
    """A process's version tag, for calls that ask for it."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a process. `id` is what matters and roles refer to: the lane's id, which should be a word."""

    id: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """A file that was read. `scopes` maps the id of every process and subprocess to it.

    `main` is the process to start; further processes are there when a call activity of the same file calls them.
    """

    file: str
    main: str
    scopes: Mapping[str, Scope]
    lanes: Mapping[str, Lane]
    messages: tuple[str, ...]
    data_objects: tuple[str, ...]
    findings: tuple[Finding, ...]
    """Notices and warnings: what was repaired or is not used. A diagram with an error is not made: it is refused."""

    def nodes(self) -> Iterator[Node]:
        """Every node of every scope, in document order within its scope."""
        for scope in self.scopes.values():
            yield from scope.nodes.values()

    def node(self, id: str) -> Node:
        """The node with this id, wherever it stands. Raises KeyError."""
        for scope in self.scopes.values():
            if id in scope.nodes:
                return scope.nodes[id]
        raise KeyError(id)
