"""An example as it is written: who does what when, each with its line, so that a slip is told where it stands.

Knows the form of an example; whether it fits its matter is found by playing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bpmn.errors import Finding
from engine.authority import Account
from engine.errors import Refusal
from engine.matter.located import Located
from engine.matter.text import Unreadable, read_yaml
from engine.organs import OrgansRefused, read_people
from engine.rehearsal.systems import told_properly
from engine.terms import ActName, TaskVerb

ZONE = ZoneInfo("Asia/Shanghai")
_OFFICE_OPENS = time(9, 0)
DEEDS = ("step", "verb", "case_act", "message", "download", "show", "check", "open", "promise", "nothing")
"""What a line of `when` can be about: exactly one of them."""
DAYS = {"accept": "accepted", "submit": "received", "grant": "decided", "refuse": "decided",
        "issue": "decided", "decline": "decided", "forward": "forwarded", "deliver": "delivered"}  # fmt: skip
"""What examples call the legal day of an act; of any other it is called by its name."""
_CLOCK = ("title", "started", "due", "promised", "state", "light", "overdue", "remaining", "provisional", "explanation")
_TOLD_AT_ONCE = 5


class ExampleRefused(Refusal):
    """An example cannot be played as it is written."""

    code = "EXAMPLE-REFUSED"
    remedy = "Write the example as its neighbours are written (workflows/README.md tells the form)."


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered: the name of a file beside the example, or the answers themselves; and what is changed of it."""

    given: str | Mapping[str, Any]
    change: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verb:
    """What more a verb of people says: of which task, to whom or where, in which place, till when."""

    task: str = ""
    to: str = ""
    place: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An example played before, in the same office: of which matter (empty: the same), and what it is called."""

    line: int
    matter: str
    example: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of `when`. `of`: the step, verb, act, message or document that its deed is about."""

    line: int
    at: datetime
    deed: str
    of: str
    by: str
    outcome: str
    answers: Answers
    materials: tuple[str, ...]
    note: str
    irregular: bool
    case: str
    """The child case it is done in; empty: the case that was opened."""
    refused: str
    verb: Verb

    @property
    def told(self) -> str:
        """What the line says, for sentences about it."""
        what = f"`{self.outcome}` at {self.of}" if self.outcome else f"{self.deed} {self.of}".rstrip()
        return f"line {self.line}: {what} by {self.by}"


@dataclass(frozen=True, slots=True)
class Script:
    """One example. `materials` None: all that are required."""

    line: int
    title: str
    opened: datetime
    applicant: str
    opened_by: str
    """Who opens the case: the applicant, the agent, or an official for the applicant."""
    answers: Answers
    materials: tuple[str, ...] | None
    without: frozenset[str]
    refused: str
    people: tuple[Account, ...]
    barred: tuple[str, ...]
    """The accounts that may not promise."""
    slots: tuple[tuple[str, str, int], ...]
    """Places that are other than usual before the case opens: where, when, how many."""
    services: Mapping[str, Mapping[str, Any]]
    systems: Mapping[str, Any]
    before: tuple[Earlier, ...]
    when: tuple[Line, ...]
    then: Mapping[str, Any]
    then_lines: Mapping[str, int]


def read_script(data: bytes, name: str) -> Script:
    """The example in these bytes. Raises ExampleRefused with every slip and its line."""
    try:
        value, lines = read_yaml(data)
    except Unreadable as error:
        raise ExampleRefused(f"line {error.line}: {error}. {error.advice}") from error
    findings: list[Finding] = []
    script = _script(Located(value, name, lines, findings), name)
    if findings:
        told = [f"line {f.line}: {f.message.removeprefix(f'{name}: ')}. {f.remedy}" for f in findings]
        more = [f"and {len(told) - _TOLD_AT_ONCE} more"] if len(told) > _TOLD_AT_ONCE else []
        raise ExampleRefused("; ".join((*told[:_TOLD_AT_ONCE], *more)))
    return script


def _script(top: Located, name: str) -> Script:
    applicant = top.text("applicant")
    then = top.part("then")
    systems = top.anything("systems") or {}
    if not told_properly(systems):
        remedy = "Write {system: {outcome: …, facts: {…}}}, or {system: away}, or a list of these."
        top.wrong("systems", "`systems` cannot be played", remedy)
    for key in ("source", "note"):
        top.text(key, "")
    script = Script(
        line=top.line("applicant"),
        title=top.titles("title", name)["zh"],
        opened=_moment(top, "opened", "2026-03-02T09:30"),
        applicant=applicant,
        opened_by=top.text("opened_by", "") or top.text("agent", "") or applicant,
        answers=_answers(top),
        materials=None if top.anything("materials") in (None, "all") else top.names("materials"),
        without=frozenset(top.names("without")),
        refused=top.text("refused", ""),
        people=tuple(_people(top)),
        barred=top.names("barred"),
        slots=tuple(_slot(row) for row in top.rows("slots")),
        services={key: _service(part) for key, part in top.parts("services")},
        systems=systems if isinstance(systems, Mapping) else {},
        before=tuple(_earlier(part) for part in top.rows("before")),
        when=tuple(_line(part) for part in top.rows("when")),
        then=then.value,
        then_lines={key: then.line(key) for key in then.value},
    )
    for key, read in _THEN.items():
        if key in then.value:
            read(then, key)
        else:
            then.anything(key)
    then.finished()
    top.finished()
    return script


def _earlier(part: Located) -> Earlier:
    example = part.text("example").removeprefix("examples/").removesuffix(".yaml")
    earlier = Earlier(part.line(), part.text("matter", ""), example, part.text("as", example))
    part.finished()
    return earlier


def _line(part: Located) -> Line:
    deeds = [deed for deed in DEEDS if deed in part.value]
    if len(deeds) != 1:
        said = f"is about {' and '.join(deeds)} at once" if deeds else "says nothing that is done"
        part.wrong("", f"a line of `when` {said}", f"Name one of: {', '.join(DEEDS)}.")
    deed = deeds[0] if deeds else "nothing"
    outcome = "opinion" if "opinion" in part.value else "act"
    line = Line(
        line=part.line(),
        at=_moment(part, "on" if "on" in part.value else "at"),
        deed=deed,
        of=part.text(deed, ""),
        by=part.text("by", "" if deed == "nothing" else None),
        outcome=part.text(outcome, ""),
        answers=_answers(part),
        materials=part.names("materials"),
        note=part.text("note", ""),
        irregular=part.flag("irregular"),
        case=part.text("case", ""),
        refused=part.text("refused", ""),
        verb=_verb(part, deed),
    )
    for other in deeds:  # more than one has been told
        part.anything(other)
    part.finished()
    return line


def _verb(part: Located, deed: str) -> Verb:
    if deed != "verb":
        return Verb()
    if part.text("verb", "") not in list(TaskVerb):
        part.wrong("verb", f"`verb` is {part.text('verb', '')!r}", f"Use one of: {', '.join(TaskVerb)}.")
    task = part.text("task", "" if part.text("verb", "") == TaskVerb.COPY else None)
    return Verb(task, part.text("to", ""), part.text("place", "beside"), part.day("until", ""))


def _answers(part: Located) -> Answers:
    given = part.anything("answers")
    if given is None:
        given = {}
    if not isinstance(given, str | Mapping):
        part.wrong("answers", f"`answers` is {given!r}", "Write the name of a file in examples/, or {field: answer}.")
        given = {}
    return Answers(given, part.part("change").value)


def _service(part: Located) -> Mapping[str, Any]:
    told = {"fails": part.whole("fails", least=0), "error": part.text("error", "")}
    part.finished()
    return told


def _slot(part: Located) -> tuple[str, str, int]:
    slot = part.text("where"), part.text("at"), part.whole("capacity", least=0)
    part.finished()
    return slot


def _people(top: Located) -> Iterator[Account]:
    try:
        yield from read_people(yaml.safe_dump(top.anything("people") or [], allow_unicode=True))
    except OrgansRefused as error:
        said = str(error).removeprefix("people.yaml: ")
        top.wrong("people", f"`people`: {said}", "Write {account: …, name: …, organ: …, roles: [ … ]} for each.")


def _moment(part: Located, key: str, default: str | None = None) -> datetime:
    """A moment of the example; a day alone means that day at nine."""
    text = part.text(key, default)
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), _OFFICE_OPENS, ZONE)
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError:
        if text:
            remedy = "Write a day (2026-03-02) or a day and a time (2026-03-02T09:30)."
            part.wrong(key, f"`{key}` is {text!r}, which is no moment", remedy)
        return datetime(2026, 3, 2, tzinfo=ZONE)


# ---- what can be expected --------------------------------------------------------------------------------------------


def _clocks(then: Located, key: str) -> None:
    for _, clock in then.parts(key):
        for name in _CLOCK:
            clock.anything(name)
        clock.finished()


def _papers_before(then: Located, key: str) -> None:
    for _, papers in then.parts(key):
        for kind in papers.value:
            papers.text(str(kind))


def _texts(then: Located, key: str) -> None:
    texts = then.part(key)
    for kind in texts.value:
        texts.names(str(kind))


def _jobs(then: Located, key: str) -> None:
    jobs = then.part(key)
    for name in jobs.value:
        jobs.text(str(name))


def _decisions(then: Located, key: str) -> None:
    for task, tables in then.parts(key):
        for table in tables.value:
            rules = tables.anything(str(table))
            if not isinstance(rules, list) or not all(type(rule) is int for rule in rules):
                what = f"{key}.{task}.{table} is {rules!r}"
                tables.wrong(str(table), what, "Write the numbers of the rules that match, as [2].")


def _text(then: Located, key: str) -> None:
    then.text(key, "")


_THEN: Mapping[str, Callable[[Located, str], object]] = {
    "documents": Located.names,
    "revoked": Located.names,
    "promises": _jobs,
    "tasks": Located.names,
    "clocks": _clocks,
    "texts": _texts,
    "jobs": _jobs,
    "decisions": _decisions,
    "deadline": Located.day,
    "children": _jobs,
    "before": _papers_before,
    **dict.fromkeys(("status", "outcome", "version", "title"), _text),
    **{f"{DAYS.get(act, act)}_on": Located.day for act in ActName},
}
"""How each thing that can be expected is written."""
