"""The language of conditions, timers and assignments: a text is compiled once and evaluated often.

`syntax` knows the grammar, `operators` and `functions` what can be computed, `compiled` puts them together;
`opposites` compares two conditions.
"""

from bpmn.expressions.compiled import Expression, compile_expression
from bpmn.expressions.functions import FUNCTIONS
from bpmn.expressions.opposites import are_opposites
from bpmn.expressions.syntax import RESERVED, bare

__all__ = ["FUNCTIONS", "RESERVED", "Expression", "are_opposites", "bare", "compile_expression"]
