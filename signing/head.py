"""The upper part of the first page: the organ in red, number, rule, title.

Source: GB/T 9704-2012 §5.2 (type area), §7.2 (head of a document), §10.1 (head of a letter).
"""

from __future__ import annotations

from signing.layout import Column, base_line, one_line, show
from signing.pdf import Page
from signing.sheet import Sheet
from signing.syntax import A4, MM
from signing.tags import Element
from signing.text import EM, Line, Piece, Run, Widths, balanced, natural_width

RED = "0.83 0.04 0.07"

# §5.2: A4, 37 mm above the text, 28 mm left of it; it fills 156 × 225 mm.
COLUMN = Column(28 * MM, 156 * MM)
RIGHT = COLUMN.left + COLUMN.width
CENTRE = COLUMN.left + COLUMN.width / 2

_ORGAN_ASCENT = 0.86
_NARROWEST = 0.72
_ONE_LINE_AT_MOST = 22


class Head:
    """The upper part of the first page. A decision has its number over one red rule, a letter under two."""

    def __init__(self, sheet: Sheet, widths: Widths, document: Element) -> None:
        self._sheet, self._widths, self._letter = sheet, widths, sheet.kind == "letter"
        self._organ, self._number, self._title = document.add("P"), document.add("P"), document.add("H1")
        self._size = 20.0 if self._letter else 22.0
        self._leading = self._size * 1.5
        self._title_lines = balanced(sheet.title, widths, COLUMN.width * EM / self._size)
        self._top = A4[1] - (26 if self._letter else 29) * MM
        self._organ_size, self._narrow, self._organ_lines = self._fitted()
        foot = self._top - (len(self._organ_lines) * 1.25 - 0.25) * self._organ_size
        self._rule = foot - (5 if self._letter else 15) * MM
        self._title_top = self._rule - (13 if self._letter else 8.5) * MM
        self.bottom = self._title_top - len(self._title_lines) * self._leading - 3.5 * MM
        """Where the text begins."""

    def _fitted(self) -> tuple[float, float, list[Line]]:
        """Size of the organ's name, how narrow it is set, and its lines: few characters are spread, many squeezed."""
        name = self._sheet.organ
        width = natural_width([Run(name, True)], self._widths)
        broken = balanced(name, self._widths, width if len(name) <= _ONE_LINE_AT_MOST else width * 0.6)
        widest = max(EM, *(line.width for line in broken))
        largest, room = (38.0 if self._letter else 42.0), COLUMN.width * EM
        narrow = min(1.0, max(_NARROWEST, room / (largest * widest)))
        size = min(largest, room / (widest * narrow))
        return size, narrow, [self._spread(line, size) if narrow == 1 else line for line in broken]

    def _spread(self, line: Line, size: float) -> Line:
        """Towards three quarters of the line, by at most half an em."""
        gaps = len(line.text) - 1
        if gaps < 1:
            return line
        room = COLUMN.width * EM / size
        stretch = round(min(max((0.74 * room - line.width) / gaps, 40), 500, (room - line.width) / gaps))
        return Line([Piece(line.text, True, 0, stretch)], line.width + stretch * gaps, uneven=True)

    def paint(self, page: Page) -> None:
        self._organ.begin(page)
        y = self._top - _ORGAN_ASCENT * self._organ_size
        for line in self._organ_lines:
            left = CENTRE - line.width * self._organ_size / EM * self._narrow / 2
            page.lines([(left, y, line)], self._organ_size, colour=RED, narrow=self._narrow)
            y -= self._organ_size * 1.25
        page.end()
        number = one_line(self._sheet.number, self._widths)
        page.artifact()
        if self._letter:  # §10.1: 170 mm, the thick one above
            page.rule(20 * MM, self._rule, 170 * MM, 2.2, RED)
            page.rule(20 * MM, self._rule - 2.9, 170 * MM, 0.7, RED)
        else:
            page.rule(COLUMN.left, self._rule, COLUMN.width, 1.6, RED)
        page.end()
        self._number.begin(page)
        if self._letter:
            show(page, number, RIGHT, self._rule - 8 * MM, 14, align="right")
        else:
            show(page, number, CENTRE, self._rule + 5 * MM, COLUMN.width / 28, align="centre")
        page.end()
        self._title.begin(page)
        for place, line in enumerate(self._title_lines):
            y = base_line(self._title_top - place * self._leading, self._leading, self._size)
            show(page, line, CENTRE, y, self._size, align="centre")
        page.end()
