"""Functions on texts. Positions count characters from 1, from the end when negative. Source: DMN 1.5 §10.3.4.3."""

from __future__ import annotations

from typing import Any

from bpmn.feel.functions.kinds import a_list, a_text, a_whole, given
from bpmn.feel.patterns import pattern
from bpmn.feel.run import Run


def substring(run: Run, string: Any, start: Any, length: Any = None) -> str:
    """The part of a text from a position on."""
    text, first = a_text(string), a_whole(start)
    if first == 0 or abs(first) > len(text):
        raise ValueError("the start lies outside the string")
    begin = first - 1 if first > 0 else len(text) + first
    if length is None:
        return text[begin:]
    if not 1 <= a_whole(length) <= len(text) - begin:
        raise ValueError("the part goes beyond the string")
    return text[begin : begin + a_whole(length)]


def string_length(run: Run, string: Any) -> int:
    """How many characters a text has."""
    return len(a_text(string))


def upper_case(run: Run, string: Any) -> str:
    """The text in capital letters."""
    return run.text(a_text(string).upper())


def lower_case(run: Run, string: Any) -> str:
    """The text in small letters."""
    return run.text(a_text(string).lower())


def substring_before(run: Run, string: Any, match: Any) -> str:
    """What stands before the first `match`; empty when it is not there."""
    before, found, _ = a_text(string).partition(a_text(match)) if match else ("", "", "")
    return before if found else ""


def substring_after(run: Run, string: Any, match: Any) -> str:
    """What stands after the first `match`; empty when it is not there."""
    return a_text(string).partition(a_text(match))[2] if match else a_text(string)


def replace(run: Run, input: Any, pattern_text: Any, replacement: Any, flags: Any = None) -> str:
    """The text with every match replaced; $1 to $9 in the replacement are the groups."""
    text, new = a_text(input), a_text(replacement)
    wanted = pattern(a_text(pattern_text), a_text(given(flags, "")))
    parts, position = "", 0
    for found in wanted.all(text, run.charge):
        filled = new if "q" in given(flags, "") else _filled(new, text, found)
        parts = run.text(parts + text[position : found[0]] + filled)
        position = found[1]
    return run.text(parts + text[position:])


def contains(run: Run, string: Any, match: Any) -> bool:
    """Whether a text has this part."""
    return a_text(match) in a_text(string)


def starts_with(run: Run, string: Any, match: Any) -> bool:
    """Whether a text begins so."""
    return a_text(string).startswith(a_text(match))


def ends_with(run: Run, string: Any, match: Any) -> bool:
    """Whether a text ends so."""
    return a_text(string).endswith(a_text(match))


def matches(run: Run, input: Any, pattern_text: Any, flags: Any = None) -> bool:
    """Whether a pattern is found in a text; `^` and `$` tie it to both ends."""
    wanted = pattern(a_text(pattern_text), a_text(given(flags, "")))
    return wanted.find(a_text(input), 0, run.charge) is not None


def split(run: Run, string: Any, delimiter: Any) -> list[Any]:
    """The parts of a text between matches of a pattern."""
    text, parts, position = a_text(string), [], 0
    for found in pattern(a_text(delimiter)).all(text, run.charge):
        if found[1] > found[0]:
            parts.append(text[position : found[0]])
            position = found[1]
    return [*parts, text[position:]]


def string_join(run: Run, parts: Any, delimiter: Any = None) -> str:
    """The texts of a list in one, with a delimiter between them; nulls are left out."""
    return run.text(a_text(given(delimiter, "")).join(a_text(entry) for entry in a_list(parts) if entry is not None))


def _filled(replacement: str, text: str, found: tuple[int, ...]) -> str:
    filled, position = "", 0
    while position < len(replacement):
        character = replacement[position]
        following = replacement[position + 1 : position + 2]
        if character == "$" and following.isascii() and following.isdigit():
            group = 2 * int(following)
            filled += text[found[group] : found[group + 1]] if group < len(found) and found[group] >= 0 else ""
        elif character == "\\" and following in ("$", "\\"):
            filled += following
        elif character in "$\\":
            raise ValueError("a replacement has a $ or \\ that means nothing")
        else:
            filled += character
            position -= 1
        position += 2
    return filled
