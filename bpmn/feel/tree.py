"""The parts an expression is made of. Plain data: what was written and where, nothing about what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bpmn.feel.types import Type


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written out: a number, text, true, false, null, or a date or duration made from a text."""

    value: Any
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name; `open` when it may be a key of the entry that is filtered."""

    name: str
    open: bool
    at: int


@dataclass(frozen=True, slots=True)
class Tested:
    """`?`: the value a cell of a decision table tests."""

    at: int


@dataclass(frozen=True, slots=True)
class Path:
    """`base.key`."""

    base: Tree
    key: str
    at: int


@dataclass(frozen=True, slots=True)
class Filter:
    """`base[condition]`; a number is a position, counted from 1, from the end when negative."""

    base: Tree
    condition: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function, by its name or computed, and its arguments in order or by name."""

    function: str | Tree
    arguments: tuple[Tree, ...]
    names: tuple[str, ...]
    """The arguments' names, when they are given by name."""
    at: int


@dataclass(frozen=True, slots=True)
class Negative:
    """`-operand`."""

    operand: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and one of `+ - * / ** = != < <= > >= and or`."""

    operator: str
    left: Tree
    right: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`, both included."""

    value: Tree
    low: Tree
    high: Tree
    at: int


@dataclass(frozen=True, slots=True)
class In:
    """`value in (test, test)`: whether one of the tests holds."""

    value: Tree
    tests: tuple[Tree, ...]
    at: int


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`value instance of type`."""

    value: Tree
    type: Type


@dataclass(frozen=True, slots=True)
class If:
    """`if condition then … else …`; a condition that is null counts as false."""

    condition: Tree
    then: Tree
    otherwise: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in list`, or `name in first..last` counted up or down."""

    name: str
    over: Tree
    last: Tree | None
    at: int


@dataclass(frozen=True, slots=True)
class For:
    """`for … return …`; `partial` when the result reads the list as far as it is made."""

    iterations: tuple[Iteration, ...]
    result: Tree
    partial: bool


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some … satisfies …` or `every … satisfies …`."""

    quantifier: Literal["some", "every"]
    iterations: tuple[Iteration, ...]
    condition: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list written out."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A context written out; its entries see one another."""

    entries: tuple[tuple[str, Tree], ...]
    order: tuple[int, ...]
    """The places of the entries, each after those it depends on."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range written out: `[low..high]`, `(low..high)`, `]low..high[`."""

    low: Tree
    high: Tree
    low_included: bool
    high_included: bool
    at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`> operand` without a left side: a test, or as a value the range of all that pass it."""

    operator: str
    operand: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Function:
    """`function(parameters) body`."""

    parameters: tuple[tuple[str, Type], ...]
    body: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A test that is a statement of its own, such as `? > 3 and amount < 5`: it holds when it is true."""

    statement: Tree


Tree = (
    Constant | Name | Tested | Path | Filter | Call | Negative | Binary | Between | In | InstanceOf | If | For
    | Quantified | Items | Entries | Span | Comparison | Function | Condition
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tests:
    """A cell of a decision table: one of the tests must hold, or with `negated` none; without tests everything does."""

    tests: tuple[Tree, ...]
    negated: bool = False
