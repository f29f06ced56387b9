"""How large a figure is drawn when the file does not say, and how much room its name needs beside it."""

from __future__ import annotations

from bpmn.drawing.picture import ACTIVITIES, CONVERSATIONS, DATA, EVENTS, GATEWAYS, Figure
from bpmn.drawing.text import Lines, wrapped

EVENT = 36.0
GATEWAY = 50.0
TASK_HEIGHT = 76.0
TASK_WIDTHS = (110.0, 130.0, 160.0)
LABEL_SIZE = 11.0
LABEL_WIDTH = 90.0
FLOW_LABEL_WIDTH = 90.0
NAME_SIZE = 12.0


def size_of(figure: Figure) -> tuple[float, float]:
    """Width and height of a figure's own shape, without what it contains."""
    if figure.kind in EVENTS:
        return EVENT, EVENT
    if figure.kind in GATEWAYS:
        return GATEWAY, GATEWAY
    if figure.kind in ACTIVITIES:
        for width in TASK_WIDTHS:
            lines = wrapped(figure.name, width - 16, NAME_SIZE)
            if len(lines.lines) <= 3:
                break
        return width, TASK_HEIGHT
    if figure.kind in ("dataStoreReference", "dataStore"):
        return 50, 44
    if figure.kind in DATA:
        return 36, 48
    if figure.kind in CONVERSATIONS:
        return 52, 46
    if figure.kind == "textAnnotation":
        lines = wrapped(figure.name, 130, LABEL_SIZE)
        return max(60.0, lines.width + 16), max(28.0, lines.height + 8)
    return 120, 60


def label_of(name: str) -> Lines:
    """A name beside a figure, wrapped."""
    return wrapped(name, LABEL_WIDTH, LABEL_SIZE)


def flow_label_of(name: str) -> Lines:
    """A name beside a line, wrapped."""
    return wrapped(name, FLOW_LABEL_WIDTH, LABEL_SIZE)
