"""Compiled expressions and tests: what a host asks for, without knowing trees and closures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bpmn.feel.compiled import Compiler
from bpmn.feel.conversion import from_fact
from bpmn.feel.errors import FeelFailed, FeelRefused
from bpmn.feel.functions import BUILTINS
from bpmn.feel.grammar import parse, parse_tests
from bpmn.feel.operators import Evaluation, Test, none_of
from bpmn.feel.run import Run, Scope
from bpmn.feel.tree import Tests, Tree
from bpmn.feel.vocabulary import Vocabulary

EMPTY = Vocabulary()


class Feel:
    """A compiled expression. Immutable, so it may be shared by any number of cases and threads."""

    __slots__ = ("asks", "evaluation", "reads", "text", "tree")

    def __init__(self, text: str, tree: Tree, evaluation: Evaluation, names: Mapping[str, bool]) -> None:
        self.text = text
        self.tree = tree
        self.evaluation = evaluation
        """For those who have a scope."""
        self.reads = frozenset(names)
        """The names it may read; only those it comes to must be given."""
        self.asks = frozenset(name for name, certain in names.items() if certain)
        """Those of them that cannot be keys of what is filtered."""

    def evaluate(self, facts: Mapping[str, Any], *, now: datetime | None = None, run: Run | None = None) -> Any:
        """The value for these facts. Raises FeelFailed and NameUnset; see `Run.remarks` for what gave null."""
        run = run or Run(now)
        try:
            names = {name: from_fact(facts[name], run) for name in self.reads if name in facts}
            return self.evaluation(Scope(names, run))
        except RecursionError as error:
            raise FeelFailed("the values are nested too deeply") from error


class FeelTests:
    """A compiled cell of a decision table. Immutable."""

    __slots__ = ("anything", "asks", "constants", "reads", "test", "text", "tree")

    def __init__(
        self, text: str, tree: Tests, test: Test, constants: tuple[Any, ...] | None, names: Mapping[str, bool]
    ) -> None:
        self.text = text
        self.tree = tree
        self.constants = constants
        """The values and ranges listed, when the cell is nothing but a list of constants."""
        self.test = test
        """Takes the value and a scope; gives true, false or null."""
        self.reads = frozenset(names)
        self.asks = frozenset(name for name, certain in names.items() if certain)
        self.anything = not tree.tests
        """The cell is `-`: every value passes, also null."""

    def evaluate(self, value: Any, facts: Mapping[str, Any], *, run: Run | None = None) -> bool | None:
        """Whether a value passes, for these facts. Raises FeelFailed and NameUnset."""
        run = run or Run()
        try:
            names = {name: from_fact(facts[name], run) for name in self.reads if name in facts}
            found: bool | None = self.test(from_fact(value, run), Scope(names, run))
            return found
        except RecursionError as error:
            raise FeelFailed("the values are nested too deeply") from error


def compile_feel(text: str, known: Vocabulary = EMPTY, *, element: str = "", line: int = 1) -> Feel:
    """An expression, ready to evaluate. Raises FeelRefused; element and line are what remarks will name."""
    try:
        found, names = parse(text, known, BUILTINS.keys())
        return Feel(text.strip(), found, Compiler(text, element, line).evaluation(found), names)
    except RecursionError as error:
        raise FeelRefused(text, "it is nested too deeply", 0) from error


def compile_tests(text: str, known: Vocabulary = EMPTY, *, element: str = "", line: int = 1) -> FeelTests:
    """A cell of a decision table, ready to test values. Raises FeelRefused."""
    try:
        found, names = parse_tests(text, known, BUILTINS.keys())
        compiler = Compiler(text, element, line)
        passes = compiler.tests(found.tests)
        values = [one.value for one in map(compiler.constant, found.tests) if one is not None]
        constants = None if found.negated or not values or len(values) < len(found.tests) else tuple(values)
        return FeelTests(text.strip(), found, none_of(passes) if found.negated else passes, constants, names)
    except RecursionError as error:
        raise FeelRefused(text, "it is nested too deeply", 0) from error

