"""The page of rules in pictures: of each rule of diagrams what is wrong and what is right, as the tests hold it.

Where the two look alike, the lines of the file that differ are shown: the difference is in words nobody draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import unified_diff
from functools import cache

from lxml import etree

from bpmn.catalogue import FAMILIES, Rule
from bpmn.drawing import draw
from bpmn.errors import DiagramRefused
from bpmn.sayings import Principle
from bpmn.soundness import PROPERTIES
from tests.bpmn.rule_pairs import PAIRS, SOUND_PAIRS, Pair

_MOST_BYTES = 20_000
"""What is larger is wrong for its size, and shows nothing."""
_PREFIX = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def pictures() -> dict[str, Callable[[], str]]:
    """By path below docs/: what draws the picture."""
    return {path_of(code, side): drawn for code, sides in _shown().items() for side, drawn in sides.items()}


def path_of(code: str, side: str) -> str:
    """Where a picture lies below docs/; side is wrong or right."""
    return f"pictures/rules/{code}-{side}.svg"


def sections() -> Iterator[str]:
    """A section for each rule, in the order of docs/rules.md."""
    rules: list[Rule | Principle] = [rule for rows in FAMILIES.values() for rule in rows]
    rules += PROPERTIES.values()
    for rule in rules:
        yield from heading(rule)
        yield from _example(rule.code)


def heading(rule: Rule | Principle) -> Iterator[str]:
    """What a rule asks for, in both languages."""
    yield f"## {rule.code}"
    yield f"*{rule.severity.capitalize()}.* {rule.says.en} {rule.remedy.en} ({rule.source})"
    yield f"{rule.says.zh}{rule.remedy.zh}"


def two_pictures(code: str, element: str) -> str:
    """Wrong beside right."""
    wrong, right = (f"![{side}]({path_of(code, side)})" for side in ("wrong", "right"))
    return f"| wrong, found at `{element}` | right |\n|---|---|\n| {wrong} | {right} |"


def two_texts(element: str, lines: Iterable[str]) -> Iterator[str]:
    """What differs between wrong and right."""
    yield f"Wrong (-), found at `{element}`, and right (+):"
    yield "```diff\n" + "\n".join(lines) + "\n```"


def _example(code: str) -> Iterator[str]:
    pair = _pairs().get(code)
    if pair is None:
        yield "Wrong is a file too large or too slow to be an example."
    elif code in _shown():
        yield two_pictures(code, pair.element)
    else:
        yield from two_texts(pair.element, _difference(pair))


@cache
def _pairs() -> dict[str, Pair]:
    """The pair that is shown of each rule: the first whose two sides look different, else the first that is short."""
    short = [pair for pair in (*PAIRS, *SOUND_PAIRS) if len(pair.wrong) < _MOST_BYTES]
    found: dict[str, Pair] = {}
    for pair in sorted(short, key=lambda pair: not _looks_different(pair)):
        found.setdefault(pair.code, pair)
    return found


@cache
def _shown() -> dict[str, dict[str, Callable[[], str]]]:
    def drawn(data: bytes) -> Callable[[], str]:
        return lambda: _drawn(data)

    pairs = {code: pair for code, pair in _pairs().items() if _looks_different(pair)}
    return {code: {"wrong": drawn(pair.wrong), "right": drawn(pair.right)} for code, pair in pairs.items()}


@cache
def _looks_different(pair: Pair) -> bool:
    try:
        return _drawn(pair.wrong) != _drawn(pair.right)
    except DiagramRefused:
        return False


def _drawn(data: bytes) -> str:
    """The picture, each condition written at its flow."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return draw(data, "example.bpmn", language="en")  # which refuses it
    for condition in root.iter(_PREFIX + "conditionExpression"):
        flow = condition.getparent()
        if flow is not None and condition.text:
            flow.set("name", condition.text)
    return draw(etree.tostring(root), "example.bpmn", language="en")


def _difference(pair: Pair) -> Iterator[str]:
    wrong, right = (side.decode("utf-8", "backslashreplace").replace("><", ">\n<").split("\n")
                    for side in (pair.wrong, pair.right))  # fmt: skip
    lines = list(unified_diff(wrong, right, lineterm="", n=0))[2:]
    yield from (line for line in lines if not line.startswith("@@"))
