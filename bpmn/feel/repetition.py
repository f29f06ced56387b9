"""`for`, `some` and `every`: all rounds of one or several repetitions. Source: DMN 1.5 §10.3.2.14, Table 49."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bpmn.feel.errors import FeelFailed
from bpmn.feel.operators import Evaluation
from bpmn.feel.run import MOST_ENTRIES, Run, Scope, Spot
from bpmn.feel.values import Range, is_whole, kind


@dataclass(frozen=True, slots=True)
class Repetition:
    """`name in over`, or `name in over..last`."""

    name: str
    over: Evaluation
    last: Evaluation | None
    spot: Spot


def each_round(repetitions: Sequence[Repetition], scope: Scope) -> Iterator[Scope | None]:
    """The scopes of all rounds, the last name going round fastest; null when one has nothing to go over."""
    first, *inner = repetitions
    over = first.over(scope)
    steps = _steps(Range(over, first.last(scope), True, True) if first.last else over, scope.run, first.spot)
    if steps is None:
        yield None
        return
    for entry in steps:
        scope.run.charge()
        round = scope.around({first.name: entry})
        if inner:
            yield from each_round(inner, round)
        else:
            yield round


def returned(repetitions: Sequence[Repetition], result: Evaluation, *, partial: bool) -> Evaluation:
    """The list of what each round returns; `partial` when a round reads the list as far as it is made."""

    def made(scope: Scope) -> Any:
        results: list[Any] = []
        for round in each_round(repetitions, scope):
            if round is None:
                return None
            if partial:
                # A copy: the list goes on growing, and a value never changes.
                round = round.around({"partial": scope.run.entries(list(results))})
            results.append(result(round))
            if len(results) > MOST_ENTRIES:
                raise FeelFailed(f"a list has more than {MOST_ENTRIES:,} entries")
        return results

    return made


def satisfied(repetitions: Sequence[Repetition], condition: Evaluation, *, decisive: bool, spot: Spot) -> Evaluation:
    """Whether some round satisfies the condition when true is decisive; whether every does when false is."""

    def told(scope: Scope) -> Any:
        verdict: Any = not decisive
        for round in each_round(repetitions, scope):
            if round is None:
                return None
            found = condition(round)
            if found is decisive:
                return decisive
            if type(found) is not bool:
                verdict = None
                if found is not None:
                    scope.run.remark(spot, f"the condition is a {kind(found)}, neither true nor false")
        return verdict

    return told


def _steps(over: Any, run: Run, spot: Spot) -> Sequence[Any] | None:
    """What a repetition goes over: the entries of a list, or whole numbers or days from one end to the other."""
    if over is None:
        return None
    if type(over) is not Range:
        return over if type(over) is list else [over]
    low, high = over.low, over.high
    step: int | timedelta
    if type(low) is Decimal and type(high) is Decimal and is_whole(low) and is_whole(high):
        distance, step = high - low, 1
    elif type(low) is date and type(high) is date:
        distance, step = Decimal((high - low).days), timedelta(days=1)
    else:
        run.remark(spot, f"a repetition goes from a {kind(low)} to a {kind(high)}")
        return None
    if abs(distance) > MOST_ENTRIES:
        raise FeelFailed(f"a repetition has more than {MOST_ENTRIES:,} rounds")
    sign = -1 if distance < 0 else 1
    every = [low + sign * n * step for n in range(abs(int(distance)) + 1)]
    return every[not over.low_included : len(every) - (not over.high_included)]
