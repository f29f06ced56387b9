"""The frame of a licence: woven lines between rules, rosettes in the corners, a pale one behind the text.

Made once for each size. Every period of a wave is the same few operators moved along, so the whole takes a few
kilobytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from signing.pdf import Form, form
from signing.syntax import MM, circle

GOLD, RED, PALE = "0.71 0.54 0.21", "0.62 0.07 0.08", "0.955 0.925 0.85"
_BAND = 7 * MM
_EDGE = 11 * MM
"""From the edge of the page to the outer rule."""
INSIDE = _EDGE + _BAND + 4 * MM
"""From the edge of the page to where text may begin."""
_PERIOD = 6.4 * MM
_STRANDS = 6


@cache
def frame(width: float, height: float) -> Form:
    """Frame and background of a page of this size."""
    return form("\n".join(_operators(width, height)), width, height)


def _operators(width: float, height: float) -> Iterator[str]:
    yield from _rosette(width / 2, height / 2, min(width, height) * 0.36)
    inner = _EDGE + _BAND
    for distance, thickness in ((_EDGE - 1.5 * MM, 1.8), (_EDGE, 0.5), (inner, 0.5), (inner + 1.1 * MM, 1.0)):
        yield f"{RED} RG {thickness} w {distance:.2f} {distance:.2f} " + (
            f"{width - 2 * distance:.2f} {height - 2 * distance:.2f} re S"
        )
    corner = _EDGE + _BAND / 2
    for x, y, turn, side in (
        (corner, corner, 0, width),
        (width - corner, corner, 1, height),
        (width - corner, height - corner, 2, width),
        (corner, height - corner, 3, height),
    ):
        yield from _side(x, y, turn, side - 2 * corner)
        yield from _corner(x, y)


def _side(x: float, y: float, turn: int, length: float) -> Iterator[str]:
    """Woven waves from one corner to the next, `turn` quarter turns counter-clockwise from eastwards."""
    clear = _BAND / 2
    count = max(round((length - 2 * clear) / _PERIOD), 1)
    period = (length - 2 * clear) / count
    cos, sin = (1, 0, -1, 0)[turn], (0, 1, 0, -1)[turn]
    yield f"q {cos} {sin} {-sin} {cos} {x:.2f} {y:.2f} cm 1 0 0 1 {clear:.2f} 0 cm"
    amplitude = _BAND / 2 - 1.0
    gold = [_wave(period, amplitude, strand / _STRANDS) for strand in range(_STRANDS)]
    red = [_wave(period, amplitude * 0.42, 0.25 + strand / 2) for strand in range(2)]
    for _ in range(count):
        yield f"{GOLD} RG 0.4 w {' '.join(gold)} S {RED} RG 0.5 w {' '.join(red)} S 1 0 0 1 {period:.3f} 0 cm"
    yield "Q"


def _wave(period: float, amplitude: float, phase: float) -> str:
    """One period of a sine as four cubic curves."""
    quarter, turn = period / 4, 2 * math.pi
    places = [(step * quarter, turn * (step / 4 + phase)) for step in range(5)]
    heights = [amplitude * math.sin(angle) for _, angle in places]
    slopes = [amplitude * math.cos(angle) * turn / period for _, angle in places]
    path = [f"{places[0][0]:.2f} {heights[0]:.2f} m"]
    for step in range(4):
        x0, x1 = places[step][0], places[step + 1][0]
        third = quarter / 3
        path.append(
            f"{x0 + third:.2f} {heights[step] + slopes[step] * third:.2f}"
            f" {x1 - third:.2f} {heights[step + 1] - slopes[step + 1] * third:.2f} {x1:.2f} {heights[step + 1]:.2f} c"
        )
    return " ".join(path)


def _turns(x: float, y: float, count: int, drawing: str) -> Iterator[str]:
    """The drawing turned round x, y by equal steps."""
    angle = 2 * math.pi / count
    cos, sin = f"{math.cos(angle):.6f}", f"{math.sin(angle):.6f}"
    yield f"q 1 0 0 1 {x:.2f} {y:.2f} cm"
    yield from (f"{drawing} {cos} {sin} -{sin} {cos} 0 0 cm" for _ in range(count))
    yield "Q"


def _corner(x: float, y: float) -> Iterator[str]:
    radius = _BAND / 2 - 0.8
    yield f"{GOLD} RG 0.4 w"
    yield from _turns(x, y, 12, f"{circle(radius / 2, 0, radius / 2)} S")
    yield f"{RED} rg {circle(x, y, radius * 0.24)} f {RED} RG 0.5 w {circle(x, y, radius)} S"


def _rosette(x: float, y: float, radius: float) -> Iterator[str]:
    yield f"{PALE} RG 0.5 w"
    yield from _turns(x, y, 48, f"{circle(radius * 0.62, 0, radius * 0.38)} S")
    yield from _turns(x, y, 24, f"{circle(radius * 0.3, 0, radius * 0.3)} S")
