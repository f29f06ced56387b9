"""A case as each may see it: the applicant without the organs' inner workings, onlookers without personal numbers.

Papers and entries have an audience (`engine.terms.Audience`); opinions, claims, other people's downloads and remarks
are the organs' own. Who may see the case at all is asked here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from engine import scanning
from engine.acts import merging, on_case, promising
from engine.acts.correcting import open_items
from engine.acts.reading import read_case
from engine.acts.standing_in import stood_in_for
from engine.acts.task_names import short
from engine.authority import Account, Role, acts_for, holds_a_role, takes_part
from engine.case import Case
from engine.deadlines import Clock, ClockState, explanation
from engine.facts import fact_at, gather
from engine.forms import Field
from engine.jobs import named
from engine.ledger import downloads, notices
from engine.matter.facts import fact_titled
from engine.matter.model import Matter, Step
from engine.plain import (
    applicant_called,
    arranged,
    local,
    outcome_called,
    outcomes,
    shown_document,
    step_light,
    told,
    without_numbers,
)
from engine.standing import light, promised_day, worst
from engine.store import issued, promises, questions, queue
from engine.store.asking import Row
from engine.store.database import Connection
from engine.store.tables import DEAD, WAITING
from engine.terms import ActName, Audience, Language, Light, Noted, TaskVerb, Titled
from engine.workplace import Workplace
from signing.notation import masked

SHOWN = 50
"""How many entries of its history, and how many downloads, are shown with a case."""
PERSONAL = ("resident-id", "mobile-cn")
"""Formats of numbers that are a person's own."""
_INNER_KEYS = ("took_part", "voting", "on_behalf", "signed", "task", "instance", "through")
"""What an entry says of officials among themselves."""


@dataclass(frozen=True, slots=True)
class View:
    """One case before one pair of eyes. viewer None: the operator at the console, who sees all."""

    place: Workplace
    case: Case
    matter: Matter
    viewer: Account | None
    language: Language = "zh"
    hides: bool = False
    """Whether personal numbers are hidden from those, too, who handle the case: one by one they are shown to whoever
    says why (`engine.reveals`)."""

    @property
    def applies(self) -> bool:
        """Whether the applicant or the agent looks."""
        return self.viewer is not None and acts_for(self.viewer, self.case.applicant, self.case.agent)

    @property
    def lanes(self) -> frozenset[str]:
        """The lanes as which the case names the viewer, who sees nothing but what is meant for them."""
        return frozenset(self._named)

    @property
    def _named(self) -> Mapping[str, str]:
        """These lanes, each with who is named: the viewer, or whose agent it is."""
        if self.viewer is None or self.applies:
            return {}
        return self.case.named_as(self.viewer, self.matter.named)

    @property
    def outside(self) -> bool:
        """Whether somebody looks who belongs to no organ: who applies, or whom the case names."""
        return self.applies or bool(self.lanes)

    @property
    def looks_on(self) -> bool:
        """Whether a supervisor or auditor looks, who has nothing to do in the case."""
        of = {"applicant": self.case.applicant, "agent": self.case.agent, "roles": self.matter.roles.values()}
        return self.viewer is not None and not self.lanes and not takes_part(self.viewer, **of)  # type: ignore[arg-type]

    @property
    def masks(self) -> bool:
        """Whether personal numbers are shown with their middle hidden."""
        return self.looks_on or self.blind or (self.hides and self.viewer is not None and not self.outside)

    @property
    def blind(self) -> bool:
        """Whether the viewer sees the case without whose it is."""
        if self.viewer is None or self.outside or self.matter.may_know_applicant(self.viewer):
            return False
        return not any(map(self.matter.may_know_applicant, stood_in_for(self.place, self.viewer)))

    def called(self, account: str) -> str:
        """An account as the viewer may know it: the applicant's side by its role to those who need not know it."""
        if not (self.blind and self._own(account)):
            return account
        return applicant_called(self.matter, self.language)

    def may_read(self, kind: str) -> bool:
        """Whether a document of this kind is for the viewer, who may see the case.

        A paper to the applicant says whose the case is.
        """
        rule = self.matter.documents.get(kind)
        if self.lanes:
            return rule is not None and not self.lanes.isdisjoint(rule.readers)
        if self.blind:
            return rule is not None and rule.audience is Audience.ORGANS
        return not self.outside or rule is None or rule.audience is Audience.APPLICANT

    # ---- what happened -----------------------------------------------------------------------------------------------

    def history(self, connection: Connection, before: int, most: int) -> list[dict[str, Any]]:
        """The entries the viewer may see, oldest first: the last `most` before the entry of that number."""
        seen: list[dict[str, Any]] = []
        while before > 1 and len(seen) < most:
            span = range(max(1, before - most), before)
            entries = questions.entries_between(connection, self.case.organ, self.case.id, span)
            notes = questions.notes_of(connection, self.case.organ, self.case.id, span)
            bodies = [orjson.loads(body) for _, body, _ in entries]
            told = [self.entry_seen(body, notes.get(body["number"], "")) for body in bodies]
            seen = [entry for entry in told if entry is not None] + seen
            before = span.start
        return seen[-most:]

    def _own(self, account: str) -> bool:
        if self.lanes:
            return self.viewer is not None and account in (self.viewer.name, *self._named.values())
        return account in (self.case.applicant, self.case.agent)

    def _may_know(self, body: Mapping[str, Any]) -> bool:
        if not self.outside or self._own(body["actor"]) or (body.get("legal") and not self.lanes):
            return True
        if "document" in body:
            return self.may_read(body["document"])
        if self.lanes:
            return bool(body["act"] == Noted.REMINDER)
        if body["act"] in (Noted.QUESTION, Noted.REPLY):
            return True
        if body["act"] == TaskVerb.RETURN and "task" in body:
            back = self.matter.steps.get(body["to"])
            return back is not None and back.role.who == "applicant"
        step = self.matter.steps.get(body.get("step", ""))
        if step is not None and step.role.who == "applicant":
            return bool(body["act"] == TaskVerb.REMIND)
        if body["act"] in (Noted.DAYS_WORKED_OUT, Noted.REMINDER):
            return True
        return step is not None and step.role.who in ("named", "system")

    def entry_seen(self, body: Mapping[str, Any], note: str) -> dict[str, Any] | None:
        """An entry as the viewer may know it; None: not at all."""
        if not self._may_know(body):
            return None
        known = note if not self.outside or self._own(body["actor"]) or body["act"] in _WRITTEN_FOR_THEM else ""
        if body["act"] in (Noted.QUESTION, Noted.REPLY) and not self.outside and self.viewer is not None:
            known = without_numbers(known)
        shown = told(self.place, body, known, without=_INNER_KEYS if self.outside else ())
        step = self.matter.steps.get(body.get("step", ""))
        step_title = step.title.say(self.language) if step else ""
        hidden: dict[str, Any] = {key: self.called(shown[key]) for key in ("actor", "applicant") if key in shown}
        return {**shown, **hidden, "title": self._called(body, step), "step_title": step_title}

    def _called(self, body: Mapping[str, Any], step: Step | None) -> str:
        """What was done, in words: the law's, the matter's own for an opinion, else the record's."""
        act = body["act"]
        named = outcome_called(step, act)
        paper = self.matter.documents.get(body.get("document", ""))
        about = _ABOUT.say(self.language).format(paper.title.say(self.language)) if paper else ""
        return (named.say(self.language) if named else str(act)) + about

    def downloads(self, connection: Connection, most: int | None = None) -> list[dict[str, Any]]:
        """Who downloaded, or tried to, of the newest entries: applicants see what their own side did."""
        entries = downloads(self.case.organ, self.case.id).entries(connection, most)
        bodies = [orjson.loads(body) for _, body, _ in entries]
        seen = [told(self.place, body) for body in bodies if not self.outside or self._own(body["actor"])]
        return [{**entry, "actor": self.called(entry["actor"])} for entry in seen]

    def notices(self, connection: Connection) -> list[dict[str, Any]]:
        """Who was told of what was done, and how; applicants see the mails that went to their side."""
        entries = notices(self.case.organ, self.case.id).entries(connection)
        bodies = [orjson.loads(body) for _, body, _ in entries]
        return [told(self.place, body) for body in bodies if not self.outside or body["act"] == "mail"]

    # ---- what was handed in ------------------------------------------------------------------------------------------

    def answers(self, connection: Connection, rows: Iterable[Row] | None = None) -> list[dict[str, Any]]:
        """What was last answered to each form, or in these rows, field by field in the form's order."""
        if rows is None:
            rows = questions.latest_answers(connection, self.case.organ, self.case.id)
        return [
            {
                "form": row["form"],
                "step": row["step"],
                "title": self.matter.forms[row["form"]].titled.say(self.language),
                "by": self.called(row["author"]),
                "at": local(self.place, row["at"]),
                "fields": self._fields(row["form"], orjson.loads(row["data"])),
            }
            for row in rows
            if row["form"] in self.matter.forms and self._may_know_answers(connection, row)
        ]

    def alike(self, answered: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Other cases that say the same, for officials: whether the same person opened them, and how they stand."""
        applied = [form for form in answered if form["form"] == "application"]
        given = {field["name"]: field["value"] for form in applied for field in form["fields"]}
        return [
            {
                "case": row["number"],
                "status": row["status"],
                "same_applicant": row["applicant"] == self.case.applicant,
                "opened_at": local(self.place, row["opened_at"]),
            }
            for row in merging.alike(self.place, self.case, self.matter, given)
        ]

    def _may_know_answers(self, connection: Connection, row: Row) -> bool:
        """Applicants see what their own side answered, and what a paper told them."""
        if not self.outside or self._own(row["author"]):
            return True
        if self.lanes:
            return False
        body = questions.entry_body(connection, self.case.organ, self.case.id, row["entry"])
        return body is not None and self.matter.tells(orjson.loads(body)["act"])

    def _fields(self, form: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        asked = [field for field in self.matter.forms[form].root.fields.values() if field.name in given]
        return [
            {
                "name": field.name,
                "label": {"zh": field.titled.zh, "en": field.titled.en},
                "value": self._value(field, given[field.name]),
            }
            for field in asked
        ]

    def _value(self, field: Field, value: Any) -> Any:
        if field.item is not None and isinstance(value, list):
            return [self._value(field.item, row) for row in value]
        if field.fields and isinstance(value, dict):
            return {name: self._value(inner, value[name]) for name, inner in field.fields.items() if name in value}
        return masked(value) if self.masks and field.format in PERSONAL else value

    def shared(self, connection: Connection) -> list[dict[str, Any]]:
        """What registers said of the application's fields, beside what the applicant said, whose word wins."""
        rows = {row["form"]: row for row in questions.latest_answers(connection, self.case.organ, self.case.id)}
        fields = self.matter.forms["application"].root.fields
        application = orjson.loads(rows["application"]["data"])
        return [
            {
                "system": system,
                "at": local(self.place, row["at"]),
                "field": name,
                "label": {"zh": fields[name].titled.zh, "en": fields[name].titled.en},
                "register": self._value(fields[name], value),
                "applicant": self._value(fields[name], application[name]) if name in application else None,
                "agrees": application.get(name) == value,
            }
            for system in self.matter.shared
            if (row := rows.get(f"shared:{system}")) is not None
            for name, value in orjson.loads(row["data"]).items()
        ]

    def materials(self, rows: Iterable[Row], scans: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """The files handed in, in the order of the matter's materials; `scan`: what a virus scanner said of each."""
        order = list(self.matter.materials)
        return [
            {
                "material": row["material"],
                "title": self.matter.materials[row["material"]].title.say(self.language),
                "name": row["name"],
                "kind": row["kind"],
                "bytes": row["bytes"],
                "sha256": row["sha256"],
                "by": self.called(row["author"]),
                "at": local(self.place, row["at"]),
                "scan": (scans or {}).get(row["sha256"]),
            }
            for row in sorted(rows, key=lambda row: order.index(row["material"]))
        ]

    # ---- what is to come ---------------------------------------------------------------------------------------------

    def task(self, row: Row) -> dict[str, Any]:
        """An open task; of one that is not theirs, applicants see where the case is, not who has it."""
        step = self.matter.steps[row["step"]]
        yours = self._is_the_viewers(row, step.role)
        hidden = self.outside and step.role.who != "applicant" and not yours
        about = orjson.loads(row["about"]) if row["about"] else {}
        return {
            "task": row["id"],
            "short": short(self.case.number, row),
            "step": row["step"],
            "title": step.title.say(self.language),
            "role": row["role"],
            "organ": row["for_organ"],
            "assignee": None if hidden else row["assignee"] and self.called(row["assignee"]),
            "due": row["due_on"],
            **step_light(self.place, step, row, self._promised(step)),
            "acts": [] if hidden else list(outcomes(row, step)),
            **({} if hidden else arranged(about)),
            "yours": yours,
            "asks": bool(step.form),
            "lane": str(step.role.title.get(self.language, step.role.lane)) if step.role.who == "named" else "",
            **({"shown": self.shown_at(step)} if step.shows and not hidden else {}),
            **({"open": self._open_items()} if ActName.CORRECT in step.acts and self.case.record.asked else {}),
        }

    def knows_of(self, row: Row) -> bool:
        """Whether the viewer may know that there is this task: nobody outside of parts, people named of their own."""
        if self.lanes:
            return self.matter.steps[row["step"]].role.lane in self.lanes and not row["main"]
        return not (self.outside and row["main"])

    def _is_the_viewers(self, row: Row, role: Role) -> bool:
        """Whether a task is for the viewer to do: by name, by its role, or as a deputy."""
        if self.viewer is None or role.who == "system":
            return False
        if role.who == "applicant":
            return self.applies
        if role.who == "named":
            return role.lane in self.lanes
        asked = Role("", "official", row["for_organ"], row["role"])
        # What was asked of somebody by name is nobody else's, whoever holds the role.
        pool = not row["main"] or row["assignee"] is None
        if row["assignee"] == self.viewer.name or (pool and holds_a_role(self.viewer, (asked,))):
            return True
        return any(holds_a_role(one, (asked,)) for one in stood_in_for(self.place, self.viewer))

    def shown_at(self, step: Step) -> list[dict[str, Any]]:
        """What whoever is to do the step is told of the case: each fact with its name and what it is called."""
        facts = gather(self.place, self.case, self.matter) if step.shows else {}
        return [
            {"fact": fact, "label": called.say(self.language), "value": value}
            for fact in step.shows
            if (value := fact_at(facts, fact)) is not None
            for called in (fact_titled(self.matter, fact),)
        ]

    def _open_items(self) -> list[dict[str, Any]]:
        """What the notice opened for correction; everything else is locked."""
        return [
            {"item": item.id, "kind": "field" if item.path else "material", "title": item.title.say(self.language)}
            for item in open_items(self.matter, self.case.record.asked)
        ]

    def _promised(self, step: Step) -> str | None:
        """The last day that the organ promised of the step's limit."""
        running = (c for c in self.case.clocks() if c.limit == step.limit and c.state is ClockState.RUNNING)
        days = [promised_day(clock, self.matter.limits, self.place.calendar) for clock in running]
        return min(days).isoformat() if days else None

    def light(self) -> Light | None:
        """The light of the case before officials: the gravest of its clocks, red also for an irregular act."""
        place, stands = self.place, self.case.standing
        today = place.day(place.now())
        days = () if self.outside else (stands.promised_on, stands.due_on)
        wrong = Light.RED if stands.irregular and not self.outside else None
        return worst((*(light(day, today, place.calendar, place.warning_days) for day in days), wrong))

    def clocks(self) -> list[dict[str, Any]]:
        """Every clock of the case, with how its last day came about."""
        today, calendar = self.place.day(self.place.now()), self.place.calendar
        ours = () if self.outside else self.matter.holders()
        return [
            {
                "name": clock.limit,
                "title": self._clock_called(clock),
                "started": clock.started.isoformat(),
                "due": clock.due.isoformat(),
                "promised": promised_day(clock, self.matter.limits, calendar).isoformat(),
                "state": clock.state.value,
                "light": self._clock_light(clock, today) if clock.limit in ours else None,
                "overdue": clock.overdue(today),
                "remaining": clock.remaining(today, calendar) if clock.going else None,
                "provisional": clock.provisional,
                "explanation": explanation(clock, calendar, self.language),
            }
            for clock in self.case.clocks()
        ]

    def _clock_called(self, clock: Clock) -> str:
        title = self.matter.limits[clock.limit].title.say(self.language)
        procedure = clock.procedure.titled.say(self.language) if clock.procedure else ""
        return title if procedure in ("", title) else title + _ABOUT.say(self.language).format(procedure)

    def _clock_light(self, clock: Clock, today: date) -> Light | None:
        """The light of a clock of the organs that runs; of one that has ended, red where it was late."""
        if clock.state is ClockState.PAUSED:
            return None
        calendar = self.place.calendar
        if not clock.going:
            return Light.RED if clock.overdue(today) else None
        last = promised_day(clock, self.matter.limits, calendar).isoformat()
        return light(last, today, calendar, self.place.warning_days)

    def parent(self) -> str | None:
        """The number of the parent case, of a child."""
        if self.case.parent is None:
            return None
        with self.place.database.reading() as connection:
            row = questions.case(connection, self.case.parent)
        return str(row["number"]) if row else None

    def children(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """How each child case of a joint application stands, in the order of the matter."""
        order = list(self.matter.children)
        return [
            {
                "child": row["part"],
                "title": self.matter.children[row["part"]].title.say(self.language),
                "case": row["number"],
                "matter": row["matter"],
                "organ": row["holder"],
                "status": row["status"],
                "outcome": row["outcome"] or "",
            }
            for row in sorted(rows, key=lambda row: order.index(row["part"]))
        ]

    def hindered(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """What was to be made, asked or sent and could not be; why, for officials only.

        It waits for the operator, or, which only officials are told, is tried again by itself.
        """
        found = []
        for row in rows:
            what = named(row["service"], orjson.loads(row["arguments"]))
            untold = self.outside and row["service"] in ("send_mail", "send_reminder", "send_daily", "call_webhook")
            again = row["state"] == WAITING and row["error"] and not self.outside
            if (row["state"] != DEAD and not again) or untold or not self.may_read(what):
                continue
            titled = self.matter.documents.get(what) or self.matter.steps.get(what)
            title = titled.title.say(self.language) if titled else what
            found.append(
                {
                    "what": what,
                    "title": title,
                    "since": local(self.place, row["made_at"]),
                    "told": (_TRIED_AGAIN if again else _HINDERED).say(self.language).format(title),
                    "error": "" if self.outside else (row["error"] or "").split(":", 1)[0],
                }
            )
        return found


_UNTOLD: Mapping[str, Any] = {
    "light": None, "applicant": "", "failure": "", "parent": None, "children": [], "clocks": [], "hindered": [],
    "materials": [], "shared": [], "promises": [], "alike": [],
}  # fmt: skip
"""What a person named is not told of the case: its tasks, papers and entries are chosen one by one."""
_WRITTEN_FOR_THEM = frozenset({TaskVerb.REMIND.value, Noted.QUESTION.value, Noted.REPLY.value})
"""What officials write for the applicant's eyes."""
_ABOUT = Titled("（{}）", " ({})")
_TRIED_AGAIN = Titled(
    "“{}”暂时未能完成，系统会自动再试，您不用重做；一直不成的，会转由工作人员办理或者报告系统管理员。",
    "“{}” could not be done now and is tried again by itself: you need not do it again. If it lasts, an official or "
    "the operator sees to it.",
)
_HINDERED = Titled(
    "“{}”因系统原因未能完成，办理机关已获通知并正在处理；依法计算的期限不受影响。",
    "“{}” could not be done for technical reasons; the office knows and sees to it. The limits of the law run on.",
)


def look(
    place: Workplace, reference: str, account: str | None, language: Language = "zh", *, hides: bool = False
) -> View:
    """The case with this id or number before the eyes of an account.

    Raises CaseUnknown, also when the account may not see the case at all.
    """
    viewer = None if account is None else place.account(account)
    case, matter = read_case(place, reference, viewer)
    return View(place, case, matter, viewer, language, hides)


def show(
    place: Workplace, reference: str, account: str | None, language: Language, *, hides: bool = False
) -> dict[str, Any]:
    """Everything of a case that the account may see, with the newest entries of its history. Raises CaseUnknown."""
    view = look(place, reference, account, language, hides=hides)
    key = view.case.organ, view.case.id
    with place.database.reading() as connection:
        tasks = questions.open_tasks(connection, *key)
        papers = issued.documents_of(connection, *key)
        jobs = queue.jobs_of(connection, *key)
        children = questions.children_of(connection, view.case.id) if view.matter.children else ()
        handed_in = questions.latest_materials(connection, *key)
        scanned = scanning.states(place, connection, [row["sha256"] for row in handed_in])
        answers = view.answers(connection)
        history = view.history(connection, view.case.entries + 1, SHOWN)
        downloaded = view.downloads(connection, SHOWN)
        shared = view.shared(connection) if view.matter.shared else []
        promised = promises.promises_of(connection, *key) if view.matter.commitments else ()
    case, matter = view.case, view.matter
    shown = {
        "case": case.number,
        "id": case.id,
        "matter": case.matter,
        "title": case.title,
        "called": matter.title.say(language),
        "version": matter.version,
        "revision": case.revision,
        "status": case.status.value,
        "outcome": case.record.outcome,
        "failure": case.record.failure,
        "light": view.light(),
        "applicant": view.called(case.applicant),
        "named": sorted(view.lanes),
        "opened_at": local(place, case.opened_at),
        "closed_at": local(place, case.closed_at) if case.closed_at else None,
        "parent": view.parent(),
        "children": view.children(children),
        "tasks": [view.task(task) for task in tasks if view.knows_of(task)],
        "clocks": view.clocks(),
        "documents": [
            {**shown_document(place, d), "style": matter.documents[d["kind"]].style}
            for d in papers
            if d["sha256"] and view.may_read(d["kind"])
        ],
        "hindered": view.hindered(jobs),
        "answers": answers,
        "materials": view.materials(handed_in, scanned),
        "history": history,
        "downloads": downloaded,
        "shared": shared,
        "promises": [
            promising.told(row, matter.commitments[row["commitment"]], case.record.proofs_due) for row in promised
        ],
        "alike": [] if view.outside else view.alike(answers),
        "may": list(on_case.acts_offered(place, case, matter, view.viewer)),
    }
    return {**shown, **_UNTOLD} if view.lanes else shown
