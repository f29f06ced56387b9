"""Tokens and the scopes they move in: the library's tasks and workflows, kept as a flat set of live tokens.

A token that has left its node is forgotten at once; a token whose node waits for others (instances, boundary events,
the events after an event-based gateway) is their parent. So there is no tree of history to walk: the library loses
tokens below depth 1,000 of that tree (SpiffWorkflow 3.2.0, TaskIterator.max_depth) and slows down with its size.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.model import Node
from bpmn.runner.errors import StepBudgetSpent
from bpmn.runner.variables import Variables
from bpmn.timers import Timer

if TYPE_CHECKING:
    from bpmn.runner.consulting import Consultation
    from bpmn.runner.specs import NodeSpec, ScopeSpec

How = Literal["completed", "cancelled"]
Choose = Callable[[Node, Sequence[str]], Collection[str]]
"""Given a node and the ids of the flows out of it: those to take. Asked where the conditions cannot tell."""

STEP_BUDGET = 10_000
"""Steps a process may take by itself before it must come to rest."""
OCCURRENCES = 1_000
"""Timers fired in one call; what is still due then is fired by the next call."""


@dataclass(slots=True)
class Turn:
    """That a token is one instance of a multi-instance activity."""

    whole: Token
    """The activity's token."""
    index: int
    own: Variables
    """What this instance sees alone; what it writes goes there, too, where instances are kept apart."""


@dataclass(slots=True)
class Rounds:
    """How far a multi-instance activity is."""

    total: int
    ahead: list[Any]
    """Elements whose instance has not begun, sequential only."""
    done: int = 0
    outputs: dict[int, Any] = field(default_factory=dict)


NO_ROUNDS: Final = Rounds(0, [])
Undoable = list[Any]
"""An activity that was completed and can be compensated: its id, and those completed inside it."""


class Token(Task):  # type: ignore[misc]  # the library is untyped
    """A task of the library with a short name, without data, log or clock of its own."""

    id: str
    workflow: Scope
    task_spec: NodeSpec
    parent: Token | None
    children: list[Token]
    _parent: str | None
    _children: list[str]
    _state: int

    def __init__(self, scope: Scope, spec: NodeSpec, parent: Token | None = None, number: int = 0) -> None:
        if not number:
            number = scope.top_workflow.last_number = scope.top_workflow.last_number + 1
        self.number = number
        self.via = ""
        """The flow it came by; a join counts one token per flow."""
        self.turn: Turn | None = None
        self.waiting: Timer | None = None
        self.rounds = NO_ROUNDS
        self.undo: list[Undoable] = []
        """What was completed inside it and can be compensated."""
        self.held = False
        """Whether the condition it waits for held when it was asked last; it occurs when that changes."""
        super().__init__(scope, spec, parent, TaskState.FUTURE, f"t{number}")

    def _set_state(self, value: int) -> None:
        was, self._state = self._state, value
        if was == value:
            return
        main, spec = self.workflow.top_workflow, self.task_spec
        if spec.opens is not None and spec.rests in (was, value):
            main.note(self, opened=value == spec.rests, completed=value != TaskState.CANCELLED)
        if value == TaskState.READY and not spec.manual:
            main.agenda.append(self)

    def cancel(self) -> None:
        """Take this token away, with all that waits on it and all that runs inside it."""
        main = self.workflow.top_workflow
        doomed = [self]
        for token in doomed:  # grows while it is walked: nesting may be deeper than Python's stack
            if token._state & TaskState.FINISHED_MASK:
                token._state = TaskState.CANCELLED  # it is leaving its node: it goes no further
                continue
            doomed.extend(token.children)
            if (inner := main.subprocesses.pop(token.id, None)) is not None:
                inner.completed = True
                doomed.extend(inner.tasks.values())
            token._set_state(TaskState.CANCELLED)
            token.workflow.forget(token)

    def detach(self) -> None:
        """Let this token stand alone: what becomes of the one it waited on does not concern it any more."""
        if self.parent is not None:
            self.parent._children.remove(self.id)
            self._parent = None


class Scope:
    """A process or subprocess that runs: its live tokens."""

    tasks: dict[str, Token]
    spec: ScopeSpec
    top_workflow: MainScope
    variables: Variables
    shares: bool
    """Whether it has no variables of its own, being a subprocess."""
    written: set[str]
    """Names set since a called process began: these are handed back."""
    host: Token
    completed: bool
    depth: int
    done: list[Undoable]
    """Activities completed here that can be compensated, in order."""

    def begin(self, at: NodeSpec | None = None) -> None:
        """Set the event subprocesses, and put a token on `at`, otherwise on every start.

        A scope in which nothing is drawn ends at once.
        """
        for trigger in self.spec.triggers:
            self.enter(trigger)
        if self.spec.ad_hoc is not None:
            self.spec.ad_hoc.offer(self)
        else:
            for spec in self.spec.starts if at is None else (at,):
                self.enter(spec)
        self.end_when_done()

    def enter(self, spec: NodeSpec, via: str = "", parent: Token | None = None) -> None:
        """Put a new token on a node."""
        token = Token(self, spec, parent)
        token.via = via
        if via and parent is None:  # after an event-based gateway the event that occurs decides
            self.top_workflow.taken.append(via)
        spec._update(token)

    def forget(self, token: Token) -> None:
        """Drop a token that has finished."""
        del self.tasks[token.id]
        self.top_workflow.event_manager.remove_task(token)
        if token.parent is not None:
            token.parent._children.remove(token.id)

    def process(self) -> Scope:
        """The process this scope belongs to: itself, or the one around the subprocess."""
        scope = self
        while scope.shares:
            scope = scope.host.workflow
        return scope

    @property
    def is_idle(self) -> bool:
        """Whether no token is left but those that only stand by (BPMN 2.0.2 §13.3.4, §13.5.4)."""
        return all(token.task_spec.stands_by(token) for token in self.tasks.values())

    def end_when_done(self) -> None:
        """End when nothing is left to do."""
        if not self.completed and self.is_idle:
            self.clear()
            self.end()

    def clear(self, survivor: Token | None = None) -> None:
        """Cancel every token but one."""
        for token in list(self.tasks.values()):
            if token is not survivor:
                token.cancel()

    def end(self) -> None:
        """What happens when the last token is gone."""
        raise NotImplementedError

    def _task_completed_notify(self, token: Token) -> None:
        self.forget(token)
        if self.spec.ad_hoc is not None and not self.completed and token.parent is None:
            self.spec.ad_hoc.go_on(self)
        self.end_when_done()


class InnerScope(Scope, BpmnSubWorkflow):  # type: ignore[misc]
    """A subprocess or called process that runs inside its host's token."""

    def __init__(self, spec: ScopeSpec, host: Token) -> None:
        self.host = host
        self.variables, self.shares, self.written = {}, True, set()
        self.done = []
        super().__init__(spec, host.id, host.workflow.top_workflow, deserializing=True)

    def _calculate_depth(self) -> int:
        return self.host.workflow.depth + 1

    def end(self) -> None:
        self.completed = True
        del self.top_workflow.subprocesses[self.host.id]
        self.host.task_spec._on_subworkflow_completed(self, self.host)


class MainScope(Scope, BpmnWorkflow):  # type: ignore[misc]
    """The whole run: its process, every scope inside, and what happened since the last report."""

    subprocesses: dict[str, InnerScope]
    now: datetime
    overdue: int
    """How many timers set before the present move may still be fired in it."""
    opened: dict[str, Token]
    closed: dict[str, tuple[Token, How]]
    passed: list[str]
    taken: list[str]
    ended: list[str]
    thrown: list[str]
    signals: list[str]
    consulted: list[Consultation]
    failure: str

    def __init__(
        self,
        spec: ScopeSpec,
        specs: Mapping[str, ScopeSpec],
        functions: Mapping[str, Callable[..., Any]],
        choose: Choose | None,
        budget: int,
    ) -> None:
        self.last_number = 0
        self.variables, self.shares, self.written = {}, False, set()
        self.done = []
        self.failure = ""
        self.functions = functions
        self.choose = choose
        self.budget = budget
        self.agenda: deque[Token] = deque()
        # Any true value: the library's default engine executes Python from the diagram, and is not cheap to make.
        super().__init__(spec, specs, script_engine="none", deserializing=True)

    def scopes(self) -> Iterator[Scope]:
        """The main process and every scope that runs inside it, outer ones first."""
        yield self
        yield from self.subprocesses.values()

    def tokens(self) -> Iterator[Token]:
        """Every live token."""
        for scope in self.scopes():
            yield from scope.tasks.values()

    def token(self, id: str) -> Token | None:
        """The live token of this name."""
        return next((scope.tasks[id] for scope in self.scopes() if id in scope.tasks), None)

    def create_subprocess(self, host: Token, spec_name: str) -> InnerScope:
        inner = self.subprocesses[host.id] = InnerScope(self.subprocess_specs[spec_name], host)
        return inner

    def get_task_from_id(self, id: str) -> Token | None:
        return self.token(id)

    def note(self, token: Token, *, opened: bool, completed: bool) -> None:
        """Remember for the report that a step opened or closed."""
        if opened:
            self.opened[token.id] = token
        elif self.opened.pop(token.id, None) is None:
            self.closed[token.id] = token, "completed" if completed else "cancelled"

    def begin_move(self, now: datetime) -> None:
        """Note anew what happens, as happening at `now`."""
        self.now = now
        self.overdue = OCCURRENCES
        self.opened, self.closed = {}, {}
        self.passed, self.taken, self.ended, self.thrown, self.signals = [], [], [], [], []
        self.consulted = []

    def settle(self) -> None:
        """Move everything that can move now.

        What is ready first, then joins nothing more can reach, conditions that have come true, timers that are due.
        """
        steps, newest = 0, self.last_number
        lately: deque[str] = deque(maxlen=12)
        while True:
            while self.agenda or self._open_joins() or self._ask_conditions():
                token = self.agenda.popleft() if self.agenda else None
                if token is not None and token._state == TaskState.READY:
                    steps = self._count(steps, token, lately)
                    token.run()
            due = self.due()
            if due is None or not self.overdue:
                return
            if due.number <= newest:
                # It was set before this call: a year of missed daily reminders is no endless loop.
                steps, self.overdue = 0, self.overdue - 1
            steps = self._count(steps, due, lately)
            due.task_spec.occur(due)

    def _count(self, steps: int, token: Token, lately: deque[str]) -> int:
        lately.append(token.task_spec.bpmn_id)
        if steps == self.budget:
            raise StepBudgetSpent(self.budget, dict.fromkeys(lately))
        return steps + 1

    def due(self) -> Token | None:
        """The token whose timer is due now, the longest overdue first."""
        timed = [t for t in self.event_manager.tasks.values() if t.waiting is not None and t.waiting.due <= self.now]
        return min(timed, key=lambda t: (t.waiting.due, t.number), default=None)

    def next_due(self) -> datetime | None:
        """The earliest instant at which a timer will be due."""
        timed = (t.waiting.due for t in self.event_manager.tasks.values() if t.waiting is not None)
        return min(timed, default=None)

    def end(self) -> None:
        self.completed = True

    def stop(self, failure: str = "") -> None:
        """End the run where it stands; with `failure`, as one that failed."""
        self.failure = failure
        self.clear()
        self.end()

    def _ask_conditions(self) -> bool:
        """Let one event occur whose condition has come true; whether there was one."""
        waiting = (t for t in self.event_manager.tasks.values() if t.task_spec.condition is not None)
        return any(token.task_spec.ask(token) for token in list(waiting))

    def _open_joins(self) -> bool:
        """Let one inclusive join go on that no token can reach any more; whether there was one."""
        return any(join.try_to_open(scope) for scope in self.scopes() for join in scope.spec.inclusive_joins)
