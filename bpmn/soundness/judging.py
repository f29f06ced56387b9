"""Is the process sound? Every property of the table asked of a space, each breach with a way through the diagram.

What holds only if conditions nobody could decide go a certain way is a warning; what holds in any case is as grave as
the table says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from bpmn.errors import ExpressionFailed, Finding, Severity
from bpmn.model import Diagram
from bpmn.runner import StepBudgetSpent
from bpmn.sayings import Said
from bpmn.soundness.exploring import Situation, Space
from bpmn.soundness.loops import loops_alone
from bpmn.soundness.properties import PROPERTIES
from bpmn.soundness.ways import Way, Ways

_BEGINNING = Said("开始", "the beginning")
_AROUND = ("subProcess", "transaction", "adHocSubProcess", "callActivity")
_STEPS = ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "callActivity")


def judge(space: Space, diagram: Diagram) -> tuple[Finding, ...]:
    """Everything that keeps the process from being sound."""
    judgement = _Judgement(space, diagram)
    return tuple(dict.fromkeys([*judgement.stops(), *judgement.ends(), *judgement.crowds(), *judgement.never(),
                                *judgement.loops(), *judgement.bounds()]))  # fmt: skip


class _Judgement:
    def __init__(self, space: Space, diagram: Diagram) -> None:
        self._space, self._diagram = space, diagram
        self._ways = Ways(space)
        self._free = any(move.chosen for move in space.moves)
        """Whether anything was undecided, so that the space holds more than a case can come to."""

    def stops(self) -> Iterator[Finding]:
        """Moves after which the process cannot go on."""
        told: set[tuple[str, str]] = set()
        for move in self._space.moves:
            if move.error is None or (move.what, str(move.error)) in told:
                continue
            told.add((move.what, str(move.error)))
            where = f"{self._name(move.what)} ({move.answer})" if move.answer else self._name(move.what) or _BEGINNING
            if self._space.alone and isinstance(move.error, ExpressionFailed):
                yield self._breach("BPMN-UNDECIDED", move.what, where=where, error=move.error)
            elif not isinstance(move.error, StepBudgetSpent) or not list(loops_alone(self._diagram)):
                way = self._ways.to(move.origin, move)
                at = str(getattr(move.error, "element", "")) or move.what
                yield self._breach("BPMN-STOPS", at, way, where=where, error=move.error)

    def ends(self) -> Iterator[Finding]:
        """Situations from which no end can be reached."""
        lost = self._lost()
        told: set[tuple[str, ...]] = set()
        for situation in self._space.situations:
            if situation.number not in lost:
                continue
            if situation.stuck:
                finding = self._stuck(situation)
                if (key := (finding.code, finding.element)) not in told:
                    told.add(key)
                    yield finding
            elif not told:
                # What comes after is lost as well; the first is the shortest way there.
                told.add(("BPMN-CANNOT-END",))
                if not any(self._space.situations[n].stuck for n in lost):
                    where = [self._name(step) for step in dict.fromkeys(situation.open)]
                    way = self._ways.to(situation.number)
                    yield self._breach("BPMN-CANNOT-END", (situation.open or ("",))[0], way, where=where)

    def crowds(self) -> Iterator[Finding]:
        """Nodes at which several tokens stand at once."""
        piles = {self._space.situations[n].crowded for n in self._space.unexplored if self._grows(n)}
        told: set[str] = set()
        for situation in self._space.situations:
            node = situation.crowded
            if node and node not in told:
                told.add(node)
                code = "BPMN-PILES-UP" if node in piles else "BPMN-TWICE-AT-ONCE"
                yield self._breach(code, node, self._ways.to(situation.number), node=self._name(node))

    def never(self) -> Iterator[Finding]:
        """Nodes and flows no path comes to; of several after one another the first, with what is lost behind it."""
        if not self._space.whole:
            return
        nodes, flows = self._space.drawn.nodes, self._space.drawn.flows
        passed = {node for move in self._space.moves for node in move.passed}
        come = passed | {place.node for situation in self._space.situations for place in situation.places}
        blamed = self._blamed()
        told = come | self._outside(passed) | blamed
        for id, node in nodes.items():
            before = {flows[flow].source for flow in node.incoming} | {node.attached_to or node.scope} & nodes.keys()
            if id in told or (before and not before & come):
                continue
            lost = (self._after([id]) | {id}) - come
            told |= lost
            steps = [self._name(step) for step in nodes if step in lost and nodes[step].kind in _STEPS]
            conditions = [flows[flow].condition for flow in node.incoming if flows[flow].condition]
            yield self._breach("BPMN-NEVER-HAPPENS", id, node=self._name(id), conditions=conditions, steps=steps)
        taken = {flow for move in self._space.moves for flow in move.taken}
        for id, flow in flows.items():
            if id not in taken and flow.condition and flow.source in passed and flow.target in come | blamed:
                source, target, text = self._name(flow.source), self._name(flow.target), flow.condition
                yield self._breach("BPMN-FLOW-NEVER", id, line=flow.line, source=source, target=target, condition=text)

    def loops(self) -> Iterator[Finding]:
        """Loops in which nobody is asked."""
        for loop, works in loops_alone(self._diagram):
            nodes = [self._name(node.id) for node in loop]
            code = "BPMN-MACHINES-ALONE" if works else "BPMN-ENDLESS-ALONE"
            yield PROPERTIES[code].breach(loop[0].id, loop[0].line, path=[node.id for node in loop], nodes=nodes)

    def bounds(self) -> Iterator[Finding]:
        """What was not looked at."""
        if not self._space.whole:
            yield self._breach("BPMN-SITUATIONS-MANY", "", looked=len(self._space.situations))

    def _outside(self, passed: Collection[str]) -> set[str]:
        """What can only come to a collapsed subprocess in which nothing is drawn: it is passed at once."""
        nodes = self._space.drawn.nodes
        within = {node.scope for node in nodes.values() if node.kind not in ("startEvent", "endEvent")}
        empty = {id for id, n in nodes.items() if n.called not in within and id not in within and n.kind in _AROUND}
        waiting = [node for node in nodes.values() if node.attached_to in empty and node.id not in passed]
        outside = self._after(node.id for node in waiting) | {node.id for node in waiting}
        return outside

    def _lost(self) -> set[int]:
        """The situations from which no end was reached, nor anything that was not looked at."""
        before: dict[int, list[int]] = {}
        saved = {s.number for s in self._space.situations if s.finished} | self._space.unexplored
        for move in self._space.moves:
            if move.origin is None:
                continue
            if move.to is None:
                saved.add(move.origin)  # told as a move that fails
            else:
                before.setdefault(move.to, []).append(move.origin)
        waiting = list(saved)
        while waiting:
            for origin in before.get(waiting.pop(), ()):
                if origin not in saved:
                    saved.add(origin)
                    waiting.append(origin)
        return {s.number for s in self._space.situations} - saved

    def _stuck(self, situation: Situation) -> Finding:
        way = self._ways.to(situation.number)
        waiting = {place.node: set[str]() for place in situation.places if place.flow}
        for place in situation.places:
            if place.flow:
                waiting[place.node].add(place.flow)
        flows = self._space.drawn.flows
        missing = [
            self._name(flows[flow].source) for join, come in waiting.items() for flow in self._incoming(join) - come
        ]
        joins = [self._name(join) for join in waiting] or [self._name(place.node) for place in situation.places]
        first = next(iter(waiting), situation.places[0].node)
        ended = {self._space.drawn.nodes[end].scope for move in way.moves for end in move.ended}
        code = "BPMN-TOKEN-LEFT" if self._diagram.main in ended else "BPMN-WAITS-FOR-EVER"
        return self._breach(code, first, way, joins=joins, missing=sorted(missing))

    def _incoming(self, join: str) -> set[str]:
        return {flow.id for flow in self._space.drawn.flows.values() if flow.target == join}

    def _blamed(self) -> set[str]:
        """What cannot happen because the process stops or waits before it, which is told by itself."""
        stopped = [move.what for move in self._space.moves if move.error is not None]
        if "" in stopped:  # the beginning, or a timer
            return set(self._space.drawn.nodes)
        waiting = [place.node for s in self._space.situations if s.stuck for place in s.places]
        return self._after([*stopped, *waiting])

    def _grows(self, number: int) -> bool:
        """Whether on the way to a situation there was one with fewer tokens and otherwise the same."""
        here = Counter(self._space.situations[number].places)
        come = (move.to for move in self._ways.to(number).moves if move.to is not None)
        return any(Counter(self._space.situations[before].places) < here for before in come)

    def _after(self, nodes: Iterable[str]) -> set[str]:
        """The nodes that flows lead to from these."""
        seen: set[str] = set()
        waiting = list(nodes)
        while waiting:
            here = self._space.drawn.nodes.get(waiting.pop())
            for flow in here.outgoing if here else ():
                target = self._space.drawn.flows[flow].target
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen

    def _breach(self, code: str, element: str, way: Way | None = None, *, line: int = 0, **facts: Any) -> Finding:
        rule = PROPERTIES[code]
        undecided = self._free if way is None else way.chosen
        # Of a diagram alone nobody knows which words are used, nor what is thrown by what is not drawn.
        undecided |= self._space.alone and code in ("BPMN-STOPS", "BPMN-NEVER-HAPPENS")
        grave: Severity = "warning" if rule.severity == "error" and undecided else rule.severity
        line = line or (self._space.drawn.nodes[element].line if element in self._space.drawn.nodes else 0)
        told = {} if way is None else {"way": self._ways.told(way)}
        return rule.breach(element, line, path=way.nodes if way else (), severity=grave, **facts, **told)

    def _name(self, node: str) -> str:
        return self._space.drawn.name(node)
