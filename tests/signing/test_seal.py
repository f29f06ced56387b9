"""The seal as one sees it: round, of the right size, red, see-through, and never to be mistaken for a real one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from signing.faces import FontSet
from signing.pdf import File
from signing.seal import SealStyle, SealUndrawable, draw
from signing.syntax import MM

PER_MM = 12
"""Points of the picture to a millimetre."""
PAGE_MM = 70
STYLE = SealStyle("示例市司法局", "行政许可专用章", "1101000012345")


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    return FontSet(system=False)


@pytest.fixture
def picture(fonts: FontSet, program: Callable[[str], str], tmp_path: Path) -> Callable[..., Image.Image]:
    """Draws a seal in the middle of a page, over a black bar where that is wanted."""

    def drawn(style: SealStyle, *, bar: bool = False) -> Image.Image:
        file = File(fonts, title="", author="", subject="", language="zh-CN", at=datetime(2026, 3, 2, tzinfo=UTC))
        page = file.add_page((PAGE_MM * MM, PAGE_MM * MM))
        if bar:
            page.rule(0, PAGE_MM * MM / 2, PAGE_MM * MM, 2 * MM, "0 0 0")
        drawing = draw(style, fonts)
        page.place(drawing, (PAGE_MM * MM - drawing.width) / 2, (PAGE_MM * MM - drawing.height) / 2)
        paper = tmp_path / "seal.pdf"
        paper.write_bytes(file.finish(file.add(b"<< /Contents <00> >>"), 2).pdf)
        command = [program("pdftoppm"), "-r", f"{PER_MM * 25.4}", "-png", "-singlefile", paper, tmp_path / "seal"]
        subprocess.run(command, check=True, capture_output=True)
        with Image.open(tmp_path / "seal.png") as image:
            return image.convert("RGB")

    return drawn


def inked(image: Image.Image) -> Image.Image:
    """White where there is anything but paper."""
    return image.convert("L").point(lambda value: 255 if value < 200 else 0)


@pytest.mark.parametrize("millimetres", [42, 38, 45])
def test_a_seal_is_round_and_of_its_size(picture: Callable[..., Image.Image], millimetres: float) -> None:
    box = inked(picture(SealStyle("示例市司法局", diameter_mm=millimetres))).getbbox()

    assert box is not None
    left, upper, right, lower = box
    assert (right - left) / PER_MM == pytest.approx(millimetres, abs=0.25)
    assert (lower - upper) / PER_MM == pytest.approx(millimetres, abs=0.25)
    assert (left + right) / 2 / PER_MM == pytest.approx(PAGE_MM / 2, abs=0.15)


def test_everything_in_it_is_red(picture: Callable[..., Image.Image]) -> None:
    colours = picture(STYLE).getcolors(1 << 24)

    assert colours is not None
    assert all(red >= 200 and green <= red and blue <= red for _, (red, green, blue) in colours)  # type: ignore[misc]


def test_text_under_the_seal_shows_through(picture: Callable[..., Image.Image]) -> None:
    middle = picture(STYLE, bar=True).getpixel((PAGE_MM * PER_MM // 2, PAGE_MM * PER_MM // 2))

    assert isinstance(middle, tuple)
    assert max(middle) < 40, "the star must not cover the bar"


def test_the_star_stands_upright_in_the_middle(picture: Callable[..., Image.Image]) -> None:
    image, centre = inked(picture(SealStyle("示例市司法局", specimen=False))), PAGE_MM * PER_MM // 2

    reach = {
        "up": next(step for step in range(400) if not image.getpixel((centre, centre - step))) / PER_MM,
        "down": next(step for step in range(400) if not image.getpixel((centre, centre + step))) / PER_MM,
    }

    assert reach["up"] == pytest.approx(6.9, abs=0.2)
    assert reach["down"] == pytest.approx(6.9 * 0.382, abs=0.2)


@pytest.mark.parametrize("name", ["示例局", "示例市司法局", "示例市示例区司法局", "示例省示例市行政审批服务管理局"])
def test_the_name_stands_evenly_round_the_top(picture: Callable[..., Image.Image], name: str) -> None:
    image = inked(picture(SealStyle(name, specimen=False)))
    centre, reach = PAGE_MM * PER_MM // 2, round(18.9 * PER_MM)
    ring = [
        (x, y)
        for x in range(-reach, reach, 3)
        for y in range(-reach, reach, 3)
        if 11 * PER_MM < (x * x + y * y) ** 0.5 < reach and image.getpixel((centre + x, centre - y))
    ]

    left, right = [x for x, _ in ring if x < 0], [x for x, _ in ring if x > 0]
    assert min(left) == pytest.approx(-max(right), abs=1.2 * PER_MM)
    assert max(y for _, y in ring) > 17 * PER_MM, "a name begins and ends at the same height, its middle on top"


@pytest.mark.parametrize("line", ["", "行政许可专用章"])
def test_a_demonstration_seal_differs_from_a_real_one_where_nothing_covers_it(
    picture: Callable[..., Image.Image], line: str
) -> None:
    specimen = inked(picture(SealStyle("示例市司法局", line)))
    real = inked(picture(SealStyle("示例市司法局", line, specimen=False)))

    # Name and date of a paper lie in the lower half; 样章 stands over the star.
    centre = PAGE_MM * PER_MM // 2
    over_the_star = (centre - 4 * PER_MM, centre - round(11.5 * PER_MM), centre + 4 * PER_MM, centre - 7 * PER_MM)
    assert specimen.crop(over_the_star).getbbox() is not None
    assert real.crop(over_the_star).getbbox() is None


def test_parts_of_a_seal_do_not_touch(picture: Callable[..., Image.Image]) -> None:
    def ink(line: str, code: str, *, specimen: bool = False) -> int:
        return inked(picture(SealStyle("示例市示例区司法局", line, code, specimen))).histogram()[255]

    line, code, bare = "行政许可专用章", "1101050012345", ink("", "")

    apart = ink(line, "", specimen=True) - bare + ink("", code) - bare

    assert ink(line, code, specimen=True) - bare == pytest.approx(apart, rel=0.01), "covered ink counts only once"


def test_a_seal_is_drawn_once(fonts: FontSet) -> None:
    assert draw(STYLE, fonts) is draw(SealStyle("示例市司法局", "行政许可专用章", "1101000012345"), fonts)
    assert draw(STYLE, fonts).data != draw(SealStyle("示例市司法局", "受理专用章", "1101000012345"), fonts).data


def test_the_same_seal_is_drawn_with_the_same_bytes() -> None:
    assert draw(STYLE, FontSet(system=False)) == draw(STYLE, FontSet(system=False))


@pytest.mark.parametrize("style", [SealStyle("局"), SealStyle("示" * 31), SealStyle("示例局", diameter_mm=12)])
def test_a_seal_against_the_rules_is_refused(fonts: FontSet, style: SealStyle) -> None:
    with pytest.raises(SealUndrawable):
        draw(style, fonts)
