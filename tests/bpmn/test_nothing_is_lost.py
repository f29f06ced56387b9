"""Nothing of a file is lost in silence: take out or put in what you like, and what is read or said of it changes.

`make fuzz` takes out every element and attribute; otherwise the first of each kind in each kind of place is tried.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from bpmn.reader import draft
from tests.bpmn.random_processes import make
from tools.losses import FOR_READERS, lost, said_of

OPEN = Path(__file__).parents[3] / "shared" / "conformance" / "open"
FILES = sorted(OPEN.glob("*.bpmn"))
OURS = (Path(__file__).parent / "diagrams" / "permit.bpmn").read_bytes()
EVERY = "SEALFLOW_FUZZ" in os.environ
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"


@pytest.mark.skipif(not FILES, reason="no diagrams of other tools lie beside the repository")
@pytest.mark.parametrize("part", range(4))
def test_nothing_of_a_foreign_diagram_is_lost_in_silence(part: int) -> None:
    losses = {p.name: found for p in FILES[part::4] if (found := list(lost(p.read_bytes(), every=EVERY)))}

    assert losses == {}


def test_nothing_of_our_diagram_is_lost_in_silence() -> None:
    assert list(lost(OURS, every=True)) == []


def test_a_loss_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = OURS.replace(b"<bpmn2:process ", b'<bpmn2:process madeUp="x" ')
    assert list(lost(spoilt)) == []

    monkeypatch.setattr("bpmn.reader.leftovers.name_strays", lambda *_: None)

    assert list(lost(spoilt)) == ["process@madeUp='x'"]


STRANGE = (
    MODEL + "madeUp", MODEL + "dataState", MODEL + "script", "{urn:vendor}thing",
    CAMUNDA + "madeUp", "@madeUp", "@{urn:vendor}thing", "@" + CAMUNDA + "madeUp",
)  # fmt: skip
"""What no element holds: elements, elements of an engine in extensionElements, attributes."""


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("data", [OURS, make(0).xml], ids=["permit", "process 0"])
def test_what_is_put_in_anywhere_is_named(data: bytes, strange: str) -> None:
    root = etree.fromstring(data)
    before = said_of(data)
    unnoticed = []
    for place, element in places(root):
        put_in(element, strange)
        if said_of(etree.tostring(root)) == before:
            unnoticed.append(place)
        take_out(element, strange)

    assert unnoticed == []


def test_what_has_no_use_is_named_once_for_each_kind_with_how_often_and_where_first() -> None:
    twice = OURS.replace(b"<bpmn2:userTask ", b'<bpmn2:userTask flowable:madeUp="x" colour="red" ')
    steps = [node.id for node in draft(OURS, "permit.bpmn").nodes() if node.kind == "userTask"]

    found = [f for f in draft(twice, "permit.bpmn").findings if f.code == "BPMN-VENDOR-HINT"]

    assert len(steps) > 1
    assert sorted((f.message, f.element) for f in found) == [
        (f"{len(steps)} × flowable:madeUp, the first at {steps[0]}: not used", steps[0]),
        (f"{len(steps)} × the attribute 'colour' of <userTask>, the first at {steps[0]}: not used", steps[0]),
    ]


def places(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The first element of each kind in each kind of place."""
    found: dict[str, etree._Element] = {}
    for element in root.iter(MODEL + "*"):
        parent, kind = element.getparent(), etree.QName(element).localname
        if kind not in FOR_READERS | {"extensionElements"}:
            around = "" if parent is None else etree.QName(parent).localname
            found.setdefault(f"{around}/{kind}", element)
    yield from found.items()


def put_in(element: etree._Element, strange: str) -> None:
    if strange[0] == "@":
        element.set(strange[1:], "x")
    elif strange.startswith(CAMUNDA):
        etree.SubElement(etree.SubElement(element, MODEL + "extensionElements"), strange)
    else:
        etree.SubElement(element, strange, id="strange")


def take_out(element: etree._Element, strange: str) -> None:
    if strange[0] == "@":
        del element.attrib[strange[1:]]
    else:
        del element[-1]
