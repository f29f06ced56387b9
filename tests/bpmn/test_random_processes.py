"""Random processes walked along random paths: the runner opens exactly what the blocks say, whatever happens.

`SEALFLOW_RANDOM_PROCESSES=5000 pytest tests/bpmn/test_random_processes.py` walks more of them. A failure names the two
seeds and the story up to it; `walk(process_seed, path_seed)` plays it again.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bpmn.reader import read
from bpmn.runner import Progress, Run, compile, load, start
from tests.bpmn import drawing
from tests.bpmn.course import MONDAY, Course
from tests.bpmn.random_processes import Leaf, World, make, settle
from tests.bpmn.the_library import LibraryCase

PROCESSES = int(os.environ.get("SEALFLOW_RANDOM_PROCESSES", "60"))
PATHS = 3
CHUNKS = 10
MOST_ACTS = 300
HURRY_AFTER = 40


class Walk:
    """One process along one path: the runner beside the oracle, saved and loaded after every act.

    With `by_the_library` the library goes along, on the part of BPMN it does right.
    """

    def __init__(self, process_seed: int, path_seed: int, *, by_the_library: bool = False) -> None:
        self.process = make(process_seed, plain=by_the_library)
        self.chance = random.Random(f"path {path_seed}")
        drawn = read(self.process.xml, f"process_{process_seed}.bpmn")
        self.definition = compile(drawn, decisions=self.process.tables)
        self.story: list[str] = []
        variables = self.process.draw_values(self.chance, hurry=False) | dict.fromkeys(self.process.counters, 0)
        self.world = World(MONDAY)
        self.live = self.process.begin(self.world, variables)
        self.state = start(self.definition, variables, now=MONDAY).save()
        self.library = LibraryCase(self.process.xml, variables) if by_the_library else None

    def go(self) -> None:
        """Act until the process is finished, comparing after every act."""
        self.compare()
        for number in range(MOST_ACTS):
            if self.live.done:
                return
            self.act(hurry=number > HURRY_AFTER)
            self.compare()
        raise AssertionError(f"not finished after {MOST_ACTS} acts")

    def act(self, *, hurry: bool) -> None:
        leaves = list(self.live.leaves())
        dues = [leaf.due for leaf in leaves if leaf.due is not None]
        others = [leaf for leaf in leaves if leaf.due is None]
        # In a hurry steps and conditions go first, then time, then messages, which may come again and again.
        steps = [leaf for leaf in others if leaf.kind != "message"] if hurry else others
        if dues and (not steps or self.chance.random() < 0.2):
            self.let_time_pass(min(dues))
            return
        # A little later each time, but before the next timer: what is due is fired by any act.
        self.world.now = min([self.world.now + timedelta(minutes=11), *(due - timedelta(seconds=1) for due in dues)])
        self.complete(self.chance.choice(steps or others), hurry=hurry)

    def let_time_pass(self, until: datetime) -> None:
        self.world.now = until
        self.story.append(f"time passes until {until}")
        due = sorted((leaf for leaf in self.live.leaves() if leaf.due == until), key=lambda leaf: leaf.order)
        for leaf in due:
            leaf.occur({})
        settle(self.live)

        self.move(lambda run: run.fire_due(until))
        if self.library is not None:
            self.library.fire(leaf.id for leaf in due)

    def complete(self, leaf: Leaf, *, hurry: bool) -> None:
        values: dict[str, Any] = self.process.draw_values(self.chance, hurry=hurry)
        values["vote"] = self.chance.choice(["yes", "no"])
        self.story.append(f"{leaf.id}[{leaf.index}] {values}")
        alike = [other for other in self.live.leaves() if (other.id, other.index) == (leaf.id, leaf.index)]
        place = sorted(alike, key=lambda other: other.order).index(leaf)
        leaf.occur(values)
        settle(self.live)

        def completed(run: Run) -> Progress:
            steps = [step for step in run.open if (step.step, step.index) == (leaf.id, leaf.index)]
            return run.complete(steps[place].token, values, now=self.world.now)

        self.move(completed)
        if self.library is not None:
            self.library.complete(leaf.id, values)

    def move(self, what: Callable[[Run], Progress]) -> None:
        run = load(self.definition, self.state)
        before = Counter(step.token for step in run.open)
        progress = what(run)
        after = Counter(step.token for step in run.open)
        opened, closed = (Counter(s.token for s in steps) for steps in (progress.opened, progress.closed))
        assert before + opened - closed == after, "what was reported as opened and closed is what changed"
        self.state = run.save()

    def compare(self) -> None:
        run = load(self.definition, self.state)
        assert run.save() == self.state
        leaves = [] if self.live.done else list(self.live.leaves())
        expected = Counter((leaf.id, leaf.index) for leaf in leaves if leaf.due is None)
        assert Counter((step.step, step.index) for step in run.open) == expected
        assert run.finished == self.live.done
        assert run.next_due == min((leaf.due for leaf in leaves if leaf.due is not None), default=None)
        assert self.known(dict(run.variables)) == self.known(self.live.place.variables)
        if self.library is not None:
            assert self.library.open() == Counter(step.step for step in run.open)
            assert self.library.finished() == run.finished

    def known(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Once something was terminated only what people said: how far machines came by then is a matter of order."""
        names = {*self.process.decisions, "vote"} if self.world.terminated else variables.keys()
        return {name: value for name, value in variables.items() if name in names}


def walk(process_seed: int, path_seed: int, *, by_the_library: bool = False) -> bool:
    """Whether one process, walked along one path, ended as its blocks did.

    Raises AssertionError with the seeds and the story so far where the two parted.
    """
    steps = Walk(process_seed, path_seed, by_the_library=by_the_library)
    try:
        steps.go()
    except Exception as error:
        story = "\n  ".join(steps.story)
        seeds = f"walk({process_seed}, {path_seed}, by_the_library={by_the_library})"
        raise AssertionError(f"{seeds}: {error}\n  {story}\n--failed here-->") from error
    return load(steps.definition, steps.state).finished and steps.live.done


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_processes_open_what_their_blocks_say_along_random_paths(chunk: int) -> None:
    for seed in range(chunk, PROCESSES, CHUNKS):
        for path in range(PATHS):
            assert walk(seed, path)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_processes_go_as_in_the_library_where_it_is_right(chunk: int) -> None:
    for seed in range(chunk, PROCESSES, CHUNKS):
        assert walk(seed, seed, by_the_library=True)


REVIEW_IN_A_LOOP = drawing.drawn(
    drawing.start(),
    *(drawing.exclusive(id) for id in ("m", "g")),
    *(drawing.parallel(id) for id in ("f", "j")),
    *(drawing.user(id) for id in "abc"),
    drawing.end(),
    flows="s>m; m>a; a>f; f>b; f>c; b>j; c>j; j>g; g>m[again]; g>*e",
)


def test_the_library_opens_a_join_too_early_in_the_second_round_of_a_loop_and_we_do_not() -> None:
    """Why joins in loops are left out above. When the library's half fails, it was mended: let them in."""
    theirs, ours = LibraryCase(REVIEW_IN_A_LOOP, {}), Course(compile(read(REVIEW_IN_A_LOOP, "review.bpmn")))
    for step in ("a", "b", "c", "a", "c"):
        theirs.complete(step, {"again": True})
        ours.do(step, again=True)

    assert theirs.open() == Counter("ab"), "the round begins anew while b is still open"
    assert ours.open == ["b"]
