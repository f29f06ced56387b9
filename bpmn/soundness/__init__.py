"""Can every case end, can every step happen, does a join ever wait in vain, is a token ever left over?

Asked by really playing the process along every path, within bounds: `exploring` plays, `judging` asks the properties
of the table `properties.PROPERTIES`, each breach with a way through the diagram as a counter-example (`ways`). Of a
diagram alone, `guessing` knows what its conditions know; a host that knows the outcomes of the steps gives them itself.
"""

from collections.abc import Mapping

from bpmn.errors import DiagramRefused, Finding
from bpmn.model import Diagram
from bpmn.runner import compile
from bpmn.soundness.circles import circles
from bpmn.soundness.exploring import Answer, Move, Outcomes, Situation, Space, explore
from bpmn.soundness.guessing import guessed
from bpmn.soundness.judging import judge
from bpmn.soundness.paths import Counted, count_paths
from bpmn.soundness.properties import PROPERTIES
from bpmn.soundness.ways import Way, Ways

__all__ = [
    "PROPERTIES",
    "Answer",
    "Counted",
    "Move",
    "Outcomes",
    "Situation",
    "Space",
    "Way",
    "Ways",
    "check",
    "circles",
    "count_paths",
    "explore",
    "explore_alone",
    "judge",
]


def explore_alone(
    diagram: Diagram, *, called: Mapping[str, Diagram] | None = None, draft: bool = False, seconds: float = 1.0
) -> Space:
    """The space of a diagram about which nothing else is known; of a draft, too, when asked. Raises DiagramRefused."""
    freed, outcomes = guessed(diagram)
    return explore(compile(freed, called=called, draft=draft), outcomes, seconds=seconds)


def check(diagram: Diagram, *, called: Mapping[str, Diagram] | None = None) -> tuple[Finding, ...]:
    """What keeps a diagram, taken alone, from being sound. A diagram that cannot be compiled has nothing said of it."""
    try:
        space = explore_alone(diagram, called=called)
    except DiagramRefused:
        return ()
    return judge(space, diagram)
