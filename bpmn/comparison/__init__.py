"""What has changed between two diagrams, in the sentences a designer would say.

Layout, line numbers and the ids of flows say nothing about the process and are not compared. `matching` finds which
step of the later diagram is which of the earlier one, `steps` and `flows` say what became of each, `saying` how it is
put.
"""

from bpmn.comparison.changes import Change, Comparison, compare

__all__ = ["Change", "Comparison", "compare"]
