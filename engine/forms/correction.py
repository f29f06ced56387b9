"""Answers put right item by item: what may change of answers that were taken, and what comes of a correction.

Only the places asked for are open; everything else stays as it was, unless a question is put, or put no more, because
of what was changed. Pure: the fields of the form, the answers as they stand and the answers sent come in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from engine.forms.fields import Field, Path, at, label, written

_PATH = re.compile(r"[^.\[\]]+(?:\[\d+\]|\.[^.\[\]]+)*")
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def read_path(text: str) -> Path | None:
    """The path that `partners[1].years` writes; None for what is no path."""
    if not _PATH.fullmatch(text):
        return None
    return tuple(int(row) if row else name for row, name in _STEP.findall(text))


def place_named(root: Field, answers: Mapping[str, Any], text: str) -> Path | None:
    """The place of the answers that is called so: by its path, or by its label in either language.

    A row must be there; a field need not be answered. None where nothing, or more than one place, is called so.
    """
    path = read_path(text)
    if path is not None and at(root, path) is not None and _has_rows(answers, path):
        return path
    found = [place for place in _places(root, answers, ()) if text in _called(root, place)]
    return found[0] if len(found) == 1 else None


def put_right(root: Field, before: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they stood with what was sent in their place.

    sent: whole answers, a part of them, or single places by their path (`{"partners[1].years": 5}`); null takes an
    answer out. Rows are put right one by one while their number stays the same; else the table is replaced.
    """
    after = dict(before)
    for name, value in sent.items():
        path = (name,) if name in root.fields else read_path(str(name))
        if path is None or at(root, path) is None or not _set(after, path, value, at(root, path)):
            after[name] = value  # the form tells what is wrong with it
    return after


def changed_though_locked(
    root: Field, before: Mapping[str, Any], after: Mapping[str, Any], opened: Collection[Path]
) -> list[Path]:
    """The places that differ and were not open."""
    return [
        path
        for path in _differences(before, after, ())
        if not any(path[: len(place)] == place for place in opened) and not _asked_otherwise(root, before, after, path)
    ]


def value_at(answers: Any, path: Path) -> Any:
    """The answer at a place; None where there is none."""
    for part in path:
        try:
            answers = answers[part]
        except (KeyError, IndexError, TypeError):
            return None
    return answers


def _places(field: Field, answers: Any, path: Path) -> Iterator[Path]:
    """Every place of answers: the fields of the form, and as many rows as there are."""
    for name, below in field.fields.items():
        yield (*path, name)
        inner = answers.get(name) if isinstance(answers, Mapping) else None
        if below.kind == "rows" and isinstance(inner, list) and below.item is not None:
            for row, value in enumerate(inner):
                yield (*path, name, row)
                yield from _places(below.item, value, (*path, name, row))
        else:
            yield from _places(below, inner, (*path, name))


def _called(root: Field, path: Path) -> tuple[str, str, str]:
    titled = label(root, path)
    return titled.zh, titled.en, written(path)


def _has_rows(answers: Mapping[str, Any], path: Path) -> bool:
    return all(
        isinstance(rows := value_at(answers, path[:place]), list) and part < len(rows)
        for place, part in enumerate(path)
        if isinstance(part, int)
    )


def _set(answers: dict[str, Any], path: Path, value: Any, field: Field | None) -> bool:
    """Put a value where the path leads; False where nothing is there that could hold it."""
    holder: Any = answers
    for part in path[:-1]:
        if not _holds(holder, part):
            return False
        inner = value_at(holder, (part,))
        holder[part] = list(inner) if isinstance(inner, list) else dict(inner) if isinstance(inner, dict) else {}
        holder = holder[part]
    last = path[-1]
    if not _holds(holder, last):
        return False
    if value is None and isinstance(holder, dict):
        holder.pop(last, None)
    else:
        holder[last] = _merged(field, value_at(holder, (last,)), value)
    return True


def _holds(holder: Any, part: str | int) -> bool:
    """Whether there is room for this field, or such a row."""
    return isinstance(holder, dict) if isinstance(part, str) else isinstance(holder, list) and part < len(holder)


def _merged(field: Field | None, before: Any, sent: Any) -> Any:
    if field is not None and isinstance(before, dict) and isinstance(sent, dict):
        merged = dict(before)
        for name, value in sent.items():
            if value is None:
                merged.pop(name, None)
            else:
                merged[name] = _merged(field.fields.get(name), before.get(name), value)
        return merged
    if isinstance(before, list) and isinstance(sent, list) and len(before) == len(sent) and field and field.item:
        return [_merged(field.item, old, new) for old, new in zip(before, sent, strict=True)]
    return sent


def _differences(before: Any, after: Any, path: Path) -> Iterator[Path]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in {**before, **after}:
            if name in before and name in after:
                yield from _differences(before[name], after[name], (*path, name))
            else:
                yield (*path, name)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for row, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences(old, new, (*path, row))
    elif before != after:
        yield path


def _asked_otherwise(root: Field, before: Mapping[str, Any], after: Mapping[str, Any], path: Path) -> bool:
    """Whether the place, or what it stands in, is asked now and was not before, or the other way round."""
    for length in range(1, len(path) + 1):
        field = at(root, path[:length])
        if field is not None and field.when is not None:
            old, new = value_at(before, path[: length - 1]), value_at(after, path[: length - 1])
            if field.when.is_valid(old or {}) != field.when.is_valid(new or {}):
                return True
    return False
