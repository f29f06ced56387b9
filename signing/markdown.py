"""Reads the words of a paper: the part of Markdown a decision needs, as plain data.

Paragraphs, headings, strong words, numbered and plain lists, tables, a rule, a forced line end. Links, pictures, code
and HTML have no place on a sealed paper; their signs are text like any other. Knows nothing of faces and pages.
Source: CommonMark 0.31, with tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from signing.text import SEPARATOR, Run

Words = tuple[Run, ...]
Align = Literal["left", "centre", "right", ""]

_RULES = ("table", "list", "emphasis", "escape", "heading", "hr", "newline")
_READER = MarkdownIt("zero").enable(list(_RULES))
_ALIGNMENTS: dict[str, Align] = {
    "text-align:left": "left",
    "text-align:center": "centre",
    "text-align:right": "right",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Words


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: Words


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list; label is what stands before it, empty where an entry goes on."""

    label: str
    words: Words
    depth: int


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    align: tuple[Align, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A rule across the text."""


Block = Paragraph | Heading | Listing | Table | Break


def read(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text in order."""
    return tuple(_blocks(iter(_READER.parse(text))))


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    for token in tokens:
        if token.type == "paragraph_open":
            yield Paragraph(_words(next(tokens)))
        elif token.type == "heading_open":
            yield Heading(int(token.tag[1:]), _words(next(tokens)))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield Listing(tuple(_items(token, tokens, depth=1)))
        elif token.type == "table_open":
            yield _table(tokens)
        elif token.type == "hr":
            yield Break()


def _items(opening: Token, tokens: Iterator[Token], depth: int) -> Iterator[Item]:
    number = int(opening.attrs.get("start", 1)) if opening.type.startswith("ordered") else 0
    label = ""
    for token in tokens:
        if token.type == opening.type.replace("open", "close"):
            return
        if token.type == "list_item_open":
            label = _label(number, depth)
            number += 1 if number else 0
        elif token.type == "inline":
            yield Item(label, _words(token), depth)
            label = ""
        elif token.type.endswith("_list_open"):
            yield from _items(token, tokens, depth + 1)


def _label(number: int, depth: int) -> str:
    if not number:
        return "•"
    return f"{number}." if depth == 1 else f"（{number}）"


def _table(tokens: Iterator[Token]) -> Table:
    rows: list[list[Words]] = []
    align: list[Align] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            align.append(_ALIGNMENTS.get(str(token.attrs.get("style", "")), ""))
        elif token.type == "inline":
            rows[-1].append(_words(token))
    return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])), tuple(align))


def _words(token: Token) -> Words:
    """The runs of an inline token. A line end of the source is a space between Latin words only."""
    runs: list[Run] = []
    children = token.children or []
    strong = 0
    for number, child in enumerate(children):
        if child.type == "strong_open":
            strong += 1
        elif child.type == "strong_close":
            strong -= 1
        elif child.type == "hardbreak":
            runs.append(Run(SEPARATOR, bool(strong)))
        elif child.type == "softbreak":
            if _latin(_content(children[:number])[-1:]) and _latin(_content(children[number + 1 :])[:1]):
                runs.append(Run(" ", bool(strong)))
        elif child.content:
            runs.append(Run(child.content, bool(strong)))
    return tuple(_joined(runs))


def _content(tokens: Sequence[Token]) -> str:
    return "".join(token.content for token in tokens)


def _latin(character: str) -> bool:
    return bool(character) and character < "\u2000"


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbours of one weight as one run."""
    held: Run | None = None
    for run in runs:
        if held and held.strong == run.strong:
            held = Run(held.text + run.text, run.strong)
        else:
            if held:
                yield held
            held = run
    if held:
        yield held
