"""What is said of an element to those who point at it or have it read to them: SVG's title and description."""

from __future__ import annotations

from collections.abc import Sequence

from bpmn.drawing.marks import Mark
from bpmn.drawing.markup import element, escaped
from bpmn.drawing.picture import Figure, Line
from bpmn.sayings import Language, Said
from bpmn.words import TRIGGERS, kind_named, said_in

_TAKEN = Said("已经过", "taken")


_LANE = Said("泳道：{name}", "lane: {name}")


def words(
    drawn: Figure | Line,
    marks: Sequence[Mark],
    numbers: str,
    language: Language,
    *,
    lane: str,
    taken: bool,
) -> str:
    """Its name, what it is and what is marked on it; then its id, its lane, and what its author wrote about it."""
    said = [mark.says for mark in marks] + ([_TAKEN] if taken else [])
    name = " ".join(drawn.name.split()) or drawn.id
    title = f"{name} · {_kind(drawn, language)}"
    if said:
        colon, comma = ("：", "、") if language == "zh" else (": ", ", ")
        title += colon + comma.join(said_in(language, one) for one in said)
    if numbers:
        title += f" [{numbers}]"
    more = drawn.documentation if isinstance(drawn, Figure) else drawn.condition
    stands = said_in(language, _LANE.about({"name": lane})) if lane else ""
    described = "\n".join(line for line in (drawn.id, stands, more) if line)
    return element("title", escaped(title)) + element("desc", escaped(described))


def _kind(drawn: Figure | Line, language: Language) -> str:
    kind = said_in(language, kind_named(drawn.kind))
    if not isinstance(drawn, Figure):
        return kind
    triggers = [said_in(language, TRIGGERS[trigger]) for trigger in drawn.triggers if trigger in TRIGGERS]
    if not triggers:
        return kind
    return f"{kind}（{'、'.join(triggers)}）" if language == "zh" else f"{kind} ({', '.join(triggers)})"
