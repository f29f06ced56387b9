"""What must hold of every case, whatever was killed and when, once everybody has come back and finished their work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bpmn.runner import load
from engine.acts import reading
from engine.case import Case
from engine.matter.model import Matter
from engine.office import Office
from engine.store import issued, queue
from engine.terms import CLOSED, Status

ENDS = CLOSED | {Status.DELIVERED}


def faults(office: Office, number: str, confirmed: Iterable[str] = ()) -> list[str]:
    """What is wrong with a case that should be finished. confirmed: the acts somebody was told were done."""
    case, matter = reading.read_case(office.place, number)
    shown = office.show_case(number)
    history = shown["history"]
    found = []
    if case.status not in ENDS:
        found.append(f"it is {case.status}")
    if shown["tasks"]:
        found.append(f"tasks are open: {[task['step'] for task in shown['tasks']]}")
    with office.place.database.reading() as connection:
        left = queue.jobs_of(connection, case.organ, case.id)
        papers = issued.documents_of(connection, case.organ, case.id)
    found += [f"the job {job['service']} is left: {job['error']}" for job in left]
    done = Counter(entry["act"] for entry in history)
    found += [f"{act} was done {times} times" for act, times in done.items() if act not in _OFTEN and times > 1]
    found += [f"{act} was confirmed, but is not there" for act in confirmed if act != "finished" and not done[act]]
    wanted, made = Counter(_wanted(case, matter, done)), Counter(paper["kind"] for paper in papers)
    if made != wanted:
        found.append(f"documents: {dict(made)} made, {dict(wanted)} wanted")
    found += [f"{paper['number']} is not sealed" for paper in papers if not paper["sha256"]]
    sealed = Counter((entry["document"], entry["sha256"]) for entry in history if entry["act"] == "seal")
    if sealed != Counter((paper["kind"], paper["sha256"]) for paper in papers):
        found.append("the seals in the record are not those of the register")
    for paper in papers:
        if paper["sha256"] and len(office.place.vault.get(paper["sha256"])) != paper["bytes"]:
            found.append(f"the file of {paper['number']} is not whole")
    return found


_OFTEN = {"seal", "download", "claim", "release", "complete"}


def _wanted(case: Case, matter: Matter, done: Counter[str]) -> list[str]:
    """The documents that follow from the acts done."""
    after_acts = [rule.kind for act in done for rule in matter.documents_on(act)]
    variables = load(matter.definition, case.state).variables
    in_steps = [
        rule.kind
        for step in case.record.handlers
        for rule in matter.documents_in(step)
        if rule.when is None or rule.when.holds(variables)
    ]
    return after_acts + in_steps
