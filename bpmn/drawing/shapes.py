"""The shapes of BPMN: each figure drawn into its box, with its signs and the name that stands inside.

Source: BPMN 2.0.2 §7.3 and §12.3.
"""

from __future__ import annotations

from bpmn.drawing.geometry import Box
from bpmn.drawing.layout.sizes import NAME_SIZE
from bpmn.drawing.markup import INK, PAPER, element, escaped, number, path
from bpmn.drawing.picture import ACTIVITIES, CONVERSATIONS, EVENTS, GATEWAYS, SUBPROCESSES, Figure, Part
from bpmn.drawing.symbols import activity_marker, event_marker, gateway_marker, task_icon
from bpmn.drawing.text import LINE_HEIGHT, Lines, fitted, is_chinese, width, wrapped

HEAD = 30.0
"""Width of the strip of a pool or lane that holds its name."""
_MARKER = 17.0


def shape(figure: Figure, box: Box, part: Part) -> str:
    """The figure as markup, without the name that stands beside it."""
    if figure.kind in EVENTS:
        return _event(figure, box)
    if figure.kind in ACTIVITIES:
        return _activity(figure, box, part)
    if figure.kind in GATEWAYS:
        return _gateway(figure, box, marked=figure.id not in part.unmarked)
    if figure.kind in ("participant", "lane"):
        return _band(figure, box, upright=figure.id in part.upright, part=part)
    if figure.kind in ("dataStoreReference", "dataStore"):
        return _store(box)
    if figure.kind == "textAnnotation":
        return _annotation(figure, box)
    if figure.kind == "group":
        return _group(figure, box)
    if figure.kind in CONVERSATIONS:
        return _conversation(figure, box)
    return _data(figure, box)


def outline(figure: Figure, box: Box, grow: float = 0.0) -> str:
    """The `d` of a figure's outer edge."""
    x, y, w, h = box.grown(grow)
    cx, cy = box.center
    if figure.kind in EVENTS:
        r = w / 2
        return path("M", cx - r, cy, "a", r, r, "0 1 1", 2 * r, 0, "a", r, r, "0 1 1", -2 * r, 0, "Z")
    if figure.kind in GATEWAYS:
        return path("M", cx, y, "L", x + w, cy, "L", cx, y + h, "L", x, cy, "Z")
    if figure.kind in ACTIVITIES:
        return _rounded(box.grown(grow), 10 + grow)
    return path("M", x, y, "h", w, "v", h, "h", -w, "Z")


def text(lines: Lines, x: float, y: float, *, anchor: str = "middle", weight: str = "") -> str:
    """Lines of text one below the other; (x, y) is the middle, or the left, of the upper edge."""
    drawn = []
    for n, line in enumerate(lines.lines):
        baseline = y + (n * LINE_HEIGHT + LINE_HEIGHT / 2 + 0.36) * lines.size
        drawn.append(element("tspan", escaped(line), x=x, y=baseline))
    return element(
        "text",
        "".join(drawn),
        text_anchor=anchor,
        font_size=lines.size,
        font_weight=weight,
        fill=INK,
        stroke="none",
    )


# Events and gateways


def _event(figure: Figure, box: Box) -> str:
    cx, cy = box.center
    r = min(box.width, box.height) / 2
    end = figure.kind == "endEvent"
    between = figure.kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "implicitThrowEvent")
    may_dash = figure.kind in ("boundaryEvent", "startEvent")
    dash = "5 3.4" if may_dash and not figure.interrupting else ""
    rings = element(
        "circle", class_="outline", r=r, fill=PAPER, stroke_width=3.6 if end else 1.5, stroke_dasharray=dash
    )
    if between:
        rings += element("circle", r=max(r - 3.2, 1), fill="none", stroke_width=1.5, stroke_dasharray=dash)
    trigger = figure.triggers[0] if len(figure.triggers) == 1 else ""
    if len(figure.triggers) > 1:
        trigger = "parallelMultiple" if figure.all_of_them else "multiple"
    throws = end or figure.kind in ("intermediateThrowEvent", "implicitThrowEvent")
    sign = event_marker(trigger, filled=throws) if trigger else ""
    if sign:
        scale = r / 18 * (0.86 if between else 0.95)
        sign = element("g", sign, transform=f"scale({scale:.3g})", stroke_width=1.3)
    return element("g", rings + sign, transform=_at(cx, cy))


def _gateway(figure: Figure, box: Box, *, marked: bool) -> str:
    body = element("path", class_="outline", d=outline(figure, box), fill=PAPER, stroke_linejoin="round")
    if figure.kind == "exclusiveGateway" and not marked:
        return body
    sign = gateway_marker(figure.kind, instantiating=figure.instantiating, all_of_them=figure.all_of_them)
    scale = min(box.width, box.height) / 50
    return body + element("g", sign, transform=f"{_at(*box.center)} scale({scale:.3g})")


# Activities


def _activity(figure: Figure, box: Box, part: Part) -> str:
    expanded = figure.id in part.expanded
    called = figure.kind in ("callActivity", "callChoreography")
    body = element(
        "path",
        class_="outline",
        d=outline(figure, box),
        fill=PAPER,
        stroke_width=4 if called else 1.6,
        stroke_dasharray="2 3.5" if figure.by_event else "",
    )
    if figure.kind == "transaction":
        body += element("path", d=_rounded(box.grown(-3.5), 7), fill="none", stroke_width=1.3)
    markers = _markers(figure, expanded)
    icon = task_icon(figure.kind, instantiating=figure.instantiating)
    foot = _MARKER if markers else 4.0
    if expanded:
        lines = fitted(figure.name, box.width - 16, 20, (NAME_SIZE, 11, 10, 9, 8))
        name = text(lines, box.center.x, box.y + 6) if figure.name else ""
    else:
        foot = max(foot, min(part.covered.get(figure.id, 0.0), box.height / 3))
        name = _name_inside(figure.name, box, icon=bool(icon), foot=foot) if figure.name else ""
    signs = element("g", icon, transform=_at(box.x + 13, box.y + 13)) if icon else ""
    x = box.center.x - (len(markers) - 1) * _MARKER / 2
    for marker in markers:
        signs += element("g", activity_marker(marker), transform=_at(x, box.bottom - 9.5))
        x += _MARKER
    return body + signs + name


def _markers(figure: Figure, expanded: bool) -> list[str]:
    order = ("loop", "parallel", "sequential", "compensation", "collapsed", "adhoc")
    present = set(figure.markers)
    if figure.kind in SUBPROCESSES and not expanded:
        present.add("collapsed")
    return [marker for marker in order if marker in present]


def _name_inside(name: str, box: Box, *, icon: bool, foot: float) -> str:
    """The name in the middle of its box, out of the way of the signs in its corner and at its foot."""
    inset = min(6.0, box.width / 10)
    widest, free = box.width - 2 * inset, box.height - 4 - foot
    lines = fitted(name, widest, max(free, 8))
    top = max(box.y + 4, min(box.center.y - lines.height / 2, box.bottom - foot - lines.height))
    first = width(lines.lines[0], lines.size) if lines.lines else 0.0
    if icon and top < box.y + 21 and box.center.x - first / 2 < box.x + 24:
        lines = fitted(name, widest, max(free - 18, 8))
        top = box.y + 22 + max(0.0, (free - 18 - lines.height) / 2)
    return text(lines, box.center.x, max(top, box.y + 1))


# Pools and lanes


def _band(figure: Figure, box: Box, *, upright: bool, part: Part) -> str:
    """A pool or lane with its name on the left, or on top when it runs downwards; a pool without steps names itself in
    the middle."""
    pool = figure.kind == "participant"
    body = element(
        "path",
        class_="outline",
        d=outline(figure, box),
        fill=PAPER if pool else "none",
        stroke_width=1.4 if pool else 1.0,
    )
    head = min(HEAD, box.width / 2, box.height / 2)
    markers = "".join(
        element("g", activity_marker(m), transform=_at(box.center.x, box.bottom - 9.5)) for m in figure.markers
    )
    if pool and not _holds_something(figure, box, part):
        lines = fitted(figure.name, box.width - 12, box.height - 6)
        return body + markers + text(lines, box.center.x, box.center.y - lines.height / 2)
    if upright:
        edge = element("path", d=path("M", box.x, box.y + head, "h", box.width)) if pool or figure.name else ""
        lines = fitted(figure.name, box.width - 8, head - 2)
        return body + markers + edge + text(lines, box.center.x, box.y + (head - lines.height) / 2)
    edge = element("path", d=path("M", box.x + head, box.y, "v", box.height)) if pool else ""
    return body + markers + edge + _sideways(figure.name, Box(box.x, box.y, head, box.height))


def _holds_something(figure: Figure, box: Box, part: Part) -> bool:
    inner = box.grown(1)
    return any(inner.holds(other) for id, other in part.boxes.items() if id != figure.id)


def _sideways(name: str, strip: Box) -> str:
    """A name in an upright strip: Chinese characters one below the other, other writing turned to read upwards."""
    upright = _stacked(name, strip)
    if upright:
        return upright
    lines = fitted(name, strip.height - 8, strip.width - 2, (NAME_SIZE, 11, 10, 9, 8))
    middle = strip.center
    turned = text(lines, 0, -lines.height / 2)
    return element("g", turned, transform=f"{_at(*middle)} rotate(-90)")


_TURNED = "（）()《》〈〉「」『』【】〔〕[]…—－-–~～:：/"


def _stacked(name: str, strip: Box) -> str:
    """The name downwards in one column, brackets and dashes turned with it; nothing when it does not fit or is not
    Chinese."""
    letters = [c for c in "".join(name.split()) if c.isprintable()]
    if not letters or not is_chinese(name) or any(c.isascii() and c.isalpha() for c in letters):
        return ""
    size = next((size for size in (NAME_SIZE, 11.0, 10.0) if len(letters) * size * 1.12 <= strip.height - 10), 0.0)
    if not size:
        return ""
    step = size * 1.12
    x, y = strip.center.x, strip.center.y - len(letters) * step / 2
    drawn, turned = [], []
    for n, c in enumerate(letters):
        middle = y + (n + 0.5) * step
        if c in _TURNED:
            turned.append(element("text", escaped(c), y=0.36 * size, transform=f"{_at(x, middle)} rotate(90)"))
        else:
            drawn.append(element("tspan", escaped(c), x=x, y=middle + 0.36 * size))
    inner = element("text", "".join(drawn)) + "".join(turned)
    return element("g", inner, text_anchor="middle", font_size=size, fill=INK, stroke="none")


# Data, remarks, the rest


def _data(figure: Figure, box: Box) -> str:
    x, y, w, h = box
    fold = min(11.0, w / 3)
    page = path("M", x, y, "h", w - fold, "l", fold, fold, "v", h - fold, "h", -w, "Z")
    corner = path("M", x + w - fold, y, "v", fold, "h", fold)
    drawn = element("path", class_="outline", d=page, fill=PAPER) + element("path", d=corner, fill="none")
    if figure.kind in ("dataInput", "dataOutput"):
        arrow = path("M", x + 4, y + 7, "h", 8, "v", -3, "l", 6, 5, "l", -6, 5, "v", -3, "h", -8, "Z")
        drawn += element("path", d=arrow, fill=INK if figure.kind == "dataOutput" else "none", stroke_width=1.1)
    if "collection" in figure.markers:
        bars = " ".join(path("M", x + w / 2 + dx, y + h - 11, "v", 9) for dx in (-4, 0, 4))
        drawn += element("path", d=bars, stroke_width=2)
    return drawn


def _store(box: Box) -> str:
    x, y, w, h = box
    lid = min(h / 7, 8.0)
    body = path("M", x, y + lid, "v", h - 2 * lid, "a", w / 2, lid, "0 0 0", w, 0, "v", -(h - 2 * lid))
    body += " " + path("a", w / 2, lid, "0 0 0", -w, 0, "Z")
    rims = " ".join(path("M", x, y + lid * (1 + n), "a", w / 2, lid, "0 0 0", w, 0) for n in (0, 0.75, 1.5))
    return element("path", class_="outline", d=body, fill=PAPER) + element("path", d=rims, fill="none")


def _annotation(figure: Figure, box: Box) -> str:
    bracket = path("M", box.x + min(12, box.width / 4), box.y, "H", box.x, "V", box.bottom, "h", min(12, box.width / 4))
    lines = fitted(figure.name, box.width - 10, box.height - 2, (11, 10, 9, 8))
    body = element("path", d=outline(figure, box), fill=PAPER, fill_opacity=0.6, stroke="none")
    name = text(lines, box.x + 6, box.center.y - lines.height / 2, anchor="start")
    return body + element("path", class_="outline", d=bracket, fill="none") + name


def _group(figure: Figure, box: Box) -> str:
    body = element(
        "path", class_="outline", d=_rounded(box, 10), fill="none", stroke_dasharray="8 4 1.5 4", stroke_linecap="round"
    )
    lines = fitted(figure.name, box.width - 16, 18, (11, 10, 9))
    return body + (text(lines, box.center.x, box.y + 4) if figure.name else "")


def _conversation(figure: Figure, box: Box) -> str:
    x, y, w, h = box
    hexagon = path("M", x, y + h / 2, "L", x + w / 4, y, "h", w / 2, "L", x + w, y + h / 2, "L", x + 3 * w / 4, y + h)
    hexagon += " " + path("h", -w / 2, "Z")
    body = element(
        "path", class_="outline", d=hexagon, fill=PAPER, stroke_width=4 if figure.kind == "callConversation" else 1.6
    )
    sign = activity_marker("collapsed") if figure.kind == "subConversation" else ""
    lines = wrapped(figure.name, 100, 11)
    below = text(lines, box.center.x, box.bottom + 3) if figure.name else ""
    return body + (element("g", sign, transform=_at(box.center.x, box.bottom - 9.5)) if sign else "") + below


def _rounded(box: Box, radius: float) -> str:
    x, y, w, h = box
    r = min(radius, w / 2, h / 2)
    arc = f"a {number(r)} {number(r)} 0 0 1"
    return (
        f"{path('M', x + r, y, 'h', w - 2 * r)} {arc} {path(r, r, 'v', h - 2 * r)} {arc} {path(-r, r, 'h', 2 * r - w)} "
        f"{arc} {path(-r, -r, 'v', 2 * r - h)} {arc} {path(r, -r, 'Z')}"
    )


def _at(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"
