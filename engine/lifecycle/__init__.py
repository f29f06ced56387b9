"""Which legal act is open to a case, and which path of a diagram the law forbids."""

from engine.lifecycle.acts import Act, Kind, Notice, Statutory
from engine.lifecycle.paths import Move, PathProblem, Place, beginning, problems
from engine.lifecycle.table import (
    KINDS,
    ActNotOpen,
    ActOnlyOnce,
    ActUnknown,
    NotIrregular,
    ParticularMissing,
    SecondCorrection,
    after,
    as_markdown,
    check_particulars,
    open_acts,
    row,
)

__all__ = [
    "KINDS",
    "Act",
    "ActNotOpen",
    "ActOnlyOnce",
    "ActUnknown",
    "Kind",
    "Move",
    "NotIrregular",
    "Notice",
    "ParticularMissing",
    "PathProblem",
    "Place",
    "SecondCorrection",
    "Statutory",
    "after",
    "as_markdown",
    "beginning",
    "check_particulars",
    "open_acts",
    "problems",
    "row",
]
