"""Calls of functions: those of the table, and those an expression or a business knowledge model makes itself.

Source: DMN 1.5 §10.3.2.13.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bpmn.feel.errors import FeelFailed
from bpmn.feel.functions import Builtin, Parameter
from bpmn.feel.operators import Evaluation
from bpmn.feel.run import MOST_CALLS, Run, Scope, Spot
from bpmn.feel.types import Type, converted
from bpmn.feel.values import Closure, kind


def listed_call(
    builtin: Builtin, parameters: Sequence[Parameter], arguments: Sequence[Evaluation], spot: Spot
) -> Evaluation:
    """A closure that calls a function of the table. Null where a value is wanted gives null, without a remark."""
    name, call = builtin.name, builtin.call
    wants_value = [not parameter.nullable for parameter in parameters]

    def called(scope: Scope) -> Any:
        run = scope.run
        run.charge()
        given = [argument(scope) for argument in arguments]
        if any(value is None and wanted for value, wanted in zip(given, wants_value, strict=True)):
            return None
        try:
            result = call(run, *given)
        except (ValueError, ArithmeticError) as error:
            run.remark(spot, f"{name}(): {reason(error)}")
            return None
        return Decimal(result) if type(result) is int else result  # functions may count in whole numbers

    return called


def own_call(function: Evaluation, arguments: Sequence[Evaluation], names: Sequence[str], spot: Spot) -> Evaluation:
    """A closure that calls a function which is itself a value; names are the arguments' when given by name."""

    def called(scope: Scope) -> Any:
        found = function(scope)
        if type(found) is not Closure:
            scope.run.remark(spot, f"a {kind(found)} is called like a function")
            return None
        wanted = found.parameters
        if not set(names) <= set(wanted) or (not names and len(arguments) != len(wanted)):
            scope.run.remark(spot, f"the function takes ({', '.join(wanted)})")
            return None
        given = [argument(scope) for argument in arguments]
        if names:
            # What is not given by name is null (§10.3.2.13.4).
            given = [given[names.index(parameter)] if parameter in names else None for parameter in wanted]
        return found.call(scope.run, *given)

    return called


def new_function(parameters: Sequence[tuple[str, Type]], body: Evaluation, spot: Spot) -> Evaluation:
    """A closure that makes a function. It keeps the names in sight where it is made; its arguments are converted."""
    names = tuple(name for name, _ in parameters)

    def made(scope: Scope) -> Closure:
        def call(run: Run, *given: Any) -> Any:
            run.charge()
            if run.calls >= MOST_CALLS:
                raise FeelFailed(f"functions call one another more than {MOST_CALLS} deep")
            try:
                wanted = zip(parameters, given, strict=True)
                fitting = {name: converted(value, type, run) for (name, type), value in wanted}
            except ValueError as error:
                run.remark(spot, f"an argument does not fit: {error}")
                return None
            run.calls += 1
            try:
                return body(Scope({**scope.names, **fitting}, run))
            finally:
                run.calls -= 1

        return Closure(names, call)

    return made


def reason(error: Exception) -> str:
    """What a function or an operator says of its operands; the decimal module's own words are none."""
    return str(error) if type(error) is ValueError else "the numbers are too large, or it is not defined for them"
