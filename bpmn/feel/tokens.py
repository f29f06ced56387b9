"""The words, numbers, texts and signs of an expression, with their places."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from bpmn.feel.errors import FeelRefused

MOST_LENGTH = 4_000
"""Characters of one expression."""
MOST_PARTS = 800
"""Words, numbers, texts and signs of one expression."""

TokenKind = Literal["word", "number", "text", "sign", "part", "other", "end"]


class Token(NamedTuple):
    """One word, number, text or sign. `part` and `other` have a place only inside names: `2nd`, `'`."""

    kind: TokenKind
    text: str
    position: int


_TOKEN = re.compile(
    r"""(?:[\s\u180e\u200b\ufeff]|//[^\n]*|/\*.*?\*/)*(?:
      (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?!\w)
    | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|(?<!\.)\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?!\w)
    | (?P<text>"(?:[^"\\]|\\.)*")
    | (?P<word>[^\W\d]\w*)
    | (?P<part>\w+)
    | (?P<sign>\*\*|<=|>=|!=|\.\.|->|[-+*/<>=?()\[\]{},.:@])
    | (?P<end>\Z)
    | (?P<other>.))""",
    re.VERBOSE | re.DOTALL,
)
_FULL_WIDTH = dict(zip("，。：；（）【】｛｝“”‘’＜＞＝＋－＊／？！、", ',.:;()[]{}""""<>=+-*/?!,', strict=True))
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPES = {"\\": "\\", '"': '"', "'": "'", "/": "/", "n": "\n", "r": "\r", "t": "\t"}


def read_tokens(text: str) -> list[Token]:
    """All tokens of an expression, the last of kind `end`. Raises FeelRefused."""
    if len(text) > MOST_LENGTH:
        raise FeelRefused(text, f"it has {len(text):,} characters; at most {MOST_LENGTH:,} are read", 0)
    tokens: list[Token] = []
    position = 0
    while not tokens or tokens[-1].kind != "end":
        match = _TOKEN.match(text, position)
        assert match is not None and match.lastgroup is not None  # `other` takes what nothing else does
        begin, position = match.start(match.lastgroup), match.end()
        if match.lastgroup == "day":
            # Read as a subtraction it would be a number, and no rule with it would ever match.
            raise FeelRefused(text, "a date without date(…)", begin, f'Write date("{match["day"]}").')
        tokens.append(Token(match.lastgroup, match[match.lastgroup], begin))  # type: ignore[arg-type]
        if len(tokens) > MOST_PARTS:
            raise FeelRefused(text, f"it has more than {MOST_PARTS} parts", begin)
    return tokens


def joined(tokens: list[Token]) -> str:
    """The tokens of a name as its text, with one space wherever there was any."""
    text, end = "", 0
    for token in tokens:
        text += (" " if text and token.position > end else "") + token.text
        end = token.position + len(token.text)
    return text


def unquoted(text: str, token: Token) -> str:
    """What a text in quotation marks says. Raises FeelRefused for an escape nobody knows."""

    def unescaped(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ud800"
        if match[3] not in _ESCAPES:
            raise FeelRefused(text, f"\\{match[3]} in a text is not understood", token.position + match.start())
        return _ESCAPES[match[3]]

    said = _ESCAPE.sub(unescaped, token.text[1:-1])
    try:
        # Two halves of a character outside the basic plane are one character (DMN 1.5 §10.3.1.2).
        return said.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise FeelRefused(text, "a text has half a character", token.position) from None


def advice_for(token: Token) -> str:
    """What to write instead of a sign that is not understood; empty when there is nothing to say."""
    if token.text in _FULL_WIDTH:
        return f"Write the half-width {_FULL_WIDTH[token.text]} instead of {token.text}."
    if token.text == "'":
        return 'Put texts in double quotation marks: "…".'
    return {"&": "Write and.", "|": "Write or.", "!": "Write not(…), or != for unequal.", "#": "", "$": ""}.get(
        token.text, ""
    )
