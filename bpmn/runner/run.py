"""One process that runs: start it, complete its steps, deliver messages, let time pass, save it, load it again.

Data in, data out: every move returns a Progress that says what opened, closed and ended, and nothing is ever called
back. The runner has no clock; each move is told what time it is, and first lets happen what was due by then, so that
the clock decides between a step and its deadline and not who asked first.

An error leaves the caller's saved state as it was. StepNotOpen and MessageNotAwaited leave the run as it was, too, when
nothing was due; after any other error throw the run away (it refuses further use) and load the state again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import FUNCTIONS
from bpmn.model import Event
from bpmn.runner import codec
from bpmn.runner.consulting import Consultation
from bpmn.runner.definition import Definition
from bpmn.runner.errors import (
    InstanceRefused,
    MessageNotAwaited,
    RunSpoiled,
    StartUnknown,
    StepNotBehind,
    StepNotOpen,
)
from bpmn.runner.events import Catch
from bpmn.runner.instances import MultiInstance
from bpmn.runner.marking import Place, marking, places
from bpmn.runner.returning import put_back, scopes_of, ways_back
from bpmn.runner.specs import StepKind
from bpmn.runner.throwing import signal_of, throw
from bpmn.runner.tokens import STEP_BUDGET, Choose, How, InnerScope, MainScope, Token, Turn
from bpmn.runner.undoing import Compensation
from bpmn.runner.variables import plain_all, write

Functions = Mapping[str, Callable[..., Any]]
NOTHING: Mapping[str, Any] = MappingProxyType({})
_NOTHING_MOVED = (StepNotOpen, MessageNotAwaited, StepNotBehind, InstanceRefused)
"""What is refused before anything moves."""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits: for a person, for a service of the host, or for a message."""

    token: str
    """Names this one visit to the step; never used again in the life of the run."""
    step: str
    """The node's id in its process."""
    process: str
    kind: StepKind
    service: str = ""
    """The implementation of a service or send task; of a business rule task the decision."""
    message: str = ""
    """The message a catching step waits for."""
    signal: str = ""
    """The signal a catching step waits for."""
    lane: str = ""
    element: Any = None
    """The element of the collection, when the step, or the subprocess it stands in, is done once per element."""
    index: int | None = None
    """Its place in the collection, from 0."""
    due: datetime | None = None
    """When the earliest timer on the step's boundary is due."""


@dataclass(frozen=True, slots=True)
class ClosedStep:
    """A step that was open before the move and is not any more."""

    token: str
    step: str
    how: How


@dataclass(frozen=True, slots=True)
class Progress:
    """What one move brought about."""

    opened: tuple[OpenStep, ...]
    """Steps opened by the move and open after it."""
    closed: tuple[ClosedStep, ...]
    passed: tuple[str, ...]
    """Ids of the nodes that tokens left, in order."""
    taken: tuple[str, ...]
    """Ids of the flows that tokens took, in order; of those out of an event-based gateway the one of the event."""
    ended: tuple[str, ...]
    """Ids of the end events reached."""
    thrown: tuple[str, ...]
    """Names of the messages sent. They leave the process: deliver them to whom they concern."""
    signals: tuple[str, ...]
    """Names of the signals thrown. They have reached this run; deliver them to all others."""
    consulted: tuple[Consultation, ...]
    """The decisions asked, in order, each with the course it took."""
    finished: bool
    failure: str
    """The code of the error that nobody caught, which ended the process; otherwise empty."""
    next_due: datetime | None
    """When `fire_due` should be called next; not after `now` only when a great many occurrences were missed."""


NO_PROGRESS = Progress((), (), (), (), (), (), (), (), False, "", None)


class Run:
    """A running process. Not for use by two threads at once; its definition may be shared."""

    def __init__(self, definition: Definition, main: MainScope) -> None:
        self.definition = definition
        self.progress = NO_PROGRESS
        """What the latest move brought about; after `start`, what the beginning did."""
        self._main = main
        self._spoiled = ""

    @property
    def finished(self) -> bool:
        """Whether no token is left."""
        return self._main.completed

    @property
    def failure(self) -> str:
        """The code of the error that nobody caught, which ended the process; otherwise empty."""
        return self._main.failure

    @property
    def stuck(self) -> bool:
        """Whether tokens are left that nothing can move: a join waits for a token that will not come."""
        return not self.finished and self.next_due is None and next(self._open_tokens(), None) is None

    @property
    def open(self) -> tuple[OpenStep, ...]:
        """The steps that wait now, in the order they opened."""
        return tuple(_open_step(token) for token in sorted(self._open_tokens(), key=_number))

    @property
    def places(self) -> tuple[Place, ...]:
        """Where every token rests: at steps, before joins, at timers, in the activities around them."""
        return places(self._main)

    def marking(self, variables: Collection[str]) -> bytes:
        """The same for two runs that stand at the same places with the same values of these variables.

        Blind to the names of tokens and to when timers are due: what tells situations apart when a process is explored.
        """
        return marking(self._main, variables)

    @property
    def variables(self) -> Mapping[str, Any]:
        """The variables of the main process."""
        return MappingProxyType(self._main.variables)

    @property
    def next_due(self) -> datetime | None:
        """The earliest instant at which a timer is due."""
        return self._main.next_due()

    def complete(self, token: str, variables: Mapping[str, Any] = NOTHING, *, now: datetime) -> Progress:
        """Complete an open step of any kind; the variables go to its multi-instance instance, else to its process.

        A step that waits for a message is completed as if the message had come to it alone. Raises StepNotOpen,
        VariableRefused; NoFlowApplies, ExpressionFailed, ValueRefused or StepBudgetSpent when the process cannot go on.
        """

        def completed() -> None:
            _occur(self._open(token), variables)

        return self._move(completed, now)

    def deliver(self, message: str, payload: Mapping[str, Any] = NOTHING, *, now: datetime) -> Progress:
        """Give a message to every step of this run that awaits its name now; the payload goes where each stands.

        Raises MessageNotAwaited, and what `complete` raises.
        """

        def delivered() -> None:
            awaiting = sorted((t for t in self._open_tokens() if _message(t) == message), key=_number)
            if not awaiting:
                raise MessageNotAwaited(message, sorted({m for t in self._open_tokens() if (m := _message(t))}))
            for token in awaiting:
                if token._state == TaskState.WAITING:  # else the message took it away at another step
                    _occur(token, payload)
                    self._main.settle()

        return self._move(delivered, now)

    def deliver_signal(self, signal: str, payload: Mapping[str, Any] = NOTHING, *, now: datetime) -> Progress:
        """Let every step of this run that waits for the signal now go on; the payload goes where each stands.

        A signal is thrown at nobody in particular: that nobody waits for it is no error. Raises what `complete` raises.
        """

        def delivered() -> None:
            for token in sorted((t for t in self._open_tokens() if signal_of(t) == signal), key=_number):
                if token._state == TaskState.WAITING:
                    _occur(token, payload)
                    self._main.settle()

        return self._move(delivered, now)

    def fail(self, token: str, code: str, variables: Mapping[str, Any] = NOTHING, *, now: datetime) -> Progress:
        """Let an open step end in an error, as a service that did not work does.

        What is around it catches the error; when nothing does, the process ends with that failure.
        Raises StepNotOpen, and what `complete` raises.
        """

        def failed() -> None:
            waiting = self._open(token)
            write(waiting, variables)
            if not throw(waiting, Event("error", name=code)):
                self._main.stop(code)

        return self._move(failed, now)

    def behind(self, token: str) -> tuple[str, ...]:
        """The ids of the persons' steps that the process can go back to from an open step. Raises StepNotOpen."""
        return tuple(dict.fromkeys(spec.bpmn_id for _, spec in ways_back(self._open(token))))

    def go_back(self, token: str, step: str, *, now: datetime) -> Progress:
        """Leave an open step for one that lies before it, which is then to be done again.

        What cannot be at work beside that step is cancelled; of an activity done once per element, all instances.
        Raises StepNotOpen, StepNotBehind, and what `complete` raises.
        """

        def went_back() -> None:
            ways = [(scope, spec) for scope, spec in ways_back(self._open(token)) if spec.bpmn_id == step]
            if not ways:
                raise StepNotBehind(step, self.behind(token))
            put_back(*ways[0])

        return self._move(went_back, now)

    def take_back(self, step: str, *, now: datetime) -> Progress:
        """Let a step be done again wherever its token is now, be it before a join.

        What cannot be at work beside it is cancelled: whether that may be is for whoever asks to see from what is
        closed. Raises StepNotBehind when the step is open, or its subprocess is over or runs several times.
        """

        def taken_back() -> None:
            found = scopes_of(self._main, step)
            if len(found) != 1 or any(t.task_spec is found[0][1] for t in found[0][0].tasks.values()):
                raise StepNotBehind(step, ())
            put_back(*found[0])

        return self._move(taken_back, now)

    def awaited(self, token: str) -> list[Any]:
        """Of an activity done once per element: the elements whose instance is not complete, those at work first.

        Raises StepNotOpen, InstanceRefused.
        """
        spec, whole = _several(self._open(token))
        return spec.awaited(whole)

    def add_instance(self, token: str, element: Any, *, now: datetime) -> Progress:
        """Let the activity whose instance is open be done for one element more.

        At once; or, when its instances come one after another, next after the present one.
        Raises StepNotOpen, InstanceRefused, and what `complete` raises.
        """

        def added() -> None:
            spec, whole = _several(self._open(token))
            spec.add(whole, element)

        return self._move(added, now)

    def remove_instance(self, token: str, element: Any, *, now: datetime) -> Progress:
        """Let the activity whose instance is open be done without this element, which must not be done yet.

        Raises StepNotOpen, InstanceRefused, and what `complete` raises.
        """

        def removed() -> None:
            spec, whole = _several(self._open(token))
            spec.remove(whole, element)

        return self._move(removed, now)

    def assign(self, variables: Mapping[str, Any]) -> None:
        """Set variables of the main process, as something outside the diagram does. Raises VariableRefused.

        What waits for a condition on them goes on with the next move.
        """
        self._refuse_if_spoiled()
        self._main.variables.update(plain_all(variables))

    def fire_due(self, now: datetime) -> Progress:
        """Let happen what is due at `now`, the longest overdue first, and what follows from it.

        A cycle catches up on every occurrence missed, at most 1,000 of all in one call: while `next_due` is not after
        `now`, save and call again.
        """
        return self._move(lambda: None, now)

    def postpone(self, by: timedelta) -> None:
        """Let every timer be due so much later, as after the run stood still for so long.

        A duration and a cycle go on with what was left of them; a timer that names its date keeps it.
        """
        self._refuse_if_spoiled()
        for token in self._main.tokens():
            if token.waiting is not None:
                token.waiting = token.waiting.later(by)

    def cancel(self, *, now: datetime) -> Progress:
        """End the process where it stands; every open step closes as cancelled."""
        return self._move(self._main.stop, now, due_first=False)

    def save(self) -> bytes:
        """The state, for `load` with the same definition."""
        self._refuse_if_spoiled()
        return codec.dump(self._main, self.definition.key)

    def _move(self, act: Callable[[], None], now: datetime, *, due_first: bool = True) -> Progress:
        self._refuse_if_spoiled()
        if now.tzinfo is None:
            raise ValueError(f"the time {now} says no offset from UTC")
        self._main.begin_move(now)
        try:
            if due_first:
                self._main.settle()
            act()
            self._main.settle()
        except BaseException as error:
            if self._main.passed or not isinstance(error, _NOTHING_MOVED):
                self._spoiled = str(error) or type(error).__name__
            raise
        self.progress = self._report()
        return self.progress

    def _report(self) -> Progress:
        main = self._main
        return Progress(
            opened=tuple(_open_step(token) for token in sorted(main.opened.values(), key=_number)),
            closed=tuple(ClosedStep(token.id, token.task_spec.bpmn_id, how) for token, how in main.closed.values()),
            passed=tuple(main.passed),
            taken=tuple(main.taken),
            ended=tuple(main.ended),
            thrown=tuple(main.thrown),
            signals=tuple(main.signals),
            consulted=tuple(main.consulted),
            finished=main.completed,
            failure=main.failure,
            next_due=main.next_due(),
        )

    def _open_tokens(self) -> Iterator[Token]:
        return (t for t in self._main.tokens() if t.task_spec.opens is not None and t._state == t.task_spec.rests)

    def _open(self, token: str) -> Token:
        """The open step of this name. Raises StepNotOpen."""
        found = next((t for t in self._open_tokens() if t.id == token), None)
        if found is None:
            raise StepNotOpen(token, (f"{step.token} {step.step}" for step in self.open))
        return found

    def _refuse_if_spoiled(self) -> None:
        if self._spoiled:
            raise RunSpoiled(self._spoiled)


def start(
    definition: Definition,
    variables: Mapping[str, Any] = NOTHING,
    *,
    now: datetime,
    at: str = "",
    functions: Functions = FUNCTIONS,
    choose: Choose | None = None,
    budget: int = STEP_BUDGET,
) -> Run:
    """A new run that has gone as far as it can by itself; `run.progress` tells how far.

    at is the start event to begin with, of several; without it the plain one, or the first. functions is what
    expressions may call; choose, when given, is asked where conditions cannot tell the way (a rehearsal);
    budget is the number of steps the process may take by itself in one move.
    Raises StartUnknown, and what `Run.complete` raises.
    """
    starts = definition.main.other_starts
    if at and at not in starts:
        raise StartUnknown(at, starts)
    run = Run(definition, _main_scope(definition, functions, choose, budget))
    run._main.variables.update(plain_all(variables))
    run._move(lambda: run._main.begin(starts.get(at)), now, due_first=False)
    return run


def load(
    definition: Definition,
    state: bytes,
    *,
    functions: Functions = FUNCTIONS,
    choose: Choose | None = None,
    budget: int = STEP_BUDGET,
) -> Run:
    """The run that was saved as `state`; it goes on as if it had never been away. Raises StateUnreadable."""
    run = Run(definition, _main_scope(definition, functions, choose, budget))
    codec.fill(run._main, state, definition)
    return run


def _main_scope(definition: Definition, functions: Functions, choose: Choose | None, budget: int) -> MainScope:
    return MainScope(definition.main, definition.scopes, functions, choose, budget)


def _occur(token: Token, variables: Mapping[str, Any]) -> None:
    write(token, variables)
    if isinstance(token.task_spec, Catch):
        token.task_spec.occur(token)
    else:
        token.run()


def _open_step(token: Token) -> OpenStep:
    spec, node, turn = token.task_spec, token.task_spec.node, _turn(token)
    host = token if token.turn is None else token.turn.whole
    dues = [child.waiting.due for child in host.children if child.waiting is not None]
    return OpenStep(
        token=token.id,
        step=node.id,
        process=spec.process_id,
        kind=cast(StepKind, spec.opens),  # only tokens that rest at a step come here
        service=(node.asks.decision if node.asks else node.implementation) if spec.opens == "service" else "",
        message=_message(token),
        signal=signal_of(token),
        lane=node.lane,
        element=None if turn is None else _element(turn),
        index=None if turn is None else turn.index,
        due=min(dues, default=None),
    )


def _turn(token: Token) -> Turn | None:
    """The instance or round a token is, or stands in; that it undoes something is neither."""
    while token.turn is None or isinstance(token.turn.whole.task_spec, Compensation):
        if token.parent is not None:
            token = token.parent
        elif isinstance(token.workflow, InnerScope):
            token = token.workflow.host
        else:
            return None
    return token.turn


def _several(token: Token) -> tuple[MultiInstance, Token]:
    """The activity done once per element that an open step belongs to, and its token. Raises InstanceRefused."""
    turn = _turn(token)
    if turn is None or not isinstance(turn.whole.task_spec, MultiInstance):
        raise InstanceRefused(token.task_spec.bpmn_id, "it is done once, by one person")
    return turn.whole.task_spec, turn.whole


def _element(turn: Turn) -> Any:
    loop = turn.whole.task_spec.node.loop
    return turn.own.get(loop.element) if loop is not None else None


def _message(token: Token) -> str:
    return token.task_spec.message if isinstance(token.task_spec, Catch) else ""


def _number(token: Token) -> int:
    return token.number
