"""Correction item by item: what the notice opens again, and what the applicant may send in answer to it.

Everything else is locked: it was taken, and stays as it was. Of a notice whose form names no items by name (`x-item`),
the application is open as a whole.
Source: 行政许可法第三十二条第一款第四项、第三十一条 (nothing is asked twice).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from engine.acts.change import Change
from engine.acts.opening import APPLICATION, Upload
from engine.errors import Refusal
from engine.forms import Checked
from engine.forms.correction import changed_though_locked, put_right, value_at
from engine.forms.fields import Path, label, written
from engine.matter.items import Item, item_column, item_named, items_of
from engine.matter.model import Matter, Step
from engine.store import questions
from engine.terms import Titled


class CorrectionLocked(Refusal):
    """A correction changes something that was not asked for."""

    code = "CORRECTION-LOCKED"
    remedy = "Leave it as it was, or leave it out: what is not sent is taken over. Only what the notice names is open."
    source = "行政许可法第三十二条第一款第四项"
    status = 422

    def __init__(self, locked: Sequence[str], items: Iterable[Item]) -> None:
        opened = ", ".join(f"{item.title.zh} ({item.id})" for item in items)
        super().__init__(f"not asked for: {', '.join(locked)}; open are: {opened}")


class CorrectionIncomplete(Refusal):
    """Something the notice names was neither put right nor explained."""

    code = "CORRECTION-INCOMPLETE"
    remedy = "Hand in or change each; or write a note (`--note`) that says why something stays as it is."
    source = "行政许可法第三十二条第一款第四项"
    status = 422

    def __init__(self, left: Iterable[Item]) -> None:
        super().__init__("left as it was: " + ", ".join(f"{item.title.zh} ({item.id})" for item in left))


def ask(change: Change, step: Step, checked: Checked) -> Checked:
    """Open what the notice names; returns its answers with each item under its title. Raises ItemUnknown."""
    matter, column = change.matter, item_column(change.matter.forms.get(step.form))
    asked: dict[str, list[str]] = {"materials": [], "fields": []}
    if not column:
        change.case.record.asked = {}
        return checked
    before, rows = _application(change), []
    for row in checked.answers.get("items", ()):
        item = item_named(matter, before, row[column])
        asked["fields" if item.path else "materials"].append(item.id)
        rows.append({**row, column: item.title.zh})
    change.case.record.asked = {kind: list(dict.fromkeys(ids)) for kind, ids in asked.items() if ids}
    return replace(checked, answers={**checked.answers, "items": rows})


def open_items(matter: Matter, asked: Mapping[str, Collection[str]]) -> list[Item]:
    """What a notice opened."""
    return list(items_of(matter, asked.get("fields", ()), asked.get("materials", ())))


def answers_put_right(change: Change, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The whole application with what was sent in its place; what is not sent is taken over."""
    if not isinstance(sent, Mapping):
        return sent  # the form says no to it
    return put_right(change.matter.forms[APPLICATION].root, _application(change), sent)


def check_correction(change: Change, checked: Checked, uploads: Iterable[Upload], note: str) -> None:
    """Raises CorrectionLocked when more was changed than asked, CorrectionIncomplete when less and no note says why."""
    matter, before = change.matter, _application(change)
    root, items = matter.forms[APPLICATION].root, open_items(matter, change.case.record.asked)
    places = [item.path for item in items if item.path]
    handed_in = {upload.material for upload in uploads}
    materials = {item.id for item in items if not item.path}
    locked = [_shown(label(root, path), path) for path in changed_though_locked(root, before, checked.answers, places)]
    locked += [f"{matter.materials[id].title.zh} ({id})" for id in matter.materials if id in handed_in - materials]
    if locked:
        raise CorrectionLocked(locked, items)
    left = [item for item in items if _is_left(item, before, checked.answers, handed_in)]
    if left and not note.strip():
        raise CorrectionIncomplete(left)


def _is_left(item: Item, before: Mapping[str, Any], after: Mapping[str, Any], handed_in: Collection[str]) -> bool:
    if not item.path:
        return item.id not in handed_in
    return bool(value_at(before, item.path) == value_at(after, item.path))


def _shown(titled: Titled, path: Path) -> str:
    return f"{titled.zh} ({written(path)})"


def _application(change: Change) -> dict[str, Any]:
    """The application as last handed in."""
    with change.place.database.reading() as connection:
        rows = questions.latest_answers(connection, change.case.organ, change.case.id)
    found = next((row["data"] for row in rows if row["form"] == APPLICATION), b"{}")
    answers: dict[str, Any] = orjson.loads(found)
    return answers
