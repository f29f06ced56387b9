"""Files made by accident or to do harm: each gets an answer with a code, at once, and nothing else happens."""

from __future__ import annotations

import time
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bpmn.errors import DiagramRefused
from bpmn.reader import MOST_BYTES, read
from bpmn.rules import check_file
from bpmn.runner import compile
from tests.bpmn.drawing import drawn, end, start, user

RIGHT = drawn(start(), user("a"), end(), flows="s>a; a>e")
MODEL = b'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
VALUES = ["", " ", "check", "to_check", "permit", "gone", "true", "a b", "x:y", "${x}", "= x", "__x__", "R/", "P", "1"]
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d a="&l11;">&l11;</d>'.encode()
QUADRATIC = b'<!DOCTYPE d [<!ENTITY a "' + b"a" * 50_000 + b'">]><d>' + b"&a;" * 50_000 + b"</d>"


def entity(place: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "{place}">]><d>&x;</d>'.encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "BPMN-EMPTY"),
        (b"\xef\xbb\xbf", "BPMN-NOT-XML"),
        (b"\0" * 1000, "BPMN-NOT-XML"),
        (b"%PDF-1.7", "BPMN-NOT-XML"),
        (b"{}", "BPMN-NOT-XML"),
        (RIGHT[: len(RIGHT) // 2], "BPMN-NOT-XML"),
        (RIGHT + RIGHT, "BPMN-NOT-XML"),
        (RIGHT.replace(b"<bpmn:process", b"<other:process"), "BPMN-NOT-XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><d/>', "BPMN-NOT-XML"),
        (b'<d a="&undefined;"/>', "BPMN-NOT-XML"),
        (b"<d>\xff\xfe</d>", "BPMN-NOT-XML"),
        (BOMB, "BPMN-DOCTYPE"),
        (QUADRATIC, "BPMN-DOCTYPE"),
        (entity("file:///etc/hostname"), "BPMN-DOCTYPE"),
        (entity("http://127.0.0.1:9/x"), "BPMN-DOCTYPE"),
        (BOMB.decode().encode("utf-16"), "BPMN-DOCTYPE"),
        (b"<!-- <d> -->" + BOMB, "BPMN-DOCTYPE"),
        (b"x" * 100_000_000, "BPMN-TOO-LARGE"),
        (b"<d>" * 3_000_000, "BPMN-TOO-LARGE"),
        (b"<d>" * 50_000 + b"</d>" * 50_000, "BPMN-TOO-LARGE"),
        (b"<d " + b"".join(b'a%d=""' % n for n in range(400_000)) + b"/>", "BPMN-NOT-XML"),
        (b"<d>" + b"x" * (MOST_BYTES - 7) + b"</d>", "BPMN-NAMESPACE"),
    ],
    ids=lambda given: given if isinstance(given, str) else repr(given[:24]),
)
def test_a_hostile_file_is_refused_by_its_code_at_once(data: bytes, code: str) -> None:
    began = time.process_time()

    with pytest.raises(DiagramRefused) as refused:
        read(data, "upload.bpmn")

    assert [finding.code for finding in refused.value.findings] == [code]
    assert all(finding.remedy for finding in refused.value.findings)
    assert time.process_time() - began < 2


def test_what_only_looks_like_a_document_type_is_text() -> None:
    quoted = RIGHT.replace(b"<bpmn:process", b"<!-- <!DOCTYPE d> --><bpmn:process", 1)

    assert read(quoted, "quoted.bpmn").main == "p"


def test_a_stylesheet_and_a_schema_location_are_not_fetched(tmp_path: Path) -> None:
    elsewhere = (tmp_path / "schema.xsd").as_uri().encode()
    asking = RIGHT.replace(b"<bpmn:definitions ", b'<bpmn:definitions xsi:schemaLocation="urn:x ' + elsewhere + b'" ')

    assert read(b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + asking, "asking.bpmn").main == "p"


def chain(number: int) -> bytes:
    one = b'<task id="t%d"/><sequenceFlow sourceRef="t%d" targetRef="t%d"/>'
    return b"".join(one % (n, n, n + 1) for n in range(number))


FULL = {
    "nested": b"".join(b'<subProcess id="s%d">' % n for n in range(50)) + b"</subProcess>" * 50,
    "lanes": b"<laneSet>" + b"<lane><flowNodeRef>t</flowNodeRef></lane>" * 30_000 + b'</laneSet><task id="t"/>',
    "flows": b'<task id="t"/>' + b'<sequenceFlow sourceRef="t" targetRef="t"/>' * 40_000,
    "duplicates": b'<task id="t"/>' + b'<dataObject id="d"/>' * 40_000,
    "a chain": chain(2_900),
    "calls": b"".join(b'<callActivity id="t%d" calledElement="p"/>' % n for n in range(2_900)),
    "a script": b'<scriptTask id="t"><script>' + b"x = (\n" * 1_500_000 + b"</script></scriptTask>",
    "blanks": b'<task id="t"><documentation>' + b" " * 5_000_000 + b"</documentation></task>",
    "a condition": b'<task id="t"/><sequenceFlow id="f" sourceRef="t" targetRef="t"><conditionExpression>'
    + b"(" * 5_000_000
    + b"</conditionExpression></sequenceFlow>",
}


@pytest.mark.parametrize("of", FULL)
def test_a_file_within_the_limits_but_full_of_one_thing_is_answered_in_time(of: str) -> None:
    began = time.process_time()

    check_file(b"<definitions " + MODEL + b'><process id="p">' + FULL[of] + b"</process></definitions>", "full.bpmn")

    assert time.process_time() - began < 5


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(RIGHT) - 1), st.binary(max_size=3), st.integers(0, 30))
def test_a_file_damaged_anywhere_gets_an_answer(position: int, inserted: bytes, lost: int) -> None:
    damaged = RIGHT[:position] + inserted + RIGHT[position + lost :]

    result = check_file(damaged, "damaged.bpmn")

    assert "BPMN-CHECK-STOPPED" not in {finding.code for finding in result.findings}
    assert result.runnable or any(finding.severity == "error" for finding in result.findings)


PERMIT = (Path(__file__).parent / "diagrams" / "permit.bpmn").read_bytes()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_diagram_that_has_lost_or_changed_parts_gets_an_answer(data: st.DataObject) -> None:
    root = etree.fromstring(PERMIT)
    for _ in range(data.draw(st.integers(1, 4))):
        elements = [element for element in root.iter("{*}*") if element is not root]
        element = data.draw(st.sampled_from(elements))
        change = data.draw(st.sampled_from(("lose", "empty", "rename", "move", "repeat", "retag")))
        other = data.draw(st.sampled_from(elements))
        if change == "lose":
            element.getparent().remove(element)
        elif change == "empty":
            element.text = ""
            element.attrib.clear()
        elif change == "rename" and element.attrib:
            name = data.draw(st.sampled_from(sorted(map(str, element.attrib))))
            element.set(name, data.draw(st.sampled_from(VALUES)))
        elif change == "move" and element not in other.iterancestors() and element is not other:
            other.append(element)
        elif change == "repeat":
            element.addnext(deepcopy(element))
        elif change == "retag":
            element.tag = other.tag

    result = check_file(etree.tostring(root), "changed.bpmn")

    assert "BPMN-CHECK-STOPPED" not in {finding.code for finding in result.findings}, result.findings
    assert all(finding.element and finding.line > 0 and finding.remedy for finding in result.findings)
    if result.runnable:
        compile(read(etree.tostring(root), "changed.bpmn"))
