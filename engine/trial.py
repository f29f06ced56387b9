"""Tries every paper an act will issue before the act is written: what cannot be printed is not decided.

The facts are those the act will leave behind; number and code are stand-ins of the usual length. When a paper cannot be
made, the answer at fault is found by trying again without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, TypeVar

from bpmn.runner import load
from engine.acts.change import Change
from engine.errors import Refusal
from engine.matter.model import DocumentRule, Matter
from engine.papers import Allotted, Press, facts_for, sheet_for
from engine.terms import Titled
from signing import paper
from signing.errors import SigningError
from signing.paper import Sheet

Made = TypeVar("Made")

_SERIAL, _CODE, _ROOM = 9999, "0000-0000-0000-0000", 2
_LITTLE = "略"
"""What stands in the place of an answer while it is asked whether that is the one at fault."""


class PaperImpossible(Refusal):
    """A paper that the act would issue cannot be made, so the act is not done."""

    code = "CASE-PAPER-IMPOSSIBLE"
    remedy = "Change the answer named (most often it is too long), then act again; nothing was written."
    status = 422

    def __init__(self, title: str, cause: SigningError, field: str, label: str) -> None:
        self.field = field
        at_fault = f"; it is the answer {field} ({label})" if field else ""
        super().__init__(f"{title} cannot be made: {cause}{at_fault}")


def try_out(press: Press, change: Change) -> None:
    """See whether all papers the act will issue can be made. Raises PaperImpossible."""
    for _ in _with_each(press, change, lambda sheet: paper.try_out(sheet, press.faces, at=change.now)):
        pass


def print_on_trial(press: Press, change: Change) -> list[tuple[DocumentRule, bytes]]:
    """All papers the act will issue, composed but not sealed, so marked as specimens. Raises PaperImpossible."""
    made = _with_each(
        press, change, lambda sheet: paper.compose(sheet, press.faces, at=change.now, reserve=_ROOM).pdf
    )
    return [(rule, bytes(pdf)) for rule, pdf in made]


def _with_each(press: Press, change: Change, do: Callable[[Sheet], Made]) -> Iterator[tuple[DocumentRule, Made]]:
    """What is done with the sheet of each paper the act will issue."""
    rules = list(_issued(change))
    allotted = {rule.kind: _stand_in(change, rule) for rule in rules}
    for rule in rules:
        place, matter = change.place, change.matter
        facts = facts_for(place, press, change.case, matter, allotted[rule.kind], None, change.pending)
        facts["issued"] |= {k: {"title": a.rule.title.zh, "number": a.number, "date": facts["document"]["date"]}
                            for k, a in allotted.items()}  # fmt: skip
        try:
            yield rule, do(_sheet(change, allotted[rule.kind], facts))
        except SigningError as error:
            field, titled = _at_fault(press, change, allotted[rule.kind], facts)
            raise PaperImpossible(rule.title.zh, error, field, titled.zh) from error


def _issued(change: Change) -> Iterator[DocumentRule]:
    """The papers that the jobs of the act will make; an organ that lacks its seal is the operator's business."""
    variables = None
    for service, arguments in change.wanted:
        rules: tuple[DocumentRule, ...] = ()
        if service == "document":
            rules = (change.matter.documents[arguments["kind"]],)
        elif service == "issue_documents":
            rules = change.matter.documents_in(arguments["step"])
        for rule in rules:
            organ = change.place.organs.get(change.matter.organs[rule.organ])
            if organ is None or rule.seal not in organ.seals:
                continue
            if service == "issue_documents" and rule.when is not None:
                variables = variables or load(change.matter.definition, change.case.state).variables
                if not change.matter.is_wanted(rule, variables):
                    continue
            yield rule


def _stand_in(change: Change, rule: DocumentRule) -> Allotted:
    return Allotted("", rule, f"{rule.letter}〔{change.today.year}〕{_SERIAL}号", _CODE, change.today)


def _fault(press: Press, change: Change, allotted: Allotted, facts: Mapping[str, Any]) -> SigningError | None:
    """Why the paper cannot be made of these facts; None when it can."""
    try:
        paper.try_out(_sheet(change, allotted, facts), press.faces, at=change.now)
    except SigningError as error:
        return error
    return None


def _sheet(change: Change, allotted: Allotted, facts: Mapping[str, Any]) -> Sheet:
    # No seal is set on it: without the mark a print of it could pass for the paper.
    return sheet_for(change.place, change.matter, allotted, facts, specimen=True)


def _at_fault(press: Press, change: Change, allotted: Allotted, facts: Mapping[str, Any]) -> tuple[str, Titled]:
    """The answer without which the paper could be made, the longest first, those of this act before earlier ones."""
    now = change.answering
    used = paper.facts_used(change.matter.templates[allotted.rule.template])
    found = [(path, text) for path, text in _answers(facts) if any(_is_used(path, name) for name in used)]
    found.sort(key=lambda each: (each[0][:2] != ("steps", now), -len(each[1])))
    for path, _ in found:
        without = deepcopy(dict(facts))
        _put(without, path, _LITTLE)
        if _fault(press, change, allotted, without) is None:
            return ".".join(path), _label(change.matter, path)
    return "", Titled("", "")


def _answers(facts: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text that somebody answered, by its path."""
    for first in ("application", "steps"):
        yield from _texts(facts[first], (first,))


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _texts(inner, (*path, str(position)))


def _is_used(path: tuple[str, ...], name: str) -> bool:
    """Whether a text that uses the fact of this name uses what stands at the path; of rows it uses all."""
    parts = tuple(name.split("."))
    return path[: len(parts)] == parts or parts[: len(path)] == path


def _put(facts: Any, path: tuple[str, ...], value: str) -> None:
    for name in path[:-1]:
        facts = facts[int(name)] if isinstance(facts, list) else facts[name]
    facts[int(path[-1]) if isinstance(facts, list) else path[-1]] = value


def _label(matter: Matter, path: tuple[str, ...]) -> Titled:
    """What the field at the path is called."""
    first, *rest = path
    form = matter.forms.get(matter.steps[rest.pop(0)].form if first == "steps" else first)
    field = form.root if form else None
    for name in rest:
        if field is None:
            break
        field = field.item if name.isdecimal() else field.fields.get(name)
    return field.titled if field else Titled(path[-1], path[-1])
