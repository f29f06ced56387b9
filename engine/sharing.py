"""Shared data first: what registers know is filled in before anybody asks, and compared with what the applicant says.

The applicant's word wins: a difference changes nothing in the application and is shown to the official. Where a
register does not answer, the applicant fills in the field and the record says that it could not be compared.
Source: 国务院令第716号第七条; 浙江省保障“最多跑一次”改革规定第七条第二款.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from engine.acts.attempts import attempt
from engine.acts.change import Change
from engine.acts.reading import read_case
from engine.authority import SYSTEM, Account
from engine.connectors import Answer, AnswerUnusable, SystemAway, SystemUnknown
from engine.errors import SealflowError
from engine.facts import person_facts
from engine.jobs import Job
from engine.matter.model import Matter, Sharing
from engine.store import questions
from engine.terms import Noted
from engine.workplace import Workplace

SERVICE = "compare_shared"
"""The job that compares an application with one register."""
TRIES = 3
_IN_VAIN = (SystemAway, SystemUnknown, AnswerUnusable)


def prefilled(place: Workplace, matter: Matter, account: Account) -> list[dict[str, Any]]:
    """What the registers know of the fields of an application, each with where it comes from and when.

    A register that does not answer is told of with an error and without fields.
    """
    told = []
    now = place.now()
    for one in matter.shared.values():
        at = now.astimezone(place.zone).isoformat(timespec="seconds")
        said: dict[str, Any] = {"system": one.system, "called": place.systems.called(one.system), "at": at}
        try:
            answer = place.systems.ask(one.system, _question(one, account), _key(one, account, now.isoformat()), now)
        except _IN_VAIN as error:
            told.append({**said, "fields": {}, "error": error.code})
        else:
            told.append({**said, "fields": _known(one, answer), "reference": answer.reference})
    return told


def compare(place: Workplace, job: Job) -> list[str]:
    """Compare the application with the register of the job; the record keeps which fields agree, and what it says.

    Raises what hinders asking while there are attempts left.
    """
    case, matter = read_case(place, job.case_id)
    one = matter.shared[job.arguments["system"]]
    applicant = place.account(case.applicant)
    said: dict[str, Any] = {"system": one.system}
    known: dict[str, Any] = {}
    try:
        answer = place.systems.ask(one.system, _question(one, applicant), _key(one, applicant, case.id), place.now())
    except _IN_VAIN as error:
        if job.attempt < TRIES:
            raise
        assert isinstance(error, SealflowError)
        said["unavailable"] = error.code
    else:
        known = _known(one, answer)
        application = _application(place, case.organ, case.id)
        said["reference"] = answer.reference
        said["agree"] = [name for name, value in known.items() if application.get(name) == value]
        said["differ"] = [name for name, value in known.items() if application.get(name) != value]

    def work() -> list[str]:
        case, matter = read_case(place, job.case_id)
        change = Change(place, case, matter, place.now())
        content = change.answer(form_of(one.system), "", SYSTEM, known) if known else ""
        change.entry(SYSTEM, Noted.COMPARE, content=content, **said)
        change.commit(job.finish)
        return change.jobs

    return attempt(work, case.number)


SERVICES = {SERVICE: compare}
"""What a job of this kind does."""


def form_of(system: str) -> str:
    """The name under which the record keeps what a register said."""
    return f"shared:{system}"


def _application(place: Workplace, organ: str, case_id: str) -> dict[str, Any]:
    with place.database.reading() as connection:
        rows = questions.latest_answers(connection, organ, case_id)
    found: dict[str, Any] = next((orjson.loads(row["data"]) for row in rows if row["form"] == "application"), {})
    return found


def _question(one: Sharing, account: Account) -> dict[str, Any]:
    known = person_facts(account)
    return {name: known.get(fact.removeprefix("applicant."), "") for name, fact in one.ask.items()}


def _known(one: Sharing, answer: Answer) -> dict[str, Any]:
    """The answers the register knows; what it does not say is left to the applicant."""
    facts: Mapping[str, Any] = answer.facts
    return {name: facts[fact] for name, fact in one.fields.items() if facts.get(fact) not in (None, "")}


def _key(one: Sharing, account: Account, about: str) -> str:
    return hashlib.sha256(f"{one.system}\0{account.name}\0{about}".encode()).hexdigest()[:40]
