"""What is looked at in a form before it is published: its schema, its annotations, its rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.formats import FORMATS
from engine.forms.fields import Field, SchemaRefused, compile_schema, read_fields
from engine.forms.rules import Rule, RuleMisread, leads_to, read_rule

ANNOTATIONS = frozenset(
    {"x-labels", "x-when", "x-unit", "x-route", "x-file", "x-message", "x-rule", "x-widget", "x-item", "x-shown"}
    | {"x-among"}
)
KEYWORDS = frozenset(
    {"$schema", "$id", "$comment", "$defs", "title", "description", "default", "examples", "type", "enum", "const"}
    | {"properties", "required", "additionalProperties", "dependentRequired", "items", "minItems", "maxItems"}
    | {"uniqueItems", "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum"}
    | {"exclusiveMaximum", "multipleOf", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "readOnly"}
)
CONTEXT = ("act", "done")
"""What conditions may read beside the fields of the form: the act chosen, and the list of the acts done before."""


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """Something that keeps a form from being published."""

    where: str
    sentence: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence} — {self.remedy}"


def problems(
    name: str, schema: Mapping[str, Any], parameters: Collection[str] | None, materials: Collection[str] | None
) -> tuple[SchemaProblem, ...]:
    """Everything to be said about the form's schema; nothing when it can be published."""
    try:
        root = read_fields(schema, name)
        compile_schema(schema)
    except (SchemaRefused, ValueError) as error:
        return (SchemaProblem(name, str(error).split("\n", 1)[0], "Write a schema of JSON Schema 2020-12."),)
    found = [*_unknown_words(schema, name), *_fields(root, name, materials)]
    for place, written in enumerate(schema.get("x-rule", ())):
        where = f"{name}, rule {place + 1}"
        try:
            found += _rule(read_rule(written), root, where, parameters)
        except RuleMisread as error:
            found.append(
                SchemaProblem(where, str(error), "Write it in one of the forms shown in engine/forms/rules.py.")
            )
    return tuple(found)


def _fields(group: Field, where: str, materials: Collection[str] | None, top: bool = True) -> Iterator[SchemaProblem]:
    for below in (*group.fields.values(), *([group.item] if group.item else [])):
        place = f"{where}[]" if below is group.item else f"{where}.{below.name}"
        yield from _words(below, place)
        yield from _annotations(below, group, place, top, materials)
        yield from _fields(below, place, materials, top=False)
    yield from _conditions(group, where, top)


def _unknown_words(schema: Mapping[str, Any], place: str) -> Iterator[SchemaProblem]:
    for word in sorted(set(schema) - KEYWORDS - ANNOTATIONS):
        known = ", ".join(sorted(ANNOTATIONS)) if word.startswith("x-") else "those of JSON Schema 2020-12"
        yield SchemaProblem(place, f"the word {word} means nothing here", f"Leave it out, or use one of: {known}.")


def _words(here: Field, place: str) -> Iterator[SchemaProblem]:
    schema = here.schema
    yield from _unknown_words(schema, place)
    labels = schema.get("x-labels")
    if not (isinstance(labels, Mapping) and labels.get("zh") and labels.get("en")) and not _plain_item(here, place):
        yield SchemaProblem(place, "it is not called anything in both languages", "Add x-labels with zh and en.")
    if here.kind == "any":
        yield SchemaProblem(place, "it does not say what it takes", "Give it one type.")
    if here.format and here.format not in FORMATS:
        yield SchemaProblem(place, f"the format {here.format} is not known", f"Use one of: {', '.join(FORMATS)}.")
    if here.format and here.kind not in ("text", *(["number"] if here.format == "money" else [])):
        yield SchemaProblem(place, f"the format {here.format} does not go with {here.kind}", "Make it a string.")


def _annotations(
    here: Field, group: Field, place: str, top: bool, materials: Collection[str] | None
) -> Iterator[SchemaProblem]:
    schema = here.schema
    routes = here.kind in ("integer", "number", "boolean") or (here.kind == "text" and here.choices())
    if here.route and not (top and routes):
        yield SchemaProblem(
            place,
            "a routing variable is a choice or a number at the top of the form",
            "Give it an enum, or make it a number or boolean; personal data does not belong into the process.",
        )
    if here.route and not here.name.isidentifier():
        yield SchemaProblem(place, "conditions cannot read this name", "Use letters, digits and underscores.")
    if "x-route" in schema and not isinstance(schema["x-route"], bool):
        yield SchemaProblem(place, "x-route is true or false", "Write true.")
    if "x-among" in schema and not (top and here.kind == "text" and not here.choices()):
        yield SchemaProblem(place, "what is chosen among rows is a text at the top of the form", "Make it one.")
    if "x-shown" in schema and not (top and here.kind == "text"):
        yield SchemaProblem(place, "a code that is shown is a text at the top of the form", "Make it one.")
    if "x-rule" in schema:
        yield SchemaProblem(place, "x-rule stands at the top of the form only", "Move it there.")
    if here is group.item and here.when is not None:
        yield SchemaProblem(place, "a row is not asked on condition", "Put x-when on its fields or on the table.")
    material = schema.get("x-file")
    if material is not None and materials is not None and material not in materials:
        yield SchemaProblem(place, f"there is no material {material}", f"Use one of: {', '.join(materials)}.")
    for part, least in (("x-unit", {"zh", "en"}), ("x-message", {"zh", "en"})):
        if part in schema and not (isinstance(schema[part], Mapping) and least <= set(schema[part])):
            yield SchemaProblem(place, f"{part} has zh and en", f"Write {part}: {{zh: …, en: …}}.")
    if "x-when" in schema and not isinstance(schema["x-when"], Mapping):
        yield SchemaProblem(place, "x-when is a schema", "Write it as an object with properties and required.")
    if here.kind == "group":
        for name in schema.get("required", ()):
            if name not in here.fields:
                yield SchemaProblem(place, f"{name} is required but no field", "Add it, or take it off the list.")


def _conditions(group: Field, where: str, top: bool) -> Iterator[SchemaProblem]:
    """Fields that conditions name must exist, and no field may depend on itself through others."""
    if top:
        for name in group.schema.get("required", ()):
            if name not in group.fields:
                yield SchemaProblem(where, f"{name} is required but no field", "Add it, or take it off the list.")
        for name in CONTEXT:
            if name in group.fields:
                yield SchemaProblem(
                    where, f"a field may not be called {name}: conditions read something else by it", "Rename it."
                )
    known = {*group.fields, *(CONTEXT if top else ())}
    reads = {n: _names(group.fields[n].schema["x-when"]) for n in group.conditional}
    for name, read in reads.items():
        for other in sorted(read - known):
            yield SchemaProblem(
                f"{where}.{name}",
                f"its x-when reads {other}, which is no field beside it",
                f"Use one of: {', '.join(known)}.",
            )
        if name in _reached(reads, name):
            yield SchemaProblem(f"{where}.{name}", "its x-when depends on itself", "Let it depend on other fields.")


def _rule(rule: Rule, root: Field, where: str, parameters: Collection[str] | None) -> Iterator[SchemaProblem]:
    for path in rule.paths():
        if leads_to(root, path) is None:
            shown = ".".join(path).replace(".[]", "[]")
            yield SchemaProblem(where, f"{shown} leads to no field", f"Begin with one of: {', '.join(root.fields)}.")
    aimed = leads_to(root, rule.path)
    numeric = aimed is None or aimed.kind in ("integer", "number") or aimed.format == "money"
    if rule.subject == "sum" and not numeric:
        yield SchemaProblem(where, "only numbers can be added up", "Name a column of numbers.")
    for parameter in rule.parameters():
        if parameters is not None and parameter not in parameters:
            yield SchemaProblem(where, f"there is no parameter {parameter}", f"Use one of: {', '.join(parameters)}.")


def _names(condition: Mapping[str, Any]) -> set[str]:
    """The fields that a condition reads."""
    names = {*condition.get("properties", {}), *condition.get("required", ())}
    for key in ("not", "if", "then", "else"):
        if isinstance(condition.get(key), Mapping):
            names |= _names(condition[key])
    for key in ("allOf", "anyOf", "oneOf"):
        for part in condition.get(key, ()):
            names |= _names(part) if isinstance(part, Mapping) else set()
    return names


def _reached(reads: Mapping[str, set[str]], start: str) -> set[str]:
    """The fields that a field's condition depends on, near and far."""
    reached: set[str] = set()
    waiting = list(reads[start])
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += reads.get(name, ())
    return reached


def _plain_item(here: Field, place: str) -> bool:
    """A list of plain values is called by the list's own name."""
    return place.endswith("[]") and here.kind not in ("group", "rows")
