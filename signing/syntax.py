"""How values are written in a PDF, and its unit of length.

Source: ISO 32000-1 §7.3, §7.9, §8.5.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)


def text_string(text: str) -> bytes:
    """A PDF text string (ISO 32000-1 §7.9.2.2), in UTF-16 so that every character can stand in it."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def pdf_date(at: datetime) -> bytes:
    return at.astimezone(UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode()


def number(value: float) -> str:
    """A measure in points, short and the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def reference(object_number: int) -> bytes:
    return b"%d 0 R" % object_number


def circle(x: float, y: float, radius: float) -> str:
    """The path of a circle, counter-clockwise."""
    k = radius * 4 / 3 * (math.sqrt(2) - 1)
    return (
        f"{x + radius:.2f} {y:.2f} m"
        f" {x + radius:.2f} {y + k:.2f} {x + k:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c"
        f" {x - k:.2f} {y + radius:.2f} {x - radius:.2f} {y + k:.2f} {x - radius:.2f} {y:.2f} c"
        f" {x - radius:.2f} {y - k:.2f} {x - k:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c"
        f" {x + k:.2f} {y - radius:.2f} {x + radius:.2f} {y - k:.2f} {x + radius:.2f} {y:.2f} c h"
    )
