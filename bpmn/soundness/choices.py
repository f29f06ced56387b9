"""Free choices: every combination of ways a process can take where its conditions cannot tell, one line at a time.

A move is played again from its beginning for each line; the runner asks the same questions in the same order until the
first one answered differently.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from itertools import combinations

from bpmn.coverage import Drawn
from bpmn.model import Node
from bpmn.runner import NoFlowApplies

FREE = "nobody_has_said_so"
"""A variable that is never set: a condition of this text is a free choice."""
_MOST_TOGETHER = 4
"""Conditions of one gateway that are tried in every combination; of more, each alone and all together."""


class Choices:
    """Answers the runner along one line of choices; `next_line` goes on to the next, the least different first."""

    def __init__(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self._given: tuple[int, ...] = ()
        """The options to take first; after these the first of each is taken."""
        self._waiting: deque[tuple[int, ...]] = deque()
        self._line: list[tuple[int, int]] = []
        """Which option was taken of how many, in the order asked."""
        self._taken: dict[str, set[tuple[str, ...]]] = {}

    @property
    def chosen(self) -> bool:
        """Whether anything was asked along the line."""
        return bool(self._line)

    def begin_line(self) -> None:
        """Answer from the beginning of the line."""
        self._line, self._taken = [], {}

    def next_line(self) -> bool:
        """Turn to the next line; False when all have been played."""
        line = tuple(option for option, _ in self._line)
        for place in range(len(self._given), len(line)):
            self._waiting.extend((*line[:place], other) for other in range(1, self._line[place][1]))
        if not self._waiting:
            return False
        self._given = self._waiting.popleft()
        return True

    def __call__(self, node: Node, flows: Sequence[str]) -> Collection[str]:
        """The flows to take out of the node. Raises NoFlowApplies where its conditions were all decided."""
        conditions = [self._drawn.flows[flow].condition for flow in flows]
        if any(conditions) and FREE not in conditions:
            raise NoFlowApplies(node.id, node.line, "no condition holds, nor is there a default flow", conditions)
        taken = self._taken.setdefault(node.id, set())
        # Where a move comes by again, it goes another way: nothing has changed that would end the circle.
        every = self._options(node, flows)
        options = [option for option in every if option not in taken] or every
        place = len(self._line)
        option = self._given[place] if place < len(self._given) else 0
        self._line.append((option, len(options)))
        taken.add(options[option])
        return options[option]

    def _options(self, node: Node, flows: Sequence[str]) -> list[tuple[str, ...]]:
        if node.kind == "exclusiveGateway":
            return [(flow,) for flow in flows]
        always = tuple(f for f in flows if f != node.default and not self._drawn.flows[f].condition)
        asking = [f for f in flows if f != node.default and self._drawn.flows[f].condition]
        sizes = range(1, len(asking) + 1) if len(asking) <= _MOST_TOGETHER else (1, len(asking))
        options = [(*always, *some) for size in sizes for some in combinations(asking, size)]
        otherwise = always or ((node.default,) if node.default else ())
        return [*options, otherwise] if otherwise else options or [tuple(flows)]
