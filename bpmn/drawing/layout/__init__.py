"""A layout of our own, for files that say nothing, or not enough, about where their elements stand.

Layered from left to right (K. Sugiyama, S. Tagawa, M. Toda, 1981): `ranks` says in which column each figure stands,
`order` which is above which, `rows` how high, `tracks` how the lines run between; `flowchart` does the four in turn for
one process, `parts` puts processes, subprocesses, pools and lanes together. The same file gives the same picture.
"""

from bpmn.drawing.layout.parts import laid_out

__all__ = ["laid_out"]
