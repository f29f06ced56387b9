"""Puts blocks of text onto pages: how high they are, where pages part, how they are drawn with their tags.

A block is a pile of strips that are never cut: the lines of a paragraph, the rows of a table. Knows nothing of what is
said, nor of heads, seals and feet of a paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from signing.pdf import Page
from signing.tags import Element
from signing.text import EM, Line, Run, Widths, lines

ASCENT = 0.88
"""Where the base line lies in the em of a Chinese character, from its top."""
UNBOUNDED = 1e9
"""Room for text that shall stay on one line."""

BLACK, GREY = "0 0 0", "0.36 0.36 0.36"
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


def one_line(text: str, widths: Widths, *, strong: bool = False) -> Line:
    return lines([Run(text, strong)], widths, UNBOUNDED, justified=False)[0]


def show(
    page: Page,
    line: Line,
    x: float,
    y: float,
    size: float,
    *,
    align: Literal["left", "centre", "right"] = "left",
    colour: str = BLACK,
) -> None:
    """Draws a line at the height of its base; x is its left edge, its middle or its right edge."""
    width = line.width * size / EM
    page.lines([(x - {"left": 0, "centre": width / 2, "right": width}[align], y, line)], size, colour=colour)


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
class Gap:
    """Blank after a block."""

    height: float
    before: float = 0
    keep: bool = False

    def heights(self) -> Sequence[float]:
        return [self.height]

    def repeated(self) -> float:
        return 0

    def paint(self, page: Page, strips: Sequence[tuple[int, float]]) -> None:
        pass


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
    """Of the text on the last page, above what stands at its foot."""
    tail_bottom: float
    """Of what follows the text, which may stand beside it."""


_TOGETHER = 3
"""At least so many strips of the text stand on the last page with the signature."""


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
        fits = y >= frame.last_bottom and y - tail >= frame.tail_bottom
        if end == len(strips) and (fits or start == end):
            pages.append(page)
            return pages, y
        end = min(end, max(len(strips) - _TOGETHER, start + 1))
        page, start, _ = _filled(strips, start, top, frame.bottom, _kept(strips, start, end))
        pages.append(page)


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


def _kept(strips: Sequence[_Strip], start: int, end: int) -> int:
    """`end`, moved up as long as what stands before it may not be the last thing on a page."""
    while end > start + 1 and strips[end - 1][0].keep and strips[end - 1][0] is not strips[end][0]:
        end -= 1
    return end
