"""The names an expression may meet. They may have blanks and signs in them, so they must be known to be read.

`Applicant Age - 18` is a subtraction when `Applicant Age` is a name, and a name when `Applicant Age - 18` is one: the
longest name that fits is taken (DMN 1.5 §10.3.1.4). A row of words that is no known name is a name as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bpmn.feel.errors import FeelRefused
from bpmn.feel.tokens import Token, joined, read_tokens
from bpmn.feel.types import Type

KEYWORDS = frozenset(
    (
        "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between", "and", "or",
        "true", "false", "null", "function", "external",
    )
)  # fmt: skip
"""Words that end a name nobody knows, and begin none. (`instance of` does so, too.)"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known around an expression."""

    variables: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    """Those of the variables that can be called."""
    keys: frozenset[str] = frozenset()
    """Keys that contexts have, as far as their types tell."""
    tested: frozenset[str] = frozenset()
    """Names that mean `?`."""
    types: Mapping[str, Type] = field(default_factory=dict)
    """Types beyond those of FEEL."""


@dataclass(frozen=True, slots=True)
class _Spelling:
    name: str
    parts: tuple[str, ...]
    gaps: tuple[bool | None, ...]
    """Before each part: whether there is a blank, where that matters."""


class Lexicon:
    """Names, ready to be found at the beginning of a row of tokens."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[_Spelling]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know one name more. A name that cannot be written in an expression is passed over."""
        spelling = _spelling(name)
        if spelling is not None:
            same = self._by_first.setdefault(spelling.parts[0], [])
            same.append(spelling)
            same.sort(key=lambda one: -len(one.parts))

    def longest(self, tokens: Sequence[Token], position: int) -> tuple[str, int]:
        """The longest name that the tokens at a position spell, and how many they are; `("", 0)` when there is none."""
        for spelling in self._by_first.get(tokens[position].text, ()):
            count = len(spelling.parts)
            found = tokens[position : position + count]
            if tuple(token.text for token in found) == spelling.parts and all(
                wanted is None or wanted == there
                for wanted, there in zip(spelling.gaps, _gaps(found), strict=True)
            ):
                return spelling.name, count
        return "", 0


@lru_cache(maxsize=512)
def lexicon(names: frozenset[str]) -> Lexicon:
    """The lexicon of some names; never added to."""
    return Lexicon(names)


@lru_cache(maxsize=4096)
def _spelling(name: str) -> _Spelling | None:
    """How a name is spelled; None when it cannot be written in an expression."""
    try:
        tokens = read_tokens(name)[:-1]
    except FeelRefused:
        return None
    if not tokens or tokens[0].kind != "word":
        return None
    return _Spelling(name, tuple(token.text for token in tokens), _gaps(tokens))


def normal(name: str) -> str:
    """A name as expressions spell it: blanks of any kind and number are one."""
    return " ".join(name.split())


def row_of_words(tokens: Sequence[Token], position: int) -> tuple[str, int]:
    """The name that the words at a position make when nobody knows it, and how many they are."""
    end = position
    while tokens[end].kind == "word" and tokens[end].text not in KEYWORDS:
        if tokens[end].text == "instance" and tokens[end + 1].text == "of" and end > position:
            break
        end += 1
    return joined(list(tokens[position:end])), end - position


def _gaps(tokens: Sequence[Token]) -> tuple[bool | None, ...]:
    """Whether there is a blank before each token. Between two words there always is, so it does not matter there."""
    gaps: list[bool | None] = []
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else None
        if before is None or (before.kind == "word" and token.kind == "word"):
            gaps.append(None)
        else:
            gaps.append(token.position > before.position + len(before.text))
    return tuple(gaps)
