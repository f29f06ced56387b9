"""What became of the flows: asked otherwise, leading elsewhere, new or gone. Their ids do not matter.

A flow that only makes room for a new step, or closes the gap a step has left, is told with that step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn.comparison.matching import Neighbours
from bpmn.comparison.saying import called, one_line, quoted, say
from bpmn.model import Diagram, Flow
from bpmn.sayings import Said


@dataclass(frozen=True, slots=True)
class FlowChange:
    """One difference between flows; `old` or `new` is None when there is none on that side."""

    old: Flow | None
    new: Flow | None
    said: Said


class Flows:
    """The flows of both diagrams, paired as far as they lead from and to the same nodes."""

    def __init__(self, before: Diagram, after: Diagram, pairs: Mapping[str, str]) -> None:
        self._pairs = pairs
        self._old, self._new = _flows(before), _flows(after)
        self._earlier, self._later = Neighbours(before), Neighbours(after)
        self.pairs: dict[str, str] = {}
        """Id in the earlier diagram → id in the later one."""
        self._pair()

    @property
    def gone(self) -> list[Flow]:
        return [flow for id, flow in self._old.items() if id not in self.pairs]

    @property
    def added(self) -> list[Flow]:
        kept = set(self.pairs.values())
        return [flow for id, flow in self._new.items() if id not in kept]

    def changes(self) -> Iterator[FlowChange]:
        """Sentences about flows, but for those that a new or removed step tells."""
        for id, other in self.pairs.items():
            old, new = self._old[id], self._new[other]
            for said in self._asked_otherwise(old, new):
                yield FlowChange(old, new, said)
        gone = [flow for flow in self.gone if not self._is_told_by_a_step(flow, self._earlier, self._later)]
        added = [flow for flow in self.added if not self._is_told_by_a_step(flow, self._later, self._earlier)]
        for old, new in list(self._redirected(gone, added)):
            gone.remove(old)
            added.remove(new)
            yield FlowChange(old, new, self._said_redirected(old, new))
        for flow in gone:
            yield FlowChange(
                flow,
                None,
                _said(flow, self._earlier, "删除流向：{a}到{b}{if_}", "the flow from {a} to {b} is gone{if_}"),
            )
        for flow in added:
            yield FlowChange(
                None, flow, _said(flow, self._later, "新增流向：{a}到{b}{if_}", "a new flow from {a} to {b}{if_}")
            )

    def _pair(self) -> None:
        """Pair flows with the same ends: those that ask the same first, then in the order drawn."""
        waiting: dict[tuple[str, str], list[Flow]] = defaultdict(list)
        for flow in self._new.values():
            waiting[flow.source, flow.target].append(flow)
        for same in (True, False):
            for id, flow in self._old.items():
                if id in self.pairs:
                    continue
                others = waiting[self._pairs.get(flow.source, ""), self._pairs.get(flow.target, "")]
                for other in others:
                    if not same or (flow.condition, flow.name) == (other.condition, other.name):
                        self.pairs[id] = other.id
                        others.remove(other)
                        break

    def _asked_otherwise(self, old: Flow, new: Flow) -> Iterator[Said]:
        way = {"a": called(self._later.nodes[new.source]), "b": called(self._later.nodes[new.target])}
        if one_line(old.condition) != one_line(new.condition):
            facts = {**way, "old": quoted(old.condition), "new": quoted(new.condition)}
            if not old.condition:
                yield say("{a}到{b}新设条件：{new}", "from {a} to {b} there is now a condition: {new}", **facts)
            elif not new.condition:
                yield say(
                    "{a}到{b}取消条件（原为{old}）",
                    "from {a} to {b} no condition is asked any more (was {old})",
                    **facts,
                )
            else:
                yield say(
                    "{a}到{b}的条件由{old}改为{new}", "the condition from {a} to {b} is {new}, was {old}", **facts
                )
        was, is_ = self._is_default(old, self._earlier), self._is_default(new, self._later)
        if is_ and not was:
            yield say("{a}到{b}成为默认流向", "from {a} to {b} is now the default", **way)
        elif was and not is_:
            yield say("{a}到{b}不再是默认流向", "from {a} to {b} is not the default any more", **way)
        if one_line(old.name) != one_line(new.name):
            facts = {**way, "old": quoted(old.name), "new": quoted(new.name)}
            yield say(
                "{a}到{b}的标注由{old}改为{new}", "the flow from {a} to {b} is labelled {new}, was {old}", **facts
            )

    def _is_default(self, flow: Flow, around: Neighbours) -> bool:
        return around.nodes[flow.source].default == flow.id

    def _is_told_by_a_step(self, flow: Flow, mine: Neighbours, other: Neighbours) -> bool:
        """Whether an end is only in one diagram; or the other diagram leads there through nodes only it has."""
        there = self._pairs if mine is self._earlier else {new: old for old, new in self._pairs.items()}
        if flow.source not in there or flow.target not in there:
            return True
        back = set(there.values())
        goal = there[flow.target]
        ahead, seen = [id for id in other.after[there[flow.source]] if id not in back], set[str]()
        while ahead:
            id = ahead.pop()
            if id in seen:
                continue
            seen.add(id)
            if goal in other.after[id]:
                return True
            ahead += [next_ for next_ in other.after[id] if next_ not in back]
        return False

    def _redirected(self, gone: list[Flow], added: list[Flow]) -> Iterator[tuple[Flow, Flow]]:
        """Pairs of a flow that is gone and a new one that took its place at one end."""
        left = list(added)
        for old in gone:
            source, target = self._pairs[old.source], self._pairs[old.target]
            beside = [new for new in left if new.source == source or new.target == target]
            best = max(
                beside,
                key=lambda new: (
                    new.source == source,
                    new.condition == old.condition,
                    new.id == old.id,
                    new.name == old.name,
                ),
                default=None,
            )
            if best is not None:
                left.remove(best)
                yield old, best

    def _said_redirected(self, old: Flow, new: Flow) -> Said:
        ends = {"a": called(self._later.nodes[new.source]), "b": called(self._later.nodes[new.target])}
        named = quoted(new.name) if new.name else ""
        if self._pairs[old.source] == new.source:
            was = called(self._earlier.nodes[old.target])
            return say(
                "{a}之后的流向{named}由到{was}改为到{b}", "after {a} the flow {named} leads to {b}, not to {was}",
                **ends, was=was, named=named,
            )  # fmt: skip
        was = called(self._earlier.nodes[old.source])
        return say(
            "到{b}的流向{named}由从{was}改为从{a}", "to {b} the flow {named} leads from {a}, not from {was}",
            **ends, was=was, named=named,
        )  # fmt: skip


def _flows(diagram: Diagram) -> dict[str, Flow]:
    return {flow.id: flow for scope in diagram.scopes.values() for flow in scope.flows.values()}


def _said(flow: Flow, around: Neighbours, zh: str, en: str) -> Said:
    asked = Said("", "")
    if flow.condition:
        asked = say("，条件{c}", ", if {c}", c=quoted(flow.condition))
    return say(zh, en, a=called(around.nodes[flow.source]), b=called(around.nodes[flow.target]), if_=asked)
