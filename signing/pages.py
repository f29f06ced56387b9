"""How many pages a file handed in has: for lists of materials. Never fails: what cannot be read has no known count."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.reader import PdfFileReader


def count_pages(data: bytes, kind: str) -> int | None:
    """Pages of a PDF; 1 for a picture; None for anything else and for what cannot be read."""
    if kind in ("jpeg", "png"):
        return 1
    if kind != "pdf":
        return None
    try:
        count = int(PdfFileReader(io.BytesIO(data), strict=False).root["/Pages"]["/Count"])
    except Exception:  # hostile files raise anything; the count is a courtesy
        return None
    return count if 0 < count < 100_000 else None
