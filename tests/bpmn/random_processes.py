"""Random block-structured processes that know their own meaning.

`make(seed)` draws a process; its blocks can both draw themselves as BPMN and say, block by block, what is open after
any action. That second reading is written on blocks (this one, then that one; these side by side), shares nothing with
the runner, and so is an oracle for it. Idea: the randomised property tests of Camunda Zeebe (own code).
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from bpmn.dmn import Decisions, read_dmn
from tests.bpmn import drawing
from tests.bpmn.dmn.drawn import decision, definitions, table

Values = dict[str, Any]


# What happens: the oracle


@dataclass
class World:
    """The time, how many leaves were ever opened, and whether anything was terminated."""

    now: datetime
    leaves: int = 0
    terminated: bool = False


@dataclass
class Place:
    """Where a block is being done: the variables it sees, and the scope it belongs to."""

    world: World
    variables: Values
    written: set[str]
    scope: ScopeLive | None = None

    def write(self, values: Values) -> None:
        self.variables.update(values)
        self.written.update(values)


class Live(ABC):
    """A block that is being done."""

    @property
    @abstractmethod
    def done(self) -> bool: ...

    @abstractmethod
    def leaves(self) -> Iterator[Leaf]:
        """What waits inside: steps, timers, messages."""

    def advance(self) -> None:  # noqa: B027 — most blocks move only when a leaf does
        """Move on as far as goes by itself."""


class Nothing(Live):
    """A block that is over as soon as it is entered."""

    done = True

    def leaves(self) -> Iterator[Leaf]:
        return iter(())


class Gone(Live):
    """Where a token was consumed: nothing waits, and nothing comes after."""

    done = False

    def leaves(self) -> Iterator[Leaf]:
        return iter(())


class Leaf(Live):
    """A step, timer or message that waits."""

    done = False

    def __init__(self, place: Place, kind: str, id: str, due: datetime | None = None, index: int | None = None) -> None:
        place.world.leaves += 1
        self.place, self.kind, self.id, self.due, self.index = place, kind, id, due, index
        self.order = place.world.leaves

    def leaves(self) -> Iterator[Leaf]:
        if not self.done:
            yield self

    def occur(self, values: Values) -> None:
        self.place.write(values)
        self.done = True


class SequenceLive(Live):
    def __init__(self, place: Place, pieces: Sequence[Piece]) -> None:
        self.place, self.ahead = place, list(pieces)
        self.here: Live = Nothing()
        self.advance()

    @property
    def done(self) -> bool:
        return self.here.done and not self.ahead

    def leaves(self) -> Iterator[Leaf]:
        return self.here.leaves()

    def advance(self) -> None:
        self.here.advance()
        while self.here.done and self.ahead:
            self.here = self.ahead.pop(0).enter(self.place)


class TogetherLive(Live):
    def __init__(self, branches: Sequence[Live]) -> None:
        self.branches = branches

    @property
    def done(self) -> bool:
        return all(branch.done for branch in self.branches)

    def leaves(self) -> Iterator[Leaf]:
        for branch in self.branches:
            yield from branch.leaves()

    def advance(self) -> None:
        for branch in self.branches:
            branch.advance()


class LoopLive(Live):
    def __init__(self, place: Place, block: Loop) -> None:
        self.place, self.block = place, block
        self.round = block.body.enter(place)
        self.over = False

    @property
    def done(self) -> bool:
        return self.over

    def leaves(self) -> Iterator[Leaf]:
        return iter(()) if self.over else self.round.leaves()

    def advance(self) -> None:
        self.round.advance()
        while self.round.done and not self.over:
            if self.place.variables[self.block.again]:
                self.round = self.block.body.enter(self.place)
            else:
                self.over = True


class ScopeLive(Live):
    """A process or subprocess: its body, and what reminders have set going beside it."""

    def __init__(self, place: Place, body: Piece) -> None:
        self.beside: list[Live] = []
        self.stopped = self.failed = False
        self.place = Place(place.world, place.variables, place.written, self)
        self.body: Live = Nothing()
        self.body = body.enter(self.place)

    @property
    def done(self) -> bool:
        return self.stopped or (self.body.done and all(other.done for other in self.beside))

    def leaves(self) -> Iterator[Leaf]:
        if not self.stopped:
            yield from self.body.leaves()
            for other in self.beside:
                yield from other.leaves()

    def advance(self) -> None:
        self.body.advance()
        for other in self.beside:
            other.advance()


class CallLive(ScopeLive):
    """A called process: a copy of the variables going in, what it has set coming out."""

    def __init__(self, place: Place, body: Block) -> None:
        self.caller = place
        self.handed_back = False
        super().__init__(Place(place.world, dict(place.variables), set()), body)
        self.advance()

    @property
    def done(self) -> bool:
        return self.handed_back

    def advance(self) -> None:
        super().advance()
        if super().done and not self.handed_back:
            self.handed_back = True
            self.caller.write({name: self.place.variables[name] for name in self.place.written})


class GuardedLive(Live):
    """An activity with an event on its boundary."""

    def __init__(self, place: Place, block: Guarded) -> None:
        self.place, self.block = place, block
        self.event = block.wait(place)
        self.host = block.host.enter(place)
        self.handler: Live | None = None
        self.times = 1
        self.advance()

    @property
    def done(self) -> bool:
        return self.handler.done if self.handler is not None else self.host.done

    def leaves(self) -> Iterator[Leaf]:
        if self.handler is not None:
            yield from self.handler.leaves()
        elif not self.host.done:
            yield from self.event.leaves()
            yield from self.host.leaves()

    def advance(self) -> None:
        if self.handler is not None:
            self.handler.advance()
            return
        # The event first: what its message brings may end the host, and is too late to keep it from occurring.
        if self.event.done and not self.host.done and self.times <= self.block.times:
            self._occur()
        if self.handler is None:
            self.host.advance()

    def _occur(self) -> None:
        handler = self.block.handler.enter(self.place)
        if self.block.interrupting:
            self.handler = handler
            return
        assert self.place.scope is not None
        self.place.scope.beside.append(handler)
        if self.event.due is None:
            self.event.done = False
            return
        self.times += 1
        self.event.done = self.times > self.block.times
        self.event.due += self.block.span


class ChoiceLive(Live):
    """Events of which the first decides."""

    def __init__(self, place: Place, block: EventChoice) -> None:
        self.place, self.block = place, block
        self.events = [
            Leaf(place, "timer" if span else "message", id, due=place.world.now + span if span else None)
            for id, span, _ in block.branches
        ]
        self.branch: Live | None = None

    @property
    def done(self) -> bool:
        return self.branch is not None and self.branch.done

    def leaves(self) -> Iterator[Leaf]:
        if self.branch is not None:
            return self.branch.leaves()
        return (leaf for event in self.events for leaf in event.leaves())

    def advance(self) -> None:
        for event, (_, _, body) in zip(self.events, self.block.branches, strict=True):
            if self.branch is None and event.done:
                self.branch = body.enter(self.place)
        if self.branch is not None:
            self.branch.advance()


class SignersLive(Live):
    def __init__(self, place: Place, block: Signers) -> None:
        self.place, self.block = place, block
        self.votes: dict[int, str] = {}
        self.over = block.number == 0
        self.open = [self._ask(i) for i in range(min(block.number, 1 if block.sequential else block.number))]
        if self.over:
            self._publish()

    @property
    def done(self) -> bool:
        return self.over

    def leaves(self) -> Iterator[Leaf]:
        if not self.over:
            for leaf in self.open:
                yield from leaf.leaves()

    def advance(self) -> None:
        for leaf in list(self.open):
            if not leaf.done:
                continue
            self.open.remove(leaf)
            vote = leaf.place.variables["vote"]
            assert leaf.index is not None
            self.votes[leaf.index] = vote
            given = len(self.votes)
            if given == self.block.number or given >= self.block.enough or (self.block.veto and vote == "no"):
                self.over = True
                self._publish()
            elif self.block.sequential:
                self.open.append(self._ask(given))

    def _ask(self, index: int) -> Leaf:
        # What a signer writes is his own: it goes to a place nobody else reads.
        own = Place(self.place.world, dict(self.place.variables), set(), self.place.scope)
        return Leaf(own, "step", self.block.id, index=index)

    def _publish(self) -> None:
        self.place.write({f"{self.block.id}_votes": [self.votes[i] for i in sorted(self.votes)]})


class EnoughLive(Live):
    """Done when the branches are, and the step after enough of them."""

    def __init__(self, place: Place, block: Enough) -> None:
        self.place, self.block = place, block
        self.branches = [branch.enter(place) for branch in block.branches]
        self.after: Live | None = None

    @property
    def done(self) -> bool:
        return self.after is not None and self.after.done and all(branch.done for branch in self.branches)

    def leaves(self) -> Iterator[Leaf]:
        for live in (*self.branches, *filter(None, [self.after])):
            yield from live.leaves()

    def advance(self) -> None:
        for branch in self.branches:
            branch.advance()
        if self.after is None and sum(branch.done for branch in self.branches) >= self.block.enough:
            self.after = self.block.after.enter(self.place)
        if self.after is not None:
            self.after.advance()


class RoundsLive(Live):
    """A step done again while the variable is true; the round is its index."""

    def __init__(self, place: Place, block: Rounds) -> None:
        self.place, self.block = place, block
        self.number, self.over = 0, False
        self.leaf = Leaf(place, "step", block.id, index=0)

    @property
    def done(self) -> bool:
        return self.over

    def leaves(self) -> Iterator[Leaf]:
        return self.leaf.leaves()

    def advance(self) -> None:
        if not self.leaf.done or self.over:
            return
        if self.place.variables[self.block.again] and self.number + 1 < self.block.most:
            self.number += 1
            self.leaf = Leaf(self.place, "step", self.block.id, index=self.number)
        else:
            self.over = True


class ConditionLive(Live):
    """Waits until the variable is true, or somebody says that it is."""

    def __init__(self, place: Place, id: str) -> None:
        self.place, self.id = place, id
        self.leaf = Leaf(place, "condition", id)
        self.advance()

    @property
    def done(self) -> bool:
        return self.leaf.done

    def leaves(self) -> Iterator[Leaf]:
        return self.leaf.leaves()

    def advance(self) -> None:
        if self.place.variables[self.id]:
            self.leaf.done = True


class AttemptLive(Live):
    """A subprocess that may fail, and what is done then."""

    def __init__(self, place: Place, block: Attempt) -> None:
        self.place, self.block = place, block
        self.attempt = ScopeLive(place, Course([block.before, Failure(block.id), block.after]))
        self.handler: Live | None = None
        self.advance()

    @property
    def done(self) -> bool:
        return self.handler.done if self.handler is not None else self.attempt.done and not self.attempt.failed

    def leaves(self) -> Iterator[Leaf]:
        return self.attempt.leaves() if self.handler is None else self.handler.leaves()

    def advance(self) -> None:
        if self.handler is None:
            self.attempt.advance()
            if self.attempt.failed:
                self.handler = ScopeLive(self.place, self.block.handler)
        if self.handler is not None:
            self.handler.advance()


class BesideLive(Live):
    """A subprocess with an event subprocess in it."""

    def __init__(self, place: Place, block: Beside) -> None:
        self.place, self.block = place, block
        self.event = block.wait(place)
        self.scope = ScopeLive(place, block.body)
        self.handler: Live | None = None
        self.over = False
        self.advance()

    @property
    def done(self) -> bool:
        return self.handler.done if self.handler is not None else self.scope.done

    def leaves(self) -> Iterator[Leaf]:
        if self.handler is not None:
            yield from self.handler.leaves()
        elif not self.scope.done:
            yield from self.event.leaves()
            yield from self.scope.leaves()

    def advance(self) -> None:
        # The event first, as on a boundary.
        if self.handler is None and self.event.done and not self.over and not self.scope.done:
            handler = ScopeLive(self.place, self.block.handler)
            if self.block.interrupting:
                self.handler = handler
            else:
                self.scope.beside.append(handler)
                # A message may come again; a timer that does not repeat was the last.
                self.over = self.event.due is not None
                self.event.done = self.over
        if self.handler is None:
            self.scope.advance()
        else:
            self.handler.advance()


# What is drawn: the blocks


@dataclass
class Sheet:
    """Nodes and flows drawn so far in one scope."""

    nodes: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    processes: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def draw(self, *nodes: str) -> None:
        self.nodes.extend(nodes)

    def flow(self, source: str, target: str, condition: str = "", *, default: bool = False) -> None:
        self.flows.append(f"{source}>{'*' if default else ''}{target}{f'[{condition}]' if condition else ''}")

    def inner(self) -> Sheet:
        return Sheet(processes=self.processes, messages=self.messages)

    def body(self, block: Block, prefix: str) -> None:
        """The block between a start and an end event."""
        first, last = block.draw(self)
        self.draw(drawing.start(f"{prefix}_s"), drawing.end(f"{prefix}_e"))
        self.flow(f"{prefix}_s", first)
        self.flow(last, f"{prefix}_e")


class Piece(ABC):
    """A piece of what happens, with one way in and one way out."""

    @abstractmethod
    def enter(self, place: Place) -> Live:
        """What is alive of it once a token has come in."""


class Block(Piece):
    """A piece of a process that stands in the drawing."""

    @abstractmethod
    def draw(self, sheet: Sheet) -> tuple[str, str]:
        """Put it on the sheet; the ids of its first and last node."""


@dataclass
class Step(Block):
    id: str
    service: bool = False

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        sheet.draw(drawing.service(self.id) if self.service else drawing.user(self.id))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        return Leaf(place, "step", self.id)


@dataclass
class Script(Block):
    id: str

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        sheet.draw(drawing.script(self.id, f"{self.id} = {self.id} + 1"))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        place.write({self.id: place.variables[self.id] + 1})
        return Nothing()


@dataclass
class Wait(Block):
    """An intermediate timer or message."""

    id: str
    span: timedelta | None

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        if self.span is None:
            sheet.messages.append(self.id)
        sheet.draw(drawing.catch(self.id, _event(self.id, self.span)))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        due = place.world.now + self.span if self.span else None
        return Leaf(place, "timer" if due else "message", self.id, due=due)


@dataclass
class Sequence_(Block):
    blocks: list[Block]

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        ends = [block.draw(sheet) for block in self.blocks]
        for (_, before), (after, _) in pairwise(ends):
            sheet.flow(before, after)
        return ends[0][0], ends[-1][1]

    def enter(self, place: Place) -> Live:
        return SequenceLive(place, self.blocks)


@dataclass
class Exclusive(Block):
    """Conditions overlap, so the order of the flows matters; the last branch is the default."""

    id: str
    branches: list[Block]

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        fork, join = f"{self.id}_f", f"{self.id}_j"
        sheet.draw(drawing.exclusive(fork), drawing.exclusive(join))
        for number, branch in enumerate(self.branches):
            first, last = branch.draw(sheet)
            if number == len(self.branches) - 1:
                sheet.flow(fork, first, default=True)
            else:
                sheet.flow(fork, first, f"{self.id} >= {len(self.branches) - number}")
            sheet.flow(last, join)
        return fork, join

    def enter(self, place: Place) -> Live:
        last = len(self.branches) - 1
        value = place.variables[self.id]
        chosen = next((n for n in range(last) if value >= len(self.branches) - n), last)
        return self.branches[chosen].enter(place)


@dataclass
class Parallel(Block):
    id: str
    branches: list[Block]

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        fork, join = f"{self.id}_f", f"{self.id}_j"
        sheet.draw(drawing.parallel(fork), drawing.parallel(join))
        for branch in self.branches:
            first, last = branch.draw(sheet)
            sheet.flow(fork, first)
            sheet.flow(last, join)
        return fork, join

    def enter(self, place: Place) -> Live:
        return TogetherLive([branch.enter(place) for branch in self.branches])


@dataclass
class Inclusive(Block):
    """Every branch whose bit is set in the variable; the last when none is."""

    id: str
    branches: list[Block]

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        fork, join = f"{self.id}_f", f"{self.id}_j"
        sheet.draw(drawing.inclusive(fork), drawing.inclusive(join))
        for number, branch in enumerate(self.branches):
            first, last = branch.draw(sheet)
            if number == len(self.branches) - 1:
                sheet.flow(fork, first, default=True)
            else:
                sheet.flow(fork, first, f"{self.id}_{number}")
            sheet.flow(last, join)
        return fork, join

    def enter(self, place: Place) -> Live:
        chosen = [b for n, b in enumerate(self.branches[:-1]) if place.variables[f"{self.id}_{n}"]]
        return TogetherLive([branch.enter(place) for branch in chosen or self.branches[-1:]])


@dataclass
class Enough(Block):
    """Branches side by side; a step follows as soon as enough of them are done, and the others go on."""

    id: str
    branches: list[Block]
    enough: int
    after: Block

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        fork, join = f"{self.id}_f", f"{self.id}_j"
        sheet.draw(drawing.parallel(fork), drawing.complex_(join, f"activationCount >= {self.enough}"))
        for branch in self.branches:
            first, last = branch.draw(sheet)
            sheet.flow(fork, first)
            sheet.flow(last, join)
        first, last = self.after.draw(sheet)
        sheet.flow(join, first)
        return fork, last

    def enter(self, place: Place) -> Live:
        return EnoughLive(place, self)


@dataclass
class Loop(Block):
    """A body that begins with a step and is done again while the variable is true."""

    id: str
    body: Block

    @property
    def again(self) -> str:
        return f"{self.id}_again"

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        merge, ask = f"{self.id}_m", f"{self.id}_g"
        sheet.draw(drawing.exclusive(merge), drawing.exclusive(ask))
        first, last = self.body.draw(sheet)
        sheet.flow(merge, first)
        sheet.flow(last, ask)
        sheet.flow(ask, merge, self.again)
        after = f"{self.id}_x"
        sheet.draw(drawing.exclusive(after))
        sheet.flow(ask, after, default=True)
        return merge, after

    def enter(self, place: Place) -> Live:
        return LoopLive(place, self)


@dataclass
class Subprocess(Block):
    id: str
    body: Block

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        inside = sheet.inner()
        inside.body(self.body, self.id)
        sheet.draw(drawing.subprocess(self.id, *inside.nodes, flows="\n".join(inside.flows)))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        return ScopeLive(place, self.body)


@dataclass
class Call(Block):
    id: str
    body: Block

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        inside = sheet.inner()
        inside.body(self.body, self.id)
        called = f"{self.id}_called"
        sheet.processes.append(drawing.process(called, *inside.nodes, flows="\n".join(inside.flows)))
        sheet.draw(drawing.call(self.id, called))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        return CallLive(place, self.body)


@dataclass
class Guarded(Block):
    """An activity with a timer or message on its boundary, and what is done when that occurs."""

    id: str
    host: Block
    handler: Block
    interrupting: bool
    span: timedelta = timedelta()
    times: int = 1

    def wait(self, place: Place) -> Leaf:
        if not self.span:
            return Leaf(place, "message", self.id)
        return Leaf(place, "timer", self.id, due=place.world.now + self.span)

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        host, _ = self.host.draw(sheet)
        if not self.span:
            sheet.messages.append(self.id)
        event = _event(self.id, self.span or None, self.times)
        sheet.draw(drawing.boundary(self.id, host, event, interrupting=self.interrupting))
        first, last = self.handler.draw(sheet)
        sheet.flow(self.id, first)
        merge = f"{self.id}_m"
        sheet.draw(drawing.exclusive(merge))
        sheet.flow(host, merge)
        if self.interrupting:
            sheet.flow(last, merge)
        else:
            sheet.draw(drawing.end(f"{self.id}_e"))
            sheet.flow(last, f"{self.id}_e")
        return host, merge

    def enter(self, place: Place) -> Live:
        return GuardedLive(place, self)


@dataclass
class EventChoice(Block):
    """An event-based gateway: (id, span of a timer or None for a message, what follows)."""

    id: str
    branches: list[tuple[str, timedelta | None, Block]]

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        fork, join = f"{self.id}_f", f"{self.id}_j"
        sheet.draw(drawing.events(fork), drawing.exclusive(join))
        for id, span, body in self.branches:
            if span is None:
                sheet.messages.append(id)
            sheet.draw(drawing.catch(id, _event(id, span)))
            first, last = body.draw(sheet)
            sheet.flow(fork, id)
            sheet.flow(id, first)
            sheet.flow(last, join)
        return fork, join

    def enter(self, place: Place) -> Live:
        return ChoiceLive(place, self)


@dataclass
class Signers(Block):
    """A step done by several: all, or enough of them, or until one says no."""

    id: str
    number: int
    enough: int
    sequential: bool
    veto: bool

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        conditions = [f"nrOfCompletedInstances >= {self.enough}"] if self.enough < self.number else []
        conditions += ["vote == 'no'"] if self.veto else []
        loop = drawing.each(
            number=str(self.number),
            sequential=self.sequential,
            until=" or ".join(conditions),
            output=f"{self.id}_votes = vote",
        )
        sheet.draw(drawing.user(self.id, loop))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        return SignersLive(place, self)


@dataclass
class Stop(Block):
    """A way to terminate the scope at once, taken when the variable is true."""

    id: str

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        ask, on = f"{self.id}_g", f"{self.id}_x"
        sheet.draw(drawing.exclusive(ask), drawing.terminate(f"{self.id}_stop"), drawing.exclusive(on))
        sheet.flow(ask, f"{self.id}_stop", self.id)
        sheet.flow(ask, on, default=True)
        return ask, on

    def enter(self, place: Place) -> Live:
        if place.variables[self.id]:
            assert place.scope is not None
            place.scope.stopped = place.world.terminated = True
            return Gone()
        return Nothing()


@dataclass
class Rounds(Block):
    """A step in a standard loop."""

    id: str
    most: int

    @property
    def again(self) -> str:
        return f"{self.id}_again"

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        sheet.draw(drawing.user(self.id, drawing.repeated(self.again, most=str(self.most))))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        return RoundsLive(place, self)


@dataclass
class Until(Block):
    """A conditional event that waits for a variable."""

    id: str

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        event = f"{self.id}_c"
        sheet.draw(drawing.catch(event, drawing.condition(self.id)))
        return event, event

    def enter(self, place: Place) -> Live:
        live = ConditionLive(place, self.id)
        live.leaf.id = f"{self.id}_c"
        return live


@dataclass
class Linked(Block):
    """Two link events; and a signal thrown between, for which nobody waits."""

    id: str

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        begin, leap, landing = f"{self.id}_s", f"{self.id}_t", f"{self.id}_c"
        sheet.draw(drawing.throw(begin, drawing.signal(self.id)))
        sheet.draw(drawing.throw(leap, drawing.link(self.id)), drawing.catch(landing, drawing.link(self.id)))
        sheet.flow(begin, leap)
        return begin, landing

    def enter(self, place: Place) -> Live:
        return Nothing()


@dataclass
class AnyOrder(Block):
    """An ad-hoc subprocess of steps."""

    id: str
    steps: list[Step]

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        inside = sheet.inner()
        for step in self.steps:
            step.draw(inside)
        sheet.draw(drawing.ad_hoc(self.id, *inside.nodes))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        return TogetherLive([step.enter(place) for step in self.steps])


@dataclass
class Booking(Block):
    """A subprocess of two steps that are undone, the last first; cancelled as a transaction, or compensated."""

    id: str
    cancelled: bool

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        one, other, begin, last = (f"{self.id}_{name}" for name in ("a", "b", "s", "e"))
        parts = [drawing.start(begin)]
        for step in (one, other):
            parts += [drawing.user(step), drawing.undone(step, f"{step}_undo")]
        merge = f"{self.id}_m"
        if self.cancelled:
            flows = f"{begin}>{one}; {one}>{other}; {other}>{last}"
            sheet.draw(drawing.transaction(self.id, *parts, drawing.end(last, drawing.CANCEL), flows=flows))
            sheet.draw(drawing.boundary(f"{self.id}_off", self.id, drawing.CANCEL), drawing.exclusive(merge))
            sheet.flow(self.id, merge)
            sheet.flow(f"{self.id}_off", merge)
            return self.id, merge
        undo = f"{self.id}_undo"
        flows = f"{begin}>{one}; {one}>{other}; {other}>{undo}; {undo}>{last}"
        parts += [drawing.throw(undo, drawing.compensation()), drawing.end(last)]
        sheet.draw(drawing.subprocess(self.id, *parts, flows=flows))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        names = (f"{self.id}_a", f"{self.id}_b", f"{self.id}_b_undo", f"{self.id}_a_undo")
        return SequenceLive(place, [Step(name) for name in names])


@dataclass
class Course(Piece):
    """Pieces one after another, whoever draws them."""

    pieces: list[Piece]

    def enter(self, place: Place) -> Live:
        return SequenceLive(place, self.pieces)


@dataclass
class Failure(Piece):
    """Where an attempt fails when its variable is true; drawn by the attempt."""

    id: str

    def enter(self, place: Place) -> Live:
        if place.variables[self.id]:
            assert place.scope is not None
            place.scope.stopped = place.scope.failed = place.world.terminated = True
            return Gone()
        return Nothing()


@dataclass
class Attempt(Block):
    """A subprocess that ends in an error or escalation when its variable is true, caught around or inside it."""

    id: str
    before: Block
    after: Block
    handler: Block
    event: str
    inside: bool

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        inner, handling = sheet.inner(), sheet.inner()
        ask, bad, good, begin = (f"{self.id}_{name}" for name in ("g", "bad", "good", "s"))
        inner.draw(drawing.start(begin), drawing.exclusive(ask), drawing.end(bad, self.event), drawing.end(good))
        first, last = self.before.draw(inner)
        inner.flow(begin, first)
        inner.flow(last, ask)
        inner.flow(ask, bad, self.id)
        first, last = self.after.draw(inner)
        inner.flow(ask, first, default=True)
        inner.flow(last, good)
        name = f"{self.id}_h"
        first, last = self.handler.draw(handling)
        if self.inside:
            handling.flow(f"{name}_s", first)
            handling.flow(last, f"{name}_e")
            flows = "\n".join(handling.flows)
            inner.draw(drawing.on_event(name, self.event, *handling.nodes, flows=flows))
            sheet.draw(drawing.subprocess(f"{self.id}_sp", *inner.nodes, flows="\n".join(inner.flows)))
            return f"{self.id}_sp", f"{self.id}_sp"
        handling.draw(drawing.start(f"{name}_s"), drawing.end(f"{name}_e"))
        handling.flow(f"{name}_s", first)
        handling.flow(last, f"{name}_e")
        host, caught, merge = f"{self.id}_sp", f"{self.id}_b", f"{self.id}_m"
        sheet.draw(drawing.subprocess(host, *inner.nodes, flows="\n".join(inner.flows)))
        sheet.draw(drawing.subprocess(name, *handling.nodes, flows="\n".join(handling.flows)))
        sheet.draw(drawing.boundary(caught, host, self.event), drawing.exclusive(merge))
        sheet.flow(host, merge)
        sheet.flow(caught, name)
        sheet.flow(name, merge)
        return host, merge

    def enter(self, place: Place) -> Live:
        return AttemptLive(place, self)


@dataclass
class Ruled(Block):
    """A decision table over its variable; of the greatest value two of its rules match, which is caught as an error."""

    id: str
    handler: Block

    @property
    def table(self) -> str:
        """The decision, one of a file."""
        rules = ["< 2 -> 'low'", "[2..4] -> 'middle'", "4 -> 'high'"]
        return decision(table([f"{self.id}:number"], ["said"], [rule.replace("'", '"') for rule in rules]), self.id)

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        task, caught, merge = (f"{self.id}_{name}" for name in ("rule", "b", "m"))
        attributes = {"camunda__resultVariable": f"{self.id}_said"}
        sheet.draw(drawing.rule(task, self.id, **attributes), drawing.exclusive(merge))
        sheet.draw(drawing.boundary(caught, task, drawing.error("DMN-SEVERAL-RULES-MATCH")))
        first, last = self.handler.draw(sheet)
        sheet.flow(task, merge)
        sheet.flow(caught, first)
        sheet.flow(last, merge)
        return task, merge

    def enter(self, place: Place) -> Live:
        value = place.variables[self.id]
        if value == 4:
            return self.handler.enter(place)
        place.write({f"{self.id}_said": "low" if value < 2 else "middle"})
        return Nothing()


@dataclass
class Beside(Block):
    """A subprocess with an event subprocess that a timer or message begins."""

    id: str
    body: Block
    handler: Block
    interrupting: bool
    span: timedelta

    def wait(self, place: Place) -> Leaf:
        due = place.world.now + self.span if self.span else None
        return Leaf(place, "timer" if due else "message", f"{self.id}_es_s", due=due)

    def draw(self, sheet: Sheet) -> tuple[str, str]:
        inner, handling = sheet.inner(), sheet.inner()
        inner.body(self.body, self.id)
        if not self.span:
            sheet.messages.append(self.id)
        first, last = self.handler.draw(handling)
        name = f"{self.id}_es"
        handling.flow(f"{name}_s", first)
        handling.flow(last, f"{name}_e")
        event, flows = _event(self.id, self.span or None), "\n".join(handling.flows)
        inner.draw(drawing.on_event(name, event, *handling.nodes, flows=flows, interrupting=self.interrupting))
        sheet.draw(drawing.subprocess(self.id, *inner.nodes, flows="\n".join(inner.flows)))
        return self.id, self.id

    def enter(self, place: Place) -> Live:
        return BesideLive(place, self)


def _event(id: str, span: timedelta | None, times: int = 1) -> str:
    if span is None:
        return drawing.message(id)
    # In quotes, as the library must have it; the reader takes it with and without.
    seconds = int(span.total_seconds())
    if times > 1:
        return drawing.timer("Cycle", f'"R{times}/PT{seconds}S"')
    return drawing.timer("Duration", f'"PT{seconds}S"')


# The generator


@dataclass
class RandomProcess:
    """A drawn process, the variables it reads, and its meaning."""

    xml: bytes
    body: Block
    decisions: list[str]
    counters: list[str]
    tables: dict[str, Decisions]
    """What its business rule tasks ask."""

    def begin(self, world: World, variables: Values) -> ScopeLive:
        """The process as the oracle sees it, at its first step."""
        live = ScopeLive(Place(world, dict(variables), set()), self.body)
        settle(live)
        return live

    def draw_values(self, chance: random.Random, *, hurry: bool) -> Values:
        """New values of the variables its gateways read; in a hurry no loop goes on."""
        values: Values = {}
        for name in self.decisions:
            if name.endswith("_again"):
                values[name] = not hurry and chance.random() < 0.4
            elif name.startswith("x"):
                values[name] = chance.randrange(5)
            elif name.startswith("stop"):
                values[name] = chance.random() < 0.2
            else:
                values[name] = chance.random() < 0.5
        return values


def settle(live: Live) -> None:
    """Let the oracle move on until nothing more moves by itself."""
    before: list[int] | None = None
    while before != (now := [leaf.order for leaf in live.leaves()]):
        before = now
        live.advance()
    live.advance()


def make(seed: int, *, plain: bool = False, blocks: int = 5, depth: int = 3) -> RandomProcess:
    """The process of this seed; `plain` keeps to what the library does right.

    Left out then: everything but steps, gateways, loops, subprocesses, calls and boundary timers; joins in a loop and
    inclusive joins of more than steps, for they open too early there (SpiffWorkflow 3.2.0: in one of 30 processes).
    """
    return _Maker(random.Random(f"process {seed}"), plain).process(blocks, depth)


class _Maker:
    def __init__(self, chance: random.Random, plain: bool) -> None:
        self.chance, self.plain = chance, plain
        self.decisions: list[str] = []
        self.counters: list[str] = []
        self.rules: list[Ruled] = []
        self.last = 0
        self.in_loops = 0

    def process(self, blocks: int, depth: int) -> RandomProcess:
        body = Sequence_([self.step(), self.sequence(blocks, depth), self.step()])
        sheet = Sheet()
        sheet.body(body, "p")
        xml = drawing.drawn(
            *sheet.nodes, flows="\n".join(sheet.flows), messages=tuple(sheet.messages), also=tuple(sheet.processes)
        )
        tables: dict[str, Decisions] = {}
        if self.rules:
            file = read_dmn(definitions(*(rule.table for rule in self.rules)), "tables.dmn")
            tables = dict.fromkeys((rule.id for rule in self.rules), file)
        return RandomProcess(xml, body, self.decisions, self.counters, tables)

    def sequence(self, blocks: int, depth: int) -> Block:
        return Sequence_([self.block(depth) for _ in range(self.chance.randint(1, blocks))])

    def block(self, depth: int) -> Block:
        simple = [self.step] * 3
        nested = [self.exclusive, self.loop, self.subprocess, self.call, self.guarded]
        if not self.plain:
            simple += [self.script, self.wait, self.signers, self.stop, self.rounds, self.until, self.linked]
            simple += [self.any_order, self.booking]
            nested += [self.event_choice, self.guarded, self.attempt, self.beside, self.ruled, self.enough]
        if not (self.plain and self.in_loops):
            nested += [self.parallel, self.inclusive]
        if depth == 0 or self.chance.random() < 0.4:
            return self.chance.choice(simple)()
        return self.chance.choice(nested)(depth - 1)

    def name(self, what: str) -> str:
        self.last += 1
        return f"{what}{self.last}"

    def span(self) -> timedelta:
        # All different, and no sum of two alike soon: which timer is due first is never a matter of taste.
        self.last += 1
        return timedelta(seconds=86_400 * self.chance.randint(1, 9) + 7 * self.last)

    def step(self) -> Block:
        return Step(self.name("step"), service=not self.plain and self.chance.random() < 0.2)

    def script(self) -> Block:
        script = Script(self.name("n"))
        self.counters.append(script.id)
        return script

    def wait(self) -> Block:
        return Wait(self.name("wait"), self.span() if self.chance.random() < 0.5 else None)

    def signers(self) -> Block:
        number = self.chance.randint(0, 4)
        return Signers(
            self.name("sign"),
            number,
            enough=self.chance.randint(1, max(number, 1)),
            sequential=self.chance.random() < 0.4,
            veto=self.chance.random() < 0.3,
        )

    def rounds(self) -> Block:
        block = Rounds(self.name("round"), self.chance.randint(1, 3))
        self.decisions.append(block.again)
        return block

    def until(self) -> Block:
        self.decisions.append(self.name("when"))
        return Until(self.decisions[-1])

    def linked(self) -> Block:
        return Linked(self.name("link"))

    def any_order(self) -> Block:
        return AnyOrder(self.name("any"), [Step(self.name("step")) for _ in range(self.chance.randint(1, 3))])

    def booking(self) -> Block:
        return Booking(self.name("book"), cancelled=self.chance.random() < 0.5)

    def attempt(self, depth: int) -> Block:
        id = self.name("fails")
        self.decisions.append(id)
        event = drawing.escalation(id) if self.chance.random() < 0.3 else drawing.error(self.chance.choice([id, ""]))
        before, after, handler = (Sequence_([self.step(), self.sequence(1, depth)]) for _ in range(3))
        return Attempt(id, before, after, handler, event, inside=self.chance.random() < 0.5)

    def beside(self, depth: int) -> Block:
        body, handler = (Sequence_([self.step(), self.sequence(1, depth)]) for _ in range(2))
        span = self.span() if self.chance.random() < 0.5 else timedelta()
        return Beside(self.name("beside"), body, handler, interrupting=self.chance.random() < 0.5, span=span)

    def ruled(self, depth: int) -> Block:
        block = Ruled(self.name("x"), Sequence_([self.step(), self.sequence(1, depth)]))
        self.decisions.append(block.id)
        self.rules.append(block)
        return block

    def stop(self) -> Block:
        self.decisions.append(self.name("stop"))
        return Stop(self.decisions[-1])

    def branches(self, depth: int) -> list[Block]:
        return [self.sequence(2, depth) for _ in range(self.chance.randint(2, 3))]

    def exclusive(self, depth: int) -> Block:
        self.decisions.append(self.name("x"))
        return Exclusive(self.decisions[-1], self.branches(depth))

    def parallel(self, depth: int) -> Block:
        return Parallel(self.name("par"), self.branches(depth))

    def inclusive(self, depth: int) -> Block:
        block = Inclusive(self.name("inc"), self.branches(0 if self.plain else depth))
        self.decisions.extend(f"{block.id}_{number}" for number in range(len(block.branches) - 1))
        return block

    def enough(self, depth: int) -> Block:
        """In a subprocess of its own, which ends when the branches that were not waited for are done, too."""
        branches = self.branches(depth)
        block = Enough(self.name("enough"), branches, self.chance.randint(1, len(branches)), self.step())
        return Subprocess(self.name("sub"), block)

    def loop(self, depth: int) -> Block:
        self.in_loops += 1
        block = Loop(self.name("loop"), Sequence_([self.step(), self.sequence(2, depth)]))
        self.in_loops -= 1
        self.decisions.append(block.again)
        return block

    def subprocess(self, depth: int) -> Block:
        return Subprocess(self.name("sub"), self.sequence(2, depth))

    def call(self, depth: int) -> Block:
        return Call(self.name("call"), self.sequence(2, depth))

    def guarded(self, depth: int) -> Block:
        """The handler begins with a step: the library's timers carry the variables of the host's entry.

        A handler that runs beside its host may run several times at once; its gateways stand in a subprocess, for
        tokens of different runs would meet at a join (BPMN knows no kinship of tokens).
        """
        hosts = [self.step] if self.plain else [self.step, self.step, self.signers]
        nested = self.chance.choice([self.subprocess, self.call])
        host = nested(depth) if self.chance.random() < 0.5 else self.chance.choice(hosts)()
        interrupting = self.chance.random() < 0.6
        handler = Sequence_([self.step()])
        if self.chance.random() < 0.5:
            handler.blocks.append(self.sequence(1, depth) if interrupting else self.subprocess(depth))
        timed = self.plain or self.chance.random() < 0.6
        times = 1 if self.plain or interrupting or not timed else self.chance.randint(1, 3)
        return Guarded(self.name("on"), host, handler, interrupting, self.span() if timed else timedelta(), times)

    def event_choice(self, depth: int) -> Block:
        spans = [self.span() if self.chance.random() < 0.6 else None for _ in range(self.chance.randint(2, 3))]
        return EventChoice(self.name("choice"), [(self.name("ev"), span, self.sequence(2, depth)) for span in spans])
