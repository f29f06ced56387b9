"""What pictures show of a case, and what is said of two versions of a matter.

`trace` finds the way a case has taken through its diagram, `case` reads what happened and draws it; `versions` compares
two matter folders, `entries` and `forms` say what became of one mapping and of what people fill in, `wording` how it is
put.
"""

from engine.picture.case import draw_case
from engine.picture.versions import Difference, code_of, differences, draw_versions

__all__ = ["Difference", "code_of", "differences", "draw_case", "draw_versions"]
