"""The small signs inside BPMN's shapes: what an event waits for, who does a task, how often, which gateway it is.

Each is drawn around the point (0, 0). Source: BPMN 2.0.2 §7.3, tables 10.84–10.93.
"""

from __future__ import annotations

from math import cos, pi, sin

from bpmn.drawing.markup import INK, PAPER, element, number, path


def event_marker(trigger: str, *, filled: bool) -> str:
    """What an event waits for (outlined) or does (filled), 22 pixels across; nothing for an unknown trigger."""
    fill, line = (INK, PAPER) if filled else ("none", INK)
    if trigger == "message":
        return _envelope(18, 12, filled=filled)
    if trigger == "timer":
        return _DIAL
    if trigger == "conditional":
        page = element("path", d="M -7.5 -9 H 7.5 V 9 H -7.5 Z", fill=fill)
        return page + element("path", d="M -5 -5.4 H 5 M -5 -1.8 H 5 M -5 1.8 H 5 M -5 5.4 H 5", stroke=line)
    if trigger == "terminate":
        return element("circle", r=10.5, fill=INK)
    outline = _EVENTS.get(trigger, "")
    return element("path", d=outline, fill=fill, stroke_linejoin="round") if outline else ""


def gateway_marker(kind: str, *, instantiating: bool, all_of_them: bool) -> str:
    """Which gateway it is; about 22 pixels across."""
    if kind in _GATEWAYS:
        return _GATEWAYS[kind]
    rings = element("circle", r=13.0, fill="none", stroke_width=1.1)
    if not instantiating:
        rings += element("circle", r=10.4, fill="none", stroke_width=1.1)
    inner = "M -2 -7 H 2 V -2 H 7 V 2 H 2 V 7 H -2 V 2 H -7 V -2 H -2 Z" if all_of_them else _polygon(5, 7.2)
    return rings + element("path", d=inner, fill="none", stroke_width=1.1)


def task_icon(kind: str, *, instantiating: bool) -> str:
    """Who or what does a task, within 16 by 16 pixels; nothing for a task of no kind."""
    if kind == "receiveTask" and instantiating:
        return element("circle", r=8.6, fill=PAPER, stroke_width=1.1) + _envelope(11, 7.5, filled=False)
    return _TASKS.get(kind, "")


def activity_marker(name: str) -> str:
    """What stands at the foot of an activity; within 14 by 14 pixels."""
    return _ACTIVITIES[name]


def _envelope(width: float, height: float, *, filled: bool) -> str:
    x, y = width / 2, height / 2
    box = element("path", d=path("M", -x, -y, "H", x, "V", y, "H", -x, "Z"), fill=INK if filled else PAPER)
    flap = path("M", -x, -y, "L", 0, y * 0.25, "L", x, -y)
    return box + element("path", d=flap, fill="none", stroke=PAPER if filled else INK)


def _polygon(corners: int, radius: float) -> str:
    angles = (n * 2 * pi / corners - pi / 2 for n in range(corners))
    return "M " + " L ".join(path(radius * cos(a), radius * sin(a)) for a in angles) + " Z"


def _gear(x: float, y: float, radius: float, hole: float) -> str:
    points = []
    for tooth in range(8):
        for share, reach in ((-0.32, 0.74), (-0.2, 1.0), (0.2, 1.0), (0.32, 0.74)):
            angle = (tooth + share) * pi / 4
            points.append(f"{number(x + radius * reach * cos(angle))} {number(y + radius * reach * sin(angle))}")
    wheel = element("path", d="M " + " L ".join(points) + " Z", fill=PAPER, stroke_width=1.0)
    return wheel + element("circle", cx=x, cy=y, r=hole, fill=PAPER, stroke_width=1.0)


def _strokes(d: str, width: float) -> str:
    return element("path", d=d, fill="none", stroke_width=width)


def _sheet(d: str, width: float, fill: str = PAPER) -> str:
    return element("path", d=d, fill=fill, stroke_width=width)


_TICKS = " ".join(
    path("M", 8.2 * cos(n * pi / 6), 8.2 * sin(n * pi / 6), "L", 10 * cos(n * pi / 6), 10 * sin(n * pi / 6))
    for n in range(12)
)
_DIAL = element("circle", r=10.0, fill="none") + element("path", d=_TICKS + " M 0 -6.5 L 0 0 L 4.2 3.4", fill="none")

_EVENTS = {
    "error": "M -9 8.5 L -3.8 -8 L 2.6 2 L 8.6 -8.5 L 3.9 8 L -2.6 -1.8 Z",
    "escalation": "M 0 -10 L 7.4 9 L 0 1.8 L -7.4 9 Z",
    "signal": "M 0 -10 L 9.8 7 L -9.8 7 Z",
    "link": "M -10 -4 H 2 V -9 L 11 0 L 2 9 V 4 H -10 Z",
    "compensate": "M -1 -7.5 V 7.5 L -10.5 0 Z M 9 -7.5 V 7.5 L -0.5 0 Z",
    "cancel": "M -9 -6 L -6 -9 L 0 -3 L 6 -9 L 9 -6 L 3 0 L 9 6 L 6 9 L 0 3 L -6 9 L -9 6 L -3 0 Z",
    "multiple": _polygon(5, 10.5),
    "parallelMultiple": "M -3 -10 H 3 V -3 H 10 V 3 H 3 V 10 H -3 V 3 H -10 V -3 H -3 Z",
}

_GATEWAYS = {
    "exclusiveGateway": _strokes("M -7 -8.5 L 7 8.5 M 7 -8.5 L -7 8.5", 3.4),
    "parallelGateway": _strokes("M 0 -11.5 V 11.5 M -11.5 0 H 11.5", 3.4),
    "inclusiveGateway": element("circle", r=10.5, fill="none", stroke_width=3.0),
    "complexGateway": _strokes("M 0 -12 V 12 M -12 0 H 12 M -8 -8 L 8 8 M 8 -8 L -8 8", 3.0),
}

_TASKS = {
    "userTask": _sheet("M -6.8 7 V 4.6 C -6.8 1.6 -4.4 0.4 -2.4 0 H 2.4 C 4.4 0.4 6.8 1.6 6.8 4.6 V 7 Z", 1.1)
    + _strokes("M -3.6 7 V 4 M 3.6 7 V 4", 1.1)
    + element("circle", cy=-3.4, r=3.5, fill=PAPER, stroke_width=1.1)
    + _sheet("M -3.4 -4.2 A 3.5 3.5 0 0 1 3.4 -4.2 C 1.6 -3.4 -1.2 -5.2 -3.4 -4.2 Z", 0.6, INK),
    "manualTask": element(
        "path",
        d="M -7.2 -0.6 L -3.4 -4.6 C -3 -5 -2.6 -5.2 -2 -5.2 H 1.2 C 2.5 -5.2 2.5 -3.3 1.2 -3.3 H -0.6 "
        "M 1.2 -3.3 H 6 C 7.3 -3.3 7.3 -1.3 6 -1.3 H 1 M 6.2 -1.3 C 7.5 -1.3 7.5 0.8 6.2 0.8 H 1 "
        "M 5.4 0.8 C 6.7 0.8 6.7 2.9 5.4 2.9 H 1 M 4.4 2.9 C 5.6 2.9 5.6 4.9 4.4 4.9 H -3 C -4.4 4.9 -5.4 4.4 -7.2 3",
        fill="none",
        stroke_width=1.1,
        stroke_linejoin="round",
    ),
    "serviceTask": _gear(-2.0, -1.6, 5.4, 2.0) + _gear(4.2, 4.2, 3.6, 1.3),
    "scriptTask": _sheet(
        "M -3.6 -7 H 6.6 C 3.4 -4 6.8 -0.6 5.6 2.6 C 5 4.6 3.8 5.6 3.4 7 H -6.6 "
        "C -5.6 4.6 -3.4 3.4 -3.8 0.6 C -4.2 -2 -6.4 -4.4 -3.6 -7 Z",
        1.1,
    )
    + _strokes("M -3.4 -4.2 H 3 M -2.8 -1.4 H 3.4 M -2.2 1.4 H 3.8 M -3.2 4.2 H 2.6", 0.9),
    "sendTask": _envelope(16, 11, filled=True),
    "receiveTask": _envelope(16, 11, filled=False),
    "businessRuleTask": _sheet("M -8 -6 H 8 V 6 H -8 Z", 1.1)
    + _sheet("M -8 -6 H 8 V -2.4 H -8 Z", 1.1, "#c9c9cf")
    + _strokes("M -8 1.8 H 8 M -3 -2.4 V 6", 1.1),
}

_ACTIVITIES = {
    "collapsed": _sheet("M -7 -7 H 7 V 7 H -7 Z", 1.2) + _strokes("M 0 -4 V 4 M -4 0 H 4", 1.2),
    "loop": _strokes("M -2.6 5.4 A 6 6 0 1 1 2.6 5.4 M -6.6 5.8 H -2.4 V 1.6", 1.4),
    "parallel": _strokes("M -4 -6 V 6 M 0 -6 V 6 M 4 -6 V 6", 2.0),
    "sequential": _strokes("M -6 -4 H 6 M -6 0 H 6 M -6 4 H 6", 2.0),
    "compensation": _strokes("M -0.6 -5 V 5 L -7 0 Z M 6 -5 V 5 L -0.4 0 Z", 1.2),
    "adhoc": _sheet("M -7 2 C -5 -5 -1.5 -3 0 0 C 1.5 3 5 5 7 -2 C 5 2 2 1 0 -2 C -2 -5 -6 -4 -7 2 Z", 0.8, INK),
}
