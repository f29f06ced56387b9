"""Puts blocks of text and tables onto pages: how high they are, where pages part, how they are drawn with their tags.

A block is a pile of strips that are never cut: the lines of a paragraph, the rows of a table. Knows nothing of what is
said, nor of heads, seals and feet of a paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Protocol

from signing.pdf import Page
from signing.tags import Element, table_header
from signing.text import EM, Line, Run, Widths, lines, natural_width

ASCENT = 0.88
"""Where the base line lies in the em of a Chinese character, from its top."""
GRID = "0.25 0.25 0.25"


@dataclass(frozen=True, slots=True)
class Column:
    """The strip of the page text may fill: its left edge and width in points."""

    left: float
    width: float


class Block(Protocol):
    """Something that flows from page to page."""

    before: float
    """Blank above it, left out at the top of a page."""
    keep: bool
    """Whether it may not be the last thing on a page."""

    def heights(self) -> Sequence[float]:
        """Of its strips, in order."""

    def repeated(self) -> float:
        """Height of what is drawn again when it goes on on a further page."""

    def paint(self, page: Page, strips: Sequence[tuple[int, float]]) -> None:
        """Draws these strips of it, each with the height of its top edge above the foot of the page."""


def base_line(top: float, leading: float, size: float) -> float:
    return top - (leading - size) / 2 - ASCENT * size


@dataclass(slots=True)
class TextBlock:
    """Lines of text that belong to one element."""

    lines: list[Line]
    element: Element
    column: Column
    size: float
    leading: float
    before: float = 0
    keep: bool = False
    centred: bool = False
    label: Element | None = None
    """Of a list entry: the element of its label, which is the first piece of the first line."""

    def heights(self) -> Sequence[float]:
        return [self.leading] * len(self.lines)

    def repeated(self) -> float:
        return 0

    def paint(self, page: Page, strips: Sequence[tuple[int, float]]) -> None:
        placed = [
            (self._left(self.lines[number]), base_line(top, self.leading, self.size), self.lines[number])
            for number, top in strips
        ]
        if self.label and strips[0][0] == 0:
            x, y, line = placed[0]
            head, rest = line.pieces[:1], line.pieces[1:]
            self.label.begin(page)
            page.lines([(x, y, Line(head, 0))], self.size)
            page.end()
            shift = self.labelled_by * self.size / EM
            placed[0] = x + shift, y, Line([rest[0]._replace(lead=0), *rest[1:]], 0, uneven=line.uneven)
        self.element.begin(page)
        page.lines(placed, self.size)
        page.end()

    labelled_by: float = 0
    """How far behind the label the text begins, in 1/1000 em."""

    def _left(self, line: Line) -> float:
        if self.centred:
            return self.column.left + (self.column.width - line.width * self.size / EM) / 2
        return self.column.left + line.indent * self.size / EM


@dataclass(slots=True)
class RuleBlock:
    """A thin rule across the text."""

    column: Column
    leading: float
    before: float = 0
    keep: bool = False

    def heights(self) -> Sequence[float]:
        return [self.leading]

    def repeated(self) -> float:
        return 0

    def paint(self, page: Page, strips: Sequence[tuple[int, float]]) -> None:
        page.artifact()
        for _, top in strips:
            page.rule(self.column.left, top - self.leading / 2, self.column.width, 0.5, GRID)
        page.end()


@dataclass(slots=True)
class _Row:
    cells: list[list[Line]]
    elements: list[Element]
    strong: bool

    def depth(self) -> int:
        return max((len(cell) for cell in self.cells), default=1)


_PAD_X, _PAD_Y = 4.5, 4.0
_TALL_ROW, _SLICE = 12, 6
"""A row of more lines than this may be cut, into slices of so many lines."""
_NARROW = 9
"""A column that never needs more em than this is set centred."""


@dataclass(slots=True)
class TableBlock:
    """A ruled table over the whole width; its head stands again on every page."""

    element: Element
    column: Column
    size: float
    leading: float
    widths: list[float]
    centred: list[bool]
    rows: list[_Row]
    before: float = 0
    keep: bool = False
    _slices: list[tuple[int, int, int]] = field(default_factory=list)
    """Row, first and last line but one, of every strip but the head."""

    def heights(self) -> Sequence[float]:
        self._slices = list(self._sliced())
        return [self._height(last - first) for _, first, last in self._slices]

    def _sliced(self) -> Iterator[tuple[int, int, int]]:
        for number, row in enumerate(self.rows):
            depth = row.depth()
            step = depth if depth <= _TALL_ROW else _SLICE
            for first in range(0, depth, step):
                yield number, first, min(first + step, depth)

    def _height(self, depth: int) -> float:
        return depth * self.leading + 2 * _PAD_Y

    def repeated(self) -> float:
        return self._height(self.rows[0].depth())

    def paint(self, page: Page, strips: Sequence[tuple[int, float]]) -> None:
        top = strips[0][1]
        if strips[0][0] > 0:
            height = self.repeated()
            self._paint_slice(page, (0, 0, self.rows[0].depth()), top + height, tagged=False)
            top += height
        edges = [top]
        bottom = top
        for number, strip_top in strips:
            row, first, last = self._slices[number]
            self._paint_slice(page, self._slices[number], strip_top, tagged=True)
            bottom = strip_top - self._height(last - first)
            if last == self.rows[row].depth() or number == strips[-1][0]:
                edges.append(bottom)
        if strips[0][0] > 0:
            edges.append(strips[0][1])
        self._rule(page, edges, top, bottom)

    def _rule(self, page: Page, edges: Sequence[float], top: float, bottom: float) -> None:
        page.artifact()
        left, width = self.column.left, self.column.width
        for edge in edges:
            page.rule(left, edge, width, 0.9 if edge in (top, bottom) else 0.5, GRID)
        for x in accumulate((0.0, *self.widths)):
            thick = 0.9 if x in (0.0, sum(self.widths)) else 0.5
            page.draw(f"{left + x - thick / 2:.2f} {bottom:.2f} {thick:.2f} {top - bottom:.2f} re f")
        page.end()

    def _paint_slice(self, page: Page, part: tuple[int, int, int], top: float, *, tagged: bool) -> None:
        number, first, last = part
        row = self.rows[number]
        left = self.column.left
        for cell, element, width, centred in zip(row.cells, row.elements, self.widths, self.centred, strict=True):
            shown = cell[first:last]
            # A short cell stands in the middle of its row, unless the row is cut.
            spare = (last - first - len(shown)) * self.leading / 2 if len(cell) <= _TALL_ROW else 0
            placed = [
                (
                    left + _PAD_X + (max(width - 2 * _PAD_X - line.width * self.size / EM, 0) / 2
                                     if centred or row.strong else 0),
                    base_line(top - _PAD_Y - spare - place * self.leading, self.leading, self.size),
                    line,
                )
                for place, line in enumerate(shown)
            ]  # fmt: skip
            if tagged:
                element.begin(page)
            else:
                page.artifact("Header")
            if placed:
                page.lines(placed, self.size)
            page.end()
            left += width


def table_block(
    head: Sequence[Sequence[Run]],
    rows: Sequence[Sequence[Sequence[Run]]],
    align: Sequence[str],
    widths: Widths,
    *,
    parent: Element,
    column: Column,
    size: float,
    leading: float,
) -> TableBlock:
    """A table whose columns are as wide as their contents ask for."""
    everything = [[[Run(run.text, True) for run in cell] for cell in head], *([list(c) for c in row] for row in rows)]
    natural = [
        max(natural_width(row[number], widths) * size / EM for row in everything) for number in range(len(head))
    ]
    measures = _shared(natural, column.width, size)
    element = parent.add("Table")
    built: list[_Row] = []
    for number, row in enumerate(everything):
        line = element.add("TR")
        elements = [
            line.add("TH", attributes=table_header("Column")) if number == 0 else line.add("TD") for _ in row
        ]
        cells = [
            lines(cell, widths, (width - 2 * _PAD_X) * EM / size, justified=width > 14 * size)
            for cell, width in zip(row, measures, strict=True)
        ]
        built.append(_Row(cells, elements, strong=number == 0))
    centred = [
        wanted == "centre" or (not wanted and width <= _NARROW * size)
        for wanted, width in zip(align, natural, strict=True)
    ]
    return TableBlock(element, column, size, leading, measures, centred, built)


def _shared(natural: Sequence[float], room: float, size: float) -> list[float]:
    """Widths that fill the room: what fits keeps its natural width, the others share the rest in proportion."""
    wanted = [width + 2 * _PAD_X + 0.5 for width in natural]
    if sum(wanted) <= room:
        spare = (room - sum(wanted)) / sum(wanted)
        return [width * (1 + spare) for width in wanted]
    fixed: dict[int, float] = {}
    while True:
        rest = room - sum(fixed.values())
        open_columns = [number for number in range(len(wanted)) if number not in fixed]
        fair = rest / len(open_columns)
        small = {number: wanted[number] for number in open_columns if wanted[number] <= fair}
        if not small or len(small) == len(open_columns):
            break
        fixed |= small
    # In proportion to the root: a column of a thousand characters must not starve its neighbours.
    weight = {number: max(wanted[number], 3 * size) ** 0.5 for number in open_columns}
    total = sum(weight.values())
    return [fixed.get(number) or rest * weight[number] / total for number in range(len(wanted))]


@dataclass(slots=True)
class Placed:
    """The strips of one block on one page."""

    block: Block
    strips: list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Frame:
    """How much of the pages the text may fill: heights above the foot of the page."""

    first_top: float
    top: float
    bottom: float
    last_bottom: float
    """On the last page, above what stands at its foot."""


_PULLED = 2
"""At least so many lines of the text stand on the page of the signature."""


def paginate(blocks: Sequence[Block], frame: Frame, tail: float) -> tuple[list[list[Placed]], float]:
    """The pages, and on the last one the top of the tail, which is never parted from the end of the text."""
    strips = [
        (block, number, height, block.before if number == 0 else 0.0)
        for block in blocks
        for number, height in enumerate(block.heights())
    ]
    pages: list[list[Placed]] = []
    start = 0
    while True:
        top = frame.top if pages else frame.first_top
        page, end, y = _filled(strips, start, top, frame.bottom, len(strips))
        if end == len(strips) and (y - tail >= frame.last_bottom or start == end):
            pages.append(page)
            return pages, y
        if end == len(strips):
            end = _before_the_tail(strips, start)
        limit = _kept(strips, start, end)
        page, end, _ = _filled(strips, start, top, frame.bottom, limit)
        pages.append(page)
        start = end


_Strip = tuple[Block, int, float, float]


def _filled(
    strips: Sequence[_Strip], start: int, top: float, bottom: float, limit: int
) -> tuple[list[Placed], int, float]:
    page: list[Placed] = []
    y, number = top, start
    while number < limit:
        block, strip, height, before = strips[number]
        repeated = block.repeated() if number == start and strip else 0
        gap = before if number > start else 0
        if y - gap - repeated - height < bottom - 0.01 and number > start:
            break
        y -= gap + repeated
        if not page or page[-1].block is not block:
            page.append(Placed(block, []))
        page[-1].strips.append((strip, y))
        y -= height
        number += 1
    return page, number, y


def _before_the_tail(strips: Sequence[_Strip], start: int) -> int:
    """Where the page must end so that the tail gets some text to stand under."""
    return max(len(strips) - _PULLED, start + 1)


def _kept(strips: Sequence[_Strip], start: int, end: int) -> int:
    """`end`, moved up as long as what stands before it may not be the last thing on a page."""
    while end > start + 1 and strips[end - 1][0].keep and strips[end - 1][0] is not strips[end][0]:
        end -= 1
    return end
