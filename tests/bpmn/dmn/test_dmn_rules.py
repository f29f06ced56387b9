"""A wrong and a right file for every rule of the catalogue of decisions, and what reading does beside the rules."""

# fmt: off

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bpmn.catalogue import Rule
from bpmn.dmn import DecisionRefused, check_dmn, read_dmn
from bpmn.dmn.catalogue import RULES
from bpmn.dmn.vocabulary import CHILDREN, NAMESPACES
from tests.bpmn.dmn.drawn import MODEL, component, decision, definitions, input_data, item, knowledge, literal, table

CAMUNDA = ' xmlns:camunda="http://camunda.org/schema/1.0/dmn"'
ONE = table(["k:string"], ["out:string"], ['"a" -> "x"', 'not("a") -> "y"'])
RIGHT = definitions(decision(ONE))


@dataclass(frozen=True)
class Pair:
    """A file that breaches a rule, the element the breach is at, and the same put right."""

    code: str
    wrong: bytes
    element: str
    right: bytes = RIGHT


def of(*cells: str, inputs: tuple[str, ...] = ("k:string",), outputs: tuple[str, ...] = ("out",),
       policy: str = "UNIQUE", more: str = "") -> bytes:
    """One decision with a table of these rules."""
    return definitions(decision(table(inputs, outputs, cells, policy, more)))


def changed(old: str, new: str, of: bytes = RIGHT) -> bytes:
    assert old.encode() in of
    return of.replace(old.encode(), new.encode(), 1)


PAIRS = [
    # The file
    Pair("DMN-EMPTY", b" ", "wrong.dmn"),
    Pair("DMN-TOO-LARGE", b"<d>" * 100_001, "wrong.dmn"),
    Pair("DMN-NOT-XML", RIGHT[:-5], "wrong.dmn"),
    Pair("DMN-DOCTYPE", b"<!DOCTYPE d>" + RIGHT, "wrong.dmn"),
    Pair("DMN-NAMESPACE", changed(MODEL, "http://www.omg.org/spec/BPMN/20100524/MODEL"), "wrong.dmn"),
    Pair("DMN-IMPORT", definitions('<import name="shared" namespace="urn:x"/>', decision(ONE)), "shared"),
    Pair("DMN-IMPORT", definitions(decision(literal("1"), requires=["x"])).replace(b"#x", b"urn:other#x"), "decide"),
    Pair("DMN-NO-DECISION", definitions(input_data("k")), "wrong.dmn"),
    Pair("DMN-UNKNOWN-ELEMENT", definitions(decision("<spreadsheet id='s'/>" + ONE)), "s"),
    Pair("DMN-UNKNOWN-ELEMENT", definitions('<rule id="stray"/>', decision(ONE)), "stray"),
    Pair("DMN-UNKNOWN-ELEMENT", definitions(decision(ONE + literal("1"))), "literalExpression"),
    Pair("DMN-UNKNOWN-ATTRIBUTE", changed("hitPolicy", "hitpolicy"), "t"),
    Pair("DMN-VENDOR-HINT", changed("<decisionTable", '<decisionTable xmlns:v="urn:v" v:colour="red"'), "urn:v"),
    Pair("DMN-VENDOR-HINT", definitions(decision(ONE), more=CAMUNDA).replace(
        b"<decision ", b'<decision camunda:historyTimeToLive="P1D" '), "http://camunda.org/schema/1.0/dmn",
         definitions(decision(ONE), more=CAMUNDA).replace(b"<input ", b'<input camunda:inputVariable="x" ')),
    # Decisions and what they require
    Pair("DMN-ID-DUPLICATE", definitions(decision(ONE), decision(ONE)), "decide",
         definitions(decision(ONE), decision(ONE, "other"))),
    Pair("DMN-ID-MISSING", changed(' id="decide"', ""), "decide"),
    Pair("DMN-REFERENCE", definitions(decision(ONE, requires=["gone"])), "decide",
         definitions(decision(ONE, requires=["there"]), decision(ONE, "there"))),
    Pair("DMN-REFERENCE", definitions(decision(ONE, requires=["k?"]), decision(ONE, "k")), "decide",
         definitions(decision(ONE, requires=["k?"]), input_data("k"))),
    Pair("DMN-CIRCLE", definitions(decision(ONE, requires=["b"]), decision(ONE, "b", requires=["decide"])), "b",
         definitions(decision(ONE, requires=["b"]), decision(ONE, "b"))),
    Pair("DMN-CIRCLE", definitions(knowledge("f", ["x"], literal("f(x)"), ["f()"]), decision(ONE)), "f"),
    Pair("DMN-LOGIC-MISSING", definitions(decision("")), "decide"),
    Pair("DMN-LOGIC-MISSING", definitions(decision("<context><contextEntry/></context>")), "decide"),
    Pair("DMN-LOGIC-MISSING", definitions('<businessKnowledgeModel id="f" name="f"/>', decision(ONE)), "f"),
    Pair("DMN-UNSUPPORTED", definitions(knowledge("f", ["x"], literal("x")), decision(ONE)).replace(
        b"<encapsulatedLogic", b'<encapsulatedLogic kind="Java"'), "f"),
    Pair("DMN-UNSUPPORTED", definitions('<decisionService id="s" name="s"/>', decision(literal("1"), requires=["s()"])),
         "decide", definitions('<decisionService id="s" name="s"/>', decision(ONE))),
    Pair("DMN-UNSUPPORTED", changed("<text>1</text>", '<importedValues namespace="urn:x"/>',
                                    definitions(decision(literal("1")))), "decide"),
    Pair("DMN-FACT-UNDECLARED", definitions(input_data("other"), decision(ONE)), "decide",
         definitions(input_data("k"), decision(ONE, requires=["k?"]))),
    Pair("DMN-REQUIREMENT-MISSING", definitions(decision(literal("base")), decision(ONE, "base")), "decide",
         definitions(decision(literal("base"), requires=["base"]), decision(ONE, "base"))),
    Pair("DMN-OUTPUT-BY-NAME", definitions(decision(literal("out"), requires=["base"]), decision(ONE, "base")),
         "decide", definitions(decision(literal("base"), requires=["base"]), decision(ONE, "base"))),
    # Types
    Pair("DMN-TYPE", of('"a" -> 1', inputs=("k:strnig",)), "decide"),
    Pair("DMN-TYPE", definitions(item("a", "b"), item("b", "a"), decision(ONE)), "a",
         definitions(item("a", "b"), item("b", "string"), decision(ONE))),
    Pair("DMN-TYPE", definitions(item("a", components=component("x", "gone")), decision(ONE)), "a.x"),
    # Expressions
    Pair("DMN-EXPRESSION", of("3 < ? < 5 -> 1", inputs=("k:number",)), "t", of("(3..5) -> 1", inputs=("k:number",))),
    Pair("DMN-EXPRESSION", of("- -> nosuch(1)"), "t", of("- -> sum(1)")),
    Pair("DMN-EXPRESSION", of("- -> 1", inputs=("k +",)), "t"),
    Pair("DMN-EXPRESSION", of('"a" -> 1', inputs=("k:string=a, b",)), "t",
         of('"a" -> 1', inputs=('k:string="a", "b"',))),
    Pair("DMN-EXPRESSION", definitions(item("a", "string", '"x'), decision(ONE)), "a"),
    Pair("DMN-EXPRESSION", definitions(knowledge("f", ["x"], literal("x + fact")), decision(ONE)), "f"),
    Pair("DMN-LANGUAGE", changed("<inputExpression", '<inputExpression expressionLanguage="groovy"').replace(
        b"<text>k</text>", b"<text>k.trim()</text>"), "t"),
    Pair("DMN-LANGUAGE-COMMON", changed("<inputExpression", '<inputExpression expressionLanguage="juel"'), "t",
         changed("<inputExpression", f'<inputExpression expressionLanguage="{MODEL.replace("MODEL", "FEEL")}"')),
    # Tables
    Pair("DMN-HIT-POLICY", changed("UNIQUE", "BEST"), "t"),
    Pair("DMN-HIT-POLICY", of("- -> 1", policy="COLLECT", more=' aggregation="MEDIAN"'), "t",
         of("- -> 1", policy="COLLECT", more=' aggregation="SUM"')),
    Pair("DMN-HIT-POLICY", of("- -> 1", more=' aggregation="SUM"'), "t"),
    Pair("DMN-HIT-POLICY", of("- -> 1 | 2", outputs=("a", "b"), policy="COLLECT", more=' aggregation="SUM"'), "t"),
    Pair("DMN-PRIORITY", of('"a" -> "x"', policy="PRIORITY"), "t",
         of('"a" -> "x"', policy="PRIORITY", outputs=('out:="x", "y"',))),
    Pair("DMN-PRIORITY", of('"a" -> 1', policy="OUTPUT ORDER", outputs=("out:=[1..5]",)), "t"),
    Pair("DMN-TABLE-SHAPE", definitions(decision(table(["k"], [], []))), "t"),
    Pair("DMN-TABLE-SHAPE", of("- -> 1 | 2", outputs=("a", "a")), "t", of("- -> 1 | 2", outputs=("a", "b"))),
    Pair("DMN-TABLE-SHAPE", of("- | - -> 1"), "r1", of("- | - -> 1", inputs=("a", "b"))),
    Pair("DMN-TABLE-SHAPE", of("- -> 1 | 2"), "r1"),
    Pair("DMN-TABLE-EMPTY", of(), "t"),
    Pair("DMN-INPUT-EMPTY", of("- -> 1", inputs=("",)), "i1"),
    Pair("DMN-OUTPUT-EMPTY", of("- -> "), "t", of("- -> null")),
    Pair("DMN-CELL-TYPE", of('"a" -> 1', inputs=("k:number",)), "t", of("5 -> 1", inputs=("k:number",))),
    Pair("DMN-CELL-TYPE", of("> 5 -> 1"), "t", of('> "a" -> 1')),
    Pair("DMN-CELL-TYPE", of('not("a", [1..2]) -> 1'), "t", of('not("a", "b") -> 1')),
    Pair("DMN-CELL-TYPE", of('date and time("2026-03-01T00:00:00") -> 1', inputs=("k:date",)), "t",
         of('date("2026-03-01") -> 1', inputs=("k:date",))),
    Pair("DMN-CELL-TYPE", of('- -> "x"', outputs=("out:number",)), "t", of("- -> 1", outputs=("out:number",))),
    Pair("DMN-CELL-TYPE", of('- -> "z"', outputs=('out:string="x","y"',)), "t"),
    Pair("DMN-CELL-TYPE", of('"a" -> "x"', outputs=('out:string="x","y"!"z"',)), "t"),
    Pair("DMN-CELL-NAME", of("high -> 1"), "t", of('"high" -> k')),
    Pair("DMN-CELL-NAME", of("- -> accept"), "t",
         definitions(input_data("accept"), decision(table(["k"], ["out"], ["- -> accept"]), requires=["accept?"]))),
    Pair("DMN-CELL-NOT-ALLOWED", of('"c" -> 1', inputs=('k:string="a","b"',)), "t",
         of('"b" -> 1', inputs=('k:string="a","b"',))),
    Pair("DMN-CELL-NOT-ALLOWED", of("< 0 -> 1", inputs=("k:number=[0..120]",)), "t",
         of("<= 0 -> 1", inputs=("k:number=[0..120]",))),
    Pair("DMN-RULES-OVERLAP", of("[1..5] -> 1", "[5..9] -> 2", inputs=("k:number",)), "r2",
         of("[1..5] -> 1", "(5..9] -> 2", inputs=("k:number",))),
    Pair("DMN-RULES-OVERLAP", of('"a", "b" | - -> 1', '"b" | true -> 2', inputs=("k", "l")), "r2",
         of('"a", "b" | false -> 1', '"b" | true -> 2', inputs=("k", "l"))),
    Pair("DMN-RULES-OVERLAP", of("not(5) -> 1", "not(5) -> 2", inputs=("k:number",)), "r2",
         of("< 5 -> 1", ">= 5 -> 2", inputs=("k:number",))),
    Pair("DMN-RULES-OVERLAP", of("- -> 1", '"a" -> 2'), "r2", of("- -> 1", '"a" -> 2', policy="FIRST")),
    Pair("DMN-ORIENTATION", changed("<decisionTable", '<decisionTable preferredOrientation="Rule-as-Column"'), "t",
         changed("<decisionTable", '<decisionTable preferredOrientation="Rule-as-Row"')),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.code)
def test_a_breach_is_found_at_its_element_and_not_in_the_file_put_right(pair: Pair) -> None:
    wrong = [finding for finding in check_dmn(pair.wrong, "wrong.dmn").findings if finding.code == pair.code]
    right = check_dmn(pair.right, "right.dmn")

    assert pair.element in {finding.element for finding in wrong}
    assert all(finding.severity == RULES[pair.code].severity and finding.remedy for finding in wrong)
    assert pair.code not in {finding.code for finding in right.findings}
    assert right.usable, right.findings


def test_every_rule_has_a_wrong_and_a_right_file() -> None:
    untested = RULES.keys() - {pair.code for pair in PAIRS} - {"DMN-CHECK-STOPPED"}

    assert untested == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_says_what_holds_what_to_do_and_where_it_comes_from(rule: Rule) -> None:
    assert all(said.en.endswith(".") and said.zh.endswith("。") for said in (rule.says, rule.remedy)) and rule.source


def test_a_right_file_is_usable_without_a_word() -> None:
    assert check_dmn(RIGHT, "right.dmn").findings == ()


def test_all_findings_come_at_once_by_line() -> None:
    wrong = of("3 < ? < 5 -> 1", "> 'a' -> nosuch(1)", '"a" -> 1', inputs=("k:number",))

    with pytest.raises(DecisionRefused) as refused:
        read_dmn(wrong, "wrong.dmn")

    codes = [finding.code for finding in refused.value.findings]
    assert codes == ["DMN-EXPRESSION", "DMN-EXPRESSION", "DMN-EXPRESSION", "DMN-CELL-TYPE"]
    assert [finding.line for finding in refused.value.findings] == [3, 4, 4, 5]
    assert refused.value.findings[0].remedy == "Join comparisons with `and`."


def test_a_finding_in_a_cell_of_several_lines_names_its_line() -> None:
    wrong = changed("not(&quot;a&quot;)", '"b",\n\n 2026-03-01')

    (finding,) = check_dmn(wrong, "wrong.dmn").findings

    assert finding.line == RIGHT[: RIGHT.index(b"not(")].count(b"\n") + 1 + 2
    assert "rule 2, input 'k' of table t" in finding.message


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_of_dmn_is_read(namespace: str) -> None:
    decisions = read_dmn(definitions(decision(ONE), namespace=namespace), "right.dmn")

    assert decisions.version == NAMESPACES[namespace]
    assert decisions.evaluate("decide", {"k": "a"}).value == "x"


@pytest.mark.parametrize("type", ["feel:string", "string", " string "])
def test_a_type_may_have_the_prefix_of_dmn_1_1(type: str) -> None:
    assert check_dmn(of('"a" -> 1', inputs=(f"k:{type}",)).replace(b"feel:", b"feel:"), "right.dmn").findings == ()


def test_a_name_of_an_input_variable_means_the_tested_value() -> None:
    camunda = definitions(decision(table(["k:number"], ["out"], ["size &gt; 3 and cellInput < 9 -> 1"])), more=CAMUNDA)
    named = camunda.replace(b"&amp;gt;", b"&gt;").replace(b"<input ", b'<input camunda:inputVariable="size" ')

    assert read_dmn(named, "named.dmn").evaluate("decide", {"k": 5}).value == 1


def test_what_an_extension_holds_is_noticed_once_for_each_tool() -> None:
    hints = "<extensionElements><v:a xmlns:v='urn:vendor'><v:b/></v:a></extensionElements>"

    (finding,) = check_dmn(definitions(decision(hints + ONE), decision(hints + ONE, "other")), "x").findings

    assert (finding.code, finding.element) == ("DMN-VENDOR-HINT", "urn:vendor")
    assert finding.message.startswith("4 ×")


@pytest.mark.parametrize("parent", sorted(CHILDREN))
def test_nothing_unknown_goes_by_in_silence_wherever_it_stands(parent: str) -> None:
    found = check_dmn(everything().replace(f"<{parent} ".encode(), f'<{parent} strange="1" '.encode(), 1), "x.dmn")

    assert "DMN-UNKNOWN-ATTRIBUTE" in {finding.code for finding in found.findings}


def everything() -> bytes:
    """A file with every element that is read, each once, where it may stand first."""
    return f'<definitions id="all" xmlns="{MODEL}">{nested("definitions", {"definitions"})}</definitions>'.encode()


def nested(parent: str, above: set[str]) -> str:
    """The children of an element that were not come to before, each with its own."""
    text = ""
    for child in sorted(CHILDREN[parent]):
        if child in above:
            continue
        above.add(child)
        text += f'<{child} id="{child}">{nested(child, above)}</{child}>'
    return text
