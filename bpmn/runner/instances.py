"""An activity done once per element of a collection, all at once or one after another."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.util.task import TaskState

from bpmn.errors import ExpressionFailed
from bpmn.expressions import Expression
from bpmn.model import Loop, Repetition
from bpmn.runner.errors import InstanceRefused, StepBudgetSpent, ValueRefused
from bpmn.runner.specs import NodeSpec
from bpmn.runner.tokens import Rounds, Token, Turn
from bpmn.runner.variables import plain, seen_by, write

COUNTS = ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances")
"""What a completion condition may ask besides the variables."""


class MultiInstance(NodeSpec):
    """An activity done once per element; each instance is a token of `each`, child of the activity's token.

    Outputs are listed in the order of the collection, those of completed instances only. BPMN 2.0.2 §13.3.7.
    """

    keeps_apart = True
    loop: Loop
    each: NodeSpec
    size: Expression
    output_element: Expression | None = None
    completion: Expression | None = None

    def collect(self, instance: Token, turn: Turn) -> None:
        """Take the result of an instance that is complete; begin the next, or end the activity."""
        rounds = turn.whole.rounds
        rounds.done += 1
        turn.whole.undo += instance.undo
        if self.loop.output:
            rounds.outputs[turn.index] = self._output(instance, turn)
        if rounds.done == rounds.total or self._is_satisfied(instance, rounds):
            self._end(turn.whole)
        elif self.loop.sequential:
            self._begin(turn.whole, rounds.done, rounds.ahead.pop(0))

    def awaited(self, whole: Token) -> list[Any]:
        """The elements whose instance is not complete: those at work, then those to come."""
        at_work = [t.turn.own[self.loop.element] for t in whole.children if t.turn is not None and self.loop.element]
        return [*at_work, *whole.rounds.ahead]

    def add(self, whole: Token, element: Any) -> None:
        """Do the activity for one element more: at once, or after the present one when one follows another.

        Raises InstanceRefused.
        """
        if not self.loop.element:
            raise InstanceRefused(self.bpmn_id, "its instances are counted, not named")
        if element in self.awaited(whole):
            raise InstanceRefused(self.bpmn_id, f"{element} is among those still to do it")
        rounds = whole.rounds
        if rounds.total >= whole.workflow.top_workflow.budget:
            raise StepBudgetSpent(whole.workflow.top_workflow.budget, [self.bpmn_id])
        rounds.total += 1
        if self.loop.sequential:
            rounds.ahead.insert(0, plain(element, self.loop.element))
        else:
            taken = {t.turn.index for t in whole.children if t.turn is not None} | rounds.outputs.keys()
            self._begin(whole, max(taken | {rounds.total - 2}) + 1, plain(element, self.loop.element))

    def remove(self, whole: Token, element: Any) -> None:
        """Do the activity without this element; it ends when nothing is left to do or enough is done.

        Raises InstanceRefused: for an element that is done or never was, and for the last.
        """
        rounds, awaited = whole.rounds, self.awaited(whole)
        if element not in awaited:
            raise InstanceRefused(self.bpmn_id, f"{element} is not among those still to do it")
        if len(awaited) == 1 and not rounds.done:
            raise InstanceRefused(self.bpmn_id, f"{element} is the last to do it")
        rounds.total -= 1
        if element in rounds.ahead:
            rounds.ahead.remove(element)
        else:
            own = self.loop.element
            (gone,) = (t for t in whole.children if t.turn is not None and t.turn.own[own] == element)
            gone.cancel()
            if self.loop.sequential and rounds.ahead:
                self._begin(whole, rounds.done, rounds.ahead.pop(0))
        if rounds.done >= rounds.total or (rounds.done and self._is_enough(whole)):
            self._end(whole)

    def _end(self, whole: Token) -> None:
        for other in whole.children:
            if other.turn is not None:
                other.cancel()  # at once: a machine's instance would else still be done
        whole._ready()

    def _is_enough(self, whole: Token) -> bool:
        """Whether the completion condition holds for what is done; what only an instance could tell, does not."""
        try:
            return self._is_satisfied(whole, whole.rounds)
        except ExpressionFailed:
            return False

    def effect(self, token: Token) -> None:
        if self.loop.output:
            write(token, {self.loop.output: _in_order(token.rounds)})

    def _update_hook(self, token: Token) -> bool:
        elements = self._elements(token)
        token.rounds = Rounds(len(elements), elements[1:] if self.loop.sequential else [])
        self._arm(token)
        if not elements:
            return True
        token._set_state(TaskState.STARTED)
        for index, element in enumerate(elements[:1] if self.loop.sequential else elements):
            self._begin(token, index, element)
        return False

    def _begin(self, token: Token, index: int, element: Any) -> None:
        instance = Token(token.workflow, self.each, token)
        instance.turn = Turn(token, index, {"loopCounter": index})
        if self.loop.element:
            instance.turn.own[self.loop.element] = element
        self.each._update(instance)

    def _elements(self, token: Token) -> list[Any]:
        value = self.size.evaluate(seen_by(token), token.workflow.top_workflow.functions)
        if self.loop.collection:
            if not isinstance(value, list | tuple):
                raise ValueRefused(f"the collection {self.size.text} of {self.bpmn_id}", "a list", value)
            elements: Sequence[Any] = value
        else:
            if type(value) is not int or value < 0:
                raise ValueRefused(f"the number {self.size.text} of {self.bpmn_id}", "a whole number from 0", value)
            elements = range(value)
        budget = token.workflow.top_workflow.budget
        if len(elements) > budget:
            raise StepBudgetSpent(budget, [f"{self.bpmn_id}, which asks for {len(elements)} instances"])
        return [plain(element, f"{self.size.text}[{i}]") for i, element in enumerate(elements)]

    def _output(self, instance: Token, turn: Turn) -> Any:
        if self.output_element is None:
            return turn.own
        value = self.output_element.evaluate(seen_by(instance), instance.workflow.top_workflow.functions)
        return plain(value, f"{self.bpmn_id}.{self.output_element.text}")

    def _is_satisfied(self, instance: Token, rounds: Rounds) -> bool:
        """Whether the completion condition holds; it also sees what the instance just completed wrote (a veto)."""
        if self.completion is None:
            return False
        seen = dict(seen_by(instance))
        # As in Activiti, whose names these are: always one is active when the instances come one after another.
        active = 1 if self.loop.sequential else rounds.total - rounds.done
        seen.update(zip(COUNTS, (rounds.total, active, rounds.done), strict=True))
        if self.loop.output:
            seen[self.loop.output] = _in_order(rounds)
        return self.completion.holds(seen, instance.workflow.top_workflow.functions)


class Repeated(NodeSpec):
    """An activity done again while a condition holds; each round is a token of `each` (BPMN 2.0.2 §13.3.6)."""

    repetition: Repetition
    each: NodeSpec
    again: Expression | None = None

    def collect(self, instance: Token, turn: Turn) -> None:
        """Take note that a round is over; begin the next, or end the activity."""
        turn.whole.rounds.done += 1
        turn.whole.undo += instance.undo
        if self._goes_on(turn.whole):
            self._begin(turn.whole)
        else:
            turn.whole._ready()

    def _update_hook(self, token: Token) -> bool:
        token.rounds = Rounds(0, [])
        self._arm(token)
        if self.repetition.before and not self._goes_on(token):
            return True
        token._set_state(TaskState.STARTED)
        self._begin(token)
        return False

    def _begin(self, token: Token) -> None:
        instance = Token(token.workflow, self.each, token)
        instance.turn = Turn(token, token.rounds.done, {"loopCounter": token.rounds.done})
        self.each._update(instance)

    def _goes_on(self, token: Token) -> bool:
        done = token.rounds.done
        if self.repetition.maximum and done >= self.repetition.maximum:
            return False
        if self.again is None:
            return True
        seen = ChainMap({"loopCounter": done}, dict(seen_by(token)))
        return self.again.holds(seen, token.workflow.top_workflow.functions)


def _in_order(rounds: Rounds) -> list[Any]:
    return [rounds.outputs[index] for index in sorted(rounds.outputs)]
