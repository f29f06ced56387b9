"""A diagram played alone comes to its end when it can, and says why when it cannot."""

# fmt: off

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn.errors import DiagramRefused
from bpmn.player import PlayResult, play
from bpmn.reader import draft, read
from bpmn.rules import check_file
from bpmn.runner import Definition, compile
from bpmn.runner import start as begin
from tests.bpmn.course import MONDAY
from tests.bpmn.drawing import (
    boundary,
    call,
    catch,
    condition,
    drawn,
    each,
    end,
    events,
    exclusive,
    inclusive,
    made,
    message,
    node,
    parallel,
    process,
    receive,
    repeated,
    script,
    service,
    start,
    subprocess,
    timer,
    user,
)
from tests.bpmn.random_processes import make

OPEN = Path(__file__).parents[3] / "shared" / "conformance" / "open"


def played(definition: Definition, seed: int = 0, budget: int = 10_000) -> PlayResult:
    return play(definition, seed=seed, now=MONDAY, budget=budget)


@pytest.mark.parametrize("definition", [
    made(start(), user("a"), service("b"), end(), flows="s>a; a>b; b>e"),
    made(start(), user("a"), exclusive("g"), end(), flows="s>a; a>g; g>a[answer == 'again']; g>*e"),
    made(start(), user("a"), exclusive("g"), end(), end("x"), flows="s>a; a>g; g>e[amount > 5]; g>x[amount <= 5]"),
    made(start(), inclusive("f"), user("a"), user("b"), inclusive("j"), end(),
         flows="s>f; f>a[form.big]; f>b[form.far]; a>j; b>j; j>e"),
    made(start(), script("n", "fee = 100 * pages + base"), exclusive("g"), user("a"), end(),
         flows="s>n; n>g; g>a[fee > 0]; g>*e; a>e"),
    made(start(), user("a", each(until="vote == 'no'", output="votes = vote")), end(), flows="s>a; a>e"),
    made(start(), user("a", each(number="many")), end(), flows="s>a; a>e"),
    made(start(), receive("r", "M"), end(), flows="s>r; r>e", messages=("M",)),
    made(start(), user("a"), boundary("t", "a", timer("Duration", "${limit}")), user("late"), end(),
         flows="s>a; a>e; t>late; late>e"),
    made(start(), catch("c", timer("Date", "${day}")), end(), flows="s>c; c>e"),
    made(start(), user("a"), boundary("t", "a", timer("Cycle", "R/PT1H"), interrupting=False),
         boundary("m", "a", message("M"), interrupting=False), end(), flows="s>a; a>e; t>e; m>e", messages=("M",)),
    made(start(), events("g"), catch("t", timer("Duration", "P1D")), catch("m", message("M")), end(),
         flows="s>g; g>t; g>m; t>e; m>e", messages=("M",)),
    made(start(), call("c", "q"), end(), flows="s>c; c>e",
         also=(process("q", start("qs"), subprocess("sp", start("s1"), user("x"), end("e1"), flows="s1>x; x>e1"),
                       end("qe"), flows="qs>sp; sp>qe"),)),
])
@pytest.mark.parametrize("seed", range(5))
def test_a_sound_diagram_is_played_to_its_end(definition: Definition, seed: int) -> None:
    result = played(definition, seed)

    assert (result.result, result.findings) == ("completed", definition.diagram.findings)
    assert result.steps > 0


DRAFTS = [
    drawn(start(), exclusive("g"), user("a"), user("b"), end(), flows="s>g; g>a; g>b; a>e; b>e"),
    drawn(start(), exclusive("g"), user("a"), user("b"), end(), flows="s>g; g>a[it is nice]; g>*b; a>e; b>e"),
    drawn(start(), script("a", "print 'hello'"), end(), flows="s>a; a>e"),
    drawn(start(), catch("a", timer("Duration", "5 days")), catch("b", timer("Cycle", "")), end(),
          flows="s>a; a>b; b>e"),
    drawn(start(), call("a", "elsewhere"), node("callActivity", "b"), end(), flows="s>a; a>b; b>e"),
    drawn(start(), user("a", each("people[0]", output="opinions = opinion")), end(), flows="s>a; a>e"),
    drawn(start(), user("a", repeated()), catch("b", condition(" ")), end(), flows="s>a; a>b; b>e"),
]


@pytest.mark.parametrize("data", DRAFTS)
def test_what_a_draft_does_not_say_is_asked_and_played_all_the_same(data: bytes) -> None:
    checked = check_file(data, "draft.bpmn")
    definition = compile(draft(data, "draft.bpmn"), draft=True)

    assert (checked.runnable, checked.playable) == (False, True)
    assert {played(definition, seed).result for seed in range(5)} == {"completed"}
    with pytest.raises(DiagramRefused):
        compile(read(data, "draft.bpmn"))


def test_a_draft_takes_any_way_where_none_is_said() -> None:
    definition = compile(draft(DRAFTS[0], "draft.bpmn"), draft=True)

    begun = [begin(definition, now=MONDAY, choose=lambda _, flows, way=flow: [way]) for flow in ("p_1", "p_2")]
    taken = {run.open[0].step for run in begun}

    assert taken == {"a", "b"}


def test_the_same_seed_plays_the_same_and_other_seeds_take_other_ways() -> None:
    definition = made(start(), user("a"), exclusive("g"), end(), flows="s>a; a>g; g>a[again]; g>*e")

    assert [played(definition, seed) for seed in range(20)] == [played(definition, seed) for seed in range(20)]
    assert len({played(definition, seed).steps for seed in range(20)}) > 2


def test_what_is_known_is_not_drawn() -> None:
    definition = made(start(), script("n", "n = 0"), user("a"), script("more", "n = n + 1"), exclusive("g"), end(),
                      flows="s>n; n>a; a>more; more>g; g>a[n < 3]; g>*e")

    assert {played(definition, seed).steps for seed in range(5)} == {2 + 3 * 3 + 1}


def test_a_join_that_starves_is_stuck_and_said_so() -> None:
    result = played(made(start(), exclusive("g"), user("a"), user("b"), parallel("j"), end(),
                         flows="s>g; g>a[x]; g>*b; a>j; b>j; j>e"))

    assert result.result == "stuck"
    assert [finding.code for finding in result.findings if finding.severity == "error"] == ["BPMN-PLAY-STUCK"]


def test_a_loop_without_end_spends_the_budget_with_people_or_without() -> None:
    asked = made(start(), script("n", "n = 0"), user("a"), exclusive("g"), end(),
                 flows="s>n; n>a; a>g; g>a[n == 0]; g>*e")
    unasked = made(start(), script("n", "n = 0"), exclusive("m"), exclusive("g"), end(),
                   flows="s>n; n>m; m>g; g>m[n == 0]; g>*e")

    for definition in (asked, unasked):
        result = played(definition, budget=500)
        assert (result.result, result.findings[-1].code) == ("budget", "BPMN-STEP-BUDGET-SPENT")


def test_rounds_that_never_end_spend_the_budget_though_no_node_is_passed() -> None:
    rounds = made(start(), user("a", repeated("true")), end(), flows="s>a; a>e")

    assert played(rounds, budget=50).result == "budget"


def test_an_expression_no_value_satisfies_is_stuck_with_its_element_and_line() -> None:
    result = played(made(start(), user("a"), script("n", "x = y.deep.inside + 1"), end(), flows="s>a; a>n; n>e"))

    assert result.result == "stuck"
    assert (result.findings[-1].code, result.findings[-1].element) == ("BPMN-EXPRESSION-FAILED", "n")
    assert result.findings[-1].line > 0


def test_random_sound_processes_are_played_to_their_end() -> None:
    sound = [seed for seed in range(250) if not make(seed).counters]  # a counter would need its first value

    for seed in sound:
        result = played(compile(read(make(seed).xml, f"process_{seed}.bpmn")), seed)
        assert result.result == "completed", f"process {seed}: {result}"
    assert len(sound) > 40


@pytest.mark.skipif(not OPEN.is_dir(), reason="the public diagrams of other tools are not at hand")
def test_diagrams_nobody_here_drew_are_played_without_surprise() -> None:
    results = []
    for path in sorted(OPEN.glob("*.bpmn")):
        try:
            if not check_file(path.read_bytes(), path.name).playable:
                continue
            definition = compile(draft(path.read_bytes(), path.name), draft=True)
        except DiagramRefused:
            continue
        result = played(definition, seed=1)
        assert result.result in ("completed", "stuck", "budget"), path.name
        results.append(result.result)

    assert results.count("completed") >= 0.95 * len(results)
