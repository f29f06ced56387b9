"""DMN: decision tables and the graphs they make, from a file to answers that say which rules matched.

`reader` goes through the XML, `table_reader` and `logic` compile what a decision says, `decisions` asks it; `catalogue`
lists what a file is held to. FEEL, the language of the cells, is `bpmn.feel`.
"""

from bpmn.dmn.decisions import Decisions, Outcome, Step
from bpmn.dmn.errors import (
    DecisionFailed,
    DecisionRefused,
    DecisionUnknown,
    FactMissing,
    OutputsDiffer,
    ResultNotMapped,
    RulesOverlap,
    ValueNotAllowed,
)
from bpmn.dmn.reader import DecisionCheck, check_dmn, read_dmn
from bpmn.dmn.table import MatchedRule, TableResult

__all__ = [
    "DecisionCheck",
    "DecisionFailed",
    "DecisionRefused",
    "DecisionUnknown",
    "Decisions",
    "FactMissing",
    "MatchedRule",
    "Outcome",
    "OutputsDiffer",
    "ResultNotMapped",
    "RulesOverlap",
    "Step",
    "TableResult",
    "ValueNotAllowed",
    "check_dmn",
    "read_dmn",
]
