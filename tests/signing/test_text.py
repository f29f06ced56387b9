"""Lines of Chinese text: what must hold for every text and every width, and the finer points one by one."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.atoms import NEVER_FIRST, NEVER_LAST
from signing.text import EM, SEPARATOR, Line, Run, balanced, lines, natural_width


class EvenWidths(dict[str, int]):
    """Chinese characters and marks a full em, anything before U+2000 half of one."""

    def __missing__(self, character: str) -> int:
        return EM if character >= "\u2000" else EM // 2


EVEN = EvenWidths()
WIDTHS = EVEN, EVEN
HAN = st.text("天地玄黄宇宙洪荒日月盈昃辰宿列张", min_size=1, max_size=9)
NUMBER = st.from_regex(r"[1-9][0-9]{0,5}(\.[0-9]{2})?年?", fullmatch=True)
WORD = st.from_regex(r"[A-Za-z]{1,7}", fullmatch=True)
MARK = st.sampled_from(["，", "。", "；", "：", "、", "？", "！", "。”", "》，", "）。", "……"])
QUOTED = st.builds(lambda pair, han: pair[0] + han + pair[1], st.sampled_from(["《》", "（）", "“”", "〔〕"]), HAN)
PARTS = st.one_of(HAN, NUMBER, WORD, QUOTED, HAN.flatmap(lambda han: MARK.map(lambda mark: han + mark)))
TEXT = st.lists(PARTS, min_size=1, max_size=40).map("".join)
WIDTH = st.integers(10, 34).map(lambda characters: characters * EM)


def extent(line: Line) -> int:
    """From the origin of the line to the end of its last character."""
    return sum(
        piece.lead + sum(EVEN[character] for character in piece.text) + piece.stretch * (len(piece.text) - 1)
        for piece in line.pieces
    )


def set_in(text: str, characters: int, **options: float) -> list[Line]:
    return lines([Run(text)], WIDTHS, characters * EM, **options)  # type: ignore[arg-type]


@given(TEXT, WIDTH)
def test_nothing_is_lost_or_added(text: str, width: int) -> None:
    broken = lines([Run(text)], WIDTHS, width)

    assert "".join(line.text for line in broken) == text


@given(TEXT, WIDTH)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, width: int) -> None:
    broken = lines([Run(text)], WIDTHS, width)

    assert not [line.text for line in broken[1:] if line.text[0] in NEVER_FIRST]
    assert not [line.text for line in broken if line.text[-1] in NEVER_LAST]


@given(TEXT, WIDTH)
def test_no_line_is_wider_than_its_room_but_for_the_blank_half_of_a_last_mark(text: str, width: int) -> None:
    broken = lines([Run(text)], WIDTHS, width)

    for line in broken:
        hanging = EM // 2 if line.text[-1] in NEVER_FIRST else 0
        assert extent(line) <= width + hanging + len(line.text), line.text


@given(st.lists(HAN, min_size=8, max_size=40).map("".join), WIDTH)
def test_every_line_but_the_last_reaches_the_right_edge(text: str, width: int) -> None:
    broken = lines([Run(text)], WIDTHS, width, indent=2 * EM)

    for line in broken[:-1]:
        assert abs(line.indent + extent(line) - width) <= len(line.text)


@given(st.lists(st.one_of(HAN, NUMBER), min_size=1, max_size=30), WIDTH)
def test_a_number_is_never_cut(parts: list[str], width: int) -> None:
    text = "天".join(parts)

    broken = lines([Run(text)], WIDTHS, width)

    numbers = re.findall(r"[0-9]+(?:\.[0-9]+)?", text)
    assert numbers == [number for line in broken for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", line.text)]


@given(TEXT, WIDTH)
def test_the_same_text_breaks_the_same_way_in_runs_of_two_weights(text: str, width: int) -> None:
    half = len(text) // 2

    whole = lines([Run(text)], WIDTHS, width)
    parted = lines([Run(text[:half]), Run(text[half:])], WIDTHS, width)

    assert "".join(line.text for line in parted) == "".join(line.text for line in whole)


@pytest.mark.parametrize("whole", ["2026年", "第12号", "〔2026〕15号", "LF-2026-000042", "300,000元", "20%", "——"])
def test_what_belongs_together_stays_together(whole: str) -> None:
    for before in range(7, 21):
        broken = set_in("天" * before + whole + "地" * 6, 14)

        assert any(whole in line.text for line in broken), before


def test_two_marks_in_a_row_share_their_blank() -> None:
    assert natural_width([Run("《律师法》，")], WIDTHS) == natural_width([Run("《律师法》")], WIDTHS) + EM // 2


def test_a_line_that_begins_with_a_bracket_begins_at_the_edge() -> None:
    broken = set_in("天地玄黄宇宙洪荒《日月盈昃》辰宿列张", 8)

    assert broken[1].text.startswith("《")
    assert broken[1].pieces[0].lead == -EM // 2


def test_a_full_stop_is_pushed_into_a_line_that_can_give_way() -> None:
    broken = set_in("天地，玄黄，宇宙洪荒。日月", 10)

    assert broken[0].text == "天地，玄黄，宇宙洪荒。"


def test_a_character_is_taken_along_where_nothing_can_give_way() -> None:
    broken = set_in("天地玄黄宇宙洪荒日月、盈昃", 10)

    assert [line.text for line in broken] == ["天地玄黄宇宙洪荒日", "月、盈昃"]


def test_an_address_too_long_for_the_line_breaks_after_its_marks() -> None:
    address = "https://reconsideration.example.gov.cn/apply?item=LF-2026-000042"

    broken = set_in(f"网上渠道：{address}，也可以", 16)

    assert "".join(line.text for line in broken) == f"网上渠道：{address}，也可以"
    inside = [line.text[-1] for line in broken[:-1] if line.text[-1].isascii()]
    assert inside
    assert set(inside) <= set("/?=._-&")


def test_the_parts_of_an_address_are_not_spaced_out() -> None:
    broken = set_in("天地玄黄https://reconsideration.example.gov.cn/apply?item=LF-2026-000042，也可以", 16)

    neighbours = (pair for line in broken for pair in pairwise(line.pieces))
    inside = [after.lead for before, after in neighbours if (before.text + after.text).isascii()]
    assert inside
    assert set(inside) == {0}


def test_a_separator_ends_a_line_and_the_paragraph_goes_on() -> None:
    broken = set_in(f"天地{SEPARATOR}玄黄", 20, indent=2 * EM)

    assert [(line.text, line.indent) for line in broken] == [("天地", 2 * EM), ("玄黄", 0)]


def test_a_widely_spaced_line_says_so_for_those_who_extract_its_text() -> None:
    wide = set_in("天地玄黄宇宙洪荒日月盈ABCDEFGHIJ天地玄黄", 13)[0]
    usual = set_in("天地玄黄宇宙洪荒日月盈昃辰宿", 13)[0]

    assert wide.uneven
    assert not usual.uneven


@given(st.text("关于准予设立示例律师事务所行政许可的决定书天地玄黄", min_size=2, max_size=60))
def test_a_title_is_cut_into_lines_of_nearly_the_same_length(title: str) -> None:
    broken = balanced(title, WIDTHS, 20 * EM)

    assert "".join(line.text for line in broken) == title
    assert all(line.width <= 20 * EM for line in broken)


def test_a_title_is_not_cut_inside_a_word() -> None:
    broken = balanced("关于准予设立示例律师事务所第一分所的行政许可决定书", WIDTHS, 20 * EM)

    assert [line.text for line in broken] == ["关于准予设立示例律师事务所", "第一分所的行政许可决定书"]


def test_widths_are_asked_for_in_the_weight_of_the_run() -> None:
    heavy = defaultdict(lambda: 2 * EM)

    assert natural_width([Run("天"), Run("地", strong=True)], (EVEN, heavy)) == 3 * EM
