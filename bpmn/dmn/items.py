"""Item definitions: the types a file defines, from its XML. Source: DMN 1.5 §7.3.3."""

from __future__ import annotations

from lxml import etree

from bpmn.dmn.elements import child, children, id_of, line_of, name_of
from bpmn.dmn.reading import Reading
from bpmn.feel import FeelTests, Scope
from bpmn.feel.types import ANYTHING, ContextType, FunctionType, ListType, Restricted, Type

MOST_DEPTH = 40
"""Types that are made of one another."""


def read_items(root: etree._Element, reading: Reading) -> None:
    """Read all types of a file, so that `reading` knows them and the keys of their values."""
    definitions = {name_of(item): item for item in children(root, "itemDefinition") if name_of(item)}
    reader = _ItemReader(definitions, reading)
    for name in definitions:
        reader.define(name)
    components = (name_of(part) for item in definitions.values() for part in item.iter("{*}itemComponent"))
    reading.know(frozenset(name for name in components if name))


def restricted(type: Type, tests: FeelTests | None) -> Type:
    """The type with only those values that pass the tests."""
    if tests is None:
        return type
    passes = tests.test
    return Restricted(type, lambda value, run: passes(value, Scope({}, run)) is True, tests.text, tests.constants or ())


class _ItemReader:
    """Defines types by name, each after those it is made of."""

    def __init__(self, definitions: dict[str, etree._Element], reading: Reading) -> None:
        self._definitions = definitions
        self._reading = reading
        self._begun: list[str] = []

    def define(self, name: str) -> None:
        """Have the type of this name in the reading."""
        if name in self._reading.types:
            return
        item = self._definitions[name]
        if name in self._begun or len(self._begun) > MOST_DEPTH:
            made_of = " → ".join([*self._begun, name][-4:])
            message = f"the type {name} is made of itself, or of too many others in a row: {made_of}"
            self._reading.report.add("DMN-TYPE", message, id_of(item) or name, line_of(item))
            self._reading.types[name] = ANYTHING
            return
        self._begun.append(name)
        found = self._type(item, name)
        self._begun.pop()
        self._reading.types.setdefault(name, found)

    def _type(self, item: etree._Element, owner: str) -> Type:
        components = list(children(item, "itemComponent"))
        if child(item, "functionItem") is not None:
            return FunctionType()
        if components:
            named = {name_of(part): part for part in components}
            found: Type = ContextType({name: self._type(part, f"{owner}.{name}") for name, part in named.items()})
        else:
            found = self._referred(item, owner)
        found = self._restricted(found, child(item, "allowedValues"), owner)
        if (item.get("isCollection") or "").strip() in ("true", "1"):
            found = ListType(found)
        return self._restricted(found, child(item, "typeConstraint"), owner)

    def _referred(self, item: etree._Element, owner: str) -> Type:
        reference = child(item, "typeRef")
        name = "" if reference is None else " ".join((reference.text or "").split())
        if name in self._definitions:
            self.define(name)
        return self._reading.type_named(name, owner, line_of(item))

    def _restricted(self, type: Type, allowed: etree._Element | None, owner: str) -> Type:
        return restricted(type, self._reading.allowed(allowed, owner, f"the allowed values of type {owner}"))
