"""Functions on lists. Positions count from 1, from the end when negative. Source: DMN 1.5 §10.3.4.4, §10.3.4.9."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key, reduce
from typing import Any

from bpmn.feel.functions.kinds import a_function, a_list, a_number, a_whole
from bpmn.feel.run import Run
from bpmn.feel.values import NUMBERS, Closure, kind, order, same


def list_contains(run: Run, whole: Any, element: Any) -> bool:
    """Whether a list has an entry."""
    return _position(run, a_list(whole), element) is not None


def count(run: Run, whole: Any) -> int:
    """How many entries a list has."""
    return len(a_list(whole))


def least(run: Run, *values: Any) -> Any:
    """The least of a list, or of several values; null for an empty list."""
    return _furthest(run, values, -1)


def greatest(run: Run, *values: Any) -> Any:
    """The greatest of a list, or of several values; null for an empty list."""
    return _furthest(run, values, 1)


def total(run: Run, *values: Any) -> Decimal | None:
    """The sum of the numbers; null for an empty list."""
    numbers = _numbers(run, values)
    return reduce(NUMBERS.add, numbers) if numbers else None


def product(run: Run, *values: Any) -> Decimal | None:
    """The product of the numbers; null for an empty list."""
    numbers = _numbers(run, values)
    return reduce(NUMBERS.multiply, numbers) if numbers else None


def mean(run: Run, *values: Any) -> Decimal | None:
    """The arithmetic mean; null for an empty list."""
    numbers = _numbers(run, values)
    return NUMBERS.divide(reduce(NUMBERS.add, numbers), Decimal(len(numbers))) if numbers else None


def median(run: Run, *values: Any) -> Decimal | None:
    """The number in the middle, or the mean of the two there; null for an empty list."""
    numbers = sorted(_numbers(run, values))
    if not numbers:
        return None
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else mean(run, numbers[middle - 1], numbers[middle])


def deviation(run: Run, *values: Any) -> Decimal:
    """The standard deviation of a sample of at least two numbers."""
    numbers = _numbers(run, values)
    if len(numbers) < 2:
        raise ValueError("asks for two numbers or more")
    centre = NUMBERS.divide(reduce(NUMBERS.add, numbers), Decimal(len(numbers)))
    distances = [NUMBERS.subtract(number, centre) for number in numbers]
    squares = reduce(NUMBERS.add, (NUMBERS.multiply(d, d) for d in distances))
    return NUMBERS.sqrt(NUMBERS.divide(squares, Decimal(len(numbers) - 1)))


def mode(run: Run, *values: Any) -> list[Any]:
    """The numbers that come most often, the least first."""
    times: dict[Decimal, int] = {}
    for number in _numbers(run, values):
        times[number] = times.get(number, 0) + 1
    most = max(times.values(), default=0)
    return sorted(number for number, often in times.items() if often == most)


def every(run: Run, *values: Any) -> bool | None:
    """False when one entry is false, true when all are true (also of none), null otherwise."""
    return _verdict(run, values, decisive=False)


def some(run: Run, *values: Any) -> bool | None:
    """True when one entry is true, false when all are false (also of none), null otherwise."""
    return _verdict(run, values, decisive=True)


def sublist(run: Run, whole: Any, start: Any, length: Any = None) -> list[Any]:
    """The part of a list from a position on."""
    entries = a_list(whole)
    begin = _index(entries, start)
    if length is None:
        return entries[begin:]
    if not 1 <= a_whole(length) <= len(entries) - begin:
        raise ValueError("the part goes beyond the list")
    return entries[begin : begin + a_whole(length)]


def append(run: Run, whole: Any, *items: Any) -> list[Any]:
    """The list with the items behind it."""
    return run.entries([*a_list(whole), *items])


def concatenate(run: Run, *lists: Any) -> list[Any]:
    """The lists one after the other."""
    return run.entries([entry for one in lists for entry in a_list(one)])


def insert_before(run: Run, whole: Any, position: Any, new_item: Any) -> list[Any]:
    """The list with an item put in before a position."""
    entries = a_list(whole)
    at = _index(entries, position)
    return run.entries([*entries[:at], new_item, *entries[at:]])


def remove(run: Run, whole: Any, position: Any) -> list[Any]:
    """The list without the entry at a position."""
    entries = a_list(whole)
    at = _index(entries, position)
    return [*entries[:at], *entries[at + 1 :]]


def list_replace(run: Run, whole: Any, position: Any, new_item: Any) -> list[Any]:
    """The list with another entry at a position, or wherever `function(entry, new item)` is true."""
    entries = a_list(whole)
    if type(position) is Closure:
        wanted = a_function(position, 2)
        return [new_item if wanted.call(run, entry, new_item) is True else entry for entry in entries]
    at = _index(entries, position)
    return [*entries[:at], new_item, *entries[at + 1 :]]


def reverse(run: Run, whole: Any) -> list[Any]:
    """The list from its end."""
    return a_list(whole)[::-1]


def index_of(run: Run, whole: Any, match: Any) -> list[Any]:
    """The positions at which a list has an entry."""
    return [Decimal(n) for n, entry in enumerate(a_list(whole), 1) if same(entry, match, run.charge)]


def union(run: Run, *lists: Any) -> list[Any]:
    """The lists one after the other, each entry once."""
    return distinct_values(run, concatenate(run, *lists))


def distinct_values(run: Run, whole: Any) -> list[Any]:
    """The list with each entry once."""
    kept: list[Any] = []
    for entry in a_list(whole):
        run.charge(len(kept))
        if _position(run, kept, entry) is None:
            kept.append(entry)
    return kept


def flatten(run: Run, whole: Any) -> list[Any]:
    """The entries of a list and of the lists in it, in one list."""
    flat: list[Any] = []
    waiting = [a_list(whole)]
    while waiting:
        entry = waiting.pop()
        run.charge()
        if type(entry) is type(waiting):
            waiting += entry[::-1]
        else:
            flat.append(entry)
    return run.entries(flat)


def sort(run: Run, whole: Any, precedes: Any) -> list[Any]:
    """The list in the order of `function(a, b)`, true when a comes before b."""
    before = a_function(precedes, 2)

    def compared(one: Any, other: Any) -> int:
        if before.call(run, one, other) is True:
            return -1
        return 1 if before.call(run, other, one) is True else 0

    entries = a_list(whole)
    return sorted(entries, key=cmp_to_key(compared))


def _position(run: Run, entries: list[Any], wanted: Any) -> int | None:
    run.charge(len(entries))
    return next((n for n, entry in enumerate(entries) if same(entry, wanted, run.charge)), None)


def _several(values: tuple[Any, ...]) -> list[Any]:
    """The values given one by one, or as one list."""
    return a_list(values[0]) if len(values) == 1 else list(values)


def _numbers(run: Run, values: tuple[Any, ...]) -> list[Decimal]:
    several = _several(values)
    run.charge(len(several))
    return [a_number(value) for value in several]


def _furthest(run: Run, values: tuple[Any, ...], wanted: int) -> Any:
    several = _several(values)
    run.charge(len(several))
    best = several[0] if several else None
    for value in several:
        found = order(value, best)
        if found is None:
            raise ValueError(f"compares a {kind(best)} with a {kind(value)}")
        best = value if found == wanted else best
    return best


def _verdict(run: Run, values: tuple[Any, ...], *, decisive: bool) -> bool | None:
    several = _several(values)
    run.charge(len(several))
    if any(value is decisive for value in several):
        return decisive
    return not decisive if all(type(value) is bool for value in several) else None


def _index(entries: list[Any], position: Any) -> int:
    at = a_whole(position)
    if at == 0 or abs(at) > len(entries):
        raise ValueError("the position lies outside the list")
    return at - 1 if at > 0 else len(entries) + at


