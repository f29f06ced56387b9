"""What a correction notice can name: a material of the matter, or a place of the application.

People name a thing as they see it: by its id or path, or by its title. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from engine.errors import Refusal
from engine.forms import Field, Form
from engine.forms.correction import place_named, read_path
from engine.forms.fields import Path, label, written
from engine.matter.model import Material, Matter
from engine.terms import Titled


class ItemUnknown(Refusal):
    """A correction notice names something that is neither a material nor a field of the application."""

    code = "CORRECTION-ITEM-UNKNOWN"
    remedy = (
        "Name a material by its id or title, or an answer of the application by its path (`partners[1].years` is the "
        "second row) or label."
    )
    source = "行政许可法第三十二条第一款第四项"
    status = 422

    def __init__(self, named: str, matter: Matter) -> None:
        known = [called for one in matter.materials.values() for called in _called(one)]
        fields = matter.forms["application"].root.all()
        known += [called for field in fields for called in (field.titled.zh, field.name)]
        near = get_close_matches(named, dict.fromkeys(known), 3, 0.4)
        hint = f"; near it: {', '.join(near)}" if near else ""
        super().__init__(f"{named!r} is no material and no field of the application{hint}")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is open for correction. Of a material `path` is empty."""

    id: str
    """A material's id, or a place as `partners[1].years`."""
    title: Titled
    path: Path = ()


def item_column(form: Form | None, table: str = "items") -> str:
    """The column of the table whose texts name materials or answers (`x-item`); empty where none does."""
    items = form.root.fields.get(table) if form is not None else None
    columns: Mapping[str, Field] = items.item.fields if items is not None and items.item is not None else {}
    return next((name for name, field in columns.items() if field.schema.get("x-item") is True), "")


def item_named(matter: Matter, answers: Mapping[str, Any], named: str) -> Item:
    """The material or the place of these answers that is called so; a material before a field. Raises ItemUnknown."""
    for material in matter.materials.values():
        if named in _called(material):
            return Item(material.id, material.title)
    root = matter.forms["application"].root
    path = place_named(root, answers, named)
    if path is None:
        raise ItemUnknown(named, matter)
    return Item(written(path), label(root, path), path)


def items_of(matter: Matter, fields: Collection[str], materials: Collection[str]) -> Iterator[Item]:
    """The items with these paths and ids."""
    for id in materials:
        yield Item(id, matter.materials[id].title)
    for text in fields:
        path = read_path(text) or ()
        yield Item(text, label(matter.forms["application"].root, path), path)


def _called(material: Material) -> Iterator[str]:
    """The id and the titles, also without the remark in parentheses at their end."""
    yield material.id
    for title in (material.title.zh, material.title.en):
        yield title
        yield title.split("（")[0].split(" (")[0]
