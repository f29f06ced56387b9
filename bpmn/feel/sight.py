"""The names in sight while an expression is read: those known around it, and those it makes itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from bpmn.feel.tokens import Token
from bpmn.feel.vocabulary import Lexicon, Vocabulary, lexicon, row_of_words


class Sighted(NamedTuple):
    """A name that begins at some place. `length` is how many tokens it has; nothing is there when it is 0."""

    name: str
    length: int
    local: bool = False
    """The expression itself gives it a value."""
    known: bool = True
    """Not just a row of words."""


class Sight:
    """What a name at some place of an expression may be. Remembers which names the expression needs from outside."""

    def __init__(self, known: Vocabulary, functions: Collection[str]) -> None:
        self.known = known
        self.function_names = functions
        self.free: dict[str, bool] = {}
        """Names that nothing in the text gives a value; false for those that may be keys of what is filtered."""
        self.asked = 0
        """How often `?` was read."""
        self.partials = 0
        """How often `partial` was read."""
        self.filters = 0
        """How many filters are around here."""
        self._functions = lexicon(frozenset(functions))
        self._variables = (lexicon(known.variables), lexicon(known.tested))
        self._keys = (lexicon(known.keys), Lexicon())
        self._locals: list[Lexicon] = []
        self._noted: set[str] = set()

    @contextmanager
    def inside(self, names: Iterable[str] = ()) -> Iterator[None]:
        """Within, these names and those that `see` adds have a value."""
        depth = len(self._locals)
        self._locals.append(Lexicon(names))
        yield
        del self._locals[depth:]

    def see(self, name: str) -> None:
        """From here to the end of the innermost `inside`, the name has a value."""
        self._locals[-1].add(name)

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Collects the names with a value in the expression that are read within."""
        outer, self._noted = self._noted, set()
        yield self._noted
        self._noted = outer | self._noted

    def has_key(self, key: str) -> None:
        """Know that contexts have this key."""
        self._keys[1].add(key)

    def key(self, tokens: Sequence[Token], position: int) -> Sighted:
        """The key that begins at a position, after a dot."""
        return _longest(self._keys, tokens, position)

    def variable(self, tokens: Sequence[Token], position: int) -> Sighted:
        """The name that begins at a position: the longest in sight, or the row of words when that is longer."""
        around = (*self._variables, *self._keys) if self.filters else self._variables
        found = _longest(around, tokens, position)
        local = _longest(self._locals[::-1], tokens, position)
        return local._replace(local=True) if local.known and local.length >= found.length else found

    def function(self, tokens: Sequence[Token], position: int) -> Sighted:
        """The listed function that is called at a position."""
        found = Sighted(*self._functions.longest(tokens, position))
        is_called = found.length and tokens[position + found.length].text == "("
        return found if is_called else Sighted("", 0)

    def may_be_called(self, sighted: Sighted) -> bool:
        """Whether a name can stand for a function."""
        return sighted.local or sighted.name in self.known.functions

    def needs(self, sighted: Sighted) -> None:
        """Remember that the expression reads a name."""
        if not sighted.local:
            self.free[sighted.name] = self.free.get(sighted.name, False) or not self.filters
            return
        self._noted.add(sighted.name)
        if sighted.name == "partial":
            self.partials += 1


def _longest(several: Sequence[Lexicon], tokens: Sequence[Token], position: int) -> Sighted:
    """The longest name at a position, the earlier lexicon's of two as long; the row of words when that is longer."""
    found = Sighted("", 0)
    for names in several:
        one = Sighted(*names.longest(tokens, position))
        found = one if one.length > found.length else found
    words = Sighted(*row_of_words(tokens, position), known=False)
    return words if words.length > found.length else found
