"""What stands at the foot of every paper: how to check it, its page numbers, and that a specimen is one."""

from __future__ import annotations

from collections.abc import Sequence

from signing import qr, tags
from signing.layout import BLACK, GREY, one_line, show
from signing.pdf import Page
from signing.sheet import SPECIMEN, Sheet
from signing.syntax import MM
from signing.tags import Element
from signing.text import EM, Run, Widths, lines

QR_SIDE = 25 * MM
_LEADING = 1.42


def paint_verification(
    page: Page, sheet: Sheet, widths: Widths, document: Element, *, left: float, bottom: float, room: float
) -> None:
    """The QR code with its lower left corner at left, bottom, and what to do with it in `room` points to its right."""
    box = tags.figure_box(left, bottom, QR_SIDE, QR_SIDE)
    document.add("Figure", f"核验二维码：{sheet.verify_url}", box).begin(page)
    page.place(qr.draw(sheet.verify_url, QR_SIDE), left, bottom)
    page.end()
    texts = (
        ("扫描二维码，或访问下列地址输入核验码，", 8.0, False, GREY),
        ("可核验本文书的真伪与效力：", 8.0, False, GREY),
        (sheet.address, 8.0, False, BLACK),
        (sheet.code, 11.5, True, BLACK),
        ("打印件与电子文书不一致的，以核验结果为准。", 8.0, False, GREY),
    )
    x, y = left + QR_SIDE + 4 * MM, bottom + QR_SIDE - 9.0
    for text, size, strong, colour in texts:
        broken = lines([Run(text, strong)], widths, room * EM / size, justified=False)
        element = document.add("P")
        element.begin(page)
        y -= 4 if strong else 0
        page.lines([(x, y - number * size * _LEADING, line) for number, line in enumerate(broken)], size, colour=colour)
        page.end()
        y -= len(broken) * size * _LEADING + (0 if strong else 0.5)


def paint_specimen(page: Page, sheet: Sheet, widths: Widths, *, y: float) -> None:
    """Inside an artifact: the line every page of a specimen carries."""
    if sheet.seal.specimen:
        show(page, one_line(SPECIMEN, widths), page.size[0] / 2, y, 7.5, colour=GREY, align="centre")


def paint_numbers(pages: Sequence[Page], sheet: Sheet, widths: Widths, *, left: float, right: float) -> None:
    """Page numbers between dashes, odd ones right, even ones left (GB/T 9704-2012 §7.5).

    On the last page right in any case, clear of the verification code.
    """
    for page in pages:
        page.artifact("Footer")
        at_right = page.index % 2 == 0 or page is pages[-1]
        line = one_line(f"— {page.index + 1} —", widths)
        show(page, line, right if at_right else left, 24.5 * MM, 12, align="right" if at_right else "left")
        paint_specimen(page, sheet, widths, y=6.3 * MM)
        page.end()
