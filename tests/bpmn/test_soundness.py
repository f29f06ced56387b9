"""A wrong and a right diagram for every property of a sound process, and what exploring is bound by."""

# fmt: off

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from bpmn.reader import read
from bpmn.runner import OpenStep, compile
from bpmn.sayings import Principle
from bpmn.soundness import PROPERTIES, Answer, check, explore, explore_alone, judge
from bpmn.soundness.paths import count_paths
from tests.bpmn.drawing import (
    boundary,
    call,
    catch,
    drawn,
    each,
    end,
    events,
    exclusive,
    inclusive,
    message,
    node,
    parallel,
    process,
    receive,
    script,
    service,
    start,
    subprocess,
    terminate,
    timer,
    user,
)
from tests.bpmn.random_processes import make
from tests.bpmn.rule_pairs import CHOOSING, SOUND, SOUND_PAIRS, Pair

PERMIT = Path(__file__).parents[2] / "workflows" / "law_firm_establish" / "process.bpmn"

BOUNDED = {"BPMN-SITUATIONS-MANY"}
"""What a drawing has too much of to be an example."""


@pytest.mark.parametrize("pair", SOUND_PAIRS, ids=lambda pair: pair.code)
def test_the_wrong_diagram_is_found_and_the_right_one_is_not(pair: Pair) -> None:
    wrong, right = check(read(pair.wrong, "wrong.bpmn")), check(read(pair.right, "right.bpmn"))

    found = [finding for finding in wrong if finding.code == pair.code]
    assert [(finding.element, finding.severity) for finding in found] == [(pair.element, pair.severity)], wrong
    assert right == ()


@pytest.mark.parametrize("pair", SOUND_PAIRS, ids=lambda pair: pair.code)
def test_what_is_said_is_said_in_both_languages_and_with_a_remedy(pair: Pair) -> None:
    for finding in check(read(pair.wrong, "wrong.bpmn")):
        assert all((finding.message, finding.message_zh, finding.remedy, finding.remedy_zh))
        assert finding.in_language("zh").message == finding.message_zh
        assert "{" not in finding.message + finding.message_zh + finding.remedy + finding.remedy_zh


def test_every_property_has_its_pair_of_diagrams() -> None:
    assert {pair.code for pair in SOUND_PAIRS} | BOUNDED == PROPERTIES.keys()


@pytest.mark.parametrize("rule", PROPERTIES.values(), ids=lambda rule: rule.code)
def test_both_languages_ask_for_the_same_facts(rule: Principle) -> None:
    for said in (rule.says, rule.tells, rule.remedy):
        assert said.zh and said.en
        assert len(set(said.facts())) == 1


def test_a_counter_example_is_the_shortest_way_through_the_diagram() -> None:
    starving = drawn(*CHOOSING, user("c"), parallel("j"), end(), flows="s>g; g>c[x]; c>a; g>*b; a>j; b>j; j>e")

    finding = next(f for f in check(read(starving, "wrong.bpmn")) if f.code == "BPMN-WAITS-FOR-EVER")

    assert finding.path == ("s", "g", "b")
    assert finding.message.endswith("way: s → g → b")


@pytest.mark.parametrize("sound", [
    SOUND,
    drawn(start(), inclusive("f"), user("a"), user("b"), inclusive("j"), end(),
          flows="s>f; f>a[x]; f>*b; a>j; b>j; j>e"),
    drawn(start(), user("a", each(output="votes = vote", until="count_of(votes, 'no') > 0")), exclusive("g"), user("b"),
          end(), flows="s>a; a>g; g>b[count_of(votes, 'no') > 0]; g>*e; b>e"),
    drawn(start(), user("a"), boundary("t", "a", timer("Cycle", "R/P1D"), interrupting=False), user("remind"), end(),
          end("told"), flows="s>a; a>e; t>remind; remind>told"),
    drawn(start(), user("a"), boundary("t", "a", timer("Duration", "${limit}")), user("late"), end(),
          flows="s>a; a>e; t>late; late>e"),
    drawn(start(), events("g"), catch("t", timer("Duration", "P9D")), catch("m", message("M")), receive("r", "N"),
          end(), flows="s>g; g>t; g>m; t>r; r>e; m>e", messages=("M", "N")),
    drawn(start(), parallel("f"), user("a"), user("b"), terminate(), end(), flows="s>f; f>a; f>b; a>stop; b>e"),
    drawn(start(), call("c", "q"), call("d", "q"), parallel("f"), parallel("j"), end(),
          flows="s>f; f>c; f>d; c>j; d>j; j>e",
          also=(process("q", start("qs"), user("x"), end("qe"), flows="qs>x; x>qe"),)),
    drawn(start(), subprocess("sub", start("s1"), user("x"), end("e1"), flows="s1>x; x>e1", inner=each(number="3")),
          end(), flows="s>sub; sub>e"),
    drawn(start(), script("n", "n = 0"), exclusive("m"), user("a"), script("more", "n = n + 1"), exclusive("g"), end(),
          flows="s>n; n>m; m>a; a>more; more>g; g>m[n < 3]; g>*e"),
    drawn(start(), user("a"), exclusive("g"), parallel("f"), user("b"), parallel("j"), exclusive("h"), end(),
          flows="s>a; a>g; g>f[a == 'both']; g>*h; f>b; f>j; b>j; j>h; h>e"),
    drawn(start(), user("a"), node("intermediateThrowEvent", "told", message("M")), end(),
          flows="s>a; a>told; told>e", messages=("M",)),
    drawn(start(), service("a"), boundary("x", "a", "<bpmn:errorEventDefinition/>"), user("b"), end(),
          flows="s>a; a>e; x>b; b>e"),
    drawn(start(), subprocess("sub", start("s1"), service("a"), end("e1"), flows="s1>a; a>e1"),
          boundary("x", "sub", "<bpmn:errorEventDefinition/>"), user("b"), end(), flows="s>sub; sub>e; x>b; b>e"),
    drawn(start(), user("a"), boundary("c", "a", "<bpmn:conditionalEventDefinition><bpmn:condition>big</bpmn:condition>"
          "</bpmn:conditionalEventDefinition>"), user("b"), end(), flows="s>a; a>e; c>b; b>e"),
    PERMIT.read_bytes(),
])
def test_nothing_is_said_of_a_sound_process(sound: bytes) -> None:
    assert check(read(sound, "sound.bpmn")) == ()


def test_random_sound_processes_have_no_fault_but_timers_that_never_win() -> None:
    for seed in range(40):
        findings = check(read(make(seed).xml, f"process_{seed}.bpmn"))

        faults = {f.code for f in findings} - {"BPMN-NEVER-HAPPENS", "BPMN-MACHINES-ALONE", "BPMN-SITUATIONS-MANY"}
        assert not faults, f"process {seed}: {findings}"


def test_what_is_certain_is_an_error_and_what_hangs_on_a_condition_a_warning() -> None:
    certain = drawn(start(), user("a"), parallel("j"), end(), user("b"), flows="s>a; a>j; b>j; j>b; j>e")
    perhaps = drawn(*CHOOSING, parallel("j"), end(), flows="s>g; g>a[x]; g>*b; a>j; b>j; j>e")

    found = [check(read(diagram, "drawn.bpmn"))[0] for diagram in (certain, perhaps)]

    assert [(finding.code, finding.severity) for finding in found] == [
        ("BPMN-WAITS-FOR-EVER", "error"), ("BPMN-WAITS-FOR-EVER", "warning")]


class Known:
    """Outcomes a host knows: the step `a` ends with `yes` only."""

    first: Sequence[Mapping[str, Any]] = ({},)
    free = False

    def answers(self, step: OpenStep) -> Sequence[Answer]:
        return [Answer("yes", {step.step: "yes"})]

    def always_set(self, step: str) -> Collection[str]:
        return (step,)


def test_with_the_outcomes_known_a_way_nobody_can_take_is_an_error() -> None:
    diagram = read(drawn(start(), user("a"), exclusive("g"), user("b"), end(),
                         flows="s>a; a>g; g>b[a == 'no']; g>*e; b>e"), "drawn.bpmn")

    findings = judge(explore(compile(diagram), Known()), diagram)

    assert [(f.code, f.element, f.severity) for f in findings] == [("BPMN-NEVER-HAPPENS", "b", "error")]
    assert check(diagram) == ()


def test_how_a_step_ended_no_longer_tells_situations_apart_once_nothing_asks_for_it() -> None:
    gates = 12
    nodes = [user(f"a{i}") + exclusive(f"g{i}") + exclusive(f"m{i}") + user(f"b{i}") for i in range(gates)]
    ways = "; ".join(f"a{i}>g{i}; g{i}>b{i}[a{i} == 'no']; g{i}>*m{i}; b{i}>m{i}; m{i}>" +
                     (f"a{i + 1}" if i + 1 < gates else "e") for i in range(gates))

    space = explore_alone(read(drawn(start(), *nodes, end(), flows=f"s>a0; {ways}"), "long.bpmn"))

    assert len(space.situations) == 2 * gates + 1
    assert count_paths(space).paths == 2 ** gates


def test_the_bounds_are_told() -> None:
    many = [user(f"a{i}") for i in range(14)]
    flows = "; ".join(f"f>a{i}; a{i}>j" for i in range(14))
    diagram = read(drawn(start(), parallel("f"), *many, parallel("j"), end(), flows=f"s>f; {flows}; j>e"), "wide.bpmn")

    space = explore_alone(diagram, seconds=0.2)

    assert not space.whole
    assert [finding.code for finding in judge(space, diagram)] == ["BPMN-SITUATIONS-MANY"]


def test_exploring_the_law_firms_process_costs_no_more_than_a_few_readings() -> None:
    data = PERMIT.read_bytes()
    diagram = read(data, "process.bpmn")

    def fastest(work: Callable[[], object]) -> float:
        taken = []
        for _ in range(5):
            begun = process_time()
            work()
            taken.append(process_time() - begun)
        return min(taken)

    exploring, reading = fastest(lambda: check(diagram)), fastest(lambda: read(data, "process.bpmn"))

    assert exploring < 8 * reading, f"{exploring:.4f} s against {reading:.4f} s"
