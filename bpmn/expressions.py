"""The small language of conditions, timers and assignments: compiled once, evaluated often, unable to do anything else.

Nothing of Python is ever executed: the tree of `bpmn.syntax` becomes nested closures over the operators below. Values
are what JSON has. The language is strict where others guess: a text is no number, `"no"` is not true, a missing
variable is an error with a name, so that a slip in a form is met as an answer and not as a wrong turn of a case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from bpmn import syntax
from bpmn.errors import ExpressionFailed, ExpressionRefused
from bpmn.functions import FUNCTIONS
from bpmn.syntax import MAX_NUMBER, Binary, Call, Choice, Items, Name, Tree, Unary, Value, bare

__all__ = ["FUNCTIONS", "MAX_SIZE", "Expression", "bare", "compile_expression"]

MAX_SIZE = 10_000
"""Characters of a text, or entries of a list, that an expression may make or search."""

Functions = Mapping[str, Callable[..., Any]]
_Evaluation = Callable[[Mapping[str, Any], Functions], Any]
_Operation = Callable[[Any, Any], Any]


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

    def evaluate(self, variables: Mapping[str, Any], functions: Functions = FUNCTIONS) -> Any:
        """The value for these variables. Raises ExpressionFailed."""
        try:
            return self._evaluation(variables, functions)
        except _Trouble as trouble:
            raise self._failed(str(trouble), trouble.variable) from None
        except RecursionError as error:
            raise self._failed("the values are nested too deeply") from error

    def holds(self, variables: Mapping[str, Any], functions: Functions = FUNCTIONS) -> bool:
        """Whether a condition is true. Raises ExpressionFailed, also when the value is neither true nor false."""
        value = self.evaluate(variables, functions)
        if value is True or value is False:
            return bool(value)
        raise self._failed(f"it gives {_shown(value)}, which is neither true nor false")

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def _failed(self, trouble: str, variable: str = "") -> ExpressionFailed:
        return ExpressionFailed(self.text, trouble, element=self.element, line=self.line, variable=variable)


def compile_expression(
    text: str, *, element: str, line: int, functions: Collection[str] = frozenset(FUNCTIONS)
) -> Expression:
    """The expression of an element, ready to evaluate; marks of a dialect (`${…}`, `#{…}`, `=…`) may be there or not.

    functions names what it may call; a host that evaluates with more functions than FUNCTIONS names them here.
    Raises ExpressionRefused.
    """
    try:
        tree = syntax.parse(text)
        for part in _parts(tree):
            if isinstance(part, Call):
                _check_call(part, functions)
    except syntax.Refused as refused:
        at = line + text.count("\n", 0, refused.position)
        raise ExpressionRefused(text, str(refused), element=element, line=at, remedy=refused.remedy) from None
    names = frozenset(part.name for part in _parts(tree) if isinstance(part, Name))
    return Expression(bare(text), _evaluation(tree), names, element, line)


class _Trouble(Exception):
    """Why an evaluation cannot go on; becomes ExpressionFailed where element and line are known."""

    def __init__(self, trouble: str, variable: str = "") -> None:
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


def _check_call(call: Call, functions: Collection[str]) -> None:
    if call.function == _KNOWN:
        if len(call.arguments) != 1 or not isinstance(call.arguments[0], Name):
            raise syntax.Refused("known(…) asks for one variable", remedy="Write known(variable).")
    elif call.function not in functions:
        there = ", ".join(sorted({*functions, _KNOWN}))
        raise syntax.Refused(f"there is no function {call.function!r}", remedy=f"Use one of: {there}.")


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
            raise _Trouble(f"the variable {name!r} is not set", name) from None

    return value


def _nested(name: str, keys: tuple[str, ...]) -> _Evaluation:
    root = _variable(name)

    def value(variables: Mapping[str, Any], functions: Functions) -> Any:
        found = root(variables, functions)
        for key in keys:
            # Only mappings are looked into, and only with []: no attribute of any object is ever reached.
            if not isinstance(found, Mapping) or key not in found:
                raise _Trouble(f"{'.'.join((name, *keys))!r} is not set: there is no {key!r}", name)
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
            _within_size(argument)
        try:
            result = functions[function](*given)
        except KeyError:
            raise _Trouble(f"the function {function!r} is not offered here") from None
        except (TypeError, ValueError, ArithmeticError) as error:
            raise _Trouble(f"{function}(): {error}") from error
        return _number(result) if type(result) in _NUMBERS else _within_size(result)

    return value


def _is_known(variable: _Evaluation) -> _Evaluation:
    def value(variables: Mapping[str, Any], functions: Functions) -> bool:
        try:
            variable(variables, functions)
        except _Trouble:
            return False
        return True

    return value


def _choice(condition: _Evaluation, then: _Evaluation, otherwise: _Evaluation) -> _Evaluation:
    return lambda variables, functions: (
        then(variables, functions) if _truth(condition(variables, functions)) else otherwise(variables, functions)
    )


def _unary(operator: str, operand: _Evaluation) -> _Evaluation:
    if operator == "not":
        return lambda variables, functions: not _truth(operand(variables, functions))
    if operator == "empty":
        return lambda variables, functions: _is_empty(operand(variables, functions))
    return lambda variables, functions: -_number(operand(variables, functions))


def _binary(operator: str, left: _Evaluation, right: _Evaluation) -> _Evaluation:
    if operator == "and":
        return lambda variables, functions: _truth(left(variables, functions)) and _truth(right(variables, functions))
    if operator == "or":
        return lambda variables, functions: _truth(left(variables, functions)) or _truth(right(variables, functions))
    operation = _OPERATIONS[operator]
    return lambda variables, functions: operation(left(variables, functions), right(variables, functions))


def _equal(left: Any, right: Any) -> bool:
    if type(left) is type(right):
        return bool(left == right)
    if left is None or right is None:
        return False
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return bool(left == right)
    # A list from a form may be a tuple, a mapping any kind of Mapping.
    if _kind(left) == _kind(right):
        return bool(left == right)
    raise _Trouble(f"it compares {_shown(left)} with {_shown(right)}")


def _compare(by: Callable[[Any, Any], bool]) -> _Operation:
    def compared(left: Any, right: Any) -> bool:
        if type(left) is str and type(right) is str:
            return by(left, right)
        return by(_number(left), _number(right))

    return compared


def _is_in(left: Any, right: Any) -> bool:
    if not isinstance(right, list | tuple):
        raise _Trouble(f"`in` looks into a list, not into {_shown(right)}")
    _within_size(right)
    return any(type(entry) is type(left) and entry == left for entry in right)


def _plus(left: Any, right: Any) -> Any:
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return _number(_number(left) + _number(right))
    if type(left) is not type(right) or type(left) not in (str, list):
        raise _Trouble(f"it adds {_shown(left)} and {_shown(right)}")
    # The sizes are looked at before anything is made.
    if len(left) + len(right) > MAX_SIZE:
        raise _Trouble(f"it makes more than {MAX_SIZE} characters or entries")
    return left + right


def _calculation(by: Callable[[Any, Any], Any]) -> _Operation:
    def calculated(left: Any, right: Any) -> Any:
        try:
            return _number(by(_number(left), _number(right)))
        except ZeroDivisionError:
            raise _Trouble("it divides by zero") from None

    return calculated


_NUMBERS = frozenset((int, float))
_OPERATIONS: Mapping[str, _Operation] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _compare(lambda left, right: left < right),
    "<=": _compare(lambda left, right: left <= right),
    ">": _compare(lambda left, right: left > right),
    ">=": _compare(lambda left, right: left >= right),
    "in": _is_in,
    "+": _plus,
    "-": _calculation(lambda left, right: left - right),
    "*": _calculation(lambda left, right: left * right),
    "/": _calculation(lambda left, right: left / right),
    "%": _calculation(lambda left, right: _positive(left) % _positive(right)),
}


def _truth(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise _Trouble(f"{_shown(value)} is neither true nor false")


def _number(value: Any) -> Any:
    """The value, when it is a finite number of reasonable size. (NaN fails the comparison.)"""
    if type(value) not in _NUMBERS:
        raise _Trouble(f"{_shown(value)} is not a number")
    if not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise _Trouble(f"a number lies beyond ±{MAX_NUMBER}")
    return value


def _positive(value: Any) -> Any:
    if value < 0:
        raise _Trouble("% works on positive numbers only: languages round negative ones differently")
    return value


def _within_size(value: Any) -> Any:
    if isinstance(value, str | list | tuple | Mapping) and len(value) > MAX_SIZE:
        raise _Trouble(f"it works on more than {MAX_SIZE} characters or entries")
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | tuple | Mapping) and not value)


def _kind(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "the list"
    if isinstance(value, Mapping):
        return "the mapping"
    names = {str: "the text", int: "the number", float: "the number", bool: "the truth value"}
    return names.get(type(value), f"a {type(value).__name__}")


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    # Only the kind of what people entered is told: messages end in logs, and logs hold no personal data.
    return _kind(value)
