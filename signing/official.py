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
from signing.head import COLUMN, RIGHT, Head
from signing.layout import (
    BLACK,
    GREY,
    Block,
    Frame,
    Placed,
    TextBlock,
    base_line,
    one_line,
    paginate,
    show,
)
from signing.pdf import File, Form, Page
from signing.sheet import Sheet
from signing.syntax import A4, MM
from signing.tags import Element
from signing.text import EM, Line, Run, Widths, lines

_HEIGHT = 225 * MM
_TOP, _BOTTOM = A4[1] - 37 * MM, A4[1] - 37 * MM - _HEIGHT

_FOOT = 12 * MM
"""Where the verification block stands."""
_LAST_BOTTOM = _FOOT + QR_SIDE + 3.5 * MM
"""Of text over the verification block."""
_MOST_PAGES = 200


class PaperTooLong(SigningError):
    """A text would make more pages than a decision can have."""

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
    head = Head(sheet, widths, document)
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
    paint_numbers(file.pages, sheet, widths, left=COLUMN.left + 14, right=RIGHT - 14)
    return place


def _best(sheet: Sheet, widths: Widths, head: Head, drawing: Form) -> _Setting:
    """The text in the usual measure, or in a closer one if that brings two pages onto one."""
    words = markdown.read(sheet.body)
    usual, closer = _LETTER if sheet.kind == "letter" else _DECISION
    best = _set(usual, words, sheet, widths, head, drawing)
    if len(best.pages) == 2:
        tried = _set(closer, words, sheet, widths, head, drawing)
        best = tried if len(tried.pages) == 1 else best
    if len(best.pages) > _MOST_PAGES:
        raise PaperTooLong(len(best.pages), _MOST_PAGES)
    return best


def _set(
    measure: _Measure, words: Sequence[markdown.Block], sheet: Sheet, widths: Widths, head: Head, drawing: Form
) -> _Setting:
    """The text in this measure, its lines as far apart as the smallest number of pages allows."""
    content = Element("Sect")
    blocks = _blocks(Flow(widths, COLUMN, measure.size, measure.leading, content), words, sheet)
    tail = _Tail(sheet, widths, drawing, measure.size)
    frame = Frame(head.bottom, _TOP, _BOTTOM, _LAST_BOTTOM, _BOTTOM)

    def at(leading: float) -> _Setting:
        for block in blocks:
            if isinstance(block, TextBlock):
                block.leading = leading
        return _Setting(leading, content, tail, *paginate(blocks, frame, tail.height(leading)))

    loose = at(measure.leading)
    if len(loose.pages) == 1:
        return loose
    fewest = len(at(measure.closest).pages)
    steps = (measure.leading - (measure.leading - measure.closest) * step / _STEPS for step in range(_STEPS + 1))
    return next(setting for leading in steps if len((setting := at(leading)).pages) == fewest)


def _blocks(flow: Flow, words: Sequence[markdown.Block], sheet: Sheet) -> list[Block]:
    to, rest = ((Run(f"{sheet.addressee}："),), words) if sheet.addressee else addressed(words)
    blocks: list[Block] = [flow.paragraph(to, indent=0)] if to else []
    blocks += flow.blocks(rest)
    if sheet.annexes:
        blocks += flow.annexes(sheet.annexes)
    return blocks


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
    show(page, number, RIGHT, y, 9, colour=GREY, align="right")
    page.rule(COLUMN.left, y - 5, COLUMN.width, 0.5, GREY)
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
            RIGHT - 4 * size - self._closing.date_width / 2, RIGHT - 2 * size - self._closing.name_width / 2
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
