"""The inside of a glyph of a TrueType face: its curves, and the parts it is composed of.

Source: ISO/IEC 14496-22 §5.3.3 (glyf).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence

Contour = list[tuple[float, float, bool]]
"""Points of one closed curve, each on the curve or a control point of a quadratic one."""

Matrix = tuple[float, float, float, float, float, float]
"""xx, yx, xy, yy, dx, dy: x becomes xx·x + xy·y + dx."""

# Flags of a point, and of a part of a composed glyph.
_ON_CURVE, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 1, 2, 4, 8, 16, 32
_WORDS, _OFFSETS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 1, 2, 8, 0x20, 0x40, 0x80


def simple_curves(data: memoryview, contours: int) -> list[Contour]:
    """The curves of a glyph that is not composed, in units of the face."""
    ends = struct.unpack_from(f">{contours}H", data, 10)
    count = ends[-1] + 1 if ends else 0
    at = 10 + 2 * contours
    at += 2 + struct.unpack_from(">H", data, at)[0]
    flags: list[int] = []
    while len(flags) < count:
        flag = data[at]
        at += 1
        flags.append(flag)
        if flag & _REPEAT:
            flags += [flag] * data[at]
            at += 1
    xs, at = _coordinates(data, at, flags[:count], _X_SHORT, _X_SAME)
    ys, at = _coordinates(data, at, flags[:count], _Y_SHORT, _Y_SAME)
    points = [(float(x), float(y), bool(flag & _ON_CURVE)) for x, y, flag in zip(xs, ys, flags, strict=False)]
    return [points[first:last] for first, last in zip((0, *(e + 1 for e in ends)), (e + 1 for e in ends), strict=False)]


def _coordinates(data: memoryview, at: int, flags: Sequence[int], short: int, same: int) -> tuple[list[int], int]:
    values, value = [], 0
    for flag in flags:
        if flag & short:
            value += data[at] if flag & same else -data[at]
            at += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data, at)[0]
            at += 2
        values.append(value)
    return values, at


def _component_length(flags: int) -> int:
    scales = 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return 4 + (4 if flags & _WORDS else 2) + scales


def components(data: memoryview) -> Iterator[tuple[int, Matrix]]:
    """The parts of a composed glyph, each with its matrix."""
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", data, at)
        dx, dy = struct.unpack_from(">hh" if flags & _WORDS else ">bb", data, at + 4)
        if not flags & _OFFSETS:
            dx = dy = 0
        scales = [value / 16384 for value in struct.unpack_from(
            f">{1 if flags & _SCALE else 2 if flags & _TWO_SCALES else 4 if flags & _MATRIX else 0}h",
            data, at + (8 if flags & _WORDS else 6),
        )]  # fmt: skip
        xx, yx, xy, yy = {0: (1.0, 0.0, 0.0, 1.0), 1: (*scales, 0.0, 0.0, *scales),
                          2: (*scales[:1], 0.0, 0.0, *scales[1:]), 4: tuple(scales)}[len(scales)]  # fmt: skip
        yield glyph, (xx, yx, xy, yy, dx, dy)
        at += _component_length(flags)


def with_components(outline: memoryview, renumbered: Callable[[int], int]) -> bytes:
    """A composed glyph whose parts have the numbers of the subset."""
    copy = bytearray(outline)
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", copy, at)
        struct.pack_into(">H", copy, at + 2, renumbered(glyph))
        at += _component_length(flags)
    return bytes(copy)
