"""What a page of a document looks like, as a picture: for those who read it before they print it.

Draws bytes of our own making only; a file that comes from outside is read apart (`signing.verify.check_apart`).
"""

from __future__ import annotations

import io
import threading

import pypdfium2

DPI = 120
_POINTS = 72
_QUALITY = 82
# PDFium keeps state for the process; two threads in it at once crash.
_ONE_AT_A_TIME = threading.Lock()


def pages(data: bytes) -> int:
    """How many pages the document has."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
        return len(document)


def picture(data: bytes, page: int = 0, dpi: int = DPI) -> bytes:
    """The page as WebP. IndexError when there is none."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        image = document[page].render(scale=dpi / _POINTS).to_pil().convert("RGB")
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
