"""Real diagrams spoiled at random: an answer comes at once, whatever was done to them, and never a traceback.

`SEALFLOW_FUZZ=20000 pytest tests/bpmn/test_fuzz.py` (`make fuzz`) spoils more of them. A failure names the file and the
seed; `spoiled(data, seed)` makes the same bytes again.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from pathlib import Path

import pytest
from lxml import etree

from bpmn.errors import DiagramRefused
from bpmn.normalising import normalise
from bpmn.player import play
from bpmn.reader import draft
from bpmn.rules import check_file
from bpmn.runner import compile
from tests.bpmn.course import MONDAY
from tests.bpmn.random_processes import make

INPUTS = int(os.environ.get("SEALFLOW_FUZZ", "500"))
CHUNKS = 10
SECONDS = 5.0
"""The longest that one input may take."""
BUDGET = 300
"""Nodes passed when a spoiled diagram is played."""
SHELF = Path(__file__).parents[3] / "shared" / "conformance" / "open"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
KINDS = (
    "userTask", "serviceTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    "complexGateway", "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "subProcess", "transaction", "adHocSubProcess", "callActivity", "sequenceFlow", "timerEventDefinition",
    "errorEventDefinition", "compensateEventDefinition", "cancelEventDefinition", "linkEventDefinition", "nonsense",
)  # fmt: skip
VALUES = (
    "", "true", "false", "x", "${a.b}", "=[1..2]", "P1D", "R/PT0S", "R999999999/PT1S", "9" * 40, "a>b", "nrOfInstances",
)  # fmt: skip


def seeds_of(chunk: int) -> list[tuple[str, bytes, int]]:
    """What is spoiled in one chunk: name, bytes and seed."""
    files = sorted(SHELF.glob("*.bpmn")) or [Path(__file__).parent / "diagrams" / "permit.bpmn"]
    found = []
    for seed in range(chunk, INPUTS, CHUNKS):
        path = files[seed % len(files)]
        of_ours = seed % 4 == 0
        found.append((f"process {seed}", make(seed).xml, seed) if of_ours else (path.name, path.read_bytes(), seed))
    return found


def spoiled(data: bytes, seed: int) -> bytes:
    """The file with one to five things done to it."""
    chance = random.Random(seed)
    if chance.random() < 0.1:
        return corrupted(data, chance)
    root = etree.fromstring(data)
    for _ in range(chance.randint(1, 5)):
        elements = [e for e in root.iter(MODEL + "*") if e.getparent() is not None]
        if elements:
            spoil(chance.choice(elements), elements, chance)
    return etree.tostring(root)


def spoil(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    """Delete, duplicate, move, rename, reconnect, or say something else."""
    parent, other = element.getparent(), chance.choice(elements)
    assert parent is not None
    what = chance.randrange(7)
    if what == 0:
        parent.remove(element)
    elif what == 1:
        parent.append(etree.fromstring(etree.tostring(element)))
    elif what == 2 and other not in set(element.iter()):
        other.append(element)
    elif what == 3:
        element.tag = MODEL + chance.choice(KINDS)
    elif what == 4 and element.attrib:
        name = chance.choice([str(key) for key in element.attrib])
        element.set(name, chance.choice([str(value) for value in other.attrib.values()] or ["x"]))
    elif what == 5 and element.attrib:
        del element.attrib[chance.choice([str(key) for key in element.attrib])]
    elif element.attrib and chance.random() < 0.5:
        element.set(chance.choice([str(key) for key in element.attrib]), chance.choice(VALUES))
    else:
        element.text = chance.choice(VALUES)


def corrupted(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, left out or doubled."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(spoilt))
        if chance.random() < 0.3:
            spoilt[place : place + chance.randint(1, 200)] = b""
        else:
            spoilt[place] = chance.randrange(256)
    return bytes(spoilt)


def use(data: bytes, seed: int) -> None:
    """Check, write anew and play what is left of a file."""
    result = check_file(data, "spoiled.bpmn")
    codes = {finding.code for finding in result.findings}
    assert "BPMN-CHECK-STOPPED" not in codes, [f.message for f in result.findings if f.code == "BPMN-CHECK-STOPPED"]
    assert all(finding.element and finding.line > 0 and finding.remedy for finding in result.findings), result.findings
    with contextlib.suppress(DiagramRefused):
        normalise(data, "spoiled.bpmn")
    if result.playable:
        play(compile(draft(data, "spoiled.bpmn"), draft=True), seed=seed, now=MONDAY, budget=BUDGET)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_spoiled_diagram_gets_an_answer_at_once(chunk: int) -> None:
    for name, data, seed in seeds_of(chunk):
        began = time.process_time()
        try:
            use(spoiled(data, seed), seed)
        except Exception as error:
            raise AssertionError(f"{name}, seed {seed}: {type(error).__name__}: {error}") from error
        assert time.process_time() - began < SECONDS, f"{name}, seed {seed}"
