"""Draws a decision or a letter: the organ's red head, number, title, text, name and date under the seal.

Source: GB/T 9704-2012 §5.2 (type area), §7.2 (head), §7.3 (body, signature and seal), §10.1 (letters).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from signing import markdown, seal
from signing.closing import Closing, SealPlace
from signing.errors import SigningError
from signing.faces import FontSet
from signing.flow import Flow, addressed
from signing.foot import QR_SIDE, paint_numbers, paint_verification
from signing.layout import (
    BLACK,
    GREY,
    Block,
    Column,
    Frame,
    Placed,
    TextBlock,
    base_line,
    one_line,
    paginate,
    show,
)
from signing.pdf import A4, MM, File, Form, Page
from signing.sheet import Sheet
from signing.tags import Element
from signing.text import EM, Line, Piece, Run, Widths, balanced, lines, natural_width

RED = "0.83 0.04 0.07"

# §5.2: A4, 37 mm above the text, 28 mm left of it; it fills 156 × 225 mm.
COLUMN = Column(28 * MM, 156 * MM)
_RIGHT = COLUMN.left + COLUMN.width
_CENTRE = COLUMN.left + COLUMN.width / 2
_HEIGHT = 225 * MM
_TOP, _BOTTOM = A4[1] - 37 * MM, A4[1] - 37 * MM - _HEIGHT

_FOOT = 12 * MM
"""Where the verification block stands."""
_LAST_BOTTOM = _FOOT + QR_SIDE + 3.5 * MM
"""Of text over the verification block."""
_MOST_PAGES = 200


class PaperTooLong(SigningError):
    """A text would make more pages than a decision can have, or does not fit the frame of a certificate."""

    code = "PAPER-TOO-LONG"
    remedy = "Shorten the text, or hand the long part in as an annex."

    def __init__(self, pages: int, at_most: int) -> None:
        super().__init__(f"the text makes {pages} pages; at most {at_most} are made")


class _Measure(NamedTuple):
    """Size and distance of lines in points; between `closest` and `leading` the distance that saves a page is taken."""

    size: float
    leading: float
    closest: float


# §5.2.3: 22 lines of 28 characters of size 3; where a case asks for it, a little smaller.
_DECISION = (
    _Measure(COLUMN.width / 28, _HEIGHT / 22, _HEIGHT / 25),
    _Measure(COLUMN.width / 30, _HEIGHT / 24, _HEIGHT / 27),
)
_LETTER = (
    _Measure(COLUMN.width / 30, _HEIGHT / 24, _HEIGHT / 27),
    _Measure(COLUMN.width / 32, _HEIGHT / 25.5, _HEIGHT / 29),
)
_STEPS = 4


@dataclass(slots=True)
class _Setting:
    """The text set in one measure and parted into pages."""

    leading: float
    content: Element
    tail: _Tail
    pages: list[list[Placed]]
    tail_top: float


def draw(sheet: Sheet, fonts: FontSet, file: File, document: Element) -> SealPlace:
    """All pages, their elements added to `document`.

    Raises MissingGlyph, SealUndrawable, PaperTooLong.
    """
    widths = fonts.body.width, fonts.heavy.width
    drawing = seal.draw(sheet.seal, fonts)
    head = _Head(sheet, widths, document)
    setting = _best(sheet, widths, head, drawing)
    document.kids += setting.content.kids
    for number, placed in enumerate(setting.pages):
        page = file.add_page()
        if number:
            _running_head(page, sheet, widths)
        else:
            head.paint(page)
        for part in placed:
            part.block.paint(page, part.strips)
    page = file.pages[-1]
    place = setting.tail.paint(page, setting.tail_top, setting.leading, document)
    left = COLUMN.left + QR_SIDE + 4 * MM
    room = place.x - 2 * MM - left if place.y < _FOOT + QR_SIDE else 100 * MM
    paint_verification(page, sheet, widths, document, left=COLUMN.left, bottom=_FOOT, room=room)
    paint_numbers(file.pages, sheet, widths, left=COLUMN.left + 14, right=_RIGHT - 14)
    return place


def _best(sheet: Sheet, widths: Widths, head: _Head, drawing: Form) -> _Setting:
    """The text in the usual measure, or in a closer one if that brings two pages onto one."""
    words = markdown.read(sheet.body)
    measures = _LETTER if sheet.kind == "letter" else _DECISION
    best: _Setting | None = None
    for measure in measures:
        content = Element("Sect")
        flow = Flow(widths, COLUMN, measure.size, measure.leading, content)
        blocks = list(_blocks(flow, words, sheet))
        tail = _Tail(sheet, widths, drawing, measure.size)
        setting = _closer(measure, content, blocks, tail, head.bottom)
        if best is None or len(setting.pages) < len(best.pages):
            best = setting
        if len(best.pages) != 2:
            break
    assert best is not None
    if len(best.pages) > _MOST_PAGES:
        raise PaperTooLong(len(best.pages), _MOST_PAGES)
    return best


def _blocks(flow: Flow, words: Sequence[markdown.Block], sheet: Sheet) -> list[Block]:
    to, rest = ((Run(f"{sheet.addressee}："),), words) if sheet.addressee else addressed(words)
    blocks: list[Block] = [flow.paragraph(to, indent=0)] if to else []
    blocks += flow.blocks(rest)
    if sheet.annexes:
        blocks += flow.annexes(sheet.annexes)
    return blocks


def _closer(measure: _Measure, content: Element, blocks: list[Block], tail: _Tail, top: float) -> _Setting:
    """The blocks in pages, their lines as far apart as the smallest number of pages allows."""

    def at(leading: float) -> _Setting:
        for block in blocks:
            if isinstance(block, TextBlock):
                block.leading = leading
        frame = Frame(top, _TOP, _BOTTOM, _LAST_BOTTOM, _BOTTOM)
        pages, tail_top = paginate(blocks, frame, tail.height(leading))
        return _Setting(leading, content, tail, pages, tail_top)

    loose = at(measure.leading)
    if len(loose.pages) == 1:
        return loose
    close = at(measure.closest)
    if len(close.pages) == len(loose.pages):
        return at(measure.leading)
    for step in range(1, _STEPS):
        tried = at(measure.leading - (measure.leading - measure.closest) * step / _STEPS)
        if len(tried.pages) == len(close.pages):
            return tried
    return at(measure.closest)


def _running_head(page: Page, sheet: Sheet, widths: Widths) -> None:
    """On further pages: which paper this is, should its pages be parted."""
    y = A4[1] - 27 * MM
    page.artifact("Header")
    number = one_line(sheet.number, widths)
    room = COLUMN.width * EM / 9 - number.width - 2 * EM
    for text in (f"{sheet.organ}　{sheet.title}", sheet.title, sheet.organ):
        line = one_line(text, widths)
        if line.width <= room:
            show(page, line, COLUMN.left, y, 9, colour=GREY)
            break
    show(page, number, _RIGHT, y, 9, colour=GREY, align="right")
    page.rule(COLUMN.left, y - 5, COLUMN.width, 0.5, GREY)
    page.end()


_ORGAN_ASCENT = 0.86
_NARROWEST = 0.72
_ONE_LINE_AT_MOST = 22


class _Head:
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
        widest = max(line.width for line in broken)
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
        return Line([Piece(line.text, True, 0, stretch)], line.width + stretch * gaps)

    def paint(self, page: Page) -> None:
        self._organ.begin(page)
        y = self._top - _ORGAN_ASCENT * self._organ_size
        for line in self._organ_lines:
            left = _CENTRE - line.width * self._organ_size / EM * self._narrow / 2
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
            show(page, number, _RIGHT, self._rule - 8 * MM, 14, align="right")
        else:
            show(page, number, _CENTRE, self._rule + 5 * MM, COLUMN.width / 28, align="centre")
        page.end()
        self._title.begin(page)
        for place, line in enumerate(self._title_lines):
            y = base_line(self._title_top - place * self._leading, self._leading, self._size)
            show(page, line, _CENTRE, y, self._size, align="centre")
        page.end()


_COPIES_SIZE, _COPIES_LEADING = 14.0, 22.0
_CLEAR_OF_THE_FOOT = 134 * MM
"""A seal whose middle is right of this stands beside the text of the verification block, not on it."""


class _Tail:
    """What follows the text: name and date under the seal, remarks, and who else gets the paper."""

    def __init__(self, sheet: Sheet, widths: Widths, drawing: Form, size: float) -> None:
        self._size = size
        self._closing = Closing(sheet, widths, drawing, size=size, room=COLUMN.width - 4 * size)
        # §7.3.5.1: the date four characters from the right, the name centred over it; a long name two characters.
        self._centre = min(
            _RIGHT - 4 * size - self._closing.date_width / 2, _RIGHT - 2 * size - self._closing.name_width / 2
        )
        room = (COLUMN.width - 2 * size) * EM / size
        self._remarks = [lines([Run(f"（{note}）")], widths, room, justified=False) for note in sheet.notes]
        self._copies: list[Line] = []
        if sheet.copies:
            names = [Run(f"抄送：{'，'.join(sheet.copies)}。")]
            self._copies = lines(names, widths, (COLUMN.width - 28) * EM / _COPIES_SIZE, hanging=3 * EM)

    def height(self, leading: float) -> float:
        if self._centre > _CLEAR_OF_THE_FOOT and not self._remarks and not self._copies:
            return self._closing.height(leading)
        copies = len(self._copies) * _COPIES_LEADING + 14 if self._copies else 0
        remarks = sum(map(len, self._remarks)) * leading
        return self._closing.height_with_seal(leading) + remarks + copies + _LAST_BOTTOM - _BOTTOM

    def paint(self, page: Page, top: float, leading: float, document: Element) -> SealPlace:
        place = self._closing.paint(page, self._centre, top, leading, document)
        below = top - self._closing.height_with_seal(leading)
        for remark in self._remarks:
            document.add("P").begin(page)
            for line in remark:
                show(page, line, COLUMN.left + 2 * self._size, base_line(below, leading, self._size), self._size)
                below -= leading
            page.end()
        if self._copies:
            self._paint_copies(page, below - 7, document)
        return place

    def _paint_copies(self, page: Page, top: float, document: Element) -> None:
        """Between two rules at the foot of the text (§7.4.2)."""
        page.artifact()
        for y in (top, top - len(self._copies) * _COPIES_LEADING):
            page.rule(COLUMN.left, y, COLUMN.width, 1, BLACK)
        page.end()
        document.add("P").begin(page)
        for number, line in enumerate(self._copies):
            left = COLUMN.left + 14 + line.indent * _COPIES_SIZE / EM
            y = base_line(top - number * _COPIES_LEADING, _COPIES_LEADING, _COPIES_SIZE)
            show(page, line, left, y, _COPIES_SIZE)
        page.end()
