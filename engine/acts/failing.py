"""A step whose service failed for good ends in an error, where the diagram says what happens then.

The error goes by the code of what went wrong; an event that names no code catches any (BPMN 2.0.2 §10.5.1). Where
nothing catches it, the job is set aside for an operator instead: a case must not end because a disk was full.
"""

from __future__ import annotations

from bpmn.runner import StepNotOpen, load
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.authority import SYSTEM
from engine.jobs import Job
from engine.workplace import Workplace


def give_up(place: Workplace, job: Job, code: str) -> list[str] | None:
    """The step of the job has ended in the error, which was caught; returns the ids of the jobs that follow.

    None when nothing catches it, or the job belongs to no step: then nothing has changed.
    """
    token, step = job.arguments.get("token"), job.arguments.get("step")
    if not token or not step:
        return None

    def work() -> list[str] | None:
        case, matter = read_case(place, job.case_id)
        change = Change(place, case, matter, place.now())
        run = load(matter.definition, case.state)
        try:
            progress = run.fail(token, code, now=change.now)
        except StepNotOpen:
            return None
        if progress.failure:
            return None
        change.progress(progress, run, SYSTEM)
        change.entry(SYSTEM, "service_failed", event=step, error=code)
        change.commit(job.finish)
        return change.jobs

    return attempt(work, job.case_id)
