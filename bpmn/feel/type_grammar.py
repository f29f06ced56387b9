"""The grammar of types, as `instance of` and parameters write them. Source: DMN 1.5 §10.3.1.2."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.feel.cursor import Cursor
from bpmn.feel.entries import read_key
from bpmn.feel.types import TYPES, ContextType, FunctionType, ListType, RangeType, Type
from bpmn.feel.vocabulary import lexicon


def read_type(cursor: Cursor, own: Mapping[str, Type]) -> Type:
    """The type that stands next; `own` are types beyond those of FEEL. Raises FeelRefused."""
    cursor.deeper()
    found = _type(cursor, own)
    cursor.depth -= 1
    return found


def _type(cursor: Cursor, own: Mapping[str, Type]) -> Type:
    name, count = lexicon(frozenset((*TYPES, *own))).longest(cursor.tokens, cursor.position)
    if not count:
        raise cursor.unexpected("a type such as number, string, date or list<number>")
    cursor.position += count
    if name in own or not cursor.sees("<"):
        return own[name] if name in own else TYPES[name]
    match name:
        case "list" | "range":
            cursor.take()
            inner = read_type(cursor, own)
            cursor.expect(">")
            return ListType(inner) if name == "list" else RangeType(inner)
        case "context":
            return _context(cursor, own)
        case "function":
            return _function(cursor, own)
    return TYPES[name]


def _context(cursor: Cursor, own: Mapping[str, Type]) -> Type:
    cursor.take()
    entries: dict[str, Type] = {}
    while not cursor.passes(">"):
        if entries:
            cursor.expect(",")
        key = read_key(cursor)
        cursor.expect(":")
        entries[key] = read_type(cursor, own)
    return ContextType(entries)


def _function(cursor: Cursor, own: Mapping[str, Type]) -> Type:
    cursor.take()
    begun = False
    while not cursor.passes(">"):
        if begun:
            cursor.expect(",")
        read_type(cursor, own)
        begun = True
    cursor.expect("->")
    read_type(cursor, own)
    return FunctionType()
