"""How an official seal looks: round, red, a star, the organ's name round the top. Outlines only, no font is needed.

A demonstration seal carries 样章 and SPECIMEN, so that no printed copy can pass for a real one. Knows nothing of
papers: where the seal stands is for them to say.
Source: 国发〔1999〕25号, items 13 to 15 (round, at most 45 mm, star, the legal name in Song from left to right on top).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from signing.errors import SigningError
from signing.faces import Chain, FontSet
from signing.glyphs import Contour, Matrix
from signing.pdf import Form, form
from signing.syntax import MM, circle

RED = "0.83 0.04 0.07"
LARGEST_MM = 60.0
"""The State Council's own; an organ's with a star has at most 45."""

# Measures of a seal of 42 mm, in mm; others in proportion.
_NOMINAL = 42.0
_BORDER = 1.2
_STAR = 6.9
_NAME_OUTSIDE = 1.35
_WIDEST_ARC = math.radians(236)
_INK_BOTTOM, _INK_HEIGHT = -88, 946
"""What a Chinese character fills of its em, in 1/1000."""
_FIGURE_HEIGHT = 738


class SealUndrawable(SigningError):
    """A seal cannot be drawn as it was described."""

    code = "SEAL-UNDRAWABLE"
    remedy = "Give the seal a name of 2 to 30 characters and a diameter of 20 to 60 mm."
    source = "国发〔1999〕25号"
    exit_code = 3
    status = 503

    def __init__(self, style: SealStyle) -> None:
        super().__init__(f"a seal of {style.diameter_mm:g} mm cannot carry {len(style.name)} characters: {style.name}")


@dataclass(frozen=True, slots=True)
class SealStyle:
    """A seal as its register describes it."""

    name: str
    """Round the top: the organ's legal name."""
    line: str = ""
    """Below the star: what the seal is for, e.g. 行政许可专用章; empty for the organ's own."""
    code: str = ""
    """Round the bottom: the number under which the seal is registered."""
    specimen: bool = True
    """Whether it is a demonstration seal."""
    diameter_mm: float = _NOMINAL


@lru_cache(maxsize=512)
def draw(style: SealStyle, fonts: FontSet) -> Form:
    """The seal as a drawing, made once for each style. Ink: what it covers shows through.

    Raises SealUndrawable, MissingGlyph.
    """
    if not 2 <= len(style.name) <= 30 or not 20 <= style.diameter_mm <= LARGEST_MM:
        raise SealUndrawable(style)
    unit = MM * style.diameter_mm / _NOMINAL
    side = _NOMINAL * unit
    centre = side / 2
    operators = [
        f"1 0 0 1 {centre:.3f} {centre:.3f} cm {unit:.5f} 0 0 {unit:.5f} 0 0 cm {RED} rg {RED} RG",
        f"{_BORDER} w {circle(0, 0, (_NOMINAL - _BORDER) / 2)} S",
        _star(_STAR),
        *_round_top(style.name, fonts.heavy),
    ]
    if style.code:
        operators += _round_bottom(style.code, fonts.heavy)
    if style.line:
        operators += _straight(style.line, fonts.heavy, height=3.5, bottom=-10.7, widest=22)
    if style.specimen:
        # Over the star, where neither the name nor the date of a paper will cover it.
        operators += _straight("样章", fonts.heavy, height=3.1, bottom=8.0, pitch=1.15)
        height, bottom = (2.0, -14.0) if style.line else (2.3, -14.3)
        operators += _straight("SPECIMEN", fonts.heavy, height=height, bottom=bottom, pitch=1.2)
    return form("\n".join((*operators, "f")), side, side, multiply=True)


def _star(radius: float) -> str:
    """A five-pointed star, one point up."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    points = [
        ((radius, inner)[corner % 2] * math.cos(angle), (radius, inner)[corner % 2] * math.sin(angle))
        for corner, angle in enumerate(math.radians(90 + 36 * corner) for corner in range(10))
    ]
    return " ".join(f"{x:.2f} {y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(points)) + " h"


def _round_top(name: str, chain: Chain) -> Iterator[str]:
    """The name from left to right over the star, its characters evenly on an arc that grows with their number."""
    count = len(name)
    height = 5.9 if count <= 8 else 5.5 if count <= 12 else 5.0 if count <= 16 else 4.4 if count <= 22 else 3.8
    foot = _NOMINAL / 2 - _BORDER - _NAME_OUTSIDE - height
    arc = min(_WIDEST_ARC, math.radians(60 + 19.5 * count)) if count > 2 else math.radians(46)
    step = arc / (count - 1)
    width = min(height * 0.94, step * (foot + height * 0.42) * 0.94)
    for number, character in enumerate(name):
        angle = math.pi / 2 + arc / 2 - step * number
        yield _glyph(character, chain, width, height, foot, angle, -math.pi / 2)


def _round_bottom(code: str, chain: Chain) -> Iterator[str]:
    """The code from left to right under everything, feet outwards."""
    height, foot = 1.65, _NOMINAL / 2 - _BORDER - 0.7
    widths = [chain.width[character] * height / _FIGURE_HEIGHT for character in code]
    steps = [(width + height * 0.16) / foot for width in widths]
    angle = -math.pi / 2 - sum(steps) / 2
    for character, width, step in zip(code, widths, steps, strict=True):
        yield _figure(character, chain, height, width, foot, angle + step / 2)
        angle += step


def _straight(
    text: str,
    chain: Chain,
    *,
    height: float,
    bottom: float,
    middle: float = 0,
    widest: float = _NOMINAL,
    pitch: float = 1.06,
) -> Iterator[str]:
    """Text on a straight line, its middle at `middle`, narrowed when it would be wider than `widest`."""
    scale = height / _INK_HEIGHT
    advances = [chain.width[character] * scale * pitch for character in text]
    narrow = min(1.0, widest / sum(advances))
    x = middle - sum(advances) * narrow / 2
    for character, advance in zip(text, advances, strict=True):
        blank = (advance - chain.width[character] * scale) * narrow / 2
        face, glyph = chain.place[character]
        yield path(face.outline(glyph), (scale * narrow, 0, 0, scale, x + blank, bottom - _INK_BOTTOM * scale))
        x += advance * narrow


def _glyph(character: str, chain: Chain, width: float, height: float, radius: float, angle: float, turn: float) -> str:
    """A Chinese character of this size standing on a circle, its middle at `angle`."""
    face, glyph = chain.place[character]
    stretch = (width / chain.width[character], height / _INK_HEIGHT)
    placed = (stretch[0], 0.0, 0.0, stretch[1], -width / 2, -_INK_BOTTOM * stretch[1])
    return path(face.outline(glyph), _turned(placed, angle + turn, radius * math.cos(angle), radius * math.sin(angle)))


def _figure(character: str, chain: Chain, height: float, width: float, radius: float, angle: float) -> str:
    """A figure or letter with its foot on a circle, read from inside."""
    face, glyph = chain.place[character]
    placed = (height / _FIGURE_HEIGHT, 0.0, 0.0, height / _FIGURE_HEIGHT, -width / 2, 0.0)
    foot = _turned(placed, angle + math.pi / 2, radius * math.cos(angle), radius * math.sin(angle))
    return path(face.outline(glyph), foot)


def _turned(matrix: Matrix, angle: float, x: float, y: float) -> Matrix:
    """`matrix`, then a turn by `angle`, then a move to x, y."""
    a, b, c, d, e, f = matrix
    cos, sin = math.cos(angle), math.sin(angle)
    return (a * cos - b * sin, a * sin + b * cos, c * cos - d * sin, c * sin + d * cos,
            e * cos - f * sin + x, e * sin + f * cos + y)  # fmt: skip


def path(contours: Sequence[Contour], matrix: Matrix) -> str:
    """The path operators of an outline under a matrix; quadratic curves become cubic ones exactly."""
    a, b, c, d, e, f = matrix
    return " ".join(
        _contour([(a * x + c * y + e, b * x + d * y + f, on) for x, y, on in contour])
        for contour in contours
        if len(contour) > 2
    )


def _contour(points: Contour) -> str:
    """One closed curve. Between two control points in a row stands a point on the curve, half way."""
    full: Contour = []
    for (x, y, on), (next_x, next_y, next_on) in zip(points, points[1:] + points[:1], strict=True):
        full.append((x, y, on))
        if not on and not next_on:
            full.append(((x + next_x) / 2, (y + next_y) / 2, True))
    start = next(number for number, point in enumerate(full) if point[2])
    full = full[start:] + full[: start + 1]
    x, y, _ = full[0]
    operators = [f"{x:.2f} {y:.2f} m"]
    control: tuple[float, float] | None = None
    for next_x, next_y, on in full[1:]:
        if not on:
            control = next_x, next_y
            continue
        if control is None:
            operators.append(f"{next_x:.2f} {next_y:.2f} l")
        else:
            twice_x, twice_y = 2 * control[0], 2 * control[1]
            operators.append(
                f"{(x + twice_x) / 3:.2f} {(y + twice_y) / 3:.2f}"
                f" {(next_x + twice_x) / 3:.2f} {(next_y + twice_y) / 3:.2f} {next_x:.2f} {next_y:.2f} c"
            )
            control = None
        x, y = next_x, next_y
    return " ".join((*operators, "h"))
