"""Diagrams to pictures: SVG that a browser, a printer and a screen reader understand.

`content` reads what there is to draw and `plane` where the file puts it; `arrangement` decides where it stands, with
`layout` for what the file leaves open; `labels` finds room for names; `shapes`, `symbols` and `connections` know what
BPMN looks like; `marks`, `titles` and `svg` write the picture. `difference` shows two versions as one;
`interchange` writes our own layout into a file that has none.
"""

from bpmn.drawing.difference import draw_difference
from bpmn.drawing.draw import draw
from bpmn.drawing.interchange import with_drawing
from bpmn.drawing.picture import State

__all__ = ["State", "draw", "draw_difference", "with_drawing"]
