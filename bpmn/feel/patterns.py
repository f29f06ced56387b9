"""Regular expressions for `matches`, `replace` and `split`, in time proportional to pattern times text.

Python's own engine may take for ever on a pattern made to hurt (`(a+)+b`), and cannot be stopped. This one walks all
ways through the pattern at once (K. Thompson 1968; R. Cox, Regular Expression Matching: the Virtual Machine Approach)
and pays for each step. It has the common part of XPath's patterns: characters, `.`, classes, `\\d \\s \\w \\p{…}`,
groups, `|`, quantifiers greedy and lazy, `^` and `$`; flags s, m, i, x, q. Back references are refused.
Source: DMN 1.5 §10.3.4.3; XQuery and XPath Functions 3.1 §5.6.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

MOST_LENGTH = 500
"""Characters of a pattern."""
MOST_INSTRUCTIONS = 2_000
"""Steps a pattern comes to when its repetitions are written out."""

Charge = Callable[[int], None]
Captures = tuple[int, ...]
"""Begin and end of the whole match and of each group, -1 where a group took no part."""
_Takes = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Instruction:
    does: Literal["take", "split", "save", "begin", "end", "done"]
    takes: _Takes | None = None
    to: int = 0
    other: int = 0
    """A split goes on at `to`, and if that fails at `other`; a save writes the position at `to` of the captures."""


class Pattern:
    """A compiled pattern. Immutable."""

    def __init__(self, program: list[_Instruction], groups: int, multiline: bool) -> None:
        self._program = program
        self._multiline = multiline
        self.groups = groups

    def find(self, text: str, start: int, charge: Charge) -> Captures | None:
        """The first match at or after a position, the one a reader trying the ways in order would find."""
        found: Captures | None = None
        nothing = (-1,) * (2 * self.groups + 2)
        threads: list[tuple[int, Captures]] = []
        seen: set[int] = set()
        for position in range(start, len(text) + 1):
            if found is None:
                self._follow(0, nothing, position, text, threads, seen)
            if not threads and found is not None:
                break
            charge(len(seen))
            upcoming: list[tuple[int, Captures]] = []
            seen = set()
            for at, captures in threads:
                instruction = self._program[at]
                if instruction.does == "done":
                    found = captures
                    break  # the ways after this one are worse
                if position < len(text) and instruction.takes is not None and instruction.takes(text[position]):
                    self._follow(at + 1, captures, position + 1, text, upcoming, seen)
            threads = upcoming
        return found

    def all(self, text: str, charge: Charge) -> Iterator[Captures]:
        """Every match, one after the other, none inside another."""
        position = 0
        while position <= len(text):
            found = self.find(text, position, charge)
            if found is None:
                return
            yield found
            position = found[1] if found[1] > found[0] else found[1] + 1

    def _follow(
        self, at: int, captures: Captures, position: int, text: str, threads: list[tuple[int, Captures]], seen: set[int]
    ) -> None:
        """Add the thread at an instruction, or those it becomes without taking a character, best first."""
        waiting = [(at, captures)]
        while waiting:
            at, captures = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            instruction = self._program[at]
            match instruction.does:
                case "split":
                    waiting += [(instruction.other, captures), (instruction.to, captures)]
                case "save":
                    slot = instruction.to
                    waiting.append((at + 1, (*captures[:slot], position, *captures[slot + 1 :])))
                case "begin":
                    if position == 0 or (self._multiline and text[position - 1] == "\n"):
                        waiting.append((at + 1, captures))
                case "end":
                    if position == len(text) or (self._multiline and text[position] == "\n"):
                        waiting.append((at + 1, captures))
                case _:
                    threads.append((at, captures))


@lru_cache(maxsize=256)
def pattern(text: str, flags: str = "") -> Pattern:
    """The pattern a text says. Raises ValueError with the reason when it says none."""
    if set(flags) - set("smixq"):
        raise ValueError("flags are s, m, i, x and q")
    if len(text) > MOST_LENGTH:
        raise ValueError(f"a pattern has more than {MOST_LENGTH} characters")
    reader = _PatternReader(text, flags)
    return Pattern(reader.program(), reader.groups, "m" in flags)


_Code = list[_Instruction]
_SHORT: dict[str, _Takes] = {
    "d": lambda c: unicodedata.category(c) == "Nd",
    "s": lambda c: c in " \t\n\r",
    "w": lambda c: unicodedata.category(c)[0] not in "PZC",
    "i": lambda c: c.isalpha() or c in "_:",
    "c": lambda c: c.isalnum() or c in "_:.-·",
}
_CATEGORIES = frozenset(
    ("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe",
     "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf")
)  # fmt: skip
_SAYS = {"n": "\n", "r": "\r", "t": "\t"}
_SPECIAL = "\\|.-^?*+{}()[]$/"


class _PatternReader:
    """Recursive descent over the characters of a pattern; what it reads becomes instructions at once."""

    def __init__(self, text: str, flags: str) -> None:
        self._text = text
        self._flags = flags
        self._position = 0
        self._depth = 0
        self.groups = 0

    def program(self) -> _Code:
        code = [self._take_literally(c) for c in self._text] if "q" in self._flags else self._choice()
        if "q" not in self._flags and self._position < len(self._text):
            raise ValueError("a pattern has a bracket too many")
        relative = [_Instruction("save", to=0), *code, _Instruction("save", to=1), _Instruction("done")]
        return [
            _Instruction("split", to=at + one.to, other=at + one.other) if one.does == "split" else one
            for at, one in enumerate(relative)
        ]

    def _peek(self) -> str:
        if "x" in self._flags:
            while self._text[self._position : self._position + 1] in (" ", "\t", "\n", "\r"):
                self._position += 1
        return self._text[self._position : self._position + 1]

    def _take(self) -> str:
        character = self._text[self._position : self._position + 1]
        if not character:
            raise ValueError("a pattern ends too early")
        self._position += 1
        return character

    def _choice(self) -> _Code:
        self._depth += 1
        if self._depth > 30:
            raise ValueError("a pattern is nested too deeply")
        code = self._sequence()
        while self._peek() == "|":
            self._take()
            other = self._sequence()
            code = _counted([_split(1, len(code) + 2), *code, _jump(len(other) + 1), *other])
        self._depth -= 1
        return code

    def _sequence(self) -> _Code:
        code: _Code = []
        while self._peek() not in ("", "|", ")"):
            code = _counted(code + self._repeated(self._one()))
        return code

    def _repeated(self, once: _Code) -> _Code:
        sign = self._peek()
        if sign not in ("?", "*", "+", "{") or not sign:
            return once
        self._take()
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(sign) or self._bounds()
        lazy = self._peek() == "?" and bool(self._take())
        if self._peek() in ("?", "*", "+", "{") and self._peek():
            raise ValueError("a pattern repeats a repetition")
        code: _Code = []
        for _ in range(least):
            code = _counted(code + once)
        if most is None:
            return _counted([*code, _split(1, len(once) + 2, lazy), *once, _jump(-len(once) - 1)])
        optional: _Code = []
        for _ in range(most - least):
            optional = _counted([_split(1, len(once) + len(optional) + 1, lazy), *once, *optional])
        return _counted(code + optional)

    def _bounds(self) -> tuple[int, int | None]:
        said = ""
        while (character := self._take()) != "}":
            said += character
        low, comma, high = said.partition(",")
        if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in (low, high or "0")):
            raise ValueError("a pattern repeats {so} many times")
        least, most = int(low), int(high) if high else None if comma else int(low)
        if most is not None and most < least:
            raise ValueError("a pattern repeats at most fewer times than at least")
        return least, most

    def _one(self) -> _Code:
        character = self._take()
        if character == "(":
            return self._group()
        if character == ".":
            dot_all = "s" in self._flags
            return [_Instruction("take", lambda c: dot_all or c not in "\n\r")]
        if character == "[":
            return [_Instruction("take", self._class())]
        if character == "\\":
            return [_Instruction("take", self._either_case(self._escape()))]
        if character == "^":
            return [_Instruction("begin")]
        if character == "$":
            return [_Instruction("end")]
        if character in "?*+{}]":
            raise ValueError(f"a pattern has a {character} with nothing before it")
        return [self._take_literally(character)]

    def _group(self) -> _Code:
        if self._peek() == "?":
            self._take()
            if self._take() != ":":
                raise ValueError("a pattern looks around, which is not read here")
            code = self._choice()
        else:
            self.groups += 1
            slot = 2 * self.groups
            code = [_Instruction("save", to=slot), *self._choice(), _Instruction("save", to=slot + 1)]
        if self._take() != ")":
            raise ValueError("a pattern has an open bracket")
        return code

    def _class(self) -> _Takes:
        negated = self._peek() == "^" and bool(self._take())
        ranges: list[tuple[str, str]] = []
        tests: list[_Takes] = []
        while (character := self._take()) != "]" or not (ranges or tests):
            if character == "[":
                raise ValueError("a pattern subtracts one class from another, which is not read here")
            if character == "\\":
                escaped = self._escape()
                if not isinstance(escaped, str):
                    tests.append(escaped)
                    continue
                character = escaped
            high = character
            if self._peek() == "-" and self._text[self._position + 1 : self._position + 2] not in ("]", ""):
                self._take()
                high = self._take()
                if high == "\\":
                    said = self._escape()
                    high = said if isinstance(said, str) else ""
                if len(high) != 1 or high < character or high == "[":
                    raise ValueError("a pattern has a range that ends before it begins")
            ranges.append((character, high))
        takes = self._either_case(
            lambda c: any(low <= c <= high for low, high in ranges) or any(test(c) for test in tests)
        )
        return (lambda c: not takes(c)) if negated else takes

    def _escape(self) -> str | _Takes:
        character = self._take()
        if character in _SAYS:
            return _SAYS[character]
        if character in _SPECIAL:
            return character
        if character.lower() in _SHORT:
            short = _SHORT[character.lower()]
            return short if character.islower() else lambda c: not short(c)
        if character in "pP":
            return self._category(negated=character == "P")
        if character.isdigit():
            raise ValueError("a pattern refers back to a group, which is not read here")
        raise ValueError("a pattern has a \\ before a character it means nothing for")

    def _category(self, *, negated: bool) -> _Takes:
        name = ""
        if self._take() == "{":
            while (character := self._take()) != "}":
                name += character
        if name not in _CATEGORIES:
            raise ValueError("a pattern names no general category of Unicode after \\p")
        return lambda c: unicodedata.category(c).startswith(name) != negated

    def _take_literally(self, character: str) -> _Instruction:
        return _Instruction("take", self._either_case(character))

    def _either_case(self, takes: str | _Takes) -> _Takes:
        if isinstance(takes, str):
            wanted = takes
            if "i" in self._flags:
                both = {wanted, wanted.lower(), wanted.upper()}
                return lambda c: c in both or c.lower() in both or c.upper() in both
            return lambda c: c == wanted
        inner = takes
        return (lambda c: inner(c) or inner(c.lower()) or inner(c.upper())) if "i" in self._flags else inner


# Jumps are relative until the program is complete, so that a part of it may be repeated.


def _split(to: int, other: int, lazy: bool = False) -> _Instruction:
    return _Instruction("split", to=other if lazy else to, other=to if lazy else other)


def _jump(to: int) -> _Instruction:
    return _Instruction("split", to=to, other=to)


def _counted(code: _Code) -> _Code:
    if len(code) > MOST_INSTRUCTIONS:
        raise ValueError("a pattern repeats too often")
    return code
