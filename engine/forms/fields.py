"""A form's schema as fields: what each is called, what it takes, when it is asked.

Reads JSON Schema 2020-12 with these annotations:

    x-labels   {zh, en}      what the field is called; `title` alone is taken for both
    x-when     a schema      asked only when the object the field stands in meets it (at the top: the answers, the `act`
                             chosen, and the list of acts `done` before)
    x-unit     {zh, en}      what a number counts, for pages and messages
    x-route    true          the answer is also a routing variable of the process
    x-file     a material id the answer refers to files of that material
    x-shown    a lane        the answer is the code that the person named as this lane shows, checked when it is given
    x-among    a fact        the answer is one of the values of a column: steps.list_firms.firms.record_number
    x-item     true          in the table of what is to be corrected: the text names a material or an answer
    x-message  {zh, en}      said instead of the general sentence when the value does not fit
    x-rule     [rules]       at the top only; see `engine.forms.rules`
    x-widget   anything      for pages; ignored here

Choices with titles are written `oneOf: [{const, x-labels}, …]`. Knows nothing of answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import jsonschema_rs

from engine.errors import Refusal
from engine.terms import Titled

Kind = Literal["text", "integer", "number", "boolean", "group", "rows", "any"]
Path = tuple[str | int, ...]

MOST_ROWS = 1_000
"""Rows a table may have where its schema does not say."""
MOST_SIGNS = 4_000
"""Signs a text may have where its schema does not say."""

MOST_PARTS = 20_000
"""Objects, lists and values a schema may have, references written out."""

_KINDS: Mapping[str, Kind] = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "object": "group",
    "array": "rows",
}


class SchemaRefused(Refusal):
    """The schema of a form cannot be used at all."""

    code = "FORM-SCHEMA"
    remedy = "Correct the form's JSON Schema; `sealflow matter check` names each fault."
    source = "JSON Schema 2020-12"
    status = 422

    def __init__(self, form: str, fault: str) -> None:
        self.form = form
        super().__init__(f"the form {form}: {fault}")


@dataclass(slots=True)
class Field:
    """One field of a form, or one object or row with fields of its own."""

    name: str
    titled: Titled
    kind: Kind
    schema: Mapping[str, Any]
    required: bool = False
    when: jsonschema_rs.Validator | None = None
    format: str = ""
    most: int = 0
    """The most signs of a text, rows of a table."""
    fields: dict[str, Field] = field(default_factory=dict)
    item: Field | None = None
    """What each row is."""
    unit: Titled | None = None
    route: bool = False
    among: str = ""
    """The fact, a column of a table, of which the answer is one value."""
    shown: str = ""
    """The lane whose person shows the code that the answer is."""
    conditional: tuple[str, ...] = ()
    """The names of the fields with x-when."""
    obliged: tuple[str, ...] = ()
    """The names of the required fields."""

    def choices(self) -> tuple[Any, ...]:
        """The values that may be chosen, empty when the field is free."""
        if "const" in self.schema:
            return (self.schema["const"],)
        if "enum" in self.schema:
            return tuple(self.schema["enum"])
        consts = [c.get("const") for c in self.schema.get("oneOf", ()) if isinstance(c, Mapping) and "const" in c]
        return tuple(consts) or ((True, False) if self.kind == "boolean" else ())

    def samples(self, landmarks: Iterable[Any]) -> tuple[Any, ...]:
        """Values that what compares the field with these landmarks can tell apart: the choices, or of a number each
        landmark and one on each side of it."""
        if self.kind not in ("integer", "number") or self.choices():
            return self.choices()
        bounds = (self.schema.get("minimum", 0), self.schema.get("maximum", 0))
        marks = sorted({mark for mark in (*landmarks, *bounds) if isinstance(mark, int | float)})
        around = sorted({near for mark in marks for near in (mark - 1, mark, mark + 1)})
        return tuple(value for value in around if self.takes(value))

    def takes(self, value: Any) -> bool:
        """Whether the field's own schema takes the value; formats and rules between fields are not asked."""
        return compile_schema(self.schema).is_valid(value)

    def all(self) -> Iterator[Field]:
        """This field and every one below it."""
        yield self
        for below in (*self.fields.values(), *([self.item] if self.item else [])):
            yield from below.all()


def read_fields(schema: Mapping[str, Any], name: str) -> Field:
    """The fields of a whole form. Raises SchemaRefused when the schema is none."""
    try:
        jsonschema_rs.meta.validate(dict(schema))
        root = _field(name, _Inlining(schema).whole(), True)
    except (ValueError, RecursionError) as error:
        raise SchemaRefused(name, str(error).split("\n", 1)[0]) from error
    if root.kind != "group":
        raise SchemaRefused(name, "its type must be object")
    return root


def compile_schema(schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
    """The validator of a schema. Patterns run in linear time; nothing is fetched. Raises ValueError."""
    return jsonschema_rs.Draft202012Validator(
        dict(schema), validate_formats=False, pattern_options=jsonschema_rs.RegexOptions(), offline=True
    )


def titles(schema: Mapping[str, Any], name: str = "") -> Titled:
    """What the schema calls itself."""
    labels = schema.get("x-labels")
    title = str(schema.get("title") or name)
    if isinstance(labels, Mapping):
        return Titled(str(labels.get("zh") or title), str(labels.get("en") or title))
    return Titled(title, title)


def at(root: Field, path: Sequence[str | int]) -> Field | None:
    """The field that an answer's path leads to."""
    here: Field | None = root
    for part in path:
        if here is None:
            return None
        here = here.item if isinstance(part, int) else here.fields.get(part)
    return here


def label(root: Field, path: Sequence[str | int]) -> Titled:
    """What a reader calls the answer at that path: `合伙人名册第2行：执业年限`."""
    zh: list[str] = []
    en: list[str] = []
    here: Field | None = root
    for part in path:
        if isinstance(part, int):
            zh[-1:] = [f"{zh[-1] if zh else ''}第{part + 1}行"]
            en[-1:] = [f"{en[-1] if en else ''}, row {part + 1}"]
            here = here.item if here else None
        else:
            here = here.fields.get(part) if here else None
            zh.append(here.titled.zh if here else part)
            en.append(here.titled.en if here else part)
    return Titled("：".join(zh), ": ".join(en)) if zh else root.titled


def written(path: Sequence[str | int]) -> str:
    """A path as text: `partners[1].years`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


class _Inlining:
    """A schema with its local references replaced by what they name, in the order in which it was written.

    jsonschema_rs 0.60: `dereference` sorts the keys, and with them the fields of a form.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self.parts = 0

    def whole(self) -> dict[str, Any]:
        """Raises ValueError when a reference leads nowhere, elsewhere, into itself or makes the form too large."""
        return {k: self._part(v, ()) for k, v in self.schema.items() if k != "$defs"}

    def _part(self, part: Any, inside: tuple[str, ...]) -> Any:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise ValueError(f"it has more than {MOST_PARTS} parts")
        if isinstance(part, list):
            return [self._part(below, inside) for below in part]
        if not isinstance(part, Mapping):
            return part
        beside = {k: self._part(v, inside) for k, v in part.items() if k != "$ref"}
        if not isinstance(part.get("$ref"), str):
            return beside if "$ref" not in part else dict(part)
        reference = part["$ref"]
        if reference in inside:
            raise ValueError(f"the reference {reference} leads into itself")
        named = self.schema.get("$defs", {}).get(reference.removeprefix("#/$defs/"))
        if not isinstance(named, Mapping):
            raise ValueError(f"the reference {reference} leads to nothing under $defs")
        return {**self._part(named, (*inside, reference)), **beside}


def _field(name: str, schema: Any, required: bool) -> Field:
    if not isinstance(schema, Mapping):
        schema = {}
    kind = _kind(schema)
    unit, when = schema.get("x-unit"), schema.get("x-when")
    made = Field(
        name=name,
        titled=titles(schema, name),
        kind=kind,
        schema=schema,
        required=required,
        when=compile_schema(when) if isinstance(when, Mapping) else None,
        format=str(schema.get("format") or ""),
        unit=Titled(str(unit.get("zh", "")), str(unit.get("en", ""))) if isinstance(unit, Mapping) else None,
        route=schema.get("x-route") is True,
        among=str(schema.get("x-among") or ""),
        shown=str(schema.get("x-shown") or ""),
    )
    if kind == "group":
        wanted = tuple(schema.get("required", ()))
        made.fields = {key: _field(key, below, key in wanted) for key, below in schema.get("properties", {}).items()}
        made.conditional = tuple(f.name for f in made.fields.values() if f.when is not None)
        made.obliged = tuple(f.name for f in made.fields.values() if f.required)
    elif kind == "rows":
        made.item = _field(name, schema.get("items", {}), True)
        made.most = schema.get("maxItems", MOST_ROWS)
    elif kind == "text":
        made.most = schema.get("maxLength", MOST_SIGNS)
    return made


def _kind(schema: Mapping[str, Any]) -> Kind:
    """What a schema takes, read from its type or, where it has none, from the values it lists."""
    types = schema.get("type", ())
    named = [t for t in ([types] if isinstance(types, str) else types) if t != "null"]
    if len(named) == 1:
        return _KINDS.get(named[0], "any")
    if named:
        return "any"
    values = [schema["const"]] if "const" in schema else list(schema.get("enum", ()))
    values = values or [c["const"] for c in schema.get("oneOf", ()) if isinstance(c, Mapping) and "const" in c]
    kinds: set[Kind] = {_kind_of(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else "any"


def _kind_of(value: object) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return "text" if isinstance(value, str) else "any"
