"""How points and ranges lie to one another. A point is the range from itself to itself. Source: DMN 1.5 §10.3.4.7.

An open end (`> 5`) lies before, or after, everything.
"""

from __future__ import annotations

from typing import Any

from bpmn.feel.run import Run
from bpmn.feel.values import Range, kind, order


def before(run: Run, one: Any, other: Any) -> bool:
    """Whether the first ends before the second begins."""
    return _before(_range(one), _range(other))


def after(run: Run, one: Any, other: Any) -> bool:
    """Whether the first begins after the second ends."""
    return _before(_range(other), _range(one))


def meets(run: Run, one: Any, other: Any) -> bool:
    """Whether the first ends where the second begins, and both have that point."""
    left, right = _only_range(one), _only_range(other)
    return left.high_included and right.low_included and _touch(left.high, right.low)


def met_by(run: Run, one: Any, other: Any) -> bool:
    """Whether the second meets the first."""
    return meets(run, other, one)


def overlaps(run: Run, one: Any, other: Any) -> bool:
    """Whether the two have a point in common."""
    left, right = _only_range(one), _only_range(other)
    return not _before(left, right) and not _before(right, left)


def overlaps_before(run: Run, one: Any, other: Any) -> bool:
    """Whether the first begins before the second, and ends within it."""
    left, right = _only_range(one), _only_range(other)
    return _lows(left, right) < 0 and not _before(left, right) and _highs(left, right) <= 0


def overlaps_after(run: Run, one: Any, other: Any) -> bool:
    """Whether the second overlaps before the first."""
    return overlaps_before(run, other, one)


def finishes(run: Run, one: Any, other: Any) -> bool:
    """Whether the first ends together with the second, and does not begin before it."""
    left, right = _range(one), _only_range(other)
    return _highs(left, right) == 0 and _lows(left, right) >= 0


def finished_by(run: Run, one: Any, other: Any) -> bool:
    """Whether the second finishes the first."""
    return finishes(run, other, one)


def includes(run: Run, one: Any, other: Any) -> bool:
    """Whether everything of the second lies in the first."""
    left, right = _only_range(one), _range(other)
    return _lows(left, right) <= 0 and _highs(left, right) >= 0


def during(run: Run, one: Any, other: Any) -> bool:
    """Whether everything of the first lies in the second."""
    return includes(run, other, one)


def starts(run: Run, one: Any, other: Any) -> bool:
    """Whether the first begins together with the second, and does not end after it."""
    left, right = _range(one), _only_range(other)
    return _lows(left, right) == 0 and _highs(left, right) <= 0


def started_by(run: Run, one: Any, other: Any) -> bool:
    """Whether the second starts the first."""
    return starts(run, other, one)


def coincides(run: Run, one: Any, other: Any) -> bool:
    """Whether the two are the same."""
    left, right = _range(one), _range(other)
    return _lows(left, right) == 0 and _highs(left, right) == 0


def _range(value: Any) -> Range:
    return value if type(value) is Range else Range(value, value, True, True)


def _only_range(value: Any) -> Range:
    if type(value) is Range:
        return value
    raise ValueError(f"asks for a range, not a {kind(value)}")


def _order(left: Any, right: Any) -> int:
    found = order(left, right)
    if found is None:
        raise ValueError(f"compares a {kind(left)} with a {kind(right)}")
    return found


def _touch(high: Any, low: Any) -> bool:
    return high is not None and low is not None and _order(high, low) == 0


def _before(left: Range, right: Range) -> bool:
    if left.high is None or right.low is None:
        return False
    found = _order(left.high, right.low)
    return found < 0 or (found == 0 and not (left.high_included and right.low_included))


def _lows(left: Range, right: Range) -> int:
    """-1, 0 or 1 as left begins before, with or after right."""
    if left.low is None or right.low is None:
        return (left.low is not None) - (right.low is not None)
    return _order(left.low, right.low) or right.low_included - left.low_included


def _highs(left: Range, right: Range) -> int:
    """-1, 0 or 1 as left ends before, with or after right."""
    if left.high is None or right.high is None:
        return (right.high is not None) - (left.high is not None)
    return _order(left.high, right.high) or left.high_included - right.high_included
