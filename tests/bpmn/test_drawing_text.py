"""Text in a drawing: lines break as Chinese and Latin readers expect, and never leave their shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bpmn.drawing import draw
from bpmn.drawing.text import fitted, is_chinese, width, wrapped
from tests.bpmn.pictures import FOREIGN, OWN, SVG, classes, drawn

CLOSING = "，。、；：？！）】》」』”’…"
OPENING = "（【《「『“‘"


def test_chinese_breaks_anywhere_but_before_closing_and_after_opening_marks() -> None:
    text = "受理（含当场补正），并出具《受理通知书》。逾期的：视为受理！"

    for widest in range(20, 200, 3):
        lines = wrapped(text, float(widest), 12).lines
        assert "".join(lines) == text
        assert not [line for line in lines if line[0] in CLOSING and len(lines) > 1 and widest >= 48]
        assert not [line for line in lines[:-1] if line[-1] in OPENING and widest >= 48]


def test_latin_words_stay_whole_while_they_fit() -> None:
    lines = wrapped("Perform know your customer activities", 90, 12).lines

    assert " ".join(lines) == "Perform know your customer activities"


def test_a_word_longer_than_a_line_breaks_where_its_parts_meet() -> None:
    lines = wrapped("check_register_of_lawyers", 90, 12).lines

    assert "".join(lines) == "check_register_of_lawyers"
    assert all(line.endswith("_") for line in lines[:-1])


def test_lines_are_about_equally_long() -> None:
    assert wrapped("签署初审意见并报送", 100, 12).lines == ("签署初审意", "见并报送")


def test_line_ends_in_a_name_are_kept() -> None:
    assert wrapped("一审\n二审", 200, 12).lines == ("一审", "二审")


def test_a_text_that_does_not_fit_is_cut_with_an_ellipsis() -> None:
    lines = fitted("很长的名称" * 60, 80, 50)

    assert lines.cut and lines.lines[-1].endswith("…")
    assert lines.height <= 50 and lines.width <= 80


def test_what_cannot_be_seen_does_not_disorder_the_picture() -> None:
    assert wrapped("a\u202eb\u0007c\u200d", 100, 12).lines == ("abc",)


@pytest.mark.parametrize(("text", "chinese"), [("申请人", True), ("申请人 A", True), ("Applicant", False), ("", False)])
def test_chinese_is_told_from_other_writing(text: str, chinese: bool) -> None:
    assert is_chinese(text) is chinese


@pytest.mark.parametrize("path", [*OWN, *FOREIGN], ids=lambda p: p.name if p.name != "process.bpmn" else p.parent.name)
def test_no_name_leaves_its_shape(path: Path) -> None:
    found = drawn(draw(path.read_bytes(), path.name))

    for id, group in found.items():
        if not any(name.endswith(("Task", "task", "Activity")) for name in classes(group)):
            continue
        left, top, right, bottom = _bounds(group.find(SVG + "path").get("d") or "")  # type: ignore[union-attr]
        for text in group.iter(SVG + "text"):
            size = float(text.get("font-size") or 0)
            for line in text.iter(SVG + "tspan"):
                half = width("".join(map(str, line.itertext())), size) / 2
                x, y = float(line.get("x") or 0), float(line.get("y") or 0)
                assert left <= x - half and x + half <= right, (id, line.text)
                assert top <= y - 0.8 * size and y + 0.2 * size <= bottom, (id, line.text)


def _bounds(d: str) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a rounded box, from its path: M x y h w a … v h …"""
    r, w, h = 0.0, 0.0, 0.0
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", d)]
    x, y, w = numbers[0], numbers[1], numbers[2]
    r = numbers[3]
    h = numbers[10]
    return x - r, y, x + w + r, y + h + 2 * r
