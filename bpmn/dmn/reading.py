"""One reading of one file, shared by all who read parts of it: what was found, which names and types there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from lxml import etree

from bpmn.dmn.catalogue import new_report
from bpmn.dmn.elements import id_of, name_of, text_line, text_of
from bpmn.dmn.vocabulary import CAMUNDA, TYPES, WHOLE_TYPES
from bpmn.feel import Feel, FeelRefused, FeelTests, Vocabulary, compile_feel, compile_tests
from bpmn.feel.types import ANYTHING, Simple, Type
from bpmn.feel.types import TYPES as FEEL_TYPES
from bpmn.feel.vocabulary import normal

_FEEL = re.compile(r"feel|.*/feel/?[0-9]*/?", re.IGNORECASE)
_COMMON = re.compile(r'\s*(?:-|"[^"\\]*"|-?[0-9]+(?:\.[0-9]+)?|true|false|[^\W\d]\w*(?:\.[^\W\d]\w*)*)?\s*')
"""What means the same in FEEL, in JUEL and in the languages of scripts: a value, or a name with keys."""
_Compiled = TypeVar("_Compiled", Feel, FeelTests)


class Reading:
    """What is known and what was found while one file is being read."""

    def __init__(self, root: etree._Element) -> None:
        self.report = new_report()
        self.camunda = bool(CAMUNDA & set(root.nsmap.values()))
        """The file was made for Camunda, whose dates may have a time."""
        self.types: dict[str, Type] = {}
        """Types the file defines, by name."""
        self.columns: dict[str, dict[str, list[Type]]] = {}
        """By decision: the types of the columns that test each plain name."""
        self.landmarks: dict[str, dict[str, list[Any]]] = {}
        """By decision: the values that the cells of those columns compare with."""
        self.known = Vocabulary()
        """What every expression of the file knows: keys and types."""
        self._namespace = root.get("namespace") or ""
        self._language = root.get("expressionLanguage") or ""
        self._common: list[tuple[str, str, int]] = []  # language, element, line

    def know(self, keys: frozenset[str]) -> None:
        """From here on expressions know these keys of contexts, and the types of the file."""
        self.known = replace(self.known, keys=keys, types=self.types)

    def expression(self, holder: etree._Element, known: Vocabulary, owner: str, what: str) -> Feel | None:
        """The expression in the `text` of an element; None, and a finding, when it is none."""
        return self._compiled(compile_feel, holder, known, owner, what)

    def tests(self, holder: etree._Element, known: Vocabulary, owner: str, what: str) -> FeelTests | None:
        """The tests in the `text` of an element; None, and a finding, when there are none."""
        return self._compiled(compile_tests, holder, known, owner, what)

    def allowed(self, holder: etree._Element | None, owner: str, what: str) -> FeelTests | None:
        """The tests that values must pass to be allowed; they name no facts. None when there are none to be kept to."""
        if holder is None or not text_of(holder).strip():
            return None
        tests = self.tests(holder, self.known, owner, what)
        if tests is not None and tests.reads:
            message = f"{what} list the name {min(tests.reads)!r}, not a value"
            remedy = "Put texts in quotation marks."
            self.report.add("DMN-EXPRESSION", message, id_of(holder) or owner, text_line(holder), remedy=remedy)
            return None
        return None if tests is None or tests.anything else tests

    def type(self, element: etree._Element | None, owner: str, *, attribute: str = "typeRef") -> Type:
        """The type an element refers to; anything, when it refers to none or to one that is not there."""
        reference = "" if element is None else (element.get(attribute) or "")
        return self.type_named(reference, owner, 1 if element is None else element.sourceline or 1)

    def type_named(self, reference: str, owner: str, line: int) -> Type:
        """The type of a name, with or without the prefix that DMN 1.1 puts before it."""
        name = normal(reference)
        for spelled in (name, name.rpartition(":")[2]):
            if spelled in self.types:
                return self.types[spelled]
            if spelled in WHOLE_TYPES:
                return Simple("number", whole=True)
            if spelled == "date" and self.camunda:
                return Simple("date", moments=True)
            if spelled in TYPES:
                return FEEL_TYPES[TYPES[spelled]]
        if name:
            self.report.add("DMN-TYPE", f"{owner} has the type {name!r}, which is not there", owner, line)
        return ANYTHING

    def referred(self, element: etree._Element) -> str:
        """The id an element's `href` refers to in this file; the whole reference when it is to another file."""
        href = (element.get("href") or "").strip()
        file, _, id = href.rpartition("#")
        return id if file in ("", self._namespace) else href

    def finish(self) -> None:
        """Report what is told once for the whole file."""
        for language in dict.fromkeys(language for language, _, _ in self._common):
            places = [place for place in self._common if place[0] == language]
            message = f"{len(places)} expression(s) marked as {language} were read as FEEL"
            self.report.add("DMN-LANGUAGE-COMMON", message, places[0][1], places[0][2])

    def _compiled(
        self, make: Callable[..., _Compiled], holder: etree._Element, known: Vocabulary, owner: str, what: str
    ) -> _Compiled | None:
        element, line, text = id_of(holder) or owner, text_line(holder), text_of(holder)
        language = (holder.get("expressionLanguage") or self._language).strip()
        if language and not _FEEL.fullmatch(language):
            if not _COMMON.fullmatch(text):
                self.report.add("DMN-LANGUAGE", f"{what} is written in {language}", element, line)
                return None
            self._common.append((language, element, line))
        try:
            return make(text, known, element=element, line=line)
        except FeelRefused as refused:
            message = f"{what}: {refused}"
            self.report.add("DMN-EXPRESSION", message, element, line + refused.line, remedy=refused.advice)
            return None


def type_of_variable(element: etree._Element | None, reading: Reading, owner: str) -> tuple[str, Type]:
    """Name and type of a `variable`, `parameter` or `formalParameter`."""
    return name_of(element), reading.type(element, owner)


def around(known: Vocabulary, names: Mapping[str, bool]) -> Vocabulary:
    """What is known where these names are, too; true for those that can be called."""
    callable_names = frozenset(name for name, called in names.items() if called)
    return replace(known, variables=known.variables.union(names), functions=known.functions | callable_names)
