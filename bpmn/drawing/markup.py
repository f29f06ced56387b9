"""SVG as text: elements, numbers and hostile names written so that the result is always well formed.

A name from a diagram may hold anything; it comes out as text, never as markup. Numbers have at most one decimal, so
that the same picture is the same bytes everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

INK = "#1b1b1f"
PAPER = "#ffffff"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_AN_ID = re.compile(r"[^\w.-]")


def escaped(text: str) -> str:
    """Text that may stand between tags and within quotes; what XML cannot hold is left out."""
    clean = _NOT_XML.sub("", text)
    if not any(c in clean for c in "&<>\"'"):
        return clean
    return (
        clean.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


def number(value: float) -> str:
    """A coordinate, to one decimal."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def element(tag: str, inside: str = "", /, **attributes: str | float) -> str:
    """One element; `stroke_width` becomes stroke-width and `class_` class. `inside` is markup."""
    written = "".join(f' {_named(name)}="{_valued(value)}"' for name, value in attributes.items() if value != "")
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def path(*steps: str | float) -> str:
    """The `d` of a path from letters and numbers."""
    return " ".join(step if isinstance(step, str) else number(step) for step in steps)


class Ids:
    """Ids for the parts of one picture: those of the elements, made fit for XML and for a page with other pictures."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._given: set[str] = set()

    def of(self, element: str) -> str:
        base = self._prefix + (_NOT_AN_ID.sub("_", element) or "_")
        id, n = base, 1
        while id in self._given:
            n += 1
            id = f"{base}-{n}"
        self._given.add(id)
        return id


def classes(names: Iterable[str]) -> str:
    """The value of a class attribute."""
    return " ".join(name for name in names if name)


def _named(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _valued(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)
