"""Compiled expressions. Nothing of Python is ever executed: a tree becomes nested closures over the operators.

Values are what JSON has. The language is strict where others guess: a text is no number, `"no"` is not true, a missing
variable is an error with a name, so that a slip in a form is met as an answer and not as a wrong turn of a case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from bpmn.errors import ExpressionFailed, ExpressionRefused
from bpmn.expressions import syntax
from bpmn.expressions.functions import FUNCTIONS
from bpmn.expressions.operators import OPERATIONS, is_empty, number, shown, truth, within_limits, within_size
from bpmn.expressions.syntax import Binary, Call, Choice, Items, Name, Tree, Unary, Value, bare

Functions = Mapping[str, Callable[..., Any]]
_Evaluation = Callable[[Mapping[str, Any], Functions], Any]


class Expression:
    """A compiled expression. Immutable, so it may be shared by any number of cases and threads."""

    __slots__ = ("_evaluation", "element", "line", "names", "text")

    def __init__(self, text: str, evaluation: _Evaluation, names: frozenset[str], element: str, line: int) -> None:
        self.text = text
        """As written, without the marks of its dialect."""
        self.names = names
        """The variables it reads; of a dotted name, the first part."""
        self.element = element
        self.line = line
        self._evaluation = evaluation

    @property
    def is_name(self) -> bool:
        """Whether it only asks for one variable."""
        return self.names == {self.text}

    def evaluate(self, variables: Mapping[str, Any], functions: Functions = FUNCTIONS) -> Any:
        """The value for these variables. Raises ExpressionFailed."""
        try:
            return self._evaluation(variables, functions)
        except _Unset as unset:
            raise self._failed(str(unset), unset.variable) from None
        except (ValueError, ArithmeticError) as error:
            raise self._failed(str(error)) from error
        except RecursionError as error:
            raise self._failed("the values are nested too deeply") from error

    def holds(self, variables: Mapping[str, Any], functions: Functions = FUNCTIONS) -> bool:
        """Whether a condition is true. Raises ExpressionFailed, also when the value is neither true nor false."""
        value = self.evaluate(variables, functions)
        if value is True or value is False:
            return bool(value)
        raise self._failed(f"it gives {shown(value)}, which is neither true nor false")

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def _failed(self, trouble: str, variable: str = "") -> ExpressionFailed:
        read = variable or ", ".join(sorted(self.names))
        return ExpressionFailed(self.text, trouble, element=self.element, line=self.line, variable=read)


def compile_expression(
    text: str, *, element: str, line: int, functions: Collection[str] = frozenset(FUNCTIONS)
) -> Expression:
    """The expression of an element, ready to evaluate; marks of a dialect (`${…}`, `#{…}`, `=…`) may be there or not.

    functions names what it may call; a host that evaluates with more functions than FUNCTIONS names them here.
    Raises ExpressionRefused.
    """
    tree = syntax.parse(text, element=element, line=line)
    for part in _parts(tree):
        trouble, remedy = _call_trouble(part, functions) if isinstance(part, Call) else ("", "")
        if trouble:
            raise ExpressionRefused(text, trouble, element=element, line=line, remedy=remedy)
    names = frozenset(part.name for part in _parts(tree) if isinstance(part, Name))
    return Expression(bare(text), _evaluation(tree), names, element, line)


class _Unset(Exception):
    """A variable, or a key inside one, is not there."""

    def __init__(self, trouble: str, variable: str) -> None:
        super().__init__(trouble)
        self.variable = variable


_KNOWN = "known"  # known(name): whether a variable is set yet; the one call whose argument is not evaluated


def _parts(tree: Tree) -> Iterator[Tree]:
    yield tree
    match tree:
        case Items(items):
            below: tuple[Tree, ...] = items
        case Call(_, arguments):
            below = arguments
        case Unary(_, operand):
            below = (operand,)
        case Binary(_, left, right):
            below = (left, right)
        case Choice(condition, then, otherwise):
            below = (condition, then, otherwise)
        case _:
            below = ()
    for part in below:
        yield from _parts(part)


def _call_trouble(call: Call, functions: Collection[str]) -> tuple[str, str]:
    """What is wrong with a call, and what to do; empty texts when nothing is."""
    if call.function == _KNOWN:
        if len(call.arguments) != 1 or not isinstance(call.arguments[0], Name):
            return "known(…) asks for one variable", "Write known(variable)."
    elif call.function not in functions:
        there = ", ".join(sorted({*functions, _KNOWN}))
        return f"there is no function {call.function!r}", f"Use one of: {there}."
    return "", ""


def _evaluation(tree: Tree) -> _Evaluation:
    """A closure that computes the tree."""
    match tree:
        case Value(value):
            return lambda variables, functions: value
        case Name(name, keys):
            return _nested(name, keys) if keys else _variable(name)
        case Items(items):
            several = [_evaluation(item) for item in items]
            return lambda variables, functions: [item(variables, functions) for item in several]
        case Call(function, arguments):
            return _call(function, arguments)
        case Unary(operator, operand):
            return _unary(operator, _evaluation(operand))
        case Binary(operator, left, right):
            return _binary(operator, _evaluation(left), _evaluation(right))
        case Choice(condition, then, otherwise):
            return _choice(_evaluation(condition), _evaluation(then), _evaluation(otherwise))


def _variable(name: str) -> _Evaluation:
    def value(variables: Mapping[str, Any], functions: Functions) -> Any:
        try:
            return variables[name]
        except KeyError:
            raise _Unset(f"the variable {name!r} is not set", name) from None

    return value


def _nested(name: str, keys: tuple[str, ...]) -> _Evaluation:
    root = _variable(name)

    def value(variables: Mapping[str, Any], functions: Functions) -> Any:
        found = root(variables, functions)
        for key in keys:
            # Only mappings are looked into, and only with []: no attribute of any object is ever reached.
            if not isinstance(found, Mapping) or key not in found:
                raise _Unset(f"{'.'.join((name, *keys))!r} is not set: there is no {key!r}", name)
            found = found[key]
        return found

    return value


def _call(function: str, arguments: tuple[Tree, ...]) -> _Evaluation:
    several = [_evaluation(argument) for argument in arguments]
    if function == _KNOWN:
        return _is_known(several[0])

    def value(variables: Mapping[str, Any], functions: Functions) -> Any:
        given = [argument(variables, functions) for argument in several]
        for argument in given:
            within_size(argument)
        if function not in functions:
            raise ValueError(f"the function {function!r} is not offered here")
        try:
            result = functions[function](*given)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise ValueError(f"{function}(): {error}") from error
        return within_limits(result)

    return value


def _is_known(variable: _Evaluation) -> _Evaluation:
    def value(variables: Mapping[str, Any], functions: Functions) -> bool:
        try:
            variable(variables, functions)
        except _Unset:
            return False
        return True

    return value


def _choice(condition: _Evaluation, then: _Evaluation, otherwise: _Evaluation) -> _Evaluation:
    return lambda variables, functions: (
        then(variables, functions) if truth(condition(variables, functions)) else otherwise(variables, functions)
    )


def _unary(operator: str, operand: _Evaluation) -> _Evaluation:
    if operator == "not":
        return lambda variables, functions: not truth(operand(variables, functions))
    if operator == "empty":
        return lambda variables, functions: is_empty(operand(variables, functions))
    return lambda variables, functions: -number(operand(variables, functions))


def _binary(operator: str, left: _Evaluation, right: _Evaluation) -> _Evaluation:
    if operator == "and":
        return lambda variables, functions: truth(left(variables, functions)) and truth(right(variables, functions))
    if operator == "or":
        return lambda variables, functions: truth(left(variables, functions)) or truth(right(variables, functions))
    operation = OPERATIONS[operator]
    return lambda variables, functions: operation(left(variables, functions), right(variables, functions))
