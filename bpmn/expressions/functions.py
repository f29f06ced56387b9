"""The functions an expression may call. All are pure: values in, value out, nothing looked up, nothing changed.

Raises TypeError or ValueError for arguments that make no sense; `compiled` turns them into an answer that names
the element. A host adds its own (working days, for instance) by passing another mapping.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from bpmn.expressions.operators import same


def length(value: Any) -> int:
    """How many characters a text has, or entries a list or mapping has."""
    if not isinstance(value, str | list | tuple | Mapping):
        raise TypeError("asks for a text, a list or a mapping")
    return len(value)


def total(values: Any) -> float:
    """The sum of a list of numbers; 0 for an empty list."""
    return math.fsum(_numbers(values)) if any(isinstance(v, float) for v in _list(values)) else sum(_numbers(values))


def smallest(*values: Any) -> Any:
    """The least of several numbers or texts, given one by one or as one list."""
    return min(_alike(values))


def greatest(*values: Any) -> Any:
    """The greatest of several numbers or texts, given one by one or as one list."""
    return max(_alike(values))


def rounded(value: Any, digits: Any = 0) -> float:
    """A number rounded half up (四舍五入), as money is; `digits` after the point, 0 to 10."""
    (number,), (places,) = _numbers([value]), _numbers([digits])
    if not (isinstance(places, int) and 0 <= places <= 10):
        raise ValueError("digits are a whole number from 0 to 10")
    if isinstance(number, int):
        return number
    result = Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return float(result) if places else int(result)


def absolute(value: Any) -> float:
    """A number without its sign."""
    return abs(_numbers([value])[0])


def contains(whole: Any, part: Any) -> bool:
    """Whether a list has this entry, or a text this part."""
    if isinstance(whole, str):
        return _text(part) in whole
    return count_of(whole, part) > 0


def count_of(values: Any, wanted: Any) -> int:
    """How many entries of a list equal a value: `count_of(votes, "agree") >= 2`."""
    return sum(1 for value in _list(values) if same(value, wanted))


def any_of(values: Any, wanted: Any = True) -> bool:
    """Whether at least one entry of a list equals a value (true, when none is given)."""
    return count_of(values, wanted) > 0


def all_of(values: Any, wanted: Any = True) -> bool:
    """Whether every entry of a list equals a value (true, when none is given). False for an empty list:
    nobody's vote is not everybody's."""
    return 0 < len(_list(values)) == count_of(values, wanted)


def first(values: Any) -> Any:
    """The first entry of a list; null for an empty one."""
    return _list(values)[0] if values else None


def last(values: Any) -> Any:
    """The last entry of a list; null for an empty one."""
    return _list(values)[-1] if values else None


def values_of(rows: Any, key: Any) -> list[Any]:
    """One field of every row of a table: `values(opinions, "outcome")`. A row without it gives null."""
    table = _list(rows)
    if not all(isinstance(row, Mapping) for row in table):
        raise TypeError("asks for a list of mappings")
    return [row.get(_text(key)) for row in table]


def lower(text: Any) -> str:
    """A text in small letters."""
    return _text(text).lower()


def upper(text: Any) -> str:
    """A text in capital letters."""
    return _text(text).upper()


def starts_with(text: Any, beginning: Any) -> bool:
    """Whether a text begins so."""
    return _text(text).startswith(_text(beginning))


def ends_with(text: Any, ending: Any) -> bool:
    """Whether a text ends so."""
    return _text(text).endswith(_text(ending))


FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "len": length,
        "count": length,
        "sum": total,
        "min": smallest,
        "max": greatest,
        "round": rounded,
        "abs": absolute,
        "contains": contains,
        "count_of": count_of,
        "any_of": any_of,
        "all_of": all_of,
        "first": first,
        "last": last,
        "values": values_of,
        "lower": lower,
        "upper": upper,
        "starts_with": starts_with,
        "ends_with": ends_with,
    }
)
"""Name in the language → function. `known(name)` is part of the grammar and not listed here."""


def _list(values: Any) -> Sequence[Any]:
    if not isinstance(values, list | tuple):
        raise TypeError("asks for a list")
    return values


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("asks for a text")
    return value


def _numbers(values: Any) -> Sequence[int | float]:
    for value in _list(values):
        if type(value) not in (int, float) or not math.isfinite(value):
            raise TypeError("asks for numbers")
    return values  # type: ignore[no-any-return]


def _alike(values: tuple[Any, ...]) -> Sequence[Any]:
    several = _list(values[0]) if len(values) == 1 else values
    if not several:
        raise ValueError("has nothing to choose from")
    return several if all(isinstance(value, str) for value in several) else _numbers(several)
