"""Turns the words of a paper into blocks of a layout: paragraphs, headings, lists, tables, annexes.

Source: GB/T 9704-2012 §7.3 (first lines two characters in, further lines at the edge, annexes under the text).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from signing import markdown
from signing.layout import Block, Column, Gap, RuleBlock, TextBlock
from signing.tables import table_block
from signing.tags import Element
from signing.text import EM, Piece, Run, Widths, balanced, lines, natural_width

_INDENT = 2 * EM
_ANNEX = "附件："
_ADDRESSEE_AT_MOST = 120
"""A first paragraph longer than this is none, even if it ends with a colon."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How text is set: where, how large, how far apart its lines, and the element its own are added to."""

    widths: Widths
    column: Column
    size: float
    leading: float
    parent: Element

    def blocks(self, words: Sequence[markdown.Block]) -> Iterator[Block]:
        levels = sorted({block.level for block in words if isinstance(block, markdown.Heading)})
        # PDF/UA-1 §7.4.2: no level of headings may be left out; the title of the paper is the first.
        roles = {level: f"H{rank}" for rank, level in enumerate(levels, 2)}
        for block in words:
            match block:
                case markdown.Paragraph(runs):
                    yield self.paragraph(runs)
                case markdown.Heading(level, runs):
                    yield self._heading(level, runs, self.parent.add(roles[level]))
                case markdown.Listing(items):
                    yield from self._listing(items)
                case markdown.Table():
                    yield from self._table(block)
                case markdown.Break():
                    yield RuleBlock(self.column, self.size)

    def paragraph(self, words: Sequence[Run], *, indent: float = _INDENT) -> TextBlock:
        return self._text(words, self.parent.add("P"), indent=indent)

    def _text(self, words: Sequence[Run], element: Element, *, indent: float, hanging: float = 0) -> TextBlock:
        broken = lines(words, self.widths, self.column.width * EM / self.size, indent=indent, hanging=hanging)
        return TextBlock(broken, element, self.column, self.size, self.leading)

    def _heading(self, level: int, words: Sequence[Run], element: Element) -> TextBlock:
        """The first level in the middle and a little larger; further ones where a paragraph begins."""
        if level > 1:
            block = self._text([Run(run.text, True) for run in words], element, indent=_INDENT)
        else:
            size = self.size * 1.12
            broken = balanced("".join(run.text for run in words), self.widths, self.column.width * EM / size)
            before = self.leading / 3
            block = TextBlock(broken, element, self.column, size, self.leading, before, centred=True)
        block.keep = True
        return block

    def _table(self, table: markdown.Table) -> Iterator[Block]:
        size = min(self.size * 0.75, 12)
        block = table_block(
            table.head,
            table.rows,
            table.align,
            self.widths,
            parent=self.parent,
            column=self.column,
            size=size,
            leading=size * 1.48,
        )
        block.before = self.leading / 4
        yield block
        yield Gap(self.leading / 3)

    def _listing(self, items: Sequence[markdown.Item]) -> Iterator[TextBlock]:
        listing = self.parent.add("L")
        for item in items:
            entry = listing.add("LI")
            if item.label:
                yield self._entry(item, entry)
            else:
                yield self._text(item.words, entry.add("LBody"), indent=_INDENT)

    def _entry(self, item: markdown.Item, entry: Element) -> TextBlock:
        """Like a paragraph that begins with its label."""
        label, body = entry.add("Lbl"), entry.add("LBody")
        indent = (1 + item.depth) * EM
        gap = 0 if item.label.endswith("）") else EM // 4
        width = natural_width([Run(item.label)], self.widths) + gap
        block = self._text(item.words, body, indent=indent + width)
        first = block.lines[0]
        text = first.pieces[0] if first.pieces else Piece("", False, 0, 0)
        first.pieces[:1] = [Piece(item.label, False, 0, 0), text._replace(lead=text.lead + gap)]
        first.indent = indent
        block.label, block.labelled_by = label, width
        return block

    def annexes(self, titles: Sequence[str]) -> Iterator[TextBlock]:
        """One line below the text, numbered when they are several (§7.3.4)."""
        listing = self.parent.add("L")
        head = natural_width([Run(_ANNEX)], self.widths)
        for number, title in enumerate(titles, 1):
            label = f"{number}. " if len(titles) > 1 else ""
            words = [Run((_ANNEX if number == 1 else "") + label + title)]
            indent = _INDENT if number == 1 else _INDENT + head
            hanging = _INDENT + head + (natural_width([Run(label)], self.widths) if label else 0)
            block = self._text(words, listing.add("LI").add("LBody"), indent=indent, hanging=hanging)
            block.before = self.leading if number == 1 else 0
            yield block


def addressed(words: Sequence[markdown.Block]) -> tuple[tuple[Run, ...], Sequence[markdown.Block]]:
    """The addressee, colon and all, when the words begin with one, and the rest."""
    if words and isinstance(words[0], markdown.Paragraph):
        text = "".join(run.text for run in words[0].words)
        if text.endswith("：") and len(text) <= _ADDRESSEE_AT_MOST:
            return words[0].words, words[1:]
    return (), words
