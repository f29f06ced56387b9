"""Which two conditions are opposites: whatever the variables hold, one of them does. Seen in how they are written."""

from __future__ import annotations

from bpmn.errors import ExpressionRefused
from bpmn.expressions.syntax import Binary, Tree, Unary, parse

_NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def are_opposites(one: str, other: str) -> bool:
    """Whether one condition is the other denied, as `approved` and `!approved`, or `sum > 5` and `sum <= 5`."""
    try:
        trees = [parse(text, element="", line=0) for text in (one, other)]
    except ExpressionRefused:
        return False
    return _denied(trees[0]) == trees[1] or trees[0] == _denied(trees[1])


def _denied(tree: Tree) -> Tree:
    match tree:
        case Unary("not", operand):
            return operand
        case Binary(operator, left, right) if operator in _NEGATED:
            return Binary(_NEGATED[operator], left, right)
        case _:
            return Unary("not", tree)
