"""The finished picture: parts one below the other, each element a group with id, title and description.

Self-contained SVG without script, style sheet, outer font or reference to anything, so that it may stand in any page
under any content security policy. Looks are attributes, which a page's own style sheet may override by the classes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bpmn.drawing.connections import connection, docked
from bpmn.drawing.geometry import Box, around
from bpmn.drawing.labels import place_labels
from bpmn.drawing.marks import Mark, badge
from bpmn.drawing.markup import INK, PAPER, Ids, classes, element, escaped, number
from bpmn.drawing.picture import EVENTS, GATEWAYS, Content, Figure, Line, Part
from bpmn.drawing.shapes import outline, shape, text
from bpmn.drawing.text import FONTS, Lines, wrapped
from bpmn.drawing.titles import words
from bpmn.sayings import Language

_EDGE = 14.0
_PART_GAP = 36.0
_TITLE = 15.0
_FOOT_WIDTH = 560.0


@dataclass(frozen=True, slots=True)
class Note:
    """One line below the picture: a mark's badge, its number if it has one, and what it says."""

    mark: Mark
    says: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What is added to the plain picture."""

    language: Language = "zh"
    prefix: str = ""
    """Goes before every id, so that several pictures can stand in one page."""
    marks: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    """Element → its marks; the last one gives the outline."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Element → the numbers of the notes that speak of it."""
    taken: Collection[str] = ()
    """Ids of the flows that were taken."""
    notes: Sequence[Note] = ()


def written(content: Content, parts: Sequence[Part], look: Look) -> str:
    """The SVG of these parts; `part.texts` is filled on the way."""
    return _Writer(content, look).document(parts)


class _Writer:
    """One picture while it is being written."""

    def __init__(self, content: Content, look: Look) -> None:
        self.content = content
        self.look = look
        self.ids = Ids(look.prefix)
        lanes = [figure for figure in content.figures.values() if figure.kind == "lane"]
        self.lanes = {id: lane.name or lane.id for lane in lanes for id in lane.members}

    def document(self, parts: Sequence[Part]) -> str:
        drawn: list[str] = []
        top, width = 0.0, 40.0
        for part in parts:
            heading = ""
            if part.title and len(parts) > 1:
                lines = wrapped(part.title, 900, _TITLE)
                heading = text(lines, 0, 0, anchor="start", weight="bold")
                heading = element("g", heading, transform=f"translate(0 {number(top)})")
                top += lines.height + 12
                width = max(width, lines.width)
            self._prepare(part)
            extent = _extent(part)
            inner = self._part(part)
            drawn.append(
                heading + element("g", inner, transform=f"translate({number(-extent.x)} {number(top - extent.y)})")
            )
            top += extent.height + _PART_GAP
            width = max(width, extent.width)
        top -= _PART_GAP if parts else 0
        foot, foot_height, foot_width = self._foot(top + 20, max(width, _FOOT_WIDTH))
        width, height = max(width, foot_width), max(top, 20.0) + foot_height
        box = f"{number(-_EDGE)} {number(-_EDGE)} {number(width + 2 * _EDGE)} {number(height + 2 * _EDGE)}"
        title = element("title", escaped(self.content.title))
        paper = element(
            "rect", x=-_EDGE, y=-_EDGE, width=width + 2 * _EDGE, height=height + 2 * _EDGE, fill=PAPER, stroke="none"
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{number(width + 2 * _EDGE)}" '
            f'height="{number(height + 2 * _EDGE)}" role="img" class="process" lang="{escaped(self.look.language)}" '
            f'font-family="{escaped(FONTS)}" fill="{INK}" stroke="{INK}" stroke-width="1.5">\n'
            f"{title}\n{paper}\n" + "\n".join(drawn) + foot + "\n</svg>\n"
        )

    def _prepare(self, part: Part) -> None:
        for id in [id for id in part.boxes if id not in self.content.figures]:
            del part.boxes[id]
        for id, route in part.routes.items():
            part.routes[id] = docked(self.content.lines[id], route, self.content, part)
        for id, box in part.boxes.items():
            host = part.boxes.get(self.content.figures[id].host)
            if host and host.y < box.y < host.bottom < box.bottom:
                part.covered[self.content.figures[id].host] = host.bottom - box.y
            if marks := self.look.marks.get(id):
                x, y = _badge_corner(self.content.figures[id], box)
                width = _BADGE * len(marks)
                part.reserved.append(Box(x + _BADGE / 2 - width, y - _BADGE / 2, width, _BADGE))
        if not part.texts:
            place_labels(self.content, part)

    def _part(self, part: Part) -> str:
        figures = sorted((self.content.figures[id] for id in part.boxes), key=lambda f: self._depth(f, part))
        below = [f for f in figures if self._depth(f, part)[0] < _LINES]
        above = [f for f in figures if self._depth(f, part)[0] > _LINES]
        lines = [self.content.lines[id] for id in part.routes]
        drawn = [self._figure(figure, part) for figure in below]
        drawn += [self._line(line, part) for line in lines]
        drawn += [_label_paper(box) for _, box in part.texts.values()]
        drawn += [self._figure(figure, part) for figure in above]
        drawn += [_label(*part.texts[id]) for id in part.texts]
        drawn += [self._badges(figure, part) for figure in figures]
        drawn += [self._line_badge(line, part) for line in lines]
        return "\n".join(piece for piece in drawn if piece)

    def _depth(self, figure: Figure, part: Part) -> tuple[int, int]:
        """What is drawn first lies below: pools, lanes, opened subprocesses, then lines, then all others."""
        if figure.kind == "participant":
            return 0, 0
        if figure.kind == "lane":
            return 1, len(figure.parent)
        if figure.id in part.expanded:
            return 2, len(self.content.scopes_around(figure.id))
        if figure.kind == "boundaryEvent":
            return _LINES + 2, 0
        return (_LINES + 3 if figure.kind == "group" else _LINES + 1), 0

    # Elements

    def _figure(self, figure: Figure, part: Part) -> str:
        box = part.boxes[figure.id]
        marks = self.look.marks.get(figure.id, ())
        drawn = shape(figure, box, part)
        inner = self._words(figure) + drawn
        looks: dict[str, str | float] = {}
        if marks:
            last = marks[-1]
            inner = inner.replace(f'fill="{PAPER}"', f'fill="{last.fill}"', 1)
            ring = element(
                "path",
                class_="ring",
                d=outline(figure, box, grow=1.5 if figure.kind != "lane" else -1.5),
                fill="none",
                stroke=last.ink,
                stroke_width=last.weight,
                stroke_dasharray=last.dash,
            )
            inner += ring
            if last.name == "removed":
                looks["opacity"] = 0.75
        names = classes(("node", figure.kind, *(f"is-{mark.name}" for mark in marks)))
        return element("g", inner, id=self.ids.of(figure.id), class_=names, **looks)

    def _line(self, line: Line, part: Part) -> str:
        marks = self.look.marks.get(line.id, ())
        looks: dict[str, str | float] = {}
        drawn = connection(line, part.routes[line.id], self.content)
        if marks:
            looks["stroke"], looks["stroke_width"] = marks[-1].ink, 2.2
            drawn = drawn.replace(f'fill="{INK}"', f'fill="{marks[-1].ink}"')
            if marks[-1].name == "removed":
                looks["stroke_dasharray"] = marks[-1].dash
        elif line.id in self.look.taken:
            looks["stroke_width"] = 2.8
        taken = "is-taken" if line.id in self.look.taken else ""
        names = classes(("flow", line.kind, taken, *(f"is-{mark.name}" for mark in marks)))
        return element("g", self._words(line) + drawn, id=self.ids.of(line.id), class_=names, **looks)

    def _words(self, drawn: Figure | Line) -> str:
        look = self.look
        numbers = look.numbers.get(drawn.id, "")
        marks, lane = look.marks.get(drawn.id, ()), self.lanes.get(drawn.id, "")
        return words(drawn, marks, numbers, look.language, lane=lane, taken=drawn.id in look.taken)

    def _badges(self, figure: Figure, part: Part) -> str:
        marks, numbers = self.look.marks.get(figure.id, ()), self.look.numbers.get(figure.id, "")
        x, y = _badge_corner(figure, part.boxes[figure.id])
        return "".join(badge(mark, x - n * _BADGE, y, numbers) for n, mark in enumerate(reversed(marks)))

    def _line_badge(self, line: Line, part: Part) -> str:
        marks, number_ = self.look.marks.get(line.id, ()), self.look.numbers.get(line.id, "")
        if not marks or not number_:
            return ""
        route = part.routes[line.id]
        longest = max(pairwise(route), key=lambda ab: abs(ab[0].x - ab[1].x) + abs(ab[0].y - ab[1].y))
        (a, b), mark = longest, marks[-1]
        return badge(mark, (a.x + b.x) / 2, (a.y + b.y) / 2, number_)

    # Below the picture

    def _foot(self, top: float, width: float) -> tuple[str, float, float]:
        """The notes as markup, how high they are and how wide."""
        drawn, y, widest = [], top, 0.0
        for note in self.look.notes:
            lines = wrapped(note.says, width - 40, 12)
            drawn.append(badge(note.mark, 10, y + 8, note.number))
            drawn.append(text(lines, 36, y, anchor="start"))
            y += lines.height + 6
            widest = max(widest, lines.width + 40)
        if not drawn:
            return "", 0.0, 0.0
        return "\n" + element("g", "\n".join(drawn), class_="notes"), y - top + 20, widest


_LINES = 10
_BADGE = 16.0


def _badge_corner(figure: Figure, box: Box) -> tuple[float, float]:
    """Where the first badge stands: on the upper right of the figure's edge."""
    if figure.kind in GATEWAYS:
        return box.center.x + box.width / 4 + 2, box.center.y - box.height / 4 - 2
    if figure.kind in EVENTS:
        return box.right - 3, box.y + 3
    return (box.right, box.y) if box.width > 60 else (box.right - 2, box.y + 2)


def _label_paper(box: Box) -> str:
    """What keeps lines from running through a name; it lies below the figures."""
    return element(
        "rect",
        x=box.x - 1,
        y=box.y,
        width=box.width + 2,
        height=box.height,
        fill=PAPER,
        fill_opacity=0.8,
        stroke="none",
    )


def _label(lines: Lines, box: Box) -> str:
    return element("g", text(lines, box.center.x, box.y), class_="label")


def _extent(part: Part) -> Box:
    boxes = [box.grown(3) for box in part.boxes.values()]
    boxes += [box for _, box in part.texts.values()]
    boxes += [Box(p.x - 4, p.y - 4, 8, 8) for route in part.routes.values() for p in route]
    return around(boxes) or Box(0, 0, 40, 20)
