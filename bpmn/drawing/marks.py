"""What a case, or a comparison, adds to a picture: how a marked element looks, and what is said of it.

No mark is a colour alone: each has a badge with a sign of its own, and is named in the element's title.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.drawing.markup import PAPER, element, number
from bpmn.drawing.picture import State
from bpmn.sayings import Said


@dataclass(frozen=True, slots=True)
class Mark:
    """One way to mark an element. `sign` is the path of its badge, 10 by 10 pixels around (0, 0)."""

    name: str
    says: Said
    ink: str
    fill: str
    sign: str
    weight: float = 2.0
    dash: str = ""


_CHECK = "M -4 0.2 L -1.2 3.2 L 4.2 -3.4"
_PLAY = "M -2.4 -4 L 4 0 L -2.4 4 Z"
_BACK = "M 3.8 3.2 C 4.4 -1.6 0.6 -2.6 -3.6 -1.4 M -0.8 -4.4 L -4 -1.3 L -0.4 1.4"
_LATE = "M 0 -4.4 V 1 M 0 3.4 V 4.2"
PLUS = "M 0 -4 V 4 M -4 0 H 4"
MINUS = "M -4 0 H 4"

STATES = {
    State.DONE: Mark("done", Said("已办", "done"), "#2e6b3e", "#eaf3ec", _CHECK, 1.8),
    State.RETURNED: Mark("returned", Said("退回", "returned"), "#8a5a00", "#fdf3dc", _BACK, 2.4),
    State.OPEN: Mark("open", Said("办理中", "open"), "#0b4f9e", "#e6f0fc", _PLAY, 3.0),
    State.LATE: Mark("late", Said("已超期", "late"), "#a8201a", "#fbe9e7", _LATE, 3.0, "6 3"),
}
"""How the states look; of several the last one here gives the outline."""

ADDED = Mark("added", Said("新增", "added"), "#1f7a3a", "#e3f4e7", PLUS, 2.6)
REMOVED = Mark("removed", Said("删除", "removed"), "#b3261e", "#fdeceb", MINUS, 2.2, "5 4")
CHANGED = Mark("changed", Said("变更", "changed"), "#9a6200", "#fff2d6", "", 2.6)


def badge(mark: Mark, x: float, y: float, text: str = "") -> str:
    """The mark's sign in a small disc; or a number, or a few, in a rounded tag."""
    if not text:
        disc = element("circle", r=7.5, fill=mark.ink, stroke=PAPER, stroke_width=1.5)
        sign = element(
            "path",
            d=mark.sign,
            fill="none",
            stroke=PAPER,
            stroke_width=1.8,
            stroke_linecap="round",
            stroke_linejoin="round",
        )
        return _placed(disc + sign, x, y, mark.name)
    half = max(7.5, 3.2 * len(text) + 3.5)
    tag = element(
        "rect", x=-half, y=-7.5, width=2 * half, height=15.0, rx=7.5, fill=mark.ink, stroke=PAPER, stroke_width=1.5
    )
    inner = element(
        "text", text, y=3.6, text_anchor="middle", font_size=10.0, font_weight="bold", fill=PAPER, stroke="none"
    )
    return _placed(tag + inner, x, y, mark.name)


def _placed(inside: str, x: float, y: float, name: str) -> str:
    return element("g", inside, class_=f"badge badge-{name}", transform=f"translate({number(x)} {number(y)})")
