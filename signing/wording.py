"""Fills facts into the words of a paper, and says which facts a text asks for.

A template is Markdown with `{{ applicant.name }}`, `{% for %}` and `{% if %}`; it can neither call nor reach anything
but the facts. What comes from a fact is text: Markdown in a name stays in the name. A fact that is missing is an error
that names it. Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from signing import notation
from signing.errors import SigningError
from signing.notation import FactUnfit
from signing.text import SEPARATOR

_FILE = "<template>"
_STATEMENTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign, nodes.Name, nodes.Const,
    nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.CondExpr, nodes.Add, nodes.Sub, nodes.Concat, nodes.Keyword, nodes.Tuple, nodes.List, nodes.Neg,
)  # fmt: skip
_TESTS = {"defined", "undefined", "none", "odd", "even", "in"}
_BUILT_IN_FILTERS = {"default", "first", "last", "length"}
_LOOP = {"index", "first", "last", "length"}
_MARKS = re.compile(r"[!-/:-@\[-`{-~]")


class TemplateRefused(SigningError):
    """A text cannot be used as a template."""

    code = "PAPER-TEMPLATE"
    remedy = "Mend the line; a template may use facts, if, for, set and the filters of docs/facts.md, nothing else."

    def __init__(self, line: int, why: str) -> None:
        self.line = line
        super().__init__(f"line {line}: {why}")


class FactMissing(SigningError):
    """A text asks for a fact that this case does not have."""

    code = "PAPER-FACT-MISSING"
    remedy = "Ask for the fact in a form of the matter, or put the sentence between if … is defined and endif."

    def __init__(self, fact: str, line: int = 0) -> None:
        self.fact, self.line = fact, line
        super().__init__(f"{fact} is not known{f', and line {line} asks for it' if line else ''}")


def fill(template: str, facts: Mapping[str, Any]) -> str:
    """The Markdown with the facts filled in.

    Raises TemplateRefused, FactMissing, FactUnfit.
    """
    compiled = _compiled(template)
    try:
        return compiled.render({name: _wrapped(value, name) for name, value in facts.items()})
    except FactMissing as error:
        raise FactMissing(error.fact, _line(error.__traceback__)) from None
    except (TypeError, ValueError, ArithmeticError) as error:
        raise TemplateRefused(_line(error.__traceback__), str(error)) from error


def facts_used(template: str) -> frozenset[str]:
    """The dotted names of the facts a template reads; those of a loop's variable under the list it walks.

    Raises TemplateRefused.
    """
    _compiled(template)
    return frozenset(use.fact for use in _used(_parsed(template), {}))


def facts_unguarded(template: str) -> dict[str, int]:
    """The facts a template reads whatever the case: under no condition and with no default; and the line of each.

    Raises TemplateRefused.
    """
    _compiled(template)
    found: dict[str, int] = {}
    for use in _used(_parsed(template), {}):
        if not use.guarded:
            found.setdefault(use.fact, use.line)
    return found


class _Facts(Mapping[str, Any]):
    """A mapping of facts that knows its own name, so that a missing one can be named."""

    def __init__(self, facts: Mapping[str, Any], path: str) -> None:
        self._facts, self._path = facts, path

    def fact(self, name: str) -> Any:
        """The fact of this name, or what stands for a missing one."""
        path = f"{self._path}.{name}"
        return _wrapped(self._facts[name], path) if name in self._facts else _Missing(name=path)

    def __getitem__(self, name: str) -> Any:
        return self.fact(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


class _Missing(StrictUndefined):
    """Stands for a fact that is not there; anything done with it but `is defined` and `default` raises FactMissing."""

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name, lambda _message: FactMissing(name or "a fact"))  # type: ignore[arg-type]


class _Empty(_Missing):
    """Stands for a fact that is there and null: false in a condition, missing in a text."""

    def __bool__(self) -> bool:  # type: ignore[override]  # StrictUndefined's raises
        return False


def _wrapped(value: Any, path: str) -> Any:
    if isinstance(value, Mapping):
        return _Facts(value, path)
    if isinstance(value, list | tuple):
        return [_wrapped(entry, path) for entry in value]
    return _Empty(name=path) if value is None else value


class _Words(ImmutableSandboxedEnvironment):
    """Templates reach facts by name only; Python's own attributes of a value are never looked at."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, _Facts):
            return obj.fact(attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, Undefined):
            return obj
        return _Missing(name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, list | str) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return obj if isinstance(obj, Undefined) else _Missing(name=f"[{argument}]")


def _written(value: Any) -> str:
    """A fact as Markdown that shows exactly its text."""
    if isinstance(value, Undefined):
        return str(value)  # raises
    if isinstance(value, bool):
        value = "是" if value else "否"
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    elif not isinstance(value, str | int | float | Decimal | date):
        raise FactUnfit(value, "text")
    text = str(value).replace("\r\n", "\n").strip().replace("\n", SEPARATOR).replace("\t", " ")
    return _MARKS.sub(r"\\\g<0>", text)


def _asked(value: Any) -> Any:
    """The value a filter was given; raises FactMissing for one that is not there."""
    return str(value) if isinstance(value, Undefined) else value


def _given(write: Callable[[Any], str]) -> Callable[[Any], str]:
    """A way of writing as a filter, for facts that are there."""
    return lambda value: write(_asked(value))


def _join(value: Any, separator: str = "、", attribute: str = "") -> str:
    """The entries of a list, with 、 between them."""
    entries = _asked(value)
    if not isinstance(entries, list):
        raise FactUnfit(entries, "a list")
    texts = (entry[attribute] if attribute and isinstance(entry, _Facts) else entry for entry in entries)
    return separator.join(str(text) for text in texts)


def _environment() -> _Words:
    words = _Words(undefined=_Missing, finalize=_written, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    words.filters = {name: words.filters[name] for name in _BUILT_IN_FILTERS} | {
        "date": _given(notation.date_in_words),
        "day": _given(notation.day),
        "money": _given(notation.money),
        "cn": _given(notation.numeral),
        "mask": _given(notation.masked),
        "clause": _given(notation.clause),
        "sentence": _given(notation.sentence),
        "join": _join,
    }
    words.tests = {name: words.tests[name] for name in _TESTS}
    words.globals.clear()
    return words


_WORDS = _environment()


@lru_cache(maxsize=512)
def _compiled(template: str) -> Template:
    """Raises TemplateRefused."""
    parsed = _parsed(template)
    for node in parsed.find_all(nodes.Node):
        if not isinstance(node, _STATEMENTS):
            raise TemplateRefused(node.lineno, f"{type(node).__name__.lower()} cannot be used in a template")
        if isinstance(node, nodes.Name) and node.name.startswith("_"):
            raise TemplateRefused(node.lineno, f"no fact begins with an underscore: {node.name}")
        if isinstance(node, nodes.For) and node.recursive:
            raise TemplateRefused(node.lineno, "a loop may not be recursive")
    try:
        code = _WORDS.compile(parsed, filename=_FILE)
    except TemplateSyntaxError as error:
        raise TemplateRefused(error.lineno, error.message or "not a template") from None
    return Template.from_code(_WORDS, code, {})


def _parsed(template: str) -> nodes.Template:
    try:
        return _WORDS.parse(template, filename=_FILE)
    except TemplateSyntaxError as error:
        raise TemplateRefused(error.lineno, error.message or "not a template") from None


def _line(trace: TracebackType | None) -> int:
    """The line of the template the error came from."""
    line = 0
    while trace:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


_Scope = dict[str, str]
"""Names a template has given itself: the fact they stand for, or nothing."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A place where a template reads a fact; guarded when only a condition leads there, or something else may stand
    for the fact."""

    fact: str
    line: int
    guarded: bool


def _used(node: nodes.Node, scope: _Scope, guarded: bool = False) -> Iterator[_Use]:
    match node:
        case nodes.For():
            yield from _used(node.iter, scope, guarded)
            inner = scope | {"loop": ""} | {name: _path(node.iter, scope) for name in _names(node.target)}
            for part in (*node.body, *([node.test] if node.test else [])):
                yield from _used(part, inner, guarded)
            for part in node.else_:
                yield from _used(part, scope, guarded)
        case nodes.Assign():
            yield from _used(node.node, scope, guarded)
            scope.update({name: _path(node.node, scope) for name in _names(node.target)})
        case nodes.Filter(name="join"):
            yield from _used(node.node, scope, guarded) if node.node else ()
            path = _path(node.node, scope) if node.node else ""
            attributes = [keyword.value for keyword in node.kwargs if keyword.key == "attribute"] + node.args[1:2]
            for a in attributes:
                if path and isinstance(a, nodes.Const):
                    yield _Use(f"{path}.{a.value}", node.lineno, guarded)
        case nodes.Name() | nodes.Getattr() | nodes.Getitem():
            if path := _path(node, scope):
                yield _Use(path, node.lineno, guarded)
        case _:
            sure = _surely_read(node)
            for part in node.iter_child_nodes():
                yield from _used(part, scope, guarded or not any(part is each for each in sure))


def _surely_read(node: nodes.Node) -> Iterable[nodes.Node]:
    """The parts of a node that are read whatever the case, and must be there."""
    match node:
        case nodes.If() | nodes.CondExpr():
            return (node.test,)
        case nodes.And() | nodes.Or():
            return (node.left,)
        case nodes.Test(name="defined" | "undefined"):
            return ()
        case nodes.Filter(name="default"):
            return node.args
        case _:
            return list(node.iter_child_nodes())


def _names(target: nodes.Node) -> list[str]:
    return [name.name for name in (target, *target.find_all(nodes.Name)) if isinstance(name, nodes.Name)]


def _path(node: nodes.Node, scope: _Scope) -> str:
    """The dotted name of a fact; empty for anything else."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        head = _path(node.node, scope)
        return f"{head}.{node.attr}" if head else ""
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        head = _path(node.node, scope)
        return f"{head}.{node.arg.value}" if head and isinstance(node.arg.value, str) else head
    return ""
