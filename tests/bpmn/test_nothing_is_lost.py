"""Nothing of a file is lost in silence: take out what you like, and the diagram or what is said of it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.losses import lost

OPEN = Path(__file__).parents[3] / "shared" / "conformance" / "open"
FILES = sorted(OPEN.glob("*.bpmn"))
OURS = Path(__file__).parent / "diagrams" / "permit.bpmn"


@pytest.mark.skipif(not FILES, reason="no diagrams of other tools lie beside the repository")
def test_nothing_of_a_foreign_diagram_is_lost_in_silence() -> None:
    losses = {path.name: found for path in FILES if (found := list(lost(path.read_bytes())))}

    assert losses == {}


def test_nothing_of_our_diagram_is_lost_in_silence() -> None:
    assert list(lost(OURS.read_bytes())) == []
