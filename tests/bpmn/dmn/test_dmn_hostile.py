"""Files made by accident or to do harm: each gets an answer with a code, in time, and nothing else happens."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bpmn.dmn import DecisionFailed, DecisionRefused, check_dmn, read_dmn
from bpmn.xml import MOST_BYTES
from tests.bpmn.dmn.drawn import component, decision, definitions, item, knowledge, literal, table

FILES = Path(__file__).parent / "files"
MORE = 5 if "SEALFLOW_FUZZ" in os.environ else 1
"""How many times as much is tried in a night."""
RIGHT = definitions(decision(table(["k"], ["out"], ['"a" -> 1'])))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d a="&l11;">&l11;</d>'.encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "DMN-EMPTY"),
        (b"\0" * 1000, "DMN-NOT-XML"),
        (b"%PDF-1.7", "DMN-NOT-XML"),
        (RIGHT[: len(RIGHT) // 2], "DMN-NOT-XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><d/>', "DMN-NOT-XML"),
        (BOMB, "DMN-DOCTYPE"),
        (b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>', "DMN-DOCTYPE"),
        (b'<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><d>&x;</d>', "DMN-DOCTYPE"),
        (BOMB.decode().encode("utf-16"), "DMN-DOCTYPE"),
        (b"x" * (MOST_BYTES + 1), "DMN-TOO-LARGE"),
        (b"<d>" * 50_000 + b"</d>" * 50_000, "DMN-TOO-LARGE"),
        (b"<d/>", "DMN-NAMESPACE"),
        (RIGHT.replace(b"definitions", b"decision"), "DMN-NAMESPACE"),
    ],
    ids=lambda given: given if isinstance(given, str) else repr(given[:24]),
)
def test_a_hostile_file_is_refused_by_its_code_at_once(data: bytes, code: str) -> None:
    began = time.process_time()

    with pytest.raises(DecisionRefused) as refused:
        read_dmn(data, "upload.dmn")

    assert [finding.code for finding in refused.value.findings] == [code]
    assert time.process_time() - began < 2


def test_a_stylesheet_and_a_schema_location_are_not_fetched(tmp_path: Path) -> None:
    schema = (tmp_path / "schema.xsd").as_uri()
    more = f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {schema}"'
    asking = definitions(decision(literal("1")), more=more)

    assert check_dmn(b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + asking, "asking.dmn").usable


@pytest.mark.parametrize(
    ("inputs", "outputs"), [(["k:string=now()"], ["out"]), (["k"], ["out:string=now()"])], ids=["compared", "given"]
)
def test_a_constant_beside_allowed_values_that_ask_the_clock_is_not_judged_at_reading(
    inputs: list[str], outputs: list[str]
) -> None:
    result = check_dmn(definitions(decision(table(inputs, outputs, ['"a" -> "b"']))), "clock.dmn")

    assert (result.usable, result.findings) == (True, ())


@pytest.mark.parametrize(
    ("inputs", "outputs"), [(["k:number=ENDLESS"], ["out"]), (["k"], ["out:number=ENDLESS"])], ids=["compared", "given"]
)
def test_a_constant_beside_allowed_values_that_take_for_ever_is_refused(inputs: list[str], outputs: list[str]) -> None:
    endless = "? = count(for i in 1..9000, j in 1..9000 return j)"
    columns = [[column.replace("ENDLESS", endless) for column in columns] for columns in (inputs, outputs)]

    result = check_dmn(definitions(decision(table(*columns, ["1 -> 1"]))), "endless.dmn")

    assert [finding.code for finding in result.findings if finding.severity == "error"] == ["DMN-EXPRESSION"]
    assert "cannot be told" in result.findings[0].message


def many(number: int, each: str) -> bytes:
    return definitions(*(each.replace("%", str(n)) for n in range(number)))


FULL = {
    "rules": definitions(decision(table(["a", "b"], ["out"], [f"> {n} | [{n}..{n + 9}] -> 1" for n in range(3_000)]))),
    "alike rules": definitions(decision(table(["a"] * 20, ["out"], [f"{'- | ' * 19}{n} -> 1" for n in range(600)]))),
    "columns": definitions(decision(table([f"a{n}" for n in range(900)], ["out"], [f"{'-|' * 899}- -> 1"] * 9))),
    "decisions": many(4_000, decision(literal("d% + 1"), "e%")),
    "a chain": definitions(*(decision(literal("1"), f"d{n}", [f"d{n + 1}"]) for n in range(8_000))),
    "a circle": definitions(*(decision(literal("1"), f"d{n}", [f"d{(n + 1) % 8_000}"]) for n in range(8_000))),
    "requirements": definitions(decision(literal("1"), "top", ["d"] * 20_000), decision(literal("1"), "d")),
    "types": definitions(*(item(f"t{n}", f"t{n + 1}") for n in range(900)), decision(literal("1"))),
    "parts": definitions(item("t", components="".join(component(f"c {n}", "t") for n in range(9_000))), decision("")),
    "functions": definitions(*(knowledge(f"f{n}", ["x"], literal("x"), [f"f{n + 1}()"]) for n in range(4_000))),
    "a cell": definitions(decision(table(["a"], ["out"], ["(" * 3_000_000 + " -> 1"]))),
    "blanks": definitions(decision(table(["a"], ["out"], ["- -> 1"]).replace(">-<", ">" + " " * 3_000_000 + "<"))),
    "nesting": definitions(decision("<list>" * 50 + literal("1") + "</list>" * 50)),
    "attributes": definitions(decision(literal("1"))).replace(
        b"<decision ", b"<decision " + b" ".join(b'a%d=""' % n for n in range(20_000)) + b" "
    ),
}


@pytest.mark.parametrize("of", FULL)
def test_a_file_within_the_limits_but_full_of_one_thing_is_answered_in_time(of: str) -> None:
    began = time.process_time()

    result = check_dmn(FULL[of], "full.dmn")

    assert "DMN-CHECK-STOPPED" not in {finding.code for finding in result.findings}
    assert time.process_time() - began < 5


@settings(max_examples=50 * MORE, deadline=None)
@given(st.integers(0, len(RIGHT) - 1), st.binary(max_size=3), st.integers(0, 30))
def test_a_file_damaged_anywhere_gets_an_answer(position: int, inserted: bytes, lost: int) -> None:
    damaged = RIGHT[:position] + inserted + RIGHT[position + lost :]

    result = check_dmn(damaged, "damaged.dmn")

    assert "DMN-CHECK-STOPPED" not in {finding.code for finding in result.findings}
    assert result.usable or any(finding.severity == "error" for finding in result.findings)


TEXTS = [
    "", "-", "null", '"a"', "[1..5]", "not(1)", "k", "a.b", "? > 1", "x => y", "sum(k)", "1 / 0", "[[]]", '{"a": 1}',
    "for i in 1..9 return i", "function(x) x", "now()", '@"P1D"', "Drivers", "经营年限(1, 2)", "风险等级",
]  # fmt: skip
VALUES = ["", " ", "number", "string", "x", "true", "COLLECT", "PRIORITY", "SUM", "#risk", "#gone", "juel", "申请人"]
NAMES = ["dinner.dmn", "permit.dmn", "liability.dmn"]
UNTELLABLE = [
    "now()", "today()", "? <= today()", "[today()..now()]", "day of week(today())", "now() - today()", "string(now())",
    'date("x")', 'duration("x")', 'matches("a", "(")', "10 ** 9999", "count(for i in 1..999, j in 1..999 return j)",
    "function(x) x", "{f: function(g) g(g), r: f(f)}.r",
]  # fmt: skip
"""What cannot be told while a file is read: it asks the clock, fails, or does not end."""
FACTS: dict[str, Any] = {
    "season": "Fall", "guestCount": 5, "withChildren": True, "营业面积": 1500, "经营类别": "危险品",
    "受理日期": "2026-03-02", "申请人": {"名称": "x", "成立 日期": "2020-01-01", "处罚": [{"日期": "2025-12-01"}]},
    "Drivers": [{"Age": 22, "Licence since": "2014-01-01", "At-fault claims": [1, 2]}], "k": 1, "a": {"b": "x"},
}  # fmt: skip


@settings(max_examples=100 * MORE, deadline=None)
@given(st.data())
def test_decisions_that_have_lost_or_changed_parts_get_an_answer(data: st.DataObject) -> None:
    root = etree.fromstring((FILES / data.draw(st.sampled_from(NAMES))).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        elements = [element for element in root.iter("{*}*") if element is not root]
        element, other = data.draw(st.sampled_from(elements)), data.draw(st.sampled_from(elements))
        change = data.draw(st.sampled_from(("lose", "say", "say", "rename", "move", "repeat", "retag")))
        if change == "lose":
            element.getparent().remove(element)
        elif change == "say":
            texts = [one for one in elements if one.tag.endswith("}text")]
            if texts:
                data.draw(st.sampled_from(texts)).text = data.draw(st.sampled_from(TEXTS))
        elif change == "rename" and element.attrib:
            name = data.draw(st.sampled_from(sorted(map(str, element.attrib))))
            element.set(name, data.draw(st.sampled_from(VALUES)))
        elif change == "move" and element not in other.iterancestors() and element is not other:
            other.append(element)
        elif change == "repeat":
            element.addnext(deepcopy(element))
        elif change == "retag":
            element.tag = other.tag

    result = check_dmn(etree.tostring(root), "changed.dmn")

    assert "DMN-CHECK-STOPPED" not in {finding.code for finding in result.findings}, result.findings
    assert all(finding.element and finding.line > 0 and finding.remedy for finding in result.findings)
    if result.usable:
        decisions = read_dmn(etree.tostring(root), "changed.dmn")
        for id in decisions.names:
            with suppress(DecisionFailed):
                decisions.evaluate(id, FACTS).plain()


@pytest.mark.parametrize("said", UNTELLABLE)
@pytest.mark.parametrize("name", NAMES)
def test_any_text_of_a_file_may_say_what_cannot_be_told_at_reading(name: str, said: str) -> None:
    root = etree.fromstring((FILES / name).read_bytes())
    for text in root.iter("{*}text"):
        before, text.text = text.text, said

        result = check_dmn(etree.tostring(root), name)

        assert "DMN-CHECK-STOPPED" not in {finding.code for finding in result.findings}, (text.sourceline, result)
        text.text = before


FACT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40 * MORE, deadline=None)
@given(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(sorted(FACTS)), FACT))
def test_whatever_the_facts_a_decision_is_plain_or_says_that_it_failed(name: str, facts: dict[str, Any]) -> None:
    decisions = read_dmn((FILES / name).read_bytes(), name)

    for id in decisions.names:
        try:
            told = decisions.evaluate(id, {**FACTS, **facts}).plain()
        except DecisionFailed as failed:
            assert failed.remedy and str(failed)
        else:
            assert json.loads(json.dumps(told)) == told, "what was decided is plain"


def test_a_decision_that_would_take_for_ever_is_stopped() -> None:
    slow = definitions(decision(table(["k"], ["out"], ["count(for i in 1..9000, j in 1..9000 return j) > 1 -> 1"])))
    began = time.process_time()

    with pytest.raises(DecisionFailed, match=r"entries|steps"):
        read_dmn(slow, "slow.dmn").evaluate("decide", {"k": True})

    assert time.process_time() - began < 3


def test_a_fact_that_holds_itself_is_stopped() -> None:
    endless: dict[str, Any] = {}
    endless["self"] = endless

    with pytest.raises(DecisionFailed, match="nested"):
        read_dmn(definitions(decision(literal("k"))), "x.dmn").evaluate("decide", {"k": endless})


def test_functions_that_call_each_other_for_ever_are_stopped() -> None:
    forever = "{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r"

    with pytest.raises(DecisionFailed, match="deep"):
        read_dmn(definitions(decision(literal(forever))), "x.dmn").evaluate("decide", {})


