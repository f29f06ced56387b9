"""Two versions of a matter: what a designer would say is different in the diagram, the definition, forms and texts.

Compares what was written, not what was made of it, so that a folder that is not right yet can be compared too. Examples
and the history of changes say nothing about the matter itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bpmn.comparison import compare
from bpmn.drawing import draw_difference
from bpmn.reader import draft
from bpmn.sayings import Language, Said
from engine.matter.folder import Files, MatterMissing
from engine.matter.reader import MatterRefused
from engine.matter.text import NotJson, NotYaml, Unreadable, read_json, read_yaml
from engine.picture import entries, forms
from engine.picture.wording import SECTIONS, say, shown, titled

MATTER, PROCESS = "matter.yaml", "process.bpmn"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: in which file, of which sort (added, removed, changed), and the sentence."""

    file: str
    how: str
    said: Said


def differences(before: Files, after: Files) -> list[Difference]:
    """What is different, file by file; the process first. Diagrams alone are compared as folders that hold only them.

    Raises MatterRefused when matter.yaml or the forms cannot be read, DiagramRefused when a diagram cannot.
    """
    found = list(_diagrams(before, after))
    if MATTER in before and MATTER in after:
        old, new = (_yaml(files[MATTER]) for files in (before, after))
        found += _definition(old, new)
        found += _forms(before, after, str(old.get("forms", "form.json")), str(new.get("forms", "form.json")))
        found += _texts(before, after)
    return found


def draw_versions(before: Files, after: Files, *, language: Language = "zh") -> str:
    """Both processes in one picture (SVG), the sentences about them below. Raises MatterMissing, DiagramRefused."""
    for files in (before, after):
        if PROCESS not in files:
            raise MatterMissing(f"there is no {PROCESS} to compare")
    comparison = compare(draft(before[PROCESS], PROCESS), draft(after[PROCESS], PROCESS))
    return draw_difference(before[PROCESS], after[PROCESS], comparison, language=language)


def code_of(files: Files) -> str:
    """The code of the matter these files make; nothing when they are a diagram alone."""
    return str(_yaml(files[MATTER]).get("code", "")) if MATTER in files else ""


# The diagrams


def _diagrams(before: Files, after: Files) -> Iterator[Difference]:
    names = sorted({n for n in [*before, *after] if n.endswith(".bpmn")}, key=lambda name: (name != PROCESS, name))
    for name in names:
        if name in before and name in after:
            comparison = compare(draft(before[name], name), draft(after[name], name))
            yield from (Difference(name, change.how, change.said) for change in comparison.changes)
        else:
            yield _file(name, name in after)


def _file(name: str, is_new: bool) -> Difference:
    if is_new:
        return Difference(name, "added", say("新增文件 {name}", "file {name} is new", name=name))
    return Difference(name, "removed", say("删除文件 {name}", "file {name} is gone", name=name))


# matter.yaml


def _definition(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    matter = Said("事项", "the matter")
    plain = [{key: value for key, value in top.items() if key not in SECTIONS} for top in (old, new)]
    yield from (Difference(MATTER, "changed", said) for said in entries.changes_of(matter, *plain))
    for section, noun in SECTIONS.items():
        mine, theirs = _entries(old.get(section)), _entries(new.get(section))
        for id, entry in theirs.items():
            if id not in mine:
                yield Difference(
                    MATTER, "added", _told("新增{noun}{name}{what}", "new {noun} {name}{what}", noun, id, entry)
                )
        for id, entry in mine.items():
            if id not in theirs:
                yield Difference(
                    MATTER, "removed", _told("删除{noun}{name}{what}", "{noun} {name} is gone{what}", noun, id, entry)
                )
            elif entry != theirs[id]:
                yield from _changed(noun, id, entry, theirs[id])


def _told(zh: str, en: str, noun: Said, id: str, entry: Any) -> Said:
    name, short = _name(id, entry), Said("", "")
    if isinstance(entry, Mapping):
        told = {key: value for key, value in entry.items() if key in ("days", "unit", "acts", "required", "value")}
        short = say("（{what}）", " ({what})", what=shown(told)) if told else short
    else:
        short = say("：{what}", ": {what}", what=shown(entry))
    return say(zh, en, noun=noun, name=name, what=short)


def _changed(noun: Said, id: str, old: Any, new: Any) -> Iterator[Difference]:
    what = say("{noun}{name}", "{noun} {name}", noun=noun, name=_name(id, old))
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from (Difference(MATTER, "changed", said) for said in entries.changes_of(what, old, new))
    else:
        facts = {"what": what, "old": shown(old), "new": shown(new)}
        yield Difference(MATTER, "changed", say("{what}由{old}改为{new}", "{what} is {new}, was {old}", **facts))


def _name(id: str, entry: Any) -> Said:
    name = titled(entry, id)
    return name if name.zh == f"“{id}”" else say("{name}（{id}）", "{name} ({id})", name=name, id=id)


def _entries(section: Any) -> dict[str, Any]:
    """The entries of a section by name; of a list by the id, or the law, that each names."""
    if isinstance(section, Mapping):
        return {str(key): value for key, value in section.items()}
    found: dict[str, Any] = {}
    for row in section if isinstance(section, list) else ():
        if isinstance(row, Mapping):
            found[str(row.get("id") or row.get("law") or len(found) + 1)] = row
    return found


# Forms and texts


def _forms(before: Files, after: Files, old_name: str, new_name: str) -> Iterator[Difference]:
    if old_name not in before or new_name not in after:
        return
    old, new = _json(before[old_name], old_name), _json(after[new_name], new_name)
    for name in dict.fromkeys([*new, *old]):
        form = say("表单“{name}”", "form “{name}”", name=name)
        if name not in old:
            yield Difference(new_name, "added", say("新增{form}", "new {form}", form=form))
        elif name not in new:
            yield Difference(new_name, "removed", say("删除{form}", "{form} is gone", form=form))
        elif isinstance(old[name], Mapping) and isinstance(new[name], Mapping):
            yield from (Difference(new_name, how, said) for how, said in forms.changes_of(form, old[name], new[name]))


def _texts(before: Files, after: Files) -> Iterator[Difference]:
    """Templates and whatever else lies in the folder itself."""
    for name in sorted({*before, *after}):
        if "/" in name or name == "CHANGES.md" or not name.endswith(".md"):
            continue
        if name not in before or name not in after:
            yield _file(name, name in after)
        elif before[name] != after[name]:
            old, new = (files[name].decode("utf-8", "replace").splitlines() for files in (before, after))
            blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
            gone = sum(b - a for what, a, b, _, _ in blocks if what in ("replace", "delete"))
            added = sum(b - a for what, _, _, a, b in blocks if what in ("replace", "insert"))
            facts = {"name": name, "added": added, "gone": gone}
            said = say(
                "{name} 的文字有改动：增 {added} 行，删 {gone} 行",
                "{name} reads differently: {added} line(s) in, {gone} out",
                **facts,
            )
            yield Difference(name, "changed", said)


def _yaml(data: bytes) -> Mapping[str, Any]:
    try:
        value, _ = read_yaml(data)
    except Unreadable as error:
        raise MatterRefused(MATTER, [error.finding(MATTER)]) from error
    if not isinstance(value, Mapping):
        raise MatterRefused(MATTER, [NotYaml(1, "it is no mapping of keys to values").finding(MATTER)])
    return value


def _json(data: bytes, name: str) -> Mapping[str, Any]:
    try:
        value = read_json(data)
    except Unreadable as error:
        raise MatterRefused(name, [error.finding(name)]) from error
    if not isinstance(value, Mapping):
        raise MatterRefused(name, [NotJson(1, "it is no object of names and values").finding(name)])
    return value
