"""What words begin: names, calls, and `if`, `for`, `some`, `every` and `function`.

The other half of the grammar, operators and brackets, is in `bpmn.feel.grammar`. Source: DMN 1.5 §10.3.1.2, §10.3.1.4.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Literal

from bpmn.feel import tree
from bpmn.feel.cursor import Cursor
from bpmn.feel.errors import FeelRefused
from bpmn.feel.moments import read_date, read_date_and_time, read_duration, read_time
from bpmn.feel.sight import Sight, Sighted
from bpmn.feel.tokens import Token, joined
from bpmn.feel.tree import Tree
from bpmn.feel.type_grammar import read_type
from bpmn.feel.types import ANYTHING, Type
from bpmn.feel.vocabulary import row_of_words

_CONSTANTS = {"true": True, "false": False, "null": None}
_IN_NAMES = frozenset("+-*/.'")
_LITERALS = {"date": read_date, "time": read_time, "date and time": read_date_and_time, "duration": read_duration}


class Phrases(Cursor, ABC):
    """A parser that knows what words begin."""

    def __init__(self, text: str, sight: Sight) -> None:
        super().__init__(text)
        self.sight = sight
        self.filter_forbidden = False
        """A bracket now ends a range and does not open a filter."""

    @abstractmethod
    def expression(self) -> Tree:
        """The expression that stands next."""

    def word(self, token: Token) -> Tree:
        """The name, call or phrase that the next word begins."""
        name = self.sight.variable(self.tokens, self.position)
        function = self.sight.function(self.tokens, self.position)
        if function.length > name.length or (
            function.length and function.length == name.length and not self.sight.may_be_called(name)
        ):
            self.position += function.length
            return self.call(function.name, token)
        if not name.length:
            return self._keyword(token)
        if token.text == "not" and not name.known:
            raise self.refused("`not` without brackets", token, "Write not(…).")
        self.position += name.length
        if self.sees("(") and not self.sight.may_be_called(name):
            raise self._unknown_function(name.name, token)
        return self._variable(name, token)

    def _variable(self, name: Sighted, token: Token) -> Tree:
        if not name.local and name.name in self.sight.known.tested:
            self.sight.asked += 1
            return tree.Tested(token.position)
        self.sight.needs(name)
        return tree.Name(name.name, bool(self.sight.filters) and not name.local, token.position)

    def _keyword(self, token: Token) -> Tree:
        if token.text in _CONSTANTS:
            self.take()
            return tree.Constant(_CONSTANTS[token.text], token.position)
        self.take()
        with self.filters_forbidden(False):
            match token.text:
                case "if":
                    return self._if(token)
                case "for":
                    return self._for()
                case "some":
                    return self._quantified("some", token)
                case "every":
                    return self._quantified("every", token)
                case "function":
                    return self._function(token)
        raise self.refused(f"{token.text!r} cannot stand here", token)

    def _if(self, token: Token) -> Tree:
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return tree.If(condition, then, self.expression(), token.position)

    def _for(self) -> Tree:
        with self.sight.inside():
            iterations = self._iterations("return")
            self.sight.see("partial")
            partials = self.sight.partials
            result = self.expression()
        return tree.For(iterations, result, self.sight.partials > partials)

    def _quantified(self, quantifier: Literal["some", "every"], token: Token) -> Tree:
        with self.sight.inside():
            iterations = self._iterations("satisfies")
            return tree.Quantified(quantifier, iterations, self.expression(), token.position)

    def _iterations(self, ending: str) -> tuple[tree.Iteration, ...]:
        """Each iteration's name is in sight of those after it."""
        iterations: list[tree.Iteration] = []
        while not iterations or self.passes(","):
            token, name = self.next, self._new_name("a name")
            self.expect("in")
            over = self.expression()
            last = self.expression() if self.passes("..") else None
            iterations.append(tree.Iteration(name, over, last, token.position))
            self.sight.see(name)
        self.expect(ending)
        return tuple(iterations)

    def _new_name(self, wanted: str) -> str:
        name, count = row_of_words(self.tokens, self.position)
        if not count:
            raise self.unexpected(wanted)
        self.position += count
        return name

    def _function(self, token: Token) -> Tree:
        self.expect("(")
        parameters: list[tuple[str, Type]] = []
        while not self.passes(")"):
            if parameters:
                self.expect(",")
            name = self._new_name("a parameter")
            parameters.append((name, read_type(self, self.sight.known.types) if self.passes(":") else ANYTHING))
        if self.sees("external"):
            raise self.refused("code of another language is never run", self.next, "Write the function in FEEL.")
        with self.sight.inside(name for name, _ in parameters):
            body = self.expression()
        return tree.Function(tuple(parameters), body, token.position)

    def call(self, function: str | Tree, token: Token) -> Tree:
        """The call of a function whose arguments stand next."""
        self.expect("(")
        arguments: list[Tree] = []
        names: list[str] = []
        while not self.passes(")"):
            if arguments:
                self.expect(",")
            names += self._argument_names(begun=bool(arguments), named=bool(names))
            arguments.append(self.enclosed())
        literal = arguments[0] if len(arguments) == 1 else None
        if function in _LITERALS and isinstance(literal, tree.Constant) and isinstance(literal.value, str):
            return self.literal(str(function), literal.value, token)
        return tree.Call(function, tuple(arguments), tuple(names), token.position)

    def _argument_names(self, *, begun: bool, named: bool) -> tuple[str, ...]:
        """The name before the next argument, if there is one."""
        end = self.position
        while self.tokens[end].kind in ("word", "part", "number") or self.tokens[end].text in _IN_NAMES:
            end += 1
        is_name = self.next.kind == "word" and self.tokens[end].text == ":"
        if begun and is_name != named:
            raise self.refused("arguments are given all by name or all in order", self.next)
        if not is_name:
            return ()
        name = joined(self.tokens[self.position : end])
        self.position = end + 1
        return (name,)

    def _unknown_function(self, name: str, token: Token) -> FeelRefused:
        near = get_close_matches(name, self.sight.function_names, 3)
        advice = f"Did you mean {', '.join(near)}?" if near else "docs/dmn.md lists the functions there are."
        return self.refused(f"there is no function {name!r}", token, advice)

    def literal(self, function: str, said: str, token: Token) -> Tree:
        """A date, time or duration written out. What it can only be null for is refused where it is written."""
        try:
            return tree.Constant(_LITERALS[function](said), token.position)
        except (ValueError, OverflowError) as error:
            raise self.refused(str(error), token) from None

    @contextmanager
    def filters_forbidden(self, forbidden: bool) -> Iterator[None]:
        before, self.filter_forbidden = self.filter_forbidden, forbidden
        yield
        self.filter_forbidden = before

    def enclosed(self) -> Tree:
        """An expression within brackets, where filters may stand again."""
        with self.filters_forbidden(False):
            return self.expression()
