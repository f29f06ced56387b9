"""Going back to an earlier step, and one of several more or fewer: what stays, what goes, what must not be lost."""

# fmt: off

from __future__ import annotations

import random

import pytest

from bpmn.reader import read
from bpmn.runner import InstanceRefused, Progress, StepNotBehind, compile
from bpmn.runner.beside import at
from tests.bpmn.course import Course, names
from tests.bpmn.drawing import (
    boundary,
    catch,
    drawn,
    each,
    end,
    exclusive,
    made,
    message,
    on_event,
    parallel,
    service,
    start,
    subprocess,
    timer,
    user,
)

THREE = {"signers": ["chen", "li", "wang"]}
OPINIONS = "opinions = opinion"
FORKED = (
    start(), user("draft"), parallel("fork"), user("law"), user("money"), user("check"), parallel("join"),
    user("head"), end(),
)
FORKED_FLOWS = "s>draft; draft>fork; fork>law; law>check; check>join; fork>money; money>join; join>head; head>e"


def back(case: Course, step: str, to: str, index: int | None = None) -> Progress:
    return case.act(lambda run: run.go_back(case.step(step, index).token, to, now=case.now))


def behind(case: Course, step: str) -> list[str]:
    return list(case.run.behind(case.step(step).token))


def forked(*done: str) -> Course:
    case = Course(made(*FORKED, flows=FORKED_FLOWS))
    for step in done:
        case.do(step)
    return case


# ---- where to --------------------------------------------------------------------------------------------------------


def test_every_step_on_a_way_to_here_lies_behind_and_no_other() -> None:
    case = Course(made(
        start(), user("a"), exclusive("g"), user("b"), user("c"), user("d"), end(),
        flows="s>a; a>g; g>b[x == 1]; g>*c; b>d; c>d; d>e",
    ), {"x": 1})
    case.do("a")

    assert behind(case, "b") == ["a"]

    case.do("b")
    assert behind(case, "d") == ["a", "b", "c"]
    with pytest.raises(StepNotBehind):
        back(case, "d", "e")


def test_what_is_at_work_beside_a_step_does_not_lie_behind_it() -> None:
    case = forked("draft", "law")

    assert behind(case, "check") == ["draft", "law"]
    assert behind(case, "money") == ["draft"]


def test_no_way_leads_back_into_a_subprocess_that_is_over() -> None:
    case = Course(made(
        start(), subprocess("sub", start("s2"), user("inside"), end("e2"), flows="s2>inside; inside>e2"),
        user("after"), end(), flows="s>sub; sub>after; after>e",
    ))
    case.do("inside")

    assert behind(case, "after") == []
    with pytest.raises(StepNotBehind):
        back(case, "after", "inside")
    assert case.open == ["after"], "who is refused changes nothing"


def test_out_of_a_subprocess_one_goes_back_with_all_that_is_in_it() -> None:
    case = Course(made(
        start(), user("a"),
        subprocess("sub", start("s2"), parallel("f"), user("x"), user("y"), parallel("j"), end("e2"),
                   flows="s2>f; f>x; f>y; x>j; y>j; j>e2"),
        end(), flows="s>a; a>sub; sub>e",
    ))
    case.do("a")

    moved = back(case, "x", "a")

    assert names(moved.closed) == ["x", "y"]
    assert case.open == ["a"]
    case.do("a")
    assert case.open == ["x", "y"]


def test_out_of_an_event_subprocess_no_way_leads_back() -> None:
    case = Course(made(
        start(), user("a"), user("b"), end(), on_event("complaint", message("said"), user("hear"),
        flows="complaint_s>hear; hear>complaint_e", interrupting=False), flows="s>a; a>b; b>e", messages=("said",),
    ))
    case.do("a")
    case.deliver("said")

    assert behind(case, "hear") == []
    back(case, "b", "a")
    assert case.open == ["a", "complaint_s", "hear"], "what an event began beside the process is not touched"


# ---- parallel parts --------------------------------------------------------------------------------------------------


def test_going_back_before_a_fork_takes_the_sibling_along_and_nothing_is_done_twice() -> None:
    case = forked("draft")

    moved = back(case, "law", "draft")

    assert names(moved.closed) == ["law", "money"]
    case.do("draft")
    assert case.open == ["law", "money"]


def test_going_back_before_a_fork_forgets_the_branch_that_waits_at_the_join() -> None:
    case = forked("draft", "money", "law")

    back(case, "check", "draft")

    for step in ("draft", "law", "check"):
        case.do(step)
    assert case.open == ["money"], "it is to be done again"
    case.do("money")
    assert case.open == ["head"]


def test_going_back_inside_a_branch_leaves_the_sibling_alone() -> None:
    case = forked("draft", "law")

    moved = back(case, "check", "law")

    assert names(moved.closed) == ["check"]
    assert case.open == ["law", "money"]
    for step in ("money", "law", "check"):
        case.do(step)
    assert case.open == ["head"]


def test_going_back_into_one_branch_of_a_joined_part_counts_the_others_as_done() -> None:
    case = forked("draft", "law", "check", "money")

    back(case, "head", "check")

    assert case.open == ["check"]
    case.do("check")
    assert case.open == ["head"], "no join waits for a branch that was done before"
    case.do("head")
    assert case.finished


def test_a_step_whose_token_waits_at_the_join_is_taken_back() -> None:
    case = forked("draft", "money")

    moved = case.act(lambda run: run.take_back("money", now=case.now))

    assert (names(moved.opened), names(moved.closed)) == (["money"], [])
    assert case.open == ["law", "money"]
    for step in ("money", "law", "check"):
        case.do(step)
    assert case.open == ["head"]


def test_a_step_that_is_open_is_not_taken_back() -> None:
    case = forked("draft")
    with pytest.raises(StepNotBehind):
        case.act(lambda run: run.take_back("law", now=case.now))


def test_nested_parts_are_filled_up_level_by_level() -> None:
    case = Course(made(
        start(), parallel("f1"), parallel("f2"), user("x"), user("y"), parallel("j2"), user("z"), parallel("j1"),
        user("last"), end(),
        flows="s>f1; f1>f2; f2>x; f2>y; x>j2; y>j2; j2>j1; f1>z; z>j1; j1>last; last>e",
    ))
    for step in ("x", "y", "z"):
        case.do(step)

    back(case, "last", "x")
    case.do("x")

    assert case.open == ["last"]
    assert not case.run.stuck


# ---- what goes with a step -------------------------------------------------------------------------------------------


def test_timers_services_and_messages_of_what_is_left_are_gone() -> None:
    case = Course(made(
        start(), user("a"), parallel("f"), user("b"), service("c"), catch("m", message("said")), parallel("j"), end(),
        boundary("late", "b", timer("Duration", "P1D")), user("remind"), end("e2"),
        flows="s>a; a>f; f>b; f>c; f>m; b>j; c>j; m>j; j>e; late>remind; remind>e2", messages=("said",),
    ))
    case.do("a")
    assert case.run.next_due is not None

    moved = back(case, "b", "a")

    assert names(moved.closed) == ["b", "c", "m"]
    assert case.run.next_due is None
    case.wait(days=2)
    assert case.open == ["a"]


def test_a_reminder_that_ran_beside_the_step_stays() -> None:
    case = Course(made(
        start(), user("a"), user("b"), end(), user("remind"), end("e2"),
        boundary("late", "b", timer("Duration", "P1D"), interrupting=False),
        flows="s>a; a>b; b>e; late>remind; remind>e2",
    ))
    case.do("a")
    case.wait(days=1)
    assert case.open == ["b", "remind"]

    back(case, "b", "a")

    assert case.open == ["a"], "the reminder belonged to b; beside a it has lost its object"


# ---- one of several --------------------------------------------------------------------------------------------------


def signing(loop: str) -> Course:
    case = Course(
        made(start(), user("a"), user("sign", loop), user("b"), end(), flows="s>a; a>sign; sign>b; b>e"), THREE
    )
    case.do("a")
    return case


def add(case: Course, who: str) -> Progress:
    return case.act(lambda run: run.add_instance(case.step("sign").token, who, now=case.now))


def remove(case: Course, who: str) -> Progress:
    return case.act(lambda run: run.remove_instance(case.step("sign").token, who, now=case.now))


def waiting(case: Course) -> list[object]:
    return [step.element for step in case.run.open if step.step == "sign"]


def test_one_of_several_goes_back_for_all_of_them() -> None:
    case = signing(each(output=OPINIONS))
    case.do("sign", 1, opinion="yes")

    moved = back(case, "sign", "a", 0)

    assert names(moved.closed) == ["sign", "sign"]
    case.do("a")
    assert waiting(case) == ["chen", "li", "wang"], "everybody is asked anew"


def test_who_is_added_is_waited_for() -> None:
    case = signing(each(output=OPINIONS))
    case.do("sign", 0, opinion="first")

    moved = add(case, "zhao")

    assert [s.element for s in moved.opened] == ["zhao"]
    for index, said in ((3, "fourth"), (2, "third"), (1, "second")):
        assert "b" not in case.open
        case.do("sign", index, opinion=said)
    assert case.variables["opinions"] == ["first", "second", "third", "fourth"]
    assert case.open == ["b"]


def test_who_is_added_to_a_sequence_comes_next() -> None:
    case = signing(each(sequential=True, output=OPINIONS))

    add(case, "zhao")

    seen = []
    while waiting(case):
        seen += waiting(case)
        case.do("sign", opinion=seen[-1])
    assert seen == ["chen", "zhao", "li", "wang"]
    assert case.variables["opinions"] == seen


def test_a_quota_counts_who_was_added() -> None:
    case = signing(each(until="nrOfCompletedInstances * 2 > nrOfInstances"))
    add(case, "zhao")

    case.do("sign", 0)
    case.do("sign", 1)
    assert "b" not in case.open, "two of four are no majority"
    case.do("sign", 2)
    assert case.open == ["b"]


def test_who_is_removed_is_not_waited_for_and_enough_is_enough() -> None:
    case = signing(each(until="nrOfCompletedInstances * 2 > nrOfInstances", output=OPINIONS))
    case.do("sign", 1, opinion="li")
    assert "b" not in case.open

    moved = remove(case, "wang")
    assert names(moved.closed) == ["sign"]
    assert "b" not in case.open, "one of two"

    remove(case, "chen")
    assert case.open == ["b"]
    assert case.variables["opinions"] == ["li"]


def test_the_last_is_not_removed() -> None:
    case = signing(each())
    remove(case, "chen")
    remove(case, "li")

    with pytest.raises(InstanceRefused):
        remove(case, "wang")
    assert waiting(case) == ["wang"]


def test_of_a_sequence_the_present_and_the_coming_can_be_removed() -> None:
    case = signing(each(sequential=True))

    remove(case, "chen")
    assert waiting(case) == ["li"]
    remove(case, "wang")
    case.do("sign")

    assert case.open == ["b"]


@pytest.mark.parametrize("who", ["li", "chen"])
def test_nobody_is_added_twice_and_nobody_removed_who_signed(who: str) -> None:
    case = signing(each())
    with pytest.raises(InstanceRefused):
        add(case, who)
    case.do("sign", 0 if who == "chen" else 1)
    with pytest.raises(InstanceRefused):
        remove(case, who)


def test_a_step_done_by_one_has_no_signers() -> None:
    case = forked()
    for wrong in (lambda run: run.add_instance(case.step("draft").token, "li", now=case.now),
                  lambda run: run.remove_instance(case.step("draft").token, "li", now=case.now)):
        with pytest.raises(InstanceRefused):
            case.act(wrong)


# ---- at random -------------------------------------------------------------------------------------------------------


def blocks(chance: random.Random, names_: list[str], depth: int = 0) -> tuple[str, str, list[str], list[str]]:
    """A random block: where it begins and ends, its nodes, its flows."""
    kind = chance.choice(["user", "user", "seq", "par", "xor", "or"] if depth < 3 else ["user"])
    id = f"n{len(names_)}"
    names_.append(id)
    if kind == "user":
        return id, id, [user(id)], []
    if kind == "seq":
        first, second = blocks(chance, names_, depth + 1), blocks(chance, names_, depth + 1)
        flows = [*first[3], *second[3], f"{first[1]}>{second[0]}"]
        return first[0], second[1], [*first[2], *second[2]], flows
    tag = {"par": "parallelGateway", "xor": "exclusiveGateway", "or": "inclusiveGateway"}[kind]
    nodes, flows = [], []
    from tests.bpmn.drawing import node
    nodes += [node(tag, f"{id}_o"), node(tag, f"{id}_c")]
    for number in range(2):
        inner = blocks(chance, names_, depth + 1)
        condition = "" if kind == "par" else f"[{id} == {number} or {id} == 2]"
        flows += [f"{id}_o>{inner[0]}{condition}", *inner[3], f"{inner[1]}>{id}_c"]
        nodes += inner[2]
    return f"{id}_o", f"{id}_c", nodes, flows


@pytest.mark.parametrize("seed", range(60))
def test_wherever_one_goes_back_the_process_still_ends_and_nothing_is_open_twice(seed: int) -> None:
    chance = random.Random(seed)
    used: list[str] = []
    first, last, nodes, flows = blocks(chance, used)
    xml = drawn(start(), *nodes, end(), flows="; ".join([f"s>{first}", *flows, f"{last}>e"]))
    case = Course(compile(read(xml, "random.bpmn")), {name: chance.randrange(3) for name in used})
    done: list[str] = []

    for number in range(200):
        if case.finished:
            break
        step = chance.choice(case.run.open)
        ways = [way for way in case.run.behind(step.token) if way in done]
        if ways and number < 60 and chance.random() < 0.4:
            back(case, step.step, chance.choice(ways))
        else:
            case.do(step.step)
            done.append(step.step)
        assert len(case.open) == len(set(case.open)), "no step is open twice"
        assert not case.run.stuck, "no token is lost"
        beside = case.definition.main.beside
        assert all(at(b) in beside.of(at(a)) for a in case.open for b in case.open if a != b)
    assert case.finished
