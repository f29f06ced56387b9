"""Multi-instance: all, any one, so many of so many, veto, one after another; opinions counted and never merged."""

# fmt: off

from __future__ import annotations

import pytest

from bpmn.errors import BpmnError, ExpressionFailed
from bpmn.runner import StepBudgetSpent, ValueRefused
from tests.bpmn.course import Course, names
from tests.bpmn.drawing import (
    boundary,
    each,
    end,
    exclusive,
    made,
    node,
    parallel,
    receive,
    script,
    start,
    subprocess,
    terminate,
    timer,
    user,
)

THREE = {"signers": ["chen", "li", "wang"]}
OPINIONS = "opinions = opinion"


def signing(loop: str, variables: dict[str, object] | None = None) -> Course:
    """A process in which several sign, then one person goes on."""
    return Course(made(start(), user("sign", loop), user("b"), end(), flows="s>sign; sign>b; b>e"), variables or THREE)


def test_each_signer_gets_a_step_of_his_own() -> None:
    case = signing(each())

    assert [(s.step, s.index, s.element) for s in case.run.open] == [
        ("sign", 0, "chen"), ("sign", 1, "li"), ("sign", 2, "wang"),
    ]


def test_all_must_sign_and_their_opinions_stand_in_the_order_of_the_list() -> None:
    case = signing(each(output=OPINIONS))

    for index, opinion in ((2, "third"), (0, "first"), (1, "second")):
        assert "b" not in case.open
        case.do("sign", index, opinion=opinion)

    assert case.open == ["b"]
    assert case.variables == THREE | {"opinions": ["first", "second", "third"]}


def test_nothing_one_signer_writes_is_seen_by_another_or_left_behind() -> None:
    case = signing(each())

    case.do("sign", 0, opinion={"by": "chen", "condition": "needs fix"}, ok=False)
    case.do("sign", 1, opinion={"by": "li"})
    case.do("sign", 2, opinion={"by": "wang"}, ok=True)

    assert case.variables == THREE


def test_opinions_are_never_merged_into_one_another() -> None:
    case = signing(each(output=OPINIONS))

    case.do("sign", 1, opinion={"by": "li", "agrees": True})
    case.do("sign", 0, opinion={"by": "chen", "agrees": False, "condition": "needs fix"})
    case.do("sign", 2, opinion={"by": "wang", "agrees": True})

    assert case.variables["opinions"] == [
        {"by": "chen", "agrees": False, "condition": "needs fix"},
        {"by": "li", "agrees": True},
        {"by": "wang", "agrees": True},
    ]


def test_one_signature_of_any_is_enough_and_the_others_are_closed() -> None:
    case = signing(each(output=OPINIONS, until="nrOfCompletedInstances == 1"))

    progress = case.do("sign", 1, opinion="yes")

    assert [(c.step, c.how) for c in progress.closed] == [
        ("sign", "completed"), ("sign", "cancelled"), ("sign", "cancelled"),
    ]
    assert (case.open, case.variables["opinions"]) == (["b"], ["yes"])


def test_two_of_three_are_enough_counted_by_instances_or_by_the_list() -> None:
    for until in ("nrOfCompletedInstances >= 2", "nrOfCompletedInstances / nrOfInstances >= 0.6",
                  "len(opinions) >= 2", "nrOfActiveInstances <= 1"):
        case = signing(each(output=OPINIONS, until=until))

        case.do("sign", 2, opinion="c")
        assert case.open == ["sign", "sign"], until
        case.do("sign", 0, opinion="a")

        assert case.open == ["b"], until
        assert case.variables["opinions"] == ["a", "c"]


def test_two_in_favour_are_counted_among_all_opinions() -> None:
    case = signing(each(output=OPINIONS, until="count_of(opinions, 'yes') >= 2"))

    case.do("sign", 0, opinion="no")
    case.do("sign", 1, opinion="yes")
    assert case.open == ["sign"]
    case.do("sign", 2, opinion="yes")

    assert case.variables["opinions"] == ["no", "yes", "yes"]


def test_a_veto_ends_the_round_and_is_not_overwritten() -> None:
    case = signing(each(output=OPINIONS, until="opinion == 'veto'"))

    case.do("sign", 2, opinion="yes")
    case.do("sign", 0, opinion="veto")

    assert case.open == ["b"]
    assert case.variables["opinions"] == ["veto", "yes"]


def test_one_after_another_in_the_order_of_the_list() -> None:
    case = signing(each(output=OPINIONS, sequential=True))

    for index, who in enumerate(("chen", "li", "wang")):
        assert [(s.element, s.index) for s in case.run.open] == [(who, index)]
        case.do("sign", opinion=f"{who} agrees")

    assert case.variables["opinions"] == ["chen agrees", "li agrees", "wang agrees"]
    assert case.open == ["b"]


def test_a_veto_keeps_the_later_ones_from_being_asked() -> None:
    case = signing(each(output=OPINIONS, sequential=True, until="opinion == 'veto'"))

    case.do("sign", opinion="yes")
    case.do("sign", opinion="veto")

    assert (case.open, case.variables["opinions"]) == (["b"], ["yes", "veto"])


def test_nobody_to_ask_is_passed_with_an_empty_list() -> None:
    for sequential in (False, True):
        case = signing(each(output=OPINIONS, sequential=sequential), {"signers": []})

        assert case.open == ["b"]
        assert case.variables["opinions"] == []


def test_a_number_of_instances_instead_of_a_list() -> None:
    case = signing(each(number="officers + 1", output=OPINIONS), {"officers": 1, "opinions": ["of a former round"]})

    assert [s.index for s in case.run.open] == [0, 1]
    case.do("sign", 1, opinion="b")
    case.do("sign", 0, opinion="a")

    assert case.variables["opinions"] == ["a", "b"]


def test_a_second_round_begins_with_an_empty_list_and_the_first_stands_until_then() -> None:
    case = Course(made(start(), exclusive("m"), user("sign", each(output=OPINIONS)), exclusive("g"), end(),
                       flows="s>m; m>sign; sign>g; g>m['no' in opinions]; g>*e"), {"signers": ["a", "b"]})
    case.do("sign", 0, opinion="no")
    case.do("sign", 1, opinion="yes")
    assert case.variables["opinions"] == ["no", "yes"]

    case.do("sign", 1, opinion="yes")
    assert case.variables["opinions"] == ["no", "yes"]
    case.do("sign", 0, opinion="yes")

    assert case.finished
    assert case.variables["opinions"] == ["yes", "yes"]


def test_two_rounds_side_by_side_may_use_the_same_names() -> None:
    case = Course(made(start(), parallel("f"), user("x", each(output="xs = opinion")),
                       user("y", each(output="ys = opinion")), end(),
                       flows="s>f; f>x; f>y; x>e; y>e"), THREE)
    for index in range(3):
        case.do("x", index, opinion=f"x{index}")
        case.do("y", 2 - index, opinion=f"y{2 - index}")

    assert case.variables == THREE | {"xs": ["x0", "x1", "x2"], "ys": ["y0", "y1", "y2"]}


def test_a_deadline_on_the_round_closes_what_is_open_and_leaves_no_list() -> None:
    case = Course(made(start(), user("sign", each(output=OPINIONS)), boundary("t", "sign", timer("Duration", "P3D")),
                       user("late"), end(), flows="s>sign; sign>e; t>late; late>e"), THREE)
    case.do("sign", 1, opinion="yes")
    assert case.step("sign", 0).due == case.run.next_due

    progress = case.wait(days=3)

    assert [(c.step, c.how) for c in progress.closed] == [("sign", "cancelled"), ("sign", "cancelled")]
    assert (case.open, "opinions" in case.variables) == (["late"], False)


VISIT = subprocess("visit", start("s1"), user("go"), script("grade", "grade = points / 10"), user("report"), end("e1"),
                   flows="s1>go; go>grade; grade>report; report>e1", inner=each(output="grades = grade"))


def test_a_subprocess_per_element_keeps_its_variables_to_itself() -> None:
    case = Course(made(start(), VISIT, user("b"), end(), flows="s>visit; visit>b; b>e"), THREE)
    assert [(step.step, step.element, step.index) for step in case.run.open] == [
        ("go", "chen", 0), ("go", "li", 1), ("go", "wang", 2),
    ]

    for points, token in zip((70, 80, 90), [step.token for step in case.run.open], strict=True):
        case.act(lambda run, token=token, points=points: run.complete(token, {"points": points}, now=case.now))
    assert case.open == ["report"] * 3
    for _ in range(3):
        case.do("report")

    assert case.variables == THREE | {"grades": [7, 8, 9]}


def test_terminate_inside_one_instance_ends_that_instance_only() -> None:
    inside = subprocess("sp", start("s1"), parallel("f"), user("x"), user("y"), terminate(), end("e1"),
                        flows="s1>f; f>x; f>y; x>stop; y>e1", inner=each())
    case = Course(made(start(), inside, user("b"), end(), flows="s>sp; sp>b; b>e"), {"signers": [1, 2]})

    case.do("x")
    assert case.open == ["x", "y"]
    case.do("x")

    assert case.open == ["b"]


def test_a_message_per_element_is_awaited_by_each() -> None:
    case = Course(made(start(), receive("r", "M").replace("></bpmn:receiveTask>", f">{each()}</bpmn:receiveTask>"),
                       end(), flows="s>r; r>e", messages=("M",)), THREE)
    case.do("r", 1)

    assert names(case.deliver("M").closed) == ["r", "r"]
    assert case.finished


def test_scripts_per_element_are_done_at_once() -> None:
    inside = each(output="squares = square") + "<bpmn:script>square = signer * signer</bpmn:script>"
    squares = node("scriptTask", "sq", inside)
    case = Course(made(start(), squares, user("b"), end(), flows="s>sq; sq>b; b>e"), {"signers": [1, 2, 3]})

    assert case.variables["squares"] == [1, 4, 9]


def test_enough_is_enough_also_for_machines() -> None:
    inside = each(output="done = signer", until="nrOfCompletedInstances >= 2") + "<bpmn:script>x = signer</bpmn:script>"
    case = Course(made(start(), node("scriptTask", "sc", inside), user("b"), end(), flows="s>sc; sc>b; b>e"),
                  {"signers": [1, 2, 3, 4]})

    assert case.variables["done"] == [1, 2]


@pytest.mark.parametrize("signers", ["chen", {"a": 1}, 3, None])
def test_a_collection_that_is_no_list_is_refused(signers: object) -> None:
    with pytest.raises(ValueRefused, match="collection signers of sign must be a list"):
        signing(each(), {"signers": signers})


@pytest.mark.parametrize(("number", "error"), [("-1", ValueRefused), ("1.5", ValueRefused), ("'3'", ValueRefused),
                                               ("100001", StepBudgetSpent), ("nobody", ExpressionFailed)])
def test_a_number_of_instances_that_makes_no_sense_is_refused(number: str, error: type[BpmnError]) -> None:
    with pytest.raises(error):
        signing(each(number=number), {"x": 1})


def test_an_output_nobody_gave_is_an_error_that_names_it() -> None:
    case = signing(each(output=OPINIONS))

    with pytest.raises(ExpressionFailed, match="opinion"):
        case.do("sign", 0)
    assert len(case.open) == 3
