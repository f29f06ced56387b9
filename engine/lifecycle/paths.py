"""The table of acts walked over every path of a process, before it is published.

Pure: the caller draws up the graph of steps, and gets back what the law forbids on it, as data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine.lifecycle.table import ACTS, KINDS, ActNotOpen, ActOnlyOnce, ActUnknown, after
from engine.terms import CLOSED, DECIDED, ActName, Status


@dataclass(frozen=True, slots=True)
class Move:
    """One way on from a node: the act done (None: an opinion, a machine's step) and the node after it (None: the end).

    `step` names what is completed, where a node stands for several steps open together; otherwise the node itself.
    """

    act: str | None
    to: str | None
    step: str = ""


@dataclass(frozen=True, slots=True)
class PathProblem:
    """Something the law forbids on some path of a diagram."""

    code: str
    step: str
    act: str | None
    status: Status
    sentence: str
    remedy: str
    source: str


def problems(
    graph: Mapping[str, Sequence[Move]], start: str, *, status: Status = Status.SUBMITTED, kind: str = "licence"
) -> tuple[PathProblem, ...]:
    """What the table forbids on the paths of a process that begins at node `start` with a case in `status`.

    graph: node to its moves; a node without moves is an end. A node is a step or, where a diagram forks, any name for
    the steps open together. Each reachable place is visited once, so loops end. A once-only act that has been done is
    not offered again by the step; that is a problem only where nothing else is offered.
    """
    found: dict[tuple[str, str, str | None, Status], PathProblem] = {}
    seen: set[_Place] = set()
    waiting = [_Place(start, status)]

    def note(problem: PathProblem) -> None:
        found.setdefault((problem.code, problem.step, problem.act, problem.status), problem)

    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        moves = graph[place.node]
        if not moves and place.status not in CLOSED:
            note(_left_open(place.node, None, place.status))
        spent = 0
        for move in moves:
            step = move.step or place.node
            try:
                then = place if move.act is None else place.after(move.act, kind)
            except ActOnlyOnce:
                spent += 1
            except (ActNotOpen, ActUnknown) as error:
                note(_forbidden(step, move.act or "", place.status, error, kind))
            else:
                if move.to is not None:
                    waiting.append(replace(then, node=move.to))
                elif then.status not in CLOSED:
                    note(_left_open(step, move.act, then.status))
        if moves and spent == len(moves):
            note(_nothing_left(place.node, place.status))
    return tuple(sorted(found.values(), key=lambda p: (p.step, p.act or "", p.status)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a walk has come: the node, and of the case all that decides what is open."""

    node: str
    status: Status
    done: frozenset[str] = frozenset()
    before_suspension: Status | None = None

    def after(self, act: str, kind: str) -> _Place:
        then = after(self.status, act, done=self.done, before_suspension=self.before_suspension, kind=kind)
        done = self.done | {act} if KINDS[kind][act].once else self.done
        return _Place(self.node, then, done, self.status if then is Status.SUSPENDED else None)


def _forbidden(step: str, act: str, status: Status, error: ActNotOpen | ActUnknown, kind: str) -> PathProblem:
    if isinstance(error, ActUnknown):
        return PathProblem("LAW-ACT-UNKNOWN", step, act, status, f"at {step}: {error}", error.remedy, error.source)
    if act in (ActName.GRANT, ActName.REFUSE) and status in (Status.SUBMITTED, Status.CORRECTING):
        sentence = f"at {step} the case can be decided ({act}) although it was never accepted"
        remedy = "Lead every path to the decision through a step that accepts the application."
        return PathProblem("LAW-DECIDED-UNACCEPTED", step, act, status, sentence, remedy, error.source)
    sentence = f"at {step} the act {act} is reached by a case that is {status}"
    wanted = ", ".join(sorted(KINDS[kind][act].start)) or "not yet submitted"
    remedy = f"Draw the path so that the case is then one of: {wanted}."
    return PathProblem("LAW-ACT-NOT-OPEN", step, act, status, sentence, remedy, error.source)


def _left_open(step: str, act: str | None, status: Status) -> PathProblem:
    if status in DECIDED:
        sentence = f"after {step} the process ends with a case that is {status} but was never delivered"
        remedy = "Put a step that delivers the decision before this end."
        return PathProblem("LAW-NOT-DELIVERED", step, act, status, sentence, remedy, ACTS[ActName.DELIVER].source)
    sentence = f"after {step} the process ends while the case is only {status}"
    remedy = "Lead the path on to a decision that is delivered, or to an act that closes the case."
    return PathProblem("LAW-CASE-LEFT-OPEN", step, act, status, sentence, remedy, "行政许可法第三十八条、第四十四条")


def _nothing_left(step: str, status: Status) -> PathProblem:
    sentence = f"at {step} every act offered can be done once only, and a path comes here a second time"
    remedy = "Offer a further act at this step, or draw the way back to another step."
    source = ACTS[ActName.ASK_CORRECTION].source
    return PathProblem("LAW-NO-ACT-LEFT", step, None, status, sentence, remedy, source)
