"""Which rules of a table can match the same facts, as far as cells of constants tell. Pure: cells in, pairs out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bpmn.feel import FeelTests, Range
from bpmn.feel.values import order, same, within

MOST_RULES = 300
"""Rules of a table that are compared, each with each."""

Cells = Sequence[FeelTests | None]
"""The cells of a rule; None for one that is empty and passes everything."""


def overlapping(rules: Sequence[Cells]) -> Iterator[tuple[int, int]]:
    """Pairs of positions of rules that certainly match the same facts, for each rule the first such.

    A cell that says more than constants, or `not`, is taken to keep two rules apart, unless both say the same.
    """
    for later in range(1, min(len(rules), MOST_RULES)):
        for earlier in range(later):
            if all(_cells_meet(one, other) for one, other in zip(rules[earlier], rules[later], strict=True)):
                yield earlier, later
                break


def meet(one: Any, other: Any) -> bool:
    """Whether two values or ranges have a value in common."""
    if isinstance(one, Range) and isinstance(other, Range):
        return _reaches(one, other) and _reaches(other, one)
    if isinstance(one, Range):
        return within(other, one) is True
    if isinstance(other, Range):
        return within(one, other) is True
    return same(one, other, lambda _: None) is True


def _cells_meet(one: FeelTests | None, other: FeelTests | None) -> bool:
    if one is None or other is None or one.anything or other.anything or one.text == other.text:
        return True
    left, right = one.constants, other.constants
    return left is not None and right is not None and any(meet(a, b) for a in left for b in right)


def _reaches(one: Range, other: Range) -> bool:
    """Whether one does not end before the other begins."""
    if one.high is None or other.low is None:
        return True
    found = order(one.high, other.low)
    return found is not None and (found > 0 or (found == 0 and one.high_included and other.low_included))
