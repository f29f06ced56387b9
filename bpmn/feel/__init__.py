"""FEEL, the expression language of DMN: a text is compiled once and evaluated often; nothing of it runs as code.

`grammar` knows how it is written, `compiled` what it means, `functions` what can be called; `expression` puts them
together. Numbers are decimal, logic is three-valued, and what does not fit is null with a remark.
"""

from bpmn.feel.conversion import from_fact, plain
from bpmn.feel.errors import ClockUnset, FeelFailed, FeelRefused, NameUnset
from bpmn.feel.expression import Feel, FeelTests, compile_feel, compile_tests
from bpmn.feel.functions import BUILTINS
from bpmn.feel.run import Remark, Run, Scope
from bpmn.feel.values import Months, Range
from bpmn.feel.vocabulary import Vocabulary

__all__ = [
    "BUILTINS",
    "ClockUnset",
    "Feel",
    "FeelFailed",
    "FeelRefused",
    "FeelTests",
    "Months",
    "NameUnset",
    "Range",
    "Remark",
    "Run",
    "Scope",
    "Vocabulary",
    "compile_feel",
    "compile_tests",
    "from_fact",
    "plain",
]
