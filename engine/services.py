"""What a job can do, by name. Each works with no transaction open and finishes inside the transaction of its effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from bpmn.runner import load
from engine import sharing, telling
from engine.acts import joint, merging, revoking, signals
from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.acts.writing import write
from engine.authority import SYSTEM
from engine.case import Case
from engine.errors import Failure
from engine.inquiries import ask
from engine.jobs import Job
from engine.matter.model import DocumentRule, Matter
from engine.papers import Made, Press, allot, make, register, sealed_now
from engine.store.database import Connection
from engine.terms import ActName
from engine.workplace import Workplace


class ServiceUnknown(Failure):
    """A job asks for a service this version does not have."""

    code = "JOB-SERVICE-UNKNOWN"
    remedy = "Upgrade Sealflow, then retry the job (`sealflow job retry`)."

    def __init__(self, service: str) -> None:
        super().__init__(f"there is no service {service!r}")


def do(place: Workplace, press: Press, job: Job) -> list[str]:
    """Do the job; returns the ids of the jobs that follow from it. Raises what goes wrong: the job stays."""
    if job.service in _SERVICES:
        return _SERVICES[job.service](place, press, job)
    _, matter = read_case(place, job.case_id)
    step = matter.steps.get(job.arguments.get("step", ""))
    if step is None or not step.ask:
        raise ServiceUnknown(job.service)
    return ask(place, job)


def _document(place: Workplace, press: Press, job: Job) -> list[str]:
    """Make the one document that follows from an act."""
    case, matter = read_case(place, job.case_id)
    rule = matter.documents[job.arguments["kind"]]
    entry = int(job.arguments["entry"])
    made = _made(place, press, job, case, matter, [rule], f"{entry}", upto=entry)
    return attempt(lambda: _finish(place, job, made, None), case.number)


def _issue_documents(place: Workplace, press: Press, job: Job) -> list[str]:
    """Make every document of the step whose condition holds, then let the process go on."""
    case, matter = read_case(place, job.case_id)
    run = load(matter.definition, case.state)
    rules = [rule for rule in matter.documents_in(job.arguments["step"]) if matter.is_wanted(rule, run.variables)]
    made = _made(place, press, job, case, matter, rules, job.arguments["token"], upto=None)
    return attempt(lambda: _finish(place, job, made, job.arguments["step"]), case.number)


def _perform(place: Workplace, press: Press, job: Job) -> list[str]:
    """Do the one act of the step in the name of the system."""

    def work() -> list[str]:
        case, matter = read_case(place, job.case_id)
        step = matter.steps[job.arguments["step"]]
        change = Change(place, case, matter, place.now())
        write(change, step, job.arguments["token"], SYSTEM, step.acts[0], None)
        change.commit(job.finish)
        return change.jobs

    return attempt(work, job.case_id)


def _deliver(place: Workplace, press: Press, job: Job) -> list[str]:
    """Deliver to the applicant's account: the documents lie ready there from this moment (电子签名法第十一条)."""

    def work() -> list[str]:
        case, matter = read_case(place, job.case_id)
        change = Change(place, case, matter, place.now())
        write(change, matter.steps[job.arguments["step"]], job.arguments["token"], SYSTEM, ActName.DELIVER, None)
        change.commit(job.finish)
        return change.jobs

    return attempt(work, job.case_id)


def _made(
    place: Workplace,
    press: Press,
    job: Job,
    case: Case,
    matter: Matter,
    rules: Sequence[DocumentRule],
    key: str,
    upto: int | None,
) -> list[Made]:
    """All are numbered before the first is made, so that each may name the others."""
    numbered = [allot(place, job, case, matter, rule, f"{key}:{rule.kind}") for rule in rules]
    return [make(place, press, case, matter, each, upto) for each in numbered if not each.sha256]


def _finish(place: Workplace, job: Job, made: Sequence[Made], step: str | None) -> list[str]:
    case, matter = read_case(place, job.case_id)
    change = Change(place, case, matter, place.now())
    for one in made:
        change.entry(SYSTEM, "seal", document=one.allotted.rule.kind, number_of=one.allotted.number, sha256=one.sha256)
        if one.about:
            rule = one.allotted.rule
            change.make_of_paper(one.about, rule.makes, one.allotted.number, days=one.suspends_days)
    if step is not None:
        write(change, matter.steps[step], job.arguments["token"], SYSTEM, "", None)
    at = sealed_now(place)

    def record(connection: Connection) -> None:
        job.finish(connection)
        for one in made:
            register(connection, case, one, at)

    change.commit(record)
    return change.jobs


def _among_cases(do: Callable[[Workplace, Job], list[str]], place: Workplace, press: Press, job: Job) -> list[str]:
    return do(place, job)


_SERVICES: Mapping[str, Callable[[Workplace, Press, Job], list[str]]] = {
    "document": _document,
    "issue_documents": _issue_documents,
    "perform": _perform,
    "deliver": _deliver,
    **{
        name: partial(_among_cases, do)
        for module in (signals, revoking, merging, joint, telling, sharing)
        for name, do in module.SERVICES.items()
    },
}
"""What is done here; any other name is another system, which the step asks."""
