"""Two versions of a diagram in one picture: the later one, with what is gone as ghosts of the earlier one.

What is new is marked +, what is gone −, what is otherwise by the number of the sentence below the picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bpmn.comparison import Comparison
from bpmn.drawing.arrangement import arranged
from bpmn.drawing.content import read_content
from bpmn.drawing.ghosts import PREFIX, Ghosts
from bpmn.drawing.layout import laid_out
from bpmn.drawing.marks import ADDED, CHANGED, REMOVED, Mark
from bpmn.drawing.picture import Content
from bpmn.drawing.plane import Plane, read_planes
from bpmn.drawing.svg import Look, Note, written
from bpmn.reader.document import open_document
from bpmn.sayings import Language, Said
from bpmn.words import said_in

_MARKS: Mapping[str, tuple[Mark, str]] = {"added": (ADDED, "+"), "removed": (REMOVED, "−"), "changed": (CHANGED, "")}
_SAME = Said("两个流程图没有差别。", "The two diagrams do not differ.")


def draw_difference(before: bytes, after: bytes, comparison: Comparison, *, language: Language = "zh") -> str:
    """The picture of both diagrams, the sentences of their comparison below it.

    It stands as the later file says; if that says nothing, ghosts and all are laid out together. Raises DiagramRefused
    when one of the files is no BPMN at all.
    """
    old_root, new_root = open_document(before, "before.bpmn"), open_document(after, "after.bpmn")
    old, new = read_content(old_root, "before.bpmn"), read_content(new_root, "after.bpmn")
    ghosts = Ghosts(old, new, comparison)
    planes = read_planes(new_root)
    if _stands(new, planes):
        parts = arranged(new, planes)
        ghosts.haunt(parts, arranged(old, read_planes(old_root)))
    else:
        parts = laid_out(ghosts.content)
    return written(ghosts.content, parts, _look(comparison, language))


def _stands(content: Content, planes: list[Plane]) -> bool:
    return any(id in content.figures for plane in planes for id in plane.shapes)


def _look(comparison: Comparison, language: Language) -> Look:
    marks: dict[str, list[Mark]] = {PREFIX + id: [REMOVED] for id in comparison.removed}
    marks |= {id: [ADDED] for id in comparison.added}
    numbers: dict[str, list[str]] = defaultdict(list)
    notes = []
    for n, change in enumerate(comparison.changes, start=1):
        mark, sign = _MARKS[change.how]
        notes.append(Note(mark, said_in(language, change.said), f"{sign}{n}"))
        if id := change.after or (PREFIX + change.before if change.before else ""):
            numbers[id].append(f"{sign}{n}")
            if change.how == "changed" or id not in marks:
                marks[id] = [mark]
    if not notes:
        notes = [Note(CHANGED, said_in(language, _SAME), "=")]
    return Look(language, "", marks, {id: " ".join(found) for id, found in numbers.items()}, notes=notes)
