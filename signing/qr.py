"""A QR code as a drawing: a few hundred rectangles, sharp at any size.

Source: ISO/IEC 18004; the code itself is made by zxing-cpp.
"""

from __future__ import annotations

import math
import re

import zxingcpp

from signing.pdf import Form, form

_DARK = re.compile(rb"\0+")
_QUIET = 4
"""Modules of white around a code (ISO/IEC 18004 §9.1)."""


def draw(content: str, side: float) -> Form:
    """The code of `content`, side × side points, without its quiet zone; error correction M (15 %)."""
    modules, bars = _bars(content, "M")
    drawn = [f"q {side / modules:.5f} 0 0 {side / modules:.5f} 0 0 cm 0 g"]
    drawn += [f"{left} {modules - 1 - row} {long} 1 re" for row, left, long in bars]
    return form("\n".join((*drawn, "f Q")), side, side)


def picture(content: str) -> str:
    """The code of `content` as SVG with its quiet zone, for screens; error correction L: no smudges there."""
    modules, bars = _bars(content, "L")
    side = modules + 2 * _QUIET
    path = "".join(f"M{left + _QUIET} {row + _QUIET}h{long}v1h-{long}z" for row, left, long in bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path d="M0 0h{side}v{side}H0z" fill="#fff"/><path d="{path}"/></svg>'
    )


def _bars(content: str, correction: str) -> tuple[int, list[tuple[int, int, int]]]:
    """How many modules a side has, and the dark runs: row, first column, length."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level=correction)
    rows = bytes(memoryview(code.to_image(scale=1, add_quiet_zones=False)))  # type: ignore[arg-type]  # has a buffer
    modules = math.isqrt(len(rows))
    return modules, [
        (row, match.start(), match.end() - match.start())
        for row in range(modules)
        for match in _DARK.finditer(rows[row * modules : (row + 1) * modules])
    ]
