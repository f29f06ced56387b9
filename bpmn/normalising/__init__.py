"""A diagram with everything written into its file that reading it puts right, so that any other tool reads the same.

`writing` changes the semantic part, `placing` draws what was put in beside what it belongs to; the rest of the drawing
stays where it was.
"""

from bpmn.normalising.writing import REPAIRED, Normalised, normalise

__all__ = ["REPAIRED", "Normalised", "normalise"]
