"""A QR code as a drawing: a few hundred rectangles, sharp at any size.

Source: ISO/IEC 18004; the code itself is made by zxing-cpp.
"""

from __future__ import annotations

import math
import re

import zxingcpp

from signing.pdf import Form, form

_DARK = re.compile(rb"\0+")


def draw(content: str, side: float) -> Form:
    """The code of `content`, side × side points, without its quiet zone; error correction M (15 %)."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    rows = bytes(memoryview(code.to_image(scale=1, add_quiet_zones=False)))  # type: ignore[arg-type]  # has a buffer
    modules = math.isqrt(len(rows))
    bars = [f"q {side / modules:.5f} 0 0 {side / modules:.5f} 0 0 cm 0 g"]
    for row in range(modules):
        bars += [
            f"{match.start()} {modules - 1 - row} {match.end() - match.start()} 1 re"
            for match in _DARK.finditer(rows[row * modules : (row + 1) * modules])
        ]
    return form("\n".join((*bars, "f Q")), side, side)
