"""Compensation: what was completed is undone, the last first (BPMN 2.0.2 §13.5.5, §10.7).

Each scope keeps, in order, the activities completed in it that have an activity to undo them; a subprocess without one
is undone by undoing what was completed inside. An activity is undone once for each time it was completed.
"""

from __future__ import annotations

from collections.abc import Mapping

from SpiffWorkflow.util.task import TaskState

from bpmn.model import Event
from bpmn.runner.specs import NodeSpec, Subprocess
from bpmn.runner.throwing import End, Throw, throw
from bpmn.runner.tokens import InnerScope, Rounds, Scope, Token, Turn, Undoable


class Compensation(Throw):
    """An event that compensates: goes on when everything is undone."""

    handlers: Mapping[str, NodeSpec]
    """By activity: what undoes it."""
    within_event_subprocess = False
    """Whether what is to be undone was completed around the subprocess it stands in."""

    def collect(self, instance: Token, turn: Turn) -> None:
        """Take note that an activity is undone; undo the next, or go on."""
        turn.whole.rounds.done += 1
        if self._undo_next(turn.whole):
            turn.whole._ready()

    def _update_hook(self, token: Token) -> bool:
        ahead = self._undoable(token.workflow)
        token.rounds = Rounds(len(ahead), ahead)
        token._set_state(TaskState.STARTED)
        return self._undo_next(token)

    def _undo_next(self, token: Token) -> bool:
        """Begin to undo the next activity; True when there is none."""
        if not token.rounds.ahead:
            return True
        id, inside = token.rounds.ahead.pop(0)
        undoing = Token(token.workflow, self.handlers[id], token)
        undoing.turn = Turn(token, token.rounds.done, {})
        undoing.undo = inside
        undoing.task_spec._update(undoing)
        return False

    def _undoable(self, scope: Scope) -> list[Undoable]:
        """What is to be undone, the last first; it is taken out of what can be."""
        event = self.node.event or Event("compensate")
        found: list[Undoable] = []
        scopes = [scope]
        if self.within_event_subprocess and isinstance(scope, InnerScope):
            scopes.append(scope.host.workflow)
        for place in scopes:
            taken = [one for one in place.done if event.name in ("", one[0]) and one[0] in self.handlers]
            place.done = [one for one in place.done if one not in taken]
            found += reversed(taken)
        return found


class CompensationEnd(Compensation, End):
    """An end event that compensates."""


class UndoAll(Compensation):
    """Undoes everything completed inside a subprocess; drawn nowhere."""

    @staticmethod
    def mark(instance: bool) -> str:
        return "-"

    def leave(self, token: Token) -> None:
        """Nothing follows, and nothing was passed that is drawn."""


class CancelEnd(Compensation, End):
    """Ends a transaction without success: everything else stops, what was completed is undone, then it is caught."""

    def effect(self, token: Token) -> None:
        super().effect(token)
        throw(token, Event("cancel"))

    def _update_hook(self, token: Token) -> bool:
        token.workflow.clear(survivor=token)
        return super()._update_hook(token)


class Undoing(Subprocess):
    """A completed subprocess that is undone by undoing what was completed inside it."""

    @staticmethod
    def mark(instance: bool) -> str:
        return "~"

    def copy_data(self, token: Token, inner: InnerScope) -> None:
        inner.done, token.undo = token.undo, []

    def update_data(self, token: Token, inner: InnerScope) -> None:
        """Nothing: what was undone cannot be undone again."""

    def start_inside(self, inner: InnerScope) -> None:
        if inner.spec.undo is not None:
            inner.enter(inner.spec.undo)
        inner.end_when_done()
