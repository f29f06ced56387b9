"""Routing variables: which a token sees, where what it writes belongs, and what kinds of value they may hold.

A process has one set of variables that all its tokens read and write (BPMN 2.0.2 §10.4.7, data visibility), a
subprocess shares that of the process around it, a called process has its own. Each instance of a multi-instance
activity has a set of its own over that: what one instance writes no other sees, so opinions cannot meet. Nothing is
ever copied from token to token, hence nothing is merged.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bpmn.runner.errors import VariableRefused

if TYPE_CHECKING:
    from bpmn.runner.tokens import Token

DEPTH = 32
"""How deeply lists and mappings may be nested in a variable."""

Variables = dict[str, Any]


def seen_by(token: Token) -> Mapping[str, Any]:
    """The variables a token reads; an inner set hides the outer ones. Not to be written to."""
    sets = [variables for variables, _ in _sets(token)]
    return sets[0] if len(sets) == 1 else ChainMap(*sets)


def write(token: Token, values: Mapping[str, Any]) -> None:
    """Set variables where the token stands: in its multi-instance instance, else in its process.

    Values are copied; raises VariableRefused before anything is set.
    """
    copied = plain_all(values)
    own = next((variables for variables, kept_apart in _sets(token) if kept_apart), None)
    if own is not None:
        own.update(copied)
        return
    process = token.workflow.process()
    process.variables.update(copied)
    process.written.update(copied)


def plain_all(values: Mapping[str, Any]) -> Variables:
    """A copy of variables that shares nothing with the original. Raises VariableRefused naming the part at fault."""
    for name in values:
        if not isinstance(name, str):
            raise VariableRefused(repr(name), "has a name that is not text")
    return {_text(name, name): plain(value, name) for name, value in values.items()}


def plain(value: Any, path: str, depth: int = DEPTH) -> Any:
    """A copy of one value, reduced to what JSON keeps exactly. Raises VariableRefused."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, int):
        if -(2**63) <= value < 2**63:
            return int(value)
        raise VariableRefused(path, f"is a number of {value.bit_length()} bits; 63 fit")
    if isinstance(value, float):
        if math.isfinite(value):
            return float(value)
        raise VariableRefused(path, f"is {value}, which is no number")
    if depth == 0:
        raise VariableRefused(path, f"is nested more than {DEPTH} deep")
    if isinstance(value, list | tuple):
        return [plain(item, f"{path}[{i}]", depth - 1) for i, item in enumerate(value)]
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise VariableRefused(path, "has a key that is not text")
        return {_text(key, path): plain(item, f"{path}.{key}", depth - 1) for key, item in value.items()}
    raise VariableRefused(path, f"is a {type(value).__name__}")


def _text(value: str, path: str) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            shown = path.encode(errors="backslashreplace").decode()
            raise VariableRefused(shown, f"has half a character at position {error.start}") from error
    return value if type(value) is str else str.__str__(value)


def _sets(token: Token) -> list[tuple[Variables, bool]]:
    """The sets of variables a token sees, innermost first, and whether what it writes stays in them.

    The last is its process's.
    """
    found = []
    while True:
        if token.turn is not None:
            found.append((token.turn.own, token.turn.whole.task_spec.keeps_apart))
        scope = token.workflow
        if token.parent is not None:
            token = token.parent
        elif scope.shares:
            token = scope.host
        else:
            found.append((scope.variables, False))
            return found
