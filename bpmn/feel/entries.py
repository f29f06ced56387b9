"""The entries of a context: how keys are read, and the order in which entries can be computed.

All entries are in sight of one another, as long as none depends on itself (DMN 1.5 §10.3.2.11.1). Functions may: they
are called when all entries are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpmn.feel import tree
from bpmn.feel.cursor import Cursor
from bpmn.feel.tokens import joined, unquoted
from bpmn.feel.tree import Tree


def read_key(cursor: Cursor) -> str:
    """The key that stands before the next colon, when it is not in quotation marks. Raises FeelRefused."""
    begin = cursor.position
    while not cursor.sees(":", ",", "{", "}") and not cursor.at_end:
        cursor.take()
    if cursor.position == begin or cursor.tokens[begin].kind != "word":
        cursor.position = begin
        raise cursor.unexpected("a key")
    return joined(cursor.tokens[begin : cursor.position])


def coming_keys(cursor: Cursor) -> list[str]:
    """The keys of the context whose first key stands next, without passing anything."""
    keys: list[str] = []
    depth, begin = 0, cursor.position
    for place in range(cursor.position, len(cursor.tokens)):
        token = cursor.tokens[place]
        if token.kind != "sign":
            continue
        if token.text == ":" and depth == 0 and place > begin:
            first = cursor.tokens[begin]
            keys.append(unquoted(cursor.text, first) if first.kind == "text" else joined(cursor.tokens[begin:place]))
            begin = len(cursor.tokens)
        elif token.text == "," and depth == 0:
            begin = place + 1
        elif token.text in "({[":
            depth += 1
        elif token.text in ")}]":
            depth -= 1
            if depth < 0:
                break
    return keys


def dependency_order(entries: Mapping[str, Tree], needs: Sequence[frozenset[str]]) -> tuple[int, ...]:
    """The places of the entries, each after those it needs. Raises ValueError when one depends on itself."""
    places = {key: place for place, key in enumerate(entries)}
    trees = list(entries.values())
    order: list[int] = []
    begun: set[int] = set()
    for start in range(len(trees)):
        waiting = [start]
        while waiting:
            place = waiting[-1]
            begun.add(place)
            wanted = [places[key] for key in sorted(needs[place]) if key in places]
            missing = [other for other in wanted if other not in order and other not in begun]
            circle = [other for other in wanted if other in begun and other not in order]
            if circle and not isinstance(trees[place], tree.Function):
                raise ValueError("an entry depends on itself")
            if missing:
                waiting.append(missing[0])
            else:
                waiting.pop()
                if place not in order:
                    order.append(place)
    return tuple(order)
