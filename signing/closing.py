"""How a paper ends: name and date under the seal, and the seal where the rules want it.

Source: GB/T 9704-2012 §7.3.5.1 (name and date a little below the middle of the seal, its top within a line of the
text).
"""

from __future__ import annotations

from dataclasses import dataclass

from signing.layout import one_line, show
from signing.pdf import Form, Page
from signing.sheet import Sheet
from signing.syntax import MM
from signing.tags import Element, figure_box
from signing.text import EM, Widths, balanced

_BELOW_THE_MIDDLE = 6 * MM
_BLANK_ABOVE = 0.3
"""Of a line, between the text and the top of the seal."""


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where the seal was drawn: page, lower left corner and side in points."""

    page: Page
    x: float
    y: float
    side: float


class Closing:
    """Name, date and seal around one vertical line."""

    def __init__(self, sheet: Sheet, widths: Widths, drawing: Form, *, size: float, room: float) -> None:
        """A name wider than `room` points stands on several lines."""
        self._sheet, self._drawing, self._size = sheet, drawing, size
        self._name = balanced(sheet.signatory, widths, room * EM / size, strong=False)
        self._date = one_line(sheet.day, widths)
        self.name_width = max(line.width for line in self._name) * size / EM
        self.date_width = self._date.width * size / EM

    def _middle(self, leading: float) -> float:
        """Of the seal, below the end of the text."""
        return _BLANK_ABOVE * leading + self._drawing.height / 2

    def _base_lines(self, leading: float) -> tuple[float, float]:
        """Of name and date, below the end of the text."""
        pair = self._middle(leading) + _BELOW_THE_MIDDLE + 0.36 * self._size
        return pair - leading / 2, pair + leading / 2

    def height(self, leading: float) -> float:
        """From the end of the text to just below the date; the seal's lower edge may reach further."""
        return self._base_lines(leading)[1] + 0.2 * self._size

    def height_with_seal(self, leading: float) -> float:
        return max(self.height(leading), self._middle(leading) + self._drawing.height / 2)

    def paint(self, page: Page, centre: float, top: float, leading: float, document: Element) -> SealPlace:
        """Draws all three below `top`, the end of the text, around `centre`."""
        name, day = self._base_lines(leading)
        name -= (len(self._name) - 1) * leading
        document.add("P").begin(page)
        for number, line in enumerate(self._name):
            show(page, line, centre, top - name - number * leading, self._size, align="centre")
        page.end()
        document.add("P").begin(page)
        show(page, self._date, centre, top - day, self._size, align="centre")
        page.end()
        drawing = self._drawing
        x, y = centre - drawing.width / 2, top - self._middle(leading) - drawing.height / 2
        document.add("Figure", self._sheet.seal_described, figure_box(x, y, drawing.width, drawing.height)).begin(page)
        page.place(drawing, x, y)
        page.end()
        return SealPlace(page, x, y, drawing.width)
