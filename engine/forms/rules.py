"""Business rules over a form's answers, written as data under `x-rule`.

    {"field": "assets", "minimum": {"parameter": "min_assets"}}      a value; with [] in the path, each of them
    {"each": "partners[]", "field": "years", "minimum": 3}           the same as field: partners[].years
    {"sum": "partners[].share", "equals": 100}                       added up in decimals, never in floats
    {"count": "partners[]", "minimum": 3}                            the number of rows
    {"member": "head.licence_no", "of": "partners[].licence_no"}     is one of
    {"unique": "partners[].id_number"}                               no value twice
    {"age": "a.id_number", "on": {"field": "slot"}, "minimum": 22}   whole years, by a resident identity number
    {"sex": "b.id_number", "equals": "女"}                           男 or 女, by a resident identity number

Comparisons: `minimum`, `maximum`, `equals`, `not`. What they compare with is a plain value, `{"parameter": id}` of the
matter, `{"field": path}` or `{"today": true}`. A rule may have `when` (as x-when), `message: {zh, en}`, `source`, and
an `id`, by which a matter that inherits the rule can change it. A rule says nothing about answers that are not there:
whether they must be is the schema's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import jsonschema_rs

from engine.errors import Failure, Refusal
from engine.forms.fields import Field, Path, at, compile_schema, label
from engine.forms.messages import Problem, problem
from engine.terms import Titled

Comparison = Literal["minimum", "maximum", "equals", "not"]
COMPARISONS: tuple[Comparison, ...] = ("minimum", "maximum", "equals", "not")
SUBJECTS = ("field", "sum", "count", "member", "unique", "age", "sex")
_KEYS = frozenset({"id", *SUBJECTS, *COMPARISONS, "each", "of", "on", "when", "message", "source"})

Steps = tuple[str, ...]
"""A path of a rule: names of fields, with `[]` for every row."""


class RuleMisread(Refusal):
    """A rule under x-rule is not of one of the forms that rules have."""

    code = "FORM-RULE-MISREAD"
    remedy = "Write the rule in one of the forms shown at the top of engine/forms/rules.py."
    status = 422


class ParameterMissing(Failure):
    """A rule needs a parameter that the matter does not give."""

    code = "FORM-PARAMETER"
    remedy = "Add the parameter to matter.yaml, with its value, source and the day it holds from."

    def __init__(self, parameter: str) -> None:
        super().__init__(f"a rule of the form reads the parameter {parameter}, which has no value")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, read."""

    subject: Literal["field", "sum", "count", "member", "unique", "age", "sex"]
    path: Steps
    comparisons: tuple[tuple[Comparison, Any], ...]
    of: Steps = ()
    on: Any = None
    """Of an age: the day on which it counts; None: today."""
    when: jsonschema_rs.Validator | None = None
    message: Titled | None = None
    source: str = ""

    def parameters(self) -> Iterator[str]:
        """The parameters of the matter it reads."""
        for _, operand in self.comparisons:
            if isinstance(operand, Mapping) and "parameter" in operand:
                yield operand["parameter"]

    def paths(self) -> Iterator[Steps]:
        """Every path it names."""
        yield self.path
        if self.of:
            yield self.of
        for operand in (*(operand for _, operand in self.comparisons), self.on):
            if isinstance(operand, Mapping) and "field" in operand:
                yield steps(operand["field"])


def read_rule(written: object) -> Rule:
    """The rule that the form writes. Raises RuleMisread."""
    if not isinstance(written, Mapping):
        raise RuleMisread("a rule is an object")
    subjects = [s for s in SUBJECTS if s in written]
    if len(subjects) != 1:
        raise RuleMisread(f"a rule has exactly one of: {', '.join(SUBJECTS)}")
    if strange := sorted(map(str, set(written) - _KEYS)):
        raise RuleMisread(f"a rule has no {', '.join(strange)}")
    subject: Any = subjects[0]
    path = steps(written[subject])
    if "each" in written:
        rows = steps(written["each"])
        if subject != "field" or rows[-1] != "[]":
            raise RuleMisread("each names rows, such as partners[], and stands with field")
        path = rows + path
    comparisons = tuple((c, _operand(written[c])) for c in COMPARISONS if c in written)
    if bool(comparisons) == (subject in ("member", "unique")):
        raise RuleMisread(f"{subject} {'needs a comparison' if not comparisons else 'is not compared'}")
    if (subject == "member") != ("of" in written):
        raise RuleMisread("member and of stand together")
    if "on" in written and subject != "age":
        raise RuleMisread("on names the day of an age")
    if subject == "count" and path[-1] != "[]":
        raise RuleMisread("count names rows, such as partners[]")
    message, when = written.get("message"), written.get("when")
    if message is not None and not (isinstance(message, Mapping) and {"zh", "en"} <= set(message)):
        raise RuleMisread("a message has zh and en")
    try:
        condition = compile_schema(when) if isinstance(when, Mapping) else None
    except ValueError as error:
        raise RuleMisread(f"its when is no schema: {error}") from error
    of = steps(written["of"]) if subject == "member" else ()
    said = Titled.of(message) if message else None
    on = _operand(written["on"]) if "on" in written else None
    return Rule(subject, path, comparisons, of, on, condition, said, str(written.get("source") or ""))


def steps(path: object) -> Steps:
    """`partners[].share` as ("partners", "[]", "share"). Raises RuleMisread."""
    if not isinstance(path, str) or not path:
        raise RuleMisread(f"{path!r} is no path such as partners[].share")
    parts: list[str] = []
    for name in path.split("."):
        bare = name.rstrip("[]")
        if not bare or name != bare + "[]" * name.count("[]"):
            raise RuleMisread(f"{path!r} is no path such as partners[].share")
        parts += [bare, *["[]"] * name.count("[]")]
    return tuple(parts)


def leads_to(root: Field, path: Steps) -> Field | None:
    """The field that a rule's path names."""
    return at(root, [0 if part == "[]" else part for part in path])


def broken(rule: Rule, root: Field, answers: Mapping[str, Any], given: Given) -> Iterator[Problem]:
    """What the rule says against the answers."""
    if rule.when is not None and not rule.when.is_valid({**answers, **given.context}):
        return
    found = list(_values(answers, rule.path))
    if rule.subject == "field":
        for path, value in found:
            yield from _compared(rule, root, path, value, answers, given)
    elif rule.subject in ("age", "sex"):
        for path, value in found:
            told = _told_by_number(rule, value, answers, given)
            if told is not None:
                what = ("年龄", "the age") if rule.subject == "age" else ("性别", "the sex")
                yield from _compared(rule, root, path, told, answers, given, what)
    elif rule.subject == "sum":
        numbers = [number for _, value in found if (number := _number(value)) is not None]
        if found and len(numbers) == len(found):
            summed = sum(numbers, Decimal(0))
            yield from _compared(rule, root, _top(rule.path), summed, answers, given, ("合计", "in total"))
    elif rule.subject == "count":
        if rule.path[0] in answers:
            yield from _compared(rule, root, _top(rule.path), len(found), answers, given, ("的行数", "(rows)"))
    elif rule.subject == "unique":
        seen: set[Any] = set()
        for path, value in found:
            if value in seen:
                yield _said(rule, root, path, "与前面的重复", "stands there twice")
            seen.add(value)
    else:
        others = [value for _, value in _values(answers, rule.of)]
        called = label(root, [part for part in rule.of if part != "[]"][:1])
        for path, value in found:
            if others and value not in others:
                yield _said(rule, root, path, f"应当是{called.zh}之一", f"must be one of {called.en}")


def _told_by_number(rule: Rule, number: Any, answers: Mapping[str, Any], given: Given) -> int | str | None:
    """The age or sex that a resident identity number tells; None where it is none. Source: GB 11643-1999."""
    if not isinstance(number, str) or len(number) != 18 or not number[:17].isdecimal():
        return None
    if rule.subject == "sex":
        return "男" if int(number[16]) % 2 else "女"
    meant = given.today.isoformat() if rule.on is None else _meant(rule.on, answers, given)
    born, day = f"{number[6:10]}-{number[10:12]}-{number[12:14]}", str(meant)[:10]
    return int(day[:4]) - int(born[:4]) - (day[5:] < born[5:]) if day[:4].isdecimal() else None


@dataclass(frozen=True, slots=True)
class Given:
    """What a check knows beside the answers."""

    today: date
    parameters: Mapping[str, Any]
    context: Mapping[str, Any]


def _compared(
    rule: Rule,
    root: Field,
    path: Path,
    value: Any,
    answers: Mapping[str, Any],
    given: Given,
    what: tuple[str, str] = ("", ""),
) -> Iterator[Problem]:
    aimed = leads_to(root, rule.path)
    unit = aimed.unit if aimed and aimed.unit and rule.subject != "count" else Titled("", "")
    for comparison, operand in rule.comparisons:
        wanted = _meant(operand, answers, given)
        if wanted is None or _holds(comparison, value, wanted):
            continue
        zh, en = _SENTENCES[comparison]
        zh, en = zh.format(f"{wanted}{unit.zh}"), en.format(f"{wanted} {unit.en}".strip())
        yield _said(rule, root, path, what[0] + zh, f"{what[1]} {en}".strip())


_SENTENCES: Mapping[str, tuple[str, str]] = {
    "minimum": ("不得小于{}", "must be {} or more"),
    "maximum": ("不得大于{}", "must be {} or less"),
    "equals": ("应为{}", "must be {}"),
    "not": ("不得为“{}”", "may not be {}"),
}


def _said(rule: Rule, root: Field, path: Path, zh: str, en: str) -> Problem:
    general = problem(root, path, "FORM-RULE", zh, en, rule.source)
    if rule.message is None:
        return general
    return Problem(general.path, general.label, rule.message, general.remedy, general.code, rule.source)


def _operand(written: Any) -> Any:
    if isinstance(written, Mapping):
        if len(written) != 1 or next(iter(written)) not in ("parameter", "field", "today"):
            raise RuleMisread("a comparison is with a value, {parameter: id}, {field: path} or {today: true}")
        if "field" in written:
            steps(written["field"])
        elif "parameter" in written and not isinstance(written["parameter"], str):
            raise RuleMisread("a parameter is named by its id")
    elif isinstance(written, list):
        raise RuleMisread("a comparison is with one value, not with a list")
    return written


def _meant(operand: Any, answers: Mapping[str, Any], given: Given) -> Any:
    """The value that an operand stands for; None when it is an answer that was not given."""
    if not isinstance(operand, Mapping):
        return operand
    if "today" in operand:
        return given.today.isoformat()
    if "parameter" in operand:
        try:
            value = given.parameters[operand["parameter"]]
        except KeyError:
            raise ParameterMissing(operand["parameter"]) from None
        return value["value"] if isinstance(value, Mapping) else value
    return next((value for _, value in _values(answers, steps(operand["field"]))), None)


def _holds(comparison: Comparison, value: Any, wanted: Any) -> bool:
    left, right = _number(value), _number(wanted)
    if left is not None and right is not None:
        value, wanted = left, right
    if comparison == "equals":
        return bool(value == wanted)
    if comparison == "not":
        return bool(value != wanted)
    try:
        return bool(value >= wanted if comparison == "minimum" else value <= wanted)
    except TypeError:  # a text compared with a number: the schema says what is wrong with it
        return True


def _number(value: Any) -> Decimal | None:
    """The value as an exact number; None when it is none. Amounts of money are texts of digits."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _values(answers: Any, path: Steps, so_far: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every answer the path leads to, with its own path."""
    if not path:
        yield so_far, answers
    elif path[0] == "[]":
        for place, row in enumerate(answers if isinstance(answers, list) else ()):
            yield from _values(row, path[1:], (*so_far, place))
    elif isinstance(answers, Mapping) and path[0] in answers:
        yield from _values(answers[path[0]], path[1:], (*so_far, path[0]))


def _top(path: Steps) -> Path:
    return path[: path.index("[]")] if "[]" in path else path
