"""What was done in one case, deed by deed, read back from its record; and the course its process took through that.

The record keeps who did which act at which step; the answers are kept beside it. Played again over the diagram they
give the same course, since a process knows nothing but what it is told: for coverage, drawings, recorded examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import orjson

from bpmn.errors import BpmnError
from bpmn.runner import Progress, Run, start
from engine.authority import SYSTEM
from engine.case import known
from engine.errors import Failure
from engine.lifecycle import KINDS
from engine.matter.model import Matter
from engine.office import Office
from engine.store import questions
from engine.terms import CLOSING_ACTS, TaskVerb

_WITHOUT_ACT = "complete"
"""What the record calls the completion of a step that offers neither act nor opinion."""


class StoryBroken(Failure):
    """What the record tells of a case cannot be played over its diagram."""

    code = "CASE-STORY-BROKEN"
    remedy = "Check the record (`sealflow audit verify`); if it is intact, send the matter to the makers of Sealflow."


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the record: who did what when, with what was answered and handed in."""

    at: datetime
    by: str
    act: str
    step: str = ""
    note: str = ""
    answers: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    materials: tuple[str, ...] = ()
    message: str = ""
    timers_moved: timedelta = timedelta()
    """By how much the timers of the process moved, which stood still before."""
    event: str = ""
    """The node at which something happened by itself: a signal came, a service failed for good."""
    error: str = ""
    """The code the service failed by."""
    irregular: bool = False
    verb: str = ""
    """What people did with the task of the step instead of completing it; "aside" when it was no verb that moves."""
    to: str = ""
    """Of a verb: the step gone back to, or who was added or removed."""
    instance: str = ""
    """Of a step done once per person: for whom it was done, when that is not the actor."""
    place: str = ""
    """Of a signer added: before, beside or after."""
    behalf: str = ""
    """Whose deputy the actor was."""

    @property
    def outcome(self) -> str:
        """The act or opinion the step ended with; empty when it offers none."""
        return "" if self.act == _WITHOUT_ACT else self.act


@dataclass(frozen=True, slots=True)
class Story:
    """A case from its application to now."""

    matter: Matter
    applicant: str
    agent: str
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The nodes passed and the flows taken, in order."""

    passed: tuple[str, ...]
    taken: tuple[str, ...]


def story(office: Office, reference: str) -> Story:
    """The story of the case with this id or number. Raises CaseUnknown."""
    with office.place.database.reading() as connection:
        row = known(questions.case(connection, reference), reference)
        answers = questions.answers_of(connection, row["organ"], row["id"])
        handed_in = questions.materials_of(connection, row["organ"], row["id"])
    answered = {a["entry"]: orjson.loads(a["data"]) for a in answers}
    materials: dict[int, list[str]] = {}
    for material in handed_in:
        materials.setdefault(material["entry"], []).append(material["material"])
    deeds = tuple(
        Deed(
            at=datetime.fromisoformat(entry["at"]),
            by=entry["actor"],
            act=entry["act"],
            step=entry.get("step", ""),
            note=entry["note"],
            answers=answered.get(number, {}),
            materials=tuple(materials.get(number, ())),
            message=entry.get("message", ""),
            timers_moved=timedelta(seconds=entry.get("timers_moved_seconds", 0)),
            event=entry.get("event", ""),
            error=entry.get("error", ""),
            irregular="irregular" in entry,
            verb=_verb(entry),
            to=str(entry.get("to", "")) if "task" in entry else "",
            instance=entry.get("instance", ""),
            place=str(entry.get("place", "")),
            behalf=entry.get("on_behalf", ""),
        )
        for number, entry in enumerate(office.case_history(row["id"], most=row["entries"]), 1)
    )
    return Story(office.place.matter(row["bundle"]), row["applicant"], row["agent"] or "", deeds)


def _verb(entry: Mapping[str, Any]) -> str:
    """The verb by which an entry moves the process; "aside" for what people only arranged about a task."""
    if "task" not in entry:
        return ""
    moves = entry["act"] == TaskVerb.RETURN or "of" in entry or "several" in entry
    return str(entry["act"]) if moves else "aside"


def course(told: Story) -> Course:
    """The course of the process, found by playing the deeds again. Raises StoryBroken."""
    try:
        return _Replay(told.matter).course(told.deeds)
    except BpmnError as error:
        raise StoryBroken(f"the process of {told.matter.code} does not go on as recorded: {error}") from error


class _Replay:
    def __init__(self, matter: Matter) -> None:
        self._matter = matter
        self._passed: list[str] = []
        self._taken: list[str] = []

    def course(self, deeds: Iterable[Deed]) -> Course:
        run: Run | None = None
        for deed in deeds:
            if run is None:
                if deed.act == KINDS[self._matter.kind].opening.name:
                    run = start(self._matter.definition, self._routes("application", deed), now=deed.at)
                    self._note(run.progress)
            elif deed.verb:
                self._move(run, deed)
            elif deed.step:
                self._note(self._completed(run, deed))
            elif deed.act == "timer":
                self._note(run.fire_due(deed.at))
            elif deed.event:
                self._note(self._happened(run, deed))
            elif deed.message:
                self._note(run.deliver(deed.message, now=deed.at))
            elif deed.timers_moved:
                run.postpone(deed.timers_moved)
            elif deed.act in CLOSING_ACTS and deed.act in KINDS[self._matter.kind]:
                run.cancel(now=deed.at)
        return Course(tuple(self._passed), tuple(self._taken))

    def _completed(self, run: Run, deed: Deed) -> Progress:
        step = self._matter.steps[deed.step]
        variables = {**self._routes(step.form, deed), **step.variables(deed.outcome)}
        return run.complete(self._open(run, deed), variables, now=deed.at)

    def _move(self, run: Run, deed: Deed) -> None:
        """What a verb does; a flow gone back from was taken all the same."""
        if deed.verb == TaskVerb.RETURN:
            run.go_back(self._open(run, deed), deed.to, now=deed.at)
        elif deed.verb == TaskVerb.TAKE_BACK:
            run.take_back(deed.step, now=deed.at)
        elif deed.verb == TaskVerb.ADD_SIGNER:
            run.add_instance(self._open(run, deed), deed.to, now=deed.at)
        elif deed.verb == TaskVerb.REMOVE_SIGNER:
            self._note(run.remove_instance(self._open(run, deed), deed.to, now=deed.at))

    def _open(self, run: Run, deed: Deed) -> str:
        """The token of the open step that a deed is about."""
        waiting = [each for each in run.open if each.step == deed.step]
        whose = deed.instance or deed.by
        mine = next((each for each in waiting if each.element == whose), waiting[0] if waiting else None)
        if mine is None:
            raise StoryBroken(f"{deed.step} is not open when it was completed on {deed.at}")
        return mine.token

    def _happened(self, run: Run, deed: Deed) -> Progress:
        token = next((step.token for step in run.open if step.step == deed.event), "")
        if deed.error:
            return run.fail(token, deed.error, now=deed.at)
        return run.complete(token, now=deed.at)

    def _routes(self, form: str, deed: Deed) -> dict[str, Any]:
        """The routing variables among the answers to a form."""
        routed = self._matter.forms[form].routed if form in self._matter.forms else ()
        # Where silence ended a step, nobody was asked.
        return {name: None if deed.by == SYSTEM.name else deed.answers.get(name) for name in routed}

    def _note(self, progress: Progress) -> None:
        self._passed += progress.passed
        self._taken += progress.taken
