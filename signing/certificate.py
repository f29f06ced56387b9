"""Draws the licence itself: framed, its entries in two columns, name and date under the seal, all on one page.

Entries come from the tables of the text: what on the left, which on the right; two short ones share a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from signing import markdown, seal
from signing.closing import Closing, SealPlace
from signing.errors import SigningError
from signing.faces import FontSet
from signing.foot import QR_SIDE, paint_specimen, paint_verification
from signing.layout import Column, base_line, one_line, show
from signing.ornament import GOLD, INSIDE, RED, frame
from signing.pdf import File, Page
from signing.sheet import Sheet
from signing.syntax import A4, MM
from signing.tags import Element, table_header, table_span
from signing.text import EM, Line, Piece, Run, Widths, lines, natural_width

_SIZE = (A4[1], A4[0])
_COLUMN = Column(INSIDE + 16 * MM, _SIZE[0] - 2 * INSIDE - 32 * MM)
_CENTRE = _SIZE[0] / 2
_TOP = _SIZE[1] - INSIDE - 4 * MM
_FOOT = INSIDE + 4 * MM
_TITLE, _CLOSING_SIZE, _CLOSING_LEADING = 34.0, 14.5, 22.0
_BETWEEN = 9 * MM
"""Between two entries on one line."""
_LONGEST_LABEL = 5.0
"""In em; a longer label is set narrower."""
_SIZES = (14.5, 13.5, 12.5, 11.5, 10.5, 9.5, 8.5)
_LEADING, _ROW = 1.5, 0.55
"""Between lines of an entry and, beyond that, between entries, in sizes."""


class CertificateOverfull(SigningError):
    """The entries of a licence do not fit its one page."""

    code = "PAPER-CERTIFICATE-OVERFULL"
    remedy = "Shorten the entries, or put the long ones into an annex of the decision."

    def __init__(self, title: str, entries: int) -> None:
        super().__init__(f"the {entries} entries of {title} do not fit one page")


@dataclass(slots=True)
class _Entry:
    label: Line
    narrow: float
    """How narrow the label is set."""
    value: list[Line]
    wide: bool
    """Whether it needs a line of its own."""


@dataclass(slots=True)
class _Setting:
    """The text set in one size."""

    size: float
    label_width: float
    rows: list[list[_Entry]]
    sentences: list[list[Line]]
    apart: float = _ROW
    """Between entries, in sizes."""

    def height(self) -> float:
        rows = sum(max(len(entry.value) for entry in row) * _LEADING + self.apart for row in self.rows)
        return (rows + sum(map(len, self.sentences)) * _LEADING + (0.5 if self.sentences else 0)) * self.size

    def loosened(self, room: float) -> _Setting:
        """With some of the blank that is left between the entries."""
        spare = (room - self.height()) / self.size / max(len(self.rows), 1)
        self.apart += min(max(spare, 0), _ROW)
        return self


def draw(sheet: Sheet, fonts: FontSet, file: File, document: Element) -> SealPlace:
    """The page, its elements added to `document`.

    Raises MissingGlyph, SealUndrawable, CertificateOverfull.
    """
    widths = fonts.body.width, fonts.heavy.width
    drawing = seal.draw(sheet.seal, fonts)
    page = file.add_page(_SIZE)
    page.artifact()
    page.place(frame(*_SIZE), 0, 0)
    page.end()
    top = _paint_head(page, sheet, widths, document)
    closing = Closing(sheet, widths, drawing, size=_CLOSING_SIZE, room=_COLUMN.width * 0.44)
    lowest = _FOOT + closing.height_with_seal(_CLOSING_LEADING) - 2 * MM
    setting = _fitting(sheet, widths, top - lowest)
    below = _paint_rows(page, setting, top, document)
    below = _paint_sentences(page, setting, below, document)
    centre = _COLUMN.left + _COLUMN.width - max(closing.name_width, drawing.width) / 2
    # The closing stands at the foot of the page, but no further from the text than the rules allow the seal to be.
    end = min(below, max(lowest, below - 8 * MM))
    place = closing.paint(page, centre, end, _CLOSING_LEADING, document)
    room = place.x - 4 * MM - (_COLUMN.left + QR_SIDE + 4 * MM)
    paint_verification(page, sheet, widths, document, left=_COLUMN.left, bottom=_FOOT, room=room)
    page.artifact("Footer")
    paint_specimen(page, sheet, widths, y=5.2 * MM)
    page.end()
    return place


def _paint_head(page: Page, sheet: Sheet, widths: Widths, document: Element) -> float:
    """Title and number; where the text begins."""
    heading, number = document.add("H1"), document.add("P")
    width = max(EM, natural_width([Run(sheet.title, True)], widths))
    size = min(_TITLE, _COLUMN.width * EM / width / 1.02)
    gaps = max(len(sheet.title) - 1, 1)
    stretch = round(min(max((0.66 * _COLUMN.width * EM / size - width) / gaps, 0), 350))
    heading.begin(page)
    spread = Line([Piece(sheet.title, True, 0, stretch)], width + stretch * gaps, uneven=True)
    show(page, spread, _CENTRE, _TOP - size * 0.95, size, align="centre", colour=RED)
    page.end()
    y = _TOP - size * 0.95 - 9.5 * MM
    number.begin(page)
    show(page, one_line(sheet.number, widths), _CENTRE, y, 13, align="centre")
    page.end()
    return y - 7 * MM


def _fitting(sheet: Sheet, widths: Widths, room: float) -> _Setting:
    """The text in the largest size that fits."""
    words = markdown.read(sheet.body)
    entries = [row for block in words if isinstance(block, markdown.Table) for row in block.rows]
    sentences = [block.words for block in words if isinstance(block, markdown.Paragraph)]
    for size in _SIZES:
        setting = _set(entries, sentences, widths, size)
        if setting.height() <= room:
            return setting.loosened(room)
    raise CertificateOverfull(sheet.title, len(entries))


def _set(
    entries: Sequence[Sequence[Sequence[Run]]], sentences: Sequence[Sequence[Run]], widths: Widths, size: float
) -> _Setting:
    labels = [[Run(run.text, True) for run in entry[0]] for entry in entries]
    longest = max((natural_width(label, widths) for label in labels), default=0)
    label_width = min(longest, _LONGEST_LABEL * EM) * size / EM
    whole = _COLUMN.width - label_width - size
    half = (_COLUMN.width - _BETWEEN) / 2 - label_width - size
    built = []
    for label, entry in zip(labels, entries, strict=True):
        value = entry[-1]
        wide = natural_width(value, widths) * size / EM > half
        broken = lines(value, widths, (whole if wide else half) * EM / size, justified=wide)
        built.append(_Entry(*_even(label, widths, label_width * EM / size), broken, wide))
    rows = list(_paired(built))
    broken_sentences = [lines(words, widths, _COLUMN.width * EM / size, indent=2 * EM) for words in sentences]
    return _Setting(size, label_width, rows, broken_sentences)


def _even(label: Sequence[Run], widths: Widths, width: float) -> tuple[Line, float]:
    """A label spread to the width of all (分散对齐), or how narrow it must be set for it."""
    text = "".join(run.text for run in label)
    natural = natural_width(label, widths)
    gaps = len(text) - 1
    if gaps < 1 or natural >= width:
        return Line([Piece(text, True, 0, 0)], natural), min(width / natural, 1.0) if natural else 1.0
    stretch = round((width - natural) / gaps)
    return Line([Piece(text, True, 0, stretch)], width, uneven=stretch > 90), 1.0


def _paired(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Two narrow neighbours to a row."""
    waiting: list[_Entry] = []
    for entry in entries:
        if entry.wide:
            if waiting:
                yield waiting
            yield [entry]
            waiting = []
        else:
            waiting.append(entry)
            if len(waiting) == 2:
                yield waiting
                waiting = []
    if waiting:
        yield waiting


def _paint_rows(page: Page, setting: _Setting, top: float, document: Element) -> float:
    """The entries as a table of two or four columns; the height where they end."""
    if not setting.rows:
        return top
    size, table, y = setting.size, document.add("Table"), top
    columns = max(map(len, setting.rows))
    for row in setting.rows:
        depth = max(len(entry.value) for entry in row)
        line = table.add("TR")
        for number, entry in enumerate(row):
            left = _COLUMN.left + number * (_COLUMN.width + _BETWEEN) / 2
            _paint_entry(page, setting, entry, left, y, line, spanned=1 + 2 * (columns - len(row)))
        y -= (depth * _LEADING + setting.apart) * size
        page.artifact()
        spans = [(0.0, _COLUMN.width)] if len(row) == 1 and row[0].wide else [
            (number * (_COLUMN.width + _BETWEEN) / 2, (_COLUMN.width - _BETWEEN) / 2) for number in range(len(row))
        ]  # fmt: skip
        for offset, width in spans:
            page.rule(
                _COLUMN.left + offset + setting.label_width + size * 0.6,
                y + setting.apart * size - 0.11 * size,
                width - setting.label_width - size * 0.6,
                0.4,
                GOLD,
            )
        page.end()
    return y


def _paint_entry(
    page: Page, setting: _Setting, entry: _Entry, left: float, top: float, row: Element, *, spanned: int
) -> None:
    size, leading = setting.size, setting.size * _LEADING
    row.add("TH", attributes=table_header("Row")).begin(page)
    page.lines([(left, base_line(top, leading, size), entry.label)], size, colour=RED, narrow=entry.narrow)
    page.end()
    row.add("TD", attributes=table_span(spanned) if spanned > 1 else b"").begin(page)
    x = left + setting.label_width + size
    for number, line in enumerate(entry.value):
        show(page, line, x, base_line(top - number * leading, leading, size), size)
    page.end()


def _paint_sentences(page: Page, setting: _Setting, top: float, document: Element) -> float:
    size, leading = setting.size, setting.size * _LEADING
    y = top - (0.5 * size if setting.sentences else 0)
    for sentence in setting.sentences:
        document.add("P").begin(page)
        for line in sentence:
            show(page, line, _COLUMN.left + line.indent * size / EM, base_line(y, leading, size), size)
            y -= leading
        page.end()
    return y
