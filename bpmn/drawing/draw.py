"""A BPMN file to an SVG picture; with what has become of its steps in a case, if that is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bpmn.drawing.arrangement import arranged
from bpmn.drawing.content import read_content
from bpmn.drawing.layout import laid_out
from bpmn.drawing.marks import STATES
from bpmn.drawing.picture import State
from bpmn.drawing.plane import read_planes
from bpmn.drawing.svg import Look, Note, written
from bpmn.reader.document import open_document
from bpmn.sayings import Language
from bpmn.words import said_in


def draw(
    data: bytes,
    file: str,
    *,
    states: Mapping[str, Collection[State]] | None = None,
    taken: Collection[str] = (),
    language: Language = "zh",
    own_layout: bool = False,
    prefix: str = "",
) -> str:
    """The picture of a BPMN file: all that has a symbol, also what is never run. The same file gives the same bytes.

    states: element → what has become of it. taken: ids of the flows that were passed. own_layout: do not look where the
    file puts its elements. prefix: goes before every id in the picture. Colours of the file are left out, for here they
    mean states. Raises DiagramRefused when the bytes are no BPMN at all.
    """
    root = open_document(data, file)
    content = read_content(root, file)
    parts = laid_out(content) if own_layout else arranged(content, read_planes(root))
    states = states or {}
    marks = {id: [mark for state, mark in STATES.items() if state in found] for id, found in states.items()}
    present = {state for found in states.values() for state in found}
    notes = [Note(mark, said_in(language, mark.says)) for state, mark in STATES.items() if state in present]
    return written(content, parts, Look(language, prefix, marks, taken=frozenset(taken), notes=notes))
