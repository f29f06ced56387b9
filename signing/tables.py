"""Ruled tables: columns as wide as their contents ask for, a head that stands again on every page, rows left whole.

A table is a block of a layout. Knows nothing of what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from signing.layout import GRID, Column, base_line
from signing.markdown import Align
from signing.pdf import Page
from signing.tags import Element, table_header
from signing.text import EM, Line, Run, Widths, lines, natural_width


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
_NARROW = 10
"""A column that never needs more em than this is set centred."""
_SHARES: dict[Align, float] = {"left": 0, "centre": 0.5, "right": 1, "": 0}
"""How much of the blank of a line stands before it."""


@dataclass(slots=True)
class TableBlock:
    """A ruled table over the whole width; its head stands again on every page."""

    element: Element
    column: Column
    size: float
    leading: float
    widths: list[float]
    align: list[Align]
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
        for cell, element, width, align in zip(row.cells, row.elements, self.widths, self.align, strict=True):
            shown = cell[first:last]
            # A short cell stands in the middle of its row, unless the row is cut.
            spare = (last - first - len(shown)) * self.leading / 2 if len(cell) <= _TALL_ROW else 0
            share = _SHARES["centre" if row.strong else align]
            placed = [
                (
                    left + _PAD_X + max(width - 2 * _PAD_X - line.width * self.size / EM, 0) * share,
                    base_line(top - _PAD_Y - spare - place * self.leading, self.leading, self.size),
                    line,
                )
                for place, line in enumerate(shown)
            ]
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
    align: Sequence[Align],
    widths: Widths,
    *,
    parent: Element,
    column: Column,
    size: float,
    leading: float,
) -> TableBlock:
    """A table whose columns are as wide as their contents ask for."""
    everything = [[[Run(run.text, True) for run in cell] for cell in head], *([list(c) for c in row] for row in rows)]
    natural = [max(natural_width(row[number], widths) * size / EM for row in everything) for number in range(len(head))]
    measures = _shared(natural, column.width, size)
    element = parent.add("Table")
    built: list[_Row] = []
    for number, row in enumerate(everything):
        line = element.add("TR")
        elements = [line.add("TH", attributes=table_header("Column")) if number == 0 else line.add("TD") for _ in row]
        cells = [
            lines(cell, widths, (width - 2 * _PAD_X) * EM / size, justified=width > 14 * size)
            for cell, width in zip(row, measures, strict=True)
        ]
        built.append(_Row(cells, elements, strong=number == 0))
    aligned: list[Align] = [
        wanted or ("centre" if width <= _NARROW * size else "left")
        for wanted, width in zip(align, natural, strict=True)
    ]
    return TableBlock(element, column, size, leading, measures, aligned, built)


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
