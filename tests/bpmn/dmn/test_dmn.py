"""Decisions: what tables come to under each hit policy, what decisions make of one another, and their errors."""

from __future__ import annotations

import json
import timeit
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bpmn.dmn import (
    DecisionFailed,
    Decisions,
    DecisionUnknown,
    FactMissing,
    MatchedRule,
    OutputsDiffer,
    ResultNotMapped,
    RulesOverlap,
    ValueNotAllowed,
    read_dmn,
)
from tests.bpmn.dmn.drawn import component, decision, definitions, input_data, item, knowledge, literal, table

FILES = Path(__file__).parent / "files"


def read(*inside: str, more: str = "") -> Decisions:
    return read_dmn(definitions(*inside, more=more), "drawn.dmn")


def file(name: str) -> Decisions:
    return read_dmn((FILES / name).read_bytes(), name)


def value(logic: str, facts: Mapping[str, Any] | None = None) -> Any:
    return read(decision(logic)).evaluate("decide", facts or {}).plain()


# Hit policies

NUMBERS = ["< 10 -> 'a' | 1", "[5..20] -> 'b' | 2", "> 15 -> 'a' | 1", "-1 -> 'c' | 3"]


@dataclass(frozen=True)
class Hit:
    """A hit policy, a fact, and what comes of it: the value, or an error; and the rules that matched."""

    policy: str
    fact: int
    value: Any
    matched: tuple[int, ...] = ()
    aggregation: str = ""


A, B, C = {"kind": "a", "weight": 1}, {"kind": "b", "weight": 2}, {"kind": "c", "weight": 3}
HITS = [
    Hit("UNIQUE", 3, A, (1,)),
    Hit("", 3, A, (1,)),
    Hit("U", 3, A, (1,)),
    Hit("UNIQUE", 7, RulesOverlap),
    Hit("UNIQUE", -1, RulesOverlap),
    Hit("FIRST", 7, A, (1,)),
    Hit("FIRST", 12, B, (2,)),
    Hit("FIRST", -1, A, (1,)),
    Hit("ANY", 3, A, (1,)),
    Hit("ANY", 7, OutputsDiffer),
    Hit("PRIORITY", 7, B, (1, 2)),
    Hit("PRIORITY", 17, B, (2, 3)),
    Hit("PRIORITY", -1, C, (1, 4)),
    Hit("PRIORITY", 30, A, (3,)),
    Hit("COLLECT", 7, [A, B], (1, 2)),
    Hit("COLLECT", 3, [A], (1,)),
    Hit("RULE ORDER", 17, [B, A], (2, 3)),
    Hit("RULE ORDER", -1, [A, C], (1, 4)),
    Hit("OUTPUT ORDER", -1, [C, A], (1, 4)),
    Hit("OUTPUT ORDER", 7, [B, A], (1, 2)),
]
WEIGHTS = ["< 10 -> 1", "[5..20] -> 2.5", "> 15 -> 1", "-1 -> 3"]
AGGREGATIONS = [
    Hit("COLLECT", 7, 3.5, (1, 2), "SUM"),
    Hit("COLLECT", 7, 1, (1, 2), "MIN"),
    Hit("COLLECT", 7, 2.5, (1, 2), "MAX"),
    Hit("COLLECT", 7, 2, (1, 2), "COUNT"),
    Hit("COLLECT", 3, 1, (1,), "COUNT"),
    Hit("COLLECT", -1, 4, (1, 4), "SUM"),
]


@pytest.mark.parametrize("hit", HITS, ids=lambda hit: f"{hit.policy} {hit.fact}")
def test_a_hit_policy_takes_what_it_should(hit: Hit) -> None:
    rules = [rule.replace("'", '"') for rule in NUMBERS]
    decisions = read(
        decision(table(["n:number"], ['kind:string="c","b","a"', "weight:number"], rules, hit.policy)),
    )

    if isinstance(hit.value, type):
        with pytest.raises(hit.value):
            decisions.evaluate("decide", {"n": hit.fact})
    else:
        outcome = decisions.evaluate("decide", {"n": hit.fact})
        assert outcome.plain() == hit.value
        assert outcome.matched == {"t": hit.matched}


@pytest.mark.parametrize("hit", AGGREGATIONS, ids=lambda hit: f"{hit.aggregation} {hit.fact}")
def test_an_aggregation_adds_up_what_matched(hit: Hit) -> None:
    aggregation = f' aggregation="{hit.aggregation}"'
    decisions = read(decision(table(["n:number"], ["weight:number"], WEIGHTS, "COLLECT", aggregation)))

    outcome = decisions.evaluate("decide", {"n": hit.fact})

    assert outcome.plain() == hit.value
    assert outcome.matched == {"t": hit.matched}
    assert outcome.rows == ({"weight": outcome.value},)


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_without_a_match_the_defaults_count_or_null(policy: str) -> None:
    plain = read(decision(table(["n"], ['kind:="x","y"', "weight"], ['> 5 -> "x" | 1'], policy)))
    kept = read(decision(table(["n"], ['kind:="x","y"!"y"', "weight"], ['> 5 -> "x" | 1'], policy)))

    assert plain.evaluate("decide", {"n": 1}).value is None
    assert plain.evaluate("decide", {"n": 1}).rows == ()
    assert kept.evaluate("decide", {"n": 1}).plain() == {"kind": "y", "weight": None}
    assert kept.evaluate("decide", {"n": 1}).matched == {"t": ()}


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX", "COUNT"])
def test_an_aggregation_of_nothing_is_null(aggregation: str) -> None:
    more = f' aggregation="{aggregation}"'
    decisions = read(decision(table(["n"], ["weight"], ["> 5 -> 1"], "COLLECT", more)))

    assert decisions.evaluate("decide", {"n": 1}).value is None


def test_two_rules_of_a_unique_table_are_named_when_both_match() -> None:
    decisions = read(decision(table(["n"], ["out"], ["> 1 -> 1", "> 9 -> 2", "> 2 -> 3"])))

    with pytest.raises(RulesOverlap, match="rules 1 and 3 of table t") as overlap:
        decisions.evaluate("decide", {"n": 5})

    assert (overlap.value.decision, overlap.value.element) == ("decide", "t")
    assert overlap.value.line > 1


def test_a_table_with_any_allows_several_rules_that_say_the_same() -> None:
    decisions = read(decision(table(["n"], ["out"], ["> 1 -> 1 + 1", "> 2 -> 2.0"], "ANY")))

    assert decisions.evaluate("decide", {"n": 5}).value == 2


def test_what_cannot_be_added_up_is_no_sum() -> None:
    decisions = read(decision(table(["n"], ["out"], ["> 1 -> n", "> 2 -> null"], "COLLECT", ' aggregation="SUM"')))

    with pytest.raises(DecisionFailed, match="SUM of output 'out'"):
        decisions.evaluate("decide", {"n": 5})


def test_an_outcome_says_what_was_tested_and_the_authors_note() -> None:
    decisions = read(decision(table(["n:number"], ["out"], ["< 5 -> 1", "> 5 -> 2 # art. 12"])))

    (result,) = decisions.evaluate("decide", {"n": 7}).tables

    assert (result.table, result.decision, result.policy) == ("t", "decide", "UNIQUE")
    assert result.tested == (("n", Decimal(7)),)
    assert result.matched == (MatchedRule(2, "r2", "art. 12", True),)


def test_a_table_without_inputs_matches_always() -> None:
    assert value(table([], ["out"], ["-> 5"])) == 5


# What SpiffWorkflow 3.2 gets wrong in silence (its cells are Python)


@pytest.mark.parametrize(
    ("cell", "fact", "matches"),
    [
        ('"x"', "x", True),
        ("> 5", 7, True),
        ("[1..5]", 3, True),
        ("[1..5]", 6, False),
        ('"a", "b"', "b", True),
        ('"a", "b"', "c", False),
        ('not("a")', "b", True),
        ('not("a")', "a", False),
        ("true", True, True),
        ("true", False, False),
        ("false", False, True),
        ('> date("2024-01-01")', date(2025, 1, 1), True),
        ("", 5, True),
        ("-", None, True),
        ("null", None, True),
        ('"x"', '" or 1==1 or "', False),
    ],
)
def test_a_cell_means_what_feel_says(cell: str, fact: Any, matches: bool) -> None:
    found = value(table(["k"], ["out"], [f"{cell} -> 1"]), {"k": fact})

    assert found == (1 if matches else None)


@pytest.mark.parametrize("text", ['__import__("os").popen("id").read()', "os.getpid()", "().__class__"])
def test_nothing_of_python_is_run(text: str) -> None:
    with pytest.raises(Exception, match=r"cannot be used|nothing is given"):
        value(table(["k"], ["out"], [f"- -> {text}"]), {"k": 1})


def test_several_decisions_of_one_file_are_each_there() -> None:
    decisions = read(decision(literal("1"), "one"), decision(literal("2"), "two", name="The second"))

    assert decisions.names == {"one": "one", "two": "The second"}
    assert [decisions.evaluate(id, {}).value for id in decisions.names] == [1, 2]


# Types and values


def test_numbers_are_decimal() -> None:
    assert value(literal("0.1 + 0.2 = 0.3")) is True
    assert value(literal("a + b"), {"a": 0.1, "b": 0.2}) == 0.3


def test_the_text_of_a_date_becomes_the_date_its_column_declares() -> None:
    logic = table(["day:date"], ["out"], ['< date("2026-03-01") -> "before"', '>= date("2026-03-01") -> "after"'])

    assert value(logic, {"day": "2026-03-02"}) == "after"
    assert value(logic, {"day": date(2026, 2, 2)}) == "before"


def test_a_camunda_date_may_have_a_time() -> None:
    cell = '> date and time("2026-03-01T00:00:00") -> 1'
    camunda = ' xmlns:camunda="http://camunda.org/schema/1.0/dmn"'
    decisions = read(decision(table(["day:date"], ["out"], [cell])), more=camunda)

    assert decisions.evaluate("decide", {"day": "2026-03-02T10:00:00"}).value == 1


@pytest.mark.parametrize(
    ("column", "fact", "reason"),
    [
        ("n:number", "5", "a number is wanted, not a string"),
        ("n:integer", 1.5, "a whole number is wanted"),
        ("n:string", 5, "a string is wanted, not a number"),
        ("n:boolean", "yes", "a boolean is wanted"),
        ("n:date", "yesterday", "no date"),
        ('n:string="a","b"', "private", 'none of the values allowed: "a","b"'),
        ("n:number=[0..10]", 11, "none of the values allowed"),
        ("n:number", [1, 2], "a number is wanted, not a list"),
    ],
)
def test_a_fact_that_does_not_fit_its_column_is_no_silent_miss(column: str, fact: Any, reason: str) -> None:
    with pytest.raises(ValueNotAllowed) as refused:
        value(table([column], ["out"], ["- -> 1"]), {"n": fact})

    assert reason in str(refused.value)
    assert repr(fact) not in str(refused.value)


@pytest.mark.parametrize(
    ("output", "given", "reason"),
    [
        ("out:number", "k", "a number is wanted, not a string"),
        ('out:string="a","b"', "k", "none of the values allowed"),
        ("out:integer", "1 / 3", "a whole number is wanted"),
    ],
)
def test_an_output_that_does_not_fit_is_an_error(output: str, given: str, reason: str) -> None:
    with pytest.raises(ValueNotAllowed, match="rule 1, output 'out'") as refused:
        value(table(["k"], [output], [f"- -> {given}"]), {"k": "x"})

    assert reason in str(refused.value)


def test_null_is_a_value_of_every_type() -> None:
    assert value(table(["k:number"], ["out:string"], ['null -> "nothing"']), {"k": None}) == "nothing"


def test_a_missing_fact_is_an_error_and_null_is_none() -> None:
    decisions = read(decision(table(["k:number"], ["out"], ["null -> 1", "> 5 -> 2"])))

    assert decisions.evaluate("decide", {"k": None}).value == 1
    with pytest.raises(FactMissing, match="'k'") as missing:
        decisions.evaluate("decide", {})
    assert (missing.value.name, missing.value.decision) == ("k", "decide")


def test_typed_items_convert_what_is_inside() -> None:
    decisions = read(
        item("tPerson", components=component("born on", "date") + component("income-net", "number")),
        item("tPeople", "tPerson", collection=True),
        input_data("people", "People", "tPeople"),
        decision(
            literal('{born: People[1].born on + @"P1D", incomes: sum(People.income-net)}'), requires=["people?"]
        ),
    )

    found = decisions.evaluate("decide", {"People": [{"born on": "1990-05-04", "income-net": 5}]}).plain()

    assert found == {"born": "1990-05-05", "incomes": 5}


def test_a_typed_item_with_a_wrong_part_is_refused() -> None:
    decisions = read(
        item("tAge", "number", "[0..150]"),
        item("tPerson", components=component("age", "tAge")),
        input_data("person", "Person", "tPerson"),
        decision(literal("Person.age"), requires=["person?"]),
    )

    with pytest.raises(ValueNotAllowed, match=r"fact 'Person'.*\[0\.\.150\]"):
        decisions.evaluate("decide", {"Person": {"age": 200}})


def test_a_decisions_value_is_of_its_declared_type() -> None:
    with pytest.raises(ValueNotAllowed, match="its value: a number is wanted"):
        read(decision(literal('"a"'), type="number")).evaluate("decide", {})


def test_what_did_not_fit_is_remarked_with_its_place() -> None:
    outcome = read(decision(table(["k"], ["out"], ["> 5 -> 1", "- -> 2"], "FIRST"))).evaluate("decide", {"k": "7"})

    (remark,) = outcome.remarks
    assert outcome.value == 2
    assert remark.reason == "a string is compared with a range of number"
    assert remark.line > 1


def test_the_clock_is_the_hosts() -> None:
    decisions = read(decision(literal("today() - since")))

    outcome = decisions.evaluate("decide", {"since": date(2026, 11, 1)}, now=datetime(2026, 11, 22, tzinfo=UTC))

    assert outcome.plain() == "P21D"
    with pytest.raises(DecisionFailed, match="no clock"):
        decisions.evaluate("decide", {"since": date(2026, 11, 1)})


def test_allowed_values_may_ask_the_clock_of_who_asks() -> None:
    columns = ["since:date=<= today()"], ["rest:days and time duration=<= @\"P10D\""]
    decisions = read(decision(table(*columns, ["- -> now() - since"])))
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert decisions.evaluate("decide", {"since": date(2026, 2, 24)}, now=monday).plain() == "P6DT9H"
    with pytest.raises(ValueNotAllowed, match=r"<= today\(\)"):
        decisions.evaluate("decide", {"since": date(2026, 3, 3)}, now=monday)
    with pytest.raises(ValueNotAllowed, match="P10D"):
        decisions.evaluate("decide", {"since": date(2026, 2, 1)}, now=monday)
    with pytest.raises(DecisionFailed, match="no clock"):
        decisions.evaluate("decide", {"since": date(2026, 2, 24)})
    assert decisions.given("decide")[0].refuses("2030-01-01") == ""


# Graphs of decisions


def test_a_decision_reads_those_it_requires_and_they_are_made_first() -> None:
    decisions = read(
        decision(literal("Base rate * years"), "total", requires=["base", "years?"]),
        decision(table(["kind"], ["rate"], ['"a" -> 10', '"b" -> 20']), "base", ["kind?"], name="Base rate"),
        input_data("kind"),
        input_data("years"),
    )

    outcome = decisions.evaluate("total", {"kind": "b", "years": 3})

    assert outcome.value == 60
    assert [(step.decision, step.value) for step in outcome.trace] == [("base", 20), ("total", 60)]
    assert decisions.facts("total") == {"kind", "years"}
    assert decisions.findings == ()


def test_a_required_decision_is_made_once_however_many_read_it() -> None:
    decisions = read(
        decision(literal("left + right"), "top", ["left", "right"]),
        decision(literal("base * 2"), "left", ["base"]),
        decision(literal("base * 3"), "right", ["base"]),
        decision(literal("n"), "base"),
    )

    outcome = decisions.evaluate("top", {"n": 1})

    assert outcome.value == 5
    assert [step.decision for step in outcome.trace] == ["base", "left", "right", "top"]


def test_outputs_of_a_required_table_may_be_read_by_their_names() -> None:
    decisions = read(
        decision(literal("days + count(kinds)"), "top", ["limits", "several"]),
        decision(table(["n"], ["days", "kind"], ['- -> 5 | "x"']), "limits"),
        decision(table(["n"], ["kinds", "more"], ['- -> "x" | 1', '> 0 -> "y" | 2'], "COLLECT"), "several"),
    )

    assert decisions.evaluate("top", {"n": 1}).value == 7
    assert [finding.code for finding in decisions.findings] == ["DMN-OUTPUT-BY-NAME"] * 2


def test_an_output_read_by_its_name_is_the_whole_value_when_it_is_the_only_one() -> None:
    decisions = read(
        decision(literal("limits.limits"), "top", ["several"]),
        decision(table(["n"], ["limits"], ["- -> {limits: 5}"]), "several"),
    )

    assert decisions.evaluate("top", {"n": 1}).value == 5


def test_knowledge_models_are_functions_and_may_call_one_another() -> None:
    decisions = read(
        decision(literal("twice the root(n) + twice the root(x: n)"), requires=["twice the root()"]),
        knowledge("twice the root", ["x:number"], literal("2 * root(x)"), ["root()"]),
        knowledge("root", ["x"], literal("sqrt(x)")),
    )

    assert decisions.evaluate("decide", {"n": 9}).value == 12


def test_a_chain_of_a_thousand_decisions_is_made() -> None:
    chain = [decision(literal(f"d{n - 1} + 1" if n else "0"), f"d{n}", [f"d{n - 1}"] if n else []) for n in range(1000)]

    assert read(*reversed(chain)).evaluate("d999", {}).value == 999


def test_an_input_may_be_given_by_its_name_or_its_id() -> None:
    decisions = read(input_data("day_type", "Type of day"), decision(literal("Type of day"), requires=["day_type?"]))

    assert decisions.evaluate("decide", {"Type of day": "w"}).value == "w"
    assert decisions.evaluate("decide", {"day_type": "h"}).value == "h"


def test_a_decision_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(DecisionUnknown, match="there are: decide"):
        read(decision(literal("1"))).evaluate("other", {})


# Whole files as editors export them


@pytest.mark.parametrize(
    ("facts", "drinks"),
    [
        ({"season": "Fall", "guestCount": 5, "withChildren": False}, ["Beer", "Water"]),
        ({"season": "Spring", "guestCount": 9, "withChildren": True}, ["Beer", "Juice", "Water"]),
        ({"season": "Summer", "guestCount": 99, "withChildren": False}, ["Water"]),
    ],
)
def test_the_dinner_is_decided_as_its_authors_meant(facts: Mapping[str, Any], drinks: list[str]) -> None:
    assert file("dinner.dmn").evaluate("drinks", facts).mapped("collectEntries") == drinks


def test_a_season_that_is_none_is_refused() -> None:
    with pytest.raises(ValueNotAllowed, match="Season"):
        file("dinner.dmn").evaluate("meal", {"season": "Monsoon", "guestCount": 1})


SHOP: Mapping[str, Any] = {
    "营业面积": 150,
    "经营类别": "餐饮",
    "受理日期": "2026-03-02",
    "申请人": {"名称": "示例餐馆", "成立 日期": "2020-01-01", "处罚": []},
}
PENALTY = {"日期": "2025-12-01", "金额": 500}
LONG_AGO = {"日期": "2020-01-01", "金额": 500}


@pytest.mark.parametrize(
    ("change", "way", "days", "fee", "rules"),
    [
        ({}, "告知承诺", 1, 117.5, ()),
        ({"营业面积": 1000}, "一般程序", 10, 495.5, (2,)),
        ({"经营类别": "危险品"}, "专家评审", 20, 198, (1,)),
        ({"申请人": {**SHOP["申请人"], "成立 日期": "2026-01-01"}}, "一般程序", 10, 198, (3,)),
        ({"申请人": {**SHOP["申请人"], "处罚": [PENALTY, PENALTY]}}, "专家评审", 20, 198, (4,)),
        ({"申请人": {**SHOP["申请人"], "处罚": [PENALTY, LONG_AGO]}}, "告知承诺", 1, 117.5, ()),
        ({"营业面积": 2000, "经营类别": "危险品"}, "专家评审", 20, 845.5, (1, 2)),
    ],
)
def test_the_permit_is_handled_by_its_risk(
    change: Mapping[str, Any], way: str, days: int, fee: float, rules: tuple[int, ...]
) -> None:
    outcome = file("permit.dmn").evaluate("notice", {**SHOP, **change})

    assert outcome.plain() == {"称呼": "示例餐馆：", "内容": f"按{way}办理，{days}个工作日", "费用": fee}
    assert outcome.matched["risk_table"] == rules
    assert [step.name for step in outcome.trace] == ["风险等级", "办理方式", "收费", "告知书"]


def test_the_permit_keeps_the_articles_its_rules_rest_on() -> None:
    outcome = file("permit.dmn").evaluate("risk", {**SHOP, "营业面积": 2000, "经营类别": "危险品"})

    assert [(rule.note, rule.counted) for rule in outcome.tables[0].matched] == [
        ("示例条例第八条", True),
        ("示例条例第九条", False),
    ]


def test_every_boxed_expression_of_the_liability_model_is_understood() -> None:
    decisions = file("liability.dmn")
    drivers = [
        {"Age": 30, "Licence since": "2014-01-01", "At-fault claims": [1]},
        {"Age": 22, "Licence since": "2015-05-05", "At-fault claims": [2, 3]},
    ]

    found = {id: decisions.evaluate(id, {"Drivers": drivers}).plain() for id in decisions.names}

    assert decisions.version == "1.5"
    assert found == {"premium": 810, "ages": [[30, 0], [22, 1]], "anybody_old": False}


# Results for business rule tasks

ONE_BY_ONE = table(["n"], ["a"], ["> 0 -> 1", "> 5 -> 2"], "COLLECT")
TWO_BY_TWO = table(["n"], ["a", "b"], ['> 0 -> 1 | "x"', '> 5 -> 2 | "y"'], "COLLECT")


@pytest.mark.parametrize(
    ("logic", "n", "mapping", "expected"),
    [
        (ONE_BY_ONE, 1, "singleEntry", 1),
        (ONE_BY_ONE, 0, "singleEntry", None),
        (ONE_BY_ONE, 6, "singleEntry", ResultNotMapped),
        (ONE_BY_ONE, 1, "singleResult", {"a": 1}),
        (ONE_BY_ONE, 6, "collectEntries", [1, 2]),
        (ONE_BY_ONE, 0, "collectEntries", []),
        (ONE_BY_ONE, 6, "resultList", [{"a": 1}, {"a": 2}]),
        (ONE_BY_ONE, 0, "resultList", []),
        (TWO_BY_TWO, 1, "singleEntry", ResultNotMapped),
        (TWO_BY_TWO, 1, "singleResult", {"a": 1, "b": "x"}),
        (TWO_BY_TWO, 0, "singleResult", None),
        (TWO_BY_TWO, 6, "singleResult", ResultNotMapped),
        (TWO_BY_TWO, 6, "collectEntries", ResultNotMapped),
        (TWO_BY_TWO, 6, "resultList", [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]),
        (literal("n + 1"), 6, "singleEntry", 7),
        (literal("n + 1"), 6, "singleResult", {"decide": 7}),
        (literal("[n, n]"), 6, "singleEntry", [6, 6]),
        (ONE_BY_ONE, 1, "everything", ResultNotMapped),
    ],
)
def test_a_result_is_mapped_as_camunda_maps_it(logic: str, n: int, mapping: Any, expected: Any) -> None:
    outcome = read(decision(logic)).evaluate("decide", {"n": n})

    if isinstance(expected, type):
        with pytest.raises(expected):
            outcome.mapped(mapping)
    else:
        assert outcome.mapped(mapping) == expected


def test_the_history_of_a_decision_is_plain_json() -> None:
    history = file("permit.dmn").evaluate("handling", {**SHOP, "营业面积": 1000.5}).history()

    assert json.loads(json.dumps(history)) == history
    assert history["value"] == {"方式": "一般程序", "工作日": 10, "现场核查": True}
    assert [step["decision"] for step in history["steps"]] == ["risk", "handling"]
    assert history["steps"][0]["tables"][0]["tested"][1] == {"input": "面积（㎡）", "value": 1000.5}
    assert history["steps"][0]["tables"][0]["matched"] == [
        {"number": 2, "rule": "large", "note": "示例条例第九条", "counted": True}
    ]


def test_a_result_json_has_nothing_for_is_not_kept() -> None:
    outcome = read(decision(literal("[1..5]"))).evaluate("decide", {})

    with pytest.raises(DecisionFailed, match="range"):
        outcome.plain()
    assert outcome.history()["value"] == "[1..5]"
    assert read(decision(literal("[function(x) x]"))).evaluate("decide", {}).history()["value"] == "list"


# Figures


def test_a_table_read_once_is_asked_twenty_times_as_fast_as_one_read_for_every_question() -> None:
    rules = [f'"k{n}", "all" | [{n}..{n + 100}] | - | < {n + 50} -> {n}' for n in range(20)]
    columns = ["kind:string", "size:number", "urgent:boolean", "age:number"]
    written = decision(table(columns, ["out:number"], rules, "COLLECT"))
    decisions = read(written)
    facts = {"kind": "all", "size": 50, "urgent": True, "age": 3}
    assert len(decisions.evaluate("decide", facts).value) == 20

    ours = min(timeit.repeat(lambda: decisions.evaluate("decide", facts), number=10, repeat=9)) / 10
    naive = min(timeit.repeat(lambda: read(written).evaluate("decide", facts), number=1, repeat=5))

    assert ours * 20 < naive, f"{ours:.6f} s against {naive:.6f} s"
