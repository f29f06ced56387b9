"""Which part of the picture shows what, and where: as the file says, or laid out by ourselves where it does not.

A file that leaves out where some step of a drawn process stands is laid out as a whole: half of one and half of the
other would be read wrongly. What is inside a collapsed subprocess is a part of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from bpmn.drawing.geometry import Box, Route, around, crosses, segments
from bpmn.drawing.layout import laid_out
from bpmn.drawing.layout.sizes import size_of
from bpmn.drawing.layout.wires import Wiring, straight
from bpmn.drawing.picture import DATA, FLOW_NODES, SUBPROCESSES, Content, Figure, Line, Part
from bpmn.drawing.plane import Plane

_FAR = 120.0
"""A label farther than this from what it names is not believed."""
_ASTRAY = 40.0
"""Nor is a line that ends farther than this from its figure."""


def arranged(content: Content, planes: Sequence[Plane]) -> list[Part]:
    """The parts of the picture in the order in which they are drawn, one below the other."""
    shown = {id for plane in planes for id in plane.shapes if id in content.figures}
    if not any(content.figures[id].kind in FLOW_NODES | {"participant"} for id in shown):
        return laid_out(content)
    parts = [part for plane in planes for part in _parts_of(content, plane)]
    if _is_partial(content, parts):
        return laid_out(content)
    parts += laid_out(content, _hidden_scopes(content, parts))
    for part in parts:
        _complete(content, part)
    return parts


# As the file says


def _parts_of(content: Content, plane: Plane) -> list[Part]:
    """The plane; and apart from it what it shows inside subprocesses that it says are collapsed."""
    expanded = _expanded(content, plane)
    parts: dict[str, Part] = {}
    for id, shape in plane.shapes.items():
        if id not in content.figures:
            continue
        part = parts.setdefault(_collapsed_around(content, plane, expanded, id), Part())
        part.boxes[id] = shape.box
        if shape.label and shape.box.grown(_FAR).overlaps(shape.label):
            part.label_boxes[id] = shape.label
        if id in expanded:
            part.expanded.add(id)
        if shape.horizontal is False or (shape.horizontal is None and _is_upright(content.figures[id], shape.box)):
            part.upright.add(id)
        if shape.marked is False:
            part.unmarked.add(id)
    for id, line in plane.lines.items():
        if id in content.lines and _reaches(content.lines[id], line.route, plane):
            ends = content.lines[id]
            inner = ends.source if ends.source in content.figures else ends.target
            key = _collapsed_around(content, plane, expanded, inner) if inner in content.figures else ""
            part = parts.setdefault(key, Part())
            part.routes[id] = line.route
            if line.label and any(crosses(a, b, line.label.grown(_FAR)) for a, b in segments(line.route)):
                part.label_boxes[id] = line.label
    for key, part in parts.items():
        part.title = content.figures[key].name or key if key else _title(content, plane)
    return [parts[key] for key in sorted(parts, key=lambda key: key != "") if parts[key].boxes]


def _reaches(line: Line, route: Route, plane: Plane) -> bool:
    """Whether a line runs from and to where its figures stand; it does not when somebody changed its ends by hand."""
    ends = ((line.source, route[0]), (line.target, route[-1]))
    return all(
        id not in plane.shapes or plane.shapes[id].box.grown(_ASTRAY).holds(Box(*point, 0, 0)) for id, point in ends
    )


def _title(content: Content, plane: Plane) -> str:
    of_subprocess = plane.element in content.figures
    return plane.name or (content.figures[plane.element].name or plane.element if of_subprocess else "")


def _expanded(content: Content, plane: Plane) -> set[str]:
    """Subprocesses whose inside is seen: the file says so, or it does not say and shows steps there."""
    found = set()
    for id, shape in plane.shapes.items():
        if id in content.figures and content.figures[id].kind in SUBPROCESSES:
            inside = [plane.shapes[f.id].box for f in content.inside(id) if f.id in plane.shapes]
            held = any(shape.box.grown(40).holds(box) for box in inside)
            if shape.expanded or (shape.expanded is None and held):
                found.add(id)
    return found


def _collapsed_around(content: Content, plane: Plane, expanded: set[str], id: str) -> str:
    """The outermost subprocess around a figure that is drawn in the plane, and collapsed there; or nothing."""
    around_it = [s for s in content.scopes_around(id) if s in plane.shapes and s not in expanded and s != plane.element]
    return around_it[-1] if around_it else ""


def _is_upright(figure: Figure, box: Box) -> bool:
    return figure.kind in ("participant", "lane") and box.height > 1.5 * box.width


# What the file leaves out


def _is_partial(content: Content, parts: Sequence[Part]) -> bool:
    """Whether a process or subprocess that is shown lacks one of its steps, or one of its lanes but not all."""
    drawn = {id for part in parts for id in part.boxes}
    figures = content.figures.values()
    nodes = [figure for figure in figures if figure.kind in FLOW_NODES]
    lanes = [figure for figure in figures if figure.kind == "lane" and figure.members]
    for alike in (nodes, lanes):
        seen = {figure.scope for figure in alike if figure.id in drawn}
        if any(figure.scope in seen and figure.id not in drawn for figure in alike):
            return True
    return False


def _hidden_scopes(content: Content, parts: Sequence[Part]) -> list[str]:
    """Processes no part shows, and subprocesses of which no part shows the inside; outer ones first."""
    drawn = {id for part in parts for id in part.boxes}
    hidden: list[str] = []
    scopes = [*content.processes, *(f.id for f in content.figures.values() if f.kind in SUBPROCESSES)]
    for scope in scopes:
        nodes = [f for f in content.inside(scope) if f.kind in FLOW_NODES]
        within_hidden = scope in content.figures and set(content.scopes_around(scope)) & set(hidden)
        if nodes and not within_hidden and not any(f.id in drawn for f in nodes):
            hidden.append(scope)
    return hidden


def _complete(content: Content, part: Part) -> None:
    """Put in the lines, data, remarks and pools whose place the file does not say."""
    for figure in content.figures.values():
        if figure.kind == "participant" and figure.id not in part.boxes and figure.refers_to:
            held = around(part.boxes[f.id] for f in content.inside(figure.refers_to) if f.id in part.boxes)
            if held:
                part.boxes[figure.id] = Box(held.x - 60, held.y - 30, held.width + 90, held.height + 60)
        elif figure.kind == "group" and figure.id not in part.boxes:
            held = around(part.boxes[id] for id in figure.members if id in part.boxes)
            if held:
                part.boxes[figure.id] = held.grown(12)
    for line in content.lines.values():
        if line.id in part.routes:
            continue
        for loose, other in ((line.source, line.target), (line.target, line.source)):
            if loose not in part.boxes and other in part.boxes and _is_loose(content, loose):
                part.boxes[loose] = free_place(size_of(content.figures[loose]), part.boxes[other], part, content)
    obstacles = [
        box for id, box in part.boxes.items() if content.figures[id].kind in FLOW_NODES and id not in part.expanded
    ]
    wiring = Wiring(obstacles, drawn=part.routes.values())
    for line in content.lines.values():
        source, target = part.boxes.get(line.source), part.boxes.get(line.target)
        if line.id not in part.routes and source and target:
            if _is_loose(content, line.source) or _is_loose(content, line.target):
                part.routes[line.id] = straight(source, target)
            else:
                part.routes[line.id] = wiring.line(source, target)


def _is_loose(content: Content, id: str) -> bool:
    figure = content.figures.get(id)
    return figure is not None and (figure.kind in DATA or figure.kind == "textAnnotation")


def free_place(size: tuple[float, float], near: Box, part: Part, content: Content) -> Box:
    """The nearest free place for a figure of this size beside another."""
    width, height = size
    containers = {"participant", "lane", "group"}
    taken = [
        box.grown(8)
        for id, box in part.boxes.items()
        if content.figures[id].kind not in containers and id not in part.expanded and id != ""
    ]
    middle = near.center
    for distance in range(24, 2_000, 24):
        for box in (
            Box(middle.x - width / 2, near.y - distance - height, width, height),
            Box(middle.x - width / 2, near.bottom + distance, width, height),
            Box(near.right + distance, middle.y - height / 2, width, height),
            Box(near.x - distance - width, middle.y - height / 2, width, height),
            Box(near.right + distance / 2, near.y - distance - height, width, height),
            Box(near.right + distance / 2, near.bottom + distance, width, height),
        ):
            if not any(box.overlaps(other) for other in taken):
                return box
    everything = around(part.boxes.values()) or near
    return Box(middle.x, everything.bottom + 24, width, height)
