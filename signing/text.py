"""Breaks Chinese text into lines whose both edges are straight.

A full stop never begins a line and an opening bracket never ends one; numbers and Latin words stay whole; two marks in
a row share their blank; what a line lacks or has too much is spread over its gaps. Measures are 1/1000 em. Pure: widths
in, lines out. Knows neither faces nor pages.
Source: GB/T 15834-2011 §5.1 (marks at the edges of a line), W3C CLREQ §3.1.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from signing.atoms import CLOSE, EM, LATIN_SHRINK, OPEN, SEPARATOR, SPACE, SQUEEZED, Atoms, Run, Widths, cut

__all__ = ["EM", "SEPARATOR", "Line", "Piece", "Run", "Widths", "balanced", "lines", "natural_width"]

_WIDEST_WHOLE = 0.55
"""A word longer than this part of the line (an address of a page) may be broken."""
_EVEN = range(-90, 99)
"""Gaps in which text extraction sees neither a space nor the end of a word."""


class Piece(NamedTuple):
    """Some characters of a line without a change in the gaps between them."""

    text: str
    strong: bool
    lead: int
    """The gap before it, beyond the natural place; negative where two marks share a blank."""
    stretch: int
    """The gap between its characters."""


@dataclass(slots=True)
class Line:
    pieces: list[Piece]
    width: float
    """From the first to the last character, all gaps included."""
    indent: float = 0
    uneven: bool = False
    """Whether it has gaps that text extraction may take for spaces or for line ends."""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def natural_width(runs: Sequence[Run], widths: Widths) -> int:
    """How wide the text is on one line without a stretch."""
    atoms = cut(runs, widths, widest=1 << 30)
    return atoms.ends[-1] if atoms.ends else 0


def lines(
    runs: Sequence[Run],
    widths: Widths,
    width: float,
    *,
    indent: float = 0,
    hanging: float = 0,
    justified: bool = True,
) -> list[Line]:
    """The text in lines of at most `width`; the first begins at `indent`, the others at `hanging`.

    All but the last of a paragraph reach the right edge when `justified`, except where a single word fills them.
    """
    broken: list[Line] = []
    for part in _parts(runs):
        atoms = cut(part, widths, widest=width * _WIDEST_WHOLE)
        first, count = 0, len(atoms.texts)
        if not count:
            broken.append(Line([], 0, indent=indent))
        while first < count:
            begin = hanging if broken else indent
            last = _last_of_line(atoms, first, width - begin, at_start=not broken)
            broken.append(_line(atoms, first, last, width - begin, begin, justified and last < count - 1, not broken))
            first = last + 1
            while first < count and atoms.kinds[first] == SPACE:
                first += 1
    return broken


def _parts(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs between forced line ends."""
    if not any(SEPARATOR in run.text for run in runs):
        return [list(runs)]
    parts: list[list[Run]] = [[]]
    for run in runs:
        for number, text in enumerate(run.text.split(SEPARATOR)):
            if number:
                parts.append([])
            parts[-1].append(Run(text, run.strong))
    return parts


def _trim_at_start(atoms: Atoms, first: int, at_start: bool) -> int:
    """The blank half of an opening mark is left out where it would dent the left edge; not in a first line."""
    return SQUEEZED if not at_start and atoms.kinds[first] == OPEN and atoms.widths[first] == EM else 0


def _last_of_line(atoms: Atoms, first: int, room: float, at_start: bool) -> int:
    """Number of the last atom of the line that begins with `first`."""
    ends, breakable, count = atoms.ends, atoms.breakable, len(atoms.texts)
    origin = ends[first] - atoms.widths[first] + _trim_at_start(atoms, first, at_start)
    fits = max(bisect_right(ends, origin + room, lo=first) - 1, first)
    if fits >= count - 1:
        return count - 1
    back = fits
    while back > first and not breakable[back + 1]:
        back -= 1
    if not breakable[back + 1]:
        return _forced(atoms, first, fits)
    if back == fits and ends[fits] - origin > room - 1:
        return back
    ahead = fits + 1
    while ahead + 1 < count and not breakable[ahead + 1]:
        ahead += 1
    excess, spare = ends[ahead] - origin - room, _shrinkable(atoms, first, ahead)
    if excess <= spare:
        lack = (room - (ends[back] - origin)) / max(back - first, 1)
        if excess / spare <= lack / LATIN_SHRINK:
            return ahead
    return back


def _forced(atoms: Atoms, first: int, fits: int) -> int:
    """Where nothing may break, a line is broken anyway, but if it can be helped not so that a mark begins the next."""
    ahead = fits
    while ahead + 1 < len(atoms.texts) and atoms.kinds[ahead + 1] == CLOSE and ahead - fits < 2:
        ahead += 1
    return ahead if ahead + 1 == len(atoms.texts) or atoms.kinds[ahead + 1] != CLOSE else fits


def _shrinkable(atoms: Atoms, first: int, last: int) -> int:
    return sum(atoms.shrinks[first + 1 : last + 1]) + _trim_at_end(atoms, last)


def _trim_at_end(atoms: Atoms, last: int) -> int:
    return SQUEEZED if atoms.kinds[last] == CLOSE and atoms.widths[last] == EM else 0


def _line(atoms: Atoms, first: int, last: int, room: float, indent: float, justified: bool, at_start: bool) -> Line:
    while last > first and atoms.kinds[last] == SPACE:
        last -= 1
    trim = _trim_at_start(atoms, first, at_start)
    width = atoms.ends[last] - atoms.ends[first] + atoms.widths[first] - trim
    lack, gaps = room - width, sum(atoms.elastic[first + 1 : last + 1])
    stretch, gap = 0, atoms.gaps
    if lack < 0:
        gap = _shrunk(atoms, first, last, -lack - _trim_at_end(atoms, last))
        width = int(min(width, room))
    elif justified and gaps and lack < room / 4:
        stretch = round(lack / gaps)
        width = int(room)
    pieces = _pieces(atoms, first, last, gap, trim, stretch)
    uneven = stretch not in _EVEN or any(piece.lead not in _EVEN for piece in pieces[1:])
    return Line(pieces, width, indent, uneven)


def _shrunk(atoms: Atoms, first: int, last: int, excess: float) -> list[int]:
    """The gaps with `excess` taken away, from each in proportion to what it can give."""
    spare = sum(atoms.shrinks[first + 1 : last + 1])
    if excess <= 0 or not spare:
        return atoms.gaps
    share = min(excess / spare, 1)
    return [gap - round(shrink * share) for gap, shrink in zip(atoms.gaps, atoms.shrinks, strict=True)]


def _pieces(atoms: Atoms, first: int, last: int, gaps: list[int], trim: int, stretch: int) -> list[Piece]:
    pieces: list[Piece] = []
    texts, strong, text, lead = atoms.texts, atoms.strong, atoms.texts[first], -trim
    whole = len(text) > 1
    for number in range(first + 1, last + 1):
        atom = texts[number]
        widened = stretch if atoms.elastic[number] else 0
        if gaps[number] or whole or len(atom) > 1 or widened != stretch or strong[number] != strong[number - 1]:
            pieces.append(Piece(text, strong[number - 1], lead, 0 if whole else stretch))
            text, lead, whole = atom, gaps[number] + widened, len(atom) > 1
        else:
            text += atom
    pieces.append(Piece(text, strong[last], lead, 0 if whole else stretch))
    return pieces


# Words a title must not be cut in; enough for the titles of official papers.
_WHOLE_WORDS = re.compile(
    "开发区|管理委员会|行政审批|服务|行政许可|行政复议|律师事务所|分所|决定书|通知书|告知书|意见书|凭证|回证|有限公司|委员会|人民政府|司法局|司法厅|管理局|审批局|"
    "普通合伙|特殊的|申请材料|申请|设立|变更|注销|延续|延期|补正|受理|准予|不予|关于|核验|执业|许可证|证书|送达|一次性|示例"
)


def balanced(text: str, widths: Widths, width: float, *, strong: bool = True) -> list[Line]:
    """A title in as few lines as it takes, of nearly the same length, cut between words."""
    runs = [Run(text, strong)]
    atoms = cut(runs, widths, widest=width)
    total = atoms.ends[-1] if atoms.ends else 0
    if total <= width:
        return lines(runs, widths, width, justified=False)
    count = int(total // (width * 0.94)) + 1
    inside = {place for word in _WHOLE_WORDS.finditer(text) for place in range(word.start() + 1, word.end())}
    offsets = list(accumulate(map(len, atoms.texts), initial=0))
    cuts: list[int] = []
    for number in range(1, count):
        target = total * number / count
        best = min(
            (place for place in range(1, len(atoms.texts)) if atoms.breakable[place]),
            key=lambda place: abs(atoms.ends[place - 1] - target) + (3 * EM if offsets[place] in inside else 0),
        )
        cuts.append(offsets[best])
    parts = [text[first:last] for first, last in pairwise((0, *cuts, len(text)))]
    return [line for part in parts for line in lines([Run(part, strong)], widths, width, justified=False)]
