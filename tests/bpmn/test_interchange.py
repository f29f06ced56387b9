"""A file without a drawing gets one that any editor can show, and is otherwise what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from bpmn.drawing import draw, with_drawing
from bpmn.drawing.content import read_content
from bpmn.drawing.layout import laid_out
from bpmn.drawing.plane import read_planes
from bpmn.reader import read
from bpmn.reader.document import open_document
from tests.bpmn.drawing import drawn, end, start, subprocess, user
from tests.bpmn.random_processes import make

PERMIT = (Path(__file__).parent / "diagrams" / "permit.bpmn").read_bytes()
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def bare(data: bytes) -> bytes:
    """The file without its drawing."""
    root = etree.fromstring(data)
    for drawing in list(root.iter(f"{DI}BPMNDiagram")):
        root.remove(drawing)
    return etree.tostring(root)


def undrawn(data: bytes) -> set[str]:
    """The figures and lines that our own layout shows, and that have no place in any plane of the file."""
    root = open_document(data, "file.bpmn")
    shown = [id for part in laid_out(read_content(root, "file.bpmn")) for id in (*part.boxes, *part.routes)]
    return {*shown} - {id for plane in read_planes(root) for id in (*plane.shapes, *plane.lines)}


SEVERAL = drawn(start(), subprocess("a", start("x"), user("b"), end("y"), flows="x>b; b>y"), end(), flows="s>a; a>e")


@pytest.mark.parametrize("data", [bare(PERMIT), SEVERAL], ids=["pool and lanes", "subprocess"])
def test_everything_that_can_be_drawn_has_its_place(data: bytes) -> None:
    assert undrawn(data)

    assert not undrawn(with_drawing(data, "file.bpmn"))


@pytest.mark.parametrize("seed", range(20))
def test_a_drawing_changes_nothing_of_what_a_random_process_means(seed: int) -> None:
    data = bare(make(seed).xml)

    written = with_drawing(data, "file.bpmn")

    assert not undrawn(written)
    assert read(written, "file.bpmn").scopes.keys() == read(data, "file.bpmn").scopes.keys()
    assert [n.id for n in read(written, "file.bpmn").nodes()] == [n.id for n in read(data, "file.bpmn").nodes()]


def test_it_stands_where_our_own_layout_puts_it() -> None:
    data = bare(PERMIT)

    written = with_drawing(data, "file.bpmn")

    assert draw(written, "file.bpmn").count("<path") == draw(data, "file.bpmn").count("<path")


def test_a_file_that_has_a_drawing_is_left_as_it_is() -> None:
    assert with_drawing(PERMIT, "file.bpmn") is PERMIT


def test_a_written_drawing_is_not_written_again() -> None:
    written = with_drawing(bare(PERMIT), "file.bpmn")

    assert with_drawing(written, "file.bpmn") is written
