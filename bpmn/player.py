"""Plays a diagram alone: everybody answers at once, every service works, every timer and message comes.

Shows whether a process comes to its end when nobody stops it, not whether it is the right process. What nobody in the
diagram says — an answer a condition asks for, a list to go through — is drawn from the seed; the same seed plays the
same. Knows no person, no law, no clock.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bpmn.errors import BpmnError, ExpressionFailed, Finding
from bpmn.model import Node
from bpmn.runner import Definition, Progress, Run, StepBudgetSpent, load, start

Result = Literal["completed", "waiting", "stuck", "refused", "budget"]

_HURRY_AFTER = 200
"""Moves after which what need not happen does not: reminders, messages beside a step, missed deadlines."""
_GUESSES: Sequence[Any] = (["a", "b", "c"], 1, "yes", True, "P1D", "2030-01-01T09:00:00", {})
_MOST_GUESSED = 12
"""Variables guessed for one move."""


class JoinStarves(BpmnError):
    """Tokens are left that nothing can move."""

    code = "BPMN-PLAY-STUCK"
    remedy = "Join alternative paths with an exclusive gateway; a parallel join waits for a token on every flow."
    source = "BPMN 2.0.2 §13.4.1"

    def __init__(self, process: str) -> None:
        super().__init__(f"process {process} stands still: a join waits for a token that cannot come")


@dataclass(frozen=True, slots=True)
class PlayResult:
    """How far a diagram came alone."""

    result: Result
    """completed; waiting for something nobody can bring about; stuck at a join or an expression; refused; budget."""
    steps: int
    """Nodes passed."""
    findings: tuple[Finding, ...]


def play(definition: Definition, *, seed: int, now: datetime, budget: int) -> PlayResult:
    """Play the diagram from its start until it ends, cannot go on, or has spent `budget` nodes or moves."""
    return _Player(definition, random.Random(seed), now, budget).play()


class _Player:
    def __init__(self, definition: Definition, chance: random.Random, now: datetime, budget: int) -> None:
        self.definition, self.chance, self.now, self.budget = definition, chance, now, budget
        self.moves = 0
        self.steps = 0
        self.state = b""

    def play(self) -> PlayResult:
        try:
            run = self._answered(self._begin)
            while not run.finished:
                # A round of a repeated activity is a move that passes no node.
                if max(self.steps, self.moves) >= self.budget:
                    return self._stopped("budget", StepBudgetSpent(self.budget, run.progress.passed[-12:]))
                if run.stuck:
                    return self._stopped("stuck", JoinStarves(self.definition.diagram.main))
                run = self._answered(self._next_move(run))
        except StepBudgetSpent as error:
            return self._stopped("budget", error)
        except BpmnError as error:
            return self._stopped("stuck", error)
        return PlayResult("completed", self.steps, self.definition.diagram.findings)

    def _begin(self, variables: Mapping[str, Any]) -> Run:
        return start(self.definition, variables, now=self.now, choose=self._choose, budget=self.budget)

    def _next_move(self, run: Run) -> _Move:
        """Complete a step, or let an event come or time pass when there is no step or chance will have it."""
        self.moves += 1
        astray = self.moves <= _HURRY_AFTER and self.chance.random() < 0.2
        steps = [step for step in run.open if step.kind in ("person", "service")]
        events = [step for step in run.open if step not in steps]
        if run.next_due is not None and (not run.open or astray):
            self.now = max(self.now, run.next_due)
            return lambda variables: self._moved(lambda run: _fired(run, variables, self.now))
        token = self.chance.choice(events if events and (not steps or astray) else steps).token
        return lambda variables: self._moved(lambda run: run.complete(token, variables, now=self.now))

    def _moved(self, how: Callable[[Run], Progress]) -> Run:
        """The run after a move from the state kept; a move that fails leaves that alone."""
        run = load(self.definition, self.state, choose=self._choose, budget=self.budget)
        how(run)
        return run

    def _answered(self, move: _Move) -> Run:
        """The run after a move, kept; variables it asks for that nobody set are guessed, one after another."""
        variables: dict[str, Any] = {}
        while True:
            try:
                run = move(variables)
                break
            except ExpressionFailed as error:
                if not _is_missing(error) or error.variable in variables or len(variables) == _MOST_GUESSED:
                    raise
                variables[error.variable] = self._guess(move, variables, error.variable)
        self.steps += len(run.progress.passed)
        self.state = run.save()
        return run

    def _guess(self, move: _Move, variables: Mapping[str, Any], missing: str) -> Any:
        """A value with which the move succeeds, or at least fails for want of another variable."""
        for guess in _GUESSES:
            try:
                move({**variables, missing: guess})
            except ExpressionFailed as error:
                if _is_missing(error) and error.variable != missing:
                    return guess
            except BpmnError:
                continue
            else:
                return guess
        return _GUESSES[0]

    def _choose(self, node: Node, flows: Sequence[str]) -> Collection[str]:
        """One flow out of an exclusive gateway; one or more of any other node."""
        number = 1 if node.kind == "exclusiveGateway" else self.chance.randint(1, len(flows))
        return self.chance.sample(flows, number)

    def _stopped(self, result: Result, error: BpmnError) -> PlayResult:
        finding = Finding(error.code, "error", str(error), error.remedy, getattr(error, "element", ""), _line(error))
        return PlayResult(result, self.steps, (*self.definition.diagram.findings, finding))


_Move = Callable[[Mapping[str, Any]], Run]
"""From variables handed in with the move to the run after it. Raises BpmnError."""


def _fired(run: Run, variables: Mapping[str, Any], now: datetime) -> Progress:
    run.assign(variables)
    return run.fire_due(now)


def _is_missing(error: ExpressionFailed) -> bool:
    """Whether it may be for want of one variable; several are named when their values do not go together."""
    return bool(error.variable) and "," not in error.variable


def _line(error: BpmnError) -> int:
    line = getattr(error, "line", 0)
    return line if isinstance(line, int) else 0
