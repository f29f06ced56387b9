"""FEEL: what expressions and cells give, line by line from the two tables beside this file, and how it says no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bpmn.feel import (
    BUILTINS,
    FeelFailed,
    FeelRefused,
    Months,
    NameUnset,
    Run,
    Vocabulary,
    compile_feel,
    compile_tests,
    from_fact,
    plain,
)
from bpmn.feel.conversion import text_of

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FACTS: Mapping[str, Any] = {
    "amount": 12_000,
    "Applicant Age": 30,
    "申请人 年龄": 30,
    "Pre-bureau risk": "low",
    "Profit/Loss": 7,
    "date of birth": date(1996, 5, 4),
    "nothing": None,
    "applicant": {"name": "林一", "地址": {"市": "示例市"}},
    "partners": [{"name": "甲", "years": 3}, {"name": "乙", "years": 5}],
}
KNOWN = Vocabulary(frozenset(FACTS))


class Case(NamedTuple):
    """One line of a table."""

    line: int
    given: str
    expected: str


def cases(file: str) -> Iterator[Any]:
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    section, begun = "", ""
    for number, line in enumerate(lines, 1):
        if line.startswith("["):
            section = section_of(line) or section
        if line.startswith("#") or not line.strip() or section_of(line):
            continue
        text = begun + line.removeprefix("| ") if begun else line
        begun = text + "\n" if number < len(lines) and lines[number].startswith("| ") else ""
        if not begun:
            given, _, expected = text.rpartition("=>")
            yield pytest.param(Case(number, given.strip(), expected.strip()), id=f"{section}-{given.strip()[:60]}")


def section_of(line: str) -> str:
    heading = line.startswith("[") and line.endswith("]") and "=>" not in line
    return line[1:-1].partition(":")[0] if heading else ""


def outcome(give: Any, run: Run) -> str:
    """What a line of a table says: the value's text, `null!` when a remark explains it, or `refused`."""
    try:
        value = give(run)
    except FeelRefused as refused:
        assert refused.advice and refused.column > 0
        return "refused"
    except NameUnset:
        return "refused"
    return "null!" if value is None and run.remarks else text_of(value, run, inside=True)


@pytest.mark.parametrize("case", list(cases("expressions.feel")))
def test_an_expression_gives_what_the_standard_says(case: Case) -> None:
    found = outcome(lambda run: compile_feel(case.given, KNOWN).evaluate(FACTS, run=run), Run(NOW))

    assert found == case.expected, f"expressions.feel:{case.line}"


@pytest.mark.parametrize("case", list(cases("cells.feel")))
def test_a_cell_passes_the_values_the_standard_says(case: Case) -> None:
    tested, _, cell = case.given.partition(" |")
    value = compile_feel(tested, KNOWN).evaluate(FACTS)

    found = outcome(lambda run: compile_tests(cell, KNOWN).evaluate(value, FACTS, run=run), Run(NOW))

    assert found == case.expected, f"cells.feel:{case.line}"


def test_every_function_is_called_in_the_table() -> None:
    table = (HERE / "expressions.feel").read_text(encoding="utf-8")

    assert [name for name in BUILTINS if f"{name}(" not in table] == []


@pytest.mark.parametrize(
    ("text", "line", "column", "advice"),
    [
        ("1 +", 0, 4, ""),
        ("amount >\n  'x'", 1, 3, "double quotation marks"),
        ("sting(1)", 0, 1, "string"),
        ("2026-03-02", 0, 1, 'date("2026-03-02")'),
        ("1 +\n 2026-03-02", 1, 2, 'date("2026-03-02")'),
        ("a ＞ 5", 0, 3, "half-width >"),
        ("not approved", 0, 1, "not(…)"),
        ("1 < amount < 3", 0, 12, "and"),
        ('date("2026-02-30")', 0, 1, ""),
        ("[5..1]", 0, 1, "smaller end first"),
    ],
)
def test_a_refusal_says_where_and_what_to_write(text: str, line: int, column: int, advice: str) -> None:
    with pytest.raises(FeelRefused) as refused:
        compile_feel(text, KNOWN)

    assert (refused.value.line, refused.value.column) == (line, column)
    assert advice in refused.value.advice


def test_a_remark_says_where_null_came_from_and_tells_no_value() -> None:
    run = Run()

    value = compile_feel('amount >\n  applicant.name', KNOWN, element="cell", line=7).evaluate(FACTS, run=run)

    (remark,) = run.remarks
    assert value is None
    assert (remark.element, remark.line, remark.column) == ("cell", 7, 8)
    assert remark.reason == "a number is compared with a string"


def test_a_name_nothing_is_given_for_is_no_null() -> None:
    with pytest.raises(NameUnset) as unset:
        compile_feel("if amount > 5 then later else 0", element="out", line=3).evaluate({"amount": 6})

    assert (unset.value.name, unset.value.element, unset.value.line) == ("later", "out", 3)


def test_a_name_that_is_not_come_to_need_not_be_given() -> None:
    assert compile_feel("if amount > 5 then 1 else later").evaluate({"amount": 6}) == 1


def test_an_expression_knows_which_names_it_reads() -> None:
    feel = compile_feel("amount + sum(partners[years > least].years) + {a: 1, b: a}.b + (function(x) x)(1)")

    assert feel.asks == {"amount", "partners"}
    assert feel.reads == {"amount", "partners", "years", "least"}


def test_the_longest_known_name_is_taken() -> None:
    both = Vocabulary(frozenset(("a", "b", "a-b", "rate of interest", "rate")))

    given = {"a": 5, "b": 3, "a-b": 10, "rate of interest": 2, "rate": 1}

    assert compile_feel("a-b", both).evaluate(given) == 10
    assert compile_feel("a - b", both).evaluate(given) == 2
    assert compile_feel("rate of interest + rate", both).evaluate(given) == 3


def test_keys_that_types_name_may_have_signs_in_them() -> None:
    known = Vocabulary(keys=frozenset(("pre-tax income",)))

    assert compile_feel("person.pre-tax income + 1", known).evaluate({"person": {"pre-tax income": 2}}) == 3
    assert compile_feel("people[pre-tax income > 1]", known).evaluate({"people": [{"pre-tax income": 2}]}) != []


def test_another_name_may_stand_for_the_tested_value() -> None:
    known = Vocabulary(tested=frozenset(("cellInput",)))

    assert compile_tests("cellInput > 3 and cellInput < 9", known).evaluate(5, {}) is True


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (3, Decimal(3)),
        (0.1, Decimal("0.1")),
        (1e22, Decimal("1e22")),
        (True, True),
        ((1, [2.5]), [Decimal(1), [Decimal("2.5")]]),
        ({"a": 1}, {"a": Decimal(1)}),
        (date(2026, 3, 2), date(2026, 3, 2)),
        (timedelta(days=1), timedelta(days=1)),
    ],
)
def test_facts_become_values(fact: Any, value: Any) -> None:
    assert from_fact(fact, Run()) == value


@pytest.mark.parametrize(
    "fact", [float("nan"), float("inf"), Decimal("sNaN"), 1 << 21_000, object(), {1: 2}, b"x"], ids=type
)
def test_what_feel_has_no_value_for_is_refused(fact: Any) -> None:
    with pytest.raises(FeelFailed):
        from_fact({"a": [fact]}, Run())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("3", 3),
        ("3.0", 3),
        ("0.5", 0.5),
        ("2**60", float(2**60)),
        ('[date("2026-03-02"), {a: duration("P1D")}]', ["2026-03-02", {"a": "P1D"}]),
        ('time("10:00:00Z")', "10:00:00Z"),
        ('"许可"', "许可"),
        ("null", None),
        ("true", True),
    ],
)
def test_values_become_what_json_can_hold(text: str, kept: Any) -> None:
    found = plain(compile_feel(text).evaluate({}), Run())

    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize("text", ["[1..3]", "function(x) x", "10**6000", "[[1..2]]"])
def test_what_json_cannot_hold_is_no_result(text: str) -> None:
    with pytest.raises(FeelFailed):
        plain(compile_feel(text).evaluate({}), Run())


def test_a_duration_of_years_has_its_own_kind() -> None:
    assert compile_feel('duration("P1Y2M")').evaluate({}) == Months(14)


def test_the_clock_is_the_hosts() -> None:
    assert compile_feel("today().year").evaluate({}, now=NOW) == 2026
    with pytest.raises(FeelFailed, match="no clock"):
        compile_feel("today()").evaluate({})
