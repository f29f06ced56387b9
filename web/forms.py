"""A form as a page: the fields that are asked now, what was answered, what is wrong; and back from what was sent.

One JSON Schema renders, decides what is asked, and checks: here it is only read. Names of inputs are the paths of
answers, `partners[1].years`, so that a problem leads to its input.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData, UploadFile

from engine import reveals
from engine.forms import Field, Problem, hidden
from engine.forms.fields import written
from engine.office import Upload
from web.language import Speech

MOST_ROWS_SHOWN = 200
FEW = 5
"""Choices that are shown all at once; more are put into a list that opens."""
_ROW = re.compile(r"\[(\d+)\]")
_AUTOCOMPLETE = {"mobile-cn": "tel", "name": "name"}
_INPUTS = {"date": "date", "mobile-cn": "tel", "email": "email"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that may be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a register knew of an answer before it was given."""

    called: str
    """The register."""
    at: str
    value: str
    """As the page shows it."""
    agrees: bool
    """Whether the answer still says the same."""


@dataclass(slots=True)
class Question:
    """One question of the page."""

    path: str
    label: str
    face: str
    """How it is asked: text, long, number, date, choice, list, check, yes-no, fixed, group, rows."""
    hint: str = ""
    required: bool = False
    value: str = ""
    hidden: str = ""
    """The value with its middle hidden, of a number that is a person's own; empty where it is shown whole."""
    unit: str = ""
    most: int = 0
    input: str = "text"
    mode: str = ""
    """The keyboard of a telephone."""
    autocomplete: str = ""
    errors: Sequence[str] = ()
    notes: Sequence[Mapping[str, str]] = ()
    known: Known | None = None
    locked: bool = False
    changes_others: bool = False
    choices: Sequence[Choice] = ()
    parts: Sequence[Question] = ()
    """The questions of a group; of rows, one group for each row."""
    may_add: bool = False
    may_remove: bool = False

    @property
    def id(self) -> str:
        """Its id in the page."""
        return "at-" + re.sub(r"[\[\].]+", "-", self.path).strip("-")

    def all(self) -> Iterator[Question]:
        """This question and those in it."""
        yield self
        for part in self.parts:
            yield from part.all()


@dataclass(frozen=True, slots=True)
class Asking:
    """How a form is put: the answers so far, what is wrong with them, what a notice opened and says."""

    speech: Speech
    answers: Mapping[str, Any]
    problems: Sequence[Problem] = ()
    opened: Collection[str] = ()
    """The places that are open; empty: all."""
    notes: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    """What conditions may read beside the answers: the act, and those done before."""
    hides: bool = False
    """Whether numbers of persons are shown with their middle hidden."""
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What registers knew, by the name of the answer, as `engine.drafts.Draft.known`."""
    among: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By question that is chosen among what the case lists: each value, and what is told of it."""
    read_back: bool = False
    """Whether answers that were taken are read: what was answered is shown, and nothing else."""

    def questions(self, root: Field) -> list[Question]:
        """The questions of a form that are asked now."""
        return list(self._of(root, self.answers, ()))

    def _of(self, group: Field, answers: object, path: tuple[str | int, ...]) -> Iterator[Question]:
        given = answers if isinstance(answers, Mapping) else {}
        silent = frozenset(group.fields) - given.keys() if self.read_back else frozenset[str]()
        if group.conditional and not self.read_back:
            silent = hidden(group, given, self.context if not path else {})
        triggers = set(_triggers(group))
        for name, asked in group.fields.items():
            if name not in silent:
                question = self._question(asked, given.get(name), (*path, name))
                question.changes_others = name in triggers
                yield question

    def _question(self, asked: Field, value: Any, path: tuple[str | int, ...]) -> Question:
        place = written(path)
        question = Question(
            path=place,
            label=self.speech.call(asked.titled),
            face="choice" if place in self.among else _face(asked),
            hint=self.speech.call(asked.schema.get("x-hint") or str(asked.schema.get("description") or "")),
            required=asked.required,
            unit=self.speech.call(asked.unit) if asked.unit else "",
            most=asked.most if asked.kind == "text" else 0,
            errors=[self.speech.call(p.message) for p in self.problems if p.path == place],
            notes=self.notes.get(place, ()),
            locked=self._is_locked(place),
        )
        if question.face == "group":
            question.parts = list(self._of(asked, value, path))
        elif question.face == "rows":
            self._lay_rows(question, asked, value, path)
        else:
            self._fill(question, asked, value)
        if place in self.known:
            question.known = self._known(asked, value, self.known[place])
        return question

    def _known(self, asked: Field, value: Any, known: Mapping[str, Any]) -> Known:
        shown = _shown(known["value"])
        shown = next((choice.label for choice in self._choices(asked, shown) if choice.chosen), shown)
        return Known(str(known["called"]), str(known["at"]), shown, value == known["value"])

    def _lay_rows(self, question: Question, asked: Field, value: Any, path: tuple[str | int, ...]) -> None:
        rows = value if isinstance(value, list) else []
        least = int(asked.schema.get("minItems", 0))
        shown = [*rows, *([None] * max(0, least - len(rows)))][:MOST_ROWS_SHOWN]
        item = asked.item
        assert item is not None  # rows always say what a row is
        parts = []
        for place, row in enumerate(shown):
            part = self._question(item, row, (*path, place))
            part.label = f"{self.speech.call(item.titled)} {place + 1}"
            part.may_remove = len(shown) > least and not question.locked
            parts.append(part)
        question.parts = parts
        question.may_add = len(shown) < min(asked.most, MOST_ROWS_SHOWN) and not question.locked

    def _fill(self, question: Question, asked: Field, value: Any) -> None:
        question.value = "" if value is None else _shown(value)
        if self.hides and question.value and reveals.is_personal(asked):
            question.hidden = reveals.hidden(question.value)
        if asked.kind in ("integer", "number") or asked.format == "money":
            question.mode = "numeric" if asked.kind == "integer" else "decimal"
        question.input = _INPUTS.get(asked.format, "text")
        question.autocomplete = _AUTOCOMPLETE.get(asked.format, "")
        if question.path in self.among:
            of = self.among[question.path]
            question.choices = [Choice(value, told, value == question.value) for value, told in of.items()]
        elif question.face in ("choice", "list", "yes-no"):
            question.choices = list(self._choices(asked, question.value))

    def _choices(self, asked: Field, value: str) -> Iterator[Choice]:
        if asked.kind == "boolean":
            for text, label in (("true", self.speech.say("是")), ("false", self.speech.say("否"))):
                yield Choice(text, label, value == text)
            return
        labels = {c["const"]: c.get("x-labels") or c.get("title") or str(c["const"])
                  for c in asked.schema.get("oneOf", ()) if isinstance(c, Mapping) and "const" in c}  # fmt: skip
        for choice in asked.choices():
            yield Choice(_shown(choice), self.speech.call(labels.get(choice, str(choice))), _shown(choice) == value)

    def _is_locked(self, place: str) -> bool:
        """Whether the place is neither open itself, nor within or around one that is."""
        return bool(self.opened) and not any(
            place == opened
            or place.startswith((f"{opened}.", f"{opened}["))
            or opened.startswith((f"{place}.", f"{place}["))
            for opened in self.opened
        )


def answers_from(root: Field, sent: Mapping[str, Sequence[str]], before: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that inputs of these names hold; what was not put stays as it was before."""
    names = set(sent)
    return _group(root, sent, names, before, "")


def uploads_in(form: FormData) -> list[Upload]:
    """The files that were chosen, each for the material that its input is for."""
    return [
        Upload(name.removeprefix("file-"), value.filename or "file", value.file.read())
        for name, value in form.multi_items()
        if isinstance(value, UploadFile) and name.startswith("file-") and value.filename
    ]


def add_row(root: Field, answers: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The answers with one more, empty row at the table of that path."""
    return _changed_rows(answers, path, lambda rows: [*rows, None], root)


def remove_row(root: Field, answers: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The answers without the row of that path, `partners[1]`."""
    table, _, place = path.rpartition("[")
    index = int(place.rstrip("]")) if place.rstrip("]").isdecimal() else -1
    return _changed_rows(answers, table, lambda rows: [r for at, r in enumerate(rows) if at != index], root)


def _changed_rows(answers: Mapping[str, Any], path: str, change: Any, root: Field) -> dict[str, Any]:
    asked = root.fields.get(path)
    if asked is None or asked.kind != "rows":
        return dict(answers)
    rows = answers.get(path)
    least = int(asked.schema.get("minItems", 0))
    rows = [*rows] if isinstance(rows, list) else [None] * least
    return {**answers, path: change(rows)}


def _group(
    group: Field, sent: Mapping[str, Sequence[str]], names: Collection[str], before: object, at: str
) -> dict[str, Any]:
    taken = dict(before) if isinstance(before, Mapping) else {}
    for name, asked in group.fields.items():
        place = f"{at}{name}"
        earlier = taken.pop(name, None)
        value = _value(asked, sent, names, earlier, place)
        if value is not None:
            taken[name] = value
    return taken


def _value(asked: Field, sent: Mapping[str, Sequence[str]], names: Collection[str], before: Any, place: str) -> Any:
    if asked.kind == "group":
        inside = any(name.startswith(f"{place}.") for name in names)
        return _group(asked, sent, names, before, f"{place}.") if inside else before
    if asked.kind == "rows":
        return _rows(asked, sent, names, before, place)
    # A box that is not ticked sends nothing: a hidden input of the same name says that it was put.
    if place not in sent:
        return before
    return _read(asked, sent[place][-1])


def _rows(asked: Field, sent: Mapping[str, Sequence[str]], names: Collection[str], before: Any, place: str) -> Any:
    numbers = sorted({int(m[1]) for n in names if n.startswith(f"{place}[") and (m := _ROW.match(n, len(place)))})
    if not numbers:
        return [] if place in sent else before
    earlier = before if isinstance(before, list) else []
    item = asked.item
    assert item is not None  # rows always say what a row is
    found = []
    for number in numbers[: asked.most + 1]:
        old = earlier[number] if number < len(earlier) else None
        found.append(_value(item, sent, names, old, f"{place}[{number}]"))
    return found


def _read(asked: Field, text: str) -> Any:
    """What was typed as the value it means; as the text itself where it is no such value, which the form then says."""
    text = text.strip()
    if not text:
        return None
    if asked.kind == "boolean":
        return {"true": True, "on": True, "false": False}.get(text, text)
    if asked.kind in ("integer", "number"):
        return _number(text)
    for choice in asked.choices():
        if _shown(choice) == text:
            return choice
    return text


def _number(text: str) -> Any:
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    try:
        number = float(plain)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def _face(asked: Field) -> str:
    if asked.kind in ("group", "rows"):
        return asked.kind
    if "const" in asked.schema:
        return "check" if asked.schema["const"] is True else "fixed"
    if asked.kind == "boolean":
        return "yes-no"
    if choices := asked.choices():
        return "choice" if len(choices) <= FEW else "list"
    return "long" if asked.schema.get("x-widget") == "paragraph" else "text"


def _triggers(group: Field) -> Iterator[str]:
    """The names of fields on which it depends whether others are asked."""
    for name in group.conditional:
        when = group.fields[name].schema.get("x-when")
        yield from _mentioned(when)


def _mentioned(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for key, below in schema.items():
            if key == "properties" and isinstance(below, Mapping):
                yield from map(str, below)
            yield from _mentioned(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from _mentioned(below)
