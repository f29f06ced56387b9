"""Plays a process along every path: a graph of situations, and of the moves that lead from one to the next.

Every open step is completed with each of its answers, and fails with each error that is caught around it; every
message and signal comes, every condition waited for comes true, time goes on to the next timer. Where conditions cannot
tell the way, and the outcomes allow it, each way is taken in turn. Two situations are one when the same tokens stand at
the same places with the same values of the variables that still matter.

Timers occur in the order of their days, as if everybody else answered at once: a race between a slow person and a timer
set later is not played. A repeated reminder is played once. Bounded in situations and in time; what was left out is
told, never passed over in silence.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any, Literal, Protocol

from bpmn.coverage import Drawn, drawn
from bpmn.errors import BpmnError
from bpmn.model import Node
from bpmn.runner import Definition, OpenStep, Place, Progress, Run, load, start
from bpmn.soundness.choices import Choices
from bpmn.soundness.errors import Errors
from bpmn.soundness.relevance import Relevance

MOST = 4_000
"""Situations looked at."""
SECONDS = 2.0
"""Time taken; what is left then is told to be left."""
_MOST_LINES = 256
"""Combinations of free choices tried in one move."""
_CROWD = 3
"""So many tokens at one node are taken for the beginning of ever more."""
_BUDGET = 2_000
"""Nodes a process may pass by itself in one move."""
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
"""When cases are played: before any day that stands in a diagram."""

How = Literal["begin", "step", "error", "message", "signal", "time"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to complete a step: what it is called, and the variables it sets."""

    name: str
    variables: Mapping[str, Any]


class Outcomes(Protocol):
    """What is known of the answers of a process's steps."""

    @property
    def first(self) -> Sequence[Mapping[str, Any]]:
        """The variables a case may begin with, each combination."""

    @property
    def free(self) -> bool:
        """Whether to take every way where conditions cannot tell; otherwise that is an error of the path."""

    def answers(self, step: OpenStep) -> Sequence[Answer]:
        """Each way in which an open step may be completed."""

    def always_set(self, step: str) -> Collection[str]:
        """The variables that completing the step sets, however it is completed."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a case may stand."""

    number: int
    open: tuple[str, ...]
    """The ids of the steps that wait for a person, a service or a message."""
    places: tuple[Place, ...]
    finished: bool
    stuck: bool
    crowded: str
    """A node at which more than one token stands at once without being instances of it; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Move:
    """What leads from one situation to the next."""

    origin: int | None
    """None: the beginning of a case."""
    to: int | None
    """None: the process could not go on."""
    how: How
    what: str = ""
    """The step completed or failed, the message or signal that came."""
    answer: str = ""
    passed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    chosen: bool = False
    """Whether a way was taken that the conditions did not tell."""
    waited: timedelta = timedelta(0)
    """How long nothing happened until a timer was due."""
    error: BpmnError | None = None


@dataclass
class Space:
    """What exploring a process found."""

    drawn: Drawn
    alone: bool = False
    """Whether nothing but the diagram was known: what steps end with was read off its conditions."""
    situations: list[Situation] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    unexplored: set[int] = field(default_factory=set)
    """Situations from which nothing was tried, for want of room or time, or because tokens crowd there."""
    whole: bool = True
    """Whether the bounds left room for everything."""

    def moves_from(self) -> dict[int | None, list[Move]]:
        """The moves by the situation they begin in."""
        found: dict[int | None, list[Move]] = {}
        for move in self.moves:
            found.setdefault(move.origin, []).append(move)
        return found


def explore(definition: Definition, outcomes: Outcomes, *, most: int = MOST, seconds: float = SECONDS) -> Space:
    """Play every path of the process with these outcomes, as far as the bounds allow."""
    return _Exploration(definition, outcomes, most, monotonic() + seconds).space()


class _Begun(Protocol):
    """Makes the run after a move, which asks `choose` where conditions cannot tell."""

    def __call__(self, choose: Choices | None) -> Run: ...


@dataclass(slots=True)
class _Waiting:
    """A situation still to be looked at."""

    number: int
    state: bytes
    now: datetime


class _Exploration:
    def __init__(self, definition: Definition, outcomes: Outcomes, most: int, until: float) -> None:
        self._definition, self._outcomes, self._most, self._until = definition, outcomes, most, until
        self._space = Space(drawn(definition), outcomes.free)
        self._relevance = Relevance(definition, outcomes.always_set)
        self._several = _several(definition)
        self._errors = Errors(definition)
        self._beside = _beside(self._space.drawn)
        self._numbers: dict[tuple[bytes, bool], int] = {}
        self._waiting: deque[_Waiting] = deque()

    def space(self) -> Space:
        for variables in self._outcomes.first:
            begun = partial(start, self._definition, variables, now=_LONG_AGO, budget=_BUDGET)
            self._note(None, "begin", "", "", _LONG_AGO, self._tried(None, begun))
        while self._waiting:
            if monotonic() > self._until:
                self._space.whole = False
                self._space.unexplored.update(waiting.number for waiting in self._waiting)
                break
            self._go_on(self._waiting.popleft())
        return self._space

    def _go_on(self, here: _Waiting) -> None:
        """Try every move from a situation."""
        run = load(self._definition, here.state)
        for step in (step for step in run.open if step.kind not in ("message", "signal")):
            for answer in self._outcomes.answers(step):
                move = partial(Run.complete, token=step.token, variables=answer.variables, now=here.now)
                self._note(here.number, "step", step.step, answer.name, here.now, self._moved(here, move))
            for code in self._errors.caught_around(step.step) if step.kind in ("person", "service") else ():
                move = partial(Run.fail, token=step.token, code=code, now=here.now)
                self._note(here.number, "error", step.step, code, here.now, self._moved(here, move))
        for message in sorted({step.message for step in run.open if step.kind == "message"}):
            move = partial(Run.deliver, message=message, now=here.now)
            self._note(here.number, "message", message, "", here.now, self._moved(here, move))
        for signal in sorted({step.signal for step in run.open if step.kind == "signal"}):
            move = partial(Run.deliver_signal, signal=signal, now=here.now)
            self._note(here.number, "signal", signal, "", here.now, self._moved(here, move))
        if run.next_due is not None:
            now = max(here.now, run.next_due)
            fired = self._moved(here, partial(Run.fire_due, now=now))
            self._note(here.number, "time", "", "", now, fired, waited=now - here.now)

    def _moved(self, here: _Waiting, move: Callable[[Run], Progress]) -> Iterator[_Tried]:
        def begun(choose: Choices | None) -> Run:
            run = load(self._definition, here.state, choose=choose, budget=_BUDGET)
            move(run)
            return run

        return self._tried(here.number, begun)

    def _tried(self, origin: int | None, begun: _Begun) -> Iterator[_Tried]:
        """The run after a move, once for each line of free choices."""
        choices = Choices(self._space.drawn)
        for _ in range(_MOST_LINES):
            choices.begin_line()
            try:
                run = begun(choose=choices if self._outcomes.free else None)
            except BpmnError as error:
                yield None, error, choices.chosen
            else:
                yield run, None, choices.chosen
            if not choices.next_line():
                return
        self._space.whole = False
        if origin is not None:
            self._space.unexplored.add(origin)

    def _note(
        self,
        origin: int | None,
        how: How,
        what: str,
        answer: str,
        now: datetime,
        tried: Iterator[_Tried],
        waited: timedelta = timedelta(0),
    ) -> None:
        for run, error, chosen in tried:
            if run is None:
                self._space.moves.append(Move(origin, None, how, what, answer, chosen=chosen, error=error))
                continue
            crowded, crowd = self._crowd(run)
            progress = run.progress
            # What comes beside a step, again and again, would fill the space with itself.
            again = crowded and (crowded in self._beside or not self._beside.isdisjoint(progress.passed))
            to = origin if again else self._situation(run, now, crowded, crowd)
            self._space.moves.append(
                Move(origin, to, how, what, answer, progress.passed, progress.taken, progress.ended, chosen, waited)
            )

    def _situation(self, run: Run, now: datetime, crowded: str, crowd: int) -> int:
        places = run.places
        key = run.marking(self._relevance.at(places)), run.finished
        found = self._numbers.get(key)
        if found is not None:
            return found
        number = self._numbers[key] = len(self._space.situations)
        steps = tuple(step.step for step in run.open)
        self._space.situations.append(Situation(number, steps, places, run.finished, run.stuck, crowded))
        if run.finished:
            return number
        if number >= self._most or crowd >= _CROWD:
            self._space.unexplored.add(number)
            self._space.whole &= number < self._most
        else:
            self._waiting.append(_Waiting(number, run.save(), now))
        return number

    def _crowd(self, run: Run) -> tuple[str, int]:
        """The node where most tokens stand without being its instances, and how many; a join counts by flow."""
        counted = Counter(place for place in run.places if place.node not in self._several)
        place, crowd = max(counted.items(), key=lambda item: item[1], default=(Place("", ""), 0))
        return (place.node, crowd) if crowd > 1 else ("", crowd)


def _several(definition: Definition) -> frozenset[str]:
    """The nodes at which several tokens may well stand: instances, what runs inside them, processes called twice."""
    calls = Counter(spec.node.called for scope in definition.scopes.values() for spec in scope.nodes)
    found: set[str] = set()
    waiting = {process for process, times in calls.items() if process and times > 1}
    for scope in definition.scopes.values():
        several = [spec.node for spec in scope.nodes if spec.node.loop or spec.node.repetition]
        waiting.update(_inside(node, scope.process_id) for node in several)
        found.update(node.id for node in several)
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in seen or key not in definition.scopes:
            continue
        seen.add(key)
        scope = definition.scopes[key]
        found.update(spec.node.id for spec in scope.nodes)
        waiting.update(_inside(spec.node, scope.process_id) for spec in scope.nodes)
    return frozenset(found)


def _beside(drawn: Drawn) -> frozenset[str]:
    """The events that come beside a step or a scope and do not interrupt it, and what follows from them alone."""
    found = {node.id for node in drawn.nodes.values() if not node.interrupting}
    found |= {node.scope for node in drawn.nodes.values() if node.kind == "startEvent" and not node.interrupting}
    changed = bool(found)
    while changed:
        changed = False
        for node in drawn.nodes.values():
            sources = {drawn.flows[flow].source for flow in node.incoming}
            if node.id not in found and (node.scope in found or (sources and sources <= found)):
                found.add(node.id)
                changed = True
    return frozenset(found)


def _inside(node: Node, process: str) -> str:
    """The key of the scope that runs inside an activity, if one does."""
    return node.called or f"{process}/{node.id}"


_Tried = tuple[Run | None, BpmnError | None, bool]
"""The run after a move or why there is none, and whether a way was chosen freely."""
