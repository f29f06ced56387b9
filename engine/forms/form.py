"""A form: answers checked, cleaned and pruned, or refused with every problem named.

Pure: what day it is, the matter's parameters and the act chosen come in as arguments. The schema is compiled at first
use and shared afterwards. Any JSON may come in; only FormRefused comes out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

import jsonschema_rs

from engine.formats import FORMATS, Malformed
from engine.forms import messages, publication
from engine.forms.fields import Field, Path, SchemaRefused, compile_schema, read_fields
from engine.forms.messages import FormRefused, Problem
from engine.forms.rules import Given, Rule, RuleMisread, broken, read_rule
from engine.forms.text import Unprintable, clean
from engine.terms import Titled

MOST_VALUES = 20_000
"""Values a form takes in all."""
MOST_PROBLEMS = 100
"""Problems told at once."""
_LARGEST = 10**15
"""Numbers beyond this lose digits in pages and spreadsheets."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers that can be taken."""

    answers: dict[str, Any]
    """Cleaned: composed and trimmed texts, canonical identifiers, nothing that was not asked."""
    routes: dict[str, Any]
    """The routing variables: what was answered to them, null where nothing was or they were not asked."""


class Form:
    """The questions of one step, as a JSON Schema with annotations (`engine.forms.fields`)."""

    def __init__(self, name: str, schema: Mapping[str, Any]) -> None:
        """Raises SchemaRefused when the schema is no object; everything else is seen at first use."""
        if not isinstance(schema, Mapping):
            raise SchemaRefused(name, "it is no JSON object")
        self.name = name
        self.schema = schema

    @property
    def titled(self) -> Titled:
        """What the form is called."""
        return self.root.titled

    @cached_property
    def root(self) -> Field:
        """The fields. Raises SchemaRefused."""
        return read_fields(self.schema, self.name)

    @property
    def is_readable(self) -> bool:
        """Whether the schema has fields at all."""
        try:
            _ = self.root
        except SchemaRefused:
            return False
        return True

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The business rules. Raises SchemaRefused."""
        try:
            return tuple(read_rule(written) for written in self.schema.get("x-rule", ()))
        except RuleMisread as error:
            raise SchemaRefused(self.name, f"x-rule: {error}") from error

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        return compile_schema(_without_required(self.root))

    def check(
        self,
        answers: object,
        *,
        today: date,
        parameters: Mapping[str, Any] = _NOTHING,
        context: Mapping[str, Any] = _NOTHING,
    ) -> Checked:
        """The answers as they may be kept, with the routing variables among them.

        parameters: those of the matter, by id, as values or as `{value: …}`. context: what conditions may read beside
        the answers: `{"act": "grant", "done": ["submit"]}`; under `among`, by field, the values one of which the answer
        must be. Raises FormRefused with all problems, ParameterMissing.
        """
        reading = _Reading(self.root, Given(today, parameters, context))
        cleaned = reading.take(answers)
        if not self._validator.is_valid(cleaned):
            reading.compare(self._validator, cleaned)
        reading.choose_among(context.get("among", _NOTHING), cleaned)
        told = {problem.path for problem in reading.problems}
        for rule in self.rules:
            reading.problems += [p for p in broken(rule, self.root, cleaned, reading.given) if p.path not in told]
        if reading.problems:
            raise FormRefused(self.name, reading.in_order())
        return Checked(cleaned, {name: cleaned.get(name) for name in self.routed})

    def problems(
        self, *, parameters: Collection[str] | None = None, materials: Collection[str] | None = None
    ) -> tuple[publication.SchemaProblem, ...]:
        """What keeps the form from being published. Parameters and materials are compared only when given."""
        return publication.problems(self.name, self.schema, parameters, materials)

    def field_names(self) -> tuple[str, ...]:
        """The names of the fields at the top."""
        return tuple(self.root.fields)

    def route_choices(self, landmarks: Mapping[str, Iterable[Any]] = _NOTHING) -> dict[str, tuple[Any, ...]]:
        """The routing variables with the values each can have; None where the field may stay unanswered.

        landmarks: by field, what its value is compared with; of a number only values around these are given.
        """
        return {
            f.name: f.samples(landmarks.get(f.name, ())) + (() if f.required and f.when is None else (None,))
            for f in self.root.fields.values()
            if f.route
        }

    @cached_property
    def routed(self) -> tuple[str, ...]:
        """The names of the fields whose answers are routing variables."""
        return tuple(f.name for f in self.root.fields.values() if f.route)


_ABSENT = object()


@dataclass(slots=True)
class _Reading:
    """One pass over answers: what could be taken so far, and what could not."""

    root: Field
    given: Given
    problems: list[Problem] = field(default_factory=list)
    faulty: list[Path] = field(default_factory=list)
    """Where problems are, so that one answer is not complained about twice."""
    values: int = 0

    def take(self, answers: object) -> dict[str, Any]:
        """The answers cleaned, without those that cannot be taken or were not asked."""
        if not isinstance(answers, dict):
            self._note((), messages.wrong_kind(self.root, (), self.root))
            return {}
        return self._object(self.root, answers, ())

    def compare(self, validator: jsonschema_rs.Validator, cleaned: dict[str, Any]) -> None:
        """Note what the schema says against values that are well-formed in themselves."""
        for error in validator.iter_errors(cleaned):
            path = tuple(error.instance_path)
            if not any(path[: len(f)] == f for f in self.faulty):
                keyword = str(error.schema_path[-1]) if error.schema_path else ""
                self._note(path, messages.misfit(self.root, path, keyword, error.kind.value))

    def choose_among(self, offered: Mapping[str, Collection[str]], cleaned: Mapping[str, Any]) -> None:
        """Note the answers that are none of what is offered."""
        for name, values in offered.items():
            if name in cleaned and cleaned[name] not in values:
                self._note((name,), messages.not_offered(self.root, (name,)))

    def in_order(self) -> list[Problem]:
        """The problems in the order of the form's fields, at most MOST_PROBLEMS."""
        order = {name: place for place, name in enumerate(self.root.fields)}
        return sorted(self.problems, key=lambda p: order.get(p.path.split(".")[0].split("[")[0], len(order)))[
            :MOST_PROBLEMS
        ]

    def _note(self, path: Path, problem: Problem) -> Any:
        self.problems.append(problem)
        self.faulty.append(path)
        return _ABSENT

    def _object(self, group: Field, answers: dict[Any, Any], path: Path) -> dict[str, Any]:
        taken: dict[str, Any] = {}
        known = 0
        for name, wanted in group.fields.items():
            if name in answers:
                known += 1
                value = self._value(wanted, answers[name], (*path, name))
                if value is not _ABSENT:
                    taken[name] = value
        hidden = self._hidden(group, taken, path) if group.conditional else frozenset[str]()
        if known < len(answers):
            for name in answers:
                if name not in group.fields:
                    self._note((*path, str(name)[:40]), messages.unknown_field(self.root, path, name))
        for name in group.obliged:
            if name not in taken and name not in hidden and (*path, name) not in self.faulty:
                self._note((*path, name), messages.missing(self.root, (*path, name)))
        return taken

    def _hidden(self, group: Field, taken: dict[str, Any], path: Path) -> frozenset[str]:
        """The names of fields that are not asked; their answers leave `taken`, their problems are forgotten."""
        names = hidden(group, taken, self.given.context if not path else _NOTHING)
        for name in names:
            taken.pop(name, None)
            self._forget((*path, name))
        return names

    def _forget(self, path: Path) -> None:
        kept = [(f, p) for f, p in zip(self.faulty, self.problems, strict=True) if f[: len(path)] != path]
        self.faulty[:] = [f for f, _ in kept]
        self.problems[:] = [p for _, p in kept]

    def _value(self, wanted: Field, value: Any, path: Path) -> Any:
        self.values += 1
        if self.values > MOST_VALUES:
            if self.values == MOST_VALUES + 1:
                self._note((), messages.too_large(self.root))
            return _ABSENT
        if value is None:
            return _ABSENT
        kind = wanted.kind
        if kind == "text":
            return self._text(wanted, value, path)
        if kind == "boolean":
            return value if isinstance(value, bool) else self._note(path, messages.wrong_kind(self.root, path, wanted))
        if kind in ("integer", "number"):
            return self._number(wanted, value, path)
        if kind == "group" and isinstance(value, dict):
            return self._object(wanted, value, path) if value or wanted.required else _ABSENT
        if kind == "rows" and isinstance(value, list):
            return self._rows(wanted, value, path)
        return self._note(path, messages.wrong_kind(self.root, path, wanted))

    def _rows(self, wanted: Field, rows: list[Any], path: Path) -> Any:
        if len(rows) > wanted.most:
            return self._note(path, messages.too_long(self.root, path, wanted))
        item = wanted.item
        assert item is not None  # rows always say what a row is
        taken = []
        for place, row in enumerate(rows):
            where = (*path, place)
            value = (
                self._note(where, messages.missing(self.root, where)) if row is None else self._value(item, row, where)
            )
            taken.append(None if value is _ABSENT else value)
        return taken

    def _text(self, wanted: Field, value: Any, path: Path) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool) and wanted.format == "money":
            value = str(value)
        if not isinstance(value, str):
            return self._note(path, messages.wrong_kind(self.root, path, wanted))
        if len(value) > 4 * wanted.most:  # composing shortens a text, though never to a quarter
            return self._note(path, messages.too_long(self.root, path, wanted))
        try:
            text = clean(value)
        except Unprintable as error:
            return self._note(path, messages.unprintable(self.root, path, error.sign))
        if not text:
            return _ABSENT
        if len(text) > wanted.most:
            return self._note(path, messages.too_long(self.root, path, wanted))
        return self._of_format(wanted, text, path) if wanted.format in FORMATS else text

    def _number(self, wanted: Field, value: Any, path: Path) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST <= value <= _LARGEST:
            return self._note(path, messages.wrong_kind(self.root, path, wanted))
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if wanted.kind == "integer" and not isinstance(value, int):
            return self._note(path, messages.wrong_kind(self.root, path, wanted))
        if wanted.format == "money":
            return value if self._of_format(wanted, str(Decimal(str(value))), path) is not _ABSENT else _ABSENT
        return value

    def _of_format(self, wanted: Field, text: str, path: Path) -> Any:
        try:
            return FORMATS[wanted.format](text, self.given.today)
        except Malformed as error:
            says = error.says
            return self._note(path, messages.problem(self.root, path, "FORM-FORMAT", says.zh, says.en, error.source))


def hidden(group: Field, answers: Mapping[str, Any], context: Mapping[str, Any] = _NOTHING) -> frozenset[str]:
    """The names of the group's fields that are not asked, as far as it is answered.

    A field may depend on another that is itself hidden: the question is put until the answer stays the same.
    """
    names = frozenset[str]()
    for _ in group.conditional:
        seen = {**{k: v for k, v in answers.items() if k not in names}, **context}
        now = frozenset(n for n in group.conditional if not group.fields[n].when.is_valid(seen))  # type: ignore[union-attr]
        if now == names:
            break
        names = now
    return names


def _without_required(group: Field) -> dict[str, Any]:
    """The schema without the duties that depend on what is asked: those are seen to while reading the answers."""
    schema = {k: v for k, v in group.schema.items() if k not in ("required", "additionalProperties")}
    if group.fields:
        schema["properties"] = {name: _without_required(below) for name, below in group.fields.items()}
    if group.item is not None:
        schema["items"] = _without_required(group.item)
    return schema
