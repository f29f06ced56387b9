"""Cuts Chinese text into what is never broken, and says of each neighbourhood whether a line may end there.

Numbers with their units and Latin words are whole; two marks in a row share their blank. Measures are 1/1000 em. Pure.
Source: GB/T 15834-2011 §5.1 (marks at the edges of a line), W3C CLREQ §3.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

EM = 1000
SEPARATOR = "\u2028"
"""Begins a new line inside a paragraph."""

NEVER_FIRST = frozenset("、，。．；：！？）》」』】〕〉〗”’］｝…—·‧％‰℃～,.;:!?)]}%°′″")
NEVER_LAST = frozenset("（《「『【〔〈〖“‘［｛￥＄([{$")

_LATIN_GAP = 60
"""Between Chinese and Latin or figures. With the stretch of a usual line it stays below the 100 that text
extraction (poppler's minWordBreakSpace) takes for a space."""
_INNER_SHRINK, LATIN_SHRINK, _SPACE_SHRINK = 250, 40, 60
SQUEEZED = EM // 2
# A number keeps its unit, a document number its year: 2026年, 第12号, 〔2026〕15号.
_ATOM = re.compile(
    r"〔\d{4}〕\d+号?"
    r"|(?:第(?=[0-9]))?[0-9A-Za-z\u00c0-\u024f]+(?:[.,:/@_%+\-–’'&#=?~]+[0-9A-Za-z\u00c0-\u024f]+)*[年月日时分号条款项元个份页％%]?"
    r"|——|……|.",
    re.DOTALL,
)
_ADDRESS_PART = re.compile(r"[^/?&=._-]*[/?&=._-]*")
HAN, LATIN, OPEN, CLOSE, SPACE, UNIT = range(6)
_BLANK = " \u00a0\u3000\t\n"


class Run(NamedTuple):
    """Some text in one weight."""

    text: str
    strong: bool = False


Widths = tuple[Mapping[str, int], Mapping[str, int]]
"""Advance of a character in the regular and in the strong weight."""


@dataclass(slots=True)
class Atoms:
    """A stretch of text cut into what is never broken, with what breaking needs to know of each."""

    texts: list[str]
    strong: list[bool]
    widths: list[int]
    kinds: list[int]
    """Of the first character of each atom."""
    gaps: list[int]
    """Before each atom."""
    shrinks: list[int]
    """How much of the gap before each atom may be taken away; of a full-width mark its blank half."""
    breakable: list[bool]
    """Whether a line may end before each atom."""
    elastic: list[bool]
    """Whether the gap before each atom may be widened; not inside a word that was broken up."""
    ends: list[int]
    """Natural width up to and with each atom."""


def cut(runs: Sequence[Run], widths: Widths, widest: float) -> Atoms:
    """The atoms of the runs; a word wider than `widest` is broken up."""
    texts: list[str] = []
    strong: list[bool] = []
    measures: list[int] = []
    for run in runs:
        table = widths[run.strong]
        for atom in _ATOM.findall(run.text):
            if len(atom) == 1:
                texts.append(atom)
                measures.append(table[atom])
            else:
                measure = sum([table[c] for c in atom])
                parts = [atom] if measure <= widest else list(_broken_up(atom, table, widest))
                texts += parts
                measures += [measure] if len(parts) == 1 else [sum([table[c] for c in part]) for part in parts]
        strong += [run.strong] * (len(texts) - len(strong))
    kinds = [_KINDS[atom] for atom in texts]
    last_kinds = [kind if len(atom) == 1 else _last_kind(atom) for atom, kind in zip(texts, kinds, strict=True)]
    gaps, shrinks, breakable, elastic = [0], [0], [False], [False]
    for number, pair in enumerate(zip(last_kinds, kinds[1:], strict=False)):
        gap, shrink, may_break = _PAIRS[pair]
        if gap == -SQUEEZED or shrink == _INNER_SHRINK:
            full = measures[number + (pair[0] != CLOSE)] == EM
            gap, shrink = (gap, shrink) if full else (0, 0)
        gaps.append(gap)
        shrinks.append(shrink)
        breakable.append(may_break)
        elastic.append(pair != (LATIN, LATIN))
    ends = list(accumulate(map(int.__add__, measures, gaps)))
    return Atoms(texts, strong, measures, kinds, gaps, shrinks, breakable, elastic, ends)


def _kind(atom: str) -> int:
    if atom in NEVER_LAST:
        return OPEN
    if atom in NEVER_FIRST or atom in ("——", "……"):
        return CLOSE
    if atom in _BLANK:
        return SPACE
    return LATIN if atom[0] < "\u2000" else HAN


def _last_kind(atom: str) -> int:
    """Of the last character of a long atom; a unit is followed by a number as closely as it follows one: 3月5日."""
    if atom.isascii():
        return LATIN  # a mark at its end belongs to the word
    kind = _KINDS[atom[-1]]
    return UNIT if kind == HAN else kind


class _Kinds(dict[str, int]):
    """The kind of an atom, remembered for single characters."""

    def __missing__(self, atom: str) -> int:
        kind = _kind(atom)
        if len(atom) == 1:
            self[atom] = kind
        return kind


_KINDS = _Kinds()


def _broken_up(atom: str, table: Mapping[str, int], widest: float) -> Iterator[str]:
    """A word too long for the line in parts: an address after its marks, anything else anywhere."""
    for part in filter(None, _ADDRESS_PART.findall(atom)):
        if sum([table[c] for c in part]) <= widest:
            yield part
        else:
            yield from part


def _pair(before: int, after: int) -> tuple[int, int, bool]:
    """Gap, how much of it may be taken away, and whether a line may end between."""
    may_break = before != OPEN and after not in (CLOSE, SPACE)
    if (before == CLOSE and after in (CLOSE, OPEN)) or (before == after == OPEN):
        return -SQUEEZED, 0, may_break
    if before == CLOSE or after == OPEN:
        return 0, _INNER_SHRINK, may_break
    if {before, after} == {HAN, LATIN}:
        return _LATIN_GAP, LATIN_SHRINK, may_break
    return 0, _SPACE_SHRINK if SPACE in (before, after) else 0, may_break


_PAIRS = {(before, after): _pair(before, after) for before in range(6) for after in range(6)}
