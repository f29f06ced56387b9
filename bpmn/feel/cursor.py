"""Where a parser stands in an expression, and how it refuses what it finds there."""

from __future__ import annotations

from bpmn.feel.errors import FeelRefused
from bpmn.feel.tokens import Token, advice_for, read_tokens

MOST_DEPTH = 40
"""Brackets, choices and repetitions inside one another."""


class Cursor:
    """A place among the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = read_tokens(text)
        self.position = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    @property
    def after_next(self) -> Token:
        return self.tokens[min(self.position + 1, len(self.tokens) - 1)]

    @property
    def at_end(self) -> bool:
        return self.next.kind == "end"

    def take(self) -> Token:
        """The next token, passed."""
        token = self.next
        if token.kind != "end":
            self.position += 1
        return token

    def sees(self, *signs: str) -> bool:
        """Whether one of these signs or words comes next."""
        return self.next.kind in ("sign", "word") and self.next.text in signs

    def passes(self, sign: str) -> bool:
        """Whether this sign or word came next, and was passed."""
        if not self.sees(sign):
            return False
        self.take()
        return True

    def expect(self, sign: str) -> Token:
        """The sign or word, passed. Raises FeelRefused when something else comes next."""
        if not self.sees(sign):
            raise self.unexpected(f"`{sign}`")
        return self.take()

    def deeper(self) -> None:
        """Count one level more. Raises FeelRefused when there are too many."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.refused(f"it is nested more than {MOST_DEPTH} deep", self.next)

    def refused(self, trouble: str, token: Token, advice: str = "") -> FeelRefused:
        return FeelRefused(self.text, trouble, token.position, advice)

    def unexpected(self, wanted: str) -> FeelRefused:
        """The refusal of what comes next, where something else was wanted."""
        token = self.next
        if token.kind == "end":
            return self.refused(f"{wanted} is missing at the end" if self.text.strip() else "it is empty", token)
        shown = token.text if len(token.text) <= 20 else token.text[:19] + "…"
        return self.refused(f"expected {wanted}, found {shown!r}", token, advice_for(token))
