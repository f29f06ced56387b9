"""The grammar of expressions: text to a tree. Knows neither variables nor what the operators do to them.

One grammar covers the common part of the three ways of writing that diagrams come with: plain and Python-like
(`a == "x" and not b`), JUEL inside `${…}` or `#{…}` (`a eq 'x' && !b`), FEEL after a leading `=` (`= a = "x"`).
What the three understand differently (an index counts from 0 or from 1, a power, a call of a method) is left out, so
that a text never means something else here than where it was written. The grammar has no assignment, no attribute,
no function definition and no loop; there is nothing to escape through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bpmn.errors import ExpressionRefused

MOST_LENGTH = 2_000
"""Characters of one expression."""
MOST_PARTS = 200
"""Names, values and operators of one expression."""
MOST_DEPTH = 30
"""Brackets and choices inside one another."""
MOST_NUMBER = 10**15
"""Numbers, written or computed, lie between minus this and this."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number, text, true, false or null."""

    value: object


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, and the keys looked up in it one inside the other: `application.kind`."""

    name: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list written out."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A registered function applied to arguments."""

    function: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`not`, `-` or `empty` before an operand."""

    operator: str
    operand: Tree


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands. The operator is one of `or and == != < <= > >= in + - * / %`, whatever the dialect called it."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two values, by a condition."""

    condition: Tree
    then: Tree
    otherwise: Tree


Tree = Value | Name | Items | Call | Unary | Binary | Choice


def bare(text: str) -> str:
    """The expression without the marks of its dialect: `${a}`, `#{a}` and `= a` give `a`."""
    text = text.strip()
    if text[:2] in ("${", "#{") and text.endswith("}"):
        return text[2:-1].strip()
    if text.startswith("=") and not text.startswith("=="):
        return text[1:].strip()
    return text


def parse(text: str, *, element: str, line: int) -> Tree:
    """The tree of an expression, with or without the marks of a dialect. Raises ExpressionRefused."""
    return _Parser(text, element, line).whole()


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?!\w)
    | (?P<text>"(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*')
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%<>=!?:()\[\],.])
    | (?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t"}

# JUEL's and FEEL's spellings of the same operators.
_SPELLINGS = {
    "=": "==", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "&&": "and", "||": "or", "div": "/", "mod": "%",
}  # fmt: skip
_CHOICE, _NOT, _COMPARISON, _SIGNED = 1, 4, 5, 8
_STRENGTH = {
    "?": _CHOICE, "if": _CHOICE, "or": 2, "and": 3,
    "==": _COMPARISON, "!=": _COMPARISON, "<": _COMPARISON, "<=": _COMPARISON, ">": _COMPARISON, ">=": _COMPARISON,
    "in": _COMPARISON, "not": _COMPARISON, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7,
}  # fmt: skip
_CONSTANTS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
_FOREIGN = {
    "lambda", "for", "while", "import", "def", "class", "return", "yield", "await", "async", "with", "del", "global",
    "some", "every", "satisfies", "between", "instanceof", "new", "function", "var", "let", "const", "is",
}  # fmt: skip
RESERVED = frozenset(_CONSTANTS) | _FOREIGN | {"and", "or", "not", "in", "if", "then", "else"}
"""Words that cannot name a variable."""


class _Parser:
    """Precedence climbing over the tokens (V. R. Pratt, Top Down Operator Precedence, 1973)."""

    def __init__(self, text: str, element: str, line: int) -> None:
        self._text = text
        self._element = element
        self._line = line
        self._parts = 0
        self._depth = 0
        inner = bare(text)
        if len(text) > MOST_LENGTH:
            raise self._refused(f"it has {len(text)} characters; at most {MOST_LENGTH} are read")
        if not inner:
            raise self._refused("it is empty", remedy="Write the condition, or take the empty element away.")
        if "${" in inner or "#{" in inner:
            raise self._refused("several ${…} or text around ${…}", remedy="Put the whole expression inside one ${…}.")
        begin = text.index(inner)
        self._tokens = self._read_tokens(begin, begin + len(inner))
        self._next = next(self._tokens)

    def _read_tokens(self, position: int, end: int) -> Iterator[_Token]:
        while True:
            match = _TOKEN.match(self._text, position, end)
            if match is None:
                found = self._text[position : min(position + 12, end)].strip()
                raise self._refused(f"{found!r} is not understood", position)
            kind = match.lastgroup or ""
            yield _Token(kind, match[kind], match.start(kind))
            if kind == "end":
                return
            position = match.end()

    def _refused(self, trouble: str, position: int = 0, remedy: str = "") -> ExpressionRefused:
        line = self._line + self._text.count("\n", 0, position)
        return ExpressionRefused(self._text, trouble, element=self._element, line=line, remedy=remedy)

    def whole(self) -> Tree:
        tree = self._expression(0)
        if self._next.kind != "end":
            raise self._unexpected("the end of the expression")
        return tree

    def _expression(self, strength: int) -> Tree:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self._refused(f"it is nested more than {MOST_DEPTH} deep", self._next.position)
        left = self._operand()
        compared = False
        while True:
            operator = _SPELLINGS.get(self._next.text, self._next.text) if self._next.kind in ("word", "sign") else ""
            binds = _STRENGTH.get(operator, 0)
            if binds <= strength:
                break
            if binds == _COMPARISON and compared:
                raise self._refused(
                    "it compares more than two things in a row", self._next.position, "Join comparisons with `and`."
                )
            compared = binds == _COMPARISON
            self._take()
            left = self._choice(operator, left) if binds == _CHOICE else self._binary(operator, binds, left)
        self._depth -= 1
        return left

    def _binary(self, operator: str, binds: int, left: Tree) -> Tree:
        if operator == "not":
            self._expect("in")
            return Unary("not", Binary("in", left, self._expression(binds)))
        return Binary(operator, left, self._expression(binds))

    def _choice(self, operator: str, left: Tree) -> Tree:
        if operator == "?":  # JUEL: condition ? then : otherwise
            then = self._expression(0)
            self._expect(":")
            return Choice(left, then, self._expression(0))
        condition = self._expression(_CHOICE)  # Python: then if condition else otherwise
        self._expect("else")
        return Choice(condition, left, self._expression(0))

    def _operand(self) -> Tree:
        token = self._take()
        if token.kind == "number":
            return Value(self._number(token))
        if token.kind == "text":
            return Value(self._unquoted(token))
        if token.kind == "word":
            return self._word(token)
        if token.text == "(":
            tree = self._expression(0)
            self._expect(")")
            return self._not_followed_by_access(tree)
        if token.text == "[":
            return Items(self._list_until("]"))
        if token.text == "-":
            return Unary("-", self._expression(_SIGNED))
        if token.text == "!":
            return Unary("not", self._expression(_SIGNED))
        raise self._unexpected("a name or a value", token)

    def _word(self, token: _Token) -> Tree:
        if token.text in _CONSTANTS:
            return Value(_CONSTANTS[token.text])
        if token.text == "not":
            return Unary("not", self._expression(_NOT))
        if token.text == "if":  # FEEL: if condition then a else b
            condition = self._expression(0)
            self._expect("then")
            then = self._expression(0)
            self._expect("else")
            return Choice(condition, then, self._expression(0))
        if token.text == "empty" and (self._next.kind in ("word", "text") or self._next.text in ("[", "(")):
            return Unary("empty", self._expression(_SIGNED))
        if token.text in RESERVED:
            raise self._refused(f"{token.text!r} cannot be used here", token.position)
        if self._next.text == "(" and self._next.kind == "sign":
            self._take()
            return self._not_followed_by_access(Call(token.text, self._list_until(")")))
        return self._name(token)

    def _name(self, token: _Token) -> Tree:
        keys: list[str] = []
        self._plain(token)
        while self._next.kind == "sign" and self._next.text in (".", "["):
            if self._take().text == ".":
                key = self._take()
                if key.kind != "word":
                    raise self._unexpected("a key after the dot", key)
                if self._next.kind == "sign" and self._next.text == "(":
                    raise self._refused(
                        f"it calls the method {key.text!r}", key.position, "Use a registered function instead."
                    )
                keys.append(self._plain(key))
            else:
                key = self._take()
                if key.kind != "text":
                    raise self._refused(
                        "only a key in quotes may stand in […]: languages count list positions differently",
                        key.position,
                        "Use first(…), last(…), count_of(…) or values(…).",
                    )
                keys.append(self._unquoted(key))
                self._expect("]")
        return Name(token.text, tuple(keys))

    def _list_until(self, closing: str) -> tuple[Tree, ...]:
        items: list[Tree] = []
        if self._next.kind == "sign" and self._next.text == closing:
            self._take()
            return ()
        while True:
            items.append(self._expression(0))
            token = self._take()
            if token.kind == "sign" and token.text == closing:
                return tuple(items)
            if token.text != "," or token.kind != "sign":
                raise self._unexpected(f"`,` or `{closing}`", token)

    def _not_followed_by_access(self, tree: Tree) -> Tree:
        if self._next.kind == "sign" and self._next.text in (".", "[", "("):
            raise self._refused("only a variable may be followed by a key", self._next.position)
        return tree

    def _take(self) -> _Token:
        token = self._next
        if token.kind != "end":
            self._parts += 1
            if self._parts > MOST_PARTS:
                raise self._refused(f"it has more than {MOST_PARTS} parts", token.position)
            self._next = next(self._tokens)
        return token

    def _expect(self, text: str) -> None:
        token = self._take()
        if token.text != text or token.kind not in ("word", "sign"):
            raise self._unexpected(f"`{text}`", token)

    def _unexpected(self, wanted: str, token: _Token | None = None) -> ExpressionRefused:
        found = token or self._next
        trouble = f"expected {wanted}, found {found.text[:20]!r}" if found.text else f"expected {wanted}"
        return self._refused(trouble, found.position)

    def _plain(self, token: _Token) -> str:
        if token.text.startswith("__"):
            raise self._refused(f"{token.text!r} begins with two underscores", token.position, "Use another name.")
        return token.text

    def _number(self, token: _Token) -> int | float:
        convert: Callable[[str], int | float] = int if token.text.isdigit() else float
        # A long row of digits is refused before it is converted: int() is quadratic in its length.
        value = convert(token.text) if len(token.text) <= 40 else MOST_NUMBER + 1
        if abs(value) > MOST_NUMBER:
            raise self._refused(f"the number {token.text[:20]} is larger than {MOST_NUMBER}", token.position)
        return value

    def _unquoted(self, token: _Token) -> str:
        def unescaped(match: re.Match[str]) -> str:
            if match[1] not in _ESCAPES:
                raise self._refused(f"\\{match[1]} in a text is not understood", token.position)
            return _ESCAPES[match[1]]

        return re.sub(r"\\(.)", unescaped, token.text[1:-1], flags=re.DOTALL)
