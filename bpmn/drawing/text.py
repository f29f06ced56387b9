"""How wide a text is and where its lines break, without a font at hand.

Widths are those of Arial and its kin, with a little to spare; a Chinese character is as wide as it is high, in every
font. Lines break between Chinese characters and after Latin words, never before a closing mark or after an opening one
(GB/T 15834, JIS X 4051), and are made about equally long.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

FONTS = (
    "Arial, Helvetica, 'Liberation Sans', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "sans-serif"
)
"""Fonts of the reader's machine, first choice first; none is embedded."""

LINE_HEIGHT = 1.25
"""Distance of two lines, in font sizes."""

_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 222, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
_SPARE = 1.05

_NOT_FIRST = set("，。、；：？！）】》」』〉〕”’…—·～％‰℃°,.;:?!)]}%")
_NOT_LAST = set("（【《「『〈〔“‘([{￥＄$§№")


@dataclass(frozen=True, slots=True)
class Lines:
    """A text broken into lines of one size. `cut` says that not all of it could be shown."""

    lines: tuple[str, ...]
    size: float
    cut: bool = False

    @property
    def width(self) -> float:
        return max((width(line, self.size) for line in self.lines), default=0.0)

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LINE_HEIGHT


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    """How wide the text is in pixels when set in one line."""
    return sum(_advance(c) for c in text) * size / 1000


@lru_cache(maxsize=4096)
def wrapped(text: str, widest: float, size: float) -> Lines:
    """The text in as few lines of at most `widest` pixels as it takes; words longer than a line are broken."""
    lines = [line for part in _parts(text) for line in _evenly(_atoms(part), widest, size)]
    return Lines(tuple(lines), size)


@lru_cache(maxsize=4096)
def fitted(text: str, widest: float, highest: float, sizes: tuple[float, ...] = (12, 11, 10, 9, 8)) -> Lines:
    """The text in the largest of the sizes in which it fits; if in none, in the smallest and cut with an ellipsis."""
    lines = Lines((), sizes[0])
    for size in sizes:
        lines = wrapped(text, widest, size)
        if lines.height <= highest and (size == sizes[-1] or not _breaks_a_word(text, lines)):
            return lines
    for size in sizes:  # rather a broken word than letters too small to read
        lines = wrapped(text, widest, size)
        if lines.height <= highest:
            return lines
    most = max(1, int(highest / (lines.size * LINE_HEIGHT)))
    return cut(lines, most, widest)


def cut(lines: Lines, most: int, widest: float) -> Lines:
    """At most so many lines; when some are left out the last one ends in an ellipsis."""
    if len(lines.lines) <= most:
        return lines
    last = lines.lines[most - 1]
    while last and width(last + "…", lines.size) > widest:
        last = last[:-1]
    return Lines((*lines.lines[: most - 1], last.rstrip() + "…"), lines.size, cut=True)


def longest_word(text: str, size: float) -> float:
    """The width of the longest piece of a text that should stay on one line."""
    return max((width(atom.text, size) for part in _parts(text) for atom in _atoms(part)), default=0.0)


def is_chinese(text: str) -> bool:
    """Whether most of the text is written in characters that may stand one below the other."""
    return 2 * sum(_is_wide(c) for c in text) > len(text.replace(" ", ""))


@dataclass(frozen=True, slots=True)
class _Atom:
    """What stays together on a line, and whether a space goes before it when it is not the first."""

    text: str
    spaced: bool


def _parts(text: str) -> list[str]:
    # What the reader cannot see (directions, joiners, controls) must not disorder the picture either.
    seen = "".join(c for c in text if c == "\n" or c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    parts = [" ".join(part.split()) for part in seen.split("\n")]
    return [part for part in parts if part]


_WORD = re.compile(r"\S+")


def _atoms(text: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    for word in _WORD.finditer(text):
        spaced = word.start() > 0
        for piece in _pieces(word.group()):
            atoms.append(_Atom(piece, spaced))
            spaced = False
    return atoms


def _pieces(word: str) -> list[str]:
    """A run without spaces, parted where a line may break."""
    pieces: list[str] = []
    for c in word:
        if not pieces:
            pieces.append(c)
            continue
        last = pieces[-1][-1]
        together = c in _NOT_FIRST or last in _NOT_LAST or not (_is_wide(c) or _is_wide(last) or last in "-/")
        if together and not (last == "…" and _is_wide(c)):
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces


def _evenly(atoms: list[_Atom], widest: float, size: float) -> list[str]:
    lines = _filled(atoms, widest, size)
    if len(lines) < 2:
        return lines
    # A narrower line must not break a word that a full line holds.
    low, high = min(max(width(atom.text, size) for atom in atoms), widest), widest
    for _ in range(5):
        middle = (low + high) / 2
        narrower = _filled(atoms, middle, size)
        if len(narrower) == len(lines):
            high, lines = middle, narrower
        else:
            low = middle
    return lines


def _filled(atoms: list[_Atom], widest: float, size: float) -> list[str]:
    lines: list[str] = []
    line, filled = "", 0.0
    for atom in atoms:
        space = width(" ", size) if atom.spaced and line else 0.0
        own = width(atom.text, size)
        if line and filled + space + own > widest:
            lines.append(line)
            line, filled, space = "", 0.0, 0.0
        if own > widest:
            *full, atom_text = _broken(atom.text, widest, size)
            lines.extend(full)
            own = width(atom_text, size)
        else:
            atom_text = atom.text
        line, filled = line + (" " if space else "") + atom_text, filled + space + own
    return [*lines, line] if line else lines


def _broken(word: str, widest: float, size: float) -> list[str]:
    """A word longer than a line, broken after a mark or before a capital if there is one, otherwise anywhere."""
    lines: list[str] = []
    while width(word, size) > widest and len(word) > 1:
        fits = 1
        while fits < len(word) and width(word[: fits + 1], size) <= widest:
            fits += 1
        good = [
            i for i in range(fits // 2 + 1, fits + 1) if word[i - 1] in "_-./:@" or (i < len(word) and _hump(word, i))
        ]
        at = good[-1] if good else fits
        lines.append(word[:at])
        word = word[at:]
    return [*lines, word]


def _hump(word: str, at: int) -> bool:
    return word[at].isupper() and word[at - 1].islower()


def _breaks_a_word(text: str, lines: Lines) -> bool:
    """Whether a line ends within a Latin word."""
    whole = {piece for part in _parts(text) for word in part.split() for piece in _pieces(word)}
    shown = {piece for line in lines.lines for word in line.split() for piece in _pieces(word)}
    return not shown <= whole


@lru_cache(maxsize=2048)
def _is_wide(c: str) -> bool:
    return unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—"


@lru_cache(maxsize=4096)
def _advance(c: str) -> float:
    if " " <= c <= "~":
        return _ASCII[ord(c) - 32] * _SPARE
    if _is_wide(c):
        return 1000
    category = unicodedata.category(c)
    if category in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return (740 if category in ("Lu", "So", "Sm") else 600) * _SPARE
