"""Texts and facts made by accident or to do harm: each gets an answer by name, in time, and there is no way out."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.feel import FeelFailed, FeelRefused, NameUnset, Run, compile_feel, compile_tests, plain
from bpmn.feel.conversion import text_of
from bpmn.feel.functions import BUILTINS

NAMED = (FeelRefused, FeelFailed, NameUnset)
WORDS = [
    *BUILTINS, "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "and", "or", "not",
    "instance of", "function", "true", "false", "null", "item", "partial", "a", "b", "数", "Applicant Age", "__class__",
    "number", "list<number>", "context<a: number>", "(", ")", "[", "]", "{", "}", ",", ".", "..", ":", "?", "-", "+",
    "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "@", '"x"', '"P1D"', '"2026-03-02"', '"(a+)+$"', '"10:00:00Z"',
    "0", "1", "-1", "2.5", "1e6000", "999999999999", "'", "$", "//", "/*", "\n",
]  # fmt: skip
FACT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.timedeltas()
    | st.datetimes(timezones=st.none() | st.timezones()) | st.times(timezones=st.none() | st.timezones())
    | st.decimals(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "name"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
EXPRESSION = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=30)


@settings(max_examples=300, deadline=None)
@given(EXPRESSION, FACT, FACT)
def test_no_text_and_no_fact_raise_anything_but_the_named_errors(text: str, a: Any, b: Any) -> None:
    run = Run()
    with suppress(*NAMED):
        value = compile_feel(text).evaluate({"a": a, "b": b, "数": 3, "Applicant Age": 30}, run=run)
        with suppress(ValueError):
            text_of(value, run)
        plain(value, run)
    with suppress(*NAMED):
        assert compile_tests(text).evaluate(a, {"a": b, "b": a}, run=Run()) in (True, False, None)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(sorted(BUILTINS)), st.lists(FACT, max_size=4), st.booleans())
def test_no_function_raises_whatever_it_is_given(name: str, facts: list[Any], own: bool) -> None:
    arguments = ", ".join(["a", "b", "数", "x"][: len(facts)]) + (", function(x, y) x" if own and facts else "")
    with suppress(*NAMED):
        value = compile_feel(f"{name}({arguments})").evaluate(dict(zip(["a", "b", "数", "x"], facts, strict=False)))
        plain(value, Run())


OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(OPERATORS), FACT, FACT)
def test_no_operator_raises_whatever_stands_beside_it(operator: str, a: Any, b: Any) -> None:
    with suppress(*NAMED):
        compile_feel(f"[a {operator} b, a[b], a.name, a between b and a, [a..b], for i in a..b return i]").evaluate(
            {"a": a, "b": b}
        )


@pytest.mark.parametrize(
    "text",
    [
        "for a in 1..9999, b in 1..9999 return 1",
        "for a in 1..1000000000 return a",
        "count(for a in 1..5000, b in 1..5000 return b)",
        "some a in 1..9000, b in 1..9000 satisfies a < 0",
        "{f: function(n) for i in 1..99 return i, r: (for a in 1..9999 return f(a))}.r",
        'string join(for i in 1..9999 return "' + "x" * 500 + '")',
        "{a: [1,1], b: [a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c], e: [d,d,d,d,d,d,d,d], "
        "f: [e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f], r: flatten([g,g])}.r",
        "{a: [1,1], b: [a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c], e: [d,d,d,d,d,d,d,d], "
        "f: [e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f], r: g = [f,f,f,f,f,f,f,f]}.r",
        "(for i in 1..40 return if i = 1 then [1] else concatenate(partial[-1], partial[-1]))[40]",
        '(for i in 1..40 return if i = 1 then "aaaa" else partial[-1] + partial[-1])[40]',
        "sort(for i in 1..9000 return modulo(i * 7919, 9001), function(x, y) sum([x, y, 1, 2, 3]) > 9000)",
        "distinct values(for i in 1..9000 return i)",
    ],
    ids=lambda text: text[:40],
)
def test_what_would_grow_without_end_is_stopped(text: str) -> None:
    began = time.process_time()

    with pytest.raises(FeelFailed):
        compile_feel(text).evaluate({})

    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("(" * 3000, 0),
        ("[" * 3000, 0),
        ("-" * 3000 + "1", 0),
        ("if " * 1000, 0),
        ("not(" * 900, 0),
        ("a." * 1900 + "a", 0),
        ("a" + "[1]" * 900, 0),
        (" + ".join(["1"] * 390), 0),
        (" ** ".join(["9"] * 140), 0),
        ("{a: " * 900, 0),
        ("function(x) " * 300, 0),
        ("/*" * 1900, 0),
        ('"' + "\\" * 3001, 0),
        ("]" * 3000, 0),
        ("for a in " * 400, 0),
        ("x" * 100_000, 0),
        ("1," * 1500, 0),
    ],
    ids=lambda text: str(text)[:12],
)
def test_a_text_full_of_one_thing_is_answered_at_once(text: str, length: int) -> None:
    began = time.process_time()

    for compile_text in (compile_feel, compile_tests):
        with suppress(*NAMED):
            compile_text(text).evaluate(*([{"a": 1, "x": 1}] if compile_text is compile_feel else [1, {}]))

    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*b", "(a|aa)+b", "(.*a){12}b", "a*a*a*a*a*a*b", "([a-z]+)*1", "((a*)*)*(a|aa)+(.*.*.*)*c"],
)
def test_no_pattern_takes_for_ever(pattern: str) -> None:
    began = time.process_time()

    with suppress(FeelFailed):
        assert compile_feel(f'matches(a, "{pattern}")').evaluate({"a": "a" * 2000 + "!"}) in (True, False)

    assert time.process_time() - began < 2


def test_a_host_object_is_never_looked_into() -> None:
    class Trap(dict[str, Any]):
        secret = "told"

        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"{name} was looked at")

    run = Run()

    assert compile_feel("a.secret").evaluate({"a": Trap(b=1)}, run=run) is None
    assert [remark.reason for remark in run.remarks] == ["there is no key 'secret'"]
