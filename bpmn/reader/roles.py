"""Which role does a step: its lane, or in a drawing without one what BPMN's resources or another engine's groups say.

Persons named in a drawing are nobody's role: who holds a role is the office's affair, and changes more often.
"""

from __future__ import annotations

import re

from lxml import etree

from bpmn.reader.elements import PREFIX, line_of, local_name, referred, text_of
from bpmn.reader.reading import Reading
from bpmn.reader.vendor import Extensions
from bpmn.reader.vocabulary import ACTIVITIES
from bpmn.sayings import Said

RESOURCES = ("potentialOwner", "humanPerformer", "performer", "resourceRole")
"""Elements of an activity that say who does it (BPMN 2.0.2 §10.3.1)."""
_WORD = re.compile(r"[^\W\d][\w.-]*")
_GROUP = re.compile(r"group\(\s*([^()]*?)\s*\)")


def role_of(element: etree._Element, id: str, lane: str, extensions: Extensions, reading: Reading) -> str:
    """The lane the step stands in, else the one role it names otherwise; empty when it names none or several."""
    if local_name(element) not in ACTIVITIES:
        return lane
    resources = [child for child in element if local_name(child) in RESOURCES]
    groups = [part.strip() for part in extensions.get("candidateGroups").split(",")]
    named = {group for group in groups if group}.union(*(_groups(child, reading) for child in resources))
    words = sorted(word for word in named if _WORD.fullmatch(word))
    if not lane and len(named) == len(words) == 1:
        message = Said(f"{id}由{words[0]!r}办理，不在泳道里", f"{id} is done by {words[0]!r}, in no lane")
        reading.report.add("BPMN-ROLE", message, id, line_of(element))
        return words[0]
    for child in resources:
        reading.report_not_run(child, id)
    return lane


def _groups(resource: etree._Element, reading: Reading) -> set[str]:
    """The groups a resource means; `user(…)` is a person, a bare word a group, as Flowable and Activiti have it."""
    reference = referred(text_of(resource.find(PREFIX + "resourceRef")))
    text = reading.definitions.resources.get(reference, reference)
    text = text or text_of(resource.find(PREFIX + "resourceAssignmentExpression"))
    found = _GROUP.findall(text)
    return set(found) if found or "(" in text else {part.strip() for part in text.split(",") if part.strip()}
