"""The table of what becomes of each element says what the reader does."""

from __future__ import annotations

from importlib.resources import files

import pytest
from lxml import etree

from bpmn.reader.events import DEFINITIONS
from bpmn.reader.vocabulary import NODES, NOT_RUN, REFUSED_NODES, REFUSED_VALUES, ROOT_SILENT
from bpmn.rules import check_file
from bpmn.support import PARTS, Row, as_markdown, rows
from tests.bpmn.drawing import drawn, end, node, start, user
from tools.element_examples import element_examples, event_examples

ROWS = {row.element: row for row in rows()}
ALONE = {
    "startEvent", "endEvent", "boundaryEvent", "subProcess", "transaction", "adHocSubProcess", "eventBasedGateway",
    "intermediateCatchEvent", "callActivity",
}  # fmt: skip
"""Nodes that say nothing without something else."""


def test_every_word_the_reader_knows_has_a_row() -> None:
    values = {f"{attribute} other than {only}" for attribute, (only, _) in REFUSED_VALUES.items()}

    assert NODES | REFUSED_NODES.keys() | NOT_RUN.keys() | values <= ROWS.keys()
    assert ROOT_SILENT - {"text"} <= ROWS.keys()


def test_no_row_is_there_twice_and_each_names_its_section() -> None:
    assert len(list(rows())) == len(ROWS)
    assert all(row.section[0].isdigit() for row in ROWS.values())


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.element in NODES - ALONE], ids=lambda r: r.element)
def test_a_node_that_is_run_is_not_refused(row: Row) -> None:
    inner = "<bpmn:script>x = 1</bpmn:script>" if row.element == "scriptTask" else ""

    result = check_file(drawn(start(), node(row.element, "a", inner), end(), flows="s>a; a>e"), "a.bpmn")

    assert (row.status, result.runnable) == ("run", True)


@pytest.mark.parametrize("kind", sorted(REFUSED_NODES))
def test_a_node_that_is_refused_is_named_with_its_remedy(kind: str) -> None:
    result = check_file(drawn(start(), node(kind, "a"), end(), flows="s>a; a>e"), "a.bpmn")

    assert ROWS[kind].status == "refused"
    assert ("BPMN-UNSUPPORTED", ROWS[kind].note) in {(finding.code, finding.remedy) for finding in result.findings}


TRIED_WITH_THE_RULES = ("extensionElements", "messageFlow")
NOTICED_ROWS = [row for row in ROWS.values() if row.status == "noticed" and row.element not in TRIED_WITH_THE_RULES]


@pytest.mark.parametrize("row", NOTICED_ROWS, ids=lambda row: row.element)
def test_what_is_noticed_is_named(row: Row) -> None:
    part = f'<bpmn:{row.element} id="x"/>'
    wrong = drawn(start(), user("a"), end(), flows="s>a; a>e")
    inside = wrong.replace(b"</bpmn:process>", part.encode() + b"</bpmn:process>")
    beside = wrong.replace(b"<bpmn:process", part.encode() + b"<bpmn:process")

    said = [finding for data in (inside, beside) for finding in check_file(data, "a.bpmn").findings]

    assert any(finding.code == "BPMN-NOT-RUN" and row.element in finding.message for finding in said)


EXAMPLES = element_examples()


@pytest.mark.parametrize("element", EXAMPLES)
def test_the_diagram_of_an_element_comes_out_as_its_row_says(element: str) -> None:
    result = check_file(EXAMPLES[element], "example.bpmn")

    kinds = {finding.severity for finding in result.findings}
    assert result.runnable is (ROWS[element].status != "refused")
    assert bool(kinds) is (ROWS[element].status in ("repaired", "noticed", "refused"))


@pytest.mark.parametrize("event", event_examples())
def test_the_diagram_of_an_event_runs(event: str) -> None:
    assert check_file(event_examples()[event], "example.bpmn").runnable


def test_every_node_and_event_has_a_diagram() -> None:
    assert NODES | REFUSED_NODES.keys() <= EXAMPLES.keys()
    assert len(event_examples()) == len(DEFINITIONS)


SCHEMA = etree.fromstring((files("SpiffWorkflow.bpmn.parser") / "schema" / "Semantic.xsd").read_bytes())
XSD = "{http://www.w3.org/2001/XMLSchema}"


def test_every_element_of_the_schema_has_an_answer() -> None:
    """The OMG's schema of BPMN 2.0, which the library brings along; what no file may write is left out."""
    abstract = {type.get("name") for type in SCHEMA.iter(XSD + "complexType") if type.get("abstract") == "true"}
    written = {
        str(element.get("name"))
        for element in SCHEMA.iter(XSD + "element")
        if element.get("name")
        and element.get("abstract") != "true"
        and element.get("type") not in abstract
        and element.get("name") not in ONLY_A_BASE
    }
    answered = {*ROWS, *DEFINITIONS, *(name for part in PARTS for name in part.names)}

    assert len(written) > 140
    assert written - answered == set()


ONLY_A_BASE = {
    "activity", "callableElement", "dataAssociation", "event", "implicitThrowEvent", "baseElementWithMixedContent",
}  # fmt: skip
"""What the schema lets others extend, and no file writes."""

OWNED = "<bpmn:potentialOwner><bpmn:resourceRef>clerk</bpmn:resourceRef></bpmn:potentialOwner>"
WITH_PARENTS = etree.fromstring(
    drawn(
        start(), user("a", OWNED), end(), '<bpmn:dataObject id="d"/>',
        '<bpmn:dataObjectReference id="r" dataObjectRef="d"/>', flows="s>a; a>e",
        also=('<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="p"/></bpmn:collaboration>',
              '<bpmn:resource id="clerk"/>'),
    )
)  # fmt: skip
NOTICED = [
    (parent, name) for part in PARTS if part.status == "noticed" for parent in part.of for name in part.names
]


@pytest.mark.parametrize(("parent", "name"), NOTICED)
def test_a_part_that_is_noticed_is_named_or_what_it_stands_in_is(parent: str, name: str) -> None:
    holder = next(WITH_PARENTS.iter(f"{{*}}{parent}"), None)
    if holder is None:
        assert ROWS[parent].status == "noticed", f"{parent} would be named, with all that is in it"
        return
    part = etree.SubElement(holder, f"{{{etree.QName(holder).namespace}}}{name}")

    result = check_file(etree.tostring(WITH_PARENTS), "parts.bpmn")

    holder.remove(part)
    assert any(f"<{name}>" in finding.message for finding in result.findings)


def test_the_page_knows_no_row_without_an_answer() -> None:
    assert "unknown" not in as_markdown()
    assert all(line.count("|") in (3, 6, 9) for line in as_markdown().splitlines() if line.startswith("|"))
