"""Every path of a matter's diagram, really played, and walked over by the table of legal acts.

Where a case may stand, and what leads on, is found by `bpmn.soundness` with the outcomes of the steps; each way of
completing a step that is a legal act is told to `engine.lifecycle`, which knows what the law forbids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bpmn.errors import Finding
from bpmn.soundness import Move as Played
from bpmn.soundness import Space, Way, Ways, explore, judge
from engine.lifecycle import Move, problems
from engine.matter.model import Matter
from engine.matter.outcomes import StepOutcomes
from engine.matter.rules import RULES
from engine.terms import ActName, Status

BEGINNING = "begin"
"""The node of the graph before anything was played."""


@dataclass(frozen=True)
class Paths:
    """What playing every path of a matter found."""

    matter: Matter
    outcomes: StepOutcomes
    space: Space

    @cached_property
    def ways(self) -> Ways:
        """The shortest ways through the diagram."""
        return Ways(self.space)

    @cached_property
    def graph(self) -> dict[str, list[Move]]:
        """The situations and what leads from one to the next, for the table of acts."""
        graph: dict[str, dict[Move, None]] = {BEGINNING: {}}
        graph.update({str(s.number): {} for s in self.space.situations if not s.finished})
        for played in self.space.moves:
            if played.to is not None:
                graph[_node(played.origin)].setdefault(self.move(played))
        # Where a process stops or waits in vain it does not end: that is told by itself, and no fault in law.
        return {node: list(moves) or [Move(None, node)] for node, moves in graph.items()}

    def move(self, played: Played) -> Move:
        """A move of the process as the table of acts sees it."""
        assert played.to is not None
        act = self.outcomes.act(played.what, played.answer) if played.how == "step" else None
        to = None if self.space.situations[played.to].finished else str(played.to)
        return Move(act, to, played.what)

    def way(self, moves: Iterable[tuple[str, Move]]) -> Way:
        """The way through the diagram that these moves of the graph are."""
        by_move: dict[tuple[str, Move], Played] = {}
        for played in self.space.moves:
            if played.to is not None:
                by_move.setdefault((_node(played.origin), self.move(played)), played)
        return Way(tuple(by_move[node, move] for node, move in moves))

    def line(self, step: str) -> int:
        """The line of a step in the diagram."""
        node = self.space.drawn.nodes.get(step)
        return node.line if node else 0

    def findings(self) -> Iterator[Finding]:
        """What keeps the process from being sound, and what the table of acts forbids on some path of it."""
        yield from judge(self.space, self.matter.definition.diagram)
        told: set[tuple[str, str, str | None]] = set()
        for problem in problems(self.graph, BEGINNING, kind=self.matter.kind):
            way = self.way(problem.way)
            step = problem.step if problem.step in self.matter.steps else self._open_at(problem.step)
            key = problem.code, step, problem.act
            if key in told or problem.code not in RULES:  # an act nobody knows is told as a name that meets nothing
                continue
            told.add(key)
            yield RULES[problem.code].breach(
                step,
                self.line(step),
                path=way.nodes,
                step=self.space.drawn.name(step),
                act=_act(problem.act),
                status=problem.status.titled,
                wanted=_titles(problem.wanted),
                source=problem.source,
                way=self.ways.told(way),
            )

    def _open_at(self, node: str) -> str:
        """The first step that is open in a situation."""
        steps = self.space.situations[int(node)].open if node.isdecimal() else ()
        return steps[0] if steps else ""


def walk(matter: Matter) -> Paths:
    """Play every path of the matter's diagram."""
    outcomes = StepOutcomes(matter)
    return Paths(matter, outcomes, explore(matter.definition, outcomes))


def _node(situation: int | None) -> str:
    return BEGINNING if situation is None else str(situation)


def _act(act: str | None) -> object:
    return ActName(act).titled if act in list(ActName) else act or ""


def _titles(statuses: Sequence[Status]) -> list[object]:
    return [status.titled for status in statuses]
